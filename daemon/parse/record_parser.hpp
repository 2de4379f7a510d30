// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/event.hpp"
#include "parse/charset.hpp"
#include "parse/parser.hpp"
#include "parse/syslog.hpp"

namespace yagura {

// Turns the raw records of one source and one organisation into events: decodes them to UTF-8,
// strips the NUL bytes that some senders pad with, takes off the syslog envelope, if there is one,
// and gives the payload to the format that was configured, or with "auto" to the one that is surest
// of it.
//
// What it adds to what the format says: event.dataset (the format's name), log.syslog.*, and a
// time: the payload's own, else the envelope's, else `received` with a note.
//
// Wrappers nest: with "auto", a record whose format wraps another (CEF in a JSON message) becomes
// what is inside it.
//
// With "auto", the payload of a syslog header that no format knows is an event of the dataset
// "syslog" with its `message`; a bare text that no format knows is malformed. What a format
// claims and then refuses is refused. With a named format, its refusal is the record's.
//
// Keeps one Parser a format for as long as it lives, because formats remember (W3C ELFF's
// #Fields). One thread. Never throws; linear in the record.
class RecordParser {
 public:
  // `format`: the name of one of `formats`, or "auto". `zone`: for times without one. `charset`: as
  // charset.hpp knows them. `formats` and what it points to must outlive the parser (registry.hpp's
  // do).
  static Result<RecordParser> create(std::string_view format, TimeZone zone,
                                     std::span<const Format* const> formats,
                                     std::string_view charset = "auto");

  // Clears and fills `event`. On refusal the offset counts from the beginning of `record`, and
  // what `event` holds is of no use.
  ParseResult parse(std::string_view record, TimePoint received, Event& event);

  // Of the last record parsed: the format that made the event ("" if none did), and the
  // meta sequenceId of RFC 5424 section 7.3.1, with which gaps can be noticed.
  std::string_view format() const { return used_; }
  std::optional<std::uint32_t> sequence_id() const { return sequence_id_; }

 private:
  struct Candidate {
    const Format* format;
    std::unique_ptr<Parser> parser;
  };
  RecordParser(TimeZone zone, CharsetDecoder charset) : zone_(zone), charset_(std::move(charset)) {}

  struct Choice {
    Candidate* candidate = nullptr;
    Confidence confidence = Confidence::no;
  };
  Choice choose(std::string_view text);
  bool is_envelope(const SyslogMessage& message, const Choice& bare);
  ParseResult parse_at_depth(std::string_view record, const ParseContext& context, int depth,
                             Event& event);
  ParseResult parse_unwrapped(Candidate& candidate, const SyslogMessage& envelope,
                              std::string_view record, std::string_view payload,
                              const ParseContext& context, int depth, Event& event);
  ParseResult parse_enveloped(const SyslogMessage& envelope, std::string_view record,
                              const ParseContext& context, int depth, Event& event);
  bool is_record(std::string_view inner, const ParseContext& context);
  ParseResult parse_payload(Candidate& candidate, std::string_view record, std::string_view payload,
                            const ParseContext& context, Event& event);
  ParseResult finish(const SyslogMessage& envelope, const ParseContext& context, Event& event);

  TimeZone zone_;
  CharsetDecoder charset_;
  std::vector<Candidate> candidates_;
  std::size_t last_ = 0;  // the candidate that took the last record: most sources have one format
  bool automatic_ = false;
  bool syslog_only_ = false;
  std::string_view used_;
  std::optional<std::uint32_t> sequence_id_;
};

}  // namespace yagura
