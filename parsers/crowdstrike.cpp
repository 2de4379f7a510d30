// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// CrowdStrike Falcon, in the forms in which it leaves the cloud:
//
//   {"event_simpleName":"ProcessRollup2","aid":"7d1c...","cid":"...","timestamp":"1772000000123",
//    "TargetProcessId":"494714991831837524","ImageFileName":"\\Device\\HarddiskVolume2\\...",...}
//   {"metadata":{"eventType":"EppDetectionSummaryEvent",...},"event":{"Hostname":"pc01",...}}
//   {"metadata":{"eventType":"Vertex",...},"event":{"vertex_type":"module","properties":{...}}}
//   {"composite_id":"...:ind:...","cmdline":"...","device":{"hostname":"pc01",...},...}
//   CEF:0|CrowdStrike|FalconHost|1.0|DetectionSummaryEvent|Detection Summary Event|4|externalID=...
//
// which are the Data Replicator (FDR, also as LogScale exports it), the event streams that the SIEM
// connector writes as JSON or CEF, the threat graph, and the alerts API.
//
// Traps: every value of FDR is a text, and its ids need 64 bits. TargetProcessId is the graph's id
// of a process, RawProcessId the system's. Paths are the kernel's: \Device\HarddiskVolume2 for C:.
// `timestamp` is milliseconds, ContextTimeStamp seconds with a fraction. FilePath is the folder in
// DetectionSummaryEvent and the whole path in its successor, EppDetectionSummaryEvent. Host names
// of FDR stand in another table (aidmaster), by `aid`. All times are UTC, with a zone or without.
#include <memory>
#include <optional>

#include "crowdstrike/tables.hpp"
#include "parse/cef.hpp"
#include "parse/endpoint_fields.hpp"
#include "parse/json_reader.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

using namespace crowdstrike;

constexpr auto kNone = std::string_view::npos;
constexpr auto kProcessTable = joined_rows(kProcessRows, kTelemetryRows);
constexpr auto kModuleTable = joined_rows(kModuleRows, kTelemetryRows);
constexpr auto kVertexTable = joined_rows(kVertexRows, kTelemetryRows);

bool has_word(std::string_view text, std::string_view word) {
  return text.find(word) != kNone;
}

// Sigma's category for an event_simpleName. There are several hundred, named by a few patterns.
std::string_view category_of(std::string_view name) {
  if (name == "ProcessRollup2" || name == "SyntheticProcessRollup2") {
    return "process_creation";
  }
  if (name.starts_with("NetworkConnect") || name.starts_with("NetworkReceiveAccept")) {
    return "network_connection";
  }
  if (name.ends_with("DnsRequest")) {
    return "dns_query";
  }
  if (name == "DriverLoad" || name == "UnsignedDriverLoad") {
    return "driver_load";
  }
  if (name.ends_with("ModuleLoad") || name == "ImageHash") {
    return "image_load";
  }
  if (name.ends_with("InjectedThread") || name == "CreateThreadNoStartImage") {
    return "create_remote_thread";
  }
  if (name.starts_with("Asep") || name.starts_with("Reg") || name == "SuspiciousRegAsepUpdate") {
    return name.ends_with("ValueUpdate") ? "registry_set" : "registry_event";
  }
  if (has_word(name, "FileDelete") || name == "ExecutableDeleted") {
    return "file_delete";
  }
  if (has_word(name, "Rename")) {
    return "file_rename";
  }
  return name.ends_with("Written") ? "file_event" : std::string_view{};
}

// \REGISTRY\MACHINE\SOFTWARE\...: hive and key.
void add_registry_key(Event& event, const Pairs& pairs) {
  const std::string_view path = pair_text(pairs, "RegObjectName");
  if (path.empty()) {
    return;
  }
  add_registry_path(event, path, pair_text(pairs, "RegValueName"));
  constexpr std::string_view kRoot = "\\REGISTRY\\";
  const std::string_view rest = path.substr(path.starts_with(kRoot) ? kRoot.size() : 0);
  const std::size_t slash = rest.find('\\');
  event.add_text(Field::registry_hive, rest.substr(0, slash));
  if (slash != kNone) {
    event.add_text(Field::registry_key, rest.substr(slash + 1));
  }
}

// Browsers on telephones report an address with or without a scheme.
void add_originating_url(Event& event, std::string_view text) {
  if (text.empty()) {
    return;
  }
  if (text.find("://") != kNone) {
    add_url(event, text);
    add_scheme_port(event);
    return;
  }
  event.add_text(Field::url_original, text);
  event.add_text(Field::url_full, text);
  event.add_text(Field::url_domain,
                 lower_case(text.substr(0, text.find_first_of("/:")), event.arena()));
  event.add_text(Field::url_path, text);
}

void add_direction(Event& event, const Pairs& pairs) {
  const Value* value = find_pair(pairs, "ConnectionDirection");
  const std::string_view direction =
      value == nullptr ? std::string_view{} : text_of(*value, event.arena());
  if (direction == "0" || direction == "1") {
    event.add(Field::network_direction, std::string_view(direction == "0" ? "egress" : "ingress"));
  }
}

void add_outcome(Event& event, const Pairs& pairs, std::string_view name) {
  if (name.starts_with("UserLogon")) {
    event.add(Field::event_outcome,
              std::string_view(name.starts_with("UserLogonFailed") ? "failure" : "success"));
  }
  const Value* success = find_pair(pairs, "Success");
  if (const auto* flag = success == nullptr ? nullptr : std::get_if<bool>(success)) {
    event.add(Field::event_outcome, std::string_view(*flag ? "success" : "failure"));
  }
}

// The far end of a logon is where it came from.
void name_client(Pairs& pairs, std::string_view name) {
  if (!name.starts_with("UserLogon")) {
    return;
  }
  for (Pair& pair : pairs) {
    if (pair.name == "RemoteAddressIP4" || pair.name == "RemoteAddressIP6") {
      pair.name = "ClientAddress";
    }
  }
}

// These are about a program; the other detections about accounts, telephones or data.
bool is_file_detection(std::string_view type) {
  return type == "DetectionSummaryEvent" || type == "EppDetectionSummaryEvent";
}

void add_image(Event& event, std::string_view folder, std::string_view name) {
  if (!folder.empty()) {
    event.add(Field::process_executable, path_of_file(folder, name, event.arena()));
  }
}

// Where no other file is named, a detection's file is the program.
void add_file_of_process(Event& event) {
  if (!event.has(Field::file_path)) {
    event.add_text(Field::file_path, event.text(Field::process_executable));
    add_directory(event, Field::file_path, Field::file_directory);
  }
}

// "Event_UserActivityAuditEvent" is the stream's UserActivityAuditEvent.
void shorten_type(Pairs& pairs) {
  constexpr std::string_view kEvent = "Event_";
  for (Pair& pair : pairs) {
    auto* text = std::get_if<std::string_view>(&pair.value);
    if (pair.name == "ExternalApiType" && text != nullptr && text->starts_with(kEvent)) {
      text->remove_prefix(kEvent.size());
    }
  }
}

class CrowdStrikeParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    const ParseContext utc{TimeZone{}, context.received};
    pairs_.clear();
    if (!looks_like_json_object(record)) {
      return parse_cef(record, utc, event);
    }
    if (const ParseResult result = reader_.read(record, "", event, pairs_); !result.ok) {
      return result;
    }
    if (find_pair(pairs_, "metadata.eventType") != nullptr) {
      drop_prefix(pairs_, "event.");
      if (pair_text(pairs_, "metadata.eventType") == "Vertex") {
        drop_prefix(pairs_, "properties.");
        add_telemetry(utc, event, vertex_);
      } else {
        add_stream(utc, event);
      }
    } else if (find_pair(pairs_, "ExternalApiType") != nullptr) {
      shorten_type(pairs_);
      add_stream(utc, event);
    } else if (find_pair(pairs_, "composite_id") != nullptr) {
      add_alert(utc, event);
    } else if (find_pair(pairs_, "event_simpleName") != nullptr ||
               find_pair(pairs_, "#event_simpleName") != nullptr ||
               find_pair(pairs_, "aid") != nullptr || find_pair(pairs_, "cid") != nullptr) {
      add_telemetry(utc, event, telemetry_);
    } else {
      return ParseResult::malformed("crowdstrike: neither event_simpleName nor metadata", 0);
    }
    return {};
  }

 private:
  void add_telemetry(const ParseContext& context, Event& event, FieldTable& general) {
    std::string_view name = pair_text(pairs_, "event_simpleName");
    name = name.empty() ? pair_text(pairs_, "#event_simpleName") : name;
    const std::string_view category = category_of(name);
    event.log_source = {product_of_system(pair_text(pairs_, "event_platform")), category, ""};
    name_client(pairs_, name);
    drop_index(pairs_, "edges.assigned_ipv4_address", event.arena());
    add_outcome(event, pairs_, name);
    add_direction(event, pairs_);
    add_registry_key(event, pairs_);
    add_dns_type(event, pair_text(pairs_, "RequestType"));
    for (const std::string_view list : {"CNAMERecords", "IP4Records", "IP6Records"}) {
      add_dns_answers(event, pair_text(pairs_, list));
    }
    add_originating_url(event, pair_text(pairs_, "OriginatingURL"));
    const bool module = category == "image_load" || category == "driver_load";
    const bool process = category == "process_creation" || name == "EndOfProcess";
    FieldTable& table = module ? module_ : (process ? process_ : general);
    table.apply(pairs_, context, event);
    if (!event.has(Field::url_original)) {
      add_url_within(event, event.text(Field::process_command_line));
    }
  }

  void add_stream(const ParseContext& context, Event& event) {
    std::string_view type = pair_text(pairs_, "metadata.eventType");
    type = type.empty() ? pair_text(pairs_, "ExternalApiType") : type;
    event.log_source = {"crowdstrike", is_file_detection(type) ? "antivirus" : "", ""};
    if (type == "FirewallMatchEvent") {
      event.log_source = {product_of_system(pair_text(pairs_, "Platform")), "firewall", ""};
    }
    add_outcome(event, pairs_, "");
    add_direction(event, pairs_);
    add_image(event, pair_text(pairs_, "FilePath"), pair_text(pairs_, "FileName"));
    if (pair_text(pairs_, "UserId").find('@') != kNone) {
      event.add(Field::user_email, pair_text(pairs_, "UserId"));
    }
    stream_.apply(pairs_, context, event);
    if (is_file_detection(type)) {
      add_file_of_process(event);
    }
    add_text_once(event, Field::event_action, event.text(Field::event_code));
    add_directory(event, Field::process_parent_executable, Field::process_parent_working_directory);
    add_url_within(event, event.text(Field::process_command_line));
  }

  void add_alert(const ParseContext& context, Event& event) {
    event.log_source = {"crowdstrike", "", ""};
    alert_.apply(pairs_, context, event);
    add_directory(event, Field::process_parent_executable, Field::process_parent_working_directory);
    add_url_within(event, event.text(Field::process_command_line));
  }

  ParseResult parse_cef(std::string_view record, const ParseContext& context, Event& event) {
    CefHeader header;
    if (const ParseResult result = read_cef(record, event.arena(), header, pairs_); !result.ok) {
      return ParseResult::malformed("crowdstrike: neither JSON nor CEF", result.offset);
    }
    const bool antivirus = is_file_detection(header.event_class);
    event.log_source = {"crowdstrike", antivirus ? "antivirus" : "", ""};
    event.add_text(Field::event_code, header.event_class);
    (void)add_as(Field::event_severity, As::integer, Value(header.severity), context,
                 DateOrder::unknown, event);
    event.add_text(Field::observer_vendor, header.vendor);
    event.add_text(Field::observer_product, header.product);
    event.add_text(Field::observer_version, header.version);
    add_image(event, pair_text(pairs_, "filePath"), pair_text(pairs_, "fname"));
    const std::string_view outcome = pair_text(pairs_, "outcome");
    if (outcome == "true" || outcome == "false") {
      event.add(Field::event_outcome, std::string_view(outcome == "true" ? "success" : "failure"));
    }
    cef_.apply(pairs_, context, event);
    add_file_of_process(event);
    add_text_once(event, Field::event_action, header.name);
    return {};
  }

  JsonReader reader_;
  Pairs pairs_;
  FieldTable telemetry_{kTelemetryRows};
  FieldTable process_{kProcessTable};
  FieldTable module_{kModuleTable};
  FieldTable vertex_{kVertexTable};
  FieldTable stream_{kStreamRows};
  FieldTable alert_{kAlertRows};
  FieldTable cef_{kCefRows};
};

Confidence recognise(std::string_view record) {
  if (!looks_like_json_object(record)) {
    return cef_vendor(record) == "CrowdStrike" ? Confidence::certain : Confidence::no;
  }
  if (has_json_key(record, "\"event_simpleName\"") ||
      has_json_key(record, "\"#event_simpleName\"")) {
    return has_json_key(record, "\"aid\"") || has_json_key(record, "\"cid\"") ? Confidence::certain
                                                                              : Confidence::likely;
  }
  if (has_json_key(record, "\"metadata\"") && has_json_key(record, "\"event\"") &&
      has_json_key(record, "\"eventType\"")) {
    const bool marked = has_json_key(record, "\"customerIDString\"") ||
                        has_json_key(record, "\"detectionIdString\"") ||
                        has_json_key(record, "\"eventCreationTime\"");
    return marked ? Confidence::certain : Confidence::likely;
  }
  const bool customer = has_json_key(record, "\"cid\"");
  const bool own = has_json_key(record, "\"aid\"") || has_json_key(record, "\"composite_id\"") ||
                   has_json_key(record, "\"ExternalApiType\"") ||
                   has_json_key(record, "\"UserSid_readable\"") ||
                   has_json_key(record, "\"discoverer_aid\"");
  return customer && own ? Confidence::certain : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<CrowdStrikeParser>();
}

}  // namespace

extern const Format crowdstrike_format;
const Format crowdstrike_format = {
    "crowdstrike", "CrowdStrike Falcon: Data Replicator, event streams, alerts, CEF", recognise,
    create};

}  // namespace yagura
