// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/byte_form.hpp"
#include "base/digest.hpp"
#include "model/organisation.hpp"

namespace yagura {

// Whom an expectation is about. Organisations never mix; case of ASCII letters does not count.
struct ExpectedKey {
  OrganisationCode organisation;
  std::vector<std::string> group;  // as first written

  Digest digest() const;

  void save(ByteSink& sink) const;
  // Check the source before trusting the key.
  static ExpectedKey load(ByteSource& source);
};

// What is remembered of each key, for a bounded number of them: the one that was touched longest
// ago goes first, since a sender chooses the values. One thread.
template <typename State>
class KeyedStates {
 public:
  explicit KeyedStates(std::size_t limit) : limit_(limit) {}

  struct Kept {
    ExpectedKey key;
    State state;
    std::list<Digest>::iterator age;
  };
  using Map = std::unordered_map<Digest, Kept>;

  // The key's state, made if it is new. `forget` is called with what goes for it.
  template <typename Forget>
  Kept& touch(const Digest& digest, const ExpectedKey& key, Forget forget) {
    if (const auto found = states_.find(digest); found != states_.end()) {
      by_age_.splice(by_age_.end(), by_age_, found->second.age);
      return found->second;
    }
    if (states_.size() >= limit_ && !by_age_.empty()) {
      const auto oldest = states_.find(by_age_.front());
      forget(oldest->first, oldest->second.state);
      by_age_.pop_front();
      states_.erase(oldest);
      ++evicted_;
    }
    const auto age = by_age_.insert(by_age_.end(), digest);
    return states_.emplace(digest, Kept{key, State{}, age}).first->second;
  }
  Kept* find(const Digest& digest) {
    const auto found = states_.find(digest);
    return found == states_.end() ? nullptr : &found->second;
  }
  // Forgets what has nothing to remember.
  template <typename Empty>
  void sweep(Empty is_empty) {
    for (auto at = states_.begin(); at != states_.end();) {
      if (is_empty(at->second.state)) {
        by_age_.erase(at->second.age);
        at = states_.erase(at);
      } else {
        ++at;
      }
    }
  }
  // In the order in which they would be forgotten.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const Digest& digest : by_age_) {
      const Kept& kept = states_.at(digest);
      visit(kept.key, kept.state);
    }
  }
  std::size_t size() const { return states_.size(); }
  std::uint64_t evicted() const { return evicted_; }

 private:
  std::size_t limit_;
  Map states_;
  std::list<Digest> by_age_;  // touched longest ago first
  std::uint64_t evicted_ = 0;
};

}  // namespace yagura
