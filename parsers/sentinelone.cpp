// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// SentinelOne: events of Cloud Funnel 2 (Deep Visibility), flat or nested; activities, threats and
// alerts of the management API; and the console's syslog:
//
//   {"event.type":"Process Creation","event.category":"process","endpoint.name":"pc01",
//    "src.process.name":"cmd.exe","tgt.process.name":"whoami.exe","timestamp":"2026-02-25T...",...}
//   {"activityType":27,"primaryDescription":"...","data":{"ipAddress":"192.0.2.7",...},...}
//   {"agentDetectionInfo":{...},"agentRealtimeInfo":{...},"threatInfo":{...}}
//   CEF:2|SentinelOne|Mgmt|Windows|rt=2026-02-25 03:30:00.123456|eventID=19|eventDesc=New ...|...
//   CEF:0|SentinelOne|Mgmt|activityID=1 activityType=3505 siteId=None notificationScope=ACCOUNT
//
// Traps: "src.process.parent.pid" is one flat name, not nesting. `src` is the process that the
// agent holds responsible, `osSrc` the system's that did it on its behalf, `tgt` the one it was
// done to: a new process is `tgt`, its parent `src`. The CEF is no CEF: bars between the pairs in
// version 2, and a header of three fields in some notifications. "N/A" and "None" are no values.
// Times without a zone are UTC.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "parse/cef.hpp"
#include "parse/endpoint_fields.hpp"
#include "parse/json_reader.hpp"
#include "parse/key_value.hpp"
#include "parse/parser.hpp"
#include "sentinelone/tables.hpp"

namespace yagura {
namespace {

using namespace sentinelone;

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kNoValue[] = {"N/A", "None", "null"};
constexpr FieldTable::Settings kSettings = {DateOrder::unknown, kNoValue};

// Cloud Funnel's table with the names of those processes that play a part in the record.
class Roles {
 public:
  Roles(std::string_view process, std::string_view parent)
      : signed_status_(std::string(process) + ".signedStatus"),
        verified_status_(std::string(process) + ".verifiedStatus"),
        names_(names(process, parent)),
        rows_(rows()),
        table_(rows_, kSettings) {}
  Roles(const Roles&) = delete;  // the rows view the names
  Roles& operator=(const Roles&) = delete;

  void apply(const Pairs& pairs, const ParseContext& context, Event& event) {
    table_.apply(pairs, context, event);
  }
  std::string_view signed_status() const { return signed_status_; }
  std::string_view verified_status() const { return verified_status_; }

 private:
  static std::vector<std::string> names(std::string_view process, std::string_view parent) {
    std::vector<std::string> names;
    for (const Mapping& row : kProcessRows) {
      names.push_back(std::string(process) + std::string(row.name));
    }
    for (const Mapping& row : kParentRows) {
      names.push_back(std::string(parent) + std::string(row.name));
    }
    return names;
  }

  std::vector<Mapping> rows() const {
    std::vector<Mapping> rows(std::begin(kProcessRows), std::end(kProcessRows));
    rows.insert(rows.end(), std::begin(kParentRows), std::end(kParentRows));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].name = names_[i];
    }
    rows.insert(rows.end(), std::begin(kFunnelRows), std::end(kFunnelRows));
    return rows;
  }

  std::string signed_status_;
  std::string verified_status_;
  std::vector<std::string> names_;
  std::vector<Mapping> rows_;
  FieldTable table_;
};

// A process that is named or has a path; some exports write nulls for those that play no part.
bool has_process(const Pairs& pairs, std::string_view name, std::string_view path) {
  return !pair_text(pairs, name).empty() || !pair_text(pairs, path).empty();
}

struct Category {
  std::string_view category;
  std::string_view type;  // where event.type begins so; empty: any
  std::string_view sigma;
};
constexpr Category kCategories[] = {
    {"process", "Process Creation", "process_creation"},
    {"file", "File Deletion", "file_delete"},
    {"file", "File Rename", "file_rename"},
    {"file", "", "file_event"},
    {"ip", "", "network_connection"},
    {"dns", "", "dns_query"},
    {"module", "", "image_load"},
    {"driver", "", "driver_load"},
    {"named_pipe", "", "pipe_created"},
    {"registry", "Registry Value Modified", "registry_set"},
    {"registry", "Registry Value Create", "registry_set"},
    {"registry", "Registry Key Create", "registry_add"},
    {"registry", "Registry Key Delete", "registry_delete"},
    {"registry", "Registry Value Delete", "registry_delete"},
    {"registry", "", "registry_event"},
    {"cross_process", "Remote Thread", "create_remote_thread"},
    {"cross_process", "", "process_access"},
};

std::string_view category_of(std::string_view category, std::string_view type) {
  for (const Category& row : kCategories) {
    if (row.category == category && type.starts_with(row.type)) {
      return row.sigma;
    }
  }
  return {};
}

// MACHINE\SYSTEM\...\Config\LastKnownGoodTime: hive, key and the value's name.
void add_registry(Event& event, std::string_view path) {
  const std::size_t slash = path.find('\\');
  event.add_text(Field::registry_hive, path.substr(0, slash));
  if (slash == kNone) {
    return;
  }
  const std::string_view rest = path.substr(slash + 1);
  event.add_text(Field::registry_key, directory_name(rest));
  event.add_text(Field::registry_value, base_name(rest));
}

// "type:  28 www.example.jp" on macOS, else the name alone.
void add_dns(Event& event, const Pairs& pairs) {
  std::string_view name = pair_text(pairs, "event.dns.request");
  constexpr std::string_view kType = "type:";
  if (name.starts_with(kType)) {
    name = trimmed(name.substr(kType.size()));
    const std::size_t blank = name.find(' ');
    add_dns_type(event, name.substr(0, blank));
    name = blank == kNone ? std::string_view{} : trimmed(name.substr(blank));
  }
  event.add_text(Field::dns_question_name, name);
  add_dns_answers(event, pair_text(pairs, "event.dns.response"));
}

void add_network(Event& event, const Pairs& pairs) {
  const std::string_view direction = pair_text(pairs, "event.network.direction");
  if (direction == "OUTGOING" || direction == "INCOMING") {
    event.add(Field::network_direction,
              std::string_view(direction == "OUTGOING" ? "egress" : "ingress"));
  }
  const std::string_view kind = pair_text(pairs, "meta.event.name");  // TCPV4
  if (kind.starts_with("TCP") || kind.starts_with("UDP")) {
    event.add(Field::network_transport, std::string_view(kind[0] == 'T' ? "tcp" : "udp"));
  }
}

// Who logged on; else whom the acting process runs as, not the one it made.
void add_user(Event& event, const Pairs& pairs) {
  const std::string_view login = pair_text(pairs, "event.login.userName");
  if (!login.empty()) {
    event.add_text(Field::user_name, login);
    event.add_text(Field::user_domain, pair_text(pairs, "event.login.accountDomain"));
    return;
  }
  for (const std::string_view name :
       {"osSrc.process.user", "src.process.user", "src.process.eUserName", "src.process.rUserName",
        "tgt.process.user", "tgt.process.eUserName"}) {
    if (const std::string_view user = pair_text(pairs, name); !user.empty()) {
      add_account(event, Field::user_name, Field::user_domain, user);
      return;
    }
  }
}

void add_outcome(Event& event, const Pairs& pairs) {
  const Value* success = find_pair(pairs, "event.login.loginIsSuccessful");
  const auto* flag = success == nullptr ? nullptr : std::get_if<bool>(success);
  if (flag != nullptr || !pair_text(pairs, "event.login.failureReason").empty()) {
    event.add(Field::event_outcome,
              std::string_view(flag != nullptr && *flag ? "success" : "failure"));
  }
}

void add_signature(Event& event, std::string_view status, std::string_view verified) {
  if (!status.empty()) {
    event.add(Field::process_signature_exists, status == "signed");
  }
  if (!verified.empty()) {
    event.add(Field::process_signature_valid, verified == "verified");
  }
}

// Those of its interfaces, and the one the console sees.
void add_addresses(Event& event, const Pairs& pairs) {
  for (const Pair& pair : pairs) {
    const bool own = pair.name == "agentRealtimeInfo.networkInterfaces.inet" ||
                     pair.name == "agentRealtimeInfo.networkInterfaces.inet6" ||
                     pair.name == "agentDetectionInfo.externalIp";
    const auto* text = std::get_if<std::string_view>(&pair.value);
    const auto address = own && text != nullptr ? IpAddress::parse(*text) : std::nullopt;
    if (address) {
      event.add(Field::host_ip, *address);
    }
  }
}

std::size_t next_bar(std::string_view text) {
  return std::min(text.find('|'), text.size());
}

bool is_pair(std::string_view text) {
  const std::size_t assign = text.find('=');
  return assign != kNone && assign > 0 && text.substr(0, assign).find(' ') == kNone;
}

class SentinelOneParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    const ParseContext utc{TimeZone{}, context.received};
    pairs_.clear();
    if (!looks_like_json_object(record)) {
      return parse_syslog(record, utc, event);
    }
    if (const ParseResult result = reader_.read(record, "", event, pairs_); !result.ok) {
      return result;
    }
    if (find_pair(pairs_, "event.type") != nullptr) {
      add_event(utc, event);
    } else if (find_pair(pairs_, "activityType") != nullptr) {
      add_activity(utc, event);
    } else if (find_pair(pairs_, "threatInfo.threatId") != nullptr) {
      add_threat(utc, event);
    } else if (find_pair(pairs_, "alertInfo.alertId") != nullptr) {
      add_alert(utc, event);
    } else {
      return ParseResult::malformed("sentinelone: neither event, activity, threat nor alert", 0);
    }
    return {};
  }

 private:
  void add_event(const ParseContext& context, Event& event) {
    const std::string_view category = pair_text(pairs_, "event.category");
    event.log_source = {product_of_system(pair_text(pairs_, "endpoint.os")),
                        category_of(category, pair_text(pairs_, "event.type")), ""};
    add_dns(event, pairs_);
    add_network(event, pairs_);
    add_outcome(event, pairs_);
    add_user(event, pairs_);
    add_registry(event, pair_text(pairs_, "registry.keyPath"));
    const bool made = category != "cross_process" &&
                      has_process(pairs_, "tgt.process.name", "tgt.process.image.path");
    const bool system = has_process(pairs_, "osSrc.process.name", "osSrc.process.image.path");
    Roles& roles = roles_of(made, system);
    add_signature(event, pair_text(pairs_, roles.signed_status()),
                  pair_text(pairs_, roles.verified_status()));
    roles.apply(pairs_, context, event);
    add_directory(event, Field::process_executable, Field::process_working_directory);
    add_directory(event, Field::process_parent_executable, Field::process_parent_working_directory);
    if (!event.has(Field::url_original)) {
      add_url_within(event, event.text(Field::process_command_line));
    }
    add_scheme_port(event);
  }

  Roles& roles_of(bool made, bool system) {
    if (made) {
      return created_;
    }
    const bool system_parent =
        has_process(pairs_, "osSrc.process.parent.name", "osSrc.process.parent.image.path");
    if (system) {
      return system_parent ? system_ : system_of_source_;
    }
    return system_parent ? source_of_system_ : source_;
  }

  void add_activity(const ParseContext& context, Event& event) {
    event.log_source = {"sentinelone", "", ""};
    if (pair_text(pairs_, "data.exclusionType") == "path") {
      for (Pair& pair : pairs_) {
        pair.name = pair.name == "data.value" ? "data.filePath" : pair.name;
      }
    }
    activity_.apply(pairs_, context, event);
  }

  void add_threat(const ParseContext& context, Event& event) {
    event.log_source = {"sentinelone", "antivirus", ""};
    drop_index(pairs_, "agentRealtimeInfo.networkInterfaces", event.arena());
    drop_index(pairs_, "indicators", event.arena());
    drop_index(pairs_, "indicators.tactics", event.arena());
    drop_index(pairs_, "indicators.tactics.techniques", event.arena());
    add_addresses(event, pairs_);
    threat_.apply(pairs_, context, event);
  }

  void add_alert(const ParseContext& context, Event& event) {
    event.log_source = {"sentinelone", "", ""};
    alert_.apply(pairs_, context, event);
  }

  ParseResult parse_syslog(std::string_view record, const ParseContext& context, Event& event) {
    const std::size_t start = find_cef(record);
    if (start == kNone) {
      return ParseResult::malformed("sentinelone: neither JSON nor CEF", 0);
    }
    // CEF:2|SentinelOne|Mgmt|, then what there is of the header, then pairs.
    std::string_view rest = record.substr(start);
    rest = rest.substr(0, rest.find_last_not_of("\r\n\t ") + 1);
    for (int field = 0; field < 3; ++field) {
      rest.remove_prefix(std::min(next_bar(rest) + 1, rest.size()));
    }
    std::string_view name;
    for (int field = 0; field < 4 && !is_pair(rest.substr(0, next_bar(rest))); ++field) {
      name = field == 2 ? rest.substr(0, next_bar(rest)) : name;
      rest.remove_prefix(std::min(next_bar(rest) + 1, rest.size()));
    }
    if (!is_pair(rest)) {
      return ParseResult::malformed("sentinelone: CEF without pairs", record.size() - rest.size());
    }
    event.log_source = {"sentinelone", "", ""};
    event.add_text(Field::observer_vendor, "SentinelOne");
    read_pairs(rest, event);
    syslog_.apply(pairs_, context, event);
    add_text_once(event, Field::event_reason, name);
    return {};
  }

  void read_pairs(std::string_view text, Event& event) {
    const std::size_t bar = next_bar(text);
    if (bar == text.size() || !is_pair(text.substr(bar + 1))) {
      read_key_values(text, ValueEnd::next_key, event.arena(), pairs_);
      return;
    }
    while (!text.empty() && pairs_.size() < kMostPairs) {
      const std::size_t end = next_bar(text);
      const std::string_view part = text.substr(0, end);
      const std::size_t assign = part.find('=');
      if (assign != kNone) {
        add_values(part.substr(0, assign), part.substr(assign + 1));
      }
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  // "sourceIpAddresses=192.0.2.1, 192.0.2.2" is a list; other values may hold commas.
  void add_values(std::string_view name, std::string_view value) {
    if (name != "sourceIpAddresses" && name != "sourceMacAddresses") {
      pairs_.push_back({name, trimmed(value)});
      return;
    }
    while (!value.empty() && pairs_.size() < kMostPairs) {
      const std::size_t end = std::min(value.find(','), value.size());
      std::string_view one = trimmed(value.substr(0, end));
      one = one.substr(std::min(one.find_first_not_of("['\""), one.size()));
      one = one.substr(0, one.find_last_not_of("]'\"") + 1);
      pairs_.push_back({name, one});
      value.remove_prefix(std::min(end + 1, value.size()));
    }
  }

  JsonReader reader_;
  Pairs pairs_;
  Roles created_{"tgt.process", "src.process"};
  Roles system_{"osSrc.process", "osSrc.process.parent"};
  Roles system_of_source_{"osSrc.process", "src.process.parent"};
  Roles source_of_system_{"src.process", "osSrc.process.parent"};
  Roles source_{"src.process", "src.process.parent"};
  FieldTable activity_{kActivityRows, kSettings};
  FieldTable threat_{kThreatRows, kSettings};
  FieldTable alert_{kAlertRows, kSettings};
  FieldTable syslog_{kSyslogRows, kSettings};
};

bool has_all(std::string_view record, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (!has_json_key(record, key)) {
      return false;
    }
  }
  return true;
}

Confidence recognise(std::string_view record) {
  if (!looks_like_json_object(record)) {
    return cef_vendor(record) == "SentinelOne" ? Confidence::certain : Confidence::no;
  }
  const bool flat = has_all(record, {"\"event.type\"", "\"endpoint.name\"", "\"agent.uuid\""});
  const bool nested = record.find("SentinelOne") != kNone &&
                      has_all(record, {"\"dataSource\"", "\"endpoint\"", "\"agent\""});
  const bool activity = has_all(record, {"\"activityType\"", "\"primaryDescription\""});
  const bool threat =
      has_json_key(record, "\"agentDetectionInfo\"") &&
      (has_json_key(record, "\"threatInfo\"") || has_json_key(record, "\"alertInfo\""));
  return flat || nested || activity || threat ? Confidence::certain : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<SentinelOneParser>();
}

}  // namespace

extern const Format sentinelone_format;
const Format sentinelone_format = {"sentinelone",
                                   "SentinelOne: Cloud Funnel, activities, threats, alerts, syslog",
                                   recognise, create};

}  // namespace yagura
