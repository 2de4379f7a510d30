// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/search_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>
#include <string_view>
#include <thread>
#include <utility>

#include "base/text.hpp"
#include "config/config.hpp"
#include "config/nearest_name.hpp"
#include "detect/rule_document.hpp"
#include "engine/format_reader.hpp"
#include "engine/journal_search.hpp"
#include "engine/offline_rules.hpp"
#include "inspect/terminal_text.hpp"
#include "model/field.hpp"
#include "normalise/taxonomy.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

constexpr std::size_t kSourceColumns = 12;
constexpr std::size_t kOrganisationColumns = 12;
constexpr std::size_t kFewestRawColumns = 20;

tl::unexpected<Error> usage(std::string message, std::string mend) {
  return tl::unexpected<Error>(
      Error{ErrorCode::usage, std::move(message), std::nullopt, std::move(mend)});
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
  out += fmt::format("\"{}\":\"", key);
  append_json_escaped(out, value);
  out += '"';
}

void append_json_line(std::string& out, const SearchMatch& match) {
  out += fmt::format("{{\"record\":{},", match.record);
  append_member(out, "organisation", match.organisation ? match.organisation.to_string() : "");
  out += ',';
  append_member(out, "source", match.source);
  out += fmt::format(",\"received\":\"{}\",\"rules\":[", to_rfc3339(match.received));
  for (const Rule* rule : match.rules) {
    out += rule == match.rules.front() ? "\"" : ",\"";
    append_json_escaped(out, rule->info->id);
    out += '"';
  }
  out += ']';
  if (!match.hits.empty()) {
    out += ',';
    append_indicators(out, match.hits);
  }
  out += ",\"event\":";
  if (match.event != nullptr) {
    append_json(out, *match.event);
  } else {
    out += "null,";
    append_member(out, "raw", match.raw);
  }
  out += "}\n";
}

// "2026-04-01 09:00:00 宇部市       proxy        [rule] record", none of it harmful to a terminal.
class LineForm {
 public:
  LineForm(const TimeZone& zone, std::shared_ptr<const OrganisationTable> organisations,
           std::size_t columns)
      : zone_(zone), organisations_(std::move(organisations)), columns_(columns) {}

  void append(std::string& out, const SearchMatch& match) const {
    std::string clock = to_rfc3339(zone_.to_local(match.received)).substr(0, 19);
    clock[10] = ' ';
    std::string line = fmt::format(
        "{} {} {} ", clock,
        fit_columns(escape_for_terminal(name_of(match.organisation)), kOrganisationColumns),
        fit_columns(escape_for_terminal(match.source), kSourceColumns));
    if (!match.rules.empty()) {
      line += '[';
      for (const Rule* rule : match.rules) {
        line += (rule == match.rules.front() ? "" : " ") + escape_for_terminal(rule->info->id);
      }
      line += "] ";
    }
    const std::size_t used = display_width(line);
    const std::size_t room = columns_ > used ? columns_ - used : 0;
    // No more bytes than can be seen are escaped.
    out += line + cut(match.raw.substr(0, 4 * columns_), std::max(room, kFewestRawColumns)) + '\n';
  }

 private:
  std::string name_of(OrganisationCode code) const {
    const Organisation* known = organisations_->find(code);
    return known != nullptr ? known->name : code ? code.to_string() : "-";
  }

  const TimeZone& zone_;
  std::shared_ptr<const OrganisationTable> organisations_;
  std::size_t columns_;
};

class SearchRun {
 public:
  SearchRun(const SearchOptions& options, TimePoint now, std::ostream& out, std::ostream& err)
      : options_(options), now_(now), out_(out), err_(err) {}

  int run() {
    if (const int code = prepare(); code != 0) {
      return code;
    }
    if (!load_rules()) {
      return 3;
    }
    const LineForm lines(zone_, organisations_, options_.columns);
    const auto render = [&](const SearchMatch& match, std::string& out) {
      switch (options_.form) {
        case SearchOptions::Form::lines:
          return lines.append(out, match);
        case SearchOptions::Form::json:
          return append_json_line(out, match);
        case SearchOptions::Form::raw:
          out += options_.bytes == SearchOptions::Bytes::escaped ? escape_for_terminal(match.raw)
                                                                 : match.raw;
          out += '\n';
          return;
        case SearchOptions::Form::count:
          return;
      }
    };
    const auto start = std::chrono::steady_clock::now();
    const SearchResult result = search_journal(query_, span_, render, [&](std::string_view text) {
      out_.write(text.data(), static_cast<std::streamsize>(text.size()));
      return out_.good();
    });
    if (options_.form == SearchOptions::Form::count) {
      out_ << result.counts.matched << '\n';
    }
    out_.flush();
    tell(result, std::chrono::steady_clock::now() - start);
    return result.damaged_bytes == 0 && result.unreadable.empty() && rules_whole_ ? 0 : 1;
  }

 private:
  int complain(const Error& error, int code) {
    err_ << "yagura: " << escape_for_terminal(error.text()) << '\n';
    return code;
  }

  // All that is asked for, before anything is read.
  int prepare() {
    query_.options.resolver = sigma_field_of_event;
    zone_ = TimeZone::find("Asia/Tokyo").value_or(TimeZone{});
    query_.formats.assign(formats().begin(), formats().end());
    if (!options_.config.empty() && !read_configuration()) {
      return 2;
    }
    if (!options_.journal.empty()) {
      span_.journal = options_.journal;
    }
    query_.otherwise.time_zone = zone_;
    const std::pair<const std::string&, TimePoint&> times[] = {{options_.since, span_.since},
                                                               {options_.until, span_.until}};
    for (const auto& [text, time] : times) {
      const auto read = text.empty() ? time : parse_search_time(text, zone_, now_);
      if (!read) {
        return complain(read.error(), 2);
      }
      time = *read;
    }
    for (const std::string& name : options_.organisations) {
      const auto code = organisation_of(name);
      if (!code) {
        return complain(code.error(), 2);
      }
      span_.organisations.insert(*code);
    }
    if (!options_.expression.empty()) {
      auto expression = FilterExpression::parse(options_.expression, query_.options);
      if (!expression) {
        return complain(expression.error(), 2);
      }
      note_unknown_fields(*expression);
      query_.expression = std::move(*expression);
    }
    std::error_code error;
    if (!std::filesystem::is_directory(span_.journal, error)) {
      return complain(
          {ErrorCode::io, fmt::format("{} is no folder that can be read", span_.journal.string()),
           std::nullopt, "check the path and its permissions"},
          3);
    }
    span_.limit = options_.limit;
    span_.threads = options_.threads == 0 ? std::max(1U, std::thread::hardware_concurrency())
                                          : options_.threads;
    return 0;
  }

  bool read_configuration() {
    const ConfigResult read = read_config(options_.config);
    for (const Error& error : read.errors) {
      err_ << escape_for_terminal(error.text()) << '\n';
    }
    if (!read.config) {
      return false;
    }
    described_ = read_configured_formats(*read.config);
    for (const Error& error : described_.errors) {
      err_ << escape_for_terminal(error.text()) << '\n';
    }
    span_.journal = read.config->state_directory / "journal";
    zone_ = read.config->time_zone;
    organisations_ = read.config->organisations;
    query_.sources = source_formats(*read.config);
    query_.formats = described_.with_built_in();
    return described_.errors.empty();
  }

  Result<OrganisationCode> organisation_of(const std::string& name) const {
    if (const Organisation* known = organisations_->find_by_name(name); known != nullptr) {
      return known->code;
    }
    if (auto code = OrganisationCode::parse(name)) {  // also one that has left: its records stay
      return *code;
    }
    std::vector<std::string_view> names;
    for (const Organisation& organisation : organisations_->all()) {
      names.push_back(organisation.name);
    }
    const auto near = nearest_names(name, names, 1);
    return usage(fmt::format("there is no organisation '{}'", name),
                 !near.empty()   ? fmt::format("did you mean {}?", near.front())
                 : names.empty() ? "write its code: names stand in the configuration"
                                 : "write its code or its name as in the configuration");
  }

  // A mistyped name finds nothing, and nothing else would say why.
  void note_unknown_fields(const FilterExpression& expression) {
    static constexpr std::string_view kNames[] = {
#define YAGURA_FIELD_NAME(id, name) name,
        YAGURA_FIELDS(YAGURA_FIELD_NAME)
#undef YAGURA_FIELD_NAME
    };
    for (const FilterExpression::Field& field : expression.fields()) {
      if (!sigma_field_of_event({}, field.name).fields.empty()) {
        continue;
      }
      const auto near = nearest_names(field.name, {std::begin(kNames), std::end(kNames)}, 1);
      err_ << escape_for_terminal(fmt::format(
                  "note: expression:1:{}: '{}' is looked for as the log's own name{}", field.column,
                  field.name, near.empty() ? "" : fmt::format("; did you mean {}?", near.front())))
           << '\n';
    }
  }

  bool load_rules() {
    if (options_.rules.empty()) {
      return true;
    }
    const OfflineRules loaded = load_offline(options_.rules, options_.placeholders, err_);
    if (!loaded.runs) {
      return false;
    }
    rules_whole_ = loaded.is_whole();
    const RuleSet& rules = *loaded.load.rules;
    if (const auto others = rules.correlations.size() + rules.expectations.size(); others > 0) {
      err_ << fmt::format(
          "note: {} correlations, absences and baselines are left out: one record cannot meet "
          "them\n",
          others);
    }
    query_.rules = std::make_shared<const RuleIndex>(loaded.load.rules);
    return true;
  }

  void tell(const SearchResult& result, std::chrono::duration<double> taken) {
    const SearchCounts& counts = result.counts;
    err_ << fmt::format(
        "{} records looked at, {} matched, {} malformed; {} bytes skipped as damaged; {:.1f} "
        "MB/s\n",
        counts.records, counts.matched, counts.malformed, result.damaged_bytes,
        static_cast<double>(counts.bytes) / 1e6 / std::max(taken.count(), 1e-6));
    if (result.removed_segments > 0) {
      err_ << fmt::format("{} segments were removed by retention while the search ran\n",
                          result.removed_segments);
    }
    for (const Error& error : result.unreadable) {
      complain(error, 1);
    }
  }

  const SearchOptions& options_;
  TimePoint now_;
  std::ostream& out_;
  std::ostream& err_;
  TimeZone zone_;
  std::shared_ptr<const OrganisationTable> organisations_ =
      std::make_shared<const OrganisationTable>();
  FormatFiles described_;
  SearchQuery query_;
  SearchSpan span_;
  bool rules_whole_ = true;
};

}  // namespace

Result<TimePoint> parse_search_time(const std::string& text, const TimeZone& zone, TimePoint now) {
  if (text.size() > 1 && text.front() == '-') {
    if (const auto span = parse_timespan(std::string_view(text).substr(1))) {
      return now - *span;
    }
  }
  // A day, and a time to the minute, are what people type.
  for (const std::string_view rest : {"", ":00", "T00:00:00"}) {
    if (const auto time = parse_rfc3339(text + std::string(rest), zone)) {
      return *time;
    }
  }
  return usage(fmt::format("'{}' is no time", text),
               "write 2026-04-01, 2026-04-01T09:00:00+09:00, or -90m, -3d");
}

int run_search(const SearchOptions& options, TimePoint now, std::ostream& out, std::ostream& err) {
  return SearchRun(options, now, out, err).run();
}

}  // namespace yagura
