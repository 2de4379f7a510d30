// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/reader_pool.hpp"

#include <exception>
#include <utility>

namespace yagura {
namespace {

constexpr std::size_t kBatchesAReader = 4;
constexpr std::chrono::milliseconds kWait{100};

}  // namespace

ReaderPool::ReaderPool(RecordProcessor& processor) : processor_(processor) {
  if (processor.readers() == 1) {
    return;
  }
  most_ = processor.readers() * kBatchesAReader;
  for (std::size_t i = 0; i < processor.readers(); ++i) {
    jobs_.push_back(std::make_unique<Jobs>(most_));
  }
  for (std::size_t i = 0; i < processor.readers(); ++i) {
    threads_.emplace_back([this, i] { run(i); });
  }
}

ReaderPool::~ReaderPool() {
  for (const auto& jobs : jobs_) {
    jobs->close();
  }
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void ReaderPool::add(RecordBatch batch) {
  const std::size_t reader = processor_.reader_of(batch);
  Held& held = held_.emplace_back(Held{std::move(batch), {}});
  Job job{&held.batch, {}};
  held.reading = job.reading.get_future();
  if (threads_.empty()) {
    read(reader, std::move(job));
  } else {
    jobs_[reader]->push(std::move(job), 1);
  }
}

ReaderPool::Read ReaderPool::take() {
  held_.front().reading.wait();
  Held held = std::move(held_.front());
  held_.pop_front();
  return {std::move(held.batch), held.reading.get()};
}

void ReaderPool::run(std::size_t reader) {
  while (!jobs_[reader]->drained()) {
    if (auto job = jobs_[reader]->pop(kWait)) {
      read(reader, std::move(*job));
    }
  }
}

void ReaderPool::read(std::size_t reader, Job job) {
  try {
    job.reading.set_value(processor_.reader(reader).read(*job.batch, processor_.match_from()));
  } catch (...) {
    job.reading.set_exception(std::current_exception());
  }
}

}  // namespace yagura
