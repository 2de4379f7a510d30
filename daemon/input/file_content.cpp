// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/file_content.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

namespace yagura {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kGzip = "\x1f\x8b"sv;
constexpr std::string_view kZstd = "\x28\xb5\x2f\xfd"sv;
// So much is inflated at once: with kMostRatio it bounds what one step may bring.
constexpr std::size_t kRawBytes = std::size_t{4} * 1024;

}  // namespace

Result<FileContent> FileContent::open(const std::filesystem::path& path) {
  // Not to wait for a writer, should a pipe stand there.
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat now {};
  if (!file || ::fstat(file.number(), &now) != 0) {
    return fail(ErrorCode::io, fmt::format("{} cannot be read: {}", path.string(),
                                           std::generic_category().message(errno)));
  }
  if (!S_ISREG(now.st_mode)) {
    return fail(ErrorCode::io, fmt::format("{} is not a regular file", path.string()));
  }
  return FileContent(std::move(file));
}

FileContent::Piece FileContent::read(std::size_t most) {
  if (kind_ == Kind::unknown && !tell_kind()) {
    return {{}, why_.empty() ? End::so_far : End::unreadable};
  }
  const Piece piece = kind_ == Kind::plain ? read_plain(most) : inflate(most);
  offset_ += piece.bytes.size();
  return piece;
}

void FileContent::restart() {
  if (kind_ == Kind::compressed) {
    kind_ = Kind::unknown;
    (void)tell_kind();
  }
  raw_offset_ = 0;
  offset_ = 0;
  ready_.clear();
  given_ = 0;
}

bool FileContent::seek(std::uint64_t offset) {
  if (kind_ != Kind::plain) {
    return offset == offset_;
  }
  offset_ = offset;
  return true;
}

bool FileContent::still_ends_with(std::string_view bytes) {
  std::string there;
  return kind_ != Kind::plain ||
         (read_file(there, bytes.size(), offset_ - bytes.size()) && there == bytes);
}

// False as long as the file is too short to say.
bool FileContent::tell_kind() {
  if (!read_file(raw_, kZstd.size(), 0)) {
    return false;
  }
  for (const auto& [magic, encoding] :
       {std::pair{kGzip, Encoding::gzip}, std::pair{kZstd, Encoding::zstd}}) {
    if (raw_.starts_with(magic)) {
      inflater_ = Inflater::make(encoding, {std::numeric_limits<std::size_t>::max(), kMostRatio});
      kind_ = Kind::compressed;
      return true;
    }
    if (magic.starts_with(raw_)) {
      return false;
    }
  }
  kind_ = Kind::plain;
  return true;
}

FileContent::Piece FileContent::read_plain(std::size_t most) {
  if (!read_file(ready_, most, offset_)) {
    return {{}, End::unreadable};
  }
  return {ready_, ready_.empty() ? End::so_far : End::not_yet};
}

FileContent::Piece FileContent::inflate(std::size_t most) {
  while (given_ == ready_.size() && why_.empty()) {
    ready_.clear();
    given_ = 0;
    if (!read_file(raw_, kRawBytes, raw_offset_)) {
      break;
    }
    if (raw_.empty()) {
      return {{}, inflater_->finish() == InflateFault::none ? End::complete : End::so_far};
    }
    raw_offset_ += raw_.size();
    const InflateFault fault = inflater_->feed(raw_, [this](std::string_view piece) {
      ready_ += piece;
      return true;
    });
    if (fault != InflateFault::none) {
      why_ = fault == InflateFault::damaged
                 ? "it begins as a compressed file, but is not one throughout"
                 : fmt::format("it inflates to more than {} times its size", kMostRatio);
    }
  }
  const std::string_view bytes = std::string_view(ready_).substr(given_, most);
  given_ += bytes.size();
  return {bytes, bytes.empty() ? End::unreadable : End::not_yet};
}

// Fewer bytes at the end of the file. False with why_ if they cannot be read.
bool FileContent::read_file(std::string& into, std::size_t most, std::uint64_t from) {
  into.resize(most);
  const ssize_t count = ::pread(file_.number(), into.data(), most, static_cast<off_t>(from));
  if (count < 0) {
    why_ = std::generic_category().message(errno);
  }
  into.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return count >= 0;
}

}  // namespace yagura
