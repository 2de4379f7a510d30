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
    plan_.station_of_predicate_.assign(table_.predicates().size(), kNone);
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
      rules_by_presence_[station_of(subject)].push_back(rule);
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
  struct ScanTargets {
    Targets triggers;
    Targets others;
  };

  void add_predicates(PredicateOrNode part) {
    if (part.is_predicate()) {
      const Predicate& predicate = table_.predicates()[part.number()];
      plan_.station_of_predicate_[part.number()] = station_of(predicate.subject);
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
      plan_.stations_.push_back({subject, scan_of(subject, station), 0, 0});
    }
    return station;
  }

  std::uint32_t scan_of(std::uint32_t subject, std::uint32_t station) {
    const auto fresh = static_cast<std::uint32_t>(plan_.scans_.size());
    const std::vector<Field>& fields = table_.subjects()[subject].names.fields;
    const std::uint32_t scan =
        fields.empty() ? fresh : scan_of_fields_.try_emplace(fields, fresh).first->second;
    if (scan == fresh) {
      plan_.scans_.push_back({station, false, kNone, {}, {}});
      targets_.emplace_back();
    } else {
      plan_.scans_[scan].shared = true;
    }
    return scan;
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
      const std::vector<std::uint32_t>& rules = rules_by_presence_[i];
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
      const std::uint32_t scan = plan_.stations_[station_of(predicate.subject)].scan;
      plan_.settled_by_[number] = rules.empty() ? scan : kTrigger;
      ScanTargets& targets = targets_[scan];
      for (const Literal& literal : predicate.literals) {
        (rules.empty() ? targets.others : targets.triggers).push_back({literal, report.bits()});
      }
    }
  }

  void add_scanners() {
    Targets keywords;
    for (std::uint32_t i = 0; i < plan_.stations_.size(); ++i) {
      const Station& station = plan_.stations_[i];
      if (table_.subjects()[station.subject].any_value) {
        keywords = targets_[station.scan].triggers;
        plan_.keywords_ = keywords.empty() ? kNone : i;
      }
    }
    for (std::uint32_t i = 0; i < plan_.scans_.size(); ++i) {
      Scan& scan = plan_.scans_[i];
      Targets all = std::move(targets_[i].triggers);
      if (scan.station != plan_.keywords_) {
        all.insert(all.end(), keywords.begin(), keywords.end());
      }
      if (!all.empty()) {
        scan.triggers.emplace(all);
      }
      if (!targets_[i].others.empty()) {
        all.insert(all.end(), targets_[i].others.begin(), targets_[i].others.end());
        scan.everything.emplace(std::move(all));
      }
      if (const auto& widest = scan.everything ? scan.everything : scan.triggers) {
        scan.shortest = static_cast<std::uint32_t>(widest->shortest());
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
  std::vector<ScanTargets> targets_;  // by scan
  std::map<std::vector<Field>, std::uint32_t> scan_of_fields_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> rules_by_presence_;  // by station
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
