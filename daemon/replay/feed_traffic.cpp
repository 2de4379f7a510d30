// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "replay/record_stream.hpp"
#include "replay/record_text.hpp"
#include "replay/traffic_random.hpp"

// The updates of one feed: each is committed at the counter, carried to the centre over the proxy
// (which answers 200 whatever becomes of it), and reflected there, in order. A day has at most a
// few hundred, so they are planned at once.
namespace yagura {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint64_t kPurpose = 3;
constexpr Duration kOpening = hours(8) + minutes(30);
constexpr Duration kClosing = hours(17) + minutes(15);
constexpr int kLateBatchSize = 12;
// After a fix all that waited is reflected within this.
constexpr Duration kCatchUpFirst = seconds(5);
constexpr Duration kCatchUpSpread = seconds(110);

struct Update {
  TimePoint committed;
  TimePoint reflected;
  std::uint64_t sequence = 0;
};

class FeedStream final : public RecordStream {
 public:
  FeedStream(const Scenario& scenario, TrafficProfile profile, const Feed& feed)
      : profile_(std::move(profile)),
        feed_(feed),
        random_(scenario.seed, kPurpose, feed.organisation.value()) {
    const bool quiet =
        std::any_of(scenario.quiet_feeds.begin(), scenario.quiet_feeds.end(),
                    [&](const QuietFeed& q) { return mine(q.organisation, q.feed); });
    if (!quiet) {
      plan(scenario);
    }
  }

  bool next(ReplayRecord& record) override {
    if (at_ == steps_.size()) {
      return false;
    }
    const Step& step = steps_[at_++];
    record.time = step.time;
    record.organisation = profile_.index;
    if (step.kind == Step::Kind::carried) {
      record.kind = ReplayKind::proxy;
      record.host = profile_.short_name + "-proxy01";
      record.text = squid_line(step.time, transport());
      return true;
    }
    record.kind = ReplayKind::feed;
    record.host = profile_.short_name + "-konbini01";
    record.text = RecordJson()
                      .add("@timestamp", to_rfc3339(step.time))
                      .add("feed", feed_.name)
                      .add("stage", step.kind == Step::Kind::committed ? "committed" : "reflected")
                      .add("sequence", step.sequence)
                      .finish();
    return true;
  }

 private:
  struct Step {
    enum class Kind { committed, carried, reflected };
    TimePoint time;
    std::uint64_t sequence = 0;
    Kind kind = Kind::committed;
  };

  bool mine(OrganisationCode organisation, std::string_view feed) const {
    return organisation == feed_.organisation && feed == feed_.name;
  }

  void plan(const Scenario& scenario) {
    const auto local = scenario.from + kJapanOffset;
    const TimePoint day = TimePoint(std::chrono::floor<std::chrono::days>(local)) - kJapanOffset;
    std::vector<Update> updates = ordinary_updates(day);
    for (const LateBatch& batch : scenario.late_batches) {
      if (mine(batch.organisation, batch.feed)) {
        for (int i = 0; i < kLateBatchSize; ++i) {
          const TimePoint committed = batch.time + seconds(i);
          updates.push_back({committed, committed + batch.delay});
        }
      }
    }
    std::sort(updates.begin(), updates.end(),
              [](const Update& a, const Update& b) { return a.committed < b.committed; });
    // Sequences go on from day to day; a day holds fewer than a thousand.
    std::uint64_t sequence =
        static_cast<std::uint64_t>(
            std::chrono::floor<std::chrono::days>(local).time_since_epoch().count()) *
        1000;
    TimePoint before{};
    for (Update& update : updates) {
      update.sequence = ++sequence;
      update.reflected = std::max(before, stalled(scenario, update));
      before = update.reflected;
    }
    lay_out(scenario, updates);
  }

  std::vector<Update> ordinary_updates(TimePoint day) {
    const std::uint64_t count = random_.between(45, 290);
    const auto mean = static_cast<std::uint64_t>((kClosing - kOpening).count()) / count;
    std::vector<Update> updates;
    TimePoint time = day + kOpening + seconds(random_.between(2, 40));
    while (time < day + kClosing) {
      updates.push_back({time, time + seconds(random_.between(20, 90))});
      time += Duration(random_.between(mean / 2, mean + mean / 2));
    }
    return updates;
  }

  // When the update is reflected, stalls considered.
  TimePoint stalled(const Scenario& scenario, const Update& update) const {
    for (const FeedStall& stall : scenario.feed_stalls) {
      if (mine(stall.organisation, stall.feed) && stall.from <= update.reflected &&
          update.reflected < stall.until) {
        const Duration waited = std::max(Duration(0), update.committed - stall.from);
        const Duration whole = stall.until - stall.from;
        // In milliseconds the product stays far from the range's end.
        return stall.until + kCatchUpFirst +
               Duration(kCatchUpSpread.count() / 1000 * (waited.count() / 1000) /
                        std::max<std::int64_t>(1, whole.count() / 1000) * 1000);
      }
    }
    return update.reflected;
  }

  void lay_out(const Scenario& scenario, const std::vector<Update>& updates) {
    for (const Update& update : updates) {
      if (update.committed < scenario.from) {
        continue;  // a reflection alone would look like a gap
      }
      const Duration carrying = std::chrono::milliseconds(random_.between(150, 900));
      steps_.push_back({update.committed, update.sequence, Step::Kind::committed});
      steps_.push_back({update.committed + carrying, update.sequence, Step::Kind::carried});
      steps_.push_back({update.reflected, update.sequence, Step::Kind::reflected});
    }
    std::stable_sort(steps_.begin(), steps_.end(),
                     [](const Step& a, const Step& b) { return a.time < b.time; });
  }

  ProxyRequest transport() {
    ProxyRequest request;
    request.elapsed_ms = random_.between(30, 240);
    request.client = client_address(profile_, 0);
    request.bytes = 412;
    request.method = "POST";
    request.url = "https://relay.konbini-link.example.jp/v4/updates";
    request.peer = "HIER_DIRECT/192.0.2.200";
    request.type = "application/json";
    request.request_bytes = random_.between(900, 2'400);
    request.agent = "konbini-link/4";
    return request;
  }

  TrafficProfile profile_;
  Feed feed_;
  TrafficRandom random_;
  std::vector<Step> steps_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<RecordStream> feed_stream(const Scenario& scenario, const TrafficProfile& profile,
                                          const Feed& feed) {
  return std::make_unique<FeedStream>(scenario, profile, feed);
}

}  // namespace yagura
