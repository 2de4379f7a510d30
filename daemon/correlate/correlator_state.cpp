// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
//
// The form in which a correlator's windows are kept, all numbers as base/byte_form.hpp writes them:
//
//   "YAGURAC1"  position (8 bytes)  hash key (16)  observations heard of (8)  horizon (8)
//   next expiry (8)  number of rules
//   rule:   name (16)  kind of values (1)  number of shelves
//   shelf:  organisation (4)  number of groups, those silent longest first
//   group:  key (8 + 8)  heard of at (varint)  thinned at (varint)  number of entries
//   entry:  microseconds since the entry before (the first: since 1970, 8 bytes)  value
//   CRC-32C (4)
//
// Rules are named by their definition: one that was changed does not find its windows again, and
// windows of rules that are gone are passed over.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/byte_form.hpp"
#include "base/digest.hpp"
#include "correlate/correlator.hpp"

namespace yagura {
namespace {

using Type = CorrelationRule::Type;

constexpr std::string_view kForm = "YAGURAC1";
constexpr std::uint64_t kMostHeard = std::uint64_t{1} << 62U;  // beyond it the count may go round
constexpr std::size_t kKeyBytes = sizeof(HashKey::bytes);
constexpr std::size_t kNameBytes = sizeof(Digest::bytes);

enum class Values : std::uint8_t { none = 0, parts = 1, words = 2 };

Values values_of(const CorrelationRule& rule) {
  switch (rule.type) {
    case Type::event_count:
      return Values::none;
    case Type::temporal:
    case Type::temporal_ordered:
      return Values::parts;
    case Type::value_count:
    case Type::value_sum:
    case Type::value_avg:
    case Type::value_percentile:
    case Type::value_share:
      break;
  }
  return Values::words;
}

bool is_possible(const CorrelationRule& rule, std::uint64_t value) {
  switch (rule.type) {
    case Type::temporal:
    case Type::temporal_ordered:
      return value < rule.parts;
    case Type::value_sum:
    case Type::value_avg:
    case Type::value_percentile:
      return std::isfinite(std::bit_cast<double>(value));
    case Type::event_count:
    case Type::value_count:
    case Type::value_share:
      break;
  }
  return true;
}

std::string_view text_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

// Names that do not depend on a key. The same definition twice: by which comes first.
std::vector<Digest> lasting_names(const std::vector<CorrelationRule>& rules) {
  std::map<std::string_view, std::uint64_t> seen;
  std::vector<Digest> names;
  names.reserve(rules.size());
  for (const CorrelationRule& rule : rules) {
    names.push_back(DigestBuilder().add(rule.definition).add(seen[rule.definition]++).finish());
  }
  return names;
}

void put_entries(ByteSink& sink, const Window& window, Values values) {
  sink.put_varint(window.entries().size());
  TimePoint before{};
  bool first = true;
  for (const Entry& entry : window.entries()) {
    if (first) {
      sink.put_time(entry.time);
    } else {
      sink.put_varint(static_cast<std::uint64_t>(entry.time.time_since_epoch().count()) -
                      static_cast<std::uint64_t>(before.time_since_epoch().count()));
    }
    first = false;
    before = entry.time;
    if (values == Values::parts) {
      sink.put_varint(entry.value);
    } else if (values == Values::words) {
      sink.put(entry.value, 8);
    }
  }
}

tl::unexpected<Error> damaged(const char* what) {
  return fail(ErrorCode::corrupt, std::string("the state of correlations is damaged: ") + what);
}

// 0 = no organisation.
std::optional<OrganisationCode> organisation_of(std::uint64_t number) {
  const auto parsed = OrganisationCode::parse(fmt::format("{:06}", number));
  return number == 0 ? std::optional(OrganisationCode{})
         : parsed    ? std::optional(*parsed)
                     : std::nullopt;
}

// Entries in order of time; of a rule that is not known (null) they are only passed over.
Result<std::vector<Entry>> take_entries(ByteSource& source, Values values, const WindowPlan* plan) {
  const std::uint64_t count = source.take_varint();
  if (count == 0 || count > source.left()) {  // an entry has at least one byte
    return damaged("a window is longer than the file");
  }
  if (plan != nullptr && count > 2 * plan->most_kept + 1) {
    return damaged("a window is longer than any can be");
  }
  std::vector<Entry> entries;
  entries.reserve(plan == nullptr ? 0 : count);
  std::int64_t time = static_cast<std::int64_t>(source.take(8));
  for (std::uint64_t i = 0; i < count && !source.failed(); ++i) {
    if (i > 0 && __builtin_add_overflow(time, source.take_varint(), &time)) {
      return damaged("a time does not exist");
    }
    const std::uint64_t value = values == Values::parts   ? source.take_varint()
                                : values == Values::words ? source.take(8)
                                                          : 0;
    if (plan != nullptr && !is_possible(*plan->rule, value)) {
      return damaged("a value is impossible");
    }
    if (plan != nullptr) {
      entries.push_back({TimePoint(Duration(time)), value});
    }
  }
  return source.failed() ? Result<std::vector<Entry>>(damaged("it ends early"))
                         : std::move(entries);
}

}  // namespace

void Correlator::save(RecordNumber position, ByteSink& sink) const {
  sink.put_bytes(kForm);
  sink.put(position, 8);
  sink.put_bytes({reinterpret_cast<const char*>(key_.bytes.data()), kKeyBytes});
  // A count that load() would refuse begins anew, and the windows with it, from the journal.
  const bool spent = table_.heard() > kMostHeard;
  const std::size_t rules = spent ? 0 : rules_.size();
  sink.put(spent ? 0 : table_.heard(), 8);
  sink.put_time(horizon_);
  sink.put_time(next_expiry_);
  const std::vector<Digest> names = lasting_names(rules_);
  sink.put_varint(rules);
  for (std::size_t rule = 0; rule < rules; ++rule) {
    const Values values = values_of(rules_[rule]);
    sink.put_bytes(text_of(names[rule]));
    sink.put(static_cast<std::uint64_t>(values), 1);
    const auto& shelves = table_.shelves();
    const auto ours = [&](const GroupTable::Shelf& shelf) { return shelf.rule == rule; };
    sink.put_varint(
        static_cast<std::uint64_t>(std::count_if(shelves.begin(), shelves.end(), ours)));
    for (std::size_t i = 0; i < shelves.size(); ++i) {
      if (!ours(shelves[i])) {
        continue;
      }
      sink.put(shelves[i].organisation.value(), 4);
      sink.put_varint(shelves[i].groups);
      table_.visit(i, [&](const GroupTable::Group& group) {
        sink.put(group.key.low, 8);
        sink.put(group.key.high, 8);
        sink.put_varint(group.heard);
        sink.put_varint(group.window.thinned_at());
        put_entries(sink, group.window, values);
      });
    }
  }
  sink.finish();
}

// One rule of the state, into a table that is being filled.
class Correlator::StateReader {
 public:
  StateReader(const Correlator& correlator, ByteSource& source, GroupTable& table)
      : correlator_(correlator),
        source_(source),
        table_(table),
        names_(lasting_names(correlator.rules_)) {}

  // The rule whose windows were read; the number of rules if it is none of ours.
  Result<std::size_t> read_rule() {
    const std::string_view name = source_.take_bytes(kNameBytes);
    const auto found = std::find_if(names_.begin(), names_.end(),
                                    [&](const Digest& ours) { return text_of(ours) == name; });
    rule_ = static_cast<std::size_t>(found - names_.begin());
    plan_ = found == names_.end() ? nullptr : &correlator_.plans_[rule_];
    values_ = static_cast<Values>(source_.take(1));
    if (values_ > Values::words || (plan_ != nullptr && values_ != values_of(*plan_->rule))) {
      return damaged("a rule has values of another kind");
    }
    for (std::uint64_t left = source_.take_varint(); left > 0; --left) {
      YAGURA_TRY(read_shelf());
    }
    return source_.failed() ? Result<std::size_t>(damaged("it ends early")) : rule_;
  }

 private:
  Result<void> read_shelf() {
    const auto organisation = organisation_of(source_.take(4));
    if (!organisation || source_.failed()) {
      return damaged("an organisation does not exist");
    }
    shelf_ = plan_ == nullptr ? 0 : table_.shelf_for(rule_, *organisation);
    heard_ = 0;
    for (std::uint64_t left = source_.take_varint(); left > 0; --left) {
      YAGURA_TRY(read_group());
    }
    return {};
  }

  Result<void> read_group() {
    const Hash128 key{source_.take(8), source_.take(8)};
    const std::uint64_t heard = source_.take_varint();
    const std::uint64_t thinned_at = source_.take_varint();
    YAGURA_ASSIGN(std::vector<Entry> entries, take_entries(source_, values_, plan_));
    if (plan_ == nullptr) {
      return {};
    }
    if (heard <= heard_ || heard > table_.heard() || !Window::can_thin_at(thinned_at, entries)) {
      return damaged("a group makes no sense");
    }
    heard_ = heard;
    Window window;
    window.restore(*plan_, std::move(entries), static_cast<std::uint32_t>(thinned_at));
    if (!table_.place(key, shelf_, heard, std::move(window), *plan_)) {
      return damaged("a group stands twice");
    }
    return {};
  }

  const Correlator& correlator_;
  ByteSource& source_;
  GroupTable& table_;
  std::vector<Digest> names_;
  std::size_t rule_ = 0;
  const WindowPlan* plan_ = nullptr;
  Values values_ = Values::none;
  std::uint32_t shelf_ = 0;
  std::uint64_t heard_ = 0;  // when the group before was
};

Result<RecordNumber> Correlator::load(std::string_view bytes, RecordNumber newest) {
  if (bytes.substr(0, kForm.size()) != kForm) {
    return damaged("it is of another version, or something else");
  }
  ByteSource source = ByteSource::checked(bytes);
  source.take_bytes(kForm.size());
  const RecordNumber position = source.take(8);
  const std::string_view key = source.take_bytes(kKeyBytes);
  GroupTable table(limits_);
  table.set_heard(source.take(8));
  const TimePoint horizon = source.take_time();
  const TimePoint next_expiry = source.take_time();
  if (source.failed()) {
    return damaged("its checksum is wrong");
  }
  if (position > newest) {
    return damaged("it is ahead of the incidents");
  }
  if (table.heard() > kMostHeard) {
    return damaged("it has heard of more than can be");
  }
  std::vector<RecordNumber> begins(rules_.size(), 0);
  StateReader reader(*this, source, table);
  for (std::uint64_t left = source.take_varint(); left > 0; --left) {
    YAGURA_ASSIGN(const std::size_t rule, reader.read_rule());
    if (rule < rules_.size()) {
      begins[rule] = position + 1;
    }
  }
  if (source.failed() || source.left() > 0) {
    return damaged("its length is wrong");
  }
  std::copy(key.begin(), key.end(), key_.bytes.begin());
  name_rules();
  table_ = std::move(table);
  begins_at_ = std::move(begins);
  forget_feeders();
  if (begins_at() > 0) {  // else the journal is read again from an earlier time
    horizon_ = horizon;
    next_expiry_ = next_expiry;
  }
  return position;
}

// A rule without its windows needs the firings of those that feed it, so they begin anew as well.
// Inner rules stand before the outer ones.
void Correlator::forget_feeders() {
  for (std::size_t outer = rules_.size(); outer-- > 0;) {
    for (const CorrelationRule::Feed& feed : rules_[outer].feeds) {
      begins_at_[feed.from] = std::min(begins_at_[feed.from], begins_at_[outer]);
    }
  }
  for (std::size_t i = 0; i < table_.shelves().size(); ++i) {
    if (begins_at_[table_.shelves()[i].rule] == 0) {
      table_.expire(i, [](const Window&) { return true; });
    }
  }
}

RecordNumber Correlator::begins_at() const {
  return begins_at_.empty() ? 0 : *std::min_element(begins_at_.begin(), begins_at_.end());
}

}  // namespace yagura
