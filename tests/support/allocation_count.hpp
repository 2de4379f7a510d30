// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace yagura {

/// How often `operator new` has been called in this program. A program that links
/// yagura_allocation_count counts its own, in all its threads.
std::size_t allocation_count() noexcept;

}  // namespace yagura
