// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/retention.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include "journal/journal.hpp"
#include "journal/quarantine.hpp"
#include "journal/segment_reader.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDraftEnding = ".rewriting";

// The groups of a segment without some organisations' batches.
class Thinning {
 public:
  explicit Thinning(const std::function<bool(OrganisationCode)>& is_removed)
      : is_removed_(is_removed) {}

  // Appends what is left of a group to `out`. A gap is held back until something follows it.
  Result<void> add(const SegmentReader& segment, std::span<const RecordBatch> batches,
                   std::string& out) {
    const GroupFrame& frame = segment.frame();
    if (std::none_of(batches.begin(), batches.end(),
                     [&](const RecordBatch& batch) { return is_removed_(batch.organisation); })) {
      if (batches.empty()) {
        gap(frame.first, frame.records);
        return {};
      }
      end_gap(out);
      out += segment.bytes();
      kept_ += frame.records;
      return {};
    }
    for (std::size_t i = 0; i < batches.size();) {
      if (is_removed_(batches[i].organisation)) {
        gap(batches[i].first, batches[i].size());
        ++i;
        continue;
      }
      std::size_t end = i;
      while (end < batches.size() && !is_removed_(batches[end].organisation)) {
        kept_ += batches[end++].size();
      }
      end_gap(out);
      YAGURA_TRY(encode_group(batches.subspan(i, end - i), scratch_, out));
      i = end;
    }
    return {};
  }

  void end_gap(std::string& out) {
    if (gap_records_ > 0) {
      encode_gap(gap_first_, std::exchange(gap_records_, 0), out);
    }
  }

  std::uint64_t kept() const { return kept_; }

 private:
  void gap(RecordNumber first, std::uint64_t records) {
    gap_first_ = gap_records_ == 0 ? first : gap_first_;
    gap_records_ += records;
  }

  const std::function<bool(OrganisationCode)>& is_removed_;
  RecordNumber gap_first_ = 0;
  std::uint64_t gap_records_ = 0;
  std::uint64_t kept_ = 0;
  std::string scratch_;
};

}  // namespace

Retention::Retention(fs::path folder, std::function<void(std::string_view)> on_step,
                     FileSystem& files)
    : folder_(std::move(folder)), on_step_(std::move(on_step)), files_(&files) {}

void Retention::step(std::string_view name) const {
  if (on_step_) {
    on_step_(name);
  }
}

RetentionOutcome Retention::run(const RetentionRules& rules, TimePoint now, RecordNumber processed,
                                const std::function<bool()>& stopping) {
  RetentionOutcome outcome;
  remove_drafts(outcome);
  bound_quarantine(rules.quarantine, now, outcome);
  const auto listed = segments_of(folder_, *files_);
  if (!listed) {
    outcome.failures.push_back(listed.error());
    return outcome;
  }
  const std::vector<fs::path>& segments = *listed;
  look_at(segments);

  std::map<OrganisationCode, std::uint64_t> newer;  // bytes in segments after this one
  bool sealed = false;                              // a later segment holds records
  for (std::size_t i = segments.size(); i-- > 0;) {
    if (stopping && stopping()) {
      break;
    }
    const auto known = contents_.find(first_record_of(segments[i]));
    if (known == contents_.end()) {
      continue;
    }
    const Content& content = known->second;
    const bool needed = !sealed || content.newest >= now - rules.replay_window ||
                        first_record_of(segments[i + 1]) > processed + 1;
    sealed = sealed || !content.shares.empty();
    Expired expired;
    for (const auto& [organisation, share] : content.shares) {
      const auto own = rules.organisations.find(organisation);
      const RetentionLimit& limit =
          own == rules.organisations.end() ? rules.otherwise : own->second;
      newer[organisation] += share.bytes;
      if (!needed && (share.newest < now - limit.age ||
                      (limit.bytes > 0 && newer[organisation] > limit.bytes))) {
        expired.emplace(organisation, share);
      }
    }
    const bool nothing_left = !needed && content.shares.empty() && content.is_whole;
    if (expired.empty() && !nothing_left) {
      continue;
    }
    if (auto removed = remove(segments[i], expired, outcome); !removed) {
      outcome.failures.push_back(std::move(removed).error());
    }
  }
  return outcome;
}

// The segment that is the newest, or was so the last time, may have grown; others are known.
void Retention::look_at(const std::vector<fs::path>& segments) {
  std::map<RecordNumber, Content> contents;
  for (const fs::path& path : segments) {
    const RecordNumber first = first_record_of(path);
    const bool newest = &path == &segments.back();
    if (const auto known = contents_.find(first);
        known != contents_.end() && !newest && first != growing_) {
      contents.insert(contents_.extract(known));
      continue;
    }
    auto segment = SegmentReader::open(path, *files_);
    if (!segment) {
      continue;
    }
    Content content;
    while (segment->next()) {
      const auto batches = segment->batches();
      std::uint64_t raw = 0;
      for (const BatchOutline& batch : batches) {
        raw += batch.bytes;
      }
      for (const BatchOutline& batch : batches) {
        Share& share = content.shares[batch.organisation];
        share.records += batch.records;
        share.bytes += segment->frame().bytes * batch.bytes / std::max<std::uint64_t>(raw, 1);
        share.newest = std::max(share.newest, batch.received);
        content.newest = std::max(content.newest, batch.received);
      }
    }
    if (segment->failure()) {
      continue;  // the next pass tries again
    }
    content.is_whole = segment->damaged() + segment->unfinished() == 0;
    contents.emplace(first, std::move(content));
  }
  growing_ = segments.empty() ? 0 : first_record_of(segments.back());
  contents_ = std::move(contents);
}

Result<void> Retention::remove(const fs::path& path, const Expired& expired,
                               RetentionOutcome& outcome) {
  YAGURA_ASSIGN(SegmentReader segment, SegmentReader::open(path, *files_));
  const std::function<bool(OrganisationCode)> is_removed = [&](OrganisationCode organisation) {
    return expired.contains(organisation);
  };
  Thinning thinning(is_removed);
  const fs::path draft_path = path.string() + std::string(kDraftEnding);
  // Begun when there is something to keep: removing must need no room on a full disk.
  std::unique_ptr<File> draft;
  std::uint64_t written = 0;
  std::string out = encode_segment_header(first_record_of(path), kRewrittenVersion);
  const auto write_out = [&]() -> Result<void> {
    YAGURA_TRY(draft->write(written, out));
    written += out.size();
    out.clear();
    return {};
  };
  while (segment.next()) {
    const auto batches = segment.read();
    if (!batches) {
      break;
    }
    YAGURA_TRY(thinning.add(segment, *batches, out));
    if (thinning.kept() == 0) {
      continue;
    }
    if (!draft) {
      YAGURA_ASSIGN(draft, files_->open(draft_path, FileSystem::Opening::make_empty));
    }
    YAGURA_TRY(write_out());
  }
  if (segment.failure()) {  // what was not read is not damaged, and others' records may be there
    return tl::unexpected(*segment.failure());
  }
  if (draft) {
    thinning.end_gap(out);
    YAGURA_TRY(write_out());
  }
  step("written");
  if (const std::uint64_t damaged = segment.damaged() + segment.unfinished(); damaged > 0) {
    YAGURA_TRY(set_aside(path, segment.good_bytes(), *files_));
    outcome.quarantined_bytes += damaged;
  }
  if (!draft) {
    YAGURA_TRY(files_->remove(path));
    step("removed");
    ++outcome.segments_removed;
  } else {
    YAGURA_TRY(draft->sync());
    step("synced");
    YAGURA_TRY(files_->rename(draft_path, path));
    step("renamed");
    ++outcome.segments_rewritten;
  }
  contents_.erase(first_record_of(path));
  for (const auto& [organisation, share] : expired) {
    outcome.removed[organisation].records += share.records;
    outcome.removed[organisation].bytes += share.bytes;
  }
  return files_->sync_folder(folder_);
}

void Retention::remove_drafts(RetentionOutcome& outcome) {
  const auto names = files_->list(folder_);
  for (const std::string& name : names.value_or(std::vector<std::string>{})) {
    const fs::path path = folder_ / name;
    if (path.extension() != kDraftEnding) {
      continue;
    }
    if (auto removed = files_->remove(path); !removed) {
      outcome.failures.push_back(std::move(removed).error());
    }
  }
}

// Oldest first, until what is left is young and small enough.
void Retention::bound_quarantine(const RetentionLimit& limit, TimePoint now,
                                 RetentionOutcome& outcome) {
  struct SetAside {
    TimePoint changed;
    std::uint64_t bytes;
    fs::path path;
  };
  std::vector<SetAside> copies;
  std::uint64_t total = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_ / "quarantine", error)) {
    struct stat status {};
    if (::stat(entry.path().c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
      copies.push_back({TimePoint(std::chrono::seconds(status.st_mtim.tv_sec)),
                        static_cast<std::uint64_t>(status.st_size), entry.path()});
      total += copies.back().bytes;
    }
  }
  std::sort(copies.begin(), copies.end(),
            [](const SetAside& a, const SetAside& b) { return a.changed < b.changed; });
  for (const SetAside& copy : copies) {
    if (copy.changed >= now - limit.age && (limit.bytes == 0 || total <= limit.bytes)) {
      continue;
    }
    if (!fs::remove(copy.path, error)) {
      outcome.failures.push_back({ErrorCode::io, fmt::format("cannot remove {}: {}",
                                                             copy.path.string(), error.message())});
      continue;
    }
    total -= copy.bytes;
    outcome.quarantine_removed_bytes += copy.bytes;
  }
}

}  // namespace yagura
