// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yagura {

// Whether one more connection leaves the process 64 descriptors (half of them all, if that is less)
// for what must not fail for want of one: segments, checkpoints, the store, the API. Any thread.
bool descriptors_to_spare();

}  // namespace yagura
