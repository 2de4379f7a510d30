// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "disks.hpp"

#include <sched.h>
#include <sys/mount.h>

#include <fstream>
#include <stdexcept>
#include <utility>

#include "child_process.hpp"
#include "subject.hpp"

namespace yagura::test {
namespace {

namespace fs = std::filesystem;

void enter_namespace() {
  static const bool entered = ::unshare(CLONE_NEWNS) == 0 &&
                              ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  if (!entered) {
    throw Skipped("mounting a disk needs root");
  }
}

fs::path program(const char* name) {
  for (const char* folder : {"/usr/sbin", "/usr/bin", "/sbin", "/bin"}) {
    if (fs::exists(fs::path(folder) / name)) {
      return fs::path(folder) / name;
    }
  }
  throw Skipped(std::string(name) + " is not installed");
}

bool run(std::vector<std::string> command) {
  return ChildProcess(std::move(command), "/dev/null", "/dev/null").wait() == 0;
}

}  // namespace

SmallDisk::SmallDisk(fs::path at, const std::string& options) : at_(std::move(at)) {
  enter_namespace();
  if (::mount("tmpfs", at_.c_str(), "tmpfs", 0, options.c_str()) != 0) {
    throw Skipped("a tmpfs cannot be mounted");
  }
}

SmallDisk::~SmallDisk() {
  (void)::umount2(at_.c_str(), MNT_DETACH);
}

PowerDisk::PowerDisk(fs::path at, fs::path image) : at_(std::move(at)), image_(std::move(image)) {
  enter_namespace();
  program("xfs_io");
  std::ofstream(image_).close();
  fs::resize_file(image_, std::uintmax_t{1} << 30);  // with holes
  if (!run({program("mkfs.ext4"), "-q", "-F", "-E", "lazy_itable_init=1,nodiscard", image_})) {
    throw std::runtime_error("cannot make an ext4");
  }
  mount();
}

PowerDisk::~PowerDisk() {
  (void)::umount2(at_.c_str(), MNT_DETACH);
}

void PowerDisk::mount() {
  if (!run({program("mount"), "-o", "loop", image_, at_})) {
    throw Skipped("a loop device cannot be mounted");
  }
}

void PowerDisk::cut() {
  if (!run({program("xfs_io"), "-x", "-c", "shutdown", at_})) {
    throw Skipped("the file system cannot be shut down");
  }
}

void PowerDisk::come_back() {
  if (::umount2(at_.c_str(), 0) != 0) {
    throw std::runtime_error("the disk is still in use");
  }
  mount();
}

}  // namespace yagura::test
