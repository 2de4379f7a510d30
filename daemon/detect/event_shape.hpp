// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/match_plan.hpp"
#include "model/event.hpp"

namespace yagura {

// Whether `text` lies within `whole` in memory.
bool is_part(std::string_view text, std::string_view whole);

// What a plan has to do with events that hold the same fields in the same order, as a format writes
// them: worked out for the first, known for those after it. Entries are counted as EventView does.
class EventShape {
 public:
  static constexpr std::uint32_t kNone = MatchPlan::kNone;

  // A value to be scanned.
  struct Look {
    std::uint32_t entry = 0;
    std::uint32_t scan = 0;         // of the plan
    std::uint32_t station = kNone;  // if it is a value of this one alone
  };

  bool fits(const Event& event) const;
  // Becomes the shape of the event. Allocates only where it has to hold more than before.
  void learn(const MatchPlan& plan, const Event& event);

  std::span<const Look> looks() const { return looks_; }
  // A value that no station scans.
  struct Other {
    std::uint32_t entry = 0;
    std::uint32_t part_of =
        kNone;  // an entry that is scanned, and had it as a part (see is_part())
  };
  std::span<const Other> others() const { return others_; }
  // Rules that must be looked at whatever the values are; some perhaps more than once.
  std::span<const std::uint32_t> candidates() const { return candidates_; }
  struct EntryAt {
    std::uint32_t station = 0;
    std::uint32_t entry = 0;
  };
  // The values of a station, in order.
  std::span<const EntryAt> entries_at(std::uint32_t station) const;

 private:
  void learn_entry(const MatchPlan& plan, const Event& event, std::uint32_t entry);
  bool looks_at(std::uint32_t entry, std::uint32_t scan) const;
  void learn_parts(const Event& event);

  bool learnt_ = false;
  std::vector<Field> fields_;
  std::string names_;  // of the unmapped fields, one after the other
  std::vector<std::uint32_t> name_sizes_;
  std::vector<Look> looks_;
  std::vector<Other> others_;
  std::vector<std::uint32_t> candidates_;
  std::vector<EntryAt> entries_;  // sorted
};

// The shapes of one log source's events. Bounded: of the shapes that fall into one set, the one
// that has not been met for longest gives way, and very large ones are learnt anew each time. The
// cost of learning is linear in the fields. One thread.
class EventShapes {
 public:
  explicit EventShapes(const MatchPlan& plan) : plan_(&plan) {}

  // The shape of the event; valid until the next call.
  const EventShape& shape_of(const Event& event);

 private:
  static constexpr std::size_t kSets = 32;
  using Set = std::array<EventShape, 2>;  // the one met last is the first

  const MatchPlan* plan_;
  std::vector<Set> sets_{kSets};
  std::size_t last_ = 0;  // set
  EventShape large_;      // of the last event with too many fields to be kept
};

}  // namespace yagura
