// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/incident.hpp"
#include "model/organisation.hpp"

namespace yagura {

// The report 前回会議後に発生したインシデント for councils and liaison meetings: each incident in
// the short form that councils are used to, then one table with the details of all.

// The meeting since which incidents are reported.
struct PreviousMeeting {
  std::chrono::year_month_day date;
  std::string name;
};

struct CouncilReport {
  std::vector<Incident> incidents;  // in any order
  OrganisationTable organisations;
  TimeZone zone;  // in which all days and times are shown
  // Incidents that were detected (判明) before this day are left out; those of the day itself stay,
  // since the meeting may have been over. Without it, all are reported.
  std::optional<PreviousMeeting> previous_meeting;
  TimePoint generated;  // handed in, so that the same data give the same bytes
};

// UTF-8, line feeds only. The short form stands in a code block: there its lines are exact to the
// byte, free text included, and show as lines.
std::string council_report_markdown(const CouncilReport& report);

// One self-contained HTML page for A4 print: no script, nothing loaded from anywhere.
std::string council_report_html(const CouncilReport& report);

}  // namespace yagura
