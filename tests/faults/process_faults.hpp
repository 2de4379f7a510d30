// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run.hpp"

namespace yagura::test {

Row kill(const Plan& plan);        // kill -9 under load and while starting
Row terminate(const Plan& plan);   // SIGTERM with everything full
Row power_cut(const Plan& plan);   // what was not synced is gone
Row sent_twice(const Plan& plan);  // every record comes again, the last one first

}  // namespace yagura::test
