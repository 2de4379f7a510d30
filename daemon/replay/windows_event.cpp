// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/windows_event.hpp"

namespace yagura {
namespace {

RecordJson event(TimePoint time, std::string_view computer, std::uint64_t event_id,
                 std::string_view channel, std::string_view provider) {
  RecordJson json;
  json.add("EventID", event_id)
      .add("Channel", channel)
      .add("SourceName", provider)
      .add("Hostname", computer)
      .add("Computer", computer)
      .add("@timestamp", to_rfc3339(time));
  return json;
}

}  // namespace

RecordJson sysmon_event(TimePoint time, std::string_view computer, std::uint64_t event_id) {
  return event(time, computer, event_id, "Microsoft-Windows-Sysmon/Operational",
               "Microsoft-Windows-Sysmon");
}

RecordJson security_event(TimePoint time, std::string_view computer, std::uint64_t event_id) {
  return event(time, computer, event_id, "Security", "Microsoft-Windows-Security-Auditing");
}

std::string process_creation(TimePoint time, std::string_view computer, std::string_view user,
                             std::uint64_t process_id, const ProcessStart& start) {
  return sysmon_event(time, computer, 1)
      .add("ProcessId", process_id)
      .add("Image", start.image)
      .add("CommandLine", start.command_line)
      .add("OriginalFileName", start.original_file_name)
      .add("ParentImage", start.parent_image)
      .add("User", user)
      .add("IntegrityLevel", start.integrity)
      .finish();
}

std::string domain_of(const TrafficProfile& profile) {
  std::string domain = profile.short_name;
  for (char& c : domain) {
    if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 'a' + 'A');
    }
  }
  return domain;
}

}  // namespace yagura
