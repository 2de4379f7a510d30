// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Cisco Umbrella: the CSV files of its S3 export, log schema versions 1 to 14: DNS, web (proxy),
// IP layer, cloud firewall, intrusion prevention, data loss prevention and admin audit.
//
//   "2026-02-25 03:30:00","User 01 (user01@city.example.jp)","User 01 (...),PC01","192.0.2.7",
//       "198.51.100.1","Allowed","1 (A)","NOERROR","www.example.jp.","Government","AD Users",
//       "AD Users,Anyconnect Roaming Client","","506165","JP","8234970"
//
// Nothing says which log a line is of, nor its version: the log is told by what stands in its
// columns, and a version appends columns to those of the one before it. Times are UTC and do not
// say so. Lines that were wrapped on their way have breaks inside the quotes, which are taken out,
// and so are blanks between columns. In web logs source.ip is the address that Umbrella saw, and
// the one inside is source.nat.ip; in DNS logs it is the other way round, as their readers expect.
#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/number.hpp"
#include "base/text.hpp"
#include "cisco_umbrella/tables.hpp"
#include "model/event.hpp"
#include "parse/columns.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

using namespace cisco_umbrella;

constexpr auto kNone = std::string_view::npos;
using Columns = std::span<const std::string_view>;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return equal_ignoring_case(text, word); });
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == kNone;
}

bool is_address(std::string_view text) {
  return may_be_address(text) && IpAddress::parse(text).has_value();
}

bool is_time(std::string_view text) {
  constexpr std::size_t kSeparators[] = {4, 7};
  return text.size() >= 10 && text[kSeparators[0]] == '-' && text[kSeparators[1]] == '-' &&
         is_number(text.substr(0, 4));
}

// What a column says, by its number; empty beyond the last.
std::string_view at(Columns columns, std::size_t number) {
  return number < columns.size() ? columns[number] : std::string_view{};
}

// "1 (A)".
bool is_query_type(std::string_view text) {
  const std::size_t open = text.find(" (");
  return open != kNone && is_number(text.substr(0, open));
}

bool is_dns(Columns c) {
  return is_one_of(at(c, 5), {"Allowed", "Blocked", "Proxied"}) && is_query_type(at(c, 6));
}
bool is_web(Columns c) {
  return is_one_of(at(c, 6), {"ALLOWED", "BLOCKED", "WARNED", "ISOLATED", "PROXIED"}) &&
         c.size() > 12;
}
bool is_firewall(Columns c) {
  return is_one_of(at(c, 13), {"ALLOW", "BLOCK", "ALLOWED", "BLOCKED"}) && is_address(at(c, 7));
}
bool is_intrusion(Columns c) {
  return is_number(at(c, 3)) && is_number(at(c, 4)) && is_address(at(c, 12)) && c.size() > 16;
}
bool is_dlp(Columns c) {
  return is_one_of(at(c, 1), {"Real Time", "SaaS API", "AI Guardrails"}) && c.size() > 13;
}
bool is_ip(Columns c) {
  return (is_address(at(c, 2)) || at(c, 2).empty()) && is_number(at(c, 3)) &&
         is_address(at(c, 4)) && is_number(at(c, 5)) && c.size() < 12;
}
bool is_audit(Columns c) {
  return is_time(at(c, 1)) && (at(c, 0).empty() || !is_time(at(c, 0))) && c.size() >= 9 &&
         c.size() <= 10 && (at(c, 6).empty() || is_address(at(c, 6)));
}

struct Log {
  bool (*is)(Columns);
  Columns names;
  std::span<const Mapping> rows;
  std::string_view category;
  Confidence confidence;
};
constexpr Log kLogs[] = {
    {is_dns, kDnsColumns, kDnsRows, "dns", Confidence::certain},
    {is_web, kWebColumns, kWebRows, "proxy", Confidence::certain},
    {is_firewall, kFirewallColumns, kFlowRows, "firewall", Confidence::certain},
    {is_intrusion, kIntrusionColumns, kFlowRows, "", Confidence::certain},
    {is_dlp, kDlpColumns, kDlpRows, "", Confidence::certain},
    {is_ip, kIpColumns, kFlowRows, "firewall", Confidence::likely},
    {is_audit, kAuditColumns, kAuditRows, "", Confidence::likely},
};

const Log* find_log(Columns columns) {
  if (!is_time(at(columns, 0)) && !is_time(at(columns, 1))) {
    return nullptr;
  }
  const auto* log =
      std::find_if(std::begin(kLogs), std::end(kLogs), [&](const Log& l) { return l.is(columns); });
  return log == std::end(kLogs) ? nullptr : log;
}

// Without line breaks, and without blanks between a column and the next.
std::string_view unwrapped(std::string_view record, Arena& arena) {
  if (record.find_first_of("\r\n") == kNone && record.find("\", \"") == kNone) {
    return record;
  }
  char* out = arena.allocate(record.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < record.size(); ++i) {
    const bool between = record[i] == ' ' && size > 1 && out[size - 1] == ',' &&
                         out[size - 2] == '"' && i + 1 < record.size() && record[i + 1] == '"';
    if (record[i] != '\r' && record[i] != '\n' && !between) {
      out[size++] = record[i];
    }
  }
  return {out, size};
}

bool is_device(std::string_view identity_type) {
  return is_one_of(identity_type,
                   {"Anyconnect Roaming Client", "AD Computers", "AD Computer", "Roaming Computers",
                    "Roaming Computer", "Mobile Devices", "Chromebooks"});
}
bool is_user(std::string_view identity_type) {
  return is_one_of(identity_type, {"AD Users", "AD User", "Directory Users", "SAML Users", "Users",
                                   "G Suite Users"});
}

// Takes what stands before the next comma off `list`.
std::string_view next_of(std::string_view& list) {
  const std::size_t comma = std::min(list.find(','), list.size());
  const std::string_view text = trimmed(list.substr(0, comma));
  list.remove_prefix(std::min(comma + 1, list.size()));
  return text;
}

void add_host(std::string_view name, Event& event) {
  if (!event.has(Field::host_name)) {
    event.add_text(Field::host_name, name);
    event.add_text(Field::host_hostname, name);
  }
}

// Two lists side by side: "User 01,PC01" and "AD Users,AD Computers".
void add_identities(const Pairs& pairs, Event& event) {
  std::string_view identities = pair_text(pairs, "identities");
  std::string_view types = pair_text(pairs, "identity_types");
  while (!identities.empty() && !types.empty()) {
    const std::string_view identity = next_of(identities);
    if (is_device(next_of(types))) {
      add_host(identity, event);
    }
  }
}

// Of the web log, where an identity may be a device or a network as well as somebody.
void add_web_identity(const Pairs& pairs, Event& event) {
  const std::string_view identity = pair_text(pairs, "identity");
  std::string_view types = pair_text(pairs, "identity_types");
  const std::string_view type = pair_text(pairs, "identity_type");
  if (is_user(type.empty() ? next_of(types) : type)) {
    event.add_text(Field::user_name, identity);
  } else {
    add_host(identity, event);
  }
}

// "1 (A)" is A; a name without the dot of the root.
void tidy_dns(Pairs& pairs) {
  for (Pair& pair : pairs) {
    auto* text = std::get_if<std::string_view>(&pair.value);
    if (text == nullptr || text->empty()) {
      continue;
    }
    if (pair.name == "domain" && text->size() > 1 && text->back() == '.') {
      text->remove_suffix(1);
    }
    const std::size_t open = text->find('(');
    if (pair.name == "query_type" && open != kNone && text->back() == ')') {
      *text = text->substr(open + 1, text->size() - open - 2);
    }
  }
}

class UmbrellaParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    columns_.clear();
    split_columns(trimmed(unwrapped(record, event.arena())), kCsv, event.arena(), columns_);
    if (columns_.size() > 1 && !is_time(columns_[0]) && !is_time(columns_[1])) {
      return ParseResult::malformed("cisco_umbrella: the time is missing", 0);
    }
    const Log* log = find_log(columns_);
    if (log == nullptr) {
      return ParseResult::malformed("cisco_umbrella: columns of no known log", 0);
    }
    name_columns(log->names, columns_, event.arena(), pairs_);
    event.log_source = {"cisco", log->category, "umbrella"};
    if (log->names.data() == kDnsColumns) {
      add_dns_outcome(event);
      tidy_dns(pairs_);
    } else if (log->names.data() == kWebColumns) {
      add_web_identity(pairs_, event);
    } else if (is_device(pair_text(pairs_, "identity_type"))) {
      add_host(pair_text(pairs_, "identity"), event);
    }
    add_identities(pairs_, event);
    const ParseContext utc{TimeZone{}, context.received};
    tables_[static_cast<std::size_t>(log - std::begin(kLogs))].apply(pairs_, utc, event);
    if (log->names.data() == kWebColumns) {
      add_web_outcome(event);
    }
    return {};
  }

 private:
  void add_dns_outcome(Event& event) {
    const bool answered = pair_text(pairs_, "response_code") == "NOERROR";
    event.add_text(Field::event_outcome, answered ? "success" : "failure");
  }

  void add_web_outcome(Event& event) {
    const bool blocked = is_one_of(pair_text(pairs_, "action"), {"BLOCKED"});
    event.add_text(Field::event_outcome, blocked ? "failure" : "success");
    if (!event.has(Field::destination_domain)) {
      event.add_text(Field::destination_domain, event.text(Field::url_domain));
    }
  }

  Pairs pairs_;
  std::vector<std::string_view> columns_;
  std::array<FieldTable, std::size(kLogs)> tables_{
      FieldTable{kLogs[0].rows}, FieldTable{kLogs[1].rows}, FieldTable{kLogs[2].rows},
      FieldTable{kLogs[3].rows}, FieldTable{kLogs[4].rows}, FieldTable{kLogs[5].rows},
      FieldTable{kLogs[6].rows}};
};

// Looks at the first columns only, and splits without unescaping.
Confidence recognise(std::string_view record) {
  record = trimmed(record);
  if (!record.starts_with('"')) {
    return Confidence::no;
  }
  std::array<std::string_view, 24> columns;
  std::size_t count = 0;
  std::size_t from = 0;
  while (from < record.size() && record[from] == '"' && count < columns.size()) {
    const std::size_t end = std::min(record.find("\",", from + 1), record.size());
    std::string_view column = record.substr(from + 1, end - from - 1);
    if (end == record.size() && column.ends_with('"')) {
      column.remove_suffix(1);
    }
    columns[count++] = column;
    from = end == record.size() ? end : record.find_first_not_of(" \r\n", end + 2);
  }
  const Log* log = find_log(Columns(columns).first(count));
  return log == nullptr ? Confidence::no : log->confidence;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<UmbrellaParser>();
}

}  // namespace

extern const Format cisco_umbrella_format;
const Format cisco_umbrella_format = {
    "cisco_umbrella", "Cisco Umbrella S3 export: DNS, web, IP, firewall, IPS, DLP, audit (CSV)",
    recognise, create};

}  // namespace yagura
