// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/journal_writer.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "journal/journal_reader.hpp"
#include "temporary_folder.hpp"

namespace yagura {
namespace {

RecordBatch batch(const std::string& record) {
  RecordBatch made;
  made.source = "proxy";
  made.add(record);
  return made;
}

Journal journal_in(const std::filesystem::path& folder) {
  auto opened = Journal::open({folder, 1 << 20});
  REQUIRE(opened);
  return std::move(*opened);
}

}  // namespace

TEST_CASE("a batch is passed on only once it can be read from the journal", "[engine]") {
  const test::TemporaryFolder folder;
  Metrics metrics;
  BoundedQueue<RecordBatch> durable(1 << 20);
  JournalWriter writer(journal_in(folder.path()),
                       {std::chrono::milliseconds(2), 64 * 1024, 1 << 20}, durable, metrics);
  writer.start();
  for (int i = 0; i < 100; ++i) {
    RecordBatch one = batch("record " + std::to_string(i));
    REQUIRE(writer.try_take(one));
    const auto passed = durable.pop(std::chrono::seconds(20));
    REQUIRE(passed);
    CHECK(passed->first == static_cast<RecordNumber>(i) + 1);
    JournalReader reader(folder.path(), 1, TimePoint::max());
    std::string last;
    while (const auto read = reader.next()) {
      last = (*read)[read->size() - 1];
    }
    CHECK(last == "record " + std::to_string(i));
  }
}

TEST_CASE("stopping writes and passes on what is queued", "[engine]") {
  const test::TemporaryFolder folder;
  Metrics metrics;
  BoundedQueue<RecordBatch> durable(1 << 20);
  JournalWriter writer(journal_in(folder.path()),
                       {std::chrono::milliseconds(2), 64 * 1024, 1 << 20}, durable, metrics);
  for (int i = 0; i < 50; ++i) {
    RecordBatch one = batch("r");
    REQUIRE(writer.try_take(one));
  }
  writer.start();
  writer.stop();
  std::size_t passed = 0;
  while (durable.pop(std::chrono::milliseconds(0))) {
    ++passed;
  }
  CHECK(passed == 50);
  CHECK(durable.drained());
  CHECK(writer.last() == 50);
  RecordBatch late = batch("late");
  CHECK_FALSE(writer.try_take(late));
}

TEST_CASE("a full queue refuses and leaves the batch with the caller", "[engine]") {
  const test::TemporaryFolder folder;
  Metrics metrics;
  BoundedQueue<RecordBatch> durable(1 << 20);
  JournalWriter writer(journal_in(folder.path()), {std::chrono::milliseconds(2), 64 * 1024, 10},
                       durable, metrics);
  RecordBatch first = batch("0123456789");
  RecordBatch second = batch("more");
  CHECK(writer.try_take(first));
  CHECK_FALSE(writer.try_take(second));
  CHECK(second[0] == "more");
  writer.start();
  CHECK(durable.pop(std::chrono::seconds(20)));
}

}  // namespace yagura
