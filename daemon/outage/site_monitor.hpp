// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "model/organisation.hpp"
#include "model/record.hpp"
#include "outage/service_transition.hpp"

namespace yagura {

struct SiteLimits {
  Duration window = std::chrono::minutes(5);  // requests of this span are judged together
  int min_requests = 5;                       // fewer say nothing
  int min_observers = 2;                      // organisations that must have seen a failure
};

// One request of one organisation to the site, as its proxy logged it.
struct SiteAnswer {
  enum class Outcome { well, failed };
  TimePoint time;
  RecordNumber record = 0;
  OrganisationCode observer;
  int status = 0;  // HTTP status; 0 = the connection ended without an answer
  Outcome outcome = Outcome::well;
};

// Judges one web site by how it answers the clients of all organisations.
//
// Down: a failure arrives and in the trailing window at least min_requests were made, at least half
// of them failed, and at least min_observers organisations saw failures (one alone may have a
// broken line of its own). Up: three answers in a row. An outage begins with the first failure
// since the site was last well, which is usually long before it is certain: a town's site has few
// visitors. "Well" is three answers in a row; fewer count only if failures then stayed away for a
// whole window, so that neither a lucky answer nor an old stray failure moves the onset.
//
// Answers must come in order of (time, record). Value type, one thread; memory bounded by
// kMaxAnswers.
class SiteMonitor {
 public:
  static constexpr std::size_t kMaxAnswers = 8192;  // beyond it the window is cut shorter
  static constexpr int kAnswersToRecover = 3;

  std::optional<ServiceTransition> add(const SiteAnswer& answer, const SiteLimits& limits);

  // Onset of the outage that lasts; empty while the site is well.
  std::optional<TimePoint> down_since() const { return down_since_; }

 private:
  std::optional<ServiceTransition> add_failure(const SiteAnswer& answer, const SiteLimits& limits);
  std::optional<ServiceTransition> add_success(const SiteAnswer& answer);
  void remember(const SiteAnswer& answer, Duration window);
  void forget_oldest();
  bool is_certain(const SiteLimits& limits) const;
  std::string evidence() const;

  std::deque<SiteAnswer> window_;
  std::size_t failures_ = 0;                                  // in window_
  std::map<OrganisationCode, std::size_t> failures_seen_by_;  // in window_
  std::optional<TimePoint> first_failure_;                    // since the site was last well
  TimePoint last_failure_{};
  TimePoint run_start_{};  // first of the answers in a row
  int run_length_ = 0;     // answers in a row, up to kAnswersToRecover
  std::optional<TimePoint> down_since_;
};

}  // namespace yagura
