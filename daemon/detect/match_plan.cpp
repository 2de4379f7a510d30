// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/match_plan.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "detect/text_hash.hpp"

namespace yagura {

class MatchPlan::Builder {
 public:
  Builder(MatchPlan& plan, const PredicateTable& table) : plan_(plan), table_(table) {
    plan_.station_of_.assign(table_.subjects().size(), kNone);
    plan_.settled_by_.assign(table_.predicates().size(), kNone);
  }

  void add_rule(std::uint32_t rule, const std::optional<Trigger>& trigger) {
    add_predicates(table_.root(rule));
    if (!trigger) {
      plan_.always_.push_back(rule);
      return;
    }
    for (const std::uint32_t predicate : trigger->predicates) {
      rules_of_[predicate].push_back(rule);
    }
    for (const std::uint32_t subject : trigger->subjects) {
      targets_[station_of(subject)].rules.push_back(rule);
    }
  }

  void finish() {
    add_rules();
    add_literals();
    add_scanners();
    for (std::uint32_t i = 0; i < plan_.stations_.size(); ++i) {
      add_visits(i);
    }
    lay_out_visits();
    lay_out_names();
  }

 private:
  using Targets = std::vector<LiteralScanner::Target>;
  struct StationTargets {
    Targets triggers;
    Targets others;
    std::vector<std::uint32_t> rules;  // triggered by presence
  };

  void add_predicates(PredicateOrNode part) {
    if (part.is_predicate()) {
      const Predicate& predicate = table_.predicates()[part.number()];
      station_of(predicate.subject);
      if (predicate.other != Predicate::kNone) {
        station_of(predicate.other);
      }
      rules_of_.try_emplace(part.number());
      return;
    }
    for (const PredicateOrNode child : table_.children(table_.node(part))) {
      add_predicates(child);
    }
  }

  std::uint32_t station_of(std::uint32_t subject) {
    std::uint32_t& station = plan_.station_of_[subject];
    if (station == kNone) {
      station = static_cast<std::uint32_t>(plan_.stations_.size());
      plan_.stations_.push_back({subject, kNone, 0, 0});
      targets_.emplace_back();
    }
    return station;
  }

  bool is_keyword(const Predicate& predicate) const {
    return table_.subjects()[predicate.subject].any_value;
  }

  void add_rules() {
    for (std::uint32_t number = 0; number < table_.predicates().size(); ++number) {
      plan_.first_rule_.push_back(static_cast<std::uint32_t>(plan_.rules_.size()));
      if (const auto rules = rules_of_.find(number); rules != rules_of_.end()) {
        plan_.rules_.insert(plan_.rules_.end(), rules->second.begin(), rules->second.end());
      }
    }
    plan_.first_rule_.push_back(static_cast<std::uint32_t>(plan_.rules_.size()));
    for (std::uint32_t i = 0; i < plan_.stations_.size(); ++i) {
      Station& station = plan_.stations_[i];
      const std::vector<std::uint32_t>& rules = targets_[i].rules;
      station.first_rule = static_cast<std::uint32_t>(plan_.rules_.size());
      station.rule_count = static_cast<std::uint32_t>(rules.size());
      plan_.rules_.insert(plan_.rules_.end(), rules.begin(), rules.end());
    }
  }

  void add_literals() {
    for (const auto& [number, rules] : rules_of_) {
      const Predicate& predicate = table_.predicates()[number];
      // A keyword that is no trigger would be looked for in all values, for little.
      if (predicate.literals.empty() || (rules.empty() && is_keyword(predicate))) {
        continue;
      }
      const Report report(number, predicate.literals.front().decides, !rules.empty());
      const std::uint32_t station = station_of(predicate.subject);
      plan_.settled_by_[number] = rules.empty() ? station : kTrigger;
      StationTargets& targets = targets_[station];
      for (const Literal& literal : predicate.literals) {
        (rules.empty() ? targets.others : targets.triggers).push_back({literal, report.bits()});
      }
    }
  }

  void add_scanners() {
    Targets keywords;
    for (std::uint32_t i = 0; i < plan_.stations_.size(); ++i) {
      if (table_.subjects()[plan_.stations_[i].subject].any_value) {
        keywords = targets_[i].triggers;
        plan_.any_value_ = keywords.empty() ? kNone : i;
      }
    }
    plan_.scanners_.resize(plan_.stations_.size());
    for (std::uint32_t i = 0; i < plan_.stations_.size(); ++i) {
      Scanners& scanners = plan_.scanners_[i];
      Targets all = std::move(targets_[i].triggers);
      if (i != plan_.any_value_) {
        all.insert(all.end(), keywords.begin(), keywords.end());
      }
      if (!all.empty()) {
        scanners.triggers.emplace(all);
      }
      if (!targets_[i].others.empty()) {
        all.insert(all.end(), targets_[i].others.begin(), targets_[i].others.end());
        scanners.everything.emplace(std::move(all));
      }
      const auto& widest = scanners.everything ? scanners.everything : scanners.triggers;
      if (widest) {
        plan_.stations_[i].shortest = static_cast<std::uint32_t>(widest->shortest());
      }
    }
  }

  void add_visits(std::uint32_t station) {
    const Subject& subject = table_.subjects()[plan_.stations_[station].subject];
    if (subject.any_value) {
      return;
    }
    const auto first = static_cast<std::uint32_t>(plan_.earlier_.size());
    std::uint32_t earlier = 0;
    for (const Field field : subject.names.fields) {
      by_field_[field].push_back({station, first, earlier++});
      plan_.earlier_.push_back(field);
    }
    by_name_[subject.names.own_name].push_back({station, first, earlier});
  }

  void lay_out_visits() {
    for (std::size_t i = 0; i < static_cast<std::size_t>(Field::count_); ++i) {
      plan_.field_first_.push_back(static_cast<std::uint32_t>(plan_.field_visits_.size()));
      const std::vector<Visit>& visits = by_field_[static_cast<Field>(i)];
      plan_.field_visits_.insert(plan_.field_visits_.end(), visits.begin(), visits.end());
    }
    plan_.field_first_.push_back(static_cast<std::uint32_t>(plan_.field_visits_.size()));
  }

  void lay_out_names() {
    plan_.name_slots_.assign(std::bit_ceil(by_name_.size() * 4 + 1), 0);
    const std::size_t mask = plan_.name_slots_.size() - 1;
    for (auto& [name, visits] : by_name_) {
      plan_.named_visits_.push_back({name, std::move(visits)});
      std::size_t at = text_hash(name) & mask;
      while (plan_.name_slots_[at] != 0) {
        at = (at + 1) & mask;
      }
      plan_.name_slots_[at] = static_cast<std::uint32_t>(plan_.named_visits_.size());
    }
  }

  MatchPlan& plan_;
  const PredicateTable& table_;
  // Of each predicate that a rule asks about: the rules it triggers.
  std::map<std::uint32_t, std::vector<std::uint32_t>> rules_of_;
  std::vector<StationTargets> targets_;  // by station
  std::map<Field, std::vector<Visit>> by_field_;
  std::map<std::string, std::vector<Visit>> by_name_;
};

MatchPlan::MatchPlan(const PredicateTable& table, std::span<const std::optional<Trigger>> triggers,
                     std::span<const std::uint32_t> rules) {
  Builder builder(*this, table);
  for (const std::uint32_t rule : rules) {
    builder.add_rule(rule, triggers[rule]);
  }
  builder.finish();
}

std::span<const MatchPlan::Visit> MatchPlan::visits(std::string_view own_name) const {
  const std::size_t mask = name_slots_.size() - 1;
  for (std::size_t at = text_hash(own_name) & mask; name_slots_[at] != 0; at = (at + 1) & mask) {
    const NamedVisits& named = named_visits_[name_slots_[at] - 1];
    if (named.name == own_name) {
      return named.visits;
    }
  }
  return {};
}

}  // namespace yagura
