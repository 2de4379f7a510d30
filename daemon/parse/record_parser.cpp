// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/record_parser.hpp"

#include <limits>
#include <string>
#include <utility>

#include "base/number.hpp"
#include "parse/configured_format.hpp"
#include "parse/structured_data.hpp"

namespace yagura {
namespace {

constexpr std::string_view kAutomatic = "auto";
constexpr std::string_view kSyslog = "syslog";
constexpr int kMostWrappers = 3;  // CEF in syslog in JSON in syslog

Confidence recognise(const Format& format, std::string_view record) {
  return format.configured != nullptr ? recognise(*format.configured, record)
                                      : format.recognise(record);
}

std::string_view without_padding(std::string_view record) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (record.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    record.remove_prefix(kByteOrderMark.size());
  }
  while (!record.empty() && record.back() == '\0') {
    record.remove_suffix(1);
  }
  return record;
}

std::optional<std::uint32_t> sequence_of(std::string_view structured_data) {
  const auto number = parse_integer(structured_data_value(structured_data, "meta", "sequenceId"));
  if (!number || *number < 0 || *number > std::numeric_limits<std::uint32_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

Result<RecordParser> RecordParser::create(std::string_view format, TimeZone zone,
                                          std::span<const Format* const> formats,
                                          std::string_view charset) {
  auto decoder = CharsetDecoder::create(charset);
  if (!decoder) {
    Error error{ErrorCode::usage, "unknown charset \"" + std::string(charset) + "\""};
    error.how_to_mend = "use auto, utf-8, cp932, euc-jp, iso-2022-jp, utf-16le or latin1";
    return tl::unexpected(std::move(error));
  }
  RecordParser parser(zone, std::move(*decoder));
  parser.automatic_ = format == kAutomatic;
  parser.syslog_only_ = format == kSyslog;
  std::string known(kAutomatic);
  for (const Format* candidate : formats) {
    known += ", ";
    known += candidate->name;
    if (parser.automatic_ || candidate->name == format) {
      parser.candidates_.push_back({candidate, candidate->configured != nullptr
                                                   ? make_parser(*candidate->configured)
                                                   : candidate->create()});
    }
  }
  if (parser.candidates_.empty() && !parser.automatic_) {
    Error error{ErrorCode::usage, "unknown log format \"" + std::string(format) + "\""};
    error.how_to_mend = "use one of: " + known;
    return tl::unexpected(std::move(error));
  }
  return parser;
}

// The envelope is nobody's payload: the format "syslog" is what remains when no other claims it.
RecordParser::Choice RecordParser::choose(std::string_view text) {
  if (last_ < candidates_.size() &&
      recognise(*candidates_[last_].format, text) == Confidence::certain) {
    return {&candidates_[last_], Confidence::certain};
  }
  Choice best;
  for (Candidate& candidate : candidates_) {
    if (candidate.format->name == kSyslog) {
      continue;
    }
    const Confidence confidence = recognise(*candidate.format, text);
    if (confidence > best.confidence) {
      best = {&candidate, confidence};
    }
  }
  return best;
}

ParseResult RecordParser::parse(std::string_view record, TimePoint received, Event& event) {
  sequence_id_.reset();
  CharsetDecoder::Decoded decoded = charset_.decode(record, event.arena());
  // Some senders end a record with NULs, and some files begin each with a byte order mark.
  const std::string_view text = without_padding(decoded.text);
  ParseResult result = parse_at_depth(text, ParseContext{zone_, received}, 0, event);
  if (!result.ok) {
    const auto skipped = static_cast<std::size_t>(text.data() - decoded.text.data());
    result.offset = charset_.raw_offset(record, result.offset + skipped);
  } else if (decoded.damaged) {
    event.notes.push_back("charset: bytes that are no character were replaced");
  }
  return result;
}

// Many formats begin with a time of their own, which is no envelope. With the format known, an
// unreadable priority is no envelope either: the format's own refusal says more.
bool RecordParser::is_envelope(const SyslogMessage& message, const Choice& bare) {
  if (bare.candidate == nullptr) {
    return automatic_ || message.kind != SyslogMessage::Kind::unreadable_priority;
  }
  return message.kind != SyslogMessage::Kind::unreadable_priority &&
         (message.priority >= 0 || choose(message.payload).confidence > bare.confidence);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as kMostWrappers
ParseResult RecordParser::parse_at_depth(std::string_view record, const ParseContext& context,
                                         int depth, Event& event) {
  event.clear();
  used_ = {};
  if (record.empty()) {
    return ParseResult::malformed("empty record", 0);
  }
  // A named format is asked only where an envelope has to be told from what it may begin with.
  const bool plain = !automatic_ && !syslog_only_ && !may_have_syslog_header(record);
  const Choice bare = plain ? Choice{&candidates_.front(), Confidence::certain} : choose(record);
  if (bare.confidence != Confidence::certain) {
    SyslogMessage envelope;
    const ParseResult result = parse_syslog(record, context, envelope);
    if (!result.ok && (syslog_only_ || envelope.priority >= 0)) {
      return result;  // an envelope that is wrong: nothing inside it can be trusted
    }
    if (result.ok && (syslog_only_ || is_envelope(envelope, bare))) {
      return parse_enveloped(envelope, record, context, depth, event);
    }
  }
  Candidate* chosen = automatic_ ? bare.candidate : &candidates_.front();
  if (chosen == nullptr) {
    return ParseResult::malformed("no known format", 0);
  }
  static const SyslogMessage kNoEnvelope;
  return parse_unwrapped(*chosen, kNoEnvelope, record, record, context, depth, event);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as kMostWrappers
ParseResult RecordParser::parse_unwrapped(Candidate& candidate, const SyslogMessage& envelope,
                                          std::string_view record, std::string_view payload,
                                          const ParseContext& context, int depth, Event& event) {
  ParseResult result = parse_payload(candidate, record, payload, context, event);
  if (!result.ok) {
    return result;
  }
  if (const std::string_view inner = candidate.parser->inner_record();
      !inner.empty() && depth < kMostWrappers && is_record(inner, context)) {
    if (parse_at_depth(inner, context, depth + 1, event).ok) {
      return {};
    }
    event.clear();
    (void)parse_payload(candidate, record, payload, context, event);
  }
  return finish(envelope, context, event);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as kMostWrappers
ParseResult RecordParser::parse_enveloped(const SyslogMessage& envelope, std::string_view record,
                                          const ParseContext& context, int depth, Event& event) {
  sequence_id_ = sequence_of(envelope.structured_data);
  Candidate* inner = automatic_ ? choose(envelope.payload).candidate : &candidates_.front();
  if (inner == nullptr || syslog_only_) {
    used_ = kSyslog;
    event.add_text(Field::message, envelope.payload);
    return finish(envelope, context, event);
  }
  return parse_unwrapped(*inner, envelope, record, envelope.payload, context, depth, event);
}

// Whether a text found in a wrapper is what some format is sure of, or has an envelope.
bool RecordParser::is_record(std::string_view inner, const ParseContext& context) {
  if (!automatic_ || inner.empty()) {
    return false;
  }
  SyslogMessage envelope;
  return (inner.front() == '<' && parse_syslog(inner, context, envelope).ok) ||
         choose(inner).confidence >= Confidence::likely;
}

ParseResult RecordParser::parse_payload(Candidate& candidate, std::string_view record,
                                        std::string_view payload, const ParseContext& context,
                                        Event& event) {
  ParseResult result = candidate.parser->parse(payload, context, event);
  if (result.ok) {
    used_ = candidate.format->name;
    last_ = static_cast<std::size_t>(&candidate - candidates_.data());
  } else {
    result.offset += static_cast<std::size_t>(payload.data() - record.data());
  }
  return result;
}

ParseResult RecordParser::finish(const SyslogMessage& envelope, const ParseContext& context,
                                 Event& event) {
  event.add(Field::event_dataset, used_);
  if (envelope.payload.data() != nullptr) {
    add_syslog_header(envelope, event);
  }
  if (!event.own_time) {
    event.own_time = envelope.time;
  }
  event.received = context.received;
  event.time = event.own_time.value_or(context.received);
  if (!event.own_time) {
    event.notes.push_back("time is missing: the time of receipt stands in its place");
  }
  return {};
}

}  // namespace yagura
