// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_digest.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/test_key.hpp"

namespace yagura {
namespace {

// In any order, as lists and maps of a rule are read.
Digest digest_of(std::string_view what, std::vector<Digest> parts) {
  std::sort(parts.begin(), parts.end());
  DigestBuilder builder;
  builder.add(what);
  for (const Digest& part : parts) {
    builder.add(part);
  }
  return builder.finish();
}

Digest digest_of(const FieldTest& test) {
  std::string key;
  std::vector<Digest> groups;
  for (const std::vector<ValueTest>& group : test.groups) {
    std::vector<Digest> values;
    for (const ValueTest& value : group) {
      key.clear();
      append_key(key, value);
      values.push_back(DigestBuilder().add(key).finish());
    }
    groups.push_back(digest_of("", std::move(values)));
  }
  key = test.negated ? "not " : "";
  if (test.subject == FieldTest::Subject::field) {
    append_key(key, test.names);
  }
  return digest_of(key, std::move(groups));
}

Digest digest_of(const DetectionTree& tree, const DetectionNode& node,
                 const std::vector<Digest>& known) {
  std::vector<Digest> children;
  for (const std::uint32_t child : node.children) {
    children.push_back(known[child]);
  }
  switch (node.kind) {
    case DetectionNode::Kind::test:
      return digest_of(tree.tests[node.test]);
    case DetectionNode::Kind::all:
      return digest_of("all", std::move(children));
    case DetectionNode::Kind::any:
      return digest_of("any", std::move(children));
    case DetectionNode::Kind::negation:
      break;
  }
  return digest_of("not", std::move(children));
}

}  // namespace

Digest content_digest(const Rule& rule) {
  std::vector<Digest> nodes;
  nodes.reserve(rule.tree.nodes.size());
  for (const DetectionNode& node : rule.tree.nodes) {
    nodes.push_back(digest_of(rule.tree, node, nodes));
  }
  std::vector<Digest> sections;
  for (const DetectionSection& section : rule.tree.sections) {
    sections.push_back(nodes[section.root]);
  }
  return DigestBuilder()
      .add(rule.source.product)
      .add(rule.source.category)
      .add(rule.source.service)
      .add(digest_of("", std::move(sections)))
      .finish();
}

Digest content_digest(const IndicatorRule& indicator) {
  std::vector<Digest> fields;
  for (const IndicatorField& field : indicator.fields) {
    fields.push_back(
        DigestBuilder().add(field.name).add(std::uint64_t{field.unless_domain}).finish());
  }
  return DigestBuilder()
      .add(content_digest(indicator.rule))
      .add(digest_of(name(indicator.kind), std::move(fields)))
      .finish();
}

}  // namespace yagura
