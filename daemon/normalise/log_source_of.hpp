// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/event.hpp"
#include "model/log_source.hpp"

namespace yagura {

// What an event is in Sigma's words, by event.dataset and, for Windows, channel and event id.
// What is not known stays empty, and an empty key routes no rule away.
LogSource log_source_of(const Event& event);

}  // namespace yagura
