// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace yagura::test {

// Disks that can be filled or lose their power. They are mounted in a mount namespace of this
// process alone, so that nothing stays mounted, whatever becomes of it. Need root; throw Skipped
// where a disk cannot be had.

// A memory file system.
class SmallDisk {
 public:
  // options: as for mount, such as "size=16m".
  SmallDisk(std::filesystem::path at, const std::string& options);
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk();

 private:
  std::filesystem::path at_;
};

// ext4 in a file.
class PowerDisk {
 public:
  PowerDisk(std::filesystem::path at, std::filesystem::path image);
  PowerDisk(const PowerDisk&) = delete;
  PowerDisk& operator=(const PowerDisk&) = delete;
  ~PowerDisk();

  // What was not synced is gone; every further access fails.
  void cut();
  // Mounted again. Nobody may use it.
  void come_back();

 private:
  void mount();
  std::filesystem::path at_;
  std::filesystem::path image_;
};

}  // namespace yagura::test
