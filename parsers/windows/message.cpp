// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// The text that the event viewer shows, as agents send it that know nothing else of an event:
//
//   An account was logged off.#015#012#015#012Subject:#015#012#011Account Name:#011#011user01...
//
// Syslog daemons write the control characters as '#' and three octal digits; Snare makes blanks of
// them. What stands between such marks is a cell: a heading, a label, or the value of the label
// before it. Sysmon's messages have label and value in one cell, "Image: C:\\x.exe".
#include <cstddef>

#include "base/text.hpp"
#include "parse/text_forms.hpp"
#include "windows/labels.hpp"
#include "windows/record.hpp"

namespace yagura::windows {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kEscape = 4;  // "#015"

bool is_escape(std::string_view text, std::size_t at) {
  return at + kEscape <= text.size() && text[at] == '#' && text[at + 1] == '0' &&
         text[at + 2] >= '0' && text[at + 2] <= '3' && text[at + 3] >= '0' && text[at + 3] <= '7';
}

class Cells {
 public:
  explicit Cells(std::string_view text)
      : text_(text),
        // Only where nothing else is left are two blanks a mark: values hold some, too.
        blanks_(text.find('\n') == kNone && text.find("#012") == kNone) {}

  bool next(std::string_view& cell) {
    const std::size_t before = at_;
    new_line_ = false;
    while (at_ < text_.size()) {
      if (const std::size_t mark = mark_at(at_); mark != 0) {
        new_line_ = new_line_ || text_[at_] == '\n' || text_.substr(at_, kEscape) == "#012";
        at_ += mark;
        continue;
      }
      const std::size_t begin = at_;
      new_line_ = new_line_ || (blanks_ && begin - before > kMostBlanks);
      while (at_ < text_.size() && mark_at(at_) == 0) {
        ++at_;
      }
      cell = trimmed(text_.substr(begin, at_ - begin));
      if (!cell.empty()) {
        return true;
      }
    }
    return false;
  }

  // Whether the cell does not stand in the line of the one before it.
  bool new_line() const { return new_line_; }

 private:
  // Where Snare has written blanks for "\t\t\t"; with a line break there are more.
  static constexpr std::size_t kMostBlanks = 4;

  // How long a mark stands here, 0 for none.
  std::size_t mark_at(std::size_t at) const {
    const char c = text_[at];
    if (c == '\n' || c == '\r' || c == '\t') {
      return 1;
    }
    if (c == '#') {
      return is_escape(text_, at) ? kEscape : 0;
    }
    const bool two = c == ' ' && at + 1 < text_.size() && text_[at + 1] == ' ';
    return blanks_ && two ? 2 : 0;
  }

  std::string_view text_;
  bool blanks_;
  bool new_line_ = false;
  std::size_t at_ = 0;
};

// "Nom du compte :" without colon, and without the blank before it, which may be one that does not
// break. Empty if the cell is no label.
std::string_view label_of(std::string_view cell) {
  if (cell.empty() || cell.back() != ':') {
    return {};
  }
  cell.remove_suffix(1);
  for (const std::string_view blank : {" ", "\xC2\xA0", "\xE2\x80\xAF"}) {
    if (cell.size() > blank.size() && cell.substr(cell.size() - blank.size()) == blank) {
      cell.remove_suffix(blank.size());
    }
  }
  return cell;
}

class Message {
 public:
  Message(Keep keep, Collector& into) : keep_(keep), into_(into) {}

  bool read(std::string_view text) {
    Cells cells(text);
    for (std::string_view cell; cells.next(cell);) {
      if (cells.new_line()) {
        pending_ = {};  // that label has no value
      }
      read_cell(cell);
    }
    return any_;
  }

 private:
  void read_cell(std::string_view cell) {
    const bool first = !begun_;
    begun_ = true;
    if (first) {
      open(cell);
    }
    if (const std::string_view label = label_of(cell); !label.empty()) {
      if (const Heading* heading = find_heading(label)) {
        part_ = heading->part;
        pending_ = {};
      } else {
        pending_ = name_of(label);
      }
      return;
    }
    if (!pending_.empty()) {
      take(pending_, cell);
      pending_ = {};
    } else if (const std::size_t colon = cell.find(':'); colon != kNone) {
      if (const std::string_view name = name_of(label_of(cell.substr(0, colon + 1)));
          !name.empty()) {
        take(name, trimmed(cell.substr(colon + 1)));
      }
    }
  }

  void open(std::string_view sentence) {
    const Opening* opening = find_opening(sentence);
    if (opening == nullptr || keep_ == Keep::no) {
      return;
    }
    // The numbers of a logoff stand under the heading of the subject, but are the target's.
    logoff_ = opening->code == "4634" || opening->code == "4647";
    any_ = true;
    if (!into_.record.set(Name::event_id, opening->code)) {
      return;  // the header says more
    }
    (void)into_.record.set(Name::channel, opening->channel);
    if (!opening->audit.empty()) {
      (void)into_.record.set(Name::event_type, opening->audit);
    }
  }

  // What EventData calls what the label says; empty if it is not known.
  std::string_view name_of(std::string_view text) const {
    if (const Label* label = find_label(text)) {
      const bool target = part_ == Part::target || (logoff_ && part_ == Part::subject);
      return target ? label->target : part_ == Part::subject ? label->subject : label->name;
    }
    const auto name = find_name(text);
    return name && is_data(*name) ? text_of(*name) : std::string_view{};
  }

  void take(std::string_view key, std::string_view value) {
    any_ = true;
    if (keep_ == Keep::yes) {
      into_.add(Section::data, key, value);
    } else if (const auto name = find_name(key)) {
      (void)into_.record.set(*name, value);
    }
  }

  Keep keep_;
  Collector& into_;
  Part part_ = Part::none;
  std::string_view pending_;
  bool begun_ = false;
  bool logoff_ = false;
  bool any_ = false;
};

}  // namespace

std::string_view with_control_characters(std::string_view text, Arena& arena) {
  if (text.find("#0") == kNone) {
    return text;
  }
  char* out = arena.allocate(text.size());
  std::size_t size = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape = is_escape(text, at);
    out[size++] =
        escape ? static_cast<char>((text[at + 2] - '0') * 8 + text[at + 3] - '0') : text[at];
    at += escape ? kEscape - 1 : 0;
  }
  return {out, size};
}

bool read_message(std::string_view text, Keep keep, Collector& into) {
  return Message(keep, into).read(text);
}

}  // namespace yagura::windows
