// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "app/file_mark_store.hpp"
#include "app/inherited_sockets.hpp"
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
  InheritedSockets& sockets;
  FileMarkStore& file_marks;
};

// Makes and starts the source that `config` describes. `positions` is how far its files were
// read.
// A socket that the service manager opened for it comes before its address and port.
Result<std::unique_ptr<Source>> start_source(const SourceConfig& config,
                                             const SourcePositions& positions,
                                             const SourceSurroundings& around);

// Has a running source take up whom `config` lets in now; see Source::reread().
Result<std::function<void()>> reread_source(Source& source, const SourceConfig& config,
                                            const OrganisationTable& organisations);

}  // namespace yagura
