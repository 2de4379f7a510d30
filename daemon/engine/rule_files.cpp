// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rule_files.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "detect/rule_reader.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

using Paths = std::set<fs::path>;

Error io_error(const fs::path& path, std::string message) {
  return Error{ErrorCode::io, std::move(message), Place{path.string(), 0, 0},
               "check the path and its permissions"};
}

RuleFile read_rule_file(const fs::path& path) {
  const auto text = read_rule_bytes(path);
  if (!text) {
    RuleFile file;
    file.refused.push_back(io_error(path, "the file cannot be read"));
    return file;
  }
  return read_rule_text(*text, path.string());
}

// Why a path cannot be used goes to `refused`.
void find_rule_files(const fs::path& path, Paths& files, std::vector<Error>& refused) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    if (fs::exists(path, error)) {
      files.insert(path);
    } else {
      refused.push_back(io_error(path, "there is no such file or folder"));
    }
    return;
  }
  fs::recursive_directory_iterator at(path, error);
  while (!error && at != fs::recursive_directory_iterator()) {
    const fs::path name = at->path().filename();
    const bool hidden = name.native().front() == '.';
    std::error_code ignored;  // an entry that vanished is no rule
    if (hidden && at->is_directory(ignored)) {
      at.disable_recursion_pending();
    }
    const bool yaml = name.extension() == ".yml" || name.extension() == ".yaml";
    if (yaml && !hidden && name != "pack.yaml" && at->is_regular_file(ignored)) {
      files.insert(at->path());
    }
    at.increment(error);
  }
  if (error) {
    refused.push_back(io_error(path, "the folder cannot be read: " + error.message()));
  }
}

std::vector<RuleFile> read_all(const std::vector<fs::path>& paths) {
  constexpr std::size_t kFilesPerThread = 32;  // a thread is worth its start for so many
  std::vector<RuleFile> read(paths.size());
  std::atomic<std::size_t> next{0};
  const auto take_part = [&] {
    for (std::size_t i = next++; i < paths.size(); i = next++) {
      read[i] = read_rule_file(paths[i]);
    }
  };
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(processors, paths.size() / kFilesPerThread); ++i) {
    helpers.emplace_back(take_part);
  }
  take_part();
  helpers.clear();  // joins
  return read;
}

}  // namespace

RuleLoad load_rule_files(std::span<const fs::path> paths, const RuleOptions& options) {
  Paths found;
  RuleFile unusable;
  for (const fs::path& path : paths) {
    find_rule_files(path, found, unusable.refused);
  }
  std::vector<RuleFile> files = read_all({found.begin(), found.end()});
  files.insert(files.begin(), std::move(unusable));
  return load_rules(std::move(files), options);
}

}  // namespace yagura
