// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Cybereason: malops and what belongs to them, as JSON of the API and as CEF of its forwarder.
//
//   {"metadata":{"malopGuid":"11.1","timestamp":1772000000000},"@class":".FileSuspectDetailsModel",
//    "ownerMachineName":"pc01","sha1String":"...","correctedPath":"c:\\a.sys",...}
//   CEF:0|Cybereason|Cybereason|1.0|3|Malop Machine Added|5|cs1=11.1 cs1Label=MalopId dhost=pc01
//       rt=1772000000000 request="C:\\a.exe" deviceProcessName=explorer.exe ...
//
// "@class" says what the object is: displayName is a machine, a user or the malop's. Of lists the
// first is taken. Times are milliseconds, sometimes as text. In CEF, `request` is a command line in
// quotes and deviceProcessName its parent. Hashes are kept as they are, since some are masked.
#include <memory>

#include "model/event.hpp"
#include "parse/cef.hpp"
#include "parse/cef_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

constexpr Mapping kJsonRows[] = {
    {"metadata.timestamp", Field::timestamp, As::time},
    {"lastUpdateTime", Field::timestamp, As::time},
    {"timestamp", Field::timestamp, As::time},
    {"lastSeen", Field::timestamp, As::time},
    {"firstTimestamp", Field::timestamp, As::time},
    {"creationTime", Field::timestamp, As::time},
    {"lastConnected", Field::timestamp, As::time},
    {"firstSeen", Field::event_start, As::time},
    {"lastSeen", Field::event_end, As::time},
    {"guid", Field::event_id},
    {"detectionDecisionStatus", Field::event_action},
    {"lastDetectionDecisionStatus", Field::event_action},
    {"decisionStatuses", Field::event_action},
    {"name", Field::event_reason},
    {"descriptions", Field::event_reason},
    {"decisionFeature", Field::event_reason},
    {"malopDetectionType", Field::rule_category},
    {"malopType", Field::rule_category},
    {"detectionTypes", Field::rule_name},
    {"detectionValues", Field::threat_name},
    {"machine.displayName", Field::host_name},
    {"machines.0.displayName", Field::host_name},
    {"ownerMachineName", Field::host_name},
    {"files.0.ownerMachineName", Field::host_name},
    {"fileSuspects.0.ownerMachineName", Field::host_name},
    {"processes.0.ownerMachineName", Field::host_name},
    {"processSuspects.0.ownerMachineName", Field::host_name},
    {"connections.0.ownerMachineName", Field::host_name},
    {"machineName", Field::host_name},
    {"machines.0.guid", Field::host_id},
    {"ownerMachineGuid", Field::host_id},
    {"files.0.ownerMachineGuid", Field::host_id},
    {"osType", Field::host_os_name},
    {"machines.0.osType", Field::host_os_name},
    {"user.displayName", Field::user_name, As::account},
    {"users.0.displayName", Field::user_name, As::account},
    {"calculatedUserName", Field::user_name, As::account},
    {"userName", Field::user_name, As::account},
    {"processes.0.calculatedUserName", Field::user_name, As::account},
    {"file.displayName", Field::file_name},
    {"correctedPath", Field::file_path, As::path},
    {"files.0.correctedPath", Field::file_path, As::path},
    {"fileSuspects.0.correctedPath", Field::file_path, As::path},
    {"primaryRootCauseName", Field::file_name},
    {"files.0.elementDisplayName", Field::file_name},
    {"sha1String", Field::file_sha1, As::lower},
    {"fileHash", Field::file_sha1, As::lower},
    {"files.0.sha1String", Field::file_sha1, As::lower},
    {"rootCauseElementHashes", Field::file_sha1, As::lower},
    {"md5String", Field::file_md5, As::hash},
    {"process.rootCause", Field::process_name},
    {"process.displayName", Field::process_name},
    {"imageFilePath", Field::process_executable, As::path},
    {"processes.0.imageFilePath", Field::process_executable, As::path},
    {"processes.0.elementDisplayName", Field::process_name},
    {"processSuspects.0.elementDisplayName", Field::process_name},
    {"commandLine", Field::process_command_line},
    {"processes.0.commandLine", Field::process_command_line},
    {"processSuspects.0.commandLine", Field::process_command_line},
    {"commandLines", Field::process_command_line},
    {"pid", Field::process_pid, As::integer},
    {"processes.0.pid", Field::process_pid, As::integer},
    {"parentProcessName", Field::process_parent_name},
    {"localAddress", Field::source_ip, As::ip},
    {"connections.0.localAddress", Field::source_ip, As::ip},
    {"localPort", Field::source_port, As::port},
    {"connections.0.localPort", Field::source_port, As::port},
    {"serverAddress", Field::destination_ip, As::ip},
    {"remoteAddress", Field::destination_ip, As::ip},
    {"connections.0.serverAddress", Field::destination_ip, As::ip},
    {"serverPort", Field::destination_port, As::port},
    {"remotePort", Field::destination_port, As::port},
    {"connections.0.serverPort", Field::destination_port, As::port},
    {"transportProtocol", Field::network_transport, As::transport},
    {"direction", Field::network_direction, As::lower},
};

// What an object's displayName is, by a part of its class; the rows above know it by that.
struct Class {
  std::string_view part;
  std::string_view code;
  std::string_view display_name;
};
constexpr Class kClasses[] = {
    {"Malop", "malop", ""},
    {"Machine", "machine", "machine.displayName"},
    {"Suspicion", "suspicion", ""},
    {"User", "user", "user.displayName"},
    {"Process", "process", "process.displayName"},
    {"File", "", "file.displayName"},
    {"Connection", "connection", ""},
    {"TimelineEvent", "timeline", ""},
};

constexpr Mapping kOwnCefRows[] = {
    {"rt", Field::timestamp, As::time},
    {"MalopId", Field::event_id},
    {"requestContext", Field::event_reason},
    {"dhost", Field::host_name},
    {"destinationDnsDomain", Field::host_name},
    {"dhost", Field::host_hostname},
    {"destinationDnsDomain", Field::host_hostname},
    {"CybereasonCEFgeneratorMachineGuid1", Field::host_id},
    {"CybereasonCEFgeneratorOSandVersion1", Field::host_os_full},
    {"processSha1", Field::file_sha1, As::lower},
    {"fileSha1", Field::file_sha1, As::lower},
    {"parentProcess", Field::process_parent_name},
};
constexpr auto kCefTable = joined_rows(kOwnCefRows, kCefRows);

// "Malop Process Added": the time of the record is when that process began.
constexpr std::string_view kProcessAdded = "2";

class CybereasonParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    event.log_source = {"cybereason", "", ""};
    return looks_like_json_object(record) ? parse_json(record, context, event)
                                          : parse_cef(record, context, event);
  }

 private:
  ParseResult parse_json(std::string_view record, const ParseContext& context, Event& event) {
    if (const ParseResult result = json_.read(record, "", event, pairs_); !result.ok) {
      return ParseResult::malformed("cybereason: not a whole JSON object", result.offset);
    }
    const std::string_view name = pair_text(pairs_, "@class");
    if (name.empty() && find_pair(pairs_, "guid") == nullptr) {
      return ParseResult::malformed("cybereason: neither a class nor a guid", 0);
    }
    for (const Class& row : kClasses) {
      if (name.find(row.part) != std::string_view::npos) {
        event.add_text(Field::event_code, row.code);
        rename("displayName", row.display_name);
        rename("elementDisplayName", row.display_name);
        break;
      }
    }
    if (pair_text(pairs_, "rootCauseElementType") == "Process") {
      rename("primaryRootCauseName", "process.rootCause");
    }
    json_table_.apply(pairs_, context, event);
    return {};
  }

  ParseResult parse_cef(std::string_view record, const ParseContext& context, Event& event) {
    CefHeader header;
    if (const ParseResult result = read_cef(record, event.arena(), header, pairs_); !result.ok) {
      return ParseResult::malformed("cybereason: neither CEF nor a JSON object", result.offset);
    }
    event.add_text(Field::event_code, header.event_class);
    event.add_text(Field::event_action, header.name);
    for (const std::string_view name : {"dst", "destinationTranslatedAddress"}) {
      if (const auto address = IpAddress::parse(pair_text(pairs_, name))) {
        event.add(Field::host_ip, *address);
      }
    }
    if (const Value* time = find_pair(pairs_, "rt");
        time != nullptr && header.event_class == kProcessAdded) {
      (void)add_as(Field::process_start, As::time, *time, context, DateOrder::unknown, event);
    }
    take_command_line(event);
    rename("deviceProcessName", "parentProcess");
    cef_table_.apply(pairs_, context, event);
    return {};
  }

  // Out of the pairs, since the dictionary would take it for a URL.
  void take_command_line(Event& event) {
    for (Pair& pair : pairs_) {
      auto* text = std::get_if<std::string_view>(&pair.value);
      if (pair.name != "request" || text == nullptr || event.has(Field::process_command_line)) {
        continue;
      }
      if (text->size() >= 2 && text->front() == '"' && text->back() == '"') {
        *text = text->substr(1, text->size() - 2);
      }
      event.add_text(Field::process_command_line, *text);
      pair.value = std::monostate{};
    }
  }

  void rename(std::string_view from, std::string_view to) {
    for (Pair& pair : pairs_) {
      if (pair.name == from && !to.empty()) {
        pair.name = to;
      }
    }
  }

  static constexpr std::string_view kNoValues[] = {"None", "null", "N/A"};
  static constexpr FieldTable::Settings kSettings{DateOrder::unknown, kNoValues};

  JsonReader json_;
  Pairs pairs_;
  FieldTable json_table_{kJsonRows, kSettings};
  FieldTable cef_table_{kCefTable, kSettings};
};

Confidence recognise(std::string_view record) {
  if (!looks_like_json_object(record)) {
    return cef_vendor(record) == "Cybereason" ? Confidence::certain : Confidence::no;
  }
  if (has_json_key(record, "\"malopGuid\"") || has_json_key(record, "\"malopDetectionType\"")) {
    return Confidence::certain;
  }
  constexpr std::string_view kModel = "Model\"";  // "@class":".MachineInboxModel"
  return has_json_key(record, "\"@class\"") && record.find(kModel) != std::string_view::npos
             ? Confidence::certain
             : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<CybereasonParser>();
}

}  // namespace

extern const Format cybereason_format;
const Format cybereason_format = {"cybereason", "Cybereason malops, JSON or CEF", recognise,
                                  create};

}  // namespace yagura
