// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <cstdio>
#include <filesystem>

// 77 tells ctest that the test was skipped: the shared data is not on this machine.
int main(int argc, char** argv) {
  if (!std::filesystem::exists(std::filesystem::path(YAGURA_SHARED_DIR) / "sigma")) {
    (void)std::fputs("skipped: no shared Sigma data beside the source folder\n", stderr);
    return 77;
  }
  return Catch::Session().run(argc, argv);
}
