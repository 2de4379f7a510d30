// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "regex_sample.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace yagura {
namespace {

class Sampler {
 public:
  Sampler(std::string_view expression, std::mt19937_64& random)
      : text_(expression), random_(random) {}

  std::string alternatives() {
    std::vector<std::string> all{sequence()};
    while (at_ < text_.size() && text_[at_] == '|') {
      ++at_;
      all.push_back(sequence());
    }
    return all[random_() % all.size()];
  }

 private:
  std::string sequence() {
    std::string out;
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      const std::size_t start = at_;
      std::string once = atom();
      const auto [least, most] = repetition();
      const std::size_t after = at_;
      const std::size_t count = least + (most > least ? random_() % 2 : 0);
      for (std::size_t i = 0; i < count; ++i) {
        out += once;
        if (i + 1 < count) {  // another choice for each repetition
          at_ = start;
          once = atom();
        }
      }
      at_ = after;
    }
    return out;
  }

  struct Repetition {
    std::size_t least = 1;
    std::size_t most = 1;
  };
  Repetition repetition() {
    if (at_ >= text_.size()) {
      return {};
    }
    Repetition result;
    const char c = text_[at_];
    if (c == '*' || c == '+' || c == '?') {
      ++at_;
      result = {c == '+' ? 1U : 0U, c == '?' ? 1U : 2U};
    } else if (const std::size_t close = text_.find('}', at_);
               c == '{' && close != std::string_view::npos && is_digit(at_ + 1)) {
      const char* end = text_.data() + close;
      const auto first = std::from_chars(text_.data() + at_ + 1, end, result.least);
      result.most = *first.ptr == ',' ? result.least + 1 : result.least;
      at_ = close + 1;
    } else {
      return result;
    }
    if (at_ < text_.size() && text_[at_] == '?') {
      ++at_;  // lazy
    }
    return result;
  }
  bool is_digit(std::size_t at) const {
    return at < text_.size() && text_[at] >= '0' && text_[at] <= '9';
  }

  std::string atom() {
    const char c = text_[at_++];
    switch (c) {
      case '(':
        return group();
      case '[':
        return one_of_class();
      case '\\':
        return escape();
      case '.':
        return "x";
      case '^':
      case '$':
        return {};
      default:
        return std::string(1, c);
    }
  }

  std::string group() {
    if (at_ < text_.size() && text_[at_] == '?') {
      while (at_ < text_.size() && text_[at_] != ':' && text_[at_] != ')' && text_[at_] != '>') {
        ++at_;
      }
      if (at_ < text_.size() && text_[at_] == ')') {  // flags for what follows
        ++at_;
        return {};
      }
      ++at_;
    }
    std::string inside = alternatives();
    ++at_;
    return inside;
  }

  std::string escape() {
    const char c = text_[at_++];
    switch (c) {
      case 'd':
        return "7";
      case 'w':
        return "w";
      case 's':
        return " ";
      case 'S':
      case 'D':
        return "x";
      case 'W':
        return "-";
      case 'b':
      case 'B':
      case 'A':
      case 'z':
        return {};
      case 't':
        return "\t";
      case 'n':
        return "\n";
      case 'r':
        return "\r";
      case 'x': {
        unsigned code = 0;
        std::from_chars(text_.data() + at_, text_.data() + at_ + 2, code, 16);
        at_ += 2;
        return std::string(1, static_cast<char>(code));
      }
      default:
        return std::string(1, c);
    }
  }

  std::string one_of_class() {
    const bool negated = text_[at_] == '^';
    at_ += negated ? 1 : 0;
    std::string members;
    for (bool first = true; at_ < text_.size() && (first || text_[at_] != ']'); first = false) {
      std::string member;
      if (text_[at_] == '\\') {
        ++at_;
        member = escape();
      } else {
        member = std::string(1, text_[at_++]);
      }
      members += member;
      if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
        for (char c = member.empty() ? '\0' : member.back(); c < text_[at_ + 1]; ++c) {
          members += static_cast<char>(c + 1);
        }
        at_ += 2;
      }
    }
    ++at_;
    if (!negated) {
      return members.empty() ? std::string() : std::string(1, members[random_() % members.size()]);
    }
    for (const char c : std::string_view("x7-_ qZ")) {
      if (members.find(c) == std::string::npos) {
        return std::string(1, c);
      }
    }
    return "x";
  }

  std::string_view text_;
  std::mt19937_64& random_;
  std::size_t at_ = 0;
};

}  // namespace

std::string regex_sample(std::string_view expression, std::mt19937_64& random) {
  return Sampler(expression, random).alternatives();
}

}  // namespace yagura
