// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
//
// A checkpoint of correlations from a disk that lies: it is refused, or what was read can be gone
// on with and comes out again as bytes that can be read. The checksum is put right first, so that
// it does not keep the fuzzer out.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_form.hpp"
#include "correlate/correlator.hpp"

namespace {

using yagura::CorrelationRule;

std::vector<CorrelationRule> rules() {
  std::vector<CorrelationRule> made;
  for (const auto type :
       {CorrelationRule::Type::event_count, CorrelationRule::Type::value_count,
        CorrelationRule::Type::value_percentile, CorrelationRule::Type::temporal_ordered}) {
    CorrelationRule rule;
    rule.info = std::make_shared<const yagura::RuleInfo>();
    rule.type = type;
    rule.timespan = std::chrono::minutes(1);
    rule.parts = 2;
    rule.condition = {{yagura::Comparison::gte, 3}};
    rule.alternatives = {{{0, 1}, {}}};
    rule.group_by = {"User"};
    rule.definition = std::to_string(static_cast<int>(type));
    made.push_back(std::move(rule));
  }
  return made;
}

std::string bytes_of(auto&& put) {
  std::string bytes;
  yagura::ByteSink sink([&](std::string_view piece) { bytes += piece; });
  put(sink);
  return bytes;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const std::string bytes = bytes_of([&](yagura::ByteSink& sink) {
    sink.put_bytes(body);
    sink.finish();
  });
  yagura::Correlator correlator(rules());
  if (!correlator.load(bytes, UINT64_MAX - 1)) {
    return 0;
  }
  std::vector<yagura::Firing> firings;
  const std::string_view texts[] = {"7"};
  for (std::size_t i = 0; i < correlator.rules().size(); ++i) {
    correlator.observe(i, {{}, yagura::TimePoint{}, UINT64_MAX, 1, texts, texts}, firings);
  }
  const std::string again =
      bytes_of([&](yagura::ByteSink& sink) { correlator.save(UINT64_MAX - 1, sink); });
  if (!yagura::Correlator(rules()).load(again, UINT64_MAX - 1)) {
    std::abort();
  }
  return 0;
}
