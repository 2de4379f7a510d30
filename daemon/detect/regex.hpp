// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "detect/regex_needs.hpp"

namespace re2 {
class RE2;
}

namespace yagura {

// A regular expression that runs in time linear in the text, whatever a rule or a sender writes.
// Immutable and safe to share between threads.
class Regex {
 public:
  // `flags`: any of "ims". The error's message is the expression's own fault, without a place.
  static Result<Regex> compile(std::string_view expression, std::string_view flags);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  bool found_in(std::string_view text) const;  // anywhere, unless the expression is anchored
  const std::string& expression() const;       // with its flags in front: (?i)abc

 private:
  explicit Regex(std::unique_ptr<re2::RE2> compiled);
  std::unique_ptr<re2::RE2> compiled_;
  RegexNeeds needs_;
};

}  // namespace yagura
