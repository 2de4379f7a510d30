// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"
#include "input/inflater.hpp"

namespace yagura {

// What a regular file says, from its first byte on: as it stands, or inflated if it begins as gzip
// (RFC 1952) or zstd (RFC 8878) do. The file may still grow, also a compressed one. Offsets are
// those of the content, not of the compressed bytes. One thread; memory of one piece, at most a few
// megabytes of a compressed file.
class FileContent {
 public:
  // What a file may inflate to for each of its bytes. Logs that repeat themselves reach some
  // hundred; a bomb has to stop somewhere.
  static constexpr std::size_t kMostRatio = 1000;

  enum class End {
    not_yet,     // there are bytes
    so_far,      // of what there is; more may be written
    complete,    // of a compressed file that ends where it may
    unreadable,  // why() says for what reason; nothing more comes
  };
  struct Piece {
    std::string_view bytes;  // until the next call
    End end = End::not_yet;
  };

  // Refuses all but regular files, and waits for nothing.
  static Result<FileContent> open(const std::filesystem::path& path);

  // Up to `most` bytes from where the last call ended.
  Piece read(std::size_t most);
  // From the first byte again.
  void restart();
  // Goes there without reading what lies between. False where that cannot be: the content must then
  // be read.
  bool seek(std::uint64_t offset);
  // Whether `bytes` still stand before where reading has come to; true where that cannot be asked.
  bool still_ends_with(std::string_view bytes);
  std::uint64_t offset() const { return offset_; }
  const std::string& why() const { return why_; }
  bool is_compressed() const { return kind_ == Kind::compressed; }

 private:
  enum class Kind { unknown, plain, compressed };

  explicit FileContent(FileDescriptor file) : file_(std::move(file)) {}
  bool tell_kind();
  Piece read_plain(std::size_t most);
  Piece inflate(std::size_t most);
  bool read_file(std::string& into, std::size_t most, std::uint64_t from);

  FileDescriptor file_;
  Kind kind_ = Kind::unknown;
  std::unique_ptr<Inflater> inflater_;
  std::uint64_t raw_offset_ = 0;  // of the compressed bytes
  std::uint64_t offset_ = 0;
  std::string raw_;
  std::string ready_;      // inflated, and plain bytes just read
  std::size_t given_ = 0;  // of them
  std::string why_;        // empty while it can be read
};

}  // namespace yagura
