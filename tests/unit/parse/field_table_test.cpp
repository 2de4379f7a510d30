// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/field_table.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {
namespace {

constexpr std::string_view kNoValue[] = {"N/A"};
constexpr Mapping kRows[] = {
    {"time", Field::timestamp, As::time},
    {"better", Field::user_name, As::account},
    {"worse", Field::user_name},
    {"src", Field::source_ip, As::host},
    {"sport", Field::source_port, As::port},
    {"hash", Field::process_md5, As::hash},
    {"image", Field::process_executable, As::path},
    {"url", Field::url_original, As::url},
    {"took", Field::event_duration, As::duration_ms},
    {"proto", Field::network_transport, As::transport},
    {"host", Field::host_name},
    {"host", Field::host_hostname, As::lower},
};

std::string applied(const Pairs& pairs) {
  Arena arena;
  Event event(arena);
  FieldTable::Settings settings;
  settings.no_value = kNoValue;
  FieldTable table(kRows, settings);
  for (int i = 0; i < 2; ++i) {  // nothing is left over from the record before
    event.clear();
    table.apply(pairs, ParseContext{}, event);
  }
  std::string out;
  append_json(out, event);
  return out.substr(out.find(',') == std::string::npos ? out.size() - 1 : out.find(',') + 1);
}

}  // namespace

TEST_CASE("the first row with a usable value takes the field, the rest is kept", "[parse]") {
  CHECK(applied({{"worse", "w"}, {"better", R"(CITY\u)"}}) ==
        R"("user.domain":"CITY","user.name":"u","vendor.worse":"w"})");
  CHECK(applied({{"worse", "w"}, {"better", "N/A"}}) == R"("user.name":"w"})");
  CHECK(applied({{"other", std::int64_t{7}}, {"empty", ""}, {"dash", "-"}}) ==
        R"("vendor.other":7})");
}

TEST_CASE("a value that is not what it should be stays the vendor's", "[parse]") {
  CHECK(applied({{"sport", "70000"}, {"took", "long"}, {"hash", "zz"}}) ==
        R"("vendor.sport":"70000","vendor.took":"long","vendor.hash":"zz"})");
}

TEST_CASE("one value may fill several fields", "[parse]") {
  CHECK(applied({{"host", "PC1"}}) == R"("host.name":"PC1","host.hostname":"pc1"})");
  CHECK(applied({{"src", "192.0.2.1:443"}, {"proto", "17"}, {"took", "1.5"}}) ==
        R"("source.ip":"192.0.2.1","event.duration":1500000,"network.transport":"udp"})");
  CHECK(applied({{"src", "PC1.example.jp"}}) == R"("source.domain":"pc1.example.jp"})");
  CHECK(applied({{"image", R"(C:\Windows\cmd.exe)"}}) ==
        R"("process.executable":"C:\\Windows\\cmd.exe","process.name":"cmd.exe"})");
  CHECK(applied({{"hash",
                  "SHA1=0000000000000000000000000000000000000000,IMPHASH="
                  "00000000000000000000000000000000"}}) ==
        R"("process.hash.sha1":"0000000000000000000000000000000000000000"})");
}

TEST_CASE("a list fills its field several times", "[parse]") {
  CHECK(applied({{"src", "192.0.2.1"}, {"src", "192.0.2.2"}}) ==
        R"("source.ip":["192.0.2.1","192.0.2.2"]})");
}

}  // namespace yagura
