// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/correlator.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <utility>

#include <boost/container/small_vector.hpp>

#include "base/text.hpp"

namespace yagura {
namespace {

using Type = CorrelationRule::Type;
using Texts = boost::container::small_vector<std::string_view, 8>;

constexpr std::chrono::minutes kExpiryInterval{1};  // of event time: it looks at all shelves

void append_number(std::string& out, std::uint64_t number) {
  char bytes[sizeof(number)];
  std::memcpy(bytes, &number, sizeof(number));
  out.append(bytes, sizeof(number));
}

// Each with its length, so that ("ab","c") differs from ("a","bc"); in lower case.
void append_texts(std::string& out, std::span<const std::string_view> texts) {
  for (const std::string_view text : texts) {
    append_number(out, text.size());
    const std::size_t start = out.size();
    out += text;
    std::transform(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
                   out.begin() + static_cast<std::ptrdiff_t>(start),
                   [](char c) { return ascii_lower(c); });
  }
}

std::optional<double> number_of(std::span<const std::string_view> values) {
  if (values.empty()) {
    return std::nullopt;
  }
  double number = 0;
  const char* end = values[0].data() + values[0].size();
  const auto [last, error] = std::from_chars(values[0].data(), end, number);
  const bool whole = error == std::errc{} && last == end && std::isfinite(number);
  return whole ? std::optional(number) : std::nullopt;
}

Texts pick(std::span<const std::string_view> from, const std::vector<std::size_t>& positions) {
  Texts picked;
  for (const std::size_t position : positions) {
    picked.push_back(from[position]);
  }
  return picked;
}

}  // namespace

Correlator::Correlator(std::vector<CorrelationRule> rules, CorrelatorLimits limits,
                       const HashKey& key)
    : rules_(std::move(rules)),
      feeds_(rules_.size()),
      limits_(limits),
      begins_at_(rules_.size(), 0),
      key_(key),
      table_(limits) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    plans_.emplace_back(rules_[i]);
    for (const CorrelationRule::Feed& feed : rules_[i].feeds) {
      feeds_[feed.from].push_back({i, &feed});
    }
  }
  name_rules();
}

// The same definition twice is two rules, told apart by which comes first.
void Correlator::name_rules() {
  std::map<std::string_view, std::uint64_t> seen;
  names_.clear();
  for (const CorrelationRule& rule : rules_) {
    text_ = rule.definition;
    append_number(text_, seen[rule.definition]++);
    names_.push_back(keyed_hash_64(key_, text_));
  }
}

Hash128 Correlator::key_of(std::size_t correlation, const Observation& observation) {
  text_.clear();
  append_number(text_, names_[correlation]);
  append_number(text_, observation.organisation.value());
  append_texts(text_, observation.group);
  return keyed_hash_128(key_, text_);
}

// What the window keeps of an observation; nothing if it does not count.
std::optional<std::uint64_t> Correlator::kept_value(const CorrelationRule& rule,
                                                    const Observation& observation) {
  switch (rule.type) {
    case Type::value_count:
    case Type::value_share:
      text_.clear();
      append_texts(text_, observation.values);
      return keyed_hash_64(key_, text_);
    case Type::temporal:
    case Type::temporal_ordered:
      return observation.part;
    case Type::value_sum:
    case Type::value_avg:
    case Type::value_percentile: {
      const auto number = number_of(observation.values);
      return number ? std::optional(std::bit_cast<std::uint64_t>(*number)) : std::nullopt;
    }
    case Type::event_count:
      break;
  }
  return std::uint64_t{0};
}

std::optional<Entry> Correlator::entry_of(std::size_t correlation, const Observation& observation) {
  const auto value = kept_value(rules_[correlation], observation);
  return value ? std::optional(Entry{observation.time, *value}) : std::nullopt;
}

void Correlator::observe(std::size_t correlation, const Observation& observation,
                         std::vector<Firing>& out) {
  const auto entry = observation.record < begins_at_[correlation]
                         ? std::nullopt
                         : entry_of(correlation, observation);
  if (!entry) {
    return;
  }
  const WindowPlan& plan = plans_[correlation];
  GroupTable::Group& group =
      table_.hear(key_of(correlation, observation), correlation, observation.organisation);
  const bool fires = group.window.observe(plan, *entry, horizon_, thinning_);
  GroupTable::Shelf& shelf = table_.shelf_of(group);
  shelf.late += observation.time < horizon_ ? 1 : 0;
  shelf.lost += group.window.lost();
  table_.weigh(group, plan);
  if (fires) {
    out.push_back({correlation,
                   observation.organisation,
                   observation.time,
                   observation.record,
                   {observation.group.begin(), observation.group.end()}});
    feed_others(correlation, observation, out);
  }
}

// Chains cannot be circles (the loader refuses them), so the recursion ends.
void Correlator::feed_others(std::size_t correlation, const Observation& observation,
                             std::vector<Firing>& out) {
  for (const Feed& feed : feeds_[correlation]) {
    const Texts group = pick(observation.group, feed.how->group_by);
    const Texts values = pick(observation.group, feed.how->values);
    observe(feed.to,
            {observation.organisation,
             observation.time,
             observation.record,
             feed.how->part,
             {group.data(), group.size()},
             {values.data(), values.size()}},
            out);
  }
}

void Correlator::advance(TimePoint watermark) {
  horizon_ = std::max(horizon_, watermark);
  if (horizon_ < next_expiry_) {
    return;
  }
  for (std::size_t i = 0; i < table_.shelves().size(); ++i) {
    const WindowPlan& plan = plans_[table_.shelves()[i].rule];
    table_.expire(i, [&](const Window& window) { return window.newest() < plan.reach(horizon_); });
  }
  next_expiry_ =
      horizon_ > TimePoint::max() - kExpiryInterval ? TimePoint::max() : horizon_ + kExpiryInterval;
}

void Correlator::adopt(Correlator& previous) {
  key_ = previous.key_;
  name_rules();
  table_ = GroupTable(limits_);
  table_.set_heard(previous.table_.heard());
  horizon_ = previous.horizon_;
  for (std::size_t shelf = 0; shelf < previous.table_.shelves().size(); ++shelf) {
    const GroupTable::Shelf& old = previous.table_.shelves()[shelf];
    const auto same = std::find(names_.begin(), names_.end(), previous.names_[old.rule]);
    if (same == names_.end()) {
      continue;
    }
    const auto rule = static_cast<std::size_t>(same - names_.begin());
    const std::uint32_t here = table_.shelf_for(rule, old.organisation);
    previous.table_.visit(shelf, [&](GroupTable::Group& group) {
      table_.place(group.key, here, group.heard, std::move(group.window), plans_[rule]);
    });
  }
}

}  // namespace yagura
