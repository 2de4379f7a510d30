// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <iosfwd>

#include "doctor/finding_text.hpp"

namespace yagura {

struct DoctorOptions {
  std::filesystem::path config;
  std::chrono::seconds silent_after{};  // a source or body that is not heard for so long is silent
  bool json = false;
};

// `yagura doctor`: asks the daemon of the configuration, and looks at its files; without a daemon,
// at the files alone. Exit code 0 all well, 1 problems found (a daemon that does not answer is
// one), 3 nothing could be looked at: the state directory may not be read.
int run_doctor(const DoctorOptions& options, std::ostream& out, std::ostream& err);

}  // namespace yagura
