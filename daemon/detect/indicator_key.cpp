// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "base/byte_search.hpp"
#include "base/ip.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "detect/domain_name.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kMaxUrl = 8192;
constexpr std::size_t kMaxJa4 = 64;
constexpr int kV4Bits = 96;  // in front of an IPv4 address
// Shorter prefixes hold networks of thousands of parties.
constexpr int kShortestV4 = kV4Bits + 8;
constexpr int kShortestV6 = 20;

// --- addresses (URLs) --------------------------------------------------------------------------

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_host_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
  });
}

struct Address {
  Url authority;          // host and port
  std::string_view rest;  // path and query, without fragment
};

// Also without a scheme. Where a backslash stands browsers see a slash, so the host ends there.
Address split(std::string_view text) {
  const std::string_view scheme = split_url(text).scheme;
  text.remove_prefix(scheme.empty() ? 0 : scheme.size() + std::string_view("://").size());
  const std::size_t end = find_first<'/', '?', '#', '\\'>(text);
  const std::string_view rest = text.substr(end);
  return {split_authority(text.substr(0, end)), rest.substr(0, find_first<'#'>(rest))};
}

void append_percent(std::string& out, unsigned byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += '%';
  out += kDigits[byte >> 4U];
  out += kDigits[byte & 0xfU];
}

void append_path(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool triplet = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                         hex_digit(text[i + 2]) >= 0;
    if (triplet) {
      const auto value =
          static_cast<unsigned>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      const char plain = static_cast<char>(value);
      i += 2;
      if (is_letter_or_digit(plain) || plain == '-' || plain == '.' || plain == '_' ||
          plain == '~') {
        out += plain;
      } else {
        append_percent(out, value);
      }
    } else if (byte <= 0x20U || byte >= 0x7fU) {
      append_percent(out, byte);
    } else {
      out += text[i];
    }
  }
}

// --- what is refused ---------------------------------------------------------------------------

// Networks whose addresses are somebody else everywhere, or nobody (RFC 6890). Those set aside for
// documentation are no danger to anyone.
bool is_special(const IpNetwork& network) {
  static const std::array<IpNetwork, 14> special = [] {
    constexpr std::array kTexts{"0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10",  "127.0.0.0/8",
                                "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4",
                                "240.0.0.0/4",    "::/128",        "::1/128",        "fc00::/7",
                                "fe80::/10",      "ff00::/8"};
    std::array<IpNetwork, 14> made;
    std::transform(kTexts.begin(), kTexts.end(), made.begin(),
                   [](const char* text) { return *IpNetwork::parse(text); });
    return made;
  }();
  return std::any_of(special.begin(), special.end(), [&](const IpNetwork& one) {
    return one.contains(network.address()) || network.contains(one.address());
  });
}

std::string_view network_key(std::string_view entry, std::string& key, PrefixLengths& lengths) {
  const auto network = IpNetwork::parse(entry);
  if (!network) {
    return "this is no address, and no network in CIDR notation";
  }
  const bool v4 = network->address().is_v4();
  if (network->prefix() < (v4 ? kShortestV4 : kShortestV6)) {
    return "the network is too wide";
  }
  if (is_special(*network)) {
    return "the network holds private or special addresses";
  }
  const auto& bytes = network->address().bytes();
  key.assign(bytes.begin(), bytes.end());
  key += static_cast<char>(network->prefix());
  lengths.set(static_cast<std::size_t>(network->prefix()));
  return {};
}

// The last label of a name is never a number; an address ends with one.
bool ends_with_number(std::string_view name) {
  std::size_t last = name.size();
  while (last > 0 && name[last - 1] >= '0' && name[last - 1] <= '9') {
    --last;
  }
  return last == 0 || (last < name.size() && name[last - 1] == '.');
}

std::string_view domain_key(std::string_view entry, std::string& key) {
  entry = entry.starts_with("*.") ? entry.substr(2) : entry.substr(entry.starts_with(".") ? 1 : 0);
  std::string scratch;
  const std::string_view name = canonical_domain(entry, scratch);
  if (name.empty() || !is_host_name(name)) {
    return "this is no domain name";
  }
  if (ends_with_number(name)) {
    return "an address is no domain name";
  }
  if (is_public_suffix(name)) {
    return "anybody can have a name below this one, so it is too wide";
  }
  key = name;
  return {};
}

bool append_bytes(std::string& out, std::string_view hex) {
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const int high = hex_digit(hex[i]);
    const int low = hex_digit(hex[i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    out += static_cast<char>(high * 16 + low);
  }
  return true;
}

std::string_view digest_key(IndicatorKind kind, std::string_view entry, std::string& key) {
  key.clear();
  if (!has_length(kind, entry.size()) || !append_bytes(key, entry)) {
    return "this is no digest of that kind";
  }
  return {};
}

std::string_view ja4_key(std::string_view entry, std::string& key) {
  if (entry.empty() || entry.size() > kMaxJa4 || std::count(entry.begin(), entry.end(), '_') != 2) {
    return "this is no JA4 fingerprint";
  }
  key.clear();
  for (const char c : entry) {
    if (!is_letter_or_digit(c) && c != '_') {
      return "this is no JA4 fingerprint";
    }
    key += ascii_lower(c);
  }
  return {};
}

std::string without_brackets(std::string_view entry) {
  std::string text(entry);
  for (std::size_t at = 0; (at = text.find("[.]", at)) != std::string::npos; ++at) {
    text.replace(at, 3, ".");
  }
  return text;
}

std::string_view digest_name(IndicatorKind kind, std::size_t bytes) {
  if (kind == IndicatorKind::ja3) {
    return "ja3";
  }
  return bytes == 16 ? "md5" : bytes == 20 ? "sha1" : "sha256";
}

}  // namespace

std::string canonical_url(std::string_view url) {
  if (url.size() > kMaxUrl) {
    return {};
  }
  const Address parts = split(url);
  std::string out;
  if (const auto address = IpAddress::parse(parts.authority.host)) {
    const std::string text = address->to_string();
    out = address->is_v4() ? text : '[' + text + ']';
  } else {
    std::string scratch;
    out = canonical_domain(parts.authority.host, scratch);
    if (!is_host_name(out)) {
      return {};
    }
  }
  if (out.empty()) {
    return out;
  }
  if (const auto port = parts.authority.port; port && *port != 80 && *port != 443) {
    out += fmt::format(":{}", *port);
  }
  if (parts.rest.empty() || parts.rest[0] == '?') {
    out += '/';
  }
  append_path(out, parts.rest);
  return out;
}

std::string_view entry_key(IndicatorKind kind, std::string_view entry, std::string& key,
                           PrefixLengths& lengths) {
  const bool defanged = entry.find("[.]") != kNone;
  const std::string plain = defanged ? without_brackets(entry) : std::string{};
  entry = defanged ? std::string_view(plain) : entry;
  switch (kind) {
    case IndicatorKind::domain:
      return domain_key(entry, key);
    case IndicatorKind::url:
      key = canonical_url(entry);
      return key.find_first_of(".[") >= key.find('/') ? "this is no URL with a host"
                                                      : std::string_view{};
    case IndicatorKind::ip:
      return network_key(entry, key, lengths);
    case IndicatorKind::ja4:
      return ja4_key(entry, key);
    case IndicatorKind::md5:
    case IndicatorKind::sha1:
    case IndicatorKind::sha256:
    case IndicatorKind::hash:
    case IndicatorKind::ja3:
      return digest_key(kind, entry, key);
  }
  return {};
}

std::string entry_text(IndicatorKind kind, std::string_view key) {
  if (kind == IndicatorKind::ip) {
    const auto prefix = static_cast<unsigned char>(key.back());
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), key.data(), bytes.size());
    const IpAddress address = IpAddress::from_bytes(bytes);
    const int length = address.is_v4() ? prefix - kV4Bits : prefix;
    return prefix == 128 ? address.to_string() : fmt::format("{}/{}", address.to_string(), length);
  }
  if (!is_digest(kind)) {
    return std::string(key);
  }
  std::string text = fmt::format("{} ", digest_name(kind, key.size()));
  for (const char c : key) {
    text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  }
  return text;
}

const std::vector<IndicatorKey>& IndicatorKeys::of(IndicatorKind kind, const Value& value,
                                                   const PrefixLengths& lengths) {
  keys_.clear();
  if (const auto* address = std::get_if<IpAddress>(&value)) {
    if (kind == IndicatorKind::ip) {
      add_networks(*address, lengths);
    }
    return keys_;
  }
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr || text->empty()) {
    return keys_;
  }
  if (kind == IndicatorKind::domain) {
    add_domains(*text);
  } else if (kind == IndicatorKind::url) {
    scratch_ = canonical_url(*text);
    if (!scratch_.empty()) {
      add(scratch_);
    }
  } else if (kind == IndicatorKind::ip) {
    const auto address = IpAddress::parse(*text);
    const auto host = address ? address : IpAddress::parse(split(*text).authority.host);
    if (host) {
      add_networks(*host, lengths);
    }
  } else if (kind == IndicatorKind::ja4) {
    if (ja4_key(*text, scratch_).empty()) {
      add(scratch_);
    }
  } else {
    add_digests(kind, *text);
  }
  return keys_;
}

void IndicatorKeys::add_domains(std::string_view text) {
  if (find_first<':', '/'>(text) != text.size()) {
    text = split(text).authority.host;
  }
  const std::string_view name = canonical_domain(text, scratch_);
  if (name.empty() || ends_with_number(name)) {
    return;
  }
  for (std::string_view rest = name;;) {
    const std::size_t dot = find_first<'.'>(rest);
    if (dot == rest.size()) {
      return;  // no entry is a single label
    }
    add(rest);
    rest = rest.substr(dot + 1);
  }
}

void IndicatorKeys::add_networks(const IpAddress& address, const PrefixLengths& lengths) {
  const auto& bytes = address.bytes();
  bytes_.clear();
  bytes_.reserve(lengths.count() * (bytes.size() + 1));  // so that views hold
  for (std::size_t length = lengths.size(); length-- > 0;) {
    if (!lengths.test(length) || (address.is_v4() && length < kV4Bits)) {
      continue;
    }
    const std::size_t start = bytes_.size();
    bytes_.append(bytes.begin(), bytes.end());
    for (std::size_t bit = length; bit < 128; bit = (bit / 8 + 1) * 8) {
      auto byte = static_cast<unsigned char>(bytes_[start + bit / 8]);
      byte = static_cast<unsigned char>(byte & ~(0xffU >> bit % 8));
      bytes_[start + bit / 8] = static_cast<char>(byte);
    }
    bytes_ += static_cast<char>(length);
    add(std::string_view(bytes_).substr(start));
  }
}

// A digest, or Sysmon's "MD5=...,SHA256=...,IMPHASH=...".
void IndicatorKeys::add_digests(IndicatorKind kind, std::string_view text) {
  constexpr std::size_t kMostDigests = 8;
  bytes_.clear();
  bytes_.reserve(kMostDigests * 32);
  for (std::size_t i = 0; i < kMostDigests && !text.empty(); ++i) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t equals = part.find('=');
    const bool imphash = equals != kNone && (part.starts_with('I') || part.starts_with('i'));
    if (!imphash) {  // it is as long as an MD5 and none
      add_digest(kind, equals == kNone ? part : part.substr(equals + 1));
    }
  }
}

void IndicatorKeys::add_digest(IndicatorKind kind, std::string_view text) {
  const std::size_t start = bytes_.size();
  if (has_length(kind, text.size()) && append_bytes(bytes_, text)) {
    add(std::string_view(bytes_).substr(start));
  }
}

}  // namespace yagura
