// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "engine/record_processor.hpp"

namespace yagura {

// Reads batches on as many threads as the processor has readers, and gives them back in the order
// in which they came: what remembers sees the journal as one thread would. With one reader there is
// no thread of its own, and batches are read where they are added.
//
// One thread owns it and calls everything; the processor must outlive it. Destroying it waits until
// what it holds is read.
class ReaderPool {
 public:
  explicit ReaderPool(RecordProcessor& processor);
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;
  ~ReaderPool();

  // So many batches are held that a reader has the next at hand when it is done with one.
  bool full() const { return held_.size() >= most_; }
  bool empty() const { return held_.empty(); }
  // Not when full.
  void add(RecordBatch batch);

  struct Read {
    RecordBatch batch;
    BatchReading reading;
  };
  // The batch that was added first; waits until it is read. Not when empty. Throws what its reader
  // threw.
  Read take();

 private:
  struct Job {
    const RecordBatch* batch = nullptr;  // in held_, where batches do not move
    std::promise<BatchReading> reading;
  };
  struct Held {
    RecordBatch batch;
    std::future<BatchReading> reading;
  };
  using Jobs = BoundedQueue<Job>;  // bounded by what is held

  void run(std::size_t reader);
  void read(std::size_t reader, Job job);

  RecordProcessor& processor_;
  std::size_t most_ = 1;
  std::deque<Held> held_;
  std::vector<std::unique_ptr<Jobs>> jobs_;  // of each reader that has a thread
  std::vector<std::thread> threads_;
};

}  // namespace yagura
