// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace yagura {

// What the entries of an indicator rule are. `hash` is any of the three digests, told apart by
// their length.
enum class IndicatorKind { domain, url, ip, md5, sha1, sha256, hash, ja3, ja4 };

std::string_view name(IndicatorKind kind);
std::optional<IndicatorKind> parse_indicator_kind(std::string_view text);

// Where such values stand if a rule does not say: ECS names, then Sigma's.
std::span<const std::string_view> usual_fields(IndicatorKind kind);

// Fields that hold an address: a domain or ip rule looks at their host, and only in events that
// have no url.domain, since formats have taken it out of there.
bool holds_url(std::string_view field);

// Whether a value of this kind may be `digits` hexadecimal digits long; of kinds that are digests.
bool is_digest(IndicatorKind kind);
bool has_length(IndicatorKind kind, std::size_t digits);

}  // namespace yagura
