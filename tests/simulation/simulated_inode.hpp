// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "chance.hpp"
#include "fault.hpp"

namespace yagura::test {

// The bytes of one file, in the page cache and on the disk; a folder has none. What is written
// reaches the disk sector by sector, the size for itself.
class SimulatedInode {
 public:
  bool folder = false;
  bool keeps_pages = false;  // a failed sync leaves them to be written by the next

  const std::string& bytes() const { return cache_; }  // as programs read them
  void put(std::size_t offset, std::string_view bytes);
  void set_size(std::size_t size);
  void sync();
  // What the kernel does when it likes: writes some sectors.
  void write_back_some(Chance& chance);
  // A sync that fails: some sectors get there, the others are taken for clean.
  void drop_pages(Chance& chance, FaultCounts& counts);
  // Clean pages are read from the disk again.
  void forget_clean_pages();
  // Of what is not synced, any prefix or any subset gets there.
  void lose_power(Chance& chance, FaultCounts& counts);

 private:
  void lose_size(Chance& chance, FaultCounts& counts);

  std::string cache_;
  std::string disk_;                // may be longer than disk_size_
  std::size_t disk_size_ = 0;       // bytes
  std::set<std::size_t> unsynced_;  // sectors
  bool size_unsynced_ = false;
};

}  // namespace yagura::test
