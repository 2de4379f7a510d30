// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "input/source.hpp"

namespace yagura::test {

namespace asio = boost::asio;

inline OrganisationCode code(const char* text) {
  return OrganisationCode::parse(text).value();
}

// Keeps what sources deliver, and refuses while there is "no room". It is the journal, too: what
// it took is durable at once, or when the test says so.
class Sink final : public BatchSink {
 public:
  using BatchSink::BatchSink;
  int refusals = 0;
  std::string refused;  // the organisation whose batches are; empty: all
  int tries = 0;
  bool durable_at_once = true;
  std::vector<std::string> records;
  SourcePosition position;
  SourcePositions positions;
  TimePoint received;  // of the last batch

 private:
  bool take(RecordBatch& batch) override {
    ++tries;
    if (refusals > 0 && (refused.empty() || batch.organisation.to_string() == refused)) {
      --refusals;
      return false;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      records.emplace_back(batch.organisation.to_string() + " " + std::string(batch[i]));
    }
    position = batch.position;
    positions[position.file] = position.offset;
    received = batch.received;
    if (durable_at_once) {
      commits().advance(taken() + 1);
    }
    return true;
  }
};

// Sources and the clients that speak to them, on one thread.
struct World {
  asio::io_context context;
  Sink sink{context};
  SystemClock clock;
  Metrics metrics;

  // Runs everything until `count` records have come.
  void until(std::size_t count) {
    while (sink.records.size() < count) {
      step();
    }
  }
  void step() { REQUIRE(context.run_one_for(std::chrono::seconds(20)) > 0); }
  // Runs everything until the client has played its part. (No co_await inside CHECK: gcc 12 makes
  // wrong code of it.)
  template <typename Client>
  void play(Client client) {
    bool ended = false;
    std::exception_ptr problem;
    asio::co_spawn(context, client, [&](std::exception_ptr error) {
      problem = std::move(error);
      ended = true;
    });
    while (!ended) {
      step();
    }
    if (problem) {
      std::rethrow_exception(problem);
    }
  }

  std::uint64_t refused(const std::string& source, const std::string& reason) {
    return metrics
        .counter("input_refused_connections_total", "", {{"source", source}, {"reason", reason}})
        .value();
  }
};

inline asio::ip::tcp::socket connect_from(asio::io_context& context, const char* address,
                                          std::uint16_t port) {
  asio::ip::tcp::socket socket(context, asio::ip::tcp::v4());
  socket.bind(asio::ip::tcp::endpoint(asio::ip::make_address(address), 0));
  socket.connect(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), port));
  return socket;
}

template <typename Stream>
asio::awaitable<void> send(Stream& stream, std::string bytes) {
  co_await asio::async_write(stream, asio::buffer(bytes), asio::use_awaitable);
}

template <typename Stream>
asio::awaitable<std::string> receive(Stream& stream, std::size_t bytes) {
  std::string text(bytes, '\0');
  co_await asio::async_read(stream, asio::buffer(text), asio::use_awaitable);
  co_return text;
}

// What comes until the other end closes.
template <typename Stream>
asio::awaitable<std::string> receive_all(Stream& stream) {
  std::string text;
  co_await asio::async_read(stream, asio::dynamic_buffer(text),
                            asio::as_tuple(asio::use_awaitable));
  co_return text;
}

}  // namespace yagura::test
