// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "base/metrics.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "model/organisation.hpp"
#include "store/incident_store.hpp"
#include "stream/http_server.hpp"

namespace yagura {

// How the daemon is, as /v1/status tells it.
struct DaemonStatus {
  bool healthy = false;          // records move, not just "the process is there"
  RecordNumber accepted = 0;     // the last record in the journal
  RecordNumber processed = 0;    // the last record whose findings are stored
  std::size_t queued_bytes = 0;  // read, but not yet durable
  std::size_t rules = 0;
  std::size_t refused_rules = 0;
  std::uint64_t evicted_groups = 0;  // of correlations, forgotten for want of memory
  std::uint64_t reloads_asked = 0;
  std::uint64_t reloads_answered = 0;  // one answer may serve several that came close together
  bool reload_refused = false;         // by the last one: the configuration before stays in force
};

// What the API answers with; replaced as a whole by a reload.
struct ApiSnapshot {
  std::shared_ptr<const OrganisationTable> organisations;
  TimeZone time_zone;
  std::vector<Meeting> meetings;
};

// The routes of the HTTP API. Reads the store through a connection of its own. Called on the HTTP
// server's thread; publish() from any.
//
//   GET /healthz /readyz /metrics /v1/status
//   GET /v1/alerts?after=N&limit=N       GET /v1/alerts/stream  (server-sent events)
//   GET /v1/incidents?since=YYYY-MM-DD   GET /v1/incidents/ID   GET /v1/incidents/ID/alerts
//   GET /v1/reports/council?format=markdown|html&since=YYYY-MM-DD   (default: the last meeting)
class ApiRoutes {
 public:
  ApiRoutes(IncidentStore store, ApiSnapshot snapshot, Metrics& metrics,
            std::function<DaemonStatus()> status);

  void publish(ApiSnapshot snapshot);
  // Bound to this object, which must outlive the server.
  HttpService service();

 private:
  HttpResponse handle(const HttpRequest& request);
  HttpResponse status() const;
  HttpResponse alerts(const HttpRequest& request);
  HttpResponse incidents(const HttpRequest& request);
  HttpResponse incident(const HttpRequest& request);
  HttpResponse council_report(const HttpRequest& request);
  std::vector<StreamEvent> events_after(std::uint64_t id, std::size_t limit);
  std::shared_ptr<const ApiSnapshot> snapshot();

  IncidentStore store_;
  Guarded<std::shared_ptr<const ApiSnapshot>> snapshot_;
  Metrics& metrics_;
  std::function<DaemonStatus()> status_;
};

}  // namespace yagura
