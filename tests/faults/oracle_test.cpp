// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "oracle.hpp"

#include <catch2/catch.hpp>

#include "base/sha256.hpp"

namespace yagura::test {
namespace {

const Stream kRelay{"352012", "relay"};
const Stream kLines{"352012", "lines"};

void sent(Evidence& evidence, const Stream& stream, std::uint64_t sequence) {
  const std::string text = record_text(stream, sequence);
  evidence.sent.push_back({stream, sequence, Sha256::of(text).hex().substr(0, 16), text.size()});
}

void held(Evidence& evidence, const Stream& stream, std::uint64_t sequence) {
  evidence.held.push_back({stream, record_text(stream, sequence), is_malformed(sequence)});
  ++evidence.counts->accepted;
  ++(is_malformed(sequence) ? evidence.counts->dead_letters : evidence.counts->events);
}

// A hundred records, one of them malformed, all acknowledged and held.
Evidence faultless() {
  Evidence evidence;
  evidence.counts.emplace();
  for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) {
    sent(evidence, kRelay, sequence);
    evidence.acknowledged.push_back({kRelay, sequence, "-", 0});
    held(evidence, kRelay, sequence);
  }
  evidence.incidents = {"a", "b"};
  evidence.clean_incidents = {"a", "b"};
  evidence.faults_fired = 1;
  evidence.best_effort = {"lines"};
  return evidence;
}

bool says(const Verdict& verdict, const std::string& text) {
  for (const std::string& breach : verdict.breaches) {
    if (breach.find(text) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("a run in which everything is there has no breach", "[faults]") {
  const Verdict verdict = judge(faultless());
  CHECK(verdict.breaches.empty());
  CHECK(verdict.acknowledged == 100);
  CHECK(verdict.lost == 0);
}

TEST_CASE("an acknowledged record that is held nowhere is a breach", "[faults]") {
  Evidence evidence = faultless();
  evidence.held.pop_back();
  --evidence.counts->accepted;
  --evidence.counts->events;
  const Verdict verdict = judge(evidence);
  CHECK(verdict.lost == 1);
  CHECK(says(verdict, "acknowledged, and lost: 352012/relay/100"));
}

TEST_CASE("a lost record that nobody was answered for is counted", "[faults]") {
  Evidence evidence = faultless();
  sent(evidence, kLines, 1);
  const Verdict verdict = judge(evidence);
  CHECK(verdict.breaches.empty());
  CHECK(verdict.best_effort_lost == 1);
  CHECK(verdict.best_effort_lost_bytes == record_text(kLines, 1).size());
}

TEST_CASE("a byte that changed, and a record of nobody, are breaches", "[faults]") {
  Evidence evidence = faultless();
  std::string& bytes = evidence.held.front().bytes;
  SECTION("a byte") {
    bytes[bytes.size() / 2] ^= 1;
  }
  SECTION("a record that was never sent") {
    bytes = record_text(kRelay, 101);
  }
  SECTION("cut") {
    bytes.pop_back();
  }
  SECTION("of another organisation") {
    evidence.held.front().stream.organisation = "352021";
  }
  CHECK_FALSE(judge(evidence).breaches.empty());
}

TEST_CASE("more repeats than records sent again are a breach", "[faults]") {
  Evidence evidence = faultless();
  held(evidence, kRelay, 1);
  CHECK(says(judge(evidence), "held twice"));
  evidence.most_repeats = 1;
  CHECK(judge(evidence).breaches.empty());
}

TEST_CASE("what was accepted and is neither event nor dead letter is a breach", "[faults]") {
  Evidence evidence = faultless();
  SECTION("uncounted") {
    --evidence.counts->events;
  }
  SECTION("a dead letter that is not kept") {
    evidence.held[96].dead_letter = false;
  }
  SECTION("an event among the dead letters") {
    evidence.held[0].dead_letter = true;
  }
  CHECK_FALSE(judge(evidence).breaches.empty());
}

TEST_CASE("other incidents than without faults are a breach", "[faults]") {
  Evidence evidence = faultless();
  SECTION("one more") {
    evidence.incidents.insert("c");
  }
  SECTION("one less") {
    evidence.incidents.erase("a");
  }
  SECTION("none at all") {
    evidence.incidents = evidence.clean_incidents = {};
  }
  CHECK_FALSE(judge(evidence).breaches.empty());
}

TEST_CASE("a run in which no fault hit proves nothing", "[faults]") {
  Evidence evidence = faultless();
  evidence.faults_fired = 0;
  CHECK(says(judge(evidence), "proves nothing"));
}

TEST_CASE("a record says the same at every call, and a changed one nothing", "[faults]") {
  const std::string text = record_text(kRelay, 200);
  CHECK(text == record_text(kRelay, 200));
  REQUIRE(read_stamp(text));
  CHECK(read_stamp(text)->stream == kRelay);
  CHECK(read_stamp(text)->sequence == 200);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] ^= 1;
    CHECK_FALSE(read_stamp(changed));
  }
}

}  // namespace yagura::test
