// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "model/event.hpp"

namespace yagura::web {

// ModSecurity's report in an error log of either server:
//
//   ModSecurity: Warning. Pattern match "..." at ARGS:q. [file "..."] [line "28"] [id "941100"]
//   [msg "XSS"] [severity "CRITICAL"] [hostname "www.example.jp"] [uri "/q"] [unique_id "..."]
//
// False, adding nothing, if `text` is none. Linear; values are cut where the next one begins, since
// the module shortens long ones without closing their quotes.
bool add_modsecurity(std::string_view text, Event& event);

}  // namespace yagura::web
