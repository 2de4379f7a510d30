// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/incident_store.hpp"

namespace yagura {

struct OpenedStore {
  IncidentStore store;
  StoredState state;  // what may still change: everything not older than `span` before the newest
};

// Opens or creates the store for the pipeline. One that is damaged is moved, with its -wal and
// -shm, into `quarantine`, told, and begun anew: the journal builds it again, with the same ids.
Result<OpenedStore> open_store(const std::filesystem::path& path, Duration span,
                               const std::filesystem::path& quarantine);

}  // namespace yagura
