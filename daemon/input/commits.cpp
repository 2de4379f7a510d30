// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/commits.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace yagura {

// Shared, as a wait that is given up at the end of the program may outlive the sink.
class Commits::Waiter {
 public:
  Waiter(std::shared_ptr<Commits> commits, std::uint64_t batch)
      : commits_(std::move(commits)),
        timer_(commits_->context_),
        place_(commits_->waiting_.emplace(batch, &timer_)) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() { commits_->waiting_.erase(place_); }

  boost::asio::steady_timer& timer() { return timer_; }

 private:
  std::shared_ptr<Commits> commits_;
  boost::asio::steady_timer timer_;
  std::multimap<std::uint64_t, boost::asio::steady_timer*>::iterator place_;
};

void Commits::advance(std::uint64_t batches) {
  durable_ = batches;
  boost::asio::post(context_, [self = shared_from_this()] { self->wake(); });
}

void Commits::fail() {
  failed_ = true;
  boost::asio::post(context_, [self = shared_from_this()] { self->wake(); });
}

void Commits::wake() {
  const auto end = failed_ ? waiting_.end() : waiting_.upper_bound(durable_);
  for (auto waiter = waiting_.begin(); waiter != end; ++waiter) {
    waiter->second->cancel();
  }
}

boost::asio::awaitable<Commits::Outcome> Commits::wait(std::uint64_t batch, Deadline deadline) {
  Waiter waiter(shared_from_this(), batch);
  while (durable_ < batch && !failed_) {
    if (std::chrono::steady_clock::now() >= deadline) {
      co_return Outcome::not_yet;
    }
    waiter.timer().expires_at(deadline);
    (void)co_await waiter.timer().async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
  co_return durable_ >= batch ? Outcome::durable : Outcome::failed;
}

}  // namespace yagura
