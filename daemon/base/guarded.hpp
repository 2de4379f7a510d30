// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <utility>

namespace yagura {

// A value that cannot be touched without its lock: the lock owns the data.
//   Guarded<Counts> counts;
//   counts.lock()->accepted += 1;
template <typename T>
class Guarded {
 public:
  class Access {
   public:
    T& operator*() { return value_; }
    T* operator->() { return &value_; }

   private:
    friend class Guarded;
    Access(T& value, std::mutex& mutex) : lock_(mutex), value_(value) {}
    std::unique_lock<std::mutex> lock_;
    T& value_;
  };

  template <typename... Args>
  explicit Guarded(Args&&... args) : value_(std::forward<Args>(args)...) {}

  Access lock() { return Access(value_, mutex_); }

 private:
  std::mutex mutex_;
  T value_;
};

}  // namespace yagura
