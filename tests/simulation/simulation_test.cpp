// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Runs YAGURA_SIMULATION_SEEDS seeds, by default a thousand, from YAGURA_SIMULATION_FIRST on, after
// those of seeds.txt. YAGURA_SIMULATION_SEED runs one alone and tells its story.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "simulation.hpp"

namespace yagura::test {
namespace {

std::optional<std::uint64_t> number_from(const char* variable) {
  const char* text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
  return text == nullptr ? std::nullopt : std::optional(std::strtoull(text, nullptr, 10));
}

// Those that found something once: a number a line, then why.
std::vector<std::uint64_t> kept_seeds() {
  std::vector<std::uint64_t> seeds;
  std::ifstream in(YAGURA_SOURCE_DIR "/tests/simulation/seeds.txt");
  REQUIRE(in);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') {
      seeds.push_back(std::strtoull(line.c_str(), nullptr, 10));
    }
  }
  return seeds;
}

struct Total {
  std::array<std::uint64_t, kFaults> fired{};
  std::uint64_t starts = 0;
  std::uint64_t resets = 0;
  std::size_t failed = 0;

  void run(std::uint64_t seed) {
    const SimulationResult result = simulate(seed);
    for (std::size_t i = 0; i < kFaults; ++i) {
      fired.at(i) += result.fired.at(i);
    }
    starts += result.starts;
    resets += result.resets;
    if (!result.wrong.empty()) {
      ++failed;
      FAIL_CHECK("seed " << seed << ": " << result.wrong
                         << "\nalone, with its story: YAGURA_SIMULATION_SEED=" << seed
                         << " test_simulation");
    }
  }
};

}  // namespace

TEST_CASE("whatever the disk does, what was acknowledged is stored and incidents are as ever",
          "[simulation]") {
  log::set_level(log::Level::none);
  if (const auto seed = number_from("YAGURA_SIMULATION_SEED")) {
    std::string story;
    const SimulationResult result = simulate(*seed, &story);
    INFO(story);
    CHECK(result.wrong == "");
    return;
  }
  constexpr std::size_t kMostTold = 5;
  Total total;
  for (const std::uint64_t seed : kept_seeds()) {
    total.run(seed);
  }
  const std::uint64_t first = number_from("YAGURA_SIMULATION_FIRST").value_or(1);
  const std::uint64_t count = number_from("YAGURA_SIMULATION_SEEDS").value_or(1'000);
  for (std::uint64_t seed = first; seed < first + count && total.failed < kMostTold; ++seed) {
    total.run(seed);
  }
  // A fault that never came proves nothing.
  for (std::size_t i = 0; i < kFaults; ++i) {
    INFO(name_of(static_cast<Fault>(i)));
    CHECK(total.fired.at(i) > 0);
  }
  CHECK(total.starts > count);
  CHECK(total.resets > 0);
}

TEST_CASE("a seed is the same life each time", "[simulation]") {
  log::set_level(log::Level::none);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::string first;
    std::string second;
    const SimulationResult a = simulate(seed, &first);
    const SimulationResult b = simulate(seed, &second);
    CHECK(a.digest == b.digest);
    CHECK(a.fired == b.fired);
    CHECK(first == second);
  }
}

}  // namespace yagura::test
