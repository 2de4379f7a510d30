// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indexed_matcher.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_set.hpp"

// The plain matcher is the definition. Random rules meet random events made of the same few parts,
// so that tests hold about as often as they fail; parts are chosen to be hard: letters that fold,
// that only look alike, that are cut, that are no UTF-8.

using namespace yagura;

namespace {

FieldNames resolver(const LogSource&, std::string_view name) {
  FieldNames names{{}, std::string(name)};
  if (name == "A") {
    names.fields = {Field::process_command_line};
  } else if (name == "B" || name == "E") {  // two names for one thing
    names.fields = {Field::url_original, Field::url_full};
  } else if (name == "N") {
    names.fields = {Field::event_code};
  } else if (name == "T") {
    names.fields = {Field::timestamp};
  }
  return names;
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  bool one_in(unsigned n) { return below(n) == 0; }
  unsigned below(unsigned n) { return static_cast<unsigned>(engine_() % n); }
  template <std::size_t N>
  std::string pick(const std::array<std::string_view, N>& from) {
    return std::string(from[below(N)]);
  }

 private:
  std::mt19937_64 engine_;
};

constexpr std::array<std::string_view, 26> kParts{"a",
                                                  "b",
                                                  "ab",
                                                  "abc",
                                                  "ABCD",
                                                  "\\",
                                                  "cmd.exe",
                                                  " -x ",
                                                  "/x",
                                                  "ё",
                                                  "Ё",
                                                  "É",
                                                  "ﾊ",
                                                  "Ａbc",
                                                  "機密",
                                                  "K",
                                                  "k",
                                                  "ſ",
                                                  "ss",
                                                  "\u2013x",
                                                  "powershell",
                                                  "10.1.2.3",
                                                  "2026-03-04T02:15:09Z",
                                                  "12",
                                                  "-",
                                                  "\u212A"};

constexpr std::array<std::string_view, 7> kFields{"A", "B", "C", "D", "E", "N", "T"};

std::string parts(Random& random, unsigned most) {
  std::string text;
  for (unsigned i = random.below(most) + 1; i > 0; --i) {
    text += random.pick(kParts);
  }
  return text;
}

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    out += c == '\'' ? "'" : "";
  }
  return out + "'";
}

std::string pattern(Random& random) {
  constexpr std::array<std::string_view, 5> kWild{"*", "?", "", "", "**"};
  switch (random.below(6)) {
    case 0:
      return in_quotes(random.pick(kWild) + parts(random, 1) + random.pick(kWild) +
                       parts(random, 1) + random.pick(kWild));
    case 1:
      return in_quotes(random.pick(kWild));
    case 2:
      return std::to_string(random.below(14));
    default:
      return in_quotes(parts(random, 2));
  }
}

std::string regex(Random& random) {
  constexpr std::array<std::string_view, 12> kRegexes{
      "ab+c?",  "^a.*d$", "cmd\\.exe", "(abc|powershell) ?",
      "[ab]bc", "\\d+",   "(?i)SK",    "(power|shell)sks",
      "",       "機.",    "[^a]+b$",   "p(ow|aw)er[a-s]hell"};
  return in_quotes(random.pick(kRegexes));
}

std::string list_or_one(Random& random, std::string (*value)(Random&)) {
  if (random.one_in(2)) {
    return value(random);
  }
  std::string list = "[";
  for (unsigned i = random.below(3) + 1; i > 0; --i) {
    list += value(random) + ", ";
  }
  return list + value(random) + "]";
}

std::string item(Random& random) {
  constexpr std::array<std::string_view, 14> kText{
      "",          "",       "|contains",       "|contains",    "|startswith",
      "|endswith", "|cased", "|contains|all",   "|neq",         "|windash|contains",
      "|re",       "|re|i",  "|contains|cased", "|endswith|neq"};
  constexpr std::array<std::string_view, 4> kCompare{"|gt", "|gte", "|lt", "|hour|gte"};
  constexpr std::array<std::string_view, 3> kNetworks{"10.0.0.0/8", "10.1.2.3", "fe80::/10"};
  const std::string field = random.pick(kFields);
  switch (random.below(14)) {
    case 0:
      return field + ": null";
    case 1:
      return field + "|exists: " + (random.one_in(2) ? "true" : "false");
    case 2:
      return field + "|cidr: " + random.pick(kNetworks);
    case 3:
      return field + random.pick(kCompare) + ": " + std::to_string(random.below(14));
    case 4:
      return field + "|fieldref" + (random.one_in(2) ? "|contains: " : ": ") + random.pick(kFields);
    case 5:
      return field + ": " + std::to_string(random.below(14)) + ".0";
    default:
      break;
  }
  const std::string modifiers = random.pick(kText);
  return field + modifiers + ": " +
         list_or_one(random, modifiers.starts_with("|re") ? regex : pattern);
}

std::string selection(Random& random) {
  std::string text;
  if (random.one_in(8)) {  // keywords
    for (unsigned i = random.below(2) + 1; i > 0; --i) {
      text += "    - " + pattern(random) + "\n";
    }
    return text;
  }
  const bool list = random.one_in(6);
  std::set<std::string> keys;
  for (unsigned i = random.below(3) + 1; i > 0; --i) {
    const std::string line = item(random);
    if (keys.insert(line.substr(0, line.find(':'))).second) {
      text += (list ? "    - " : "    ") + line + "\n";
    }
  }
  return text;
}

std::string rule(Random& random, unsigned number) {
  constexpr std::array<std::string_view, 12> kConditions{
      "s1",           "s1 and s2",           "s1 or s2",
      "not s1",       "s1 and not s2",       "1 of s*",
      "all of s*",    "not 1 of s*",         "s1 and not (s2 or s3)",
      "s1 or not s3", "not (s1 and not s2)", "(s1 or s2) and s3"};
  constexpr std::array<std::string_view, 4> kSources{"product: windows", "product: linux",
                                                     "category: process_creation",
                                                     "product: windows\n  service: security"};
  std::string text = "title: rule " + std::to_string(number) + "\nlogsource:\n  " +
                     random.pick(kSources) + "\ndetection:\n";
  for (const char* name : {"s1", "s2", "s3"}) {
    text += std::string("  ") + name + ":\n" + selection(random);
  }
  return text + "  condition: " + random.pick(kConditions) + "\n";
}

Value random_value(Random& random, Arena& arena) {
  switch (random.below(10)) {
    case 0:
      return std::int64_t{random.below(14)};
    case 1:
      return random.one_in(2) ? Value(std::monostate{}) : Value(std::string_view{});
    case 2:
      return random.one_in(2) ? Value(random.below(14) / 2.0) : Value(random.one_in(2));
    case 3:
      return *IpAddress::parse(random.one_in(2) ? "10.1.2.3" : "fe80::1");
    case 4:
      return TimePoint{} + std::chrono::hours(random.below(14));
    default: {
      std::string text = parts(random, 4);
      if (random.one_in(6)) {  // cut in a character, perhaps
        text = text.substr(random.below(static_cast<unsigned>(text.size())));
      }
      return arena.copy(text);
    }
  }
}

void fill(Random& random, Event& event, Arena& arena) {
  constexpr std::array kKnown{Field::process_command_line, Field::url_original, Field::url_full,
                              Field::event_code, Field::timestamp};
  constexpr std::array<std::string_view, 6> kUnmapped{"C", "D", "A", "B", "E", "other"};
  std::string_view whole;
  for (unsigned i = random.below(5); i > 0; --i) {
    const Value value = random_value(random, arena);
    if (const auto* text = std::get_if<std::string_view>(&value)) {
      whole = *text;
    }
    event.add(kKnown[random.below(kKnown.size())], value);
  }
  for (unsigned i = random.below(4); i > 0; --i) {
    event.add_unmapped(Origin::none, kUnmapped[random.below(kUnmapped.size())],
                       random_value(random, arena));
  }
  if (!whole.empty() && random.one_in(3)) {  // as the path of an address is
    whole.remove_prefix(random.below(static_cast<unsigned>(whole.size())));
    event.add_unmapped(Origin::none, "part", whole);
  }
  if (random.one_in(2)) {
    event.own_time = event.time;
  }
}

RuleLoad random_rules(Random& random, unsigned count) {
  std::string text;
  for (unsigned i = 0; i < count; ++i) {
    text += rule(random, i) + "---\n";
  }
  RuleOptions options;
  options.resolver = resolver;
  return load_rule_text(text, "random.yml", options);
}

}  // namespace

TEST_CASE("the indexed matcher gives the plain matcher's answers", "[detect]") {
  constexpr unsigned kRounds = 40;
  constexpr unsigned kRules = 64;
  constexpr unsigned kEvents = 420;
  const std::array<LogSource, 3> sources{LogSource{}, LogSource{"windows", "process_creation", ""},
                                         LogSource{"windows", "", "security"}};
  std::uint64_t pairs = 0;
  std::uint64_t matches = 0;
  std::uint64_t wrong = 0;
  for (unsigned round = 0; round < kRounds; ++round) {
    Random random(round + 1);
    const RuleLoad load = random_rules(random, kRules);
    for (const Error& error : load.refused) {
      FAIL_CHECK(error.text());
    }
    PlainMatcher plain(*load.rules);
    IndexedMatcher indexed(std::make_shared<const RuleIndex>(load.rules));
    Arena arena;
    Event event(arena);
    std::vector<const Rule*> expected;
    std::vector<const Rule*> found;
    for (unsigned i = 0; i < kEvents; ++i) {
      event.clear();
      arena.clear();
      fill(random, event, arena);
      // Twice, so that the second time what is kept of values is used.
      for (int again = 0; again < 2; ++again) {
        expected.clear();
        found.clear();
        const LogSource& source = sources[i % sources.size()];
        if (again == 0) {
          plain.match(event, source, expected);
          matches += expected.size();
          pairs += load.rules->rules.size();
          indexed.match(event, source, found);
        } else {
          indexed.match(event, LogSource{"linux", "", ""}, found);
          plain.match(event, LogSource{"linux", "", ""}, expected);
        }
        if (expected != found && ++wrong == 1) {
          std::string json;
          append_json(json, event);
          UNSCOPED_INFO("round " << round << " event " << i << ": " << json);
          for (const Rule* one : expected) {
            UNSCOPED_INFO("expected " << one->place.line);
          }
          for (const Rule* one : found) {
            UNSCOPED_INFO("found " << one->place.line);
          }
        }
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(pairs > 1'000'000);
  // Neither nearly all nor nearly none: a test of something.
  CHECK(matches > pairs / 10);
  CHECK(matches < pairs / 2);
}

namespace {

// An index of one rule with this detection.
std::shared_ptr<const RuleIndex> index_of(const std::string& detection) {
  const RuleLoad load = load_rule_text(
      "title: t\nlogsource:\n  product: windows\ndetection:\n" + detection, "r.yml", {});
  REQUIRE(load.refused.empty());
  return std::make_shared<const RuleIndex>(load.rules);
}

}  // namespace

TEST_CASE("rules that nothing can be searched for are counted", "[detect]") {
  const auto without = [](const std::string& detection) {
    return index_of(detection)->rules_without_trigger();
  };
  const auto by_presence = [](const std::string& detection) {
    return index_of(detection)->rules_by_presence();
  };
  CHECK(without("  s: { A: x }\n  condition: s\n") == 0);
  CHECK(without("  s: { A: x }\n  condition: not s\n") == 1);
  CHECK(without("  s: { A: x }\n  t: { B: y }\n  condition: s or not t\n") == 1);
  CHECK(without("  s: { A: x }\n  t: { B: y }\n  condition: s and not t\n") == 0);
  CHECK(without("  s: { A: x }\n  t: { B: y }\n  condition: not (s or not t)\n") == 0);
  CHECK(without("  s: { A|neq: x }\n  condition: s\n") == 1);
  CHECK(without("  s: { A|neq: x }\n  condition: not s\n") == 0);
  CHECK(without("  s: { A: null }\n  condition: s\n") == 1);
  CHECK(without("  s: [one, two]\n  condition: s\n") == 0);
  CHECK(by_presence("  s: { A|gt: 3 }\n  condition: s\n") == 1);
  CHECK(by_presence("  s: { A|cidr: 10.0.0.0/8 }\n  condition: s\n") == 1);
  CHECK(by_presence("  s: { A|re: '[a-z]+' }\n  condition: s\n") == 1);
  CHECK(by_presence("  s: { A|gt: 3, B: rare }\n  condition: s\n") == 0);
}

TEST_CASE("a value that comes again is not scanned again", "[detect]") {
  IndexedMatcher matcher(index_of("  s: { A|contains: needle }\n  condition: s\n"));
  Arena arena;
  Event event(arena);
  event.add_unmapped(Origin::none, "A", std::string_view("hay and needle"));
  std::vector<const Rule*> matched;
  for (int i = 0; i < 3; ++i) {
    matcher.match(event, LogSource{}, matched);
  }
  CHECK(matched.size() == 3);
  CHECK(matcher.statistics().events == 3);
  CHECK(matcher.statistics().candidates == 3);
  CHECK(matcher.statistics().values_scanned == 1);
  CHECK(matcher.statistics().cache_misses == 1);
  CHECK(matcher.statistics().cache_hits == 2);
  CHECK(matcher.statistics().predicates_evaluated == 0);
}
