// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <utility>

#include "model/organisation.hpp"

namespace yagura {

// Bounds the bytes of request bodies in memory: in all, and for each organisation, so that one that
// sends much leaves room for the others. One thread.
class BodyBudget {
 public:
  enum class Answer { granted, organisation_full, full };

  BodyBudget(std::size_t most, std::size_t most_of_one) : most_(most), most_of_one_(most_of_one) {}

  // What one request holds; given back when it ends. Shares the budget, as a request that is given
  // up at the end of the program may outlive the source.
  class Share {
   public:
    Share(std::shared_ptr<BodyBudget> budget, OrganisationCode organisation)
        : budget_(std::move(budget)), organisation_(organisation) {}
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share() {
      budget_->held_ -= held_;
      const auto of_one = budget_->held_by_.find(organisation_);
      if (of_one != budget_->held_by_.end() && (of_one->second -= held_) == 0) {
        budget_->held_by_.erase(of_one);
      }
    }
    Answer take(std::size_t bytes) {
      if (budget_->held_ + bytes > budget_->most_) {
        return Answer::full;
      }
      std::size_t& of_one = budget_->held_by_[organisation_];
      if (of_one + bytes > budget_->most_of_one_) {
        return Answer::organisation_full;
      }
      of_one += bytes;
      budget_->held_ += bytes;
      held_ += bytes;
      return Answer::granted;
    }

   private:
    std::shared_ptr<BodyBudget> budget_;
    OrganisationCode organisation_;
    std::size_t held_ = 0;
  };

 private:
  std::size_t most_;
  std::size_t most_of_one_;
  std::size_t held_ = 0;
  std::map<OrganisationCode, std::size_t> held_by_;
};

}  // namespace yagura
