// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/sha256.hpp"

namespace yagura::test {
namespace {

using Key = std::pair<Stream, std::uint64_t>;

std::string name_of(const Key& key) {
  return fmt::format("{}/{}/{}", key.first.organisation, key.first.source, key.second);
}

class Judge {
 public:
  explicit Judge(const Evidence& evidence) : evidence_(evidence) {}

  Verdict run() {
    for (const Ledger::Line& line : evidence_.sent) {
      sent_.try_emplace({line.stream, line.sequence}, &line);
    }
    look_at_held();
    look_for_lost();
    look_at_counts();
    look_at_incidents();
    if (evidence_.faults_fired == 0) {
      breach("no fault hit while anything was on its way: the run proves nothing");
    }
    if (verdict_.acknowledged == 0) {
      breach("nothing was acknowledged: the run proves nothing");
    }
    if (verdict_.repeats > evidence_.most_repeats) {
      breach(fmt::format("{} records are held twice; at most {} may be", verdict_.repeats,
                         evidence_.most_repeats));
    }
    return std::move(verdict_);
  }

 private:
  void breach(std::string text) {
    constexpr std::size_t kEnough = 20;  // the first tell what is wrong
    if (verdict_.breaches.size() < kEnough) {
      verdict_.breaches.push_back(std::move(text));
    }
  }

  void look_at_held() {
    for (const Held& held : evidence_.held) {
      const auto stamp = read_stamp(held.bytes);
      if (!stamp) {
        breach("a record is held that nobody sent so: " + held.bytes.substr(0, 200));
        continue;
      }
      const Key key(stamp->stream, stamp->sequence);
      const auto sent = sent_.find(key);
      if (sent == sent_.end()) {
        breach("a record is held that was not sent: " + name_of(key));
        continue;
      }
      if (Sha256::of(held.bytes).hex().substr(0, 16) != sent->second->digest) {
        breach("a record was altered: " + name_of(key));
      }
      if (!held.stream.source.empty() && held.stream != stamp->stream) {
        breach(fmt::format("{} is held as a record of {}/{}", name_of(key),
                           held.stream.organisation, held.stream.source));
      }
      if (evidence_.counts && held.dead_letter != is_malformed(stamp->sequence)) {
        breach(name_of(key) + (held.dead_letter ? " is a dead letter, and should be an event"
                                                : " should be a dead letter"));
      }
      verdict_.repeats += held_.insert(key).second ? 0 : 1;
    }
  }

  void look_for_lost() {
    std::set<Key> acknowledged;
    for (const Ledger::Line& line : evidence_.acknowledged) {
      acknowledged.insert({line.stream, line.sequence});
    }
    for (const Key& key : acknowledged) {
      if (sent_.count(key) == 0) {
        breach("acknowledged, but never sent: " + name_of(key));
      }
      if (held_.count(key) == 0) {
        ++verdict_.lost;
        breach("acknowledged, and lost: " + name_of(key));
      }
    }
    verdict_.acknowledged = acknowledged.size();
    for (const auto& [key, line] : sent_) {
      const bool best_effort = evidence_.best_effort.count(key.first.source) > 0;
      (best_effort ? verdict_.best_effort_sent : verdict_.sent) += 1;
      if (best_effort && held_.count(key) == 0) {
        ++verdict_.best_effort_lost;
        verdict_.best_effort_lost_bytes += line->bytes;
      }
    }
  }

  void look_at_counts() {
    if (!evidence_.counts) {
      return;
    }
    const Counts& c = *evidence_.counts;
    if (c.accepted != c.events + c.dead_letters + c.repeats + c.shed) {
      breach(fmt::format("{} accepted, but {} events + {} dead letters + {} repeats + {} shed",
                         c.accepted, c.events, c.dead_letters, c.repeats, c.shed));
    }
    if (c.accepted != evidence_.held.size()) {
      breach(fmt::format("{} accepted, but {} held", c.accepted, evidence_.held.size()));
    }
  }

  void look_at_incidents() {
    verdict_.incidents = evidence_.incidents.size();
    if (!evidence_.counts) {
      return;  // it makes none
    }
    if (evidence_.clean_incidents.empty()) {
      breach("the run without faults found no incident: the run proves nothing");
    }
    std::vector<std::string> differing;
    std::set_symmetric_difference(evidence_.incidents.begin(), evidence_.incidents.end(),
                                  evidence_.clean_incidents.begin(),
                                  evidence_.clean_incidents.end(), std::back_inserter(differing));
    if (!differing.empty()) {
      breach(fmt::format("{} incidents, {} without faults; differing: {}",
                         evidence_.incidents.size(), evidence_.clean_incidents.size(),
                         fmt::join(differing, " ")));
    }
  }

  const Evidence& evidence_;
  std::map<Key, const Ledger::Line*> sent_;
  std::set<Key> held_;
  Verdict verdict_;
};

}  // namespace

Verdict judge(const Evidence& evidence) {
  return Judge(evidence).run();
}

}  // namespace yagura::test
