// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {

TEST_CASE("what a terminal would obey becomes visible text", "[base]") {
  CHECK(escape_for_terminal("\x1b[31mred") == "\\x1b[31mred");
  CHECK(escape_for_terminal("a\nb\r") == "a\\nb\\r");
  CHECK(escape_for_terminal("宇部市") == "宇部市");
  CHECK(escape_for_terminal("\u202egnp.exe") == "\\u{202e}gnp.exe");
  CHECK(escape_for_terminal("\x82\xb1") == "\\x82\\xb1");
  CHECK(escape_for_terminal("\u009b1m") == "\\x9b1m");
}

TEST_CASE("JSON strings hold any bytes and stay valid", "[base]") {
  std::string out;
  append_json_escaped(out, "a\"\\\n\x01 \xff 市");
  CHECK(out == "a\\\"\\\\\\n\\u0001 \xef\xbf\xbd 市");
}

TEST_CASE("markup from outside is text in HTML and Markdown", "[base]") {
  CHECK(escape_for_html("<img src=x onerror='a'>&\"") ==
        "&lt;img src=x onerror=&#39;a&#39;&gt;&amp;&quot;");
  CHECK(escape_for_markdown("| *a* <b> [x](y)") == "\\| \\*a\\* &lt;b\\> \\[x\\](y)");
}

TEST_CASE("UTF-8 is checked as RFC 3629 says", "[base]") {
  CHECK(is_valid_utf8("市\xf0\xa0\xae\xb7"));
  CHECK_FALSE(is_valid_utf8("\xc0\x80"));          // over-long
  CHECK_FALSE(is_valid_utf8("\xed\xa0\x80"));      // surrogate
  CHECK_FALSE(is_valid_utf8("\xf4\x90\x80\x80"));  // beyond U+10FFFF
  CHECK_FALSE(is_valid_utf8("\xe5\xb8"));          // cut
}

TEST_CASE("one U+FFFD stands for each part that begins no UTF-8 sequence", "[base]") {
  const auto shown = [](std::string_view text) {
    std::string out;
    append_json_escaped(out, text);
    return out;
  };
  CHECK(shown("\xe8\xab") == "\ufffd");                // a sequence cut at the end
  CHECK(shown("\xe8\xab\xe8\xab") == "\ufffd\ufffd");  // and another
  CHECK(shown("\xf0\x9f\x98z") == "\ufffdz");
  CHECK(shown("\xed\xa0\x80") == "\ufffd\ufffd\ufffd");  // a surrogate begins none
  CHECK(shown("\xc0\x80\xff") == "\ufffd\ufffd\ufffd");
  CHECK(escape_for_terminal("\xe8\xab") == "\\xe8\\xab");
}

TEST_CASE("columns are counted as a terminal does", "[base]") {
  CHECK(display_width("宇部市a") == 7);
  CHECK(fit_columns("宇部市", 8) == "宇部市  ");
  CHECK(fit_columns("宇部市", 5) == "宇部…");
  CHECK(fit_columns("宇部市", 4) == "宇… ");
}

TEST_CASE("base64 is RFC 4648 with padding", "[base]") {
  CHECK(base64_encode("") == "");
  CHECK(base64_encode("f") == "Zg==");
  CHECK(base64_encode("foobar") == "Zm9vYmFy");
}

}  // namespace yagura
