// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
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

template <typename T>
concept ValueMember =
    std::same_as<T, std::monostate> || std::same_as<T, std::string_view> ||
    std::same_as<T, std::int64_t> || std::same_as<T, double> || std::same_as<T, bool> ||
    std::same_as<T, IpAddress> || std::same_as<T, TimePoint>;

static_assert(std::is_trivially_destructible_v<Value>);

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
  void add(Field field, const Value& value) { next(field) = value; }
  void add_unmapped(Origin origin, std::string_view name, const Value& value) {
    next_unmapped(origin, name) = value;
  }
  // The same for values that are at hand as they are: copying a Value just written waits for it.
  template <ValueMember T>
  void add(Field field, T value) {
    std::construct_at(&next(field), value);  // assigning would ask what was there
  }
  template <ValueMember T>
  void add_unmapped(Origin origin, std::string_view name, T value) {
    std::construct_at(&next_unmapped(origin, name), value);
  }
  // Empty texts and "-" are how most products write "no value": this leaves them out.
  void add_text(Field field, std::string_view text) {
    if (!text.empty() && (text.size() > 1 || text[0] != '-')) {
      add(field, text);
    }
  }

  bool has(Field field) const {
    const auto i = static_cast<std::size_t>(field);
    return (present_[i / kBits] >> i % kBits & 1) != 0;
  }
  // The first value of the field, or null.
  const Value* find(Field field) const;
  const Value* find_unmapped(std::string_view name) const;
  std::string_view text(Field field) const;  // empty if absent or not a text

  std::span<const Field> fields() const { return {fields_.data(), size_}; }
  std::span<const Value> values() const { return {values_.data(), size_}; }
  std::span<const UnmappedField> unmapped() const { return {unmapped_.data(), unmapped_size_}; }
  Arena& arena() { return arena_; }

  // When it happened by the record itself, if it says so, and when it was received. `time` is the
  // one all stages go by: chosen from these two by RecordParser and corrected by the engine, which
  // does not let a sender's clock run ahead.
  std::optional<TimePoint> own_time;
  TimePoint received{};
  TimePoint time{};
  // What a Sigma rule must be written for to be asked about this event.
  LogSourceHint log_source{};
  // What was found odd but not fatal: static texts, for example "time is missing".
  std::vector<std::string_view> notes;

 private:
  static constexpr std::size_t kBits = 64;

  Value& next(Field field) {
    if (size_ == room_) {
      grow();
    }
    const auto i = static_cast<std::size_t>(field);
    present_[i / kBits] |= std::uint64_t{1} << i % kBits;
    fields_[size_] = field;
    return values_[size_++];
  }
  Value& next_unmapped(Origin origin, std::string_view name) {
    if (unmapped_size_ == unmapped_room_) {
      grow_unmapped();
    }
    UnmappedField& field = unmapped_[unmapped_size_++];
    field.origin = origin;
    field.name = name;
    return field.value;
  }
  void grow();
  void grow_unmapped();

  Arena& arena_;
  // As long as there is room for; what is in use is counted beside them, since adding a field is
  // what parsing does most.
  std::vector<Field> fields_;  // parallel to values_: searching touches two bytes a field
  std::vector<Value> values_;
  std::vector<UnmappedField> unmapped_;
  std::size_t size_ = 0;
  std::size_t room_ = 0;
  std::size_t unmapped_size_ = 0;
  std::size_t unmapped_room_ = 0;
  std::array<std::uint64_t, static_cast<std::size_t>(Field::count_) / kBits + 1> present_{};
};

// Flat ECS JSON, "@timestamp" first, one line without the line break, as `yagura parse` prints.
void append_json(std::string& out, const Event& event);

}  // namespace yagura
