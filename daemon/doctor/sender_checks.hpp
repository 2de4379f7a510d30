// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "config/config.hpp"
#include "doctor/finding.hpp"
#include "doctor/metrics_reader.hpp"

namespace yagura {

// Whom the configuration names and who is not heard: sources that did not start, sources and bodies
// from which nothing came for `silent_after`. `listening`: the sources of the endpoint file.
void check_sources(const Config& config, const MetricsView& metrics,
                   const std::set<std::string>& listening, TimePoint now,
                   std::chrono::seconds silent_after, std::vector<Finding>& findings);

// Senders whose event times lie ahead of the time of receipt, or behind it by more than their
// source may be late.
void check_clocks(const Config& config, const MetricsView& metrics, std::vector<Finding>& findings);

// "3分" and "3 min": the largest unit of which there are at least two.
Wording span_text(std::chrono::seconds span);

}  // namespace yagura
