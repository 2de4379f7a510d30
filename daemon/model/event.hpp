// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/arena.hpp"
#include "base/ip.hpp"
#include "base/time.hpp"
#include "model/field.hpp"

namespace yagura {

// One typed value. Texts are views: into the record, or into the batch's arena where they had to
// be decoded. std::monostate is an explicit null, which is not the same as an absent field.
// A list is a field that stands more than once.
using Value = std::variant<std::monostate, std::string_view, std::int64_t, double, bool, IpAddress,
                           TimePoint>;

// The text form rules and people see: numbers in decimal, booleans as true/false, null empty,
// times as RFC 3339 in UTC with milliseconds. `scratch` holds the text where the value does not.
std::string_view text_of(const Value& value, std::string& scratch);
// The same, kept in the arena where the value itself does not hold it.
std::string_view text_of(const Value& value, Arena& arena);

// Sigma's log source as the format knows it, in static texts; empty = the format does not say.
struct LogSourceHint {
  std::string_view product;
  std::string_view category;
  std::string_view service;
};

// Where a field that has no name of ours comes from; it is the prefix of its name outside.
enum class Origin : std::uint8_t {
  none,        // the name is whole as it stands
  event_data,  // winlog.event_data.
  vendor,      // vendor.
};
std::string_view prefix(Origin origin);

struct UnmappedField {
  Origin origin = Origin::none;
  std::string_view name;  // the source's own name, its own spelling
  Value value;
};

// One normalised happening: a flat table of (field, value). A field may stand more than once:
// then it is multi-valued. Fields the schema does not know keep the source's own names.
//
// Reused for every record of a batch: clear() keeps the capacity, so filling it allocates nothing
// once warm. Views in it live until the record's buffer and the arena are cleared. One thread.
class Event {
 public:
  explicit Event(Arena& arena) : arena_(arena) {}

  void clear();
  void add(Field field, const Value& value) {
    fields_.push_back(field);
    values_.push_back(value);
    present_.set(static_cast<std::size_t>(field));
  }
  void add_unmapped(Origin origin, std::string_view name, const Value& value) {
    unmapped_.push_back({origin, name, value});
  }
  // Empty texts and "-" are how most products write "no value": this leaves them out.
  void add_text(Field field, std::string_view text);

  bool has(Field field) const { return present_[static_cast<std::size_t>(field)]; }
  // The first value of the field, or null.
  const Value* find(Field field) const;
  const Value* find_unmapped(std::string_view name) const;
  std::string_view text(Field field) const;  // empty if absent or not a text

  std::span<const Field> fields() const { return fields_; }
  std::span<const Value> values() const { return values_; }
  std::span<const UnmappedField> unmapped() const { return unmapped_; }
  Arena& arena() { return arena_; }

  // When it happened, by the record itself (or, where that has no time, when it was received).
  TimePoint time{};
  bool has_own_time = false;
  // What a Sigma rule must be written for to be asked about this event.
  LogSourceHint log_source{};
  // What was found odd but not fatal: static texts, for example "time is missing".
  std::vector<std::string_view> notes;

 private:
  Arena& arena_;
  std::vector<Field> fields_;  // parallel to values_: searching touches two bytes a field
  std::vector<Value> values_;
  std::vector<UnmappedField> unmapped_;
  std::bitset<static_cast<std::size_t>(Field::count_)> present_;
};

// Flat ECS JSON, "@timestamp" first, one line without the line break, as `yagura parse` prints.
void append_json(std::string& out, const Event& event);

}  // namespace yagura
