// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/list_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <tuple>

#include "base/text.hpp"
#include "engine/offline_rules.hpp"
#include "model/level.hpp"

namespace yagura {
namespace {

struct Listed {
  const RuleInfo* info;
  std::string kind;  // "rule", "indicator", or the type of a correlation or expectation
  LogSource source;  // of a rule
  const Place* place;

  // IPA's list begins with the gravest threat; rules of none come after it.
  auto order() const {
    return std::tuple(-static_cast<int>(info->level), info->ipa_rank == 0 ? 11 : info->ipa_rank,
                      info->title, info->id);
  }
};

// A silence is an absence without `after`.
const char* kind_of(const ExpectationRule& rule) {
  return rule.type == ExpectationRule::Type::baseline ? "baseline" : "absence";
}

std::vector<Listed> listed(const RuleSet& rules) {
  std::vector<Listed> all;
  all.reserve(rules.size());
  for (const Rule& rule : rules.rules) {
    all.push_back({rule.info.get(), "rule", rule.source, &rule.place});
  }
  for (const LoadedCorrelation& correlation : rules.correlations) {
    all.push_back({correlation.rule.info.get(), correlation.written.type, {}, &correlation.place});
  }
  for (const IndicatorRule& indicator : rules.indicators) {
    const Rule& rule = indicator.rule;
    all.push_back({rule.info.get(), "indicator", rule.source, &rule.place});
  }
  for (const LoadedExpectation& expectation : rules.expectations) {
    all.push_back({expectation.rule.info.get(), kind_of(expectation.rule), {}, &expectation.place});
  }
  std::sort(all.begin(), all.end(),
            [](const Listed& a, const Listed& b) { return a.order() < b.order(); });
  return all;
}

// "windows/process_creation", as short as it goes.
std::string short_source(const LogSource& source) {
  std::string out;
  for (const std::string* part : {&source.product, &source.category, &source.service}) {
    if (!part->empty()) {
      out += (out.empty() ? "" : "/") + *part;
    }
  }
  return out;
}

std::string line_of(const Listed& one) {
  const RuleInfo& info = *one.info;
  const std::string rank = info.ipa_rank == 0 ? "-" : fmt::format("{}", info.ipa_rank);
  const std::string what = one.kind == "rule" ? short_source(one.source) : one.kind;
  return fmt::format("{} {:8} {:>2} {} {}\n", fit_columns(escape_for_terminal(info.id), 36),
                     to_string(info.level).substr(0, 8), rank,
                     fit_columns(escape_for_terminal(what), 24),
                     cut(info.title_ja, kInspectColumns - 74));
}

std::string json_of(const Listed& one) {
  const RuleInfo& info = *one.info;
  const nlohmann::ordered_json json{{"id", info.id},
                                    {"name", info.name},
                                    {"title", info.title},
                                    {"title_ja", info.title_ja},
                                    {"level", std::string(to_string(info.level))},
                                    {"ipa_rank", info.ipa_rank},
                                    {"kind", one.kind},
                                    {"product", one.source.product},
                                    {"category", one.source.category},
                                    {"service", one.source.service},
                                    {"file", one.place->file},
                                    {"line", one.place->line}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace

int run_rules_list(const ListOptions& options, std::ostream& out, std::ostream& err) {
  const OfflineRules loaded = load_offline(options.rules, options.placeholders, err);
  if (!loaded.runs) {
    return 3;
  }
  for (const Listed& one : listed(*loaded.load.rules)) {
    out << (options.form == OutputForm::json ? json_of(one) : line_of(one));
  }
  return loaded.is_whole() ? 0 : 1;
}

}  // namespace yagura
