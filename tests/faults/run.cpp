// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "run.hpp"

#include <fmt/format.h>
#include <csignal>

#include <fstream>
#include <stdexcept>
#include <utility>

namespace yagura::test {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{60};

milliseconds since(SteadyClock::time_point begin) {
  return std::chrono::ceil<milliseconds>(SteadyClock::now() - begin);
}

std::unique_ptr<Subject> make_subject(const std::string& name,
                                      const std::filesystem::path& folder) {
  if (name == "yagurad") {
    return yagurad_subject(folder);
  }
  if (name == "rsyslog-memory" || name == "rsyslog-disk") {
    return rsyslog_subject(folder,
                           name == "rsyslog-disk" ? RsyslogQueue::disk : RsyslogQueue::memory);
  }
  throw std::runtime_error("there is no subject " + name);
}

}  // namespace

Run::Run(const Plan& plan)
    : plan_(plan), subject_(make_subject(plan.subject, folder_.path())), random_(plan.seed) {
  ledger_ = std::make_unique<Ledger>(folder_.path());
  load_ = std::make_unique<Load>(*ledger_, subject_->senders());
}

void Run::adopt(const std::filesystem::path& last) {
  std::map<Stream, std::uint64_t> numbers;
  std::ifstream in(last);
  std::uint64_t number = 0;
  for (Stream stream; in >> stream.organisation >> stream.source >> number;) {
    numbers[stream] = number;
    for (std::uint64_t sequence = 1; sequence <= number; ++sequence) {
      ledger_->sent(stream, sequence, record_text(stream, sequence));
      if (subject_->best_effort().count(stream.source) == 0) {
        ledger_->acknowledged(stream, sequence);
      }
    }
  }
  load_->adopt(numbers);
}

void Run::start(const std::vector<std::string>& wrapper) {
  const auto begin = SteadyClock::now();
  const Ports ports = subject_->start(wrapper);
  row_.longest_start = std::max(row_.longest_start, since(begin));
  load_->up(ports);
}

int Run::stop(int signal) {
  subject_->signal(signal);
  const int code = subject_->wait();
  load_->down();
  return code;
}

void Run::count(bool fired) {
  ++row_.rounds;
  row_.fired += fired ? 1 : 0;
}

void Run::await_further(std::uint64_t count) {
  if (!load_->await_acknowledged(load_->acknowledged() + count, kPatience)) {
    throw std::runtime_error(fmt::format("nothing is acknowledged any more; {} on their way\n{}",
                                         load_->in_flight(), subject_->log()));
  }
}

void Run::work(std::uint64_t records) {
  load_->release(records);
  std::uint64_t answered = 0;
  for (const Sender& sender : subject_->senders()) {
    answered += sender.wire == Wire::tcp ? 0 : records;
  }
  await_further(1 + draw(answered * 2 / 3));
}

void Run::time_resume(milliseconds limit) {
  const auto begin = SteadyClock::now();
  await_further(1);
  const milliseconds taken = since(begin);
  row_.longest_resume = std::max(row_.longest_resume, taken);
  if (taken > limit) {
    breach(fmt::format("records come in again only after {} ms", taken.count()));
  }
}

std::set<std::string> Run::clean_incidents() {
  const auto clean = subject_->fresh(folder_.path() / "clean");
  std::filesystem::create_directories(folder_.path() / "clean");
  Ledger ledger(folder_.path() / "clean");
  Load load(ledger, clean->senders());
  load.release_up_to(load_->last_sent());
  load.up(clean->start());
  if (!load.await_all(kPatience)) {
    throw std::runtime_error("the run without faults does not end");
  }
  clean->await_rest();
  auto incidents = clean->incidents();
  clean->stop(SIGTERM);
  return incidents;
}

Row Run::finish() {
  if (!load_->await_all(kPatience)) {
    throw std::runtime_error(
        fmt::format("{} records are never acknowledged\n{}", load_->in_flight(), subject_->log()));
  }
  subject_->await_rest();
  Evidence evidence;
  evidence.held = subject_->held();
  evidence.counts = subject_->counts();
  evidence.incidents = subject_->incidents();
  evidence.sent = ledger_->all_sent();
  evidence.acknowledged = ledger_->all_acknowledged();
  evidence.best_effort = subject_->best_effort();
  evidence.faults_fired = row_.fired;
  evidence.most_repeats = load_->sent_again();
  const int code = subject_->stop(SIGTERM);
  if (code != 0) {
    breach(fmt::format("it ends with {} when it is asked to stop", code));
  }
  if (evidence.counts) {
    evidence.clean_incidents = clean_incidents();
  }
  row_.verdict = judge(evidence);
  auto& found = row_.verdict.breaches;
  found.insert(found.end(), breaches_.begin(), breaches_.end());
  return std::move(row_);
}

}  // namespace yagura::test
