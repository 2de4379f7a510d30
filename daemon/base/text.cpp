// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace yagura {
namespace {

std::uint32_t decode(std::string_view text, std::size_t length) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  switch (length) {
    case 1:
      return byte(0);
    case 2:
      return (byte(0) & 0x1fU) << 6 | (byte(1) & 0x3fU);
    case 3:
      return (byte(0) & 0x0fU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU);
    default:
      return (byte(0) & 0x07U) << 18 | (byte(1) & 0x3fU) << 12 | (byte(2) & 0x3fU) << 6 |
             (byte(3) & 0x3fU);
  }
}

// Calls visit(code point, its bytes), or visit(-1, the damaged bytes) where the text is not UTF-8.
template <typename Visit>
void for_each_code_point(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) {
      const std::size_t damaged = utf8_damage_length(text);
      visit(std::int64_t{-1}, text.substr(0, damaged));
      text.remove_prefix(damaged);
    } else {
      visit(static_cast<std::int64_t>(decode(text, length)), text.substr(0, length));
      text.remove_prefix(length);
    }
  }
}

bool is_unsafe_for_terminal(std::int64_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
         c == 0x200f || c == 0x061c || (c >= 0xe0000 && c <= 0xe007f) || c == 0xfeff;
}

// Unicode 15 East Asian Width W and F, in the blocks that Japanese text uses, and emoji.
bool is_wide(std::int64_t c) {
  return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0x303e) ||
         (c >= 0x3041 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) ||
         (c >= 0xff00 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) ||
         (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  if (text.empty()) {
    return 0;
  }
  const unsigned lead = byte(0);
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xc2 && lead <= 0xdf) {
    return follows(1) ? 2 : 0;
  }
  if (lead >= 0xe0 && lead <= 0xef) {
    const bool over_long = lead == 0xe0 && byte(1) < 0xa0;
    const bool surrogate = lead == 0xed && byte(1) > 0x9f;
    return follows(1) && follows(2) && !over_long && !surrogate ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const bool over_long = lead == 0xf0 && byte(1) < 0x90;
    const bool beyond = lead == 0xf4 && byte(1) > 0x8f;
    return follows(1) && follows(2) && follows(3) && !over_long && !beyond ? 4 : 0;
  }
  return 0;
}

std::size_t utf8_damage_length(std::string_view text) {
  // The sequence that was begun, made whole with the least bytes that could follow: it is damaged
  // only as far as the text agrees with some whole sequence.
  std::size_t length = 1;
  for (; length < 3 && length < text.size(); ++length) {
    const std::string_view begun = text.substr(0, length + 1);
    const bool could_go_on = [&] {
      for (const std::string_view rest : {"", "\x80", "\xbf", "\x80\x80", "\xbf\xbf"}) {
        char whole[5];
        const std::size_t size = begun.copy(whole, begun.size());
        const std::size_t all = size + rest.copy(whole + size, rest.size());
        if (all <= 4 && utf8_sequence_length({whole, all}) == all) {
          return true;
        }
      }
      return false;
    }();
    if (!could_go_on) {
      break;
    }
  }
  return length;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return ascii_lower(c); });
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos
             ? std::string_view{}
             : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::string escape_for_terminal(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&](std::int64_t c, std::string_view bytes) {
    if (c < 0) {
      for (const char byte : bytes) {
        out += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(byte));
      }
    } else if (!is_unsafe_for_terminal(c)) {
      out += bytes;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += c < 0x100 ? fmt::format("\\x{:02x}", c) : fmt::format("\\u{{{:x}}}", c);
    }
  });
  return out;
}

void append_json_escaped(std::string& out, std::string_view text) {
  for_each_code_point(text, [&](std::int64_t c, std::string_view bytes) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += bytes;
    } else if (c < 0) {
      out += "\xef\xbf\xbd";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04x}", c);
    } else {
      out += bytes;
    }
  });
}

std::string escape_for_html(std::string_view text) {
  std::string out;
  for (const char c : escape_for_terminal(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escape_for_markdown(std::string_view text) {
  std::string out;
  for (const char c : escape_for_terminal(text)) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      if (std::string_view("\\`*_[]#|~!>").find(c) != std::string_view::npos) {
        out += '\\';
      }
      out += c;
    }
  }
  return out;
}

std::string base64_encode(std::string_view bytes) {
  std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the terminating NUL that sodium counts
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for_each_code_point(text, [&](std::int64_t c, std::string_view) { width += is_wide(c) ? 2 : 1; });
  return width;
}

std::string fit_columns(std::string_view text, std::size_t columns) {
  std::string out;
  std::size_t width = 0;
  const bool cut = display_width(text) > columns;
  const std::size_t room = cut && columns > 0 ? columns - 1 : columns;
  bool full = false;
  for_each_code_point(text, [&](std::int64_t c, std::string_view bytes) {
    const std::size_t w = is_wide(c) ? 2 : 1;
    full = full || width + w > room;
    if (!full) {
      out += bytes;
      width += w;
    }
  });
  if (cut && columns > 0) {
    out += "…";
    ++width;
  }
  out.append(columns - width, ' ');
  return out;
}

}  // namespace yagura
