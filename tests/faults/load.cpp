// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "load.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace yagura::test {
namespace {

constexpr std::uint64_t kRelpWindow = 64;  // on their way, as in rsyslog's omrelp
constexpr std::uint64_t kHttpRecords = 10;
constexpr std::chrono::milliseconds kRetry{20};

}  // namespace

// As long as it lives, down() ends what the connection waits for.
class Load::Wakeable {
 public:
  Wakeable(Load& load, Progress& progress, LineClient& client, std::uint64_t generation)
      : load_(load), progress_(progress) {
    const std::lock_guard lock(load_.mutex_);
    if (load_.generation_ != generation) {
      throw std::runtime_error("the target is gone");
    }
    progress_.client = &client;
  }
  Wakeable(const Wakeable&) = delete;
  Wakeable& operator=(const Wakeable&) = delete;
  ~Wakeable() {
    const std::lock_guard lock(load_.mutex_);
    progress_.client = nullptr;
  }

 private:
  Load& load_;
  Progress& progress_;
};

Load::Load(Ledger& ledger, std::vector<Sender> senders) : ledger_(ledger) {
  for (Sender& sender : senders) {
    senders_.push_back(Progress{std::move(sender)});
  }
  for (Progress& progress : senders_) {  // which stays where it is from now on
    threads_.emplace_back([this, &progress] { run(progress); });
  }
}

Load::~Load() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  down();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void Load::up(Ports ports) {
  const std::lock_guard lock(mutex_);
  ports_ = std::move(ports);
  ++generation_;
  news_.notify_all();
}

void Load::down() {
  const std::lock_guard lock(mutex_);
  ports_.clear();
  ++generation_;
  for (const Progress& progress : senders_) {
    if (progress.client != nullptr) {
      (void)::shutdown(progress.client->descriptor(), SHUT_RDWR);  // ends a read that waits
    }
  }
  news_.notify_all();
}

void Load::release(std::uint64_t records) {
  const std::lock_guard lock(mutex_);
  backwards_ = false;
  for (Progress& progress : senders_) {
    progress.released += records;
  }
  news_.notify_all();
}

void Load::release_up_to(const std::map<Stream, std::uint64_t>& last) {
  const std::lock_guard lock(mutex_);
  for (Progress& progress : senders_) {
    progress.released = last.at(progress.sender.stream);
  }
  news_.notify_all();
}

void Load::adopt(const std::map<Stream, std::uint64_t>& last) {
  const std::lock_guard lock(mutex_);
  for (Progress& progress : senders_) {
    progress.released = last.at(progress.sender.stream);
    progress.sent = progress.released;
    progress.acknowledged = progress.released;
  }
}

std::uint64_t Load::acknowledged() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const Progress& progress : senders_) {
    sum += progress.sender.wire == Wire::tcp ? 0 : progress.acknowledged;
  }
  return sum;
}

std::uint64_t Load::written() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const Progress& progress : senders_) {
    sum += progress.sender.wire == Wire::tcp ? progress.acknowledged : 0;
  }
  return sum;
}

std::uint64_t Load::in_flight() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const Progress& progress : senders_) {
    sum += progress.sent > progress.acknowledged ? progress.sent - progress.acknowledged : 0;
  }
  return sum;
}

std::uint64_t Load::sent_again() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const Progress& progress : senders_) {
    sum += progress.again;
  }
  return sum;
}

std::map<Stream, std::uint64_t> Load::last_sent() const {
  const std::lock_guard lock(mutex_);
  std::map<Stream, std::uint64_t> last;
  for (const Progress& progress : senders_) {
    last[progress.sender.stream] = progress.sent;
  }
  return last;
}

bool Load::await_acknowledged(std::uint64_t count, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock(mutex_);
  return news_.wait_until(lock, deadline, [&] {
    std::uint64_t sum = 0;
    for (const Progress& progress : senders_) {
      sum += progress.sender.wire == Wire::tcp ? 0 : progress.acknowledged;
    }
    return sum >= count;
  });
}

bool Load::await_all(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock(mutex_);
  return news_.wait_until(lock, deadline, [&] { return all_done(); });
}

void Load::send_all_again() {
  const std::lock_guard lock(mutex_);
  backwards_ = true;
  for (Progress& progress : senders_) {
    progress.acknowledged = 0;
  }
  news_.notify_all();
}

bool Load::all_done() const {
  return std::all_of(senders_.begin(), senders_.end(), [](const Progress& progress) {
    return progress.acknowledged >= progress.released;
  });
}

void Load::run(Progress& progress) {
  while (const auto target = await_target(progress)) {
    try {
      LineClient client(target->port, progress.sender.address);
      const Wakeable wakeable(*this, progress, client, target->generation);
      switch (progress.sender.wire) {
        case Wire::relp:
          relp(progress, client, target->generation);
          break;
        case Wire::http:
          http(progress, client, target->generation);
          break;
        case Wire::tcp:
          tcp(progress, client, target->generation);
          break;
      }
    } catch (const std::exception&) {  // the target is gone, or turned us away: once more
    }
    std::unique_lock lock(mutex_);
    news_.wait_for(lock, kRetry, [&] { return ending_ || generation_ != target->generation; });
  }
}

std::optional<Load::Target> Load::await_target(const Progress& progress) {
  std::unique_lock lock(mutex_);
  news_.wait(lock, [&] {
    return ending_ || (!ports_.empty() && progress.acknowledged < progress.released);
  });
  if (ending_) {
    return std::nullopt;
  }
  return Target{ports_.at(progress.sender.stream.source), generation_};
}

std::uint64_t Load::await_release(Progress& progress, std::uint64_t generation) {
  std::unique_lock lock(mutex_);
  news_.wait(lock, [&] {
    return ending_ || generation_ != generation || progress.acknowledged < progress.released;
  });
  return ending_ || generation_ != generation ? 0 : progress.released;
}

std::uint64_t Load::released(const Progress& progress) const {
  const std::lock_guard lock(mutex_);
  return progress.released;
}

// The record of a place in the order of sending, written down before it goes out.
std::string Load::take(Progress& progress, std::uint64_t place) {
  std::uint64_t sequence = place;
  {
    const std::lock_guard lock(mutex_);
    progress.again += place <= progress.sent ? 1 : 0;
    progress.sent = std::max(progress.sent, place);
    sequence = backwards_ ? progress.released + 1 - place : place;
  }
  std::string record = record_text(progress.sender.stream, sequence);
  ledger_.sent(progress.sender.stream, sequence, record);
  return record;
}

void Load::acknowledge(Progress& progress, std::uint64_t place, std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation_ != generation) {
    throw std::runtime_error("the target is gone");
  }
  if (progress.sender.wire != Wire::tcp) {
    ledger_.acknowledged(progress.sender.stream,
                         backwards_ ? progress.released + 1 - place : place);
  }
  progress.acknowledged = place;
  news_.notify_all();
}

void Load::relp(Progress& progress, LineClient& client, std::uint64_t generation) {
  client.send("1 open 30 relp_version=0\ncommands=syslog\n");
  while (client.line() != "commands=syslog") {
  }
  std::uint64_t next = 0;
  {
    const std::lock_guard lock(mutex_);
    next = progress.acknowledged + 1;
  }
  std::uint64_t transaction = 1;
  std::uint64_t answered = 1;
  std::uint64_t waiting = next;  // the oldest on its way
  while (const std::uint64_t last =
             waiting == next ? await_release(progress, generation) : released(progress)) {
    if (next <= last && next - waiting < kRelpWindow) {
      const std::string record = take(progress, next++);
      client.send(fmt::format("{} syslog {} {}\n", ++transaction, record.size(), record));
      continue;
    }
    std::string answer = client.line();
    while (answer.empty()) {  // some write two line feeds after an answer
      answer = client.line();
    }
    if (answer.rfind(fmt::format("{} rsp ", ++answered), 0) != 0 ||
        answer.find(" 200") == std::string::npos) {
      throw std::runtime_error("answered " + answer);
    }
    acknowledge(progress, waiting++, generation);
  }
}

void Load::http(Progress& progress, LineClient& client, std::uint64_t generation) {
  while (const std::uint64_t last = await_release(progress, generation)) {
    std::uint64_t first = 0;
    bool backwards = false;
    {
      const std::lock_guard lock(mutex_);
      first = progress.acknowledged + 1;
      backwards = backwards_;
    }
    // So that a request sent again is the same one, with the same key, whatever was released
    // meanwhile (in tens).
    const std::uint64_t end =
        std::min(last, (first - 1) / kHttpRecords * kHttpRecords + kHttpRecords);
    std::string body;
    for (std::uint64_t place = first; place <= end; ++place) {
      body += take(progress, place) + "\n";
    }
    client.send(fmt::format(
        "POST /v1/records HTTP/1.1\r\nAuthorization: Bearer {}\r\nIdempotency-Key: {}-{}-{}{}\r\n"
        "Content-Length: {}\r\n\r\n{}",
        progress.sender.token, progress.sender.stream.source, first, end, backwards ? "-again" : "",
        body.size(), body));
    const std::string status = client.line();
    std::size_t length = 0;
    for (std::string head = client.line(); head != "\r"; head = client.line()) {
      if (head.rfind("Content-Length: ", 0) == 0) {
        length = std::stoul(head.substr(16));
      }
    }
    client.skip(length);
    if (status != "HTTP/1.1 200 OK\r") {
      throw std::runtime_error("answered " + status);  // later, with the same key
    }
    for (std::uint64_t place = first; place <= end; ++place) {
      acknowledge(progress, place, generation);
    }
  }
}

void Load::tcp(Progress& progress, LineClient& client, std::uint64_t generation) {
  while (await_release(progress, generation) != 0) {
    std::uint64_t next = 0;
    {
      const std::lock_guard lock(mutex_);
      next = progress.acknowledged + 1;
    }
    client.send(take(progress, next) + "\n");
    acknowledge(progress, next, generation);
  }
}

}  // namespace yagura::test
