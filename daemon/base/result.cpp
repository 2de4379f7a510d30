// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/result.hpp"

#include <fmt/format.h>

namespace yagura {

std::string Error::text() const {
  std::string out;
  if (place) {
    out = place->file;
    if (place->line > 0) {
      out += fmt::format(":{}", place->line);
      if (place->column > 0) {
        out += fmt::format(":{}", place->column);
      }
    }
    out += ": ";
  }
  out += message;
  if (!how_to_mend.empty()) {
    out += "; " + how_to_mend;
  }
  return out;
}

}  // namespace yagura
