// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "model/organisation.hpp"

namespace yagura {

// Knows the records that a numbering sender (RFC 5424 section 7.3.1, meta sequenceId) sends again
// after a broken connection. The number says where to look, the digest of the whole record whether
// it is the same one: two honest identical lines carry two numbers and both count.
//
// Remembers the last 65,536 numbers of each producer, 1 MiB; filled again from the journal at
// start. One thread.
class DuplicateFilter {
 public:
  bool is_duplicate(const std::string& source, OrganisationCode organisation,
                    std::uint32_t sequence, const Digest& record) {
    auto& seen = seen_[{source, organisation}];
    if (seen.empty()) {
      seen.resize(kRemembered);
    }
    Digest& slot = seen[sequence % kRemembered];
    return std::exchange(slot, record) == record;
  }

 private:
  static constexpr std::size_t kRemembered = 65'536;
  std::map<std::pair<std::string, OrganisationCode>, std::vector<Digest>> seen_;
};

}  // namespace yagura
