// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/credential.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

namespace yagura {

TEST_CASE("a credential is the file of its name in the folder that was handed over", "[config]") {
  ::unsetenv("CREDENTIALS_DIRECTORY");
  CHECK(credential_path("credential:tls.key") == "credential:tls.key");
  CHECK(is_missing_credential(credential_path("credential:tls.key")));
  ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/yagura.service", 1);
  CHECK(credential_path("credential:tls.key") == "/run/credentials/yagura.service/tls.key");
  CHECK_FALSE(is_missing_credential(credential_path("credential:tls.key")));
  ::unsetenv("CREDENTIALS_DIRECTORY");
  CHECK_FALSE(is_missing_credential("/etc/credential:tls.key"));
}

TEST_CASE("a credential's name leads nowhere else", "[config]") {
  CHECK(is_credential_name("tls.key"));
  CHECK(is_credential_name("Ube_2026-03"));
  for (const std::string name : {"", ".", "..", "../shadow", "a/b", ".hidden", "a b", "鍵"}) {
    INFO(name);
    CHECK_FALSE(is_credential_name(name));
  }
  CHECK_FALSE(is_credential_name(std::string(256, 'a')));
  CHECK_FALSE(is_credential_name(std::string("a\0b", 3)));
}

}  // namespace yagura
