// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "simulated_inode.hpp"

#include <algorithm>
#include <utility>

namespace yagura::test {
namespace {

constexpr std::size_t kSector = 512;

// Copies a sector, or its first bytes; what `to` lacks before is zero.
void copy_sector(const std::string& from, std::string& to, std::size_t sector,
                 std::size_t bytes = kSector) {
  const std::size_t start = sector * kSector;
  const std::size_t end = std::min(from.size(), start + bytes);
  if (end > start) {
    to.resize(std::max(to.size(), end), '\0');
    std::copy(from.begin() + static_cast<std::ptrdiff_t>(start),
              from.begin() + static_cast<std::ptrdiff_t>(end),
              to.begin() + static_cast<std::ptrdiff_t>(start));
  }
}

}  // namespace

void SimulatedInode::put(std::size_t offset, std::string_view bytes) {
  const std::size_t end = offset + bytes.size();
  const std::size_t had = cache_.size();
  if (end > had) {
    set_size(end);
  }
  cache_.replace(offset, bytes.size(), bytes);
  for (std::size_t sector = std::min(offset, had) / kSector; sector * kSector < end; ++sector) {
    unsynced_.insert(sector);
  }
}

void SimulatedInode::set_size(std::size_t size) {
  cache_.resize(size, '\0');
  size_unsynced_ = true;
  unsynced_.erase(unsynced_.lower_bound((size + kSector - 1) / kSector), unsynced_.end());
}

void SimulatedInode::sync() {
  for (const std::size_t sector : unsynced_) {
    copy_sector(cache_, disk_, sector);
  }
  unsynced_.clear();
  disk_size_ = cache_.size();
  size_unsynced_ = false;
}

void SimulatedInode::write_back_some(Chance& chance) {
  for (auto sector = unsynced_.begin(); sector != unsynced_.end();) {
    if (chance.one_in(3)) {
      copy_sector(cache_, disk_, *sector);
      sector = unsynced_.erase(sector);
    } else {
      ++sector;
    }
  }
}

void SimulatedInode::drop_pages(Chance& chance, FaultCounts& counts) {
  for (const std::size_t sector : unsynced_) {
    if (chance.one_in(2)) {
      copy_sector(cache_, disk_, sector);
    } else {
      counts.add(Fault::lost_page);
    }
  }
  unsynced_.clear();
}

void SimulatedInode::forget_clean_pages() {
  std::string fresh = disk_;
  fresh.resize(std::max(disk_.size(), cache_.size()), '\0');
  for (const std::size_t sector : unsynced_) {
    copy_sector(cache_, fresh, sector);
  }
  fresh.resize(cache_.size());
  cache_ = std::move(fresh);
}

void SimulatedInode::lose_power(Chance& chance, FaultCounts& counts) {
  const bool in_order = chance.one_in(2);
  bool lost = false;
  for (const std::size_t sector : unsynced_) {
    lost = in_order ? lost || chance.one_in(3) : chance.one_in(2);
    if (!lost) {
      copy_sector(cache_, disk_, sector);
    } else if (chance.one_in(3)) {
      counts.add(Fault::torn_sector);
      copy_sector(cache_, disk_, sector, chance.between(1, kSector - 1));
    } else {
      counts.add(Fault::lost_sector);
    }
  }
  unsynced_.clear();
  if (size_unsynced_ && cache_.size() != disk_size_) {
    lose_size(chance, counts);
  }
  size_unsynced_ = false;
  disk_.resize(disk_size_, '\0');
  cache_ = disk_;
}

void SimulatedInode::lose_size(Chance& chance, FaultCounts& counts) {
  const std::size_t size = cache_.size();
  switch (chance.upto(2)) {
    case 0:
      counts.add(Fault::lost_size);
      break;
    case 1:
      disk_size_ = size;
      break;
    default:  // in between: it was told while the file grew
      disk_size_ = chance.between(std::min(size, disk_size_), std::max(size, disk_size_));
  }
}

}  // namespace yagura::test
