// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip.hpp"
#include "base/metrics.hpp"

namespace yagura {

// Why a peer was turned away, or its connection ended before its time.
enum class Refusal {
  unknown_sender,
  too_many_connections,
  too_many_handshakes,
  handshake_timeout,
  handshake_failed,
  no_certificate,
  unknown_issuer,
  expired_certificate,
  revoked_certificate,
  bad_certificate,
  no_organisation,
  unknown_organisation,
  bad_frame,
  not_open,
  unauthorised,
  bad_request,
  too_slow,
  count_,
};
std::string_view to_string(Refusal refusal);  // "too many connections": the label in metrics

// Counts what a source turns away, by reason, and tells the operator: at most once a minute for
// each reason, as whoever floods us must not flood our log. One thread.
class Refusals {
 public:
  enum class Of { connections, datagrams };

  // `reasons` are those the source may have: their counters are there from the start.
  Refusals(std::string source, std::initializer_list<std::initializer_list<Refusal>> reasons,
           Metrics& metrics, Of what = Of::connections);
  // `why` says more than the reason does, for the log alone; escaped there.
  void add(Refusal reason, const IpAddress& peer, std::string_view why = "");

 private:
  struct Told {
    std::optional<Metrics::Counter> counter;
    std::chrono::steady_clock::time_point next{};  // when it may be logged again
    std::uint64_t unlogged = 0;
  };

  std::string source_;
  std::array<Told, static_cast<std::size_t>(Refusal::count_)> told_;
};

}  // namespace yagura
