// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/nearest_name.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {

TEST_CASE("the edit distance counts single mistakes in characters", "[config]") {
  const auto check = [](std::string_view a, std::string_view b, std::size_t expected) {
    INFO(a << " / " << b);
    CHECK(edit_distance(a, b) == expected);
    CHECK(edit_distance(b, a) == expected);
  };
  check("", "", 0);
  check("", "port", 4);
  check("port", "port", 0);
  check("prot", "port", 1);
  check("prt", "port", 1);
  check("adress", "address", 1);
  check("宇部町", "宇部市", 1);
  check("萩市", "岩国市", 2);
  check("\xff\xfe", "\xff", 1);
}

TEST_CASE("names are suggested when they are near, nearest first", "[config]") {
  using Names = std::vector<std::string_view>;
  const Names keys{"address", "port", "max_connections", "path"};
  CHECK(nearest_names("prot", keys, 1) == Names{"port"});
  CHECK(nearest_names("max_conections", keys, 3) == Names{"max_connections"});
  CHECK(nearest_names("pat", keys, 3) == Names{"path"});
  CHECK(nearest_names("max", keys, 3) == Names{"max_connections"});
  CHECK(nearest_names("colour", keys, 3).empty());
  CHECK(nearest_names("", keys, 3).empty());
  CHECK(nearest_names(std::string(100'000, 'p'), keys, 3).empty());
  CHECK(nearest_names("宇部", {"宇部市", "防府市"}, 3) == Names{"宇部市"});
}

}  // namespace yagura
