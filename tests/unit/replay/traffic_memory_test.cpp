// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "prefecture.hpp"
#include "replay/traffic.hpp"

// Counts this test program's heap: the one place where a promise about memory can be measured.
namespace {
std::atomic<std::size_t> held{0};     // NOLINT(*-identifier-naming)
std::atomic<std::size_t> highest{0};  // NOLINT(*-identifier-naming)
}  // namespace

void* operator new(std::size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  const std::size_t now = held += malloc_usable_size(memory);
  highest = std::max(highest.load(), now);
  return memory;
}

void operator delete(void* memory) noexcept {
  held -= malloc_usable_size(memory);
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}

namespace yagura {

TEST_CASE("memory does not grow with the length of the day", "[replay]") {
  const OrganisationTable table = prefecture();
  const ServiceMap services = prefecture_services();
  Scenario scenario;
  scenario.from = *civil_time(2026, 2, 25, 0, 0, 0) - kJapanOffset;
  scenario.to = scenario.from + std::chrono::hours(24);
  scenario.scale_permille = 1'000;
  const std::size_t before = held;
  highest = before;
  Traffic traffic(scenario, table, services);
  std::size_t bytes = 0;
  ReplayRecord record;
  while (traffic.next(record)) {
    bytes += record.text.size();
  }
  CHECK(bytes > std::size_t{15} * 1024 * 1024);
  CHECK(highest - before < std::size_t{2} * 1024 * 1024);
}

}  // namespace yagura
