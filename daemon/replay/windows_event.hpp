// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "replay/record_stream.hpp"
#include "replay/record_text.hpp"

namespace yagura {

// What an agent on Windows forwards: the flat JSON of one event, the fields every event has filled
// in. The caller adds the event's own and calls finish().
RecordJson sysmon_event(TimePoint time, std::string_view computer, std::uint64_t event_id);
RecordJson security_event(TimePoint time, std::string_view computer, std::uint64_t event_id);

// A program someone starts: Sysmon 1.
struct ProcessStart {
  std::string_view image;
  std::string_view command_line;
  std::string_view original_file_name;
  std::string_view parent_image;
  std::string_view integrity = "Medium";
};
std::string process_creation(TimePoint time, std::string_view computer, std::string_view user,
                             std::uint64_t process_id, const ProcessStart& start);

// "NAGATO": the domain of an organisation's accounts.
std::string domain_of(const TrafficProfile& profile);

}  // namespace yagura
