// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/attack_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "model/ipa_threat.hpp"

namespace yagura {
namespace {

// Highest level first, then one with a rank, then the earliest (the given order).
const Alert* gravest(const std::vector<const Alert*>& known) {
  const auto graver = [](const Alert* left, const Alert* right) {
    return left->level != right->level ? left->level > right->level
                                       : left->ipa_rank > 0 && right->ipa_rank == 0;
  };
  const auto found = std::min_element(known.begin(), known.end(), graver);
  return found == known.end() ? nullptr : *found;
}

std::vector<std::string> stages(const std::vector<std::string>& before,
                                const std::vector<const Alert*>& known) {
  std::vector<std::string> seen;
  const auto add = [](std::vector<std::string>& list, const std::string& tactic) {
    if (std::find(list.begin(), list.end(), tactic) == list.end()) {
      list.push_back(tactic);
    }
  };
  for (const Alert* alert : known) {
    for (const std::string& tactic : alert->tactics) {
      add(seen, tactic);
    }
  }
  std::vector<std::string> out;
  for (const std::string& tactic : before) {
    if (std::find(seen.begin(), seen.end(), tactic) == seen.end()) {
      out.push_back(tactic);
    }
  }
  for (const std::string& tactic : seen) {
    add(out, tactic);
  }
  return out;
}

std::string count_text(std::size_t count, fmt::format_string<std::size_t&> format) {
  return count == 0 ? std::string() : fmt::format(format, count);
}

}  // namespace

void summarise_attack(Incident& incident, const std::vector<const Alert*>& known,
                      std::string_view organisation_ja, std::string_view organisation_en) {
  incident.stages = stages(incident.stages, known);
  const Alert* head = gravest(known);
  if (head == nullptr || head->level < incident.level) {
    return;  // the alert that named it is no longer remembered
  }
  incident.level = head->level;
  incident.ipa_rank = head->ipa_rank;
  const std::size_t steps = incident.stages.size();
  const std::size_t others = incident.alert_ids.size() - 1;
  if (const IpaThreat* threat = ipa_threat(incident.ipa_rank)) {
    incident.title_ja = fmt::format("{}の疑い（{}{}）", threat->subject, organisation_ja,
                                    count_text(steps, "、{}段階"));
    incident.title = fmt::format("Suspected {} ({}{})", threat->english, organisation_en,
                                 count_text(steps, ", stages: {}"));
    incident.cause = fmt::format("{}（調査中）", threat->name);
  } else {
    incident.title_ja = fmt::format("{}（{}{}）", head->title_ja, organisation_ja,
                                    count_text(others, "、ほか{}件"));
    incident.title =
        fmt::format("{} ({}{})", head->title, organisation_en, count_text(others, ", others: {}"));
    incident.cause = "調査中";
  }
}

}  // namespace yagura
