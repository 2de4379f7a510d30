// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/error_list.hpp"
#include "config/reader_yaml.hpp"
#include "model/organisation.hpp"
#include "model/service_map.hpp"

namespace yagura {

// Reads the services file. Every reference must lead somewhere: sites to providers, feeds to
// modules, both to organisations (checked only in form where `table` is null).
ServiceMap read_services(const YamlNode& root, const OrganisationTable* table, FileErrors& errors);

}  // namespace yagura
