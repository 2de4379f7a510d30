// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"

namespace yagura {

// A key and its whole_text_hash(), so that what is made once can be looked for in several tables.
struct IndicatorKey {
  std::uint64_t hash = 0;
  std::string_view text;  // bytes; see indicator_key.hpp
};

// Millions of entries, each with a source and perhaps an expiry, to be looked up by their bytes.
//
// All keys lie behind one another in one text; open addressing with linear probing, at most half
// full: 12 bytes an entry, 10 to 20 of slots, and the key itself. A slot's byte of the hash lies
// apart from its entry's number, so what is not there (nearly all that is asked) is seen in bytes
// that stay in the cache. No entry lies further than kMostProbes from where its hash says, so
// a list made to collide loses entries, which are counted, and no time. Not changed after seal();
// then any number of threads may look.
class IndicatorTable {
 public:
  // So many entries and bytes of keys a table takes; what comes after is not added.
  static constexpr std::size_t kMostEntries = std::size_t{1} << 23U;
  static constexpr std::size_t kMostKeyBytes = std::size_t{1} << 30U;

  struct Entry {
    std::string_view source;
    std::optional<TimePoint> expires;
  };
  // Of two entries with one key the one that lasts longer stays. False: it found no room.
  bool add(std::string_view key, std::string_view source, std::optional<TimePoint> expires);
  void seal();  // lets go of what only adding needs

  // The entry, if it is there and has not expired at `at`.
  std::optional<Entry> find(const IndicatorKey& key, TimePoint at) const;
  void prefetch(const IndicatorKey& key) const {
    if (!tags_.empty()) {
      __builtin_prefetch(&tags_[key.hash & (tags_.size() - 1)]);
    }
  }

  std::size_t size() const { return records_.size() - 1; }
  // Entries taken first and lost when the table grew: there were too many near their place.
  std::size_t crowded_out() const { return crowded_out_; }
  std::size_t bytes() const;  // of memory

 private:
  static constexpr std::uint32_t kNever = ~0U;  // also beyond 2106
  static constexpr std::uint8_t kFree = 0;
  // By chance no chain of a half full table of this size comes near it.
  static constexpr std::size_t kMostProbes = 256;
  static constexpr std::size_t kNoSlot = ~std::size_t{0};

  struct Record {
    std::uint32_t start = 0;  // of the key; it ends where the next begins
    std::uint32_t source = 0;
    std::uint32_t expires = kNever;  // seconds since 1970
  };

  // Seven bits that say nothing about the place, and one that says it is taken.
  static std::uint8_t tag_of(const IndicatorKey& key) {
    return static_cast<std::uint8_t>(key.hash >> 57U | 0x80U);
  }
  // Where the key is or belongs; kNoSlot if that is too far.
  std::size_t slot_of(const IndicatorKey& key) const;
  std::string_view key_of(std::uint32_t record) const {
    return std::string_view(keys_).substr(records_[record].start,
                                          records_[record + 1].start - records_[record].start);
  }
  std::uint32_t source_number(std::string_view source);
  void grow();

  std::string keys_;
  std::vector<Record> records_{1};    // one more than entries: the end of the last key
  std::vector<std::uint8_t> tags_;    // of slots, whose number is a power of two
  std::vector<std::uint32_t> slots_;  // the record of each
  std::vector<std::string> sources_;
  std::unordered_map<std::string, std::uint32_t> source_numbers_;  // until seal()
  std::size_t crowded_out_ = 0;
};

}  // namespace yagura
