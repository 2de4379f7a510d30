// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/framing.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace yagura {
namespace {

using Records = std::vector<std::string>;

// A cut record is marked with "~". Bytes are fed in pieces of `piece`.
Records framed(std::string_view bytes, std::size_t piece, std::size_t longest = 100) {
  Records records;
  const auto sink = [&](std::string_view text, StreamFramer::Completeness completeness) {
    records.push_back((completeness == StreamFramer::Completeness::cut ? "~" : "") +
                      std::string(text));
  };
  StreamFramer framer(longest);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    framer.feed(bytes.substr(at, piece), sink);
  }
  framer.finish(sink);
  return records;
}

void check(std::string_view bytes, const Records& expected, std::size_t longest = 100) {
  for (std::size_t piece = 1; piece <= bytes.size() + 1; ++piece) {
    INFO("in pieces of " << piece);
    CHECK(framed(bytes, piece, longest) == expected);
  }
}

}  // namespace

TEST_CASE("records end with LF, CR LF or NUL", "[input]") {
  check("one\ntwo\r\n", {"one", "two"});
  check(std::string_view("one\0two\0", 8), {"one", "two"});
  check("one\n\n\r\ntwo", {"one", "two"});
}

TEST_CASE("octet counts are followed by a blank and '<', anything else is text", "[input]") {
  check("6 <13>ab7 <13>abc", {"<13>ab", "<13>abc"});
  check("2026-01-01 plain\n", {"2026-01-01 plain"});
  check("40 plain\n", {"40 plain"});
  check("0 <13>x\n", {"0 <13>x"});
  check("12345678 <13>x\n", {"12345678 <13>x"});
  check("7", {"7"});
}

TEST_CASE("both kinds mix on one connection", "[input]") {
  check("7 <13>abc<13>one\n7 <13>def\n<13>two", {"<13>abc", "<13>one", "<13>def", "<13>two"});
  check("8 <13>a\nb\n", {"<13>a\nb"});
}

TEST_CASE("over-long records are cut and say so, and the next one is whole", "[input]") {
  check("0123456789\nab\n", {"~01234", "ab"}, 5);
  check("abcde\nabcde\r\nabcdef\r\n", {"abcde", "abcde", "~abcde"}, 5);
  check("9 <13>45678ab\n", {"~<13>4", "ab"}, 5);
}

TEST_CASE("the end of the connection ends the last record", "[input]") {
  check("50 <13>1 short", {"~<13>1 short"});
  check("no line feed", {"no line feed"});
}

TEST_CASE("a buffer full of one trailer does not search for the other again", "[input]") {
  // Quadratic searching would look at 10^12 bytes here.
  std::string bytes;
  for (int i = 0; i < 1'000'000; ++i) {
    bytes += "x";
    bytes += '\0';
  }
  CHECK(framed(bytes, bytes.size()).size() == 1'000'000);
}

}  // namespace yagura
