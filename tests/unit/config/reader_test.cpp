// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/reader.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace yagura {
namespace {

using Lines = std::vector<std::string>;
using Files = std::map<std::string, std::string>;

constexpr const char* kOrganisations = R"(organisations:
  - {code: 350001, name: 山口県, name_en: Yamaguchi Prefecture, kind: prefecture, department: 局}
  - {code: 352012, name: 下関市, name_en: Shimonoseki City, kind: city, department: 課}
  - {code: 352021, name: 宇部市, name_en: Ube City, kind: city, department: 課}
  - {code: 353051, name: 周防大島町, name_en: Suo-Oshima Town, kind: town, department: 班}
)";
constexpr const char* kServices = R"(providers:
  - {id: cloud, name: クラウド}
modules:
  - {id: link-4.1, name: 連携}
sites:
  - {organisation: 宇部市, host: www.ube.example, provider: cloud}
feeds:
  - {organisation: 352021, name: updates, module: link-4.1}
)";

ConfigResult read(const std::string& yaml, Files files = {}) {
  files.insert({"/etc/yagura/organisations.yaml", kOrganisations});
  files.insert({"/etc/yagura/services.yaml", kServices});
  return read_config_text(yaml, "/etc/yagura/y.yaml",
                          [&](const std::filesystem::path& file) -> Result<std::string> {
                            const auto found = files.find(file.string());
                            if (found == files.end()) {
                              return fail(ErrorCode::io, "cannot read '" + file.string() + "'");
                            }
                            return found->second;
                          });
}

Lines errors_of(const ConfigResult& result) {
  Lines lines;
  for (const Error& error : result.errors) {
    lines.push_back(error.text());
  }
  return lines;
}

// Each line of a literal that begins with a line break.
Lines lines(std::string_view text) {
  Lines out;
  text.remove_prefix(1);
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return out;
}

void check(const std::string& yaml, const Lines& expected, const Files& files = {}) {
  INFO(yaml);
  const ConfigResult result = read(yaml, files);
  CHECK(errors_of(result) == expected);
  CHECK(result.config.has_value() == expected.empty());
}

}  // namespace

TEST_CASE("an empty file is the default configuration", "[config]") {
  const ConfigResult result = read("");
  REQUIRE(errors_of(result).empty());
  const Config& c = *result.config;
  CHECK(c.file == "/etc/yagura/y.yaml");
  CHECK(c.state_directory == "/var/lib/yagura");
  CHECK(c.log_level == "info");
  CHECK(c.time_zone.to_local(TimePoint{}) == TimePoint{} + std::chrono::hours(9));
  CHECK(c.dead_letter_bytes == 64U << 20);
  CHECK(c.api.address == "127.0.0.1");
  CHECK(c.api.port == 8420);
  CHECK(c.api.max_connections == 256);
  CHECK(c.journal.commit_interval == std::chrono::milliseconds(2));
  CHECK(c.journal.commit_bytes == 64U << 10);
  CHECK(c.journal.segment_bytes == 64U << 20);
  CHECK(c.journal.queue_bytes == 8U << 20);
  CHECK(c.journal.replay_window == std::chrono::hours(72));
  CHECK(c.detection.rules == std::vector<std::filesystem::path>{"/usr/share/yagura/rules"});
  CHECK(c.detection.lateness == std::chrono::minutes(2));
  CHECK(c.detection.idle_timeout == std::chrono::seconds(5));
  CHECK(c.correlation.memory == 512U << 20);
  CHECK(c.correlation.memory_per_organisation == 128U << 20);
  CHECK(c.correlation.memory_per_rule == 32U << 20);
  CHECK(c.correlation.checkpoint_interval == std::chrono::minutes(5));
  CHECK(c.outage.window == std::chrono::minutes(5));
  CHECK(c.outage.min_requests == 5);
  CHECK(c.outage.min_observers == 2);
  CHECK(c.outage.min_organisations == 2);
  CHECK(c.outage.staleness_limit == std::chrono::minutes(15));
  CHECK(c.sources.empty());
  CHECK(c.meetings.empty());
  CHECK(c.organisations->all().size() == 4);
  CHECK(c.services->sites.at(0).organisation.to_string() == "352021");
  CHECK(c.services->node("link-4.1")->name == "連携");
}

TEST_CASE("sources are read with their defaults and owners", "[config]") {
  const ConfigResult result = read(R"(
time_zone: UTC
state_directory: ../state
sources:
  - name: gateways
    type: syslog_tcp
    organisations_by_address:
      10.0.0.0/8: 山口県
      2001:db8::/32: 352012
      10.11.0.0/16: "352012"
      10.11.7.9: 宇部市
  - {name: proxy, type: file, format: squid, organisation: 352021, path: log/a, time_zone: "+09:00",
     lateness: 1h}
meetings:
  - {date: 2026-06-01, name: 第2回}
  - {date: "2026-01-15", name: 第1回}
)");
  REQUIRE(errors_of(result).empty());
  const Config& c = *result.config;
  CHECK(c.state_directory == "/etc/state");
  REQUIRE(c.sources.size() == 2);
  const SourceConfig& tcp = c.sources[0];
  CHECK(tcp.format == "auto");
  CHECK(tcp.address == "127.0.0.1");
  CHECK(tcp.port == 5514);
  CHECK(tcp.max_connections == 256);
  CHECK(tcp.idle_timeout == std::chrono::minutes(10));
  CHECK(tcp.time_zone_name == "UTC");
  CHECK_FALSE(tcp.organisation);
  Lines networks;
  for (const auto& [network, code] : tcp.organisations_by_address) {
    networks.push_back(network.to_string() + " " + code.to_string());
  }
  // Most specific first: whoever takes the first that fits takes the right one.
  CHECK(networks == Lines{"10.11.7.9/32 352021", "10.11.0.0/16 352012", "10.0.0.0/8 350001",
                          "2001:db8::/32 352012"});
  CHECK(tcp.lateness == std::chrono::minutes(2));
  const SourceConfig& file = c.sources[1];
  CHECK(file.lateness == std::chrono::hours(1));
  CHECK(file.type == SourceType::file);
  CHECK(file.organisation->to_string() == "352021");
  CHECK(file.path == "/etc/yagura/log/a");
  CHECK(file.time_zone_name == "+09:00");
  CHECK(file.time_zone.to_local(TimePoint{}) == TimePoint{} + std::chrono::hours(9));
  REQUIRE(c.meetings.size() == 2);
  CHECK(c.meetings[0].name == "第1回");
}

TEST_CASE("everything wrong with a file is told in one run, in order of the file", "[config]") {
  check(
      R"(log_levle: debug
log_level: no
time_zone: Asia/Tokio
port: 80
api:
  port: 70000
  address: localhost
journal: [1]
detection:
  rules: rules
  lateness: 1500ms
outage:
  min_requests: 010
  window:
sources:
  - name: 宇部
    type: syslog_tcp
    organisations_by_address: {10.1.0.0/16: 352013, 10.2.0.0/8: 宇部, 10.1.0.0/16: 352021}
  - type: file
    organisation: 350010
    port: 5514
  - {name: a, type: syslog_top}
meetings:
  - {date: 2026-02-30, name: ""}
)",
      lines(R"(
/etc/yagura/y.yaml:1:1: 'log_levle' is not a key; did you mean log_level?
/etc/yagura/y.yaml:2:12: 'log_level': 'no' is not one of debug, info, warning, error; write one of these
/etc/yagura/y.yaml:3:12: 'time_zone': time zone 'Asia/Tokio' is not known; write an IANA name such as Asia/Tokyo or an offset such as +09:00; the tzdata package must be installed
/etc/yagura/y.yaml:4:1: 'port' is not a key; it belongs under api
/etc/yagura/y.yaml:6:9: 'port': '70000' is out of range; write a value from 0 to 65535
/etc/yagura/y.yaml:7:12: 'address': 'localhost' is not an IP address; write for example 127.0.0.1 or ::1, without a port
/etc/yagura/y.yaml:8:10: 'journal' must be a map, not a list; write 'name: value' lines
/etc/yagura/y.yaml:10:10: 'rules' must be a list, not a single value; write one '- ' line for each item
/etc/yagura/y.yaml:11:13: 'lateness' does not come to whole seconds; write for example 2m
/etc/yagura/y.yaml:13:17: 'min_requests': '010' is not a whole number: a leading zero may mean octal or hexadecimal; write for example 5 (from 1 to 1000000)
/etc/yagura/y.yaml:14:3: 'window' has no value; write one, or take the line out for 5m
/etc/yagura/y.yaml:16:11: 'name': '宇部' cannot be a name; use only lower-case letters, digits, '.', '_' and '-', and begin with a letter or digit
/etc/yagura/y.yaml:18:45: the check digit of '352013' is wrong: 352012 would be right; did you mean 352012 (下関市) or 352021 (宇部市)?
/etc/yagura/y.yaml:18:53: '10.2.0.0/8' is not a network; write for example 10.11.0.0/16, with no bits set behind the prefix
/etc/yagura/y.yaml:18:65: there is no organisation '宇部'; did you mean 352021 (宇部市)?
/etc/yagura/y.yaml:18:69: '10.1.0.0/16' stands here twice; keep one of the two
/etc/yagura/y.yaml:19:5: sources[1] has no 'name'; add 'name: ...'. Name of the source in records, metrics and messages; each only once.
/etc/yagura/y.yaml:19:5: a source of type file has no 'path'; add 'path: FILE': the file to follow
/etc/yagura/y.yaml:20:19: there is no organisation 350010; did you mean 350001 (山口県) or 352012 (下関市)?
/etc/yagura/y.yaml:21:11: 'port' has no meaning for type file; take it out, or change the type
/etc/yagura/y.yaml:22:21: 'type': 'syslog_top' is not one of syslog_tcp, syslog_tls, syslog_udp, relp, http, file, stdin; did you mean syslog_tcp?
/etc/yagura/y.yaml:24:12: 'date': '2026-02-30' is not a date of the calendar; write for example 2026-01-15
/etc/yagura/y.yaml:24:30: 'name': the value is empty; write a text
)"));
}

TEST_CASE("sources that cannot work together are refused", "[config]") {
  check(R"(sources:
  - {name: a, type: syslog_tcp, organisation: 山口県}
  - {name: a, type: syslog_tcp, organisation: 山口県}
  - {name: b, type: syslog_tcp, organisation: 山口県, address: "::1"}
  - {name: c, type: syslog_tcp, organisation: 山口県, port: 0}
  - {name: d, type: syslog_tcp, organisation: 山口県, port: 0, path: x}
  - {name: e, type: syslog_tcp}
  - {name: f, type: file, organisations_by_address: {10.0.0.0/8: 山口県}, path: x}
  - {name: g, type: syslog_tcp, port: 0, organisation: 山口県, organisations_by_address: {::/0: 山口県}}
  - {name: h, type: syslog_tcp, port: 0, organisations_by_address: {10.0.0.1: 山口県, 10.0.0.1/32: 下関市}}
  - {name: i, type: relp, organisation: 山口県}
  - {name: j, type: syslog_udp, organisation: 山口県, max_connections: 2}
  - {name: k, type: stdin, organisation: 山口県}
  - {name: l, type: stdin, organisation: 山口県, path: x}
)",
        lines(R"(
/etc/yagura/y.yaml:3:5: another source listens on 127.0.0.1 port 5514; give this one a port of its own
/etc/yagura/y.yaml:3:12: the source 'a' stands twice; rename one of the two
/etc/yagura/y.yaml:6:67: 'path' has no meaning for type syslog_tcp; take it out, or change the type
/etc/yagura/y.yaml:7:5: the source does not say whose records these are; add 'organisation: CODE' or 'organisations_by_address:'
/etc/yagura/y.yaml:7:5: another source listens on 127.0.0.1 port 5514; give this one a port of its own
/etc/yagura/y.yaml:8:5: the source does not say whose records these are; add 'organisation: CODE'
/etc/yagura/y.yaml:8:53: 'organisations_by_address' has no meaning for type file; take it out, or change the type
/etc/yagura/y.yaml:9:87: 'organisation' and 'organisations_by_address' cannot stand together; keep the one that says whose records these are
/etc/yagura/y.yaml:10:84: the network 10.0.0.1/32 stands twice; keep one of the two
/etc/yagura/y.yaml:11:5: another source listens on 127.0.0.1 port 5514; give this one a port of its own
/etc/yagura/y.yaml:12:69: 'max_connections' has no meaning for type syslog_udp; take it out, or change the type
/etc/yagura/y.yaml:14:21: another source reads standard input; there is only one: take one out
/etc/yagura/y.yaml:14:53: 'path' has no meaning for type stdin; take it out, or change the type
)"));
}

TEST_CASE("the organisations file is checked against itself", "[config]") {
  check("", lines(R"(
/etc/yagura/organisations.yaml:2:12: the check digit of '350002' is wrong: 350001 would be right; copy it from the ministry's list of codes
/etc/yagura/organisations.yaml:3:49: the code 352012 is not that of a town; the third digit is 0 for a prefecture, 1 or 2 for a city, from 3 for a town
/etc/yagura/organisations.yaml:4:49: the code 352021 is not that of a prefecture; the third digit is 0 for a prefecture, 1 or 2 for a city, from 3 for a town
/etc/yagura/organisations.yaml:5:49: 'kind': 'village' is not one of prefecture, city, town; write one of these
/etc/yagura/organisations.yaml:7:12: code 353051 stands twice; keep one of the two
/etc/yagura/organisations.yaml:8:5: organisations[6] has no 'department'; add 'department: ...'. Department in charge (担当所属).
/etc/yagura/organisations.yaml:8:26: '周防大島町' stands twice; keep one of the two
)"),
        {{"/etc/yagura/organisations.yaml", R"(organisations:
  - {code: 350002, name: 山口県, name_en: a, kind: prefecture, department: b}
  - {code: 352012, name: 下関市, name_en: a, kind: town, department: b}
  - {code: 352021, name: 宇部市, name_en: a, kind: prefecture, department: b}
  - {code: 352039, name: 山口市, name_en: a, kind: village, department: b}
  - {code: 353051, name: 周防大島町, name_en: a, kind: town, department: b}
  - {code: 353051, name: 大島町, name_en: a, kind: town, department: b}
  - {code: 353213, name: 周防大島町, name_en: a, kind: town}
)"}});
}

TEST_CASE("references of the services file must lead somewhere", "[config]") {
  check("services: s/s.yaml", lines(R"(
/etc/yagura/s/s.yaml:3:10: 'id': 'Cloud' cannot be a name; use only lower-case letters, digits, '.', '_' and '-', and begin with a letter or digit
/etc/yagura/s/s.yaml:5:10: the id 'cloud' stands twice; ids of providers and modules must differ: rename one
/etc/yagura/s/s.yaml:8:58: there is no provider 'clod'; did you mean cloud?
/etc/yagura/s/s.yaml:9:20: there is no organisation '下関'; did you mean 352012 (下関市)?
/etc/yagura/s/s.yaml:9:30: the host 'www.ube.example' stands twice; keep one of the two
/etc/yagura/s/s.yaml:9:57: there is no provider 'link'; add it under providers
/etc/yagura/s/s.yaml:10:31: 'host': 'WWW.ube.example' cannot be a name; use only lower-case letters, digits, '.', '_' and '-', and begin with a letter or digit
/etc/yagura/s/s.yaml:13:34: the feed 'updates' of 352021 stands twice; keep one of the two
/etc/yagura/s/s.yaml:14:5: feeds[2] must be a map, not a single value; write 'name: value' lines
)"),
        {{"/etc/yagura/s/s.yaml", R"(providers:
  - {id: cloud, name: a}
  - {id: Cloud, name: a}
modules:
  - {id: cloud, name: a}
  - {id: link, name: a}
sites:
  - {organisation: 宇部市, host: www.ube.example, provider: clod}
  - {organisation: 下関, host: www.ube.example, provider: link}
  - {organisation: 宇部市, host: WWW.ube.example, provider: cloud}
feeds:
  - {organisation: 宇部市, name: updates, module: link}
  - {organisation: 352021, name: updates, module: link}
  - updates
)"}});
}

TEST_CASE("hosts are told apart by organisation and name", "[config]") {
  const ConfigResult result = read("hosts: h.yaml", {{"/etc/yagura/h.yaml", R"(hosts:
  - {name: FS01.ube.example, organisation: 宇部市, role: file-server}
  - {name: fs01.ube.example, organisation: 352012}
)"}});
  REQUIRE(errors_of(result).empty());
  const std::vector<Host>& hosts = result.config->hosts;
  REQUIRE(hosts.size() == 2);
  CHECK(hosts[0].organisation.to_string() == "352021");
  CHECK(hosts[0].name == "FS01.ube.example");
  CHECK(hosts[0].role == "file-server");
  CHECK(hosts[1].organisation.to_string() == "352012");
  CHECK(hosts[1].role.empty());
  CHECK(read("").config->hosts.empty());
}

TEST_CASE("everything wrong with the hosts file is told at once", "[config]") {
  check("log_level: loud\nhosts: h.yaml", lines(R"(
/etc/yagura/y.yaml:1:12: 'log_level': 'loud' is not one of debug, info, warning, error; write one of these
/etc/yagura/h.yaml:3:12: the host 'FS01' of 352021 stands twice; keep one of the two; case does not tell hosts apart
/etc/yagura/h.yaml:4:32: there is no organisation '宇部'; did you mean 352021 (宇部市)?
/etc/yagura/h.yaml:5:5: hosts[3] has no 'organisation'; add 'organisation: ...'. Whose machine it is: a code or a name.
/etc/yagura/h.yaml:6:5: hosts[4] has no 'name'; add 'name: ...'. Name as events write it, without regard to case; once for each organisation.
/etc/yagura/h.yaml:7:37: 'rolle' is not a key of hosts[]; did you mean role?
/etc/yagura/h.yaml:7:53: 'role': 'File server' cannot be a name; use only lower-case letters, digits, '.', '_' and '-', and begin with a letter or digit
)"),
        {{"/etc/yagura/h.yaml", R"(hosts:
  - {name: fs01, organisation: 宇部市}
  - {name: FS01, organisation: 352021}
  - {name: fs02, organisation: 宇部}
  - {name: fs03}
  - {organisation: 宇部市}
  - {name: fs04, organisation: 宇部市, rolle: a, role: File server}
)"}});
  check("hosts: gone.yaml",
        {"/etc/yagura/y.yaml:1:8: 'hosts': cannot read '/etc/yagura/gone.yaml'"});
}

TEST_CASE("with TLS the certificate says whose records these are", "[config]") {
  check(R"(sources:
  - name: a
    type: syslog_tls
    organisation: 山口県
    organisations_by_address: {10.0.0.0/8: 山口県}
  - name: b
    type: relp
    port: 0
    organisations_by_address: {10.0.0.0/8: 山口県}
    tls:
      certificate: server.pem
      client_revocations: list.pem
  - name: c
    type: syslog_tls
    port: 0
    tls:
      certificate: server.pem
      private_key: server.key
      pinned_keys:
        abc: 山口県
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: 誰か
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA: 山口県
  - {name: d, type: syslog_tcp, port: 0, organisation: 山口県, tls: {certificate: x}}
)",
        lines(R"(
/etc/yagura/y.yaml:2:5: a source of type syslog_tls has no 'tls'; add 'tls:' with certificate, private_key and client_ca or pinned_keys
/etc/yagura/y.yaml:4:19: 'organisation' has no meaning with 'tls'; take it out: the sender's certificate says whose records these are
/etc/yagura/y.yaml:5:31: 'organisations_by_address' has no meaning for type syslog_tls; take it out, or change the type
/etc/yagura/y.yaml:9:31: 'organisations_by_address' has no meaning with 'tls'; take it out: the sender's certificate says whose records these are
/etc/yagura/y.yaml:11:7: sources[1].tls has no 'private_key'; add 'private_key: ...'. The certificate's key, PEM, without a password.
/etc/yagura/y.yaml:11:7: no certificate would be let in; add 'client_ca: FILE' or 'pinned_keys:' with the senders' keys
/etc/yagura/y.yaml:11:7: 'client_revocations' has no meaning without 'client_ca'; take it out; a pinned key is revoked by taking it out of pinned_keys
/etc/yagura/y.yaml:20:9: 'abc' is not a SHA-256; write its 64 hexadecimal digits
/etc/yagura/y.yaml:21:75: there is no organisation '誰か'; write a code or a name of the organisations file
/etc/yagura/y.yaml:22:9: the SHA-256 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa stands twice; keep one of the two
/etc/yagura/y.yaml:23:66: 'tls' has no meaning for type syslog_tcp; take it out, or change the type
)"));
}

TEST_CASE("a key may be a credential, whose name leads nowhere else", "[config]") {
  check(R"(sources:
  - {name: a, type: syslog_tls, tls: {certificate: "credential:../a", private_key: credential:a.key,
      client_ca: credential:ca, client_revocations: "credential:"}}
)",
        lines(R"(
/etc/yagura/y.yaml:2:52: 'certificate': 'credential:../a' names no credential; behind 'credential:' use only letters, digits, '.', '_' and '-', and no dot first
/etc/yagura/y.yaml:3:53: 'client_revocations': 'credential:' names no credential; behind 'credential:' use only letters, digits, '.', '_' and '-', and no dot first
)"));
}

TEST_CASE("over HTTP a token or a certificate says whose records these are", "[config]") {
  check(R"(sources:
  - {name: a, type: http, organisation: 山口県}
  - {name: b, type: http, port: 0, address: 10.0.0.1, tokens: {x: 山口県}}
  - {name: c, type: http, port: 0, address: 10.0.0.1, tls: {certificate: a, private_key: b}}
  - {name: d, type: relp, port: 0, tokens: {x: 山口県}, organisation: 山口県}
)",
        lines(R"(
/etc/yagura/y.yaml:2:5: the source does not say whose records these are; add 'tokens:' with lines of a token's SHA-256, a colon and an organisation
/etc/yagura/y.yaml:2:41: 'organisation' has no meaning for type http; take it out: the sender's token or certificate says whose records these are
/etc/yagura/y.yaml:3:45: without 'tls' tokens would cross the network in clear to 10.0.0.1; add 'tls:', or listen on 127.0.0.1 behind a proxy that has it
/etc/yagura/y.yaml:3:64: 'x' is not a SHA-256; write its 64 hexadecimal digits
/etc/yagura/y.yaml:4:60: no certificate would be let in; add 'client_ca: FILE' or 'pinned_keys:' with the senders' keys
/etc/yagura/y.yaml:5:44: 'tokens' has no meaning for type relp; take it out, or change the type
)"));
}

TEST_CASE("a file that cannot be read is told where it is named", "[config]") {
  check(
      "log_level: info\norganisations: nowhere.yaml\nsources:\n"
      "  - {name: a, type: file, path: x, organisation: 誰か}\n",
      {"/etc/yagura/y.yaml:2:16: 'organisations': cannot read '/etc/yagura/nowhere.yaml'"});
  check("services:\n", {"/etc/yagura/y.yaml:1:1: 'services' has no value; write one, or take the "
                        "line out for services.yaml"});
  const ConfigResult gone = read_config("/nonexistent/yagura.yaml");
  CHECK(errors_of(gone) ==
        Lines{"/nonexistent/yagura.yaml: cannot read '/nonexistent/yagura.yaml': No such file or "
              "directory; check that the file is there and may be read"});
  const ConfigResult folder = read_config("/");
  CHECK(errors_of(folder) == Lines{"/: cannot read '/': it is not a regular file; check that the "
                                   "file is there and may be read"});
}

TEST_CASE("what is not even a map is one error, not many", "[config]") {
  check("- a\n- b\n", {"/etc/yagura/y.yaml:1:1: the file must be a map, not a list; write "
                       "'name: value' lines"});
  check("yagura\n", {"/etc/yagura/y.yaml:1:1: the file must be a map, not a single value; write "
                     "'name: value' lines"});
}

TEST_CASE("an organisation may keep its records longer or shorter than all", "[config]") {
  const ConfigResult result = read("journal: {retention_age: 30d, retention_bytes: 5GiB}\n",
                                   {{"/etc/yagura/organisations.yaml", R"(organisations:
  - {code: 352021, name: 宇部市, name_en: U, kind: city, department: 課, retention_age: 400d}
  - {code: 352012, name: 下関市, name_en: S, kind: city, department: 課, retention_bytes: 0B}
)"},
                                    {"/etc/yagura/services.yaml", "providers: []\n"}});
  REQUIRE(errors_of(result) == Lines{});
  CHECK(result.config->journal.retention_age == std::chrono::hours(24 * 30));
  CHECK(result.config->journal.retention_bytes == std::uint64_t{5} << 30);
  CHECK(result.config->journal.quarantine_age == std::chrono::hours(24 * 365));
  const OrganisationTable& table = *result.config->organisations;
  CHECK(table.find_by_name("宇部市")->retention_age == std::chrono::hours(24 * 400));
  CHECK_FALSE(table.find_by_name("宇部市")->retention_bytes);
  CHECK(table.find_by_name("下関市")->retention_bytes == 0U);
  CHECK(errors_of(read("journal: {retention_age: 10m}\n")).size() == 1);
}

}  // namespace yagura
