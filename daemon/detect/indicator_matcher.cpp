// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_matcher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "detect/matcher.hpp"

namespace yagura {
namespace {

constexpr std::size_t kSizes = 64;
constexpr std::size_t kMaxValue = 512;  // bytes of a value that a hit shows

}  // namespace

std::string IndicatorHit::text() const {
  return fmt::format("{} ({}) in {}: {}", entry, source, field, value);
}

IndicatorMatcher::IndicatorMatcher(std::shared_ptr<const RuleSet> rules)
    : rules_(std::move(rules)) {
  for (std::uint32_t i = 0; i < rules_->indicators.size(); ++i) {
    const IndicatorRule& rule = rules_->indicators[i];
    for (const IndicatorField& field : rule.fields) {
      if (field.field) {
        add_ask(by_field_[static_cast<std::size_t>(*field.field)], field, i, rule);
        continue;
      }
      auto known = std::find_if(by_name_.begin(), by_name_.end(),
                                [&](const OwnName& own) { return own.name == field.name; });
      if (known == by_name_.end()) {
        known = by_name_.insert(by_name_.end(), OwnName{field.name, {}});
        name_sizes_ |= std::uint64_t{1} << std::min(field.name.size(), kSizes - 1);
      }
      add_ask(known->asks, field, i, rule);
    }
  }
}

void IndicatorMatcher::add_ask(std::vector<Ask>& asks, const IndicatorField& field,
                               std::uint32_t index, const IndicatorRule& rule) {
  auto ask = std::find_if(asks.begin(), asks.end(), [&](const Ask& one) {
    return one.kind == rule.kind && one.unless_domain == field.unless_domain;
  });
  if (ask == asks.end()) {
    ask = asks.insert(asks.end(), Ask{rule.kind, field.unless_domain, {}, {}});
  }
  if (ask->rules.empty() || ask->rules.back() != index) {
    ask->rules.push_back(index);
    ask->lengths |= rule.lengths;
  }
}

void IndicatorMatcher::match(const Event& event, const LogSource& source,
                             std::vector<const Rule*>& out) {
  hits_.clear();
  if (rules_->indicators.empty()) {
    return;
  }
  found_.clear();
  event_ = &event;
  source_ = &source;
  last_text_ = {};
  const auto fields = event.fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& asks = by_field_[static_cast<std::size_t>(fields[i])];
    if (!asks.empty()) {
      look(asks, name(fields[i]), event.values()[i]);
    }
  }
  for (const UnmappedField& field : event.unmapped()) {
    if ((name_sizes_ >> std::min(field.name.size(), kSizes - 1) & 1U) == 0) {
      continue;
    }
    for (const OwnName& own : by_name_) {
      if (own.name == field.name) {
        look(own.asks, field.name, field.value);
      }
    }
  }
  std::sort(found_.begin(), found_.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [rule, hit] : found_) {
    out.push_back(hit.rule);
    hits_.push_back(std::move(hit));
  }
}

const IndicatorHit* IndicatorMatcher::hit_of(const Rule* rule) const {
  const auto at = std::find_if(hits_.begin(), hits_.end(),
                               [&](const IndicatorHit& hit) { return hit.rule == rule; });
  return at == hits_.end() ? nullptr : &*at;
}

void IndicatorMatcher::look(const std::vector<Ask>& asks, std::string_view field,
                            const Value& value) {
  for (const Ask& ask : asks) {
    if (!ask.unless_domain || !event_->has(Field::url_domain)) {
      look(ask, field, value);
    }
  }
}

void IndicatorMatcher::look(const Ask& ask, std::string_view field, const Value& value) {
  // Formats write one name into several fields.
  const auto* text = std::get_if<std::string_view>(&value);
  if (text != nullptr && last_ask_ != nullptr && *text == last_text_ &&
      ask.kind == last_ask_->kind && ask.rules == last_ask_->rules) {
    return;
  }
  last_text_ = text != nullptr ? *text : std::string_view{};
  last_ask_ = &ask;
  const std::vector<IndicatorKey>& keys = keys_.of(ask.kind, value, ask.lengths);
  for (const std::uint32_t rule : ask.rules) {
    const IndicatorTable& table = rules_->indicators[rule].table;
    for (const IndicatorKey& key : keys) {
      table.prefetch(key);  // all at once: each is far away in memory
    }
    for (const IndicatorKey& key : keys) {
      const auto entry = table.find(key, event_->time);
      if (entry) {
        add_hit(rule, key, entry->source, field, value);
        break;
      }
    }
  }
}

bool IndicatorMatcher::is_known(std::uint32_t rule) const {
  return std::any_of(found_.begin(), found_.end(),
                     [&](const auto& found) { return found.first == rule; });
}

void IndicatorMatcher::add_hit(std::uint32_t rule, const IndicatorKey& key, std::string_view source,
                               std::string_view field, const Value& value) {
  const IndicatorRule& indicator = rules_->indicators[rule];
  if (is_known(rule) || !routes(indicator.rule.source, *source_) ||
      !passes_filters(indicator.rule)) {
    return;
  }
  std::string scratch;
  found_.emplace_back(
      rule,
      IndicatorHit{&indicator.rule, entry_text(indicator.kind, key.text), std::string(source),
                   std::string(field), std::string(text_of(value, scratch).substr(0, kMaxValue))});
}

bool IndicatorMatcher::passes_filters(const Rule& rule) {
  if (rule.tree.nodes.empty()) {
    return true;
  }
  view_.show(*event_);
  return matches(rule.tree, view_);
}

}  // namespace yagura
