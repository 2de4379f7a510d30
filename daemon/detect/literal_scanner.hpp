// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/literal.hpp"

namespace yagura {

// Finds which of many literals stand in a value, in one walk over it.
//
// Each literal is known by its rarest window of four bytes, without regard to case: values need
// not be folded first. A bit map that stays in the first level of cache says for nearly every
// window of the value that no literal has it; the few that pass are looked up, and the literal is
// compared in place. Where literals are few and long, each has several windows, and only every
// second, third or fourth of the value is looked at. Wholes are found by hash. For literals of one
// to three bytes there is a bit map of pairs, except for those outside ASCII, which are looked up
// where a byte is. Immutable; shared by threads.
class LiteralScanner {
 public:
  struct Target {
    Literal literal;
    std::uint32_t number = 0;  // what is reported when the literal stands in the value
  };
  explicit LiteralScanner(std::vector<Target> targets);

  // Bytes below which a value has none of the literals.
  std::size_t shortest() const { return shortest_; }
  // The same for a text that is_numeric().
  std::size_t shortest_numeric() const { return shortest_numeric_; }
  // Nothing but digits, hexadecimal ones too, and what stands between them in numbers, times (RFC
  // 3339), addresses and GUIDs.
  static bool is_numeric(std::string_view text);
  // Whether several values may be scanned as one text with kJoint between: no literal asks where a
  // value begins or ends, or has that byte in it.
  bool scans_joined() const { return scans_joined_; }
  static constexpr char kJoint = '\0';

  // Appends the numbers of the literals in `text`, in no order, some perhaps more than once. The
  // text is ASCII, or it is folded.
  void scan(std::string_view text, std::vector<std::uint32_t>& found) const;

 private:
  struct Entry {
    std::uint32_t text = 0;  // offset into texts_
    std::uint32_t size = 0;
    std::uint32_t window = 0;  // offset of the window in the literal
    std::uint32_t number = 0;
    Literal::Anchor anchor = Literal::Anchor::inside;
  };
  // A run of entries under one key; the key of a whole is its hash.
  struct Slot {
    std::uint32_t key = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;  // 0 = free
  };
  // Open addressing, a power of two in size, at most half full.
  struct SlotTable {
    std::vector<Slot> slots;
    unsigned shift = 32;
    const Slot* find(std::uint32_t key) const;
    void build(const std::vector<Slot>& runs);
  };
  struct Keyed {
    std::uint32_t key;
    Entry entry;
  };

  Entry add_text(const Target& target);
  std::vector<Slot> add_runs(std::vector<Keyed> keyed);
  void build_pairs(std::vector<Keyed> pairs);
  static std::uint32_t step_for(const std::vector<Entry>& entries);
  std::vector<Keyed> choose_windows(const std::vector<Entry>& entries);
  void build_windows(std::vector<Keyed> windows);
  bool stands(const Entry& entry, std::string_view text, std::size_t at) const;
  void look_up(const SlotTable& table, std::uint32_t key, std::string_view text, std::size_t at,
               std::vector<std::uint32_t>& found) const;
  void scan_wholes(std::string_view text, std::vector<std::uint32_t>& found) const;
  void scan_windows(std::string_view text, std::vector<std::uint32_t>& found) const;
  void scan_foreign(std::string_view text, std::vector<std::uint32_t>& found) const;
  void scan_pairs(std::string_view text, std::vector<std::uint32_t>& found) const;

  std::size_t shortest_ = 0;
  std::size_t shortest_numeric_ = std::string::npos;
  bool scans_joined_ = true;
  std::string texts_;
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> bits_;  // two of a word for a window; empty = no literal has one
  unsigned bits_shift_ = 0;
  std::uint32_t step_ = 1;  // from one window looked at to the next
  SlotTable windows_;
  SlotTable wholes_;
  std::uint64_t whole_sizes_ = 0;  // a bit for each size modulo 64
  SlotTable foreign_;  // not ASCII, two or three bytes; those of two have a mark in the key
  SlotTable pairs_;    // by two bytes, or by one and a mark
  std::vector<std::uint64_t> pair_bits_;  // empty = there are none
};

}  // namespace yagura
