// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/file_system.hpp"
#include "base/result.hpp"

namespace yagura {

// Copies a segment's bytes from `from` on to the quarantine beside it, durably, so that a person
// can look at what is about to be taken from it. A copy from the same place before is written over.
Result<void> set_aside(const std::filesystem::path& segment, std::uint64_t from, FileSystem& files);

}  // namespace yagura
