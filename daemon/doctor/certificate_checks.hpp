// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "config/config.hpp"
#include "doctor/finding_text.hpp"
#include "doctor/metrics_reader.hpp"

namespace yagura {

// How soon our certificate of a source ends: told 30, 14 and 7 days before.
void judge_certificate(const std::string& source, TimePoint ends, TimePoint now,
                       std::vector<Finding>& findings);

// The certificates that are in force, as the daemon tells them.
void check_certificates(const MetricsView& metrics, TimePoint now, std::vector<Finding>& findings);

// Those of the configuration's files, for a daemon that does not run. A credential can only be read
// by the service.
void check_certificate_files(const Config& config, TimePoint now, Diagnosis& diagnosis);

}  // namespace yagura
