// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Windows events of Elastic's winlogbeat and agent, 6.x to 8.x:
//
//   {"@timestamp":"2026-02-25T03:30:00.000Z","agent":{"type":"winlogbeat"},"ecs":{"version":"8.0.0"},
//    "event":{"code":"4688"},"host":{"name":"pc01"},"winlog":{"channel":"Security",
//    "event_data":{"NewProcessName":"C:\\x.exe"},"process":{"pid":4,"thread":{"id":92}}}}
//
// How much is ECS already depends on which of the beat's modules ran: what is, is taken as it
// stands, whatever field it is, and winlog.event_data fills in the rest as for other Windows events
// (windows/map.cpp). Version 6 had no "winlog": its members stood at the top.
//
// Two things differ from ECS as we understand it, and follow what consumers of beats expect:
// process.pid is winlog.process.pid, the process that logged, but for audit events that name one
// themselves; and user.name has no '$' at its end. The other values stay under their own names.
#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/parser.hpp"
#include "windows/beats.hpp"
#include "windows/record.hpp"

namespace yagura {
namespace {

using windows::Name;
using windows::Section;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// How an ECS field is typed follows from its name.
constexpr As type_of(std::string_view name) {
  const auto ends = [&](std::string_view end) {
    return name.size() > end.size() && name.substr(name.size() - end.size()) == end;
  };
  if (name == "@timestamp" || ends(".start") || ends(".end")) {
    return As::time;
  }
  return ends(".ip") ? As::ip : ends(".port") ? As::port : As::text;
}

// Every field of ours under its own name, but for what is read from "winlog".
constexpr Mapping kEcs[] = {
#define YAGURA_ECS_ROW(id, name) {name, Field::id, type_of(name)},
    YAGURA_FIELDS(YAGURA_ECS_ROW)
#undef YAGURA_ECS_ROW
};

struct HeaderName {
  std::string_view beat;
  Name name;
};
constexpr HeaderName kHeader[] = {
    {"event_id", Name::event_id},
    {"channel", Name::channel},
    {"log_name", Name::channel},  // 6.x
    {"computer_name", Name::computer},
    {"provider_name", Name::provider_name},
    {"source_name", Name::provider_name},  // 6.x
    {"record_id", Name::event_record_id},
    {"record_number", Name::event_record_id},  // 6.x
    {"process.pid", Name::logger_process_id},
    {"process_id", Name::logger_process_id},  // 6.x
    {"process.thread.id", Name::logger_thread_id},
    {"thread_id", Name::logger_thread_id},  // 6.x
    {"user.identifier", Name::user_id},
    {"keywords", Name::keywords},
    {"level", Name::severity},  // 6.x
};

class WinlogbeatParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    ecs_.clear();
    collector_.begin(windows::Shape::winlogbeat, event);
    if (ParseResult result = reader_.read(record, "", event, pairs_); !result.ok) {
      return refusal(result);
    }
    for (const Pair& pair : pairs_) {
      take(pair);
    }
    const windows::Record& header = collector_.record;
    if (!header.has(Name::event_id) && !header.has(Name::channel)) {
      return ParseResult::malformed("winlogbeat: neither winlog.event_id nor winlog.channel", 0);
    }
    if (header.has(Name::logger_process_id)) {
      // The one of ECS is then another's.
      windows::add_process_id(collector_);
    }
    fields_.apply(ecs_, context, event);
    windows::map_to_event(collector_, context);
    return {};
  }

 private:
  static ParseResult refusal(const ParseResult& result) {
    const bool cut = result.reason == "json: cut off";
    return ParseResult::malformed(
        cut ? "winlogbeat: JSON is cut off" : "winlogbeat: not a JSON object", result.offset);
  }

  void take(Pair pair) {
    constexpr std::string_view kWinlog = "winlog.";
    constexpr std::string_view kOurs = "yagura.";
    std::string_view name = pair.name;
    if (name.substr(0, kWinlog.size()) == kWinlog) {
      name.remove_prefix(kWinlog.size());
    }
    for (const std::string_view data : {"event_data.", "user_data."}) {
      if (name.substr(0, data.size()) == data) {
        name.remove_prefix(data.size());
        // A list is told by its name standing twice, which is no note here.
        const auto known = windows::find_name(name);
        if (known && windows::is_data(*known) && !collector_.record.has(*known)) {
          (void)collector_.record.set(*known, pair.value);
        }
        collector_.keep(Section::data, name, pair.value);
        return;
      }
    }
    const auto* header = std::find_if(std::begin(kHeader), std::end(kHeader),
                                      [&](const HeaderName& row) { return row.beat == name; });
    const bool top = name.size() == pair.name.size();
    if (header != std::end(kHeader) && (!top || name.find('.') == std::string_view::npos)) {
      (void)collector_.record.set(header->name, pair.value);
      return;
    }
    if (auto* text = std::get_if<std::string_view>(&pair.value);
        text != nullptr && top && name == "user.name" && ends_with(*text, "$")) {
      text->remove_suffix(1);
    }
    if (name == "event.dataset" || name.substr(0, kOurs.size()) == kOurs) {
      collector_.keep(Section::system, pair.name, pair.value);
    } else {
      ecs_.push_back(pair);
    }
  }

  JsonReader reader_;
  Pairs pairs_;
  Pairs ecs_;  // what is not "winlog"
  FieldTable fields_{kEcs};
  windows::Collector collector_;
};

Confidence recognise(std::string_view record) {
  if (!looks_like_json_object(record) || !windows::is_beat(record)) {
    return Confidence::no;
  }
  return has_json_key(record, "\"event_id\"") || has_json_key(record, "\"channel\"")
             ? Confidence::certain
             : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<WinlogbeatParser>();
}

}  // namespace

extern const Format winlogbeat_format;
const Format winlogbeat_format = {
    "winlogbeat", "Windows events of Elastic's winlogbeat and agent (winlog.* beside ECS)",
    recognise, create};

}  // namespace yagura
