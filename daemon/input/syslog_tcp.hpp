// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "input/listener.hpp"
#include "input/source.hpp"
#include "input/syslog_stream.hpp"

namespace yagura {

// Syslog over TCP (RFC 6587): octet counting, LF or NUL, also mixed on one connection. With TLS in
// its listener it is RFC 5425.
//
// Plain TCP has no acknowledgement: what a sender has written may be in a socket buffer when the
// machine dies. So it reads eagerly and keeps the receive buffer small, which bounds the loss; a
// sender that numbers its messages (RFC 5424 section 7.3.1, meta sequenceId) may send them again.
//
// Runs on the io_context's thread alone and must outlive nothing: destroy it after the context
// has stopped.
class SyslogTcpSource final : public Source {
 public:
  struct Options {
    Listener::Options listener;
    std::chrono::milliseconds idle_timeout{};
  };

  SyslogTcpSource(boost::asio::io_context& context, Options options, BatchSink& sink,
                  const Clock& clock, Metrics& metrics);
  // Listens and begins to accept.
  Result<void> start() override { return listener_.start(); }
  const std::string& name() const override { return listener_.options().name; }
  std::optional<Endpoint> endpoint() const override { return listener_.endpoint(); }
  std::optional<TimePoint> certificate_end() const override { return listener_.certificate_end(); }
  Result<std::function<void()>> reread(const Admission& fresh) override {
    return listener_.reread(fresh);
  }

 private:
  SourceCounters counters_;
  Refusals refusals_;
  SyslogStream stream_;
  Listener listener_;
};

}  // namespace yagura
