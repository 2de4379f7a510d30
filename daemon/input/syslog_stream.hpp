// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "input/connection.hpp"
#include "input/source.hpp"

namespace yagura {

// Reads a byte stream of syslog records, framed as RFC 6587 has it, to its end: the same over TCP,
// TLS and a pipe. The input thread alone.
class SyslogStream {
 public:
  // `counters` must outlive it.
  SyslogStream(boost::asio::io_context& context, std::string source,
               std::chrono::milliseconds idle_timeout, BatchSink& sink, const Clock& clock,
               SourceCounters& counters);
  boost::asio::awaitable<void> read_all(Connection& connection, OrganisationCode organisation);

 private:
  RecordBatch empty_batch(OrganisationCode organisation) const;

  boost::asio::io_context& context_;
  std::string source_;
  std::chrono::milliseconds idle_timeout_;
  BatchSink& sink_;
  const Clock& clock_;
  SourceCounters& counters_;
};

}  // namespace yagura
