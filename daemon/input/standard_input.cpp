// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/standard_input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

namespace yagura {
namespace {

namespace asio = boost::asio;

// The reading half of a Connection, without deadlines.
class Pipe final : public Connection {
 public:
  explicit Pipe(asio::io_context& context) : stream_(context) {}
  bool open(int descriptor) {
    boost::system::error_code error;
    (void)stream_.assign(descriptor, error);
    return !error;
  }
  asio::awaitable<std::size_t> read_some(std::span<char> buffer, Deadline /*none*/) override {
    const auto [error, count] = co_await stream_.async_read_some(
        asio::buffer(buffer.data(), buffer.size()), asio::as_tuple(asio::use_awaitable));
    co_return error ? 0 : count;
  }
  asio::awaitable<bool> write(std::string_view /*bytes*/, Deadline /*deadline*/) override {
    co_return false;
  }
  asio::awaitable<void> finish() override { co_return; }

 private:
  asio::posix::stream_descriptor stream_;
};

}  // namespace

StandardInputSource::StandardInputSource(asio::io_context& context, Options options,
                                         BatchSink& sink, const Clock& clock, Metrics& metrics)
    : context_(context),
      options_(std::move(options)),
      counters_(options_.name, metrics),
      stream_(context, options_.name, std::chrono::milliseconds(0), sink, clock, counters_) {}

Result<void> StandardInputSource::start() {
  auto pipe = std::make_unique<Pipe>(context_);
  const int own = ::fcntl(options_.descriptor, F_DUPFD_CLOEXEC, 3);
  if (own < 0 || !pipe->open(own)) {
    const std::string why = std::generic_category().message(errno);
    if (own >= 0) {
      ::close(own);
    }
    return fail(ErrorCode::io,
                fmt::format("source {} cannot read standard input: {}", options_.name, why));
  }
  connection_ = std::move(pipe);
  asio::co_spawn(context_, stream_.read_all(*connection_, options_.organisation), asio::detached);
  return {};
}

}  // namespace yagura
