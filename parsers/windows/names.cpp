// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <string_view>

#include "windows/record.hpp"

namespace yagura::windows {
namespace {

constexpr std::array<std::string_view, kNames> kTexts = {
#define YAGURA_WINDOWS_TEXT(id, text) std::string_view(text),
    YAGURA_WINDOWS_DATA_NAMES(YAGURA_WINDOWS_TEXT) YAGURA_WINDOWS_SYSTEM_NAMES(YAGURA_WINDOWS_TEXT)
#undef YAGURA_WINDOWS_TEXT
};

// Every key of every event is looked up, so this is an open-addressed table made at compile time,
// four times as large as what it holds.
constexpr std::size_t kSlots = 512;
constexpr std::uint8_t kEmpty = 0xFF;
static_assert(kNames * 4 <= kSlots && kNames < kEmpty);

constexpr std::size_t slot_of(std::string_view text) {
  std::uint32_t hash = 2166136261U ^ static_cast<std::uint32_t>(text.size());
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;  // FNV-1a
  }
  return (hash ^ hash >> 15U) % kSlots;
}

constexpr std::array<std::uint8_t, kSlots> make_table() {
  std::array<std::uint8_t, kSlots> table{};
  for (std::uint8_t& entry : table) {
    entry = kEmpty;
  }
  for (std::size_t i = 0; i < kNames; ++i) {
    std::size_t slot = slot_of(kTexts[i]);
    while (table[slot] != kEmpty) {
      slot = (slot + 1) % kSlots;
    }
    table[slot] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr std::array<std::uint8_t, kSlots> kTable = make_table();
constexpr std::size_t kLongest = 24;  // longer keys are no names of ours, and hashing costs

}  // namespace

std::optional<Name> find_name(std::string_view text) {
  if (text.empty() || text.size() > kLongest) {
    return std::nullopt;
  }
  for (std::size_t slot = slot_of(text); kTable[slot] != kEmpty; slot = (slot + 1) % kSlots) {
    if (kTexts[kTable[slot]] == text) {
      return static_cast<Name>(kTable[slot]);
    }
  }
  return std::nullopt;
}

std::string_view text_of(Name name) {
  return kTexts[static_cast<std::size_t>(name)];
}

}  // namespace yagura::windows
