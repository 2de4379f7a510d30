// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "detect/indicator_kind.hpp"
#include "detect/indicator_table.hpp"
#include "detect/text_hash.hpp"
#include "model/event.hpp"

namespace yagura {

// Under which bytes an entry is kept, and which bytes a value of an event may be found under:
//   domain  canonical_domain(); a value asks for itself and every parent of two labels or more,
//           so `evil.example` finds `a.b.evil.example` and never `notevil.example`
//   url     canonical_url(); the whole
//   ip      the network's 16 bytes (IPv4 as ::ffff:a.b.c.d), then the length of its prefix; a value
//           asks for every length in use, the longest first
//   digests their bytes;  ja4  lower case

// Lengths of prefixes, counted in 128 bits.
using PrefixLengths = std::bitset<129>;

// An entry as a list writes it, to its key. Empty text = fine; else why it is refused. "evil[.]com"
// is read as evil.com, as advisories write it. `lengths` learns the prefix of a network.
std::string_view entry_key(IndicatorKind kind, std::string_view entry, std::string& key,
                           PrefixLengths& lengths);

// The key as people write it.
std::string entry_text(IndicatorKind kind, std::string_view key);

// Two addresses are one if they are equal after this: no scheme, user, fragment and none of the
// ports 80 and 443; the host as a canonical domain or address; at least "/" for a path; %XX in
// upper case, and decoded where the character need not be encoded (RFC 3986 section 6.2.2). The
// rest, case and dot segments included, is left as it is. Empty: no host, or over 8 KiB.
std::string canonical_url(std::string_view url);

// Makes the keys of values, the most telling first. Texts of keys point into the value or into the
// maker and hold until the next call. One thread; allocates nothing once warm, but for names that
// are not ASCII and addresses (URLs).
class IndicatorKeys {
 public:
  const std::vector<IndicatorKey>& of(IndicatorKind kind, const Value& value,
                                      const PrefixLengths& lengths);

 private:
  void add(std::string_view text) { keys_.push_back({whole_text_hash(text), text}); }
  void add_domains(std::string_view text);
  void add_networks(const IpAddress& address, const PrefixLengths& lengths);
  void add_digests(IndicatorKind kind, std::string_view text);
  void add_digest(IndicatorKind kind, std::string_view text);

  std::vector<IndicatorKey> keys_;
  std::string scratch_;
  std::string bytes_;  // of the keys that do not stand in the value
};

}  // namespace yagura
