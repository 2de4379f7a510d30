// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "model/organisation.hpp"
#include "model/service_map.hpp"
#include "replay/record_stream.hpp"
#include "replay/scenario.hpp"

namespace yagura {

// A day of all organisations: every stream of ordinary traffic and the scenario's own records,
// merged by time. Holds one record per stream and makes the next when it is asked for, so memory
// does not grow with the length of the day. The same arguments give the same bytes, on every
// machine. The scenario must outlive it. One thread.
class Traffic final : public RecordStream {
 public:
  Traffic(const Scenario& scenario, const OrganisationTable& organisations,
          const ServiceMap& services);
  bool next(ReplayRecord& record) override;

 private:
  struct Source {
    std::unique_ptr<RecordStream> stream;
    ReplayRecord head;
  };
  void add(std::unique_ptr<RecordStream> stream);
  bool advance(Source& source) const;
  void push(std::size_t source);
  bool later(std::size_t a, std::size_t b) const;

  const Scenario& scenario_;
  std::vector<Source> sources_;
  std::vector<std::size_t> heap_;  // of places in sources_, earliest head on top
};

}  // namespace yagura
