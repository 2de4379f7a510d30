// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// What the disk says or gives back is wrong.

#include "storage_faults.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <map>
#include <span>

#include "child_process.hpp"
#include "waiting.hpp"

namespace yagura::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kPatience{60};
constexpr std::uint64_t kRecords = 200;
constexpr int kFailed = 3;  // the daemon's exit code when it gives up; systemd starts it again

struct Failure {
  const char* call;
  int error;
};

// Lets the next call of the kind in the running daemon fail, whichever it is.
void fail_next(Run& run, const Failure& failure) {
  ChildProcess control(
      {"/usr/bin/fiu-ctrl", "-f", run.folder() / "fiu", "-c",
       fmt::format("enable name={},failinfo={},onetime", failure.call, failure.error),
       std::to_string(run.subject().pid())},
      run.folder() / "fiu.out", run.folder() / "fiu.err");
  if (control.wait() != 0) {
    throw std::runtime_error("fiu-ctrl: " + contents_of(run.folder() / "fiu.err"));
  }
}

std::vector<std::string> under_fiu(const Run& run) {
  if (!fs::exists("/usr/bin/fiu-run")) {
    throw Skipped("fiu-utils is not installed");
  }
  return {"/usr/bin/fiu-run", "-x", "-f", run.folder() / "fiu"};
}

Row calls_fail(const Plan& plan, std::span<const Failure> failures) {
  Run run(plan);
  const auto wrapper = under_fiu(run);
  run.start(wrapper);
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    run.work(kRecords);
    const std::size_t before = run.subject().log().size();
    fail_next(run, failures[round % failures.size()]);
    run.load().release(kRecords);
    // Either it says so and goes on, or it ends and is started again.
    const bool noticed = await(
        [&] { return run.subject().ended() || run.subject().log().size() > before; }, kPatience);
    run.count(noticed && run.busy());
    // A daemon that says why it ends is ended soon.
    const bool goes_on = run.load().await_all(std::chrono::seconds(1)) && !run.subject().ended();
    if (!goes_on && await([&] { return run.subject().ended(); }, std::chrono::seconds(5))) {
      if (const int code = run.subject().wait(); code != kFailed) {
        run.breach(fmt::format("after {} it ended with {}:\n{}",
                               failures[round % failures.size()].call, code, run.subject().log()));
      }
      run.load().down();
      run.start(wrapper);
    }
    run.load().release(10);
    run.await_further(1);
  }
  return run.finish();
}

// Sectors of the file that hold something else now.
void damage(Run& run, const fs::path& file, std::uint64_t way) {
  const auto size = fs::file_size(file);
  constexpr std::uint64_t kPage = 4096;
  constexpr std::uint64_t kSector = 512;
  if (way % 3 == 0) {
    fs::resize_file(file, size / 2);
    return;
  }
  std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
  const std::uint64_t pages = std::max<std::uint64_t>(size / kPage, 1);
  for (std::uint64_t i = 0; i < pages; ++i) {
    if (way % 3 == 1 ? i == 0 : run.draw(4) == 0 || i == pages / 2) {
      std::string sector(std::min<std::uint64_t>(kSector, size), '\0');
      for (char& c : sector) {
        c = static_cast<char>(run.draw(256));
      }
      out.seekp(static_cast<std::streamoff>(i * kPage));
      out.write(sector.data(), static_cast<std::streamsize>(sector.size()));
    }
  }
}

bool says(Run& run, std::string_view text) {
  return run.subject().log().find(text) != std::string::npos;
}

}  // namespace

Row sync_fails(const Plan& plan) {
  static constexpr Failure kFailures[] = {{"posix/io/sync/fdatasync", EIO},
                                          {"posix/io/sync/fsync", EIO}};
  return calls_fail(plan, kFailures);
}

Row write_fails(const Plan& plan) {
  static constexpr Failure kFailures[] = {{"posix/io/rw/pwrite", ENOSPC},
                                          {"posix/io/rw/pwrite", EIO},
                                          {"posix/io/oc/open", EMFILE},
                                          {"posix/io/dir/rename", EIO}};
  return calls_fail(plan, kFailures);
}

Row store_damaged(const Plan& plan) {
  Run run(plan);
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    run.start();
    run.work(kRecords);
    (void)run.load().await_all(kPatience);
    run.subject().await_rest();
    (void)run.stop(SIGTERM);  // so that all is in the one file
    damage(run, run.state() / "incidents.sqlite", round);
    run.start();
    run.count(says(run, "set aside"));
    (void)run.stop(SIGKILL);
  }
  run.start();
  return run.finish();
}

Row checkpoint_damaged(const Plan& plan) {
  Run run(plan);
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    run.start();
    run.work(kRecords);
    (void)run.stop(SIGTERM);
    damage(run, run.state() / "correlations.state", round);
    damage(run, run.state() / "expectations.state", round + 1);
    run.start();
    run.count(says(run, "built up again"));
    (void)run.stop(SIGKILL);
  }
  run.start();
  return run.finish();
}

Row upgraded(const Plan& plan) {
  Run run(plan);
  const fs::path made = YAGURA_SOURCE_DIR "/tests/faults/state-5336ef6";
  fs::copy(made / "state", run.state(), fs::copy_options::recursive);
  run.adopt(made / "last");
  run.start();
  run.work(kRecords);
  run.count(run.busy());
  (void)run.stop(SIGKILL);
  run.start();
  return run.finish();
}

Row make_state(const Plan& plan) {
  Run run(plan);
  run.start();
  // Small, and yet with incidents: only one sender sends enough for an attack.
  std::map<Stream, std::uint64_t> numbers;
  for (const Sender& sender : run.subject().senders()) {
    numbers[sender.stream] = numbers.empty() ? 210 : 10;
  }
  run.load().release_up_to(numbers);
  (void)run.load().await_all(kPatience);
  run.subject().await_rest();
  if (!await(
          [&] {
            return fs::exists(run.state() / "correlations.state") &&
                   fs::exists(run.state() / "expectations.state");
          },
          kPatience)) {
    throw std::runtime_error("no checkpoint is made");
  }
  (void)run.stop(SIGKILL);
  for (const char* fleeting : {"lock", "endpoints.json"}) {
    fs::remove(run.state() / fleeting);
  }
  fs::create_directories(plan.folder);
  fs::copy(run.state(), plan.folder / "state", fs::copy_options::recursive);
  std::ofstream last(plan.folder / "last");
  for (const auto& [stream, number] : numbers) {
    last << stream.organisation << ' ' << stream.source << ' ' << number << '\n';
  }
  return {};
}

}  // namespace yagura::test
