// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger.hpp"
#include "record.hpp"

namespace yagura::test {

// A record as whoever took it in holds it.
struct Held {
  Stream stream;  // whose it is, as the holder says; empty if the holder does not say
  std::string bytes;
  bool dead_letter = false;
};

// How the holder counted what it accepted, where it counts.
struct Counts {
  std::uint64_t accepted = 0;
  std::uint64_t events = 0;
  std::uint64_t dead_letters = 0;
  std::uint64_t repeats = 0;
  std::uint64_t shed = 0;
};

// Everything the oracle judges, read at rest: after the last start, with nothing left to do.
struct Evidence {
  std::vector<Ledger::Line> sent;
  std::vector<Ledger::Line> acknowledged;
  std::vector<Held> held;
  std::optional<Counts> counts;
  std::set<std::string> incidents;        // ids
  std::set<std::string> clean_incidents;  // of a run without faults over the same records
  std::uint64_t faults_fired = 0;         // that hit while something was on its way
  std::uint64_t most_repeats = 0;         // how many records may be held twice
  // Sources that acknowledge nothing: what of theirs is lost is counted, not judged.
  std::set<std::string> best_effort;
};

struct Verdict {
  std::uint64_t sent = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t lost = 0;  // acknowledged, and held nowhere
  std::uint64_t repeats = 0;
  std::uint64_t best_effort_sent = 0;
  std::uint64_t best_effort_lost = 0;
  std::uint64_t best_effort_lost_bytes = 0;
  std::uint64_t incidents = 0;
  std::vector<std::string> breaches;  // none: everything promised was kept
};

Verdict judge(const Evidence& evidence);

}  // namespace yagura::test
