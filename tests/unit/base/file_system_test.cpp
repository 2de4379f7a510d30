// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <vector>

#include "base/read_ahead.hpp"
#include "temporary_folder.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;
using Opening = FileSystem::Opening;

std::unique_ptr<File> open(const fs::path& path, Opening opening) {
  auto file = FileSystem::real().open(path, opening);
  REQUIRE(file);
  return std::move(*file);
}

std::string contents(File& file) {
  std::string bytes(file.size().value(), '\0');
  CHECK(file.read(0, bytes).value() == bytes.size());
  return bytes;
}

}  // namespace

TEST_CASE("a file is opened as asked for, or the system's reason is told", "[base]") {
  const test::TemporaryFolder folder;
  FileSystem& files = FileSystem::real();
  const fs::path path = folder.path() / "file";
  CHECK(open(path, Opening::read) == nullptr);
  CHECK(open(path, Opening::make)->write(0, "abc"));
  CHECK(files.open(path, Opening::make).error().text().find("File exists") != std::string::npos);
  CHECK(contents(*open(path, Opening::open)) == "abc");
  CHECK(contents(*open(path, Opening::make_empty)).empty());
  CHECK((fs::status(path).permissions() & fs::perms::mask) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  const auto nowhere = files.open(folder.path() / "no" / "file", Opening::make);
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().text().find("No such file") != std::string::npos);
}

TEST_CASE("what is written at an offset is read there, up to the end", "[base]") {
  const test::TemporaryFolder folder;
  const auto file = open(folder.path() / "file", Opening::open);
  REQUIRE(file->write(0, "0123456789"));
  REQUIRE(file->write(4, "ABCDEFGH"));
  REQUIRE(file->sync());
  CHECK(contents(*file) == "0123ABCDEFGH");
  std::array<char, 8> buffer{};
  CHECK(file->read(9, buffer).value() == 3);
  CHECK(file->read(12, buffer).value() == 0);
  REQUIRE(file->truncate(2));
  CHECK(contents(*file) == "01");
}

TEST_CASE("a full disk is told with its reason", "[base]") {
  const auto file = open("/dev/full", Opening::open);
  const auto written = file->write(0, "bytes");
  REQUIRE_FALSE(written);
  CHECK(written.error().code == ErrorCode::io);
  CHECK(written.error().text().find("No space left on device") != std::string::npos);
}

TEST_CASE("names change, vanish and are listed in order", "[base]") {
  const test::TemporaryFolder folder;
  FileSystem& files = FileSystem::real();
  for (const char* name : {"b", "c", "a"}) {
    REQUIRE(open(folder.path() / name, Opening::make)->write(0, name));
  }
  REQUIRE(files.make_folder(folder.path() / "folder"));
  REQUIRE(files.make_folder(folder.path() / "folder"));
  REQUIRE(files.rename(folder.path() / "b", folder.path() / "c"));
  CHECK(files.list(folder.path()).value() == std::vector<std::string>{"a", "c"});
  CHECK(contents(*open(folder.path() / "c", Opening::read)) == "b");
  REQUIRE(files.remove(folder.path() / "a"));
  REQUIRE(files.sync_folder(folder.path()));
  CHECK(files.list(folder.path()).value() == std::vector<std::string>{"c"});
  CHECK_FALSE(files.remove(folder.path() / "a"));
  CHECK_FALSE(files.list(folder.path() / "no"));
  CHECK_FALSE(files.sync_folder(folder.path() / "no"));
}

TEST_CASE("a file read ahead comes whole, in whatever pieces it is asked for", "[base]") {
  const test::TemporaryFolder folder;
  std::string bytes;
  for (int i = 0; i < 40'000; ++i) {
    bytes += std::to_string(i);
  }
  REQUIRE(open(folder.path() / "file", Opening::make)->write(0, bytes));
  for (const std::size_t piece : {std::size_t{7}, std::size_t{65'536}, std::size_t{100'000}}) {
    auto opened = ReadAhead::open(folder.path() / "file", FileSystem::real());
    REQUIRE(opened);
    ReadAhead& in = *opened;
    CHECK(in.size() == bytes.size());
    std::string found;
    while (found.size() < bytes.size()) {
      REQUIRE(in.read(found, std::min(piece, bytes.size() - found.size())).value());
    }
    CHECK(found == bytes);
    CHECK_FALSE(in.read(found, 1).value());
  }
  CHECK(ReadAhead::open(folder.path() / "no", FileSystem::real())->size() == 0);
  // A folder can be opened, and not be read.
  std::string none;
  CHECK_FALSE(ReadAhead::open(folder.path(), FileSystem::real())->read(none, 1));
}

}  // namespace yagura
