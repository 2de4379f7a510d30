// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "sender.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simulated_daemon.hpp"

namespace yagura::test {
namespace {

constexpr std::size_t kWindow = 8;
constexpr std::string_view kOffer = "relp_version=0\ncommands=syslog";

}  // namespace

const char* Sender::source() const {
  switch (kind_) {
    case Kind::relp:
      return SimulatedDaemon::kRelp;
    case Kind::syslog:
      return SimulatedDaemon::kSyslog;
    case Kind::file:
      return SimulatedDaemon::kFile;
  }
  return "";
}

std::shared_ptr<Wire> Sender::connect(Chance& chance) {
  wire_ = std::make_shared<Wire>();
  if (kind_ == Kind::relp) {
    next_ = 0;
    unanswered_.clear();
    answers_ = RelpFramer();
    transaction_ = 1;
    wire_->to_server = fmt::format("1 open {} {}\n", kOffer.size(), kOffer);
  } else {
    next_ -= std::min(next_, chance.upto(6));
  }
  return wire_;
}

void Sender::send(Chance& chance) {
  for (std::size_t left = chance.between(1, 6); left > 0 && next_ < records_.size(); ++next_) {
    if (kind_ == Kind::relp && unanswered_.size() >= kWindow) {
      return;
    }
    if (!acknowledged_[next_]) {
      send_one(next_, chance);
      --left;
    }
  }
}

void Sender::send_one(std::size_t record, Chance& chance) {
  const std::string& text = records_[record].text;
  if (kind_ == Kind::relp) {
    unanswered_[++transaction_] = record;
    wire_->to_server += fmt::format("{} syslog {} {}\n", transaction_, text.size(), text);
  } else if (chance.one_in(2) && text.front() == '<') {  // else no count is taken for one
    wire_->to_server += fmt::format("{} {}", text.size(), text);
  } else {
    wire_->to_server += text + "\n";
  }
}

std::shared_ptr<Wire> Sender::send_all_again(Chance& chance) {
  wire_ = std::make_shared<Wire>();
  for (next_ = 0; next_ < records_.size(); ++next_) {
    send_one(next_, chance);
  }
  wire_->closed = true;
  return wire_;
}

void Sender::hear(std::string answers) {
  (void)answers_.feed(answers, [this](const RelpFrame& frame) {
    const auto asked = unanswered_.find(frame.transaction);
    if (asked != unanswered_.end() && frame.command == "rsp" && frame.data.starts_with("200")) {
      acknowledged_[asked->second] = true;
      unanswered_.erase(asked);
    }
    return true;
  });
}

RecordBatch Sender::read_file(Chance& chance, TimePoint now) {
  RecordBatch batch;
  batch.organisation = organisation_;
  batch.source = source();
  batch.received = now;
  for (std::size_t left = chance.between(1, 5); left > 0 && next_ < records_.size(); --left) {
    batch.add(records_[next_++].text);
  }
  batch.position = {1, next_};
  return batch;
}

bool Sender::done() const {
  if (kind_ == Kind::relp) {
    return std::find(acknowledged_.begin(), acknowledged_.end(), false) == acknowledged_.end();
  }
  return next_ == records_.size();
}

}  // namespace yagura::test
