// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/file_pattern.hpp"

#include <glob.h>

#include <string>
#include <string_view>
#include <system_error>

namespace yagura {
namespace {

constexpr std::string_view kSpecial = "*?[";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || kSpecial.find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

std::vector<std::filesystem::path> matching(const std::string& pattern) {
  glob_t found{};
  std::vector<std::filesystem::path> paths;
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  ::globfree(&found);
  return paths;
}

bool is_pattern(const std::filesystem::path& path) {
  return path.native().find_first_of(kSpecial) != std::string::npos;
}

}  // namespace

std::vector<std::filesystem::path> FilePattern::files() const {
  std::error_code ignored;
  if (std::filesystem::is_directory(path_, ignored)) {
    return matching(escaped(path_.native()) + "/*");
  }
  // A file may have such a name, too.
  if (!is_pattern(path_) || std::filesystem::exists(path_, ignored)) {
    return {path_};
  }
  return matching(path_.native());
}

std::vector<std::filesystem::path> FilePattern::siblings() const {
  std::error_code ignored;
  if (is_pattern(path_) || std::filesystem::is_directory(path_, ignored)) {
    return {};
  }
  return matching(escaped(path_.native()) + "[.-]*");
}

}  // namespace yagura
