// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "app/daemon.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "config/keys.hpp"
#include "engine/format_reader.hpp"

namespace yagura {
namespace {

int run_daemon(const std::string& file, bool check_only) {
  InheritedSockets sockets = InheritedSockets::take();  // before anything opens a descriptor
  ConfigResult result = read_config(file);
  FormatFiles formats;
  if (result.config) {
    formats = read_configured_formats(*result.config);
    result.errors.insert(result.errors.end(), formats.errors.begin(), formats.errors.end());
  }
  for (const Error& error : result.errors) {
    fmt::print(stderr, "{}\n", error.text());
  }
  if (!result.errors.empty()) {
    fmt::print(stderr, "yagurad: {} error{} in the configuration; nothing was started\n",
               result.errors.size(), result.errors.size() == 1 ? "" : "s");
    return 2;
  }
  if (check_only) {
    fmt::print("{}: good\n", file);
    return 0;
  }
  log::set_level(log::parse_level(result.config->log_level));
  auto daemon = Daemon::start(std::move(*result.config), std::move(formats), std::move(sockets));
  if (!daemon) {
    fmt::print(stderr, "yagurad: {}\n", daemon.error().text());
    return daemon.error().code == ErrorCode::configuration ? 2 : 3;
  }
  return (*daemon)->run();
}

}  // namespace
}  // namespace yagura

int main(int argc, char** argv) try {
  CLI::App app(
      "yagurad takes in the records of its organisations, matches them against rules and raises "
      "one incident per cause.\nExample: yagurad --config /etc/yagura/yagura.yaml");
  std::string config = "/etc/yagura/yagura.yaml";
  bool check_only = false;
  bool help_configuration = false;
  app.add_option("--config", config, "The configuration file")->capture_default_str();
  app.add_flag("--check-config", check_only, "Read the configuration, say what is wrong, and end");
  app.add_flag("--help-configuration", help_configuration, "Print the reference of all keys");
  app.set_version_flag("--version", YAGURA_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  if (help_configuration) {
    fmt::print("{}", yagura::configuration_reference());
    return 0;
  }
  return yagura::run_daemon(config, check_only);
} catch (const std::exception& e) {
  fmt::print(stderr, "yagurad: {}\n", e.what());
  return 3;
}
