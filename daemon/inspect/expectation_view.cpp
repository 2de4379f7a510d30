// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/expectation_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.hpp"
#include "engine/expectation_observation.hpp"
#include "inspect/explanation_text.hpp"

namespace yagura {
namespace {

using Type = ExpectationRule::Type;

constexpr std::size_t kShown = 60;  // columns of a name or value
constexpr std::size_t kShownLines = 50;

std::string seconds(Duration duration) {
  return fmt::format("{} s", std::chrono::duration_cast<std::chrono::seconds>(duration).count());
}

std::string summary(const ExpectationRule& rule) {
  switch (rule.type) {
    case Type::absence:
      return fmt::format("absence: what is expected must follow within {}\n", seconds(rule.within));
    case Type::silence:
      return fmt::format("absence: each entity must be heard of within {}\n", seconds(rule.within));
    case Type::baseline:
      break;
  }
  return fmt::format("baseline: {} weeks, at least {}; {:g} deviations, at least {:g}\n",
                     rule.weeks, rule.minimum_weeks, rule.deviations, rule.at_least);
}

std::string unmet_lines(const ExpectationRule& rule, const char* title, bool holds,
                        const std::vector<ExpectationTrace::Unmet>& all, Colour colour) {
  std::string out = fmt::format("{} {}: {}\n", mark(holds, colour), title, all.size());
  for (std::size_t i = 0; i < std::min(all.size(), kShownLines); ++i) {
    out += wrapped(to_rfc3339(all[i].time) + " " + group_text(rule.group_by, all[i].group), "  ",
                   kInspectColumns);
  }
  return out;
}

}  // namespace

const char* part_name(const ExpectationRule& rule, std::uint32_t part) {
  return rule.type != Type::absence        ? "counts"
         : part == ExpectationRule::kAfter ? "after"
                                           : "expected";
}

ExpectationTracer::ExpectationTracer(std::shared_ptr<const RuleSet> rules, std::size_t expectation,
                                     LogSource source)
    : rules_(std::move(rules)),
      expectation_(expectation),
      source_(std::move(source)),
      plain_(*rules_),
      indicators_(rules_),
      expectations_(rules_->expectation_rules(), {}) {}

void ExpectationTracer::add(const Event& event, std::size_t line) {
  newest_ = std::max(newest_, event.time);
  expectations_.advance(newest_, firings_);
  take(trace_.unmet);
  matched_.clear();
  plain_.match(event, source_, matched_);
  indicators_.match(event, source_, matched_);
  for (const Rule* rule : matched_) {
    observe(*rule, event, line);
  }
}

void ExpectationTracer::observe(const Rule& rule, const Event& event, std::size_t line) {
  for (const ExpectationInput& input : rule.expectations) {
    if (input.expectation != expectation_) {
      continue;
    }
    view_.show(event);
    ExpectationTrace::Observed observed{line, event.time, input.part, rule.info->id, false, {}, 0};
    if (auto observation = expectation_observation(view_, input, kNoSource)) {
      observation->time = event.time;
      observed.counts = true;
      observed.group = observation->group;
      observed.amount = observation->amount;
      expectations_.observe(expectation_, *observation, firings_);
      take(trace_.unmet);
    }
    trace_.observed.push_back(std::move(observed));
  }
}

void ExpectationTracer::take(std::vector<ExpectationTrace::Unmet>& out) {
  for (ExpectationFiring& firing : firings_) {
    if (firing.expectation == expectation_) {
      out.push_back({firing.time, std::move(firing.group)});
    }
  }
  firings_.clear();
}

ExpectationTrace ExpectationTracer::finish() {
  const ExpectationRule& rule = rules_->expectations[expectation_].rule;
  if (rule.type != Type::baseline) {
    expectations_.advance(newest_ + rule.within + Duration{1}, firings_);
    take(trace_.waiting);
  }
  return std::move(trace_);
}

Reason expectation_reason(const LoadedExpectation& expectation, const ExpectationTrace& trace) {
  const ExpectationRule& rule = expectation.rule;
  const auto has_part = [&](std::uint32_t part) {
    return std::any_of(trace.observed.begin(), trace.observed.end(),
                       [&](const auto& one) { return one.counts && one.part == part; });
  };
  if (!trace.unmet.empty()) {
    return {"ルールは成立しています。", "The rule fires."};
  }
  if (!trace.waiting.empty()) {
    return {"最後のイベントの時点では、まだ待っています。",
            "At the last event the wait is not over yet."};
  }
  if (rule.type == Type::silence) {
    return {"沈黙した対象はありません。", "No entity has fallen silent."};
  }
  if (!has_part(rule.type == Type::absence ? ExpectationRule::kAfter
                                           : ExpectationRule::kExpected)) {
    return trace.observed.empty()
               ? Reason{"構成ルールに一致するイベントがありません。",
                        "No event matches the rules that it names."}
               : Reason{"一致したイベントに必要な項目がないため、数えられません。",
                        "Of the matching events none that it begins with has the fields it needs."};
  }
  if (rule.type == Type::absence) {
    return {"期待したイベントはすべて期限内に届きました。", "All that was expected came in time."};
  }
  return {fmt::format("いつもと違う値がないか、履歴が {} 週に足りません。", rule.minimum_weeks),
          fmt::format("Nothing is unusual, or the history is shorter than {} weeks.",
                      rule.minimum_weeks)};
}

std::string expectation_text(const LoadedExpectation& expectation, const ExpectationTrace& trace,
                             Colour colour) {
  const ExpectationRule& rule = expectation.rule;
  std::string out = rule_heading(*rule.info, expectation.place) + summary(rule);
  const Reason reason = expectation_reason(expectation, trace);
  out += wrapped(reason.japanese, "", kInspectColumns);
  out += wrapped(reason.english, "", kInspectColumns);
  out += "events that met a rule it names\n";
  for (std::size_t i = 0; i < std::min(trace.observed.size(), kShownLines); ++i) {
    const ExpectationTrace::Observed& one = trace.observed[i];
    const std::string what = one.counts ? group_text(rule.group_by, one.group)
                                        : "does not count: a field it needs is missing";
    const std::string amount = rule.sums && one.counts ? fmt::format(" {:g}", one.amount) : "";
    out += wrapped(fmt::format("line {} {} {} {}: {}{}", one.line, to_rfc3339(one.time),
                               part_name(rule, one.part), cut(one.rule, kShown), what, amount),
                   "  ", kInspectColumns);
  }
  if (trace.observed.size() > kShownLines) {
    out += fmt::format("  and {} more\n", trace.observed.size() - kShownLines);
  }
  out += unmet_lines(rule, "fires", !trace.unmet.empty(), trace.unmet, colour);
  if (!trace.waiting.empty()) {
    out += unmet_lines(rule, "would fire if nothing more came", false, trace.waiting, colour);
  }
  return out;
}

}  // namespace yagura
