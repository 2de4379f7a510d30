// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/sender.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "loopback_receiver.hpp"
#include "replay/sent_window.hpp"

namespace yagura {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const TimePoint kFrom = TimePoint(std::chrono::hours(490'000));

// `count` records, one a second, of three organisations in turn.
class CountingStream final : public RecordStream {
 public:
  explicit CountingStream(int count, std::size_t size = 20) : count_(count), size_(size) {}
  bool next(ReplayRecord& record) override {
    if (at_ == count_) {
      return false;
    }
    record.time = kFrom + seconds(at_);
    record.organisation = static_cast<std::size_t>(at_ % 3);
    record.kind = ReplayKind::proxy;
    record.host = "proxy01";
    record.text = fmt::format("record {} ", at_) + std::string(size_, 'x');
    ++at_;
    return true;
  }

 private:
  int count_;
  std::size_t size_;
  int at_ = 0;
};

Result<SendSummary> send(int count, const SendOptions& options, std::size_t size = 20) {
  CountingStream records(count, size);
  return send_records(records, 3, kFrom, kFrom + seconds(count), options);
}

SendOptions to(const LoopbackReceiver& receiver) {
  SendOptions options;
  options.port = receiver.port();
  options.patience = milliseconds(5'000);
  return options;
}

std::uint64_t number(const std::string& frame) {
  return std::stoull(frame.substr(frame.find("sequenceId=\"") + 12));
}

}  // namespace

TEST_CASE("a record becomes an RFC 5424 message with its length in bytes", "[replay]") {
  ReplayRecord record;
  record.time = *civil_time(2026, 2, 25, 3, 30, 0);
  record.host = "hagi-proxy01";
  record.text = "萩";
  CHECK(syslog_frame(record, 7) ==
        "80 <134>1 2026-02-25T03:30:00.000Z hagi-proxy01 squid - - [meta sequenceId=\"7\"] 萩");
  record.kind = ReplayKind::endpoint;
  CHECK(syslog_frame(record, 7).find(" hagi-proxy01 edr - - ") != std::string::npos);
  record.kind = ReplayKind::feed;
  CHECK(syslog_frame(record, 7).find(" hagi-proxy01 konbini - - ") != std::string::npos);
}

TEST_CASE("each organisation has its own source address, numbers and order", "[replay]") {
  LoopbackReceiver receiver;
  const auto summary = send(3'000, to(receiver));
  REQUIRE(summary);
  CHECK(summary->records == 3'000);
  CHECK(summary->reconnections == 0);
  const LoopbackReceiver::Frames frames = receiver.frames();
  REQUIRE(frames.size() == 3);
  for (int k = 0; k < 3; ++k) {
    const auto& got = frames.at(fmt::format("127.0.1.{}", k + 1));
    REQUIRE(got.size() == 1'000);
    for (std::size_t i = 0; i < got.size(); ++i) {
      CHECK(number(got[i]) == i + 1);
      const std::string text = fmt::format("] record {} xxx", 3 * i + static_cast<std::size_t>(k));
      CHECK(got[i].find(text) != std::string::npos);
    }
  }
}

TEST_CASE("after a broken connection nothing is missing and numbers repeat", "[replay]") {
  LoopbackReceiver receiver({.reset_after = 50'000});
  const auto summary = send(3'000, to(receiver), 200);
  REQUIRE(summary);
  CHECK(summary->records == 3'000);
  CHECK(summary->reconnections == 3);
  for (const auto& [source, got] : receiver.frames()) {
    CAPTURE(source);
    std::map<std::uint64_t, std::string> once;
    for (const std::string& frame : got) {
      const auto [at, fresh] = once.emplace(number(frame), frame);
      CHECK((fresh || at->second == frame));
    }
    CHECK(got.size() > 1'000);
    CHECK(once.size() == 1'000);
    CHECK(once.rbegin()->first == 1'000);
  }
}

TEST_CASE("only the newest bytes are kept for sending again", "[replay]") {
  SentWindow window(10);
  window.add("aaaa");
  window.add("bbbb");
  CHECK(window.held() == 8);
  window.add("cccc");
  CHECK(window.held() == 8);
  REQUIRE(window.chunks().size() == 2);
  CHECK(window.chunks().front() == "bbbb");
  window.add("a chunk longer than the window");
  CHECK(window.chunks().size() == 1);
}

TEST_CASE("a peer that is not there is waited for, then told", "[replay]") {
  SendOptions options;
  {
    const LoopbackReceiver receiver;
    options.port = receiver.port();
  }
  options.patience = milliseconds(100);
  const auto summary = send(3, options);
  REQUIRE_FALSE(summary);
  CHECK(summary.error().code == ErrorCode::unavailable);
  CHECK(summary.error().message.find("does not take records from 127.0.1.1: ") !=
        std::string::npos);
}

TEST_CASE("a peer that turns every connection away does not pass for a good one", "[replay]") {
  const LoopbackReceiver receiver({.close_at_once = true});
  SendOptions options = to(receiver);
  options.patience = milliseconds(200);
  const auto summary = send(3, options);
  REQUIRE_FALSE(summary);
  CHECK(summary.error().code == ErrorCode::unavailable);
}

TEST_CASE("a replay goes to loopback only", "[replay]") {
  const auto check = [](const char* address) {
    SendOptions options;
    options.address = address;
    options.port = 6514;
    const auto summary = send(3, options);
    REQUIRE_FALSE(summary);
    CHECK(summary.error().code == ErrorCode::usage);
  };
  check("192.0.2.1");
  check("::1");
  check("daemon.example");
}

TEST_CASE("a paced replay takes the time it was given and tells how far it is", "[replay]") {
  LoopbackReceiver receiver;
  SendOptions options = to(receiver);
  options.duration = milliseconds(1'300);
  std::vector<Progress> told;
  options.progress = [&](const Progress& progress) { told.push_back(progress); };
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(send(1'000, options));
  CHECK(std::chrono::steady_clock::now() - start >= milliseconds(1'290));
  REQUIRE_FALSE(told.empty());
  CHECK(told[0].percent >= 60);
  CHECK(told[0].percent <= 100);
  CHECK(told[0].records >= 600);
  CHECK(told[0].simulated > kFrom);
}

TEST_CASE("a peer that came back on another port is found there", "[replay]") {
  LoopbackReceiver second;
  SendOptions options = to(second);
  {
    const LoopbackReceiver first;
    options.port = first.port();
  }
  options.find_port = [&] { return std::optional(second.port()); };
  const auto summary = send(30, options);
  REQUIRE(summary);
  CHECK(second.frames().size() == 3);
}

}  // namespace yagura
