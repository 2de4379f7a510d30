// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/nearest_name.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::size_t kLongestCompared = 256;  // bytes; longer than any name we suggest

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_sequence_length(text), 1);
    out.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto left = characters(a);
  const auto right = characters(b);
  std::vector<std::size_t> before_last(right.size() + 1);
  std::vector<std::size_t> last(right.size() + 1);
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j < last.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[right.size()];
}

std::vector<std::string_view> nearest_names(std::string_view wrong,
                                            const std::vector<std::string_view>& candidates,
                                            std::size_t most) {
  std::vector<std::pair<std::size_t, std::string_view>> near;
  if (wrong.empty() || wrong.size() > kLongestCompared) {
    return {};
  }
  const std::size_t limit = std::max<std::size_t>(1, (characters(wrong).size() + 1) / 3);
  for (const std::string_view candidate : candidates) {
    const std::size_t distance =
        candidate.substr(0, wrong.size()) == wrong ? 1 : edit_distance(wrong, candidate);
    if (distance <= limit) {
      near.emplace_back(distance, candidate);
    }
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < near.size() && i < most; ++i) {
    names.push_back(near[i].second);
  }
  return names;
}

}  // namespace yagura
