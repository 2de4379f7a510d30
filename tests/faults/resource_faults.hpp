// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run.hpp"

namespace yagura::test {

Row disk_full(const Plan& plan);
Row no_inodes(const Plan& plan);
Row no_descriptors(const Plan& plan);  // 500 connections, 128 descriptors
Row store_locked(const Plan& plan);    // by another process, for plan.hold at least

}  // namespace yagura::test
