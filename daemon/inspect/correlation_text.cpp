// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/correlation_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"

namespace yagura {
namespace {

constexpr std::size_t kShownObserved = 200;
constexpr std::size_t kShownGroups = 50;
constexpr std::size_t kShownLines = 20;

std::string shown(std::string_view text) {
  return wrapped(text, "  ", kInspectColumns);
}

class Writer {
 public:
  Writer(const LoadedCorrelation& correlation, const CorrelationTrace& trace, Colour colour)
      : correlation_(correlation), trace_(trace), colour_(colour) {}

  std::string write() {
    const CorrelationRule& rule = correlation_.rule;
    out_ = rule_heading(*rule.info, correlation_.place);
    out_ += fmt::format("{}: within {} s, {}\n", cut(correlation_.written.type, 40),
                        std::chrono::duration_cast<std::chrono::seconds>(rule.timespan).count(),
                        condition_text(correlation_));
    out_ += "parts\n";
    for (std::size_t i = 0; i < trace_.matched.size(); ++i) {
      out_ += fmt::format("  {} {:3} {} events\n", mark(trace_.matched[i] > 0, colour_), i + 1,
                          trace_.matched[i]);
      out_ += wrapped(escape_for_terminal(correlation_.written.rules[i]), "          ",
                      kInspectColumns);
    }
    write_observed();
    write_groups();
    return std::move(out_);
  }

 private:
  void write_observed() {
    out_ += "events that met a part\n";
    for (std::size_t i = 0; i < std::min(kShownObserved, trace_.observed.size()); ++i) {
      const CorrelationTrace::Observed& observed = trace_.observed[i];
      std::string text = fmt::format("line {} {} part {}: ", observed.line,
                                     to_rfc3339(observed.time), observed.part + 1);
      if (!observed.missing.empty()) {
        text += fmt::format("does not count: {} is missing", cut(observed.missing, 60));
      } else {
        text += group_text(correlation_.rule.group_by, observed.group);
        for (const std::string& value : observed.values) {
          text += fmt::format(" value {}", quoted(value, 60));
        }
      }
      out_ += shown(text + (observed.fired ? ", fires" : ""));
    }
    if (trace_.observed.size() > kShownObserved) {
      out_ += fmt::format("  and {} more\n", trace_.observed.size() - kShownObserved);
    }
  }

  void write_groups() {
    out_ += "groups at the end\n";
    for (std::size_t i = 0; i < std::min(kShownGroups, trace_.groups.size()); ++i) {
      const CorrelationTrace::Group& group = trace_.groups[i];
      out_ += shown(group_text(correlation_.rule.group_by, group.values));
      const std::size_t first = group.window.size() - std::min(group.window.size(), kShownLines);
      std::string lines = first > 0 ? "... " : "";
      for (std::size_t at = first; at < group.window.size(); ++at) {
        lines += fmt::format("{} ", trace_.observed[group.window[at]].line);
      }
      out_ += wrapped(fmt::format("in the window: {} events, lines {}", group.window.size(), lines),
                      "    ", kInspectColumns);
      out_ += fmt::format("    {} {:g} against {}, fired {} times\n", mark(group.holds, colour_),
                          group.number, condition_text(correlation_), group.fired);
    }
    if (trace_.groups.size() > kShownGroups) {
      out_ += fmt::format("  and {} more\n", trace_.groups.size() - kShownGroups);
    }
  }

  const LoadedCorrelation& correlation_;
  const CorrelationTrace& trace_;
  const Colour colour_;
  std::string out_;
};

}  // namespace

std::string condition_text(const LoadedCorrelation& correlation) {
  if (!correlation.written.condition.empty()) {
    return cut(correlation.written.condition, 60);
  }
  return fmt::format("all {} rules", correlation.rule.parts);
}

std::string correlation_text(const LoadedCorrelation& correlation, const CorrelationTrace& trace,
                             Colour colour) {
  return Writer(correlation, trace, colour).write();
}

std::optional<Reason> correlation_reason(const LoadedCorrelation& correlation,
                                         const CorrelationTrace& trace, std::uint32_t& unmet_part) {
  if (trace.fired()) {
    return Reason{"相関ルールは成立しています。", "The correlation fires."};
  }
  const auto unmet = std::find(trace.matched.begin(), trace.matched.end(), std::size_t{0});
  const bool needs_all_parts = correlation.written.condition.empty();
  if (trace.observed.empty() || (needs_all_parts && unmet != trace.matched.end())) {
    unmet_part = static_cast<std::uint32_t>(unmet - trace.matched.begin());
    return std::nullopt;
  }
  if (trace.groups.empty()) {
    const std::string field = cut(trace.observed.front().missing, 60);
    return Reason{fmt::format("一致したイベントに項目 {} がないため、数えられません。", field),
                  fmt::format("The matching events lack {}, so they do not count.", field)};
  }
  const auto best =
      std::max_element(trace.groups.begin(), trace.groups.end(),
                       [](const auto& a, const auto& b) { return a.number < b.number; });
  const std::string group = group_text(correlation.rule.group_by, best->values);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(correlation.rule.timespan).count();
  return Reason{fmt::format("{} では {} 秒間に {:g} で、条件 {} に届きません。", group, seconds,
                            best->number, condition_text(correlation)),
                fmt::format("Within {} s {} comes to {:g}, and the condition is {}.", seconds,
                            group, best->number, condition_text(correlation))};
}

}  // namespace yagura
