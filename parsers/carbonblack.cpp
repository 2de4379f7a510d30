// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Carbon Black: EDR (once Response) by its event forwarder, JSON or LEEF, and Carbon Black Cloud by
// its data forwarder and alert API (v6 and v7), JSON.
//
//   {"type":"ingress.event.netconn","computer_name":"PC01","pid":2316,"local_ip":"192.0.2.7",
//    "remote_ip":"198.51.100.9","remote_port":443,"protocol":6,"direction":"outbound",...}
//   {"docs":[{"process_name":"a.exe","path":"c:\\a.exe",...}],"watchlist_name":"tools",...}
//   {"type":"endpoint.event.filemod","process_path":"...","filemod_name":"...",...}
//
// The type decides what `path` and `md5` are of: the process, a file, a library. Hits have no type;
// their shape tells. Of several docs the first is taken. IPv4 addresses may be signed 32-bit
// numbers, and a hash that is not known is thirty zeros. childproc, and the cloud's procstart, tell
// of the parent: the new process stands under names of its own.
#include <cstdint>
#include <memory>

#include "carbonblack/tables.hpp"
#include "model/event.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/leef.hpp"
#include "parse/os_product.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

constexpr std::string_view kNoValues[] = {"000000000000000000000000000000",
                                          "00000000000000000000000000000000", "None"};

enum class Kind : std::uint8_t { process, child, file, module, registry, binary, alert, inbound };

struct TypePart {
  std::string_view part;
  Kind kind;
  std::string_view category;  // Sigma's
};
constexpr TypePart kTypes[] = {
    {"event.procstart", Kind::process, "process_creation"},
    {"event.procend", Kind::process, "process_termination"},
    {"event.childproc", Kind::child, "process_creation"},
    {"event.filemod", Kind::file, "file_event"},
    {"scriptload", Kind::file, "ps_script"},
    {"event.mod", Kind::module, "image_load"},
    {"event.regmod", Kind::registry, "registry_event"},
    {"event.netconn", Kind::process, "network_connection"},
    {"event.crossproc", Kind::process, "process_access"},
    {"event.remotethread", Kind::process, "create_remote_thread"},
    {"binary", Kind::binary, ""},
    {"event.", Kind::process, ""},
    {"ingress.hit", Kind::process, ""},
    {"watchlist.", Kind::process, ""},
    {"feed.", Kind::process, ""},
};

bool has_text(std::string_view text, std::string_view part) {
  return text.find(part) != kNone;
}

const TypePart* find_type(std::string_view type) {
  for (const TypePart& row : kTypes) {
    if (has_text(type, row.part)) {
      return &row;
    }
  }
  return nullptr;
}

// What the bus called a hit, which the forwarder leaves out of the record.
std::string_view type_by_shape(const Pairs& pairs) {
  const auto has = [&](std::string_view name) { return find_pair(pairs, name) != nullptr; };
  const bool binary = has("md5");
  if (!has("docs.0.unique_id") && !has("docs.0.md5") && !has("docs.0.process_name")) {
    return binary && !has("process_id") && !has("process_guid") ? "binaryinfo.host.observed" : "";
  }
  const bool stored = has("server_name") && has("process_id");
  if (has("watchlist_name")) {
    return has("docs.0.md5") ? (binary ? "watchlist.storage.hit.binary" : "watchlist.hit.binary")
           : stored          ? "watchlist.storage.hit.process"
                             : "watchlist.hit.process";
  }
  return binary                                    ? "feed.storage.hit.binary"
         : pair_text(pairs, "ioc_type") == "query" ? "feed.query.hit.process"
                                                   : "feed.storage.hit.process";
}

// Addresses that are numbers, as a signed 32-bit whole: -1 is 255.255.255.255. And the cloud's
// "PROTO_TCP".
void mend_values(Pairs& pairs) {
  for (Pair& pair : pairs) {
    constexpr std::string_view kPrefix = "PROTO_";
    auto* text = std::get_if<std::string_view>(&pair.value);
    if (text != nullptr && text->starts_with(kPrefix)) {
      text->remove_prefix(kPrefix.size());
    }
    const auto* number = std::get_if<std::int64_t>(&pair.value);
    if (number == nullptr || (!pair.name.ends_with("_ip") && pair.name != "ipv4")) {
      continue;
    }
    if (*number >= INT32_MIN && *number <= UINT32_MAX) {
      const auto bits = static_cast<std::uint32_t>(*number);
      pair.value = *number == 0 ? Value{} : Value{IpAddress::from_v4(bits)};
    }
  }
}

bool is_inbound(const Pairs& pairs) {
  if (const Value* flag = find_pair(pairs, "netconn_inbound")) {
    const auto* set = std::get_if<bool>(flag);
    return set != nullptr ? *set : pair_text(pairs, "netconn_inbound") == "true";
  }
  const std::string_view direction = pair_text(pairs, "direction");
  return equal_ignoring_case(direction, "inbound") ||
         equal_ignoring_case(pair_text(pairs, "ioc_attr.direction"), "inbound");
}

// "writeval", "ACTION_WRITE_VALUE": Sigma tells apart what is done to keys and files.
std::string_view category_of_action(std::string_view category, std::string_view action) {
  const bool deletes = has_text(action, "del") || has_text(action, "DELETE");
  if (category == "file_event") {
    return deletes ? "file_delete" : category;
  }
  if (category == "registry_event") {
    return deletes                                                         ? "registry_delete"
           : has_text(action, "writeval") || has_text(action, "WRITE_VAL") ? "registry_set"
                                                                           : category;
  }
  return category;
}

class CarbonBlackParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    std::string_view type;
    if (find_leef(record) != kNone) {
      LeefHeader header;
      if (const ParseResult result = read_leef(record, header, pairs_); !result.ok) {
        return ParseResult::malformed("carbonblack: the LEEF header is cut off", result.offset);
      }
      type = header.event_id;
    } else if (const ParseResult result = json_.read(record, "", event, pairs_); !result.ok) {
      return ParseResult::malformed("carbonblack: neither a JSON object nor LEEF", result.offset);
    } else {
      (void)json_.read_nested(pair_text(pairs_, "ioc_attr"), "ioc_attr.", event, pairs_);
      type = pair_text(pairs_, "type");
    }
    const bool cloud_alert = find_pair(pairs_, "org_key") != nullptr && !has_text(type, "event.");
    const std::string_view alert = pair_text(pairs_, "alert_type");
    if (!cloud_alert && type.empty()) {
      type = alert.empty() ? type_by_shape(pairs_) : alert;
    }
    const TypePart* known = find_type(type);
    if (known == nullptr && !cloud_alert && find_pair(pairs_, "event_timestamp") == nullptr) {
      return ParseResult::malformed("carbonblack: none of the types of events or alerts", 0);
    }
    if (!alert.empty() || pair_text(pairs_, "type").empty()) {
      add_action(alert.empty() ? type : alert, alert.empty() ? "" : "alert.", event);
    }
    mend_values(pairs_);
    fill(cloud_alert        ? Kind::alert
         : known == nullptr ? Kind::process
                            : known->kind,
         context, event);
    set_source(cloud_alert || known == nullptr ? "" : known->category, event);
    return {};
  }

 private:
  static void add_action(std::string_view type, std::string_view prefix, Event& event) {
    if (prefix.empty() || type.starts_with(prefix)) {
      event.add_text(Field::event_action, type);
      return;
    }
    char* text = event.arena().allocate(prefix.size() + type.size());
    type.copy(prefix.copy(text, prefix.size()) + text, type.size());
    event.add(Field::event_action, std::string_view(text, prefix.size() + type.size()));
  }

  void fill(Kind kind, const ParseContext& context, Event& event) {
    if (kind == Kind::process && !pair_text(pairs_, "childproc_name").empty()) {
      kind = Kind::child;
    }
    const bool peer_began = is_inbound(pairs_);
    if (find_pair(pairs_, "netconn_inbound") != nullptr) {
      event.add(Field::network_direction, std::string_view(peer_began ? "inbound" : "outbound"));
    }
    if (kind == Kind::process && peer_began) {
      kind = Kind::inbound;
    }
    FieldTable* const tables[] = {&process_,  &child_,  &file_,  &module_,
                                  &registry_, &binary_, &alert_, &inbound_};
    tables[static_cast<std::size_t>(kind)]->apply(pairs_, context, event);
  }

  void set_source(std::string_view category, Event& event) const {
    if (category.empty()) {
      event.log_source = {"carbonblack", "", ""};
      return;
    }
    event.log_source = {product_of_os(event.text(Field::host_os_name)),
                        category_of_action(category, pair_text(pairs_, "action")), ""};
  }

  static constexpr FieldTable::Settings kSettings{DateOrder::unknown, kNoValues};

  JsonReader json_;
  Pairs pairs_;
  FieldTable process_{carbonblack::kProcessRows, kSettings};
  FieldTable child_{carbonblack::kChildRows, kSettings};
  FieldTable file_{carbonblack::kFileRows, kSettings};
  FieldTable module_{carbonblack::kModuleRows, kSettings};
  FieldTable registry_{carbonblack::kRegistryRows, kSettings};
  FieldTable binary_{carbonblack::kBinaryRows, kSettings};
  FieldTable alert_{carbonblack::kAlertRows, kSettings};
  FieldTable inbound_{carbonblack::kInboundRows, kSettings};
};

Confidence recognise(std::string_view record) {
  if (find_leef(record) != kNone) {
    const std::string_view vendor = leef_vendor(record);
    return vendor == "CB" || vendor == "Bit9" || vendor == "CarbonBlack" ? Confidence::certain
                                                                         : Confidence::no;
  }
  if (!looks_like_json_object(record)) {
    return Confidence::no;
  }
  if (has_text(record, "\"ingress.event.") || has_text(record, "\"endpoint.event.") ||
      has_json_key(record, "\"cb_server\"")) {
    return Confidence::certain;
  }
  const auto has = [&](std::string_view key) { return has_json_key(record, key); };
  const bool hit = has("\"event_timestamp\"") &&
                   (has("\"sensor_id\"") || has("\"watchlist_id\"") || has("\"feed_id\"") ||
                    has("\"cb_version\"") || has("\"ioc_type\""));
  const bool alert = has("\"org_key\"") && has("\"device_id\"");
  return hit || alert ? Confidence::certain : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<CarbonBlackParser>();
}

}  // namespace

extern const Format carbonblack_format;
const Format carbonblack_format = {
    "carbonblack", "Carbon Black EDR event forwarder and Carbon Black Cloud, JSON or LEEF",
    recognise, create};

}  // namespace yagura
