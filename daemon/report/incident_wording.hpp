// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "model/incident.hpp"
#include "model/organisation.hpp"

namespace yagura {

// How an incident is put into Japanese words, the same in every report and on the terminal. Texts
// that come from outside are not escaped here: each writer does that for its own kind of reader.

std::string_view subject_of(const Incident& incident);  // 件名: title_ja, else title
std::string_view cause_of(const Incident& incident);    // 調査中 while there is none
// 県内5市3町; 確認中 while no body of the table is known to be affected.
std::string reach_of(const Incident& incident, const OrganisationTable& organisations);
// 下関市、萩市 in order of code; a body that is not in the table by its code.
std::string names_of(const std::set<OrganisationCode>& codes,
                     const OrganisationTable& organisations);
// 初期アクセス→実行, in order of first sight.
std::string stages_of(const Incident& incident);
// When it was over and how long it took: 継続中 while it lasts, "－" for attacks, which do not end
// by themselves.
std::string recovery_of(const Incident& incident, const TimeZone& zone);
std::string duration_of(const Incident& incident);

}  // namespace yagura
