// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "base/ip.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "input/commits.hpp"
#include "model/record.hpp"

namespace yagura {

// Who waits for room, longest first. deliver() keeps it, on the input thread.
struct WaitingLine {
  std::deque<boost::asio::steady_timer*> timers;
};

// Where sources hand their batches to: the journal's queue. Called from the input thread.
class BatchSink {
 public:
  // `context` is the input thread's: there commits wake those who wait for them.
  explicit BatchSink(boost::asio::io_context& context)
      : commits_(std::make_shared<Commits>(context)) {}
  virtual ~BatchSink() = default;

  // Takes the batch if there is room; otherwise leaves it as it is, and the source stops reading
  // until there is: that is the back pressure.
  bool try_take(RecordBatch& batch) {
    const bool taken = take(batch);
    taken_ += taken ? 1 : 0;
    return taken;
  }
  // How many it has taken: the number by which commits() knows the last of them.
  std::uint64_t taken() const { return taken_; }
  // What has become of them.
  Commits& commits() const { return *commits_; }
  const std::shared_ptr<WaitingLine>& line() const { return line_; }

 private:
  virtual bool take(RecordBatch& batch) = 0;

  std::uint64_t taken_ = 0;
  std::shared_ptr<Commits> commits_;
  // Shared, as a wait that is given up at the end of the program may outlive the sink.
  std::shared_ptr<WaitingLine> line_ = std::make_shared<WaitingLine>();
};

// Whose records a source's are: decided by the source, never by what a record says.
class SenderTable {
 public:
  SenderTable(std::optional<OrganisationCode> everyone,
              std::vector<std::pair<IpNetwork, OrganisationCode>> by_network)
      : everyone_(everyone), by_network_(std::move(by_network)) {}

  // The first network that holds the address decides; the table is sorted, narrowest first.
  std::optional<OrganisationCode> organisation_of(const IpAddress& sender) const {
    for (const auto& [network, organisation] : by_network_) {
      if (network.contains(sender)) {
        return organisation;
      }
    }
    return everyone_;
  }

 private:
  std::optional<OrganisationCode> everyone_;
  std::vector<std::pair<IpNetwork, OrganisationCode>> by_network_;
};

// Where a source listens.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};

struct Admission;

// A source as the program starts and shows it. The input thread alone.
class Source {
 public:
  virtual ~Source() = default;
  virtual Result<void> start() = 0;
  virtual const std::string& name() const = 0;
  // Nothing for a source that does not listen.
  virtual std::optional<Endpoint> endpoint() const { return std::nullopt; }
  // When our certificate ends, for a source that shows one.
  virtual std::optional<TimePoint> certificate_end() const { return std::nullopt; }
  // Takes up who is let in now, and reads the files this names (certificates) again. The result
  // puts it in force for new connections; on an error nothing changes.
  virtual Result<std::function<void()>> reread(const Admission& /*fresh*/) {
    return [] {};
  }
};

// What every source counts.
struct SourceCounters {
  SourceCounters(const std::string& source, Metrics& metrics)
      : records(metrics.counter("input_records_total", "Records read, by source.",
                                {{"source", source}})),
        bytes(metrics.counter("input_bytes_total", "Bytes read, by source.", {{"source", source}})),
        truncated(metrics.counter("input_truncated_records_total",
                                  "Records longer than the limit, cut off there.",
                                  {{"source", source}})) {}

  Metrics::Counter records;
  Metrics::Counter bytes;
  Metrics::Counter truncated;
};

}  // namespace yagura
