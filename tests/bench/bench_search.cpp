// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Searching a journal of Squid lines of twenty organisations: by expressions, by rules, and by
// what the metadata of groups tell alone. Beside it zstd decompressing the same files, one thread.
//   bench_search [RULES] [LINES]
#include <zstd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "engine/journal_search.hpp"
#include "engine/rule_files.hpp"
#include "journal/journal.hpp"
#include "normalise/taxonomy.hpp"
#include "organisation_codes.hpp"
#include "parse/registry.hpp"
#include "rule_folder.hpp"
#include "squid_lines.hpp"
#include "temporary_folder.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kOrganisations = 20;
constexpr std::size_t kGroupBytes = std::size_t{64} * 1024;
constexpr std::size_t kSegmentBytes = std::size_t{8} * 1024 * 1024;
constexpr TimePoint kBegin{std::chrono::seconds(1'772'000'000)};

// Groups as the daemon commits them, of one organisation each, a second apart.
void write_journal(const fs::path& folder, int lines) {
  const std::vector<OrganisationCode> codes = test::organisation_codes(kOrganisations);
  Dice dice;
  auto journal = Journal::open({folder, kSegmentBytes});
  std::size_t groups = 0;
  for (int i = 0; i < lines; ++groups) {
    RecordBatch batch;
    batch.organisation = codes[groups % kOrganisations];
    batch.source = "proxy";
    batch.received = kBegin + std::chrono::seconds(groups);
    while (i < lines && batch.bytes.size() < kGroupBytes) {
      batch.add(squid_line(dice, i++));
    }
    if (!journal || !journal->append({&batch, 1})) {
      std::abort();
    }
  }
}

double seconds_of(const std::function<void()>& run) {
  constexpr int kRounds = 3;
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count());
  }
  return best;
}

std::size_t decompress(const fs::path& folder) {
  std::size_t total = 0;
  std::vector<char> out(ZSTD_DStreamOutSize());
  const auto segments = segments_of(folder);
  for (const fs::path& segment : segments.value()) {
    std::ifstream file(segment, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                               ZSTD_freeDStream);
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (in.pos < in.size) {
      ZSTD_outBuffer to{out.data(), out.size(), 0};
      if (ZSTD_isError(ZSTD_decompressStream(stream.get(), &to, &in)) != 0) {
        std::abort();
      }
      total += to.pos;
    }
  }
  return total;
}

void bench(const fs::path& rules, int lines) {
  const test::TemporaryFolder folder;
  write_journal(folder.path(), lines);
  std::size_t raw = 0;
  const double bare = seconds_of([&] { raw = decompress(folder.path()); });
  const auto megabytes = static_cast<double>(raw) / 1e6;
  fmt::print("{} lines, {:.0f} MB in {} segments\n", lines, megabytes,
             segments_of(folder.path())->size());
  fmt::print("{:34} {:6.0f} MB/s\n", "bare zstd", megabytes / bare);

  SearchQuery query;
  query.options.resolver = sigma_field_of_event;
  query.formats.assign(formats().begin(), formats().end());
  query.sources["proxy"].format = "squid";
  const auto report = [&](const std::string& what, const SearchQuery& asked, SearchSpan span) {
    for (const unsigned threads : {1U, 2U}) {
      span.journal = folder.path();
      span.threads = threads;
      SearchCounts counts;
      const double taken = seconds_of([&] {
        counts =
            search_journal(
                asked, span, [](const SearchMatch& match, std::string& out) { out += match.raw; },
                [](std::string_view) { return true; })
                .counts;
      });
      fmt::print(
          "{:22} {} thread{} {:6.0f} MB/s, {:5.2f} M records/s, {:.2f} of zstd; {} matched\n", what,
          threads, threads == 1 ? " :" : "s:", megabytes / taken, lines / taken / 1e6, bare / taken,
          counts.matched);
    }
  };
  query.expression = *FilterExpression::parse("url.domain:*.no-such.example", query.options);
  report("a field", query, {});
  query.expression = *FilterExpression::parse("no-such-word", query.options);
  report("a keyword", query, {});
  query.expression = *FilterExpression::parse(
      "source.ip|cidr:10.0.0.0/8 and (c-uri|re:/wp-.*php$ or cs-method:CONNECT) not user.name:a*",
      query.options);
  report("five terms", query, {});
  SearchSpan one;
  one.organisations = {test::organisation_codes(kOrganisations).back()};
  report("... of 1 of 20 bodies", query, one);
  query.expression.reset();
  RuleOptions options;
  options.resolver = sigma_field;
  query.rules = std::make_shared<const RuleIndex>(load_rule_files(web_rules(rules), options).rules);
  report(fmt::format("{} rules", query.rules->rules().rules.size()), query, {});
}

}  // namespace
}  // namespace yagura

int main(int argc, char** argv) {
  (void)std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::filesystem::path folder = yagura::rule_folder(argc, argv);
  yagura::bench(folder, argc > 2 ? std::atoi(argv[2]) : 1'000'000);
  return 0;
}
