// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "stream/http_server.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "base/log.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

// A request head or body takes milliseconds from an honest peer; ten seconds forgive a bad line
// and still end a slow-loris.
constexpr std::chrono::seconds kRequestTimeout{10};
constexpr std::chrono::seconds kIdleTimeout{60};
// Proxies close streams that stay silent for a minute.
constexpr std::chrono::seconds kHeartbeat{15};
constexpr std::chrono::seconds kWriteTimeout{30};
constexpr std::size_t kMaxBody = std::size_t{64} * 1024;
constexpr std::uint32_t kMaxHead = 16 * 1024;
constexpr std::size_t kEventsPerWrite = 256;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);

HttpResponse problem(int status, std::string_view title) {
  return {
      status, "application/problem+json",
      fmt::format("{{\"type\":\"about:blank\",\"status\":{},\"title\":\"{}\"}}", status, title)};
}

template <typename Message>
void set_common_headers(Message& message) {
  message.set(http::field::server, "yagura");
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
}

class BeastServer final : public HttpServer {
 public:
  BeastServer(const Options& options, HttpService service)
      : options_(options), service_(std::move(service)), acceptor_(context_), news_(context_) {}
  BeastServer(const BeastServer&) = delete;
  BeastServer& operator=(const BeastServer&) = delete;
  ~BeastServer() override { stop(); }

  Result<void> listen() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) {
      return fail(ErrorCode::configuration,
                  fmt::format("api.address '{}' is not an address", options_.address));
    }
    const tcp::endpoint endpoint(address, options_.port);
    (void)acceptor_.open(endpoint.protocol(), error);
    if (!error) {
      (void)acceptor_.set_option(asio::socket_base::reuse_address(true), error);
      (void)acceptor_.bind(endpoint, error);
    }
    if (!error) {
      (void)acceptor_.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
      return fail(ErrorCode::io, fmt::format("cannot listen on {}:{}: {}", options_.address,
                                             options_.port, error.message()));
    }
    port_ = acceptor_.local_endpoint().port();
    asio::co_spawn(context_, accept_all(), asio::detached);
    thread_ = std::thread([this] { run(); });
    return {};
  }

  std::uint16_t port() const override { return port_; }

  void notify() override {
    asio::post(context_, [this] {
      ++generation_;
      news_.cancel();
    });
  }

  void stop() override {
    context_.stop();
    if (thread_.joinable()) {
      thread_.join();
    }
  }

 private:
  void run() {
    try {
      context_.run();
    } catch (const std::exception& e) {
      log::error(log::Id::api_failed, "The API stopped: {}; restart the daemon", e.what());
    }
  }

  asio::awaitable<void> accept_all() {
    while (acceptor_.is_open()) {
      auto [error, socket] = co_await acceptor_.async_accept(kNoThrow);
      if (error == asio::error::no_descriptors) {  // wait for some connection to end
        asio::steady_timer pause(context_, std::chrono::milliseconds(100));
        (void)co_await pause.async_wait(kNoThrow);
      }
      if (error) {
        continue;
      }
      if (connections_ >= options_.max_connections) {
        continue;  // closing it is the answer; the peer may come again
      }
      ++connections_;
      asio::co_spawn(context_, serve(beast::tcp_stream(std::move(socket))),
                     [this](const std::exception_ptr&) { --connections_; });
    }
  }

  asio::awaitable<void> serve(beast::tcp_stream stream) {
    beast::flat_buffer buffer;
    bool keep_alive = true;
    while (keep_alive) {
      http::request_parser<http::string_body> parser;
      parser.body_limit(kMaxBody);
      parser.header_limit(kMaxHead);
      stream.expires_after(buffer.size() == 0 ? kIdleTimeout : kRequestTimeout);
      auto [error, count] = co_await http::async_read(stream, buffer, parser, kNoThrow);
      if (error == http::error::body_limit || error == http::error::header_limit) {
        co_await respond(stream, problem(413, "The request is too large"), 11, false);
        co_return;
      }
      if (error) {
        co_return;  // closed, timed out, or not HTTP
      }
      const auto request = parser.release();
      const std::string_view target(request.target().data(), request.target().size());
      const std::string_view path = target.substr(0, target.find('?'));
      keep_alive = request.keep_alive();
      if (!is_loopback_host(request[http::field::host])) {
        co_await respond(stream, problem(421, "This host is not served"), request.version(), false);
        co_return;
      }
      if (path == service_.stream_path && request.method() == http::verb::get) {
        co_await send_stream(stream, request);
        co_return;
      }
      co_await respond(stream, answer(request, target), request.version(), keep_alive);
    }
    boost::system::error_code ignored;
    (void)stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  HttpResponse answer(const http::request<http::string_body>& request, std::string_view target) {
    const auto question = target.find('?');
    HttpRequest ours;
    ours.method = std::string(request.method_string());
    ours.path = target.substr(0, question);
    if (question != std::string_view::npos) {
      ours.query = parse_query(target.substr(question + 1));
    }
    try {
      return service_.handle(ours);
    } catch (const std::exception& e) {
      log::error(log::Id::api_failed, "A request for {} failed: {}", ours.path, e.what());
      return problem(500, "The request failed; the daemon's log says why");
    }
  }

  asio::awaitable<void> respond(beast::tcp_stream& stream, HttpResponse ours, unsigned version,
                                bool keep_alive) {
    http::response<http::string_body> message(static_cast<http::status>(ours.status), version);
    set_common_headers(message);
    message.set(http::field::content_type, ours.content_type);
    message.keep_alive(keep_alive);
    message.body() = std::move(ours.body);
    message.prepare_payload();
    stream.expires_after(kWriteTimeout);
    (void)co_await http::async_write(stream, message, kNoThrow);
  }

  // Last-Event-ID, as a browser resumes; or ?after=N, as a client begins; or from now on.
  std::uint64_t first_event(const http::request<http::string_body>& request) {
    std::string last(request["Last-Event-ID"]);
    const std::string_view target(request.target().data(), request.target().size());
    const auto question = target.find('?');
    if (last.empty() && question != std::string_view::npos) {
      last = parse_query(target.substr(question + 1))["after"];
    }
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), id);
    return !last.empty() && error == std::errc{} && end == last.data() + last.size()
               ? id
               : service_.newest_event();
  }

  asio::awaitable<void> send_stream(beast::tcp_stream& stream,
                                    const http::request<http::string_body>& request) {
    std::uint64_t last = first_event(request);
    http::response<http::empty_body> head(http::status::ok, request.version());
    set_common_headers(head);
    head.set(http::field::content_type, "text/event-stream; charset=utf-8");
    head.keep_alive(false);  // the stream ends with the connection
    http::response_serializer<http::empty_body> serializer(head);
    stream.expires_after(kWriteTimeout);
    auto [error, count] = co_await http::async_write_header(stream, serializer, kNoThrow);
    while (!error) {
      const std::uint64_t generation = generation_;
      const auto events = service_.events_after(last, kEventsPerWrite);
      std::string text;
      for (const StreamEvent& event : events) {
        text += fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event.id, event.name, event.data);
        last = event.id;
      }
      if (events.empty()) {
        if (co_await wait_for_news(generation)) {
          continue;
        }
        text = ": still here\n\n";
      }
      stream.expires_after(kWriteTimeout);
      std::tie(error, count) = co_await asio::async_write(stream, asio::buffer(text), kNoThrow);
    }
  }

  // True when notify() came after `generation`, false when a heartbeat is due.
  asio::awaitable<bool> wait_for_news(std::uint64_t generation) {
    const auto deadline = std::chrono::steady_clock::now() + kHeartbeat;
    while (generation_ == generation && std::chrono::steady_clock::now() < deadline) {
      // One timer serves all streams; whoever comes first sets it, notify() wakes everybody.
      if (news_.expiry() <= std::chrono::steady_clock::now()) {
        news_.expires_at(deadline);
      }
      (void)co_await news_.async_wait(kNoThrow);
    }
    co_return generation_ != generation;
  }

  Options options_;
  HttpService service_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer news_;
  std::uint64_t generation_ = 0;
  int connections_ = 0;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(const Options& options, HttpService service) {
  auto server = std::make_unique<BeastServer>(options, std::move(service));
  YAGURA_TRY(server->listen());
  return server;
}

}  // namespace yagura
