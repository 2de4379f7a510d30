// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "doctor/disk_checks.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <system_error>
#include <utility>

#include "journal/journal.hpp"
#include "journal/journal_reader.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr Duration kDay = std::chrono::hours(24);
constexpr Duration kLeastAge = std::chrono::hours(1);
// A new disk takes weeks to come; in a week somebody can make room.
constexpr double kNoticeDays = 30;
constexpr double kWarningDays = 14;
constexpr double kCriticalDays = 7;
// Without a rate: what a burst of a few hours may take.
constexpr std::uint64_t kLeastRoom = std::uint64_t{1} << 30;

std::string size_text(double bytes) {
  constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, unit == 0 ? 0 : 1, kUnits.at(unit));
}

struct Files {
  std::size_t count = 0;
  std::uint64_t bytes = 0;
};

Files files_in(const fs::path& folder) {
  Files files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored)) {
      ++files.count;
      const auto size = at->file_size(ignored);
      files.bytes += ignored ? 0 : size;
    }
  }
  return files;
}

}  // namespace

std::vector<SegmentSpan> segment_spans(const fs::path& journal) {
  std::vector<SegmentSpan> spans;
  for (const fs::path& file : segments_of(journal).value_or(std::vector<fs::path>{})) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
      continue;  // gone meanwhile
    }
    const TimePoint ends(std::chrono::seconds(status.st_mtim.tv_sec));
    spans.push_back({ends, ends, static_cast<std::uint64_t>(status.st_size)});
    if (spans.size() > 1) {
      spans.back().begins = std::min(ends, spans[spans.size() - 2].ends);
    }
  }
  if (!spans.empty()) {
    if (const auto first = JournalReader(journal, 1, TimePoint::min()).next()) {
      spans.front().begins = std::min(spans.front().ends, first->received);
    }
  }
  return spans;
}

std::optional<double> bytes_a_day(const std::vector<SegmentSpan>& segments, TimePoint now) {
  if (segments.empty() || now - segments.front().begins < kLeastAge) {
    return std::nullopt;
  }
  const TimePoint since = std::max(now - kDay, segments.front().begins);
  double bytes = 0;
  for (const SegmentSpan& segment : segments) {
    if (segment.ends < since) {
      continue;
    }
    const Duration whole = segment.ends - segment.begins;
    const Duration part = segment.ends - std::max(since, segment.begins);
    const double share =
        whole.count() > 0 ? static_cast<double>(part.count()) / static_cast<double>(whole.count())
                          : 1.0;
    bytes += static_cast<double>(segment.bytes) * share;
  }
  return bytes * static_cast<double>(kDay.count()) / static_cast<double>((now - since).count());
}

void judge_disk(const fs::path& folder, std::uint64_t available, std::optional<double> rate,
                std::vector<Finding>& findings) {
  const auto room = static_cast<double>(available);
  const Wording mend{
      "ディスクを足すか、バックアップした古いジャーナルを移してください(deploy/README.md)。",
      "Add disk, or move old journal segments that are backed up away (deploy/README.md)."};
  if (rate && *rate > 0) {
    const double days = room / *rate;
    if (days >= kNoticeDays) {
      return;
    }
    findings.push_back(
        {Check::disk,
         days < kCriticalDays  ? Grade::critical
         : days < kWarningDays ? Grade::warning
                               : Grade::notice,
         folder.string(),
         {fmt::format("この1日の勢い({}/日)では、あと{:.0f}日で満杯になります(空き{})。",
                      size_text(*rate), std::floor(days), size_text(room)),
          fmt::format("At the rate of the last day ({} a day) it is full in {:.0f} "
                      "days ({} free).",
                      size_text(*rate), std::floor(days), size_text(room))},
         mend});
  } else if (available < kLeastRoom) {
    findings.push_back({Check::disk,
                        Grade::warning,
                        folder.string(),
                        {fmt::format("空きが{}しかありません。", size_text(room)),
                         fmt::format("Only {} are free.", size_text(room))},
                        mend});
  }
}

void check_disk(const fs::path& state, TimePoint now, std::vector<Finding>& findings) {
  std::error_code error;
  const fs::space_info space = fs::space(state, error);
  if (!error) {
    judge_disk(state, space.available, bytes_a_day(segment_spans(state / "journal"), now),
               findings);
  }
}

void check_quarantine(const fs::path& journal, std::vector<Finding>& findings) {
  const fs::path folder = journal / "quarantine";
  const Files files = files_in(folder);
  if (files.count > 0) {
    findings.push_back(
        {Check::journal,
         Grade::warning,
         folder.string(),
         {fmt::format("ジャーナルから外された部分が{}件({})あります。", files.count,
                      size_text(static_cast<double>(files.bytes))),
          fmt::format("{} parts of the journal ({}) were set aside.", files.count,
                      size_text(static_cast<double>(files.bytes)))},
         {"電源断なら応答前の記録だけです。ディスクを調べ、要らなければ消してください。",
          "After a power cut they hold only what was not acknowledged. Look at the disk, then "
          "delete "
          "them."}});
  }
}

void check_journal_end(const fs::path& journal, std::vector<Finding>& findings) {
  const auto segments = segments_of(journal);
  if (segments && segments->empty()) {
    return;
  }
  const auto scanned = segments ? scan_segment(segments->back()) : tl::unexpected(segments.error());
  if (!scanned) {
    findings.push_back(
        {Check::journal,
         Grade::critical,
         journal.string(),
         {fmt::format("ジャーナルを読めません: {}", scanned.error().message),
          fmt::format("The journal cannot be read: {}", scanned.error().message)},
         {"権限とディスクを調べてください。", "Check its permissions and the disk."}});
    return;
  }
  const SegmentScan& scan = *scanned;
  const std::string newest = segments->back().string();
  if (scan.later_format) {
    findings.push_back({Check::journal,
                        Grade::critical,
                        newest,
                        {"このジャーナルは新しい版のYaguraが書いたものです。",
                         "This journal was written by a later version of Yagura."},
                        {"新しい版を入れるか、バックアップから戻してください。",
                         "Install the later version, or restore a backup."}});
  } else if (scan.good_bytes < scan.file_bytes) {
    const auto bytes = static_cast<double>(scan.file_bytes - scan.good_bytes);
    findings.push_back(
        {Check::journal,
         Grade::notice,
         newest,
         {fmt::format("末尾の{}は書きかけです。次の起動でquarantineに移ります。", size_text(bytes)),
          fmt::format("The last {} are unfinished; the next start sets them aside.",
                      size_text(bytes))},
         {"異常終了の後では普通です。くり返すならディスクを調べてください。",
          "After a crash that is to be expected; look at the disk if it happens again."}});
  }
}

}  // namespace yagura
