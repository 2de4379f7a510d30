// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "simulated_daemon.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "records.hpp"

namespace yagura::test {
namespace {

namespace asio = boost::asio;

RecordProcessor::Settings processor_settings() {
  RecordProcessor::Settings settings;
  settings.lateness = std::chrono::minutes(2);
  settings.idle_timeout = std::chrono::seconds(60);
  settings.correlation = {1 << 20, 1 << 20, 1 << 22};
  return settings;
}

// Both own the connection for as long as it is read.
asio::awaitable<void> serve_one(RelpSource& source, std::unique_ptr<WireConnection> connection,
                                OrganisationCode organisation) {
  co_await source.serve(*connection, Peer{IpAddress{}, organisation});
}

asio::awaitable<void> read_one(SyslogStream& source, std::unique_ptr<WireConnection> connection,
                               OrganisationCode organisation) {
  co_await source.read_all(*connection, organisation);
}

}  // namespace

bool SimulatedDaemon::Sink::take(RecordBatch& batch) {
  batches.push_back(std::move(batch));
  return true;
}

SimulatedDaemon::SimulatedDaemon(SimulatedDisk& disk, const Clock& clock)
    : disk_(disk),
      clock_(clock),
      sink_(context_),
      relp_(context_, RelpSource::Options{{kRelp, "127.0.0.1", 0, 8, std::nullopt}, {}}, sink_,
            clock, metrics_),
      counters_(kSyslog, metrics_),
      syslog_(context_, kSyslog, std::chrono::milliseconds(0), sink_, clock, counters_) {}

SimulatedDaemon::~SimulatedDaemon() = default;

Result<std::unique_ptr<SimulatedDaemon>> SimulatedDaemon::start(const Settings& settings,
                                                                SimulatedDisk& disk,
                                                                const Clock& clock) {
  std::unique_ptr<SimulatedDaemon> daemon(new SimulatedDaemon(disk, clock));
  YAGURA_TRY(daemon->recover(settings));
  return daemon;
}

Result<void> SimulatedDaemon::recover(const Settings& settings) {
  YAGURA_ASSIGN(Journal journal, Journal::open({journal_folder(), settings.segment_bytes, &disk_}));
  const DetectionSnapshot rules = simulation_rules();
  YAGURA_ASSIGN(DetectionRun::Parts parts,
                DetectionRun::Parts::open({store_file(),
                                           "/state/quarantine",
                                           dead_letter_file(),
                                           settings.dead_letter_bytes,
                                           {"/state/correlations.state",
                                            "/state/expectations.state", std::chrono::seconds(1)},
                                           &disk_},
                                          RecordProcessor(processor_settings(), rules, metrics_),
                                          rules.incidents, rules.organisations));
  run_.emplace(std::move(parts), metrics_, [] {});
  YAGURA_ASSIGN(recovery_, run_->recover(journal_folder(), journal.next(), TimePoint::min()));
  pool_.emplace(run_->processor());
  journal_.emplace(std::move(journal), sink_.commits(), metrics_);
  return {};
}

void SimulatedDaemon::serve_relp(std::shared_ptr<Wire> wire, OrganisationCode organisation) {
  asio::co_spawn(
      context_,
      serve_one(relp_, std::make_unique<WireConnection>(context_, std::move(wire), disk_),
                organisation),
      asio::detached);
}

void SimulatedDaemon::serve_syslog(std::shared_ptr<Wire> wire, OrganisationCode organisation) {
  asio::co_spawn(
      context_,
      read_one(syslog_, std::make_unique<WireConnection>(context_, std::move(wire), disk_),
               organisation),
      asio::detached);
}

void SimulatedDaemon::take(RecordBatch batch) {
  (void)sink_.try_take(batch);  // it has always room
}

void SimulatedDaemon::poll() {
  context_.restart();
  context_.poll();
}

void SimulatedDaemon::write_group(std::size_t most) {
  if (failed_) {
    return;
  }
  if (group_.empty()) {
    for (std::size_t i = 0; i < most && !sink_.batches.empty(); ++i) {
      group_.push_back(std::move(sink_.batches.front()));
      sink_.batches.pop_front();
    }
  }
  if (group_.empty()) {
    return;
  }
  switch (journal_->commit(group_)) {
    case GroupCommit::Outcome::durable:
      for (RecordBatch& batch : group_) {
        durable_.push_back(std::move(batch));
      }
      group_.clear();
      break;
    case GroupCommit::Outcome::not_written:
      break;
    case GroupCommit::Outcome::failed:
      failed_ = true;
      why_ = journal_->error().text();
      sink_.commits().fail();
      break;
  }
}

void SimulatedDaemon::detect() {
  if (!durable_.empty()) {
    RecordBatch batch = std::move(durable_.front());
    durable_.pop_front();
    detect(std::move(batch));
  }
}

void SimulatedDaemon::detect(RecordBatch batch) {
  pool_->add(std::move(batch));
  check(run_->take(*pool_));
}

void SimulatedDaemon::commit() {
  check(run_->commit());
}

void SimulatedDaemon::checkpoint() {
  check(run_->commit_and_checkpoint());
}

void SimulatedDaemon::stop() {
  while (!failed_ && !(sink_.batches.empty() && group_.empty())) {
    write_group(8);
    if (!group_.empty()) {
      break;  // it was never acknowledged
    }
  }
  const bool journal_only = failed_;
  while (!durable_.empty()) {
    detect();
  }
  if (!failed_ || journal_only) {
    checkpoint();
  }
}

void SimulatedDaemon::check(const Result<void>& done) {
  if (!done) {
    failed_ = true;
    why_ = done.error().text();
  }
}

}  // namespace yagura::test
