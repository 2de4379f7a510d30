// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/ip.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

namespace yagura {

TEST_CASE("addresses keep their text form", "[base]") {
  for (const char* text : {"10.0.0.1", "2001:db8::7", "::1", "255.255.255.255"}) {
    REQUIRE(IpAddress::parse(text));
    CHECK(IpAddress::parse(text)->to_string() == text);
  }
  for (const char* text : {"", "10.0.0", "10.0.0.256", "1.2.3.4.5", "fe80::1%eth0", "[::1]"}) {
    CHECK_FALSE(IpAddress::parse(text));
  }
}

TEST_CASE("every length of the four numbers of an address is read", "[base]") {
  const int values[] = {0, 9, 10, 99, 100, 255};
  for (const int a : values) {
    for (const int b : values) {
      for (const int c : values) {
        for (const int d : values) {
          const std::string text = std::to_string(a) + "." + std::to_string(b) + "." +
                                   std::to_string(c) + "." + std::to_string(d);
          REQUIRE(IpAddress::parse(text));
          CHECK(IpAddress::parse(text)->to_string() == text);
        }
      }
    }
  }
  const std::string_view no_addresses[] = {
      "1.2.3",    "1.2.3.",    ".1.2.3",     "1..2.3",   "01.2.3.4", "1.2.3.00", "1.2.3.256",
      "1.2.3.4 ", "1.2.3.4/8", "1.2.3.4000", "1.2.3.-4", "a.b.c.d",  "1.2.3.4.", "999.1.1.1"};
  for (const std::string_view text : no_addresses) {
    INFO(text);
    CHECK_FALSE(IpAddress::parse(text));
  }
  CHECK_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
  CHECK_FALSE(IpAddress::parse(std::string_view("::1\0", 4)));
}

TEST_CASE("networks contain by bits, not by text", "[base]") {
  const auto contains = [](const char* network, const char* address) {
    return IpNetwork::parse(network)->contains(*IpAddress::parse(address));
  };
  CHECK(contains("10.0.0.0/8", "10.255.0.1"));
  CHECK_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  CHECK(contains("192.168.4.0/23", "192.168.5.255"));
  CHECK_FALSE(contains("192.168.4.0/23", "192.168.6.0"));
  CHECK(contains("2001:db8::/32", "2001:db8:1::1"));
  CHECK_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  CHECK(contains("::ffff:10.0.0.0/104", "10.1.2.3"));
  CHECK_FALSE(IpNetwork::parse("10.0.0.0/33"));
  CHECK_FALSE(IpNetwork::parse("10.0.0.1/8"));
  CHECK(IpNetwork::parse("10.1.0.0/16")->to_string() == "10.1.0.0/16");
}

}  // namespace yagura
