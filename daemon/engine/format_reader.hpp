// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "engine/record_reader.hpp"
#include "parse/configured_format.hpp"

namespace yagura {

// Formats described by files. Owns them: parsers made of them must not live longer.
struct FormatFiles {
  std::vector<std::unique_ptr<const ConfiguredFormat>> formats;
  std::vector<Error> errors;  // with file:line:column; a file with an error gives no format

  // The built-in formats, and these; a name that both have is already an error. The pointers live
  // as long as this object and the program.
  std::vector<const Format*> with_built_in() const;
};

// Reads each file and runs the tests in it: a format whose tests fail, or that has none, is an
// error like one that cannot be read.
FormatFiles read_format_files(const std::vector<std::filesystem::path>& files);

// The formats that a configuration names, and an error for each source whose format is none of
// these or the built-in ones.
FormatFiles read_configured_formats(const Config& config);

// How the records of each source of a configuration are read, by its name.
std::map<std::string, SourceFormat> source_formats(const Config& config);

// One format from a text: `file` is how errors call it.
FormatFiles read_format_text(std::string_view yaml, const std::filesystem::path& file);

}  // namespace yagura
