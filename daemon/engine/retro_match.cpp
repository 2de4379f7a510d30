// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/retro_match.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "base/arena.hpp"
#include "base/text.hpp"
#include "journal/journal_reader.hpp"
#include "normalise/log_source_of.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

class Search {
 public:
  Search(const std::shared_ptr<const RuleSet>& rules, const RetroMatchOptions& options,
         const std::function<void(const RetroMatch&)>& found)
      : options_(options), found_(found), matcher_(rules), formats_(options.formats) {
    if (formats_.empty()) {
      formats_.assign(formats().begin(), formats().end());
    }
  }

  void take(const RecordBatch& batch) {
    arena_.clear();
    RecordParser& parser = parser_of(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      ++counts.records;
      event_.clear();
      if (!parser.parse(batch[i], batch.received, event_).ok) {
        ++counts.malformed;
        continue;
      }
      matched_.clear();
      matcher_.match(event_, log_source_of(event_), matched_);
      if (!matched_.empty()) {
        ++counts.matched;
        found_({batch.first + i, batch.organisation, batch.source, event_.time, matcher_.hits()});
      }
    }
  }

  RetroMatchCounts counts;

 private:
  // One for each producer, as in the daemon: formats remember.
  RecordParser& parser_of(const RecordBatch& batch) {
    const std::pair key(batch.source, batch.organisation);
    if (const auto at = parsers_.find(key); at != parsers_.end()) {
      return at->second;
    }
    const auto configured = options_.sources.find(batch.source);
    const SourceFormat& format =
        configured == options_.sources.end() ? options_.otherwise : configured->second;
    auto parser = RecordParser::create(format.format, format.time_zone, formats_, format.charset);
    if (!parser) {
      parser = RecordParser::create("auto", format.time_zone, formats_);
    }
    return parsers_.emplace(key, std::move(*parser)).first->second;
  }

  const RetroMatchOptions& options_;
  const std::function<void(const RetroMatch&)>& found_;
  IndicatorMatcher matcher_;
  std::vector<const Format*> formats_;
  std::map<std::pair<std::string, OrganisationCode>, RecordParser> parsers_;
  Arena arena_;
  Event event_{arena_};
  std::vector<const Rule*> matched_;
};

void append_member(std::string& out, std::string_view key, std::string_view value) {
  out += fmt::format("\"{}\":\"", key);
  append_json_escaped(out, value);
  out += '"';
}

}  // namespace

RetroMatchCounts match_journal(const std::shared_ptr<const RuleSet>& rules,
                               const RetroMatchOptions& options,
                               const std::function<void(const RetroMatch&)>& found) {
  Search search(rules, options, found);
  JournalReader reader(options.journal, std::numeric_limits<RecordNumber>::max(), options.since);
  while (const auto batch = reader.next()) {
    if (batch->received >= options.since && batch->received < options.until) {
      search.take(*batch);
    }
  }
  search.counts.skipped_bytes = reader.skipped();
  return search.counts;
}

std::string to_json(const RetroMatch& match) {
  std::string out = fmt::format("{{\"record\":{},", match.record);
  append_member(out, "organisation", match.organisation.to_string());
  out += ',';
  append_member(out, "source", match.source);
  out += fmt::format(",\"time\":\"{}\",\"indicators\":[", to_rfc3339(match.time));
  for (std::size_t i = 0; i < match.hits.size(); ++i) {
    const IndicatorHit& hit = match.hits[i];
    out += i == 0 ? "{" : ",{";
    append_member(out, "rule", hit.rule->info->id);
    out += ',';
    append_member(out, "entry", hit.entry);
    out += ',';
    append_member(out, "source", hit.source);
    out += ',';
    append_member(out, "field", hit.field);
    out += ',';
    append_member(out, "value", hit.value);
    out += '}';
  }
  return out + "]}\n";
}

}  // namespace yagura
