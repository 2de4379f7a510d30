// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/regex.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <utility>

namespace yagura {
namespace {

// A rule set has hundreds of expressions; each may use this much for its program and caches.
constexpr std::int64_t kMaxRegexBytes = std::int64_t{4} * 1024 * 1024;

}  // namespace

Regex::Regex(std::unique_ptr<re2::RE2> compiled)
    : compiled_(std::move(compiled)), needs_(needs_of(compiled_->pattern())) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view expression, std::string_view flags) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxRegexBytes);
  const std::string text =
      flags.empty() ? std::string(expression) : fmt::format("(?{}){}", flags, expression);
  auto compiled = std::make_unique<re2::RE2>(text, options);
  if (!compiled->ok()) {
    return fail(ErrorCode::rule,
                fmt::format("the regular expression does not compile: {}", compiled->error()));
  }
  return Regex(std::move(compiled));
}

bool Regex::found_in(std::string_view text) const {
  return needs_.met_by(text) &&
         re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

const std::string& Regex::expression() const {
  return compiled_->pattern();
}

}  // namespace yagura
