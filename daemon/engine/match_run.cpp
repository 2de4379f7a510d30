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
#include "detect/rule_index.hpp"
#include "detect/rule_set.hpp"
#include "engine/line_matcher.hpp"
#include "engine/offline_rules.hpp"

namespace yagura {
namespace {

// Lines matched at once: enough work for each thread, little memory.
constexpr std::size_t kBlockLines = 1024;
constexpr unsigned kMaxThreads = 64;
// How far events may be out of order and still be correlated exactly.
constexpr std::chrono::hours kLateness{1};

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

}  // namespace yagura
