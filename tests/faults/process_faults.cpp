// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// The process or the machine ends, or is asked to.

#include "process_faults.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <csignal>

#include "disks.hpp"

namespace yagura::test {
namespace {

constexpr std::uint64_t kRecords = 100;  // of each sender in a round

// Every eighth time in the middle of a start.
bool kill_while_starting(Run& run, std::uint64_t round) {
  if (round % 8 != 7) {
    return false;
  }
  run.subject().begin();
  (void)::poll(nullptr, 0, static_cast<int>(run.draw(100)));  // any moment of the start will do
  (void)run.stop(SIGKILL);
  return true;
}

}  // namespace

Row kill(const Plan& plan) {
  Run run(plan);
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    if (kill_while_starting(run, round)) {
      continue;
    }
    run.start();
    run.work(kRecords);
    run.count(run.busy());
    (void)run.stop(SIGKILL);
  }
  run.start();
  return run.finish();
}

Row terminate(const Plan& plan) {
  Run run(plan);
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    run.start();
    run.work(kRecords);
    run.count(run.busy());
    if (const int code = run.stop(SIGTERM); code != 0) {
      run.breach(fmt::format("it ends with {} when it is asked to stop", code));
    }
  }
  run.start();
  return run.finish();
}

Row power_cut(const Plan& plan) {
  Run run(plan);
  PowerDisk disk(run.disk(), run.folder() / "image");
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    run.start();
    run.work(kRecords);
    run.count(run.busy());
    // The network goes first: a sync that is under way when ext4 is shut down may be told that it
    // succeeded, while a machine without power tells nobody anything.
    run.load().down();
    disk.cut();
    (void)run.stop(SIGKILL);
    disk.come_back();
  }
  run.start();
  return run.finish();
}

Row sent_twice(const Plan& plan) {
  Run run(plan);
  run.start();
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    run.load().release(kRecords * 10);
    run.await_further(1);
    if (!run.load().await_all(std::chrono::seconds(60))) {
      break;  // finish() tells
    }
    const std::uint64_t before = run.load().sent_again();
    (void)run.stop(round % 2 == 0 ? SIGKILL : SIGTERM);  // nor does a start forget what it knew
    run.load().send_all_again();
    run.start();
    run.await_further(1);
    (void)run.load().await_all(std::chrono::seconds(60));
    run.count(run.load().sent_again() > before);
  }
  return run.finish();
}

}  // namespace yagura::test
