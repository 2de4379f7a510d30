// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/syslog_udp.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <utility>

#include "base/log.hpp"
#include "input/admission.hpp"
#include "input/inherited_copy.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kDatagrams = 64;  // one call takes up to so many
constexpr std::size_t kMostBytes = 65'536;
// Calls before the other sources have their turn.
constexpr int kCallsInARow = 16;
static_assert(kMostBytes <= kMaxRecordBytes, "else a datagram would have to be cut");

IpAddress address_of(const sockaddr_storage& sender) {
  if (sender.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &sender, sizeof v4);
    return IpAddress::from_v4(ntohl(v4.sin_addr.s_addr));
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &sender, sizeof v6);
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return IpAddress::from_bytes(bytes);
}

// Some devices end a datagram as they would a line.
std::string_view without_end(std::string_view record) {
  const auto last = record.find_last_not_of(std::string_view("\r\n\0", 3));
  return record.substr(0, last + 1);  // npos + 1 = 0
}

}  // namespace

// What one call fills.
struct SyslogUdpSource::Datagrams {
  Datagrams() : bytes(kDatagrams * kMostBytes, '\0') {}

  // As recvmmsg() changes what it is given.
  void prepare() {
    for (std::size_t i = 0; i < kDatagrams; ++i) {
      parts[i] = {bytes.data() + i * kMostBytes, kMostBytes};
      msghdr& header = headers[i].msg_hdr;
      header = {};
      header.msg_name = &senders[i];
      header.msg_namelen = sizeof senders[i];
      header.msg_iov = &parts[i];
      header.msg_iovlen = 1;
      header.msg_control = controls[i].data();
      header.msg_controllen = controls[i].size();
    }
  }
  std::string_view text(std::size_t i) const {
    return std::string_view(bytes).substr(i * kMostBytes, headers[i].msg_len);
  }
  // The kernel's count of datagrams dropped until this one came.
  std::optional<std::uint32_t> dropped_before(std::size_t i) {
    msghdr& header = headers[i].msg_hdr;
    for (cmsghdr* one = CMSG_FIRSTHDR(&header); one != nullptr; one = CMSG_NXTHDR(&header, one)) {
      if (one->cmsg_level == SOL_SOCKET && one->cmsg_type == SO_RXQ_OVFL) {
        std::uint32_t count = 0;
        std::memcpy(&count, CMSG_DATA(one), sizeof count);
        return count;
      }
    }
    return std::nullopt;
  }

  std::string bytes;
  std::array<mmsghdr, kDatagrams> headers{};
  std::array<iovec, kDatagrams> parts{};
  std::array<sockaddr_storage, kDatagrams> senders{};
  struct alignas(cmsghdr) Control : std::array<char, CMSG_SPACE(sizeof(std::uint32_t))> {};
  std::array<Control, kDatagrams> controls{};
};

SyslogUdpSource::SyslogUdpSource(asio::io_context& context, Options options, BatchSink& sink,
                                 const Clock& clock, Metrics& metrics)
    : context_(context),
      options_(std::move(options)),
      sink_(sink),
      clock_(clock),
      socket_(context),
      datagrams_(std::make_unique<Datagrams>()),
      counters_(options_.name, metrics),
      refusals_(options_.name, {{Refusal::unknown_sender}}, metrics, Refusals::Of::datagrams),
      dropped_(metrics.counter("input_dropped_datagrams_total",
                               "Datagrams the kernel dropped for want of room, by source.",
                               {{"source", options_.name}})),
      shed_(metrics.counter("input_shed_records_total",
                            "Records read and given up, by source and reason.",
                            {{"source", options_.name}, {"reason", "queue full"}})) {}

SyslogUdpSource::~SyslogUdpSource() = default;

Result<void> SyslogUdpSource::start() {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options_.address, error);
  const udp::endpoint endpoint(address, options_.port);
  if (!error && options_.inherited) {
    error = take_over(*options_.inherited);
  } else if (!error) {
    (void)socket_.open(endpoint.protocol(), error);
    if (!error) {
      enlarge_buffer();
      (void)socket_.bind(endpoint, error);
    }
  }
  if (error) {
    return fail(ErrorCode::io, fmt::format("source {} cannot listen on {}:{}: {}", options_.name,
                                           options_.address, options_.port, error.message()));
  }
  const int on = 1;
  (void)::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  const udp::endpoint local = socket_.local_endpoint();
  options_.address = local.address().to_string();
  port_ = local.port();
  asio::co_spawn(context_, read_all(), asio::detached);
  return {};
}

boost::system::error_code SyslogUdpSource::take_over(int bound) {
  boost::system::error_code error;
  InheritedCopy copy(bound);
  (void)socket_.assign(copy.is_v6() ? udp::v6() : udp::v4(), copy.number(), error);
  if (!error) {
    copy.given_away();
    enlarge_buffer();
  }
  return error;
}

Result<std::function<void()>> SyslogUdpSource::reread(const Admission& fresh) {
  return [this, senders = fresh.senders] {
    if (senders) {
      options_.senders = *senders;
    }
  };
}

void SyslogUdpSource::enlarge_buffer() {
  boost::system::error_code ignored;
  const auto wanted = static_cast<int>(options_.receive_buffer);
  asio::socket_base::receive_buffer_size granted;
  (void)socket_.get_option(granted, ignored);
  if (granted.value() / 2 >= wanted) {
    return;  // the service manager has given more than we may ask for
  }
  (void)socket_.set_option(asio::socket_base::receive_buffer_size(wanted), ignored);
  (void)socket_.get_option(granted, ignored);
  if (const int usable = granted.value() / 2; usable < wanted) {  // the kernel tells twice as much
    log::info(
        "Source {} has a receive buffer of {} bytes instead of {}: raise net.core.rmem_max, or "
        "bursts may be lost",
        options_.name, usable, wanted);
  }
}

asio::awaitable<void> SyslogUdpSource::read_all() {
  for (;;) {
    const auto [error] = co_await socket_.async_wait(udp::socket::wait_read, kNoThrow);
    if (error) {
      asio::steady_timer pause(context_, std::chrono::milliseconds(100));
      (void)co_await pause.async_wait(kNoThrow);
    }
    for (int call = 0; call < kCallsInARow && read_some(); ++call) {
    }
  }
}

// True if there may be more.
bool SyslogUdpSource::read_some() {
  datagrams_->prepare();
  const int count = ::recvmmsg(socket_.native_handle(), datagrams_->headers.data(), kDatagrams,
                               MSG_DONTWAIT, nullptr);
  Batches batches;
  for (int i = 0; i < count; ++i) {
    add(batches, static_cast<std::size_t>(i));
  }
  hand_over(batches);
  return count == static_cast<int>(kDatagrams);
}

void SyslogUdpSource::add(Batches& batches, std::size_t index) {
  if (const auto dropped = datagrams_->dropped_before(index)) {
    dropped_.add(*dropped - std::exchange(dropped_so_far_, *dropped));  // also once it wraps
  }
  const IpAddress sender = address_of(datagrams_->senders.at(index));
  const auto organisation = options_.senders.organisation_of(sender);
  if (!organisation) {
    refusals_.add(Refusal::unknown_sender, sender);
    return;
  }
  const std::string_view text = datagrams_->text(index);
  counters_.bytes.add(text.size());
  if (const std::string_view record = without_end(text); !record.empty()) {
    batches[*organisation].add(record);
  }
}

void SyslogUdpSource::hand_over(Batches& batches) {
  for (auto& [organisation, batch] : batches) {
    batch.organisation = organisation;
    batch.source = options_.name;
    batch.received = clock_.now();
    const std::size_t size = batch.size();
    counters_.records.add(size);
    if (!sink_.try_take(batch)) {
      shed_.add(size);
    }
  }
}

}  // namespace yagura
