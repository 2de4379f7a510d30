// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/syslog_tcp.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "input/delivery.hpp"
#include "input/framing.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
// One read takes what a busy sender has ready; larger ones measured no faster (19 M lines/s).
constexpr std::size_t kReadBytes = std::size_t{64} * 1024;
// Bounds what a crash can lose per connection; also what TCP may queue while we wait.
constexpr int kReceiveBuffer = 256 * 1024;

IpAddress ours(const asio::ip::address& address) {
  return IpAddress::parse(address.to_string()).value_or(IpAddress{});
}

}  // namespace

SyslogTcpSource::SyslogTcpSource(asio::io_context& context, Options options, BatchSink& sink,
                                 const Clock& clock, Metrics& metrics)
    : context_(context),
      options_(std::move(options)),
      sink_(sink),
      clock_(clock),
      acceptor_(context),
      records_(metrics.counter("input_records_total", "Records read, by source.",
                               {{"source", options_.name}})),
      bytes_(metrics.counter("input_bytes_total", "Bytes read, by source.",
                             {{"source", options_.name}})),
      truncated_(metrics.counter("input_truncated_records_total",
                                 "Records longer than the limit, cut off there.",
                                 {{"source", options_.name}})),
      unknown_senders_(metrics.counter("input_refused_connections_total",
                                       "Connections turned away, by source and reason.",
                                       {{"source", options_.name}, {"reason", "unknown sender"}})),
      over_limit_(metrics.counter(
          "input_refused_connections_total", "Connections turned away, by source and reason.",
          {{"source", options_.name}, {"reason", "too many connections"}})) {}

Result<void> SyslogTcpSource::start() {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options_.address, error);
  if (!error) {
    const tcp::endpoint endpoint(address, options_.port);
    (void)acceptor_.open(endpoint.protocol(), error);
    if (!error) {
      (void)acceptor_.set_option(asio::socket_base::reuse_address(true), error);
      (void)acceptor_.set_option(asio::socket_base::receive_buffer_size(kReceiveBuffer), error);
      (void)acceptor_.bind(endpoint, error);
    }
    if (!error) {
      (void)acceptor_.listen(asio::socket_base::max_listen_connections, error);
    }
  }
  if (error) {
    return fail(ErrorCode::io, fmt::format("source {} cannot listen on {}:{}: {}", options_.name,
                                           options_.address, options_.port, error.message()));
  }
  port_ = acceptor_.local_endpoint().port();
  asio::co_spawn(context_, accept_all(), asio::detached);
  return {};
}

asio::awaitable<void> SyslogTcpSource::accept_all() {
  while (acceptor_.is_open()) {
    tcp::endpoint peer;
    auto [error, socket] = co_await acceptor_.async_accept(peer, kNoThrow);
    if (error) {  // most likely no free descriptor: let some connection end first
      asio::steady_timer pause(context_, std::chrono::milliseconds(100));
      (void)co_await pause.async_wait(kNoThrow);
      continue;
    }
    const auto organisation = options_.senders.organisation_of(ours(peer.address()));
    if (!organisation) {
      unknown_senders_.add();
      continue;
    }
    if (connections_ >= options_.max_connections) {
      over_limit_.add();
      continue;
    }
    ++connections_;
    asio::co_spawn(context_, read_all(std::move(socket), *organisation),
                   [this](const std::exception_ptr&) { --connections_; });
  }
}

asio::awaitable<void> SyslogTcpSource::read_all(tcp::socket socket, OrganisationCode organisation) {
  using asio::experimental::awaitable_operators::operator||;
  StreamFramer framer;
  std::string buffer(kReadBytes, '\0');
  RecordBatch batch = empty_batch(organisation);
  const StreamFramer::Sink take = [&](std::string_view frame, StreamFramer::Completeness whole) {
    batch.add(frame);
    truncated_.add(whole == StreamFramer::Completeness::cut ? 1 : 0);
  };
  asio::steady_timer idle(context_);
  for (bool open = true; open;) {
    idle.expires_after(options_.idle_timeout);
    const auto outcome = co_await (socket.async_read_some(asio::buffer(buffer), kNoThrow) ||
                                   idle.async_wait(kNoThrow));
    batch.received = clock_.now();
    std::size_t count = 0;
    if (outcome.index() == 0) {
      const auto& [error, got] = std::get<0>(outcome);
      count = error ? 0 : got;
    }
    if (count == 0) {  // closed, broken or idle: what was begun is still a record
      framer.finish(take);
      open = false;
    } else {
      bytes_.add(count);
      framer.feed(std::string_view(buffer).substr(0, count), take);
    }
    if (!batch.empty()) {
      records_.add(batch.size());
      co_await deliver(context_, sink_, batch);
      batch = empty_batch(organisation);
    }
  }
}

RecordBatch SyslogTcpSource::empty_batch(OrganisationCode organisation) const {
  RecordBatch batch;
  batch.organisation = organisation;
  batch.source = options_.name;
  return batch;
}

}  // namespace yagura
