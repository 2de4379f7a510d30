// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Both forms are written from the same lines and the same table; a form only adds its markup and
// escapes for its own kind of reader.
#include "report/council_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "report/incident_wording.hpp"
#include "report/japanese_date.hpp"
#include "report/threat_names.hpp"

namespace yagura {
namespace {

constexpr std::string_view kTitle = "インシデント報告";
constexpr std::string_view kHeading = "前回会議後に発生したインシデント";
constexpr std::string_view kNoIncident = "該当なし";
constexpr std::string_view kOverview = "概要";
constexpr std::array<std::string_view, 9> kColumns{
    "番号", "判明", "発生", "復旧", "継続時間", "種別", "影響団体", "10大脅威", "段階"};

constexpr std::string_view kStyle = R"(@page { size: A4; margin: 18mm 15mm; }
body { font-family: "Hiragino Sans", "Noto Sans CJK JP", "IPAexGothic", "Meiryo", sans-serif;
  font-size: 10.5pt; line-height: 1.6; color: #000; background: #fff; max-width: 180mm;
  margin: 0 auto; }
h1 { font-size: 16pt; border-bottom: 2px solid #000; }
h2 { font-size: 13pt; break-after: avoid; }
p.short { break-inside: avoid; }
table { border-collapse: collapse; width: 100%; font-size: 8pt; line-height: 1.4; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 1px solid #666; padding: 1mm; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { background: #eee; }
)";

using Lines = std::vector<std::string>;
using Row = std::array<std::string, kColumns.size()>;

std::vector<Incident> reported(const CouncilReport& report) {
  std::vector<Incident> incidents;
  for (const Incident& incident : report.incidents) {
    if (!report.previous_meeting ||
        local_day(incident.detected, report.zone) >= report.previous_meeting->date) {
      incidents.push_back(incident);
    }
  }
  std::sort(incidents.begin(), incidents.end(), [](const Incident& a, const Incident& b) {
    return std::tie(a.detected, a.id) < std::tie(b.detected, b.id);
  });
  return incidents;
}

Lines short_form(const CouncilReport& report, const Incident& incident, std::size_t number) {
  const auto day = local_day(incident.detected, report.zone);
  return {fmt::format("({}) {}判明", number, japanese_date(day)), std::string(subject_of(incident)),
          fmt::format("・原因 {}", cause_of(incident)),
          fmt::format("・影響 {}", reach_of(incident, report.organisations))};
}

Row overview_row(const CouncilReport& report, const Incident& incident, std::size_t number) {
  const std::string threat = threat_text(incident.ipa_rank);
  return {fmt::format("({})", number),
          japanese_date_time(incident.detected, report.zone),
          japanese_date_time(incident.onset, report.zone),
          recovery_of(incident, report.zone),
          duration_of(incident),
          std::string(to_japanese(incident.kind)),
          names_of(incident.maximum, report.organisations),
          threat.empty() ? "－" : threat,
          incident.kind == IncidentKind::attack ? stages_of(incident) : "－"};
}

// What the report says of itself: unescaped.
Lines preamble(const CouncilReport& report) {
  const auto day = local_day(report.generated, report.zone);
  Lines lines{fmt::format("作成 {}（{}）", japanese_date(day), japanese_fiscal_year(day))};
  if (report.previous_meeting) {
    lines.push_back(fmt::format("前回会議 {} {}", japanese_date(report.previous_meeting->date),
                                report.previous_meeting->name));
  }
  return lines;
}

// A fence that no line of free text can close.
std::string fence_for(const std::vector<Lines>& blocks) {
  std::size_t longest = 2;
  for (const Lines& block : blocks) {
    for (const std::string& line : block) {
      std::size_t run = 0;
      for (const char c : line) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
      }
    }
  }
  return std::string(longest + 1, '`');
}

std::string markdown_row(const Row& row) {
  std::string out = "|";
  for (const std::string& cell : row) {
    out += fmt::format(" {} |", escape_for_markdown(cell));
  }
  return out + "\n";
}

std::string html_row(const Row& row) {
  std::string out = "<tr>";
  for (const std::string& cell : row) {
    out += fmt::format("<td>{}</td>", escape_for_html(cell));
  }
  return out + "</tr>\n";
}

std::string markdown_short_forms(const std::vector<Lines>& blocks) {
  if (blocks.empty()) {
    return fmt::format("{}\n", kNoIncident);
  }
  const std::string fence = fence_for(blocks);
  std::string out = fence + "text\n";
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    out += i == 0 ? "" : "\n";
    for (const std::string& line : blocks[i]) {
      out += escape_for_terminal(line) + "\n";
    }
  }
  return out + fence + "\n";
}

std::string html_short_forms(const std::vector<Lines>& blocks) {
  if (blocks.empty()) {
    return fmt::format("<p>{}</p>\n", kNoIncident);
  }
  std::string out;
  for (const Lines& block : blocks) {
    out += "<p class=\"short\">";
    for (std::size_t i = 0; i < block.size(); ++i) {
      out += i == 0 ? "" : "<br>\n";
      out += escape_for_html(block[i]);
    }
    out += "</p>\n";
  }
  return out;
}

struct Content {
  std::vector<Lines> short_forms;
  std::vector<Row> rows;
};

Content content_of(const CouncilReport& report) {
  Content content;
  for (const Incident& incident : reported(report)) {
    const std::size_t number = content.rows.size() + 1;
    content.short_forms.push_back(short_form(report, incident, number));
    content.rows.push_back(overview_row(report, incident, number));
  }
  return content;
}

}  // namespace

std::string council_report_markdown(const CouncilReport& report) {
  const Content content = content_of(report);
  std::string out = fmt::format("# {}\n\n", kTitle);
  for (const std::string& line : preamble(report)) {
    out += escape_for_markdown(line) + "\n\n";
  }
  out += fmt::format("## {}\n\n{}", kHeading, markdown_short_forms(content.short_forms));
  if (content.rows.empty()) {
    return out;
  }
  out += fmt::format("\n## {}\n\n| {} |\n|", kOverview, fmt::join(kColumns, " | "));
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    out += "---|";
  }
  out += "\n";
  for (const Row& row : content.rows) {
    out += markdown_row(row);
  }
  return out;
}

std::string council_report_html(const CouncilReport& report) {
  const Content content = content_of(report);
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{0}</title>\n"
      "<style>\n{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n",
      kTitle, kStyle);
  for (const std::string& line : preamble(report)) {
    out += fmt::format("<p>{}</p>\n", escape_for_html(line));
  }
  out += fmt::format("<h2>{}</h2>\n{}", kHeading, html_short_forms(content.short_forms));
  if (!content.rows.empty()) {
    out += fmt::format("<h2>{}</h2>\n<table>\n<thead><tr><th>{}</th></tr></thead>\n<tbody>\n",
                       kOverview, fmt::join(kColumns, "</th><th>"));
    for (const Row& row : content.rows) {
      out += html_row(row);
    }
    out += "</tbody>\n</table>\n";
  }
  return out + "</body>\n</html>\n";
}

}  // namespace yagura
