// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/coverage_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "inspect/format_samples.hpp"
#include "inspect/list_run.hpp"
#include "parse/registry.hpp"
#include "temporary_folder.hpp"

using namespace yagura;

namespace {

constexpr const char* kRules = R"(title: Proxy rule
id: r-proxy
level: low
logsource: { category: proxy }
detection: { s: { cs-host: bad.example }, condition: s }
---
title: Proxy rule for a name nobody gives
id: r-name
logsource: { category: proxy }
detection: { s: { no-such-name: x }, condition: s }
---
title: Windows rule
title_ja: 窓の規則
id: r-windows
level: critical
tags: [ipa.2026.02]
logsource: { product: windows, service: security }
detection: { s: { EventID: 4625 }, condition: s }
---
title: Both
id: c-both
level: critical
tags: [ipa.2026.01]
correlation:
  type: temporal
  rules: [r-proxy, r-windows]
  timespan: 5m
)";

constexpr const char* kKinds = R"(title: Bad address
id: k-list
level: high
indicator: { kind: ip, entries: [198.51.100.0/24], source: feed }
---
title: Stopped
id: k-stop
name: stopped
level: informational
logsource: { product: windows, service: security }
detection: { s: { EventID: 1100 }, condition: s }
---
title: Started
id: k-start
name: started
level: informational
logsource: { product: windows, service: security }
detection: { s: { EventID: 4608 }, condition: s }
---
title: Not started again
id: k-absence
level: medium
absence: { after: stopped, expected: started, within: 1m, group-by: [Computer] }
---
title: Stopped too often
id: k-baseline
level: low
baseline: { rules: [stopped], group-by: [Computer], at-least: 3 }
---
title: Silent
id: k-silence
level: low
absence: { expected: stopped, within: 1h, entities: organisations }
---
title: Bad address and stopped
id: k-both
level: low
correlation: { type: temporal, rules: [k-list, stopped], timespan: 5m }
)";

class Fixture {
 public:
  Fixture() { write("rules.yaml", kRules); }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }
  std::filesystem::path rules() const { return folder_.path() / "rules.yaml"; }
  std::filesystem::path config(const std::string& format) const {
    const std::filesystem::path shipped = std::filesystem::path(YAGURA_SOURCE_DIR) / "config";
    return write("yagura.yaml",
                 "state_directory: " + (folder_.path() / "state").string() +
                     "\norganisations: " + (shipped / "organisations.yaml").string() +
                     "\nservices: " + (shipped / "services.yaml").string() +
                     "\ndetection: { rules: [rules.yaml] }\nsources:\n  - { name: s, type: file, "
                     "organisation: 350001, path: a.log, format: " +
                     format + " }\n");
  }

  // State of each rule by its id, and the exit code.
  struct Answer {
    int code;
    std::map<std::string, nlohmann::json> rules;
  };
  Answer coverage(CoverageOptions options) const {
    options.rules = {rules()};
    options.form = OutputForm::json;
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Answer answer{run_rules_coverage(options, in, out, err), {}};
    INFO(err.str());
    std::istringstream lines(out.str());
    for (std::string line; std::getline(lines, line);) {
      const auto json = nlohmann::json::parse(line);
      answer.rules[json["id"]] = json;
    }
    return answer;
  }

 private:
  const test::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("what each built-in format gives is known from its cases", "[inspect]") {
  const auto samples = format_samples();
  for (const Format* format : formats()) {
    INFO(format->name);
    const auto found =
        std::find_if(samples.begin(), samples.end(),
                     [&](const FormatSample& sample) { return sample.format == format->name; });
    REQUIRE(found != samples.end());
    CHECK(found->fields.find("event.dataset ") != std::string_view::npos);
    CHECK_FALSE(found->log_sources.empty());
  }
}

TEST_CASE("a rule fires by the configured sources or lacks one", "[inspect]") {
  const Fixture fixture;
  CoverageOptions options;
  options.config = fixture.config("squid");
  Fixture::Answer answer = fixture.coverage(options);
  CHECK(answer.code == 1);
  REQUIRE(answer.rules.size() == 4);
  CHECK(answer.rules["r-proxy"]["state"] == "fires");
  CHECK(answer.rules["r-proxy"]["by"] == "squid");
  CHECK(answer.rules["r-windows"]["state"] == "no_source");
  CHECK(answer.rules["c-both"]["state"] == "no_part");
  CHECK(answer.rules["c-both"]["missing"] == nlohmann::json{"r-windows"});
  options.config = fixture.config("auto");
  answer = fixture.coverage(options);
  CHECK(answer.code == 0);
  CHECK(answer.rules["r-windows"]["state"] == "fires");
  CHECK(answer.rules["c-both"]["state"] == "fires");
  CHECK(answer.rules["r-name"]["state"] == "unsure");
  CHECK(answer.rules["r-name"]["missing"] == nlohmann::json{"no-such-name"});
}

TEST_CASE("events are evidence of the fields that come in", "[inspect]") {
  const Fixture fixture;
  CoverageOptions options;
  options.events = {fixture.write("e.jsonl",
                                  R"({"event.dataset":"squid","url.domain":"a.example"})"
                                  "\n"
                                  R"({"event.dataset":"windows","winlog.channel":"System"})")};
  Fixture::Answer answer = fixture.coverage(options);
  CHECK(answer.code == 1);
  CHECK(answer.rules["r-proxy"]["state"] == "fires");
  CHECK(answer.rules["r-name"]["state"] == "no_field");
  CHECK(answer.rules["r-windows"]["state"] == "no_source");  // another channel
  options.events = {fixture.write("e.jsonl", R"({"EventID":4625})")};
  answer = fixture.coverage(options);
  CHECK(answer.rules["r-windows"]["state"] == "fires");
  CHECK(answer.rules["r-proxy"]["missing"] == nlohmann::json{"cs-host"});
}

TEST_CASE("rules of every kind fire or lack something", "[inspect]") {
  const Fixture fixture;
  fixture.write("rules.yaml", kKinds);
  CoverageOptions options;
  options.config = fixture.config("squid");
  Fixture::Answer answer = fixture.coverage(options);
  CHECK(answer.code == 1);
  REQUIRE(answer.rules.size() == 7);
  CHECK(answer.rules["k-list"]["state"] == "fires");  // by the proxy's destination address
  CHECK(answer.rules["k-list"]["by"] == "squid");
  CHECK(answer.rules["k-absence"]["state"] == "no_part");
  CHECK(answer.rules["k-absence"]["missing"] == nlohmann::json{"k-stop"});
  CHECK(answer.rules["k-baseline"]["state"] == "no_part");
  CHECK(answer.rules["k-silence"]["state"] == "fires");
  CHECK(answer.rules["k-both"]["missing"] == nlohmann::json{"stopped"});
  options.config.reset();
  options.events = {fixture.write("e.jsonl", R"({"winlog.channel":"Security","EventID":1100})")};
  answer = fixture.coverage(options);
  CHECK(answer.rules["k-list"]["state"] == "no_field");
  CHECK_FALSE(answer.rules["k-list"]["missing"].empty());
  CHECK(answer.rules["k-absence"]["state"] == "fires");
  CHECK(answer.rules["k-baseline"]["state"] == "fires");
  CHECK(answer.rules["k-both"]["missing"] == nlohmann::json{"k-list"});
}

TEST_CASE("rules are listed by level, rank and title", "[inspect]") {
  const Fixture fixture;
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_rules_list({{fixture.rules()}, std::nullopt, OutputForm::text}, out, err) == 0);
  CHECK(
      out.str() ==
      "c-both                               critical  1 temporal                 Both\n"
      "r-windows                            critical  2 windows/security         窓の規則\n"
      "r-name                               medium    - proxy                    Proxy rule for a "
      "name nob…\n"
      "r-proxy                              low       - proxy                    Proxy rule\n");
  out.str("");
  CHECK(run_rules_list({{fixture.rules()}, std::nullopt, OutputForm::json}, out, err) == 0);
  const auto first = nlohmann::json::parse(out.str().substr(0, out.str().find('\n')));
  CHECK(first["id"] == "c-both");
  CHECK(first["kind"] == "temporal");
  CHECK(run_rules_list({{fixture.rules().parent_path() / "none"}, std::nullopt, OutputForm::text},
                       out, err) == 1);
}

TEST_CASE("rules of every kind are listed", "[inspect]") {
  const Fixture fixture;
  const auto file = fixture.write("kinds.yaml", kKinds);
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_rules_list({{file}, std::nullopt, OutputForm::json}, out, err) == 0);
  CHECK(err.str().empty());
  std::vector<std::string> kinds;
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) {
    kinds.push_back(nlohmann::json::parse(line).at("kind"));
  }
  CHECK(kinds == std::vector<std::string>{"indicator", "absence", "temporal", "absence", "baseline",
                                          "rule", "rule"});
}
