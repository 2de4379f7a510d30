// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "doctor/finding.hpp"

namespace yagura {

// What came of a visit.
struct Diagnosis {
  std::vector<Finding> findings;
  // Checks that could not be made, or not in full, and why.
  struct Unchecked {
    Check check = Check::daemon;
    Wording why;
  };
  std::vector<Unchecked> unchecked;
};

// A table of all checks, then the findings, worst first in each check; at most 100 columns. Text
// from records and files is made harmless for the terminal.
std::string diagnosis_text(const Diagnosis& diagnosis);

// One JSON object:
// {"well":..,"findings":[{"check","grade","subject","ja","en","mend_ja","mend_en"}],
// "unchecked":[{"check","ja","en"}]}.
std::string diagnosis_json(const Diagnosis& diagnosis);

}  // namespace yagura
