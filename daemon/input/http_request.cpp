// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/http_request.hpp"

#include <boost/beast/http.hpp>
#include <optional>
#include <utility>

namespace yagura {
namespace {

namespace http = boost::beast::http;

std::string_view ours(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

// A chunked body ends so, or with more between. Beast 1.74 must not see a part of these five bytes
// alone: it asserts that there are five once it has seen the first of its lines.
constexpr std::string_view kLastChunk = "0\r\n\r\n";

// By how much Beast's limit is wider than ours, which does not depend on how a head was cut up on
// its way; Beast's does, by some bytes.
constexpr std::size_t kSlack = 64;

bool waits_for_end(std::string_view pending) {
  return pending.size() < kLastChunk.size() && kLastChunk.substr(0, pending.size()) == pending;
}

HttpRequestReader::State fault_of(const boost::system::error_code& error) {
  return error == http::error::header_limit ? HttpRequestReader::State::head_too_large
         : error == http::error::body_limit ? HttpRequestReader::State::body_too_large
                                            : HttpRequestReader::State::malformed;
}

boost::beast::string_view theirs(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

struct HttpRequestReader::Inside {
  std::size_t most_head = 0;
  std::size_t most_body = 0;
  std::string pending;  // not yet taken by the parser
  std::optional<http::request_parser<http::string_body>> parser;
  bool head_told = false;
  std::size_t head_bytes = 0;  // that the parser has taken
  std::size_t not_enough = 0;  // pending when the parser wanted more; asking again is no use

  void begin() {
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(most_head + kSlack));
    parser->body_limit(most_body);
    head_told = false;
    head_bytes = 0;
    not_enough = 0;
  }
};

HttpRequestReader::HttpRequestReader(std::size_t most_head, std::size_t most_body)
    : inside_(std::make_unique<Inside>()) {
  inside_->most_head = most_head;
  inside_->most_body = most_body;
  inside_->begin();
}

HttpRequestReader::~HttpRequestReader() = default;

HttpRequestReader::State HttpRequestReader::feed(std::string_view bytes) {
  Inside& in = *inside_;
  in.pending += bytes;
  while (!in.parser->is_done()) {
    const bool in_body = in.parser->is_header_done();
    if (in_body && !std::exchange(in.head_told, true)) {
      in.parser->eager(true);
      return State::body;
    }
    if (in.pending.size() == in.not_enough ||
        (in_body && in.parser->chunked() && waits_for_end(in.pending))) {
      return in_body ? State::body : State::head;
    }
    boost::system::error_code error;
    const std::size_t taken =
        in.parser->put(boost::asio::buffer(in.pending.data(), in.pending.size()), error);
    in.pending.erase(0, taken);
    in.not_enough = error ? in.pending.size() : 0;
    if (error && error != http::error::need_more) {
      return fault_of(error);
    }
    // What the parser leaves is what has not ended: of the head, or a line between two chunks.
    in.head_bytes += in_body ? 0 : taken;
    if (!in_body && in.head_bytes + (error ? in.pending.size() : 0) > in.most_head) {
      return State::head_too_large;
    }
    if (in_body && error && in.pending.size() > in.most_head) {
      return State::malformed;
    }
  }
  return std::exchange(in.head_told, true) ? State::done : State::body;
}

void HttpRequestReader::next() {
  inside_->begin();
}

bool HttpRequestReader::begun() const {
  return !inside_->pending.empty() || inside_->parser->got_some();
}

std::string_view HttpRequestReader::method() const {
  return ours(inside_->parser->get().method_string());
}

std::string_view HttpRequestReader::target() const {
  return ours(inside_->parser->get().target());
}

std::string_view HttpRequestReader::header(std::string_view name) const {
  return ours(inside_->parser->get()[theirs(name)]);
}

bool HttpRequestReader::has_several(std::string_view name) const {
  return inside_->parser->get().count(theirs(name)) > 1;
}

bool HttpRequestReader::keeps_alive() const {
  return inside_->parser->get().keep_alive();
}

std::size_t HttpRequestReader::body_bytes() const {
  return inside_->parser->get().body().size();
}

std::string HttpRequestReader::take_body() {
  return std::move(inside_->parser->get().body());
}

}  // namespace yagura
