// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Entra ID (Azure AD): sign-in, audit and risk records, in the shapes of Azure Monitor's diagnostic
// settings, of Microsoft Graph and of a Log Analytics table.
//
//   {"time":"2026-02-25T06:13:20.1234567Z","category":"SignInLogs","resultType":"50126",
//    "callerIpAddress":"192.0.2.1","properties":{"userPrincipalName":"hanako@example.jp",
//    "status":{"errorCode":50126,"failureReason":"Error validating credentials ..."},...}}
//   {"id":"...","createdDateTime":"...","userPrincipalName":"...","status":{"errorCode":0},...}
//   {"TimeGenerated":"...","Category":"SignInLogs","UserPrincipalName":"...","ResultType":"0",...}
//
// The three differ in capitals and in what is wrapped; all names are brought to Graph's. A value
// that is an object in one is its JSON text in another. resultType 0 is success, but so are the
// interrupts that ask for a second factor, which come to an end in a record of their own. Sigma's
// rules use names of all three and of old portals, hence the aliases.
#include <algorithm>
#include <memory>

#include "entra_signin/rows.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

enum class Kind { none, sign_in, audit, risk };

// Values that are JSON texts in Log Analytics, and what stands before their names.
struct Nested {
  std::string_view name;
  std::string_view prefix;
};
constexpr Nested kNested[] = {
    {"status", "status."},
    {"deviceDetail", "deviceDetail."},
    {"locationDetails", "location."},
    {"initiatedBy", "initiatedBy."},
    {"mfaDetail", "mfaDetail."},
    {"properties", ""},
};

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// "properties.Status" to "status".
std::string_view canonical(std::string_view name, Arena& arena) {
  constexpr std::string_view kProperties = "properties.";
  for (const std::string_view wrapper : {kProperties, std::string_view("Properties.")}) {
    name.remove_prefix(starts_with(name, wrapper) ? wrapper.size() : 0);
  }
  const bool capital = !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
  if (!capital) {
    return name;
  }
  char* const out = arena.allocate(name.size());
  name.copy(out, name.size());
  out[0] = static_cast<char>(out[0] + ('a' - 'A'));
  return {out, name.size()};
}

// "targetResources.0.modifiedProperties.1.newValue" without the numbers.
std::string_view without_indices(std::string_view name, Arena& arena) {
  if (name.find_first_of("0123456789") == kNone) {
    return name;
  }
  char* const out = arena.allocate(name.size());
  std::size_t size = 0;
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    const std::string_view part = name.substr(0, dot);
    name.remove_prefix(std::min(dot + 1, name.size()));
    if (part.find_first_not_of("0123456789") == kNone) {
      continue;
    }
    if (size > 0) {
      out[size++] = '.';
    }
    part.copy(out + size, part.size());
    size += part.size();
  }
  return {out, size};
}

Kind kind_of(const Pairs& pairs) {
  for (const Pair& pair : pairs) {
    const auto* text = std::get_if<std::string_view>(&pair.value);
    if (pair.name != "category" || text == nullptr) {
      continue;
    }
    if (text->find("SignInLogs") != kNone) {
      return Kind::sign_in;
    }
    if (*text == "AuditLogs") {
      return Kind::audit;
    }
    if (*text == "UserRiskEvents" || *text == "RiskyUsers" ||
        *text == "ServicePrincipalRiskEvents" || *text == "RiskyServicePrincipals") {
      return Kind::risk;
    }
  }
  const auto has = [&](std::string_view name) { return find_pair(pairs, name) != nullptr; };
  if (has("activityDisplayName") && (has("loggedByService") || has("activityDateTime"))) {
    return Kind::audit;
  }
  if (has("riskEventType") && has("detectedDateTime")) {
    return Kind::risk;
  }
  const bool person = has("userPrincipalName") || has("servicePrincipalId");
  return person && (has("status.errorCode") || has("resultType")) ? Kind::sign_in : Kind::none;
}

class EntraSigninParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    if (const ParseResult result = json_.read(record, {}, event, pairs_); !result.ok) {
      return ParseResult::malformed("entra_signin: not a JSON object", result.offset);
    }
    bring_to_graph_names(event);
    switch (kind_of(pairs_)) {
      case Kind::sign_in:
        event.log_source = {"azure", "", "signinlogs"};
        add_sign_in(event);
        break;
      case Kind::audit:
        event.log_source = {"azure", "", "auditlogs"};
        add_audit(event);
        break;
      case Kind::risk:
        event.log_source = {"azure", "", "riskdetection"};
        break;
      case Kind::none:
        return ParseResult::malformed("entra_signin: neither a sign-in nor an audit record", 0);
    }
    table_.apply(pairs_, context, event);
    if (const std::string_view user = event.text(Field::user_name); user.find('@') != kNone) {
      event.add(Field::user_email, user);
    }
    return {};
  }

 private:
  void bring_to_graph_names(Event& event) {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      pairs_[i].name = canonical(pairs_[i].name, event.arena());
      const auto* text = std::get_if<std::string_view>(&pairs_[i].value);
      if (text == nullptr || !looks_like_json_object(*text)) {
        continue;
      }
      const std::string_view inner = *text;
      for (const Nested& nested : kNested) {
        // Only the record's own names: what was nested is not opened again under an empty prefix.
        if (pairs_[i].name == nested.name && !opened_) {
          opened_ = nested.prefix.empty();
          (void)json_.read_nested(inner, nested.prefix, event, pairs_);
          break;
        }
      }
    }
    opened_ = false;
  }

  void alias(std::string_view name, const Value& value, Event& event) {
    event.add_unmapped(Origin::vendor, name, value);
  }

  void add_aliases(std::span<const entra::Alias> aliases, Event& event) {
    for (const Pair& pair : pairs_) {
      const std::string_view name = without_indices(pair.name, event.arena());
      for (const entra::Alias& row : aliases) {
        // A name without an index is kept under it anyway.
        if (row.name == name && row.alias != pair.name) {
          alias(row.alias, pair.value, event);
        }
      }
    }
  }

  void add_sign_in(Event& event) {
    const Value* code = find_pair(pairs_, "resultType");
    code = code == nullptr ? find_pair(pairs_, "status.errorCode") : code;
    if (code != nullptr) {
      const std::string_view text = text_of(*code, event.arena());
      const bool success = text == "0";
      event.add(Field::event_outcome,
                success ? std::string_view("success") : std::string_view("failure"));
      alias("Status", success ? std::string_view("Success") : std::string_view("Failure"), event);
      if (find_pair(pairs_, "resultType") == nullptr) {
        const Value copy = *code;
        pairs_.push_back({"resultType", copy});
      }
    }
    event.add(Field::event_action, std::string_view("sign-in"));
    alias("ActivityDetails", std::string_view("Sign-ins"), event);
    const std::string_view protocol = pair_text(pairs_, "authenticationProtocol");
    if (protocol == "deviceCode") {
      alias("properties.message", std::string_view("Device Code"), event);
    } else if (protocol == "ropc") {
      alias("properties.message", std::string_view("ROPC"), event);
    }
    if (find_pair(pairs_, "callerIpAddress") == nullptr) {
      if (const Value* address = find_pair(pairs_, "ipAddress")) {
        const Value copy = *address;
        pairs_.push_back({"callerIpAddress", copy});
      }
    }
    add_country(event);
    add_aliases(entra::sign_in_aliases(), event);
  }

  // "location" is a country in the diagnostic shape and an object in Graph's.
  void add_country(Event& event) {
    if (find_pair(pairs_, "location") == nullptr) {
      if (const Value* country = find_pair(pairs_, "location.countryOrRegion")) {
        alias("location", *country, event);
      }
    }
  }

  void add_audit(Event& event) {
    const std::string_view result = pair_text(pairs_, "result");
    if (equal_ignoring_case(result, "success")) {
      event.add(Field::event_outcome, std::string_view("success"));
    } else if (equal_ignoring_case(result, "failure") || equal_ignoring_case(result, "timeout")) {
      event.add(Field::event_outcome, std::string_view("failure"));
    }
    if (find_pair(pairs_, "operationName") == nullptr) {
      pairs_.push_back({"operationName", pair_text(pairs_, "activityDisplayName")});
    }
    add_targets(event);
    add_aliases(entra::audit_aliases(), event);
  }

  // Rules look for ids and names anywhere in the targets, and for changed properties by their name.
  void add_targets(Event& event) {
    const std::size_t count = pairs_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Pair& pair = pairs_[i];
      if (!starts_with(pair.name, "targetResources") ||
          std::holds_alternative<std::monostate>(pair.value)) {
        continue;
      }
      alias("properties.targetResources", pair.value, event);
      alias("TargetResources", pair.value, event);
      const auto* changed = std::get_if<std::string_view>(&pair.value);
      constexpr std::string_view kName = "displayName";
      if (changed == nullptr || pair.name.find(".modifiedProperties.") == kNone ||
          pair.name.size() < kName.size() ||
          pair.name.substr(pair.name.size() - kName.size()) != kName) {
        continue;
      }
      const std::string_view element = pair.name.substr(0, pair.name.size() - kName.size());
      for (std::size_t k = i + 1; k < std::min(i + 3, count); ++k) {
        if (starts_with(pairs_[k].name, element) &&
            pairs_[k].name.substr(element.size()) == "newValue") {
          alias(*changed, unquoted(pairs_[k].value), event);
        }
      }
    }
  }

  // Changed values are JSON texts of their own: "\"false\"".
  static Value unquoted(const Value& value) {
    const auto* text = std::get_if<std::string_view>(&value);
    const bool quoted =
        text != nullptr && text->size() >= 2 && text->front() == '"' && text->back() == '"';
    return quoted ? Value(text->substr(1, text->size() - 2)) : value;
  }

  FieldTable table_{entra::rows(), {.keep_own_names = true}};
  JsonReader json_;
  Pairs pairs_;
  bool opened_ = false;  // the text of "properties" was read: its own "properties" is not
};

Confidence recognise(std::string_view record) {
  if (!looks_like_json_object(record)) {
    return Confidence::no;
  }
  const auto has = [&](std::string_view key) { return has_json_key(record, key); };
  const bool entra_category =
      record.find("SignInLogs\"") != kNone || record.find("\"AuditLogs\"") != kNone ||
      record.find("\"UserRiskEvents\"") != kNone || record.find("\"RiskyUsers\"") != kNone;
  if (entra_category && (has(R"("category")") || has(R"("Category")"))) {
    const bool own = has(R"("properties")") || has(R"("resultType")") || has(R"("ResultType")") ||
                     has(R"("InitiatedBy")") || has(R"("AADTenantId")");
    return own ? Confidence::certain : Confidence::likely;
  }
  const bool sign_in = has(R"("createdDateTime")") && has(R"("appDisplayName")") &&
                       (has(R"("conditionalAccessStatus")") || has(R"("clientAppUsed")"));
  const bool audit =
      has(R"("activityDisplayName")") && has(R"("initiatedBy")") && has(R"("targetResources")");
  const bool risk = has(R"("riskEventType")") && has(R"("detectedDateTime")");
  return sign_in || audit || risk ? Confidence::certain : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<EntraSigninParser>();
}

}  // namespace

extern const Format entra_signin_format;
const Format entra_signin_format = {"entra_signin", "Entra ID sign-in, audit and risk logs, JSON",
                                    recognise, create};

}  // namespace yagura
