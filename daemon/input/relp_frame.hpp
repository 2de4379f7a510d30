// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "model/record.hpp"

namespace yagura {

// One frame of RELP: `transaction SP command SP length [SP data] LF`.
struct RelpFrame {
  std::uint32_t transaction = 0;  // 0 only in hints, which nobody answers
  std::string_view command;       // letters, at most kMostRelpCommand
  std::string_view data;          // at most max_data
  bool cut = false;               // the data was longer than that
};

// Why a stream is no RELP.
enum class RelpFault { none, transaction, command, length, end };
std::string_view to_string(RelpFault fault);

inline constexpr std::size_t kMostRelpCommand = 32;
// Longer data than this is no log record but a mistake or an attack. (Up to there it is taken and
// cut, since a sender whose record is refused would send it again for ever.)
inline constexpr std::size_t kMostRelpData = std::size_t{16} * 1024 * 1024;

// Cuts the byte stream of one RELP connection into frames. Numbers are at most nine digits, as
// librelp sends them; a frame without data may carry a blank behind its length.
//
// Holds at most `max_data` bytes of an unfinished frame. The cost is linear in the bytes fed,
// however they are split. One thread.
class RelpFramer {
 public:
  // The texts live only during the call. False: nothing further is to be read.
  using Sink = std::function<bool(const RelpFrame&)>;

  explicit RelpFramer(std::size_t max_data = kMaxRecordBytes) : max_data_(max_data) {}

  // After a fault the framer is not to be used again: where the next frame begins is not known.
  RelpFault feed(std::string_view bytes, const Sink& sink);

 private:
  enum class State { transaction, command, length, data, end };
  RelpFault take(char c);
  RelpFault take_digit(char c, std::size_t& number, RelpFault fault);
  std::size_t take_data(std::string_view bytes);

  std::size_t max_data_;
  State state_ = State::transaction;
  std::size_t digits_ = 0;
  std::size_t transaction_ = 0;
  std::string command_;
  std::size_t length_ = 0;
  std::size_t left_ = 0;  // of the data
  std::string held_;      // data of earlier pieces
  std::string_view data_;
};

}  // namespace yagura
