// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/journal_search.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "journal/journal.hpp"
#include "journal/segment_reader.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMaxThreads = 64;
// What the output of one segment may take while it waits for those before it.
constexpr std::size_t kHeldBytes = std::size_t{4} * 1024 * 1024;
// Records are in the journal in the order in which they were written, and stamped when they were
// read: a full queue lies between, and a clock may have been set back.
constexpr std::chrono::hours kDisorder{1};

// What one stretch of a segment gave, and all counts of the segment up to its end.
struct Found {
  std::string text;
  SearchCounts counts;
};

// A segment on its way. Everything but `path` and `newest` is under the search's lock.
struct Task {
  fs::path path;
  bool newest = false;  // of the journal: its last group may be half written
  bool begun = false;
  bool done = false;
  bool abandoned = false;  // nobody wants what it gives
  std::deque<Found> found;
  std::size_t held = 0;
  SourceHeaders given;  // what it began with
  // Once done:
  std::vector<SourceHeaders::key_type> producers;
  SourceHeaders seen;
  SearchResult result;
};

bool same_headers(const SourceHeaders& a, const SourceHeaders& b,
                  const SourceHeaders::key_type& producer) {
  const auto in_a = a.find(producer);
  const auto in_b = b.find(producer);
  return in_a == a.end() || in_b == b.end() ? (in_a == a.end()) == (in_b == b.end())
                                            : in_a->second == in_b->second;
}

void add_headers(SourceHeaders& to, const SourceHeaders& seen) {
  for (const auto& [producer, headers] : seen) {
    for (const std::string& header : headers) {
      add_header(to[producer], header);
    }
  }
}

// Workers read segments in order, at most `ahead_` beyond the one whose turn it is to be written.
// The headers that a segment begins with are known for sure only once those before are read, so a
// worker begins with what is known, and when its turn comes and that was wrong, which is rare, the
// segment is read again.
class Search {
 public:
  Search(const SearchQuery& query, const SearchSpan& span,
         const std::function<void(const SearchMatch&, std::string&)>& render,
         const std::function<bool(std::string_view)>& write)
      : query_(query), span_(span), render_(render), write_(write) {}

  SearchResult run() {
    find_segments();
    const auto threads =
        std::min<std::size_t>(std::clamp(span_.threads, 1U, kMaxThreads), tasks_.size());
    ahead_ = 2 * threads;
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < threads; ++i) {
      workers.emplace_back([this] { work(); });
    }
    for (std::size_t i = 0; i < tasks_.size() && !ended_; ++i) {
      finish(i);
    }
    end();
    workers.clear();  // joins
    return std::move(result_);
  }

 private:
  // Takes what was found; false if no more is wanted.
  using Emit = std::function<bool(Found)>;

  bool wants(OrganisationCode organisation, TimePoint received) const {
    return received >= span_.since && received < span_.until &&
           (span_.organisations.empty() || span_.organisations.contains(organisation));
  }

  // Those that may hold something of the span, by when their first groups were received.
  void find_segments() {
    const auto listed = segments_of(span_.journal);
    if (!listed) {
      result_.unreadable.push_back(listed.error());
      return;
    }
    const std::vector<fs::path>& segments = *listed;
    std::vector<std::optional<TimePoint>> begins;
    begins.reserve(segments.size());
    for (const fs::path& segment : segments) {
      begins.push_back(first_received(segment));
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const bool newest = i + 1 == segments.size();
      const bool before = !newest && begins[i + 1] && span_.since > TimePoint::min() + kDisorder &&
                          *begins[i + 1] < span_.since - kDisorder;
      const bool after = begins[i] && span_.until < TimePoint::max() - kDisorder &&
                         *begins[i] >= span_.until + kDisorder;
      if (!before && !after) {
        Task& task = tasks_.emplace_back();
        task.path = segments[i];
        task.newest = newest;
      }
    }
  }

  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

  void work() {
    RecordSearch search(query_);
    while (Task* task = take()) {
      SearchResult result = read_segment(search, *task, task->given, [&](Found found) {
        return hand_over(*task, std::move(found));
      });
      const std::lock_guard lock(mutex_);
      task->result = std::move(result);
      task->producers = search.producers();
      task->seen = search.seen_headers();
      task->done = true;
      changed_.notify_all();
    }
  }

  Task* take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || next_ == tasks_.size() || next_ < turn_ + ahead_; });
    if (ended_ || next_ == tasks_.size()) {
      return nullptr;
    }
    Task& task = tasks_[next_];
    task.given = headers_;
    for (std::size_t i = turn_; i < next_; ++i) {
      add_headers(task.given, tasks_[i].seen);
    }
    ++next_;
    task.begun = true;
    changed_.notify_all();
    return &task;
  }

  bool hand_over(Task& task, Found found) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || task.abandoned || task.held < kHeldBytes; });
    if (ended_ || task.abandoned) {
      return false;
    }
    task.held += sizeof(Found) + found.text.size();
    task.found.push_back(std::move(found));
    changed_.notify_all();
    return true;
  }

  SearchResult read_segment(RecordSearch& search, const Task& task, const SourceHeaders& headers,
                            const Emit& emit) const {
    search.begin(headers);
    SearchResult result;
    auto segment = SegmentReader::open(task.path);
    if (!segment && segment.error().code == ErrorCode::unavailable) {
      ++result.removed_segments;
      return result;
    }
    if (!segment) {
      result.unreadable.push_back(std::move(segment).error());
      return result;
    }
    Found found;
    bool wanted = true;
    const auto flush = [&] {
      found.counts = search.counts();
      wanted = wanted && emit(std::exchange(found, {}));
    };
    const auto take_match = [&](const SearchMatch& match) {
      render_(match, found.text);
      if (span_.limit > 0) {  // the counts must be those at the last match that is told
        flush();
      }
    };
    while (wanted && segment->next()) {
      const auto outlines = segment->batches();
      if (std::none_of(outlines.begin(), outlines.end(), [&](const BatchOutline& batch) {
            return wants(batch.organisation, batch.received);
          })) {
        continue;
      }
      const auto batches = segment->read();
      if (!batches) {
        break;
      }
      for (const RecordBatch& batch : *batches) {
        if (wanted && wants(batch.organisation, batch.received)) {
          search.read(batch, take_match);
        }
      }
      if (!found.text.empty()) {
        flush();
      }
    }
    result.counts = search.counts();
    result.damaged_bytes = segment->damaged() + (task.newest ? 0 : segment->unfinished());
    if (segment->failure()) {
      result.unreadable.push_back(*segment->failure());
    }
    return result;
  }

  // Writes a segment whose turn it is, as it comes, or reads it here if it began with wrong
  // headers.
  void finish(std::size_t index) {
    Task& task = tasks_[index];
    std::unique_lock lock(mutex_);
    turn_ = index;
    changed_.notify_all();
    changed_.wait(lock, [&] { return task.begun; });
    if (!began_right(task)) {
      task.abandoned = true;
      task.found.clear();
      changed_.notify_all();
      lock.unlock();
      RecordSearch search(query_);
      SearchResult result =
          read_segment(search, task, headers_, [&](Found found) { return write(found); });
      lock.lock();
      add(std::move(result), search.seen_headers());
      return;
    }
    while (!ended_) {
      changed_.wait(lock, [&] { return !task.found.empty() || task.done; });
      if (task.found.empty()) {
        add(std::move(task.result), task.seen);
        break;
      }
      const Found found = std::move(task.found.front());
      task.found.pop_front();
      task.held -= sizeof(Found) + found.text.size();
      changed_.notify_all();
      lock.unlock();
      if (!write(found)) {
        return;
      }
      lock.lock();
    }
    task = Task{};
  }

  // While it is being read it is not known which producers it will meet: all must be right.
  bool began_right(const Task& task) const {
    return task.done ? std::all_of(task.producers.begin(), task.producers.end(),
                                   [&](const auto& producer) {
                                     return same_headers(task.given, headers_, producer);
                                   })
                     : task.given == headers_;
  }

  bool write(const Found& found) {
    const bool more =
        write_(found.text) &&
        (span_.limit == 0 || result_.counts.matched + found.counts.matched < span_.limit);
    if (!more) {
      result_.counts += found.counts;
      end();
    }
    return more;
  }

  // Under the lock. Nothing if the search ended within the segment: then write() has counted.
  void add(SearchResult result, const SourceHeaders& seen) {
    if (ended_) {
      return;
    }
    result_.counts += result.counts;
    result_.damaged_bytes += result.damaged_bytes;
    result_.removed_segments += result.removed_segments;
    std::move(result.unreadable.begin(), result.unreadable.end(),
              std::back_inserter(result_.unreadable));
    add_headers(headers_, seen);
  }

  const SearchQuery& query_;
  const SearchSpan& span_;
  const std::function<void(const SearchMatch&, std::string&)>& render_;
  const std::function<bool(std::string_view)>& write_;
  std::deque<Task> tasks_;  // they do not move
  std::size_t ahead_ = 0;
  SearchResult result_;  // of the segments whose turn is over; only the caller's thread

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0;   // the segment to be begun
  std::size_t turn_ = 0;   // the one to be written
  SourceHeaders headers_;  // of all segments before it
  std::atomic<bool> ended_ = false;
};

}  // namespace

SearchResult search_journal(const SearchQuery& query, const SearchSpan& span,
                            const std::function<void(const SearchMatch&, std::string& out)>& render,
                            const std::function<bool(std::string_view)>& write) {
  return Search(query, span, render, write).run();
}

}  // namespace yagura
