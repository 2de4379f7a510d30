// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "store/store_opening.hpp"

#include <fmt/format.h>

#include <optional>
#include <system_error>
#include <utility>

#include "base/log.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

Result<StoredState> read_state(IncidentStore& store, Duration span) {
  YAGURA_ASSIGN(const std::optional<TimePoint> newest, store.newest_evidence());
  return store.state_since(newest.value_or(TimePoint{}) - span);
}

// Each file set aside keeps its name, in a folder of its own.
Result<fs::path> set_aside(const fs::path& path, const fs::path& quarantine) {
  std::error_code error;
  fs::path folder;
  for (int number = 1;; ++number) {
    folder = quarantine / fmt::format("{}-{}", path.filename().string(), number);
    if (fs::create_directories(folder, error) || error) {
      break;
    }
  }
  for (const char* part : {"-wal", "-shm", ""}) {
    const fs::path file = path.string() + part;
    if (!error && fs::exists(file, error)) {
      fs::rename(file, folder / file.filename(), error);
    }
  }
  if (error) {
    return fail(ErrorCode::io, fmt::format("cannot set {} aside in {}: {}", path.string(),
                                           folder.string(), error.message()));
  }
  return folder;
}

}  // namespace

Result<OpenedStore> open_store(const fs::path& path, Duration span, const fs::path& quarantine) {
  constexpr auto kAccess = IncidentStore::Access::read_write;
  YAGURA_ASSIGN(const bool damaged, IncidentStore::is_damaged(path));
  if (!damaged) {
    YAGURA_ASSIGN(IncidentStore store, IncidentStore::open(path, kAccess));
    auto state = read_state(store, span);
    if (state) {
      return OpenedStore{std::move(store), std::move(*state)};
    }
    if (state.error().code != ErrorCode::corrupt) {  // else a row makes no sense
      return tl::unexpected(std::move(state).error());
    }
  }
  YAGURA_ASSIGN(const fs::path folder, set_aside(path, quarantine));
  log::error(log::Id::store_failed,
             "The incident store is damaged; it was set aside in {}, and the journal builds it "
             "again. Check the disk",
             folder.string());
  YAGURA_ASSIGN(IncidentStore store, IncidentStore::open(path, kAccess));
  return OpenedStore{std::move(store), {}};
}

}  // namespace yagura
