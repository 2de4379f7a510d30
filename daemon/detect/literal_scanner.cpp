// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/literal_scanner.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "detect/ascii_case.hpp"
#include "detect/ordinary_text.hpp"

namespace yagura {
namespace {

using Anchor = Literal::Anchor;

constexpr std::uint32_t kMix = 0x9e3779b1U;
constexpr std::uint32_t kOfTwoBytes = 1U << 24U;  // in the key of a literal of two bytes
constexpr std::uint32_t kOfOneByte = 1U << 25U;
constexpr std::uint32_t kBytes = 256;
constexpr std::size_t kPairs = std::size_t{kBytes} * kBytes;

std::uint32_t window_at(const char* bytes) {
  std::uint32_t window = 0;
  std::memcpy(&window, bytes, kWindow);
  return loosened(window);
}

std::uint32_t whole_key(std::string_view text) {
  return static_cast<std::uint32_t>(loose_hash(text) >> 32U);
}
std::uint64_t size_bit(std::string_view text) {
  return std::uint64_t{1} << text.size() % 64;
}

unsigned log2_of(std::size_t number) {
  return static_cast<unsigned>(std::bit_width(number));
}

// The first three bytes of a window as a number, the first of them the lowest.
std::uint32_t triple_of(std::uint32_t window) {
  return std::endian::native == std::endian::little ? window & 0xffffffU
                                                    : __builtin_bswap32(window) & 0xffffffU;
}
// Up to three bytes from `at` on; what is beyond the text counts as 0.
std::uint32_t triple_at(std::string_view text, std::size_t at) {
  std::uint32_t window = 0;
  std::memcpy(&window, text.data() + at, std::min<std::size_t>(3, text.size() - at));
  return triple_of(window);
}

// Two bytes as a number, the first of them the lower.
std::uint32_t pair_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at])) |
         static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + 1])) << 8U;
}

bool is_foreign(char c) {
  return static_cast<unsigned char>(c) >= 0x80U;
}
// A byte of a folded text, and what it may be where the text is not folded.
std::array<std::uint32_t, 2> cases_of(std::uint32_t byte) {
  return {byte, byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte};
}

constexpr std::array<bool, kBytes> numeric_bytes() {
  std::array<bool, kBytes> set{};
  for (const char c : std::string_view("0123456789abcdefABCDEFTtZz+-.:{}")) {
    set[static_cast<unsigned char>(c)] = true;
  }
  return set;
}
constexpr std::array<bool, kBytes> kNumericBytes = numeric_bytes();

// What a window has in the bit map: the word, counted by the highest bits of its hash, and two
// bits there, by others.
struct Mark {
  std::uint32_t word;
  unsigned one;
  unsigned other;
};
Mark mark_of(std::uint32_t window, unsigned shift) {
  const std::uint32_t hash = window * kMix;
  return {hash >> shift, (hash >> 4U) % 64, (hash >> 10U) % 64};
}

using WindowUses = std::unordered_map<std::uint32_t, unsigned>;

// Where the `count` windows in a row begin that ordinary values have least often; of equals those
// that fewest literals share.
std::uint32_t rarest_windows(std::string_view text, std::size_t count, const WindowUses& uses) {
  std::uint32_t best = 0;
  std::pair<unsigned, unsigned> least{~0U, ~0U};
  for (std::size_t i = 0; i + kWindow + count - 1 <= text.size(); ++i) {
    std::pair<unsigned, unsigned> sum{0, 0};
    for (std::size_t k = i; k < i + count; ++k) {
      const auto used = uses.find(window_at(&text[k]));
      sum.first += ordinary_windows(&text[k]);
      sum.second += used == uses.end() ? 0U : used->second;
    }
    if (sum < least) {
      least = sum;
      best = static_cast<std::uint32_t>(i);
    }
  }
  return best;
}

}  // namespace

const LiteralScanner::Slot* LiteralScanner::SlotTable::find(std::uint32_t key) const {
  for (std::size_t at = (key * kMix) >> shift;; at = (at + 1) & (slots.size() - 1)) {
    if (slots[at].count == 0) {
      return nullptr;
    }
    if (slots[at].key == key) {
      return &slots[at];
    }
  }
}

void LiteralScanner::SlotTable::build(const std::vector<Slot>& runs) {
  if (runs.empty()) {
    return;
  }
  const unsigned bits = log2_of(runs.size()) + 1;
  shift = 32 - bits;
  slots.assign(std::size_t{1} << bits, Slot{});
  for (const Slot& run : runs) {
    std::size_t at = (run.key * kMix) >> shift;
    while (slots[at].count != 0) {
      at = (at + 1) & (slots.size() - 1);
    }
    slots[at] = run;
  }
}

bool LiteralScanner::is_numeric(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return kNumericBytes[static_cast<unsigned char>(c)]; });
}

LiteralScanner::LiteralScanner(std::vector<Target> targets) {
  std::vector<Keyed> wholes;
  std::vector<Keyed> foreign;
  std::vector<Keyed> pairs;
  std::vector<Entry> wide;
  shortest_ = targets.empty() ? 0 : targets.front().literal.text.size();
  for (const Target& target : targets) {
    Entry entry = add_text(target);
    const std::string_view text = target.literal.text;
    shortest_ = std::min(shortest_, text.size());
    if (is_numeric(text)) {
      shortest_numeric_ = std::min(shortest_numeric_, text.size());
    }
    scans_joined_ = scans_joined_ && entry.anchor == Anchor::inside &&
                    text.find(kJoint) == std::string_view::npos;
    if (entry.anchor == Anchor::whole) {
      wholes.push_back({whole_key(text), entry});
      whole_sizes_ |= size_bit(text);
    } else if (text.size() >= kWindow) {
      wide.push_back(entry);
    } else if (text.size() > 1 && is_foreign(text[0])) {
      foreign.push_back({triple_at(text, 0) | (text.size() == 2 ? kOfTwoBytes : 0), entry});
    } else if (text.size() == 1) {
      pairs.push_back(
          {static_cast<std::uint32_t>(static_cast<unsigned char>(text[0])) | kOfOneByte, entry});
    } else {
      entry.window =
          text.size() == 3 && ordinary_pairs(&text[1]) < ordinary_pairs(&text[0]) ? 1 : 0;
      pairs.push_back({pair_at(text, entry.window), entry});
    }
  }
  step_ = step_for(wide);
  wholes_.build(add_runs(std::move(wholes)));
  foreign_.build(add_runs(std::move(foreign)));
  build_pairs(std::move(pairs));
  build_windows(choose_windows(wide));
}

// A literal has one window for each place in a step, so that one of them is looked at.
std::uint32_t LiteralScanner::step_for(const std::vector<Entry>& entries) {
  constexpr std::size_t kFew = 128;
  constexpr std::uint32_t kLongestStep = 4;
  std::uint32_t step = entries.size() <= kFew ? kLongestStep : 1;
  for (const Entry& entry : entries) {
    step = std::min(step, entry.size - static_cast<std::uint32_t>(kWindow) + 1);
  }
  return step;
}

LiteralScanner::Entry LiteralScanner::add_text(const Target& target) {
  const Entry entry{static_cast<std::uint32_t>(texts_.size()),
                    static_cast<std::uint32_t>(target.literal.text.size()), 0, target.number,
                    target.literal.anchor};
  texts_ += target.literal.text;
  return entry;
}

std::vector<LiteralScanner::Slot> LiteralScanner::add_runs(std::vector<Keyed> keyed) {
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
  std::vector<Slot> runs;
  for (const Keyed& one : keyed) {
    if (runs.empty() || runs.back().key != one.key) {
      runs.push_back({one.key, static_cast<std::uint32_t>(entries_.size()), 0});
    }
    ++runs.back().count;
    entries_.push_back(one.entry);
  }
  return runs;
}

std::vector<LiteralScanner::Keyed> LiteralScanner::choose_windows(
    const std::vector<Entry>& entries) {
  std::vector<Keyed> keyed;
  WindowUses uses;
  for (Entry entry : entries) {
    const std::string_view text = std::string_view(texts_).substr(entry.text, entry.size);
    const std::uint32_t first = rarest_windows(text, step_, uses);
    for (entry.window = first; entry.window < first + step_; ++entry.window) {
      const std::uint32_t window = window_at(&text[entry.window]);
      ++uses[window];
      keyed.push_back({window, entry});
    }
  }
  return keyed;
}

void LiteralScanner::build_windows(std::vector<Keyed> windows) {
  if (windows.empty()) {
    return;
  }
  // Sixteen bits or more a window keep chance hits below one in a hundred. 32 KiB are what fits the
  // first level of cache: more than that only where so many windows would leave few bits free.
  constexpr unsigned kSpread = 6;
  constexpr unsigned kFewest = 12;
  constexpr unsigned kFitting = 18;
  constexpr unsigned kLeastSpread = 4;
  constexpr unsigned kMost = 20;
  constexpr unsigned kBitsOfWord = 6;
  const unsigned size = log2_of(windows.size());
  const unsigned fitting = std::clamp(size + kSpread, kFewest, kFitting);
  const unsigned words = std::min(std::max(fitting, size + kLeastSpread), kMost) - kBitsOfWord;
  bits_shift_ = 32 - words;
  bits_.assign(std::size_t{1} << words, 0);
  for (const Keyed& one : windows) {
    const Mark mark = mark_of(one.key, bits_shift_);
    bits_[mark.word] |= std::uint64_t{1} << mark.one | std::uint64_t{1} << mark.other;
  }
  windows_.build(add_runs(std::move(windows)));
}

void LiteralScanner::build_pairs(std::vector<Keyed> pairs) {
  pair_bits_.assign(pairs.empty() ? 0 : kPairs / 64, 0);
  const auto set = [&](std::uint32_t first, std::uint32_t second) {
    const std::uint32_t pair = first | second << 8U;
    pair_bits_[pair / 64] |= std::uint64_t{1} << (pair % 64);
  };
  for (const Keyed& one : pairs) {
    for (const std::uint32_t first : cases_of(one.key & 0xffU)) {
      for (const std::uint32_t second : cases_of(one.key >> 8U & 0xffU)) {
        set(first, second);
      }
      for (std::uint32_t any = 0; any < (one.entry.size == 1 ? kBytes : 0); ++any) {
        set(first, any);
      }
    }
  }
  pairs_.build(add_runs(std::move(pairs)));
}

// Whether the literal stands in `text` from `at` on, and may stand there.
bool LiteralScanner::stands(const Entry& entry, std::string_view text, std::size_t at) const {
  if (text.size() - at < entry.size || (entry.anchor == Anchor::start && at != 0) ||
      (entry.anchor == Anchor::end && at + entry.size != text.size())) {
    return false;
  }
  return same_folded(text.substr(at, entry.size), {texts_.data() + entry.text, entry.size});
}

void LiteralScanner::scan(std::string_view text, std::vector<std::uint32_t>& found) const {
  if ((whole_sizes_ & size_bit(text)) != 0) {
    scan_wholes(text, found);
  }
  if (!bits_.empty()) {
    scan_windows(text, found);
  }
  if (!foreign_.slots.empty()) {
    scan_foreign(text, found);
  }
  if (!pair_bits_.empty()) {
    scan_pairs(text, found);
  }
}

void LiteralScanner::scan_wholes(std::string_view text, std::vector<std::uint32_t>& found) const {
  const Slot* slot = wholes_.find(whole_key(text));
  for (std::uint32_t i = 0; slot != nullptr && i < slot->count; ++i) {
    const Entry& entry = entries_[slot->first + i];
    if (same_folded(text, std::string_view(texts_).substr(entry.text, entry.size))) {
      found.push_back(entry.number);
    }
  }
}

void LiteralScanner::look_up(const SlotTable& table, std::uint32_t key, std::string_view text,
                             std::size_t at, std::vector<std::uint32_t>& found) const {
  const Slot* slot = table.slots.empty() ? nullptr : table.find(key);
  for (std::uint32_t i = 0; slot != nullptr && i < slot->count; ++i) {
    const Entry& entry = entries_[slot->first + i];
    if (at >= entry.window && stands(entry, text, at - entry.window)) {
      found.push_back(entry.number);
    }
  }
}

// First all places are gathered that may have a literal, then they are looked up: that way there is
// no jump the processor could guess wrongly at each byte.
void LiteralScanner::scan_windows(std::string_view text, std::vector<std::uint32_t>& found) const {
  constexpr std::size_t kBatch = 256;
  std::array<std::uint32_t, kBatch> places;  // not initialised: that would cost as much as looking
  const std::uint64_t* bits = bits_.data();
  const unsigned shift = bits_shift_;
  const std::size_t step = step_;
  const std::size_t end = text.size() < kWindow ? 0 : text.size() - kWindow + 1;
  for (std::size_t at = 0; at < end;) {
    const std::size_t until = std::min(end, at + kBatch * step);
    std::size_t count = 0;
    for (; at < until; at += step) {
      const Mark mark = mark_of(window_at(text.data() + at), shift);
      places[count] = static_cast<std::uint32_t>(at);
      count += (bits[mark.word] >> mark.one) & 1U;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t window = window_at(text.data() + places[i]);
      const Mark mark = mark_of(window, shift);
      if (((bits[mark.word] >> mark.other) & 1U) != 0) {
        look_up(windows_, window, text, places[i], found);
      }
    }
  }
}

void LiteralScanner::scan_foreign(std::string_view text, std::vector<std::uint32_t>& found) const {
  const auto foreign = std::find_if(text.begin(), text.end(), is_foreign);
  for (auto at = static_cast<std::size_t>(foreign - text.begin()); at < text.size(); ++at) {
    if (is_foreign(text[at])) {
      const std::uint32_t triple = triple_at(text, at);
      look_up(foreign_, triple, text, at, found);
      look_up(foreign_, (triple & 0xffffU) | kOfTwoBytes, text, at, found);
    }
  }
}

void LiteralScanner::scan_pairs(std::string_view text, std::vector<std::uint32_t>& found) const {
  const auto look_at = [&](std::size_t at, std::uint32_t pair) {
    if (((pair_bits_[pair / 64] >> (pair % 64)) & 1U) != 0) {
      const auto folded = static_cast<std::uint32_t>(ascii_folded(pair));
      look_up(pairs_, folded, text, at, found);
      look_up(pairs_, (folded & 0xffU) | kOfOneByte, text, at, found);
    }
  };
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    look_at(at, pair_at(text, at));
  }
  if (!text.empty()) {
    look_at(text.size() - 1, static_cast<unsigned char>(text.back()));
  }
}

}  // namespace yagura
