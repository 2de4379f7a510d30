// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "allocation_count.hpp"
#include "base/arena.hpp"
#include "detect/indexed_matcher.hpp"
#include "detect/rule_set.hpp"

TEST_CASE("matching allocates nothing once warm", "[detect]") {
  using namespace yagura;
  const RuleLoad load = load_rule_text(
      "title: t\nlogsource:\n  product: windows\ndetection:\n  s:\n    CommandLine|contains: "
      "secret\n"
      "    Image|endswith: ['\\cmd.exe', '\\net.exe']\n  k: [mimikatz, sekurlsa]\n"
      "  n:\n    Number|gt: 5\n  condition: s or k or n\n",
      "r.yml", {});
  REQUIRE(load.refused.empty());
  IndexedMatcher matcher(std::make_shared<const RuleIndex>(load.rules));
  Arena arena;
  Event event(arena);
  std::vector<const Rule*> matched;
  const LogSource source{"windows", "process_creation", "sysmon"};
  std::vector<std::string> lines;
  for (int i = 0; i < 2000; ++i) {
    lines.push_back("C:\\Tools\\" + std::to_string(i) + " says " + (i % 3 == 0 ? "secret" : "x"));
  }
  std::size_t before = 0;
  std::size_t matches = 0;
  for (int round = 0; round < 3; ++round) {
    before = allocation_count();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      event.clear();
      matched.clear();
      event.add_unmapped(Origin::none, "CommandLine", std::string_view(lines[i]));
      event.add_unmapped(Origin::none, "Image", std::string_view("C:\\Windows\\cmd.exe"));
      event.add_unmapped(Origin::none, "Number", static_cast<std::int64_t>(i % 7));
      event.add_unmapped(Origin::none, "Other", std::string_view(lines[lines.size() - 1 - i]));
      matcher.match(event, source, matched);
      matches += matched.size();
    }
  }
  CHECK(allocation_count() == before);
  CHECK(matches > 0);
}
