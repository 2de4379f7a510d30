// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_set.hpp"
#include "detect/rule_test_reader.hpp"
#include "normalise/taxonomy.hpp"

// Nanoseconds per event of the plain evaluator over the rules given (default: those we ship),
// routed nowhere, so every rule is evaluated: bench_match [RULES...]
int main(int argc, char** argv) {
  using namespace yagura;
  std::vector<std::filesystem::path> paths(argv + 1, argv + argc);
  if (paths.empty()) {
    paths.emplace_back("rules");
  }
  RuleOptions options;
  options.resolver = sigma_field;
  const RuleLoad load = load_rules(paths, options);

  // Three events as they come all day: a process, a logon, a proxy line. None matches.
  Arena arena;
  std::vector<Event> events(3, Event(arena));
  events[0].add(Field::event_code, std::int64_t{1});
  events[0].add_text(Field::process_executable, R"(C:\Windows\System32\svchost.exe)");
  events[0].add_text(Field::process_command_line,
                     R"(C:\Windows\system32\svchost.exe -k netsvcs -p -s Schedule)");
  events[0].add_text(Field::process_parent_executable, R"(C:\Windows\System32\services.exe)");
  events[1].add(Field::event_code, std::int64_t{4624});
  events[1].add_text(Field::winlog_computer_name, "srv01.example.lg.jp");
  events[1].add_text(Field::user_target_name, "yamada");
  events[2].add_text(Field::url_domain, "www.example.lg.jp");
  events[2].add_text(Field::url_original, "http://www.example.lg.jp/soshiki/index.html");
  events[2].add(Field::http_response_status_code, std::int64_t{200});

  PlainMatcher matcher(*load.rules);
  std::vector<const Rule*> matched;
  std::size_t matches = 0;
  std::size_t count = 0;
  const auto start = std::chrono::steady_clock::now();
  std::chrono::nanoseconds elapsed{0};
  while (elapsed < std::chrono::seconds(2)) {
    for (int i = 0; i < 100; ++i, ++count) {
      matched.clear();
      matcher.match(events[count % events.size()], LogSource{}, matched);
      matches += matched.size();
    }
    elapsed = std::chrono::steady_clock::now() - start;
  }
  fmt::print("plain matcher: {} rules, {} events, {:.0f} ns/event, {} matches\n",
             load.rules->rules.size(), count,
             static_cast<double>(elapsed.count()) / static_cast<double>(count), matches);
  return 0;
}
