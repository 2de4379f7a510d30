// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.hpp"

#include <zstd.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "journal/journal_reader.hpp"
#include "journal/segment_format.hpp"
#include "temporary_folder.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

constexpr TimePoint kReceived{std::chrono::seconds(1'772'000'000)};

RecordBatch batch(std::vector<std::string> records, TimePoint received = kReceived) {
  RecordBatch made;
  made.organisation = OrganisationCode::parse("352021").value();
  made.source = "proxy";
  made.received = received;
  made.position = {77, 1234};
  for (const std::string& record : records) {
    made.add(record);
  }
  return made;
}

Journal open(const fs::path& folder, std::size_t segment_bytes = 1 << 20) {
  auto journal = Journal::open({folder, segment_bytes});
  REQUIRE(journal);
  return std::move(*journal);
}

void append(Journal& journal, RecordBatch one) {
  REQUIRE(journal.append({&one, 1}));
  REQUIRE(journal.sync());
}

std::vector<std::string> read_all(const fs::path& folder, RecordNumber from = 1,
                                  TimePoint since = TimePoint::max()) {
  std::vector<std::string> found;
  JournalReader reader(folder, from, since);
  while (const auto next = reader.next()) {
    for (std::size_t i = 0; i < next->size(); ++i) {
      found.emplace_back((*next)[i]);
    }
  }
  return found;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

TEST_CASE("what was appended comes back with its organisation, source and numbers", "[journal]") {
  const TemporaryFolder folder;
  Journal journal = open(folder.path());
  append(journal, batch({"one", "two\nlines", ""}));
  append(journal, batch({"four"}));
  CHECK(journal.next() == 5);

  JournalReader reader(folder.path(), 1, TimePoint::max());
  const auto first = reader.next();
  REQUIRE(first);
  CHECK(first->organisation.to_string() == "352021");
  CHECK(first->source == "proxy");
  CHECK(first->received == kReceived);
  CHECK(first->position.file == 77);
  CHECK(first->position.offset == 1234);
  CHECK(first->first == 1);
  CHECK((*first)[1] == "two\nlines");
  CHECK((*first)[2] == "");
  CHECK(reader.next()->first == 4);
  CHECK_FALSE(reader.next());
}

TEST_CASE("a position of any size comes back", "[journal]") {
  const TemporaryFolder folder;
  const SourcePosition largest{~std::uint64_t{0}, ~std::uint64_t{0} - 1};
  {
    Journal journal = open(folder.path());
    RecordBatch one = batch({"one"});
    one.position = largest;
    append(journal, std::move(one));
  }
  CHECK(open(folder.path()).set_aside() == 0);
  JournalReader reader(folder.path(), 1, TimePoint::max());
  const auto read = reader.next();
  REQUIRE(read);
  CHECK(read->position.file == largest.file);
  CHECK(read->position.offset == largest.offset);
}

TEST_CASE("numbers go on where a closed journal ended", "[journal]") {
  const TemporaryFolder folder;
  {
    Journal journal = open(folder.path());
    append(journal, batch({"a", "b"}));
  }
  Journal again = open(folder.path());
  CHECK(again.next() == 3);
  append(again, batch({"c"}));
  CHECK(read_all(folder.path()) == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("a segment cut at any byte keeps every whole group and sets the rest aside",
          "[journal]") {
  const TemporaryFolder folder;
  {
    Journal journal = open(folder.path());
    append(journal, batch({"first"}));
    append(journal, batch({"second", "third"}));
  }
  const fs::path segment = segments_of(folder.path())->front();
  const std::string whole = bytes_of(segment);
  const auto group_one = peek_group(std::string_view(whole).substr(32));
  const std::size_t end_of_one = 32 + (*group_one)->bytes;
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const TemporaryFolder damaged;
    write_bytes(damaged.path() / segment.filename(), whole.substr(0, cut));
    Journal journal = open(damaged.path());
    const bool has_one = cut >= end_of_one;
    CHECK(journal.next() == (has_one ? 2 : 1));
    append(journal, batch({"after"}));
    const auto expected =
        has_one ? std::vector<std::string>{"first", "after"} : std::vector<std::string>{"after"};
    CHECK(read_all(damaged.path()) == expected);
    const std::size_t kept = cut < 32 ? 0 : (has_one ? end_of_one : 32);
    CHECK(journal.set_aside() == cut - kept);
  }
}

TEST_CASE("a flipped bit anywhere in a group ends the good part before it", "[journal]") {
  const TemporaryFolder folder;
  {
    Journal journal = open(folder.path());
    append(journal, batch({"first"}));
    append(journal, batch({"second"}));
  }
  const fs::path segment = segments_of(folder.path())->front();
  const std::string whole = bytes_of(segment);
  const std::size_t start = 32 + (*peek_group(std::string_view(whole).substr(32)))->bytes;
  for (std::size_t at = start; at < whole.size(); ++at) {
    std::string bent = whole;
    bent[at] = static_cast<char>(bent[at] ^ 0x10);
    write_bytes(segment, bent);
    CHECK(scan_segment(segment)->good_bytes == start);
    CHECK(read_all(folder.path()) == std::vector<std::string>{"first"});
  }
}

TEST_CASE("a group whose metadata end before its fields is damaged", "[journal]") {
  // Found by fuzzing: what followed the frame was read as its fields.
  const std::string bytes(
      "Q*M\x18\x04\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xa5", 38);
  CHECK_FALSE(peek_group(bytes));
  CHECK_FALSE(decode_group(bytes));
}

TEST_CASE("segments rotate and a reader begins with the one it needs", "[journal]") {
  const TemporaryFolder folder;
  Journal journal = open(folder.path(), 1);  // every group begins a segment
  for (int i = 0; i < 5; ++i) {
    append(journal, batch({std::to_string(i)}, kReceived + std::chrono::hours(i)));
  }
  CHECK(segments_of(folder.path())->size() == 5);
  CHECK(read_all(folder.path(), 4) == std::vector<std::string>{"3", "4"});
  // Records received since hour 2 may lie in a segment that begins at or before it.
  CHECK(read_all(folder.path(), 5, kReceived + std::chrono::hours(2)) ==
        std::vector<std::string>{"2", "3", "4"});
  CHECK(read_all(folder.path(), 1).size() == 5);
}

TEST_CASE("any zstd tool reads a segment as the raw log", "[journal]") {
  const TemporaryFolder folder;
  Journal journal = open(folder.path());
  append(journal, batch({"one", "two"}));
  append(journal, batch({"three"}));
  const std::string bytes = bytes_of(segments_of(folder.path())->front());

  std::string text(1024, '\0');
  ZSTD_DCtx* context = ZSTD_createDCtx();
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  ZSTD_outBuffer out{text.data(), text.size(), 0};
  while (in.pos < in.size) {
    REQUIRE(ZSTD_isError(ZSTD_decompressStream(context, &out, &in)) == 0);
  }
  ZSTD_freeDCtx(context);
  CHECK(text.substr(0, out.pos) == "one\ntwo\nthree\n");
}

TEST_CASE("a file that is no journal is set aside whole", "[journal]") {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "00000000000000000001.zst", "this is no journal, but 32 bytes long");
  const Journal journal = open(folder.path());
  CHECK(journal.set_aside() == 37);
  CHECK(fs::exists(folder.path() / "quarantine" / "00000000000000000001.zst-0"));
}

TEST_CASE("a journal of a later format is refused and left as it is", "[journal]") {
  const TemporaryFolder folder;
  { const Journal journal = open(folder.path()); }
  const fs::path segment = segments_of(folder.path())->front();
  std::string bytes = encode_segment_header(1, kRewrittenVersion + 1);
  write_bytes(segment, bytes);
  CHECK_FALSE(Journal::open({folder.path(), 1 << 20}));
  CHECK(bytes_of(segment) == bytes);
}

}  // namespace yagura
