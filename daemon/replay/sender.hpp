// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "replay/record_stream.hpp"

namespace yagura {

struct Progress {
  TimePoint simulated;  // how far the scenario's day has come
  int percent = 0;
  std::uint64_t records = 0;             // sent so far, repeats after a break not counted
  std::uint64_t records_per_second = 0;  // over the last second or so
};

struct SendOptions {
  std::string address = "127.0.0.1";  // IPv4 loopback
  std::uint16_t port = 0;
  // Where the peer listens now, asked before each attempt to connect again; empty = at `port`.
  std::function<std::optional<std::uint16_t>()> find_port;
  std::chrono::milliseconds duration{0};  // wall time for the whole span; 0 = as fast as possible
  // How long a connection may be broken, or the peer take nothing, before the run is given up.
  std::chrono::milliseconds patience{60'000};
  std::size_t resend_bytes = std::size_t{16} << 20U;  // per organisation
  std::function<void(const Progress&)> progress;      // about once a second
};

struct SendSummary {
  std::uint64_t records = 0;
  std::uint64_t reconnections = 0;
};

// Plays `records`, which lie in [from, to), over syslog TCP (RFC 5424 in RFC 6587 octet counting).
// One connection per organisation, from the source address 127.0.1.(place in order of code + 1),
// by which the peer tells them apart; so it speaks to loopback only.
//
// All connections move in step: a short slice of the day is written to all of them before the
// next one begins, so a slow or broken one holds back the others instead of ageing their records.
// Messages of a connection are numbered from 1 (sequenceId). When a connection breaks it is made
// again and the last `resend_bytes` are sent again, same numbers. At the end every connection is
// half-closed and the peer's close is awaited, so that no tail is lost.
// Blocks; starts no thread.
Result<SendSummary> send_records(RecordStream& records, std::size_t organisations, TimePoint from,
                                 TimePoint to, const SendOptions& options);

// One record as a syslog frame: "LEN <134>1 TIME HOST APP - - [meta sequenceId="N"] TEXT".
std::string syslog_frame(const ReplayRecord& record, std::uint64_t sequence);

}  // namespace yagura
