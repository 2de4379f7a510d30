// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// ArcSight Common Event Format of any vendor, by its dictionary ("Implementing ArcSight CEF",
// Rev. 25) and by the labels of custom fields:
//
//   CEF:0|Example|Gateway|1.2|100|blocked|7|rt=1772000000123 src=192.0.2.7 act=blocked
//       request=http://www.example.jp/?a\=b cs1Label=Policy cs1=Staff
//
// Vendors whose CEF we know better have formats of their own, which are surer of it; asked for by
// name, this one reads theirs as well.
//
// Traps: the class of the event is both a code and, with most vendors, the rule that made it, so
// it goes to both; times without a zone are of the zone in dtz, if there is one; a message is also
// the reason, as most vendors mean it.
#include <memory>

#include "parse/cef.hpp"
#include "parse/cef_fields.hpp"
#include "parse/device_zone.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

void add_header(const CefHeader& header, const ParseContext& context, Event& event) {
  event.add_text(Field::observer_vendor, header.vendor);
  event.add_text(Field::observer_product, header.product);
  event.add_text(Field::observer_version, header.version);
  event.add_text(Field::event_code, header.event_class);
  event.add_text(Field::rule_id, header.event_class);
  event.add_unmapped(Origin::none, "cef.name", header.name);
  // A number from 0 to 10, or Low, Medium, High, Very-High.
  if (!add_as(Field::event_severity, As::integer, header.severity, context, DateOrder::unknown,
              event)) {
    event.add_text(Field::log_level, header.severity);
  }
}

// "0" is inbound and "1" outbound, seen from the network that is guarded.
void add_direction(const Pairs& pairs, Event& event) {
  const std::string_view direction = pair_text(pairs, "deviceDirection");
  if (direction == "0" || direction == "1") {
    event.add(Field::network_direction,
              std::string_view(direction == "0" ? "inbound" : "outbound"));
  }
}

class CefParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    CefHeader header;
    pairs_.clear();
    if (const ParseResult result = read_cef(record, event.arena(), header, pairs_); !result.ok) {
      return result;
    }
    add_header(header, context, event);
    table_.apply(pairs_, zone_.with(context, pair_text(pairs_, "dtz")), event);
    add_direction(pairs_, event);
    if (!event.has(Field::message)) {
      event.add_text(Field::message, header.name);
    }
    return {};
  }

 private:
  FieldTable table_{kCefRows};
  DeviceZone zone_;
  Pairs pairs_;
};

Confidence recognise(std::string_view record) {
  const std::size_t start = find_cef(record);
  // What stands in front is the rest of a header of some relay; quotes and braces are a wrapper's.
  if (start == kNone || record.substr(0, start).find_first_of("\"'{=|") != kNone) {
    return Confidence::no;
  }
  constexpr int kBars = 7;
  int bars = 0;
  for (std::size_t at = start; at < record.size() && bars < kBars; ++at) {
    bars += record[at] == '|' ? 1 : 0;
  }
  if (bars < kBars) {
    return Confidence::no;
  }
  return start == 0 ? Confidence::likely : Confidence::possible;  // a syslog header comes off first
}

std::unique_ptr<Parser> create() {
  return std::make_unique<CefParser>();
}

}  // namespace

extern const Format cef_format;
const Format cef_format = {"cef", "ArcSight CEF of any vendor, by the dictionary", recognise,
                           create};

}  // namespace yagura
