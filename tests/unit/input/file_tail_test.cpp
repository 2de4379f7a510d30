// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/file_tail.hpp"

#include <sys/stat.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "compressed.hpp"
#include "temporary_folder.hpp"
#include "world.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::code;
using test::gzipped;
using test::World;
using test::zstandard;

void append(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::app) << text;
}

void write(const fs::path& file, const std::string& text) {
  fs::remove(file);
  append(file, text);
}

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Makes sure that files are taken in this order, however fast they were written.
void set_age(const fs::path& file, std::chrono::minutes age) {
  fs::last_write_time(file, fs::file_time_type::clock::now() - age);
}

// Lines "NAME 0", "NAME 1", ...
std::string lines(const std::string& name, int from, int to) {
  std::string text;
  for (int i = from; i < to; ++i) {
    text += name + " " + std::to_string(i) + "\n";
  }
  return text;
}

// What outlives a daemon: its journal and the marks it kept.
struct Kept {
  SourcePositions positions;
  FileMarks marks;
};

// A daemon with one source, from a start to a kill.
class Run {
 public:
  Run(const fs::path& path, Kept& kept, std::chrono::milliseconds idle = 60s) : kept_(kept) {
    FileTailSource::Options options{"files", path, code("352012"), kept.positions, kept.marks, {}};
    options.keep_marks = [this](const FileMarks& marks) { kept_.marks = marks; };
    options.patience = {2ms, 5ms, idle};
    source_ = std::make_unique<FileTailSource>(world.context, std::move(options), world.sink,
                                               world.clock, world.metrics);
    REQUIRE(source_->start());
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    for (const auto& [file, offset] : world.sink.positions) {
      kept_.positions[file] = offset;
    }
  }

  // The records from the last call on, once there are as many, and no more within some looks.
  std::vector<std::string> next(std::size_t count) {
    world.until(seen_ + count);
    world.context.run_for(60ms);
    std::vector<std::string> found;
    for (; seen_ < world.sink.records.size(); ++seen_) {
      found.push_back(world.sink.records[seen_].substr(7));
    }
    return found;
  }
  // Runs until marks were kept that know all that was read so far.
  void keep() {
    const auto known = [this](const auto& position) {
      const auto* mark = kept_.marks.find(position.first);
      return mark != nullptr && mark->mark.offset == position.second;
    };
    const SourcePositions& read = world.sink.positions;
    while (!std::all_of(read.begin(), read.end(), known)) {
      world.step();
    }
  }
  std::uint64_t unreadable() {
    return world.metrics.counter("input_unreadable_files_total", "", {{"source", "files"}}).value();
  }

  World world;

 private:
  Kept& kept_;
  std::unique_ptr<FileTailSource> source_;
  std::size_t seen_ = 0;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a followed file gives each finished line once", "[input]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "edr.jsonl";
  append(file, "one\ntwo\r\nthr");
  Kept kept;
  {
    Run run(file, kept);
    CHECK(run.next(2) == Lines{"one", "two"});
    append(file, "ee\n");
    CHECK(run.next(1) == Lines{"three"});
    CHECK(run.world.sink.position.offset == 15);
  }
  append(file, "four\n");
  Run again(file, kept);
  CHECK(again.next(1) == Lines{"four"});
}

TEST_CASE("a rotated and a truncated file are read from their start", "[input]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "proxy.log";
  append(file, "old\n");
  Kept kept;
  Run run(file, kept);
  CHECK(run.next(1) == Lines{"old"});
  append(file, "last of the old\n");
  fs::rename(file, folder.path() / "proxy.log.1");
  append(file, "rotated\n");
  CHECK(run.next(2) == Lines{"last of the old", "rotated"});
  fs::resize_file(file, 0);
  append(file, "cut\n");
  CHECK(run.next(1) == Lines{"cut"});
}

TEST_CASE("a file cut short that has grown past where it was read is read from its start",
          "[input]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "proxy.log";
  append(file, lines("old", 0, 3));
  Kept kept;
  Run run(file, kept);
  CHECK(run.next(3).size() == 3);
  // In one step between two looks: the same inode, and longer than before.
  std::ofstream(file, std::ios::binary | std::ios::in | std::ios::trunc) << lines("new", 0, 5);
  CHECK(run.next(5) == Lines{"new 0", "new 1", "new 2", "new 3", "new 4"});
}

TEST_CASE("a line longer than the limit is cut and counted, and the next one is whole", "[input]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "long.log";
  append(file, std::string(3 * kMaxRecordBytes, 'a') + "\nnext\n");
  Kept kept;
  Run run(file, kept);
  const Lines found = run.next(2);
  CHECK(found[0].size() == kMaxRecordBytes);
  CHECK(found[1] == "next");
  CHECK(run.world.metrics.counter("input_truncated_records_total", "", {{"source", "files"}})
            .value() == 1);
}

TEST_CASE("what a rotation put aside while nobody looked is read first", "[input]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "access.log";
  const fs::path older = folder.path() / "access.log.1";
  write(older, "from before anybody followed\n");
  append(file, lines("a", 0, 100));
  Kept kept;
  {
    Run run(file, kept);
    CHECK(run.next(100).size() == 100);
  }
  append(file, "a 100\n");
  fs::rename(older, folder.path() / "access.log.2");
  fs::rename(file, older);
  set_age(older, 10min);
  append(file, "b 0\n");
  Run run(file, kept);
  CHECK(run.next(2) == Lines{"a 100", "b 0"});
}

TEST_CASE("a file is known again when it has been compressed or copied", "[input]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "access.log";
  const auto [length, rotation] = GENERATE(table<int, std::string>(
      {{20, "gzip"}, {20, "zstd"}, {50'000, "gzip"}, {50'000, "zstd"}, {50'000, "copy"}}));
  append(file, lines("a", 0, length));
  Kept kept;
  {
    Run run(folder.path() / "access.log*", kept);
    CHECK(run.next(static_cast<std::size_t>(length)).size() == static_cast<std::size_t>(length));
    run.keep();
  }
  append(file, "last\n");
  const std::string text = contents(file);
  const fs::path aside = folder.path() / ("access.log.1." + rotation);
  write(aside, rotation == "gzip" ? gzipped(text) : rotation == "zstd" ? zstandard(text) : text);
  set_age(aside, 10min);
  if (rotation == "copy") {
    fs::resize_file(file, 0);  // as logrotate's copytruncate
    append(file, "b 0\n");
  } else {
    fs::remove(file);
    write(file, "b 0\n");
  }
  {
    Run run(folder.path() / "access.log*", kept);
    CHECK(run.next(2) == Lines{"last", "b 0"});
    run.keep();
  }
  append(file, "b 1\n");
  Run run(folder.path() / "access.log*", kept);
  CHECK(run.next(1) == Lines{"b 1"});
}

TEST_CASE("a folder is read, oldest file first, each file once", "[input]") {
  const test::TemporaryFolder folder;
  write(folder.path() / "c.log", "third\n");
  write(folder.path() / "b.gz", gzipped("first\nwithout line feed"));
  write(folder.path() / "a.zst", zstandard("second\n") + zstandard("frame\n"));
  write(folder.path() / ".hidden", "is being put here\n");
  set_age(folder.path() / "b.gz", 20min);
  set_age(folder.path() / "a.zst", 10min);
  fs::create_directory(folder.path() / "folder");
  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  Kept kept;
  {
    Run run(folder.path(), kept);
    CHECK(run.next(5) == Lines{"first", "without line feed", "second", "frame", "third"});
    write(folder.path() / "d.log", "fourth\n");
    CHECK(run.next(1) == Lines{"fourth"});
    CHECK(run.unreadable() == 0);
  }
  write(folder.path() / "e.log", "fifth\n");
  Run run(folder.path(), kept);
  CHECK(run.next(1) == Lines{"fifth"});
}

TEST_CASE("a compressed file may still be growing", "[input]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "part.gz";
  const std::string whole = gzipped(test::many_lines(20'000));
  write(file, whole.substr(0, 1));  // not yet to be told from a text
  Kept kept;
  Run run(file, kept);
  append(file, whole.substr(1, whole.size() / 2));
  run.world.until(1000);
  append(file, whole.substr(1 + whole.size() / 2));
  run.world.until(20'000);
  CHECK(run.world.sink.records.back().starts_with("352012 {\"n\":"));
}

TEST_CASE("a damaged file and a bomb are given up, and the others are read", "[input]") {
  const test::TemporaryFolder folder;
  const std::string good = gzipped(test::many_lines(2000));
  std::string damaged = good;
  damaged[good.size() / 2] = static_cast<char>(damaged[good.size() / 2] ^ 0x55);
  write(folder.path() / "a.gz", damaged);
  write(folder.path() / "b.zst", zstandard(std::string(200'000'000, 'a')));
  set_age(folder.path() / "a.gz", 20min);
  set_age(folder.path() / "b.zst", 10min);
  write(folder.path() / "c.log", "well\n");
  Kept kept;
  Run run(folder.path(), kept);
  while (run.world.sink.records.empty() || run.world.sink.records.back() != "352012 well") {
    run.world.step();
  }
  CHECK(run.unreadable() == 2);
  const std::size_t before = run.world.sink.records.size();
  write(folder.path() / "a.gz", good);  // put right: what was not read of it comes now
  run.world.until(2001);
  CHECK(before < 2001);
  CHECK(run.unreadable() == 2);
}

TEST_CASE("what a file ends with is a record once it will not grow any more", "[input]") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "app.log";
  append(file, "one\ntwo");
  Kept kept;
  Run run(file, kept, 20ms);
  CHECK(run.next(1) == Lines{"one"});
  CHECK(run.world.sink.records.size() == 1);  // it may go on
  fs::rename(file, folder.path() / "app.log.1");
  append(file, "three\n");
  Lines found = run.next(2);
  std::sort(found.begin(), found.end());
  CHECK(found == Lines{"three", "two"});
}

TEST_CASE("files that the journal no longer tells of are not read again", "[input]") {
  const test::TemporaryFolder folder;
  write(folder.path() / "a.log", lines("a", 0, 10));
  write(folder.path() / "b.log.gz", gzipped(lines("b", 0, 10)));
  Kept kept;
  {
    Run run(folder.path(), kept);
    CHECK(run.next(20).size() == 20);
    run.keep();
  }
  kept.positions.clear();
  append(folder.path() / "a.log", "a 10\n");
  Run run(folder.path(), kept);
  CHECK(run.next(1) == Lines{"a 10"});
}

TEST_CASE("marks that were kept are whole or refused", "[input]") {
  FileMarks marks;
  for (std::uint64_t key = 1; key <= 20; ++key) {
    marks.set(key, {key * 100, key * 7, key * 9});
  }
  marks.advance({{3, 5000}, {99, 12}});
  std::string bytes;
  ByteSink sink([&](std::string_view piece) { bytes += piece; });
  marks.save(sink);
  const auto loaded = FileMarks::load(bytes);
  REQUIRE(loaded);
  CHECK(loaded->find(20)->mark.tail == 180);
  CHECK(loaded->find(3)->offset == 5000);
  CHECK(loaded->find(3)->mark.offset == 300);
  CHECK(loaded->find(99)->offset == 12);
  CHECK(loaded->find(21) == nullptr);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(FileMarks::load(std::string_view(bytes).substr(0, size)));
  }
}

TEST_CASE("marks are bounded: who was read longest ago is forgotten", "[input]") {
  FileMarks marks;
  for (std::uint64_t key = 1; key <= FileMarks::kMost + 5; ++key) {
    marks.set(key, {1, key, key});
  }
  CHECK(marks.find(5) == nullptr);
  CHECK(marks.find(6) != nullptr);
}

}  // namespace yagura
