// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/byte_form.hpp"

#include <algorithm>

namespace yagura {
namespace {

constexpr std::size_t kPiece = std::size_t{256} * 1024;
constexpr int kChecksumBytes = 4;

}  // namespace

void ByteSink::put(std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    piece_ += static_cast<char>(value >> (8 * i));
  }
  if (piece_.size() >= kPiece) {
    flush();
  }
}

void ByteSink::put_varint(std::uint64_t value) {
  while (value >= 0x80) {
    put(value | 0x80U, 1);
    value >>= 7U;
  }
  put(value, 1);
}

void ByteSink::put_bytes(std::string_view bytes) {
  piece_ += bytes;
  if (piece_.size() >= kPiece) {
    flush();
  }
}

void ByteSink::put_text(std::string_view text) {
  put_varint(text.size());
  put_bytes(text);
}

void ByteSink::put_time(TimePoint time) {
  put(static_cast<std::uint64_t>(time.time_since_epoch().count()), 8);
}

void ByteSink::flush() {
  crc_.process_bytes(piece_.data(), piece_.size());
  out_(piece_);
  piece_.clear();
}

void ByteSink::finish() {
  flush();
  put(crc_.checksum(), kChecksumBytes);
  flush();
}

ByteSource ByteSource::checked(std::string_view bytes) {
  ByteSource source(bytes.substr(0, bytes.size() - std::min<std::size_t>(bytes.size(), 4)));
  Crc32c crc;
  crc.process_bytes(source.rest_.data(), source.rest_.size());
  ByteSource checksum(bytes.substr(source.rest_.size()));
  if (checksum.take(kChecksumBytes) != crc.checksum() || checksum.failed()) {
    source.fail();
  }
  return source;
}

std::uint64_t ByteSource::take(int bytes) {
  if (rest_.size() < static_cast<std::size_t>(bytes)) {
    return fail();
  }
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) {
    const auto byte = static_cast<std::uint8_t>(rest_[static_cast<std::size_t>(i)]);
    value |= static_cast<std::uint64_t>(byte) << (8 * i);
  }
  rest_.remove_prefix(static_cast<std::size_t>(bytes));
  return value;
}

std::uint64_t ByteSource::take_varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint64_t byte = take(1);
    if (shift == 63 && byte > 1) {
      return fail();
    }
    value |= (byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) {
      return failed_ ? 0 : value;
    }
  }
  return fail();
}

std::string_view ByteSource::take_bytes(std::size_t count) {
  if (rest_.size() < count) {
    fail();
    return {};
  }
  const std::string_view bytes = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return bytes;
}

std::uint64_t ByteSource::fail() {
  failed_ = true;
  rest_ = {};
  return 0;
}

std::string_view ByteSource::take_text(std::size_t most) {
  const std::uint64_t size = take_varint();
  if (size > most) {
    fail();
    return {};
  }
  return take_bytes(size);
}

TimePoint ByteSource::take_time() {
  return TimePoint(Duration(static_cast<std::int64_t>(take(8))));
}

}  // namespace yagura
