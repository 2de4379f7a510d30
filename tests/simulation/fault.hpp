// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace yagura::test {

// What the disk did to the program, for the count that shows that it happened at all.
enum class Fault {
  kill,          // the process ended between two calls or in the middle of a write
  power_cut,     //
  lost_sector,   // a power cut took a sector that was written and not synced
  torn_sector,   // or left the beginning of it
  lost_size,     // or the file's new size
  lost_name,     // or the making, renaming or removing of a file
  lost_page,     // a failed sync dropped what it could not write, and nothing ever shows it again
  write_error,   // EIO
  disk_full,     // ENOSPC, after some of the bytes
  no_inode,      // ENOSPC, when a file was to be made
  sync_error,    //
  folder_error,  // a folder could not be synced
  open_error,    //
  read_error,    //
  cut_error,     // ftruncate
  rename_error,  // also of removing
  count,
};
inline constexpr std::size_t kFaults = static_cast<std::size_t>(Fault::count);

inline const char* name_of(Fault fault) {
  static constexpr std::array<const char*, kFaults> kNames{
      "kill",       "power cut",   "lost sector", "torn sector", "lost size",  "lost name",
      "lost page",  "write error", "disk full",   "no inode",    "sync error", "folder error",
      "open error", "read error",  "cut error",   "rename error"};
  return kNames.at(static_cast<std::size_t>(fault));
}

// How often each came.
class FaultCounts {
 public:
  void add(Fault fault) { ++of_.at(static_cast<std::size_t>(fault)); }
  std::uint64_t operator[](Fault fault) const { return of_.at(static_cast<std::size_t>(fault)); }

 private:
  std::array<std::uint64_t, kFaults> of_{};
};

}  // namespace yagura::test
