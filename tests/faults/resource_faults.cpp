// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Something runs out or is held by others, and comes back. The daemon goes on by itself.

#include "resource_faults.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <list>

#include "disks.hpp"
#include "waiting.hpp"

namespace yagura::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::seconds kResume{5};
constexpr std::string_view kJournalWaits = "sources wait";
constexpr std::string_view kStoreWaits = "the pipeline waits";

std::size_t count_of(const std::string& text, std::string_view wanted) {
  std::size_t count = 0;
  for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
    ++count;
  }
  return count;
}

// Until the daemon has said it once more. It must live on.
void await_said(Run& run, std::string_view text, std::size_t before) {
  const bool said =
      await([&] { return run.subject().ended() || count_of(run.subject().log(), text) > before; },
            kPatience);
  if (!said || run.subject().ended()) {
    throw std::runtime_error(fmt::format("the daemon {} '{}':\n{}",
                                         said ? "ended and did not say" : "does not say", text,
                                         run.subject().log()));
  }
}

// Takes what `take` takes until the daemon waits, and gives it back: that it goes on is to be seen.
template <typename Take, typename GiveBack>
void starve(Run& run, std::uint64_t records, Take take, GiveBack give_back) {
  run.work(records);
  const std::size_t before = count_of(run.subject().log(), kJournalWaits);
  take();
  run.load().release(records);
  if (run.plan().subject == "yagurad") {
    await_said(run, kJournalWaits, before);
  } else {
    (void)run.load().await_all(kResume);  // others do not say it
  }
  run.count(run.busy());
  give_back();
  run.time_resume(kResume);
}

}  // namespace

Row disk_full(const Plan& plan) {
  Run run(plan);
  const SmallDisk disk(run.disk(), "size=64m");
  run.start();
  const fs::path filling = run.disk() / "filling";
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    starve(
        run, 200,
        [&] {
          std::ofstream out(filling, std::ios::binary);
          const std::string page(4096, 'x');
          while (out.write(page.data(), 4096).flush()) {
          }
        },
        [&] { fs::remove(filling); });
  }
  return run.finish();
}

Row no_inodes(const Plan& plan) {
  Run run(plan);
  const SmallDisk disk(run.disk(), "size=256m,nr_inodes=64");
  run.start();
  const fs::path filling = run.disk() / "filling";
  fs::create_directory(filling);
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    starve(
        run, 800,  // enough for a new segment
        [&] {
          for (int i = 0; std::ofstream(filling / std::to_string(i)); ++i) {
          }
        },
        [&] {
          for (const auto& entry : fs::directory_iterator(filling)) {
            fs::remove(entry);
          }
        });
  }
  return run.finish();
}

Row no_descriptors(const Plan& plan) {
  constexpr rlim_t kDescriptors = 128;
  constexpr int kConnections = 500;
  Run run(plan);
  run.start();
  const rlimit limit{kDescriptors, kDescriptors};
  if (::prlimit(run.subject().pid(), RLIMIT_NOFILE, &limit, nullptr) != 0) {
    throw Skipped("the limit of descriptors cannot be set");
  }
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    run.work(100);
    const Ports ports = run.subject().serving();
    {
      std::list<LineClient> idle;
      for (int i = 0; i < kConnections; ++i) {
        idle.emplace_back(ports.at(i % 2 == 0 ? "relay" : "lines"), loopback(0));
      }
      const auto descriptors = [&] {
        const fs::directory_iterator open(fmt::format("/proc/{}/fd", run.subject().pid()));
        return static_cast<std::size_t>(std::distance(begin(open), end(open)));
      };
      run.count(await([&] { return descriptors() >= kDescriptors / 2; }, kPatience));
      // Who is connected goes on, over more than one new segment; and the console answers.
      run.load().release(1000);
      run.await_further(5000);
      (void)run.subject().counts();
    }
    // The others are gone: who comes anew is served.
    run.load().down();
    run.load().release(100);
    run.load().up(ports);
    run.time_resume(std::chrono::seconds(1));
  }
  return run.finish();
}

Row store_locked(const Plan& plan) {
  Run run(plan);
  run.start();
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    run.work(100);
    const std::size_t before = count_of(run.subject().log(), kStoreWaits);
    sqlite3* store = nullptr;
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> closing(
        (sqlite3_open((run.state() / "incidents.sqlite").c_str(), &store), store), &sqlite3_close);
    (void)sqlite3_busy_timeout(store, 10'000);
    if (sqlite3_exec(store, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error("the store cannot be locked");
    }
    const auto until = std::chrono::steady_clock::now() + plan.hold;
    run.load().release(100);
    await_said(run, kStoreWaits, before);
    run.count(true);
    // Meanwhile records come in and are acknowledged, as the journal needs no store.
    run.load().release(100);
    run.await_further(100);
    (void)await([&] { return std::chrono::steady_clock::now() >= until; }, plan.hold);
    (void)sqlite3_exec(store, "ROLLBACK", nullptr, nullptr, nullptr);
    run.load().release(10);
    run.time_resume(kResume);
  }
  return run.finish();
}

}  // namespace yagura::test
