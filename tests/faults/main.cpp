// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// One fault, one row of the table, and what was broken:
//   yagura_faults kill --rounds 200 [--subject rsyslog-memory] [--seed 7] [--hold 30]
// Exit codes: 0 all that is promised was kept, 1 it was not, 2 usage, 77 the machine cannot.

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <random>
#include <string>

#include "run.hpp"

namespace {

using namespace yagura::test;

constexpr int kSkipped = 77;

int usage() {
  fmt::print(stderr,
             "yagura_faults FAULT [--rounds N] [--seed N] [--hold SECONDS] [--subject NAME]\n");
  for (const auto& [name, fault] : faults()) {
    fmt::print(stderr, "  {}\n", name);
  }
  return 2;
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
      } else if (name == "--seed") {
        plan.seed = std::stoul(value);
      } else if (name == "--hold") {
        plan.hold = std::chrono::seconds(std::stoul(value));
      } else if (name == "--subject") {
        plan.subject = value;
      } else {
        return usage();
      }
    }
    const Row row = faults().at(fault)(plan);
    print(fault, plan, row);
    return row.verdict.breaches.empty() ? 0 : 1;
  } catch (const Skipped& e) {
    fmt::print("| {} | {} | skipped: {} |\n", fault, plan.subject, e.what());
    return kSkipped;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}, seed {}: {}\n", fault, plan.seed, e.what());
    return 1;
  }
}
