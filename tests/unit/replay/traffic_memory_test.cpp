// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>

#include "prefecture.hpp"
#include "replay/traffic.hpp"

// The sanitizers bring a heap of their own, which does not tell its size: there is nothing to
// measure there, and no test case.
#if defined(__has_feature)
#define YAGURA_HAS_FEATURE(name) __has_feature(name)
#else
#define YAGURA_HAS_FEATURE(name) 0
#endif
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    !YAGURA_HAS_FEATURE(address_sanitizer) && !YAGURA_HAS_FEATURE(thread_sanitizer)

namespace yagura {
namespace {

std::size_t heap_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace

TEST_CASE("memory does not grow with the length of the day", "[replay]") {
  const OrganisationTable table = prefecture();
  const ServiceMap services = prefecture_services();
  Scenario scenario;
  scenario.from = *civil_time(2026, 2, 25, 0, 0, 0) - kJapanOffset;
  scenario.to = scenario.from + std::chrono::hours(24);
  const std::size_t before = heap_in_use();
  Traffic traffic(scenario, table, services);
  std::size_t bytes = 0;
  std::size_t highest = 0;
  std::size_t records = 0;
  ReplayRecord record;
  while (traffic.next(record)) {
    bytes += record.text.size();
    if (++records % 500 == 0) {
      highest = std::max(highest, heap_in_use());
    }
  }
  CHECK(bytes > std::size_t{15} * 1024 * 1024);
  REQUIRE(highest > before);
  CHECK(highest - before < std::size_t{2} * 1024 * 1024);
}

}  // namespace yagura

#endif
