// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <optional>

#include "input/source.hpp"

namespace yagura {

// Hands the batch over, waiting for room as long as it takes: the source that awaits this reads
// nothing meanwhile, and its senders wait in turn. Room goes to whoever has waited longest, so that
// none starves beside busy ones. Gives the batch's number, by which sink.commits() knows it; who
// acknowledges to a sender does so after that number is durable and not before.
boost::asio::awaitable<std::uint64_t> deliver(boost::asio::io_context& context, BatchSink& sink,
                                              RecordBatch& batch);

// The same for those whose sender is told to come again: nothing if the deadline came first, and
// the batch is still the caller's.
boost::asio::awaitable<std::optional<std::uint64_t>> deliver_by(
    boost::asio::io_context& context, BatchSink& sink, RecordBatch& batch,
    std::chrono::steady_clock::time_point deadline);

}  // namespace yagura
