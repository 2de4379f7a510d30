// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "simulated_disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace yagura::test {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> error(std::string_view what, const fs::path& path, int number) {
  return fail(ErrorCode::io, fmt::format("cannot {} {}: {}", what, path.string(),
                                         std::generic_category().message(number)));
}

}  // namespace

class SimulatedDisk::OpenFile final : public File {
 public:
  OpenFile(SimulatedDisk& disk, std::shared_ptr<SimulatedInode> inode, fs::path path)
      : disk_(disk), inode_(std::move(inode)), path_(std::move(path)) {}

  Result<void> write(std::uint64_t offset, std::string_view bytes) override {
    const bool dies = disk_.due_ == 1;
    if (dies) {  // in the middle of it
      put(offset, bytes.substr(0, disk_.chance_.upto(bytes.size())));
    }
    if (!disk_.alive()) {
      return error("write", path_, EIO);
    }
    const std::size_t end = static_cast<std::size_t>(offset) + bytes.size();
    const std::size_t more = end > inode_->bytes().size() ? end - inode_->bytes().size() : 0;
    const std::size_t used = more == 0 ? 0 : disk_.used();
    if (more > 0 && disk_.calm_ == 0 && used + more > disk_.most_bytes_) {
      disk_.count(Fault::disk_full);
      const std::size_t room = disk_.most_bytes_ - std::min(disk_.most_bytes_, used);
      put(offset, bytes.substr(0, bytes.size() - more + std::min(more, room)));
      return error("write", path_, ENOSPC);
    }
    if (disk_.fails(Fault::write_error)) {
      put(offset, bytes.substr(0, disk_.chance_.upto(bytes.size())));
      return error("write", path_, EIO);
    }
    put(offset, bytes);
    return {};
  }

  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
    if (disk_.dead_ || disk_.fails(Fault::read_error)) {
      return error("read", path_, EIO);
    }
    const std::string& bytes = inode_->bytes();
    const auto start = std::min<std::size_t>(static_cast<std::size_t>(offset), bytes.size());
    return bytes.copy(into.data(), into.size(), start);
  }

  Result<std::uint64_t> size() override {
    if (disk_.dead_) {
      return error("read", path_, EIO);
    }
    return inode_->bytes().size();
  }

  Result<void> truncate(std::uint64_t size) override {
    if (!disk_.alive() || disk_.fails(Fault::cut_error)) {
      return error("cut", path_, EIO);
    }
    if (size != inode_->bytes().size()) {
      inode_->set_size(static_cast<std::size_t>(size));
    }
    return {};
  }

  Result<void> sync() override {
    if (!disk_.alive()) {
      return error("sync", path_, EIO);
    }
    if (disk_.fails(Fault::sync_error)) {
      if (!inode_->keeps_pages) {
        inode_->drop_pages(disk_.chance_, disk_.fired_);
      }
      return error("sync", path_, EIO);
    }
    inode_->sync();
    return {};
  }

 private:
  void put(std::uint64_t offset, std::string_view bytes) {
    if (bytes.empty() || disk_.dead_) {
      return;
    }
    inode_->put(static_cast<std::size_t>(offset), bytes);
  }

  SimulatedDisk& disk_;
  std::shared_ptr<SimulatedInode> inode_;
  fs::path path_;
};

SimulatedDisk::SimulatedDisk(Chance& chance) : chance_(chance) {
  durable_["/"] = std::make_shared<SimulatedInode>();
  durable_["/"]->folder = true;
  names_ = durable_;
}

SimulatedDisk::~SimulatedDisk() = default;

Result<std::unique_ptr<File>> SimulatedDisk::open(const fs::path& path, Opening opening) {
  const auto known = names_.find(path.string());
  const bool there = known != names_.end();
  if (opening == Opening::read) {
    if (dead_ || (there && fails(Fault::open_error))) {
      return error("open", path, EIO);
    }
    return there ? std::make_unique<OpenFile>(*this, known->second, path) : nullptr;
  }
  if (!alive() || fails(Fault::open_error)) {
    return error("open", path, EIO);
  }
  if (names_.count(path.parent_path().string()) == 0) {
    return error("create", path, ENOENT);
  }
  if (there) {
    if (opening == Opening::make) {
      return error("create", path, EEXIST);
    }
    if (opening == Opening::make_empty) {
      known->second->set_size(0);
    }
    return std::make_unique<OpenFile>(*this, known->second, path);
  }
  if (names_.size() >= most_files_ && calm_ == 0) {
    count(Fault::no_inode);
    return error("create", path, ENOSPC);
  }
  auto inode = std::make_shared<SimulatedInode>();
  change_name({path.parent_path().string(), {}, path.string(), inode});
  return std::make_unique<OpenFile>(*this, std::move(inode), path);
}

Result<void> SimulatedDisk::rename(const fs::path& from, const fs::path& to) {
  if (!alive() || fails(Fault::rename_error)) {
    return error("rename", from, EIO);
  }
  const auto known = names_.find(from.string());
  if (known == names_.end()) {
    return error("rename", from, ENOENT);
  }
  change_name({to.parent_path().string(), from.string(), to.string(), known->second});
  return {};
}

Result<void> SimulatedDisk::remove(const fs::path& path) {
  if (!alive() || fails(Fault::rename_error)) {
    return error("remove", path, EIO);
  }
  if (names_.count(path.string()) == 0) {
    return error("remove", path, ENOENT);
  }
  change_name({path.parent_path().string(), path.string(), {}, nullptr});
  return {};
}

Result<void> SimulatedDisk::make_folder(const fs::path& path) {
  if (!alive() || fails(Fault::open_error)) {
    return error("create", path, EIO);
  }
  if (names_.count(path.string()) > 0) {
    return {};
  }
  if (names_.size() >= most_files_ && calm_ == 0) {
    count(Fault::no_inode);
    return error("create", path, ENOSPC);
  }
  auto inode = std::make_shared<SimulatedInode>();
  inode->folder = true;
  change_name({path.parent_path().string(), {}, path.string(), std::move(inode)});
  return {};
}

Result<void> SimulatedDisk::sync_folder(const fs::path& path) {
  if (!alive() || fails(Fault::folder_error)) {
    return error("sync", path, EIO);
  }
  const auto rest = std::stable_partition(
      changes_.begin(), changes_.end(),
      [&](const NameChange& change) { return change.folder != path.string(); });
  for (auto change = rest; change != changes_.end(); ++change) {
    apply(*change, durable_);
  }
  changes_.erase(rest, changes_.end());
  return {};
}

Result<std::vector<std::string>> SimulatedDisk::list(const fs::path& folder) {
  if (dead_ || fails(Fault::read_error)) {
    return error("read", folder, EIO);
  }
  if (names_.count(folder.string()) == 0) {
    return error("read", folder, ENOENT);
  }
  std::vector<std::string> found;
  for (const auto& [name, inode] : names_) {
    const fs::path path(name);
    if (!inode->folder && path.parent_path() == folder) {
      found.push_back(path.filename().string());
    }
  }
  return found;  // a map is sorted
}

bool SimulatedDisk::exists(const fs::path& path) const {
  return names_.count(path.string()) > 0;
}

void SimulatedDisk::keep_pages(const fs::path& path) {
  names_.at(path.string())->keeps_pages = true;
}

void SimulatedDisk::limit(std::size_t bytes, std::size_t files) {
  most_bytes_ = used() + bytes;
  most_files_ = names_.size() + files;
}

void SimulatedDisk::lift_limits() {
  most_bytes_ = std::numeric_limits<std::size_t>::max();
  most_files_ = std::numeric_limits<std::size_t>::max();
}

void SimulatedDisk::die_after(std::size_t calls, Death death) {
  due_ = calls + 1;
  how_ = death;
}

void SimulatedDisk::die(Death death) {
  if (dead_) {
    return;
  }
  dead_ = true;
  due_ = 0;
  count(death == Death::kill ? Fault::kill : Fault::power_cut);
  if (death == Death::power_cut) {
    lose_power();
  } else if (chance_.one_in(2)) {
    for (const auto& [name, inode] : names_) {
      inode->forget_clean_pages();
    }
  }
}

void SimulatedDisk::restart() {
  dead_ = false;
}

bool SimulatedDisk::fails(Fault fault) {
  if (calm_ > 0 || !chance_.happens(failures_[fault])) {
    return false;
  }
  count(fault);
  return true;
}

bool SimulatedDisk::alive() {
  if (dead_) {
    return false;
  }
  meanwhile_();
  if (due_ > 0 && calm_ == 0 && --due_ == 0) {
    die(how_);
    return false;
  }
  write_back_some();
  return true;
}

// The kernel writes when it likes.
void SimulatedDisk::write_back_some() {
  if (!chance_.one_in(8)) {
    return;
  }
  for (const auto& [name, inode] : names_) {
    inode->write_back_some(chance_);
  }
}

std::size_t SimulatedDisk::used() const {
  std::size_t bytes = 0;
  for (const auto& [name, inode] : names_) {
    bytes += inode->bytes().size();
  }
  return bytes;
}

void SimulatedDisk::change_name(NameChange change) {
  apply(change, names_);
  changes_.push_back(std::move(change));
}

void SimulatedDisk::apply(const NameChange& change, Inodes& names) {
  names.erase(change.removed);
  if (!change.made.empty()) {
    names[change.made] = change.inode;
  }
}

void SimulatedDisk::lose_power() {
  // As a journaling file system keeps them, in order, or each for itself.
  const bool in_order = chance_.one_in(2);
  bool losing = false;
  for (const NameChange& change : changes_) {
    losing = in_order ? losing || chance_.one_in(3) : chance_.one_in(2);
    if (losing) {
      count(Fault::lost_name);
    } else {
      apply(change, durable_);
    }
  }
  changes_.clear();
  // What stands in a folder that is lost is lost with it.
  for (bool more = true; more;) {
    more = std::erase_if(durable_, [this](const auto& name) {
             return name.first != "/" &&
                    durable_.count(fs::path(name.first).parent_path().string()) == 0;
           }) > 0;
  }
  names_ = durable_;
  for (const auto& [name, inode] : names_) {
    inode->lose_power(chance_, fired_);
  }
}

}  // namespace yagura::test
