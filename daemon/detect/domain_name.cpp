// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/domain_name.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/byte_search.hpp"
#include "base/text.hpp"
#include "detect/text_pattern.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxName = 253;
// A label of 63 bytes in ACE form stands for fewer letters; four bytes each are plenty.
constexpr std::size_t kMaxUnicodeName = 1024;

// What stands in a text, seen in one pass: most names need nothing done.
enum Mark : unsigned char { kUpper = 1, kBeyondAscii = 2 };
constexpr std::array<unsigned char, 256> kMarks = [] {
  std::array<unsigned char, 256> marks{};
  for (std::size_t c = 'A'; c <= 'Z'; ++c) {
    marks[c] = kUpper;
  }
  for (std::size_t c = 0x80; c < marks.size(); ++c) {
    marks[c] = kBeyondAscii;
  }
  return marks;
}();

unsigned marks_of(std::string_view text) {
  unsigned marks = 0;
  for (const char c : text) {
    marks |= kMarks[static_cast<unsigned char>(c)];
  }
  return marks;
}

bool has_good_labels(std::string_view name) {
  if (name.empty() || name.size() > kMaxName) {
    return false;
  }
  const char* end = name.data() + name.size();
  for (const char* label = name.data();; ++label) {
    const char* dot = find_first<'.'>(label, end);
    const auto size = static_cast<std::size_t>(dot - label);
    if (size == 0 || size > kMaxLabel) {
      return false;
    }
    if (dot == end) {
      return true;
    }
    label = dot;
  }
}

// `text` is valid UTF-8.
std::vector<char32_t> decode(std::string_view text) {
  std::vector<char32_t> points;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    const auto first = static_cast<unsigned char>(text[0]);
    char32_t point = length == 1 ? first : first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
      point = point << 6U | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    points.push_back(point);
    text.remove_prefix(length);
  }
  return points;
}

char32_t ascii_twin(char32_t point) {
  constexpr char32_t kFullWidthFirst = 0xff01;
  constexpr char32_t kFullWidthLast = 0xff5e;
  constexpr char32_t kFullWidthLess = 0xfee0;
  if (point == 0x3002 || point == 0xff61) {  // ideographic full stops, wide and narrow
    return U'.';
  }
  return point >= kFullWidthFirst && point <= kFullWidthLast ? point - kFullWidthLess : point;
}

// Punycode (RFC 3492), with its parameters for domain names.
class Punycode {
 public:
  static void append(std::string& out, const std::vector<char32_t>& label) {
    std::size_t basic = 0;
    for (const char32_t point : label) {
      if (point < kFirst) {
        out += static_cast<char>(point);
        ++basic;
      }
    }
    if (basic > 0) {
      out += '-';
    }
    char32_t next = kFirst;
    std::uint64_t delta = 0;
    std::uint32_t bias = kInitialBias;
    for (std::size_t done = basic; done < label.size();) {
      const char32_t least = least_from(label, next);
      delta += std::uint64_t{least - next} * (done + 1);
      next = least;
      for (const char32_t point : label) {
        delta += point < next ? 1 : 0;
        if (point == next) {
          append_number(out, delta, bias);
          bias = adapt(delta, done + 1, done == basic);
          delta = 0;
          ++done;
        }
      }
      ++delta;
      ++next;
    }
  }

 private:
  static constexpr std::uint32_t kBase = 36;
  static constexpr std::uint32_t kLeastThreshold = 1;
  static constexpr std::uint32_t kMostThreshold = 26;
  static constexpr std::uint32_t kSkew = 38;
  static constexpr std::uint32_t kDamp = 700;
  static constexpr std::uint32_t kInitialBias = 72;
  static constexpr char32_t kFirst = 0x80;

  static char32_t least_from(const std::vector<char32_t>& label, char32_t from) {
    char32_t least = 0x7fffffff;
    for (const char32_t point : label) {
      least = point >= from ? std::min(least, point) : least;
    }
    return least;
  }
  static void append_number(std::string& out, std::uint64_t number, std::uint32_t bias) {
    for (std::uint32_t k = kBase;; k += kBase) {
      const std::uint32_t threshold =
          k <= bias ? kLeastThreshold : std::min(k - bias, kMostThreshold);
      if (number < threshold) {
        break;
      }
      out += digit(threshold + (number - threshold) % (kBase - threshold));
      number = (number - threshold) / (kBase - threshold);
    }
    out += digit(number);
  }
  static char digit(std::uint64_t value) {
    return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
  }
  static std::uint32_t adapt(std::uint64_t delta, std::size_t points, bool first) {
    delta = first ? delta / kDamp : delta / 2;
    delta += delta / points;
    std::uint32_t k = 0;
    for (; delta > (kBase - kLeastThreshold) * kMostThreshold / 2; k += kBase) {
      delta /= kBase - kLeastThreshold;
    }
    return k + static_cast<std::uint32_t>((kBase - kLeastThreshold + 1) * delta / (delta + kSkew));
  }
};

void append_label(std::string& out, const std::vector<char32_t>& label) {
  const bool plain =
      std::all_of(label.begin(), label.end(), [](char32_t point) { return point < 0x80; });
  if (!plain) {
    out += "xn--";
    Punycode::append(out, label);
    return;
  }
  for (const char32_t point : label) {
    out += static_cast<char>(point);
  }
}

// The name with every label that is not ASCII in its ACE form; empty if it is no UTF-8.
std::string to_ace(std::string_view text) {
  if (text.size() > kMaxUnicodeName || !is_valid_utf8(text)) {
    return {};
  }
  std::string folded;
  append_folded(folded, text);
  std::string name;
  std::vector<char32_t> label;
  for (char32_t point : decode(folded)) {
    point = ascii_twin(point);
    if (point != U'.') {
      label.push_back(point);
      continue;
    }
    append_label(name, label);
    name += '.';
    label.clear();
  }
  append_label(name, label);
  return name;
}

// --- public suffixes ---------------------------------------------------------------------------

// What registries under country codes call their branches.
constexpr std::string_view kBranches[] = {"ac",   "co",  "com",  "edu", "go",  "gob",
                                          "gouv", "gov", "govt", "gub", "lg",  "mil",
                                          "ne",   "net", "nom",  "or",  "org", "sch"};
constexpr std::string_view kJapanese[] = {
    "ad",        "ed",       "gr",         "aichi",     "akita",    "aomori",   "chiba",
    "ehime",     "fukui",    "fukuoka",    "fukushima", "gifu",     "gunma",    "hiroshima",
    "hokkaido",  "hyogo",    "ibaraki",    "ishikawa",  "iwate",    "kagawa",   "kagoshima",
    "kanagawa",  "kochi",    "kumamoto",   "kyoto",     "mie",      "miyagi",   "miyazaki",
    "nagano",    "nagasaki", "nara",       "niigata",   "oita",     "okayama",  "okinawa",
    "osaka",     "saga",     "saitama",    "shiga",     "shimane",  "shizuoka", "tochigi",
    "tokushima", "tokyo",    "tottori",    "toyama",    "wakayama", "yamagata", "yamaguchi",
    "yamanashi", "kawasaki", "kitakyushu", "kobe",      "nagoya",   "sapporo",  "sendai",
    "yokohama"};
constexpr std::string_view kBritish[] = {"ltd", "me", "nhs", "plc", "police"};
// Where anybody gets a name of his own.
constexpr std::string_view kHosting[] = {"amazonaws.com",
                                         "appspot.com",
                                         "azureedge.net",
                                         "azurewebsites.net",
                                         "blogspot.com",
                                         "blogspot.jp",
                                         "cloudapp.net",
                                         "cloudfront.net",
                                         "core.windows.net",
                                         "duckdns.org",
                                         "fc2.com",
                                         "firebaseapp.com",
                                         "github.io",
                                         "githubusercontent.com",
                                         "gitlab.io",
                                         "glitch.me",
                                         "herokuapp.com",
                                         "hatenablog.com",
                                         "livedoor.jp",
                                         "netlify.app",
                                         "ngrok.io",
                                         "no-ip.org",
                                         "onrender.com",
                                         "pages.dev",
                                         "r2.dev",
                                         "sakura.ne.jp",
                                         "sharepoint.com",
                                         "trycloudflare.com",
                                         "vercel.app",
                                         "web.app",
                                         "web.core.windows.net",
                                         "windows.net",
                                         "wixsite.com",
                                         "wordpress.com",
                                         "workers.dev",
                                         "xsrv.jp"};

template <std::size_t N>
bool contains(const std::string_view (&list)[N], std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

}  // namespace

std::string_view canonical_domain(std::string_view text, std::string& scratch) {
  const unsigned marks = marks_of(text);
  if ((marks & kBeyondAscii) != 0) {
    scratch = to_ace(text);
    text = scratch;
  } else if (marks != 0) {
    scratch.clear();
    append_folded(scratch, text);
    text = scratch;
  }
  if (!text.empty() && text.back() == '.') {
    text.remove_suffix(1);
  }
  return has_good_labels(text) ? text : std::string_view{};
}

bool is_public_suffix(std::string_view domain) {
  const std::size_t dot = domain.find('.');
  if (dot == std::string_view::npos) {
    return true;
  }
  const std::string_view first = domain.substr(0, dot);
  const std::string_view rest = domain.substr(dot + 1);
  const bool country = rest.size() == 2;  // two letters: ISO 3166
  return (country && contains(kBranches, first)) || (rest == "jp" && contains(kJapanese, first)) ||
         (rest == "uk" && contains(kBritish, first)) || contains(kHosting, domain);
}

}  // namespace yagura
