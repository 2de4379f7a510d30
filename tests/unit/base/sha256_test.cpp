// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {

TEST_CASE("a SHA-256 is the one that sha256sum prints", "[base]") {
  const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(Sha256::of("abc").hex() == abc);
  CHECK(Sha256::of("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  REQUIRE(Sha256::parse(abc));
  CHECK(*Sha256::parse(abc) == Sha256::of("abc"));
  CHECK_FALSE(*Sha256::parse(abc) == Sha256::of("abd"));
}

TEST_CASE("a SHA-256 is 64 hexadecimal digits and nothing else", "[base]") {
  const std::string digits(64, 'A');
  CHECK(Sha256::parse(digits)->hex() == std::string(64, 'a'));
  CHECK_FALSE(Sha256::parse(digits + "A"));
  CHECK_FALSE(Sha256::parse(digits.substr(1)));
  CHECK_FALSE(Sha256::parse(digits.substr(1) + "g"));
  CHECK_FALSE(Sha256::parse("sha256:" + digits));
}

}  // namespace yagura
