// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <memory>
#include <vector>

#include "app/file_mark_store.hpp"
#include "app/inherited_sockets.hpp"
#include "app/reloader.hpp"
#include "app/state_directory.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "config/config.hpp"
#include "engine/api_routes.hpp"
#include "engine/format_reader.hpp"
#include "engine/journal_writer.hpp"
#include "engine/pipeline.hpp"
#include "engine/progress.hpp"
#include "engine/retention_keeper.hpp"
#include "input/source.hpp"
#include "stream/http_server.hpp"

namespace yagura {

// The running program: its parts, built in the order in which records pass through them, and
// taken down in the same order, so that nothing accepted is lost on the way.
//
// Threads: the caller's (sources, signals, timers), one journal writer, one pipeline, one for
// retention, one API, and
// during a reload one that compiles rules.
class Daemon {
 public:
  // Named steps in order; the first that fails ends the start with its reason.
  // `sockets` are those that were opened for us.
  static Result<std::unique_ptr<Daemon>> start(Config config, FormatFiles formats,
                                               InheritedSockets sockets);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon();

  // Until SIGTERM or SIGINT (0) or until the daemon cannot go on (3).
  int run();

 private:
  Daemon(Config config, FormatFiles formats, InheritedSockets sockets);
  void take_rules(DetectionRules rules);
  Result<void> recover();
  Result<void> start_api();
  void start_sources(const Pipeline::Recovery& recovery);
  const SourceConfig* config_of(const Source& source, const Config& fresh) const;
  Result<void> tell_endpoints();

  void await_signals();
  void watch();
  void reload();
  void tell_certificates();
  void answer_reload(FreshConfiguration&& fresh);
  void tell_service_manager();
  void tell_recovery(std::uint64_t records);
  bool put_in_force(FreshConfiguration&& fresh);
  void stop();
  DaemonStatus status() const;
  DetectionSnapshot detection_snapshot(const Config& config) const;

  Config config_;
  const FormatFiles formats_;
  SystemClock clock_;
  Metrics metrics_;
  std::optional<StateDirectory> state_;
  DetectionRules rules_;
  std::atomic<std::size_t> rule_count_ = 0;
  std::atomic<std::size_t> refused_rules_ = 0;
  BoundedQueue<RecordBatch> durable_;
  std::unique_ptr<JournalWriter> writer_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<RetentionKeeper> retention_;
  std::unique_ptr<ApiRoutes> routes_;
  std::unique_ptr<HttpServer> server_;
  boost::asio::io_context context_{1};
  Reloader reloader_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer watch_timer_;
  Progress progress_;
  std::chrono::steady_clock::time_point told_at_;  // the service manager, how we are
  std::atomic<bool> healthy_ = true;
  // SIGHUPs that came, and how many of them what is in force now has answered.
  std::atomic<std::uint64_t> reloads_asked_ = 0;
  std::atomic<std::uint64_t> reloads_answered_ = 0;
  std::atomic<bool> reload_refused_ = false;  // the last one
  InheritedSockets sockets_;
  std::unique_ptr<FileMarkStore> file_marks_;
  std::vector<std::unique_ptr<Source>> sources_;
  int exit_code_ = 0;
  bool stopped_ = false;
};

}  // namespace yagura
