// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "config/config.hpp"
#include "engine/detection_rules.hpp"

namespace yagura {

// What a configuration file now says, with its rules compiled.
struct FreshConfiguration {
  ConfigResult read;
  std::optional<DetectionRules> rules;  // there if the configuration is
  std::string failure;                  // why it could not be made at all (out of memory); or empty
};

// Reads and compiles a changed configuration on a thread of its own, so that neither sources nor
// the pipeline wait for it. Belongs to the thread that runs the io_context, on which it also hands
// over what it made.
class Reloader {
 public:
  using Ready = std::function<void(FreshConfiguration&&)>;

  Reloader(boost::asio::io_context& context, Ready ready);
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;
  ~Reloader();  // waits for a reading that is under way; what it made is dropped

  // While one reading is under way, all further calls lead to one more after it: the file may have
  // changed since it was read.
  void start(const std::filesystem::path& file);
  bool busy() const { return busy_; }

 private:
  void finish(FreshConfiguration&& fresh);

  boost::asio::io_context& context_;
  Ready ready_;
  std::thread thread_;
  bool busy_ = false;
  std::optional<std::filesystem::path> next_;
};

}  // namespace yagura
