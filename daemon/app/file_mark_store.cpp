// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/file_mark_store.hpp"

#include <boost/asio/post.hpp>
#include <system_error>
#include <utility>

#include "base/log.hpp"
#include "engine/checkpoint_file.hpp"

namespace yagura {

FileMarks FileMarkStore::load(const std::string& source) const {
  auto bytes = read_checkpoint(file_of(source));
  if (bytes && !*bytes) {
    return {};
  }
  auto marks = bytes ? FileMarks::load(**bytes) : tl::unexpected(bytes.error());
  if (!marks) {
    log::warning(log::Id::checkpoint_unusable,
                 "{}: {}; files that were read before the journal begins are read again",
                 file_of(source).string(), marks.error().text());
    return {};
  }
  return std::move(*marks);
}

void FileMarkStore::keep(const std::string& source, FileMarks marks) {
  boost::asio::post(writer_, [file = file_of(source), marks = std::move(marks)] {
    std::error_code ignored;  // what is wrong with the folder is told of the file
    std::filesystem::create_directory(file.parent_path(), ignored);
    const auto written = write_checkpoint(file, [&marks](ByteSink& sink) { marks.save(sink); });
    if (!written) {
      log::warning(log::Id::checkpoint_failed, "{}; the one before stays in use. Check the disk",
                   written.error().text());
    }
  });
}

std::filesystem::path FileMarkStore::file_of(const std::string& source) const {
  return folder_ / (source + ".state");
}

}  // namespace yagura
