// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "model/event.hpp"
#include "parse/parser.hpp"

namespace yagura {

// The envelope most records come in. Views are into the record.
struct SyslogMessage {
  enum class Kind {
    unreadable_priority,  // "<999>...": the whole text is the payload
    rfc3164,
    rfc5424,
  };
  Kind kind = Kind::rfc3164;
  int priority = -1;  // -1 = none; else facility * 8 + severity
  int version = 0;    // RFC 5424 only
  std::optional<TimePoint> time;
  std::string_view hostname;  // empty where the header has none, or "-"
  std::string_view appname;
  std::string_view procid;
  std::string_view msgid;
  std::string_view structured_data;  // "[id a="1"][id2]", checked; empty for "-"
  std::string_view payload;
};

// RFC 5424 strictly: what begins like it ("<PRI>1 ") must be it, and is refused with the place
// where it is not. RFC 3164 describes rather than prescribes, so everything else after a priority
// is taken: time, host and tag may lack, the clock may carry Cisco's '*' or '.' and a sequence
// number, the time may have a year or be ISO 8601. Without a priority, a time must stand in front.
ParseResult parse_syslog(std::string_view record, const ParseContext& context,
                         SyslogMessage& message);

// Whether there may be an envelope at all: false only where parse_syslog() finds none. Cheap.
bool may_have_syslog_header(std::string_view record);

// Adds the header as log.syslog.*, each structured-data parameter as
// log.syslog.structured_data.<id>.<name>, and the host as host.hostname unless `event` names one.
void add_syslog_header(const SyslogMessage& message, Event& event);

}  // namespace yagura
