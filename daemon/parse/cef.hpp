// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include "base/arena.hpp"
#include "parse/pairs.hpp"
#include "parse/parser.hpp"

namespace yagura {

// ArcSight Common Event Format, "Implementing ArcSight Common Event Format", Rev. 25:
//
//   CEF:0|Vendor|Product|Version|Event class id|Name|Severity|key=value key=value ...
//
// Devices bend it: "CEF: 0|", or a relay cut it down to "0|"; a raw '=' inside a value; an empty
// value; keys that the dictionary lacks. A value ends at the last blank before the next " key=".
struct CefHeader {
  std::string_view vendor, product, version, event_class, name, severity;
};

// Reads the header, with \| and \\ unescaped, and appends the extension's pairs, with \=, \\, \n
// and \r unescaped. Custom fields get the name of their label: cs1=x cs1Label=Policy is Policy=x,
// and a custom field without a label keeps its own. Refuses what has fewer than six bars.
ParseResult read_cef(std::string_view record, Arena& arena, CefHeader& header, Pairs& pairs);

// Where the header begins ("CEF:0|..."), within the first bytes; npos if it does not.
std::size_t find_cef(std::string_view record);

// The vendor field of the header, for recognising formats; empty if the record is no CEF.
std::string_view cef_vendor(std::string_view record);
std::string_view cef_product(std::string_view record);

}  // namespace yagura
