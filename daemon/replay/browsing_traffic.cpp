// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "replay/arrivals.hpp"
#include "replay/record_stream.hpp"
#include "replay/record_text.hpp"

// People on the web through the security cloud's proxy. The hosts are of reserved names (RFC 2606)
// and documentation addresses (RFC 5737), but for the one that a rule knows by its name.
namespace yagura {
namespace {

constexpr std::uint64_t kPurpose = 1;
constexpr std::chrono::seconds kBusiestGap{55};

constexpr std::array<std::string_view, 18> kHosts{
    "news.example.jp",      "weather.example.jp",   "map.example.com",    "mail.example.org",
    "cdn.example.net",      "bank.example.co.jp",   "rail.example.co.jp", "law.example.go.jp",
    "video.example.net",    "dict.example.com",     "office.example.com", "update.example.com",
    "static.example.co.jp", "tourism.example.jp",   "search.example.com", "shop.example.co.jp",
    "post.example.co.jp",   "library.example.ac.jp"};

constexpr std::array<std::string_view, 14> kPaths{"/",
                                                  "/index.html",
                                                  "/css/main.css",
                                                  "/js/app.js",
                                                  "/img/logo.png",
                                                  "/news/3812",
                                                  "/article/77120",
                                                  "/search?q=tax",
                                                  "/api/v1/items",
                                                  "/docs/guide.pdf",
                                                  "/favicon.ico",
                                                  "/img/banner.jpg",
                                                  "/notice/r8.html",
                                                  "/map/tile/12/8.png"};

// What an ordinary answer looks like; `share` is in thousandths and sums to 1000.
struct Answer {
  std::uint64_t share;
  std::string_view result;
  int status;
  std::uint64_t most_bytes;
};
constexpr std::array<Answer, 9> kAnswers{{{690, "TCP_MISS", 200, 90'000},
                                          {110, "TCP_MEM_HIT", 200, 60'000},
                                          {100, "TCP_REFRESH_UNMODIFIED", 304, 420},
                                          {36, "TCP_DENIED", 407, 4'100},
                                          {26, "TCP_MISS", 404, 2'400},
                                          {30, "TCP_MISS", 302, 900},
                                          {4, "TCP_DENIED", 403, 4'000},
                                          {2, "TCP_MISS", 503, 4'000},
                                          {2, "TCP_MISS", 504, 4'000}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kMimeTypes{
    {{".css", "text/css"},
     {".js", "application/javascript"},
     {".png", "image/png"},
     {".jpg", "image/jpeg"},
     {".pdf", "application/pdf"},
     {".ico", "image/x-icon"}}};

std::string_view mime_type(std::string_view path) {
  for (const auto& [ending, type] : kMimeTypes) {
    if (path.ends_with(ending)) {
      return type;
    }
  }
  return "text/html";
}

class BrowsingStream final : public RecordStream {
 public:
  BrowsingStream(const Scenario& scenario, TrafficProfile profile)
      : profile_(std::move(profile)),
        random_(scenario.seed, kPurpose, profile_.index),
        arrivals_(scenario, profile_, kBusiestGap) {}

  bool next(ReplayRecord& record) override {
    TimePoint time;
    if (!arrivals_.next(random_, time)) {
      return false;
    }
    record.time = time;
    record.organisation = profile_.index;
    record.kind = ReplayKind::proxy;
    record.host = profile_.short_name + "-proxy01";
    record.text = squid_line(time, request());
    return true;
  }

 private:
  ProxyRequest request() {
    ProxyRequest request;
    const std::uint64_t person = random_.below(std::uint64_t{profile_.weight} * 8);
    request.client = client_address(profile_, person);
    request.user = fmt::format("u{:02}{:03}", profile_.index, person % 1000);
    request.agent = browser_agent(person);
    const std::size_t host = random_.below(kHosts.size());
    request.peer = fmt::format("HIER_DIRECT/198.51.100.{}", 10 + host);
    request.elapsed_ms = random_.between(8, 900);
    request.request_bytes = random_.between(310, 2'600);
    const std::uint64_t dice = random_.below(1000);
    if (dice < 420) {
      tunnel(request, kHosts[host]);
    } else if (dice < 421) {
      // Rare enough to be a person trying it, not a use of the office.
      tunnel(request, "chatgpt.com");
    } else {
      answer(request, kHosts[host]);
    }
    return request;
  }

  void tunnel(ProxyRequest& request, std::string_view host) {
    request.result = "TCP_TUNNEL";
    request.method = "CONNECT";
    request.url = fmt::format("{}:443", host);
    request.type = "-";
    request.bytes = random_.between(3'200, 180'000);
    request.elapsed_ms = random_.between(400, 58'000);
  }

  void answer(ProxyRequest& request, std::string_view host) {
    const std::string_view path = random_.pick(kPaths);
    request.url = fmt::format("http://{}{}", host, path);
    request.type = mime_type(path);
    if (random_.happens(55)) {
      request.method = "POST";
      request.request_bytes = random_.between(700, 9'000);
    } else if (random_.happens(12)) {
      request.method = "HEAD";
    }
    std::uint64_t dice = random_.below(1000);
    const Answer* chosen = kAnswers.data();
    while (dice >= chosen->share) {
      dice -= chosen->share;
      ++chosen;
    }
    request.result = chosen->result;
    request.status = chosen->status;
    request.bytes = random_.between(chosen->most_bytes / 20, chosen->most_bytes);
    if (request.result == "TCP_DENIED" || request.result == "TCP_MEM_HIT") {
      request.peer = "HIER_NONE/-";
    }
    if (chosen->status == 407) {
      request.user = "-";
    }
  }

  TrafficProfile profile_;
  TrafficRandom random_;
  Arrivals arrivals_;
};

}  // namespace

std::unique_ptr<RecordStream> browsing_stream(const Scenario& scenario,
                                              const TrafficProfile& profile) {
  return std::make_unique<BrowsingStream>(scenario, profile);
}

}  // namespace yagura
