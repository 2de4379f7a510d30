// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>

#include "ledger.hpp"
#include "load.hpp"
#include "oracle.hpp"
#include "subject.hpp"
#include "temporary_folder.hpp"

namespace yagura::test {

struct Plan {
  std::string subject = "yagurad";  // or rsyslog-memory, rsyslog-disk
  std::uint64_t runs = 1;           // each with a state directory of its own
  std::uint64_t rounds = 1;         // of harm in each
  std::uint64_t seed = 1;
  std::chrono::seconds hold{0};  // how long a fault that lasts must last
  std::filesystem::path folder;  // for what is made for later
};

// One row of the table.
struct Row {
  Verdict verdict;
  std::uint64_t rounds = 0;
  std::uint64_t fired = 0;
  std::chrono::milliseconds longest_start{0};
  std::chrono::milliseconds longest_resume{0};
};

// A subject under load, from the first start to the verdict. A fault is a function that does harm
// in between.
class Run {
 public:
  explicit Run(const Plan& plan);

  // Before the first start: the state folder holds what such senders have sent in another run, so
  // many records each ("organisation source number" a line).
  void adopt(const std::filesystem::path& last);
  // Starts, lets senders connect; the start is timed.
  void start(const std::vector<std::string>& wrapper = {});
  // Senders wait; the subject is sent the signal and waited for.
  int stop(int signal);
  // Counts a round; `fired`: the fault did what it was to do.
  void count(bool fired);
  bool busy() const { return load_->in_flight() > 0; }
  // Until `count` further records are acknowledged. Throws after a minute.
  void await_further(std::uint64_t count);
  // Lets every sender send `records` more, of which some draw is acknowledged when it returns.
  void work(std::uint64_t records);
  // The time until the next acknowledgement is the time to resume; more than `limit` is a breach.
  void time_resume(std::chrono::milliseconds limit);

  const Plan& plan() const { return plan_; }
  Subject& subject() { return *subject_; }
  Load& load() { return *load_; }
  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path disk() const { return folder_.path() / "disk"; }
  std::filesystem::path state() const { return disk() / "state"; }
  std::uint64_t draw(std::uint64_t below) { return random_() % below; }
  void breach(std::string text) { breaches_.push_back(std::move(text)); }

  // The subject runs: lets everything come in, waits for rest, judges, and stops it.
  Row finish();

 private:
  std::set<std::string> clean_incidents();

  Plan plan_;
  TemporaryFolder folder_;
  std::unique_ptr<Subject> subject_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Load> load_;
  std::mt19937_64 random_;
  std::vector<std::string> breaches_;
  Row row_;
};

using Fault = std::function<Row(const Plan&)>;
// By name; `kill`, `power-cut`, ...
const std::map<std::string, Fault>& faults();

}  // namespace yagura::test
