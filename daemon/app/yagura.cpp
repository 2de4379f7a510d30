// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "app/verbs.hpp"

int main(int argc, char** argv) try {
  CLI::App app("yagura asks and feeds a running yagurad, and tries formats and rules without one.");
  app.set_version_flag("--version", YAGURA_VERSION);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::help);
  int exit_code = 0;
  yagura::add_verbs(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  return exit_code;
} catch (const std::exception& e) {
  fmt::print(stderr, "yagura: {}\n", e.what());
  return 3;
}
