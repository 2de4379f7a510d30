// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/sha256.hpp"
#include "input/body_budget.hpp"
#include "input/http_answer.hpp"
#include "input/http_request.hpp"
#include "input/listener.hpp"
#include "input/remembered_requests.hpp"
#include "input/source.hpp"

namespace yagura {

// Records over HTTP: POST /v1/records, a record a line (JSON or any other text), also with
// Content-Encoding gzip or zstd. 200 comes only once the journal has synced every record of the
// request, and nothing of a refused request is stored (what that means for each status stands in
// README.md).
//
// Whose records these are: by the client's certificate, or by a bearer token, of which the
// configuration knows no more than the SHA-256. A token is looked for among all of them in a time
// that does not depend on which, if any, it is.
//
// A body is held whole, at most 16 MiB of it and inflated as much, before anything is handed over;
// together, bodies are bounded by a BodyBudget. A repeat of a request with an Idempotency-Key is
// answered without being stored again; which those were is forgotten at a restart, and then a
// repeat is stored twice rather than never.
//
// Runs on the io_context's thread alone; destroy it after the context has stopped.
class HttpSource final : public Source {
 public:
  // All of them long enough for a poor line and short enough to end whoever dribbles. They are not
  // moved on by bytes that come.
  struct Patience {
    std::chrono::milliseconds head{10'000};
    std::chrono::milliseconds body{120'000};
    std::chrono::milliseconds room{5'000};     // in the journal's queue; then 503
    std::chrono::milliseconds sync{30'000};    // of the journal; then 503
    std::chrono::milliseconds answer{30'000};  // for the peer to read it
  };
  struct Options {
    Listener::Options listener;
    std::chrono::milliseconds idle_timeout{};  // between two requests
    std::vector<std::pair<Sha256, OrganisationCode>> tokens;
    Patience patience = {};
    std::size_t body_memory = kBodyMemory;
  };
  static constexpr std::size_t kMostBody = std::size_t{16} * 1024 * 1024;
  static constexpr std::size_t kBodyMemory = 4 * kMostBody;

  HttpSource(boost::asio::io_context& context, Options options, BatchSink& sink, const Clock& clock,
             Metrics& metrics);
  Result<void> start() override { return listener_.start(); }
  const std::string& name() const override { return listener_.options().name; }
  std::optional<Endpoint> endpoint() const override { return listener_.endpoint(); }
  std::optional<TimePoint> certificate_end() const override { return listener_.certificate_end(); }
  Result<std::function<void()>> reread(const Admission& fresh) override;

 private:
  struct Post;
  struct Stored;
  class Claim;
  boost::asio::awaitable<void> serve(Connection& connection, Peer peer);
  boost::asio::awaitable<HttpAnswer> answer_to(HttpRequestReader::State state,
                                               Connection& connection, HttpRequestReader& reader,
                                               const Peer& peer);
  boost::asio::awaitable<std::optional<HttpAnswer>> read_body(Connection& connection,
                                                              HttpRequestReader& reader,
                                                              const Peer& peer, Post& post);
  boost::asio::awaitable<HttpAnswer> take(Post& post);
  boost::asio::awaitable<Stored> store(const Post& post);
  boost::asio::awaitable<HttpAnswer> settle(std::uint64_t batch, std::size_t records,
                                            bool repeated);
  std::optional<HttpAnswer> refuse_head(const HttpRequestReader& reader, const Peer& peer,
                                        Post& post);
  std::optional<OrganisationCode> organisation_of(const HttpRequestReader& reader,
                                                  const Peer& peer);
  std::optional<HttpAnswer> inflate(Post& post);
  RecordBatch next_batch(std::string_view& lines, OrganisationCode organisation);
  static HttpAnswer no_memory(BodyBudget::Answer answer);

  boost::asio::io_context& context_;
  std::chrono::milliseconds idle_timeout_;
  std::vector<std::pair<Sha256, OrganisationCode>> tokens_;
  Patience patience_;
  BatchSink& sink_;
  const Clock& clock_;
  Metrics& metrics_;
  SourceCounters counters_;
  Refusals refusals_;
  std::shared_ptr<BodyBudget> budget_;
  std::shared_ptr<RememberedRequests> remembered_ = std::make_shared<RememberedRequests>();
  Listener listener_;
};

}  // namespace yagura
