// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/indicator_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "detect/explanation.hpp"
#include "detect/matcher.hpp"

namespace yagura {
namespace {

constexpr std::size_t kShown = 60;  // columns of a value

// The values of the field under the name that the rule looks for.
std::vector<std::string> values_of(const IndicatorField& field, const Event& event) {
  std::vector<std::string> values;
  std::string scratch;
  if (field.unless_domain && event.has(Field::url_domain)) {
    return values;
  }
  for (std::size_t i = 0; field.field && i < event.fields().size(); ++i) {
    if (event.fields()[i] == *field.field) {
      values.emplace_back(text_of(event.values()[i], scratch));
    }
  }
  for (const UnmappedField& own : event.unmapped()) {
    if (!field.field && own.name == field.name) {
      values.emplace_back(text_of(own.value, scratch));
    }
  }
  return values;
}

}  // namespace

bool IndicatorView::has_values() const {
  return std::any_of(looked_at.begin(), looked_at.end(),
                     [](const LookedAt& one) { return !one.values.empty(); });
}

IndicatorViewer::IndicatorViewer(std::shared_ptr<const RuleSet> rules, std::size_t indicator,
                                 LogSource source)
    : rules_(std::move(rules)),
      indicator_(rules_->indicators[indicator]),
      source_(std::move(source)),
      matcher_(rules_) {}

IndicatorView IndicatorViewer::view(const Event& event, std::size_t line) {
  IndicatorView made{&indicator_, source_, line, false, false, std::nullopt, {}};
  made.routed = routes(indicator_.rule.source, source_);
  event_view_.show(event);
  made.left_out = !indicator_.rule.tree.nodes.empty() &&
                  !explain(indicator_.rule, event_view_, source_).matches();
  matched_.clear();
  matcher_.match(event, source_, matched_);
  if (const IndicatorHit* hit = matcher_.hit_of(&indicator_.rule)) {
    made.hit = *hit;
  }
  for (const IndicatorField& field : indicator_.fields) {
    made.looked_at.push_back({field.name, values_of(field, event)});
  }
  return made;
}

Reason indicator_reason(const IndicatorView& view) {
  if (view.hit) {
    const std::string entry = cut(view.hit->entry, kShown);
    const std::string field = cut(view.hit->field, kShown);
    return {fmt::format("{} が指標 {} に一致します。", field, entry),
            fmt::format("{} meets the entry {}.", field, entry)};
  }
  if (!view.routed) {
    const std::string rule = log_source_text(view.indicator->rule.source);
    const std::string event = log_source_text(view.source);
    return {fmt::format("ルールは {} 用ですが、イベントは {} です。", rule, event),
            fmt::format("The rule is for {}, but the event is {}.", rule, event)};
  }
  if (!view.has_values()) {
    return {"ルールが調べるフィールドがイベントにありません。",
            "The event has none of the fields that the rule looks at."};
  }
  if (view.left_out) {
    return {"フィルターがこのイベントを除外します。", "A filter leaves this event out."};
  }
  return {"どの値も有効な指標に一致しません。", "None of its values meets a valid entry."};
}

std::string indicator_text(const IndicatorView& view, Colour colour) {
  std::string out =
      fmt::format("{} event of line {}\n", mark(view.hit.has_value(), colour), view.line);
  const Reason reason = indicator_reason(view);
  out += wrapped(reason.japanese, "  ", kInspectColumns);
  out += wrapped(reason.english, "  ", kInspectColumns);
  if (view.hit) {
    out += fmt::format("  source: {}\n", cut(view.hit->source, kShown));
  }
  for (const IndicatorView::LookedAt& one : view.looked_at) {
    const std::string field = cut(one.field, kShown);
    for (const std::string& value : one.values) {
      out += fmt::format("  {} = {}\n", field, quoted(value, kShown));
    }
    if (one.values.empty() && !view.has_values()) {
      out += fmt::format("  {} is missing in the event\n", field);
    }
  }
  return out;
}

}  // namespace yagura
