// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/crc.hpp>

#include "base/time.hpp"

namespace yagura {

// CRC-32C (Castagnoli), as in iSCSI (RFC 3720).
using Crc32c = boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true>;

// Turns values into bytes and hands them on in pieces, so that a large state need not be held
// twice. Numbers are little-endian, or varints of seven bits a byte. One thread.
class ByteSink {
 public:
  using Out = std::function<void(std::string_view)>;
  explicit ByteSink(Out out) : out_(std::move(out)) {}

  void put(std::uint64_t value, int bytes);
  void put_varint(std::uint64_t value);
  void put_bytes(std::string_view bytes);
  void put_text(std::string_view text);  // after its size
  void put_time(TimePoint time);         // microseconds since 1970, 8 bytes
  // Ends with the checksum of all that was put.
  void finish();

 private:
  void flush();

  Out out_;
  std::string piece_;
  Crc32c crc_;
};

// Reads what a ByteSink wrote. Once anything is missing failed() stays true and every value is 0;
// so a reader need not ask after each value, but must before it trusts one.
class ByteSource {
 public:
  // The source of the bytes before the checksum; failed() if they do not have it.
  static ByteSource checked(std::string_view bytes);
  explicit ByteSource(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t take(int bytes);
  std::uint64_t take_varint();
  std::string_view take_bytes(std::size_t count);
  std::string_view take_text(std::size_t most);
  TimePoint take_time();

  std::size_t left() const { return rest_.size(); }
  bool failed() const { return failed_; }

 private:
  std::uint64_t fail();

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace yagura
