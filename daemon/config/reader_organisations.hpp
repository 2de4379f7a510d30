// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "config/error_list.hpp"
#include "config/reader_section.hpp"
#include "config/reader_yaml.hpp"
#include "model/organisation.hpp"

namespace yagura {

// Reads the organisations file and checks it against itself: check digits, the third digit of the
// code against the kind (0 prefecture, 1 and 2 city, from 3 town), nothing twice.
OrganisationTable read_organisations(const YamlNode& root, FileErrors& errors);

// The organisation that `text` names by code or by name; the error says which ones are near.
// Without a table (its file could not be read) only the form is checked; a name is then code zero.
Result<OrganisationCode> find_organisation(const OrganisationTable* table, std::string_view text);

// The same for the key of a section; empty if absent, or after an error.
std::optional<OrganisationCode> organisation_of(const Section& section, std::string_view key,
                                                const OrganisationTable* table);

}  // namespace yagura
