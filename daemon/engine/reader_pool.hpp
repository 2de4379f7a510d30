// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/record_processor.hpp"

namespace yagura {

// Reads batches on as many threads as the processor has readers, and gives them back in the order
// in which they came: what remembers sees the journal as one thread would. With one reader there is
// no thread of its own, and batches are read where they are taken.
//
// One thread owns it and calls everything; destroying it waits for what is being read.
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
    RecordBatch batch;
    std::size_t reader = 0;
    BatchReading reading;
    std::exception_ptr failure;
    bool done = false;  // guarded by mutex_, as are the queues
  };
  void run(std::size_t reader);
  void read(Job& job);

  RecordProcessor& processor_;
  std::size_t most_ = 1;
  std::deque<std::unique_ptr<Job>> held_;
  std::mutex mutex_;
  std::condition_variable to_do_;
  std::condition_variable done_;
  std::vector<std::deque<Job*>> queues_;  // of each reader
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace yagura
