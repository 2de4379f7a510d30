// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "input/source.hpp"

namespace yagura {

// What every source is given. All of it must outlive the source.
struct SourceSurroundings {
  boost::asio::io_context& context;
  BatchSink& sink;
  const Clock& clock;
  Metrics& metrics;
  const OrganisationTable& organisations;  // read while the source is made, not later
};

// Makes and starts the source that `config` describes. `position` is how far a file had been read.
Result<std::unique_ptr<Source>> start_source(const SourceConfig& config,
                                             const SourcePosition& position,
                                             const SourceSurroundings& around);

}  // namespace yagura
