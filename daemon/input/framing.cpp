// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/framing.hpp"

#include <algorithm>

namespace yagura {
namespace {

constexpr std::size_t kMostCountDigits = 7;
constexpr auto kNone = std::string_view::npos;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Finds the next LF or NUL of one buffer. Each kind is searched for only beyond its last find, so
// that a buffer full of the one does not search for the other again and again.
class TrailerFinder {
 public:
  explicit TrailerFinder(std::string_view bytes)
      : bytes_(bytes), line_feed_(bytes.find('\n')), nul_(bytes.find('\0')) {}

  std::size_t next(std::size_t from) {
    if (line_feed_ < from) {
      line_feed_ = bytes_.find('\n', from);
    }
    if (nul_ < from) {
      nul_ = bytes_.find('\0', from);
    }
    return std::min(line_feed_, nul_);
  }

 private:
  std::string_view bytes_;
  std::size_t line_feed_;  // npos = no more
  std::size_t nul_;
};

}  // namespace

void StreamFramer::feed(std::string_view bytes, const Sink& sink) {
  TrailerFinder trailers(bytes);
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::string_view rest = bytes.substr(at);
    switch (state_) {
      case State::deciding:
        at += decide(rest);
        break;
      case State::counted:
        at += take_counted(rest, sink);
        break;
      case State::delimited: {
        const std::size_t trailer = trailers.next(at);
        at += take_delimited(rest, trailer == kNone ? kNone : trailer - at, sink);
        break;
      }
      case State::skipping: {
        const std::size_t trailer = trailers.next(at);
        if (trailer == kNone) {
          return;
        }
        at = trailer + 1;
        state_ = State::deciding;
        break;
      }
    }
  }
}

std::size_t StreamFramer::decide(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    const char c = bytes[taken];
    const bool blank_held = !held_.empty() && held_.back() == ' ';
    if (blank_held && c == '<') {
      left_ = 0;
      for (const char digit : std::string_view(held_).substr(0, held_.size() - 1)) {
        left_ = left_ * 10 + static_cast<std::size_t>(digit - '0');
      }
      held_.clear();
      overflow_ = false;
      state_ = State::counted;
      return taken;
    }
    const bool more_digits = !blank_held && is_digit(c) && held_.size() < kMostCountDigits &&
                             !(held_.empty() && c == '0');
    const bool blank = !blank_held && c == ' ' && !held_.empty();
    if (!more_digits && !blank) {
      begin_delimited();
      return taken;
    }
    held_ += c;
    ++taken;
  }
  return taken;
}

std::size_t StreamFramer::take_counted(std::string_view bytes, const Sink& sink) {
  const std::size_t taken = std::min(left_, bytes.size());
  if (held_.empty() && taken == left_ && left_ <= max_record_) {
    emit(bytes.substr(0, taken), Completeness::whole, sink);
  } else {
    const std::size_t kept = std::min(taken, max_record_ - held_.size());
    held_.append(bytes.substr(0, kept));
    overflow_ = overflow_ || kept < taken;
    if (taken == left_) {
      emit(held_, overflow_ ? Completeness::cut : Completeness::whole, sink);
    }
  }
  left_ -= taken;
  return taken;
}

std::size_t StreamFramer::take_delimited(std::string_view bytes, std::size_t trailer,
                                         const Sink& sink) {
  const std::string_view body = bytes.substr(0, trailer);
  // One byte more than the limit may be the CR that is not part of the record.
  const std::size_t room = max_record_ + 1 - std::min(max_record_ + 1, held_.size());
  if (body.size() > room) {
    held_.append(body.substr(0, room));
    emit(held_, Completeness::cut, sink);
    state_ = trailer == kNone ? State::skipping : State::deciding;
  } else if (trailer == kNone) {
    held_.append(body);
    return body.size();
  } else if (held_.empty()) {
    emit(body, Completeness::whole, sink);
  } else {
    held_.append(body);
    emit(held_, Completeness::whole, sink);
  }
  return trailer == kNone ? body.size() : trailer + 1;
}

void StreamFramer::emit(std::string_view record, Completeness completeness, const Sink& sink) {
  if (completeness == Completeness::whole) {
    if (!record.empty() && record.back() == '\n') {  // some senders count their line feed in
      record.remove_suffix(1);
    }
    if (!record.empty() && record.back() == '\r') {
      record.remove_suffix(1);
    }
  }
  if (record.size() > max_record_) {
    record = record.substr(0, max_record_);
    completeness = Completeness::cut;
  }
  if (!record.empty()) {
    sink(record, completeness);
  }
  held_.clear();
  state_ = State::deciding;
}

void StreamFramer::finish(const Sink& sink) {
  if (state_ == State::counted) {
    emit(held_, Completeness::cut, sink);
  } else if (state_ != State::skipping) {
    emit(held_, Completeness::whole, sink);
  }
  held_.clear();
  state_ = State::deciding;
}

std::vector<std::string> frames_of(std::string_view stream) {
  std::vector<std::string> frames;
  StreamFramer framer;
  framer.feed(stream, [&](std::string_view record, StreamFramer::Completeness) {
    frames.emplace_back(record);
  });
  return frames;
}

}  // namespace yagura
