// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// JSON objects that no format with a vendor's name knows, one a record: what collectors make of
// other programs' logs.
//
//   {"@timestamp":"2026-02-25T03:30:00Z","source":{"ip":"192.0.2.1"},"message":"..."}
//
// Names that are ours (ECS, nested or dotted) are taken as what they are; the time is looked for
// under the names that collectors use; the rest is kept under vendor.*. A wrapper whose message is
// a record of its own (CEF in JSON) becomes that record where the format is found by content.
#include <memory>

#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

// In order of preference: when it happened before when it was collected.
constexpr Mapping kRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"time", Field::timestamp, As::time},
    {"ts", Field::timestamp, As::time},
    {"datetime", Field::timestamp, As::time},
    {"eventTime", Field::timestamp, As::time},
    {"event_time", Field::timestamp, As::time},
    {"created", Field::timestamp, As::time},
    {"@timestamp", Field::timestamp, As::time},
    {"msg", Field::message},
    {"log", Field::message},
    {"level", Field::log_level},
    {"hostname", Field::host_name},
};

// Where wrappers put the record they wrap.
constexpr std::string_view kWrapped[] = {"event.original", "message", "msg", "log", "_raw", "raw"};

As reading_of(Field field) {
  switch (field) {
    case Field::source_ip:
    case Field::destination_ip:
    case Field::host_ip:
    case Field::observer_ip:
    case Field::source_nat_ip:
    case Field::destination_nat_ip:
      return As::ip;
    case Field::event_start:
    case Field::event_end:
    case Field::process_start:
      return As::time;
    default:
      return As::text;
  }
}

class JsonParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    inner_ = {};
    if (const ParseResult result = json_.read(record, "", event, pairs_); !result.ok) {
      return result;
    }
    take_our_names(context, event);
    table_.apply(others_, context, event);
    for (const std::string_view name : kWrapped) {
      if (inner_.empty()) {
        inner_ = pair_text(pairs_, name);
      }
    }
    return {};
  }

  std::string_view inner_record() const override { return inner_; }

 private:
  void take_our_names(const ParseContext& context, Event& event) {
    others_.clear();
    for (const Pair& pair : pairs_) {
      const auto field = find_field(pair.name);
      const bool ours = field && *field != Field::timestamp && *field != Field::event_dataset;
      if (!ours ||
          !add_as(*field, reading_of(*field), pair.value, context, DateOrder::unknown, event)) {
        others_.push_back(pair);
      }
    }
  }

  JsonReader json_;
  FieldTable table_{kRows};
  Pairs pairs_;
  Pairs others_;
  std::string_view inner_;
};

// Whoever knows more than that it is an object is surer.
Confidence recognise(std::string_view record) {
  return looks_like_json_object(record) ? Confidence::possible : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<JsonParser>();
}

}  // namespace

extern const Format json_format;
const Format json_format = {"json", "JSON objects with ECS names or any others", recognise, create};

}  // namespace yagura
