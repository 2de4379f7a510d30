// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "sqlite_on_disk.hpp"

#include <sqlite3.h>

#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// https://www.sqlite.org/vfs.html; the names are SQLite's.
namespace yagura::test {
namespace {

namespace fs = std::filesystem;

constexpr int kMostPath = 512;

SimulatedDisk* disk = nullptr;
std::optional<Chance> chance;

struct OpenFile {
  std::unique_ptr<File> file;
  fs::path path;
  bool sync_folder = false;  // with the first sync: a log that was made
  bool remove_at_close = false;
  std::vector<std::unique_ptr<std::string>> shared_memory;
};

struct Handle {
  sqlite3_file base;
  OpenFile* open;
};

OpenFile& of(sqlite3_file* file) {
  return *reinterpret_cast<Handle*>(file)->open;
}

int close(sqlite3_file* file) {
  OpenFile* open = std::exchange(reinterpret_cast<Handle*>(file)->open, nullptr);
  if (open != nullptr && open->remove_at_close) {
    (void)disk->remove(open->path);
  }
  delete open;
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* into, int count, sqlite3_int64 offset) {
  const auto wanted = static_cast<std::size_t>(count);
  const auto got = of(file).file->read(static_cast<std::uint64_t>(offset),
                                       std::span(static_cast<char*>(into), wanted));
  if (!got) {
    return SQLITE_IOERR_READ;
  }
  if (*got < wanted) {
    std::memset(static_cast<char*>(into) + *got, 0, wanted - *got);
    return SQLITE_IOERR_SHORT_READ;
  }
  return SQLITE_OK;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  const auto written =
      of(file).file->write(static_cast<std::uint64_t>(offset),
                           {static_cast<const char*>(bytes), static_cast<std::size_t>(count)});
  if (written) {
    return SQLITE_OK;
  }
  return written.error().message.find("No space") == std::string::npos ? SQLITE_IOERR_WRITE
                                                                       : SQLITE_FULL;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return of(file).file->truncate(static_cast<std::uint64_t>(size)) ? SQLITE_OK
                                                                   : SQLITE_IOERR_TRUNCATE;
}

int sync(sqlite3_file* file, int /*flags*/) {
  OpenFile& open = of(file);
  if (!open.file->sync()) {
    return SQLITE_IOERR_FSYNC;
  }
  if (open.sync_folder) {
    if (!disk->sync_folder(open.path.parent_path())) {
      return SQLITE_IOERR_DIR_FSYNC;
    }
    open.sync_folder = false;
  }
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  const auto found = of(file).file->size();
  *size = static_cast<sqlite3_int64>(found.value_or(0));
  return found ? SQLITE_OK : SQLITE_IOERR_FSTAT;
}

int lock(sqlite3_file* /*file*/, int /*kind*/) {
  return SQLITE_OK;
}

int is_locked(sqlite3_file* /*file*/, int* answer) {
  *answer = 0;
  return SQLITE_OK;
}

int control(sqlite3_file* /*file*/, int /*what*/, void* /*with*/) {
  return SQLITE_NOTFOUND;
}

int sector_size(sqlite3_file* /*file*/) {
  return 512;
}

// As SQLite takes it for granted on Unix: bytes beside those written are not touched.
int characteristics(sqlite3_file* /*file*/) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  auto& pages = of(file).shared_memory;
  const auto index = static_cast<std::size_t>(page);
  *memory = nullptr;
  if (index >= pages.size() && extend == 0) {
    return SQLITE_OK;
  }
  while (pages.size() <= index) {
    pages.push_back(std::make_unique<std::string>(static_cast<std::size_t>(size), '\0'));
  }
  *memory = pages[index]->data();
  return SQLITE_OK;
}

int lock_shared(sqlite3_file* /*file*/, int /*from*/, int /*count*/, int /*flags*/) {
  return SQLITE_OK;
}

void order_shared(sqlite3_file* /*file*/) {}

int unmap_shared(sqlite3_file* file, int /*remove*/) {
  of(file).shared_memory.clear();
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods{2,
                                  close,
                                  read,
                                  write,
                                  truncate,
                                  sync,
                                  file_size,
                                  lock,
                                  lock,
                                  is_locked,
                                  control,
                                  sector_size,
                                  characteristics,
                                  map_shared,
                                  lock_shared,
                                  order_shared,
                                  unmap_shared,
                                  nullptr,
                                  nullptr};

int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* told) {
  auto* handle = new (file) Handle{{nullptr}, nullptr};
  if (name == nullptr || disk == nullptr) {
    return SQLITE_CANTOPEN;  // a temporary file: PRAGMA temp_store is memory's affair
  }
  auto opened = std::make_unique<OpenFile>();
  opened->path = name;
  const bool there = disk->exists(opened->path);
  const bool create = (flags & SQLITE_OPEN_CREATE) != 0;
  if (!there && !create) {
    return SQLITE_CANTOPEN;
  }
  auto found = disk->open(opened->path, FileSystem::Opening::open);
  if (!found) {
    return SQLITE_CANTOPEN;
  }
  disk->keep_pages(opened->path);
  opened->file = std::move(*found);
  opened->sync_folder = !there && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  opened->remove_at_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  if (told != nullptr) {
    *told = flags;
  }
  handle->open = opened.release();
  handle->base.pMethods = &kMethods;
  return SQLITE_OK;
}

int remove(sqlite3_vfs* /*vfs*/, const char* name, int sync_folder) {
  if (!disk->exists(name)) {
    return SQLITE_IOERR_DELETE_NOENT;
  }
  if (!disk->remove(name)) {
    return SQLITE_IOERR_DELETE;
  }
  if (sync_folder != 0 && !disk->sync_folder(fs::path(name).parent_path())) {
    return SQLITE_IOERR_DIR_FSYNC;
  }
  return SQLITE_OK;
}

int access(sqlite3_vfs* /*vfs*/, const char* name, int /*flags*/, int* answer) {
  *answer = disk->exists(name) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs* /*vfs*/, const char* name, int size, char* out) {
  const std::size_t length = std::strlen(name);
  if (length >= static_cast<std::size_t>(size)) {
    return SQLITE_CANTOPEN;
  }
  std::memcpy(out, name, length + 1);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* /*vfs*/, int count, char* out) {
  for (int i = 0; i < count; ++i) {
    out[i] = static_cast<char>(chance->next());
  }
  return count;
}

int sleep(sqlite3_vfs* /*vfs*/, int microseconds) {
  return microseconds;
}

int current_time(sqlite3_vfs* /*vfs*/, sqlite3_int64* out) {
  *out = 213'000'000'000'000;  // ms of the Julian calendar
  return SQLITE_OK;
}

int current_day(sqlite3_vfs* vfs, double* out) {
  sqlite3_int64 milliseconds = 0;
  (void)current_time(vfs, &milliseconds);
  *out = static_cast<double>(milliseconds) / 86'400'000.0;
  return SQLITE_OK;
}

int last_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*out*/) {
  return 0;
}

sqlite3_vfs& vfs() {
  static sqlite3_vfs made = [] {
    sqlite3_vfs v{};
    v.iVersion = 2;
    v.szOsFile = sizeof(Handle);
    v.mxPathname = kMostPath;
    v.zName = "simulated";
    v.xOpen = open;
    v.xDelete = remove;
    v.xAccess = access;
    v.xFullPathname = full_path;
    v.xRandomness = randomness;
    v.xSleep = sleep;
    v.xCurrentTime = current_day;
    v.xGetLastError = last_error;
    v.xCurrentTimeInt64 = current_time;
    return v;
  }();
  return made;
}

}  // namespace

SqliteOnDisk::SqliteOnDisk(SimulatedDisk& on, std::uint64_t seed)
    : before_(std::exchange(disk, &on)), chance_before_(std::exchange(chance, Chance(seed))) {
  if (sqlite3_vfs_register(&vfs(), 1) != SQLITE_OK) {
    throw std::runtime_error("SQLite does not take the simulated disk");
  }
  sqlite3_randomness(0, nullptr);  // begins anew, from ours
}

SqliteOnDisk::~SqliteOnDisk() {
  disk = before_;
  chance = chance_before_;
  if (disk == nullptr) {
    (void)sqlite3_vfs_unregister(&vfs());
  }
}

}  // namespace yagura::test
