// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace yagura {

// What was handed to a connection lately, newest last, up to a number of bytes: plain TCP does not
// tell what the peer has read, so after a break the whole of it is sent again and the peer drops
// the numbers it knows.
class SentWindow {
 public:
  explicit SentWindow(std::size_t capacity) : capacity_(capacity) {}

  void add(std::string bytes) {
    held_ += bytes.size();
    chunks_.push_back(std::move(bytes));
    while (held_ > capacity_ && chunks_.size() > 1) {
      held_ -= chunks_.front().size();
      chunks_.pop_front();
    }
  }

  const std::deque<std::string>& chunks() const { return chunks_; }
  std::size_t held() const { return held_; }

 private:
  std::size_t capacity_;
  std::size_t held_ = 0;
  std::deque<std::string> chunks_;  // each is one or more whole frames
};

}  // namespace yagura
