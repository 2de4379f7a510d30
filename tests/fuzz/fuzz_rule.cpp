// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/arena.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_set.hpp"

// A rule text must load or be refused, and what loads must evaluate; the input is also the event.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const yagura::RuleLoad load = yagura::load_rule_text(text, "fuzz.yml", {});
  yagura::Arena arena;
  yagura::Event event(arena);
  event.add_unmapped(yagura::Origin::none, "F", text);
  event.add_unmapped(yagura::Origin::none, "Image", text.substr(size / 2));
  std::vector<const yagura::Rule*> matched;
  yagura::PlainMatcher(*load.rules).match(event, {}, matched);
  return 0;
}
