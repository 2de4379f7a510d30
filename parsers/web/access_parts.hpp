// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "model/event.hpp"

// What lines and JSON objects of access logs are made of.
namespace yagura::web {

// A time in brackets; begin is that of the '['.
struct Bracketed {
  std::size_t begin = std::string_view::npos;
  std::size_t end = 0;  // of the ']'
};
// The first one in the text: "[10/Oct/2026:13:55:36 +0900]" or "[2026-10-10T13:55:36+09:00]".
Bracketed find_time(std::string_view text);

// Three digits, or "-".
bool is_status(std::string_view text);

// An address without a port; a comma behind it is passed over.
bool is_address(std::string_view word);

// "TLSv1.3" to "1.3"; empty if it is none.
std::string_view tls_version(std::string_view text);

// A request line or a path, with what servers escaped undone. Scanners send anything: what is no
// request is kept as it stands, as vendor.request.
void add_request(Event& event, std::string_view escaped);

}  // namespace yagura::web
