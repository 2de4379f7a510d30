// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/predicate_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "detect/test_key.hpp"

namespace yagura {
namespace {

using Kind = PredicateNode::Kind;

double share_of(const Predicate& predicate) {
  constexpr double kUnknown = 0.3;
  double share = 0;
  for (const Literal& literal : predicate.literals) {
    share += expected_share(literal);
  }
  return predicate.literals.empty() ? kUnknown : std::min(share, 1.0);
}

// In units of a plain text test.
double cost_of(const ValueTest& test) {
  return std::holds_alternative<RegexTest>(test) ? 8 : 1;
}

}  // namespace

// Turns rules into a graph of conditions, in which what a rule names twice or several rules say is
// one draft, and lays that out.
class PredicateTableBuilder {
 public:
  explicit PredicateTableBuilder(PredicateTable& table) : table_(table) {}

  void add(const Rule& rule) {
    made_.assign(rule.tree.nodes.size(), kNone);
    roots_.push_back(draft_of(rule.tree, rule.tree.root));
    ++drafts_[roots_.back()].uses;
  }

  void finish() {
    merge_lists();
    number_by_subject();
    laid_out_.assign(drafts_.size(), kNone);
    for (const std::uint32_t root : roots_) {
      table_.roots_.push_back(lay_out(root));
    }
  }

 private:
  static constexpr std::uint32_t kNone = ~0U;
  struct Draft {
    std::optional<Kind> kind;  // none: a predicate
    std::uint32_t predicate = 0;
    std::vector<std::uint32_t> children;
    double share = 0;  // what is expected: how often it holds, and what it costs to know
    double cost = 0;
    std::uint32_t uses = 0;  // conditions it stands in
  };

  // The texts that only one list asks about become one predicate, to be asked about at once.
  void merge_lists() {
    for (Draft& draft : drafts_) {
      if (draft.kind == Kind::any) {
        merge_children(draft);
      }
    }
  }

  void merge_children(Draft& list) {
    std::unordered_map<std::uint32_t, std::uint32_t> first_of;  // by subject: its predicate
    const auto merged = [&](std::uint32_t child) {
      const Draft& draft = drafts_[child];
      if (draft.kind || draft.uses != 1) {
        return false;
      }
      Predicate& predicate = table_.predicates_[draft.predicate];
      if (predicate.literals.empty() || !predicate.literals.front().decides) {
        return false;
      }
      const auto [first, added] = first_of.emplace(predicate.subject, draft.predicate);
      if (!added) {
        append(table_.predicates_[first->second], std::exchange(predicate, {}));
      }
      return !added;
    };
    list.children.erase(std::remove_if(list.children.begin(), list.children.end(), merged),
                        list.children.end());
    if (list.children.size() == 1) {  // all have become one
      list.kind.reset();
      list.predicate = drafts_[list.children.front()].predicate;
    }
  }

  static void append(Predicate& to, Predicate from) {
    to.tests.insert(to.tests.end(), from.tests.begin(), from.tests.end());
    std::move(from.literals.begin(), from.literals.end(), std::back_inserter(to.literals));
    to.share = std::min(to.share + from.share, 1.0);
  }

  // Those that were merged into others get no number.
  void number_by_subject() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t number = 0; number < table_.predicates_.size(); ++number) {
      if (!table_.predicates_[number].tests.empty()) {
        order.push_back(number);
      }
    }
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return table_.predicates_[a].subject < table_.predicates_[b].subject;
    });
    std::vector<std::uint32_t> number_of(table_.predicates_.size());
    std::vector<Predicate> predicates;
    predicates.reserve(order.size());
    for (const std::uint32_t old : order) {
      number_of[old] = static_cast<std::uint32_t>(predicates.size());
      predicates.push_back(std::move(table_.predicates_[old]));
    }
    table_.predicates_ = std::move(predicates);
    for (Draft& draft : drafts_) {
      draft.predicate = number_of[draft.predicate];
    }
  }

  // Depth is bounded where conditions are parsed, so recursion is safe here.
  PredicateOrNode lay_out(std::uint32_t index) {
    const Draft& draft = drafts_[index];
    if (!draft.kind) {
      return PredicateOrNode::predicate(draft.predicate);
    }
    if (laid_out_[index] != kNone) {
      return PredicateOrNode::node(laid_out_[index]);
    }
    const auto node = static_cast<std::uint32_t>(table_.nodes_.size());
    laid_out_[index] = node;
    const auto first = static_cast<std::uint32_t>(table_.children_.size());
    const auto count = static_cast<std::uint32_t>(draft.children.size());
    table_.nodes_.push_back({*draft.kind, draft.uses > 1, first, count});
    table_.children_.resize(first + count, PredicateOrNode::node(0));
    for (std::uint32_t i = 0; i < count; ++i) {
      table_.children_[first + i] = lay_out(draft.children[i]);
    }
    return PredicateOrNode::node(node);
  }

  std::uint32_t add_draft(Draft draft) {
    for (const std::uint32_t child : draft.children) {
      ++drafts_[child].uses;
    }
    drafts_.push_back(std::move(draft));
    return static_cast<std::uint32_t>(drafts_.size() - 1);
  }

  std::uint32_t subject_of(const FieldTest& test) {
    return test.subject == FieldTest::Subject::keywords ? subject_of("", {{}, true})
                                                        : subject_of(test.names);
  }
  std::uint32_t subject_of(const FieldNames& names) {
    std::string key;
    append_key(key, names);
    return subject_of(std::move(key), {names, false});
  }
  std::uint32_t subject_of(std::string key, const Subject& subject) {
    const auto [at, added] =
        subjects_.emplace(std::move(key), static_cast<std::uint32_t>(table_.subjects_.size()));
    if (added) {
      table_.subjects_.push_back(subject);
    }
    return at->second;
  }

  std::uint32_t predicate_draft(std::uint32_t subject, const ValueTest& test) {
    std::string key = fmt::format("{},", subject);
    append_key(key, test);
    const auto [at, added] = predicates_.emplace(std::move(key), kNone);
    if (added) {
      Predicate predicate{subject, Predicate::kNone, {&test}, literals_of(test), 0};
      if (const auto* comparing = std::get_if<OtherFieldTest>(&test)) {
        predicate.other = subject_of(comparing->other);
      }
      predicate.share = share_of(predicate);
      const auto number = static_cast<std::uint32_t>(table_.predicates_.size());
      at->second = add_draft({std::nullopt, number, {}, predicate.share, cost_of(test), 0});
      table_.predicates_.push_back(std::move(predicate));
    }
    return at->second;
  }

  // Of all that must hold, first the cheap that seldom do; of any that may, the cheap that often
  // do.
  std::uint32_t join(Kind kind, std::vector<std::uint32_t> children) {
    if (children.size() == 1) {
      return children.front();
    }
    const auto rank = [&](std::uint32_t child) {
      constexpr double kLeast = 1e-9;
      const Draft& draft = drafts_[child];
      const double decides = kind == Kind::all ? 1 - draft.share : draft.share;
      return draft.cost / std::max(decides, kLeast);
    };
    std::stable_sort(children.begin(), children.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return rank(a) < rank(b); });
    double reached = 1;  // the share of events for which evaluation comes this far
    double cost = 0;
    for (const std::uint32_t child : children) {
      cost += reached * drafts_[child].cost;
      reached *= kind == Kind::all ? drafts_[child].share : 1 - drafts_[child].share;
    }
    return share(kind, std::move(children), kind == Kind::all ? reached : 1 - reached, cost);
  }

  // The draft that says this, made if it is not there yet.
  std::uint32_t share(Kind kind, std::vector<std::uint32_t> children, double share, double cost) {
    std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
    for (const std::uint32_t child : children) {
      fmt::format_to(std::back_inserter(key), "{},", child);
    }
    const auto [at, added] = joins_.emplace(std::move(key), kNone);
    if (added) {
      at->second = add_draft({kind, 0, std::move(children), share, cost, 0});
    }
    return at->second;
  }

  std::uint32_t negate(std::uint32_t child) {
    const Draft& of = drafts_[child];
    return share(Kind::negation, {child}, 1 - of.share, of.cost);
  }

  std::uint32_t test_draft(const FieldTest& test) {
    const std::uint32_t subject = subject_of(test);
    std::vector<std::uint32_t> groups;
    for (const std::vector<ValueTest>& group : test.groups) {
      std::vector<std::uint32_t> values;
      values.reserve(group.size());
      for (const ValueTest& value : group) {
        values.push_back(predicate_draft(subject, value));
      }
      groups.push_back(join(Kind::any, std::move(values)));
    }
    const std::uint32_t node = join(Kind::all, std::move(groups));
    return test.negated ? negate(node) : node;
  }

  // Depth is bounded where conditions are parsed, so recursion is safe here.
  std::uint32_t draft_of(const DetectionTree& tree, std::uint32_t index) {
    if (made_[index] != kNone) {
      return made_[index];
    }
    const DetectionNode& node = tree.nodes[index];
    std::uint32_t made = kNone;
    if (node.kind == DetectionNode::Kind::test) {
      made = test_draft(tree.tests[node.test]);
    } else if (node.kind == DetectionNode::Kind::negation) {
      made = negate(draft_of(tree, node.children.front()));
    } else {
      std::vector<std::uint32_t> children;
      children.reserve(node.children.size());
      for (const std::uint32_t child : node.children) {
        children.push_back(draft_of(tree, child));
      }
      made =
          join(node.kind == DetectionNode::Kind::all ? Kind::all : Kind::any, std::move(children));
    }
    made_[index] = made;
    return made;
  }

  PredicateTable& table_;
  std::vector<Draft> drafts_;
  std::vector<std::uint32_t> roots_;     // of the rules
  std::vector<std::uint32_t> made_;      // of the rule's nodes: the draft
  std::vector<std::uint32_t> laid_out_;  // of each draft: the node
  std::unordered_map<std::string, std::uint32_t> subjects_;
  std::unordered_map<std::string, std::uint32_t> predicates_;  // their drafts
  std::unordered_map<std::string, std::uint32_t> joins_;       // drafts by what they say
};

PredicateTable::PredicateTable(const RuleSet& rules) {
  PredicateTableBuilder builder(*this);
  for (const Rule& rule : rules.rules) {
    builder.add(rule);
  }
  builder.finish();
}

}  // namespace yagura
