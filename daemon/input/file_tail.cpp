// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/file_tail.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <tuple>

#include "base/log.hpp"
#include "input/delivery.hpp"
#include "input/file_pattern.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
// Steps before the other files have their turn.
constexpr int kStepsInARow = 256;

}  // namespace

// A file that is there, or was and is still open.
struct FileTailSource::Entry {
  std::filesystem::path path;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified = 0;  // ns since 1970
  bool listed = false;        // at the last look
  bool known_only = false;    // a sibling of the file to follow: to be finished, not to be begun
  bool changed = false;       // since it was last read to its end
  SteadyTime active;          // when anything came of it last
  std::uint64_t key = 0;      // in marks_; 0 until it is known
  std::unique_ptr<FollowedFile> file;  // while it is open
};

FileTailSource::FileTailSource(asio::io_context& context, Options options, BatchSink& sink,
                               const Clock& clock, Metrics& metrics)
    : context_(context),
      options_(std::move(options)),
      sink_(sink),
      clock_(clock),
      counters_(options_.name, metrics),
      unreadable_(metrics.counter("input_unreadable_files_total",
                                  "Files given up until they change, by source.",
                                  {{"source", options_.name}})) {}

FileTailSource::~FileTailSource() = default;

Result<void> FileTailSource::start() {
  marks_ = std::move(options_.marks);
  marks_.advance(options_.positions);
  asio::co_spawn(context_, follow(), asio::detached);
  if (options_.keep_marks) {
    asio::co_spawn(context_, keep_marks(), asio::detached);
  }
  return {};
}

asio::awaitable<void> FileTailSource::follow() {
  asio::steady_timer timer(context_);
  for (;;) {
    look();
    bool moved = false;
    for (const auto& entry : oldest_first()) {
      if (entry->changed || (!entry->listed && entry->file)) {
        moved = co_await read(*entry) || moved;
      }
      co_await close_if_idle(*entry);
    }
    if (!moved) {
      timer.expires_after(options_.patience.look);
      (void)co_await timer.async_wait(kNoThrow);
    }
  }
}

// What is durable is worth keeping, and nothing else: after a crash the journal must not lack what
// the marks say was read.
asio::awaitable<void> FileTailSource::keep_marks() {
  asio::steady_timer timer(context_);
  for (std::uint64_t kept = 0;;) {
    timer.expires_after(options_.patience.keep);
    (void)co_await timer.async_wait(kNoThrow);
    if (kept == changes_) {
      continue;
    }
    const std::uint64_t changes = changes_;
    FileMarks marks = marks_;
    if (co_await sink_.commits().wait(sink_.taken()) != Commits::Outcome::durable) {
      co_return;
    }
    options_.keep_marks(std::move(marks));
    kept = changes;
  }
}

void FileTailSource::look() {
  for (auto& [id, entry] : entries_) {
    entry->listed = false;
  }
  const FilePattern pattern(options_.path);
  for (const auto& path : pattern.files()) {
    note(path, false);
  }
  for (const auto& path : pattern.siblings()) {
    note(path, true);
  }
  std::erase_if(entries_, [](const auto& entry) {
    return !entry.second->listed && entry.second->file == nullptr;
  });
}

void FileTailSource::note(const std::filesystem::path& path, bool known_only) {
  struct stat now {};
  if (::stat(path.c_str(), &now) != 0 || !S_ISREG(now.st_mode)) {
    return;  // not there yet, or between two steps of a rotation
  }
  const Id id{now.st_dev, now.st_ino};
  auto found = entries_.find(id);
  if (found == entries_.end()) {
    if (entries_.size() >= kMostFiles) {
      if (!std::exchange(too_many_, true)) {
        log::warning(log::Id::source_unusable,
                     "Source {} matches more than {} files; the rest is not read. Move away what "
                     "is old",
                     options_.name, kMostFiles);
      }
      return;
    }
    found = entries_.emplace(id, std::make_shared<Entry>()).first;
    found->second->active = std::chrono::steady_clock::now();
  }
  Entry& entry = *found->second;
  const std::int64_t modified =
      std::int64_t{now.st_mtim.tv_sec} * 1'000'000'000 + now.st_mtim.tv_nsec;
  if (entry.inode == 0 || entry.size != now.st_size || entry.modified != modified) {
    entry.changed = true;
  }
  entry.path = path;
  entry.inode = now.st_ino;
  entry.size = now.st_size;
  entry.modified = modified;
  entry.listed = true;
  entry.known_only = known_only;
}

std::vector<std::shared_ptr<FileTailSource::Entry>> FileTailSource::oldest_first() const {
  std::vector<std::shared_ptr<Entry>> entries;
  entries.reserve(entries_.size());
  for (const auto& [id, entry] : entries_) {
    entries.push_back(entry);
  }
  // Of two that were written at the same time, the one that was there before.
  const auto rank = [](const Entry& entry) {
    return std::tuple(entry.modified, entry.file == nullptr, entry.path.native());
  };
  std::sort(entries.begin(), entries.end(),
            [&rank](const auto& a, const auto& b) { return rank(*a) < rank(*b); });
  return entries;
}

// True if there may be more at once.
asio::awaitable<bool> FileTailSource::read(Entry& entry) {
  if (!open(entry)) {
    co_return false;
  }
  for (int steps = 0; steps < kStepsInARow; ++steps) {
    RecordBatch batch;
    const bool passing_over = entry.file->is_passing_over();
    const std::uint64_t from = entry.file->read_to();
    const auto step = entry.file->read(batch, counters_.truncated);
    counters_.bytes.add(passing_over ? 0 : entry.file->read_to() - from);
    if (step == FollowedFile::Step::complete) {
      (void)entry.file->finish(batch);
    }
    co_await hand_over(batch);
    remember(entry);
    if (step == FollowedFile::Step::moved) {
      entry.active = std::chrono::steady_clock::now();
      co_await asio::post(context_, asio::use_awaitable);
      continue;
    }
    entry.changed = step == FollowedFile::Step::begun_anew;
    if (step == FollowedFile::Step::unreadable) {
      give_up(entry, entry.file->why());
    } else if (step != FollowedFile::Step::so_far) {
      entry.file.reset();
    }
    co_return entry.changed;
  }
  co_return true;
}

asio::awaitable<void> FileTailSource::hand_over(RecordBatch& batch) {
  if (!batch.empty()) {
    batch.organisation = options_.organisation;
    batch.source = options_.name;
    batch.received = clock_.now();
    counters_.records.add(batch.size());
    (void)co_await deliver(context_, sink_, batch);
  }
}

void FileTailSource::remember(const Entry& entry) {
  const FollowedFile& file = *entry.file;
  const auto* known = marks_.find(entry.key);
  if (!file.is_passing_over() && file.offset() > 0 &&
      (known == nullptr || known->mark.offset != file.offset())) {
    marks_.set(entry.key, file.mark());
    ++changes_;
  }
}

// Opens the file unless it is, and finds out where to read on. False: not now.
bool FileTailSource::open(Entry& entry) {
  if (entry.file) {
    return true;
  }
  auto content = FileContent::open(entry.path);
  if (!content) {
    give_up(entry, content.error().message);
    return false;
  }
  entry.file = std::make_unique<FollowedFile>(std::move(*content), entry.inode);
  const auto step = entry.file->identify();
  const auto* known = step == FollowedFile::Step::moved ? known_by(entry) : nullptr;
  if (step == FollowedFile::Step::moved && (known != nullptr || !entry.known_only)) {
    entry.file->begin(known == nullptr ? FileMarks::Known{} : *known);
    return true;
  }
  if (step == FollowedFile::Step::unreadable) {
    give_up(entry, entry.file->why());
  }
  entry.file.reset();
  entry.changed = false;
  return false;
}

const FileMarks::Known* FileTailSource::known_by(Entry& entry) {
  entry.key = entry.file->key();
  if (const auto* known = marks_.find(entry.key)) {
    return known;
  }
  return marks_.find(marks_.alike(entry.file->head(), [this](std::uint64_t key) {
    return std::any_of(entries_.begin(), entries_.end(),
                       [key](const auto& other) { return other.second->key == key; });
  }));
}

// A file that has gone will not grow any more, nor one that was put aside: what it ends with is a
// record.
asio::awaitable<void> FileTailSource::close_if_idle(Entry& entry) {
  const bool idle = entry.file && !entry.changed &&
                    std::chrono::steady_clock::now() - entry.active >= options_.patience.idle;
  const bool put_aside = !entry.listed || entry.known_only;
  if (!idle || (entry.file->has_part() && !put_aside)) {
    co_return;
  }
  RecordBatch batch;
  if (entry.file->finish(batch)) {
    co_await hand_over(batch);
    remember(entry);
  }
  entry.file.reset();
}

void FileTailSource::give_up(Entry& entry, const std::string& why) {
  log::warning(log::Id::source_unusable,
               "Source {} cannot read {}: {}. It is tried again when it changes", options_.name,
               entry.path.string(), why);
  unreadable_.add();
  entry.file.reset();
  entry.changed = false;
}

}  // namespace yagura
