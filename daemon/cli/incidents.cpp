// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/incidents.hpp"

#include <fmt/format.h>

#include <fstream>
#include <ostream>

#include "cli/api_client.hpp"
#include "report/incident_text.hpp"
#include "stream/json_form.hpp"

namespace yagura {
namespace {

int complain(const Error& error, std::ostream& err) {
  err << "yagura: " << error.text() << '\n';
  return error.code == ErrorCode::usage ? 1 : 3;
}

Result<std::string> ask(const std::filesystem::path& state_directory, std::string_view path) {
  YAGURA_ASSIGN(const ApiClient api, ApiClient::of_state_directory(state_directory));
  return api.get(path);
}

bool is_plain_id(const std::string& id) {
  return !id.empty() && id.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

int run_incidents_list(const std::filesystem::path& state_directory, const TimeZone& zone,
                       OutputForm form, std::ostream& out, std::ostream& err) {
  const auto body = ask(state_directory, "/v1/incidents");
  if (!body) {
    return complain(body.error(), err);
  }
  if (form == OutputForm::json) {
    out << *body << '\n';
    return 0;
  }
  const auto view = parse_incidents(*body);
  if (!view) {
    return complain(view.error(), err);
  }
  out << incident_list_text(view->incidents, view->organisations, zone);
  return 0;
}

int run_incidents_show(const std::filesystem::path& state_directory, const TimeZone& zone,
                       const std::string& id, OutputForm form, std::ostream& out,
                       std::ostream& err) {
  if (!is_plain_id(id)) {
    err << "yagura: an incident's id, or its beginning, is hexadecimal\n";
    return 2;
  }
  const auto body = ask(state_directory, "/v1/incidents/" + id);
  const auto alert_body =
      body ? ask(state_directory, "/v1/incidents/" + id + "/alerts") : Result<std::string>{};
  if (!body || !alert_body) {
    return complain(body ? alert_body.error() : body.error(), err);
  }
  if (form == OutputForm::json) {
    out << *body << '\n' << *alert_body << '\n';
    return 0;
  }
  const auto view = parse_incidents(*body);
  const auto alerts = parse_alerts(*alert_body);
  if (!view || !alerts || view->incidents.empty()) {
    return complain(!view     ? view.error()
                    : !alerts ? alerts.error()
                              : Error{ErrorCode::unavailable, "the daemon's answer is empty"},
                    err);
  }
  std::vector<Alert> plain;
  for (const AlertView& alert : *alerts) {
    plain.push_back(alert.alert);
  }
  out << incident_text(view->incidents.front(), plain, view->organisations, zone);
  return 0;
}

int run_report_council(const std::filesystem::path& state_directory, const ReportOptions& options,
                       std::ostream& out, std::ostream& err) {
  const auto body =
      ask(state_directory, fmt::format("/v1/reports/council?format={}{}{}", options.format,
                                       options.since.empty() ? "" : "&since=", options.since));
  if (!body) {
    return complain(body.error(), err);
  }
  if (options.output.empty()) {
    out << *body;
    return 0;
  }
  std::ofstream file(options.output, std::ios::binary | std::ios::trunc);
  file << *body;
  file.close();
  if (!file) {
    err << "yagura: cannot write " << options.output.string() << '\n';
    return 3;
  }
  return 0;
}

}  // namespace yagura
