// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/time.hpp"
#include "model/record.hpp"
#include "model/service_change.hpp"

namespace yagura {

// What a monitor says of the one service it watches; the tracker adds whose service it is.
struct ServiceTransition {
  ServiceChange::State state = ServiceChange::State::down;
  TimePoint onset;
  TimePoint time;
  RecordNumber record = 0;
  std::string evidence;
};

}  // namespace yagura
