// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// The door to yaml-cpp. Its event interface is used, not its Node: events carry the place of every
// value, show anchors and keys that stand twice, and leave scalars as they are written. yaml-cpp
// 0.7 counts lines and columns from 0, and columns in bytes.
#include "config/reader_yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "base/text.hpp"
#include "config/key_value.hpp"

namespace yagura {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

class LimitReached : public std::exception {};

// Turns byte positions of a text into columns of characters. Remembers where it was last: places
// are asked for nearly in order, and a file may be one long line.
class Positions {
 public:
  explicit Positions(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') {
        starts_.push_back(i + 1);
      }
    }
  }

  int column(int line, int byte_column) {
    if (line < 0 || static_cast<std::size_t>(line) >= starts_.size() || byte_column < 0) {
      return 1;
    }
    const std::size_t start = starts_[static_cast<std::size_t>(line)];
    const std::size_t wanted =
        std::min(start + static_cast<std::size_t>(byte_column), text_.size());
    if (line != line_) {
      line_ = line;
      at_ = start;
      column_ = 1;
    }
    for (; at_ < wanted; ++at_) {
      column_ += begins_character(text_[at_]) ? 1 : 0;
    }
    for (; at_ > wanted; --at_) {
      column_ -= begins_character(text_[at_ - 1]) ? 1 : 0;
    }
    return column_;
  }

 private:
  static bool begins_character(char c) { return (static_cast<unsigned>(c) & 0xc0U) != 0x80U; }

  std::string_view text_;
  std::vector<std::size_t> starts_;  // of the lines
  int line_ = 0;
  std::size_t at_ = 0;
  int column_ = 1;
};

// Builds the tree with a stack of its own, so that depth costs no call stack.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(Positions& positions, FileErrors& errors) : positions_(positions), errors_(errors) {}

  YamlNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    place_value(node(YamlNode::Kind::null, mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    complain(mark, "aliases (*name) are not used here", "write the value out");
    place_value(node(YamlNode::Kind::null, mark));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    refuse_tag(mark, tag);
    YamlNode scalar = node(YamlNode::Kind::scalar, mark);
    scalar.text = value;
    place_value(std::move(scalar));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(node(YamlNode::Kind::sequence, mark));
  }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(node(YamlNode::Kind::map, mark));
  }

  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    complain(mark, fmt::format("anchors (&{}) are not used here", name), "take it out");
  }

 private:
  enum class Expects { key, value, value_to_drop };
  struct Frame {
    YamlNode node;
    Expects expects = Expects::key;  // maps only
    YamlEntry entry;                 // its key, while the value is read
    std::set<std::string> keys;
  };

  YamlNode node(YamlNode::Kind kind, const YAML::Mark& mark) {
    if (++nodes_ > kMaxYamlNodes) {
      complain(mark, fmt::format("the file holds more than {} values", kMaxYamlNodes),
               "a configuration is far smaller: is it the right file?");
      throw LimitReached();
    }
    YamlNode made;
    made.kind = kind;
    made.line = mark.line + 1;
    made.column = positions_.column(mark.line, mark.column);
    return made;
  }

  void complain(const YAML::Mark& mark, std::string message, std::string how_to_mend) {
    errors_.add(mark.line + 1, positions_.column(mark.line, mark.column), std::move(message),
                std::move(how_to_mend));
  }

  // "?" is the tag of a plain scalar or collection without one, "!" that of a quoted scalar.
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      complain(mark, fmt::format("tags ({}) are not used here", in_quotes(tag)), "take it out");
    }
  }

  void open(YamlNode collection) {
    if (stack_.size() >= static_cast<std::size_t>(kMaxYamlDepth)) {
      errors_.add(collection.line, collection.column,
                  fmt::format("values are nested more than {} deep", kMaxYamlDepth),
                  "is it the right file?");
      throw LimitReached();
    }
    stack_.push_back({std::move(collection), Expects::key, {}, {}});
  }

  void close() {
    YamlNode finished = std::move(stack_.back().node);
    stack_.pop_back();
    place_value(std::move(finished));
  }

  void place_value(YamlNode value) {
    if (stack_.empty()) {
      root_ = std::move(value);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == YamlNode::Kind::sequence) {
      frame.node.items.push_back(std::move(value));
      return;
    }
    switch (frame.expects) {
      case Expects::key:
        begin_entry(frame, std::move(value));
        break;
      case Expects::value:
        frame.entry.value = std::move(value);
        frame.node.entries.push_back(std::exchange(frame.entry, {}));
        frame.expects = Expects::key;
        break;
      case Expects::value_to_drop:
        frame.expects = Expects::key;
        break;
    }
  }

  void begin_entry(Frame& frame, YamlNode key) {
    frame.expects = Expects::value_to_drop;
    if (key.kind != YamlNode::Kind::scalar) {
      errors_.add(key.line, key.column, "a key must be a text", "write 'name: value'");
    } else if (!frame.keys.insert(key.text).second) {
      errors_.add(key.line, key.column, fmt::format("{} stands here twice", in_quotes(key.text)),
                  "keep one of the two");
    } else {
      frame.entry = {std::move(key.text), key.line, key.column, {}};
      frame.expects = Expects::value;
    }
  }

  Positions& positions_;
  FileErrors& errors_;
  std::vector<Frame> stack_;
  YamlNode root_;
  std::size_t nodes_ = 0;
};

// The first byte that is not UTF-8, or a control character that YAML does not allow.
std::size_t find_bad_byte(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_sequence_length(text.substr(at));
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool control = byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t';
    if (length == 0 || control) {
      return at;
    }
    at += length;
  }
  return std::string_view::npos;
}

bool refuse_bytes(std::string_view text, Positions& positions, FileErrors& errors) {
  if (text.size() > kMaxYamlBytes) {
    errors.add(1, 1, fmt::format("the file is larger than {} bytes", kMaxYamlBytes),
               "a configuration is far smaller: is it the right file?");
    return true;
  }
  const std::size_t bad = find_bad_byte(text);
  if (bad == std::string_view::npos) {
    return false;
  }
  const std::string_view before = text.substr(0, bad);
  const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  errors.add(line + 1, positions.column(line, static_cast<int>(bad - line_start)),
             fmt::format("byte 0x{:02x} is not text in UTF-8",
                         static_cast<unsigned>(static_cast<unsigned char>(text[bad]))),
             "save the file as UTF-8");
  return true;
}

}  // namespace

const YamlEntry* YamlNode::find(std::string_view key) const {
  const auto at = std::find_if(entries.begin(), entries.end(),
                               [&](const YamlEntry& entry) { return entry.key == key; });
  return at == entries.end() ? nullptr : &*at;
}

YamlNode read_yaml(std::string_view text, FileErrors& errors) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  Positions positions(text);
  if (refuse_bytes(text, positions, errors)) {
    return {};
  }
  TreeBuilder builder(positions, errors);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    YamlNode root = builder.take_root();
    TreeBuilder rest(positions, errors);
    if (parser.HandleNextDocument(rest)) {
      errors.add(rest.take_root().line, 1, "a second document begins here",
                 "keep one document in a file");
    }
    return root;
  } catch (const YAML::Exception& error) {
    errors.add(error.mark.line + 1, positions.column(error.mark.line, error.mark.column),
               fmt::format("this is not YAML: {}", escape_for_terminal(error.msg)),
               "look at indentation, colons, brackets and quotes here and just above");
  } catch (const LimitReached&) {
    // said where it was found
    return {};
  }
  return {};
}

}  // namespace yagura
