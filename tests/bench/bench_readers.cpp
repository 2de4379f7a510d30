// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// From durable batches to findings, as the pipeline does it: Squid lines of twenty organisations
// with all proxy and webserver rules of a folder (default: the shared Sigma rules), on one reader
// and on several. Beside it the plain loop over batches, without a pool.
//   bench_readers [RULES] [LINES]
// Times are on the wall, processor time is that of all threads.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "engine/reader_pool.hpp"
#include "engine/rule_files.hpp"
#include "normalise/taxonomy.hpp"
#include "organisation_codes.hpp"
#include "rule_folder.hpp"
#include "squid_lines.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kOrganisations = 20;
constexpr int kRounds = 5;

// Full batches, the organisations in turn.
std::vector<RecordBatch> batches_of(int lines) {
  const std::vector<OrganisationCode> codes = test::organisation_codes(kOrganisations);
  Dice dice;
  std::vector<RecordBatch> made;
  RecordNumber next = 1;
  for (int i = 0; i < lines;) {
    RecordBatch batch;
    batch.organisation = codes[made.size() % kOrganisations];
    batch.source = "proxy";
    batch.first = next;
    while (i < lines && batch.size() < kBatchRecords && batch.bytes.size() < kBatchBytes) {
      batch.add(squid_line(dice, i++));
    }
    batch.received = TimePoint{std::chrono::seconds(1'772'000'000 + i)};
    next += batch.size();
    made.push_back(std::move(batch));
  }
  return made;
}

RecordProcessor processor(const DetectionSnapshot& snapshot, std::size_t readers,
                          Metrics& metrics) {
  RecordProcessor::Settings settings;
  settings.sources["proxy"].format = "squid";
  settings.idle_timeout = std::chrono::minutes(1);
  settings.readers = readers;
  return RecordProcessor(std::move(settings), snapshot, metrics);
}

struct Taken {
  double seconds = 1e9;
  double processor_seconds = 0;
};

// The best of several rounds; `run` gives the batches to findings.
template <typename Run>
Taken best_of(const std::vector<RecordBatch>& batches, Run run) {
  Taken best;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<RecordBatch> copies = batches;
    const std::clock_t used = std::clock();
    const auto start = std::chrono::steady_clock::now();
    run(copies);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (taken.count() < best.seconds) {
      best = {taken.count(), static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC};
    }
  }
  return best;
}

void bench(const fs::path& folder, int lines) {
  RuleOptions options;
  options.resolver = sigma_field;
  const RuleLoad load = load_rule_files(web_rules(folder), options);
  const DetectionSnapshot snapshot{load.rules, std::make_shared<const OrganisationTable>(),
                                   std::make_shared<const ServiceMap>(), IncidentSettings{},
                                   std::make_shared<const RuleIndex>(load.rules)};
  const std::vector<RecordBatch> batches = batches_of(lines);
  fmt::print("{} lines in {} batches, {} rules\n", lines, batches.size(), load.rules->rules.size());
  const auto report = [&](const std::string& what, const Taken& taken, const Taken& reference) {
    fmt::print("{:12} {:9.0f} lines/s, {:9.0f} a second of processor; {:.2f} times the loop\n",
               what, lines / taken.seconds, lines / taken.processor_seconds,
               reference.seconds / taken.seconds);
  };
  Metrics metrics;
  const Taken loop = best_of(batches, [&](std::vector<RecordBatch>& copies) {
    RecordProcessor alone = processor(snapshot, 1, metrics);
    Findings findings;
    for (const RecordBatch& batch : copies) {
      alone.process(batch, findings);
    }
  });
  report("loop", loop, loop);
  for (const std::size_t readers : {1U, 2U, 4U}) {
    const Taken taken = best_of(batches, [&](std::vector<RecordBatch>& copies) {
      RecordProcessor shared = processor(snapshot, readers, metrics);
      ReaderPool pool(shared);
      Findings findings;
      const auto tell = [&] {
        auto [batch, reading] = pool.take();
        shared.tell(batch, std::move(reading), findings);
      };
      for (RecordBatch& batch : copies) {
        if (pool.full()) {
          tell();
        }
        pool.add(std::move(batch));
      }
      while (!pool.empty()) {
        tell();
      }
    });
    report(fmt::format("{} readers", readers), taken, loop);
  }
}

}  // namespace
}  // namespace yagura

int main(int argc, char** argv) {
  (void)std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::filesystem::path folder = yagura::rule_folder(argc, argv);
  yagura::bench(folder, argc > 2 ? std::atoi(argv[2]) : 400'000);
  return 0;
}
