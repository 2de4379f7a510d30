// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "model/event.hpp"
#include "parse/parser.hpp"

// The structured data of RFC 5424 section 6.3: [id name="value" ...][id ...].
namespace yagura {

// Checks the elements that stand at `at` in `record` and moves `at` behind them. The offset of a
// refusal counts from the beginning of `record`.
ParseResult check_structured_data(std::string_view record, std::size_t& at);

// The value of one parameter of one element as it stands, escapes included; empty if absent.
// Safe on text that was not checked.
std::string_view structured_data_value(std::string_view structured_data, std::string_view id,
                                       std::string_view parameter);

// Adds each parameter, without its escapes, as log.syslog.structured_data.<id>.<name>.
void add_structured_data(std::string_view structured_data, Event& event);

}  // namespace yagura
