// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "config/error_list.hpp"
#include "config/reader_yaml.hpp"
#include "model/host.hpp"
#include "model/organisation.hpp"

namespace yagura {

// Reads the hosts file. No host may stand twice in one organisation, whatever its case. Without a
// table (its file could not be read) organisations are only checked for their form.
std::vector<Host> read_hosts(const YamlNode& root, const OrganisationTable* table,
                             FileErrors& errors);

}  // namespace yagura
