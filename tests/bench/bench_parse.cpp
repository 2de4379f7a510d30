// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Events a second on one core for squid and windows, beside the least that could be done with the
// same bytes: splitting the line at its blanks (memchr), and walking over all keys and texts of
// the object with simdjson on-demand. Same data, same run, best of several rounds.
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "model/event.hpp"
#include "model/record.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

constexpr int kRecords = 20'000;
constexpr int kRounds = 15;

std::vector<std::string> squid_lines(std::mt19937& random) {
  static constexpr const char* kTypes[] = {"text/html", "image/png", "-", "application/json"};
  std::vector<std::string> lines;
  for (int i = 0; i < kRecords; ++i) {
    const unsigned r = static_cast<unsigned>(random());
    lines.push_back(fmt::format(
        "{}.{:03} {:6} 10.{}.{}.{} TCP_MISS/{} {} GET "
        "https://www{}.city{}.example.jp/kurashi/{:x}/page{}.html?id={}&lang=ja user{:03} "
        "HIER_DIRECT/203.0.{}.{} {} \"https://www.example.jp/{}\" "
        "\"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{}.0\"",
        1'772'000'000 + i, r % 1000, r % 90'000, r % 19, r >> 8U & 255U, r >> 16U & 255U,
        r % 7 == 0 ? 304 : 200, r % 1'000'000, r % 10, r % 90, r, r % 100, r % 5000, r % 400,
        r % 114, r >> 12U & 255U, kTypes[r % 4], r % 50, 100 + r % 30));
  }
  return lines;
}

std::vector<std::string> windows_records(std::mt19937& random) {
  std::vector<std::string> records;
  for (int i = 0; i < kRecords; ++i) {
    const unsigned r = static_cast<unsigned>(random());
    records.push_back(fmt::format(
        R"({{"Event":{{"System":{{"Provider":{{"#attributes":{{"Name":"Microsoft-Windows-Sysmon"}}}},)"
        R"("EventID":1,"Level":4,"TimeCreated":{{"#attributes":{{"SystemTime":"2026-02-25T03:{:02}:{:02}.{:03}Z"}}}},)"
        R"("EventRecordID":{},"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc{:04}.city.example.jp"}},)"
        R"("EventData":{{"RuleName":"-","UtcTime":"2026-02-25 03:{:02}:{:02}.{:03}","ProcessGuid":"{{{:08x}-1}}","ProcessId":{},)"
        R"("Image":"C:\\Windows\\System32\\app{}.exe","Description":"Command Processor","OriginalFileName":"App.Exe",)"
        R"("CommandLine":"\"C:\\Windows\\System32\\app{}.exe\" /c \"C:\\Users\\u{}\\{:x}.cmd\"","CurrentDirectory":"C:\\Users\\u{}\\",)"
        R"("User":"CITY\\user{:03}","LogonId":"0x{:x}","IntegrityLevel":"Medium",)"
        R"("Hashes":"MD5={:032X},SHA256={:064X}","ParentProcessId":{},"ParentImage":"C:\\Windows\\explorer.exe",)"
        R"("ParentCommandLine":"C:\\Windows\\Explorer.EXE"}}}}}})",
        r % 60, r >> 6U & 31U, r % 1000, 1000 + i, r % 2000, r % 60, r >> 6U & 31U, r % 1000, r,
        r % 30'000, r % 50, r % 50, r % 400, r, r % 400, r % 400, r, r, r, r % 9000));
  }
  return records;
}

double records_per_second(const std::vector<std::string>& records,
                          const std::function<void()>& begin,
                          const std::function<std::size_t(std::string_view)>& take) {
  double best = 0;
  std::size_t sum = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (i % kBatchRecords == 0) {
        begin();
      }
      sum += take(records[i]);
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    best = std::max(best, static_cast<double>(records.size()) / taken.count());
  }
  if (sum == 0) {  // also keeps the work from being optimised away
    std::puts("nothing was parsed");
  }
  return best;
}

double ours(std::string_view format, const std::vector<std::string>& records) {
  auto parser = RecordParser::create(format, *TimeZone::find("Asia/Tokyo"), formats());
  Arena arena;
  Event event(arena);
  return records_per_second(
      records, [&] { arena.clear(); },
      [&](std::string_view record) {
        return parser->parse(record, TimePoint{}, event).ok ? event.fields().size() : 0;
      });
}

double bare_split(const std::vector<std::string>& records) {
  std::vector<std::string_view> columns;
  return records_per_second(
      records, [] {},
      [&](std::string_view record) {
        columns.clear();
        const char* at = record.data();
        const char* end = at + record.size();
        while (at < end) {
          const void* found = std::memchr(at, ' ', static_cast<std::size_t>(end - at));
          const char* blank = found == nullptr ? end : static_cast<const char*>(found);
          columns.emplace_back(at, static_cast<std::size_t>(blank - at));
          at = blank + 1;
        }
        return columns.size();
      });
}

// Counts keys and the lengths of texts, whatever is nested.
std::size_t walk(simdjson::ondemand::object object) {
  std::size_t sum = 0;
  for (auto field : object) {
    sum += field.unescaped_key().value().size();
    auto value = field.value();
    switch (value.type().value()) {
      case simdjson::ondemand::json_type::object:
        sum += walk(value.get_object().value());
        break;
      case simdjson::ondemand::json_type::string:
        sum += value.get_string().value().size();
        break;
      default:
        sum += value.raw_json_token().value().size();
        break;
    }
  }
  return sum;
}

double bare_json(const std::vector<std::string>& records) {
  simdjson::ondemand::parser parser;
  std::vector<char> buffer;
  return records_per_second(
      records, [] {},
      [&](std::string_view record) {
        buffer.resize(record.size() + simdjson::SIMDJSON_PADDING);
        std::memcpy(buffer.data(), record.data(), record.size());
        auto document = parser.iterate(buffer.data(), record.size(), buffer.size());
        return walk(document.get_object().value());
      });
}

void report(const char* format, const std::vector<std::string>& records, double got, double bare,
            const char* what) {
  std::size_t bytes = 0;
  for (const std::string& record : records) {
    bytes += record.size();
  }
  fmt::print("{:8} {:5} B a record  {:10.0f} events/s/core  {:5.1f} % of {} ({:.0f}/s)\n", format,
             bytes / records.size(), got, 100 * got / bare, what, bare);
}

}  // namespace
}  // namespace yagura

int main() {
  std::mt19937 random(1);
  const auto lines = yagura::squid_lines(random);
  const auto records = yagura::windows_records(random);
  yagura::report("squid", lines, yagura::ours("squid", lines), yagura::bare_split(lines),
                 "a bare split at blanks");
  yagura::report("windows", records, yagura::ours("windows", records), yagura::bare_json(records),
                 "bare simdjson on-demand");
  return 0;
}
