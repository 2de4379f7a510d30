// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace yagura;

namespace {

void has_line(const std::string& text, const std::string& line) {
  INFO(text);
  CHECK(("\n" + text).find("\n" + line + "\n") != std::string::npos);
}

}  // namespace

TEST_CASE("counters and gauges are told in Prometheus' text form", "[base]") {
  Metrics metrics;
  metrics.counter("parse_events_total", "Records that became events.").add(3);
  metrics.counter("parse_events_total", "Records that became events.").add(4);
  metrics.gauge("detect_rules", "Rules that loaded.").set(12);
  metrics.gauge("detect_rules", "Rules that loaded.").set(11);
  const std::string text = metrics.text();
  has_line(text, "# HELP yagura_parse_events_total Records that became events.");
  has_line(text, "# TYPE yagura_parse_events_total counter");
  has_line(text, "yagura_parse_events_total 7");
  has_line(text, "# TYPE yagura_detect_rules gauge");
  has_line(text, "yagura_detect_rules 11");
}

TEST_CASE("label values are escaped", "[base]") {
  Metrics metrics;
  metrics.counter("x_total", "x", {{"source", "a\"b\\c\nd"}}).add();
  has_line(metrics.text(), R"(yagura_x_total{source="a\"b\\c\nd"} 1)");
}
