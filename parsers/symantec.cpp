// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Symantec Endpoint Protection Manager's external logging (12.1 to 14.3): risks, SONAR, scans,
// attacks, traffic, packets, application control, systems, policies.
//
//   Virus found,IP Address: 192.0.2.7,Computer name: PC01,Source: Auto-Protect scan,Risk name:
//   EICAR
//       Test String,Occurrences: 1,File path: C:\a, b.txt,Description: ,Actual action: Cleaned,...
//   PC01,Local Host IP: 192.0.2.7,Local Port: 137,...,UDP,Inbound,Begin: 2026-02-25 06:13:20,...
//
// Commas part "Label: value" and bare columns, and nothing is quoted, though paths and texts hold
// commas: only the known labels split it right (symantec/labels.hpp). What the bare columns are
// shows by the label before them, or by what they say. Values are in the console's language, times
// have no zone, and a scan that goes on may end in 1970. The far end of inbound traffic is its
// source.
#include <algorithm>
#include <memory>
#include <vector>

#include "base/number.hpp"
#include "base/text.hpp"
#include "model/event.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"
#include "symantec/labels.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

constexpr Mapping kRows[] = {
    {"Last update time", Field::timestamp, As::time},
    {"Event Insert Time", Field::timestamp, As::time},
    {"End Time", Field::timestamp, As::time},
    {"Event time", Field::timestamp, As::time},
    {"Begin", Field::timestamp, As::time},
    {"Begin", Field::event_start, As::time},
    {"Event time", Field::event_start, As::time},
    {"End Time", Field::event_end, As::time},
    {"Duration (seconds)", Field::event_duration, As::duration_s},
    {"Requested action", Field::event_action},
    {"Action", Field::event_action},
    {"Actual action", Field::event_action},
    {"Event Description", Field::event_reason},
    {"Scan ID", Field::event_id},
    {"Computer name", Field::host_name},
    {"Computer", Field::host_name},
    {"Computer name", Field::host_hostname},
    {"Computer", Field::host_hostname},
    {"IP Address", Field::host_ip, As::ip},
    {"Local Host IP", Field::host_ip, As::ip},
    {"Local Host", Field::host_ip, As::ip},
    {"Local", Field::host_ip, As::ip},
    {"Server Name", Field::observer_hostname},
    {"Server", Field::observer_hostname},
    {"User Name", Field::user_name, As::account},
    {"User", Field::user_name, As::account},
    {"User1", Field::user_name, As::account},
    {"Admin", Field::user_name, As::account},
    {"Group Name", Field::group_name},
    {"Group", Field::group_name},
    {"Rule", Field::rule_name},
    {"CIDS Signature string", Field::rule_name},
    {"Policy Name", Field::rule_name},
    {"CIDS Signature ID", Field::rule_id},
    {"Category type", Field::rule_category},
    {"Risk name", Field::threat_name},
    {"File path", Field::file_path, As::path},
    {"File size (bytes)", Field::file_size, As::integer},
    {"Application hash", Field::file_md5, As::hash},
    {"SHA-256", Field::process_sha256, As::lower},
    {"MD-5", Field::process_md5, As::hash},
    {"Application", Field::process_executable, As::path},
    {"IP Address", Field::source_ip, As::ip},
    {"Intrusion URL", Field::url_original, As::url},
    {"Download site", Field::url_original, As::url},
};

// The two ends of traffic, as seen from the computer.
struct Ends {
  Field ip, domain, port, mac;
};
constexpr Ends kSource{Field::source_ip, Field::source_domain, Field::source_port,
                       Field::source_mac};
constexpr Ends kDestination{Field::destination_ip, Field::destination_domain,
                            Field::destination_port, Field::destination_mac};

constexpr std::string_view kNoValues[] = {
    "none",
    "None",
    "N/A",
    "Aucun(e)",
    "なし",
    "1970-01-01 00:00:00",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "00000000000000000000000000000000"};

bool is_no_value(std::string_view text) {
  return text.empty() ||
         std::find(std::begin(kNoValues), std::end(kNoValues), text) != std::end(kNoValues);
}

// "Label: value" or "Label：value"; the label alone. kNone where there is no label of a sane
// length.
std::size_t label_size(std::string_view part, std::size_t& value_at) {
  constexpr std::size_t kLongestLabel = 48;
  constexpr std::string_view kWideColon = "：";
  const std::string_view head = part.substr(0, kLongestLabel + kWideColon.size());
  const std::size_t wide = head.find(kWideColon);
  const std::size_t colon = std::min(head.find(':'), wide);
  value_at = colon == kNone ? kNone : colon + (colon == wide ? kWideColon.size() : 1);
  return colon;
}

// A label nobody told us of: words, then a colon and a blank or the end.
bool may_be_label(std::string_view part, std::size_t size, std::size_t value_at) {
  return size != kNone && size > 1 && part.find_first_of("\\/[]()\"'=.") >= size &&
         !is_digit(part[0]) && (value_at == part.size() || part[value_at] == ' ');
}

// As trimmed(), but what is empty still points into the record: a value may yet grow from there.
std::string_view without_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

// One part between commas that has no label.
struct Column {
  std::string_view text;
  std::string_view after;  // the name of the label before it; empty at the front
  std::size_t number = 0;  // from 0, after that label
};

class SymantecParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    columns_.clear();
    known_ = 0;
    constexpr std::string_view kTag = "SymantecServer";
    if (record.starts_with(kTag)) {
      const std::size_t end = record.find_first_of(":,");
      record.remove_prefix(end == kNone ? 0 : end + 1);
    }
    split(record);
    if (known_ < 2) {
      return ParseResult::malformed("symantec: fewer than two of the known labels", 0);
    }
    event.log_source = {"symantec", category(), ""};
    add_columns(context, event);
    add_description(event);
    if (is_traffic()) {
      add_ends(context, event);
    }
    table_.apply(pairs_, context, event);
    keep_columns(event);
    return {};
  }

 private:
  void split(std::string_view record) {
    const symantec::Label* last = nullptr;
    std::string_view after;
    std::size_t number = 0;
    for (std::size_t at = 0; at <= record.size() && pairs_.size() + columns_.size() < kMostPairs;) {
      const std::size_t end = std::min(record.find(',', at), record.size());
      const std::string_view part = trimmed(record.substr(at, end - at));
      std::size_t value_at = kNone;
      const std::size_t size = label_size(part, value_at);
      const symantec::Label* label =
          size == kNone ? nullptr : symantec::find_label(trimmed(part.substr(0, size)));
      if (label == nullptr) {
        label = label_left_out(part, value_at);
      }
      // A firewall's rule may hold commas; behind application control's stands a number.
      const bool rule_goes_on = after == "Rule" && number == 0 && !parse_integer(part);
      const bool goes_on =
          last != nullptr && (last->commas == symantec::Commas::some || rule_goes_on);
      if (label != nullptr) {
        after = label->name.empty() ? label->text : label->name;
        pairs_.push_back({after, without_blanks(part.substr(value_at))});
        last = label;
        number = 0;
        ++known_;
      } else if (goes_on) {
        extend(pairs_.back(), record.substr(0, end));
      } else if (may_be_label(part, size, value_at) && !pairs_.empty()) {
        pairs_.push_back({part.substr(0, size), without_blanks(part.substr(value_at))});
      } else {
        columns_.push_back({part, after, number++});
      }
      at = end + 1;
    }
  }

  // "[SID: 1] text" and "Local Port 80", as 12.1 writes them.
  static const symantec::Label* label_left_out(std::string_view part, std::size_t& value_at) {
    if (part.starts_with("[SID")) {
      value_at = 0;
      return symantec::find_label("Event Description");
    }
    for (const std::string_view name : {"Local Port", "Remote Port"}) {
      if (part.starts_with(name)) {
        value_at = name.size();
        return symantec::find_label(name);
      }
    }
    return nullptr;
  }

  // The value of `pair` runs on to the end of `record`.
  static void extend(Pair& pair, std::string_view record) {
    auto& text = std::get<std::string_view>(pair.value);
    const auto begin = static_cast<std::size_t>(text.data() - record.data());
    text = without_blanks(record.substr(begin));
  }

  bool is_risk() const { return find_pair(pairs_, "Risk name") != nullptr; }
  bool is_traffic() const {
    for (const std::string_view name : {"Remote Host IP", "Remote Host", "Remote"}) {
      if (find_pair(pairs_, name) != nullptr) {
        return true;
      }
    }
    return false;
  }
  std::string_view category() const {
    const bool attack = find_pair(pairs_, "CIDS Signature ID") != nullptr;
    return is_risk() ? "antivirus" : is_traffic() && !attack ? "firewall" : "";
  }

  void add_columns(const ParseContext& context, Event& event) {
    bool caller_is_numbered = false;
    for (Column& column : columns_) {
      if (is_no_value(column.text)) {
        column.text = {};
        continue;
      }
      if (add_by_word(column.text, event) ||
          (column.after.empty() && add_front(column, context, event)) ||
          add_behind(column, caller_is_numbered, event)) {
        column.text = {};
      }
    }
  }

  static bool add_by_word(std::string_view text, Event& event) {
    for (const std::string_view word : {"Inbound", "Outbound"}) {
      if (equal_ignoring_case(text, word)) {
        event.add(Field::network_direction, lower_case(text, event.arena()));
        return true;
      }
    }
    for (const std::string_view word : {"TCP", "UDP", "ICMP", "ICMPv6"}) {
      if (equal_ignoring_case(text, word)) {
        event.add(Field::network_transport, lower_case(text, event.arena()));
        return true;
      }
    }
    return false;
  }

  // Before the first label: what happened, or the computer, its address, the action, the text.
  bool add_front(const Column& column, const ParseContext& context, Event& event) const {
    if (is_risk() || find_pair(pairs_, "Computer name") != nullptr) {
      event.add_text(Field::event_reason, column.text);
      return true;
    }
    switch (column.number) {
      case 0:
        event.add_text(Field::host_name, column.text);
        event.add_text(Field::host_hostname, column.text);
        return true;
      case 1:
        return add_as(Field::host_ip, As::ip, column.text, context, DateOrder::unknown, event) &&
               add_as(Field::source_ip, As::ip, column.text, context, DateOrder::unknown, event);
      case 2:
        event.add_text(Field::event_action, column.text);
        return true;
      case 3:
        event.add_text(Field::event_reason, column.text);
        return true;
      default:
        return false;
    }
  }

  // Behind a label: a scan's state and text, application control's process and target, and what a
  // management server says of a client.
  static bool add_behind(const Column& column, bool& caller_is_numbered, Event& event) {
    if (column.after == "End Time" && column.number == 0) {
      event.add_text(Field::event_action, column.text);
      return true;
    }
    if (column.after == "User2" || column.after == "User1") {
      return add_once(Field::event_reason, column.text, event);
    }
    if (column.after == "Rule") {
      if (const auto id = parse_integer(column.text); id && column.number == 0) {
        event.add(Field::process_pid, *id);
        caller_is_numbered = true;
        return true;
      }
      if (caller_is_numbered && column.number == 1) {
        event.add_text(Field::process_executable, column.text);
        event.add_text(Field::process_name, base_name(column.text));
        return true;
      }
      return column.number == 4 && column.text.find_first_of("\\/") != kNone &&
             add_once(Field::file_path, column.text, event);
    }
    if (column.after == "Occurrences") {  // 12.1 has no label before the path
      return column.text.find_first_of("\\/") != kNone &&
             add_as(Field::file_path, As::path, column.text, ParseContext{}, DateOrder::unknown,
                    event);
    }
    if (column.after == "Domain Name") {
      constexpr Field kFields[] = {Field::event_reason, Field::host_name, Field::user_name};
      return column.number < std::size(kFields) &&
             add_once(kFields[column.number], column.text, event);
    }
    return false;
  }

  static bool add_once(Field field, std::string_view text, Event& event) {
    if (event.has(field)) {
      return false;
    }
    event.add_text(field, text);
    return true;
  }

  // "[SID: 32329] text": the signature's number stands apart in newer versions, too.
  void add_description(Event& event) const {
    std::string_view text = pair_text(pairs_, "Event Description");
    if (text.starts_with("[SID")) {
      const std::size_t end = text.find(']');
      const std::size_t colon = text.find(':');
      if (end != kNone && colon < end) {
        event.add_text(Field::rule_id, trimmed(text.substr(colon + 1, end - colon - 1)));
        text = trimmed(text.substr(end + 1));
      }
    }
    if (!event.has(Field::event_reason)) {
      event.add_text(Field::event_reason, text);
    }
  }

  void add_ends(const ParseContext& context, Event& event) const {
    const bool peer_began = event.text(Field::network_direction) == "inbound";
    const Ends& here = peer_began ? kDestination : kSource;
    const Ends& there = peer_began ? kSource : kDestination;
    for (const Pair& pair : pairs_) {
      const bool local = pair.name.starts_with("Local");
      if ((!local && !pair.name.starts_with("Remote")) ||
          is_no_value(std::get<std::string_view>(pair.value))) {
        continue;
      }
      add_end(pair, local ? here : there, context, event);
    }
  }

  static void add_end(const Pair& pair, const Ends& end, const ParseContext& context,
                      Event& event) {
    if (pair.name.ends_with("Port")) {
      (void)add_as(end.port, As::port, pair.value, context, DateOrder::unknown, event);
    } else if (pair.name.ends_with("Host Name")) {
      add_endpoint(event, end.ip, end.domain, std::get<std::string_view>(pair.value));
    } else if (pair.name.ends_with("MAC") ||  // "Local: " stands before each of them in 12.1
               !add_as(end.ip, As::ip, pair.value, context, DateOrder::unknown, event)) {
      event.add(end.mac, pair.value);
    }
  }

  void keep_columns(Event& event) const {
    for (const Column& column : columns_) {
      if (!column.text.empty()) {
        event.add_unmapped(Origin::vendor, "column", column.text);
      }
    }
  }

  static constexpr FieldTable::Settings kSettings{DateOrder::unknown, kNoValues};

  Pairs pairs_;
  std::vector<Column> columns_;
  std::size_t known_ = 0;
  FieldTable table_{kRows, kSettings};
};

// Labels of several words directly behind a comma; others write "a: 1, b: 2", too.
Confidence recognise(std::string_view record) {
  if (record.empty() || record[0] == '{' || record[0] == '<') {
    return Confidence::no;
  }
  constexpr std::size_t kMostParts = 24;
  int marks = record.starts_with("Site: ") || record.starts_with("SymantecServer") ? 1 : 0;
  for (std::size_t at = 0, parts = 0; at < record.size() && parts < kMostParts; ++parts) {
    const std::size_t end = std::min(record.find(',', at), record.size());
    const std::string_view part = record.substr(at, end - at);
    std::size_t value_at = kNone;
    const std::size_t size = label_size(part, value_at);
    if (size != kNone && part.substr(0, size).find_first_of(" -") != kNone &&
        symantec::find_label(part.substr(0, size)) != nullptr) {
      ++marks;
    }
    at = end + 1;
  }
  return marks > 2 ? Confidence::certain : marks == 2 ? Confidence::likely : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<SymantecParser>();
}

}  // namespace

extern const Format symantec_format;
const Format symantec_format = {"symantec", "Symantec Endpoint Protection Manager, labelled text",
                                recognise, create};

}  // namespace yagura
