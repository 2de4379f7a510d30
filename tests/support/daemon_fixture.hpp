// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "child_process.hpp"
#include "temporary_folder.hpp"

namespace yagura::test {

// A whole yagurad with a state folder of its own and free ports, and the `yagura` verbs against it.
class DaemonFixture {
 public:
  struct Output {
    int exit_code = 0;
    std::string out;
    std::string err;
  };

  DaemonFixture() { write_config(shipped_config()); }

  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }
  std::filesystem::path state() const { return path("state"); }

  // The demonstration's configuration, moved here.
  std::string shipped_config() const {
    const std::string source(YAGURA_SOURCE_DIR);
    std::string text = contents_of(source + "/config/demo.yaml");
    replace(text, "../demo-run", state().string());
    replace(text, "organisations: organisations.yaml",
            "organisations: " + source + "/config/organisations.yaml");
    replace(text, "services: services.yaml", "services: " + source + "/config/services.yaml");
    replace(text, "../rules", source + "/rules");
    return text;
  }
  void write_config(const std::string& text) const { std::ofstream(path("yagura.yaml")) << text; }

  // Starts the daemon, by `launcher` if there is one, and waits until it serves. With
  // YAGURA_CONFINE
  // ("RUN_FILTERED FILE", see tests/deploy) it runs under the system-call filter of the shipped
  // unit.
  void start(std::vector<std::string> environment = {}, std::vector<std::string> launcher = {}) {
    std::vector<std::string> command = std::move(launcher);
    const std::vector<std::string> confined = confinement();
    command.insert(command.end(), confined.begin(), confined.end());
    command.insert(command.end(), {YAGURAD_PROGRAM, "--config", path("yagura.yaml")});
    daemon_ = std::make_unique<ChildProcess>(std::move(command), path("daemon.out"),
                                             path("daemon.err"), std::move(environment));
    const Output status = yagura({"status", "--wait", "60"});
    INFO(contents_of(path("daemon.err")));
    REQUIRE(status.exit_code == 0);
    if (!confined.empty()) {  // else nothing would be shown
      const std::string process =
          contents_of("/proc/" + std::to_string(daemon_->pid()) + "/status");
      REQUIRE(process.find("\nSeccomp:\t2\n") != std::string::npos);
      REQUIRE(process.find("\nNoNewPrivs:\t1\n") != std::string::npos);
    }
  }
  ChildProcess& daemon() { return *daemon_; }
  std::string daemon_log() const { return contents_of(path("daemon.err")); }

  // Runs a verb to its end. Verbs that need no daemon take no --config.
  Output yagura(std::vector<std::string> arguments) const { return finish(*begin(arguments)); }
  std::unique_ptr<ChildProcess> begin(std::vector<std::string> arguments) const {
    // ExecReload= runs in the confines of the service.
    const auto confined =
        arguments.front() == "reload" ? confinement() : std::vector<std::string>{};
    arguments.insert(arguments.begin(), YAGURA_PROGRAM);
    arguments.insert(arguments.begin(), confined.begin(), confined.end());
    arguments.insert(arguments.end(), {"--config", path("yagura.yaml")});
    return std::make_unique<ChildProcess>(arguments, path("verb.out"), path("verb.err"));
  }
  // A verb that runs while others are tried.
  std::unique_ptr<ChildProcess> begin_beside(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), YAGURA_PROGRAM);
    arguments.insert(arguments.end(), {"--config", path("yagura.yaml")});
    return std::make_unique<ChildProcess>(arguments, path("beside.out"), path("beside.err"));
  }
  // A verb that takes no configuration.
  Output yagura_alone(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), YAGURA_PROGRAM);
    ChildProcess process(arguments, path("verb.out"), path("verb.err"));
    return finish(process);
  }
  Output finish(ChildProcess& process) const {
    Output output;
    output.exit_code = process.wait();
    output.out = contents_of(path("verb.out"));
    output.err = contents_of(path("verb.err"));
    return output;
  }

  nlohmann::json incidents() const {
    const Output listed = yagura({"incidents", "list", "--json"});
    REQUIRE(listed.exit_code == 0);
    return nlohmann::json::parse(listed.out).at("incidents");
  }

  static std::string scenario(const std::string& name) {
    return std::string(YAGURA_SOURCE_DIR) + "/tests/scenarios/" + name;
  }

 private:
  static std::vector<std::string> confinement() {
    const char* words = std::getenv("YAGURA_CONFINE");
    std::istringstream in(words == nullptr ? "" : words);
    return {std::istream_iterator<std::string>(in), {}};
  }
  static void replace(std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    if (at == std::string::npos) {
      throw std::runtime_error("config/demo.yaml no longer says " + from);
    }
    text.replace(at, from.size(), to);
  }

  TemporaryFolder folder_;
  std::unique_ptr<ChildProcess> daemon_;
};

}  // namespace yagura::test
