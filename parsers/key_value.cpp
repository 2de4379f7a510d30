// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// key=value pairs of a product that no other format knows, with the names that most of them share:
//
//   time="2026-02-25 12:30:00" src=192.0.2.1 spt=50000 dst=198.51.100.7 action=deny user="city\\u"
//
// What these names mean elsewhere is not known, so nothing but the plain ones is taken; the rest
// is kept under vendor.*. A description file (config/formats) says more of a product.
#include <memory>

#include "parse/field_table.hpp"
#include "parse/key_value.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

constexpr Mapping kRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"datetime", Field::timestamp, As::time},
    {"time", Field::timestamp, As::time},
    {"date", Field::timestamp, As::time},
    {"src", Field::source_ip, As::host},
    {"src_ip", Field::source_ip, As::host},
    {"srcip", Field::source_ip, As::host},
    {"spt", Field::source_port, As::port},
    {"src_port", Field::source_port, As::port},
    {"srcport", Field::source_port, As::port},
    {"dst", Field::destination_ip, As::host},
    {"dst_ip", Field::destination_ip, As::host},
    {"dstip", Field::destination_ip, As::host},
    {"dpt", Field::destination_port, As::port},
    {"dst_port", Field::destination_port, As::port},
    {"dstport", Field::destination_port, As::port},
    {"proto", Field::network_transport, As::transport},
    {"action", Field::event_action},
    {"user", Field::user_name, As::account},
    {"username", Field::user_name, As::account},
    {"url", Field::url_original, As::url},
    {"host", Field::host_name},
    {"hostname", Field::host_name},
    {"msg", Field::message},
    {"message", Field::message},
};

class KeyValueParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    if (read_key_values(record, ValueEnd::blank, event.arena(), pairs_) == 0) {
      return ParseResult::malformed("key_value: no key=value", 0);
    }
    table_.apply(pairs_, context, event);
    return {};
  }

 private:
  FieldTable table_{kRows};
  Pairs pairs_;
};

// Never by content: sentences hold equals signs, too.
Confidence recognise(std::string_view /*record*/) {
  return Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<KeyValueParser>();
}

}  // namespace

extern const Format key_value_format;
const Format key_value_format = {"key_value", "key=value pairs of any product", recognise, create};

}  // namespace yagura
