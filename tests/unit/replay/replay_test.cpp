// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/replay.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "loopback_receiver.hpp"
#include "prefecture.hpp"

namespace yagura {
namespace {

constexpr const char* kHour = R"(title: An hour
title_ja: 一時間
day: 2026-02-25
from: "12:00"
to: "13:00"
seed: 5
scale: 0.1
site_outages:
  - {provider: mrs-cloud, onset: "12:30", recovery: "12:50", symptom: timeout}
)";

// A folder of its own for one test case, removed at its end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "replay-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};

ReplayOptions options_for(const std::filesystem::path& folder, const std::string& scenario) {
  std::ofstream(folder / "scenario.yaml") << scenario;
  ReplayOptions options;
  options.scenarios = {folder};
  options.organisations = std::make_shared<OrganisationTable>(prefecture());
  options.services = std::make_shared<ServiceMap>(prefecture_services());
  return options;
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string content(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream(file).rdbuf();
  return out.str();
}

}  // namespace

TEST_CASE("records can be written as text, as files, or sent: the same ones", "[replay]") {
  const TemporaryFolder folder;
  ReplayOptions options = options_for(folder.path, kHour);
  std::ostringstream out;
  std::ostringstream errors;

  options.output = ReplayOptions::Output::text;
  REQUIRE(run_replay(options, out, errors) == 0);
  const std::string text = out.str();
  CHECK(text.find("352012\t17719") != std::string::npos);
  CHECK(text.find(" TCP_MISS/504 ") != std::string::npos);
  CHECK(errors.str().empty());

  options.output = ReplayOptions::Output::folder;
  options.folder = folder.path / "records";
  out.str("");
  REQUIRE(run_replay(options, out, errors) == 0);
  std::size_t in_files = 0;
  for (const Organisation& organisation : options.organisations->all()) {
    in_files += lines_in(content(options.folder / (organisation.code.to_string() + ".log")));
  }
  CHECK(in_files == lines_in(text));
  CHECK(out.str() == "一時間 (An hour): " + std::to_string(in_files) + " records\n");

  LoopbackReceiver receiver;
  options.output = ReplayOptions::Output::send;
  options.sending.port = receiver.port();
  REQUIRE(run_replay(options, out, errors) == 0);
  const LoopbackReceiver::Frames frames = receiver.frames();
  CHECK(frames.size() == 20);
  std::size_t sent = 0;
  for (const auto& [source, got] : frames) {
    sent += got.size();
  }
  CHECK(sent == in_files);
}

TEST_CASE("nothing is played when one of several scenarios is wrong", "[replay]") {
  const TemporaryFolder folder;
  ReplayOptions options = options_for(folder.path, kHour);
  options.scenarios.emplace_back(folder.path / "missing.yaml");
  options.output = ReplayOptions::Output::text;
  std::ostringstream out;
  std::ostringstream errors;
  CHECK(run_replay(options, out, errors) == 3);
  CHECK(out.str().empty());
  CHECK(errors.str() ==
        (folder.path / "missing.yaml").string() + ": the scenario cannot be read\n");
}

TEST_CASE("a folder that cannot be written is told", "[replay]") {
  const TemporaryFolder folder;
  ReplayOptions options = options_for(folder.path, kHour);
  options.output = ReplayOptions::Output::folder;
  options.folder = folder.path / "scenario.yaml";
  std::ostringstream out;
  std::ostringstream errors;
  CHECK(run_replay(options, out, errors) == 3);
  CHECK(errors.str().find("350001.log cannot be written") != std::string::npos);
}

}  // namespace yagura
