// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/explain_run.hpp"

#include <fmt/format.h>

#include <memory>
#include <ostream>
#include <utility>

#include "base/text.hpp"
#include "detect/explanation.hpp"
#include "engine/offline_rules.hpp"
#include "inspect/correlation_text.hpp"
#include "inspect/correlation_trace.hpp"
#include "inspect/event_file.hpp"
#include "inspect/expectation_view.hpp"
#include "inspect/explanation_json.hpp"
#include "inspect/explanation_text.hpp"
#include "inspect/indicator_view.hpp"
#include "inspect/why_not.hpp"

namespace yagura {
namespace {

// The rule that was asked for: an index into the rule set's rules of that kind.
struct Chosen {
  enum class Kind { detection, indicator, correlation, expectation };
  Kind kind = Kind::detection;
  std::size_t index = 0;
};

bool is_called(const RuleInfo& info, const std::string& name) {
  return info.id == name || info.title == name || info.title_ja == name ||
         (!info.name.empty() && info.name == name);
}

Result<Chosen> choose(const RuleSet& rules, const std::string& name) {
  std::vector<Chosen> found;
  std::string ids;
  const auto add = [&](const RuleInfo& info, Chosen chosen) {
    if (is_called(info, name)) {
      found.push_back(chosen);
      ids += fmt::format(" {}", info.id);
    }
  };
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    add(*rules.rules[i].info, {Chosen::Kind::detection, i});
  }
  for (std::size_t i = 0; i < rules.indicators.size(); ++i) {
    add(*rules.indicators[i].rule.info, {Chosen::Kind::indicator, i});
  }
  for (std::size_t i = 0; i < rules.correlations.size(); ++i) {
    add(*rules.correlations[i].rule.info, {Chosen::Kind::correlation, i});
  }
  for (std::size_t i = 0; i < rules.expectations.size(); ++i) {
    add(*rules.expectations[i].rule.info, {Chosen::Kind::expectation, i});
  }
  if (found.size() == 1) {
    return found.front();
  }
  Error error{ErrorCode::usage, found.empty()
                                    ? fmt::format("no rule that loaded is called '{}'", name)
                                    : fmt::format("more than one rule is called '{}'", name)};
  error.how_to_mend = found.empty() ? "`yagura rules list` names them" : "give the id:" + ids;
  return tl::unexpected(std::move(error));
}

class ExplainRun {
 public:
  ExplainRun(const ExplainOptions& options, std::istream& in, std::ostream& out, std::ostream& err)
      : options_(options), in_(in), out_(out), err_(err) {}

  // 0: rule and events are there.
  int prepare() {
    loaded_ = load_offline(options_.rules, options_.placeholders, err_);
    if (!loaded_.runs) {
      return 3;
    }
    const auto chosen = choose(*loaded_.load.rules, options_.rule);
    if (!chosen) {
      err_ << "yagura: " << escape_for_terminal(chosen.error().text()) << '\n';
      return 2;
    }
    chosen_ = *chosen;
    auto events = EventFile::read(options_.events, in_);
    if (!events) {
      err_ << "yagura: " << escape_for_terminal(events.error().text()) << '\n';
      return 3;
    }
    events_ = std::make_unique<EventFile>(std::move(*events));
    return 0;
  }

  int explain() {
    switch (chosen_.kind) {
      case Chosen::Kind::detection:
        explain_detection();
        break;
      case Chosen::Kind::indicator:
        explain_indicator();
        break;
      case Chosen::Kind::correlation:
        explain_correlation();
        break;
      case Chosen::Kind::expectation:
        explain_expectation();
        break;
    }
    return all_fine_ ? 0 : 1;
  }

  int why_not() {
    switch (chosen_.kind) {
      case Chosen::Kind::detection:
        detection_why_not();
        break;
      case Chosen::Kind::indicator:
        indicator_why_not();
        break;
      case Chosen::Kind::correlation:
        correlation_why_not();
        break;
      case Chosen::Kind::expectation:
        explain_expectation();  // it says why not
        break;
    }
    return all_fine_ ? 0 : 1;
  }

 private:
  bool json() const { return options_.form == OutputForm::json; }
  const RuleSet& rules() const { return *loaded_.load.rules; }
  LogSource source() const { return options_.source.value_or(LogSource{}); }

  template <typename Use>
  void for_each_explained(const Rule& rule, Use use) {
    EventView view;
    all_fine_ = events_->for_each(
        [&](std::size_t line, const Event& event) {
          view.show(event);
          use(ExplainedEvent{&rule, source(), line, yagura::explain(rule, view, source())});
        },
        err_);
  }

  // The one that matches, or for which the fewest tests would have to change; of equals the first.
  std::optional<ExplainedEvent> nearest_event(const Rule& rule) {
    const auto distance = [](const Explanation& e) {
      return std::pair(!e.matches(), e.changes.size() + (e.routed ? 0 : 1));
    };
    std::optional<ExplainedEvent> nearest;
    for_each_explained(rule, [&](ExplainedEvent explained) {
      if (!nearest || distance(explained.explanation) < distance(nearest->explanation)) {
        nearest = std::move(explained);
      }
    });
    return nearest;
  }

  void explain_detection() {
    bool first = true;
    for_each_explained(rules().rules[chosen_.index], [&](const ExplainedEvent& explained) {
      if (json()) {
        out_ << explanation_json(explained) << '\n';
      } else {
        out_ << (std::exchange(first, false) ? "" : "\n")
             << explanation_text(explained, options_.colour);
      }
    });
  }

  void detection_why_not() {
    if (const auto nearest = nearest_event(rules().rules[chosen_.index])) {
      out_ << (json() ? why_not_json(*nearest) + '\n' : heading(*nearest) + why_not_text(*nearest));
    }
  }

  void explain_correlation() {
    const LoadedCorrelation& correlation = rules().correlations[chosen_.index];
    const CorrelationTrace trace = traced();
    out_ << (json() ? correlation_json(correlation, trace) + '\n'
                    : correlation_text(correlation, trace, options_.colour));
  }

  CorrelationTrace traced() {
    CorrelationTracer tracer(loaded_.load.rules, chosen_.index, source());
    all_fine_ = events_->for_each(
        [&](std::size_t line, const Event& event) { tracer.add(event, line); }, err_);
    return tracer.finish();
  }

  template <typename Use>
  void for_each_view(Use use) {
    IndicatorViewer viewer(loaded_.load.rules, chosen_.index, source());
    all_fine_ = events_->for_each(
        [&](std::size_t line, const Event& event) { use(viewer.view(event, line)); }, err_);
  }

  std::string indicator_heading() const {
    const Rule& rule = rules().indicators[chosen_.index].rule;
    return rule_heading(*rule.info, rule.place);
  }

  void explain_indicator() {
    out_ << (json() ? "" : indicator_heading());
    for_each_view([&](const IndicatorView& view) {
      out_ << (json() ? indicator_json(view) + '\n' : indicator_text(view, options_.colour));
    });
  }

  // Of the event that matches, else of the first that has something to look at.
  void indicator_why_not() {
    const auto rank = [](const IndicatorView& view) {
      return view.hit ? 0 : view.has_values() ? 1 : 2;
    };
    std::optional<IndicatorView> nearest;
    for_each_view([&](IndicatorView view) {
      if (!nearest || rank(view) < rank(*nearest)) {
        nearest = std::move(view);
      }
    });
    if (nearest) {
      out_ << (json() ? indicator_json(*nearest) + '\n'
                      : indicator_heading() + indicator_text(*nearest, options_.colour));
    }
  }

  void explain_expectation() {
    ExpectationTracer tracer(loaded_.load.rules, chosen_.index, source());
    all_fine_ = events_->for_each(
        [&](std::size_t line, const Event& event) { tracer.add(event, line); }, err_);
    const LoadedExpectation& expectation = rules().expectations[chosen_.index];
    const ExpectationTrace trace = tracer.finish();
    out_ << (json() ? expectation_json(expectation, trace) + '\n'
                    : expectation_text(expectation, trace, options_.colour));
  }

  static std::string heading(const ExplainedEvent& explained) {
    return rule_heading(*explained.rule->info, explained.rule->place) +
           fmt::format("event of line {}\n", explained.line);
  }

  void correlation_why_not() {
    const LoadedCorrelation& correlation = rules().correlations[chosen_.index];
    std::uint32_t unmet = 0;
    std::optional<Reason> reason = correlation_reason(correlation, traced(), unmet);
    std::optional<ExplainedEvent> part;
    if (!reason) {
      const std::string name = cut(correlation.written.rules[unmet], 80);
      reason = Reason{fmt::format("構成ルール {} に一致するイベントがありません。", name),
                      fmt::format("No event matches {}, which it counts.", name)};
      if (const auto rule = choose(rules(), correlation.written.rules[unmet]);
          rule && rule->kind == Chosen::Kind::detection) {
        part = nearest_event(rules().rules[rule->index]);
      }
    }
    if (json()) {
      out_ << correlation_why_not_json(correlation, *reason, part) << '\n';
      return;
    }
    out_ << rule_heading(*correlation.rule.info, correlation.place)
         << wrapped(reason->japanese, "", kInspectColumns)
         << wrapped(reason->english, "", kInspectColumns)
         << (part ? heading(*part) + why_not_text(*part) : "");
  }

  const ExplainOptions& options_;
  std::istream& in_;
  std::ostream& out_;
  std::ostream& err_;
  OfflineRules loaded_;
  Chosen chosen_;
  std::unique_ptr<EventFile> events_;
  bool all_fine_ = true;
};

}  // namespace

int run_rules_explain(const ExplainOptions& options, std::istream& in, std::ostream& out,
                      std::ostream& err) {
  ExplainRun run(options, in, out, err);
  const int code = run.prepare();
  return code == 0 ? run.explain() : code;
}

int run_rules_why_not(const ExplainOptions& options, std::istream& in, std::ostream& out,
                      std::ostream& err) {
  ExplainRun run(options, in, out, err);
  const int code = run.prepare();
  return code == 0 ? run.why_not() : code;
}

}  // namespace yagura
