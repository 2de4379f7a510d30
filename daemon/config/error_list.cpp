// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/error_list.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace yagura {

void ErrorList::add(Error error) {
  if (!full()) {
    errors_.push_back(std::move(error));
  }
}

std::vector<Error> ErrorList::take(const std::vector<std::string>& files) {
  const auto rank = [&](const Error& error) {
    const Place place = error.place.value_or(Place{});
    const auto file = std::find(files.begin(), files.end(), place.file) - files.begin();
    return std::make_tuple(file, place.line, place.column);
  };
  std::stable_sort(errors_.begin(), errors_.end(),
                   [&](const Error& a, const Error& b) { return rank(a) < rank(b); });
  if (full()) {
    errors_.push_back(Error{ErrorCode::configuration, "there may be further errors",
                            Place{files.empty() ? "" : files.front()}, "mend those above first"});
  }
  return std::exchange(errors_, {});
}

void FileErrors::add(int line, int column, std::string message, std::string how_to_mend) {
  ++count_;
  list_.add(Error{ErrorCode::configuration, std::move(message), Place{file_, line, column},
                  std::move(how_to_mend)});
}

}  // namespace yagura
