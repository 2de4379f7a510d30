// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/reader_organisations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/nearest_name.hpp"

namespace yagura {
namespace {

constexpr std::size_t kSuggestions = 3;

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

OrganisationKind kind_named(std::string_view text) {
  if (text == "prefecture") {
    return OrganisationKind::prefecture;
  }
  return text == "city" ? OrganisationKind::city : OrganisationKind::town;
}

bool kind_fits(const OrganisationCode& code, OrganisationKind kind) {
  const std::uint32_t within_prefecture = code.value() / 10 % 1000;
  const std::uint32_t third_digit = within_prefecture / 100;
  switch (kind) {
    case OrganisationKind::prefecture:
      return within_prefecture == 0;
    case OrganisationKind::city:
      return third_digit == 1 || third_digit == 2;
    case OrganisationKind::town:
      break;
  }
  return third_digit >= 3;
}

std::string suggestions(const OrganisationTable& table, std::string_view text) {
  std::vector<std::string> codes;
  std::vector<std::string_view> candidates;
  codes.reserve(table.all().size());
  for (const Organisation& organisation : table.all()) {
    codes.push_back(organisation.code.to_string());
    candidates.push_back(is_number(text) ? std::string_view(codes.back()) : organisation.name);
  }
  std::vector<std::string> near;
  for (const std::string_view candidate : nearest_names(text, candidates, kSuggestions)) {
    const auto at = std::find(candidates.begin(), candidates.end(), candidate);
    const auto& organisation = table.all()[static_cast<std::size_t>(at - candidates.begin())];
    near.push_back(fmt::format("{} ({})", organisation.code.to_string(), organisation.name));
  }
  return near.empty() ? "write a code or a name of the organisations file"
                      : fmt::format("did you mean {}?", fmt::join(near, " or "));
}

// Empty if the entry is not whole; what is wrong has been noted.
std::optional<Organisation> read_organisation(const Section& section) {
  Organisation organisation;
  organisation.name = section.text("name");
  organisation.name_en = section.text("name_en");
  organisation.department = section.text("department");
  if (section.has("retention_age")) {
    organisation.retention_age = section.duration<std::chrono::minutes>("retention_age");
  }
  if (section.has("retention_bytes")) {
    organisation.retention_bytes = section.number<std::uint64_t>("retention_bytes");
  }
  const std::string kind = section.text("kind");
  organisation.kind = kind_named(kind);
  const std::string text = section.text("code");
  if (text.empty() || kind.empty()) {
    return std::nullopt;
  }
  const auto code = OrganisationCode::parse(text);
  if (!code) {
    section.complain("code", code.error().message, "copy it from the ministry's list of codes");
    return std::nullopt;
  }
  organisation.code = *code;
  if (!kind_fits(*code, organisation.kind)) {
    section.complain("kind", fmt::format("the code {} is not that of a {}", text, kind),
                     "the third digit is 0 for a prefecture, 1 or 2 for a city, from 3 for a town");
    return std::nullopt;
  }
  return organisation;
}

}  // namespace

OrganisationTable read_organisations(const YamlNode& root, FileErrors& errors) {
  const Section top(KeyFile::organisations, root, "", errors);
  std::vector<Organisation> organisations;
  std::set<OrganisationCode> codes;
  std::set<std::string> names;
  for (const Section& section : top.sections("organisations")) {
    auto organisation = read_organisation(section);
    if (!organisation) {
      continue;
    }
    if (!codes.insert(organisation->code).second) {
      section.complain("code", fmt::format("code {} stands twice", organisation->code.to_string()),
                       "keep one of the two");
    } else if (!names.insert(organisation->name).second) {
      section.complain("name", fmt::format("{} stands twice", in_quotes(organisation->name)),
                       "keep one of the two");
    } else {
      organisations.push_back(*std::move(organisation));
    }
  }
  return OrganisationTable(std::move(organisations));
}

Result<OrganisationCode> find_organisation(const OrganisationTable* table, std::string_view text) {
  Error error{ErrorCode::configuration, "", std::nullopt, ""};
  OrganisationCode code;
  if (is_number(text)) {
    const auto parsed = OrganisationCode::parse(text.substr(0, 32));
    if (parsed && (table == nullptr || table->find(*parsed) != nullptr)) {
      return *parsed;
    }
    error.message =
        parsed ? fmt::format("there is no organisation {}", text) : parsed.error().message;
  } else {
    const auto* found = table == nullptr ? nullptr : table->find_by_name(text);
    if (table == nullptr || found != nullptr) {
      return found == nullptr ? code : found->code;
    }
    error.message = fmt::format("there is no organisation {}", in_quotes(text));
  }
  if (table != nullptr) {
    error.how_to_mend = suggestions(*table, text);
  }
  return tl::unexpected<Error>(std::move(error));
}

std::optional<OrganisationCode> organisation_of(const Section& section, std::string_view key,
                                                const OrganisationTable* table) {
  const std::string text = section.text(key);
  if (text.empty()) {
    return std::nullopt;
  }
  const auto code = find_organisation(table, text);
  if (!code) {
    section.complain(key, code.error().message, code.error().how_to_mend);
    return std::nullopt;
  }
  return *code;
}

}  // namespace yagura
