// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "records.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "base/digest.hpp"
#include "normalise/taxonomy.hpp"

namespace yagura::test {
namespace {

constexpr const char* kRules = R"(
title: Every event
id: every
logsource: {product: windows}
detection: {s: {EventID: 7}, condition: s}
level: low
---
title: Needle
id: needle
logsource: {product: windows}
detection: {s: {'Line|contains': needle}, condition: s}
level: high
---
title: Counted
id: counted
name: counted
logsource: {product: windows}
detection: {s: {EventID: 7}, condition: s}
level: low
---
title: Awaited
id: awaited
name: awaited
logsource: {product: windows}
detection: {s: {'Line|contains': needle}, condition: s}
level: low
---
title: Many of one host
id: many
correlation:
  type: event_count
  rules: [counted]
  group-by: [Computer]
  timespan: 10m
  condition: {gte: 4}
level: critical
---
title: Silence after a needle
id: silent
absence: {after: awaited, expected: counted, within: 1m, group-by: [host.name]}
level: high
)";

// Bytes that do not compress, so that a hole in them leaves a frame that can be decompressed: only
// the checksum tells. Without those that end a record of syslog.
void append_noise(std::string& out, std::size_t count, Chance& chance) {
  while (count > 0) {
    const char byte = static_cast<char>(chance.next());
    if (byte != '\n' && byte != '\r' && byte != '\0') {
      out += byte;
      --count;
    }
  }
}

}  // namespace

std::vector<StampedRecord> stamped_records(Chance& chance, const std::string& source,
                                           OrganisationCode organisation, std::uint32_t first,
                                           std::size_t count) {
  std::vector<StampedRecord> made;
  Duration time{};
  for (std::size_t i = 0; i < count; ++i) {
    StampedRecord record;
    record.sequence = first + static_cast<std::uint32_t>(i);
    record.host = fmt::format("pc{}", chance.upto(3));
    record.malformed = chance.one_in(8);
    time += std::chrono::seconds(chance.between(1, 60));
    std::string line = fmt::format("{}/{}/{}", source, organisation.to_string(), record.sequence);
    line += chance.one_in(6) ? " needle " : " hay ";
    if (record.malformed && chance.one_in(2)) {
      append_noise(line, chance.between(600, 2'500), chance);
    } else {
      line.append(chance.one_in(8) ? chance.upto(3'000) : chance.upto(60), 'x');
    }
    line += " " + DigestBuilder().add(line).finish().hex();
    record.text = record.malformed
                      ? "nobody knows " + line
                      : fmt::format(
                            "<13>1 {} {} app - - [meta sequenceId=\"{}\"] {{\"@timestamp\":\"{}\","
                            "\"EventID\":7,\"Line\":\"{}\",\"Hostname\":\"{}\"}}",
                            to_rfc3339(kEvents + time), record.host, record.sequence,
                            to_rfc3339(kEvents + time), line, record.host);
    made.push_back(std::move(record));
  }
  return made;
}

DetectionSnapshot simulation_rules() {
  static const DetectionSnapshot snapshot = [] {
    RuleOptions options;
    options.resolver = &sigma_field;
    const RuleLoad load = load_rule_text(kRules, "rules.yaml", options);
    if (!load.refused.empty()) {
      throw std::runtime_error(load.refused.front().text());
    }
    DetectionSnapshot made{load.rules, std::make_shared<const OrganisationTable>(),
                           std::make_shared<const ServiceMap>(), IncidentSettings{}};
    made.index = std::make_shared<const RuleIndex>(load.rules);
    return made;
  }();
  return snapshot;
}

}  // namespace yagura::test
