// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/predicate_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace yagura {
namespace {

using Kind = PredicateNode::Kind;

void append_part(std::string& key, std::string_view part) {
  fmt::format_to(std::back_inserter(key), "{}:{}", part.size(), part);
}

void append_names(std::string& key, const FieldNames& names) {
  for (const Field field : names.fields) {
    fmt::format_to(std::back_inserter(key), "{},", static_cast<unsigned>(field));
  }
  append_part(key, names.own_name);
}

// Appends what tells a test from every other test of its kind.
struct AppendKey {
  std::string& key;

  void operator()(const NullTest&) const {}
  void operator()(const ExistsTest& test) const { key += test.wanted ? 'y' : 'n'; }
  void operator()(const TextTest& test) const {
    key += test.pattern.case_rule() == CaseRule::sensitive ? 's' : 'i';
    for (const PatternPiece& piece : test.pattern.pieces()) {
      key += static_cast<char>('0' + static_cast<int>(piece.kind));
      append_part(key, piece.text);
    }
  }
  void operator()(const RegexTest& test) const { key += test.regex.expression(); }
  void operator()(const NetworkTest& test) const { key += test.network.to_string(); }
  void operator()(const NumberTest& test) const { append_number(test.comparison, test.number); }
  void operator()(const OtherFieldTest& test) const {
    key += static_cast<char>('0' + static_cast<int>(test.part));
    key += test.case_rule == CaseRule::sensitive ? 's' : 'i';
    append_names(key, test.other);
  }
  void operator()(const DateTest& test) const {
    key += static_cast<char>('0' + static_cast<int>(test.part));
    append_number(test.comparison, test.number);
  }

  void append_number(Comparison comparison, double number) const {
    fmt::format_to(std::back_inserter(key), "{}{}", static_cast<int>(comparison), number);
  }
};

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

// Turns rules into nodes. What a rule names twice becomes one node, as in its tree.
class PredicateTableBuilder {
 public:
  explicit PredicateTableBuilder(PredicateTable& table) : table_(table) {}

  void add(const Rule& rule) {
    made_.assign(rule.tree.nodes.size(), kNone);
    table_.roots_.push_back(node_of(rule.tree, rule.tree.root));
  }

  void number_by_subject() {
    std::vector<std::uint32_t> order(table_.predicates_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return table_.predicates_[a].subject < table_.predicates_[b].subject;
    });
    std::vector<std::uint32_t> number_of(order.size());
    std::vector<Predicate> predicates;
    predicates.reserve(order.size());
    for (const std::uint32_t old : order) {
      number_of[old] = static_cast<std::uint32_t>(predicates.size());
      predicates.push_back(std::move(table_.predicates_[old]));
    }
    table_.predicates_ = std::move(predicates);
    for (PredicateNode& node : table_.nodes_) {
      node.first = node.kind == Kind::predicate ? number_of[node.first] : node.first;
    }
  }

 private:
  static constexpr std::uint32_t kNone = ~0U;
  // What is expected of a node: how often it holds, and what it costs to know.
  struct Outlook {
    double share = 0;
    double cost = 0;
  };

  std::uint32_t add_node(PredicateNode node, Outlook outlook) {
    table_.nodes_.push_back(node);
    outlooks_.push_back(outlook);
    return static_cast<std::uint32_t>(table_.nodes_.size() - 1);
  }

  std::uint32_t subject_of(const FieldTest& test) {
    std::string key;
    const bool any_value = test.subject == FieldTest::Subject::keywords;
    if (!any_value) {
      append_names(key, test.names);
    }
    const auto [at, added] =
        subjects_.emplace(std::move(key), static_cast<std::uint32_t>(table_.subjects_.size()));
    if (added) {
      table_.subjects_.push_back({any_value ? FieldNames{} : test.names, any_value});
    }
    return at->second;
  }

  std::uint32_t predicate_node(std::uint32_t subject, const ValueTest& test) {
    std::string key = fmt::format("{},{},", subject, test.index());
    std::visit(AppendKey{key}, test);
    const auto [at, added] = predicates_.emplace(std::move(key), kNone);
    if (added) {
      Predicate predicate{subject, &test, literals_of(test), 0};
      predicate.share = share_of(predicate);
      table_.predicates_.push_back(std::move(predicate));
      const auto number = static_cast<std::uint32_t>(table_.predicates_.size() - 1);
      at->second = add_node({Kind::predicate, false, number, 0},
                            {table_.predicates_.back().share, cost_of(test)});
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
      const Outlook& outlook = outlooks_[child];
      const double decides = kind == Kind::all ? 1 - outlook.share : outlook.share;
      return outlook.cost / std::max(decides, kLeast);
    };
    std::stable_sort(children.begin(), children.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return rank(a) < rank(b); });
    double reached = 1;  // the share of events for which evaluation comes this far
    double cost = 0;
    for (const std::uint32_t child : children) {
      cost += reached * outlooks_[child].cost;
      reached *= kind == Kind::all ? outlooks_[child].share : 1 - outlooks_[child].share;
    }
    return share(kind, children, {kind == Kind::all ? reached : 1 - reached, cost});
  }

  // The node that says this, made if it is not there yet.
  std::uint32_t share(Kind kind, const std::vector<std::uint32_t>& children, Outlook outlook) {
    std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
    for (const std::uint32_t child : children) {
      fmt::format_to(std::back_inserter(key), "{},", child);
    }
    const auto [at, added] = joins_.emplace(std::move(key), kNone);
    if (added) {
      const auto first = static_cast<std::uint32_t>(table_.children_.size());
      table_.children_.insert(table_.children_.end(), children.begin(), children.end());
      at->second =
          add_node({kind, false, first, static_cast<std::uint32_t>(children.size())}, outlook);
    } else {
      table_.nodes_[at->second].shared = true;
    }
    return at->second;
  }

  std::uint32_t negate(std::uint32_t child) {
    const Outlook of = outlooks_[child];
    return share(Kind::negation, {child}, {1 - of.share, of.cost});
  }

  std::uint32_t test_node(const FieldTest& test) {
    const std::uint32_t subject = subject_of(test);
    std::vector<std::uint32_t> groups;
    for (const std::vector<ValueTest>& group : test.groups) {
      std::vector<std::uint32_t> values;
      values.reserve(group.size());
      for (const ValueTest& value : group) {
        values.push_back(predicate_node(subject, value));
      }
      groups.push_back(join(Kind::any, std::move(values)));
    }
    const std::uint32_t node = join(Kind::all, std::move(groups));
    return test.negated ? negate(node) : node;
  }

  // Depth is bounded where conditions are parsed, so recursion is safe here.
  std::uint32_t node_of(const DetectionTree& tree, std::uint32_t index) {
    if (made_[index] != kNone) {
      return made_[index];
    }
    const DetectionNode& node = tree.nodes[index];
    std::uint32_t made = kNone;
    if (node.kind == DetectionNode::Kind::test) {
      made = test_node(tree.tests[node.test]);
    } else if (node.kind == DetectionNode::Kind::negation) {
      made = negate(node_of(tree, node.children.front()));
    } else {
      std::vector<std::uint32_t> children;
      children.reserve(node.children.size());
      for (const std::uint32_t child : node.children) {
        children.push_back(node_of(tree, child));
      }
      made =
          join(node.kind == DetectionNode::Kind::all ? Kind::all : Kind::any, std::move(children));
    }
    made_[index] = made;
    return made;
  }

  PredicateTable& table_;
  std::vector<Outlook> outlooks_;    // of the table's nodes
  std::vector<std::uint32_t> made_;  // the rule's nodes in the table
  std::unordered_map<std::string, std::uint32_t> subjects_;
  std::unordered_map<std::string, std::uint32_t> predicates_;  // their nodes
  std::unordered_map<std::string, std::uint32_t> joins_;       // nodes by what they say
};

PredicateTable::PredicateTable(const RuleSet& rules) {
  PredicateTableBuilder builder(*this);
  for (const Rule& rule : rules.rules) {
    builder.add(rule);
  }
  builder.number_by_subject();
}

}  // namespace yagura
