// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/credential.hpp"

#include <algorithm>
#include <cstdlib>

namespace yagura {
namespace {

constexpr std::string_view kPrefix = "credential:";
constexpr std::size_t kMaxNameBytes = 255;

}  // namespace

bool is_credential(std::string_view written) {
  return written.starts_with(kPrefix);
}

std::filesystem::path credential_path(std::string_view written) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder == nullptr || *folder == '\0'
             ? std::filesystem::path(written)
             : std::filesystem::path(folder) / written.substr(kPrefix.size());
}

bool is_missing_credential(const std::filesystem::path& path) {
  return is_credential(path.native());
}

bool is_credential_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

}  // namespace yagura
