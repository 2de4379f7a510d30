// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "input/connection.hpp"
#include "input/source.hpp"
#include "input/syslog_stream.hpp"

namespace yagura {

// What another program writes into our standard input: records as on a syslog connection, until it
// closes its end; the daemon goes on. (A file would be read again from its beginning at each start:
// for that there is type file.)
//
// What stood in the pipe is lost at a crash, and while the queue is full the program that writes
// has to wait. Runs on the io_context's thread alone; destroy it after the context has stopped.
class StandardInputSource final : public Source {
 public:
  struct Options {
    std::string name;
    OrganisationCode organisation;
    int descriptor = 0;  // standard input; it is duplicated
  };

  StandardInputSource(boost::asio::io_context& context, Options options, BatchSink& sink,
                      const Clock& clock, Metrics& metrics);
  Result<void> start() override;
  const std::string& name() const override { return options_.name; }

 private:
  boost::asio::io_context& context_;
  Options options_;
  SourceCounters counters_;
  SyslogStream stream_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace yagura
