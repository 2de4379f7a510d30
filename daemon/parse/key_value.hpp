// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/arena.hpp"
#include "parse/pairs.hpp"

namespace yagura {

// How unquoted values end.
enum class ValueEnd {
  blank,     // date=2026-02-25 time=12:30:00 user="a b"
  next_key,  // result=DENIED reason=no such host user=...: at the last blank before the next `key=`
};

// Splits "key=value key=\"value\" ...". Keys are letters, digits and _ . - : [ ] ( ); in quotes, \"
// and \\ are unescaped into the arena. What is not part of a pair is passed over. Appends to
// `pairs`; linear; at most kMostPairs. Returns how many pairs were appended.
std::size_t read_key_values(std::string_view text, ValueEnd end, Arena& arena, Pairs& pairs);

}  // namespace yagura
