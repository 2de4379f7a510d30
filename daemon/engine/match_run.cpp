// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/match_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "base/text.hpp"
#include "correlate/correlator.hpp"
#include "correlate/expectations.hpp"
#include "detect/correlation_values.hpp"
#include "detect/indexed_matcher.hpp"
#include "detect/indicator_matcher.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_set.hpp"
#include "detect/rule_test_reader.hpp"
#include "engine/event_reader.hpp"
#include "engine/expectation_observation.hpp"
#include "engine/offline_rules.hpp"
#include "engine/retro_match.hpp"

namespace yagura {
namespace {

// Lines matched at once: enough work for each thread, little memory.
constexpr std::size_t kBlockLines = 1024;
constexpr unsigned kMaxThreads = 64;
// How far events may be out of order and still be correlated exactly.
constexpr std::chrono::hours kLateness{1};

// What one correlation is told of one event, kept until its turn comes.
struct Told {
  std::size_t correlation;
  std::uint32_t part;
  std::vector<std::string> group;
  std::vector<std::string> values;
};

struct ToldExpectation {
  std::size_t expectation;
  ExpectationObservation observation;
};

// What one line gave. Worked out in parallel, used in order.
struct LineResult {
  std::string wrong;
  std::vector<const Rule*> matched;
  std::vector<Told> told;
  std::vector<ToldExpectation> expected;
  std::optional<TimePoint> time;
};

// Matches events of one thread.
class LineMatcher {
 public:
  // Without an index the plain matcher answers.
  LineMatcher(const std::shared_ptr<const RuleSet>& rules, std::shared_ptr<const RuleIndex> index,
              const LogSource& source)
      : plain_(*rules), indicators_(rules), source_(source) {
    if (index != nullptr) {
      indexed_.emplace(std::move(index));
    }
  }

  void match_json(std::string_view line, LineResult& result) {
    clear();
    result.wrong = reader_.read(line, event_);
    if (result.wrong.empty()) {
      match(result);
    }
  }

  void match_fields(const RuleNode& fields, LineResult& result) {
    clear();
    fill_event(fields, event_);
    match(result);
  }

 private:
  void clear() {
    event_.clear();
    arena_.clear();
  }

  void match(LineResult& result) {
    if (indexed_) {
      indexed_->match(event_, source_, result.matched);
    } else {
      plain_.match(event_, source_, result.matched);
    }
    indicators_.match(event_, source_, result.matched);
    result.time = event_.own_time;
    for (const Rule* rule : result.matched) {
      for (const CorrelationInput& input : rule->inputs) {
        tell(input, result);
      }
      for (const ExpectationInput& input : rule->expectations) {
        view_.show(event_);
        if (auto observation = expectation_observation(view_, input)) {
          result.expected.push_back({input.expectation, std::move(*observation)});
        }
      }
    }
  }

  void tell(const CorrelationInput& input, LineResult& result) {
    view_.show(event_);
    if (correlation_values(view_, input.group_by, group_) &&
        correlation_values(view_, input.values, values_)) {
      result.told.push_back({input.correlation,
                             input.part,
                             {group_.begin(), group_.end()},
                             {values_.begin(), values_.end()}});
    }
  }

  Arena arena_;
  Event event_{arena_};
  EventReader reader_;
  EventView view_;
  std::vector<std::string_view> group_;
  std::vector<std::string_view> values_;
  PlainMatcher plain_;
  std::optional<IndexedMatcher> indexed_;
  IndicatorMatcher indicators_;
  LogSource source_;
};

void append_text(std::string& out, std::string_view text) {
  out += '"';
  append_json_escaped(out, text);
  out += '"';
}

std::string match_line(std::size_t line, const std::vector<const Rule*>& matched) {
  std::string out = fmt::format("{{\"line\":{},\"rules\":[", line);
  for (std::size_t i = 0; i < matched.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_text(out, matched[i]->info->id);
  }
  return out + "]}\n";
}

// Of a correlation or expectation.
template <typename Rule, typename Firing>
std::string firing_line(const Rule& rule, const Firing& firing, RecordNumber line) {
  std::string out = "{\"correlation\":";
  append_text(out, rule.info->id);
  out += ",\"group\":{";
  for (std::size_t i = 0; i < rule.group_by.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_text(out, rule.group_by[i]);
    out += ':';
    append_text(out, firing.group[i]);
  }
  return out + fmt::format("}},\"line\":{},\"time\":\"{}\"}}\n", line, to_rfc3339(firing.time));
}

// Tells the correlator, which takes times as they come and a line for the record.
void observe(Correlator& correlator, const Told& told, TimePoint time, RecordNumber line,
             std::vector<Firing>& firings) {
  const std::vector<std::string_view> group(told.group.begin(), told.group.end());
  const std::vector<std::string_view> values(told.values.begin(), told.values.end());
  correlator.observe(told.correlation, {{}, time, line, told.part, group, values}, firings);
}

// The verb as a whole: lines in blocks, matched by all threads, then correlated in order.
class MatchRun {
 public:
  MatchRun(const std::shared_ptr<const RuleSet>& rules, const MatchOptions& options,
           std::ostream& out, std::ostream& err)
      : rules_(*rules),
        correlator_(rules->correlation_rules(), {}, HashKey::random()),
        expectations_(rules->expectation_rules(), {}),
        out_(out),
        err_(err) {
    const auto index = options.matcher == MatcherKind::indexed
                           ? std::make_shared<const RuleIndex>(rules)
                           : nullptr;
    const unsigned threads = std::clamp(options.threads, 1U, kMaxThreads);
    for (unsigned i = 0; i < threads; ++i) {
      matchers_.emplace_back(rules, index, options.source.value_or(LogSource{}));
    }
  }

  void read(std::istream& in) {
    std::string line;
    while (std::getline(in, line)) {
      lines_.push_back(std::move(line));
      if (lines_.size() == kBlockLines) {
        flush();
      }
    }
    flush();
  }

  bool all_fine() const { return all_fine_; }

 private:
  void flush() {
    std::vector<LineResult> results(lines_.size());
    const std::size_t share = (lines_.size() + matchers_.size() - 1) / matchers_.size();
    const auto work = [&](std::size_t thread) {
      const std::size_t end = std::min(lines_.size(), (thread + 1) * share);
      for (std::size_t i = thread * share; i < end; ++i) {
        if (lines_[i].find_first_not_of(" \t\r") != std::string::npos) {
          matchers_[thread].match_json(lines_[i], results[i]);
        }
      }
    };
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 1; i < matchers_.size(); ++i) {
        threads.emplace_back(work, i);
      }
      work(0);
    }
    for (LineResult& result : results) {
      tell(result);
    }
    lines_.clear();
  }

  void tell(LineResult& result) {
    ++line_;
    if (!result.wrong.empty()) {
      all_fine_ = false;
      err_ << fmt::format("line {}: {}\n", line_, result.wrong);
      return;
    }
    if (!result.matched.empty()) {
      out_ << match_line(line_, result.matched);
    }
    time_ = result.time.value_or(time_);  // without a time of its own: that of the event before
    newest_ = std::max(newest_, time_);
    correlator_.advance(newest_ - kLateness);
    tell_expectations(result);
    for (const Told& told : result.told) {
      firings_.clear();
      observe(correlator_, told, time_, line_, firings_);
      for (const Firing& firing : firings_) {
        const CorrelationRule& rule = rules_.correlations[firing.correlation].rule;
        if (rule.alerting == Alerting::raised) {
          out_ << firing_line(rule, firing, firing.record);
        }
      }
    }
  }

  // The newest time is the watermark: here nobody says how late events may be.
  void tell_expectations(LineResult& result) {
    unmet_.clear();
    if (result.time) {
      expectations_.advance(newest_, unmet_);
    }
    for (ToldExpectation& told : result.expected) {
      told.observation.time = time_;
      expectations_.observe(told.expectation, told.observation, unmet_);
    }
    for (const ExpectationFiring& firing : unmet_) {
      out_ << firing_line(rules_.expectations[firing.expectation].rule, firing, line_);
    }
  }

  const RuleSet& rules_;
  std::deque<LineMatcher> matchers_;  // they do not move
  Correlator correlator_;
  Expectations expectations_;
  std::vector<ExpectationFiring> unmet_;
  std::ostream& out_;
  std::ostream& err_;
  std::vector<std::string> lines_;
  std::vector<Firing> firings_;
  RecordNumber line_ = 0;
  TimePoint time_{};
  TimePoint newest_{};
  bool all_fine_ = true;
};

// Runs one test of a rule or correlation: whether `id` shows up at the last event (a rule) or at
// any (a correlation).
class TestRun {
 public:
  explicit TestRun(const std::shared_ptr<const RuleSet>& rules)
      : matcher_(rules, std::make_shared<const RuleIndex>(rules), LogSource{}), rules_(*rules) {}

  bool matches(const Rule& rule, const RuleTest& test) {
    LineResult result;
    matcher_.match_fields(test.steps.back().event, result);
    return std::find(result.matched.begin(), result.matched.end(), &rule) != result.matched.end();
  }

  bool fires(std::size_t correlation, const RuleTest& test) {
    Correlator correlator(rules_.correlation_rules());
    std::vector<Firing> firings;
    TimePoint time{};
    for (const RuleTest::Step& step : test.steps) {
      LineResult result;
      matcher_.match_fields(step.event, result);
      for (int i = 0; i < step.repeat; ++i) {
        for (const Told& told : result.told) {
          observe(correlator, told, time, 0, firings);
        }
        time += step.every;
      }
    }
    return std::any_of(firings.begin(), firings.end(),
                       [&](const Firing& firing) { return firing.correlation == correlation; });
  }

  // `every` of the last step is time that passes, too.
  bool is_unmet(std::size_t expectation, const RuleTest& test) {
    Expectations expectations(rules_.expectation_rules(), {});
    std::vector<ExpectationFiring> firings;
    TimePoint time{};
    for (const RuleTest::Step& step : test.steps) {
      LineResult result;
      matcher_.match_fields(step.event, result);
      for (int i = 0; i < step.repeat; ++i) {
        expectations.advance(time, firings);
        for (ToldExpectation& told : result.expected) {
          told.observation.time = time;
          expectations.observe(told.expectation, told.observation, firings);
        }
        time += step.every;
      }
    }
    expectations.advance(time, firings);
    return std::any_of(firings.begin(), firings.end(), [&](const ExpectationFiring& firing) {
      return firing.expectation == expectation;
    });
  }

 private:
  LineMatcher matcher_;
  const RuleSet& rules_;
};

std::size_t report(const RuleInfo& info, const RuleTest& test, bool found, std::ostream& err) {
  if (found == test.expected) {
    return 0;
  }
  err << escape_for_terminal(fmt::format(
             "{}:{}:{}: '{}' {} the test '{}'", test.place.file, test.place.line, test.place.column,
             info.title,
             test.expected ? "does not match but should:" : "matches but should not:", test.name))
      << '\n';
  return 1;
}

}  // namespace

Result<LogSource> parse_log_source(std::string_view text) {
  LogSource source;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view key = part.substr(0, equals);
    const std::string value(part.substr(std::min(equals + 1, part.size())));
    std::string* target = key == "product"    ? &source.product
                          : key == "category" ? &source.category
                          : key == "service"  ? &source.service
                                              : nullptr;
    if (target == nullptr || value.empty()) {
      return fail(ErrorCode::usage, fmt::format("'{}' is no part of a log source: write "
                                                "product=NAME,category=NAME,service=NAME",
                                                escape_for_terminal(part)));
    }
    *target = value;
    text.remove_prefix(std::min(part.size() + 1, text.size()));
  }
  return source;
}

int run_match(const MatchOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  const OfflineRules loaded = load_offline(options.rules, options.placeholders, err);
  if (!loaded.runs) {
    return 3;
  }
  MatchRun run(loaded.load.rules, options, out, err);
  if (options.files.empty()) {
    run.read(in);
  }
  for (const std::filesystem::path& file : options.files) {
    if (file == "-") {
      run.read(in);
      continue;
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
      err << escape_for_terminal(file.string()) << ": cannot be read\n";
      return 3;
    }
    run.read(stream);
  }
  return run.all_fine() && loaded.is_whole() ? 0 : 1;
}

int run_match_journal(const JournalMatchOptions& options, std::ostream& out, std::ostream& err) {
  std::error_code error;
  if (!std::filesystem::is_directory(options.journal, error)) {
    err << escape_for_terminal(options.journal.string()) << ": is no folder that can be read\n";
    return 3;
  }
  const OfflineRules loaded = load_offline(options.rules, std::nullopt, err);
  RetroMatchOptions search;
  search.journal = options.journal;
  search.since = options.since;
  search.until = options.until;
  search.otherwise.time_zone = options.zone;
  const RetroMatchCounts counts = match_journal(
      loaded.load.rules, search, [&](const RetroMatch& match) { out << to_json(match); });
  err << fmt::format("{} records searched, {} of them no events, {} matched\n", counts.records,
                     counts.malformed, counts.matched);
  if (counts.skipped_bytes > 0) {
    err << fmt::format("{} bytes of damaged segments cannot be read\n", counts.skipped_bytes);
  }
  return counts.skipped_bytes == 0 && loaded.is_whole() ? 0 : 1;
}

int run_rules_check(const std::vector<std::filesystem::path>& rules,
                    const std::optional<std::filesystem::path>& placeholders, std::ostream& out,
                    std::ostream& err) {
  const OfflineRules loaded = load_offline(rules, placeholders, err);
  if (!loaded.runs) {
    return 3;
  }
  for (const Error& notice : loaded.load.noticed) {
    err << "note: " << escape_for_terminal(notice.text()) << '\n';
  }
  const RuleSet& set = *loaded.load.rules;
  std::size_t entries = 0;
  for (const IndicatorRule& indicator : set.indicators) {
    entries += indicator.table.size();
  }
  out << fmt::format("{} rules and {} correlations loaded, {} refused\n",
                     set.rules.size() + set.indicators.size(),
                     set.correlations.size() + set.expectations.size(), loaded.load.refused.size());
  if (!set.indicators.empty()) {
    out << fmt::format("{} entries of lists loaded, {} refused\n", entries,
                       loaded.load.refused_entries.count);
  }
  return loaded.is_whole() ? 0 : 1;
}

int run_rules_test(const std::vector<std::filesystem::path>& rules, std::ostream& out,
                   std::ostream& err) {
  const OfflineRules loaded = load_offline(rules, std::nullopt, err);
  const RuleSet& set = *loaded.load.rules;
  TestRun run(loaded.load.rules);
  std::size_t tests = 0;
  std::size_t failed = 0;
  for (const Rule& rule : set.rules) {
    for (const RuleTest& test : rule.tests) {
      ++tests;
      failed += report(*rule.info, test, run.matches(rule, test), err);
    }
  }
  for (const IndicatorRule& indicator : set.indicators) {
    for (const RuleTest& test : indicator.rule.tests) {
      ++tests;
      failed += report(*indicator.rule.info, test, run.matches(indicator.rule, test), err);
    }
  }
  for (std::size_t i = 0; i < set.correlations.size(); ++i) {
    for (const RuleTest& test : set.correlations[i].tests) {
      ++tests;
      failed += report(*set.correlations[i].rule.info, test, run.fires(i, test), err);
    }
  }
  for (std::size_t i = 0; i < set.expectations.size(); ++i) {
    for (const RuleTest& test : set.expectations[i].tests) {
      ++tests;
      failed += report(*set.expectations[i].rule.info, test, run.is_unmet(i, test), err);
    }
  }
  out << fmt::format("{} tests of {} rules, {} failed, {} documents refused\n", tests, set.size(),
                     failed, loaded.load.refused.size());
  return failed == 0 && loaded.is_whole() ? 0 : 1;
}

}  // namespace yagura
