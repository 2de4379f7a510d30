// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "model/organisation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace yagura {

Result<OrganisationCode> OrganisationCode::parse(std::string_view text) {
  if (text.size() != 6 ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return fail(ErrorCode::configuration,
                fmt::format("'{}' is not a 6-digit local government code", text));
  }
  constexpr std::array<int, 5> kWeights{6, 5, 4, 3, 2};
  int sum = 0;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int digit = text[i] - '0';
    value = value * 10 + static_cast<std::uint32_t>(digit);
    if (i < kWeights.size()) {
      sum += kWeights[i] * digit;
    }
  }
  const int check = (11 - sum % 11) % 10;
  if (text[5] - '0' != check) {
    return fail(ErrorCode::configuration,
                fmt::format("the check digit of '{}' is wrong: {}{} would be right", text,
                            text.substr(0, 5), check));
  }
  OrganisationCode code;
  code.value_ = value;
  return code;
}

std::string OrganisationCode::to_string() const {
  return fmt::format("{:06}", value_);
}

OrganisationTable::OrganisationTable(std::vector<Organisation> organisations)
    : organisations_(std::move(organisations)) {
  std::sort(organisations_.begin(), organisations_.end(),
            [](const Organisation& a, const Organisation& b) { return a.code < b.code; });
}

const Organisation* OrganisationTable::find(OrganisationCode code) const {
  const auto at = std::lower_bound(
      organisations_.begin(), organisations_.end(), code,
      [](const Organisation& o, OrganisationCode wanted) { return o.code < wanted; });
  return at != organisations_.end() && at->code == code ? &*at : nullptr;
}

const Organisation* OrganisationTable::find_by_name(std::string_view name) const {
  const auto at = std::find_if(organisations_.begin(), organisations_.end(),
                               [&](const Organisation& o) { return o.name == name; });
  return at != organisations_.end() ? &*at : nullptr;
}

std::string reach_text(const OrganisationTable& table, const std::set<OrganisationCode>& codes) {
  int prefectures = 0;
  int cities = 0;
  int towns = 0;
  for (const OrganisationCode code : codes) {
    const Organisation* organisation = table.find(code);
    if (organisation == nullptr) {
      continue;
    }
    switch (organisation->kind) {
      case OrganisationKind::prefecture:
        ++prefectures;
        break;
      case OrganisationKind::city:
        ++cities;
        break;
      case OrganisationKind::town:
        ++towns;
        break;
    }
  }
  std::string municipal;
  if (cities > 0) {
    municipal += fmt::format("{}市", cities);
  }
  if (towns > 0) {
    municipal += fmt::format("{}町", towns);
  }
  if (municipal.empty()) {
    return prefectures > 0 ? "県" : "";
  }
  return (prefectures > 0 ? "県及び県内" : "県内") + municipal;
}

}  // namespace yagura
