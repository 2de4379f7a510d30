// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/registry.hpp"

namespace yagura {

const Format* find_format(std::string_view name) {
  for (const Format* format : formats()) {
    if (format->name == name) {
      return format;
    }
  }
  return nullptr;
}

}  // namespace yagura
