// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Trend Micro: Apex One and other products by Apex Central (once Control Manager), Deep Security
// and Workload Security, Vision One observed attack techniques and workbench alerts.
//
//   CEF:0|Trend Micro|Apex Central|2019|AV:File renamed|JS_TEST|3|rt=Nov 23 2026 00:00:00 GMT+00:00
//       dhost=PC01 duser=CITY\\user01 cs1Label=VLF_FunctionCode cs1=Manual Scan ...
//   CEF:0|Trend Micro|Deep Security Agent|20.0|4000000|Eicar_test_file|6|cn1=1 cn1Label=Host ID ...
//   LEEF:2.0|Trend Micro|Deep Security Agent|20.0|4000030|cat=Anti-Malware<TAB>name=...
//   {"uuid":"...","detectedDateTime":"...","filters":[...],"detail":{"endpointHostName":"PC01",...}}
//   {"id":"WB-...","workbenchLink":"...","impactScope":{"entities":[...]},"indicators":[...]}
//
// Event class and name are translated: only what stands before the colon ("AV:") can be relied on.
// Newer consoles write the vendor as "TrendAI". Relays leave "#015" for the carriage return at the
// end. A file's path may be its folder, with a backslash at the end. Times without a zone are UTC.
#include <memory>

#include "model/event.hpp"
#include "parse/cef.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/leef.hpp"
#include "parse/os_product.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"
#include "trendmicro/tables.hpp"

namespace yagura {
namespace {

namespace tm = trendmicro;

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kNoValues[] = {"N/A", "n/a", "None"};

// Before a table is asked. What it fills the table leaves alone.
void add_first(std::span<const Mapping> rows, const Pairs& pairs, const ParseContext& context,
               Event& event) {
  for (const Mapping& row : rows) {
    const Value* value = event.has(row.field) ? nullptr : find_pair(pairs, row.name);
    const auto* text = value == nullptr ? nullptr : std::get_if<std::string_view>(value);
    if (value == nullptr || (text != nullptr && (text->empty() || *text == "N/A"))) {
      continue;
    }
    for (const Pair& pair : pairs) {
      if (pair.name == row.name) {
        (void)add_as(row.field, row.as, pair.value, context, DateOrder::unknown, event);
      }
    }
  }
}

// "C:\folder\" and the file's name apart: the path goes without its end.
void mend_folder(Pairs& pairs, Event& event) {
  for (Pair& pair : pairs) {
    auto* text = std::get_if<std::string_view>(&pair.value);
    const bool path = pair.name == "filePath" || pair.name == "filepath";
    if (path && text != nullptr && text->size() > 1 &&
        (text->back() == '\\' || text->back() == '/')) {
      text->remove_suffix(1);
      event.add_text(Field::file_directory, *text);
    }
  }
}

// "hkcr\ms-settings\shell": the hive and the rest; with the value's name it is Sigma's target.
void add_registry(const Pairs& pairs, Event& event) {
  const std::string_view key = pair_text(pairs, "objectRegistryKeyHandle");
  if (key.empty()) {
    return;
  }
  const std::size_t cut = key.find('\\');
  event.add_text(Field::registry_hive, key.substr(0, cut));
  event.add_text(Field::registry_key, cut == kNone ? key : key.substr(cut + 1));
  const std::string_view value = pair_text(pairs, "objectRegistryValue");
  const std::size_t size = key.size() + (value.empty() ? 0 : value.size() + 1);
  char* path = event.arena().allocate(size);
  key.copy(path, key.size());
  if (!value.empty()) {
    path[key.size()] = '\\';
    value.copy(path + key.size() + 1, value.size());
  }
  event.add(Field::registry_path, std::string_view(path, size));
}

// {"field":"processCmd","value":"..."} becomes processCmd=..., and {"entityType":"host",
// "entityValue":{"name":...}} becomes host.name=...: the first of each. The pairs of one element of
// a list stand together. Only so many elements are looked at, so that the cost stays linear.
class AlertParts {
 public:
  explicit AlertParts(Pairs& pairs) : pairs_(pairs), own_(pairs.size()) {}

  void add() {
    for (std::size_t i = 0; i < own_; ++i) {
      take(i, "indicators.", "field", "value");
      take(i, "impactScope.entities.", "entityType", "entityValue");
    }
  }

 private:
  // Where `pair` names the kind of an element of `list`, its values get names by that kind.
  void take(std::size_t i, std::string_view list, std::string_view kind, std::string_view value) {
    const std::string_view name = pairs_[i].name;
    const auto* text = std::get_if<std::string_view>(&pairs_[i].value);
    if (text == nullptr || !name.starts_with(list) || !name.ends_with(kind)) {
      return;
    }
    const std::string_view element = name.substr(0, name.size() - kind.size());
    const std::string_view wanted = wanted_name(*text);
    if (!element.ends_with('.') || wanted.empty() || left_ == 0) {
      return;
    }
    --left_;
    if (find_pair(pairs_, wanted) != nullptr) {
      return;
    }
    constexpr std::size_t kMostApart = 64;  // pairs of one element
    const std::size_t begin = i < kMostApart ? 0 : i - kMostApart;
    for (std::size_t k = begin; k < own_ && k < i + kMostApart; ++k) {
      if (pairs_[k].name.starts_with(element)) {
        copy(pairs_[k], element.size(), value, wanted);
      }
    }
  }

  static std::string_view wanted_name(std::string_view kind) {
    return kind == "host" ? "host.name" : kind;
  }

  void copy(const Pair& pair, std::size_t prefix, std::string_view value, std::string_view wanted) {
    const std::string_view rest = pair.name.substr(prefix);
    if (rest == value) {
      pairs_.push_back({wanted, Value{pair.value}});
      return;
    }
    for (const std::string_view part : {"host.guid", "host.name", "host.ips"}) {
      if (wanted == "host.name" && rest.starts_with(value) &&
          rest.substr(value.size()) == part.substr(4)) {
        pairs_.push_back({part, Value{pair.value}});
      }
    }
  }

  Pairs& pairs_;
  std::size_t own_;
  int left_ = 256;  // elements to be looked at
};

const tm::Log* find_log(const CefHeader& header) {
  for (const tm::Log& log : tm::kLogs) {
    if (header.event_class.starts_with(log.begin) || header.name.starts_with(log.begin)) {
      return &log;
    }
  }
  return nullptr;
}

// Event classes of anti-malware; the name is what was found.
bool is_malware_class(std::string_view event_class) {
  return event_class.size() == 7 && event_class.starts_with("40");
}

class TrendMicroParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    event.log_source = {"trendmicro", "", ""};
    constexpr std::string_view kReturn = "#015";
    while (record.ends_with(kReturn)) {
      record.remove_suffix(kReturn.size());
    }
    if (looks_like_json_object(record)) {
      return parse_json(record, context, event);
    }
    if (find_leef(record) != kNone) {
      return parse_leef(record, context, event);
    }
    return parse_cef(record, context, event);
  }

 private:
  ParseResult parse_cef(std::string_view record, const ParseContext& context, Event& event) {
    CefHeader header;
    if (const ParseResult result = read_cef(record, event.arena(), header, pairs_); !result.ok) {
      return ParseResult::malformed("trendmicro: neither CEF, LEEF nor a JSON object",
                                    result.offset);
    }
    add_header(header, event);
    const bool deep_security = header.product.starts_with("Deep Security") ||
                               header.product.starts_with("Workload Security") ||
                               header.product.find("Workload") != kNone ||
                               find_pair(pairs_, "TrendMicroDsTenant") != nullptr;
    if (deep_security) {
      finish_deep_security(header.event_class, header.name, context, event);
      return {};
    }
    // Apex Central's times are UTC, with or without saying so.
    const ParseContext utc{TimeZone{}, context.received};
    if (header.event_class.starts_with("MS:")) {
      mail_.apply(pairs_, utc, event);
      add_rule_id(header.event_class, event);
      return {};
    }
    if (const tm::Log* log = find_log(header)) {
      event.log_source.category = log->category;
      add_first(log->first, pairs_, utc, event);
      if (log->category == "antivirus" && header.event_class.starts_with("AV:")) {
        event.add_text(Field::threat_name, header.name);
      }
    }
    mend_folder(pairs_, event);
    apex_.apply(pairs_, utc, event);
    add_rule_id(header.event_class, event);
    return {};
  }

  ParseResult parse_leef(std::string_view record, const ParseContext& context, Event& event) {
    LeefHeader header;
    if (const ParseResult result = read_leef(record, header, pairs_); !result.ok) {
      return ParseResult::malformed("trendmicro: the LEEF header is cut off", result.offset);
    }
    event.add_text(Field::observer_vendor, header.vendor);
    event.add_text(Field::observer_product, header.product);
    event.add_text(Field::observer_version, header.product_version);
    finish_deep_security(header.event_id, pair_text(pairs_, "name"), context, event);
    return {};
  }

  void finish_deep_security(std::string_view event_class, std::string_view name,
                            const ParseContext& context, Event& event) {
    if (is_malware_class(event_class)) {
      event.log_source.category = "antivirus";
      event.add_text(Field::threat_name, name);
    }
    deep_security_.apply(pairs_, context, event);
    if (!event.has(Field::event_reason)) {
      event.add_text(Field::event_reason, name);
    }
    add_rule_id(event_class, event);
  }

  static void add_header(const CefHeader& header, Event& event) {
    event.add_text(Field::observer_vendor, header.vendor);
    event.add_text(Field::observer_product, header.product);
    event.add_text(Field::observer_version, header.version);
    event.add_text(Field::message, header.name);
    (void)add_as(Field::event_severity, As::integer, header.severity, ParseContext{},
                 DateOrder::unknown, event);
  }

  static void add_rule_id(std::string_view event_class, Event& event) {
    if (!event.has(Field::rule_id)) {
      event.add_text(Field::rule_id, event_class);
    }
  }

  ParseResult parse_json(std::string_view record, const ParseContext& context, Event& event) {
    if (const ParseResult result = json_.read(record, "", event, pairs_); !result.ok) {
      return ParseResult::malformed("trendmicro: not a whole JSON object", result.offset);
    }
    const auto has = [&](std::string_view name) { return find_pair(pairs_, name) != nullptr; };
    if (has("workbenchLink") || has("impactScope.entities.0.entityType")) {
      AlertParts(pairs_).add();
      add_registry(pairs_, event);
      alert_.apply(pairs_, context, event);
      return {};
    }
    constexpr std::string_view kDetail = "detail.";
    for (Pair& pair : pairs_) {
      if (pair.name.starts_with(kDetail)) {
        pair.name.remove_prefix(kDetail.size());
      }
    }
    if (!has("filterRiskLevel") && !has("detectedDateTime") && !has("endpointHostName") &&
        !has("productCode")) {
      return ParseResult::malformed("trendmicro: neither an alert nor an attack technique", 0);
    }
    add_technique(context, event);
    return {};
  }

  void add_technique(const ParseContext& context, Event& event) {
    const bool mail =
        find_pair(pairs_, "mailMsgSubject") != nullptr || find_pair(pairs_, "mailbox") != nullptr;
    auto first = mail ? std::span<const Mapping>(tm::kMessageFirst)
                      : std::span<const Mapping>(tm::kObjectFirst);
    for (const tm::Telemetry& kind : tm::kTelemetry) {
      if (!mail && pair_text(pairs_, "eventId") == kind.id) {
        first = kind.first;
        event.log_source = {product_of_os(pair_text(pairs_, "osName")), kind.category, ""};
      }
    }
    if (pair_text(pairs_, "eventSubId") == "TELEMETRY_MODULE_LOAD") {
      first = tm::kLibraryFirst;
      event.log_source.category = "image_load";
    }
    add_first(first, pairs_, context, event);
    add_registry(pairs_, event);
    technique_.apply(pairs_, context, event);
  }

  static constexpr FieldTable::Settings kSettings{DateOrder::unknown, kNoValues};

  JsonReader json_;
  Pairs pairs_;
  FieldTable apex_{tm::kApexRows, kSettings};
  FieldTable mail_{tm::kMailRows, kSettings};
  FieldTable deep_security_{tm::kDeepSecurityRows, kSettings};
  FieldTable technique_{tm::kTechniqueRows};
  FieldTable alert_{tm::kAlertRows};
};

Confidence recognise(std::string_view record) {
  if (looks_like_json_object(record)) {
    const auto has = [&](std::string_view key) { return has_json_key(record, key); };
    const bool alert = has("\"impactScope\"") && has("\"indicators\"");
    return alert || has("\"filterRiskLevel\"") ||
                   (has("\"detectedDateTime\"") && has("\"filters\""))
               ? Confidence::certain
               : Confidence::no;
  }
  constexpr std::string_view kVendor = "Trend";  // "Trend Micro", "TrendAI"
  return cef_vendor(record).starts_with(kVendor) || leef_vendor(record).starts_with(kVendor)
             ? Confidence::certain
             : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<TrendMicroParser>();
}

}  // namespace

extern const Format trendmicro_format;
const Format trendmicro_format = {
    "trendmicro", "Trend Micro Apex Central, Deep Security (CEF, LEEF) and Vision One (JSON)",
    recognise, create};

}  // namespace yagura
