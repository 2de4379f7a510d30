// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "detect/indicator_key.hpp"
#include "detect/indicator_list.hpp"

// A list of some kind in some form (the first byte says), and the same bytes as a value of an
// event. What was taken must be found under its own text.
// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yagura;
  constexpr IndicatorKind kKinds[] = {IndicatorKind::domain, IndicatorKind::url, IndicatorKind::ip,
                                      IndicatorKind::hash, IndicatorKind::ja4};
  constexpr ListForm kForms[] = {ListForm::text, ListForm::csv, ListForm::json};
  if (size == 0) {
    return 0;
  }
  const IndicatorKind kind = kKinds[data[0] % 5];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  IndicatorEntries entries(kind);
  RefusedEntries refused;
  read_indicator_list(text, kForms[data[0] / 5 % 3], "fuzz", "", entries, refused);

  IndicatorKeys keys;
  (void)keys.of(kind, Value(text), entries.lengths());
  PrefixLengths lengths;
  std::string key;
  if (entry_key(kind, text, key, lengths).empty() && kind != IndicatorKind::hash) {
    const std::string again = entry_text(kind, key);
    std::string same;
    if (!entry_key(kind, again, same, lengths).empty() || same != key) {
      std::abort();
    }
  }
  return 0;
}
