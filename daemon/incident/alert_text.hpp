// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/detection.hpp"

namespace yagura {

// How a detection is written down in an alert. Values come from records: they are bounded here.

inline constexpr std::size_t kMaxKeyBytes = 512;
inline constexpr std::size_t kMaxSummaryBytes = 2048;
inline constexpr std::size_t kMaxEntityBytes = 256;
inline constexpr std::size_t kMaxEntitiesOfAlert = 16;

// What detections of one rule are folded by: the group, else the entities, else the summary.
// "host=srv01 user=admin"; values that would be ambiguous are quoted, and what is too long is cut
// and followed by a digest of the whole, so that different keys stay different.
std::string key_of(const Detection& detection);

// The entities in one spelling: lower case (ASCII), valid UTF-8, sorted, each once.
std::vector<Entity> entities_of(const Detection& detection);

// The entities by which alerts are joined: without what every machine has (SYSTEM, localhost, "-"),
// and users without their domain, because a proxy logs `u05042` for whom Windows calls
// `city\u05042`. Built-in accounts keep the domain: each machine has its own administrator.
std::vector<Entity> joining_entities(const std::vector<Entity>& entities);

// The first `size` bytes at most, cut between two characters.
std::string_view cut(std::string_view text, std::size_t size);

}  // namespace yagura
