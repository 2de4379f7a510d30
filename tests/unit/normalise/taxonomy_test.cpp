// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "normalise/taxonomy.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "normalise/log_source_of.hpp"

using namespace yagura;

namespace {

std::string names(const LogSource& source, std::string_view sigma_name) {
  const FieldNames found = sigma_field(source, sigma_name);
  std::string text;
  for (const Field field : found.fields) {
    text += std::string(name(field)) + " ";
  }
  return text + found.own_name;
}

std::string source_text(std::string_view dataset, std::string_view channel, std::int64_t code) {
  Arena arena;
  Event event(arena);
  event.add_text(Field::event_dataset, dataset);
  event.add_text(Field::winlog_channel, channel);
  event.add(Field::event_code, code);
  const LogSource source = log_source_of(event);
  return source.product + "/" + source.category + "/" + source.service;
}

}  // namespace

TEST_CASE("a Sigma field is found under our names, then under its own", "[normalise]") {
  const LogSource proxy{"", "proxy", ""};
  const LogSource process{"windows", "process_creation", ""};
  const LogSource security{"windows", "", "security"};
  CHECK(names(proxy, "c-uri") == "url.original url.full c-uri");
  CHECK(names(proxy, "r-dns") == "url.domain destination.domain r-dns");
  CHECK(names({"", "webserver", ""}, "cs-uri-query") == "url.original url.query cs-uri-query");
  CHECK(names({"", "antivirus", ""}, "Filename") == "file.path file.name Filename");
  CHECK(names(process, "Image") == "process.executable Image");
  CHECK(names(process, "User") == "User");
  CHECK(names(security, "EventID") == "event.code EventID");
  CHECK(names(security, "IpAddress") == "source.ip IpAddress");
  CHECK(names(security, "Computer") == "winlog.computer_name host.name Computer");
  CHECK(names({"windows", "registry_set", ""}, "TargetObject") == "registry.path TargetObject");
  CHECK(names({"linux", "process_creation", ""}, "Image") == "process.executable Image");
  CHECK(names({"linux", "", "auditd"}, "Image") == "Image");
}

TEST_CASE("names of ours lead to our fields in every log source", "[normalise]") {
  CHECK(names({}, "source.ip") == "source.ip source.ip");
  CHECK(names({}, "winlog.event_data.Foo") == "Foo");
  CHECK(names({}, "no.such.field") == "no.such.field");
}

TEST_CASE("what an event does not say of itself may be any log source", "[normalise]") {
  const auto first = [](const LogSource& event, std::string_view sigma_name) {
    const FieldNames found = sigma_field_of_event(event, sigma_name);
    return found.fields.empty() ? std::string(found.own_name)
                                : std::string(name(found.fields.front()));
  };
  CHECK(first({}, "c-uri") == "url.original");
  CHECK(first({}, "Image") == "process.executable");
  CHECK(first({"squid", "proxy", ""}, "c-uri") == "url.original");
  CHECK(first({"squid", "proxy", ""}, "Image") == "Image");
  CHECK(first({"windows", "", ""}, "Image") == "process.executable");
  CHECK(first({"", "webserver", ""}, "cs-uri-query") == "url.original");
}

TEST_CASE("an event's log source comes from dataset, channel and id", "[normalise]") {
  constexpr std::string_view kSysmon = "Microsoft-Windows-Sysmon/Operational";
  CHECK(source_text("windows", kSysmon, 1) == "windows/process_creation/sysmon");
  CHECK(source_text("windows", kSysmon, 13) == "windows//sysmon");
  CHECK(source_text("windows", kSysmon, 22) == "windows/dns_query/sysmon");
  CHECK(source_text("windows", "Security", 4688) == "windows/process_creation/security");
  CHECK(source_text("windows", "Security", 4625) == "windows//security");
  CHECK(source_text("windows", "Vendor/Log", 1) == "windows//");
  CHECK(source_text("syslog", "", 0) == "//");
}

TEST_CASE("other formats say themselves what log source they are", "[normalise]") {
  Arena arena;
  Event event(arena);
  event.add_text(Field::event_dataset, "squid");
  event.log_source = {"squid", "proxy", ""};
  const LogSource source = log_source_of(event);
  CHECK(source.product + "/" + source.category + "/" + source.service == "squid/proxy/");
}
