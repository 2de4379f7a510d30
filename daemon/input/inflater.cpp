// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/inflater.hpp"

#include <zlib.h>
#include <zstd.h>

#include <array>
#include <new>
#include <string>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::size_t kPiece = std::size_t{64} * 1024;
// A frame that wants to look back further than 8 MiB is refused: that is what it may cost in
// memory.
constexpr int kMostWindowLog = 23;

class Bounded : public Inflater {
 public:
  explicit Bounded(const Limits& limits) : limits_(limits) {}

 protected:
  void take_in(std::size_t bytes) { in_ += bytes; }
  InflateFault put_out(std::string_view piece, const Sink& sink, bool& wanted) {
    out_ += piece.size();
    if (out_ > limits_.most_bytes) {
      return InflateFault::too_long;
    }
    if (out_ > kFreeBytes && out_ / limits_.most_ratio > in_) {
      return InflateFault::too_dense;
    }
    wanted = piece.empty() || sink(piece);
    return InflateFault::none;
  }

 private:
  Limits limits_;
  std::size_t in_ = 0;
  std::size_t out_ = 0;
};

class Identity final : public Bounded {
 public:
  using Bounded::Bounded;
  InflateFault feed(std::string_view bytes, const Sink& sink) override {
    bool wanted = true;
    take_in(bytes.size());
    return put_out(bytes, sink, wanted);
  }
  InflateFault finish() override { return InflateFault::none; }
};

class Gzip final : public Bounded {
 public:
  explicit Gzip(const Limits& limits) : Bounded(limits) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() override { inflateEnd(&stream_); }

  InflateFault feed(std::string_view bytes, const Sink& sink) override {
    take_in(bytes.size());
    // zlib's interface is older than const; it does not write there.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    for (bool wanted = true, more = !bytes.empty(); wanted && more;) {
      if (ended_) {  // another member
        inflateReset(&stream_);
        ended_ = false;
      }
      stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
      stream_.avail_out = static_cast<uInt>(piece_.size());
      const int state = inflate(&stream_, Z_NO_FLUSH);
      if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
        return InflateFault::damaged;
      }
      ended_ = state == Z_STREAM_END;
      const std::size_t size = piece_.size() - stream_.avail_out;
      if (const auto fault = put_out({piece_.data(), size}, sink, wanted);
          fault != InflateFault::none) {
        return fault;
      }
      more = stream_.avail_in > 0 || (stream_.avail_out == 0 && !ended_);
    }
    return InflateFault::none;
  }
  InflateFault finish() override { return ended_ ? InflateFault::none : InflateFault::damaged; }

 private:
  z_stream stream_{};
  std::array<char, kPiece> piece_{};
  bool ended_ = false;
};

class Zstd final : public Bounded {
 public:
  explicit Zstd(const Limits& limits)
      : Bounded(limits), context_(ZSTD_createDCtx(), ZSTD_freeDCtx) {
    if (!context_ || ZSTD_isError(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax,
                                                         kMostWindowLog)) != 0) {
      throw std::bad_alloc();
    }
  }

  InflateFault feed(std::string_view bytes, const Sink& sink) override {
    take_in(bytes.size());
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (bool wanted = true, more = !bytes.empty(); wanted && more;) {
      ZSTD_outBuffer out{piece_.data(), piece_.size(), 0};
      const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_isError(left) != 0) {
        return InflateFault::damaged;
      }
      ended_ = left == 0;
      if (const auto fault = put_out({piece_.data(), out.pos}, sink, wanted);
          fault != InflateFault::none) {
        return fault;
      }
      more = in.pos < in.size || (out.pos == out.size && !ended_);
    }
    return InflateFault::none;
  }
  InflateFault finish() override { return ended_ ? InflateFault::none : InflateFault::damaged; }

 private:
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context_;
  std::array<char, kPiece> piece_{};
  bool ended_ = false;
};

}  // namespace

std::optional<Encoding> encoding_of(std::string_view name) {
  const std::string lower = ascii_lower(name);
  if (lower.empty() || lower == "identity") {
    return Encoding::identity;
  }
  if (lower == "gzip" || lower == "x-gzip") {
    return Encoding::gzip;
  }
  return lower == "zstd" ? std::optional(Encoding::zstd) : std::nullopt;
}

std::unique_ptr<Inflater> Inflater::make(Encoding encoding, const Limits& limits) {
  switch (encoding) {
    case Encoding::gzip:
      return std::make_unique<Gzip>(limits);
    case Encoding::zstd:
      return std::make_unique<Zstd>(limits);
    case Encoding::identity:
      break;
  }
  return std::make_unique<Identity>(limits);
}

}  // namespace yagura
