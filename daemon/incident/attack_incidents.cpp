// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/attack_incidents.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/digest.hpp"
#include "incident/alert_text.hpp"
#include "incident/attack_summary.hpp"

namespace yagura {
namespace {

bool is_older(const Incident& left, const Incident& right) {
  return std::tie(left.detected, left.id) < std::tie(right.detected, right.id);
}

bool within(const Incident& incident, TimePoint first, TimePoint last, Duration window) {
  return first - incident.updated <= window && incident.onset - last <= window;
}

// Adds those of `more` that are new, as far as there is room. True if there were any.
bool add_entities(std::vector<Entity>& entities, const std::vector<Entity>& more,
                  std::size_t limit) {
  const std::size_t before = entities.size();
  for (const Entity& entity : more) {
    const auto at = std::lower_bound(entities.begin(), entities.end(), entity);
    if (entities.size() < limit && (at == entities.end() || *at != entity)) {
      entities.insert(at, entity);
    }
  }
  return entities.size() > before;
}

}  // namespace

// One walk that closes an incident over what it shares entities with.
struct AttackIncidents::Absorption {
  Tenant& tenant;
  Incident* target;
  IncidentChanges& out;
  // Times are compared with the evidence that began the walk, not with the whole incident: a case
  // that lasts for weeks must not draw in what was forgotten weeks ago.
  TimePoint first;
  TimePoint last;
  std::vector<Entity> to_visit;
};

AttackIncidents::AttackIncidents(IncidentSettings settings,
                                 std::shared_ptr<const OrganisationTable> organisations)
    : settings_(settings), organisations_(std::move(organisations)) {}

void AttackIncidents::reconfigure(IncidentSettings settings,
                                  std::shared_ptr<const OrganisationTable> organisations) {
  settings_ = settings;
  organisations_ = std::move(organisations);
}

void AttackIncidents::add(const Detection& detection, IncidentChanges& out) {
  Tenant& owner = tenant(detection.organisation);
  std::string key = key_of(detection);
  if (Alert* known = owner.alerts.fold_target(detection.rule->id, key, believable(detection.time),
                                              settings_.alert_window)) {
    fold(owner, *known, detection, out);
  } else {
    attach(owner, create(owner, detection, std::move(key)), out);
  }
}

AttackIncidents::Tenant& AttackIncidents::tenant(OrganisationCode organisation) {
  Tenant& found = tenants_[organisation];
  found.code = organisation;
  return found;
}

Alert& AttackIncidents::create(Tenant& tenant, const Detection& detection, std::string key) {
  const RuleInfo& rule = *detection.rule;
  Alert alert;
  alert.first_seen = believable(detection.time);
  alert.last_seen = alert.first_seen;
  // The time is part of the name: a record without a time of its own may come again, byte for
  // byte, days later.
  const auto since_epoch = alert.first_seen.time_since_epoch().count();
  alert.id = DigestBuilder()
                 .add("alert")
                 .add(detection.organisation.value())
                 .add(rule.id)
                 .add(key)
                 .add(detection.record_id.hex())
                 .add(static_cast<std::uint64_t>(since_epoch))
                 .finish()
                 .hex();
  alert.organisation = detection.organisation;
  alert.rule_id = rule.id;
  alert.title = rule.title;
  alert.title_ja = rule.title_ja.empty() ? rule.title : rule.title_ja;
  alert.level = rule.level;
  alert.ipa_rank = rule.ipa_rank;
  alert.tactics = rule.tactics;
  alert.techniques = rule.techniques;
  alert.response_ja = rule.response_ja;
  alert.key = std::move(key);
  alert.entities = entities_of(detection);
  alert.summary = cut(detection.summary, kMaxSummaryBytes);
  const AlertBook::Added added = tenant.alerts.add(std::move(alert));
  if (added.evicted && added.evicted->incident_id.empty()) {
    tenant.loose.remove(joining_entities(added.evicted->entities), added.evicted->id);
  }
  return *added.alert;
}

void AttackIncidents::fold(Tenant& tenant, Alert& alert, const Detection& detection,
                           IncidentChanges& out) {
  const TimePoint time = believable(detection.time);
  ++alert.count;
  alert.last_seen = std::max(alert.last_seen, time);
  const bool earlier = time < alert.first_seen;
  if (earlier) {
    tenant.alerts.begin_earlier(alert, time);
  }
  if (add_entities(alert.entities, entities_of(detection), kMaxEntitiesOfAlert) || earlier) {
    attach(tenant, alert, out);
    return;
  }
  out.put(alert);
  const auto incident = tenant.by_id.find(alert.incident_id);
  if (incident != tenant.by_id.end() && incident->second->updated < alert.last_seen) {
    incident->second->updated = alert.last_seen;
    out.put_updated(*incident->second);
  }
}

void AttackIncidents::attach(Tenant& tenant, Alert& alert, IncidentChanges& out) {
  const auto own = tenant.by_id.find(alert.incident_id);
  Incident* target = own != tenant.by_id.end() ? own->second : oldest_related(tenant, alert);
  out.put(alert);
  if (target == nullptr && !alert.incident_id.empty()) {
    return;  // its incident is no longer remembered
  }
  if (target == nullptr && alert.level < Level::high) {
    tenant.loose.add(joining_entities(alert.entities), alert.id);
    return;
  }
  if (target == nullptr) {
    target = &open(tenant, alert);
  }
  Absorption work{tenant, target, out, alert.first_seen, alert.last_seen, {}};
  take_in(work, alert);
  absorb(work);
}

Incident* AttackIncidents::oldest_related(Tenant& tenant, const Alert& alert) const {
  Incident* oldest = nullptr;
  for (const Entity& entity : joining_entities(alert.entities)) {
    for (const std::string& id : tenant.concerned.find(entity)) {
      Incident* incident = tenant.by_id.at(id);
      if (within(*incident, alert.first_seen, alert.last_seen, settings_.join_window) &&
          (oldest == nullptr || is_older(*incident, *oldest))) {
        oldest = incident;
      }
    }
  }
  return oldest;
}

Incident& AttackIncidents::open(Tenant& tenant, const Alert& alert) {
  Incident incident;
  incident.id = DigestBuilder()
                    .add(to_string(IncidentKind::attack))
                    .add(alert.organisation.value())
                    .add(alert.id)
                    .finish()
                    .hex();
  incident.kind = IncidentKind::attack;
  incident.level = alert.level;
  incident.current = {alert.organisation};
  incident.maximum = {alert.organisation};
  incident.onset = alert.first_seen;
  incident.detected = alert.last_seen;
  incident.updated = alert.last_seen;
  remember(tenant, std::move(incident));
  return tenant.incidents.back();
}

void AttackIncidents::absorb(Absorption& work) {
  const Duration window = settings_.join_window;
  while (!work.to_visit.empty()) {
    const Entity entity = std::move(work.to_visit.back());
    work.to_visit.pop_back();
    for (const std::string& id : work.tenant.concerned.find(entity)) {
      const auto other = work.tenant.by_id.find(id);
      if (other != work.tenant.by_id.end() && other->second != work.target &&
          within(*other->second, work.first, work.last, window)) {
        merge(work, *other->second);
      }
    }
    for (const std::string& id : work.tenant.loose.find(entity)) {
      Alert* alert = work.tenant.alerts.find(id);
      if (alert != nullptr && work.first - alert->last_seen <= window &&
          alert->first_seen - work.last <= window) {
        take_in(work, *alert);
      }
    }
  }
  refresh(work.tenant, *work.target);
  work.out.put(*work.target);
}

void AttackIncidents::take_in(Absorption& work, Alert& alert) {
  Incident& incident = *work.target;
  const std::vector<Entity> joining = joining_entities(alert.entities);
  work.tenant.loose.remove(joining, alert.id);
  if (alert.incident_id != incident.id) {
    alert.incident_id = incident.id;
    work.out.put(alert);
  }
  std::vector<std::string>& ids = incident.alert_ids;
  if (std::find(ids.begin(), ids.end(), alert.id) == ids.end() && ids.size() < kMaxAlertIds) {
    ids.push_back(alert.id);
  }
  incident.onset = std::min(incident.onset, alert.first_seen);
  incident.updated = std::max(incident.updated, alert.last_seen);
  add_entities(incident.entities, joining, kMaxEntities);
  work.tenant.concerned.add(incident.entities, incident.id);
  work.to_visit.insert(work.to_visit.end(), joining.begin(), joining.end());
}

// Makes the younger of target and `other` a mere pointer to the older, which becomes the target.
void AttackIncidents::merge(Absorption& work, Incident& other) {
  Incident* older = work.target;
  Incident* younger = &other;
  if (is_older(*younger, *older)) {
    std::swap(older, younger);
  }
  for (const std::string& id : younger->alert_ids) {
    if (Alert* alert = work.tenant.alerts.find(id)) {
      alert->incident_id = older->id;
      work.out.put(*alert);
    }
    if (older->alert_ids.size() < kMaxAlertIds) {
      older->alert_ids.push_back(id);
    }
  }
  older->level = std::max(older->level, younger->level);
  older->onset = std::min(older->onset, younger->onset);
  older->updated = std::max(older->updated, younger->updated);
  add_entities(older->entities, younger->entities, kMaxEntities);
  work.tenant.concerned.remove(younger->entities, younger->id);
  work.tenant.concerned.add(older->entities, older->id);
  work.to_visit.insert(work.to_visit.end(), younger->entities.begin(), younger->entities.end());
  work.target = older;

  younger->merged_into = older->id;
  younger->alert_ids.clear();
  younger->current.clear();
  work.out.put(*younger);
  const std::string gone = younger->id;
  work.tenant.by_id.erase(gone);
  work.tenant.incidents.remove_if([&](const Incident& i) { return i.id == gone; });
}

void AttackIncidents::refresh(Tenant& tenant, Incident& incident) const {
  std::vector<const Alert*> known;
  std::vector<std::string> forgotten;  // evicted from the book, hence the oldest: they stay first
  for (const std::string& id : incident.alert_ids) {
    if (const Alert* alert = tenant.alerts.find(id)) {
      known.push_back(alert);
    } else {
      forgotten.push_back(id);
    }
  }
  std::sort(known.begin(), known.end(), [](const Alert* left, const Alert* right) {
    return std::tie(left->first_seen, left->id) < std::tie(right->first_seen, right->id);
  });
  incident.alert_ids = std::move(forgotten);
  for (const Alert* alert : known) {
    incident.alert_ids.push_back(alert->id);
  }
  const Organisation* organisation =
      organisations_ == nullptr ? nullptr : organisations_->find(tenant.code);
  summarise_attack(incident, known,
                   organisation == nullptr ? tenant.code.to_string() : organisation->name,
                   organisation == nullptr ? tenant.code.to_string() : organisation->name_en);
}

void AttackIncidents::remember(Tenant& tenant, Incident incident) {
  if (tenant.incidents.size() >= kMaxIncidents) {
    const Incident& oldest = tenant.incidents.front();
    tenant.concerned.remove(oldest.entities, oldest.id);
    tenant.by_id.erase(oldest.id);
    tenant.incidents.pop_front();
  }
  Incident& kept = tenant.incidents.emplace_back(std::move(incident));
  tenant.by_id[kept.id] = &kept;
  tenant.concerned.add(kept.entities, kept.id);
}

void AttackIncidents::restore(const Alert& alert) {
  Tenant& owner = tenant(alert.organisation);
  const AlertBook::Added added = owner.alerts.add(alert);
  if (added.evicted && added.evicted->incident_id.empty()) {
    owner.loose.remove(joining_entities(added.evicted->entities), added.evicted->id);
  }
  if (alert.incident_id.empty()) {
    owner.loose.add(joining_entities(alert.entities), alert.id);
  }
}

void AttackIncidents::restore(const Incident& incident) {
  if (incident.merged_into.empty() && !incident.maximum.empty()) {
    remember(tenant(*incident.maximum.begin()), incident);
  }
}

}  // namespace yagura
