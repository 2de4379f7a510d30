// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// Numbers of Linux auditing that a raw log does not spell out.
namespace yagura::auditd {

// "1300" to "SYSCALL" (linux/audit.h); empty if not known.
std::string_view record_type(std::string_view number);
bool is_record_type(std::string_view name);

// A system call that rules ask for by name, on x86_64 (c000003e) and aarch64 (c00000b7); empty if
// not known.
std::string_view system_call(std::string_view architecture, std::string_view number);

}  // namespace yagura::auditd
