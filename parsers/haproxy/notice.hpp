// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "model/event.hpp"
#include "parse/pairs.hpp"
#include "parse/parser.hpp"

// What HAProxy says of its servers and of itself, which is where an outage shows first.
namespace yagura::haproxy {

bool starts_with(std::string_view text, std::string_view prefix);
// The next word, taken off `rest` with the blanks around it.
std::string_view take_word(std::string_view& rest);
// "address:port" to two names; an IPv6 address is not in brackets here.
void add_endpoint(std::string_view address, std::string_view port, std::string_view word,
                  Pairs& pairs);
// "backend/server".
void add_server(std::string_view word, Pairs& pairs);

// Reads one notice: pairs for the table of the format, event.action and the text to the event.
class Notice {
 public:
  Notice(Event& event, Pairs& pairs) : event_(event), pairs_(pairs) {}
  bool read(std::string_view text);

 private:
  bool read_level(std::string_view& text);
  bool read_state(std::string_view text);
  bool read_connect(std::string_view rest);
  bool read_server_state(std::string_view text);
  bool read_proxy_state(std::string_view text);
  bool add_state(std::string_view action, std::string_view rest);

  Event& event_;
  Pairs& pairs_;
};

Confidence recognise_notice(std::string_view text);

}  // namespace yagura::haproxy
