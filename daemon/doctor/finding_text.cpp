// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "doctor/finding_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kIndent = 4;

struct GradeName {
  std::string_view key;
  std::string_view ja;
};
constexpr std::array<GradeName, 3> kGrades{
    {{"notice", "注意"}, {"warning", "警告"}, {"critical", "重大"}}};

const GradeName& name_of(Grade grade) {
  return kGrades.at(static_cast<std::size_t>(grade));
}

// Whether a line may be broken before `next`: at blanks, and between Japanese characters unless a
// closing sign would then begin a line.
bool breaks_before(std::string_view next) {
  constexpr std::string_view kNever = "、。）」』ー";
  return display_width(next) == 2 && kNever.find(next) == std::string_view::npos;
}

// Appends `text` in lines of at most kColumns, the first after `lead`, the others under its end.
void append_wrapped(std::string& out, std::string_view lead, const std::string& text) {
  const std::string safe = escape_for_terminal(text);
  const std::size_t left = display_width(lead);
  const std::size_t room = kColumns - left;
  std::string line;
  std::size_t line_width = 0;
  std::size_t break_at = 0;  // bytes of the line up to its last break
  const auto put = [&](std::size_t bytes) {
    out.append(line, 0, bytes);
    while (out.back() == ' ') {
      out.pop_back();
    }
    out += '\n';
    line.erase(0, std::min(line.find_first_not_of(' ', bytes), line.size()));
    line_width = display_width(line);
    break_at = 0;
  };
  out += lead;
  for (std::size_t at = 0; at < safe.size();) {
    const std::size_t bytes =
        std::max<std::size_t>(1, utf8_sequence_length(std::string_view(safe).substr(at)));
    const std::string_view next = std::string_view(safe).substr(at, bytes);
    const std::size_t width = display_width(next);
    if (next == " " || breaks_before(next)) {
      break_at = line.size();
    }
    if (line_width + width > room && !line.empty()) {
      put(break_at > 0 ? break_at : line.size());
      out.append(left, ' ');
      if (line.empty() && next == " ") {
        at += bytes;
        continue;
      }
    }
    line += next;
    line_width += width;
    at += bytes;
  }
  put(line.size());
}

// The worst first, those of one check together.
std::vector<const Finding*> in_order(const Diagnosis& diagnosis) {
  std::vector<const Finding*> order;
  for (const Finding& finding : diagnosis.findings) {
    order.push_back(&finding);
  }
  std::stable_sort(order.begin(), order.end(), [](const Finding* a, const Finding* b) {
    return a->check != b->check ? a->check < b->check : a->grade > b->grade;
  });
  return order;
}

// "良 well", "重大 critical 2件", "未確認 unchecked".
std::string result_of(const Diagnosis& diagnosis, Check check) {
  std::size_t count = 0;
  Grade worst = Grade::notice;
  for (const Finding& finding : diagnosis.findings) {
    if (finding.check == check) {
      ++count;
      worst = std::max(worst, finding.grade);
    }
  }
  if (count > 0) {
    return fmt::format("{} {} ({}件)", name_of(worst).ja, name_of(worst).key, count);
  }
  const bool unchecked =
      std::any_of(diagnosis.unchecked.begin(), diagnosis.unchecked.end(),
                  [&](const Diagnosis::Unchecked& one) { return one.check == check; });
  return unchecked ? "未確認 unchecked" : "良 well";
}

}  // namespace

std::string diagnosis_text(const Diagnosis& diagnosis) {
  std::string out;
  for (std::size_t i = 0; i < kCheckNames.size(); ++i) {
    const CheckName& name = kCheckNames[i];
    out += fmt::format("{}{}{}\n", fit_columns(name.ja, 14), fit_columns(name.en, 16),
                       result_of(diagnosis, static_cast<Check>(i)));
  }
  for (const Finding* finding : in_order(diagnosis)) {
    const CheckName& check = name_of(finding->check);
    out += '\n';
    append_wrapped(out, fmt::format("{} ", name_of(finding->grade).ja),
                   fmt::format("{} {}{}{}", check.ja, check.en,
                               finding->subject.empty() ? "" : ": ", finding->subject));
    const std::string indent(kIndent, ' ');
    append_wrapped(out, indent, finding->what.ja);
    append_wrapped(out, indent, finding->what.en);
    append_wrapped(out, indent + "対処 ", finding->mend.ja);
    append_wrapped(out, indent + "mend ", finding->mend.en);
  }
  // Those with one reason together.
  for (std::size_t i = 0; i < diagnosis.unchecked.size();) {
    const Wording& why = diagnosis.unchecked[i].why;
    std::string names;
    for (; i < diagnosis.unchecked.size() && diagnosis.unchecked[i].why.en == why.en; ++i) {
      const CheckName& check = name_of(diagnosis.unchecked[i].check);
      names += fmt::format("{}{} {}", names.empty() ? "" : "、", check.ja, check.en);
    }
    out += '\n';
    append_wrapped(out, "未確認 ", names);
    append_wrapped(out, std::string(kIndent, ' '), why.ja);
    append_wrapped(out, std::string(kIndent, ' '), why.en);
  }
  return out;
}

std::string diagnosis_json(const Diagnosis& diagnosis) {
  nlohmann::json findings = nlohmann::json::array();
  for (const Finding* finding : in_order(diagnosis)) {
    findings.push_back({{"check", name_of(finding->check).key},
                        {"grade", name_of(finding->grade).key},
                        {"subject", finding->subject},
                        {"ja", finding->what.ja},
                        {"en", finding->what.en},
                        {"mend_ja", finding->mend.ja},
                        {"mend_en", finding->mend.en}});
  }
  nlohmann::json unchecked = nlohmann::json::array();
  for (const Diagnosis::Unchecked& one : diagnosis.unchecked) {
    unchecked.push_back(
        {{"check", name_of(one.check).key}, {"ja", one.why.ja}, {"en", one.why.en}});
  }
  const nlohmann::json whole{{"well", diagnosis.findings.empty()},
                             {"findings", std::move(findings)},
                             {"unchecked", std::move(unchecked)}};
  // Names of files need not be UTF-8.
  return whole.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace yagura
