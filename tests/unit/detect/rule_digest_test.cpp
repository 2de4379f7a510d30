// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_digest.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "detect/rule_set.hpp"

using namespace yagura;

namespace {

RuleLoad load(const std::string& text, const std::string& placeholder = "alice") {
  RuleOptions options;
  options.placeholders = {{"who", {placeholder}}};
  RuleLoad loaded = load_rule_text(text, "r.yaml", options);
  for (const Error& error : loaded.refused) {
    UNSCOPED_INFO(error.text());
  }
  REQUIRE(loaded.refused.empty());
  return loaded;
}

std::string content(const std::string& text, const std::string& placeholder = "alice") {
  const RuleLoad loaded = load(text, placeholder);
  return (loaded.rules->indicators.empty() ? loaded.rules->rules.front()
                                           : loaded.rules->indicators.front().rule)
      .content.hex();
}

std::string rule(const std::string& detection) {
  return "title: t\nid: r\nname: r\nlogsource: {product: windows}\ndetection: " + detection + "\n";
}

std::string filter(const std::string& name, const std::string& user) {
  return "---\ntitle: " + name +
         "\nlogsource: {product: windows}\nfilter: {rules: [r], s: {User: " + user +
         "}, condition: not s}\n";
}

std::string indicator(const std::string& body) {
  return "title: t\nid: r\nindicator: {" + body + "}\n";
}

// What the correlations and expectations of a set are known by over a restart: all of the last.
std::string definition(const std::string& text) {
  const RuleLoad loaded = load(text);
  return loaded.rules->expectations.empty() ? loaded.rules->correlations.back().rule.definition
                                            : loaded.rules->expectations.back().rule.definition;
}

constexpr const char* kDetection = "{s: {A: [x, y], B|contains: z}, condition: s}";
constexpr const char* kCounted =
    "---\ntitle: c\nid: c\nname: c\ncorrelation: {type: event_count, rules: [r], group-by: [A],"
    " timespan: 5m, condition: {gte: 3}}\n";
constexpr const char* kChained =
    "---\ntitle: d\nid: d\ncorrelation: {type: event_count, rules: [c], group-by: [A],"
    " timespan: 1h, condition: {gte: 2}}\n";
constexpr const char* kAwaited =
    "---\ntitle: e\nid: e\nabsence: {after: r, expected: b, within: 1h, group-by: [A]}\n"
    "---\ntitle: b\nid: b\nlogsource: {product: windows}\n"
    "detection: {s: {B: b}, condition: s}\n";

}  // namespace

TEST_CASE("a rule that matches the same has the same content", "[detect]") {
  const std::string plain = content(rule(kDetection));
  CHECK(content(rule("\n  other: {B|contains: 'z', 'A': [y, 'x']}\n  condition:\n    - other")) ==
        plain);
  CHECK(content("title: new\nid: r2\nlevel: high\ntags: [attack.t1490]\ndescription: d\n"
                "response_ja: [a]\nlogsource: {product: windows}\ndetection: " +
                std::string(kDetection) +
                "\ntests: [{name: n, match: true, event: {A: x, B: z}}]\n") == plain);
  CHECK(content(rule("{s: {A: [x, y], B|contains: z}, idle: {C: c}, condition: s}")) == plain);
}

TEST_CASE("a rule that matches otherwise has another content", "[detect]") {
  const std::string plain = content(rule(kDetection));
  for (const char* other : {
           "{s: {A: [x, q], B|contains: z}, condition: s}",
           "{s: {A: x, B|contains: z}, condition: s}",
           "{s: {A|all: [x, y], B|contains: z}, condition: s}",
           "{s: {A|neq: [x, y], B|contains: z}, condition: s}",
           "{s: {A: [x, y], B|startswith: z}, condition: s}",
           "{s: {A: [x, y], C|contains: z}, condition: s}",
           "{s: {A: [x, y], B|contains|cased: z}, condition: s}",
           "{s: {A: [x, y], B|re: z}, condition: s}",
           "{s: {A: [x, y], B|contains: z}, condition: not s}",
           "{s: [{A: [x, y]}, {B|contains: z}], condition: s}",
           "{s: [x, y, z], condition: s}",
       }) {
    INFO(other);
    CHECK(content(rule(other)) != plain);
  }
  CHECK(content("title: t\nid: r\nlogsource: {product: linux}\ndetection: " +
                std::string(kDetection) + "\n") != plain);
}

TEST_CASE("placeholders and filters are part of the content", "[detect]") {
  const std::string named = rule("{s: {User|expand: '%who%'}, condition: s}");
  CHECK(content(named, "alice") == content(rule("{s: {User: alice}, condition: s}")));
  CHECK(content(named, "alice") != content(named, "bob"));

  const std::string plain = rule(kDetection);
  const std::string filtered = content(plain + filter("f", "a") + filter("g", "b"));
  CHECK(filtered != content(plain));
  CHECK(filtered != content(plain + filter("f", "a") + filter("g", "c")));
  CHECK(filtered == content(plain + filter("h", "b") + filter("f", "a")));
}

TEST_CASE("entries are no part of an indicator's content", "[detect]") {
  const std::string plain = content(indicator("kind: domain, entries: [evil.example]"));
  CHECK(content(indicator("kind: domain, entries: [bad.example, worse.example]")) == plain);
  CHECK(content(indicator("kind: ip, entries: [198.51.100.1]")) != plain);
  CHECK(content(indicator("kind: domain, entries: [evil.example], fields: [cs-host]")) != plain);
}

TEST_CASE("a correlation is another one when what it gathers matches otherwise", "[detect]") {
  const std::string other = "{s: {A: q}, condition: s}";
  const auto with_detection = [](const std::string& detection, const std::string& rest) {
    return definition(rule(detection) + rest);
  };
  for (const std::string& rest :
       {std::string(kCounted), std::string(kCounted) + kChained, std::string(kAwaited)}) {
    INFO(rest);
    const std::string plain = with_detection(kDetection, rest);
    CHECK(with_detection(kDetection, rest) == plain);
    CHECK(with_detection(other, rest) != plain);
    CHECK(with_detection(kDetection, rest + filter("f", "a")) != plain);
    CHECK(definition("title: unrelated\nid: u\nlogsource: {product: linux}\ndetection: " + other +
                     "\n---\n" + rule(kDetection) + rest) == plain);
  }
}

TEST_CASE("contents are the same in every run of the program", "[detect]") {
  // Windows are kept on disk by it: if it must change, correlations begin anew at the upgrade.
  CHECK(content(rule(kDetection)) == "9b03be829069bde93b959ab513c67e54");
}
