// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_descriptor.hpp"
#include "record.hpp"

namespace yagura::test {

// What the senders know, in two files of one line a record: `sent`, written before the record goes
// out, and `acknowledged`, written before the next goes out. So the judge cannot forget what the
// judged one forgot. Any thread may write.
class Ledger {
 public:
  explicit Ledger(const std::filesystem::path& folder);

  void sent(const Stream& stream, std::uint64_t sequence, std::string_view record);
  void acknowledged(const Stream& stream, std::uint64_t sequence);

  struct Line {
    Stream stream;
    std::uint64_t sequence = 0;
    std::string digest;       // of the whole record, 16 hexadecimal digits; sent only
    std::uint64_t bytes = 0;  // sent only
  };
  // Read back from the files.
  std::vector<Line> all_sent() const { return read(folder_ / "sent"); }
  std::vector<Line> all_acknowledged() const { return read(folder_ / "acknowledged"); }

 private:
  static std::vector<Line> read(const std::filesystem::path& file);

  std::filesystem::path folder_;
  FileDescriptor sent_;
  FileDescriptor acknowledged_;
};

}  // namespace yagura::test
