// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/listener.hpp"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <tuple>
#include <utility>

#include "base/log.hpp"
#include "input/inherited_copy.hpp"
#include "input/spare_descriptors.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
// Bounds what a crash can lose per connection; also what TCP may queue while we wait.
constexpr int kReceiveBuffer = 256 * 1024;

IpAddress ours(const asio::ip::address& address) {
  return IpAddress::parse(address.to_string()).value_or(IpAddress{});
}

// A peer that vanished without a word frees its place within 90 seconds.
void notice_dead_peers(tcp::socket& socket) {
  const auto set = [&](int level, int option, int value) {
    (void)::setsockopt(socket.native_handle(), level, option, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 45);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 15);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

}  // namespace

Listener::Listener(asio::io_context& context, Options options, Refusals& refusals, Serve serve)
    : context_(context),
      options_(std::move(options)),
      refusals_(refusals),
      serve_(std::move(serve)),
      acceptor_(context) {}

Result<void> Listener::start() {
  if (options_.tls) {
    auto loaded = TlsServer::load(*options_.tls);
    if (!loaded) {
      Error error = std::move(loaded).error();
      error.message = fmt::format("source {} cannot start: {}", options_.name, error.message);
      return tl::unexpected<Error>(std::move(error));
    }
    tls_ = std::move(*loaded);
  }
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options_.address, error);
  if (!error) {
    error = options_.inherited ? take_over(*options_.inherited)
                               : open(tcp::endpoint(address, options_.port));
  }
  if (error) {
    return fail(ErrorCode::io, fmt::format("source {} cannot listen on {}:{}: {}", options_.name,
                                           options_.address, options_.port, error.message()));
  }
  const tcp::endpoint local = acceptor_.local_endpoint();
  options_.address = local.address().to_string();
  port_ = local.port();
  asio::co_spawn(context_, accept_all(), asio::detached);
  return {};
}

boost::system::error_code Listener::open(const tcp::endpoint& endpoint) {
  boost::system::error_code error;
  (void)acceptor_.open(endpoint.protocol(), error);
  if (!error) {
    (void)acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    (void)acceptor_.set_option(asio::socket_base::receive_buffer_size(kReceiveBuffer), error);
    (void)acceptor_.bind(endpoint, error);
  }
  if (!error) {
    (void)acceptor_.listen(asio::socket_base::max_listen_connections, error);
  }
  return error;
}

boost::system::error_code Listener::take_over(int listening) {
  boost::system::error_code error;
  InheritedCopy copy(listening);
  (void)acceptor_.assign(copy.is_v6() ? tcp::v6() : tcp::v4(), copy.number(), error);
  if (!error) {
    copy.given_away();
    (void)acceptor_.set_option(asio::socket_base::receive_buffer_size(kReceiveBuffer), error);
  }
  return error;
}

asio::awaitable<void> Listener::accept_all() {
  while (acceptor_.is_open()) {
    tcp::endpoint remote;
    boost::system::error_code error = asio::error::no_descriptors;
    tcp::socket socket(context_);
    if (descriptors_to_spare()) {
      error = std::get<0>(co_await acceptor_.async_accept(socket, remote, kNoThrow));
    }
    if (error) {  // let some connection end first; who comes meanwhile waits in the kernel
      asio::steady_timer pause(context_, std::chrono::milliseconds(100));
      (void)co_await pause.async_wait(kNoThrow);
      continue;
    }
    notice_dead_peers(socket);
    // An answer is all that is sent for a while: nothing is to be gained by waiting for more.
    (void)socket.set_option(tcp::no_delay(true), error);
    Peer peer{ours(remote.address()), std::nullopt};
    if (tls_) {
      if (begin_handshake(peer.address)) {
        asio::co_spawn(context_, serve_tls(std::move(socket), peer), asio::detached);
      }
      continue;
    }
    if (options_.senders) {
      peer.organisation = options_.senders->organisation_of(peer.address);
    }
    if (options_.senders && !peer.organisation) {
      refusals_.add(Refusal::unknown_sender, peer.address);
      continue;
    }
    asio::co_spawn(context_, serve_plain(std::move(socket), peer), asio::detached);
  }
}

asio::awaitable<void> Listener::serve_plain(tcp::socket socket, Peer peer) {
  const auto connection = plain_connection(std::move(socket));
  co_await serve_counted(*connection, peer);
}

asio::awaitable<void> Listener::serve_tls(tcp::socket socket, Peer peer) {
  const auto tls = tls_;
  TlsServer::Accepted accepted = co_await tls->accept(
      std::move(socket), std::chrono::steady_clock::now() + options_.handshake_timeout);
  end_handshake(peer.address);
  if (!accepted.connection) {
    refusals_.add(accepted.refusal, peer.address, accepted.why);
    co_return;
  }
  peer.organisation = accepted.organisation;
  co_await serve_counted(*accepted.connection, peer);
}

asio::awaitable<void> Listener::serve_counted(Connection& connection, Peer peer) {
  if (connections_ >= options_.max_connections) {
    refusals_.add(Refusal::too_many_connections, peer.address);
    co_return;
  }
  ++connections_;
  try {
    co_await serve_(connection, peer);
  } catch (const std::exception& e) {  // such as no memory: the other connections go on
    log::warning(log::Id::connection_refused, "Source {} gave up a connection of {}: {}",
                 options_.name, peer.address.to_string(), e.what());
  }
  --connections_;
}

bool Listener::begin_handshake(const IpAddress& peer) {
  const auto of_peer = handshakes_by_address_.find(peer);
  if (handshakes_ >= options_.max_connections ||
      (of_peer != handshakes_by_address_.end() && of_peer->second >= kHandshakesOfOne)) {
    refusals_.add(Refusal::too_many_handshakes, peer);
    return false;
  }
  ++handshakes_;
  ++handshakes_by_address_[peer];
  return true;
}

void Listener::end_handshake(const IpAddress& peer) {
  --handshakes_;
  const auto of_peer = handshakes_by_address_.find(peer);
  if (--of_peer->second == 0) {
    handshakes_by_address_.erase(of_peer);
  }
}

Result<std::function<void()>> Listener::reread(const Admission& fresh) {
  std::shared_ptr<const TlsServer> tls;
  if (options_.tls && fresh.tls) {
    YAGURA_ASSIGN(tls, TlsServer::load(*fresh.tls));
  }
  return [this, tls = std::move(tls), senders = fresh.senders] {
    if (tls) {
      tls_ = tls;
    }
    if (options_.senders && senders) {
      options_.senders = senders;
    }
  };
}

}  // namespace yagura
