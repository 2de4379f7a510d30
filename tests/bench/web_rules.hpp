// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace yagura {

// The files of a folder's rules for proxies and web servers.
inline std::vector<std::filesystem::path> web_rules(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".yml") {
      std::ifstream stream(entry.path());
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      if (text.find("category: proxy") != std::string::npos ||
          text.find("category: webserver") != std::string::npos) {
        files.push_back(entry.path());
      }
    }
  }
  return files;
}

}  // namespace yagura
