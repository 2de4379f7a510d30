// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/http_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "input/delivery.hpp"
#include "input/inflater.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMostHead = std::size_t{16} * 1024;
constexpr std::size_t kReadBytes = std::size_t{64} * 1024;
constexpr std::size_t kMostKey = 255;  // of Idempotency-Key
constexpr std::string_view kPath = "/v1/records";
constexpr std::string_view kBearer = "bearer ";

Connection::Deadline after(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

bool is_token_byte(char c) {
  return c > ' ' && c < 0x7f;
}

}  // namespace

// A request whose head is good.
struct HttpSource::Post {
  OrganisationCode organisation;
  Encoding encoding = Encoding::identity;
  std::string key;   // Idempotency-Key; may be empty
  std::string body;  // as it came, then inflated
  std::unique_ptr<BodyBudget::Share> share;
};

// What has become of its records.
struct HttpSource::Stored {
  std::optional<HttpAnswer> refused;
  std::uint64_t batch = 0;  // the last one
  std::size_t records = 0;
};

// Holds an Idempotency-Key while its request is handed over, and lets go of it unless it is kept.
class HttpSource::Claim {
 public:
  Claim(std::shared_ptr<RememberedRequests> remembered, const Post& post, const Digest& body)
      : remembered_(std::move(remembered)),
        organisation_(post.organisation),
        key_(post.key),
        request_{body} {
    remembered_->remember(organisation_, key_, request_);
  }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  ~Claim() {
    if (request_.batch == 0) {
      remembered_->forget(organisation_, key_);
    }
  }
  void keep(std::size_t records, std::uint64_t batch) {
    request_.records = records;
    request_.batch = batch;
    if (batch > 0) {
      remembered_->remember(organisation_, key_, request_);
    }
  }

 private:
  std::shared_ptr<RememberedRequests> remembered_;  // may outlive the source, as the request may
  OrganisationCode organisation_;
  std::string key_;
  RememberedRequests::Request request_;
};

HttpSource::HttpSource(asio::io_context& context, Options options, BatchSink& sink,
                       const Clock& clock, Metrics& metrics)
    : context_(context),
      idle_timeout_(options.idle_timeout),
      tokens_(std::move(options.tokens)),
      patience_(options.patience),
      sink_(sink),
      clock_(clock),
      metrics_(metrics),
      counters_(options.listener.name, metrics),
      refusals_(options.listener.name,
                {Listener::kRefusals,
                 Listener::tls_refusals(options.listener),
                 {Refusal::unauthorised, Refusal::bad_request, Refusal::too_slow}},
                metrics),
      budget_(std::make_shared<BodyBudget>(options.body_memory, options.body_memory / 2)),
      listener_(context, std::move(options.listener), refusals_,
                [this](Connection& connection, Peer peer) {
                  return serve(connection, std::move(peer));
                }) {}

Result<std::function<void()>> HttpSource::reread(const Admission& fresh) {
  YAGURA_ASSIGN(std::function<void()> put, listener_.reread(fresh));
  return [this, put = std::move(put), tokens = fresh.tokens] {
    put();
    tokens_ = tokens;
  };
}

asio::awaitable<void> HttpSource::serve(Connection& connection, Peer peer) {
  HttpRequestReader reader(kMostHead, kMostBody);
  for (bool open = true; open;) {
    std::string bytes(kReadBytes, '\0');
    if (!reader.begun()) {
      const std::size_t count = co_await connection.read_some(bytes, after(idle_timeout_));
      if (count == 0) {
        co_return;
      }
      counters_.bytes.add(count);
      bytes.resize(count);
    } else {
      bytes.clear();
    }
    auto state = reader.feed(bytes);
    const auto deadline = after(patience_.head);
    while (state == HttpRequestReader::State::head) {
      bytes.resize(kReadBytes);
      const std::size_t count = co_await connection.read_some(bytes, deadline);
      if (count == 0) {
        refusals_.add(Refusal::too_slow, peer.address, "the head of a request was not finished");
        co_return;
      }
      counters_.bytes.add(count);
      state = reader.feed(std::string_view(bytes).substr(0, count));
    }
    HttpAnswer answer = co_await answer_to(state, connection, reader, peer);
    if (answer.status == 0) {
      co_return;
    }
    metrics_
        .counter("input_http_responses_total", "Answers to requests with records.",
                 {{"source", name()}, {"status", std::to_string(answer.status)}})
        .add();
    open = answer.stays_open && reader.keeps_alive();
    const std::string text = answer.text(open);
    if (!co_await connection.write(text, after(patience_.answer))) {
      co_return;
    }
    reader.next();
  }
  co_await connection.finish();
}

// The head has been read, or is none.
asio::awaitable<HttpAnswer> HttpSource::answer_to(HttpRequestReader::State state,
                                                  Connection& connection, HttpRequestReader& reader,
                                                  const Peer& peer) {
  if (state == HttpRequestReader::State::head_too_large) {
    refusals_.add(Refusal::bad_request, peer.address, "the head is too large");
    co_return HttpAnswer::problem(431, "The head of the request is too large").last();
  }
  if (state == HttpRequestReader::State::malformed) {
    refusals_.add(Refusal::bad_request, peer.address, "it is no HTTP/1.1");
    co_return HttpAnswer::problem(400, "This is no HTTP/1.1 request").last();
  }
  if (state == HttpRequestReader::State::body_too_large) {  // as the head says
    co_return HttpAnswer::problem(413, "A body is at most 16 MiB").last();
  }
  Post post;
  if (auto refused = refuse_head(reader, peer, post)) {
    co_return std::move(*refused).last();
  }
  if (auto refused = co_await read_body(connection, reader, peer, post)) {
    co_return std::move(*refused).last();
  }
  if (auto refused = inflate(post)) {
    co_return std::move(*refused);
  }
  co_return co_await take(post);
}

// What can be said before the body is read. Fills in `post` if there is nothing.
std::optional<HttpAnswer> HttpSource::refuse_head(const HttpRequestReader& reader, const Peer& peer,
                                                  Post& post) {
  if (reader.target() != kPath) {
    return HttpAnswer::problem(404, "There is only /v1/records here");
  }
  if (reader.method() != "POST") {
    return HttpAnswer::problem(405, "Records are sent by POST", "Allow: POST\r\n");
  }
  const auto organisation = organisation_of(reader, peer);
  if (!organisation) {
    refusals_.add(Refusal::unauthorised, peer.address);
    return HttpAnswer::problem(401, "No certificate or token says whose records these are",
                               "WWW-Authenticate: Bearer\r\n");
  }
  const auto encoding = encoding_of(reader.header("Content-Encoding"));
  if (!encoding || reader.has_several("Content-Encoding")) {
    return HttpAnswer::problem(415, "The body may be in gzip or zstd",
                               "Accept-Encoding: gzip, zstd\r\n");
  }
  const std::string_view key = reader.header("Idempotency-Key");
  if (key.size() > kMostKey || !std::all_of(key.begin(), key.end(), is_token_byte) ||
      reader.has_several("Idempotency-Key")) {
    return HttpAnswer::problem(400, "An Idempotency-Key is up to 255 visible ASCII characters");
  }
  post.organisation = *organisation;
  post.encoding = *encoding;
  post.key = key;
  post.share = std::make_unique<BodyBudget::Share>(budget_, *organisation);
  return std::nullopt;
}

// A certificate and a token that both say who it is must agree.
std::optional<OrganisationCode> HttpSource::organisation_of(const HttpRequestReader& reader,
                                                            const Peer& peer) {
  const std::string_view header = reader.header("Authorization");
  if (header.empty()) {
    return peer.organisation;
  }
  const bool bearer = header.size() > kBearer.size() && !reader.has_several("Authorization") &&
                      ascii_lower(header.substr(0, kBearer.size())) == kBearer;
  const Sha256 digest = Sha256::of(trimmed(header.substr(bearer ? kBearer.size() : 0)));
  std::optional<OrganisationCode> found;
  for (const auto& [token, organisation] : tokens_) {  // all of them, whichever it is
    if (token == digest) {
      found = organisation;
    }
  }
  return bearer && (!peer.organisation || peer.organisation == found) ? found : std::nullopt;
}

asio::awaitable<std::optional<HttpAnswer>> HttpSource::read_body(Connection& connection,
                                                                 HttpRequestReader& reader,
                                                                 const Peer& peer, Post& post) {
  const auto deadline = after(patience_.body);
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  auto state = reader.feed({});
  if (state == HttpRequestReader::State::body && reader.body_bytes() == 0 &&
      reader.header("Expect") == "100-continue" &&
      !co_await connection.write(kContinue, deadline)) {
    co_return HttpAnswer::gone();
  }
  std::string bytes(kReadBytes, '\0');
  std::size_t held = 0;
  for (;;) {
    const std::size_t more = reader.body_bytes() - held;
    held += more;
    if (const auto granted = post.share->take(more); granted != BodyBudget::Answer::granted) {
      co_return no_memory(granted);
    }
    if (state != HttpRequestReader::State::body) {
      break;
    }
    const std::size_t count = co_await connection.read_some(bytes, deadline);
    if (count == 0) {
      refusals_.add(Refusal::too_slow, peer.address, "the body of a request was not finished");
      co_return HttpAnswer::gone();
    }
    counters_.bytes.add(count);
    state = reader.feed(std::string_view(bytes).substr(0, count));
  }
  if (state == HttpRequestReader::State::body_too_large) {
    co_return HttpAnswer::problem(413, "A body is at most 16 MiB");
  }
  if (state != HttpRequestReader::State::done) {
    refusals_.add(Refusal::bad_request, peer.address, "the body is not what its head says");
    co_return HttpAnswer::problem(400, "The body is not what its head says");
  }
  post.body = reader.take_body();
  co_return std::nullopt;
}

HttpAnswer HttpSource::no_memory(BodyBudget::Answer answer) {
  return answer == BodyBudget::Answer::full
             ? HttpAnswer::problem(503, "Too many requests are under way", "Retry-After: 5\r\n")
             : HttpAnswer::problem(429, "Too many requests of this organisation are under way",
                                   "Retry-After: 5\r\n");
}

std::optional<HttpAnswer> HttpSource::inflate(Post& post) {
  if (post.encoding == Encoding::identity) {
    return std::nullopt;
  }
  std::string inflated;
  auto granted = BodyBudget::Answer::granted;
  const auto inflater = Inflater::make(post.encoding, {kMostBody});
  InflateFault fault = inflater->feed(post.body, [&](std::string_view piece) {
    granted = post.share->take(piece.size());
    inflated += piece;
    return granted == BodyBudget::Answer::granted;
  });
  if (granted != BodyBudget::Answer::granted) {
    return no_memory(granted);
  }
  if (fault == InflateFault::none) {
    fault = inflater->finish();
  }
  switch (fault) {
    case InflateFault::none:
      post.body = std::move(inflated);
      return std::nullopt;
    case InflateFault::damaged:
      return HttpAnswer::problem(400, "The body is not whole in the encoding it names");
    case InflateFault::too_long:
      return HttpAnswer::problem(413, "A body is at most 16 MiB, inflated");
    case InflateFault::too_dense:
      break;
  }
  return HttpAnswer::problem(413, "A body inflates to at most 100 times its size");
}

asio::awaitable<HttpAnswer> HttpSource::take(Post& post) {
  if (post.key.empty()) {
    Stored stored = co_await store(post);
    if (stored.refused) {
      co_return std::move(*stored.refused);
    }
    co_return co_await settle(stored.batch, stored.records, false);
  }
  const Digest body = DigestBuilder().add(post.body).finish();
  if (const auto* known = remembered_->find(post.organisation, post.key)) {
    if (known->body != body) {
      co_return HttpAnswer::problem(422, "This Idempotency-Key was used for another body");
    }
    if (known->batch == 0) {
      co_return HttpAnswer::problem(409, "This request is still under way", "Retry-After: 1\r\n");
    }
    const RememberedRequests::Request before = *known;
    co_return co_await settle(before.batch, before.records, true);
  }
  Claim claim(remembered_, post, body);
  Stored stored = co_await store(post);
  if (stored.refused) {
    co_return std::move(*stored.refused);
  }
  claim.keep(stored.records, stored.batch);
  co_return co_await settle(stored.batch, stored.records, false);
}

// Hands the records over. Nothing is if there is no room for the first; once some are, the rest
// waits as long as it takes, as half a request must not be refused.
asio::awaitable<HttpSource::Stored> HttpSource::store(const Post& post) {
  Stored stored;
  const auto deadline = after(patience_.room);
  for (std::string_view rest = post.body; !rest.empty();) {
    RecordBatch batch = next_batch(rest, post.organisation);
    const std::size_t size = batch.size();
    if (size == 0) {
      continue;
    }
    if (stored.records == 0) {
      const auto number = co_await deliver_by(context_, sink_, batch, deadline);
      if (!number) {
        stored.refused =
            HttpAnswer::problem(503, "There is no room for more records", "Retry-After: 5\r\n");
        break;
      }
      stored.batch = *number;
    } else {
      stored.batch = co_await deliver(context_, sink_, batch);
    }
    stored.records += size;
    counters_.records.add(size);
  }
  co_return stored;
}

// As many lines as a batch holds.
RecordBatch HttpSource::next_batch(std::string_view& lines, OrganisationCode organisation) {
  RecordBatch batch;
  batch.organisation = organisation;
  batch.source = name();
  batch.received = clock_.now();
  while (!lines.empty() && batch.size() < kBatchRecords && batch.bytes.size() < kBatchBytes) {
    const auto end = lines.find('\n');
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (line.size() > kMaxRecordBytes) {
      counters_.truncated.add();
      line = line.substr(0, kMaxRecordBytes);
    }
    if (!line.empty()) {
      batch.add(line);
    }
  }
  return batch;
}

// Answers once everything up to `batch` is durable.
asio::awaitable<HttpAnswer> HttpSource::settle(std::uint64_t batch, std::size_t records,
                                               bool repeated) {
  const auto outcome = co_await sink_.commits().wait(batch, after(patience_.sync));
  if (outcome != Commits::Outcome::durable) {
    co_return HttpAnswer::problem(503, "It is not known whether the records are stored; send again",
                                  "Retry-After: 10\r\n");
  }
  co_return HttpAnswer::stored(records, repeated);
}

}  // namespace yagura
