// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "stream/json_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>

namespace yagura {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json organisation_json(OrganisationCode code, const OrganisationTable& table) {
  const Organisation* found = table.find(code);
  Json out{{"code", code.to_string()}, {"name", found == nullptr ? "" : found->name}};
  if (found != nullptr) {
    constexpr std::array<const char*, 3> kKinds{"prefecture", "city", "town"};
    out["kind"] = kKinds.at(static_cast<std::size_t>(found->kind));
  }
  return out;
}

Json organisations_json(const std::set<OrganisationCode>& codes, const OrganisationTable& table) {
  Json out = Json::array();
  for (const OrganisationCode code : codes) {
    out.push_back(organisation_json(code, table));
  }
  return out;
}

constexpr std::array<std::string_view, 3> kEntityKinds{"host", "user", "address"};

Json entities_json(const std::vector<Entity>& entities) {
  Json out = Json::array();
  for (const Entity& entity : entities) {
    out.push_back({{"kind", kEntityKinds.at(static_cast<std::size_t>(entity.kind))},
                   {"value", entity.value}});
  }
  return out;
}

Json alert_json(const Alert& alert, const OrganisationTable& table) {
  return {{"sequence", alert.sequence},
          {"id", alert.id},
          {"organisation", organisation_json(alert.organisation, table)},
          {"rule_id", alert.rule_id},
          {"title", alert.title},
          {"title_ja", alert.title_ja},
          {"level", to_string(alert.level)},
          {"ipa_rank", alert.ipa_rank},
          {"tactics", alert.tactics},
          {"techniques", alert.techniques},
          {"response_ja", alert.response_ja},
          {"key", alert.key},
          {"entities", entities_json(alert.entities)},
          {"summary", alert.summary},
          {"first_seen", to_rfc3339(alert.first_seen)},
          {"last_seen", to_rfc3339(alert.last_seen)},
          {"count", alert.count},
          {"incident_id", alert.incident_id}};
}

Json incident_json(const Incident& incident, const OrganisationTable& table) {
  return {{"id", incident.id},
          {"kind", to_string(incident.kind)},
          {"title", incident.title},
          {"title_ja", incident.title_ja},
          {"cause", incident.cause},
          {"cause_node", incident.cause_node},
          {"level", to_string(incident.level)},
          {"ipa_rank", incident.ipa_rank},
          {"stages", incident.stages},
          {"reach", reach_text(table, incident.maximum)},
          {"current", organisations_json(incident.current, table)},
          {"maximum", organisations_json(incident.maximum, table)},
          {"entities", entities_json(incident.entities)},
          {"onset", to_rfc3339(incident.onset)},
          {"recovered", incident.recovered ? Json(to_rfc3339(*incident.recovered)) : Json()},
          {"detected", to_rfc3339(incident.detected)},
          {"updated", to_rfc3339(incident.updated)},
          {"alert_ids", incident.alert_ids}};
}

template <typename T>
std::string list_json(const char* name, const std::vector<T>& items,
                      Json (*one)(const T&, const OrganisationTable&),
                      const OrganisationTable& table) {
  Json list = Json::array();
  for (const T& item : items) {
    list.push_back(one(item, table));
  }
  return dump({{name, std::move(list)}});
}

// --- reading -------------------------------------------------------------------------------------
// nlohmann's typed getters throw on a wrong type; these throw on a wrong value, too, and
// reading() turns all of it into one Error.

[[noreturn]] void refuse(const std::string& what) {
  throw std::invalid_argument(what);
}

TimePoint time_of(const Json& json) {
  const auto time = parse_rfc3339(json.get<std::string>(), TimeZone());
  return time ? *time : (refuse("a time is not RFC 3339"), TimePoint{});
}

Organisation organisation_of(const Json& json) {
  const auto code = OrganisationCode::parse(json.at("code").get<std::string>());
  if (!code) {
    refuse(code.error().message);
  }
  Organisation out;
  out.code = *code;
  out.name = json.at("name").get<std::string>();
  const std::string kind = json.value("kind", "city");
  out.kind = kind == "prefecture" ? OrganisationKind::prefecture
             : kind == "town"     ? OrganisationKind::town
                                  : OrganisationKind::city;
  return out;
}

Level level_of(const Json& json) {
  const auto level = parse_level(json.get<std::string>());
  return level ? *level : (refuse("a level is not known"), Level::medium);
}

std::vector<Entity> entities_of(const Json& json) {
  std::vector<Entity> out;
  for (const Json& one : json) {
    const auto kind = one.at("kind").get<std::string>();
    const auto* at = std::find(kEntityKinds.begin(), kEntityKinds.end(), kind);
    if (at == kEntityKinds.end()) {
      refuse("an entity's kind is not known");
    }
    out.push_back(
        {static_cast<Entity::Kind>(at - kEntityKinds.begin()), one.at("value").get<std::string>()});
  }
  return out;
}

AlertView alert_of(const Json& json) {
  AlertView view;
  const Organisation organisation = organisation_of(json.at("organisation"));
  view.organisation_name = organisation.name;
  Alert& alert = view.alert;
  alert.organisation = organisation.code;
  json.at("sequence").get_to(alert.sequence);
  json.at("id").get_to(alert.id);
  json.at("rule_id").get_to(alert.rule_id);
  json.at("title").get_to(alert.title);
  json.at("title_ja").get_to(alert.title_ja);
  alert.level = level_of(json.at("level"));
  json.at("ipa_rank").get_to(alert.ipa_rank);
  json.at("tactics").get_to(alert.tactics);
  json.at("techniques").get_to(alert.techniques);
  json.at("response_ja").get_to(alert.response_ja);
  json.at("key").get_to(alert.key);
  alert.entities = entities_of(json.at("entities"));
  json.at("summary").get_to(alert.summary);
  alert.first_seen = time_of(json.at("first_seen"));
  alert.last_seen = time_of(json.at("last_seen"));
  json.at("count").get_to(alert.count);
  json.at("incident_id").get_to(alert.incident_id);
  return view;
}

Incident incident_of(const Json& json, std::map<OrganisationCode, Organisation>& named) {
  Incident incident;
  json.at("id").get_to(incident.id);
  const auto kind = parse_incident_kind(json.at("kind").get<std::string>());
  incident.kind = kind ? *kind : (refuse("an incident's kind is not known"), IncidentKind::attack);
  json.at("title").get_to(incident.title);
  json.at("title_ja").get_to(incident.title_ja);
  json.at("cause").get_to(incident.cause);
  json.at("cause_node").get_to(incident.cause_node);
  incident.level = level_of(json.at("level"));
  json.at("ipa_rank").get_to(incident.ipa_rank);
  json.at("stages").get_to(incident.stages);
  const auto organisations = [&](const char* member) {
    std::set<OrganisationCode> codes;
    for (const Json& one : json.at(member)) {
      const Organisation organisation = organisation_of(one);
      codes.insert(organisation.code);
      named.emplace(organisation.code, organisation);
    }
    return codes;
  };
  incident.current = organisations("current");
  incident.maximum = organisations("maximum");
  incident.entities = entities_of(json.at("entities"));
  incident.onset = time_of(json.at("onset"));
  if (!json.at("recovered").is_null()) {
    incident.recovered = time_of(json.at("recovered"));
  }
  incident.detected = time_of(json.at("detected"));
  incident.updated = time_of(json.at("updated"));
  json.at("alert_ids").get_to(incident.alert_ids);
  return incident;
}

template <typename Read>
auto reading(std::string_view text, Read read) -> Result<decltype(read(Json()))> {
  try {
    return read(Json::parse(text));
  } catch (const std::exception& e) {
    return fail(ErrorCode::unavailable,
                fmt::format("the daemon's answer cannot be read: {}", e.what()));
  }
}

}  // namespace

std::string to_json(const Alert& alert, const OrganisationTable& organisations) {
  return dump(alert_json(alert, organisations));
}

std::string to_json(const Incident& incident, const OrganisationTable& organisations) {
  return dump(incident_json(incident, organisations));
}

std::string to_json(const std::vector<Incident>& incidents,
                    const OrganisationTable& organisations) {
  return list_json("incidents", incidents, &incident_json, organisations);
}

std::string to_json(const std::vector<Alert>& alerts, const OrganisationTable& organisations) {
  return list_json("alerts", alerts, &alert_json, organisations);
}

Result<AlertView> parse_alert(std::string_view json) {
  return reading(json, &alert_of);
}

Result<std::vector<AlertView>> parse_alerts(std::string_view json) {
  return reading(json, [](const Json& whole) {
    std::vector<AlertView> out;
    for (const Json& one : whole.at("alerts")) {
      out.push_back(alert_of(one));
    }
    return out;
  });
}

Result<IncidentsView> parse_incidents(std::string_view json) {
  return reading(json, [](const Json& whole) {
    IncidentsView out;
    std::map<OrganisationCode, Organisation> named;
    for (const Json& one : whole.at("incidents")) {
      out.incidents.push_back(incident_of(one, named));
    }
    std::vector<Organisation> organisations;
    organisations.reserve(named.size());
    for (const auto& [code, organisation] : named) {
      organisations.push_back(organisation);
    }
    out.organisations = OrganisationTable(std::move(organisations));
    return out;
  });
}

}  // namespace yagura
