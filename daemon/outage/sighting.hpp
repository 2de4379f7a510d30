// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "base/time.hpp"
#include "model/event.hpp"
#include "model/service_map.hpp"

namespace yagura {

// What an event says of a web site: how it answered a request.
struct SiteSighting {
  std::string host;  // in lower case
  std::int64_t status = 0;
  std::int64_t bytes = 0;
};

// What an event says of a feed, as it says it.
struct FeedSighting {
  std::string name;
  std::string stage;
  std::optional<std::int64_t> sequence;
};

// All that is kept of an event for judging services.
struct Sighting {
  TimePoint time;
  std::variant<SiteSighting, FeedSighting> what;
};

// Tells the few events that concern a watched site or feed from the many that do not. Immutable;
// shared by threads.
class SightingReader {
 public:
  explicit SightingReader(const ServiceMap& services);

  std::optional<Sighting> read(const Event& event) const;

 private:
  std::optional<SiteSighting> read_site(const Event& event) const;
  std::optional<FeedSighting> read_feed(const Event& event) const;

  std::set<std::string, std::less<>> hosts_;  // in lower case
  std::set<std::string, std::less<>> feeds_;
};

}  // namespace yagura
