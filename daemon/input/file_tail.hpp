// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "input/file_marks.hpp"
#include "input/followed_file.hpp"
#include "input/source.hpp"

namespace yagura {

// Follows text files of one record a line: one file, all of a folder, or those that a pattern of
// glob(7) matches; plain, gzip or zstd. Oldest first, each from where reading it last ended.
//
// A file is known again when it is renamed, copied or compressed (see FileMark), so rotation of any
// kind gives every line once; what was rotated while nobody looked is read first. A file that is
// cut short, or replaced, is read from its start. The position goes into the journal with each
// batch: after a crash reading goes on exactly where the journal ends. What is known of older files
// is handed out to be kept.
//
// Runs on the io_context's thread alone. Listing and reading block: files are to be local.
class FileTailSource final : public Source {
 public:
  using KeepMarks = std::function<void(FileMarks marks)>;
  struct Patience {
    std::chrono::milliseconds look{200};     // after which a file is looked at again
    std::chrono::milliseconds keep{5'000};   // after which changed marks are handed out
    std::chrono::milliseconds idle{60'000};  // after which a file that is quiet is closed
  };
  struct Options {
    std::string name;
    std::filesystem::path path;
    OrganisationCode organisation;
    SourcePositions positions;  // as found in the journal
    FileMarks marks;            // as last kept
    // Called with what to keep, once the journal has what it says; must not wait. May be empty.
    KeepMarks keep_marks;
    Patience patience = {};
  };
  // More files than this are not followed, the newest of them; told in the log.
  static constexpr std::size_t kMostFiles = FileMarks::kMost;

  FileTailSource(boost::asio::io_context& context, Options options, BatchSink& sink,
                 const Clock& clock, Metrics& metrics);
  ~FileTailSource() override;
  Result<void> start() override;
  const std::string& name() const override { return options_.name; }

 private:
  struct Entry;
  using Id = std::pair<std::uint64_t, std::uint64_t>;  // device, inode

  boost::asio::awaitable<void> follow();
  boost::asio::awaitable<void> keep_marks();
  boost::asio::awaitable<bool> read(Entry& entry);
  boost::asio::awaitable<void> hand_over(RecordBatch& batch);
  void look();
  void note(const std::filesystem::path& path, bool known_only);
  std::vector<std::shared_ptr<Entry>> oldest_first() const;
  bool open(Entry& entry);
  const FileMarks::Known* known_by(Entry& entry);
  void remember(const Entry& entry);
  boost::asio::awaitable<void> close_if_idle(Entry& entry);
  void give_up(Entry& entry, const std::string& why);

  boost::asio::io_context& context_;
  Options options_;
  BatchSink& sink_;
  const Clock& clock_;
  FileMarks marks_;
  std::uint64_t changes_ = 0;  // of marks_
  std::map<Id, std::shared_ptr<Entry>> entries_;
  bool too_many_ = false;
  SourceCounters counters_;
  Metrics::Counter unreadable_;
};

}  // namespace yagura
