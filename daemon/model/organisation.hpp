// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace yagura {

// A 6-digit 全国地方公共団体コード (MIC local government code), check digit included. Zero = none.
class OrganisationCode {
 public:
  OrganisationCode() = default;
  // Refuses anything but six digits whose last is the check digit: with the first five a..e,
  // s = 6a+5b+4c+3d+2e and the digit is the last digit of (11 - s mod 11).
  static Result<OrganisationCode> parse(std::string_view text);

  explicit operator bool() const { return value_ != 0; }
  std::string to_string() const;
  std::uint32_t value() const { return value_; }
  auto operator<=>(const OrganisationCode&) const = default;

 private:
  std::uint32_t value_ = 0;
};

enum class OrganisationKind { prefecture, city, town };

// One of the bodies that share the security cloud: a tenant.
struct Organisation {
  OrganisationCode code;
  std::string name;     // 宇部市
  std::string name_en;  // Ube City
  OrganisationKind kind = OrganisationKind::city;
  std::string department;  // 担当所属
  // How long and how much of its records is kept; absent: as for all.
  std::optional<std::chrono::minutes> retention_age = std::nullopt;
  std::optional<std::uint64_t> retention_bytes = std::nullopt;  // on disk; 0: no limit
};

// All bodies, in order of code. Immutable once built; shared between threads as a snapshot.
class OrganisationTable {
 public:
  OrganisationTable() = default;
  explicit OrganisationTable(std::vector<Organisation> organisations);
  const Organisation* find(OrganisationCode code) const;
  const Organisation* find_by_name(std::string_view name) const;
  const std::vector<Organisation>& all() const { return organisations_; }

 private:
  std::vector<Organisation> organisations_;
};

// The municipal reach of an incident as councils write it: 県内5市3町; a zero side is left out
// (県内3市), and the prefecture itself is named apart (県及び県内3市; alone: 県). Empty for nobody.
std::string reach_text(const OrganisationTable& table, const std::set<OrganisationCode>& codes);

}  // namespace yagura

template <>
struct std::hash<yagura::OrganisationCode> {
  std::size_t operator()(const yagura::OrganisationCode& code) const noexcept {
    return code.value();
  }
};
