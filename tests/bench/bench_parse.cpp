// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Events a second on one core for squid and windows, beside the least that could be done with the
// same bytes: splitting the line at its blanks (memchr), and reading 15 fields of the object with
// simdjson on-demand, in document order or in one pass over all keys, whichever is faster. The
// references get their records padded and read nothing but what they sum. Same data, same run, in
// turns, best of several rounds.
#include <simdjson.h>

#include <time.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "model/event.hpp"
#include "model/record.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"
#include "squid_lines.hpp"

namespace yagura {
namespace {

namespace json = simdjson::ondemand;

constexpr int kRecords = 20'000;
constexpr int kRounds = 25;

// --- data --------------------------------------------------------------------------------------

constexpr const char* kPrograms[] = {
    "C:\\\\Windows\\\\System32\\\\svchost.exe",
    "C:\\\\Program Files\\\\Google\\\\Chrome\\\\Application\\\\chrome.exe",
    "C:\\\\Windows\\\\System32\\\\cmd.exe",
    "C:\\\\Program Files (x86)\\\\Microsoft\\\\Edge\\\\Application\\\\msedge.exe",
    "C:\\\\Windows\\\\System32\\\\WindowsPowerShell\\\\v1.0\\\\powershell.exe",
    "C:\\\\Windows\\\\System32\\\\conhost.exe",
};

// The members of a Sysmon process creation from RuleName to ParentUser.
std::string sysmon_data(Dice& dice, int i) {
  const unsigned user = dice.skewed(400);
  const std::string image = dice.one_of(kPrograms);
  return fmt::format(
             R"("RuleName":"-","UtcTime":"2026-02-25 03:{:02}:{:02}.{:03}","ProcessGuid":"{{5770385f-{:04x}-65d0-{:04x}-000000000800}}","ProcessId":{},)"
             R"("Image":"{}","FileVersion":"10.0.{}.1","Description":"Host Process {}","Product":"Microsoft Windows Operating System","Company":"Microsoft Corporation","OriginalFileName":"HOST{}.EXE",)",
             i / 60 % 60, i % 60, dice.below(1000), dice.below(65536), dice.below(65536),
             dice.below(30'000), image, dice.below(20'000), dice.below(90), dice.below(90)) +
         fmt::format(
             R"("CommandLine":"\"{}\" --type={} /c \"C:\\Users\\u{}\\{:x}.cmd\" --id={}","CurrentDirectory":"C:\\Users\\u{}\\",)"
             R"("User":"CITY\\user{:04}","LogonGuid":"{{5770385f-{:04x}}}","LogonId":"0x{:x}","TerminalSessionId":{},"IntegrityLevel":"{}",)",
             image, dice.below(40), user, dice.below(1U << 30U), dice.below(10'000), user, user,
             dice.below(65536), dice.below(1U << 30U), dice.below(4),
             dice.below(4) == 0 ? "High" : "Medium") +
         fmt::format(
             R"("Hashes":"MD5={:032X},SHA256={:064X},IMPHASH={:032X}","ParentProcessGuid":"{{5770385f-{:04x}-65d0}}","ParentProcessId":{},"ParentImage":"{}",)"
             R"("ParentCommandLine":"{} -k netsvcs -p -s {}","ParentUser":"NT AUTHORITY\\SYSTEM")",
             dice.below(1U << 30U), dice.below(1U << 30U), dice.below(1U << 30U), dice.below(65536),
             dice.below(9000), dice.one_of(kPrograms), dice.one_of(kPrograms), dice.below(100));
}

// As NXLog writes it.
std::string flat_record(Dice& dice, int i) {
  return fmt::format(
             R"({{"EventTime":"2026-02-25 12:{:02}:{:02}","Hostname":"pc{:04}.city.example.jp","Keywords":-9223372036854775808,"EventType":"INFO","SeverityValue":2,"Severity":"INFO",)"
             R"("EventID":1,"SourceName":"Microsoft-Windows-Sysmon","Version":5,"Task":1,"OpcodeValue":0,"RecordNumber":{},"ProcessID":2932,"ThreadID":{},)"
             R"("Channel":"Microsoft-Windows-Sysmon/Operational","Domain":"NT AUTHORITY","AccountName":"SYSTEM","UserID":"S-1-5-18",)",
             i / 60 % 60, i % 60, dice.skewed(2000), 1000 + i, dice.below(9000)) +
         sysmon_data(dice, i) +
         R"(,"SourceModuleName":"eventlog","SourceModuleType":"im_msvistalog"})";
}

// The event's XML as JSON.
std::string evtx_record(Dice& dice, int i) {
  return fmt::format(
             R"({{"Event":{{"System":{{"Provider":{{"#attributes":{{"Name":"Microsoft-Windows-Sysmon"}}}},)"
             R"("EventID":1,"Level":4,"TimeCreated":{{"#attributes":{{"SystemTime":"2026-02-25T03:{:02}:{:02}.{:03}Z"}}}},)"
             R"("EventRecordID":{},"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc{:04}.city.example.jp"}},"EventData":{{)",
             i / 60 % 60, i % 60, dice.below(1000), 1000 + i, dice.skewed(2000)) +
         sysmon_data(dice, i) + "}}}";
}

std::vector<std::string> make(std::string (*record)(Dice&, int)) {
  Dice dice;
  std::vector<std::string> records;
  for (int i = 0; i < kRecords; ++i) {
    records.push_back(record(dice, i));
    records.back().reserve(records.back().size() + simdjson::SIMDJSON_PADDING);
  }
  return records;
}

// --- what is measured --------------------------------------------------------------------------

// What this thread had of the processor: other programs do not count.
double seconds_of_thread() {
  timespec now{};
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  constexpr double kNanoseconds = 1e-9;
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * kNanoseconds;
}

using Take = std::function<std::size_t(const std::string&)>;

// One candidate: how fast it was in its best round, and what it summed.
struct Runner {
  Take take;
  std::function<void()> begin_batch = [] {};
  double best = 0;  // records a second
  std::size_t sum = 0;

  void round(const std::vector<std::string>& records) {
    const double start = seconds_of_thread();
    std::size_t got = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (i % kBatchRecords == 0) {
        begin_batch();
      }
      got += take(records[i]);
    }
    best = std::max(best, static_cast<double>(records.size()) / (seconds_of_thread() - start));
    sum = got;
  }
};

class Ours {
 public:
  explicit Ours(std::string_view format)
      : parser_(
            std::move(*RecordParser::create(format, *TimeZone::find("Asia/Tokyo"), formats()))) {}

  Runner runner() {
    Runner runner{[this](const std::string& record) {
      return parser_.parse(record, TimePoint{}, event_).ok ? event_.fields().size() : 0;
    }};
    runner.begin_batch = [this] { arena_.clear(); };
    return runner;
  }

 private:
  RecordParser parser_;
  Arena arena_;
  Event event_{arena_};
};

Runner bare_split() {
  return {[columns = std::vector<std::string_view>()](const std::string& record) mutable {
    split_at_blanks(record, columns);
    return columns.size();
  }};
}

constexpr std::array<std::string_view, 15> kFields = {
    "UtcTime",          "ProcessGuid",       "ProcessId",        "Image",
    "OriginalFileName", "CommandLine",       "CurrentDirectory", "User",
    "LogonId",          "IntegrityLevel",    "Hashes",           "ParentProcessId",
    "ParentImage",      "ParentCommandLine", "ParentUser"};

std::size_t size_of(json::value value) {
  if (value.type().value() == json::json_type::string) {
    return value.get_string().value().size();
  }
  return static_cast<std::size_t>(value.get_int64().value());
}

json::object data_of(json::document& document, bool nested) {
  json::object root = document.get_object().value();
  return nested ? root.find_field("Event").find_field("EventData").get_object().value() : root;
}

// The fields stand in the data in this order.
Runner json_in_order(bool nested) {
  return {[parser = std::make_shared<json::parser>(), nested](const std::string& record) {
    auto document =
        parser->iterate(record.data(), record.size(), record.size() + simdjson::SIMDJSON_PADDING);
    json::object data = data_of(document.value(), nested);
    std::size_t sum = 0;
    for (const std::string_view field : kFields) {
      sum += size_of(data.find_field(field).value());
    }
    return sum;
  }};
}

Runner json_one_pass(bool nested) {
  return {[parser = std::make_shared<json::parser>(), nested](const std::string& record) {
    auto document =
        parser->iterate(record.data(), record.size(), record.size() + simdjson::SIMDJSON_PADDING);
    json::object data = data_of(document.value(), nested);
    std::size_t sum = 0;
    std::size_t next = 0;  // they are in order, so one comparison a key is enough
    for (auto member : data) {
      json::field field;
      (void)std::move(member).get(field);
      if (next < kFields.size() && field.key().unsafe_is_equal(kFields[next])) {
        ++next;
        sum += size_of(field.value());
      }
    }
    return sum;
  }};
}

void compare(const char* what, const char* format, const std::vector<std::string>& records,
             std::vector<Runner> references, const char* reference) {
  Ours ours(format);
  Runner own = ours.runner();
  for (int round = 0; round < kRounds; ++round) {
    own.round(records);
    for (Runner& runner : references) {
      runner.round(records);
    }
  }
  std::size_t bytes = 0;
  for (const std::string& record : records) {
    bytes += record.size();
  }
  double bare = 0;
  for (const Runner& runner : references) {
    bare = std::max(bare, runner.best);
    if (runner.sum != references.front().sum) {
      std::puts("the references do not agree");
    }
  }
  fmt::print("{:11} {:5} B, {:4.1f} fields  {:9.0f} events/s/core  {:5.1f} % of {} ({:.0f}/s)\n",
             what, bytes / records.size(),
             static_cast<double>(own.sum) / static_cast<double>(records.size()), own.best,
             100 * own.best / bare, reference, bare);
}

}  // namespace
}  // namespace yagura

// An argument picks the rows that begin with it.
int main(int argc, char** argv) {
  using namespace yagura;
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  constexpr const char* kSplit = "a bare split at blanks";
  constexpr const char* kRead = "15 fields by simdjson on-demand";
  struct Row {
    const char* what;
    const char* format;
    std::string (*record)(Dice&, int);
    std::vector<Runner> references;
    const char* reference;
  };
  const Row rows[] = {
      {"squid", "squid", squid_line, {bare_split()}, kSplit},
      {"squid, auto", "auto", squid_line, {bare_split()}, kSplit},
      {"evtx", "windows", evtx_record, {json_in_order(true), json_one_pass(true)}, kRead},
      {"flat", "windows", flat_record, {json_in_order(false), json_one_pass(false)}, kRead},
      {"flat, auto", "auto", flat_record, {json_in_order(false), json_one_pass(false)}, kRead},
  };
  for (const Row& row : rows) {
    if (std::string_view(row.what).substr(0, wanted.size()) == wanted) {
      compare(row.what, row.format, make(row.record), row.references, row.reference);
    }
  }
  return 0;
}
