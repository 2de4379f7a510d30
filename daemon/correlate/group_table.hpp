// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "base/keyed_hash.hpp"
#include "base/time.hpp"
#include "correlate/window.hpp"
#include "model/organisation.hpp"

namespace yagura {

// How much memory windows may take, in bytes as Window::bytes() counts them (what the allocator
// adds is not in it, nor are the fixed costs of rules). Senders choose group values: when a limit
// is reached, the group that was silent for longest is forgotten and counted. A flood from one
// organisation against one rule costs only that organisation's groups of that rule.
struct CorrelatorLimits {
  std::size_t rule_bytes = std::size_t{32} << 20U;  // of one rule for one organisation
  std::size_t organisation_bytes = std::size_t{128} << 20U;
  std::size_t total_bytes = std::size_t{512} << 20U;
};

// All groups of all rules, by a key that says rule, organisation and group values. Groups stand on
// shelves, one for each rule and organisation, in the order in which they were last heard of.
// Groups do not move in memory. One thread; the order of the table is never looked at, so the same
// calls have the same effect whatever the key of the hash.
class GroupTable {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Group {
    Hash128 key;
    Window window;
    std::uint64_t heard = 0;  // counts observations of the whole table
    std::uint32_t newer = kNone;
    std::uint32_t older = kNone;
    std::uint32_t shelf = kNone;
    std::uint32_t bytes = 0;
  };
  struct Shelf {
    std::size_t rule = 0;
    OrganisationCode organisation;
    std::uint32_t tenant = 0;
    std::uint32_t oldest = kNone;
    std::uint32_t newest = kNone;
    std::size_t groups = 0;
    std::size_t bytes = 0;
    std::uint64_t evicted = 0;  // groups, by a limit
    std::uint64_t late = 0;     // observations older than the horizon
    std::uint64_t lost = 0;     // entries that one group had too many of
  };

  explicit GroupTable(CorrelatorLimits limits) : limits_(limits) {}

  // The group of the key, which becomes the one heard of last. The key fixes rule and organisation.
  Group& hear(const Hash128& key, std::size_t rule, OrganisationCode organisation);
  // To be called when the window of the group heard last has changed. Evicts others if it must.
  void weigh(Group& group, const WindowPlan& plan);
  // Puts in a group of another table, as the one of its shelf heard last. Evicts none. False if
  // there is one with the key.
  bool place(const Hash128& key, std::uint32_t shelf, std::uint64_t heard, Window window,
             const WindowPlan& plan);

  // Removes the groups of a shelf, those silent longest first, for as long as `dead` says so.
  template <typename Dead>
  void expire(std::size_t shelf, Dead dead) {
    while (shelves_[shelf].oldest != kNone && dead(group(shelves_[shelf].oldest).window)) {
      remove(shelves_[shelf].oldest);
    }
  }

  // Visits the groups of a shelf, those silent longest first.
  template <typename Visit>
  void visit(std::size_t shelf, Visit visit) {
    for (std::uint32_t at = shelves_[shelf].oldest; at != kNone; at = group(at).newer) {
      visit(group(at));
    }
  }
  template <typename Visit>
  void visit(std::size_t shelf, Visit visit) const {
    for (std::uint32_t at = shelves_[shelf].oldest; at != kNone; at = group(at).newer) {
      visit(group(at));
    }
  }

  std::vector<Shelf>& shelves() { return shelves_; }
  const std::vector<Shelf>& shelves() const { return shelves_; }
  Shelf& shelf_of(const Group& group) { return shelves_[group.shelf]; }
  std::uint32_t shelf_for(std::size_t rule, OrganisationCode organisation);
  std::size_t groups() const { return index_.size(); }
  std::size_t bytes() const { return bytes_; }
  std::uint64_t heard() const { return heard_; }
  // Goes on counting from there: for a table that is filled from another.
  void set_heard(std::uint64_t heard) { heard_ = heard; }

 private:
  static constexpr std::size_t kChunk = 256;
  // A group beside its window: itself, and its place in the index.
  static constexpr std::size_t kFixedBytes = sizeof(Group) + 32;

  // An organisation's share.
  struct Tenant {
    OrganisationCode organisation;
    std::size_t bytes = 0;
    std::vector<std::uint32_t> shelves;
  };

  Group& group(std::uint32_t at) { return (*chunks_[at / kChunk])[at % kChunk]; }
  const Group& group(std::uint32_t at) const { return (*chunks_[at / kChunk])[at % kChunk]; }
  std::uint32_t take_place();
  void account(Group& group, const WindowPlan& plan);
  void link(Group& group, std::uint32_t at);
  void unlink(Group& group);
  void remove(std::uint32_t at);
  void evict(std::uint32_t at);
  void shrink(const std::vector<std::uint32_t>& shelves, const std::size_t& used,
              std::size_t limit);

  CorrelatorLimits limits_;
  boost::unordered_flat_map<Hash128, std::uint32_t, std::hash<Hash128>> index_;
  std::vector<std::unique_ptr<std::array<Group, kChunk>>> chunks_;
  std::uint32_t places_ = 0;         // ever taken
  std::vector<std::uint32_t> free_;  // given back
  std::vector<Shelf> shelves_;
  std::vector<Tenant> tenants_;
  std::vector<std::uint32_t> all_shelves_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> shelf_by_name_;
  std::size_t bytes_ = 0;
  std::uint64_t heard_ = 0;
};

}  // namespace yagura
