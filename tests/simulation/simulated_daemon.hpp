// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/detection_run.hpp"
#include "engine/group_commit.hpp"
#include "input/relp.hpp"
#include "input/syslog_stream.hpp"
#include "simulated_disk.hpp"
#include "wire.hpp"

namespace yagura::test {

class MovedClock final : public Clock {
 public:
  explicit MovedClock(TimePoint now) : now_(now) {}
  TimePoint now() const override { return now_; }
  void move(Duration by) { now_ += by; }

 private:
  TimePoint now_;
};

// The daemon's parts on one thread, on a simulated disk, each of its threads a step that is taken
// when the simulation says so: the same code, but for the queues between the threads and for when a
// step is due.
class SimulatedDaemon {
 public:
  static constexpr const char* kRelp = "relay";      // a source that acknowledges
  static constexpr const char* kSyslog = "gateway";  // one that does not
  static constexpr const char* kFile = "file";       // one that goes on where the journal ends
  static std::filesystem::path journal_folder() { return "/state/journal"; }
  static std::filesystem::path store_file() { return "/state/incidents.db"; }
  static std::filesystem::path dead_letter_file() { return "/state/dead_letters.jsonl"; }

  struct Settings {
    std::size_t segment_bytes = 0;
    std::size_t dead_letter_bytes = 0;
  };
  // As Daemon::recover has it. Everything it is given must outlive it.
  static Result<std::unique_ptr<SimulatedDaemon>> start(const Settings& settings,
                                                        SimulatedDisk& disk, const Clock& clock);
  SimulatedDaemon(const SimulatedDaemon&) = delete;
  SimulatedDaemon& operator=(const SimulatedDaemon&) = delete;
  ~SimulatedDaemon();

  // The input thread.
  void serve_relp(std::shared_ptr<Wire> wire, OrganisationCode organisation);
  void serve_syslog(std::shared_ptr<Wire> wire, OrganisationCode organisation);
  void take(RecordBatch batch);
  // Runs until each connection waits for something.
  void poll();

  // The journal writer: up to `most` batches as one group, or the group that could not be written.
  void write_group(std::size_t most);
  // The pipeline: the next durable batch; then what it found, into the store.
  void detect();
  void commit();
  void checkpoint();
  // The pipeline again, past the journal: for a run over what another one accepted.
  void detect(RecordBatch batch);

  // SIGTERM, and also what follows a failure: what was taken is written, as far as that goes.
  void stop();
  // A thread ended: the daemon must be stopped.
  bool failed() const { return failed_; }
  const std::string& why() const { return why_; }
  bool idle() const { return sink_.batches.empty() && group_.empty() && durable_.empty(); }
  const DetectionRun::Recovery& recovery() const { return recovery_; }
  std::uint64_t counted(const std::string& metric) const { return metrics_.total(metric); }

 private:
  class Sink final : public BatchSink {
   public:
    using BatchSink::BatchSink;
    std::deque<RecordBatch> batches;

   private:
    bool take(RecordBatch& batch) override;
  };

  SimulatedDaemon(SimulatedDisk& disk, const Clock& clock);
  Result<void> recover(const Settings& settings);
  void check(const Result<void>& done);

  SimulatedDisk& disk_;
  const Clock& clock_;
  boost::asio::io_context context_;
  Metrics metrics_;
  Sink sink_;
  RelpSource relp_;
  SourceCounters counters_;
  SyslogStream syslog_;
  std::optional<GroupCommit> journal_;
  std::optional<DetectionRun> run_;
  std::optional<ReaderPool> pool_;
  std::vector<RecordBatch> group_;
  std::deque<RecordBatch> durable_;
  DetectionRun::Recovery recovery_;
  bool failed_ = false;
  std::string why_;
};

}  // namespace yagura::test
