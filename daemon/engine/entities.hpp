// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/detection.hpp"
#include "model/event.hpp"

namespace yagura {

// What an event is about: the host, the accounts (with their domain, where it is said) and the
// address of the other side, lower-cased, each once. Alerts that share one of them belong together.
// The sender of a syslog message is not among them: a proxy is no part of what it saw.
std::vector<Entity> entities_of(const Event& event);

// The same of the values a rule groups by, in Sigma's names or ours; other fields are left out.
std::vector<Entity> entities_of(const std::vector<std::pair<std::string, std::string>>& group);

// The one value that tells an analyst most: a command line, a URL, a path, else the message.
// At most 512 bytes, not escaped.
std::string summary_of(const Event& event);

}  // namespace yagura
