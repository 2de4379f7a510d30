// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/progress.hpp"

#include <catch2/catch.hpp>

namespace yagura {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Watched {
  // Looks four times a second, as the daemon does, at what `next` makes of the sample.
  template <typename Next>
  void go_on(seconds span, Next next) {
    for (const auto end = now + span; now < end; now += milliseconds(250)) {
      next(sample);
      progress.look(sample, now);
    }
  }
  Progress::Clock::time_point now{};
  Progress::Sample sample;
  Progress progress{now};
};

}  // namespace

TEST_CASE("a daemon that nobody sends to is well and feeds the watchdog", "[engine]") {
  Watched watched;
  watched.go_on(seconds(60), [](Progress::Sample& sample) { ++sample.beats; });
  CHECK(watched.progress.fed());
  CHECK(watched.progress.well());
  CHECK(watched.progress.text() == "Taking in records: 0 records accepted, 0 processed");
}

TEST_CASE("records that move feed the watchdog, a thread that only turns does not", "[engine]") {
  Watched watched;
  const auto turn = [](Progress::Sample& sample) {
    ++sample.beats;
    sample.durable += 10;
  };
  watched.go_on(seconds(60), [&](Progress::Sample& sample) {
    turn(sample);
    sample.processed = sample.durable - 5;
  });
  CHECK(watched.progress.fed());
  CHECK(watched.progress.well());

  watched.go_on(seconds(19), turn);
  CHECK_FALSE(watched.progress.fed());
  CHECK(watched.progress.well());
  watched.go_on(seconds(3), turn);
  CHECK_FALSE(watched.progress.fed());
  CHECK_FALSE(watched.progress.well());
  CHECK(watched.progress.text().find("Records do not move") == 0);

  ++watched.sample.processed;
  watched.progress.look(watched.sample, watched.now);
  CHECK(watched.progress.fed());
  CHECK(watched.progress.well());
}

TEST_CASE("a thread that stands still feeds no watchdog even without work", "[engine]") {
  Watched watched;
  watched.go_on(seconds(30), [](Progress::Sample&) {});
  CHECK_FALSE(watched.progress.fed());
  CHECK_FALSE(watched.progress.well());
}

TEST_CASE("a journal that waits for its disk is known in five seconds and not killed for it",
          "[engine]") {
  Watched watched;
  watched.sample.queued_bytes = 4096;
  watched.go_on(seconds(5), [](Progress::Sample& sample) { ++sample.beats; });
  CHECK_FALSE(watched.progress.well());
  CHECK(watched.progress.fed());
  CHECK(watched.progress.text() ==
        "The journal waits for its disk: 0 records accepted, 0 processed, 4096 bytes not yet "
        "durable");
  ++watched.sample.durable;  // there is room again
  watched.go_on(seconds(1), [](Progress::Sample& sample) {
    ++sample.beats;
    sample.processed = sample.durable;
  });
  CHECK_FALSE(watched.progress.text().find("Taking in records") == std::string::npos);
  CHECK(watched.progress.well());
}

}  // namespace yagura
