// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/parse_command.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <string>

#include "parse/registry.hpp"

namespace yagura {
namespace {

struct Run {
  int code;
  std::string out;
};

Run run(ParseOptions options, const std::string& in) {
  options.formats = formats();
  options.received = *parse_rfc3339("2026-01-01T00:10:00Z", TimeZone{});
  std::istringstream input(in);
  std::ostringstream output;
  const int code = run_parse(options, input, output);
  return {code, output.str()};
}

constexpr const char* kFeed =
    R"({"@timestamp":"2026-03-16T00:12:33Z","feed":"a","stage":"committed","sequence":1})";
constexpr const char* kFeedOut =
    R"({"@timestamp":"2026-03-16T00:12:33.000Z","yagura.feed.name":"a",)"
    R"("yagura.feed.stage":"committed","yagura.feed.sequence":1,"event.dataset":"feed"})"
    "\n";

}  // namespace

TEST_CASE("each record gives one object, in order, and errors set the exit code", "[parse]") {
  const auto [code, out] = run({}, std::string(kFeed) + "\r\n\nwords\n" + kFeed);
  CHECK(code == 1);
  CHECK(out == std::string(kFeedOut) +
                   R"({"error":{"reason":"no known format","offset":0},"raw":"words"})"
                   "\n" +
                   kFeedOut);
  CHECK(run({}, kFeed).code == 0);
  CHECK(run({}, "").out.empty());
}

TEST_CASE("bytes that are not UTF-8 come back in base64", "[parse]") {
  CHECK(run({}, "\xff\n").out ==
        R"({"error":{"reason":"no known format","offset":0},"raw_base64":"/w=="})"
        "\n");
}

TEST_CASE("a stream is shown as the records it holds", "[parse]") {
  ParseOptions options;
  options.format = "framing";
  options.frames = [](std::string_view stream) {
    return std::vector<std::string>{std::string(stream), "\"2\""};
  };
  CHECK(run(options, "a\nb").out == R"({"frames":["a\nb","\"2\""]})"
                                    "\n");
}

TEST_CASE("dead letters are parsed as they say, one object out for each line in", "[parse]") {
  ParseOptions options;
  options.input = ParseOptions::Input::dead_letters;
  const auto [code, out] = run(
      options, R"({"raw":"<13>Jan  1 09:00:00 h p: x","format":"syslog","time_zone":"Asia/Tokyo"})"
               "\n"
               "\n"
               R"({"raw":"x","charset":"klingon"})"
               "\n"
               R"({"raw":"x","format":"nothing"})"
               "\n"
               R"({"raw":"x","time_zone":"Asia/Nowhere"})"
               "\n");
  CHECK(code == 1);
  CHECK(out ==
        R"({"@timestamp":"2026-01-01T00:00:00.000Z","message":"x","event.dataset":"syslog",)"
        R"("log.syslog.priority":13,"log.syslog.facility.code":1,"log.syslog.severity.code":5,)"
        R"("log.syslog.hostname":"h","log.syslog.appname":"p","host.hostname":"h"})"
        "\n"
        R"({"error":{"reason":"dead letter: not a JSON object","offset":0},"raw":""})"
        "\n"
        R"({"error":{"reason":"charset not known","offset":0},"raw":"x"})"
        "\n"
        R"({"error":{"reason":"format not known","offset":0},"raw":"x"})"
        "\n"
        R"({"error":{"reason":"time zone not known","offset":0},"raw":"x"})"
        "\n");
}

TEST_CASE("an endless line is read past and told", "[parse]") {
  const auto [code, out] = run({}, std::string(1'000'000, 'x') + "\n" + kFeed + "\n");
  CHECK(code == 1);
  CHECK(out.find(R"({"error":{"reason":"line is too long","offset":65536},"raw":"xxx)") == 0);
  CHECK(out.size() < 70'000);
  CHECK(out.ends_with(kFeedOut));
}

}  // namespace yagura
