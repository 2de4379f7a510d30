// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Is each format linear? A record of 32 KiB must cost about twice one of 16 KiB, whatever it is
// stretched with: every case of the format followed by runs of the signs that splitters look for,
// by itself again and again, and with its longest value stretched. Prints the worst ratio found
// for each format (4 would be quadratic) and what it was stretched with.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/event.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

constexpr std::size_t kSmall = std::size_t{16} * 1024;
constexpr std::size_t kLarge = 2 * kSmall;
constexpr int kRounds = 9;
constexpr std::size_t kMostCases = 6;  // more say little more, and take minutes

std::vector<std::string> cases_of(std::string_view format) {
  std::vector<std::string> cases;
  std::ifstream file(std::filesystem::path(YAGURA_SOURCE_DIR) / "tests/formats" / format /
                     "cases.jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto data = nlohmann::json::parse(line);
    if (data.contains("raw") && data["raw"] != "" && cases.size() < kMostCases) {
      cases.push_back(data["raw"]);
    }
  }
  return cases;
}

// The record with `filler` repeated at `at` until it has `size` bytes.
std::string stretched(const std::string& record, std::size_t at, std::string_view filler,
                      std::size_t size) {
  std::string middle;
  while (record.size() + middle.size() < size) {
    middle += filler;
  }
  return record.substr(0, at) + middle + record.substr(at);
}

struct Cost {
  double seconds = 1e9;
  std::string_view reason;  // of a refusal; records refused at different places do not compare
};

Cost cost_of(RecordParser& parser, const std::string& record) {
  Arena arena;
  Event event(arena);
  Cost best;
  for (int round = 0; round < kRounds; ++round) {
    arena.clear();
    const auto start = std::chrono::steady_clock::now();
    best.reason = parser.parse(record, TimePoint{}, event).reason;
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    best.seconds = std::min(best.seconds, taken.count());
  }
  return best;
}

struct Worst {
  double ratio = 0;
  double nanoseconds = 0;  // a byte, of the larger record
  std::string filler;
};

void measure(RecordParser& parser, const std::string& record, std::size_t at,
             std::string_view filler, Worst& worst) {
  const Cost small = cost_of(parser, stretched(record, at, filler, kSmall));
  const Cost large = cost_of(parser, stretched(record, at, filler, kLarge));
  constexpr double kTooShort = kLarge * 1e-9;  // below 1 ns a byte it was refused at first sight
  const double ratio = large.seconds / small.seconds;
  if (large.seconds > kTooShort && small.reason == large.reason && ratio > worst.ratio) {
    worst = {ratio, large.seconds / kLarge * 1e9, std::string(filler.substr(0, 24))};
  }
}

void report(const Format& format) {
  static constexpr std::string_view kFillers[] = {
      "x",  " ", "=",  "a=", " a=b", "\"", "\\", "\\\"", "|",           ",", "\t",
      ";",  "{", "[",  "]",  "%41",  "%",  "/",  ":",    "\"a\":",      "<", "&",
      "?a", "#", "\n", ".",  "@",    "0",  "1.", "-",    "\xE3\x81\x82"};
  auto parser = RecordParser::create(format.name, TimeZone{}, formats(), "utf-8");
  Worst worst;
  for (const std::string& record : cases_of(format.name)) {
    for (const std::string_view filler : kFillers) {
      measure(*parser, record, record.size(), filler, worst);
      measure(*parser, record, record.size() / 2, filler, worst);
    }
    measure(*parser, record, record.size(), record, worst);
  }
  if (worst.filler.empty()) {
    fmt::print("{:16} below 1 ns a byte, or refused at first sight, whatever stretches it\n",
               format.name);
    return;
  }
  fmt::print("{:16} {:5.2f} times for twice the bytes, {:6.2f} ns a byte  (stretched with {})\n",
             format.name, worst.ratio, worst.nanoseconds, nlohmann::json(worst.filler).dump());
}

}  // namespace
}  // namespace yagura

int main() {
  for (const yagura::Format* format : yagura::formats()) {
    yagura::report(*format);
  }
  return 0;
}
