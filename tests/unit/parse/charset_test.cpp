// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/charset.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {
namespace {

std::string decoded(std::string_view charset, std::string_view bytes) {
  Arena arena;
  auto decoder = CharsetDecoder::create(charset);
  REQUIRE(decoder);
  return std::string(decoder->decode(bytes, arena).text);
}

// 表示\ソフト in each charset: in CP932 the second byte of 表 and ソ is a backslash.
constexpr std::string_view kCp932 = "\x95\x5C\x8E\xA6\x5C\x83\x5C\x83\x74\x83\x67";
constexpr std::string_view kEucJp = "\xC9\xBD\xBC\xA8\x5C\xA5\xBD\xA5\xD5\xA5\xC8";
constexpr std::string_view kIso2022 = "\x1b$BI=<(\x1b(B\x5C\x1b$B%=%U%H\x1b(B";
constexpr const char* kText = "表示\\ソフト";

}  // namespace

TEST_CASE("Japanese charsets are read by name and by content", "[parse]") {
  for (const char* name : {"cp932", "Shift_JIS", "auto"}) {
    CHECK(decoded(name, kCp932) == kText);
  }
  for (const char* name : {"euc-jp", "auto"}) {
    CHECK(decoded(name, kEucJp) == kText);
  }
  for (const char* name : {"iso-2022-jp", "auto"}) {
    CHECK(decoded(name, kIso2022) == kText);
  }
  CHECK(decoded("utf-16le", std::string_view("\x68\x88\x0D\x00", 4)) == "表\r");
  CHECK(decoded("auto", kText) == kText);
  CHECK_FALSE(CharsetDecoder::create("klingon"));
}

TEST_CASE("Microsoft's table is meant by Shift_JIS", "[parse]") {
  CHECK(decoded("shift_jis", "\xFB\xFC\x87\x40\x87\x8A\x81\x60") == "髙①㈱～");
  CHECK(decoded("auto", "\xFB\xFC\x87\x40\x87\x8A") == "髙①㈱");
}

TEST_CASE("UTF-8 that is only damaged stays UTF-8", "[parse]") {
  CHECK(decoded("auto", "申\xE8\xAB") == "申\xE8\xAB");
  CHECK(decoded("auto", "a\xFFz") == "a\xFFz");
}

TEST_CASE("bytes that are no character are replaced and told", "[parse]") {
  Arena arena;
  auto decoder = CharsetDecoder::create("cp932");
  const auto whole = decoder->decode("ab\x85\xFFz", arena);
  CHECK(whole.damaged);
  CHECK(whole.text.substr(0, 2) == "ab");
  CHECK(whole.text.back() == 'z');
  CHECK(decoder->decode("\x95", arena).text == "\xEF\xBF\xBD");
  CHECK_FALSE(decoder->decode(kCp932, arena).damaged);
}

TEST_CASE("a place in the text leads back to the bytes", "[parse]") {
  Arena arena;
  auto decoder = CharsetDecoder::create("cp932");
  (void)decoder->decode(kCp932, arena);
  CHECK(decoder->raw_offset(kCp932, 0) == 0);
  CHECK(decoder->raw_offset(kCp932, 3) == 2);  // behind 表
  CHECK(decoder->raw_offset(kCp932, 7) == 5);  // behind the backslash
  CHECK(decoder->raw_offset(kCp932, 1000) == kCp932.size());
}

}  // namespace yagura
