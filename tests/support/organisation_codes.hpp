// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/organisation.hpp"

namespace yagura::test {

// So many codes whose check digit is right, whether or not anybody has them.
inline std::vector<OrganisationCode> organisation_codes(std::size_t count) {
  std::vector<OrganisationCode> codes;
  for (int number = 352'000; codes.size() < count; ++number) {
    if (const auto code = OrganisationCode::parse(std::to_string(number))) {
      codes.push_back(*code);
    }
  }
  return codes;
}

}  // namespace yagura::test
