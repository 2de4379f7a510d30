// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// i-FILTER and D-SPA (Digital Arts): access log and block log, parted by blanks.
//
//   Feb 25 12:30:01 4872 1040/01/ - 192.0.2.7 10.1.2.3 10.1.2.3 pc1.example.jp user01
//   [25/Feb/2026:12:30:00 +0900] 200 0 1207 proxy 63 87 87/127/151 -1 0 1518 0 group01 - 0 -
//   "GET https://www.example.jp/ HTTP/1.1" - Chrome text%2Fhtml A667FEFF       (one line)
//
// It begins with when the line was written, without a year; the time in brackets is when the
// access began, and is taken. The brackets and the quotes hold what the vendor counts as several
// columns ("35 columns"). Group, user, user agent and content type are %-encoded, blanks as %20 or
// '+'; Japanese in them is UTF-8. Versions order the columns differently, the cloud service says
// GMT, and a site may set its own list with the product's %-tokens: the layouts below are nothing
// but such lists, and a site's own is a format by configuration (its token string as a template).
#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/number.hpp"
#include "parse/any_time.hpp"
#include "parse/columns.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr ColumnStyle kStyle{' ', true, true, true, true};

// Ver.10, D-SPA Ver.4 and i-FILTER@Cloud. The meaning of those named by their number is not public.
constexpr std::string_view kVersion10[] = {
    "output_month",
    "output_day",
    "output_time",
    "process_id",
    "version",
    "parent_proxy",
    "server",
    "peer",
    "client",
    "client_name",
    "user",
    "start_time",
    "status",
    "column_15",
    "bytes_to_client",
    "action",
    "reason",
    "category",
    "categories",
    "column_21",
    "column_22",
    "bytes_from_client",
    "column_24",
    "group",
    "column_26",
    "column_27",
    "column_28",
    "request",
    "referrer",
    "user_agent",
    "mime_type",
    "request_id",
};

// D-SPA Ver.1 and 2, with the request in the middle.
constexpr std::string_view kVersion1[] = {
    "output_month", "output_day",  "output_time", "process_id",      "version",   "parent_proxy",
    "client",       "client_name", "user",        "start_time",      "request",   "referrer",
    "user_agent",   "status",      "column_18",   "bytes_to_client", "action",    "reason",
    "category",     "categories",  "group",       "mime_type",       "column_26", "column_27",
    "column_28",    "request_id",
};

// The block log of Ver.9 and 10.
constexpr std::string_view kBlock[] = {
    "process_id", "client",    "user",      "group",     "column_5",   "start_time",
    "zone",       "url",       "action",    "reason",    "column_11",  "column_12",
    "column_13",  "column_14", "column_15", "column_16", "virus_name",
};

constexpr Mapping kRows[] = {
    {"server", Field::destination_ip, As::host},
    {"client", Field::source_ip, As::host},
    {"peer", Field::source_ip, As::host},
    {"client_name", Field::source_domain, As::lower},
    {"user", Field::user_name, As::account},
    {"group", Field::group_name},
    {"status", Field::http_response_status_code, As::integer},
    {"bytes_to_client", Field::http_response_bytes, As::integer},
    {"bytes_from_client", Field::http_request_bytes, As::integer},
    {"action", Field::event_action},
    {"reason", Field::event_reason},
    {"categories", Field::rule_category},
    {"category", Field::rule_category},
    {"url", Field::url_original, As::url},
    {"referrer", Field::http_request_referrer},
    {"user_agent", Field::user_agent_original},
    {"mime_type", Field::http_response_mime_type},
    {"virus_name", Field::threat_name},
    {"request_id", Field::event_id},
};

// Values that the product encodes.
constexpr std::string_view kEncoded[] = {"user", "group", "user_agent", "mime_type", "virus_name"};

std::size_t position_of(std::span<const std::string_view> layout, std::string_view name) {
  const auto found = std::find(layout.begin(), layout.end(), name);
  return static_cast<std::size_t>(found - layout.begin());
}

// "25/Feb/2026:12:30:00".
bool looks_like_start_time(std::string_view text) {
  return begins_like(text, "dd/aaa/dddd:dd:dd:dd");
}

bool is_request(std::string_view text) {
  const std::size_t blank = text.find(' ');
  return blank != kNone && blank > 0 && text.rfind("HTTP/") != kNone;
}

class IfilterParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"ifilter", "proxy", ""};
    columns_.clear();
    split_columns(record.substr(0, record.find_last_not_of("\r\n") + 1), kStyle, event.arena(),
                  columns_);
    const std::span<const std::string_view> layout = choose_layout();
    if (layout.empty()) {
      return ParseResult::malformed("ifilter: no start time DD/Mon/YYYY where one is expected", 0);
    }
    if (columns_.size() != layout.size()) {
      event.notes.push_back("ifilter: the number of columns is that of no known version");
    }
    pairs_.clear();
    name_columns(layout, columns_, event.arena(), pairs_);
    if (!join_times(context, event)) {
      return ParseResult::malformed("ifilter: the start time is no time", 0);
    }
    for (Pair& pair : pairs_) {
      read(pair, event);
    }
    table_.apply(pairs_, context, event);
    return {};
  }

 private:
  // By where the start time stands, and the request.
  std::span<const std::string_view> choose_layout() const {
    const auto at = [&](std::size_t i) {
      return i < columns_.size() ? columns_[i] : std::string_view{};
    };
    const std::size_t block = position_of(kBlock, "start_time");
    if (looks_like_start_time(at(block))) {
      return kBlock;
    }
    const std::size_t old = position_of(kVersion1, "start_time");
    if (looks_like_start_time(at(old)) && is_request(at(old + 1))) {
      return kVersion1;
    }
    const std::size_t now = position_of(kVersion10, "start_time");
    return looks_like_start_time(at(now)) ? std::span<const std::string_view>(kVersion10)
                                          : std::span<const std::string_view>{};
  }

  // The time of writing is three columns, the block log's start two: nothing of them is left for
  // the table.
  bool join_times(const ParseContext& context, Event& event) {
    const std::string_view start = pair_text(pairs_, "start_time");
    const std::string_view zone = pair_text(pairs_, "zone");
    std::array<char, 64> whole;
    if (start.size() + 1 + zone.size() > whole.size()) {
      return false;
    }
    char* end = std::copy(start.begin(), start.end(), whole.data());
    *end++ = ' ';
    end = std::copy(zone.begin(), zone.end(), end);
    const auto time =
        parse_any_time({whole.data(), static_cast<std::size_t>(end - whole.data())}, context);
    if (!time) {
      return false;
    }
    event.own_time = time;
    for (Pair& pair : pairs_) {
      if (pair.name == "start_time" || pair.name == "zone" || pair.name.starts_with("output_")) {
        pair.value = std::monostate{};
      }
    }
    return true;
  }

  static void read(Pair& pair, Event& event) {
    const auto* text = std::get_if<std::string_view>(&pair.value);
    if (text == nullptr) {
      return;
    }
    if (pair.name == "request") {
      add_request_line(event, *text);
      pair.value = std::monostate{};
    } else if (pair.name == "server") {
      const std::size_t colon = text->find(':');  // the cloud service adds the port
      const bool one = colon != kNone && text->find(':', colon + 1) == kNone;
      const auto port = one ? parse_integer(text->substr(colon + 1)) : std::nullopt;
      if (port && *port >= 0 && *port <= 65535) {
        event.add(Field::destination_port, *port);
      }
    } else if (pair.name == "referrer" && text->find("%3A%2F%2F") != kNone) {
      pair.value = percent_decoded(*text, event.arena());  // some sites' lists encode it whole
    } else if (std::find(std::begin(kEncoded), std::end(kEncoded), pair.name) !=
               std::end(kEncoded)) {
      pair.value = form_decoded(*text, event.arena());
    }
  }

  std::vector<std::string_view> columns_;
  FieldTable table_{kRows};
  Pairs pairs_;
};

// "Feb 25 12:30:01 4872 1040/01/ ": no other product has the two numbers.
bool begins_like_access_log(std::string_view record) {
  std::size_t at = 0;
  for (int word = 0; word < 4; ++word) {
    at = record.find_first_not_of(' ', std::min(record.find(' ', at), record.size()));
    if (at == kNone) {
      return false;
    }
    if (word == 2 && !is_digit(record[at])) {
      return false;
    }
  }
  const std::string_view version = record.substr(at, record.find(' ', at) - at);
  const std::size_t digits = version.find_first_not_of("0123456789");
  return digits != kNone && digits > 0 && version[digits] == '/' &&
         version.find('/', digits + 1) != kNone;
}

Confidence recognise(std::string_view record) {
  constexpr std::size_t kHead = 512;
  const std::string_view head = record.substr(0, kHead);
  if (head.size() < 16 || head[0] == '<' || head[0] == '{') {
    return Confidence::no;
  }
  if (begins_like_access_log(head)) {
    const std::size_t bracket = head.find(" [");
    return bracket != kNone && looks_like_start_time(head.substr(bracket + 2)) ? Confidence::certain
                                                                               : Confidence::no;
  }
  if (!is_digit(head[0])) {
    return Confidence::no;
  }
  const bool block = head.find(" block ") != kNone && head.find("://") != kNone;
  std::size_t at = 0;
  for (std::size_t word = 0; block && word < position_of(kBlock, "start_time"); ++word) {
    at = std::min(head.find(' ', at), head.size() - 1) + 1;
  }
  return block && looks_like_start_time(head.substr(std::min(at, head.size())))
             ? Confidence::certain
             : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<IfilterParser>();
}

}  // namespace

extern const Format ifilter_format;
const Format ifilter_format = {"ifilter", "Digital Arts i-FILTER / D-SPA access and block log",
                               recognise, create};

}  // namespace yagura
