// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"

namespace yagura {

// The folder where a daemon keeps its journal, store and dead letters, held by one daemon at a
// time: the lock ends with the process, however it ends.
class StateDirectory {
 public:
  // Creates it (mode 0700) where needed. ErrorCode::unavailable if another daemon holds it.
  static Result<StateDirectory> take(const std::filesystem::path& path);

  std::filesystem::path journal() const { return path_ / "journal"; }
  std::filesystem::path store() const { return path_ / "incidents.sqlite"; }
  std::filesystem::path quarantine() const { return path_ / "quarantine"; }
  std::filesystem::path dead_letters() const { return path_ / "dead-letters.jsonl"; }

  std::filesystem::path correlations() const { return path_ / "correlations.state"; }
  std::filesystem::path expectations() const { return path_ / "expectations.state"; }
  std::filesystem::path read_files() const { return path_ / "read-files"; }

  // What clients need to find this daemon: {"pid":1,"api":{...},"sources":{...}}. Whole or not
  // there: it is renamed into place.
  Result<void> write_endpoints(const std::string& json) const;
  void remove_endpoints() const;

 private:
  StateDirectory(std::filesystem::path path, FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  std::filesystem::path path_;
  FileDescriptor lock_;
};

}  // namespace yagura
