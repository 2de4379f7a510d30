// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "input/source.hpp"

namespace yagura {

// Follows a text file of one record a line, from where reading last ended. Rotation (another
// inode under the name) and truncation begin the file anew; the rest of a rotated file is read
// first. The position goes into the journal with each batch, so after a crash reading goes on
// exactly where the journal ends: nothing lost, nothing twice.
//
// Runs on the io_context's thread alone.
class FileTailSource final : public Source {
 public:
  struct Options {
    std::string name;
    std::filesystem::path path;
    OrganisationCode organisation;
    SourcePosition position;  // as found in the journal; zero = from the beginning
  };

  FileTailSource(boost::asio::io_context& context, Options options, BatchSink& sink,
                 const Clock& clock, Metrics& metrics);
  Result<void> start() override;
  const std::string& name() const override { return options_.name; }

 private:
  boost::asio::awaitable<void> follow();
  boost::asio::awaitable<void> read_to_end();
  bool open_if_changed();
  bool read_chunk();
  RecordBatch take_lines();
  void keep(std::string_view part);

  boost::asio::io_context& context_;
  Options options_;
  BatchSink& sink_;
  const Clock& clock_;
  std::ifstream file_;
  SourcePosition position_;    // after the last whole line
  std::uint64_t read_to_ = 0;  // after the last byte read
  std::string chunk_;
  std::string pending_;  // bytes after the last line feed, bounded by kMaxRecordBytes
  bool cut_ = false;     // the line being read was too long and has been counted
  SourceCounters counters_;
};

}  // namespace yagura
