// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/text_transform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

using Kind = PatternPiece::Kind;

// A placeholder may name a long list of accounts; two of them in one value multiply.
constexpr std::size_t kMaxExpanded = 10'000;

std::uint32_t code_point(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  constexpr std::array<unsigned, 5> kLeadMask{0, 0x7f, 0x1f, 0x0f, 0x07};
  std::uint32_t value = byte(0) & kLeadMask.at(sequence.size());
  for (std::size_t i = 1; i < sequence.size(); ++i) {
    value = value << 6U | (byte(i) & 0x3fU);
  }
  return value;
}

enum class ByteOrder { little, big };

void append_unit(std::string& out, std::uint32_t unit, ByteOrder order) {
  const auto low = static_cast<char>(unit & 0xffU);
  const auto high = static_cast<char>(unit >> 8U & 0xffU);
  out += order == ByteOrder::little ? low : high;
  out += order == ByteOrder::little ? high : low;
}

std::string to_utf16(std::string_view text, ByteOrder order) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_sequence_length(text), 1);
    const std::uint32_t code = code_point(text.substr(0, length));
    if (code >= 0x10000) {
      append_unit(out, 0xd800U + ((code - 0x10000U) >> 10U), order);
      append_unit(out, 0xdc00U + ((code - 0x10000U) & 0x3ffU), order);
    } else {
      append_unit(out, code, order);
    }
    text.remove_prefix(length);
  }
  return out;
}

void encode_utf16(PatternPieces& pieces, ByteOrder order) {
  for (PatternPiece& piece : pieces) {
    piece.text = to_utf16(piece.text, order);
  }
}

// The value as bytes, for encodings that are defined on whole texts only.
Result<std::string> plain_bytes(const PatternPieces& pieces, std::string_view modifier) {
  std::string bytes;
  for (const PatternPiece& piece : pieces) {
    if (piece.kind == Kind::dash) {
      return tl::unexpected<Error>(
          Error{ErrorCode::rule, fmt::format("windash before {} is not supported", modifier),
                std::nullopt, "write the variants of the value as a list"});
    }
    if (piece.kind != Kind::text) {
      return tl::unexpected<Error>(Error{
          ErrorCode::rule, fmt::format("a value with wildcards cannot be encoded by {}", modifier),
          std::nullopt, "remove the wildcard, or escape it with a backslash"});
    }
    bytes += piece.text;
  }
  return bytes;
}

// The text that stands in the encoding whatever comes before and after: the value at each of the
// three offsets, without the characters that its neighbours would change.
std::string base64_at_offset(const std::string& bytes, std::size_t offset) {
  constexpr std::array<std::size_t, 3> kSkip{0, 2, 3};
  constexpr std::array<std::size_t, 3> kCut{0, 3, 2};
  const std::string encoded = base64_encode(std::string(offset, ' ') + bytes);
  const std::size_t end = encoded.size() - kCut.at((bytes.size() + offset) % 3);
  const std::size_t start = std::min(kSkip.at(offset), end);
  return encoded.substr(start, end - start);
}

bool is_word_byte(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80U;
}

// A `-` or `/` that begins a word is a dash; inside a word (well-known) or before a blank it is
// what it is.
PatternPieces with_dashes(const PatternPieces& pieces) {
  PatternPieces result;
  for (const PatternPiece& piece : pieces) {
    if (piece.kind != Kind::text) {
      result.push_back(piece);
      continue;
    }
    const std::string& text = piece.text;
    PatternPiece plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool begins = (i == 0 || !is_word_byte(text[i - 1])) && i + 1 < text.size() &&
                          is_word_byte(text[i + 1]);
      if ((text[i] == '-' || text[i] == '/') && begins) {
        result.push_back(std::exchange(plain, {}));
        result.push_back({Kind::dash, {}});
      } else {
        plain.text += text[i];
      }
    }
    result.push_back(std::move(plain));
  }
  return result;
}

Result<void> encode_base64(Modifier modifier, std::vector<PatternPieces>& variants) {
  std::vector<PatternPieces> encoded;
  for (const PatternPieces& pieces : variants) {
    YAGURA_ASSIGN(const std::string bytes, plain_bytes(pieces, name(modifier)));
    if (modifier == Modifier::base64) {
      encoded.push_back({{Kind::text, base64_encode(bytes)}});
      continue;
    }
    for (std::size_t offset = 0; offset < 3; ++offset) {
      std::string text = base64_at_offset(bytes, offset);
      // One or two bytes leave nothing of their own at some offsets; an empty text would match all.
      if (!text.empty()) {
        encoded.push_back({{Kind::text, std::move(text)}});
      }
    }
  }
  if (encoded.empty()) {
    return fail(ErrorCode::rule, "the value is too short for base64offset");
  }
  variants = std::move(encoded);
  return {};
}

void transform_one(Modifier modifier, PatternPieces& pieces) {
  switch (modifier) {
    case Modifier::contains:
      pieces.insert(pieces.begin(), {Kind::run, {}});
      pieces.push_back({Kind::run, {}});
      break;
    case Modifier::startswith:
      pieces.push_back({Kind::run, {}});
      break;
    case Modifier::endswith:
      pieces.insert(pieces.begin(), {Kind::run, {}});
      break;
    case Modifier::windash:
      pieces = with_dashes(pieces);
      break;
    case Modifier::utf16le:
      encode_utf16(pieces, ByteOrder::little);
      break;
    case Modifier::utf16be:
      encode_utf16(pieces, ByteOrder::big);
      break;
    case Modifier::utf16:
      encode_utf16(pieces, ByteOrder::little);
      pieces.insert(pieces.begin(), {Kind::text, "\xff\xfe"});
      break;
    default:
      break;  // linking and case are not a matter of the single value
  }
}

Result<std::size_t> placeholder_end(std::string_view value, std::size_t start) {
  const std::size_t end = value.find('%', start + 1);
  if (end == std::string_view::npos || end == start + 1) {
    return tl::unexpected<Error>(Error{ErrorCode::rule, "a placeholder is not closed", std::nullopt,
                                       "write %name%, or \\% for a percent sign"});
  }
  return end;
}

}  // namespace

Result<std::vector<std::string>> expand_placeholders(
    std::string_view value, const std::map<std::string, std::vector<std::string>>& placeholders) {
  std::vector<std::string> variants(1);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '%') {
      const bool escaped = value.substr(i, 2) == "\\%";
      i += escaped ? 1 : 0;
      std::for_each(variants.begin(), variants.end(), [&](std::string& v) { v += value[i]; });
      continue;
    }
    YAGURA_ASSIGN(const std::size_t end, placeholder_end(value, i));
    const std::string_view wanted = value.substr(i + 1, end - i - 1);
    const auto found = placeholders.find(std::string(wanted));
    if (found == placeholders.end()) {
      return tl::unexpected<Error>(
          Error{ErrorCode::rule,
                fmt::format("the placeholder '{}' has no values", escape_for_terminal(wanted)),
                std::nullopt, "give them in the placeholder file"});
    }
    if (variants.size() * found->second.size() > kMaxExpanded) {
      return fail(ErrorCode::rule, fmt::format("placeholders make over {} values", kMaxExpanded));
    }
    std::vector<std::string> more;
    for (const std::string& variant : variants) {
      for (const std::string& text : found->second) {
        more.push_back(variant + text);
      }
    }
    variants = std::move(more);
    i = end;
  }
  return variants;
}

Result<void> transform(Modifier modifier, std::vector<PatternPieces>& variants) {
  if (modifier == Modifier::base64 || modifier == Modifier::base64offset) {
    return encode_base64(modifier, variants);
  }
  const bool utf16 =
      modifier == Modifier::utf16le || modifier == Modifier::utf16be || modifier == Modifier::utf16;
  for (PatternPieces& pieces : variants) {
    const bool has_dash = std::any_of(pieces.begin(), pieces.end(), [](const PatternPiece& piece) {
      return piece.kind == Kind::dash;
    });
    if (utf16 && has_dash) {
      return tl::unexpected<Error>(
          Error{ErrorCode::rule, fmt::format("windash before {} is not supported", name(modifier)),
                std::nullopt, "write the variants of the value as a list"});
    }
    transform_one(modifier, pieces);
  }
  return {};
}

}  // namespace yagura
