// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/sender.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "replay/connection.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

// A slice is what falls due in this wall time, so organisations are apart by no more ...
constexpr milliseconds kTick{5};
// ... and never more of the day or of the memory than this, also after a wait or when unpaced.
constexpr std::chrono::seconds kMaxSlice{30};
constexpr std::size_t kMaxSliceRecords = 2'000;
constexpr std::chrono::seconds kProgressEvery{1};
// 127.0.1.1 to 127.0.1.254.
constexpr std::size_t kMaxOrganisations = 254;

std::string_view app_name(ReplayKind kind) {
  switch (kind) {
    case ReplayKind::proxy:
      return "squid";
    case ReplayKind::endpoint:
      return "edr";
    case ReplayKind::feed:
      break;
  }
  return "konbini";
}

class Sender {
 public:
  Sender(RecordStream& records, TimePoint from, TimePoint to, const SendOptions& options)
      : records_(records), from_(from), to_(to), options_(options) {}

  Result<void> open(std::size_t organisations) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address_v4(options_.address, error);
    if (error || !address.is_loopback()) {
      return fail(ErrorCode::usage,
                  fmt::format("'{}' is no IPv4 loopback address, and a replay goes nowhere else: "
                              "the source address tells the organisations apart",
                              options_.address));
    }
    if (organisations == 0 || organisations > kMaxOrganisations || to_ <= from_) {
      return fail(ErrorCode::usage, "there is nothing to replay, or for too many organisations");
    }
    for (std::size_t i = 0; i < organisations; ++i) {
      ConnectionOptions connection;
      connection.peer = {address, options_.port};
      connection.find_port = options_.find_port;
      connection.source = asio::ip::address_v4(0x7f000101U + static_cast<std::uint32_t>(i));
      connection.patience = options_.patience;
      connection.resend_bytes = options_.resend_bytes;
      connections_.push_back(std::make_unique<ReplayConnection>(connection));
    }
    return {};
  }

  Result<SendSummary> run() {
    started_ = SteadyClock::now();
    reported_ = started_;
    TimePoint slice_end = from_;
    bool more = records_.next(head_);
    while (more) {
      slice_end = std::max(wait_for(head_.time), slice_end);
      more = fill_slice(std::min(slice_end, head_.time + kMaxSlice));
      for (const auto& connection : connections_) {
        YAGURA_TRY(connection->flush());
      }
      report();
    }
    for (const auto& connection : connections_) {
      YAGURA_TRY(connection->finish());
    }
    SendSummary summary;
    summary.records = sent_;
    for (const auto& connection : connections_) {
      summary.reconnections += connection->reconnections();
    }
    return summary;
  }

 private:
  // Takes records before `end`, at least one; false when there are no more.
  bool fill_slice(TimePoint end) {
    std::size_t taken = 0;
    do {
      connections_[head_.organisation % connections_.size()]->add(head_);
      simulated_ = head_.time;
      ++sent_;
      if (!records_.next(head_)) {
        return false;
      }
    } while (head_.time < end && ++taken < kMaxSliceRecords);
    return true;
  }

  // Waits until `time` is due; gives the time up to which records are due then.
  TimePoint wait_for(TimePoint time) const {
    if (options_.duration.count() == 0) {
      return time + kMaxSlice;
    }
    const double speed = std::chrono::duration<double>(to_ - from_).count() /
                         std::chrono::duration<double>(options_.duration).count();
    const std::chrono::duration<double> due_after((time - from_) / speed);
    const auto due = started_ + std::chrono::duration_cast<SteadyClock::duration>(due_after);
    std::this_thread::sleep_until(due);
    const auto wall = std::chrono::duration<double>(SteadyClock::now() + kTick - started_);
    return from_ + std::chrono::duration_cast<Duration>(wall * speed);
  }

  void report() {
    const auto now = SteadyClock::now();
    if (!options_.progress || now - reported_ < kProgressEvery) {
      return;
    }
    Progress progress;
    progress.simulated = simulated_;
    progress.percent = static_cast<int>((simulated_ - from_) * 100 / (to_ - from_));
    progress.records = sent_;
    const double seconds = std::chrono::duration<double>(now - reported_).count();
    progress.records_per_second =
        static_cast<std::uint64_t>(static_cast<double>(sent_ - reported_records_) / seconds);
    reported_ = now;
    reported_records_ = sent_;
    options_.progress(progress);
  }

  RecordStream& records_;
  TimePoint from_;
  TimePoint to_;
  const SendOptions& options_;
  std::vector<std::unique_ptr<ReplayConnection>> connections_;
  ReplayRecord head_;
  TimePoint simulated_;
  std::uint64_t sent_ = 0;
  std::uint64_t reported_records_ = 0;
  SteadyClock::time_point started_;
  SteadyClock::time_point reported_;
};

}  // namespace

std::string syslog_frame(const ReplayRecord& record, std::uint64_t sequence) {
  const std::string message =
      fmt::format("<134>1 {} {} {} - - [meta sequenceId=\"{}\"] {}", to_rfc3339(record.time),
                  record.host, app_name(record.kind), sequence, record.text);
  return fmt::format("{} {}", message.size(), message);
}

Result<SendSummary> send_records(RecordStream& records, std::size_t organisations, TimePoint from,
                                 TimePoint to, const SendOptions& options) {
  Sender sender(records, from, to, options);
  YAGURA_TRY(sender.open(organisations));
  return sender.run();
}

}  // namespace yagura
