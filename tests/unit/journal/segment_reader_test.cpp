// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/segment_reader.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include "journal/journal.hpp"
#include "organisation_codes.hpp"
#include "temporary_folder.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr TimePoint kReceived{std::chrono::seconds(1'772'000'000)};

// Two groups, the first of two organisations.
fs::path write_segment(const fs::path& folder) {
  const auto codes = test::organisation_codes(2);
  auto journal = Journal::open({folder, 1 << 20});
  REQUIRE(journal);
  std::vector<RecordBatch> group(2);
  for (std::size_t i = 0; i < 2; ++i) {
    group[i].organisation = codes[i];
    group[i].source = "proxy";
    group[i].received = kReceived + std::chrono::seconds(i);
    group[i].add("first");
    group[i].add("second\nline");
  }
  REQUIRE(journal->append(group));
  group.resize(1);
  REQUIRE(journal->append(group));
  REQUIRE(journal->sync());
  return segments_of(folder)->front();
}

}  // namespace

TEST_CASE("a segment tells what a group holds before it is read", "[journal]") {
  const test::TemporaryFolder folder;
  auto reader = SegmentReader::open(write_segment(folder.path()));
  REQUIRE(reader);
  REQUIRE(reader->next());
  REQUIRE(reader->batches().size() == 2);
  CHECK(reader->batches()[1].organisation == test::organisation_codes(2)[1]);
  CHECK(reader->batches()[1].received == kReceived + std::chrono::seconds(1));
  CHECK(reader->batches()[1].records == 2);
  CHECK(reader->batches()[1].bytes == 6 + 12);
  REQUIRE(reader->next());  // past what was not read
  CHECK(reader->frame().first == 5);
  const auto batches = reader->read();
  REQUIRE(batches);
  CHECK((*batches)[0][1] == "second\nline");
  CHECK_FALSE(reader->next());
  CHECK(reader->damaged() + reader->unfinished() == 0);
}

TEST_CASE("cut at any byte, a segment gives its whole groups and counts the rest", "[journal]") {
  const test::TemporaryFolder folder;
  const fs::path segment = write_segment(folder.path());
  std::ifstream in(segment, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    fs::resize_file(segment, size);
    auto reader = SegmentReader::open(segment);
    REQUIRE(reader);
    std::size_t read = 0;
    while (reader->next()) {
      REQUIRE(reader->read());
      read += reader->bytes().size();
    }
    CHECK(reader->damaged() == 0);
    CHECK((size < 32 ? 0 : 32) + read + reader->unfinished() == size);
    std::ofstream(segment, std::ios::binary) << whole;
  }
}

TEST_CASE("a segment that goes away while it is read is read to its end", "[journal]") {
  const test::TemporaryFolder folder;
  const fs::path segment = write_segment(folder.path());
  auto reader = SegmentReader::open(segment);
  REQUIRE(reader);
  fs::remove(segment);
  CHECK((reader->next() && reader->read() && reader->next() && reader->read()));
  const auto gone = SegmentReader::open(segment);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == ErrorCode::unavailable);
}

}  // namespace yagura
