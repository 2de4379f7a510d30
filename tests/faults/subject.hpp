// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "load.hpp"
#include "oracle.hpp"

namespace yagura::test {

// What is put under faults: a daemon that takes records in and keeps them in one folder.
class Subject {
 public:
  Subject() = default;
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;
  virtual ~Subject() = default;

  // Begins to start, by a command that is given the program's own as arguments, such as fiu-run.
  virtual void begin(std::vector<std::string> wrapper = {}) = 0;
  // Returns once it takes records in; throws if it ends before, or needs more than a minute.
  virtual Ports serving() = 0;
  virtual pid_t pid() const = 0;
  virtual void signal(int number) = 0;
  // True once the process has ended by itself or by a signal.
  virtual bool ended() = 0;
  virtual int wait() = 0;  // the exit code, or 128 + the signal

  virtual std::vector<Sender> senders() const = 0;
  virtual std::set<std::string> best_effort() const = 0;  // sources that acknowledge nothing
  // Throws if it does not come to rest.
  virtual void await_rest() = 0;
  // At rest only.
  virtual std::vector<Held> held() = 0;
  virtual std::optional<Counts> counts() = 0;
  virtual std::set<std::string> incidents() = 0;
  virtual std::string log() const = 0;  // of the process started last
  // Another one of the kind, with nothing in it.
  virtual std::unique_ptr<Subject> fresh(const std::filesystem::path& folder) const = 0;

  Ports start(std::vector<std::string> wrapper = {}) {
    begin(std::move(wrapper));
    return serving();
  }
  int stop(int number) {
    signal(number);
    return wait();
  }
};

// `folder` holds configuration and logs; state is kept in folder/disk.
std::unique_ptr<Subject> yagurad_subject(const std::filesystem::path& folder);

enum class RsyslogQueue { memory, disk };
std::unique_ptr<Subject> rsyslog_subject(const std::filesystem::path& folder, RsyslogQueue queue);

// Thrown where the machine lacks what a fault needs.
struct Skipped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace yagura::test
