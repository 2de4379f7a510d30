// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace yagura {

// Numbers that are the same in every run.
class Dice {
 public:
  unsigned below(unsigned count) { return static_cast<unsigned>(random_()) % count; }
  // Few values often, many seldom, as users and hosts are.
  unsigned skewed(unsigned count) { return below(below(count) + 1); }
  template <std::size_t N>
  const char* one_of(const char* const (&texts)[N]) {
    return texts[skewed(N)];
  }

 private:
  std::mt19937 random_{1};
};

inline constexpr const char* kAgents[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Microsoft-Delivery-Optimization/10.0",
    "curl/8.5.0",
};
inline constexpr const char* kHostNames[] = {"www",   "cdn",  "img", "api",
                                             "login", "mail", "dl",  "a"};
inline constexpr const char* kPaths[] = {"kurashi/kosodate", "js/app.min", "images/banner/top",
                                         "api/v2/items", "soshiki/jouhou/oshirase"};
inline constexpr const char* kTypes[] = {"text/html", "image/png", "application/json", "-",
                                         "application/javascript"};

// In Squid's native format, with referer and user agent: one line in three is a tunnel.
inline std::string squid_line(Dice& dice, int i) {
  const std::string host = fmt::format("{}{}.city{}.example.jp", dice.one_of(kHostNames),
                                       dice.below(90), dice.skewed(2000));
  const std::string client =
      fmt::format("10.{}.{}.{}", dice.below(19), dice.below(256), dice.below(256));
  const std::string user = dice.below(5) == 0 ? "-" : fmt::format("user{:04}", dice.skewed(4000));
  const std::string time =
      fmt::format("{}.{:03} {:6}", 1'772'000'000 + i, dice.below(1000), dice.skewed(90'000));
  if (dice.below(3) == 0) {
    return fmt::format("{} {} TCP_TUNNEL/200 {} CONNECT {}:443 {} HIER_DIRECT/203.0.{}.{} -", time,
                       client, dice.below(1'000'000), host, user, dice.below(114),
                       dice.below(256)) +
           fmt::format(" \"-\" \"{}\"", dice.one_of(kAgents));
  }
  const std::string url =
      fmt::format("https://{}/{}/{:x}/page{}.html{}", host, dice.one_of(kPaths),
                  dice.below(1U << 30U), dice.below(5000),
                  dice.below(2) == 0 ? fmt::format("?id={}&lang=ja", dice.below(100'000)) : "");
  return fmt::format(
      "{} {} TCP_MISS/{} {} {} {} {} HIER_DIRECT/203.0.{}.{} {} \"https://{}/\" "
      "\"{}\"",
      time, client, dice.below(7) == 0 ? 304 : 200, dice.below(1'000'000),
      dice.below(10) == 0 ? "POST" : "GET", url, user, dice.below(114), dice.below(256),
      dice.one_of(kTypes), host, dice.one_of(kAgents));
}

// The least that can be done with a line: where its columns begin and end.
inline void split_at_blanks(std::string_view line, std::vector<std::string_view>& columns) {
  columns.clear();
  const char* at = line.data();
  const char* end = at + line.size();
  while (at < end) {
    const void* found = std::memchr(at, ' ', static_cast<std::size_t>(end - at));
    const char* blank = found == nullptr ? end : static_cast<const char*>(found);
    columns.emplace_back(at, static_cast<std::size_t>(blank - at));
    at = blank + 1;
  }
}

}  // namespace yagura
