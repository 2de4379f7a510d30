// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/record_search.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "engine/watermark.hpp"
#include "normalise/log_source_of.hpp"

namespace yagura {
namespace {

// A log begins anew with a handful of directives; more than these of one sender are its own loss.
constexpr std::size_t kMostHeaders = 16;

}  // namespace

SearchCounts& SearchCounts::operator+=(const SearchCounts& other) {
  records += other.records;
  bytes += other.bytes;
  malformed += other.malformed;
  matched += other.matched;
  return *this;
}

void add_header(std::vector<std::string>& headers, std::string_view record) {
  std::erase(headers, record);
  headers.emplace_back(record);
  if (headers.size() > kMostHeaders) {
    headers.erase(headers.begin());
  }
}

void append_indicators(std::string& out, std::span<const IndicatorHit> hits) {
  out += "\"indicators\":[";
  for (const IndicatorHit& hit : hits) {
    const std::pair<std::string_view, std::string_view> members[] = {{"rule", hit.rule->info->id},
                                                                     {"entry", hit.entry},
                                                                     {"source", hit.source},
                                                                     {"field", hit.field},
                                                                     {"value", hit.value}};
    out += &hit == hits.data() ? "{" : ",{";
    for (const auto& [key, value] : members) {
      out += fmt::format("{}\"{}\":\"", key == "rule" ? "" : ",", key);
      append_json_escaped(out, value);
      out += '"';
    }
    out += '}';
  }
  out += ']';
}

RecordSearch::RecordSearch(const SearchQuery& query) : query_(query) {
  if (query.rules) {
    matcher_.emplace(query.rules);
    indicators_.emplace(query.rules->shared_rules());
  }
  if (query.expression) {
    expression_.emplace(*query.expression, query.options);
  }
}

void RecordSearch::begin(const SourceHeaders& headers) {
  headers_ = &headers;
  parsers_.clear();
  seen_.clear();
  counts_ = {};
}

void RecordSearch::read(const RecordBatch& batch,
                        const std::function<void(const SearchMatch&)>& found) {
  arena_->clear();
  RecordParser& parser = parser_of(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::string_view record = batch[i];
    ++counts_.records;
    counts_.bytes += record.size();
    event_->clear();
    const ParseResult result = parser.parse(record, batch.received, *event_);
    if (!result.ok) {
      ++counts_.malformed;
      if (result.remembered) {
        add_header(seen_[{batch.source, batch.organisation}], record);
      }
    }
    if (is_found(batch, result.ok)) {
      ++counts_.matched;
      found({batch.first + i, batch.organisation, batch.source, batch.received, record,
             result.ok ? &*event_ : nullptr, matched_,
             indicators_ && result.ok ? indicators_->hits() : std::span<const IndicatorHit>()});
    }
  }
}

std::vector<SourceHeaders::key_type> RecordSearch::producers() const {
  std::vector<SourceHeaders::key_type> met;
  for (const auto& [producer, parser] : parsers_) {
    met.push_back(producer);
  }
  return met;
}

bool RecordSearch::is_found(const RecordBatch& batch, bool is_event) {
  matched_.clear();
  if (!is_event) {
    return !matcher_ && !expression_;
  }
  if (event_->time > batch.received + Watermark::kMaxAhead) {
    event_->time = batch.received;  // as in the daemon: entries of lists hold for a time
  }
  if (!matcher_ && !expression_) {
    return true;
  }
  const LogSource source = log_source_of(*event_);
  if (expression_ && !expression_->matches(*event_, source)) {
    return false;
  }
  if (!matcher_) {
    return true;
  }
  matcher_->match(*event_, source, matched_);
  indicators_->match(*event_, source, matched_);
  return !matched_.empty();
}

RecordParser& RecordSearch::parser_of(const RecordBatch& batch) {
  const SourceHeaders::key_type key(batch.source, batch.organisation);
  if (const auto at = parsers_.find(key); at != parsers_.end()) {
    return at->second;
  }
  const auto configured = query_.sources.find(batch.source);
  const SourceFormat& format =
      configured == query_.sources.end() ? query_.otherwise : configured->second;
  auto parser =
      RecordParser::create(format.format, format.time_zone, query_.formats, format.charset);
  if (!parser) {
    parser = RecordParser::create("auto", format.time_zone, query_.formats);
  }
  RecordParser& made = parsers_.emplace(key, std::move(*parser)).first->second;
  if (const auto known = headers_->find(key); known != headers_->end()) {
    for (const std::string& header : known->second) {
      event_->clear();
      (void)made.parse(header, batch.received, *event_);
    }
  }
  return made;
}

}  // namespace yagura
