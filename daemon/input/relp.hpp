// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "input/listener.hpp"
#include "input/source.hpp"

namespace yagura {

// RELP, version 0, as rsyslog's omrelp (librelp) speaks it: syslog over TCP in which the receiver
// answers for every record. The answer goes out only once the journal has synced the record, so
// what was answered for survives any crash; what was not, the sender sends again after it has
// connected anew. Across a crash a record may therefore come twice, but not get lost.
//
// What one read brings is stored, synced and answered for, in order, before the next read: that
// bounds the unanswered transactions to kReadBytes of them. It costs no throughput, as a sender
// has its own window open (128 records in rsyslog) and waits for the same sync either way.
//
// Runs on the io_context's thread alone; destroy it after the context has stopped.
class RelpSource final : public Source {
 public:
  struct Options {
    Listener::Options listener;
    std::chrono::milliseconds idle_timeout{};
  };

  RelpSource(boost::asio::io_context& context, Options options, BatchSink& sink, const Clock& clock,
             Metrics& metrics);
  Result<void> start() override { return listener_.start(); }
  const std::string& name() const override { return listener_.options().name; }
  std::optional<Endpoint> endpoint() const override { return listener_.endpoint(); }
  std::optional<TimePoint> certificate_end() const override { return listener_.certificate_end(); }
  Result<std::function<void()>> reread(const Admission& fresh) override {
    return listener_.reread(fresh);
  }
  // To its end: what becomes of each connection that the listener brings.
  boost::asio::awaitable<void> serve(Connection& connection, Peer peer);

 private:
  class Session;
  boost::asio::awaitable<bool> store(RecordBatch& batch);

  boost::asio::io_context& context_;
  std::chrono::milliseconds idle_timeout_;
  BatchSink& sink_;
  const Clock& clock_;
  SourceCounters counters_;
  Refusals refusals_;
  Listener listener_;
};

}  // namespace yagura
