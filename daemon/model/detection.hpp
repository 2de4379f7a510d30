// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/time.hpp"
#include "model/level.hpp"
#include "model/organisation.hpp"
#include "model/record.hpp"

namespace yagura {

// What the stages after matching need to know of a rule. Immutable, shared with the rule set.
struct RuleInfo {
  std::string id;  // UUID
  std::string name;
  std::string title;     // English
  std::string title_ja;  // falls back to title
  Level level = Level::medium;
  int ipa_rank = 0;  // 1..10 of IPA 情報セキュリティ10大脅威2026; 0 = none
  std::vector<std::string> tactics;      // ATT&CK tactics: "credential-access"
  std::vector<std::string> techniques;   // "T1490"
  std::vector<std::string> response_ja;  // 対応手順, first step first
  std::string author;                    // shown with each match, as rule licences ask
  std::string licence;
};

// Something an alert is about and by which alerts are joined.
struct Entity {
  enum class Kind { host, user, address };
  Kind kind = Kind::host;
  std::string value;  // lower case
  auto operator<=>(const Entity&) const = default;
};

// One rule matching one event, or a correlation firing at one.
struct Detection {
  std::shared_ptr<const RuleInfo> rule;
  OrganisationCode organisation;
  TimePoint time;           // event time
  RecordNumber record = 0;  // the record that completed it
  Digest record_id;         // of organisation, source and raw bytes
  // Correlations: their group-by fields. Plain rules: empty, then the entities are the key.
  std::vector<std::pair<std::string, std::string>> group;
  std::vector<Entity> entities;
  std::string summary;  // the telling value, unescaped: a command line, a URL
};

}  // namespace yagura
