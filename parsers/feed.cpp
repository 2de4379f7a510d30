// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// What a linking module reports about a flow of updates it carries: one JSON object a step.
//
//   {"@timestamp":"2026-03-16T09:12:33.120+09:00","feed":"certificate-updates",
//    "stage":"committed","sequence":1041}
//
// "committed" is written where the update is made, "reflected" where it has arrived; that the
// second does not follow the first is how stale data are noticed while every transport answers.
#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "model/event.hpp"
#include "model/record.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

namespace json = simdjson::dom;

// What must be there, once each.
struct Needed {
  std::optional<TimePoint> time;
  bool feed = false;
  bool stage = false;
  bool sequence = false;
};

ParseResult wrong(std::string_view reason) {
  return ParseResult::malformed(reason, 0);
}

ParseResult add_time(const json::element& value, const ParseContext& context, Needed& needed) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) {
    return wrong("feed: @timestamp is not a text");
  }
  needed.time = parse_rfc3339(text, context.zone);
  return needed.time ? ParseResult{} : wrong("feed: @timestamp is not RFC 3339");
}

ParseResult add_name(const json::element& value, Event& event, Needed& needed) {
  std::string_view text;
  if (needed.feed || value.get(text) != simdjson::SUCCESS || text.empty()) {
    return wrong("feed: feed is not one text");
  }
  event.add(Field::feed_name, event.arena().copy(text));
  needed.feed = true;
  return {};
}

ParseResult add_stage(const json::element& value, Event& event, Needed& needed) {
  std::string_view text;
  const bool known =
      value.get(text) == simdjson::SUCCESS && (text == "committed" || text == "reflected");
  if (needed.stage || !known) {
    return wrong("feed: stage is neither committed nor reflected");
  }
  event.add(Field::feed_stage, event.arena().copy(text));
  needed.stage = true;
  return {};
}

ParseResult add_sequence(const json::element& value, Event& event, Needed& needed) {
  std::int64_t number = 0;
  if (needed.sequence || value.get(number) != simdjson::SUCCESS || number < 0) {
    return wrong("feed: sequence is not one whole number from 0");
  }
  event.add(Field::feed_sequence, number);
  needed.sequence = true;
  return {};
}

// Numbers, texts and flags under their own name; anything nested is left out with a note.
void add_extra(std::string_view key, const json::element& value, Event& event) {
  Value kept;
  std::string_view text;
  std::int64_t number = 0;
  double real = 0;
  bool flag = false;
  if (value.get(text) == simdjson::SUCCESS) {
    kept = event.arena().copy(text);
  } else if (value.get(number) == simdjson::SUCCESS) {
    kept = number;
  } else if (value.get(real) == simdjson::SUCCESS) {
    kept = real;
  } else if (value.get(flag) == simdjson::SUCCESS) {
    kept = flag;
  } else if (!value.is_null()) {
    event.notes.push_back("feed: a nested value is left out");
    return;
  }
  event.add_unmapped(Origin::vendor, event.arena().copy(key), kept);
}

class FeedParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    if (record.size() > kMaxRecordBytes) {
      return ParseResult::malformed("feed: record is too long", kMaxRecordBytes);
    }
    buffer_.resize(record.size() + simdjson::SIMDJSON_PADDING);
    std::memcpy(buffer_.data(), record.data(), record.size());
    json::object object;
    if (const auto error =
            parser_.parse(buffer_.data(), record.size(), false).get_object().get(object)) {
      return wrong(error == simdjson::UTF8_ERROR ? "feed: not UTF-8" : "feed: not a JSON object");
    }
    Needed needed;
    for (const json::key_value_pair& pair : object) {
      if (const ParseResult result = add(pair, context, event, needed); !result.ok) {
        return result;
      }
    }
    if (!needed.time || !needed.feed || !needed.stage || !needed.sequence) {
      return wrong("feed: @timestamp, feed, stage or sequence is missing");
    }
    event.own_time = needed.time;
    return {};
  }

 private:
  static ParseResult add(const json::key_value_pair& pair, const ParseContext& context,
                         Event& event, Needed& needed) {
    if (pair.key == "@timestamp") {
      return add_time(pair.value, context, needed);
    }
    if (pair.key == "feed") {
      return add_name(pair.value, event, needed);
    }
    if (pair.key == "stage") {
      return add_stage(pair.value, event, needed);
    }
    if (pair.key == "sequence") {
      return add_sequence(pair.value, event, needed);
    }
    add_extra(pair.key, pair.value, event);
    return {};
  }

  json::parser parser_;
  std::vector<char> buffer_;
};

Confidence recognise(std::string_view record) {
  constexpr std::size_t kHead = 1024;
  const std::string_view head = record.substr(0, kHead);
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || head[first] != '{') {
    return Confidence::no;
  }
  const auto has = [&](std::string_view key) { return head.find(key) != std::string_view::npos; };
  return has("\"feed\"") && has("\"stage\"") && has("\"sequence\"") ? Confidence::certain
                                                                    : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<FeedParser>();
}

}  // namespace

extern const Format feed_format;
const Format feed_format = {"feed", "progress of a watched flow of updates, JSON", recognise,
                            create};

}  // namespace yagura
