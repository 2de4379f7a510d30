// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/reloader.hpp"

#include <boost/asio/post.hpp>
#include <exception>
#include <memory>
#include <utility>

namespace yagura {
namespace {

FreshConfiguration read_fresh(const std::filesystem::path& file) {
  FreshConfiguration fresh;
  try {
    fresh.read = read_config(file);
    if (fresh.read.config) {
      fresh.rules = compile_rules(fresh.read.config->detection);
    }
  } catch (const std::exception& e) {
    fresh = {};
    fresh.failure = e.what();
  }
  return fresh;
}

}  // namespace

Reloader::Reloader(boost::asio::io_context& context, Ready ready)
    : context_(context), ready_(std::move(ready)) {}

Reloader::~Reloader() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Reloader::start(const std::filesystem::path& file) {
  if (busy_) {
    next_ = file;
    return;
  }
  busy_ = true;
  if (thread_.joinable()) {
    thread_.join();  // the one before has handed over, so this does not wait
  }
  thread_ = std::thread([this, file] {
    auto fresh = std::make_shared<FreshConfiguration>(read_fresh(file));
    boost::asio::post(context_, [this, fresh] { finish(std::move(*fresh)); });
  });
}

void Reloader::finish(FreshConfiguration&& fresh) {
  busy_ = false;
  if (next_) {
    start(*std::exchange(next_, std::nullopt));
  }
  ready_(std::move(fresh));
}

}  // namespace yagura
