// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "model/event.hpp"
#include "parse/parser.hpp"

// The names of Windows events that mean something to us, in Windows' own spelling.
// First those of EventData, which differ from event to event:
#define YAGURA_WINDOWS_DATA_NAMES(X)               \
  X(image, "Image")                                \
  X(command_line, "CommandLine")                   \
  X(current_directory, "CurrentDirectory")         \
  X(process_id, "ProcessId")                       \
  X(process_guid, "ProcessGuid")                   \
  X(original_file_name, "OriginalFileName")        \
  X(hashes, "Hashes")                              \
  X(parent_image, "ParentImage")                   \
  X(parent_command_line, "ParentCommandLine")      \
  X(parent_process_id, "ParentProcessId")          \
  X(parent_process_guid, "ParentProcessGuid")      \
  X(user, "User")                                  \
  X(target_filename, "TargetFilename")             \
  X(image_loaded, "ImageLoaded")                   \
  X(target_object, "TargetObject")                 \
  X(query_name, "QueryName")                       \
  X(source_ip, "SourceIp")                         \
  X(source_port, "SourcePort")                     \
  X(source_hostname, "SourceHostname")             \
  X(destination_ip, "DestinationIp")               \
  X(destination_port, "DestinationPort")           \
  X(destination_hostname, "DestinationHostname")   \
  X(protocol, "Protocol")                          \
  X(initiated, "Initiated")                        \
  X(source_image, "SourceImage")                   \
  X(source_process_id, "SourceProcessId")          \
  X(rule_name, "RuleName")                         \
  X(utc_time, "UtcTime")                           \
  X(subject_user_name, "SubjectUserName")          \
  X(subject_domain_name, "SubjectDomainName")      \
  X(subject_user_sid, "SubjectUserSid")            \
  X(target_user_name, "TargetUserName")            \
  X(target_domain_name, "TargetDomainName")        \
  X(target_user_sid, "TargetUserSid")              \
  X(new_process_name, "NewProcessName")            \
  X(new_process_id, "NewProcessId")                \
  X(parent_process_name, "ParentProcessName")      \
  X(process_name, "ProcessName")                   \
  X(ip_address, "IpAddress")                       \
  X(ip_port, "IpPort")                             \
  X(logon_type, "LogonType")                       \
  X(object_name, "ObjectName")                     \
  X(object_type, "ObjectType")                     \
  X(source_address, "SourceAddress")               \
  X(dest_address, "DestAddress")                   \
  X(dest_port, "DestPort")                         \
  X(client_address, "ClientAddress")               \
  X(calling_station_id, "CallingStationID")        \
  X(authentication_server, "AuthenticationServer") \
  X(account_domain, "AccountDomain")               \
  X(requester, "Requester")                        \
  X(application, "Application")                    \
  X(hash, "Hash")                                  \
  X(query_status, "QueryStatus")                   \
  X(url, "url")                                    \
  X(remote_name, "RemoteName")                     \
  X(local_name, "LocalName")                       \
  X(job_owner, "jobOwner")                         \
  X(details, "Details")                            \
  X(description, "Description")                    \
  X(failure_reason, "FailureReason")               \
  X(reason, "Reason")                              \
  X(context_info, "ContextInfo")                   \
  X(full_file_path, "FullFilePath")                \
  X(file_path, "FilePath")                         \
  X(target_sid, "TargetSid")                       \
  X(caller_process_name, "CallerProcessName")      \
  X(source_process_guid, "SourceProcessGUID")
// then those of System, which all events have:
#define YAGURA_WINDOWS_SYSTEM_NAMES(X) \
  X(event_id, "EventID")               \
  X(channel, "Channel")                \
  X(computer, "Computer")              \
  X(hostname, "Hostname")              \
  X(provider_name, "ProviderName")     \
  X(source_name, "SourceName")         \
  X(event_record_id, "EventRecordID")  \
  X(record_number, "RecordNumber")     \
  X(logger_process_id, "ProcessID")    \
  X(logger_thread_id, "ThreadID")      \
  X(user_id, "UserID")                 \
  X(domain, "Domain")                  \
  X(account_name, "AccountName")       \
  X(level, "Level")                    \
  X(severity, "Severity")              \
  X(severity_value, "SeverityValue")   \
  X(event_type, "EventType")           \
  X(keywords, "Keywords")              \
  X(message, "Message")                \
  X(event_time, "EventTime")           \
  X(system_time, "SystemTime")         \
  X(time_created, "TimeCreated")       \
  X(time_generated, "TimeGenerated")   \
  X(timestamp, "@timestamp")           \
  X(source_module_type, "SourceModuleType")

namespace yagura::windows {

enum class Name : std::uint8_t {
#define YAGURA_WINDOWS_ENUM(id, text) id,
  YAGURA_WINDOWS_DATA_NAMES(YAGURA_WINDOWS_ENUM) YAGURA_WINDOWS_SYSTEM_NAMES(YAGURA_WINDOWS_ENUM)
#undef YAGURA_WINDOWS_ENUM
};

// NOLINTNEXTLINE(bugprone-macro-parentheses): an enumerator cannot stand in parentheses
#define YAGURA_WINDOWS_ONE(id, text) +1
inline constexpr std::size_t kNames =
    0 YAGURA_WINDOWS_DATA_NAMES(YAGURA_WINDOWS_ONE) YAGURA_WINDOWS_SYSTEM_NAMES(YAGURA_WINDOWS_ONE);
#undef YAGURA_WINDOWS_ONE

std::optional<Name> find_name(std::string_view text);
std::string_view text_of(Name name);
inline bool is_data(Name name) {
  return name < Name::event_id;  // the first of System
}

// How the event was written down.
enum class Shape {
  flat,          // NXLog and the like: one object, logger and event mixed
  winlogbeat,    // winlog.event_data
  eventchannel,  // Wazuh: win.system, win.eventdata
  evtx,          // the event's XML, as it is or as JSON: Event.System, Event.EventData
  text,          // the message as the event viewer shows it
};

// What was read of one event: the values under the names we know. Reused; clear() is cheap.
class Record {
 public:
  Shape shape = Shape::flat;

  void clear() {
    known_.reset();
    shape = Shape::flat;
  }
  // The first value of a name stands. False if there was one already.
  bool set(Name name, const Value& value) {
    const auto i = static_cast<std::size_t>(name);
    if (known_[i]) {
      return false;
    }
    known_[i] = true;
    values_[i] = value;
    return true;
  }
  bool has(Name name) const { return known_[static_cast<std::size_t>(name)]; }
  const Value* find(Name name) const {
    const auto i = static_cast<std::size_t>(name);
    return known_[i] ? &values_[i] : nullptr;
  }
  // Its text; empty if absent or not a text.
  std::string_view text(Name name) const {
    const Value* value = find(name);
    const auto* text = value == nullptr ? nullptr : std::get_if<std::string_view>(value);
    return text == nullptr ? std::string_view{} : *text;
  }

 private:
  std::bitset<kNames> known_;
  std::array<Value, kNames> values_;
};

// Where a value stood: the same name may mean the logger in the header and the process in the data.
enum class Section { flat, system, data };

// Sorts what the readers of the shapes find: into the record what is known, and beside it into the
// event what published rules ask for by its Windows name.
class Collector {
 public:
  void begin(Shape shape, Event& event) {
    record.clear();
    record.shape = shape;
    event_ = &event;
  }
  Event& event() { return *event_; }

  void set(Name name, const Value& value) {
    if (!record.set(name, value)) {
      note("windows: a key stands twice");
    }
  }
  void add(Section section, std::string_view key, const Value& value);
  // Only under the source's own name.
  void keep(Section section, std::string_view key, const Value& value);
  void note(std::string_view text) {
    if (event_->notes.empty() || event_->notes.back() != text) {
      event_->notes.push_back(text);
    }
  }

  Record record;

 private:
  Event* event_ = nullptr;
};

// Wazuh's eventchannel spells targetFilename and doubles each backslash inside a value, but not the
// two that begin a UNC path. Back to Windows' own spelling; `key` begins with a small letter.
std::string_view pascal_case(std::string_view key, Arena& arena);
std::string_view single_backslashes(std::string_view text, Arena& arena);

// The readers of the shapes that are not JSON. What they refuse is no event, or damaged.
ParseResult read_xml(std::string_view text, Collector& into);
ParseResult read_snare(std::string_view text, const ParseContext& context, Collector& into);
// The message of an event in one line or several, with its labels. False if it shows none that is
// known; then nothing was taken. With `Keep::no` only fills what the record does not know yet.
enum class Keep { no, yes };
bool read_message(std::string_view text, Keep keep, Collector& into);

// "#015#012" to the characters that syslog daemons escaped.
std::string_view with_control_characters(std::string_view text, Arena& arena);

// Whether a Snare record begins here, perhaps behind other columns; where its name stands.
std::size_t find_snare(std::string_view text);

// Fills in what the event says in our schema.
void map_to_event(Collector& collector, const ParseContext& context);
// Only process.pid, for a format that has fields of its own to add before the rest.
void add_process_id(Collector& collector);

}  // namespace yagura::windows
