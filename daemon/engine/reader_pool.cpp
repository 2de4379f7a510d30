// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/reader_pool.hpp"

#include <utility>

namespace yagura {
namespace {

constexpr std::size_t kBatchesAReader = 4;

}  // namespace

ReaderPool::ReaderPool(RecordProcessor& processor)
    : processor_(processor), queues_(processor.readers()) {
  const std::size_t readers = queues_.size();
  most_ = readers > 1 ? readers * kBatchesAReader : 1;
  for (std::size_t i = 0; readers > 1 && i < readers; ++i) {
    threads_.emplace_back([this, i] { run(i); });
  }
}

ReaderPool::~ReaderPool() {
  {
    const std::unique_lock lock(mutex_);
    stopping_ = true;
  }
  to_do_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void ReaderPool::add(RecordBatch batch) {
  auto job = std::make_unique<Job>();
  job->reader = processor_.reader_of(batch);
  job->batch = std::move(batch);
  Job* const added = held_.emplace_back(std::move(job)).get();
  if (threads_.empty()) {
    read(*added);
    added->done = true;
    return;
  }
  {
    const std::unique_lock lock(mutex_);
    queues_[added->reader].push_back(added);
  }
  to_do_.notify_all();
}

ReaderPool::Read ReaderPool::take() {
  {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return held_.front()->done; });
  }
  const std::unique_ptr<Job> job = std::move(held_.front());
  held_.pop_front();
  if (job->failure) {
    std::rethrow_exception(job->failure);
  }
  return {std::move(job->batch), std::move(job->reading)};
}

void ReaderPool::run(std::size_t reader) {
  std::unique_lock lock(mutex_);
  for (;;) {
    to_do_.wait(lock, [&] { return stopping_ || !queues_[reader].empty(); });
    if (stopping_) {
      return;
    }
    Job& job = *queues_[reader].front();
    queues_[reader].pop_front();
    lock.unlock();
    read(job);
    lock.lock();
    job.done = true;
    done_.notify_all();
  }
}

void ReaderPool::read(Job& job) {
  try {
    job.reading = processor_.reader(job.reader).read(job.batch, processor_.match_from());
  } catch (...) {
    job.failure = std::current_exception();
  }
}

}  // namespace yagura
