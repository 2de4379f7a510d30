// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.hpp"

namespace yagura {

// Cuts the byte stream of one syslog connection into records (RFC 6587): octet counting
// ("40 <13>1 ...") and records that end with LF, CR LF or NUL, as they come, mixed on one
// connection. Senders' defaults differ even inside one vendor, and some switch after a reconnect,
// so the kind is decided anew for each record.
//
// Digits count octets only if a blank and '<' follow them: a plain line that begins with a date is
// not a count of 2026 octets. Counts are at most seven digits long.
//
// Holds at most `max_record` bytes of an unfinished record. The cost is linear in the bytes fed,
// however they are split. One thread.
class StreamFramer {
 public:
  enum class Completeness { whole, cut };
  // The text lives only during the call. `cut`: longer than max_record, or the connection ended
  // before the octets that were announced.
  using Sink = std::function<void(std::string_view record, Completeness completeness)>;

  explicit StreamFramer(std::size_t max_record = kMaxRecordBytes) : max_record_(max_record) {}

  void feed(std::string_view bytes, const Sink& sink);
  // The connection ended: what is held is the last record.
  void finish(const Sink& sink);

 private:
  enum class State {
    deciding,   // at the beginning of a record; held_ = digits and blank of a possible count
    delimited,  // up to LF or NUL
    counted,    // left_ octets to come
    skipping,   // over-long delimited record, already handed on
  };
  // Each takes bytes from the front and returns how many.
  std::size_t decide(std::string_view bytes);
  std::size_t take_counted(std::string_view bytes, const Sink& sink);
  void begin_delimited() { state_ = State::delimited; }
  std::size_t take_delimited(std::string_view bytes, std::size_t trailer, const Sink& sink);
  void emit(std::string_view record, Completeness completeness, const Sink& sink);

  std::size_t max_record_;
  State state_ = State::deciding;
  std::string held_;
  std::size_t left_ = 0;
  bool overflow_ = false;  // the counted record is longer than max_record_
};

// The whole records of a stream that is at hand, as text: what is not finished is left out.
std::vector<std::string> frames_of(std::string_view stream);

}  // namespace yagura
