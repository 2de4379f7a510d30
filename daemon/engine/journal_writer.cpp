// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/journal_writer.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"

namespace yagura {
namespace {

constexpr std::chrono::milliseconds kWait{100};
// How long to leave a full disk alone before the next try.
constexpr std::chrono::milliseconds kRetry{500};

}  // namespace

JournalWriter::JournalWriter(Journal journal, const Options& options,
                             boost::asio::io_context& inputs, BoundedQueue<RecordBatch>& durable,
                             Metrics& metrics)
    : BatchSink(inputs),
      commit_(std::move(journal), commits(), metrics),
      options_(options),
      arrived_(options.queue_bytes),
      durable_(durable) {}

JournalWriter::~JournalWriter() {
  stop();
}

void JournalWriter::start() {
  thread_ = std::thread([this] {
    try {
      run();
    } catch (const std::exception& e) {
      log::error(log::Id::thread_failed, "The journal writer ended: {}; the daemon stops",
                 e.what());
      failed_ = true;
    }
    if (failed_) {
      commits().fail();
    }
    durable_.close();
  });
}

bool JournalWriter::take(RecordBatch& batch) {
  const std::size_t cost = batch.bytes.size();
  return arrived_.try_push(batch, cost);
}

void JournalWriter::stop() {
  stopping_ = true;
  arrived_.close();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void JournalWriter::run() {
  while (!arrived_.drained()) {
    std::vector<RecordBatch> group = gather();
    if (group.empty()) {
      continue;
    }
    std::size_t bytes = 0;
    for (const RecordBatch& batch : group) {
      bytes += batch.bytes.size();
    }
    in_hand_ = bytes;
    if (!make_durable(group)) {
      return;
    }
    in_hand_ = 0;
    for (RecordBatch& batch : group) {
      const std::size_t cost = batch.bytes.size();
      durable_.push(std::move(batch), cost);
    }
  }
}

// Waits for the first batch, then takes what comes within the commit interval.
std::vector<RecordBatch> JournalWriter::gather() {
  std::vector<RecordBatch> group;
  auto first = arrived_.pop(kWait);
  if (!first) {
    return group;
  }
  std::size_t bytes = first->bytes.size();
  group.push_back(std::move(*first));
  const auto deadline = std::chrono::steady_clock::now() + options_.commit_interval;
  while (bytes < options_.commit_bytes) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    auto more = left.count() > 0 ? arrived_.pop(left) : std::nullopt;
    if (!more) {
      break;
    }
    bytes += more->bytes.size();
    group.push_back(std::move(*more));
  }
  return group;
}

bool JournalWriter::make_durable(std::vector<RecordBatch>& group) {
  for (;;) {
    switch (commit_.commit(group)) {
      case GroupCommit::Outcome::durable:
        waits_ = false;
        return true;
      case GroupCommit::Outcome::failed:
        log::error(log::Id::journal_failed,
                   "{}; the daemon stops, because the disk may have lost data. Check the disk",
                   commit_.error().text());
        failed_ = true;
        return false;
      case GroupCommit::Outcome::not_written:
        break;
    }
    if (!waits_.exchange(true)) {
      log::error(log::Id::journal_failed,
                 "{}; sources wait until it can be written. Check the disk's free space",
                 commit_.error().text());
    }
    if (stopping_) {
      failed_ = true;  // these records were never acknowledged
      return false;
    }
    std::this_thread::sleep_for(kRetry);
  }
}

}  // namespace yagura
