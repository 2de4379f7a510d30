// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.hpp"
#include "base/time.hpp"

namespace yagura {

inline constexpr std::array<std::string_view, 12> kMonthNames = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Reads a text from the left; every step either succeeds and moves on, or fails and stays.
class TimeScanner {
 public:
  explicit TimeScanner(std::string_view text) : text_(text) {}

  std::size_t at() const { return at_; }
  bool done() const { return at_ == text_.size(); }

  bool take(char c) {
    if (done() || text_[at_] != c) {
      return false;
    }
    ++at_;
    return true;
  }

  // Between `least` and `most` digits; -1 if there are fewer.
  int number(std::size_t least, std::size_t most) {
    int value = 0;
    std::size_t count = 0;
    while (count < most && at_ + count < text_.size() && is_digit(text_[at_ + count])) {
      value = value * 10 + (text_[at_ + count] - '0');
      ++count;
    }
    if (count < least) {
      return -1;
    }
    at_ += count;
    return value;
  }

  // 1..12; 0 if no month name stands here.
  int month() {
    const std::string_view name = text_.substr(at_, 3);
    for (std::size_t i = 0; i < kMonthNames.size(); ++i) {
      if (name == kMonthNames[i]) {
        at_ += 3;
        return static_cast<int>(i) + 1;
      }
    }
    return 0;
  }

  // Digits after a point, cut to microseconds.
  Duration fraction() {
    std::int64_t value = 0;
    std::int64_t unit = 100'000;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) {
      value += unit * (text_[at_] - '0');
      unit /= 10;
    }
    return Duration{value};
  }

  void move_to(std::size_t at) { at_ = at; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace yagura
