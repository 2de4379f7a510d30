// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/traffic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "replay/traffic_random.hpp"

namespace yagura {
namespace {

constexpr std::array<std::uint32_t, 24> kActivityByHour{15,  12,   12,   12,  12,  15,  40,   250,
                                                        850, 1000, 1000, 950, 600, 950, 1000, 980,
                                                        930, 600,  300,  160, 110, 80,  40,   20};

std::string short_name(const Organisation& organisation) {
  if (organisation.kind == OrganisationKind::prefecture) {
    return "pref";  // it has a city of the same name
  }
  std::string name;
  for (const char c : organisation.name_en) {
    if (c == ' ') {
      break;
    }
    const char lower = ascii_lower(c);
    if (lower >= 'a' && lower <= 'z') {
      name += lower;
    }
  }
  return name.empty() ? "org" + organisation.code.to_string() : name;
}

std::uint32_t weight(const Organisation& organisation) {
  TrafficRandom random(0, 0x5153, organisation.code.value());
  switch (organisation.kind) {
    case OrganisationKind::prefecture:
      return 80;
    case OrganisationKind::city:
      return static_cast<std::uint32_t>(random.between(18, 42));
    case OrganisationKind::town:
      break;
  }
  return static_cast<std::uint32_t>(random.between(7, 13));
}

// The records written out in the scenario.
class AuthoredStream final : public RecordStream {
 public:
  AuthoredStream(const Scenario& scenario, const OrganisationTable& organisations,
                 const std::vector<TrafficProfile>& profiles)
      : scenario_(scenario), organisations_(organisations), profiles_(profiles) {}

  bool next(ReplayRecord& record) override {
    for (; at_ < scenario_.records.size(); ++at_) {
      const AuthoredRecord& authored = scenario_.records[at_];
      const Organisation* organisation = organisations_.find(authored.organisation);
      if (organisation == nullptr) {
        continue;
      }
      record.time = authored.time;
      record.organisation = static_cast<std::size_t>(organisation - organisations_.all().data());
      record.kind = authored.host.empty() ? ReplayKind::proxy : ReplayKind::endpoint;
      record.host = authored.host.empty() ? profiles_[record.organisation].short_name + "-proxy01"
                                          : authored.host;
      record.text = authored.text;
      ++at_;
      return true;
    }
    return false;
  }

 private:
  const Scenario& scenario_;
  const OrganisationTable& organisations_;
  std::vector<TrafficProfile> profiles_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<TrafficProfile> make_profiles(const OrganisationTable& organisations) {
  std::vector<TrafficProfile> profiles;
  for (const Organisation& organisation : organisations.all()) {
    profiles.push_back({profiles.size(), short_name(organisation), weight(organisation)});
  }
  return profiles;
}

std::string client_address(const TrafficProfile& profile, std::uint64_t number) {
  return fmt::format("10.{}.{}.{}", 10 + profile.index, number / 200 % 250, 20 + number % 200);
}

std::uint32_t activity_permille(TimePoint time) {
  const auto of_day = (time.time_since_epoch() + kJapanOffset) % std::chrono::hours(24);
  const auto hour = std::chrono::duration_cast<std::chrono::hours>(of_day).count();
  return kActivityByHour[static_cast<std::size_t>(hour) % kActivityByHour.size()];
}

Traffic::Traffic(const Scenario& scenario, const OrganisationTable& organisations,
                 const ServiceMap& services)
    : scenario_(scenario) {
  const std::vector<TrafficProfile> profiles = make_profiles(organisations);
  const auto place = [&](OrganisationCode code) -> const TrafficProfile* {
    const Organisation* found = organisations.find(code);
    return found == nullptr
               ? nullptr
               : &profiles[static_cast<std::size_t>(found - organisations.all().data())];
  };
  add(std::make_unique<AuthoredStream>(scenario, organisations, profiles));
  for (const TrafficProfile& profile : profiles) {
    add(browsing_stream(scenario, profile));
    add(endpoint_stream(scenario, profile));
    add(routine_stream(scenario, profile));
  }
  for (const Site& site : services.sites) {
    if (const TrafficProfile* owner = place(site.organisation)) {
      add(site_stream(scenario, profiles, site, owner->index));
    }
  }
  for (const Feed& feed : services.feeds) {
    if (const TrafficProfile* owner = place(feed.organisation)) {
      add(feed_stream(scenario, *owner, feed));
    }
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (advance(sources_[i])) {
      push(i);
    }
  }
}

void Traffic::add(std::unique_ptr<RecordStream> stream) {
  sources_.push_back({std::move(stream), {}});
}

// Streams may begin before the scenario does and end after it.
bool Traffic::advance(Source& source) const {
  while (source.stream->next(source.head)) {
    if (source.head.time >= scenario_.to) {
      return false;
    }
    if (source.head.time >= scenario_.from) {
      return true;
    }
  }
  return false;
}

// Equal times go by the order of the streams: the order must not depend on the heap's habits.
bool Traffic::later(std::size_t a, std::size_t b) const {
  const TimePoint time_a = sources_[a].head.time;
  const TimePoint time_b = sources_[b].head.time;
  return time_a != time_b ? time_a > time_b : a > b;
}

void Traffic::push(std::size_t source) {
  heap_.push_back(source);
  std::push_heap(heap_.begin(), heap_.end(),
                 [this](std::size_t a, std::size_t b) { return later(a, b); });
}

bool Traffic::next(ReplayRecord& record) {
  if (heap_.empty()) {
    return false;
  }
  std::pop_heap(heap_.begin(), heap_.end(),
                [this](std::size_t a, std::size_t b) { return later(a, b); });
  const std::size_t source = heap_.back();
  heap_.pop_back();
  std::swap(record, sources_[source].head);
  if (advance(sources_[source])) {
    push(source);
  }
  return true;
}

}  // namespace yagura
