// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// One fault, one row of the table, and what was broken:
//   yagura_faults kill --runs 8 --rounds 25 [--subject rsyslog-memory] [--seed 7] [--hold 30]
// Exit codes: 0 all that is promised was kept, 1 it was not, 2 usage, 77 the machine cannot.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <random>
#include <string>

#include "run.hpp"

namespace {

using namespace yagura::test;

constexpr int kSkipped = 77;

int usage() {
  fmt::print(
      stderr,
      "yagura_faults FAULT [--runs N] [--rounds N] [--seed N] [--hold SECONDS] [--subject NAME]\n");
  for (const auto& [name, fault] : faults()) {
    fmt::print(stderr, "  {}\n", name);
  }
  return 2;
}

// Runs of their own make one row.
void add(Row& sum, const Row& row) {
  sum.rounds += row.rounds;
  sum.fired += row.fired;
  sum.longest_start = std::max(sum.longest_start, row.longest_start);
  sum.longest_resume = std::max(sum.longest_resume, row.longest_resume);
  sum.verdict.acknowledged += row.verdict.acknowledged;
  sum.verdict.lost += row.verdict.lost;
  sum.verdict.repeats += row.verdict.repeats;
  sum.verdict.best_effort_sent += row.verdict.best_effort_sent;
  sum.verdict.best_effort_lost += row.verdict.best_effort_lost;
  sum.verdict.incidents += row.verdict.incidents;
  for (const std::string& breach : row.verdict.breaches) {
    sum.verdict.breaches.push_back(breach);
  }
}

void print(const std::string& fault, const Plan& plan, const Row& row) {
  const Verdict& v = row.verdict;
  fmt::print("| {} | {} | {} of {} | {} | {} | {} | {} of {} | {} | {:.1f} s | {} |\n", fault,
             plan.subject, row.fired, row.rounds, v.acknowledged, v.lost, v.repeats,
             v.best_effort_lost, v.best_effort_sent, v.incidents,
             static_cast<double>(row.longest_start.count()) / 1000,
             row.longest_resume.count() == 0
                 ? "–"
                 : fmt::format("{:.1f} s", static_cast<double>(row.longest_resume.count()) / 1000));
  std::fflush(stdout);
  for (const std::string& breach : v.breaches) {
    fmt::print(stderr, "{}, seed {}: {}\n", fault, plan.seed, breach);
  }
}

}  // namespace

int main(int count, char** values) {
  Plan plan;
  plan.seed = std::random_device{}();
  if (count < 2 || faults().count(values[1]) == 0) {
    return usage();
  }
  const std::string fault = values[1];
  try {
    for (int i = 2; i + 1 < count; i += 2) {
      const std::string name = values[i];
      const std::string value = values[i + 1];
      if (name == "--rounds") {
        plan.rounds = std::stoul(value);
      } else if (name == "--runs") {
        plan.runs = std::stoul(value);
      } else if (name == "--seed") {
        plan.seed = std::stoul(value);
      } else if (name == "--hold") {
        plan.hold = std::chrono::seconds(std::stoul(value));
      } else if (name == "--folder") {
        plan.folder = value;
      } else if (name == "--subject") {
        plan.subject = value;
      } else {
        return usage();
      }
    }
    Row sum;
    for (std::uint64_t run = 0; run < plan.runs; ++run, ++plan.seed) {
      add(sum, faults().at(fault)(plan));
    }
    print(fault, plan, sum);
    return sum.verdict.breaches.empty() ? 0 : 1;
  } catch (const Skipped& e) {
    fmt::print("| {} | {} | skipped: {} |\n", fault, plan.subject, e.what());
    return kSkipped;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}, seed {}: {}\n", fault, plan.seed, e.what());
    return 1;
  }
}
