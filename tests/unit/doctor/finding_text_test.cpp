// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "doctor/finding_text.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "base/text.hpp"
#include "doctor/metrics_reader.hpp"

namespace yagura {
namespace {

Diagnosis long_one() {
  std::string ja;
  std::string en;
  for (int i = 0; i < 40; ++i) {
    ja += "宇部市の記録、";
    en += "some words ";
  }
  Diagnosis diagnosis;
  diagnosis.findings.push_back(
      {Check::disk, Grade::notice, "/var", {"空き", "room"}, {"足す", "add"}});
  diagnosis.findings.push_back({Check::sources, Grade::notice, "a", {"一", "one"}, {"二", "two"}});
  diagnosis.findings.push_back({Check::sources,
                                Grade::critical,
                                "proxy\x1b[31m\n" + std::string(300, 'x'),
                                {ja, en},
                                {ja, en}});
  diagnosis.unchecked.push_back({Check::rules, {"理由", "a reason"}});
  return diagnosis;
}

}  // namespace

TEST_CASE("a diagnosis stands within 100 columns, whatever is in it", "[doctor]") {
  const std::string text = diagnosis_text(long_one());
  INFO(text);
  std::istringstream lines(text);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) {
    CHECK(line == escape_for_terminal(line));
    CHECK_FALSE(line.ends_with(' '));
    widest = std::max(widest, display_width(line));
  }
  CHECK(widest <= 100);
  CHECK(widest > 90);  // it does use them
}

TEST_CASE("a diagnosis tells all checks, then the findings in order", "[doctor]") {
  const std::string text = diagnosis_text(long_one());
  INFO(text);
  CHECK(text.find("送信元        sources         重大 critical (2件)\n") != std::string::npos);
  CHECK(text.find("時計のずれ    clocks          良 well\n") != std::string::npos);
  CHECK(text.find("検知ルール    rules           未確認 unchecked\n") != std::string::npos);
  const auto worst = text.find("\n重大 送信元 sources:\n     proxy\\x1b");
  const auto lesser =
      text.find("\n注意 送信元 sources: a\n    一\n    one\n    対処 二\n    mend two\n");
  const auto other = text.find("\n注意 ディスク disk: /var\n");
  CHECK(worst < lesser);
  CHECK(lesser < other);
  CHECK(other != std::string::npos);
}

TEST_CASE("a diagnosis as JSON says the same, also with names that are no UTF-8", "[doctor]") {
  const auto json = nlohmann::json::parse(diagnosis_json(long_one()));
  CHECK(json.at("well") == false);
  CHECK(json.at("findings").size() == 3);
  CHECK(json.at("findings")[1] == nlohmann::json{{"check", "sources"},
                                                 {"grade", "notice"},
                                                 {"subject", "a"},
                                                 {"ja", "一"},
                                                 {"en", "one"},
                                                 {"mend_ja", "二"},
                                                 {"mend_en", "two"}});
  CHECK(json.at("unchecked")[0].at("check") == "rules");
  Diagnosis odd;
  odd.findings.push_back({Check::disk, Grade::notice, "\xff", {}, {}});
  CHECK(nlohmann::json::parse(diagnosis_json(odd)).at("findings").size() == 1);
  CHECK(nlohmann::json::parse(diagnosis_json({})).at("well") == true);
}

TEST_CASE("metrics are read with labels, escapes and powers, and what is none is passed over",
          "[doctor]") {
  const auto view = MetricsView::read(
      "# HELP yagura_a_total A.\n# TYPE yagura_a_total counter\n"
      "yagura_a_total{source=\"x\",reason=\"say \\\"no\\\", \\\\ and\\nmore\"} 3\n"
      "yagura_a_total{source=\"y\"} 1.5e+06\n"
      "yagura_b 7\n"
      "yagura_b nothing\nyagura_b{source=\"x 1\nyagura_b{x} 2\nyagura_b NaN\nother_a_total 9\n"
      "yagura_c -2.5");
  REQUIRE(view.of("a_total").size() == 2);
  CHECK(view.of("a_total")[0].label("reason") == "say \"no\", \\ and\nmore");
  CHECK(view.of("a_total")[0].label("nothing").empty());
  CHECK(view.sum("a_total") == Approx(1'500'003));
  CHECK(view.of("b").size() == 1);
  CHECK(view.sum("c") == Approx(-2.5));
  CHECK(view.of("d").empty());
}

}  // namespace yagura
