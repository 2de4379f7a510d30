// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yagura::test {

// The records of one organisation to one source, numbered from 1.
struct Stream {
  std::string organisation;  // six digits
  std::string source;        // the name the daemon's configuration has for it
  auto operator<=>(const Stream&) const = default;
};

// The source that acknowledges nothing. Its records may be lost, so no incident hangs on them.
inline constexpr std::string_view kUnanswered = "lines";

// What every record says about itself. The digest covers all its other bytes, so that whoever finds
// the record can tell that nothing was changed without knowing how it was made.
struct Stamp {
  Stream stream;
  std::uint64_t sequence = 0;
  std::string digest;  // 16 hexadecimal digits
};

// The same bytes at every call: syslog as a numbering sender writes it (RFC 5424, meta sequenceId)
// around a Windows event. Most are ordinary; some are a part of an attack on a host of their own,
// so that which incidents must come out depends on the set of records alone; some are no event.
std::string record_text(const Stream& stream, std::uint64_t sequence);

// Whether record_text() makes it a record that must become a dead letter.
bool is_malformed(std::uint64_t sequence);

// None if there is no stamp or the digest is not that of the bytes.
std::optional<Stamp> read_stamp(std::string_view record);

}  // namespace yagura::test
