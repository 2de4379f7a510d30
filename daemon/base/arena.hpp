// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace yagura {

// Memory for the decoded texts of one batch: allocation is a pointer bump, and clear() keeps the
// blocks, so that after the first few batches a worker allocates nothing per event.
// One thread only. Views handed out stay valid until clear().
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  char* allocate(std::size_t size) {
    if (size > left_) {
      grow(size);
    }
    char* start = next_;
    next_ += size;
    left_ -= size;
    return start;
  }

  std::string_view copy(std::string_view text) {
    char* start = allocate(text.size());
    if (!text.empty()) {
      std::memcpy(start, text.data(), text.size());
    }
    return {start, text.size()};
  }

  void clear() {
    current_ = 0;
    left_ = 0;
  }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  static constexpr std::size_t kBlockSize = std::size_t{256} * 1024;

  void grow(std::size_t size) {
    while (current_ < blocks_.size() && blocks_[current_].size < size) {
      ++current_;
    }
    if (current_ == blocks_.size()) {
      const std::size_t block_size = size > kBlockSize ? size : kBlockSize;
      blocks_.push_back({std::make_unique<char[]>(block_size), block_size});
    }
    next_ = blocks_[current_].bytes.get();
    left_ = blocks_[current_].size;
    ++current_;
  }

  std::vector<Block> blocks_;
  std::size_t current_ = 0;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace yagura
