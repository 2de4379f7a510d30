// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/arena.hpp"
#include "detect/filter_expression.hpp"
#include "normalise/taxonomy.hpp"

// An expression must be refused with a place or made, and what is made must evaluate; the input is
// also the event.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  yagura::RuleOptions options;
  options.resolver = yagura::sigma_field_of_event;
  const auto expression = yagura::FilterExpression::parse(text, options);
  if (!expression) {
    if (!expression.error().place || expression.error().place->column < 1) {
      std::abort();
    }
    return 0;
  }
  yagura::Arena arena;
  yagura::Event event(arena);
  event.add(yagura::Field::message, text);
  event.add_unmapped(yagura::Origin::none, "user", text.substr(size / 2));
  yagura::ExpressionMatcher matcher(*expression, options);
  (void)matcher.matches(event, {"windows", "process_creation", ""});
  return 0;
}
