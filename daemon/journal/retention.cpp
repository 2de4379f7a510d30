// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/retention.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include "base/file_descriptor.hpp"
#include "journal/journal.hpp"
#include "journal/segment_reader.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDraftEnding = ".rewriting";

RecordNumber first_record_of(const fs::path& segment) {
  const std::string stem = segment.stem().string();
  RecordNumber number = 0;
  std::from_chars(stem.data(), stem.data() + stem.size(), number);
  return number;
}

tl::unexpected<Error> os_error(std::string_view what, const fs::path& path) {
  return fail(ErrorCode::io, fmt::format("cannot {} {}: {}", what, path.string(),
                                         std::generic_category().message(errno)));
}

Result<void> sync_folder(const fs::path& folder) {
  const FileDescriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return handle && ::fsync(handle.number()) == 0 ? Result<void>{} : os_error("sync", folder);
}

// A file that is written from the start and synced once. It takes the place of any that stands
// there.
class Draft {
 public:
  static Result<Draft> create(fs::path path) {
    FileDescriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file) {
      return os_error("create", path);
    }
    return Draft(std::move(path), std::move(file));
  }

  Result<void> write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.number(), bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) {
        return os_error("write", path_);
      }
      bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return {};
  }
  Result<void> sync() {
    return ::fdatasync(file_.number()) == 0 ? Result<void>{} : os_error("sync", path_);
  }
  const fs::path& path() const { return path_; }

 private:
  Draft(fs::path path, FileDescriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  fs::path path_;
  FileDescriptor file_;
};

// Copies a file from `from` on to the quarantine, durably.
Result<void> set_aside(const fs::path& segment, std::size_t from) {
  const fs::path folder = segment.parent_path() / "quarantine";
  std::error_code ignored;  // creating the file says what is wrong
  fs::create_directories(folder, ignored);
  YAGURA_ASSIGN(Draft copy,
                Draft::create(folder / fmt::format("{}-{}", segment.filename().string(), from)));
  const FileDescriptor in(::open(segment.c_str(), O_RDONLY | O_CLOEXEC));
  std::string part(std::size_t{256} * 1024, '\0');
  while (true) {
    const ssize_t got =
        in ? ::pread(in.number(), part.data(), part.size(), static_cast<off_t>(from)) : -1;
    if (got < 0 && in && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return os_error("read", segment);
    }
    if (got == 0) {
      break;
    }
    YAGURA_TRY(copy.write(std::string_view(part).substr(0, static_cast<std::size_t>(got))));
    from += static_cast<std::size_t>(got);
  }
  YAGURA_TRY(copy.sync());
  return sync_folder(folder);
}

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

Retention::Retention(fs::path folder, std::function<void(std::string_view)> on_step)
    : folder_(std::move(folder)), on_step_(std::move(on_step)) {}

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
  const auto listed = segments_of(folder_);
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
    auto segment = SegmentReader::open(path);
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
    content.is_whole = segment->damaged() + segment->unfinished() == 0;
    contents.emplace(first, std::move(content));
  }
  growing_ = segments.empty() ? 0 : first_record_of(segments.back());
  contents_ = std::move(contents);
}

Result<void> Retention::remove(const fs::path& path, const Expired& expired,
                               RetentionOutcome& outcome) {
  YAGURA_ASSIGN(SegmentReader segment, SegmentReader::open(path));
  const std::function<bool(OrganisationCode)> is_removed = [&](OrganisationCode organisation) {
    return expired.contains(organisation);
  };
  Thinning thinning(is_removed);
  // Begun when there is something to keep: removing must need no room on a full disk.
  std::optional<Draft> draft;
  std::string out = encode_segment_header(first_record_of(path), kRewrittenVersion);
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
      YAGURA_ASSIGN(draft, Draft::create(path.string() + std::string(kDraftEnding)));
    }
    YAGURA_TRY(draft->write(out));
    out.clear();
  }
  if (draft) {
    thinning.end_gap(out);
    YAGURA_TRY(draft->write(out));
  }
  step("written");
  if (const std::uint64_t damaged = segment.damaged() + segment.unfinished(); damaged > 0) {
    YAGURA_TRY(set_aside(path, segment.good_bytes()));
    outcome.quarantined_bytes += damaged;
  }
  if (!draft) {
    if (::unlink(path.c_str()) != 0) {
      return os_error("remove", path);
    }
    step("removed");
    ++outcome.segments_removed;
  } else {
    YAGURA_TRY(draft->sync());
    step("synced");
    if (::rename(draft->path().c_str(), path.c_str()) != 0) {
      return os_error("rename", draft->path());
    }
    step("renamed");
    ++outcome.segments_rewritten;
  }
  contents_.erase(first_record_of(path));
  for (const auto& [organisation, share] : expired) {
    outcome.removed[organisation].records += share.records;
    outcome.removed[organisation].bytes += share.bytes;
  }
  return sync_folder(folder_);
}

void Retention::remove_drafts(RetentionOutcome& outcome) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().extension() == kDraftEnding && !fs::remove(entry.path(), error)) {
      outcome.failures.push_back(
          {ErrorCode::io,
           fmt::format("cannot remove {}: {}", entry.path().string(), error.message())});
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
  std::vector<SetAside> files;
  std::uint64_t total = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_ / "quarantine", error)) {
    struct stat status {};
    if (::stat(entry.path().c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
      files.push_back({TimePoint(std::chrono::seconds(status.st_mtim.tv_sec)),
                       static_cast<std::uint64_t>(status.st_size), entry.path()});
      total += files.back().bytes;
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SetAside& a, const SetAside& b) { return a.changed < b.changed; });
  for (const SetAside& file : files) {
    if (file.changed >= now - limit.age && (limit.bytes == 0 || total <= limit.bytes)) {
      continue;
    }
    if (!fs::remove(file.path, error)) {
      outcome.failures.push_back({ErrorCode::io, fmt::format("cannot remove {}: {}",
                                                             file.path.string(), error.message())});
      continue;
    }
    total -= file.bytes;
    outcome.quarantine_removed_bytes += file.bytes;
  }
}

}  // namespace yagura
