// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Zscaler Internet Access: the feeds of NSS and Cloud NSS for web, DNS, firewall, tunnel, admin
// audit, SaaS security (CASB), endpoint and e-mail DLP.
//
//   {"sourcetype":"zscalernss-web","event":{"datetime":"2026-02-25 12:30:00","action":"Allowed",
//    "ClientIP":"192.0.2.7","url":"www.example.jp/a","user":"user01@city.example.jp",...}}
//   2026-02-25 12:30:00<TAB>reason=Allowed<TAB>protocol=HTTPS<TAB>...<TAB>product=NSS<TAB>...
//   CEF:0|Zscaler|NSSWeblog|5.7|Allowed|Allowed|3|act=Allowed app=HTTPS ...
//   LEEF:1.0|Zscaler|NSS|4.1|Allowed|cat=Allowed<TAB>src=192.0.2.7<TAB>...
//   "Wed Feb 25 12:30:00 2026","user01@city.example.jp","HTTPS","www.example.jp/a","Allowed",...
//
// The feed's template is the customer's, so the kind of log is taken from the source type or the
// product if there is one, else from the names. Times have the zone of the feed and do not say it.
// "None", "NA" and a blank are no value, and so is 0.0.0.0. The login is a mail address, or the
// location where nobody logged in. URLs come without a scheme and stay %-encoded.
#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "base/text.hpp"
#include "model/event.hpp"
#include "parse/cef.hpp"
#include "parse/columns.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/key_value.hpp"
#include "parse/leef.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"
#include "zscaler/tables.hpp"

namespace yagura {
namespace {

namespace zs = zscaler;

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kNoValues[] = {"None", "NA", "N/A", " ", "0.0.0.0"};
constexpr std::string_view kEventPrefix = "event.";

enum class Kind { web, dns, firewall, tunnel, audit, file };

struct Mark {
  std::string_view text;
  Kind kind;
};

// Within the source type ("zscalernss-fw") or the CEF product ("NSSFWlog"), in lower case.
constexpr Mark kMarks[] = {
    {"web", Kind::web},           {"dns", Kind::dns},       {"fw", Kind::firewall},
    {"firewall", Kind::firewall}, {"tunnel", Kind::tunnel}, {"audit", Kind::audit},
    {"casb", Kind::file},         {"dlp", Kind::file},      {"saas", Kind::file},
};

// A name that only one kind has. Web is what remains.
constexpr Mark kNames[] = {
    {"dns_req", Kind::dns},        {"reqrulelabel", Kind::dns},    {"reqaction", Kind::dns},
    {"csip", Kind::firewall},      {"cdip", Kind::firewall},       {"nwsvc", Kind::firewall},
    {"ipproto", Kind::firewall},   {"tunneltype", Kind::tunnel},   {"Recordtype", Kind::tunnel},
    {"auditlogtype", Kind::audit}, {"preaction", Kind::audit},     {"filesource", Kind::file},
    {"filemd5", Kind::file},       {"filescantimems", Kind::file},
};

Kind kind_of(std::string_view mark, const Pairs& pairs, Arena& arena) {
  const std::string_view lower = lower_case(mark, arena);
  for (const Mark& known : kMarks) {
    if (lower.find(known.text) != kNone) {
      return known.kind;
    }
  }
  for (const Mark& known : kNames) {
    if (find_pair(pairs, known.text) != nullptr) {
      return known.kind;
    }
  }
  return Kind::web;
}

bool is_value(std::string_view text) {
  if (text.empty()) {
    return false;
  }
  for (const std::string_view none : kNoValues) {
    if (text == none) {
      return false;
    }
  }
  return true;
}

// Whoever is logged in to Zscaler; the device's owner is the name on the device itself.
void add_login(const Pairs& pairs, Event& event) {
  constexpr std::string_view kLogins[] = {"user",  "login",   "elogin", "adminid",
                                          "suser", "usrName", "owner",  "sender"};
  for (const std::string_view name : kLogins) {
    const std::string_view login = percent_decoded(pair_text(pairs, name), event.arena());
    if (!is_value(login)) {
      continue;
    }
    if (login.find('@') != kNone) {
      event.add_text(Field::user_email, login);
    }
    if (!is_value(pair_text(pairs, "deviceowner"))) {
      event.add_text(Field::user_name, login);
    }
    return;
  }
}

// "NotFound", "EMPTY_RESP", or the address or name that was found.
void add_dns_answer(const Pairs& pairs, Event& event) {
  for (const std::string_view name : {"dns_resp", "res"}) {
    const std::string_view answer = pair_text(pairs, name);
    if (!is_value(answer)) {
      continue;
    }
    if (answer.find_first_of(".:") == kNone) {
      event.add_text(Field::dns_response_code, answer);
    } else {
      event.add_text(Field::dns_answers, answer);
    }
    return;
  }
}

// What never reached a server has the server's port as 0.
void drop_zero_ports(Pairs& pairs) {
  for (Pair& pair : pairs) {
    const auto* text = std::get_if<std::string_view>(&pair.value);
    const bool port = pair.name == "sdport" || pair.name == "ssport";
    if (port && text != nullptr && *text == "0") {
      pair.value = std::monostate{};
    }
  }
}

class ZscalerParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    columns_.clear();
    std::string_view mark;
    if (looks_like_json_object(record)) {
      if (const ParseResult result = json_.read(record, "", event, pairs_); !result.ok) {
        return ParseResult::malformed("zscaler: not a whole JSON object", result.offset);
      }
      mark = take_off_envelope();
    } else if (find_leef(record) != kNone) {
      LeefHeader header;
      if (const ParseResult result = read_leef(record, header, pairs_); !result.ok) {
        return ParseResult::malformed("zscaler: the LEEF header is cut off", result.offset);
      }
      mark = header.product;
      add_leef_header(header, event);
    } else if (find_cef(record) != kNone) {
      CefHeader header;
      if (const ParseResult result = read_cef(record, event.arena(), header, pairs_); !result.ok) {
        return ParseResult::malformed("zscaler: the CEF header is cut off", result.offset);
      }
      mark = header.product;
      add_cef_header(header, event);
    } else if (!read_csv(record, event) && !read_tabs(record, event)) {
      return ParseResult::malformed(
          "zscaler: neither JSON, CEF, LEEF, key=value nor a known number of columns", 0);
    }
    return apply(kind_of(mark, pairs_, event.arena()), context, event);
  }

 private:
  // {"sourcetype":...,"event":{...}}, or the fields alone.
  std::string_view take_off_envelope() {
    for (Pair& pair : pairs_) {
      if (pair.name.starts_with(kEventPrefix)) {
        pair.name.remove_prefix(kEventPrefix.size());
      }
    }
    return pair_text(pairs_, "sourcetype");
  }

  void add_leef_header(const LeefHeader& header, Event& event) {
    event.add_text(Field::observer_vendor, header.vendor);
    event.add_text(Field::observer_product, header.product);
    event.add_text(Field::observer_version, header.product_version);
    event.add_text(Field::event_reason, header.event_id);
    for (Pair& pair : pairs_) {
      if (pair.name == "cat") {  // in this template it is not the category
        pair.name = "action";
      }
    }
  }

  static void add_cef_header(const CefHeader& header, Event& event) {
    event.add_text(Field::observer_vendor, header.vendor);
    event.add_text(Field::observer_product, header.product);
    event.add_text(Field::observer_version, header.version);
    event.add_text(Field::message, header.name);
    (void)add_as(Field::event_severity, As::integer, header.severity, ParseContext{},
                 DateOrder::unknown, event);
  }

  bool read_csv(std::string_view record, Event& event) {
    if (record.empty() || record.front() != '"') {
      return false;
    }
    split_columns(record, kCsv, event.arena(), columns_);
    for (const auto names : {std::span<const std::string_view>(zs::kWebColumns),
                             std::span<const std::string_view>(zs::kDnsColumns),
                             std::span<const std::string_view>(zs::kFirewallColumns)}) {
      if (columns_.size() == names.size()) {
        name_columns(names, columns_, event.arena(), pairs_);
        return true;
      }
    }
    return false;
  }

  // A time, then name=value between tabs; relays make blanks of them.
  bool read_tabs(std::string_view record, Event& event) {
    if (record.find('\t') == kNone) {
      const std::size_t count = read_key_values(record, ValueEnd::next_key, event.arena(), pairs_);
      constexpr std::size_t kFewest = 3;
      add_leading_time(record);
      return count >= kFewest;
    }
    split_columns(record, kTsv, event.arena(), columns_);
    for (const std::string_view column : columns_) {
      const std::size_t assign = column.find('=');
      if (assign != kNone && assign > 0) {
        pairs_.push_back({column.substr(0, assign), trimmed(column.substr(assign + 1))});
      }
    }
    const bool any = !pairs_.empty();
    add_leading_time(columns_.front());
    return any;
  }

  void add_leading_time(std::string_view text) {
    constexpr std::size_t kTime = 24;  // "Wed Feb 25 12:30:00 2026"
    const std::string_view time = text.substr(0, std::min(kTime, text.find_first_of("=\t")));
    const std::size_t end = time.starts_with("20") ? 19 : kTime;  // "2026-02-25 12:30:00"
    pairs_.push_back({"datetime", trimmed(time.substr(0, end))});
  }

  ParseResult apply(Kind kind, const ParseContext& context, Event& event) {
    const std::string_view zone = pair_text(pairs_, "tz");
    const bool utc = zone == "GMT" || zone == "UTC";
    const ParseContext clock{utc ? TimeZone{} : context.zone, context.received};
    event.log_source = {"zscaler", "", ""};
    add_login(pairs_, event);
    switch (kind) {
      case Kind::web:
        event.log_source.category = "proxy";
        web_.apply(pairs_, clock, event);
        break;
      case Kind::dns:
        event.log_source.category = "dns";
        add_dns_answer(pairs_, event);
        dns_.apply(pairs_, clock, event);
        break;
      case Kind::firewall:
        event.log_source.category = "firewall";
        drop_zero_ports(pairs_);
        firewall_.apply(pairs_, clock, event);
        break;
      case Kind::tunnel:
        tunnel_.apply(pairs_, clock, event);
        break;
      case Kind::audit:
        event.log_source.service = "audit";
        audit_.apply(pairs_, clock, event);
        break;
      case Kind::file:
        file_.apply(pairs_, clock, event);
        break;
    }
    if (event.fields().empty()) {
      return ParseResult::malformed("zscaler: no field of a feed is known", 0);
    }
    return {};
  }

  static constexpr FieldTable::Settings kSettings{DateOrder::unknown, kNoValues};

  JsonReader json_;
  Pairs pairs_;
  std::vector<std::string_view> columns_;
  FieldTable web_{zs::kWeb, kSettings};
  FieldTable dns_{zs::kDns, kSettings};
  FieldTable firewall_{zs::kFirewall, kSettings};
  FieldTable tunnel_{zs::kTunnel, kSettings};
  FieldTable audit_{zs::kAudit, kSettings};
  FieldTable file_{zs::kFile, kSettings};
};

// "Wed Feb 25 12:30:00 2026": only these feeds write it so in a first quoted column.
bool begins_with_weekday(std::string_view record) {
  constexpr std::string_view kShape = "\"aaa aaa 00 00:00:00 0000\",";
  if (record.size() < kShape.size()) {
    return false;
  }
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const char c = record[i];
    const bool digit = (c >= '0' && c <= '9') || (c == ' ' && i == 9);
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool same = kShape[i] == '0' ? digit : kShape[i] == 'a' ? letter : c == kShape[i];
    if (!same) {
      return false;
    }
  }
  return true;
}

Confidence recognise(std::string_view record) {
  if (looks_like_json_object(record)) {
    if (has_json_key(record, "\"sourcetype\"") && record.find("\"zscaler") != kNone) {
      return Confidence::certain;
    }
    const auto has = [&](std::string_view key) { return has_json_key(record, key); };
    const bool web = has("\"urlsupercategory\"") || has("\"urlsupercat\"");
    const bool dns = has("\"reqrulelabel\"") && has("\"resrulelabel\"");
    const bool firewall = has("\"csip\"") && has("\"cdip\"");
    return web || dns || firewall || has("\"auditlogtype\"") ? Confidence::certain : Confidence::no;
  }
  if (cef_vendor(record).starts_with("Zscaler") || leef_vendor(record).starts_with("Zscaler")) {
    return Confidence::certain;
  }
  if (record.find("product=NSS") != kNone || record.find("vendor=Zscaler") != kNone) {
    return Confidence::certain;
  }
  return begins_with_weekday(record) ? Confidence::likely : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<ZscalerParser>();
}

}  // namespace

extern const Format zscaler_format;
const Format zscaler_format = {
    "zscaler", "Zscaler Internet Access, NSS feeds (JSON, key=value, CSV, CEF, LEEF)", recognise,
    create};

}  // namespace yagura
