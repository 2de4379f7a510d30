// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/byte_form.hpp"
#include "base/result.hpp"
#include "model/record.hpp"

namespace yagura {

// By what a file is known again under another name, copied or compressed: how far it was read, and
// what stands at both ends of that stretch.
struct FileMark {
  // As much of each end as is looked at.
  static constexpr std::size_t kEnd = 1024;

  std::uint64_t offset = 0;  // of the content, after the last whole line
  std::uint64_t head = 0;    // digest of the first kEnd bytes, or of all up to the offset
  std::uint64_t tail = 0;    // digest of the last kEnd bytes before the offset, or of all
};

// The first eight bytes of a text's digest.
std::uint64_t short_digest(std::string_view text);
// A file's name in positions: it stays when the file is renamed, and changes when it is begun anew.
std::uint64_t file_key(std::uint64_t inode, std::string_view first_line);

// The files of one source that were read, whole or in part. The journal says how far the newest of
// them were; what keeps longer than the journal is read back, and what the journal does not know
// (see FileMark), is kept as bytes by whoever owns the source. Bounded: who was read longest ago is
// forgotten. One thread.
class FileMarks {
 public:
  static constexpr std::size_t kMost = 4096;

  struct Known {
    std::uint64_t offset = 0;  // where reading goes on
    FileMark mark;             // at that offset or before; offset 0: nothing is known of the ends
    std::uint64_t order = 0;   // grows with each change
  };

  FileMarks() = default;
  // What was kept; then what the journal says, which is never older.
  static Result<FileMarks> load(std::string_view kept);
  void advance(const SourcePositions& journal);
  void save(ByteSink& sink) const;

  const Known* find(std::uint64_t key) const;
  void set(std::uint64_t key, const FileMark& mark);
  void forget(std::uint64_t key) { known_.erase(key); }

  // The file that begins as `head` (the first kEnd bytes, or fewer of a shorter file) does, read
  // farthest: 0 if there is none. `elsewhere` says of which a file with that key is there as well:
  // such a one must have been read as far as kEnd, as short files may well be alike.
  std::uint64_t alike(std::string_view head,
                      const std::function<bool(std::uint64_t key)>& elsewhere) const;
  static bool begins(std::string_view head, const FileMark& mark);

 private:
  void bound();

  std::map<std::uint64_t, Known> known_;
  std::uint64_t order_ = 0;
};

}  // namespace yagura
