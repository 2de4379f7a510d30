// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Windows events, in the shapes in which log shippers write them:
//
//   {"EventTime":"2026-02-25 12:30:00","EventID":4625,"Channel":"Security",...}     NXLog and
//   others
//   {"win":{"system":{...},"eventdata":{...}}}                     Wazuh's eventchannel
//   {"Event":{"System":{...},"EventData":{...}}}                   the XML turned into JSON (EVTX)
//   {"winlog":{"event_id":"1","event_data":{...}}}                 cut-down beats; see
//   winlogbeat.cpp <Event xmlns='http://schemas.microsoft.com/...'>...</Event>    the XML itself
//   MSWinEventLog <tab> 1 <tab> Security <tab> ...                 Snare, with or without Kiwi
//   An account was logged off.#015#012#015#012Subject:#015#012...  the message alone
//
// What the schema knows is mapped (windows/map.cpp), and every EventData value is kept under its
// Windows name beside it, because published rules ask for Image or TargetObject.
#include <cstddef>
#include <memory>

#include "base/byte_search.hpp"
#include "base/text.hpp"
#include "model/record.hpp"
#include "parse/parser.hpp"
#include "windows/beats.hpp"
#include "windows/json_shapes.hpp"
#include "windows/labels.hpp"
#include "windows/record.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Where the event begins: behind a byte order mark, blanks, and the colon that remains of a syslog
// tag without a name.
std::size_t begin_of(std::string_view record) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  std::size_t at = record.substr(0, 3) == kByteOrderMark ? kByteOrderMark.size() : 0;
  while (at < record.size() && is_blank(record[at])) {
    ++at;
  }
  if (at < record.size() && record[at] == ':') {
    const std::size_t behind = record.find_first_not_of(": ", at);
    return behind != kNone && record[behind] == '{' ? behind : at;
  }
  return at;
}

class WindowsParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    if (record.size() > kMaxRecordBytes) {
      return ParseResult::malformed("windows: record is too long", kMaxRecordBytes);
    }
    const std::size_t begin = begin_of(record);
    collector_.begin(windows::Shape::flat, event);
    ParseResult result = read(record.substr(begin), context);
    if (result.ok) {
      windows::map_to_event(collector_, context);
    } else {
      result.offset += result.reason == kNoEvent ? 0 : begin;
    }
    return result;
  }

 private:
  using Name = windows::Name;
  static constexpr std::string_view kNoEvent = "windows: neither EventID nor Channel";

  ParseResult read(std::string_view text, const ParseContext& context) {
    const char first = text.empty() ? '\0' : text.front();
    if (first != '<' && first != '{' && first != '[') {
      return read_text(text, context);
    }
    if (ParseResult result =
            first == '<' ? windows::read_xml(text, collector_) : json_.read(text, collector_);
        !result.ok) {
      return result;
    }
    // NXLog may be told to send the frame alone.
    const windows::Record& event = collector_.record;
    const bool nxlog = event.text(Name::source_module_type).substr(0, 3) == "im_";
    if (!event.has(Name::event_id) && !event.has(Name::channel) && !nxlog) {
      return ParseResult::malformed(kNoEvent, 0);
    }
    return {};
  }

  ParseResult read_text(std::string_view text, const ParseContext& context) {
    if (!is_valid_utf8(text)) {
      return ParseResult::malformed("windows: not UTF-8", 0);
    }
    collector_.record.shape = windows::Shape::text;
    if (windows::find_snare(text) != kNone) {
      return windows::read_snare(text, context, collector_);
    }
    if (!windows::read_message(text, windows::Keep::yes, collector_)) {
      return ParseResult::malformed("windows: neither JSON, XML nor the message of an event", 0);
    }
    (void)collector_.record.set(Name::message,
                                windows::with_control_characters(text, collector_.event().arena()));
    return {};
  }

  windows::JsonShapes json_;
  windows::Collector collector_;
};

Confidence recognise_json(std::string_view text) {
  constexpr std::size_t kHead = 64;
  const std::string_view head = text.substr(0, kHead);
  const auto has = [](std::string_view where, std::string_view key) {
    return find_text(where, key) != kNone;
  };
  if (has(head, "\"win\"") || (has(head, "\"Event\"") && has(text, "\"System\""))) {
    return Confidence::certain;
  }
  if (has(text, "\"EventID\"")) {
    const bool header = has(text, "\"Channel\"") || has(text, "\"SourceName\"");
    return header ? Confidence::certain : Confidence::likely;
  }
  if (has(text, "\"winlog\"") && has(text, "\"event_id\"") && !windows::is_beat(text)) {
    return Confidence::certain;
  }
  return has(text, "\"im_msvistalog\"") ? Confidence::likely : Confidence::no;
}

Confidence recognise(std::string_view record) {
  const std::string_view text = record.substr(begin_of(record));
  constexpr std::size_t kHead = 1024;
  if (text.empty()) {
    return Confidence::no;
  }
  if (text.front() == '{') {
    return recognise_json(text);
  }
  const std::string_view head = text.substr(0, kHead);
  if (text.front() == '<') {
    const bool event = head.find("Event xmlns") != kNone || head.find("<Event>") != kNone;
    return event && head.find("System>") != kNone ? Confidence::certain : Confidence::no;
  }
  if (windows::find_snare(text) != kNone) {
    return Confidence::certain;
  }
  const std::size_t line = std::min(head.find("#015#012"), head.find("\r\n"));
  return line != kNone && windows::find_opening(head.substr(0, line)) != nullptr
             ? Confidence::certain
         : line != kNone && head.find("#015#012#011", line) != kNone ? Confidence::likely
                                                                     : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<WindowsParser>();
}

}  // namespace

extern const Format windows_format;
const Format windows_format = {
    "windows", "Windows events and Sysmon: JSON (NXLog, Wazuh, EVTX), XML, Snare, message text",
    recognise, create};

}  // namespace yagura
