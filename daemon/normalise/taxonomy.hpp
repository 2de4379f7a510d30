// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "model/log_source.hpp"

namespace yagura {

// Under which names a field of a Sigma rule is found in our events: a FieldResolver. The tables
// stand in taxonomy.cpp, one per log source. A name that no table knows is one of ours if it is an
// ECS name, and in any case it is also looked for as the source's own name.
FieldNames sigma_field(const LogSource& source, std::string_view sigma_name);

// The same for whoever asks about an event without having written a rule for its log source: what
// the event does not say of itself (empty) may be any, so all tables that could apply are tried.
FieldNames sigma_field_of_event(const LogSource& event, std::string_view sigma_name);

}  // namespace yagura
