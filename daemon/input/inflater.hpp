// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace yagura {

enum class Encoding { identity, gzip, zstd };
// As Content-Encoding names it; nothing if it is none of these.
std::optional<Encoding> encoding_of(std::string_view name);

enum class InflateFault {
  none,
  damaged,   // no stream of that kind, or not all of it
  too_long,  // more bytes than allowed
  too_dense  // a bomb: more bytes than a log can hold in so few
};

// The one place where bytes from outside are decompressed: gzip and zstd, also several members one
// after the other, held to a number of bytes and to a ratio whatever the sender says of them.
// zlib and libzstd stay behind this header. One thread.
class Inflater {
 public:
  struct Limits {
    std::size_t most_bytes = std::size_t{16} * 1024 * 1024;
    // Bytes out for each byte in, counted from the beginning. Not asked below kFreeBytes: a few
    // lines that are much alike are no bomb.
    std::size_t most_ratio = 100;
  };
  static constexpr std::size_t kFreeBytes = std::size_t{64} * 1024;
  // A piece lives only during the call. False: no more is wanted.
  using Sink = std::function<bool(std::string_view piece)>;

  static std::unique_ptr<Inflater> make(Encoding encoding, const Limits& limits);
  virtual ~Inflater() = default;
  // After a fault it is not to be used again.
  virtual InflateFault feed(std::string_view bytes, const Sink& sink) = 0;
  // Whether what was fed ends where a member ends.
  virtual InflateFault finish() = 0;
};

}  // namespace yagura
