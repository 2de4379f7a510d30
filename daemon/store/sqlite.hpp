// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace yagura {

// The door to SQLite: what can fail gives a Result, nothing has to be freed by hand.
// A connection and its statements belong to one thread at a time.

// One prepared statement. It must not outlive its Database.
class Statement {
 public:
  // Parameters in order, beginning with the first after each reset().
  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view text);
  Statement& bind(std::nullopt_t);
  template <typename T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind(std::nullopt);
  }

  // True: a row is there to be read. False: done.
  Result<bool> step();
  // Runs it to its end and makes it ready for the next parameters.
  Result<void> run();
  void reset();

  std::int64_t integer(int column) const;
  std::string text(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  std::unique_ptr<sqlite3_stmt, Finalise> statement_;
  int bound_ = 0;
  int bind_status_ = 0;  // the first failure, told by step()
};

class Database {
 public:
  enum class Access { read_write, read_only };
  // Creates a missing file only for read_write.
  static Result<Database> open(const std::filesystem::path& path, Access access);

  Result<Statement> prepare(std::string_view sql) const;
  Result<void> execute(const std::string& sql) const;        // one or more statements without rows
  Result<std::int64_t> integer(std::string_view sql) const;  // the one value it yields
  int changes() const;  // rows that the latest statement changed

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}

  std::unique_ptr<sqlite3, Close> connection_;
};

// Rolls back at the end of its life what was not committed.
class Transaction {
 public:
  enum class Kind { read, write };
  static Result<Transaction> begin(const Database& database, Kind kind);
  Transaction(Transaction&& other) noexcept;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<void> commit();

 private:
  explicit Transaction(const Database& database) : database_(&database) {}
  const Database* database_;  // null once committed or moved from
};

}  // namespace yagura
