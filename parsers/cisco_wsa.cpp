// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Cisco Secure Web Appliance (IronPort WSA), AsyncOS 6 to 15: access log, and its W3C form.
//
//   1771990200.123 97 10.1.2.3 TCP_MISS/200 8187 GET http://www.example.jp/ "CITY\user01"
//   DIRECT/www.example.jp text/html
//   DEFAULT_CASE_12-Policy-Identity-NONE-NONE-NONE-DefaultGroup-NONE
//   <"IW_gov",6.9,-,"-",...> - "Mozilla/5.0"                                    (one line)
//
// Squid's native columns, the ACL decision tag with the names of the policies, the list of what the
// scanners said, the suspect user agent, and what the site adds: before the tag ("CMF:44") or at
// the end. Over syslog "Info: " stands in front. Tunnels are tunnel://host:port/. The list grew in
// its middle with the versions, so of its end only the file (name, then SHA-256) is looked for.
#include <algorithm>
#include <memory>
#include <vector>

#include "base/number.hpp"
#include "base/text.hpp"
#include "parse/elff.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/text_forms.hpp"
#include "parse/timestamp.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kLevel = "Info: ";

// The W3C form; x-resultcode-httpstatus, cs-username and the tag are taken apart before.
constexpr Mapping kRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"x-elapsed-time", Field::event_duration, As::duration_ms},
    {"c-ip", Field::source_ip, As::host},
    {"c-port", Field::source_port, As::port},
    {"x-result-code", Field::event_action},
    {"s-result-code", Field::event_action},
    {"sc-http-status", Field::http_response_status_code, As::integer},
    {"sc-status", Field::http_response_status_code, As::integer},
    {"sc-bytes", Field::http_response_bytes, As::integer},
    {"cs-bytes", Field::http_request_bytes, As::integer},
    {"cs-method", Field::http_request_method},
    {"cs-url", Field::url_original, As::url},
    {"cs-uri", Field::url_original, As::url},
    {"cs-mime-type", Field::http_response_mime_type},
    {"cs(User-Agent)", Field::user_agent_original},
    {"cs(Referer)", Field::http_request_referrer},
    {"s-ip", Field::destination_ip, As::ip},
    {"s-port", Field::destination_port, As::port},
    {"s-hostname", Field::destination_domain, As::lower},
    {"x-webcat-code-full", Field::rule_category},
    {"x-webcat-code-abbr", Field::rule_category},
    {"x-amp-filename", Field::file_name},
    {"x-amp-sha", Field::file_md5, As::hash},
    {"x-amp-malware-name", Field::threat_name},
    {"x-mcafee-virus-name", Field::threat_name},
    {"x-sophos-threat-name", Field::threat_name},
    {"x-webroot-spyname", Field::threat_name},
};

bool begins_with_epoch(std::string_view record) {
  const std::size_t digits = record.substr(0, 12).find_first_not_of("0123456789");
  return digits != kNone && digits >= 9 && record[digits] == '.';
}

std::string_view without_level(std::string_view record) {
  const std::size_t begin = record.find_first_not_of(' ');
  record = record.substr(std::min(begin, record.size()));
  return record.starts_with(kLevel) ? record.substr(kLevel.size()) : record;
}

// A column: to the next blank, or in double quotes.
std::string_view take_column(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::string_view column;
  if (!text.empty() && text.front() == '"') {
    const std::size_t end = closing_quote(text, 1);
    column = text.substr(1, end - 1);
    text.remove_prefix(std::min(end + 1, text.size()));
  } else {
    const std::size_t end = std::min(text.find(' '), text.size());
    column = text.substr(0, end);
    text.remove_prefix(end);
  }
  return column;
}

// "TCP_MISS/200".
bool add_result(Event& event, std::string_view column) {
  const std::size_t slash = column.rfind('/');
  const auto status = slash == kNone ? std::nullopt : parse_integer(column.substr(slash + 1));
  if (!status || *status < 0 || *status > 999) {
    return false;
  }
  const std::string_view code = column.substr(0, slash);
  event.add_text(Field::event_action, code);
  event.add(Field::http_response_status_code, *status);
  event.add(Field::event_outcome, code.find("DENIED") == kNone ? std::string_view("success")
                                                               : std::string_view("failure"));
  return true;
}

// "DIRECT/www.example.jp", by name or address.
void add_peer(Event& event, std::string_view column) {
  const std::size_t slash = column.find('/');
  event.add_text(Field::squid_peer_status, column.substr(0, slash));
  if (slash != kNone) {
    add_endpoint(event, Field::destination_ip, Field::destination_domain, column.substr(slash + 1));
  }
}

// "DEFAULT_CASE_12-Policy-Identity-...": the decision, then the policy that made it.
void add_decision(Event& event, std::string_view tag) {
  const std::size_t end = std::min(tag.find('-'), tag.size());
  event.add_text(Field::rule_id, tag.substr(0, end));
  if (end < tag.size()) {
    event.add_text(Field::rule_name, tag.substr(end + 1, tag.find('-', end + 1) - end - 1));
    event.add_unmapped(Origin::vendor, "acl_decision_tag", tag);
  }
}

class CiscoWsaParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"cisco", "proxy", ""};
    const std::string_view line = without_level(record);
    // The W3C form begins with the epoch, too, but not without having been announced.
    if (begins_with_epoch(line) && elff_.fields().empty()) {
      const ParseResult result = parse_access(line, event);
      return result.ok ? result
                       : ParseResult::malformed(result.reason, record.size() - line.size());
    }
    return parse_w3c(line, context, event);
  }

 private:
  ParseResult parse_access(std::string_view line, Event& event) {
    const auto time = parse_epoch_time(take_column(line));
    const auto elapsed = parse_integer(take_column(line));
    if (!time || !elapsed) {
      return ParseResult::malformed("cisco_wsa: no epoch seconds and milliseconds", 0);
    }
    event.own_time = time;
    event.add(Field::event_start, *time);
    constexpr std::int64_t kNanoseconds = 1'000'000;
    if (*elapsed >= 0 && *elapsed <= INT64_MAX / kNanoseconds) {
      event.add(Field::event_duration, *elapsed * kNanoseconds);
    }
    add_endpoint(event, Field::source_ip, Field::source_domain, take_column(line));
    if (!add_result(event, take_column(line))) {
      return ParseResult::malformed("cisco_wsa: result code is not CODE/STATUS", 0);
    }
    if (const auto size = parse_integer(take_column(line))) {
      event.add(Field::http_response_bytes, *size);
    }
    event.add_text(Field::http_request_method, take_column(line));
    add_url(event, take_column(line));
    add_account(event, Field::user_name, Field::user_domain,
                without_backslashes_of_quotes(take_column(line), event.arena()));
    add_peer(event, take_column(line));
    event.add_text(Field::http_response_mime_type, take_column(line));
    event.add(Field::network_transport, std::string_view("tcp"));
    add_site_columns(line, event);
    return {};
  }

  // In quotes a backslash may or may not be doubled.
  static std::string_view without_backslashes_of_quotes(std::string_view user, Arena& arena) {
    return user.find("\\\\") == kNone ? user : without_backslashes(user, arena);
  }

  // What stands before the tag, the tag, the verdicts, and what follows.
  void add_site_columns(std::string_view line, Event& event) {
    const std::size_t open = line.find(" <");
    const std::size_t close = open == kNone ? kNone : line.find('>', open);
    std::string_view before = trimmed(line.substr(0, open));
    const std::size_t blank = before.rfind(' ');
    const std::string_view tag = before.substr(blank == kNone ? 0 : blank + 1);
    add_decision(event, tag);
    before.remove_suffix(tag.size());
    for (before = trimmed(before); !before.empty(); before = trimmed(before)) {
      event.add_unmapped(Origin::vendor, "custom", take_column(before));
    }
    if (open == kNone) {
      return;
    }
    if (close == kNone) {
      event.notes.push_back("cisco_wsa: the list of verdicts is cut off");
    }
    const std::string_view list = line.substr(open + 2, close == kNone ? kNone : close - open - 2);
    add_verdicts(list, event);
    if (close != kNone) {
      add_added_columns(line.substr(close + 1), event);
    }
  }

  void add_verdicts(std::string_view list, Event& event) {
    columns_.clear();
    split_columns(list, kCsv, event.arena(), columns_);
    const auto item = [&](std::size_t number) {  // as the user guide counts them
      return number >= 1 && number <= columns_.size() ? columns_[number - 1] : std::string_view{};
    };
    event.add_text(Field::rule_category, item(1));
    if (const std::string_view score = item(2); !score.empty() && score != "-") {
      event.add_unmapped(Origin::vendor, "web_reputation_score", score);
    }
    constexpr std::size_t kThreats[] = {4, 13, 17};  // Webroot, McAfee, Sophos
    for (const std::size_t number : kThreats) {
      if (!event.has(Field::threat_name)) {
        event.add_text(Field::threat_name, item(number));
      }
    }
    constexpr std::size_t kSha256 = 64;
    for (std::size_t number = 33; number <= columns_.size(); ++number) {
      if (item(number).size() == kSha256 && add_hash(event, Field::file_md5, item(number))) {
        event.add_text(Field::file_name, item(number - 1));
        if (!event.has(Field::threat_name)) {
          event.add_text(Field::threat_name, item(number - 4));
        }
      }
    }
  }

  // The suspect user agent is the first; a site that adds the user agent puts it in quotes.
  static void add_added_columns(std::string_view text, Event& event) {
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
      const bool quoted = text.front() == '"';
      const std::string_view column = take_column(text);
      const std::size_t slash = quoted ? column.find('/') : kNone;
      if (slash != kNone && column.substr(slash, 2) == "//") {
        add_once(event, Field::http_request_referrer, column);
      } else if (slash != kNone) {
        add_once(event, Field::user_agent_original, column);
      } else if (!column.empty() && column != "-") {
        event.add_unmapped(Origin::vendor, "custom", column);
      }
    }
  }

  static void add_once(Event& event, Field field, std::string_view text) {
    if (!event.has(field)) {
      event.add_text(field, text);
    }
  }

  ParseResult parse_w3c(std::string_view record, const ParseContext& context, Event& event) {
    const std::string_view line = elff_.take_directives(record);
    if (line.empty()) {
      return ParseResult::directive("cisco_wsa: directive lines only, which were remembered");
    }
    if (elff_.fields().empty()) {
      return ParseResult::malformed("cisco_wsa: neither an access log line nor #Fields", 0);
    }
    pairs_.clear();
    const std::size_t count = elff_.read(line, event.arena(), pairs_);
    if (count * 2 < elff_.fields().size()) {
      return ParseResult::malformed("cisco_wsa: fewer than half of the columns", record.size());
    }
    if (count != elff_.fields().size()) {
      event.notes.push_back("cisco_wsa: not as many columns as #Fields says");
    }
    if (const auto time = take_elff_time(pairs_, context)) {
      event.own_time = time;
    }
    for (Pair& pair : pairs_) {
      read(pair, event);
    }
    table_.apply(pairs_, context, event);
    event.add(Field::network_transport, std::string_view("tcp"));
    return {};
  }

  static void read(Pair& pair, Event& event) {
    const auto* text = std::get_if<std::string_view>(&pair.value);
    if (text == nullptr || *text == "-") {
      return;
    }
    if (pair.name == "x-resultcode-httpstatus") {
      (void)add_result(event, *text);
    } else if (pair.name == "cs-username" || pair.name == "cs-auth-user") {
      add_account(event, Field::user_name, Field::user_domain, *text);
    } else if (pair.name == "x-hierarchy-origin") {
      add_peer(event, *text);
    } else if (pair.name == "x-acltag") {
      add_decision(event, *text);
    } else {
      return;
    }
    pair.value = std::monostate{};
  }

  ElffReader elff_;
  std::vector<std::string_view> columns_;
  FieldTable table_{kRows};
  Pairs pairs_;
};

Confidence recognise(std::string_view record) {
  if (begins_with_elff_directive(record)) {
    constexpr std::size_t kHead = 1024;
    const std::string_view head = record.substr(0, kHead);
    return head.find("AsyncOS") != kNone || head.find("x-acltag") != kNone ? Confidence::certain
                                                                           : Confidence::no;
  }
  const std::string_view line = without_level(record);
  if (!begins_with_epoch(line)) {
    return Confidence::no;
  }
  // Squid's lines have no list of verdicts behind a tag of eight parts.
  const std::size_t open = line.find(" <");
  if (open == kNone || line.find(',', open) == kNone) {
    return Confidence::no;
  }
  const std::size_t blank = line.rfind(' ', open - 1);
  const std::string_view tag = line.substr(blank + 1, open - blank - 1);
  return tag.find('_') < tag.find('-') && tag.find('-') != kNone ? Confidence::certain
                                                                 : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<CiscoWsaParser>();
}

}  // namespace

extern const Format cisco_wsa_format;
const Format cisco_wsa_format = {"cisco_wsa", "Cisco Secure Web Appliance access log, or W3C",
                                 recognise, create};

}  // namespace yagura
