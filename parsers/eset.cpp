// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// ESET PROTECT (once Security Management Center, Remote Administrator): exported events as JSON,
// LEEF or CEF.
//
//   {"event_type":"Threat_Event","ipv4":"192.0.2.7","hostname":"pc01.example.jp",
//    "source_uuid":"...","occured":"25-Feb-2026 06:13:20","severity":"Warning",...}
//   LEEF:1.0|ESET|RemoteAdministrator|10.1.0.0|Threat Event|cat=ESET Threat Event<TAB>...
//   CEF:0|ESET|Protect|10.0.5.1|109|...|5|cat=ESET Threat Event dvc=192.0.2.7 dvchost=pc01 ...
//
// A byte order mark may stand before the JSON. `occured` is misspelt in older versions, and always
// UTC. Names of keys lost and gained underscores over time (processname, process_name). `user` is
// an account, or an address of mail for the console's own users. `object_uri` is a file or a page.
#include <memory>

#include "model/event.hpp"
#include "parse/cef.hpp"
#include "parse/cef_fields.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/leef.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// JSON; LEEF has the same names, some of them in camel case.
constexpr Mapping kRows[] = {
    {"occured", Field::timestamp, As::time},
    {"occurred", Field::timestamp, As::time},
    {"devTime", Field::timestamp, As::time},
    {"event_type", Field::event_code},
    {"cat", Field::event_code},
    {"action", Field::event_action},
    {"action_taken", Field::event_action},
    {"actionTaken", Field::event_action},
    {"operation", Field::event_action},
    {"result", Field::event_outcome, As::lower},
    {"event", Field::event_reason},
    {"eventDesc", Field::event_reason},
    {"detail", Field::event_reason},
    {"cause", Field::event_reason},
    {"circumstances", Field::event_reason},
    {"description", Field::event_reason},
    {"severity", Field::log_level},
    {"eialarmid", Field::event_id},
    {"detection_uuid", Field::event_id},
    {"detectionUuid", Field::event_id},
    {"hostname", Field::host_name},
    {"deviceName", Field::host_name},
    {"source_uuid", Field::host_id},
    {"deviceUuid", Field::host_id},
    {"ipv4", Field::host_ip, As::ip},
    {"ipv6", Field::host_ip, As::ip},
    {"os_name", Field::host_os_full},
    {"deviceOSName", Field::host_os_full},
    {"group_name", Field::group_name},
    {"deviceGroupName", Field::group_name},
    {"username", Field::user_name, As::account},
    {"user_name", Field::user_name, As::account},
    {"user", Field::user_name, As::account},
    {"accountName", Field::user_name, As::account},
    {"account", Field::user_name, As::account},
    {"rulename", Field::rule_name},
    {"rule_name", Field::rule_name},
    {"ruleName", Field::rule_name},
    {"rule_id", Field::rule_id},
    {"ruleid", Field::rule_id},
    {"ruleId", Field::rule_id},
    {"threat_type", Field::rule_category},
    {"threatType", Field::rule_category},
    {"threat_name", Field::threat_name},
    {"threatName", Field::threat_name},
    {"processname", Field::process_executable, As::path},
    {"process_name", Field::process_executable, As::path},
    {"processName", Field::process_executable, As::path},
    {"application", Field::process_executable, As::path},
    {"command_line", Field::process_command_line},
    {"commandline", Field::process_command_line},
    {"hash", Field::file_md5, As::hash},
    {"source_address", Field::source_ip, As::host},
    {"src", Field::source_ip, As::host},
    {"source_port", Field::source_port, As::port},
    {"srcPort", Field::source_port, As::port},
    {"destination_address", Field::destination_ip, As::host},
    {"target_address", Field::destination_ip, As::host},
    {"dst", Field::destination_ip, As::host},
    {"destination_port", Field::destination_port, As::port},
    {"target_port", Field::destination_port, As::port},
    {"dstPort", Field::destination_port, As::port},
    {"protocol", Field::network_protocol},
    {"proto", Field::network_protocol},
    {"protocol", Field::network_transport, As::transport},
    {"proto", Field::network_transport, As::transport},
};

constexpr Mapping kOwnCefRows[] = {
    {"rt", Field::timestamp, As::time},
    {"cat", Field::event_code},
    {"deviceExternalId", Field::host_id},
    {"dvc", Field::host_ip, As::ip},
    {"Device IPv6 Address", Field::host_ip, As::ip},
    {"ESETProtectDeviceOsName", Field::host_os_full},
    {"ESETProtectDeviceGroupName", Field::group_name},
    {"Threat Name", Field::threat_name},
    {"Threat Type", Field::rule_category},
    {"Rule ID", Field::rule_id},
    {"Result", Field::event_outcome, As::lower},
    {"Action Detail", Field::event_reason},
    {"suser", Field::user_name, As::account},
    {"sprocess", Field::process_executable, As::path},
    {"deviceProcessName", Field::process_executable, As::path},
};
constexpr auto kCefTable = joined_rows(kOwnCefRows, kCefRows);

class EsetParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    const ParseContext utc{TimeZone{}, context.received};
    if (cef_vendor(record) == "ESET") {
      return parse_cef(record, utc, event);
    }
    std::string_view type;
    if (find_leef(record) != kNone) {
      LeefHeader header;
      if (const ParseResult result = read_leef(record, header, pairs_); !result.ok) {
        return ParseResult::malformed("eset: the LEEF header is cut off", result.offset);
      }
      type = header.event_id;
    } else if (const ParseResult result = json_.read(record, "", event, pairs_); !result.ok) {
      return ParseResult::malformed("eset: neither a JSON object, LEEF nor CEF", result.offset);
    } else {
      type = pair_text(pairs_, "event_type");
    }
    if (type.empty()) {
      return ParseResult::malformed("eset: event_type is missing", 0);
    }
    set_source(type, event);
    add_what_depends(type, event);
    table_.apply(pairs_, utc, event);
    return {};
  }

 private:
  ParseResult parse_cef(std::string_view record, const ParseContext& context, Event& event) {
    CefHeader header;
    if (const ParseResult result = read_cef(record, event.arena(), header, pairs_); !result.ok) {
      return ParseResult::malformed("eset: the CEF header is cut off", result.offset);
    }
    set_source(pair_text(pairs_, "cat"), event);
    event.add_text(Field::rule_name, pair_text(pairs_, "Rule Name"));
    if (event.text(Field::rule_name).empty()) {
      event.add_text(Field::rule_name, header.name);
    }
    cef_table_.apply(pairs_, context, event);
    return {};
  }

  static void set_source(std::string_view type, Event& event) {
    const auto has = [&](std::string_view part) { return type.find(part) != kNone; };
    event.log_source = {"eset",
                        has("Threat")     ? "antivirus"
                        : has("Firewall") ? "firewall"
                        : has("Website")  ? "proxy"
                                          : "",
                        ""};
  }

  // What one key means differs by type, or by how the value looks.
  void add_what_depends(std::string_view type, Event& event) const {
    if (type.find("Inspect") != kNone) {  // the hash is of the process
      (void)add_hash(event, Field::process_md5, pair_text(pairs_, "hash"));
    }
    if (const Value* inbound = find_pair(pairs_, "inbound")) {
      const auto* flag = std::get_if<bool>(inbound);
      const bool set = flag != nullptr ? *flag : pair_text(pairs_, "inbound") == "true";
      event.add(Field::network_direction, std::string_view(set ? "inbound" : "outbound"));
    }
    for (const std::string_view name : {"user", "username", "user_name", "accountName"}) {
      const std::string_view user = pair_text(pairs_, name);
      const std::size_t at = user.find('@');
      if (at != kNone && !event.has(Field::user_name) && user.find('\\') == kNone) {
        event.add_text(Field::user_name, user.substr(0, at));
        event.add_text(Field::user_domain, user.substr(at + 1));
        event.add(Field::user_email, user);
      }
    }
    for (const std::string_view name : {"object_uri", "objectUri"}) {
      add_object(pair_text(pairs_, name), event);
    }
    if (type.find("Hips") != kNone) {
      add_object(pair_text(pairs_, "target"), event);
    }
  }

  // "file:///C:/Users/a.exe", "C:\Users\a.exe", "https://www.example.jp/".
  static void add_object(std::string_view uri, Event& event) {
    constexpr std::string_view kFile = "file://";
    std::string_view path = uri;
    if (uri.starts_with(kFile)) {
      path = percent_decoded(uri.substr(kFile.size()), event.arena());
    } else if (uri.find("://") != kNone) {
      add_url(event, uri);
      return;
    }
    if (path.size() > 3 && path[0] == '/' && path[2] == ':') {  // "/C:/Users"
      path = with_backslashes(path.substr(1), event.arena());
    }
    if (path.find_first_of("/\\") == kNone || event.has(Field::file_path)) {
      return;
    }
    event.add_text(Field::file_path, path);
    event.add_text(Field::file_name, base_name(path));
    event.add_text(Field::file_directory, directory_name(path));
  }

  static std::string_view with_backslashes(std::string_view path, Arena& arena) {
    char* out = arena.allocate(path.size());
    for (std::size_t i = 0; i < path.size(); ++i) {
      out[i] = path[i] == '/' ? '\\' : path[i];
    }
    return {out, path.size()};
  }

  JsonReader json_;
  Pairs pairs_;
  FieldTable table_{kRows};
  FieldTable cef_table_{kCefTable};
};

Confidence recognise(std::string_view record) {
  if (looks_like_json_object(record)) {
    const auto has = [&](std::string_view key) { return has_json_key(record, key); };
    return has("\"event_type\"") && has("\"source_uuid\"") &&
                   (has("\"occured\"") || has("\"occurred\""))
               ? Confidence::certain
               : Confidence::no;
  }
  return leef_vendor(record) == "ESET" || cef_vendor(record) == "ESET" ? Confidence::certain
                                                                       : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<EsetParser>();
}

}  // namespace

extern const Format eset_format;
const Format eset_format = {"eset", "ESET PROTECT events, JSON, LEEF or CEF", recognise, create};

}  // namespace yagura
