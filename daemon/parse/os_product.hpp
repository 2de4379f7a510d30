// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "parse/text_forms.hpp"

namespace yagura {

// Sigma's product for the operating system an endpoint agent names ("Microsoft Windows 10 Pro",
// "WINDOWS", "macOS 14", "Ubuntu Linux"); "windows" where it names none, as most endpoints are.
inline std::string_view product_of_os(std::string_view os) {
  struct Name {
    std::string_view part;
    std::string_view product;
  };
  // "Darwin" ends in "win", so that it stands first.
  constexpr Name kNames[] = {{"darwin", "macos"}, {"mac", "macos"},    {"os x", "macos"},
                             {"win", "windows"},  {"linux", "linux"},  {"ubuntu", "linux"},
                             {"debian", "linux"}, {"centos", "linux"}, {"red hat", "linux"}};
  for (const Name& name : kNames) {
    for (std::size_t at = 0; at + name.part.size() <= os.size(); ++at) {
      if (equal_ignoring_case(os.substr(at, name.part.size()), name.part)) {
        return name.product;
      }
    }
  }
  return "windows";
}

}  // namespace yagura
