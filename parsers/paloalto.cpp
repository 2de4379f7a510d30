// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Palo Alto Networks: PAN-OS 8.1 to 11.1 (CSV, CEF, LEEF) and what Cortex Data Lake, now Strata
// Logging Service, forwards (JSON, CEF). One line a log, by type:
//
//   1,2026/02/25 12:30:00,0123456789,THREAT,url,2562,2026/02/25 12:30:00,192.0.2.7,198.51.100.5,...
//   {"LogType":"TRAFFIC","Subtype":"end","DeviceSN":"0123456789","SourceAddress":"192.0.2.7",...}
//   CEF:0|Palo Alto Networks|LF|2.0|TRAFFIC|end|3|dtz=UTC rt=Feb 25 2026 12:30:00 src=192.0.2.7 ...
//
// Traps: the columns depend on the type and grow with the version (layouts.hpp). Their times are
// the firewall's local ones; only the high-resolution time, near the end and since 10.0, tells the
// zone, which then counts for all of them. A threat's `misc` is a URL without scheme, a file, or a
// name asked for, by subtype. In CEF `in` is what the source sent. SYSTEM says in sentences who
// logged in from where. A header of a relay may stand before the first column, which means nothing.
#include <algorithm>
#include <memory>
#include <vector>

#include "base/number.hpp"
#include "base/url.hpp"
#include "paloalto/layouts.hpp"
#include "paloalto/tables.hpp"
#include "parse/cef.hpp"
#include "parse/columns.hpp"
#include "parse/device_zone.hpp"
#include "parse/event_fields.hpp"
#include "parse/json_reader.hpp"
#include "parse/leef.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kVendor = "Palo Alto Networks";
constexpr std::size_t kTypeColumn = 3;

const paloalto::Layout* find_layout(std::string_view type) {
  for (const paloalto::Alias& alias : paloalto::kAliases) {
    type = type == alias.type ? alias.layout : type;
  }
  for (const paloalto::Layout& layout : paloalto::kLayouts) {
    if (layout.type == type) {
      return &layout;
    }
  }
  return nullptr;
}

bool has_value(std::string_view text) {
  return !text.empty() && text != "-" &&
         std::find(std::begin(paloalto::kNoValue), std::end(paloalto::kNoValue), text) ==
             std::end(paloalto::kNoValue);
}

// The text of the first of these names that has one, which then is used up.
template <std::size_t N>
std::string_view take(Pairs& pairs, const std::string_view (&names)[N]) {
  for (const std::string_view name : names) {
    for (Pair& pair : pairs) {
      const auto* text = std::get_if<std::string_view>(&pair.value);
      if (pair.name == name && text != nullptr && has_value(*text)) {
        const std::string_view taken = *text;
        pair.value = std::monostate{};
        return taken;
      }
    }
  }
  return {};
}

// "2026-02-25T12:30:00.123+09:00" ends with the zone of the firewall. A record cut inside it still
// has its hours.
std::string_view take_zone(Pairs& pairs) {
  for (Pair& pair : pairs) {
    auto* text = std::get_if<std::string_view>(&pair.value);
    if (pair.name != "high_res_timestamp" || text == nullptr) {
      continue;
    }
    const std::size_t clock = text->find('T');
    const std::size_t sign = clock == kNone ? kNone : text->find_first_of("+-", clock);
    if (sign == kNone) {
      return {};
    }
    constexpr std::size_t kHours = 3;
    constexpr std::size_t kWhole = 6;
    if (text->size() - sign < kWhole) {
      *text = text->substr(0, sign + kHours);
    }
    return text->substr(sign);
  }
  return {};
}

// DOMAIN\user, or an address of mail, whose parts are the user's.
void add_user(const Pairs& pairs, Event& event) {
  for (const std::string_view name : paloalto::kUsers) {
    const std::string_view text = pair_text(pairs, name);
    if (!has_value(text)) {
      continue;
    }
    const std::size_t at = text.find('@');
    if (at == kNone || at == 0 || text.find('\\') != kNone) {
      add_account(event, Field::user_name, Field::user_domain, text);
    } else {
      event.add(Field::user_email, text);
      event.add(Field::user_name, text.substr(0, at));
      event.add_text(Field::user_domain, text.substr(at + 1));
    }
    return;
  }
}

// "www.example.jp:8443/path?query", whose port may be only the session's.
void add_address(std::string_view text, Event& event) {
  if (text.find("://") != kNone) {
    add_url(event, text);
  } else {
    event.add(Field::url_original, text);
    const std::size_t slash = std::min(text.find('/'), text.size());
    add_url_host(event, split_authority(text.substr(0, slash)));
    const Url rest = split_url(text.substr(slash));
    event.add_text(Field::url_path, rest.path);
    event.add_text(Field::url_query, rest.query);
    event.add_text(Field::url_extension, rest.extension);
  }
  if (event.has(Field::url_domain) && !event.has(Field::destination_domain)) {
    event.add(Field::destination_domain, *event.find(Field::url_domain));
  }
  const Value* port = event.find(Field::destination_port);
  if (port != nullptr && event.has(Field::url_domain) && !event.has(Field::url_port)) {
    event.add(Field::url_port, *port);
  }
}

// "SSH User Authentication Brute Force Attempt(40015)".
void add_threat(std::string_view text, Event& event) {
  const std::size_t open = text.rfind('(');
  if (open == kNone || !text.ends_with(')')) {
    event.add_text(Field::event_code, text);
    return;
  }
  event.add_text(Field::event_code, text.substr(open + 1, text.size() - open - 2));
  if (!event.has(Field::event_reason)) {
    event.add_text(Field::event_reason, text.substr(0, open));
  }
  event.add_text(Field::threat_name, text.substr(0, open));
}

// What a sentence says behind a phrase: up to a blank, without quotes and punctuation.
std::string_view word_behind(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '\'') {
    return text.substr(at + 1, text.find('\'', at + 1) - at - 1);
  }
  const std::string_view word = text.substr(at, text.find_first_of(" ,;()'\"", at) - at);
  const std::size_t last = word.find_last_not_of(".:");
  return word.substr(0, last == kNone ? 0 : last + 1);
}

void add_phrases(std::string_view text, Event& event) {
  for (const Mapping& phrase : paloalto::kPhrases) {
    for (std::size_t at = text.find(phrase.name); at != kNone && !event.has(phrase.field);
         at = text.find(phrase.name, at + 1)) {
      const std::string_view word = word_behind(text, at + phrase.name.size());
      if (!word.empty()) {
        (void)add_as(phrase.field, phrase.as, word, {}, DateOrder::unknown, event);
      }
    }
  }
  // "User sato logged in via Web from 192.0.2.9 using https"
  constexpr std::string_view kUser = "User ";
  const bool logged = text.starts_with(kUser) && text.find(" logged ") != kNone;
  if (logged && !event.has(Field::user_name)) {
    event.add_text(Field::user_name, word_behind(text, kUser.size()));
  }
  constexpr std::string_view kUsing = " using ";
  const std::size_t protocol = logged ? text.find(kUsing) : kNone;
  if (protocol != kNone) {
    event.add_text(Field::network_protocol, word_behind(text, protocol + kUsing.size()));
  }
}

std::string_view sentence_of(const Pairs& pairs) {
  for (const std::string_view name : {"opaque", "EventDescription", "msg"}) {
    if (const std::string_view text = pair_text(pairs, name); !text.empty()) {
      return text;
    }
  }
  return {};
}

// A refused login tells its reason in the middle: "... Reason: Invalid password. auth profile ...".
std::string_view reason_of(std::string_view text) {
  constexpr std::string_view kReason = "Reason: ";
  const std::size_t at = text.find(kReason);
  if (at == kNone) {
    return text;
  }
  text = text.substr(at + kReason.size());
  const std::size_t end = std::min(text.find(". auth profile"), text.find(". From:"));
  return end == kNone ? text : text.substr(0, end + 1);
}

void add_outcome(std::string_view type, const Pairs& pairs, std::string_view sentence,
                 Event& event) {
  const std::string_view action = event.text(Field::event_action);
  std::string_view status;
  for (const std::string_view name : {"status", "EventStatus", "result", "Result"}) {
    status = status.empty() ? pair_text(pairs, name) : status;
  }
  const auto says = [&](std::string_view word) {
    return status.find(word) != kNone || action.find(word) != kNone;
  };
  if (says("fail") || says("Fail") || sentence.starts_with("failed") ||
      sentence.starts_with("Failed")) {
    event.add(Field::event_outcome, std::string_view("failure"));
  } else if (says("ucce") || (type != "SYSTEM" && !action.empty()) || type == "USERID") {
    event.add(Field::event_outcome, std::string_view("success"));
  }
}

class PaloAltoParser final : public Parser {
 public:
  PaloAltoParser() {
    for (const paloalto::Layout& layout : paloalto::kLayouts) {
      std::vector<std::string_view>& names = names_.emplace_back();
      append_names(paloalto::kHead, names);
      append_names(layout.columns, names);
    }
  }

  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    type_ = subtype_ = {};
    if (const ParseResult result = split(record, event); !result.ok) {
      return result;
    }
    event.log_source = {"paloalto", type_ == "TRAFFIC" ? "firewall" : (type_ == "DNS" ? "dns" : ""),
                        ""};
    if (type_ == "USERID") {  // login or logout; its eventid is a number that is always 0
      event.add_text(Field::event_action, subtype_);
    }
    event.add(Field::observer_vendor, kVendor);
    const std::string_view zone = take_zone(pairs_);
    const ParseContext own = zone_.with(context, zone.empty() ? pair_text(pairs_, "dtz") : zone);
    mark_forwarded_address();
    const std::string_view content = type_ == "THREAT" ? take(pairs_, paloalto::kContents) : "";
    const std::string_view threat = type_ == "THREAT" ? take(pairs_, paloalto::kThreats) : "";
    const std::string_view sentence = type_ == "SYSTEM" ? sentence_of(pairs_) : "";
    event.add_text(Field::event_reason, reason_of(sentence));
    table_.apply(pairs_, own, event);
    add_user(pairs_, event);
    add_content(content, event);
    add_threat(threat, event);
    add_phrases(sentence, event);
    add_outcome(type_, pairs_, sentence, event);
    return {};
  }

 private:
  static void append_names(std::string_view text, std::vector<std::string_view>& names) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(' '), text.size());
      const std::string_view name = text.substr(0, end);
      names.push_back(name == "_" ? std::string_view{} : name);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  ParseResult split(std::string_view record, Event& event) {
    if (looks_like_json_object(record)) {
      const ParseResult result = json_.read(record, "", event, pairs_);
      type_ = pair_text(pairs_, "LogType");
      subtype_ = pair_text(pairs_, "Subtype");
      return result.ok && type_.empty() ? ParseResult::malformed("paloalto: LogType is missing", 0)
                                        : result;
    }
    if (find_cef(record) != kNone) {
      return split_cef(record, event);
    }
    if (find_leef(record) != kNone) {
      LeefHeader header;
      const ParseResult result = read_leef(record, header, pairs_);
      type_ = find_layout(pair_text(pairs_, "Type")) != nullptr ? pair_text(pairs_, "Type")
                                                                : pair_text(pairs_, "cat");
      subtype_ = pair_text(pairs_, "Subtype");
      return result;
    }
    return split_csv(record, event);
  }

  ParseResult split_cef(std::string_view record, Event& event) {
    CefHeader header;
    const ParseResult result = read_cef(record, event.arena(), header, pairs_);
    // The lake writes class=type and name=subtype, firewalls the other way round.
    const bool firewall = find_layout(header.name) != nullptr;
    type_ = firewall ? header.name : header.event_class;
    subtype_ = firewall ? header.event_class : header.name;
    event.add_text(Field::observer_product, header.product);
    event.add_text(Field::observer_version, header.version);
    constexpr std::string_view kPrefix = "PanOS";
    for (Pair& pair : pairs_) {
      if (pair.name.starts_with(kPrefix) && pair.name.size() > kPrefix.size()) {
        pair.name.remove_prefix(kPrefix.size());
      }
    }
    return result;
  }

  ParseResult split_csv(std::string_view record, Event& event) {
    record = record.substr(0, record.find_last_not_of("\r\n") + 1);
    columns_.clear();
    split_columns(record, kCsv, event.arena(), columns_);
    // A relay may have cut off the first column, which means nothing.
    std::size_t type = 0;
    const paloalto::Layout* layout = nullptr;
    for (; type <= kTypeColumn && type < columns_.size(); ++type) {
      layout = find_layout(columns_[type]);
      if (layout != nullptr) {
        break;
      }
    }
    if (layout == nullptr) {
      return ParseResult::malformed("paloalto: no log type in the fourth column", 0);
    }
    columns_.insert(columns_.begin(), kTypeColumn - type, std::string_view{});
    type_ = layout->type;
    const std::vector<std::string_view>& names =
        names_[static_cast<std::size_t>(layout - std::begin(paloalto::kLayouts))];
    drop_details(names, event);
    name_columns(names, columns_, event.arena(), pairs_);
    subtype_ = pair_text(pairs_, "subtype");
    return {};
  }

  // CONFIG of a custom format has the change itself before the sequence number.
  void drop_details(const std::vector<std::string_view>& names, Event& event) {
    if (type_ != "CONFIG") {
      return;
    }
    const auto sequence =
        static_cast<std::size_t>(std::find(names.begin(), names.end(), "seqno") - names.begin());
    constexpr std::size_t kDetails = 2;
    if (columns_.size() <= sequence + kDetails || parse_integer(columns_[sequence]) ||
        !parse_integer(columns_[sequence + kDetails])) {
      return;
    }
    event.add_unmapped(Origin::vendor, "before_change_detail", columns_[sequence]);
    event.add_unmapped(Origin::vendor, "after_change_detail", columns_[sequence + 1]);
    const auto first = columns_.begin() + static_cast<std::ptrdiff_t>(sequence);
    columns_.erase(first, first + kDetails);
  }

  // Without a user, the column may hold "x-fwd-for: 192.0.2.7".
  void mark_forwarded_address() {
    for (Pair& pair : pairs_) {
      const auto* text = std::get_if<std::string_view>(&pair.value);
      if (text != nullptr && pair.name == "srcuser" && text->starts_with("x-fwd-for:")) {
        pair.name = "srcuser.xff";
      }
    }
  }

  void add_content(std::string_view text, Event& event) const {
    std::string_view kind = pair_text(pairs_, "thr_category");
    kind = kind.empty() ? pair_text(pairs_, "ThreatCategory") : kind;
    if (subtype_ == "url") {
      event.log_source.category = "proxy";
    }
    if (text.empty()) {
      return;
    }
    const bool has_path = text.find('/') != kNone;
    if (kind.starts_with("dns")) {
      event.log_source.category = "dns";
      event.add(Field::dns_question_name, text);
    } else if (subtype_ == "url" ||
               (has_path && (subtype_ == "vulnerability" || subtype_ == "spyware"))) {
      add_address(text, event);
    } else {
      (void)add_as(Field::file_path, As::path, text, {}, DateOrder::unknown, event);
    }
  }

  FieldTable table_{paloalto::kRows, {DateOrder::month_first, paloalto::kNoValue}};
  std::vector<std::vector<std::string_view>> names_;  // by layout
  JsonReader json_;
  DeviceZone zone_;
  Pairs pairs_;
  std::vector<std::string_view> columns_;
  std::string_view type_, subtype_;  // of the record at hand
};

// "1,2026/02/25 12:30:00,0123456789,THREAT,url,": three commas, then a type.
bool is_csv(std::string_view record) {
  constexpr std::size_t kHead = 256;
  std::string_view rest = record.substr(0, kHead);
  for (std::size_t column = 0; column < kTypeColumn; ++column) {
    const std::size_t comma = rest.find(',');
    if (comma == kNone) {
      return false;
    }
    const std::string_view text = rest.substr(0, comma);
    // The second column is a time; a header may stand before the first.
    if (column == 1 && (text.empty() || !is_digit(text.front()) || text.find(':') == kNone)) {
      return false;
    }
    rest.remove_prefix(comma + 1);
  }
  return find_layout(rest.substr(0, rest.find(','))) != nullptr;
}

Confidence recognise(std::string_view record) {
  constexpr std::size_t kHead = 2048;
  if (looks_like_json_object(record.substr(0, kHead))) {
    const std::string_view head = record.substr(0, kHead);
    const bool marked =
        has_json_key(head, "\"LogType\"") &&
        (has_json_key(head, "\"DeviceSN\"") || has_json_key(head, "\"LogSourceID\"") ||
         has_json_key(head, "\"TimeGeneratedHighResolution\"") ||
         has_json_key(head, "\"ConfigVersion\""));
    return marked ? Confidence::certain : Confidence::no;
  }
  if (cef_vendor(record) == kVendor) {
    return find_cef(record) == 0 ? Confidence::certain : Confidence::possible;
  }
  if (leef_vendor(record) == kVendor) {
    return find_leef(record) == 0 ? Confidence::certain : Confidence::possible;
  }
  if (!is_csv(record)) {
    return Confidence::no;
  }
  // Behind a header, the header comes off first.
  constexpr std::size_t kFirstColumn = 2;
  return record.find(',') <= kFirstColumn ? Confidence::certain : Confidence::likely;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<PaloAltoParser>();
}

}  // namespace

extern const Format paloalto_format;
const Format paloalto_format = {"paloalto", "Palo Alto Networks, CSV, JSON, CEF or LEEF", recognise,
                                create};

}  // namespace yagura
