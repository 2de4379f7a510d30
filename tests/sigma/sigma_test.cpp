// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "corpus.hpp"
#include "correlate/correlator.hpp"
#include "detect/correlation_values.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_set.hpp"
#include "engine/event_reader.hpp"
#include "engine/rule_files.hpp"
#include "normalise/taxonomy.hpp"

// The Sigma language as the shared cases have it, all published rules, and their sample events.
// This data is no part of the repository: without it main.cpp reports the program as skipped.

namespace fs = std::filesystem;
using namespace yagura;
using nlohmann::json;

namespace {

json read_json(const fs::path& path) {
  std::ifstream stream(path);
  REQUIRE(stream);
  return json::parse(stream);
}

RuleOptions options_of(const json& test) {
  RuleOptions options;
  options.resolver = sigma_field;
  if (test.contains("placeholders")) {
    options.placeholders =
        test["placeholders"].get<std::map<std::string, std::vector<std::string>>>();
  }
  return options;
}

}  // namespace

TEST_CASE("every case of the language is answered right", "[sigma]") {
  Arena arena;
  Event event(arena);
  EventReader reader;
  for (const json& test : read_json(kSigma / "semantics/detection.json")) {
    INFO(test["name"]);
    const RuleLoad load =
        load_rule_text(test["rule"].get<std::string>(), "rule.yml", options_of(test));
    REQUIRE(load.refused.empty());
    PlainMatcher matcher(*load.rules);
    for (const json& expected : test["events"]) {
      INFO(expected.dump());
      event.clear();
      arena.clear();
      const std::string text = expected["event"].dump();
      REQUIRE(reader.read(text, event).empty());
      std::vector<const Rule*> matched;
      matcher.match(event, LogSource{}, matched);
      CHECK(!matched.empty() == expected["match"].get<bool>());
    }
  }
}

TEST_CASE("every invalid rule is refused with a place and a reason", "[sigma]") {
  for (const json& test : read_json(kSigma / "semantics/invalid-rules.json")) {
    INFO(test["name"]);
    const RuleLoad load =
        load_rule_text(test["rule"].get<std::string>(), "rule.yml", options_of(test));
    CHECK(load.rules->rules.empty());
    REQUIRE(load.refused.size() == 1);
    CHECK(load.refused[0].place->line > 0);
    CHECK(!load.refused[0].how_to_mend.empty());
  }
}

TEST_CASE("every correlation case fires where it should", "[sigma]") {
  Arena arena;
  Event event(arena);
  EventReader reader;
  EventView view;
  for (const json& test : read_json(kSigma / "semantics/correlation.json")) {
    INFO(test["name"]);
    const RuleLoad load =
        load_rule_text(test["rule"].get<std::string>(), "rule.yml", options_of(test));
    for (const Error& error : load.refused) {
      FAIL_CHECK(error.text());
    }
    PlainMatcher matcher(*load.rules);
    Correlator correlator(load.rules->correlation_rules());
    for (const json& expected : test["events"]) {
      INFO(expected.dump());
      event.clear();
      arena.clear();
      const std::string text = expected["event"].dump();
      REQUIRE(reader.read(text, event).empty());
      std::vector<const Rule*> matched;
      matcher.match(event, LogSource{}, matched);
      view.show(event);
      std::vector<Firing> firings;
      std::vector<std::string_view> group;
      std::vector<std::string_view> values;
      for (const Rule* rule : matched) {
        for (const CorrelationInput& input : rule->inputs) {
          if (correlation_values(view, input.group_by, group) &&
              correlation_values(view, input.values, values)) {
            correlator.observe(input.correlation, {{}, event.time, 0, input.part, group, values},
                               firings);
          }
        }
      }
      bool fired = false;
      for (const Firing& firing : firings) {
        fired |= load.rules->correlations[firing.correlation].rule.alerting == Alerting::raised;
      }
      CHECK(fired == expected["match"].get<bool>());
    }
  }
}

TEST_CASE("every published rule loads", "[sigma]") {
  const std::vector<fs::path> paths{kSigma / "rules"};
  const RuleLoad load = load_rule_files(paths, corpus_options());
  for (const Error& error : load.refused) {
    UNSCOPED_INFO(error.text());
  }
  CHECK(load.refused.empty());
  CHECK(load.rules->rules.size() == 3780);
}

TEST_CASE("every sample event is found by its rule", "[sigma]") {
  const std::vector<fs::path> paths{kSigma / "rules"};
  const RuleLoad load = load_rule_files(paths, corpus_options());
  PlainMatcher matcher(*load.rules);
  Arena arena;
  Event event(arena);
  EventReader reader;
  for (const json& sample : read_json(kSigma / "regression/index.json")) {
    const auto id = sample["id"].get<std::string>();
    INFO(sample["path"]);
    bool found = false;
    for (const auto& name : sample["files"]) {
      const auto file = kSigma / sample["path"].get<std::string>() / name.get<std::string>();
      if (file.extension() != ".json") {
        continue;
      }
      for (const json& text : read_json_values(file)) {
        event.clear();
        arena.clear();
        const std::string line = text.dump();
        REQUIRE(reader.read(line, event).empty());
        std::vector<const Rule*> matched;
        matcher.match(event, LogSource{}, matched);
        for (const Rule* rule : matched) {
          found |= rule->info->id == id;
        }
      }
    }
    CHECK(found);
  }
}
