// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "corpus.hpp"
#include "detect/indexed_matcher.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_set.hpp"
#include "engine/event_reader.hpp"
#include "engine/rule_files.hpp"
#include "firing_event.hpp"

// The indexed matcher against the plain one over all published rules. An index that loses the
// trigger of a rule shows only on an event that this rule matches: so there is one for each.

namespace fs = std::filesystem;
using namespace yagura;
using nlohmann::json;

namespace {

// Both matchers over one rule set.
class Both {
 public:
  explicit Both(std::shared_ptr<const RuleSet> rules)
      : plain_(*rules), indexed_(std::make_shared<const RuleIndex>(std::move(rules))) {}

  // Whether the answers are the same.
  bool agree(const Event& event, const LogSource& source) {
    expected_.clear();
    found_.clear();
    plain_.match(event, source, expected_);
    indexed_.match(event, source, found_);
    return expected_ == found_;
  }
  // Of the last event.
  bool both_found(const Rule& rule) const {
    return contains(expected_, rule) && contains(found_, rule);
  }
  bool indexed_finds(const Rule& rule, const Event& event, const LogSource& source) {
    found_.clear();
    indexed_.match(event, source, found_);
    return contains(found_, rule);
  }

 private:
  static bool contains(const std::vector<const Rule*>& rules, const Rule& rule) {
    return std::find(rules.begin(), rules.end(), &rule) != rules.end();
  }

  PlainMatcher plain_;
  IndexedMatcher indexed_;
  std::vector<const Rule*> expected_;
  std::vector<const Rule*> found_;
};

// All rules on all events are 14 million pairs: half a minute for the plain matcher where the
// compiler optimises, minutes elsewhere. There it is asked about some events only.
#ifdef NDEBUG
constexpr std::size_t kCompareEach = 1;
#else
constexpr std::size_t kCompareEach = 16;
#endif

RuleLoad load_corpus() {
  const std::vector<fs::path> paths{kSigma / "rules"};
  return load_rule_files(paths, corpus_options());
}

}  // namespace

TEST_CASE("both matchers agree on every sample event", "[sigma][equivalence]") {
  const RuleLoad load = load_corpus();
  Both both(load.rules);
  Arena arena;
  Event event(arena);
  EventReader reader;
  std::size_t events = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kSigma / "regression")) {
    if (entry.path().extension() != ".json" || entry.path().filename() == "index.json") {
      continue;
    }
    INFO(entry.path().string());
    for (const json& text : read_json_values(entry.path())) {
      event.clear();
      arena.clear();
      const std::string line = text.dump();
      REQUIRE(reader.read(line, event).empty());
      CHECK(both.agree(event, LogSource{}));
      CHECK(both.agree(event, LogSource{"windows", "process_creation", "sysmon"}));
      ++events;
    }
  }
  CHECK(events > 100);
}

TEST_CASE("every published rule fires in both matchers on an event made for it",
          "[sigma][equivalence]") {
  const RuleLoad load = load_corpus();
  Both both(load.rules);
  Arena arena;
  Event event(arena);
  std::size_t fired = 0;
  std::size_t differing = 0;
  for (std::size_t i = 0; i < load.rules->rules.size(); ++i) {
    const Rule& rule = load.rules->rules[i];
    INFO(rule.place.file << ": " << rule.info->title);
    arena.clear();
    if (!FiringEvent(rule).build(i, event)) {
      FAIL_CHECK("no event was found that the rule matches");
      continue;
    }
    ++fired;
    for (const LogSource& source : {rule.source, LogSource{}}) {
      CHECK(both.indexed_finds(rule, event, source));
      if (i % kCompareEach == 0) {
        differing += both.agree(event, source) ? 0 : 1;
        CHECK(both.both_found(rule));
      }
    }
  }
  CHECK(fired == load.rules->rules.size());
  CHECK(differing == 0);
}
