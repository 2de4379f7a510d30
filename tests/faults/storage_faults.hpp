// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run.hpp"

namespace yagura::test {

Row sync_fails(const Plan& plan);   // fsync and fdatasync say EIO
Row write_fails(const Plan& plan);  // writes say ENOSPC or EIO, or are short; open says EMFILE
Row store_damaged(const Plan& plan);
Row checkpoint_damaged(const Plan& plan);
Row upgraded(const Plan& plan);  // state that an older build has written
// No fault: writes such a state into plan.folder, as kill -9 leaves it.
Row make_state(const Plan& plan);

}  // namespace yagura::test
