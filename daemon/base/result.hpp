// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace yagura {

enum class ErrorCode {
  usage,          // the caller asked for something that does not exist
  configuration,  // a configuration file is wrong
  rule,           // a rule file is wrong
  io,             // the operating system refused
  corrupt,        // bytes on disk are not what we wrote
  unavailable,    // a peer or service does not answer
  limit,          // a stated bound was reached
};

// Where in a file something is wrong. Lines and columns count from 1; columns count characters
// (code points), not bytes, so that they agree with an editor on Japanese lines. 0 = not known.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

// What an operator is told: what is wrong and why, where, and how to mend it.
struct Error {
  ErrorCode code = ErrorCode::io;
  std::string message;
  std::optional<Place> place = std::nullopt;
  std::string how_to_mend = {};

  // "file:line:column: message; how_to_mend", leaving out what is not known.
  std::string text() const;
};

// tl::expected has the names of C++23's std::expected (Debian 12's gcc has that only in C++23
// mode): keep to those names, so that the move later is this one line.
template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace yagura

// Pass an error up; there are these two macros and no others.
#define YAGURA_TRY(expression)                                 \
  do {                                                         \
    if (auto yagura_result = (expression); !yagura_result) {   \
      return tl::unexpected(std::move(yagura_result).error()); \
    }                                                          \
  } while (false)

#define YAGURA_CONCAT_INNER(a, b) a##b
#define YAGURA_CONCAT(a, b) YAGURA_CONCAT_INNER(a, b)
#define YAGURA_ASSIGN(declaration, expression) \
  YAGURA_ASSIGN_IMPL(declaration, expression, YAGURA_CONCAT(yagura_result_, __LINE__))
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration cannot stand in parentheses
#define YAGURA_ASSIGN_IMPL(declaration, expression, name) \
  auto name = (expression);                               \
  if (!name) {                                            \
    return tl::unexpected(std::move(name).error());       \
  }                                                       \
  declaration = std::move(*name)
// NOLINTEND(bugprone-macro-parentheses)
