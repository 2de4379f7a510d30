// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace yagura {

// A queue between two threads, bounded by the summed cost of what it holds (usually bytes).
// Thread-safe for any number of producers and consumers.
// When full: push() waits, try_push() refuses; the caller counts what it drops.
// One item is always let in, however large, so that nothing waits for ever.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // Waits for room. False once the queue is closed: the item was not taken.
  bool push(T item, std::size_t cost) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return closed_ || fits(cost); });
    return !closed_ && take_in(std::move(item), cost);
  }

  // Moves from `item` only when it is taken.
  bool try_push(T& item, std::size_t cost) {
    const std::unique_lock lock(mutex_);
    return !closed_ && fits(cost) && take_in(std::move(item), cost);
  }

  // Waits up to `timeout` for an item. Empty on time-out, or when closed and drained.
  std::optional<T> pop(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, timeout, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) {
      return std::nullopt;
    }
    auto [item, cost] = std::move(items_.front());
    items_.pop_front();
    held_ -= cost;
    room_.notify_all();
    return std::move(item);
  }

  // No more items come in; those inside can still be taken out.
  void close() {
    const std::unique_lock lock(mutex_);
    closed_ = true;
    room_.notify_all();
    filled_.notify_all();
  }

  bool drained() const {
    const std::unique_lock lock(mutex_);
    return closed_ && items_.empty();
  }

  std::size_t held() const {
    const std::unique_lock lock(mutex_);
    return held_;
  }

 private:
  bool fits(std::size_t cost) const { return items_.empty() || held_ + cost <= capacity_; }
  bool take_in(T&& item, std::size_t cost) {
    items_.emplace_back(std::move(item), cost);
    held_ += cost;
    filled_.notify_one();
    return true;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable filled_;
  std::deque<std::pair<T, std::size_t>> items_;
  std::size_t held_ = 0;
  bool closed_ = false;
};

}  // namespace yagura
