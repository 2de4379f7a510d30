// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/organisation.hpp"
#include "model/service_map.hpp"
#include "replay/scenario.hpp"

namespace yagura {

enum class ReplayKind { proxy, endpoint, feed };

// One record as it will be sent.
struct ReplayRecord {
  TimePoint time;
  std::size_t organisation = 0;  // its place in OrganisationTable::all()
  ReplayKind kind = ReplayKind::proxy;
  std::string host;  // the machine that tells it
  std::string text;  // one line, without line break
};

// Records in order of time, made one at a time. One thread.
class RecordStream {
 public:
  RecordStream() = default;
  RecordStream(const RecordStream&) = delete;
  RecordStream& operator=(const RecordStream&) = delete;
  virtual ~RecordStream() = default;
  // Fills `record`; false at the end of the day, and `record` is then left alone.
  virtual bool next(ReplayRecord& record) = 0;
};

// What the generators need to know of one organisation.
struct TrafficProfile {
  std::size_t index = 0;     // place in order of code
  std::string short_name;    // "nagato", from the English name; begins its host names
  std::uint32_t weight = 0;  // size: tenths of a town's traffic
};
std::vector<TrafficProfile> make_profiles(const OrganisationTable& organisations);

// Client `number` of an organisation: 10.(10+index).x.y.
std::string client_address(const TrafficProfile& profile, std::uint64_t number);

// How busy offices are at an instant, in thousandths of the busiest hour, by Japan's clock.
std::uint32_t activity_permille(TimePoint time);

// The kinds of ordinary traffic; each generator stands in the .cpp file of its name. References
// must outlive the stream.
std::unique_ptr<RecordStream> browsing_stream(const Scenario& scenario,
                                              const TrafficProfile& profile);
std::unique_ptr<RecordStream> endpoint_stream(const Scenario& scenario,
                                              const TrafficProfile& profile);
// What runs by the clock: backups, inventory, an administrator's morning round.
std::unique_ptr<RecordStream> routine_stream(const Scenario& scenario,
                                             const TrafficProfile& profile);
// Requests of all other organisations to one public site; fails by the scenario's outages.
std::unique_ptr<RecordStream> site_stream(const Scenario& scenario,
                                          const std::vector<TrafficProfile>& profiles,
                                          const Site& site, std::size_t owner);
// Updates of one feed: committed, carried over the proxy, reflected.
std::unique_ptr<RecordStream> feed_stream(const Scenario& scenario, const TrafficProfile& profile,
                                          const Feed& feed);

}  // namespace yagura
