// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

namespace yagura {
namespace {

// How long one connection waits for another: far longer than any transaction of ours, so that it
// ends only when something is badly wrong.
constexpr int kBusyTimeoutMs = 5000;

tl::unexpected<Error> failure(sqlite3* connection, std::string_view doing) {
  const int code = connection == nullptr ? SQLITE_NOMEM : sqlite3_errcode(connection);
  const char* reason = connection == nullptr ? "out of memory" : sqlite3_errmsg(connection);
  Error error{ErrorCode::io, fmt::format("cannot {} the incident store: {}", doing, reason)};
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      error.code = ErrorCode::corrupt;
      error.how_to_mend =
          "move the file and its -wal and -shm away: it is rebuilt from the journal";
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      error.code = ErrorCode::unavailable;
      error.how_to_mend = "see which other program holds the file open";
      break;
    case SQLITE_FULL:
      error.code = ErrorCode::unavailable;
      error.how_to_mend = "make room on the file system";
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      error.how_to_mend = "check that the path exists and who may read and write it";
      break;
    default:
      break;
  }
  return tl::unexpected(std::move(error));
}

}  // namespace

void Statement::Finalise::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement& Statement::bind(std::int64_t value) {
  const int status = sqlite3_bind_int64(statement_.get(), ++bound_, value);
  bind_status_ = bind_status_ == SQLITE_OK ? status : bind_status_;
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  // An empty view may point nowhere, which SQLite would take for NULL.
  const char* start = text.empty() ? "" : text.data();
  const int status = sqlite3_bind_text64(statement_.get(), ++bound_, start, text.size(),
                                         SQLITE_TRANSIENT, SQLITE_UTF8);
  bind_status_ = bind_status_ == SQLITE_OK ? status : bind_status_;
  return *this;
}

Statement& Statement::bind(std::nullopt_t) {
  const int status = sqlite3_bind_null(statement_.get(), ++bound_);
  bind_status_ = bind_status_ == SQLITE_OK ? status : bind_status_;
  return *this;
}

Result<bool> Statement::step() {
  sqlite3* connection = sqlite3_db_handle(statement_.get());
  if (bind_status_ != SQLITE_OK) {
    return failure(connection, "give a value to");
  }
  const int status = sqlite3_step(statement_.get());
  if (status == SQLITE_ROW) {
    return true;
  }
  if (status == SQLITE_DONE) {
    return false;
  }
  return failure(connection, sqlite3_stmt_readonly(statement_.get()) != 0 ? "read" : "write");
}

Result<void> Statement::run() {
  const auto row = step();
  reset();
  YAGURA_TRY(row);
  return {};
}

void Statement::reset() {
  (void)sqlite3_reset(statement_.get());  // repeats the failure that step() has told
  bound_ = 0;
  bind_status_ = SQLITE_OK;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* connection) const {
  (void)sqlite3_close_v2(connection);  // always succeeds on a valid connection
}

Result<Database> Database::open(const std::filesystem::path& path, Access access) {
  const int flags = SQLITE_OPEN_NOMUTEX |
                    (access == Access::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                  : SQLITE_OPEN_READONLY);
  sqlite3* connection = nullptr;
  const int status = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  Database database(connection);
  if (status != SQLITE_OK) {
    auto error = failure(connection, "open");
    error.value().place = Place{path.string()};
    return error;
  }
  (void)sqlite3_extended_result_codes(connection, 1);
  (void)sqlite3_busy_timeout(connection, kBusyTimeoutMs);
  // The file may have been tampered with: its schema must not be able to run functions or to
  // write outside the tables' rules.
  (void)sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  (void)sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return database;
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int status = sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                        &statement, nullptr);
  if (status != SQLITE_OK) {
    return failure(connection_.get(), "read");
  }
  return Statement(statement);
}

Result<void> Database::execute(const std::string& sql) const {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return failure(connection_.get(), "write");
  }
  return {};
}

Result<std::int64_t> Database::integer(std::string_view sql) const {
  YAGURA_ASSIGN(Statement statement, prepare(sql));
  YAGURA_ASSIGN(const bool row, statement.step());
  if (!row) {
    return fail(ErrorCode::corrupt, "the incident store lacks a value it must have");
  }
  return statement.integer(0);
}

int Database::changes() const {
  return sqlite3_changes(connection_.get());
}

Result<Transaction> Transaction::begin(const Database& database, Kind kind) {
  // A writer takes its lock now and waits for it here, not half-way through.
  YAGURA_TRY(database.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_ != nullptr) {
    (void)database_->execute("ROLLBACK");  // fails only if SQLite has rolled back already
  }
}

Result<void> Transaction::commit() {
  YAGURA_TRY(database_->execute("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace yagura
