// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// How fast rules are matched: all Windows process_creation rules of a folder (default: the shared
// Sigma rules) against process creations that are mostly benign.
//   bench_match [RULES] [EVENTS]
// Times are of the processor, those of loading and of threads on the wall. "match" is the matcher
// alone, "line" is from a JSON line to the rules that match, "bare" is simdjson walking over the
// same line. Blocks are small, as batches are: events are still in the cache when they are matched.
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/arena.hpp"
#include "detect/indexed_matcher.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_set.hpp"
#include "engine/event_reader.hpp"
#include "engine/rule_files.hpp"
#include "normalise/taxonomy.hpp"
#include "rule_folder.hpp"
#include "sysmon_lines.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

// Time this thread was running: others may want the processor, too.
struct Clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Clock>;
  static constexpr bool is_steady = true;
  static time_point now() {
    timespec time{};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
};
using Nanoseconds = std::chrono::duration<double, std::nano>;

constexpr std::size_t kPlainSample = 512;
constexpr unsigned kVariants = 10;

const LogSource kSource{"windows", "process_creation", "sysmon"};

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

RuleOptions options() {
  RuleOptions result;
  result.resolver = sigma_field;
  return result;
}

// The texts of all rules for creations of processes on Windows.
std::vector<std::string> process_rules(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".yml") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> rules;
  for (const fs::path& file : files) {
    std::string text = read_file(file);
    if (text.find("product: windows") != std::string::npos &&
        text.find("category: process_creation") != std::string::npos) {
      rules.push_back(std::move(text));
    }
  }
  return rules;
}

// Another letter for the one nearest to the middle of a quoted value.
void change_letter(std::string& line, std::size_t open, std::size_t close, unsigned by) {
  const std::size_t middle = (open + close) / 2;
  std::size_t best = std::string::npos;
  const auto distance = [&](std::size_t at) { return at < middle ? middle - at : at - middle; };
  for (std::size_t at = open + 1; at < close; ++at) {
    if (line[at] >= 'a' && line[at] <= 'z' &&
        (best == std::string::npos || distance(at) < distance(best))) {
      best = at;
    }
  }
  if (best != std::string::npos) {
    line[best] = static_cast<char>('a' + (static_cast<unsigned>(line[best] - 'a') + by) % 26);
  }
}

// The rule with another letter in each quoted value of what it selects (what it excludes stays as
// it is, or it would match all that is ordinary), and another id.
std::string variant_of(const std::string& rule, unsigned variant) {
  std::string out;
  bool detection = false;
  bool selects = false;
  std::size_t at = 0;
  while (at < rule.size()) {
    const std::size_t end = std::min(rule.find('\n', at), rule.size());
    std::string line = rule.substr(at, end - at);
    at = end + 1;
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == 0 && line[0] != '\r' && line[0] != '#') {
      detection = line.starts_with("detection:");
    } else if (detection && indent == 4) {
      selects = line.compare(4, 3, "sel") == 0;
    }
    const std::size_t open = line.find('\'');
    const std::size_t close = line.rfind('\'');
    if (line.starts_with("id:")) {
      line += fmt::format("-{}", variant);
    } else if (line.starts_with("title:") || line.starts_with("name:")) {
      line = line.substr(0, line.find(':')) + fmt::format(": variant {}", variant);
    } else if (detection && selects && open != std::string::npos &&
               line.find("|re") == std::string::npos) {
      change_letter(line, open, close, variant);
    }
    out += line + "\n";
  }
  return out;
}

// Loads the rules and variants of them, by way of files: there is no other way to load so many.
std::shared_ptr<const RuleSet> load_variants(const std::vector<std::string>& rules,
                                             unsigned variants) {
  const fs::path folder =
      fs::temp_directory_path() / fmt::format("yagura-bench-{}", static_cast<long>(getpid()));
  fs::create_directories(folder);
  for (unsigned variant = 0; variant < variants; ++variant) {
    std::size_t number = 0;
    for (const std::string& rule : rules) {
      std::ofstream(folder / fmt::format("{:05}-{:02}.yml", number++, variant))
          << (variant == 0 ? rule : variant_of(rule, variant));
    }
  }
  const std::vector<fs::path> paths{folder};
  RuleLoad load = load_rule_files(paths, options());
  fs::remove_all(folder);
  return std::move(load.rules);
}

long resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) {
      return std::atol(line.c_str() + sizeof("VmRSS:"));
    }
  }
  return 0;
}

struct Run {
  double read_ns = 0;  // an event
  double line_ns = 0;
  std::size_t matches = 0;
  double match_ns() const { return line_ns - read_ns; }
};

// Reads each line and gives the event to `use`; nanoseconds a line.
template <typename Use>
double ns_a_line(const std::vector<std::string>& lines, std::size_t count, Use use) {
  Arena arena;
  Event event(arena);
  EventReader reader;
  const auto start = Clock::now();
  for (std::size_t i = 0; i < count; ++i) {
    arena.clear();
    event.clear();
    (void)reader.read(lines[i], event);
    use(event);
  }
  return Nanoseconds(Clock::now() - start).count() / static_cast<double>(count);
}

template <typename Matcher>
Run run(Matcher& matcher, const std::vector<std::string>& lines, std::size_t count) {
  Run result;
  std::vector<const Rule*> matched;
  std::size_t fields = 0;
  result.read_ns = ns_a_line(lines, count, [&](const Event& event) {
    fields += event.unmapped().size();  // so that reading is not left out
  });
  result.line_ns = ns_a_line(lines, count, [&](const Event& event) {
    matched.clear();
    matcher.match(event, kSource, matched);
    result.matches += matched.size();
  });
  return fields == 0 ? Run{} : result;
}

// simdjson on demand, each value of the line visited and none kept.
double bare_ns(const std::vector<std::string>& lines) {
  simdjson::ondemand::parser parser;
  std::string padded;
  std::size_t bytes = 0;
  const auto start = Clock::now();
  for (const std::string& line : lines) {
    padded.assign(line);
    padded.reserve(padded.size() + simdjson::SIMDJSON_PADDING);
    auto document = parser.iterate(padded.data(), padded.size(), padded.capacity());
    for (auto field : document.get_object()) {
      bytes += std::string_view(field.unescaped_key()).size();
      auto value = field.value();
      if (value.type() == simdjson::ondemand::json_type::string) {
        bytes += std::string_view(value.get_string()).size();
      } else {
        bytes += static_cast<std::size_t>(std::int64_t(value.get_int64()));
      }
    }
  }
  const Nanoseconds taken = Clock::now() - start;
  return bytes == 0 ? 0 : taken.count() / static_cast<double>(lines.size());
}

Run best_of(IndexedMatcher& matcher, const std::vector<std::string>& lines) {
  constexpr int kRepeats = 5;
  Run best;
  for (int i = 0; i < kRepeats; ++i) {
    const Run one = run(matcher, lines, lines.size());
    best.matches = one.matches;
    best.read_ns = i == 0 ? one.read_ns : std::min(best.read_ns, one.read_ns);
    best.line_ns = i == 0 ? one.line_ns : std::min(best.line_ns, one.line_ns);
  }
  return best;
}

Run measure(std::string_view name, const std::shared_ptr<const RuleSet>& rules,
            const std::vector<std::string>& lines) {
  IndexedMatcher matcher(std::make_shared<const RuleIndex>(rules));
  const Run best = best_of(matcher, lines);
  const MatchStatistics& done = matcher.statistics();
  const auto each = [&](std::uint64_t n) {
    return static_cast<double>(n) / static_cast<double>(done.events);
  };
  fmt::print("{}: {} rules, {} without trigger, {} by presence\n", name, rules->rules.size(),
             matcher.index().rules_without_trigger(), matcher.index().rules_by_presence());
  fmt::print("  match {:.0f} ns/event, {:.0f} events/s; {} matches in {} events\n", best.match_ns(),
             1e9 / best.match_ns(), best.matches, lines.size());
  fmt::print(
      "  an event: {:.2f} candidates, {:.2f} predicates evaluated, {:.2f} values scanned, {:.2f} "
      "cache hits, {:.2f} misses\n",
      each(done.candidates), each(done.predicates_evaluated), each(done.values_scanned),
      each(done.cache_hits), each(done.cache_misses));
  return best;
}

// Lines a second on so many threads that share the index, each with all of the lines.
double lines_a_second(const std::shared_ptr<const RuleIndex>& index,
                      const std::vector<std::string>& lines, unsigned count) {
  std::vector<std::jthread> threads;
  const auto start = std::chrono::steady_clock::now();
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&] {
      IndexedMatcher matcher(index);
      std::vector<const Rule*> matched;
      (void)ns_a_line(lines, lines.size(), [&](const Event& event) {
        matched.clear();
        matcher.match(event, kSource, matched);
      });
    });
  }
  threads.clear();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  return static_cast<double>(count) * static_cast<double>(lines.size()) / taken.count();
}

void bench(const fs::path& folder, std::size_t events) {
  SysmonLines source(1);
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < events; ++i) {
    lines.push_back(source.next());
    bytes += lines.back().size();
  }
  fmt::print("{} events, {} bytes a line\n", lines.size(), bytes / lines.size());

  const std::vector<std::string> texts = process_rules(folder);
  const auto rules = load_variants(texts, 1);
  const Run one = measure("process_creation", rules, lines);
  const double bare = bare_ns(lines);
  fmt::print("  line {:.0f} ns, bare simdjson {:.0f} ns: {:.0f} % of its speed\n", one.line_ns,
             bare, 100 * bare / one.line_ns);

  const auto index = std::make_shared<const RuleIndex>(rules);
  const double alone = lines_a_second(index, lines, 1);
  const double two = lines_a_second(index, lines, 2);
  fmt::print("  {:.0f} lines a second, on two threads {:.0f}: {:.2f} times as many\n", alone, two,
             two / alone);

  PlainMatcher plain(*rules);
  const Run loop = run(plain, lines, std::min(kPlainSample, lines.size()));
  fmt::print("  plain loop {:.0f} ns/event: {:.0f} times as long\n", loop.match_ns(),
             loop.match_ns() / one.match_ns());

  const auto many = load_variants(texts, kVariants);
  const Run ten = measure("ten variants of each", many, lines);
  fmt::print("  {:.2f} times the time\n", ten.match_ns() / one.match_ns());
}

void bench_all_rules(const fs::path& folder) {
  using Wall = std::chrono::steady_clock;
  const long before = resident_kib();
  const auto start = Wall::now();
  const std::vector<fs::path> paths{folder};
  const RuleLoad load = load_rule_files(paths, options());
  const auto loaded = Wall::now();
  IndexedMatcher matcher(std::make_shared<const RuleIndex>(load.rules));
  const auto indexed = Wall::now();
  Arena arena;
  std::vector<const Rule*> matched;
  matcher.match(Event(arena), LogSource{}, matched);
  const auto planned = Wall::now();
  const auto milliseconds = [](Wall::duration taken) {
    return std::chrono::duration<double, std::milli>(taken).count();
  };
  fmt::print(
      "all {} rules ({} refused): load {:.0f} ms, index {:.0f} ms, plan for every log "
      "source {:.0f} ms; {} MiB resident more\n",
      load.rules->rules.size(), load.refused.size(), milliseconds(loaded - start),
      milliseconds(indexed - loaded), milliseconds(planned - indexed),
      (resident_kib() - before) / 1024);
  SysmonLines source(2);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < 50'000; ++i) {
    lines.push_back(source.next());
  }
  measure("all rules", load.rules, lines);
}

}  // namespace
}  // namespace yagura

int main(int argc, char** argv) {
  (void)std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::filesystem::path folder = yagura::rule_folder(argc, argv);
  const std::size_t events = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100'000;
  yagura::bench_all_rules(folder);
  yagura::bench(folder, events);
  return 0;
}
