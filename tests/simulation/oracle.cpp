// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "oracle.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "journal/journal_reader.hpp"
#include "parse/dead_letter.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"
#include "sqlite_on_disk.hpp"
#include "store/incident_store.hpp"

namespace yagura::test {
namespace {

using Producer = std::pair<std::string, OrganisationCode>;

std::vector<RecordBatch> journal_on(SimulatedDisk& disk) {
  std::vector<RecordBatch> batches;
  JournalReader reader(SimulatedDaemon::journal_folder(), 1, TimePoint::min(), disk);
  while (auto batch = reader.next()) {
    batches.push_back(std::move(*batch));
  }
  return batches;
}

// Every record sent, by its text, which no two share.
struct Sent {
  explicit Sent(const std::vector<Sender>& senders) {
    for (const Sender& sender : senders) {
      for (const StampedRecord& record : sender.records()) {
        const Producer producer(sender.source(), sender.organisation());
        by_text[record.text] = {&record, producer};
        by_producer[producer].insert(record.text);
      }
    }
  }
  std::map<std::string_view, std::pair<const StampedRecord*, Producer>> by_text;
  std::map<Producer, std::set<std::string_view>> by_producer;
};

// A record whose connection ended in its middle: syslog over TCP cannot tell it from a whole one.
bool is_cut(std::string_view text, const Producer& producer, const Sent& sent) {
  if (producer.first != SimulatedDaemon::kSyslog) {
    return false;
  }
  const auto texts = sent.by_producer.find(producer);
  if (texts == sent.by_producer.end()) {
    return false;
  }
  const bool count = text.find_first_not_of("0123456789 ") == std::string_view::npos;
  const auto longer = texts->second.lower_bound(text);
  return count || (longer != texts->second.end() && longer->starts_with(text));
}

// What must become of the records in the journal, worked out without the daemon; formats alone are
// asked of it, for the records that came in half.
struct Expected {
  std::map<RecordNumber, std::string> dead_letters;
  std::uint64_t records = 0;
  std::uint64_t events = 0;
  std::uint64_t repeats = 0;
  std::map<OrganisationCode, std::uint64_t> whole_events;  // those that the rules see
};

class Reckoning {
 public:
  explicit Reckoning(const Sent& sent) : sent_(sent) {}

  void take(RecordNumber number, std::string_view text, const Producer& producer) {
    ++expected.records;
    const auto known = sent_.by_text.find(text);
    const bool whole = known != sent_.by_text.end();
    std::optional<std::uint32_t> sequence;
    if (whole ? known->second.first->malformed : !parse(text, producer, sequence)) {
      expected.dead_letters[number] = text;
      return;
    }
    if (whole) {
      sequence = known->second.first->sequence;
    }
    if (sequence) {
      std::string& last = last_[{producer, *sequence}];
      if (last == text) {
        ++expected.repeats;
        return;
      }
      last = text;
    }
    ++expected.events;
    if (whole) {
      ++expected.whole_events[producer.second];
    }
  }

  Expected expected;

 private:
  bool parse(std::string_view text, const Producer& producer,
             std::optional<std::uint32_t>& sequence) {
    auto parser = parsers_.find(producer);
    if (parser == parsers_.end()) {
      parser =
          parsers_.emplace(producer, RecordParser::create("auto", {}, formats()).value()).first;
    }
    event_.clear();
    const bool ok = parser->second.parse(text, kEvents, event_).ok;
    sequence = parser->second.sequence_id();
    return ok;
  }

  const Sent& sent_;
  std::map<std::pair<Producer, std::uint32_t>, std::string> last_;
  std::map<Producer, RecordParser> parsers_;
  Arena arena_;
  Event event_{arena_};
};

std::string check_dead_letters(const Expected& expected, SimulatedDisk& disk, bool rotates) {
  std::map<RecordNumber, std::string> found;
  for (const char* suffix : {".1", ""}) {
    const auto path = SimulatedDaemon::dead_letter_file().string() + suffix;
    const auto file = disk.open(path, FileSystem::Opening::read).value();
    std::string text(file ? static_cast<std::size_t>(file->size().value()) : 0, '\0');
    if (file) {
      (void)file->read(0, text).value();
    }
    for (std::size_t start = 0; start < text.size();) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      const auto letter = read_dead_letter(std::string_view(text).substr(start, end - start));
      if (!letter) {
        return fmt::format("a dead letter cannot be read: {}", letter.error().text());
      }
      if (!found.emplace(letter->record, letter->raw).second) {
        return fmt::format("record {} has two dead letters", letter->record);
      }
      start = end + 1;
    }
  }
  for (const auto& [number, raw] : found) {
    const auto known = expected.dead_letters.find(number);
    if (known == expected.dead_letters.end() || known->second != raw) {
      return fmt::format("record {} has a dead letter that is not its own", number);
    }
  }
  if (!rotates && found.size() < expected.dead_letters.size()) {
    return fmt::format("{} dead letters are in the file, {} records were malformed", found.size(),
                       expected.dead_letters.size());
  }
  return {};
}

std::string text_of(const Alert& alert) {
  return fmt::format("alert {} {} {} {} x{} {}..{} of {}", alert.id, alert.organisation.to_string(),
                     alert.rule_id, alert.key, alert.count, to_rfc3339(alert.first_seen),
                     to_rfc3339(alert.last_seen), alert.incident_id);
}

std::string text_of(const Incident& incident) {
  return fmt::format("incident {} {} {}..{} [{}] {}", incident.id, incident.title,
                     to_rfc3339(incident.onset), to_rfc3339(incident.updated),
                     fmt::join(incident.alert_ids, " "), incident.merged_into);
}

// What analysts were told, in order, and how often the rule for every event fired.
struct Told {
  std::vector<std::string> lines;
  std::map<OrganisationCode, std::uint64_t> counted;
};

Result<Told> told_by_store() {
  YAGURA_ASSIGN(IncidentStore store, IncidentStore::open(SimulatedDaemon::store_file(),
                                                         IncidentStore::Access::read_only));
  YAGURA_ASSIGN(const auto alerts, store.alerts_after(0, 1 << 20));
  YAGURA_ASSIGN(const StoredState state, store.state_since(TimePoint{}));
  Told told;
  for (const Alert& alert : alerts) {
    told.lines.push_back(text_of(alert));
    if (alert.rule_id == kEveryEvent) {
      told.counted[alert.organisation] += alert.count;
    }
  }
  for (const Incident& incident : state.incidents) {
    told.lines.push_back(text_of(incident));
  }
  return told;
}

struct CleanRun {
  Told told;
  std::uint64_t events = 0;
  std::uint64_t malformed = 0;
  std::uint64_t repeats = 0;
};

CleanRun clean_run(std::vector<RecordBatch> batches) {
  Chance chance(1);
  SimulatedDisk disk(chance);
  const SimulatedDisk::Calm calm(disk);
  (void)disk.make_folder("/state");
  const SqliteOnDisk store(disk, 1);
  const MovedClock clock(kEvents);
  auto daemon = SimulatedDaemon::start({1 << 20, 1 << 20}, disk, clock).value();
  for (RecordBatch& batch : batches) {
    daemon->detect(std::move(batch));
  }
  daemon->stop();
  CleanRun run;
  run.events = daemon->counted("parse_events_total");
  run.malformed = daemon->counted("parse_malformed_records_total");
  run.repeats = daemon->counted("parse_duplicate_records_total");
  daemon.reset();
  run.told = told_by_store().value();
  return run;
}

std::string first_difference(const std::vector<std::string>& clean,
                             const std::vector<std::string>& found) {
  const auto [expected, got] =
      std::mismatch(clean.begin(), clean.end(), found.begin(), found.end());
  if (expected == clean.end() && got == found.end()) {
    return {};
  }
  return fmt::format("a clean run tells\n  {}\nand this one\n  {}",
                     expected == clean.end() ? "nothing more" : *expected,
                     got == found.end() ? "nothing more" : *got);
}

std::string check_journal(const std::vector<RecordBatch>& batches,
                          const std::vector<Sender>& senders, const Sent& sent) {
  std::map<Producer, std::vector<std::string_view>> of_files;
  std::set<std::string_view> stored;
  RecordNumber next = 1;
  for (const RecordBatch& batch : batches) {
    if (batch.first != next) {
      return fmt::format("record {} follows record {}", batch.first, next - 1);
    }
    next += batch.size();
    const Producer producer(batch.source, batch.organisation);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto known = sent.by_text.find(batch[i]);
      const bool whole = known != sent.by_text.end() && known->second.second == producer;
      if (!whole && !is_cut(batch[i], producer, sent)) {
        return fmt::format("nobody sent record {}: {}", batch.first + i,
                           escape_for_terminal(batch[i]));
      }
      stored.insert(batch[i]);
      if (batch.source == SimulatedDaemon::kFile) {
        of_files[producer].push_back(batch[i]);
      }
    }
  }
  for (const Sender& sender : senders) {
    for (const StampedRecord& record : sender.records()) {
      if (stored.count(record.text) == 0) {
        return fmt::format("{}/{}/{} is not in the journal", sender.source(),
                           sender.organisation().to_string(), record.sequence);
      }
    }
    if (sender.kind() == Sender::Kind::file) {
      const auto& lines = of_files[{sender.source(), sender.organisation()}];
      if (!std::equal(lines.begin(), lines.end(), sender.records().begin(), sender.records().end(),
                      [](std::string_view line, const StampedRecord& record) {
                        return line == record.text;
                      })) {
        return fmt::format("a file of {} lines was read as {}", sender.records().size(),
                           lines.size());
      }
    }
  }
  return {};
}

}  // namespace

std::string check_acknowledged(const std::vector<Sender>& senders, SimulatedDisk& disk) {
  const SimulatedDisk::Calm calm(disk);
  const std::vector<RecordBatch> batches = journal_on(disk);
  std::set<std::string_view> stored;
  for (const RecordBatch& batch : batches) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      stored.insert(batch[i]);
    }
  }
  for (const Sender& sender : senders) {
    for (std::size_t i = 0; i < sender.records().size(); ++i) {
      if (sender.acknowledged(i) && stored.count(sender.records()[i].text) == 0) {
        return fmt::format("{}/{}/{} was acknowledged and is not in the journal", sender.source(),
                           sender.organisation().to_string(), sender.records()[i].sequence);
      }
    }
  }
  return {};
}

std::string check_all(const std::vector<Sender>& senders, SimulatedDisk& disk,
                      const SimulatedDaemon::Settings& settings) {
  const SimulatedDisk::Calm calm(disk);
  const Sent sent(senders);
  std::vector<RecordBatch> batches = journal_on(disk);
  if (auto wrong = check_journal(batches, senders, sent); !wrong.empty()) {
    return wrong;
  }
  Reckoning reckoning(sent);
  for (const RecordBatch& batch : batches) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      reckoning.take(batch.first + i, batch[i], {batch.source, batch.organisation});
    }
  }
  const Expected& expected = reckoning.expected;
  if (auto wrong = check_dead_letters(expected, disk, settings.dead_letter_bytes < (1U << 20U));
      !wrong.empty()) {
    return wrong;
  }
  const auto told = told_by_store();
  if (!told) {
    return told.error().text();
  }
  if (told->counted != expected.whole_events) {
    return fmt::format("alerts count {} events, {} are in the journal",
                       fmt::join(told->counted | std::views::values, "+"),
                       fmt::join(expected.whole_events | std::views::values, "+"));
  }
  const CleanRun clean = clean_run(std::move(batches));
  if (clean.events != expected.events || clean.malformed != expected.dead_letters.size() ||
      clean.repeats != expected.repeats ||
      expected.records != expected.events + expected.repeats + expected.dead_letters.size()) {
    return fmt::format(
        "{} records are {} events, {} dead letters and {} repeats, the daemon says "
        "{}, {} and {}",
        expected.records, expected.events, expected.dead_letters.size(), expected.repeats,
        clean.events, clean.malformed, clean.repeats);
  }
  return first_difference(clean.told.lines, told->lines);
}

}  // namespace yagura::test
