// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Cisco Secure Web Appliance (WSA, once IronPort), access logs of AsyncOS 7 to 15: Squid's columns,
// then the decision, the verdicts between angle brackets, and what the site appends.
//
//   Info: 1771990200.563 481 192.0.2.7 TCP_MISS/200 6916 CONNECT tunnel://www.example.jp:443/
//       "CITY\user01@AD" DIRECT/www.example.jp - DEFAULT_CASE_12-Policy-Identity-NONE-NONE-NONE-
//       DefaultGroup-NONE <"IW_gov",6.8,1,"-",...,"-"> - - 192.0.2.80
//
// "Info: " stands before it where the log is sent by syslog. Sites put columns before the decision
// and after the verdicts, so the decision is what stands last before the bracket. Verdicts are
// quoted or not, and releases put new ones between the old: the bandwidth, the only number with a
// decimal point in its part, and the file's SHA-256 tell where the others are.
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "model/event.hpp"
#include "parse/columns.hpp"
#include "parse/event_fields.hpp"
#include "parse/number.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"
#include "parse/timestamp.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
using Columns = std::vector<std::string_view>;

// Backslashes are of the user's domain, no escapes.
constexpr ColumnStyle kLine{' ', true, true, false, false};

enum Column : std::size_t {
  kTime,
  kElapsed,
  kClient,
  kResult,
  kSize,
  kMethod,
  kUrl,
  kUser,
  kPeer,
  kMime
};
constexpr std::size_t kFewestColumns = kMime + 1;

std::string_view without_prefix(std::string_view record) {
  constexpr std::string_view kInfo = "Info: ";
  return record.starts_with(kInfo) ? record.substr(kInfo.size()) : record;
}

bool is_value(std::string_view text) {
  return !text.empty() && text != "-" && text != "Unknown";
}

std::string_view at(const Columns& columns, std::size_t number) {
  return number < columns.size() ? columns[number] : std::string_view{};
}

// "TCP_MISS/200".
bool add_result(std::string_view column, Event& event) {
  const std::size_t slash = column.rfind('/');
  const auto status = slash == kNone ? std::nullopt : parse_integer(column.substr(slash + 1));
  if (!status || *status < 0 || *status > 999) {
    return false;
  }
  event.add_text(Field::event_action, column.substr(0, slash));
  event.add(Field::http_response_status_code, *status);
  return true;
}

void add_elapsed(std::string_view column, Event& event) {
  constexpr std::int64_t kNanoseconds = 1'000'000;
  const auto elapsed = parse_integer(column);
  if (elapsed && *elapsed >= 0 && *elapsed <= INT64_MAX / kNanoseconds) {
    event.add(Field::event_duration, *elapsed * kNanoseconds);
  }
}

// "DIRECT/www.example.jp": a name or an address.
void add_peer(std::string_view column, Event& event) {
  const std::size_t slash = column.find('/');
  event.add_text(Field::squid_peer_status, column.substr(0, slash));
  if (slash != kNone) {
    add_endpoint(event, Field::destination_ip, Field::destination_domain, column.substr(slash + 1));
  }
}

// "DEFAULT_CASE_12-AccessPolicy-Identity-...": what was decided, by which policy.
void add_decision(std::string_view tag, Event& event) {
  const std::size_t end = tag.find('-');
  event.add_text(Field::rule_id, tag.substr(0, end));
  if (end == kNone) {
    return;
  }
  const std::string_view rest = tag.substr(end + 1);
  const std::string_view policy = rest.substr(0, rest.find('-'));
  if (policy != "NONE") {
    event.add_text(Field::rule_name, policy);
  }
}

bool is_bandwidth(std::string_view text) {
  return text.find('.') != kNone && text.find_first_not_of("0123456789.") == kNone;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == kNone;
}

void add_threat(std::string_view name, Event& event) {
  if (is_value(name) && !event.has(Field::threat_name)) {
    event.add(Field::threat_name, name);
  }
}

void add_verdicts(const Columns& verdicts, Event& event) {
  // Those of the first release: category and reputation, the names by Webroot, McAfee and Sophos.
  event.add_text(Field::rule_category, at(verdicts, 0));
  if (is_value(at(verdicts, 1))) {
    event.add_unmapped(Origin::vendor, "web_reputation", verdicts[1]);
  }
  for (const std::size_t number : {std::size_t{3}, std::size_t{12}, std::size_t{16}}) {
    add_threat(at(verdicts, number), event);
  }
  constexpr std::size_t kBandwidth = 26;  // or later
  for (std::size_t i = kBandwidth; i < verdicts.size(); ++i) {
    if (is_bandwidth(verdicts[i])) {
      const std::string_view application = verdicts[i - 4];
      event.add_text(Field::network_application, is_value(application) ? application : "");
      break;
    }
  }
  // Advanced Malware Protection: verdict, threat, score, uploaded, file, SHA-256.
  for (std::size_t i = kBandwidth; i < verdicts.size(); ++i) {
    if (is_sha256(verdicts[i])) {
      event.add(Field::file_sha256, lower_case(verdicts[i], event.arena()));
      event.add_text(Field::file_name, verdicts[i - 1]);
      add_threat(verdicts[i - 4], event);
      break;
    }
  }
}

class WsaParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext&, Event& event) override {
    columns_.clear();
    event.log_source = {"cisco", "proxy", "wsa"};
    const std::size_t skipped = record.size() - without_prefix(record).size();
    record.remove_prefix(skipped);
    // Quoted user names cannot have " <" in them: it is no character of an account.
    const std::size_t open = record.find(" <");
    split_columns(record.substr(0, open), kLine, event.arena(), columns_);
    if (columns_.size() < kFewestColumns) {
      return ParseResult::malformed("cisco_wsa: fewer columns than an access log has",
                                    skipped + record.size());
    }
    const auto time = parse_epoch_time(columns_[kTime]);
    if (!time) {
      return ParseResult::malformed("cisco_wsa: time is not epoch seconds", skipped);
    }
    event.time = *time;
    event.has_own_time = true;
    event.add(Field::event_start, *time);
    if (!add_result(columns_[kResult], event)) {
      return ParseResult::malformed("cisco_wsa: result code is not CODE/STATUS", skipped);
    }
    add_transaction(event);
    if (columns_.size() > kFewestColumns) {
      add_decision(columns_.back(), event);
      add_site_columns(kFewestColumns, columns_.size() - 1, event);
    }
    if (open != kNone) {
      add_bracket(record.substr(open + 2), event);
    }
    return {};
  }

 private:
  void add_transaction(Event& event) {
    add_elapsed(columns_[kElapsed], event);
    add_endpoint(event, Field::source_ip, Field::source_domain, columns_[kClient]);
    if (const auto size = parse_integer(columns_[kSize])) {
      event.add(Field::http_response_bytes, *size);
    }
    const std::string_view method = columns_[kMethod];
    event.add_text(Field::http_request_method, method == "TCP_CONNECT" ? "CONNECT" : method);
    const std::string_view url = columns_[kUrl];
    const bool bare = url.find("://") == kNone && method.ends_with("CONNECT");
    // Before the URL, which of a redirected connection has but the address.
    add_peer(columns_[kPeer], event);
    add_proxy_url(event, bare ? "CONNECT" : "", url);
    if (columns_[kUser] != "-") {
      add_account(event, Field::user_name, Field::user_domain, columns_[kUser]);
    }
    if (const std::string_view host = event.text(Field::url_domain); may_be_address(host)) {
      add_endpoint(event, Field::destination_ip, Field::destination_domain, host);
    }
    event.add(Field::network_transport, std::string_view("tcp"));
    event.add_text(Field::http_response_mime_type, columns_[kMime]);
  }

  // What a site put in, "CMF:44", by its number.
  void add_site_columns(std::size_t from, std::size_t to, Event& event) {
    for (std::size_t i = from; i < to; ++i) {
      if (is_value(columns_[i])) {
        event.add_unmapped(Origin::vendor, "site_column", columns_[i]);
      }
    }
  }

  // `"IW_gov",6.8,...> "suspect user agent" columns of the site`.
  void add_bracket(std::string_view text, Event& event) {
    const std::size_t close = text.rfind('>');
    columns_.clear();
    split_columns(text.substr(0, close), kCsv, event.arena(), columns_);
    add_verdicts(columns_, event);
    if (close == kNone) {
      event.notes.push_back("cisco_wsa: the list of verdicts is cut off");
      return;
    }
    const std::string_view rest = trimmed(text.substr(close + 1));
    columns_.clear();
    split_columns(rest, kLine, event.arena(), columns_);
    const bool agent = rest.starts_with('"') && is_value(columns_.front());
    if (agent) {
      event.add(Field::user_agent_original, columns_.front());
    }
    add_site_columns(agent ? 1 : 0, columns_.size(), event);
  }

  Columns columns_;
};

// Squid's columns and a list of verdicts. What has only the columns is Squid's.
Confidence recognise(std::string_view record) {
  record = without_prefix(record);
  const std::size_t digits = record.substr(0, 12).find_first_not_of("0123456789");
  if (digits == kNone || digits < 9 || record[digits] != '.') {
    return Confidence::no;
  }
  const std::size_t open = record.find(" <");
  if (open == kNone || record.find(",", open) == kNone) {
    return Confidence::no;
  }
  const std::string_view tag = record.substr(0, open);
  return tag.substr(tag.rfind(' ') + 1).find('-') != kNone ? Confidence::certain
                                                           : Confidence::likely;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<WsaParser>();
}

}  // namespace

extern const Format cisco_wsa_format;
const Format cisco_wsa_format = {"cisco_wsa", "Cisco Secure Web Appliance access log", recognise,
                                 create};

}  // namespace yagura
