// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/explanation_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "model/level.hpp"

namespace yagura {
namespace {

using Json = nlohmann::ordered_json;
using Kind = DetectionNode::Kind;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json rule_json(const RuleInfo& info, const Place& place) {
  return {{"id", info.id},
          {"title", info.title},
          {"title_ja", info.title_ja},
          {"level", std::string(to_string(info.level))},
          {"file", place.file},
          {"line", place.line}};
}

Json log_source_json(const LogSource& source) {
  Json json = Json::object();
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) {
      json[key] = value;
    }
  };
  add("product", source.product);
  add("category", source.category);
  add("service", source.service);
  return json;
}

Json test_json(const FieldTest& test, const Explanation::Test& met) {
  Json values = Json::array();
  for (std::size_t i = 0; i < test.written.values.size(); ++i) {
    const WrittenValue& written = test.written.values[i];
    Json value{{"text", written.text}, {"holds", static_cast<bool>(met.values[i])}};
    if (!written.filled.empty()) {
      value["filled"] = written.filled;
    }
    values.push_back(std::move(value));
  }
  Json fields = Json::array();
  for (const Explanation::Met& one : met.met) {
    fields.push_back(
        {{"field", one.field}, {"value", one.is_null ? Json(nullptr) : Json(one.text)}});
  }
  return {{"key", test.written.key},    {"line", test.written.line},  {"holds", met.holds},
          {"negated", test.negated},    {"missing", met.met.empty()}, {"met", std::move(fields)},
          {"values", std::move(values)}};
}

// A condition names its selections; what is inside of one stands beside it, once.
class TreeJson {
 public:
  TreeJson(const ExplainedEvent& explained, const DetectionSection& section)
      : tree_(explained.rule->tree), explanation_(explained.explanation), section_(section) {}

  Json condition(std::uint32_t index) const {
    for (const DetectionSection::Selection& selection : section_.selections) {
      if (selection.node == index) {
        return {{"selection", selection.name}, {"holds", holds(index)}};
      }
    }
    Json of = Json::array();
    for (const std::uint32_t child : tree_.nodes[index].children) {
      of.push_back(condition(child));
    }
    return operator_json(index, std::move(of));
  }

  Json inside(std::uint32_t index) const {
    const DetectionNode& node = tree_.nodes[index];
    if (node.kind == Kind::test) {
      return test_json(tree_.tests[node.test], explanation_.tests[node.test]);
    }
    Json of = Json::array();
    for (const std::uint32_t child : node.children) {
      of.push_back(inside(child));
    }
    return operator_json(index, std::move(of));
  }

 private:
  bool holds(std::uint32_t index) const { return explanation_.nodes[index]; }
  Json operator_json(std::uint32_t index, Json of) const {
    const Kind kind = tree_.nodes[index].kind;
    return {{"kind", kind == Kind::all ? "all" : (kind == Kind::any ? "any" : "not")},
            {"holds", holds(index)},
            {"of", std::move(of)}};
  }

  const DetectionTree& tree_;
  const Explanation& explanation_;
  const DetectionSection& section_;
};

Json section_json(const ExplainedEvent& explained, const DetectionSection& section) {
  const TreeJson tree(explained, section);
  Json selections = Json::array();
  for (const DetectionSection::Selection& selection : section.selections) {
    selections.push_back({{"name", selection.name},
                          {"line", selection.line},
                          {"holds", static_cast<bool>(explained.explanation.nodes[selection.node])},
                          {"tests", tree.inside(selection.node)}});
  }
  return {{"filter", section.filter.empty() ? Json(nullptr) : Json(section.filter)},
          {"file", section.file},
          {"conditions", section.conditions},
          {"condition", tree.condition(section.root)},
          {"selections", std::move(selections)}};
}

Json changes_json(const ExplainedEvent& explained) {
  const std::vector<TestPlace> places = test_places(explained.rule->tree);
  Json changes = Json::array();
  for (const std::uint32_t index : explained.explanation.changes) {
    const FieldTest& test = explained.rule->tree.tests[index];
    const Explanation::Test& met = explained.explanation.tests[index];
    changes.push_back({{"selection", places[index].selection->name},
                       {"must_hold", !met.holds},
                       {"test", test_json(test, met)}});
  }
  return changes;
}

Json event_json(const Rule& rule, const LogSource& source, std::size_t line, bool matches,
                bool routed) {
  return {{"rule", rule_json(*rule.info, rule.place)},
          {"line", line},
          {"matches", matches},
          {"log_source",
           {{"rule", log_source_json(rule.source)},
            {"event", log_source_json(source)},
            {"reaches", routed}}}};
}
Json event_json(const ExplainedEvent& explained) {
  return event_json(*explained.rule, explained.source, explained.line,
                    explained.explanation.matches(), explained.explanation.routed);
}

void add_reason(Json& json, const Reason& reason) {
  json["reason_ja"] = reason.japanese;
  json["reason"] = reason.english;
}

Json why_not(const ExplainedEvent& explained) {
  Json json = event_json(explained);
  add_reason(json, reason_for(explained));
  json["changes"] = changes_json(explained);
  json["contradicts_itself"] = explained.explanation.contradicts_itself;
  return json;
}

Json observed_json(const CorrelationTrace::Observed& observed) {
  Json json{{"line", observed.line},     {"time", to_rfc3339(observed.time)},
            {"part", observed.part},     {"group", observed.group},
            {"values", observed.values}, {"fired", observed.fired}};
  if (!observed.missing.empty()) {
    json["missing"] = observed.missing;
  }
  return json;
}

Json firings_json(const std::vector<ExpectationTrace::Unmet>& all) {
  Json list = Json::array();
  for (const ExpectationTrace::Unmet& one : all) {
    list.push_back({{"time", to_rfc3339(one.time)}, {"group", one.group}});
  }
  return list;
}

}  // namespace

std::string explanation_json(const ExplainedEvent& explained) {
  Json json = event_json(explained);
  Json sections = Json::array();
  for (const DetectionSection& section : explained.rule->tree.sections) {
    sections.push_back(section_json(explained, section));
  }
  json["sections"] = std::move(sections);
  return dumped(json);
}

std::string why_not_json(const ExplainedEvent& explained) {
  return dumped(why_not(explained));
}

std::string correlation_json(const LoadedCorrelation& correlation, const CorrelationTrace& trace) {
  Json parts = Json::array();
  for (std::size_t i = 0; i < trace.matched.size(); ++i) {
    parts.push_back({{"rule", correlation.written.rules[i]}, {"events", trace.matched[i]}});
  }
  Json observed = Json::array();
  for (const CorrelationTrace::Observed& one : trace.observed) {
    observed.push_back(observed_json(one));
  }
  Json groups = Json::array();
  for (const CorrelationTrace::Group& group : trace.groups) {
    std::vector<std::size_t> lines;
    lines.reserve(group.window.size());
    for (const std::size_t index : group.window) {
      lines.push_back(trace.observed[index].line);
    }
    groups.push_back({{"values", group.values},
                      {"window", lines},
                      {"number", group.number},
                      {"holds", group.holds},
                      {"fired", group.fired}});
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(correlation.rule.timespan).count();
  return dumped({{"correlation", rule_json(*correlation.rule.info, correlation.place)},
                 {"type", correlation.written.type},
                 {"timespan_seconds", seconds},
                 {"condition", correlation.written.condition},
                 {"group_by", correlation.rule.group_by},
                 {"fired", trace.fired()},
                 {"parts", std::move(parts)},
                 {"observed", std::move(observed)},
                 {"groups", std::move(groups)}});
}

std::string correlation_why_not_json(const LoadedCorrelation& correlation, const Reason& reason,
                                     const std::optional<ExplainedEvent>& part) {
  return dumped({{"correlation", rule_json(*correlation.rule.info, correlation.place)},
                 {"reason_ja", reason.japanese},
                 {"reason", reason.english},
                 {"part", part ? why_not(*part) : Json(nullptr)}});
}

std::string indicator_json(const IndicatorView& view) {
  Json json =
      event_json(view.indicator->rule, view.source, view.line, view.hit.has_value(), view.routed);
  add_reason(json, indicator_reason(view));
  json["entry"] = nullptr;
  if (view.hit) {
    json["entry"] = {{"text", view.hit->entry},
                     {"source", view.hit->source},
                     {"field", view.hit->field},
                     {"value", view.hit->value}};
  }
  json["looked_at"] = Json::array();
  for (const IndicatorView::LookedAt& one : view.looked_at) {
    json["looked_at"].push_back({{"field", one.field}, {"values", one.values}});
  }
  return dumped(json);
}

std::string expectation_json(const LoadedExpectation& expectation, const ExpectationTrace& trace) {
  Json json{{"expectation", rule_json(*expectation.rule.info, expectation.place)}};
  add_reason(json, expectation_reason(expectation, trace));
  json["observed"] = Json::array();
  for (const ExpectationTrace::Observed& one : trace.observed) {
    json["observed"].push_back({{"line", one.line},
                                {"time", to_rfc3339(one.time)},
                                {"part", part_name(expectation.rule, one.part)},
                                {"rule", one.rule},
                                {"counts", one.counts},
                                {"group", one.group},
                                {"amount", one.amount}});
  }
  json["fires"] = firings_json(trace.unmet);
  json["waiting"] = firings_json(trace.waiting);
  return dumped(json);
}

}  // namespace yagura
