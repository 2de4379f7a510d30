// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string_view>
#include <unordered_map>

#include "base/digest.hpp"
#include "model/organisation.hpp"

namespace yagura {

// The requests that carried an Idempotency-Key and were taken: a repeat of one is answered, not
// stored again. Remembers the newest kMost of each organisation, so that none makes another's
// forgotten; nothing outlives the process. One thread.
class RememberedRequests {
 public:
  static constexpr std::size_t kMost = 4096;

  struct Request {
    Digest body;
    std::size_t records = 0;
    std::uint64_t batch = 0;  // the last one, as its sink numbers it; 0 = still being handed over
  };

  // Null if it is not known.
  const Request* find(OrganisationCode organisation, std::string_view key) const {
    const auto of = by_organisation_.find(organisation);
    if (of == by_organisation_.end()) {
      return nullptr;
    }
    const auto request = of->second.requests.find(name_of(key));
    return request == of->second.requests.end() ? nullptr : &request->second;
  }
  void remember(OrganisationCode organisation, std::string_view key, const Request& request) {
    Known& known = by_organisation_[organisation];
    const Digest name = name_of(key);
    if (!known.requests.insert_or_assign(name, request).second) {
      return;
    }
    known.order.push_back(name);
    if (known.order.size() > kMost) {
      known.requests.erase(known.order.front());
      known.order.pop_front();
    }
  }
  void forget(OrganisationCode organisation, std::string_view key) {
    Known& known = by_organisation_[organisation];
    const Digest name = name_of(key);
    if (known.requests.erase(name) > 0) {
      std::erase(known.order, name);
    }
  }

 private:
  struct Known {
    std::unordered_map<Digest, Request> requests;
    std::deque<Digest> order;  // oldest first
  };
  static Digest name_of(std::string_view key) { return DigestBuilder().add(key).finish(); }

  std::map<OrganisationCode, Known> by_organisation_;
};

}  // namespace yagura
