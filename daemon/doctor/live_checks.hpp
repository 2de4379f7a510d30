// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "cli/status.hpp"
#include "doctor/finding.hpp"
#include "doctor/metrics_reader.hpp"

namespace yagura {

// What the running daemon says of itself. Its counters begin at its start.

void check_daemon(const StatusView& status, std::vector<Finding>& findings);
// Records given up, cut off, and senders turned away, by source.
void check_drops(const MetricsView& metrics, std::vector<Finding>& findings);
// Records that became no event, by source with the most frequent reasons.
void check_dead_letters(const MetricsView& metrics, std::vector<Finding>& findings);
// The same from the file, for a daemon that does not run; what is no dead letter is passed over.
// Nothing if there is no file.
void check_dead_letter_file(const std::filesystem::path& file, std::vector<Finding>& findings);
// What correlations, absences and outages had to forget or could not place.
void check_correlation(const MetricsView& metrics, std::vector<Finding>& findings);
void check_refused_rules(const StatusView& status, std::vector<Finding>& findings);

}  // namespace yagura
