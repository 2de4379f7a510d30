// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/relp_frame.hpp"

#include <algorithm>

#include "base/number.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMostDigits = 9;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::string_view to_string(RelpFault fault) {
  switch (fault) {
    case RelpFault::none:
      return "nothing is wrong";
    case RelpFault::transaction:
      return "a frame does not begin with a transaction number of up to nine digits";
    case RelpFault::command:
      return "no command of up to 32 letters stands behind the transaction number";
    case RelpFault::length:
      return "no length of up to 16 MiB stands behind the command";
    case RelpFault::end:
      break;
  }
  return "a frame is longer than it says";
}

RelpFault RelpFramer::feed(std::string_view bytes, const Sink& sink) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (state_ == State::data) {
      at += take_data(bytes.substr(at));
      continue;
    }
    const bool inside = state_ != State::transaction;
    if (const RelpFault fault = take(bytes[at]); fault != RelpFault::none) {
      return fault;
    }
    ++at;
    if (inside && state_ == State::transaction) {
      const RelpFrame frame{static_cast<std::uint32_t>(transaction_), command_, data_,
                            length_ > max_data_};
      const bool more = sink(frame);
      digits_ = 0;
      transaction_ = 0;
      length_ = 0;
      command_.clear();
      held_.clear();
      data_ = {};
      if (!more) {
        return RelpFault::none;
      }
    }
  }
  if (state_ == State::end && held_.empty()) {
    held_ = data_;  // the caller's bytes end here
    data_ = held_;
  }
  return RelpFault::none;
}

// Anything but data.
RelpFault RelpFramer::take(char c) {
  switch (state_) {
    case State::transaction:
      if (c != ' ' || digits_ == 0) {
        return take_digit(c, transaction_, RelpFault::transaction);
      }
      state_ = State::command;
      return RelpFault::none;
    case State::command:
      if (is_letter(c) && command_.size() < kMostRelpCommand) {
        command_ += c;
        return RelpFault::none;
      }
      if (c != ' ' || command_.empty()) {
        return RelpFault::command;
      }
      digits_ = 0;
      state_ = State::length;
      return RelpFault::none;
    case State::length:
      if (is_digit(c)) {
        return take_digit(c, length_, RelpFault::length);
      }
      if (digits_ == 0 || length_ > kMostRelpData || (c != ' ' && (c != '\n' || length_ > 0))) {
        return RelpFault::length;
      }
      if (length_ > 0) {
        left_ = length_;
        state_ = State::data;
        return RelpFault::none;
      }
      state_ = State::end;
      return c == '\n' ? take(c) : RelpFault::none;
    case State::end:
    case State::data:
      break;
  }
  state_ = State::transaction;
  return c == '\n' ? RelpFault::none : RelpFault::end;
}

RelpFault RelpFramer::take_digit(char c, std::size_t& number, RelpFault fault) {
  if (!is_digit(c) || ++digits_ > kMostDigits) {
    return fault;
  }
  number = number * 10 + static_cast<std::size_t>(c - '0');
  return RelpFault::none;
}

std::size_t RelpFramer::take_data(std::string_view bytes) {
  const std::size_t taken = std::min(left_, bytes.size());
  const bool whole = held_.empty() && left_ == length_ && taken == left_;
  if (whole) {
    data_ = bytes.substr(0, std::min(taken, max_data_));
  } else {
    held_.append(bytes.substr(0, std::min(taken, max_data_ - held_.size())));
    data_ = held_;
  }
  left_ -= taken;
  state_ = left_ == 0 ? State::end : State::data;
  return taken;
}

}  // namespace yagura
