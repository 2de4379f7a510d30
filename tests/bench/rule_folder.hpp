// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace yagura {

// The folder that a program was told to take rules from; by default the shared Sigma rules.
inline std::filesystem::path rule_folder(int argc, char** argv) {
  return argc > 1 ? std::filesystem::path(argv[1])
                  : std::filesystem::path(YAGURA_SOURCE_DIR) / "../shared/sigma/rules";
}

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
