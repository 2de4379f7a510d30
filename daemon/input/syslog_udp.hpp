// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "input/refusals.hpp"
#include "input/source.hpp"

namespace yagura {

// Syslog over UDP (RFC 5426): a datagram is a record. For devices that can do no better: a sender
// is not told of losses and cannot be made to wait, and its address can be forged by anybody whose
// packets get here. What can be done is done: a large receive buffer, many datagrams a call, and a
// counter for each way to lose one - the kernel had no room (input_dropped_datagrams_total, from
// SO_RXQ_OVFL), or the journal's queue had none (input_shed_records_total). It does not stand in
// the line of those who wait for room, as what it brings would be lost there.
//
// Runs on the io_context's thread alone; destroy it after the context has stopped.
class SyslogUdpSource final : public Source {
 public:
  struct Options {
    std::string name;
    std::string address;
    std::uint16_t port = 0;          // 0 = any free port
    std::size_t receive_buffer = 0;  // bytes; the kernel may grant less (net.core.rmem_max)
    SenderTable senders;
    // A bound socket, in place of address and port; it stays the caller's.
    std::optional<int> inherited = std::nullopt;
  };

  SyslogUdpSource(boost::asio::io_context& context, Options options, BatchSink& sink,
                  const Clock& clock, Metrics& metrics);
  ~SyslogUdpSource() override;
  Result<void> start() override;
  const std::string& name() const override { return options_.name; }
  std::optional<Endpoint> endpoint() const override { return Endpoint{options_.address, port_}; }
  Result<std::function<void()>> reread(const Admission& fresh) override;

 private:
  struct Datagrams;
  using Batches = std::map<OrganisationCode, RecordBatch>;
  boost::asio::awaitable<void> read_all();
  bool read_some();
  void add(Batches& batches, std::size_t index);
  void hand_over(Batches& batches);
  boost::system::error_code take_over(int bound);
  void enlarge_buffer();

  boost::asio::io_context& context_;
  Options options_;
  BatchSink& sink_;
  const Clock& clock_;
  boost::asio::ip::udp::socket socket_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Datagrams> datagrams_;
  std::uint32_t dropped_so_far_ = 0;  // the kernel's own count, modulo 2^32
  SourceCounters counters_;
  Refusals refusals_;
  Metrics::Counter dropped_;
  Metrics::Counter shed_;
};

}  // namespace yagura
