// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/dead_letter_file.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

DeadLetter letter(RecordNumber record) {
  DeadLetter made;
  made.raw = "record " + std::to_string(record);
  made.reason = "no known format";
  made.record = record;
  return made;
}

std::vector<RecordNumber> records_in(const fs::path& file) {
  std::vector<RecordNumber> found;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const auto read = read_dead_letter(line);
    REQUIRE(read);
    found.push_back(read->record);
  }
  return found;
}

DeadLetterFile open(const fs::path& file, std::size_t max_bytes = 1 << 20) {
  auto opened = DeadLetterFile::open(file, max_bytes);
  REQUIRE(opened);
  return std::move(*opened);
}

}  // namespace

TEST_CASE("a record read again after a crash has one dead letter", "[engine]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "dead.jsonl";
  {
    DeadLetterFile letters = open(file);
    letters.add(letter(3));
    letters.add(letter(5));
    REQUIRE(letters.flush());
  }
  DeadLetterFile again = open(file);
  again.add(letter(3));
  again.add(letter(5));
  again.add(letter(6));
  REQUIRE(again.flush());
  CHECK(records_in(file) == std::vector<RecordNumber>{3, 5, 6});
}

TEST_CASE("half a line, as a crash leaves it, is cut off and written again", "[engine]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "dead.jsonl";
  {
    DeadLetterFile letters = open(file);
    letters.add(letter(1));
    letters.add(letter(2));
    REQUIRE(letters.flush());
  }
  fs::resize_file(file, fs::file_size(file) - 10);
  DeadLetterFile again = open(file);
  again.add(letter(1));
  again.add(letter(2));
  REQUIRE(again.flush());
  CHECK(records_in(file) == std::vector<RecordNumber>{1, 2});
}

TEST_CASE("what stands behind a hole, as a power cut leaves it, is written again", "[engine]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "dead.jsonl";
  {
    DeadLetterFile letters = open(file);
    for (RecordNumber record = 1; record <= 3; ++record) {
      letters.add(letter(record));
    }
    REQUIRE(letters.flush());
  }
  {
    std::fstream damaged(file);
    damaged.seekp(static_cast<std::streamoff>(fs::file_size(file) / 2));
    damaged << std::string(8, '\0');
  }
  DeadLetterFile again = open(file);
  for (RecordNumber record = 1; record <= 3; ++record) {
    again.add(letter(record));
  }
  REQUIRE(again.flush());
  CHECK(records_in(file) == std::vector<RecordNumber>{1, 2, 3});
}

TEST_CASE("the file is renamed when it is full, and what was written stays known", "[engine]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "dead.jsonl";
  {
    DeadLetterFile letters = open(file, 300);
    for (RecordNumber record = 1; record <= 4; ++record) {
      letters.add(letter(record));
      REQUIRE(letters.flush());
    }
  }
  CHECK(fs::exists(file.string() + ".1"));
  CHECK(records_in(file).back() == 4);
  DeadLetterFile again = open(file, 300);
  again.add(letter(4));
  REQUIRE(again.flush());
  CHECK(records_in(file).back() == 4);
  CHECK(records_in(file).size() + records_in(file.string() + ".1").size() <= 4);
}

}  // namespace yagura
