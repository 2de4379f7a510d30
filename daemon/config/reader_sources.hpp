// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/reader_section.hpp"

namespace yagura {

// What sources that do not say it for themselves take from elsewhere in the file.
struct SourceDefaults {
  TimeZone zone;
  std::chrono::seconds lateness{};
};

// Reads `sources` of the top section. Refused beside what the key table says: two sources with one
// name or one listening address, keys that the source's type has no use for, a source whose records
// would belong to nobody, and one network given to two organisations.
std::vector<SourceConfig> read_sources(const Section& top, const OrganisationTable* table,
                                       const SourceDefaults& defaults);

}  // namespace yagura
