// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// From a Squid line to the ids of the rules that match it: all proxy and webserver rules of a
// folder (default: the shared Sigma rules) and a list of a million domains, beside the least that
// could be done with the same line, splitting it at its blanks. Also what loading the list takes.
//   bench_proxy [RULES] [DOMAINS]
// Times are of this thread; best of several rounds, in turns.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/arena.hpp"
#include "detect/indexed_matcher.hpp"
#include "detect/indicator_matcher.hpp"
#include "detect/rule_set.hpp"
#include "engine/rule_files.hpp"
#include "normalise/log_source_of.hpp"
#include "normalise/taxonomy.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"
#include "rule_folder.hpp"
#include "squid_lines.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr int kLines = 200'000;
constexpr int kRounds = 9;
constexpr int kHitEvery = 1000;  // lines
constexpr std::size_t kBatchLines = 256;

double seconds_of_thread() {
  timespec now{};
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  constexpr double kNanoseconds = 1e-9;
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * kNanoseconds;
}

std::string bad_domain(Dice& dice) {
  constexpr const char* kTops[] = {"com", "net", "top", "xyz", "jp", "info"};
  const std::string name = fmt::format("{:x}-{}", dice.below(1U << 28U), dice.one_of(kHostNames));
  return dice.below(3) == 0 ? fmt::format("{}.{}.{}", dice.one_of(kHostNames), name, "example.net")
                            : fmt::format("{}.{}", name, dice.one_of(kTops));
}

// The way of a record through the daemon, from its bytes to what matched.
class Ours {
 public:
  explicit Ours(const std::shared_ptr<const RuleSet>& rules)
      : matcher_(std::make_shared<const RuleIndex>(rules)), indicators_(rules) {}

  void clear() { arena_.clear(); }
  bool parse(const std::string& line) {
    event_.clear();
    return parser_.parse(line, TimePoint{}, event_).ok;
  }
  std::size_t match(bool rules, bool lists) {
    matched_.clear();
    const LogSource source = log_source_of(event_);
    if (rules) {
      matcher_.match(event_, source, matched_);
    }
    if (lists) {
      indicators_.match(event_, source, matched_);
    }
    return matched_.size();
  }
  const MatchStatistics& statistics() const { return matcher_.statistics(); }

 private:
  RecordParser parser_{
      std::move(*RecordParser::create("squid", *TimeZone::find("Asia/Tokyo"), formats()))};
  IndexedMatcher matcher_;
  IndicatorMatcher indicators_;
  Arena arena_;
  Event event_{arena_};
  std::vector<const Rule*> matched_;
};

struct Stage {
  const char* what;
  std::function<std::size_t(const std::string&)> take;
  double best = 0;  // lines a second
  std::size_t sum = 0;

  void round(const std::vector<std::string>& lines, const std::function<void()>& begin_batch) {
    const double start = seconds_of_thread();
    sum = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i % kBatchLines == 0) {
        begin_batch();
      }
      sum += take(lines[i]);
    }
    best = std::max(best, static_cast<double>(lines.size()) / (seconds_of_thread() - start));
  }
};

void measure(const std::shared_ptr<const RuleSet>& rules, const std::vector<std::string>& lines) {
  Ours ours(rules);
  const auto way = [&](bool by_rules, bool by_lists) {
    return [&ours, by_rules, by_lists](const std::string& line) {
      return ours.parse(line) ? ours.match(by_rules, by_lists) : 0;
    };
  };
  std::vector<std::string_view> columns;
  Stage stages[] = {
      {"split only",
       [&](const std::string& line) {
         split_at_blanks(line, columns);
         return columns.size();
       }},
      {"parse", [&](const std::string& line) { return ours.parse(line) ? 1U : 0U; }},
      {"parse, log source", way(false, false)},
      {"parse, lists", way(false, true)},
      {"parse, rules", way(true, false)},
      {"parse, rules, lists", way(true, true)},
  };
  for (int round = 0; round < kRounds; ++round) {
    for (Stage& stage : stages) {
      stage.round(lines, [&] { ours.clear(); });
    }
  }
  for (const Stage& stage : stages) {
    fmt::print("{:20} {:6.0f} ns/line {:9.0f} lines/s {:5.1f} % of split only; {} found\n",
               stage.what, 1e9 / stage.best, stage.best, 100 * stage.best / stages[0].best,
               stage.sum);
  }
  const MatchStatistics& done = ours.statistics();
  fmt::print(
      "  a line: {:.2f} candidates, {:.2f} values scanned, {:.2f} cache hits, {:.2f} misses\n",
      static_cast<double>(done.candidates) / static_cast<double>(done.events),
      static_cast<double>(done.values_scanned) / static_cast<double>(done.events),
      static_cast<double>(done.cache_hits) / static_cast<double>(done.events),
      static_cast<double>(done.cache_misses) / static_cast<double>(done.events));
}

RuleOptions options() {
  RuleOptions made;
  made.resolver = sigma_field;
  return made;
}

void bench(const fs::path& rules, int domains) {
  Dice dice;
  const fs::path folder =
      fs::temp_directory_path() / fmt::format("yagura-bench-{}", static_cast<long>(getpid()));
  fs::create_directories(folder);
  std::vector<std::string> bad;
  {
    std::ofstream list(folder / "list.txt");
    for (int i = 0; i < domains; ++i) {
      std::string name = bad_domain(dice);
      list << name << " feed" << i % 5 << " 2030-12-31\n";
      if (i % (domains / 100 + 1) == 0) {
        bad.push_back(std::move(name));
      }
    }
    std::ofstream(folder / "list.yaml")
        << "title: Bad domain\nid: bad\nindicator: {kind: domain, lists: list.txt}\n";
  }
  std::vector<fs::path> paths{folder / "list.yaml"};
  double start = seconds_of_thread();
  const auto list = load_rule_files(paths, options()).rules->indicators.at(0).table;
  fmt::print("{} domains loaded in {:.2f} s, {:.1f} bytes each\n", list.size(),
             seconds_of_thread() - start,
             static_cast<double>(list.bytes()) / static_cast<double>(list.size()));
  const std::vector<fs::path> files = web_rules(rules);
  paths.insert(paths.end(), files.begin(), files.end());
  const RuleLoad load = load_rule_files(paths, options());
  fs::remove_all(folder);
  fmt::print("{} rules of {} files, {} refused\n", load.rules->rules.size(), files.size(),
             load.refused.size());
  std::vector<std::string> lines;
  for (int i = 0; i < kLines; ++i) {
    lines.push_back(squid_line(dice, i));
    const std::size_t host = lines.back().find("://");
    if (i % kHitEvery == 0 && host != std::string::npos) {
      lines.back().insert(host + 3,
                          "a." + bad[dice.below(static_cast<unsigned>(bad.size()))] + "/");
    }
  }
  measure(load.rules, lines);
}

}  // namespace
}  // namespace yagura

int main(int argc, char** argv) {
  (void)std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::filesystem::path folder = yagura::rule_folder(argc, argv);
  yagura::bench(folder, argc > 2 ? std::atoi(argv[2]) : 1'000'000);
  return 0;
}
