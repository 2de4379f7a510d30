// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "simulated_disk.hpp"

namespace yagura::test {

// While it lives, SQLite keeps its files on the simulated disk, whatever path it is given; where
// one is made while another lives, that one waits. One thread, and one connection to a file, so
// that nobody need be locked out.
//
// The shared memory beside the write-ahead log ends with the connection, as it does when the last
// process that has it open ends. After a sync that failed, the next one of that file writes what
// the first did not: SQLite goes on after such a failure as if nothing had been lost, which no
// program above it can mend.
class SqliteOnDisk {
 public:
  SqliteOnDisk(SimulatedDisk& disk, std::uint64_t seed);
  SqliteOnDisk(const SqliteOnDisk&) = delete;
  SqliteOnDisk& operator=(const SqliteOnDisk&) = delete;
  ~SqliteOnDisk();

 private:
  SimulatedDisk* before_;
  std::optional<Chance> chance_before_;
};

}  // namespace yagura::test
