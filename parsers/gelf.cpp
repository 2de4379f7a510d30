// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Graylog Extended Log Format, version 1.1 (docs.graylog.org, "GELF Payload Specification"), the
// uncompressed object as GELF over TCP carries it:
//
//   {"version":"1.1","host":"fw01","short_message":"...","full_message":"...",
//    "timestamp":1771990200.123,"level":4,"_user":"shokuin01"}
//
// Additional fields have a leading underscore, which is taken off. The message may be a record of
// its own (a forwarded CEF line), and is tried as one where the format is found by content.
#include <memory>

#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

constexpr Mapping kRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"host", Field::host_name},
    {"full_message", Field::message},
    {"short_message", Field::message},
    {"level", Field::syslog_severity, As::integer},
    {"facility", Field::syslog_appname},
};

class GelfParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    inner_ = {};
    if (const ParseResult result = json_.read(record, "", event, pairs_); !result.ok) {
      return result;
    }
    if (find_pair(pairs_, "short_message") == nullptr) {
      return ParseResult::malformed("gelf: no short_message", 0);
    }
    inner_ = pair_text(pairs_, "full_message");
    inner_ = inner_.empty() ? pair_text(pairs_, "short_message") : inner_;
    for (Pair& pair : pairs_) {
      pair.name.remove_prefix(pair.name.starts_with('_') ? 1 : 0);
    }
    table_.apply(pairs_, context, event);
    return {};
  }

  std::string_view inner_record() const override { return inner_; }

 private:
  JsonReader json_;
  FieldTable table_{kRows};
  Pairs pairs_;
  std::string_view inner_;
};

Confidence recognise(std::string_view record) {
  return looks_like_json_object(record) && has_json_key(record, "\"short_message\"") &&
                 has_json_key(record, "\"version\"")
             ? Confidence::certain
             : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<GelfParser>();
}

}  // namespace

extern const Format gelf_format;
const Format gelf_format = {"gelf", "Graylog Extended Log Format 1.1", recognise, create};

}  // namespace yagura
