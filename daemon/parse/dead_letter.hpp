// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/record.hpp"

namespace yagura {

// A record that became no event, with all that is needed to parse it again once the format or its
// configuration is mended. One JSON object a line.
struct DeadLetter {
  std::string raw;  // the bytes as received
  std::string format = "auto";
  std::string charset = "auto";
  std::string time_zone = "UTC";      // as configured: "Asia/Tokyo"
  std::optional<TimePoint> received;  // always there in what we write
  std::string organisation;           // six digits; empty = not said
  std::string source;
  std::string reason;
  std::size_t offset = 0;   // bytes into raw
  RecordNumber record = 0;  // its number in the journal; 0 = not from the journal
};

// Appends the line, without its line break: "raw" where the bytes are UTF-8, else "raw_base64".
void append_dead_letter(std::string& out, const DeadLetter& letter);

// Appends `"raw":"..."`, or `"raw_base64":"..."` where the bytes are not UTF-8.
void append_raw(std::string& out, std::string_view raw);

// Reads one line. Exactly one of raw and raw_base64 must be there; every other key may lack, and
// unknown keys are passed over. A key of the wrong type, an unreadable time or broken base64 is
// refused. Never throws on bad input.
Result<DeadLetter> read_dead_letter(std::string_view line);

}  // namespace yagura
