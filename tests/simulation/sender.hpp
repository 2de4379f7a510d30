// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "input/relp_frame.hpp"
#include "records.hpp"
#include "wire.hpp"

namespace yagura::test {

// Somebody who sends records and wants none lost.
class Sender {
 public:
  enum class Kind {
    relp,    // sends again what was not answered for, over the next connection
    syslog,  // cannot know; sends some again after each reconnect, and everything at the end
    file,    // is read from where the journal says that reading had come to
  };

  Sender(Kind kind, OrganisationCode organisation, std::vector<StampedRecord> records)
      : kind_(kind),
        organisation_(organisation),
        records_(std::move(records)),
        acknowledged_(records_.size(), false) {}

  Kind kind() const { return kind_; }
  OrganisationCode organisation() const { return organisation_; }
  const char* source() const;
  const std::vector<StampedRecord>& records() const { return records_; }
  bool acknowledged(std::size_t record) const { return acknowledged_[record]; }

  // Whether there is a connection to send over.
  bool connected() const { return wire_ != nullptr && !wire_->reset; }
  const std::shared_ptr<Wire>& wire() const { return wire_; }
  // Over a new connection; what is on its way over the last may arrive yet, or not.
  std::shared_ptr<Wire> connect(Chance& chance);
  // Sends a record or more, as far as it may before it hears an answer.
  void send(Chance& chance);
  // From the first record over a new connection, which it then closes.
  std::shared_ptr<Wire> send_all_again(Chance& chance);
  // The answers that came over the present connection.
  void hear(std::string answers);

  // A file's part from `offset`, which counts records; empty at its end.
  RecordBatch read_file(Chance& chance, TimePoint now);
  void go_on_from(std::uint64_t offset) { next_ = static_cast<std::size_t>(offset); }

  // Nothing is left to be sent or to be answered for.
  bool done() const;

 private:
  void send_one(std::size_t record, Chance& chance);

  Kind kind_;
  OrganisationCode organisation_;
  std::vector<StampedRecord> records_;
  std::vector<bool> acknowledged_;
  std::size_t next_ = 0;
  std::shared_ptr<Wire> wire_;
  std::uint32_t transaction_ = 0;
  std::map<std::uint32_t, std::size_t> unanswered_;  // transaction to record
  RelpFramer answers_;
};

}  // namespace yagura::test
