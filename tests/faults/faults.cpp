// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "process_faults.hpp"
#include "resource_faults.hpp"
#include "storage_faults.hpp"

namespace yagura::test {

const std::map<std::string, Fault>& faults() {
  static const std::map<std::string, Fault> table{
      {"kill", kill},
      {"terminate", terminate},
      {"power-cut", power_cut},
      {"sent-twice", sent_twice},
      {"disk-full", disk_full},
      {"no-inodes", no_inodes},
      {"no-descriptors", no_descriptors},
      {"store-locked", store_locked},
      {"sync-fails", sync_fails},
      {"write-fails", write_fails},
      {"store-damaged", store_damaged},
      {"checkpoint-damaged", checkpoint_damaged},
      {"upgraded", upgraded},
      {"make-state", make_state},
  };
  return table;
}

}  // namespace yagura::test
