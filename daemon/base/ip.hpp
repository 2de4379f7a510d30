// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace yagura {

// An IPv4 or IPv6 address; IPv4 is held as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), so that one
// comparison serves both. Value type.
class IpAddress {
 public:
  IpAddress() = default;
  // Dotted quad or RFC 4291 text; no port, no brackets, no zone id.
  static std::optional<IpAddress> parse(std::string_view text) {
    std::uint32_t v4 = 0;
    return parse_v4(text, v4) ? std::optional(of_v4(v4)) : parse_v6(text);
  }

  // From the 32 bits of an IPv4 address, the first byte highest.
  static IpAddress from_v4(std::uint32_t bits);
  static IpAddress from_bytes(const std::array<std::uint8_t, 16>& bytes) {
    IpAddress made;
    made.bytes_ = bytes;
    return made;
  }

  bool is_v4() const;
  std::string to_string() const;
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  auto operator<=>(const IpAddress&) const = default;

 private:
  // Four decimal numbers, without leading zeros, to one whose highest byte is the first.
  static bool parse_v4(std::string_view text, std::uint32_t& address);
  static IpAddress of_v4(std::uint32_t address) {
    IpAddress made;
    std::uint64_t half = std::uint64_t{0xffff} << 32U | address;  // its bytes from left to right
    if constexpr (std::endian::native == std::endian::little) {
      half = __builtin_bswap64(half);
    }
    std::memcpy(made.bytes_.data() + sizeof half, &half, sizeof half);
    return made;
  }
  static std::optional<IpAddress> parse_v6(std::string_view text);

  std::array<std::uint8_t, 16> bytes_{};
};

// A network in CIDR notation (RFC 4632); a bare address is a network of one.
class IpNetwork {
 public:
  // Refuses prefixes that are too long and addresses with bits beyond the prefix.
  static std::optional<IpNetwork> parse(std::string_view text);
  bool contains(const IpAddress& address) const;
  std::string to_string() const;
  const IpAddress& address() const { return address_; }
  int prefix() const { return prefix_; }  // bits, counted in the 128-bit form

 private:
  IpAddress address_;
  int prefix_ = 128;  // bits, counted in the 128-bit form
};

}  // namespace yagura
