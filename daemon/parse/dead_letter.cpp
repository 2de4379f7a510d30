// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/dead_letter.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <cstdint>
#include <iterator>

#include "base/text.hpp"

namespace yagura {
namespace {

namespace json = simdjson::dom;

void append_text(std::string& out, std::string_view key, std::string_view value) {
  out += ",\"";
  out += key;
  out += "\":\"";
  append_json_escaped(out, value);
  out += '"';
}

tl::unexpected<Error> refused(std::string message) {
  return fail(ErrorCode::corrupt, std::move(message));
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') {
    return c - 'A';
  }
  if (c >= 'a' && c <= 'z') {
    return c - 'a' + 26;
  }
  if (c >= '0' && c <= '9') {
    return c - '0' + 52;
  }
  if (c == '+') {
    return 62;
  }
  return c == '/' ? 63 : -1;
}

// RFC 4648 section 4, padded, nothing else between the characters.
std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pad = i >= text.size() - padding;
    const int value = pad ? 0 : base64_value(text[i]);
    if (value < 0) {
      return std::nullopt;
    }
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if (i % 4 == 3) {
      bytes += static_cast<char>(bits >> 16U & 0xFFU);
      bytes += static_cast<char>(bits >> 8U & 0xFFU);
      bytes += static_cast<char>(bits & 0xFFU);
      bits = 0;
    }
  }
  bytes.resize(bytes.size() - padding);
  return bytes;
}

// Reads the keys of one line into a letter; the first thing wrong is kept.
class LetterReader {
 public:
  Result<DeadLetter> read(const json::object& object) {
    for (const json::key_value_pair& pair : object) {
      YAGURA_TRY(read_key(pair));
    }
    if (raws_ != 1) {
      return refused("dead letter: exactly one of raw and raw_base64 is needed");
    }
    return std::move(letter_);
  }

 private:
  Result<void> read_key(const json::key_value_pair& pair) {
    struct TextKey {
      std::string_view key;
      std::string DeadLetter::*member;
    };
    static constexpr std::array<TextKey, 7> kTexts = {{
        {"raw", &DeadLetter::raw},
        {"format", &DeadLetter::format},
        {"charset", &DeadLetter::charset},
        {"time_zone", &DeadLetter::time_zone},
        {"org", &DeadLetter::organisation},
        {"source", &DeadLetter::source},
        {"reason", &DeadLetter::reason},
    }};
    for (const TextKey& text : kTexts) {
      if (pair.key == text.key) {
        raws_ += pair.key == "raw" ? 1 : 0;
        YAGURA_ASSIGN(letter_.*text.member, text_of(pair));
        return {};
      }
    }
    if (pair.key == "raw_base64") {
      return read_base64(pair);
    }
    if (pair.key == "received") {
      return read_received(pair);
    }
    if (pair.key == "offset") {
      YAGURA_ASSIGN(letter_.offset, number_of(pair));
    } else if (pair.key == "record") {
      YAGURA_ASSIGN(letter_.record, number_of(pair));
    }
    return {};
  }

  Result<void> read_base64(const json::key_value_pair& pair) {
    ++raws_;
    YAGURA_ASSIGN(const std::string text, text_of(pair));
    auto bytes = base64_decode(text);
    if (!bytes) {
      return refused("dead letter: raw_base64 is not base64");
    }
    letter_.raw = std::move(*bytes);
    return {};
  }

  Result<void> read_received(const json::key_value_pair& pair) {
    YAGURA_ASSIGN(const std::string text, text_of(pair));
    letter_.received = parse_rfc3339(text, TimeZone{});
    if (!letter_.received) {
      return refused("dead letter: received is not RFC 3339");
    }
    return {};
  }

  static Result<std::string> text_of(const json::key_value_pair& pair) {
    std::string_view text;
    if (pair.value.get(text) != simdjson::SUCCESS) {
      return refused(fmt::format("dead letter: {} is not a text", pair.key));
    }
    return std::string(text);
  }

  static Result<std::uint64_t> number_of(const json::key_value_pair& pair) {
    std::uint64_t number = 0;
    if (pair.value.get(number) != simdjson::SUCCESS) {
      return refused(fmt::format("dead letter: {} is not a whole number", pair.key));
    }
    return number;
  }

  DeadLetter letter_;
  int raws_ = 0;
};

}  // namespace

void append_raw(std::string& out, std::string_view raw) {
  if (is_valid_utf8(raw)) {
    out += "\"raw\":\"";
    append_json_escaped(out, raw);
  } else {
    out += "\"raw_base64\":\"";
    out += base64_encode(raw);
  }
  out += '"';
}

void append_dead_letter(std::string& out, const DeadLetter& letter) {
  out += '{';
  append_raw(out, letter.raw);
  append_text(out, "format", letter.format);
  append_text(out, "charset", letter.charset);
  append_text(out, "time_zone", letter.time_zone);
  if (letter.received) {
    append_text(out, "received", to_rfc3339(*letter.received));
  }
  append_text(out, "org", letter.organisation);
  append_text(out, "source", letter.source);
  append_text(out, "reason", letter.reason);
  fmt::format_to(std::back_inserter(out), ",\"offset\":{},\"record\":{}}}", letter.offset,
                 letter.record);
}

Result<DeadLetter> read_dead_letter(std::string_view line) {
  json::parser parser;
  json::object object;
  if (parser.parse(line.data(), line.size(), true).get_object().get(object) != simdjson::SUCCESS) {
    return refused("dead letter: not a JSON object");
  }
  return LetterReader{}.read(object);
}

}  // namespace yagura
