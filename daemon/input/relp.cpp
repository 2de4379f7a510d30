// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/relp.hpp"

#include <fmt/format.h>

#include <utility>

#include "input/delivery.hpp"
#include "input/relp_frame.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kReadBytes = std::size_t{64} * 1024;
// A peer that does not read its answers for so long is given up.
constexpr std::chrono::seconds kWritePatience{30};

constexpr std::string_view kOffers =
    "200 OK\nrelp_version=0\nrelp_software=yagura\ncommands=syslog";

std::chrono::steady_clock::time_point in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

// A record that the sender ended with a line feed, as some do inside a frame too.
std::string_view without_line_end(std::string_view record) {
  if (record.ends_with('\n')) {
    record.remove_suffix(1);
  }
  if (record.ends_with('\r')) {
    record.remove_suffix(1);
  }
  return record;
}

}  // namespace

// What a connection has said so far, and what is to be answered after the next sync.
class RelpSource::Session {
 public:
  Session(SourceCounters& counters, RecordBatch& batch) : counters_(counters), batch_(batch) {}

  // False: the connection ends here.
  bool take(const RelpFrame& frame) {
    if (frame.command == "open") {
      // librelp at times opens a session that is open; that does no harm.
      answer(frame, std::exchange(open_, true) ? "200 already open" : kOffers);
    } else if (frame.command == "close") {
      answer(frame, "");
      answers_ += "0 serverclose 0\n";
      closed_ = true;
    } else if (!open_) {
      answer(frame, "500 open the session first");
      not_open_ = true;
    } else if (frame.command == "syslog") {
      if (const std::string_view record = without_line_end(frame.data); !record.empty()) {
        batch_.add(record);
      }
      counters_.truncated.add(frame.cut ? 1 : 0);
      answer(frame, "200 OK");
    } else {
      answer(frame, "500 this command is not known here");
    }
    return !closed_ && !not_open_;
  }

  std::string take_answers() { return std::exchange(answers_, {}); }
  bool closed() const { return closed_; }
  bool not_open() const { return not_open_; }

 private:
  void answer(const RelpFrame& frame, std::string_view text) {
    if (frame.transaction != 0) {
      fmt::format_to(std::back_inserter(answers_), "{} rsp {}{}{}\n", frame.transaction,
                     text.size(), text.empty() ? "" : " ", text);
    }
  }

  SourceCounters& counters_;
  RecordBatch& batch_;
  std::string answers_;
  bool open_ = false;
  bool closed_ = false;
  bool not_open_ = false;
};

RelpSource::RelpSource(asio::io_context& context, Options options, BatchSink& sink,
                       const Clock& clock, Metrics& metrics)
    : context_(context),
      idle_timeout_(options.idle_timeout),
      sink_(sink),
      clock_(clock),
      counters_(options.listener.name, metrics),
      refusals_(options.listener.name,
                {Listener::kRefusals,
                 Listener::tls_refusals(options.listener),
                 {Refusal::bad_frame, Refusal::not_open}},
                metrics),
      listener_(context, std::move(options.listener), refusals_,
                [this](Connection& connection, Peer peer) {
                  return serve(connection, std::move(peer));
                }) {}

asio::awaitable<void> RelpSource::serve(Connection& connection, Peer peer) {
  RecordBatch batch;
  Session session(counters_, batch);
  RelpFramer framer;
  std::string buffer(kReadBytes, '\0');
  RelpFault fault = RelpFault::none;
  while (fault == RelpFault::none && !session.closed() && !session.not_open()) {
    const std::size_t count = co_await connection.read_some(buffer, in(idle_timeout_));
    if (count == 0) {
      co_return;  // a frame that was begun was not acknowledged: it will come again
    }
    counters_.bytes.add(count);
    batch = RecordBatch{};
    batch.organisation = peer.organisation.value();
    batch.source = name();
    batch.received = clock_.now();
    fault = framer.feed(std::string_view(buffer).substr(0, count),
                        [&](const RelpFrame& frame) { return session.take(frame); });
    // Whole frames before a bad one are good ones.
    if (!co_await store(batch)) {
      co_return;
    }
    const std::string answers = session.take_answers();
    if (!answers.empty() && !co_await connection.write(answers, in(kWritePatience))) {
      co_return;
    }
  }
  if (fault != RelpFault::none) {
    refusals_.add(Refusal::bad_frame, peer.address, to_string(fault));
  } else if (session.not_open()) {
    refusals_.add(Refusal::not_open, peer.address);
  }
  co_await connection.finish();
}

// True once the records are durable. False: they may not be, and nothing may be acknowledged.
asio::awaitable<bool> RelpSource::store(RecordBatch& batch) {
  if (batch.empty()) {
    co_return true;
  }
  counters_.records.add(batch.size());
  const std::uint64_t number = co_await deliver(context_, sink_, batch);
  co_return co_await sink_.commits().wait(number) == Commits::Outcome::durable;
}

}  // namespace yagura
