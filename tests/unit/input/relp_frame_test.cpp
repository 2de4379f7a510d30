// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/relp_frame.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace yagura {
namespace {

using Frames = std::vector<std::string>;

// "transaction command data" each, "~" before data that was cut; at last the fault, if any.
Frames framed(std::string_view bytes, std::size_t piece) {
  Frames frames;
  RelpFramer framer(10);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::string part(bytes.substr(at, piece));  // of its own, so that no view outlives it
    const RelpFault fault = framer.feed(part, [&](const RelpFrame& frame) {
      frames.push_back(std::to_string(frame.transaction) + " " + std::string(frame.command) + " " +
                       (frame.cut ? "~" : "") + std::string(frame.data));
      return true;
    });
    if (fault != RelpFault::none) {
      frames.emplace_back(to_string(fault));
      break;
    }
  }
  return frames;
}

void check(std::string_view bytes, const Frames& expected) {
  for (std::size_t piece = 1; piece <= bytes.size() + 1; ++piece) {
    INFO(bytes << " in pieces of " << piece);
    CHECK(framed(bytes, piece) == expected);
  }
}

}  // namespace

TEST_CASE("frames are cut by their length, whatever the data holds", "[input]") {
  check("1 open 3 a=b\n2 syslog 5 a\nb c\n", {"1 open a=b", "2 syslog a\nb c"});
  check(std::string_view("999999999 syslog 2 \0\n\n", 22),
        {std::string("999999999 syslog \0\n", 19)});
  check("3 close 0\n4 close 0 \n0 serverclose 0\n", {"3 close ", "4 close ", "0 serverclose "});
}

TEST_CASE("data beyond the limit is cut and the next frame is whole", "[input]") {
  check("1 syslog 12 abcdefghijkl\n2 syslog 10 abcdefghij\n",
        {"1 syslog ~abcdefghij", "2 syslog abcdefghij"});
}

TEST_CASE("what is no frame is a fault that says where", "[input]") {
  const Frames transaction{std::string(to_string(RelpFault::transaction))};
  const Frames command{std::string(to_string(RelpFault::command))};
  const Frames length{std::string(to_string(RelpFault::length))};
  check("<13>plain syslog\n", transaction);
  check(" 1 open 0\n", transaction);
  check("-1 open 0\n", transaction);
  check("1234567890 open 0\n", transaction);
  check("GET / HTTP/1.1\r\n", transaction);
  check("1  open 0\n", command);
  check("1 sys-log 0\n", command);
  check("1 " + std::string(33, 'a') + " 0\n", command);
  check("1 open\n", command);
  check("1 open \n", length);
  check("1 open 1x\n", length);
  check("1 open 5\n", length);
  check("1 syslog 1234567890 x\n", length);
  check("1 syslog 999999999 x\n", length);
  check("1 syslog -1 x\n", length);
  check("1 syslog 2 abc\n", {std::string(to_string(RelpFault::end))});
  check("1 close 0 x\n", {std::string(to_string(RelpFault::end))});
}

TEST_CASE("a frame that says stop is the last one looked at", "[input]") {
  RelpFramer framer;
  int seen = 0;
  CHECK(framer.feed("1 close 0\nnonsense", [&](const RelpFrame&) {
    ++seen;
    return false;
  }) == RelpFault::none);
  CHECK(seen == 1);
}

}  // namespace yagura
