// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/arena.hpp"
#include "parse/pairs.hpp"
#include "parse/parser.hpp"

namespace yagura {

// IBM QRadar Log Event Extended Format, versions 1.0 and 2.0:
//
//   LEEF:1.0|Vendor|Product|Version|EventID|key=value<TAB>key=value
//   LEEF:2.0|Vendor|Product|Version|EventID|^|key=value^key=value
//
// Version 2 declares its delimiter: a character, or "0x7C", "x5E"; nothing is a tab. There are no
// escapes. Where no tab stands, bars are taken as delimiters (PAN-OS), or the blanks that a relay
// made of a tab.
struct LeefHeader {
  std::string_view version, vendor, product, product_version, event_id;
};

ParseResult read_leef(std::string_view record, LeefHeader& header, Pairs& pairs);

// Where "LEEF:" begins, or 0 where a record was cut down to "1.0|"; npos if nowhere near.
std::size_t find_leef(std::string_view record);
std::string_view leef_vendor(std::string_view record);

}  // namespace yagura
