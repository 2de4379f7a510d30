// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/parse_command.hpp"

#include <fmt/format.h>

#include <array>
#include <istream>
#include <iterator>
#include <map>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "model/event.hpp"
#include "model/record.hpp"
#include "parse/dead_letter.hpp"
#include "parse/record_parser.hpp"

namespace yagura {
namespace {

// Base64 takes four bytes for three, JSON escapes up to six for one; the rest is for the keys.
constexpr std::string_view kAutomatic = "auto";
constexpr std::string_view kCharset = "charset";
constexpr std::string_view kFraming = "framing";
constexpr std::string_view kSyslog = "syslog";
// Said of RFC 5424 messages, whose grammar is strict enough for a promise.
constexpr std::string_view kStrictlyRead = ",\"parse_error\":false";
constexpr std::size_t kMaxLetterBytes = kMaxRecordBytes * 6 + 64 * std::size_t{1024};

// Lines of bounded length, without their line break. std::getline would take in a file without
// line breaks whole.
class LineReader {
 public:
  LineReader(std::istream& in, std::size_t longest) : in_(*in.rdbuf()), longest_(longest) {}

  // False at the end. `cut`: the line was longer, the rest is passed over.
  bool next(std::string& line, bool& cut) {
    using Traits = std::istream::traits_type;
    line.clear();
    cut = false;
    auto c = in_.sbumpc();
    if (Traits::eq_int_type(c, Traits::eof())) {
      return false;
    }
    for (; !Traits::eq_int_type(c, Traits::eof()) && c != '\n'; c = in_.sbumpc()) {
      if (line.size() < longest_) {
        line += Traits::to_char_type(c);
      } else {
        cut = true;
      }
    }
    if (!cut && !line.empty() && line.back() == '\r') {
      line.pop_back();
    }
    return true;
  }

 private:
  std::streambuf& in_;
  std::size_t longest_;
};

class Command {
 public:
  Command(const ParseOptions& options, std::ostream& out) : options_(options), out_(out) {}

  // True if it became an event.
  void parse_record(std::string_view raw) {
    parse({options_.format, "", options_.charset}, options_.zone, options_.received, raw);
  }

  void parse_letter(std::string_view line) {
    const auto letter = read_dead_letter(line);
    if (!letter) {
      write_error(letter.error().message, 0, line);
      return;
    }
    const auto zone = TimeZone::find(letter->time_zone);
    if (!zone) {
      write_error("time zone not known", 0, letter->raw);
      return;
    }
    parse({letter->format, letter->time_zone, letter->charset}, *zone,
          letter->received.value_or(options_.received), letter->raw);
  }

  // The whole input as one stream of records.
  void write_frames(std::string_view stream) {
    line_.assign("{\"frames\":[");
    for (const std::string& frame : options_.frames(stream)) {
      line_ += line_.back() == '[' ? "\"" : ",\"";
      append_json_escaped(line_, frame);
      line_ += '"';
    }
    line_ += "]}\n";
    out_ << line_;
  }

  void write_error(std::string_view reason, std::size_t offset, std::string_view raw) {
    failed_ = true;
    line_.assign("{\"error\":{\"reason\":\"");
    append_json_escaped(line_, reason);
    fmt::format_to(std::back_inserter(line_), "\",\"offset\":{}}},", offset);
    append_raw(line_, raw);
    line_ += "}\n";
    out_ << line_;
  }

  int exit_code() const { return failed_ ? 1 : 0; }

 private:
  struct How {
    std::string_view format;
    std::string_view zone_name;  // tells the parsers of dead letters apart
    std::string_view charset;
  };

  void parse(const How& how, const TimeZone& zone, TimePoint received, std::string_view raw) {
    if (how.format == kFraming && options_.frames) {
      write_frames(raw);
      return;
    }
    RecordParser* parser = parser_for(how, zone);
    if (parser == nullptr) {
      write_error(CharsetDecoder::is_known(how.charset) ? "format not known" : "charset not known",
                  0, raw);
      return;
    }
    arena_.clear();
    if (const ParseResult result = parser->parse(raw, received, event_); !result.ok) {
      write_error(result.reason, result.offset, raw);
      return;
    }
    line_.clear();
    append_json(line_, event_);
    if (parser->format() == kSyslog && event_.has(Field::syslog_version)) {
      line_.insert(line_.size() - 1, kStrictlyRead);
    }
    line_ += '\n';
    out_ << line_;
  }

  // Parsers remember, so each format, zone and charset keeps its own. The names are known ones,
  // which bounds how many there can be.
  RecordParser* parser_for(const How& how, const TimeZone& zone) {
    const std::array key{std::string(how.format), std::string(how.zone_name),
                         std::string(how.charset)};
    const auto found = parsers_.find(key);
    if (found != parsers_.end()) {
      return &found->second;
    }
    auto created = RecordParser::create(how.format == kCharset ? kAutomatic : how.format, zone,
                                        options_.formats, how.charset);
    if (!created) {
      return nullptr;
    }
    return &parsers_.emplace(key, std::move(*created)).first->second;
  }

  const ParseOptions& options_;
  std::ostream& out_;
  std::map<std::array<std::string, 3>, RecordParser> parsers_;
  Arena arena_;
  Event event_{arena_};
  std::string line_;
  bool failed_ = false;
};

}  // namespace

bool is_special_format(std::string_view name) {
  return name == kAutomatic || name == kCharset || name == kFraming;
}

int run_parse(const ParseOptions& options, std::istream& in, std::ostream& out) {
  const bool letters = options.input == ParseOptions::Input::dead_letters;
  Command command(options, out);
  if (!letters && options.format == kFraming && options.frames) {
    command.write_frames(std::string(std::istreambuf_iterator<char>(in), {}));
    return command.exit_code();
  }
  LineReader lines(in, letters ? kMaxLetterBytes : kMaxRecordBytes);
  std::string line;
  bool cut = false;
  while (lines.next(line, cut)) {
    if (cut) {
      command.write_error("line is too long", line.size(), line);
    } else if (letters) {
      command.parse_letter(line);
    } else if (!line.empty()) {
      command.parse_record(line);
    }
  }
  return command.exit_code();
}

}  // namespace yagura
