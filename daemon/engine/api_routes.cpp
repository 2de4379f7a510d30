// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/api_routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "report/council_report.hpp"
#include "stream/json_form.hpp"

namespace yagura {
namespace {

constexpr std::size_t kPageAlerts = 1000;
constexpr std::size_t kMaxIncidents = 10'000;

HttpResponse problem(int status, std::string_view title) {
  return {
      status, "application/problem+json",
      fmt::format("{{\"type\":\"about:blank\",\"status\":{},\"title\":\"{}\"}}", status, title)};
}

// The store's own words go to the client: they name no path but the store's.
HttpResponse store_problem(const Error& error) {
  std::string title = error.text();
  std::replace(title.begin(), title.end(), '"', '\'');
  return problem(500, title);
}

std::string value_of(const HttpRequest& request, const char* key) {
  const auto at = request.query.find(key);
  return at == request.query.end() ? "" : at->second;
}

std::optional<std::uint64_t> number_of(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

// "2026-02-25": a day, as a clock in the zone has it.
std::optional<std::chrono::year_month_day> day_of(const std::string& text) {
  const auto midnight =
      text.size() == 10 ? parse_rfc3339(text + "T00:00:00", TimeZone()) : std::nullopt;
  return midnight ? std::optional(std::chrono::year_month_day(
                        std::chrono::floor<std::chrono::days>(*midnight)))
                  : std::nullopt;
}

// The newest meeting that lies before today.
std::optional<PreviousMeeting> last_meeting(const ApiSnapshot& snapshot, TimePoint now) {
  const std::chrono::year_month_day today(
      std::chrono::floor<std::chrono::days>(snapshot.time_zone.to_local(now)));
  std::optional<PreviousMeeting> last;
  for (const Meeting& meeting : snapshot.meetings) {
    if (meeting.date < today && (!last || meeting.date > last->date)) {
      last = PreviousMeeting{meeting.date, meeting.name};
    }
  }
  return last;
}

}  // namespace

ApiRoutes::ApiRoutes(IncidentStore store, ApiSnapshot snapshot, Metrics& metrics,
                     std::function<DaemonStatus()> status)
    : store_(std::move(store)),
      snapshot_(std::make_shared<const ApiSnapshot>(std::move(snapshot))),
      metrics_(metrics),
      status_(std::move(status)) {}

void ApiRoutes::publish(ApiSnapshot snapshot) {
  *snapshot_.lock() = std::make_shared<const ApiSnapshot>(std::move(snapshot));
}

HttpService ApiRoutes::service() {
  HttpService service;
  service.handle = [this](const HttpRequest& request) { return handle(request); };
  service.stream_path = "/v1/alerts/stream";
  service.events_after = [this](std::uint64_t id, std::size_t limit) {
    return events_after(id, limit);
  };
  service.newest_event = [this] { return store_.newest_sequence().value_or(0); };
  return service;
}

HttpResponse ApiRoutes::handle(const HttpRequest& request) {
  if (request.method != "GET") {
    return problem(405, "Only GET is served");
  }
  const std::string_view path = request.path;
  if (path == "/healthz" || path == "/readyz") {
    return status_().healthy ? HttpResponse{200, "text/plain", "ok\n"}
                             : HttpResponse{503, "text/plain", "records do not move\n"};
  }
  if (path == "/metrics") {
    return {200, "text/plain; version=0.0.4; charset=utf-8", metrics_.text()};
  }
  if (path == "/v1/status") {
    return status();
  }
  if (path == "/v1/alerts") {
    return alerts(request);
  }
  if (path == "/v1/incidents") {
    return incidents(request);
  }
  if (path.starts_with("/v1/incidents/")) {
    return incident(request);
  }
  if (path == "/v1/reports/council") {
    return council_report(request);
  }
  return problem(404, "There is no such resource");
}

HttpResponse ApiRoutes::status() const {
  const DaemonStatus s = status_();
  HttpResponse response;
  response.body = fmt::format(
      "{{\"healthy\":{},\"accepted\":{},\"processed\":{},\"queued_bytes\":{},\"rules\":{},"
      "\"refused_rules\":{},\"evicted_groups\":{},\"reloads_asked\":{},\"reloads_answered\":{},"
      "\"reload_refused\":{}}}",
      s.healthy, s.accepted, s.processed, s.queued_bytes, s.rules, s.refused_rules,
      s.evicted_groups, s.reloads_asked, s.reloads_answered, s.reload_refused);
  return response;
}

HttpResponse ApiRoutes::alerts(const HttpRequest& request) {
  const std::string after = value_of(request, "after");
  const std::string limit = value_of(request, "limit");
  const auto first = after.empty() ? 0 : number_of(after);
  const auto count = limit.empty() ? kPageAlerts : number_of(limit);
  if (!first || !count) {
    return problem(400, "after and limit are numbers");
  }
  const auto found = store_.alerts_after(*first, std::min<std::size_t>(*count, kPageAlerts));
  return found ? HttpResponse{200, HttpResponse{}.content_type,
                              to_json(*found, *snapshot()->organisations)}
               : store_problem(found.error());
}

HttpResponse ApiRoutes::incidents(const HttpRequest& request) {
  const auto now = snapshot();
  const std::string since = value_of(request, "since");
  std::optional<TimePoint> from;
  if (!since.empty()) {
    const auto day = day_of(since);
    if (!day) {
      return problem(400, "since is a day like 2026-02-25");
    }
    from = now->time_zone.to_instant(TimePoint(std::chrono::sys_days(*day)));
  }
  const auto found = store_.incidents(from, kMaxIncidents);
  return found
             ? HttpResponse{200, HttpResponse{}.content_type, to_json(*found, *now->organisations)}
             : store_problem(found.error());
}

// /v1/incidents/ID and /v1/incidents/ID/alerts; any unambiguous beginning of an id will do.
HttpResponse ApiRoutes::incident(const HttpRequest& request) {
  constexpr std::string_view kPrefix = "/v1/incidents/";
  constexpr std::string_view kAlerts = "/alerts";
  std::string_view id = std::string_view(request.path).substr(kPrefix.size());
  const bool wants_alerts = id.ends_with(kAlerts);
  if (wants_alerts) {
    id.remove_suffix(kAlerts.size());
  }
  const auto found = store_.incident(id);
  if (!found && found.error().code != ErrorCode::usage) {
    return store_problem(found.error());
  }
  if (!found || !*found) {
    return problem(404, "No incident, or more than one, has an id that begins so");
  }
  const auto now = snapshot();
  if (!wants_alerts) {
    return {200, HttpResponse{}.content_type,
            to_json(std::vector<Incident>{**found}, *now->organisations)};
  }
  const auto alerts = store_.alerts_of((*found)->id);
  return alerts
             ? HttpResponse{200, HttpResponse{}.content_type, to_json(*alerts, *now->organisations)}
             : store_problem(alerts.error());
}

HttpResponse ApiRoutes::council_report(const HttpRequest& request) {
  const auto now = snapshot();
  const auto found = store_.incidents(std::nullopt, kMaxIncidents);
  if (!found) {
    return store_problem(found.error());
  }
  CouncilReport report;
  report.incidents = *found;
  report.organisations = *now->organisations;
  report.zone = now->time_zone;
  report.generated = SystemClock().now();
  report.previous_meeting = last_meeting(*now, report.generated);
  if (const std::string since = value_of(request, "since"); !since.empty()) {
    const auto day = day_of(since);
    if (!day) {
      return problem(400, "since is a day like 2026-02-25");
    }
    report.previous_meeting = PreviousMeeting{*day, ""};
  }
  const std::string format = value_of(request, "format");
  if (format == "html") {
    return {200, "text/html; charset=utf-8", council_report_html(report)};
  }
  if (format.empty() || format == "markdown") {
    return {200, "text/markdown; charset=utf-8", council_report_markdown(report)};
  }
  return problem(400, "format is markdown or html");
}

std::vector<StreamEvent> ApiRoutes::events_after(std::uint64_t id, std::size_t limit) {
  std::vector<StreamEvent> events;
  if (const auto found = store_.alerts_after(id, limit)) {
    const auto now = snapshot();
    for (const Alert& alert : *found) {
      events.push_back({alert.sequence, "alert", to_json(alert, *now->organisations)});
    }
  }
  return events;
}

std::shared_ptr<const ApiSnapshot> ApiRoutes::snapshot() {
  return *snapshot_.lock();
}

}  // namespace yagura
