// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/standard_input.hpp"

#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "base/file_descriptor.hpp"
#include "world.hpp"

namespace yagura {

TEST_CASE("standard input is read as a syslog connection is, until it ends", "[input]") {
  test::World world;
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  StandardInputSource source(world.context, {"stdin", test::code("352012"), reading.number()},
                             world.sink, world.clock, world.metrics);
  REQUIRE(source.start());
  CHECK_FALSE(source.endpoint());
  world.sink.refusals = 2;
  const auto write = [&](std::string_view text) {
    REQUIRE(::write(writing.number(), text.data(), text.size()) ==
            static_cast<ssize_t>(text.size()));
  };
  write("one\ntwo\r\n7 <13>a\nbthr");
  world.until(3);
  write("ee");
  writing = FileDescriptor();
  world.until(4);
  CHECK(world.sink.records ==
        std::vector<std::string>{"352012 one", "352012 two", "352012 <13>a\nb", "352012 three"});
  CHECK(world.metrics.counter("input_records_total", "", {{"source", "stdin"}}).value() == 4);
}

TEST_CASE("standard input that is closed is told", "[input]") {
  test::World world;
  StandardInputSource source(world.context, {"stdin", test::code("352012"), -1}, world.sink,
                             world.clock, world.metrics);
  const auto started = source.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().message.find("source stdin cannot read") == 0);
}

}  // namespace yagura
