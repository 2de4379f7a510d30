// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detect/event_view.hpp"
#include "detect/indicator_key.hpp"
#include "detect/indicator_rule.hpp"
#include "detect/rule_set.hpp"
#include "model/event.hpp"
#include "model/log_source.hpp"

namespace yagura {

// Why an indicator rule matched an event.
struct IndicatorHit {
  const Rule* rule = nullptr;
  std::string entry;   // of the list, the most telling of those that fit
  std::string source;  // of the entry
  std::string field;   // where the value stands
  std::string value;

  // "evil.example (source) in url.domain: a.b.evil.example"; not escaped.
  std::string text() const;
};

// Looks the values of an event up in the lists of all indicator rules. The event's fields are gone
// through once; the keys of a value are made once for all rules of a kind. Allocates nothing while
// nothing is found (but see IndicatorKeys). One thread.
class IndicatorMatcher {
 public:
  explicit IndicatorMatcher(std::shared_ptr<const RuleSet> rules);

  // Appends the indicator rules that match, in the order of the rule set, each once. Entries are
  // valid or not at the event's own time.
  void match(const Event& event, const LogSource& source, std::vector<const Rule*>& out);

  // What the last match() found, in the order of what it appended.
  const std::vector<IndicatorHit>& hits() const { return hits_; }
  // That of one rule; null if it was no indicator rule that matched.
  const IndicatorHit* hit_of(const Rule* rule) const;

 private:
  // Rules of one kind that look at one field in the same way.
  struct Ask {
    IndicatorKind kind = IndicatorKind::domain;
    bool unless_domain = false;  // only in events without url.domain
    std::vector<std::uint32_t> rules;
    PrefixLengths lengths;  // of all of them
  };
  struct OwnName {
    std::string name;
    std::vector<Ask> asks;
  };

  static void add_ask(std::vector<Ask>& asks, const IndicatorField& field, std::uint32_t index,
                      const IndicatorRule& rule);
  void look(const std::vector<Ask>& asks, std::string_view field, const Value& value);
  void look(const Ask& ask, std::string_view field, const Value& value);
  bool is_known(std::uint32_t rule) const;
  void add_hit(std::uint32_t rule, const IndicatorKey& key, std::string_view source,
               std::string_view field, const Value& value);
  bool passes_filters(const Rule& rule);

  std::shared_ptr<const RuleSet> rules_;
  std::array<std::vector<Ask>, static_cast<std::size_t>(Field::count_)> by_field_;
  std::vector<OwnName> by_name_;
  std::uint64_t name_sizes_ = 0;  // bit n: one of by_name_ is n bytes long
  IndicatorKeys keys_;
  EventView view_;
  const Event* event_ = nullptr;
  const LogSource* source_ = nullptr;
  std::string_view last_text_;  // what was looked for last, and for whom
  const Ask* last_ask_ = nullptr;
  std::vector<std::pair<std::uint32_t, IndicatorHit>> found_;
  std::vector<IndicatorHit> hits_;
};

}  // namespace yagura
