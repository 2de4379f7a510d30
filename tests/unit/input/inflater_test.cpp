// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/inflater.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>

#include "compressed.hpp"

namespace yagura {
namespace {

using test::gzipped;
using test::zstandard;

struct Outcome {
  InflateFault fault = InflateFault::none;
  std::string text;
};

Outcome inflate(Encoding encoding, const std::string& bytes, std::size_t piece,
                Inflater::Limits limits = {}) {
  Outcome outcome;
  const auto inflater = Inflater::make(encoding, limits);
  const auto sink = [&](std::string_view part) {
    outcome.text += part;
    return true;
  };
  for (std::size_t at = 0; at < bytes.size() && outcome.fault == InflateFault::none; at += piece) {
    outcome.fault = inflater->feed(std::string_view(bytes).substr(at, piece), sink);
  }
  if (outcome.fault == InflateFault::none) {
    outcome.fault = inflater->finish();
  }
  return outcome;
}

std::string packed(Encoding encoding, const std::string& text) {
  return encoding == Encoding::gzip ? gzipped(text) : zstandard(text);
}

}  // namespace

TEST_CASE("what was packed comes out again, in one or several members", "[input]") {
  const std::string text = test::many_lines(20'000);
  for (const Encoding encoding : {Encoding::gzip, Encoding::zstd}) {
    const std::string one = packed(encoding, text);
    const std::string members =
        packed(encoding, "first\n") + packed(encoding, "") + packed(encoding, text);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, one.size() + 100}) {
      CHECK(inflate(encoding, one, piece).text == text);
      const Outcome several = inflate(encoding, members, piece);
      CHECK(several.fault == InflateFault::none);
      CHECK(several.text == "first\n" + text);
    }
  }
}

TEST_CASE("what is cut or damaged is so at every byte", "[input]") {
  for (const Encoding encoding : {Encoding::gzip, Encoding::zstd}) {
    const std::string bytes = packed(encoding, test::many_lines(50));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CHECK(inflate(encoding, bytes.substr(0, size), bytes.size()).fault == InflateFault::damaged);
    }
    CHECK(inflate(encoding, bytes + "tail", bytes.size() + 4).fault == InflateFault::damaged);
    CHECK(inflate(encoding, "plain text\n", 100).fault == InflateFault::damaged);
  }
}

TEST_CASE("a bomb ends at the limit, whatever it says of itself", "[input]") {
  constexpr std::size_t kMany = std::size_t{64} * 1024 * 1024;
  const std::string nothing(kMany, '\0');
  for (const Encoding encoding : {Encoding::gzip, Encoding::zstd}) {
    const std::string bomb = packed(encoding, nothing);
    const Outcome dense = inflate(encoding, bomb, bomb.size());
    CHECK(dense.fault == InflateFault::too_dense);
    CHECK(dense.text.size() <= 100 * bomb.size() + 2 * 64 * 1024);
    // Less dense than that, and still too long: many lines, then the limit.
    Inflater::Limits limits;
    limits.most_ratio = 1'000'000;
    const Outcome longer = inflate(encoding, bomb, bomb.size(), limits);
    CHECK(longer.fault == InflateFault::too_long);
    CHECK(longer.text.size() <= limits.most_bytes);
  }
}

TEST_CASE("a few lines that are much alike are no bomb", "[input]") {
  const std::string alike(Inflater::kFreeBytes, 'a');
  CHECK(inflate(Encoding::gzip, gzipped(alike, 9), 1000).text == alike);
  CHECK(inflate(Encoding::zstd, zstandard(alike, 19), 1000).text == alike);
}

TEST_CASE("zstd that looks back further than 8 MiB is refused", "[input]") {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
  const std::string text = test::many_lines(1000);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  // In two steps, so that the length is not known beforehand and the window stays as large.
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  ZSTD_inBuffer from{text.data(), text.size(), 0};
  ZSTD_compressStream2(context, &to, &from, ZSTD_e_flush);
  ZSTD_compressStream2(context, &to, &from, ZSTD_e_end);
  ZSTD_freeCCtx(context);
  out.resize(to.pos);
  CHECK(inflate(Encoding::zstd, out, out.size()).fault == InflateFault::damaged);
}

TEST_CASE("encodings are named as Content-Encoding does", "[input]") {
  CHECK(encoding_of("") == Encoding::identity);
  CHECK(encoding_of("GZip") == Encoding::gzip);
  CHECK(encoding_of("zstd") == Encoding::zstd);
  CHECK_FALSE(encoding_of("br"));
  CHECK_FALSE(encoding_of("gzip, gzip"));
}

}  // namespace yagura
