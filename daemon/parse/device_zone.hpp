// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parse/parser.hpp"

namespace yagura {

// The zone a record names for its own clock (tz="+0900", dtz=Asia/Tokyo, a zone beside devTime).
// Remembers the last one, because a device says the same in every record and looking up an IANA
// name costs. One thread.
class DeviceZone {
 public:
  // `context` with that zone; unchanged where `name` is no zone.
  ParseContext with(const ParseContext& context, std::string_view name) {
    constexpr std::size_t kLongest = 40;
    if (name.empty() || name.size() > kLongest) {
      return context;
    }
    if (name != name_) {
      name_.assign(name);
      zone_ = TimeZone::find(name);
    }
    ParseContext own = context;
    own.zone = zone_.value_or(context.zone);
    return own;
  }

 private:
  std::string name_;
  std::optional<TimeZone> zone_;
};

}  // namespace yagura
