// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Parsing allocates nothing once warm: counted in the global operator new.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>

#include "model/event.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) {
    return memory;
  }
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}

namespace yagura {
namespace {

constexpr std::string_view kSquid =
    "<13>1 2026-01-01T00:00:00Z proxy squid 7 - - 1795863631.532  40087 10.11.104.208 "
    "TCP_MISS/200 783152 POST https://WWW.example.co.jp/form.html?q=1 CITY%5Cuser01 "
    "HIER_DIRECT/192.0.2.1 text/html \"http://a.example/\" \"Mozilla \\\"5.0\\\"\" 512";
constexpr std::string_view kWindows =
    R"({"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},)"
    R"("EventID":1,"TimeCreated":{"#attributes":{"SystemTime":"2026-01-01T00:00:00.1Z"}},)"
    R"("Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc1.city.example.jp"},)"
    R"("EventData":{"UtcTime":"2026-01-01 00:00:00.000","ProcessId":8752,"LogonId":"0x3b5cb2",)"
    R"("Image":"C:\\Windows\\System32\\cmd.exe","CommandLine":"cmd /c \"dir\"",)"
    R"("User":"CITY\\user01","Hashes":"MD5=45B78461F85D75C970567895A3A2DAE5"}}})";

// Several batches, because the arena and the event grow to their size in the first ones.
bool is_free_of_allocations(std::string_view format, std::string_view record) {
  auto parser = RecordParser::create(format, *TimeZone::find("Asia/Tokyo"), formats());
  Arena arena;
  Event event(arena);
  constexpr int kBatches = 4;
  constexpr int kRecords = 1000;
  for (int batch = 0; batch < kBatches; ++batch) {
    arena.clear();
    const std::size_t before = allocations;
    for (int i = 0; i < kRecords; ++i) {
      if (!parser->parse(record, TimePoint{}, event).ok) {
        std::puts("the sample was refused");
        return false;
      }
    }
    if (batch == kBatches - 1 && allocations != before) {
      std::printf("%.*s: %zu allocations in %d records\n", static_cast<int>(format.size()),
                  format.data(), allocations - before, kRecords);
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace yagura

int main() {
  bool good = true;
  for (const std::string_view format : {"auto", "squid"}) {
    good = yagura::is_free_of_allocations(format, yagura::kSquid) && good;
  }
  for (const std::string_view format : {"auto", "windows"}) {
    good = yagura::is_free_of_allocations(format, yagura::kWindows) && good;
  }
  std::puts(good ? "no allocation once warm" : "allocations found");
  return good ? 0 : 1;
}
