// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/file_tail.hpp"

#include <sys/stat.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "input/delivery.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
// How soon a new line is noticed. A stat() five times a second costs nothing and, unlike inotify,
// also works on network file systems.
constexpr std::chrono::milliseconds kLookAgain{200};
constexpr std::size_t kReadBytes = std::size_t{64} * 1024;

}  // namespace

FileTailSource::FileTailSource(asio::io_context& context, Options options, BatchSink& sink,
                               const Clock& clock, Metrics& metrics)
    : context_(context),
      options_(std::move(options)),
      sink_(sink),
      clock_(clock),
      position_(options_.position),
      counters_(options_.name, metrics) {}

Result<void> FileTailSource::start() {
  asio::co_spawn(context_, follow(), asio::detached);
  return {};
}

asio::awaitable<void> FileTailSource::follow() {
  asio::steady_timer timer(context_);
  for (;;) {
    if (file_.is_open()) {
      co_await read_to_end();
    }
    if (open_if_changed()) {
      continue;
    }
    timer.expires_after(kLookAgain);
    (void)co_await timer.async_wait(kNoThrow);
  }
}

// True when another file, or the same one cut short, is to be read from its start (or, at the
// first look, from the saved position).
bool FileTailSource::open_if_changed() {
  struct stat now {};
  if (::stat(options_.path.c_str(), &now) != 0) {
    return false;  // not there yet, or between two steps of a rotation
  }
  const bool same = file_.is_open() && now.st_ino == position_.file;
  const bool shrunk = static_cast<std::uint64_t>(now.st_size) < position_.offset;
  if (same && !shrunk) {
    return false;
  }
  std::ifstream file(options_.path, std::ios::binary);
  if (!file) {
    return false;
  }
  const bool resume = !file_.is_open() && now.st_ino == position_.file && !shrunk;
  if (!resume) {
    position_ = {now.st_ino, 0};
  }
  file.seekg(static_cast<std::streamoff>(position_.offset));
  file_ = std::move(file);
  read_to_ = position_.offset;
  pending_.clear();
  cut_ = false;
  return true;
}

asio::awaitable<void> FileTailSource::read_to_end() {
  while (read_chunk()) {
    RecordBatch batch = take_lines();
    if (!batch.empty()) {
      counters_.records.add(batch.size());
      (void)co_await deliver(context_, sink_, batch);
    }
  }
}

bool FileTailSource::read_chunk() {
  chunk_.resize(kReadBytes);
  file_.read(chunk_.data(), static_cast<std::streamsize>(chunk_.size()));
  chunk_.resize(static_cast<std::size_t>(file_.gcount()));
  file_.clear();  // the end of the file is only the end so far
  counters_.bytes.add(chunk_.size());
  return !chunk_.empty();
}

// The whole lines of the chunk; what follows the last line feed waits in pending_.
RecordBatch FileTailSource::take_lines() {
  RecordBatch batch;
  batch.organisation = options_.organisation;
  batch.source = options_.name;
  batch.received = clock_.now();
  std::string_view rest = chunk_;
  for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    keep(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    position_.offset = read_to_ + (chunk_.size() - rest.size());
    if (pending_.ends_with('\r')) {
      pending_.pop_back();
    }
    batch.add(pending_);
    pending_.clear();
    cut_ = false;
  }
  keep(rest);
  read_to_ += chunk_.size();
  batch.position = position_;
  return batch;
}

// Adds to the line being read, up to the limit.
void FileTailSource::keep(std::string_view part) {
  const std::size_t room = kMaxRecordBytes - pending_.size();
  pending_ += part.substr(0, room);
  if (part.size() > room && !std::exchange(cut_, true)) {
    counters_.truncated.add();
  }
}

}  // namespace yagura
