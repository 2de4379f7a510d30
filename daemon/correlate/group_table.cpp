// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/group_table.hpp"

#include <algorithm>
#include <utility>

namespace yagura {

GroupTable::Group& GroupTable::hear(const Hash128& key, std::size_t rule,
                                    OrganisationCode organisation) {
  const auto [found, is_new] = index_.try_emplace(key, kNone);
  if (is_new) {
    found->second = take_place();
    Group& made = group(found->second);
    made.key = key;
    made.shelf = shelf_for(rule, organisation);
    ++shelves_[made.shelf].groups;
  }
  const std::uint32_t at = found->second;
  Group& heard = group(at);
  heard.heard = ++heard_;
  if (shelves_[heard.shelf].newest != at) {
    if (!is_new) {
      unlink(heard);
    }
    link(heard, at);
  }
  return heard;
}

void GroupTable::account(Group& group, const WindowPlan& plan) {
  const std::size_t before = group.bytes;
  const std::size_t now = kFixedBytes + group.window.bytes(plan);
  group.bytes = static_cast<std::uint32_t>(now);
  Shelf& shelf = shelves_[group.shelf];
  for (std::size_t* sum : {&shelf.bytes, &tenants_[shelf.tenant].bytes, &bytes_}) {
    *sum = *sum - before + now;
  }
}

void GroupTable::weigh(Group& group, const WindowPlan& plan) {
  account(group, plan);
  const Shelf& shelf = shelves_[group.shelf];
  const Tenant& tenant = tenants_[shelf.tenant];
  while (shelf.bytes > limits_.rule_bytes && shelf.oldest != shelf.newest) {
    evict(shelf.oldest);
  }
  if (tenant.bytes > limits_.organisation_bytes) {
    shrink(tenant.shelves, tenant.bytes, limits_.organisation_bytes);
  }
  if (bytes_ > limits_.total_bytes) {
    shrink(all_shelves_, bytes_, limits_.total_bytes);
  }
}

bool GroupTable::place(const Hash128& key, std::uint32_t shelf, std::uint64_t heard, Window window,
                       const WindowPlan& plan) {
  const auto [found, is_new] = index_.try_emplace(key, kNone);
  if (!is_new) {
    return false;
  }
  found->second = take_place();
  Group& placed = group(found->second);
  placed.key = key;
  placed.window = std::move(window);
  placed.heard = heard;
  placed.shelf = shelf;
  ++shelves_[shelf].groups;
  link(placed, found->second);
  account(placed, plan);
  return true;
}

// Evicts the groups of these shelves that were silent for longest. A little more than it must, so
// that it need not look through all shelves for each.
void GroupTable::shrink(const std::vector<std::uint32_t>& shelves, const std::size_t& used,
                        std::size_t limit) {
  const std::size_t enough = limit - limit / 64;
  const auto heard_later = [&](std::uint32_t a, std::uint32_t b) {
    return group(shelves_[a].oldest).heard > group(shelves_[b].oldest).heard;
  };
  std::vector<std::uint32_t> heap;
  std::copy_if(shelves.begin(), shelves.end(), std::back_inserter(heap),
               [&](std::uint32_t shelf) { return shelves_[shelf].oldest != kNone; });
  std::make_heap(heap.begin(), heap.end(), heard_later);
  while (used > enough && !heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), heard_later);
    const std::uint32_t at = shelves_[heap.back()].oldest;
    if (group(at).heard == heard_) {
      return;  // the group that needs the room
    }
    evict(at);
    if (shelves_[heap.back()].oldest == kNone) {
      heap.pop_back();
    } else {
      std::push_heap(heap.begin(), heap.end(), heard_later);
    }
  }
}

void GroupTable::evict(std::uint32_t at) {
  ++shelves_[group(at).shelf].evicted;
  remove(at);
}

void GroupTable::remove(std::uint32_t at) {
  Group& removed = group(at);
  Shelf& shelf = shelves_[removed.shelf];
  shelf.bytes -= removed.bytes;
  tenants_[shelf.tenant].bytes -= removed.bytes;
  bytes_ -= removed.bytes;
  --shelf.groups;
  unlink(removed);
  index_.erase(removed.key);
  removed = Group{};
  free_.push_back(at);
}

void GroupTable::link(Group& linked, std::uint32_t at) {
  Shelf& shelf = shelves_[linked.shelf];
  linked.newer = kNone;
  linked.older = shelf.newest;
  (shelf.newest == kNone ? shelf.oldest : group(shelf.newest).newer) = at;
  shelf.newest = at;
}

void GroupTable::unlink(Group& unlinked) {
  Shelf& shelf = shelves_[unlinked.shelf];
  (unlinked.older == kNone ? shelf.oldest : group(unlinked.older).newer) = unlinked.newer;
  (unlinked.newer == kNone ? shelf.newest : group(unlinked.newer).older) = unlinked.older;
}

std::uint32_t GroupTable::take_place() {
  if (!free_.empty()) {
    const std::uint32_t place = free_.back();
    free_.pop_back();
    return place;
  }
  if (places_ % kChunk == 0) {
    chunks_.push_back(std::make_unique<std::array<Group, kChunk>>());
  }
  return places_++;
}

std::uint32_t GroupTable::shelf_for(std::size_t rule, OrganisationCode organisation) {
  const std::uint64_t name = std::uint64_t{rule} << 32U | organisation.value();
  const auto [found, is_new] =
      shelf_by_name_.try_emplace(name, static_cast<std::uint32_t>(shelves_.size()));
  if (!is_new) {
    return found->second;
  }
  auto tenant = std::find_if(tenants_.begin(), tenants_.end(), [&](const Tenant& known) {
    return known.organisation == organisation;
  });
  if (tenant == tenants_.end()) {
    tenant = tenants_.insert(tenants_.end(), Tenant{organisation, 0, {}});
  }
  Shelf shelf;
  shelf.rule = rule;
  shelf.organisation = organisation;
  shelf.tenant = static_cast<std::uint32_t>(tenant - tenants_.begin());
  shelves_.push_back(shelf);
  tenant->shelves.push_back(found->second);
  all_shelves_.push_back(found->second);
  return found->second;
}

}  // namespace yagura
