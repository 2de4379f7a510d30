// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/byte_form.hpp"
#include "base/file_system.hpp"
#include "base/result.hpp"

namespace yagura {

// A file that is either the whole old state or the whole new one, whenever the power fails: what
// `write` puts is written beside it, synced and renamed into place. Only the owner may read it.
Result<void> write_checkpoint(const std::filesystem::path& file,
                              const std::function<void(ByteSink&)>& write,
                              FileSystem& files = FileSystem::real());

// Nothing if there is no such file.
Result<std::optional<std::string>> read_checkpoint(const std::filesystem::path& file,
                                                   FileSystem& files = FileSystem::real());

}  // namespace yagura
