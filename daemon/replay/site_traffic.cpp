// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "replay/record_stream.hpp"
#include "replay/record_text.hpp"
#include "replay/traffic_random.hpp"

// Requests to one public site. They come evenly, one at a random instant of each slot, so that
// every five minutes of a scenario hold enough of them to judge by, and each from the next
// organisation in turn, so that none is the only witness. The proxy opens TLS to public municipal
// sites, so it sees the status of each request.
//
// Ordinary answers hold no 5xx: what fails is decided by the scenario alone.
namespace yagura {
namespace {

constexpr std::uint64_t kPurpose = 2;

constexpr std::array<std::string_view, 10> kPaths{
    "/",       "/index.html", "/kurashi/gomi.html", "/soshiki/",       "/bosai/",
    "/event/", "/shinchaku/", "/css/style.css",     "/img/header.png", "/kosodate/"};

// Slots divide the day evenly, so outages at full minutes meet a request within one slot.
std::chrono::seconds slot_length(TimePoint time) {
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  const auto of_day = (time.time_since_epoch() + kJapanOffset) % hours(24);
  if (of_day < hours(6) || of_day >= hours(22) + minutes(30)) {
    return seconds(150);
  }
  if (of_day < hours(8) + minutes(30)) {
    return seconds(50);  // six in five minutes
  }
  return of_day < hours(17) + minutes(15) ? seconds(25) : seconds(30);
}

class SiteStream final : public RecordStream {
 public:
  SiteStream(const Scenario& scenario, const std::vector<TrafficProfile>& profiles,
             const Site& site, std::size_t owner)
      : host_(site.host),
        slot_(scenario.from),
        to_(scenario.to),
        random_(scenario.seed, kPurpose, id(site.host)) {
    for (const TrafficProfile& profile : profiles) {
      if (profile.index != owner || profiles.size() == 1) {
        visitors_.push_back(profile);
      }
    }
    for (const SiteOutage& outage : scenario.site_outages) {
      if (outage.host == site.host) {
        outages_.push_back(outage);
      }
    }
    const auto length = slot_length(slot_);
    slot_ -= slot_.time_since_epoch() % length;
    turn_ = random_.below(visitors_.size());
    server_ = fmt::format("192.0.2.{}", 10 + owner);
  }

  bool next(ReplayRecord& record) override {
    if (slot_ >= to_) {
      return false;
    }
    const Duration length = slot_length(slot_);
    const TimePoint time =
        slot_ + Duration(random_.below(static_cast<std::uint64_t>(length.count())));
    slot_ += length;
    const TrafficProfile& visitor = visitors_[turn_++ % visitors_.size()];
    record.time = time;
    record.organisation = visitor.index;
    record.kind = ReplayKind::proxy;
    record.host = visitor.short_name + "-proxy01";
    record.text = squid_line(time, request(visitor, time));
    return true;
  }

 private:
  // By the host's letters, so that a site keeps its traffic when others are added.
  static std::uint64_t id(std::string_view host) {
    std::uint64_t value = 0xcbf29ce484222325U;  // FNV-1a
    for (const char c : host) {
      value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return value;
  }

  ProxyRequest request(const TrafficProfile& visitor, TimePoint time) {
    ProxyRequest request;
    const std::uint64_t person = random_.below(std::uint64_t{visitor.weight} * 8);
    request.client = client_address(visitor, person);
    request.user = fmt::format("u{:02}{:03}", visitor.index, person % 1000);
    request.agent = browser_agent(person);
    const std::string_view path = random_.pick(kPaths);
    request.url = fmt::format("https://{}{}", host_, path);
    request.peer = "HIER_DIRECT/" + server_;
    request.request_bytes = random_.between(320, 900);
    request.elapsed_ms = random_.between(20, 700);
    request.bytes = random_.between(1'200, 60'000);
    const std::uint64_t dice = random_.below(100);
    const auto outage = std::find_if(outages_.begin(), outages_.end(), [&](const SiteOutage& o) {
      return o.onset <= time && time < o.recovery;
    });
    if (outage != outages_.end()) {
      fail_as(outage->symptom, request);
    } else if (dice < 12) {
      request.result = "TCP_REFRESH_UNMODIFIED";
      request.status = 304;
      request.bytes = 380;
    } else if (dice < 15) {
      request.status = 404;
      request.bytes = 2'100;
    }
    return request;
  }

  static void fail_as(Symptom symptom, ProxyRequest& request) {
    switch (symptom) {
      case Symptom::timeout:
        request.status = 504;
        request.elapsed_ms += 10'000;
        request.bytes = 3'921;
        break;
      case Symptom::reset:
        request.status = 503;
        request.bytes = 3'874;
        break;
      case Symptom::http_503:
        request.status = 503;
        request.bytes = 512;
        break;
      case Symptom::aborted:
        request.result = "TCP_MISS_ABORTED";
        request.status = 0;
        request.elapsed_ms += 15'000;
        request.bytes = 0;
        request.type = "-";
        break;
      case Symptom::certificate:
        request.result = "NONE_NONE";
        request.status = 503;
        request.bytes = 4'102;
        request.peer = "HIER_NONE/-";
        break;
    }
  }

  std::string host_;
  std::string server_;
  TimePoint slot_;
  TimePoint to_;
  TrafficRandom random_;
  std::vector<TrafficProfile> visitors_;
  std::vector<SiteOutage> outages_;
  std::size_t turn_ = 0;
};

}  // namespace

std::unique_ptr<RecordStream> site_stream(const Scenario& scenario,
                                          const std::vector<TrafficProfile>& profiles,
                                          const Site& site, std::size_t owner) {
  return std::make_unique<SiteStream>(scenario, profiles, site, owner);
}

}  // namespace yagura
