// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "inspect/event_file.hpp"
#include "model/field.hpp"
#include "model/log_source.hpp"
#include "parse/configured_format.hpp"

namespace yagura {

// Events of one kind that come in: what they are to rules, and which fields they can have.
struct Supply {
  std::string origin;                  // who gives them: "squid", "events.jsonl"
  std::vector<LogSource> log_sources;  // each an event may be; "*" = whatever a rule asks for
  std::set<Field> fields;
  std::set<std::string> own_names;  // of the record
  // Whether it may have others. Native: the names that rules use are this source's own, as those of
  // Windows events are, so each may be counted on.
  enum class OtherNames { none, possible, native };
  OtherNames other_names = OtherNames::none;

  // Whether a field is known to come in, and whether it may.
  bool gives(const FieldNames& names) const;
  bool may_give(const FieldNames& names) const;
  // How a rule is reached. Events that do not say what they are reach every rule, but whether they
  // are what it asks for is then not known.
  enum class Reach { none, unsaid, said };
  Reach reach(const LogSource& rule) const;
};

// What the sources of a configuration give. A built-in format gives what its cases show
// (format_samples.hpp), a described one what its rows fill, and `auto` what any format does.
std::vector<Supply> supply_of(const Config& config,
                              const std::vector<const ConfiguredFormat*>& described);
// What all built-in formats give.
std::vector<Supply> supply_of_all_formats();

// What the events of a file have, one supply for each event.dataset; an event that names none may
// be of any log source. Exactly these fields, so it is evidence of what comes in, not of what may.
std::vector<Supply> supply_of(const EventFile& events, const std::string& origin, std::ostream& err,
                              bool& all_fine);

}  // namespace yagura
