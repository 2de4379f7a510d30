// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// InterSafe WebFilter, GatewayConnection and CATS access log (ALSI): 25 columns parted by tabs.
//
//   2026/02/25<TAB>12:30:00<TAB>HTTPS<TAB>10.1.2.3<TAB>総務部\総務課<TAB>user01<TAB>-<TAB>Blocked
//   ...
//
// Times have no zone: the clock of the proxy, JST in all but a few places. Columns the
// administrator has not switched on are "-", and some editions leave the last ones out. Agents
// (filterng) write 0 where they do not know a size, and https without inspection shows host:443
// for the URL. A relay may have turned tabs into blanks; then nothing tells a group from an
// account.
#include <array>
#include <memory>
#include <vector>

#include "parse/any_time.hpp"
#include "parse/columns.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr std::string_view kColumns[] = {
    "date",       "time",       "protocol",          "client_ip", "group",        "account",
    "browser",    "state",      "server_ip",         "status",    "host",         "transfer_time",
    "sent",       "received",   "mime_type",         "reserved",  "reason",       "category",
    "category_1", "category_2", "security_category", "url",       "http_version", "method",
    "referrer",
};

constexpr Mapping kRows[] = {
    {"protocol", Field::network_protocol, As::lower},
    {"client_ip", Field::source_ip, As::host},
    {"group", Field::group_name},
    {"account", Field::user_name, As::account},
    {"browser", Field::user_agent_original},
    {"state", Field::event_action},
    {"server_ip", Field::destination_ip, As::host},
    {"status", Field::http_response_status_code, As::integer},
    {"host", Field::url_domain, As::lower},
    {"transfer_time", Field::event_duration, As::duration_ms},
    {"sent", Field::http_request_bytes, As::integer},
    {"received", Field::http_response_bytes, As::integer},
    {"mime_type", Field::http_response_mime_type},
    {"reason", Field::event_reason},
    {"category", Field::rule_category},
    {"method", Field::http_request_method, As::upper_method},
    {"referrer", Field::http_request_referrer},
};

// Date and time are two columns of fixed width: seen through the tab as one text.
constexpr std::size_t kDateSize = 10;
constexpr std::size_t kTimeSize = 19;

bool begins_with_date(std::string_view record) {
  return begins_like(record, "dddd/dd/dd\tdd:dd:dd\t");
}

class IntersafeParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"intersafe", "proxy", ""};
    if (!begins_with_date(record)) {
      return ParseResult::malformed("intersafe: no YYYY/MM/DD, tab, HH:MM:SS at the beginning", 0);
    }
    columns_.clear();
    record = record.substr(0, record.find_last_not_of("\r\n") + 1);
    split_columns(record, kTsv, event.arena(), columns_);
    constexpr std::size_t kFewest = 11;  // up to the host
    if (columns_.size() < kFewest) {
      return ParseResult::malformed("intersafe: fewer columns than up to the host", record.size());
    }
    pairs_.clear();
    std::array<char, kTimeSize> date_time;
    record.copy(date_time.data(), kTimeSize);
    date_time[kDateSize] = ' ';
    const auto time = parse_any_time({date_time.data(), kTimeSize}, context);
    if (!time) {
      return ParseResult::malformed("intersafe: date and time are no time", 0);
    }
    event.own_time = time;
    name_columns(kColumns, columns_, event.arena(), pairs_);
    pairs_.erase(pairs_.begin(), pairs_.begin() + 2);
    add_request(event);
    table_.apply(pairs_, context, event);
    return {};
  }

 private:
  void add_request(Event& event) {
    for (Pair& pair : pairs_) {
      const auto* text = std::get_if<std::string_view>(&pair.value);
      if (text == nullptr) {
        continue;
      }
      if (pair.name == "url") {
        add_url_without_scheme(event, pair_text(pairs_, "protocol"), *text);
        pair.value = std::monostate{};
      } else if (pair.name == "http_version" && text->substr(0, 5) == "HTTP/") {
        event.add_text(Field::http_version, text->substr(5));
        pair.value = std::monostate{};
      }
    }
  }

  std::vector<std::string_view> columns_;
  FieldTable table_{kRows};
  Pairs pairs_;
};

Confidence recognise(std::string_view record) {
  if (!begins_with_date(record)) {
    return Confidence::no;
  }
  constexpr std::string_view kStates[] = {"\tProxied\t", "\tBlocked\t", "\tAllowed\t",
                                          "\tBlkPost\t", "\tRelease\t"};
  for (const std::string_view state : kStates) {
    if (record.find(state) != std::string_view::npos) {
      return Confidence::certain;
    }
  }
  return Confidence::likely;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<IntersafeParser>();
}

}  // namespace

extern const Format intersafe_format;
const Format intersafe_format = {"intersafe", "ALSI InterSafe WebFilter access log, tabs",
                                 recognise, create};

}  // namespace yagura
