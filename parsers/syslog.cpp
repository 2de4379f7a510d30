// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// The plain syslog message: header and text, nothing known about what the text says.
#include "parse/syslog.hpp"

#include <memory>

#include "parse/parser.hpp"

namespace yagura {
namespace {

class SyslogParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    SyslogMessage message;
    if (const ParseResult result = parse_syslog(record, context, message); !result.ok) {
      return result;
    }
    event.add_text(Field::message, message.payload);
    add_syslog_header(message, event);
    if (message.time) {
      event.own_time = message.time;
    }
    return {};
  }
};

// Everything a relay hands on has a priority; a text with less is left to who knows it better.
Confidence recognise(std::string_view record) {
  return record.substr(0, 1) == "<" ? Confidence::possible : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<SyslogParser>();
}

}  // namespace

extern const Format syslog_format;
const Format syslog_format = {"syslog", "syslog header and text, RFC 5424 and RFC 3164", recognise,
                              create};

}  // namespace yagura
