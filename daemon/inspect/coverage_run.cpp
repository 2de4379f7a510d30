// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/coverage_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "base/text.hpp"
#include "engine/format_reader.hpp"
#include "engine/offline_rules.hpp"

namespace yagura {
namespace {

using State = RuleCoverage::State;

std::string verdict(const RuleCoverage& coverage, const LogSource& source) {
  const std::string missing = fmt::format("{}", fmt::join(coverage.missing, ", "));
  switch (coverage.state) {
    case State::fires:
      break;
    case State::unsure:
      return missing.empty() ? fmt::format("if {} is that", coverage.origin)
                             : fmt::format("if {} has {}", coverage.origin, missing);
    case State::no_source:
      return "needs the source " + log_source_text(source);
    case State::no_field:
      return fmt::format("{} never has {}", coverage.origin, missing);
    case State::no_part:
      return "its rules never fire: " + missing;
  }
  return coverage.origin.empty() ? "can fire" : "can fire by " + coverage.origin;
}

const char* name(State state) {
  switch (state) {
    case State::fires:
      return "fires";
    case State::unsure:
      return "unsure";
    case State::no_source:
      return "no_source";
    case State::no_field:
      return "no_field";
    case State::no_part:
      break;
  }
  return "no_part";
}

class CoverageRun {
 public:
  CoverageRun(const CoverageOptions& options, std::istream& in, std::ostream& out,
              std::ostream& err)
      : options_(options), in_(in), out_(out), err_(err) {}

  int run() {
    const OfflineRules loaded = load_offline(options_.rules, options_.placeholders, err_);
    if (!loaded.runs || !find_supplies()) {
      return 3;
    }
    const RuleSet& rules = *loaded.load.rules;
    const SetCoverage coverage = coverage_of(rules, supplies_);
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
      tell(*rules.rules[i].info, rules.rules[i].source, coverage.rules[i]);
    }
    for (std::size_t i = 0; i < rules.indicators.size(); ++i) {
      const Rule& rule = rules.indicators[i].rule;
      tell(*rule.info, rule.source, coverage.indicators[i]);
    }
    for (std::size_t i = 0; i < rules.correlations.size(); ++i) {
      tell(*rules.correlations[i].rule.info, {}, coverage.correlations[i]);
    }
    for (std::size_t i = 0; i < rules.expectations.size(); ++i) {
      tell(*rules.expectations[i].rule.info, {}, coverage.expectations[i]);
    }
    if (options_.form == OutputForm::text) {
      out_ << fmt::format(
          "{} rules: {} can fire, {} may, {} lack a field, {} a source, "
          "{} a rule; {} refused\n",
          rules.size(), count(State::fires), count(State::unsure), count(State::no_field),
          count(State::no_source), count(State::no_part), loaded.load.refused.size());
    }
    const bool all = count(State::fires) + count(State::unsure) == rules.size();
    return all && loaded.load.refused.empty() && all_fine_ ? 0 : 1;
  }

 private:
  bool find_supplies() {
    if (!options_.events.empty()) {
      return std::all_of(options_.events.begin(), options_.events.end(),
                         [&](const auto& file) { return add_events(file); });
    }
    if (!options_.config) {
      supplies_ = supply_of_all_formats();
      return true;
    }
    const ConfigResult config = read_config(*options_.config);
    for (const Error& error : config.errors) {
      err_ << escape_for_terminal(error.text()) << '\n';
    }
    if (!config.config) {
      return false;
    }
    const FormatFiles formats = read_configured_formats(*config.config);
    for (const Error& error : formats.errors) {
      err_ << escape_for_terminal(error.text()) << '\n';
    }
    std::vector<const ConfiguredFormat*> described;
    described.reserve(formats.formats.size());
    for (const auto& format : formats.formats) {
      described.push_back(format.get());
    }
    supplies_ = supply_of(*config.config, described);
    return formats.errors.empty();
  }

  bool add_events(const std::filesystem::path& file) {
    const auto events = EventFile::read(file, in_);
    if (!events) {
      err_ << "yagura: " << escape_for_terminal(events.error().text()) << '\n';
      return false;
    }
    for (Supply& supply : supply_of(*events, file.filename().string(), err_, all_fine_)) {
      supplies_.push_back(std::move(supply));
    }
    return true;
  }

  std::size_t count(State state) const { return counts_[static_cast<std::size_t>(state)]; }

  void tell(const RuleInfo& info, const LogSource& source, const RuleCoverage& coverage) {
    ++counts_[static_cast<std::size_t>(coverage.state)];
    if (options_.form == OutputForm::json) {
      const nlohmann::ordered_json json{{"id", info.id},
                                        {"title", info.title},
                                        {"state", name(coverage.state)},
                                        {"by", coverage.origin},
                                        {"missing", coverage.missing}};
      out_ << json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
      return;
    }
    out_ << fmt::format("{} {} {}\n", fit_columns(escape_for_terminal(info.id), 36),
                        fit_columns(escape_for_terminal(info.title), 28),
                        cut(verdict(coverage, source), 34));
  }

  const CoverageOptions& options_;
  std::istream& in_;
  std::ostream& out_;
  std::ostream& err_;
  std::vector<Supply> supplies_;
  std::array<std::size_t, 5> counts_{};  // by State
  bool all_fine_ = true;
};

}  // namespace

int run_rules_coverage(const CoverageOptions& options, std::istream& in, std::ostream& out,
                       std::ostream& err) {
  return CoverageRun(options, in, out, err).run();
}

}  // namespace yagura
