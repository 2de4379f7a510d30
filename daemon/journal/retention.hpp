// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "base/file_system.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "model/organisation.hpp"
#include "model/record.hpp"

namespace yagura {

// How long records are kept, and how many: bytes are those on disk, a group that several share
// split by the sizes of their records.
struct RetentionLimit {
  Duration age{};
  std::uint64_t bytes = 0;  // 0: no limit
};

struct RetentionRules {
  RetentionLimit otherwise;  // also of records without an organisation
  std::map<OrganisationCode, RetentionLimit> organisations;
  Duration replay_window{};  // received within it: kept, whatever the limits, for a restart
  RetentionLimit quarantine;
};

struct RetentionOutcome {
  struct Removed {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;  // on disk
  };
  std::map<OrganisationCode, Removed> removed;
  std::uint64_t segments_removed = 0;
  std::uint64_t segments_rewritten = 0;
  std::uint64_t quarantined_bytes = 0;         // damage found on the way
  std::uint64_t quarantine_removed_bytes = 0;  // past the quarantine's own limit
  std::vector<Error> failures;                 // what they concern is as it was
};

// Removes from a journal's folder what is past its retention, beside the one that writes it and any
// that read it: a reader that has a segment open reads it to its end as it was.
//
// The unit is one organisation's records in one segment: they go together, once the newest of them
// is past the age, or once they and all newer ones are more than the size allows. Never touched are
// the newest segment that holds a group and what follows it, segments with records after
// `processed`, and segments with records received within the replay window.
//
// One thread. FORMAT.md says what a rewritten segment looks like and how a crash is survived.
class Retention {
 public:
  // `on_step` hears of each step of a rewriting once it is done: "written", "synced", "renamed",
  // "removed". It is for whoever wants to stop the world there.
  // `files` must outlive it.
  explicit Retention(std::filesystem::path folder,
                     std::function<void(std::string_view step)> on_step = {},
                     FileSystem& files = FileSystem::real());

  // One pass. Reads the metadata of segments it does not know yet, decompresses only those from
  // which it removes something. Ends early, between two segments, once `stopping` says so.
  RetentionOutcome run(const RetentionRules& rules, TimePoint now, RecordNumber processed,
                       const std::function<bool()>& stopping = {});

 private:
  struct Share {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    TimePoint newest = TimePoint::min();
  };
  struct Content {
    TimePoint newest = TimePoint::min();
    std::map<OrganisationCode, Share> shares;
    bool is_whole = true;  // nothing in it is damaged
  };
  using Expired = std::map<OrganisationCode, Share>;

  void look_at(const std::vector<std::filesystem::path>& segments);
  Result<void> remove(const std::filesystem::path& segment, const Expired& expired,
                      RetentionOutcome& outcome);
  void step(std::string_view name) const;
  void bound_quarantine(const RetentionLimit& limit, TimePoint now, RetentionOutcome& outcome);
  void remove_drafts(RetentionOutcome& outcome);

  std::filesystem::path folder_;
  std::function<void(std::string_view)> on_step_;
  FileSystem* files_;
  std::map<RecordNumber, Content> contents_;  // of segments, by their first record
  RecordNumber growing_ = 0;                  // the newest segment of the last pass
};

}  // namespace yagura
