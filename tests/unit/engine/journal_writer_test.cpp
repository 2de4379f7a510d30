// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/journal_writer.hpp"

#include <catch2/catch.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <string>
#include <vector>

#include "journal/journal_reader.hpp"
#include "temporary_folder.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;

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

struct World {
  explicit World(std::size_t queue_bytes = 1 << 20)
      : writer(journal_in(folder.path()), {std::chrono::milliseconds(2), 64 * 1024, queue_bytes},
               inputs, durable, metrics) {}

  test::TemporaryFolder folder;
  asio::io_context inputs;
  Metrics metrics;
  BoundedQueue<RecordBatch> durable{1 << 20};
  JournalWriter writer;
};

}  // namespace

TEST_CASE("a batch is passed on only once it can be read from the journal", "[engine]") {
  World world;
  world.writer.start();
  for (int i = 0; i < 100; ++i) {
    RecordBatch one = batch("record " + std::to_string(i));
    REQUIRE(world.writer.try_take(one));
    const auto passed = world.durable.pop(std::chrono::seconds(20));
    REQUIRE(passed);
    CHECK(passed->first == static_cast<RecordNumber>(i) + 1);
    JournalReader reader(world.folder.path(), 1, TimePoint::max());
    std::string last;
    while (const auto read = reader.next()) {
      last = (*read)[read->size() - 1];
    }
    CHECK(last == "record " + std::to_string(i));
  }
}

TEST_CASE("stopping writes and passes on what is queued", "[engine]") {
  World world;
  for (int i = 0; i < 50; ++i) {
    RecordBatch one = batch("r");
    REQUIRE(world.writer.try_take(one));
  }
  world.writer.start();
  world.writer.stop();
  std::size_t passed = 0;
  while (world.durable.pop(std::chrono::milliseconds(0))) {
    ++passed;
  }
  CHECK(passed == 50);
  CHECK(world.durable.drained());
  CHECK(world.writer.last() == 50);
  RecordBatch late = batch("late");
  CHECK_FALSE(world.writer.try_take(late));
}

TEST_CASE("a full queue refuses and leaves the batch with the caller", "[engine]") {
  World world(10);
  RecordBatch first = batch("0123456789");
  RecordBatch second = batch("more");
  CHECK(world.writer.try_take(first));
  CHECK_FALSE(world.writer.try_take(second));
  CHECK(second[0] == "more");
  world.writer.start();
  CHECK(world.durable.pop(std::chrono::seconds(20)));
}

TEST_CASE("who acknowledges is woken once the batch can be read from the journal", "[engine]") {
  World world;
  std::vector<std::size_t> readable;  // records, when the acknowledgement may go
  const auto acknowledge = [&]() -> asio::awaitable<void> {
    RecordBatch one = batch("r");
    REQUIRE(world.writer.try_take(one));
    const auto outcome = co_await world.writer.commits().wait(world.writer.taken());
    CHECK(outcome == Commits::Outcome::durable);
    JournalReader reader(world.folder.path(), 1, TimePoint::max());
    std::size_t records = 0;
    while (const auto read = reader.next()) {
      records += read->size();
    }
    readable.push_back(records);
  };
  for (int i = 0; i < 20; ++i) {
    asio::co_spawn(world.inputs, acknowledge, asio::detached);
  }
  world.writer.start();
  while (readable.size() < 20) {
    REQUIRE(world.inputs.run_one_for(std::chrono::seconds(20)) > 0);
  }
  for (std::size_t i = 0; i < readable.size(); ++i) {
    CHECK(readable[i] > i);
  }
}

TEST_CASE("a journal that cannot be written acknowledges nothing", "[engine]") {
  const test::TemporaryFolder folder;
  asio::io_context inputs;
  Metrics metrics;
  BoundedQueue<RecordBatch> durable(1 << 20);
  auto journal = Journal::open({folder.path() / "journal", 1});  // a segment for each group
  REQUIRE(journal);
  std::vector<RecordBatch> first{batch("r")};
  REQUIRE(journal->append(first));
  std::filesystem::remove_all(folder.path() / "journal");
  JournalWriter writer(std::move(*journal), {std::chrono::milliseconds(2), 64 * 1024, 1 << 20},
                       inputs, durable, metrics);
  RecordBatch one = batch("r");
  const std::size_t bytes = one.bytes.size();
  REQUIRE(writer.try_take(one));
  std::vector<Commits::Outcome> outcomes;
  const auto wait = [&](Commits::Deadline deadline) -> asio::awaitable<void> {
    outcomes.push_back(co_await writer.commits().wait(writer.taken(), deadline));
  };
  asio::co_spawn(
      inputs, [&] { return wait(std::chrono::steady_clock::now()); }, asio::detached);
  asio::co_spawn(
      inputs, [&] { return wait(Commits::Deadline::max()); }, asio::detached);
  inputs.poll();
  writer.start();
  writer.stop();
  CHECK(writer.failed());
  CHECK(writer.queued_bytes() == bytes);  // taken out of the queue, but not durable
  inputs.run_for(std::chrono::seconds(20));
  CHECK(outcomes ==
        std::vector<Commits::Outcome>{Commits::Outcome::not_yet, Commits::Outcome::failed});
}

TEST_CASE("waits for a commit may outlive the journal and end with the context", "[engine]") {
  const test::TemporaryFolder folder;
  Metrics metrics;
  BoundedQueue<RecordBatch> durable(1 << 20);
  asio::io_context inputs;
  bool told = false;
  {
    JournalWriter writer(journal_in(folder.path()),
                         {std::chrono::milliseconds(2), 64 * 1024, 1 << 20}, inputs, durable,
                         metrics);
    const auto wait = [&]() -> asio::awaitable<void> {
      (void)co_await writer.commits().wait(1);
      told = true;
    };
    asio::co_spawn(inputs, wait, asio::detached);
    inputs.poll();
    writer.start();
  }
  inputs.poll();
  CHECK_FALSE(told);
}

}  // namespace yagura
