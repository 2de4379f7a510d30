// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// The event's own XML, as wevtutil, Windows Event Forwarding and some agents send it:
//
//   <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider
//   Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>...</System><EventData><Data
//   Name='Image'>C:\x.exe</Data>...</EventData></Event>
//
// Not a general reader of XML: elements, attributes, texts, the five named entities and character
// references; no document type, and namespace prefixes are dropped. Long events arrive cut off, so
// the elements before the cut count, with a note.
#include <array>
#include <charconv>
#include <cstddef>

#include "base/text.hpp"
#include "parse/text_forms.hpp"
#include "windows/record.hpp"

namespace yagura::windows {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kBlanks = " \t\r\n";

struct Entity {
  std::string_view name;
  char value;
};
constexpr Entity kEntities[] = {
    {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''},
};

// "&#10;" and "&#xA;"; 0 if it is none. What takes more than one byte stays as it is written: the
// writers of events escape control characters only.
char character_reference(std::string_view name) {
  if (name.size() < 2 || name[0] != '#') {
    return '\0';
  }
  const bool hexadecimal = name[1] == 'x' || name[1] == 'X';
  const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
  unsigned value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, hexadecimal ? 16 : 10);
  return error == std::errc{} && stop == end && value < 0x80 ? static_cast<char>(value) : '\0';
}

char entity_value(std::string_view name) {
  for (const Entity& entity : kEntities) {
    if (entity.name == name) {
      return entity.value;
    }
  }
  return character_reference(name);
}

std::string_view without_entities(std::string_view text, Arena& arena) {
  if (text.find('&') == kNone) {
    return text;
  }
  constexpr std::size_t kLongest = 10;
  char* out = arena.allocate(text.size());
  std::size_t size = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '&') {
      const std::size_t end = text.substr(at + 1, kLongest).find(';');
      const char value = end == kNone ? '\0' : entity_value(text.substr(at + 1, end));
      if (value != '\0') {
        out[size++] = value;
        at += end + 1;
        continue;
      }
    }
    out[size++] = text[at];
  }
  return {out, size};
}

struct Tag {
  enum class Kind { open, close, empty, other };
  Kind kind = Kind::other;
  std::string_view name;        // without its prefix
  std::string_view attributes;  // what stands behind the name
};

Tag read_tag(std::string_view inside) {
  Tag tag;
  if (inside.empty() || inside[0] == '?' || inside[0] == '!') {
    return tag;
  }
  tag.kind = inside[0] == '/' ? Tag::Kind::close : Tag::Kind::open;
  inside.remove_prefix(inside[0] == '/' ? 1 : 0);
  if (!inside.empty() && inside.back() == '/') {
    tag.kind = Tag::Kind::empty;
    inside.remove_suffix(1);
  }
  const std::size_t end = std::min(inside.find_first_of(kBlanks), inside.size());
  tag.name = inside.substr(0, end);
  tag.attributes = inside.substr(end);
  if (const std::size_t colon = tag.name.find(':'); colon != kNone) {
    tag.name.remove_prefix(colon + 1);
  }
  return tag;
}

// Takes the next name="value" off the front; false at the end.
bool next_attribute(std::string_view& attributes, std::string_view& name, std::string_view& value) {
  const std::size_t begin = attributes.find_first_not_of(kBlanks);
  const std::size_t assign = attributes.find('=');
  const std::size_t open = attributes.find_first_of("\"'");
  if (begin == kNone || assign == kNone || open == kNone || assign > open || begin > assign) {
    return false;
  }
  const std::size_t close = attributes.find(attributes[open], open + 1);
  if (close == kNone) {
    return false;
  }
  name = attributes.substr(begin, assign - begin);
  name = name.substr(0, name.find_first_of(kBlanks));
  value = attributes.substr(open + 1, close - open - 1);
  attributes.remove_prefix(close + 1);
  return true;
}

class Xml {
 public:
  Xml(std::string_view text, Collector& into) : text_(text), into_(into) {}

  ParseResult read() {
    while (!done_) {
      const std::size_t open = text_.find('<', at_);
      if (open == kNone) {
        break;
      }
      value_ = depth_ > 1 && !has_children_ ? text_.substr(at_, open - at_) : std::string_view{};
      at_ = open;
      if (!read_markup()) {
        break;
      }
    }
    if (!began_) {
      return ParseResult::malformed("windows: not the XML of an event", 0);
    }
    if (!done_) {
      into_.note("windows: XML is cut off");
      if (depth_ > 2 && !has_children_) {
        value_ = text_.substr(at_);  // the longest value is the one that is cut
        leaf();
      }
    } else if (const std::size_t rest = text_.find_first_not_of(kBlanks, at_); rest != kNone) {
      return ParseResult::malformed("windows: text after the XML", rest);
    }
    return {};
  }

 private:
  // What begins with '<'. False where it does not end.
  bool read_markup() {
    constexpr std::string_view kData = "<![CDATA[";
    constexpr std::string_view kComment = "<!--";
    const std::string_view rest = text_.substr(at_);
    if (rest.substr(0, kData.size()) == kData) {
      const std::size_t end = rest.find("]]>");
      const std::string_view value = rest.substr(0, end).substr(kData.size());
      at_ += end == kNone ? rest.size() : end + 3;
      if (end == kNone) {
        return false;
      }
      literal_ = value;
      return true;
    }
    if (rest.substr(0, kComment.size()) == kComment) {
      const std::size_t end = rest.find("-->");
      at_ += end == kNone ? rest.size() : end + 3;
      return end != kNone;
    }
    const std::size_t end = tag_end(rest);
    if (end == kNone) {
      return false;
    }
    at_ += end + 1;
    take(read_tag(rest.substr(1, end - 1)));
    return true;
  }

  // '>' may stand inside the quotes of an attribute.
  static std::size_t tag_end(std::string_view rest) {
    std::size_t at = 1;
    while (true) {
      at = rest.find_first_of(">\"'", at);
      if (at == kNone || rest[at] == '>') {
        return at;
      }
      at = rest.find(rest[at], at + 1);
      if (at == kNone) {
        return kNone;
      }
      ++at;
    }
  }

  void take(const Tag& tag) {
    switch (tag.kind) {
      case Tag::Kind::open:
        open(tag);
        break;
      case Tag::Kind::empty:
        open(tag);
        value_ = {};
        close();
        break;
      case Tag::Kind::close:
        close();
        break;
      case Tag::Kind::other:
        break;
    }
  }

  void open(const Tag& tag) {
    ++depth_;
    has_children_ = false;
    literal_ = {};
    name_ = tag.name;
    key_ = tag.name;
    if (depth_ == 1) {
      began_ = tag.name == "Event";
      done_ = !began_;
    } else if (depth_ == 2) {
      section_ = tag.name == "System"                                ? Part::header
                 : tag.name == "EventData" || tag.name == "UserData" ? Part::data
                 : tag.name == "RenderingInfo"                       ? Part::rendering
                                                                     : Part::other;
    } else {
      read_attributes(tag.attributes);
    }
  }

  void read_attributes(std::string_view attributes) {
    Arena& arena = into_.event().arena();
    for (std::string_view name, value; next_attribute(attributes, name, value);) {
      value = without_entities(value, arena);
      if (section_ == Part::data && name == "Name") {
        key_ = value;
      } else if (section_ == Part::header && depth_ == 3) {
        const bool provider = name_ == "Provider" && name == "Name";
        into_.add(Section::system, provider ? text_of(Name::provider_name) : name, value);
      }
    }
  }

  void close() {
    if (depth_ > 2 && !has_children_) {
      leaf();
    }
    has_children_ = true;
    --depth_;
    done_ = depth_ <= 0;
  }

  void leaf() {
    const std::string_view value =
        literal_.empty() ? without_entities(value_, into_.event().arena()) : literal_;
    if (section_ == Part::data) {
      into_.add(Section::data, key_, value);
    } else if (section_ == Part::header && !value.empty()) {
      into_.add(Section::system, key_, value);
    } else if (section_ == Part::rendering && key_ == "Message") {
      into_.set(Name::message, value);
    }
    literal_ = {};
  }

  enum class Part { header, data, rendering, other };

  std::string_view text_;
  Collector& into_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Part section_ = Part::other;
  std::string_view name_;     // of the element that was opened last
  std::string_view key_;      // and what its value is called
  std::string_view value_;    // the text before the tag at hand
  std::string_view literal_;  // the last CDATA of the element
  bool has_children_ = false;
  bool began_ = false;
  bool done_ = false;
};

}  // namespace

ParseResult read_xml(std::string_view text, Collector& into) {
  into.record.shape = Shape::evtx;
  if (!is_valid_utf8(text)) {
    return ParseResult::malformed("windows: not UTF-8", 0);
  }
  return Xml(text, into).read();
}

}  // namespace yagura::windows
