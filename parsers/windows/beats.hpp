// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "parse/json_reader.hpp"

namespace yagura::windows {

// Whether an object is what Elastic's agents write, and not what merely imitates its "winlog".
inline bool is_beat(std::string_view object) {
  const bool winlog = has_json_key(object, "\"winlog\"") || has_json_key(object, "\"event_data\"");
  return winlog && (has_json_key(object, "\"ecs\"") || has_json_key(object, "\"agent\"") ||
                    has_json_key(object, "\"beat\""));
}

}  // namespace yagura::windows
