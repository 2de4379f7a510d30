// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "input/source.hpp"

namespace yagura {

// Hands the batch over, waiting for room as long as it takes: the source that awaits this reads
// nothing meanwhile, and its senders wait in turn. Room goes to whoever has waited longest, so that
// none starves beside busy ones.
boost::asio::awaitable<void> deliver(boost::asio::io_context& context, BatchSink& sink,
                                     RecordBatch& batch);

}  // namespace yagura
