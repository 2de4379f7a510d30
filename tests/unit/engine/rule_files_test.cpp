// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rule_files.hpp"

#include <catch2/catch.hpp>

#include <fmt/format.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

using namespace yagura;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& id) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << "title: t\nid: " << id
                      << "\nlogsource: {product: windows}\ndetection: {s: {a: 1}, condition: s}\n";
}

}  // namespace

TEST_CASE("rule files are found in folders and compiled in order of their paths", "[engine]") {
  const test::TemporaryFolder folder;
  constexpr int kFiles = 200;  // enough for several threads to read
  for (int i = 0; i < kFiles; ++i) {
    write(folder.path() / fmt::format("{}/{:03}.yml", i % 2, i), fmt::format("{:03}", i));
  }
  write(folder.path() / "pack.yaml", "pack");
  write(folder.path() / ".hidden.yml", "hidden file");
  write(folder.path() / ".git/a.yml", "hidden folder");
  write(folder.path() / "notes.txt", "no rule");
  std::ofstream(folder.path() / "1/broken.yaml") << "title: [t\n";
  const std::vector<fs::path> paths{folder.path(), folder.path() / "0/000.yml",
                                    folder.path() / "none"};
  const RuleLoad load = load_rule_files(paths, {});
  std::vector<std::string> ids;
  for (const Rule& rule : load.rules->rules) {
    ids.push_back(rule.info->id);
  }
  std::vector<std::string> expected;
  for (const int odd : {0, 1}) {
    for (int i = odd; i < kFiles; i += 2) {
      expected.push_back(fmt::format("{:03}", i));
    }
  }
  CHECK(ids == expected);
  REQUIRE(load.refused.size() == 2);
  CHECK(load.refused[0].message == "there is no such file or folder");
  REQUIRE(load.refused[1].place);
  CHECK(load.refused[1].place->file == (folder.path() / "1/broken.yaml").string());
}
