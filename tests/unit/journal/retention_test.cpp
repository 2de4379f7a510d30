// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/retention.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "journal/journal.hpp"
#include "journal/journal_reader.hpp"
#include "journal/segment_reader.hpp"
#include "organisation_codes.hpp"
#include "temporary_folder.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::TemporaryFolder;

constexpr TimePoint kBegin{std::chrono::seconds(1'772'000'000)};
const std::vector<OrganisationCode> kCodes = test::organisation_codes(3);
constexpr RecordNumber kAllProcessed = 1'000'000;

// Noise that zstd leaves as it is, so that the folder can be searched for it.
std::string record_text(std::size_t organisation, int day) {
  std::string text = "<" + std::string(1, static_cast<char>('A' + organisation)) + "-of-day-" +
                     std::to_string(day) + ">";
  std::uint64_t state = organisation * 1000 + static_cast<std::uint64_t>(day) + 1;
  for (int i = 0; i < 200; ++i) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    text += static_cast<char>(state >> 40);
  }
  return text;
}

// A segment a day, each with two groups of all three bodies; records are numbered from 1.
void write_days(const fs::path& folder, int days) {
  auto journal = Journal::open({folder, 1100});
  REQUIRE(journal);
  for (int day = 0; day < days; ++day) {
    for (int half = 0; half < 2; ++half) {
      std::vector<RecordBatch> group;
      for (const std::size_t i : {0U, 1U, 2U, 1U}) {
        RecordBatch& batch = group.emplace_back();
        batch.organisation = kCodes[i];
        batch.source = "proxy";
        batch.received = kBegin + day * 24h + half * 1h;
        batch.add(record_text(i, day));
        batch.add(record_text(i, day));
      }
      REQUIRE(journal->append(group));
      REQUIRE(journal->sync());
    }
  }
  REQUIRE(segments_of(folder)->size() == static_cast<std::size_t>(days));
}

// What a reader finds: number, and whose the record is.
std::vector<std::pair<RecordNumber, std::string>> read_all(const fs::path& folder) {
  std::vector<std::pair<RecordNumber, std::string>> found;
  JournalReader reader(folder, 1, TimePoint::max());
  while (const auto batch = reader.next()) {
    for (std::size_t i = 0; i < batch->size(); ++i) {
      found.emplace_back(batch->first + i, std::string((*batch)[i]));
    }
  }
  CHECK(reader.skipped() == 0);
  return found;
}

std::size_t count_of(const fs::path& folder, const std::string& text) {
  std::size_t count = 0;
  for (const auto& [number, record] : read_all(folder)) {
    count += record.find(text) != std::string::npos ? 1 : 0;
  }
  return count;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Whether any file below the folder still holds the text, as it is.
bool stands_anywhere(const fs::path& folder, const std::string& text) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && bytes_of(entry.path()).find(text) != std::string::npos) {
      return true;
    }
  }
  return false;
}

// Of a record, what compression leaves as it is.
std::string noise_of(std::size_t organisation, int day) {
  return record_text(organisation, day).substr(20, 100);
}

// The real one, of which the n-th read fails.
class FailingReads final : public FileSystem {
 public:
  explicit FailingReads(int nth) : left_(nth) {}
  bool failed() const { return left_ <= 0; }

  Result<std::unique_ptr<File>> open(const fs::path& path, Opening opening) override {
    YAGURA_ASSIGN(auto file, real().open(path, opening));
    return file ? std::make_unique<Failing>(std::move(file), left_) : nullptr;
  }
  Result<void> rename(const fs::path& from, const fs::path& to) override {
    return real().rename(from, to);
  }
  Result<void> remove(const fs::path& path) override { return real().remove(path); }
  Result<void> make_folder(const fs::path& path) override { return real().make_folder(path); }
  Result<void> sync_folder(const fs::path& path) override { return real().sync_folder(path); }
  Result<std::vector<std::string>> list(const fs::path& folder) override {
    return real().list(folder);
  }

 private:
  class Failing final : public File {
   public:
    Failing(std::unique_ptr<File> file, int& left) : file_(std::move(file)), left_(left) {}
    Result<void> write(std::uint64_t offset, std::string_view bytes) override {
      return file_->write(offset, bytes);
    }
    Result<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
      return --left_ == 0 ? fail(ErrorCode::io, "Input/output error") : file_->read(offset, into);
    }
    Result<std::uint64_t> size() override { return file_->size(); }
    Result<void> truncate(std::uint64_t size) override { return file_->truncate(size); }
    Result<void> sync() override { return file_->sync(); }

   private:
    std::unique_ptr<File> file_;
    int& left_;
  };
  int left_;
};

RetentionRules rules_of(Duration otherwise) {
  RetentionRules rules;
  rules.otherwise.age = otherwise;
  rules.quarantine.age = 24h * 365;
  return rules;
}

}  // namespace

TEST_CASE("what all bodies are to lose goes with its segments", "[journal]") {
  const TemporaryFolder folder;
  write_days(folder.path(), 5);
  const auto before = read_all(folder.path());
  Retention retention(folder.path());
  const auto outcome = retention.run(rules_of(48h), kBegin + 24h * 4, kAllProcessed);
  CHECK(outcome.failures.empty());
  CHECK(outcome.segments_removed == 2);
  CHECK(outcome.segments_rewritten == 0);
  CHECK(outcome.removed.at(kCodes[0]).records == 2 * 4);
  CHECK(outcome.removed.at(kCodes[1]).records == 2 * 8);
  CHECK(read_all(folder.path()) == decltype(before)(before.begin() + 32, before.end()));
}

TEST_CASE("one body's expired records go, others keep theirs and their numbers", "[journal]") {
  const TemporaryFolder folder;
  write_days(folder.path(), 4);
  const auto before = read_all(folder.path());
  const std::string lost = noise_of(1, 0);
  REQUIRE(stands_anywhere(folder.path(), lost));
  RetentionRules rules = rules_of(24h * 90);
  rules.organisations[kCodes[1]].age = 36h;
  Retention retention(folder.path());
  const auto outcome = retention.run(rules, kBegin + 24h * 3, kAllProcessed);
  CHECK(outcome.failures.empty());
  CHECK(outcome.segments_removed == 0);
  CHECK(outcome.segments_rewritten == 2);
  CHECK(outcome.removed.size() == 1);
  CHECK(outcome.removed.at(kCodes[1]).records == 16);
  CHECK_FALSE(stands_anywhere(folder.path(), lost));
  CHECK_FALSE(stands_anywhere(folder.path(), noise_of(1, 1)));
  CHECK(stands_anywhere(folder.path(), noise_of(1, 2)));

  std::vector<std::pair<RecordNumber, std::string>> kept;
  for (const auto& [number, record] : before) {
    if (number > 32 || record.rfind("<B", 0) != 0) {
      kept.emplace_back(number, record);
    }
  }
  CHECK(read_all(folder.path()) == kept);
  // Each was done once: there is nothing left to do, for one that starts anew as well.
  CHECK(retention.run(rules, kBegin + 24h * 3, kAllProcessed).segments_rewritten == 0);
  CHECK(Retention(folder.path()).run(rules, kBegin + 24h * 3, kAllProcessed).removed.empty());

  // A rewritten segment is still a zstd file, is whole for recovery, and numbers go on.
  const SegmentScan scan = scan_segment(segments_of(folder.path())->front()).value();
  CHECK(scan.good_bytes == scan.file_bytes);
  CHECK(scan.next == 17);
  fs::remove(segments_of(folder.path())->back());
  fs::remove(segments_of(folder.path())->back());
  const auto journal = Journal::open({folder.path(), 2000});
  REQUIRE(journal);
  CHECK(journal->set_aside() == 0);
  CHECK(journal->next() == 33);
}

TEST_CASE("a body keeps no more on disk than its size allows, the newest first", "[journal]") {
  const TemporaryFolder folder;
  write_days(folder.path(), 6);
  std::uint64_t all = 0;
  {
    RetentionRules nothing = rules_of(24h * 90);
    nothing.organisations[kCodes[0]].age = Duration{1};
    const TemporaryFolder copy;
    fs::copy(folder.path(), copy.path(), fs::copy_options::recursive);
    all = Retention(copy.path())
              .run(nothing, kBegin + 24h * 6, kAllProcessed)
              .removed.at(kCodes[0])
              .bytes;  // of five segments: the newest stays
  }
  const std::uint64_t of_segment = all / 5;
  RetentionRules rules = rules_of(24h * 90);
  rules.organisations[kCodes[0]] = {24h * 90, of_segment * 3 + of_segment / 2};
  Retention retention(folder.path());
  const auto outcome = retention.run(rules, kBegin + 24h * 6, kAllProcessed);
  CHECK(outcome.removed.size() == 1);
  CHECK(outcome.removed.at(kCodes[0]).records == 3 * 4);
  CHECK(count_of(folder.path(), "<A-") == 3 * 4);
  CHECK(count_of(folder.path(), "<A-of-day-3") == 4);
  CHECK(count_of(folder.path(), "<B-") == 6 * 8);
}

TEST_CASE("what a restart or detection still needs stays", "[journal]") {
  const TemporaryFolder folder;
  write_days(folder.path(), 4);
  const TimePoint now = kBegin + 24h * 4;
  RetentionRules rules = rules_of(1h);
  rules.replay_window = 60h;
  Retention retention(folder.path());
  CHECK(retention.run(rules, now, 15).removed.empty());  // record 16 is not processed
  CHECK(retention.run(rules, now, 16).segments_removed == 1);
  CHECK(retention.run(rules, now, kAllProcessed).segments_removed == 1);
  CHECK(segments_of(folder.path())->size() == 2);  // of the last 60 hours
  rules.replay_window = 0h;
  CHECK(retention.run(rules, now, kAllProcessed).segments_removed == 1);
  CHECK(retention.run(rules, now, kAllProcessed).segments_removed == 0);  // the newest
  CHECK(read_all(folder.path()).front().first == 49);
}

TEST_CASE("killed at any step, a rewriting leaves the old segment or the new", "[journal]") {
  for (const std::string wanted : {"written", "synced", "renamed", "removed"}) {
    INFO(wanted);
    const TemporaryFolder folder;
    write_days(folder.path(), 4);
    RetentionRules rules = rules_of(wanted == "removed" ? Duration(36h) : Duration(24h * 90));
    rules.organisations[kCodes[1]].age = 36h;
    const TimePoint now = kBegin + 24h * 3;
    const auto before = read_all(folder.path());
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      Retention retention(folder.path(), [&](std::string_view step) {
        if (step == wanted) {
          (void)::raise(SIGKILL);
        }
      });
      (void)retention.run(rules, now, kAllProcessed);
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    // The pass begins with the newest segment: that of day 1 is the one in work.
    const bool done = wanted == "renamed" || wanted == "removed";
    CHECK(count_of(folder.path(), "<B-of-day-1") == (done ? 0 : 8));
    CHECK(count_of(folder.path(), "<B-of-day-0") == 8);
    CHECK(count_of(folder.path(), "<A-of-day-1") == (wanted == "removed" ? 0 : 4));
    {
      const auto journal = Journal::open({folder.path(), 2000});
      REQUIRE(journal);
      CHECK(journal->next() == before.back().first + 1);
    }
    // The next pass finishes it and leaves nothing lying about.
    CHECK(Retention(folder.path()).run(rules, now, kAllProcessed).failures.empty());
    CHECK(count_of(folder.path(), "<B-of-day-0") + count_of(folder.path(), "<B-of-day-1") == 0);
    CHECK(count_of(folder.path(), "<C-of-day-2") == 4);
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      CHECK(entry.path().extension() == ".zst");
    }
    CHECK_FALSE(stands_anywhere(folder.path(), noise_of(1, 0)));
  }
}

TEST_CASE("a rewritten segment cut at any byte keeps its whole groups", "[journal]") {
  const TemporaryFolder folder;
  write_days(folder.path(), 2);
  RetentionRules rules = rules_of(24h * 90);
  rules.organisations[kCodes[1]].age = 1h;
  REQUIRE(Retention(folder.path()).run(rules, kBegin + 24h, kAllProcessed).segments_rewritten == 1);
  const fs::path segment = segments_of(folder.path())->front();
  const std::string whole = bytes_of(segment);
  for (std::size_t size = 32; size <= whole.size(); ++size) {
    fs::resize_file(segment, size);
    const SegmentScan scan = scan_segment(segment).value();
    auto reader = SegmentReader::open(segment);
    REQUIRE(reader);
    RecordNumber next = 1;
    while (reader->next()) {
      REQUIRE(reader->read());
      next = reader->frame().first + reader->frame().records;
    }
    CHECK(scan.next == next);
    CHECK(scan.good_bytes == reader->good_bytes());
    std::ofstream(segment, std::ios::binary) << whole;
  }
}

TEST_CASE("damage in an expired segment is set aside, and bounded there", "[journal]") {
  const TemporaryFolder folder;
  write_days(folder.path(), 3);
  const fs::path segment = segments_of(folder.path())->front();
  auto whole = SegmentReader::open(segment);
  REQUIRE((whole && whole->next() && whole->read()));
  const std::size_t second = kSegmentHeaderBytes + whole->bytes().size();
  {
    std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('\x7f');
  }
  const std::string damaged = bytes_of(segment).substr(second);
  Retention retention(folder.path());
  RetentionRules rules = rules_of(24h);
  const TimePoint now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const auto outcome = retention.run(rules, now, kAllProcessed);
  CHECK(outcome.failures.empty());
  CHECK(outcome.quarantined_bytes == damaged.size());
  const fs::path aside =
      folder.path() / "quarantine" / (segment.filename().string() + "-" + std::to_string(second));
  CHECK(bytes_of(aside) == damaged);

  rules.quarantine.bytes = damaged.size();
  CHECK(retention.run(rules, now, kAllProcessed).quarantine_removed_bytes == 0);
  rules.quarantine.bytes = damaged.size() - 1;
  CHECK(retention.run(rules, now, kAllProcessed).quarantine_removed_bytes == damaged.size());
  CHECK_FALSE(fs::exists(aside));
}

TEST_CASE("what cannot be read now is neither damaged nor expired", "[journal]") {
  const TemporaryFolder all;
  write_days(all.path(), 3);
  RetentionRules rules = rules_of(24h * 365);
  rules.organisations[kCodes[1]].age = 24h;
  const TimePoint now = kBegin + 24h * 30;
  bool failed = true;
  for (int nth = 1; failed; ++nth) {
    INFO("read " << nth);
    const TemporaryFolder folder;
    fs::copy(all.path(), folder.path(), fs::copy_options::recursive);
    FailingReads files(nth);
    Retention retention(folder.path(), {}, files);
    const auto outcome = retention.run(rules, now, kAllProcessed);
    failed = files.failed();
    CHECK(outcome.quarantined_bytes == 0);
    CHECK(count_of(folder.path(), "<A-") == 12);
    CHECK(count_of(folder.path(), "<C-") == 12);
    // The disk has recovered: the next pass does what this one could not.
    CHECK(retention.run(rules, now, kAllProcessed).failures.empty());
    CHECK(count_of(folder.path(), "<B-") == 8);  // of the newest segment
  }
}

TEST_CASE("a reader that has a segment open reads it to its end", "[journal]") {
  const TemporaryFolder folder;
  write_days(folder.path(), 3);
  JournalReader reader(folder.path(), 1, TimePoint::max());
  REQUIRE(reader.next());
  RetentionRules rules = rules_of(24h * 90);
  rules.organisations[kCodes[1]].age = 1h;
  CHECK(Retention(folder.path()).run(rules, kBegin + 24h * 3, kAllProcessed).segments_rewritten ==
        2);
  std::size_t of_first = 1;
  for (auto batch = reader.next(); batch && batch->first <= 16; batch = reader.next()) {
    ++of_first;
  }
  CHECK(of_first == 8);
  CHECK(reader.skipped() == 0);
}

}  // namespace yagura
