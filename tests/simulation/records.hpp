// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "chance.hpp"
#include "engine/record_processor.hpp"
#include "model/organisation.hpp"

namespace yagura::test {

// The hour in which all simulated events lie begins here.
inline constexpr TimePoint kEvents{std::chrono::seconds(1'773'800'000)};

// One record as its sender has it. Its text tells who sent it and which it is, with a digest, so
// that each byte of it can be held to be right wherever it turns up.
struct StampedRecord {
  std::string text;
  std::uint32_t sequence = 0;  // meta sequenceId
  bool malformed = false;      // no format knows it: it must become a dead letter
  std::string host;            // that the event is about
};

// `first`: the sequence of the first; the numbers of all senders of a source must differ.
std::vector<StampedRecord> stamped_records(Chance& chance, const std::string& source,
                                           OrganisationCode organisation, std::uint32_t first,
                                           std::size_t count);

// Rules that see every event (kEveryEvent), some, several of one host and none of one.
inline constexpr std::string_view kEveryEvent = "every";
DetectionSnapshot simulation_rules();

}  // namespace yagura::test
