// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <unordered_set>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

// Columns of yaml-cpp count bytes from 0; ours count characters from 1.
class Columns {
 public:
  explicit Columns(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') {
        starts_.push_back(i + 1);
      }
    }
  }

  int column(const YAML::Mark& mark) const {
    const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    const auto bytes = static_cast<std::size_t>(std::max(mark.column, 0));
    if (line >= starts_.size()) {
      return mark.column + 1;
    }
    const std::string_view before = text_.substr(starts_[line], bytes);
    const auto characters = std::count_if(before.begin(), before.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    });
    return static_cast<int>(characters) + 1;
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

// Thrown through yaml-cpp to leave its loop; never leaves this file.
struct Refusal {
  Error error;
};

// Builds the tree from yaml-cpp's events. The event interface, not YAML::Node, because only it
// tells anchors, quoting and the place of every node.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const Columns& columns, const std::string& file) : columns_(columns), file_(file) {}

  RuleNode take() { return std::move(root_); }
  bool empty() const { return root_.is_null(); }

  void OnDocumentStart(const YAML::Mark&) override {
    root_ = RuleNode{};
    open_.clear();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(node_at(mark, RuleNode::Kind::null));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail_at(mark, "an alias (*name) is not allowed in a rule", "write the value out");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    if (tag != "!" && tag != "?" && !tag.empty()) {
      fail_at(mark, fmt::format("the tag '{}' is not allowed in a rule", tag), "remove it");
    }
    RuleNode node = node_at(mark, RuleNode::Kind::scalar);
    node.text = value;
    node.quoting = tag == "!" ? RuleNode::Quoting::quoted : RuleNode::Quoting::plain;
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, anchor, RuleNode::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, anchor, RuleNode::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    RuleNode node;
    bool has_key = false;
    RuleNode key;
    std::unordered_set<std::string> keys;
  };

  [[noreturn]] void fail_at(const YAML::Mark& mark, std::string message, std::string mend) const {
    throw Refusal{Error{ErrorCode::rule, std::move(message),
                        Place{file_, mark.line + 1, columns_.column(mark)}, std::move(mend)}};
  }
  [[noreturn]] void fail_at(const RuleNode& node, std::string message, std::string mend) const {
    throw Refusal{Error{ErrorCode::rule, std::move(message), Place{file_, node.line, node.column},
                        std::move(mend)}};
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    if (anchor != YAML::NullAnchor) {
      fail_at(mark, "an anchor (&name) is not allowed in a rule", "remove it");
    }
  }

  RuleNode node_at(const YAML::Mark& mark, RuleNode::Kind kind) {
    if (++count_ > kMaxRuleNodes) {
      fail_at(mark, fmt::format("the file has more than {} values", kMaxRuleNodes),
              "split it into several files");
    }
    RuleNode node;
    node.kind = kind;
    node.line = mark.line + 1;
    node.column = columns_.column(mark);
    return node;
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, RuleNode::Kind kind) {
    refuse_anchor(mark, anchor);
    if (open_.size() >= kMaxRuleDepth) {
      fail_at(mark, fmt::format("nested deeper than {} levels", kMaxRuleDepth), "flatten it");
    }
    Open opened;
    opened.node = node_at(mark, kind);
    open_.push_back(std::move(opened));
  }

  void close() {
    RuleNode node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(RuleNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.is_list()) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      take_key(parent, std::move(node));
    } else {
      node.key = std::move(parent.key.text);
      node.line = parent.key.line;
      node.column = parent.key.column;
      parent.has_key = false;
      parent.node.items.push_back(std::move(node));
    }
  }

  void take_key(Open& parent, RuleNode key) const {
    if (!key.is_scalar()) {
      fail_at(key, "a key must be a text", "quote it");
    }
    if (!parent.keys.insert(key.text).second) {
      fail_at(key,
              fmt::format("the key '{}' stands twice in one map", escape_for_terminal(key.text)),
              "merge the two, or rename one");
    }
    parent.has_key = true;
    parent.key = std::move(key);
  }

  const Columns& columns_;
  const std::string& file_;
  RuleNode root_;
  std::vector<Open> open_;
  std::size_t count_ = 0;
};

Error whole_file(const std::string& file, std::string message, std::string mend) {
  return Error{ErrorCode::rule, std::move(message), Place{file, 0, 0}, std::move(mend)};
}

}  // namespace

// Grows with the file: clearing room for the largest for each of thousands took a tenth of loading.
std::optional<std::string> read_rule_bytes(const std::filesystem::path& file) {
  constexpr std::size_t kPart = std::size_t{16} * 1024;
  std::ifstream stream(file, std::ios::binary);
  std::string text;
  while (stream && text.size() <= kMaxRuleFileBytes) {
    const std::size_t before = text.size();
    const std::size_t part = std::min(std::max(kPart, before), kMaxRuleFileBytes + 1 - before);
    text.resize(before + part);
    stream.read(text.data() + before, static_cast<std::streamsize>(part));
    text.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  return stream.is_open() && !stream.bad() ? std::optional(std::move(text)) : std::nullopt;
}

RuleFile read_rule_text(std::string_view text, const std::string& file) {
  RuleFile result;
  result.name = file;
  if (text.size() > kMaxRuleFileBytes) {
    result.refused.push_back(whole_file(
        file, fmt::format("the file is larger than {} bytes", kMaxRuleFileBytes), "split it"));
    return result;
  }
  // NUL is valid UTF-8 but no YAML character, and yaml-cpp takes it for the end of the file.
  if (!is_valid_utf8(text) || text.find('\0') != std::string_view::npos) {
    result.refused.push_back(
        whole_file(file, "the file is not UTF-8 text", "save it as UTF-8 without NUL bytes"));
    return result;
  }
  const Columns columns(text);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder(columns, file);
    while (parser.HandleNextDocument(builder)) {
      if (!builder.empty()) {
        result.documents.push_back(builder.take());
      }
    }
  } catch (const Refusal& refusal) {
    result.refused.push_back(refusal.error);
  } catch (const YAML::Exception& error) {
    result.refused.push_back(Error{ErrorCode::rule,
                                   "the YAML is broken: " + escape_for_terminal(error.msg),
                                   Place{file, error.mark.line + 1, columns.column(error.mark)},
                                   "check indentation and quotes here and one line above"});
  }
  return result;
}

}  // namespace yagura
