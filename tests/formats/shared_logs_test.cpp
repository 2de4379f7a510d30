// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Scores our parsers on collected vendor samples, where they are at hand; prints percentages and
// fails below the thresholds. The samples' licences keep them out of this repository.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/ip.hpp"
#include "input/framing.hpp"
#include "parse/parse_command.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

using nlohmann::json;
const std::filesystem::path kFolder = std::filesystem::path(YAGURA_SHARED_DIR) / "logs";

std::vector<json> cases_of(std::string_view vendor) {
  std::vector<json> cases;
  std::ifstream file(kFolder / vendor / "cases.jsonl");
  for (std::string line; std::getline(file, line);) {
    cases.push_back(json::parse(line));
  }
  return cases;
}

struct Score {
  int hit = 0;
  int all = 0;
  double percent() const { return all == 0 ? 0 : 100.0 * hit / all; }
};

bool is_opinion(const std::string& key) {
  return key == "event.action" || key == "event.outcome" || key == "event.code" ||
         key == "parse_error";
}

std::string lower(std::string text) {
  for (char& c : text) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return text;
}

// Numbers as numbers, addresses as addresses, times to the millisecond, hosts and hashes without
// regard to case; a value and a list of one are the same.
std::string comparable(const std::string& key, json value) {
  if (value.is_array() && value.size() == 1) {
    value = json(value[0]);
  }
  if (value.is_number()) {
    return std::to_string(value.get<double>());
  }
  if (!value.is_string()) {
    return value.dump();
  }
  const std::string text = value;
  if (key == "@timestamp") {
    const auto time = parse_rfc3339(text, TimeZone{});
    return time ? to_rfc3339(*time) : text;
  }
  if (const auto address = IpAddress::parse(text)) {
    return address->to_string();
  }
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (!text.empty() && *end == '\0') {
    return std::to_string(number);
  }
  const bool folded = key.find("hash") != std::string::npos || key.ends_with(".domain") ||
                      key.ends_with("host.name") || key.ends_with(".hostname");
  return folded ? lower(text) : text;
}

json parsed(const json& c, const std::string& format) {
  ParseOptions options;
  options.input = ParseOptions::Input::dead_letters;
  options.formats = formats();
  const json context = c.value("context", json::object());
  const json letter = {{"raw", c["raw"]},
                       {"format", format},
                       {"time_zone", context.value("timezone", "UTC")},
                       {"received", context.value("received", "2026-11-23T00:00:00Z")}};
  std::istringstream in(letter.dump() + "\n");
  std::ostringstream out;
  (void)run_parse(options, in, out);
  return json::parse(out.str());
}

Score score_of(const std::string& vendor, const std::string& format) {
  Score score;
  for (const json& c : cases_of(vendor)) {
    // Event log text pasted into one line is another format, and none of ours.
    if (c["format"] == "log-insight-windows:text") {
      continue;
    }
    const json got = parsed(c, format);
    const json& expected = c["expected"];
    if (expected.value("parse_error", false)) {
      ++score.all;
      score.hit += got.contains("error") ? 1 : 0;
      continue;
    }
    for (const auto& [key, value] : expected.items()) {
      if (is_opinion(key)) {
        continue;
      }
      ++score.all;
      const bool hit = got.contains(key) && comparable(key, got[key]) == comparable(key, value);
      score.hit += hit ? 1 : 0;
    }
  }
  return score;
}

Score score_of_framing() {
  Score score;
  for (const json& c : cases_of("framing")) {
    const std::string raw = c["raw"];
    std::vector<std::string> records;
    StreamFramer framer;
    const auto sink = [&](std::string_view record, StreamFramer::Completeness) {
      records.emplace_back(record);
    };
    for (const char byte : raw) {
      framer.feed({&byte, 1}, sink);
    }
    ++score.all;
    score.hit += json(records) == c["expected"]["frames"] ? 1 : 0;
  }
  return score;
}

bool report(const char* what, const Score& score, double threshold) {
  std::printf("%-16s %4d of %4d  %6.2f %%  (at least %.0f)\n", what, score.hit, score.all,
              score.percent(), threshold);
  return score.percent() >= threshold;
}

}  // namespace
}  // namespace yagura

int main() {
  constexpr int kSkipped = 77;
  if (!std::filesystem::exists(yagura::kFolder)) {
    std::puts("skipped: the vendor samples are not here");
    return kSkipped;
  }
  bool good = true;
  good = yagura::report("squid", yagura::score_of("squid", "squid"), 98) && good;
  good = yagura::report("squid by auto", yagura::score_of("squid", "auto"), 98) && good;
  good = yagura::report("windows", yagura::score_of("windows", "windows"), 95) && good;
  good = yagura::report("windows by auto", yagura::score_of("windows", "auto"), 95) && good;
  good = yagura::report("syslog", yagura::score_of("syslog", "syslog"), 96) && good;
  good = yagura::report("framing", yagura::score_of_framing(), 100) && good;
  return good ? 0 : 1;
}
