// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Parsing allocates nothing once warm, whatever the format: counted while each format's cases are
// parsed again and again, by name and found by content.
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "allocation_count.hpp"
#include "model/event.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

std::vector<std::string> cases_of(std::string_view format) {
  std::vector<std::string> records;
  std::ifstream file(std::filesystem::path(YAGURA_SOURCE_DIR) / "tests/formats" / format /
                     "cases.jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto data = nlohmann::json::parse(line);
    if (data.contains("raw") && data.contains("event")) {
      records.push_back(data["raw"]);
    }
  }
  return records;
}

// Several batches, because the arena, the event and a parser's own scratch grow to their size in
// the first ones.
bool is_free_of_allocations(std::string_view format, std::string_view parse_as,
                            const std::vector<std::string>& records) {
  auto parser = RecordParser::create(parse_as, *TimeZone::find("Asia/Tokyo"), formats());
  Arena arena;
  Event event(arena);
  constexpr int kBatches = 4;
  constexpr int kRounds = 20;
  for (int batch = 0; batch < kBatches; ++batch) {
    arena.clear();
    const std::size_t before = allocation_count();
    for (int round = 0; round < kRounds; ++round) {
      for (const std::string& record : records) {
        (void)parser->parse(record, TimePoint{}, event);
      }
    }
    if (batch == kBatches - 1 && allocation_count() != before) {
      std::printf("%.*s as %.*s: %zu allocations in %zu records\n", static_cast<int>(format.size()),
                  format.data(), static_cast<int>(parse_as.size()), parse_as.data(),
                  allocation_count() - before, records.size() * kRounds);
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace yagura

int main() {
  bool good = true;
  std::size_t records = 0;
  for (const yagura::Format* format : yagura::formats()) {
    const auto cases = yagura::cases_of(format->name);
    records += cases.size();
    good = yagura::is_free_of_allocations(format->name, format->name, cases) && good;
    good = yagura::is_free_of_allocations(format->name, "auto", cases) && good;
  }
  std::printf("%zu records of %zu formats: %s\n", records, yagura::formats().size(),
              good ? "no allocation once warm" : "allocations found");
  return good && records > 0 ? 0 : 1;
}
