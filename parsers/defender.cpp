// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Microsoft Defender XDR: what Advanced Hunting streams to an Event Hub or a storage account, rows
// of the same tables as Log Analytics and the hunting API have them, and alerts and incidents of
// the APIs of Defender for Endpoint, Defender XDR and Graph:
//
//   {"time":"2026-02-25T03:30:01.1234567Z","tenantId":"...","operationName":"Publish",
//    "category":"AdvancedHunting-DeviceProcessEvents","properties":{"DeviceName":"pc01...",
//    "FileName":"cmd.exe","FolderPath":"C:\\Windows\\System32\\cmd.exe",...}}
//   {"records":[{"time":...},{"time":...}]}
//   {"TimeGenerated":"...","Type":"DeviceFileEvents","DeviceName":"pc01...",...}
//   {"id":"da637...","incidentId":12,"severity":"High","machineId":"...","evidence":[...],...}
//
// Traps: in DeviceProcessEvents the initiating process is the parent, in every other table it is
// who acted. FolderPath holds the whole path in most tables and the folder in some.
// AdditionalFields is an object or the text of one. Fractions have seven digits. Tables gain
// columns all the time, and carry those of others as null. A message of an Event Hub holds many
// records; only its first can become this event, so the input should split `records`. All times are
// UTC.
#include <algorithm>
#include <memory>

#include "defender/tables.hpp"
#include "parse/endpoint_fields.hpp"
#include "parse/json_reader.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

using namespace defender;

constexpr auto kNone = std::string_view::npos;
constexpr auto kProcessTable = joined_rows(kProcessRows, kCommonRows);
constexpr auto kActorTable = joined_rows(kActorRows, kCommonRows);
constexpr std::string_view kStream = "AdvancedHunting-";

struct Kind {
  std::string_view table;
  std::string_view action;  // ActionType
};

struct Category {
  std::string_view table;
  std::string_view action;  // where it begins so; empty: any
  std::string_view category;
};
constexpr Category kCategories[] = {
    {"DeviceProcessEvents", "", "process_creation"},
    {"CloudProcessEvents", "", "process_creation"},
    {"DeviceNetworkEvents", "", "network_connection"},
    {"DeviceImageLoadEvents", "", "image_load"},
    {"DeviceFileEvents", "FileDeleted", "file_delete"},
    {"DeviceFileEvents", "FileRenamed", "file_rename"},
    {"DeviceFileEvents", "", "file_event"},
    {"DeviceRegistryEvents", "RegistryValueSet", "registry_set"},
    {"DeviceRegistryEvents", "RegistryKeyCreated", "registry_add"},
    {"DeviceRegistryEvents", "RegistryKeyDeleted", "registry_delete"},
    {"DeviceRegistryEvents", "RegistryValueDeleted", "registry_delete"},
    {"DeviceRegistryEvents", "", "registry_event"},
    {"DeviceEvents", "DriverLoad", "driver_load"},
    {"DeviceEvents", "DnsQuery", "dns_query"},
    {"DeviceEvents", "CreateRemoteThread", "create_remote_thread"},
    {"DeviceEvents", "OpenProcess", "process_access"},
    {"DeviceEvents", "NamedPipe", "pipe_created"},
    {"DeviceEvents", "AntivirusDetection", "antivirus"},
};

LogSourceHint log_source_of(const Kind& kind, const Pairs& pairs) {
  if (kind.table.starts_with("AADSignIn") || kind.table.starts_with("EntraIdSignIn")) {
    return {"azure", "", "signinlogs"};
  }
  if (!kind.table.starts_with("Device") && !kind.table.starts_with("CloudProcess")) {
    return {"m365", "", ""};
  }
  std::string_view product = product_of_path(pair_text(pairs, "FolderPath"));
  if (product.empty()) {
    product = product_of_path(pair_text(pairs, "InitiatingProcessFolderPath"));
  }
  LogSourceHint hint{product.empty() ? "windows" : product, "", ""};
  for (const Category& row : kCategories) {
    if (row.table == kind.table && kind.action.starts_with(row.action)) {
      hint.category = row.category;
      break;
    }
  }
  return hint;
}

void rename(Pairs& pairs, std::string_view from, std::string_view to) {
  for (Pair& pair : pairs) {
    if (pair.name == from) {
      pair.name = to;
    }
  }
}

void swap_names(Pairs& pairs, std::string_view one, std::string_view other) {
  for (Pair& pair : pairs) {
    if (pair.name == one) {
      pair.name = other;
    } else if (pair.name == other) {
      pair.name = one;
    }
  }
}

// Leaves the first of an Event Hub's records.
void take_first_record(Pairs& pairs, Event& event) {
  const auto others = [](const Pair& pair) {
    return pair.name.starts_with("records.") && !pair.name.starts_with("records.0.");
  };
  const auto end = std::remove_if(pairs.begin(), pairs.end(), others);
  if (end != pairs.end()) {
    event.notes.push_back("defender: of several records the first was taken");
    pairs.erase(end, pairs.end());
  }
  drop_prefix(pairs, "records.0.");
}

// Whoever opened a connection is its source. Logons name the far end only.
void orient(Pairs& pairs, const Kind& kind, Event& event) {
  if (kind.table == "DeviceLogonEvents") {
    rename(pairs, "RemoteIP", "IPAddress");
    rename(pairs, "RemotePort", "Port");
  }
  if (kind.table != "DeviceNetworkEvents") {
    return;
  }
  const bool inbound = kind.action.starts_with("Inbound") ||
                       equal_ignoring_case(pair_text(pairs, "AdditionalFields.direction"), "in");
  if (inbound) {
    swap_names(pairs, "LocalIP", "RemoteIP");
    swap_names(pairs, "LocalPort", "RemotePort");
    swap_names(pairs, "AdditionalFields.Source Mac", "AdditionalFields.Destination Mac");
  }
  if (inbound || kind.action.starts_with("Connection")) {
    event.add(Field::network_direction, std::string_view(inbound ? "ingress" : "egress"));
  }
}

// "TcpV4", "Udp".
void add_transport(Event& event, std::string_view protocol) {
  for (const std::string_view name : {"tcp", "udp", "icmp"}) {
    if (equal_ignoring_case(protocol.substr(0, name.size()), name)) {
      event.add(Field::network_transport, name);
    }
  }
}

void add_outcome(Event& event, std::string_view action) {
  if (action.ends_with("Success")) {
    event.add(Field::event_outcome, std::string_view("success"));
  } else if (action.ends_with("Failed") || action.ends_with("Blocked")) {
    event.add(Field::event_outcome, std::string_view("failure"));
  }
}

// "https://...", "uri=https://..." or a bare host.
void add_address(Event& event, const Pairs& pairs) {
  std::string_view text;
  for (const std::string_view name :
       {"RemoteUrl", "Url", "AdditionalFields.Url", "AdditionalFields.Urls"}) {
    text = text.empty() ? pair_text(pairs, name) : text;
  }
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == kNone) {
    event.add_text(Field::url_domain,
                   lower_case(text.substr(0, text.find_first_of("/:")), event.arena()));
    return;
  }
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string_view scheme = text.substr(0, scheme_end);
  const std::size_t before = scheme.find_last_not_of(kLetters);
  add_url(event, text.substr(before == kNone ? 0 : before + 1));
  add_scheme_port(event);
}

void add_registry(Event& event, const Pairs& pairs) {
  std::string_view key = pair_text(pairs, "RegistryKey");
  key = key.empty() ? pair_text(pairs, "PreviousRegistryKey") : key;
  add_registry_path(event, key, pair_text(pairs, "RegistryValueName"));
  event.add_text(Field::registry_hive, key.substr(0, key.find('\\')));
  const std::string_view type = pair_text(pairs, "RegistryValueType");
  event.add_text(Field::registry_data_type, type == "None" ? std::string_view{} : type);
}

// The image of the process that an alert is about, and of its parent.
void add_evidence(Event& event, const Pairs& pairs) {
  if (pair_text(pairs, "EntityType") != "Process") {
    return;
  }
  event.add_text(
      Field::process_executable,
      path_of_file(pair_text(pairs, "FolderPath"), pair_text(pairs, "FileName"), event.arena()));
  event.add_text(
      Field::process_parent_executable,
      path_of_file(pair_text(pairs, "AdditionalFields.ParentProcess.ImageFile.Directory"),
                   pair_text(pairs, "AdditionalFields.ParentProcess.ImageFile.Name"),
                   event.arena()));
}

bool is_alert(const Pairs& pairs) {
  for (const std::string_view name :
       {"alertCreationTime", "incidentId", "incidentWebUrl", "alerts.0.alertId", "detectorId"}) {
    if (find_pair(pairs, name) != nullptr) {
      return true;
    }
  }
  return false;
}

class DefenderParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    const ParseContext utc{TimeZone{}, context.received};
    pairs_.clear();
    if (const ParseResult result = reader_.read(record, "", event, pairs_); !result.ok) {
      return result;
    }
    take_first_record(pairs_, event);
    Kind kind = kind_of();
    if (!kind.table.empty()) {
      add_row(kind, utc, event);
    } else if (is_alert(pairs_)) {
      add_alert(utc, event);
    } else {
      return ParseResult::malformed("defender: neither a table's row nor an alert", 0);
    }
    return {};
  }

 private:
  // The table by the stream's category, Log Analytics' Type, or its columns.
  Kind kind_of() {
    std::string_view table = pair_text(pairs_, "category");
    if (table.starts_with(kStream)) {
      table.remove_prefix(kStream.size());
      drop_prefix(pairs_, "properties.");
    } else if (find_pair(pairs_, "Timestamp") != nullptr ||
               find_pair(pairs_, "TimeGenerated") != nullptr) {
      table = pair_text(pairs_, "Type");
      if (table.empty()) {
        table = find_pair(pairs_, "ProcessVersionInfoOriginalFileName") != nullptr
                    ? std::string_view("DeviceProcessEvents")
                    : std::string_view("unnamed");
      }
    } else {
      table = {};
    }
    return {table, pair_text(pairs_, "ActionType")};
  }

  void read_additional_fields(Event& event) {
    for (Pair& pair : pairs_) {
      const auto* text = std::get_if<std::string_view>(&pair.value);
      if (pair.name == "AdditionalFields" && text != nullptr) {
        const std::string_view object = *text;
        pair.value = std::monostate{};
        if (!reader_.read_nested(object, "AdditionalFields.", event, pairs_)) {
          pairs_.push_back({"AdditionalFields", object});
        }
        return;
      }
    }
  }

  // Columns that hold a list as text: "[\"T1566\"]", "[{\"UserName\":...}]".
  void read_list(std::string_view name, Event& event) {
    const auto pair = std::find_if(pairs_.begin(), pairs_.end(),
                                   [&](const Pair& one) { return one.name == name; });
    const auto* text = pair == pairs_.end() ? nullptr : std::get_if<std::string_view>(&pair->value);
    if (text == nullptr || !text->starts_with('[')) {
      return;
    }
    const std::string_view parts[] = {"{\"", name, "\":", *text, "}"};
    std::size_t size = 0;
    for (const std::string_view part : parts) {
      size += part.size();
    }
    char* const object = event.arena().allocate(size);
    char* out = object;
    for (const std::string_view part : parts) {
      out = std::copy(part.begin(), part.end(), out);
    }
    const Value whole = pair->value;
    pair->value = std::monostate{};
    const std::size_t at = static_cast<std::size_t>(pair - pairs_.begin());
    if (!reader_.read_nested({object, size}, "", event, pairs_)) {
      pairs_[at].value = whole;
    }
    drop_index(pairs_, name, event.arena());
  }

  void add_row(const Kind& kind, const ParseContext& context, Event& event) {
    event.log_source = log_source_of(kind, pairs_);
    read_additional_fields(event);
    for (const std::string_view list :
         {"IPAddresses", "LoggedOnUsers", "Categories", "AttackTechniques"}) {
      read_list(list, event);
    }
    drop_index(pairs_, "RecipientDetails", event.arena());
    orient(pairs_, kind, event);
    add_transport(event, pair_text(pairs_, "Protocol"));
    add_outcome(event, kind.action);
    add_address(event, pairs_);
    add_registry(event, pairs_);
    event.add_text(Field::file_path, path_of_file(pair_text(pairs_, "FolderPath"),
                                                  pair_text(pairs_, "FileName"), event.arena()));
    if (kind.action == "DNS query") {
      event.add_text(Field::dns_question_name, pair_text(pairs_, "QueryTarget"));
    }
    if (kind.table == "DeviceProcessEvents" || kind.table == "CloudProcessEvents") {
      add_process(context, event);
      return;
    }
    add_evidence(event, pairs_);
    const std::string_view parent = pair_text(pairs_, "InitiatingProcessParentFileName");
    event.add_text(Field::process_parent_name, base_name(parent));
    if (base_name(parent).size() != parent.size()) {
      event.add_text(Field::process_parent_executable, parent);
    }
    const bool image =
        event.log_source.category == "image_load" || event.log_source.category == "driver_load";
    if (image) {
      add_image(event);
    }
    actor_.apply(pairs_, context, event);
    add_directory(event, Field::process_executable, Field::process_working_directory);
  }

  void add_process(const ParseContext& context, Event& event) {
    if (pair_text(pairs_, "ProcessName").empty()) {
      event.add_text(Field::process_name, base_name(pair_text(pairs_, "FileName")));
    }
    event.add_text(Field::process_parent_name,
                   base_name(pair_text(pairs_, "InitiatingProcessFileName")));
    process_.apply(pairs_, context, event);
    add_directory(event, Field::process_executable, Field::process_working_directory);
    add_directory(event, Field::process_parent_executable, Field::process_parent_working_directory);
  }

  // A loaded image is the file of its row.
  void add_image(Event& event) {
    event.add_text(Field::dll_path, event.text(Field::file_path));
    event.add_text(Field::dll_name, base_name(event.text(Field::file_path)));
    for (const std::string_view name : {"MD5", "SHA1", "SHA256"}) {
      (void)add_hash(event, Field::dll_md5, pair_text(pairs_, name));
    }
  }

  void add_alert(const ParseContext& context, Event& event) {
    event.log_source = {"m365", "", ""};
    drop_index(pairs_, "alerts", event.arena());
    for (const std::string_view list : {"alerts.entities", "alerts.devices", "alerts.evidence"}) {
      drop_index(pairs_, list, event.arena());
    }
    for (Pair& pair : pairs_) {
      const std::string_view inner = pair.name.substr(0, 12);
      if (inner == "alerts.entit" || inner == "alerts.devic" || inner == "alerts.evide") {
        pair.name.remove_prefix(std::string_view("alerts.").size());
      }
    }
    for (const std::string_view list : {"evidence", "entities", "devices"}) {
      drop_index(pairs_, list, event.arena());
    }
    alert_.apply(pairs_, context, event);
    add_scheme_port(event);
    event.add_text(Field::file_path, path_of_file(event.text(Field::file_directory),
                                                  event.text(Field::file_name), event.arena()));
  }

  JsonReader reader_;
  Pairs pairs_;
  FieldTable process_{kProcessTable};
  FieldTable actor_{kActorTable};
  FieldTable alert_{kAlertRows};
};

bool has_all(std::string_view record, std::initializer_list<std::string_view> keys) {
  return std::all_of(keys.begin(), keys.end(),
                     [&](std::string_view key) { return has_json_key(record, key); });
}

Confidence recognise(std::string_view record) {
  if (!looks_like_json_object(record)) {
    return Confidence::no;
  }
  if (record.find("\"AdvancedHunting-") != kNone) {
    return has_json_key(record, "\"properties\"") ? Confidence::certain : Confidence::likely;
  }
  const bool row =
      has_all(record, {"\"InitiatingProcessFileName\"", "\"DeviceId\"", "\"ReportId\""}) ||
      has_all(record, {"\"NetworkMessageId\"", "\"SenderFromAddress\"", "\"ReportId\""});
  const bool alert = has_all(record, {"\"alertCreationTime\"", "\"machineId\""}) ||
                     has_all(record, {"\"incidentId\"", "\"incidentName\"", "\"alerts\""}) ||
                     has_all(record, {"\"providerAlertId\"", "\"serviceSource\"", "\"evidence\""});
  return row || alert || record.find("microsoft.graph.security.alert") != kNone
             ? Confidence::certain
             : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<DefenderParser>();
}

}  // namespace

extern const Format defender_format;
const Format defender_format = {
    "defender", "Microsoft Defender XDR: Advanced Hunting stream, alerts, incidents", recognise,
    create};

}  // namespace yagura
