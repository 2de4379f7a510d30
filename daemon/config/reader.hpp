// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"

namespace yagura {

// Gives the bytes of a file; tests and the fuzzer hand in their own.
using FileLoader = std::function<Result<std::string>(const std::filesystem::path&)>;

// Reads a regular file of at most kMaxYamlBytes (larger ones are cut just beyond, and refused by
// the YAML reader).
Result<std::string> load_config_file(const std::filesystem::path& file);

// read_config() with the text of `file` given; the files it names are asked of `load`.
ConfigResult read_config_text(std::string_view yaml, const std::filesystem::path& file,
                              const FileLoader& load);

}  // namespace yagura
