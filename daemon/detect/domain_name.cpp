// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/domain_name.hpp"

#include <idn2.h>
#include <libpsl.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

#include "base/byte_search.hpp"
#include "detect/text_pattern.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxName = 253;
// A label of 63 bytes in ACE form stands for fewer letters; four bytes each are plenty.
constexpr std::size_t kMaxUnicodeName = 1024;

// What stands in a text, seen in one pass: most names need nothing done.
constexpr unsigned char kUpper = 1;
constexpr unsigned char kBeyondAscii = 2;
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

// The name in its ACE form; empty if IDNA knows none.
std::string to_ace(std::string_view text) {
  if (text.size() > kMaxUnicodeName || text.find('\0') != std::string_view::npos) {
    return {};
  }
  char* made = nullptr;
  const int result =
      idn2_to_ascii_8z(std::string(text).c_str(), &made, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, decltype(&idn2_free)> owned(made, idn2_free);
  return result == IDN2_OK ? std::string(made) : std::string{};
}

// The list that came with the system or, if that is newer, with libpsl.
const psl_ctx_t* public_suffixes() {
  static const std::unique_ptr<psl_ctx_t, decltype(&psl_free)> list(psl_latest(nullptr), psl_free);
  return list.get();
}

// Where anybody gets a name of his own. The list has such names too, but of these only some, and
// others ("co.com") that are names like any.
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
  return domain.find('.') == std::string_view::npos || contains(kHosting, domain) ||
         psl_is_public_suffix2(public_suffixes(), std::string(domain).c_str(), PSL_TYPE_ICANN) != 0;
}

}  // namespace yagura
