// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/tail.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "base/text.hpp"
#include "cli/api_client.hpp"

namespace yagura {
namespace {

AlertView view(std::string title_ja, std::string key) {
  AlertView made;
  made.organisation_name = "長門市";
  made.alert.level = Level::critical;
  made.alert.title_ja = std::move(title_ja);
  made.alert.key = std::move(key);
  made.alert.first_seen = *parse_rfc3339("2026-03-18T02:14:07+09:00", TimeZone());
  return made;
}

}  // namespace

TEST_CASE("an alert is one line of at most 120 columns", "[cli]") {
  const TimeZone tokyo = *TimeZone::find("Asia/Tokyo");
  const std::string line =
      alert_line(view("シャドウコピーの削除", "host=nagato-fs01"), tokyo, TailOptions::Colour::off);
  CHECK(line.starts_with("2026-03-18 02:14:07 重大 長門市       シャドウコピーの削除"));
  CHECK(display_width(line) <= 120);
  const std::string longest = alert_line(view(std::string(300, 'a'), std::string(300, 'b')), tokyo,
                                         TailOptions::Colour::off);
  CHECK(display_width(longest) == 120);
}

TEST_CASE("what a record says cannot steer the terminal", "[cli]") {
  const std::string line = alert_line(view("\x1b[2J\x1b]8;;http://evil\a", "user=\r\nroot"),
                                      TimeZone(), TailOptions::Colour::off);
  CHECK(line.find('\x1b') == std::string::npos);
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.find('\r') == std::string::npos);
}

TEST_CASE("an event stream is cut into events however it is split", "[cli]") {
  const std::string stream =
      ": hello\n\nid: 7\nevent: alert\ndata: {\"a\":1}\n\nid: 8\nevent: alert\ndata: {\"a\":2}\n\n";
  for (std::size_t split = 0; split <= stream.size(); ++split) {
    EventStreamReader reader;
    std::vector<std::string> found;
    const auto collect = [&](const ApiClient::Event& event) {
      found.push_back(std::to_string(event.id) + event.data);
      return true;
    };
    reader.feed(stream.substr(0, split), collect);
    reader.feed(stream.substr(split), collect);
    CHECK(found == std::vector<std::string>{"7{\"a\":1}", "8{\"a\":2}"});
  }
}

}  // namespace yagura
