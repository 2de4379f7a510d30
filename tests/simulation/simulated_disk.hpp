// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/file_system.hpp"
#include "chance.hpp"
#include "fault.hpp"
#include "simulated_inode.hpp"

namespace yagura::test {

// A disk and the page cache before it, in memory.
//
// A write reaches the cache; sync() carries it to the disk, and so may the kernel at any time, one
// sector of 512 bytes after the other, in any order. A power cut leaves what the disk has, and of
// the sectors not synced any prefix or any subset, one of them perhaps torn; so it does with sizes
// and with the making, renaming and removing of names, whose folder was not synced. A kill leaves
// the cache as it is. A sync that fails writes some sectors and takes the others for clean
// (fsyncgate, Linux 4.13 and later): programs read them as they should be until the cache forgets
// them.
//
// After it has died, each call fails and changes nothing, until restart(): whatever the program
// still does is as if it had not been.
class SimulatedDisk final : public FileSystem {
 public:
  enum class Death { kill, power_cut };
  // How likely each call is to fail.
  struct Failures {
    std::array<double, kFaults> of{};
    double operator[](Fault fault) const { return of.at(static_cast<std::size_t>(fault)); }
  };

  explicit SimulatedDisk(Chance& chance);
  ~SimulatedDisk() override;

  Result<std::unique_ptr<File>> open(const std::filesystem::path& path, Opening opening) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
  Result<void> make_folder(const std::filesystem::path& path) override;
  Result<void> sync_folder(const std::filesystem::path& path) override;
  Result<std::vector<std::string>> list(const std::filesystem::path& folder) override;

  bool exists(const std::filesystem::path& path) const;
  // A failed sync of such a file leaves its pages to be written by the next.
  void keep_pages(const std::filesystem::path& path);

  void fail_with(Failures failures) { failures_ = failures; }
  // Room for so much more, in bytes and in files.
  void limit(std::size_t bytes, std::size_t files);
  void lift_limits();
  // Dies at the call that changes something and comes after so many others.
  void die_after(std::size_t calls, Death death);
  void die(Death death);
  // What die_after() said is not to happen.
  void spare() { due_ = 0; }
  bool dead() const { return dead_; }
  bool death_is_due() const { return due_ > 0; }
  void restart();

  // Called before each call that changes something: what other threads may do meanwhile.
  void meanwhile(std::function<void()> others) { meanwhile_ = std::move(others); }

  std::uint64_t fired(Fault fault) const { return fired_[fault]; }
  // While one lives, nothing fails: for those who look on.
  class Calm {
   public:
    explicit Calm(SimulatedDisk& disk) : disk_(disk) { ++disk_.calm_; }
    Calm(const Calm&) = delete;
    Calm& operator=(const Calm&) = delete;
    ~Calm() { --disk_.calm_; }

   private:
    SimulatedDisk& disk_;
  };

 private:
  class OpenFile;
  using Inodes = std::map<std::string, std::shared_ptr<SimulatedInode>>;
  // A change of names that the disk may not know yet.
  struct NameChange {
    std::string folder;
    std::string removed;  // empty: none
    std::string made;     // empty: none
    std::shared_ptr<SimulatedInode> inode;
  };

  bool fails(Fault fault);
  void count(Fault fault) { fired_.add(fault); }
  // Before each call that changes something: false if there is no one left to make it.
  bool alive();
  void write_back_some();
  std::size_t used() const;
  void change_name(NameChange change);
  void apply(const NameChange& change, Inodes& names);
  void lose_power();

  Chance& chance_;
  Failures failures_;
  std::function<void()> meanwhile_ = [] {};
  Inodes names_;    // as programs see them; folders, too
  Inodes durable_;  // as the disk has them
  std::vector<NameChange> changes_;
  std::size_t most_bytes_ = std::numeric_limits<std::size_t>::max();
  std::size_t most_files_ = std::numeric_limits<std::size_t>::max();
  std::size_t due_ = 0;  // calls until it dies; 0: not due
  Death how_ = Death::kill;
  bool dead_ = false;
  int calm_ = 0;
  FaultCounts fired_;
};

}  // namespace yagura::test
