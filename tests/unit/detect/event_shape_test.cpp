// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/event_shape.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "detect/rule_index.hpp"
#include "detect/rule_set.hpp"

using namespace yagura;

namespace {

FieldNames resolver(const LogSource&, std::string_view name) {
  FieldNames names{{}, std::string(name)};
  if (name == "c-uri" || name == "cs-uri") {
    names.fields = {Field::url_original, Field::url_full};
  }
  return names;
}

// A plan for rules that ask for an address by two names, for a user by one, and for a keyword.
struct Planned {
  std::shared_ptr<const RuleIndex> index;
  std::shared_ptr<const MatchPlan> plan;
};
Planned planned() {
  RuleOptions options;
  options.resolver = resolver;
  const RuleLoad load = load_rule_text(
      "title: t\nlogsource:\n  category: proxy\ndetection:\n"
      "  a:\n    c-uri|contains: mimikatz\n  b:\n    cs-uri|contains: sekurlsa\n"
      "  u:\n    user: somebody\n  k: [lsadump]\n  condition: a or b or u or k\n",
      "r.yml", options);
  REQUIRE(load.refused.empty());
  auto index = std::make_shared<const RuleIndex>(load.rules);
  auto plan = index->plan_for({"", "proxy", ""});
  return {std::move(index), std::move(plan)};
}

}  // namespace

TEST_CASE("names of one field are scanned for once", "[detect]") {
  const Planned rules = planned();
  Arena arena;
  Event event(arena);
  const std::string url = "https://example.jp/path";
  event.add(Field::url_original, std::string_view(url));
  event.add(Field::url_full, std::string_view(url));
  event.add(Field::source_port, std::int64_t{1});
  EventShape shape;
  shape.learn(*rules.plan, event);
  REQUIRE(shape.looks().size() == 1);
  CHECK(shape.looks()[0].entry == 0);
  CHECK(shape.looks()[0].station == EventShape::kNone);
  REQUIRE(shape.others().size() == 2);  // url.full is not the field where url.original is
  CHECK(shape.others()[0].part_of == 0);
  CHECK(shape.others()[1].part_of == EventShape::kNone);
}

TEST_CASE("a value under one name only is that name's alone", "[detect]") {
  const Planned rules = planned();
  Arena arena;
  Event event(arena);
  event.add_unmapped(Origin::none, "cs-uri", std::string_view("x"));
  EventShape shape;
  shape.learn(*rules.plan, event);
  REQUIRE(shape.looks().size() == 1);
  const std::uint32_t station = shape.looks()[0].station;
  REQUIRE(station != EventShape::kNone);
  CHECK(shape.entries_at(station).size() == 1);
  for (std::uint32_t other = 0; other < rules.plan->stations().size(); ++other) {
    CHECK((other == station || shape.entries_at(other).empty()));
  }
}

TEST_CASE("events fit a shape that have its fields in its order", "[detect]") {
  const Planned rules = planned();
  Arena arena;
  const auto event_of = [&](const std::vector<Field>& fields,
                            const std::vector<std::string>& names) {
    auto event = std::make_unique<Event>(arena);
    for (const Field field : fields) {
      event->add(field, std::int64_t{1});
    }
    for (const std::string& name : names) {
      event->add_unmapped(Origin::none, arena.copy(name), std::int64_t{1});
    }
    return event;
  };
  const auto first = event_of({Field::url_original, Field::source_port}, {"ab", "c"});
  EventShape shape;
  CHECK_FALSE(shape.fits(*event_of({}, {})));  // nothing has been learnt
  shape.learn(*rules.plan, *first);
  CHECK(shape.fits(*first));
  CHECK(shape.fits(*event_of({Field::url_original, Field::source_port}, {"ab", "c"})));
  CHECK_FALSE(shape.fits(*event_of({Field::source_port, Field::url_original}, {"ab", "c"})));
  CHECK_FALSE(shape.fits(*event_of({Field::url_original, Field::source_port}, {"a", "bc"})));
  CHECK_FALSE(shape.fits(*event_of({Field::url_original, Field::source_port}, {"ab"})));
  CHECK_FALSE(shape.fits(*event_of({Field::url_original}, {"ab", "c"})));
}

TEST_CASE("shapes beyond what is kept are learnt again", "[detect]") {
  const Planned rules = planned();
  EventShapes shapes(*rules.plan);
  Arena arena;
  Event event(arena);
  for (int round = 0; round < 2; ++round) {
    for (std::size_t names = 0; names < 400; ++names) {
      event.clear();
      for (std::size_t i = 0; i < names; ++i) {
        event.add_unmapped(Origin::none, "n", std::int64_t{1});
      }
      event.add_unmapped(Origin::none, "user", std::string_view("somebody"));
      const EventShape& shape = shapes.shape_of(event);
      REQUIRE(shape.looks().size() == 1);
      REQUIRE(shape.looks()[0].entry == names);
    }
  }
}
