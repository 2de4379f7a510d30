// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"

#include <fmt/format.h>

#include <array>

namespace yagura {
namespace {

using enum KeyFile;
using enum KeyType;
using enum Presence;

// In the order of parse/field_table.hpp's As.
constexpr std::string_view kAsChoices =
    "text|integer|real|ip|host|port|time|duration_ms|duration_s|url|path|account|hash|lower|"
    "upper_method|transport|http_version|percent";

// clang-format off: one row a key, in the order of the reference page
constexpr std::array kKeys{
    Key{configuration, "state_directory", path, optional, "/var/lib/yagura", "", "", "",
        "Where the journal, the incident store and the dead letters are kept."},
    Key{configuration, "log_level", choice, optional, "info", "", "", "debug|info|warning|error",
        "The least important of the daemon's own messages that is still written."},
    Key{configuration, "time_zone", time_zone, optional, "Asia/Tokyo", "", "", "",
        "In which reports show times, and for sources that name no zone of their own."},
    Key{configuration, "dead_letter_bytes", size, optional, "64MiB", "64KiB", "64GiB", "",
        "Beyond this the file of records that no parser understood is rotated."},
    Key{configuration, "organisations", path, optional, "organisations.yaml", "", "", "",
        "File with the bodies that share the security cloud."},
    Key{configuration, "services", path, optional, "services.yaml", "", "", "",
        "File that says which web site and which feed stands on what."},
    Key{configuration, "hosts", path, optional, "", "", "", "",
        "File with the machines that rules may expect to hear of (entities: hosts)."},
    Key{configuration, "formats", paths, optional, "", "", "", "",
        "Files that describe log formats of your own (below: a log format)."},
    Key{configuration, "api", section, optional, "", "", "", "",
        "The HTTP interface of the daemon."},
    Key{configuration, "api.address", address, optional, "127.0.0.1", "", "", "",
        "Where the API listens."},
    Key{configuration, "api.port", integer, optional, "8420", "0", "65535", "",
        "Port of the API; 0 takes any free port and tells it in the endpoint file."},
    Key{configuration, "api.max_connections", integer, optional, "256", "1", "65536", "",
        "Connections served at once; further ones are refused."},
    Key{configuration, "journal", section, optional, "", "", "", "",
        "How records are made durable before anything else happens."},
    Key{configuration, "journal.commit_interval", duration, optional, "2ms", "1ms", "10s", "",
        "Records are flushed to disk together after this time ..."},
    Key{configuration, "journal.commit_bytes", size, optional, "64KiB", "4KiB", "64MiB", "",
        "... or this many bytes, whichever comes first."},
    Key{configuration, "journal.segment_bytes", size, optional, "64MiB", "1MiB", "4GiB", "",
        "Size at which a journal file is closed and the next one begun."},
    Key{configuration, "journal.queue_bytes", size, optional, "8MiB", "256KiB", "4GiB", "",
        "Accepted but not yet durable; beyond it sources wait."},
    Key{configuration, "journal.replay_window", duration, optional, "72h", "1h", "3650d", "",
        "How much of the journal is read again at start to rebuild the state; whole hours."},
    Key{configuration, "journal.retention_age", duration, optional, "90d", "1h", "36500d", "",
        "How long records are kept; never shorter than replay_window."},
    Key{configuration, "journal.retention_bytes", size, optional, "0B", "0B", "1048576GiB", "",
        "How much of each organisation is kept on disk, the newest; 0 = no limit."},
    Key{configuration, "journal.quarantine_age", duration, optional, "365d", "1h", "36500d", "",
        "How long damaged bytes that were set aside are kept."},
    Key{configuration, "journal.quarantine_bytes", size, optional, "1GiB", "0B", "1048576GiB", "",
        "How much of them is kept, the newest; 0 = no limit."},
    Key{configuration, "detection", section, optional, "", "", "", "",
        "Which rules run and how long they wait."},
    Key{configuration, "detection.rules", paths, optional, "/usr/share/yagura/rules", "", "", "",
        "Rule files, or folders of them."},
    Key{configuration, "detection.placeholders", path, optional, "", "", "", "",
        "A YAML map from names to lists, for rules with the modifier expand."},
    Key{configuration, "detection.lateness", duration, optional, "2m", "0s", "24h", "",
        "How late a record may come and still be taken in order; whole seconds."},
    Key{configuration, "detection.idle_timeout", duration, optional, "5s", "1s", "24h", "",
        "A source silent for this long no longer holds time back; whole seconds."},
    Key{configuration, "detection.threads", integer, optional, "0", "0", "64", "",
        "Threads that parse and match; 0: as many as there are processors."},
    Key{configuration, "correlation", section, optional, "", "", "", "",
        "How much correlations may remember. Groups silent for longest are forgotten first."},
    Key{configuration, "correlation.memory", size, optional, "512MiB", "1MiB", "64GiB", "",
        "For all windows together."},
    Key{configuration, "correlation.memory_per_organisation", size, optional, "128MiB", "1MiB",
        "64GiB", "", "For those of one organisation, so that its flood costs no other."},
    Key{configuration, "correlation.memory_per_rule", size, optional, "32MiB", "1MiB", "64GiB", "",
        "For those of one rule and one organisation; a group takes about 150 bytes and more."},
    Key{configuration, "correlation.checkpoint_interval", duration, optional, "5m", "1s", "24h", "",
        "How often windows are kept on disk, to go on from after a restart; whole seconds."},
    Key{configuration, "outage", section, optional, "", "", "", "",
        "When failures of services become one incident."},
    Key{configuration, "outage.window", duration, optional, "5m", "10s", "24h", "",
        "Requests of this span are judged together; whole seconds."},
    Key{configuration, "outage.min_requests", integer, optional, "5", "1", "1000000", "",
        "Fewer requests than this in the window say nothing."},
    Key{configuration, "outage.min_observers", integer, optional, "2", "1", "1000", "",
        "Organisations that must see a failure before it counts."},
    Key{configuration, "outage.min_organisations", integer, optional, "2", "1", "1000", "",
        "Bodies that must be affected before it is one incident."},
    Key{configuration, "outage.staleness_limit", duration, optional, "15m", "1m", "30d", "",
        "An update that is not reflected for longer is stale; whole seconds."},
    Key{configuration, "sources", sections, optional, "", "", "", "", "Where records come from."},
    Key{configuration, "sources[].name", name, required, "", "", "", "",
        "Name of the source in records, metrics and messages; each only once."},
    Key{configuration, "sources[].type", choice, required, "", "", "",
        "syslog_tcp|syslog_tls|syslog_udp|relp|http|file|stdin",
        "How records arrive: syslog over TCP (RFC 6587), TLS (RFC 5425) or UDP (RFC 5426); over "
        "RELP "
        "or HTTP (POST /v1/records), which answer once the records are durable; or lines added to "
        "a file or standard input."},
    Key{configuration, "sources[].format", word, optional, "auto", "", "", "",
        "Log format as in `yagura parse --list`; auto finds it by content."},
    Key{configuration, "sources[].charset", choice, optional, "auto", "", "",
        "auto|utf-8|cp932|euc-jp|iso-2022-jp|utf-16le|utf-16be|latin1",
        "Encoding of the records; auto takes UTF-8 as it is and tells CP932 from EUC-JP."},
    Key{configuration, "sources[].time_zone", time_zone, optional, "", "", "", "",
        "For times without a zone; without it, that of the top level."},
    Key{configuration, "sources[].lateness", duration, optional, "", "0s", "24h", "",
        "How late its records may come and still be taken in order; whole seconds. Without it, "
        "detection.lateness."},
    Key{configuration, "sources[].organisation", organisation, optional, "", "", "", "",
        "Whose records these are: a code or a name. Either this or organisations_by_address."},
    Key{configuration, "sources[].organisations_by_address", networks, optional, "", "", "", "",
        "Whose records these are by the sender's network; any other sender is refused. Not "
        "for files."},
    Key{configuration, "sources[].address", address, optional, "127.0.0.1", "", "", "",
        "Where the source listens. Not for files."},
    Key{configuration, "sources[].port", integer, optional, "5514", "0", "65535", "",
        "Port to listen on; 0 takes any free port and tells it in the endpoint file. Not "
        "for files."},
    Key{configuration, "sources[].max_connections", integer, optional, "256", "1", "65536", "",
        "Connections served at once; further ones are refused. Not for files."},
    Key{configuration, "sources[].idle_timeout", duration, optional, "10m", "1s", "24h", "",
        "A connection silent for this long is closed; whole seconds. Not for files."},
    Key{configuration, "sources[].tokens", digests, optional, "", "", "", "",
        "Whose records these are by the SHA-256 of the bearer token a request brings. Only http; "
        "without tls it may listen on loopback only."},
    Key{configuration, "sources[].receive_buffer", size, optional, "8MiB", "4KiB", "1GiB", "",
        "What the kernel may hold until it is read; it grants no more than net.core.rmem_max. "
        "Only syslog_udp."},
    Key{configuration, "sources[].tls", section, optional, "", "", "", "",
        "TLS, in which the sender's certificate says whose records these are, in place of "
        "organisation and organisations_by_address. Required for syslog_tls, may stand for relp "
        "and http."},
    Key{configuration, "sources[].tls.certificate", secret_path, required, "", "", "", "",
        "This server's certificate and its issuers', PEM. All files of this section are read "
        "again at a reload. credential:NAME is the file of that name that the service manager "
        "hands over (LoadCredential=NAME:FILE in the unit)."},
    Key{configuration, "sources[].tls.private_key", secret_path, required, "", "", "", "",
        "The certificate's key, PEM, without a password."},
    Key{configuration, "sources[].tls.client_ca", secret_path, optional, "", "", "", "",
        "Authorities of the senders, PEM. A certificate of theirs must have exactly one "
        "alternative name URI:urn:soc:tenant:<code of the organisation>."},
    Key{configuration, "sources[].tls.client_revocations", secret_path, optional, "", "", "", "",
        "Revocation lists of these authorities, PEM. Once a list is out of date, nobody it is "
        "about gets in."},
    Key{configuration, "sources[].tls.pinned_keys", digests, optional, "", "", "", "",
        "Whose records these are by the SHA-256 of the public key (SubjectPublicKeyInfo, DER) of "
        "the sender's certificate, whoever issued it."},
    Key{configuration, "sources[].path", path, optional, "", "", "", "",
        "The files to follow: one, all of a folder, or a pattern such as /srv/proxy/*.log*; plain, "
        "gzip "
        "or zstd. Required for type file, and only there."},
    Key{configuration, "meetings", sections, optional, "", "", "", "",
        "Meetings that reports are written for."},
    Key{configuration, "meetings[].date", date, required, "", "", "", "", "Day of the meeting."},
    Key{configuration, "meetings[].name", text, required, "", "", "", "",
        "Name of the meeting as reports show it."},
    Key{organisations, "organisations", sections, required, "", "", "", "",
        "The bodies that share the security cloud."},
    Key{organisations, "organisations[].code", code, required, "", "", "", "",
        "Local government code of six digits, check digit included."},
    Key{organisations, "organisations[].name", text, required, "", "", "", "",
        "Official name, such as 宇部市."},
    Key{organisations, "organisations[].name_en", text, required, "", "", "", "",
        "English name, such as Ube City."},
    Key{organisations, "organisations[].kind", choice, required, "", "", "", "prefecture|city|town",
        "What it counts as in 県内N市M町; must agree with the third digit of the code."},
    Key{organisations, "organisations[].department", text, required, "", "", "", "",
        "Department in charge (担当所属)."},
    Key{organisations, "organisations[].retention_age", duration, optional, "", "1h", "36500d", "",
        "How long its records are kept; without it as journal.retention_age says."},
    Key{organisations, "organisations[].retention_bytes", size, optional, "", "0B", "1048576GiB",
        "", "How much of it is kept on disk; without it as journal.retention_bytes says."},
    Key{services, "providers", sections, optional, "", "", "", "", "What web sites stand on."},
    Key{services, "providers[].id", name, required, "", "", "", "",
        "Short name; unique among providers and modules."},
    Key{services, "providers[].name", text, required, "", "", "", "", "Name as reports show it."},
    Key{services, "modules", sections, optional, "", "", "", "",
        "What carries the updates of feeds: a module in one version."},
    Key{services, "modules[].id", name, required, "", "", "", "",
        "Short name; unique among providers and modules."},
    Key{services, "modules[].name", text, required, "", "", "", "", "Name as reports show it."},
    Key{services, "sites", sections, optional, "", "", "", "", "Public web sites."},
    Key{services, "sites[].organisation", organisation, required, "", "", "", "",
        "Whose site it is: a code or a name."},
    Key{services, "sites[].host", name, required, "", "", "", "",
        "Host name in lower case, without port; each only once."},
    Key{services, "sites[].provider", name, required, "", "", "", "",
        "Id of the provider it stands on."},
    Key{services, "feeds", sections, optional, "", "", "", "",
        "Flows of updates whose freshness is watched."},
    Key{services, "feeds[].organisation", organisation, required, "", "", "", "",
        "Whose updates these are: a code or a name."},
    Key{services, "feeds[].name", name, required, "", "", "", "",
        "Name of the feed as records carry it; once for each organisation."},
    Key{services, "feeds[].module", name, required, "", "", "", "",
        "Id of the module that carries the updates."},
    Key{hosts, "hosts", sections, required, "", "", "", "",
        "The machines that are there. The file may be JSON, which is YAML."},
    Key{hosts, "hosts[].name", text, required, "", "", "", "",
        "Name as events write it, without regard to case; once for each organisation."},
    Key{hosts, "hosts[].organisation", organisation, required, "", "", "", "",
        "Whose machine it is: a code or a name."},
    Key{hosts, "hosts[].role", name, optional, "", "", "", "",
        "What it is there for, such as file-server; rules may ask for one role only."},
    Key{format, "name", word, required, "", "", "", "",
        "What sources call the format, and event.dataset."},
    Key{format, "summary", text, optional, "", "", "", "", "One line for `yagura parse --list`."},
    Key{format, "split", choice, required, "", "", "",
        "json|key_value|cef|leef|csv|tsv|columns|elff|template",
        "How a record becomes names and values."},
    Key{format, "value_end", choice, optional, "blank", "", "", "blank|next_key",
        "How unquoted values end. Only key_value."},
    Key{format, "delimiter", text, optional, "", "", "", "",
        "One character in place of the comma, tab or blank. Only csv, tsv and columns."},
    Key{format, "columns", texts, optional, "", "", "", "",
        "Names of the columns in order; - passes one over. Only csv, tsv and columns."},
    Key{format, "template", text, optional, "", "", "", "",
        "The product's own log format string, such as Squid's logformat. Only template."},
    Key{format, "time_zone", time_zone, optional, "", "", "", "",
        "Of times without a zone, whatever the source says."},
    Key{format, "date_order", choice, optional, "unknown", "", "", "unknown|day_first|month_first",
        "Which of 05/02/2026 is the month; unknown reads only dates that leave no doubt."},
    Key{format, "no_value", texts, optional, "", "", "", "",
        "Texts that mean no value, beside nothing and -."},
    Key{format, "starts_with", text, optional, "", "", "", "",
        "For format auto: how a record begins."},
    Key{format, "contains", texts, optional, "", "", "", "",
        "For format auto: texts that all stand in a record."},
    Key{format, "log_source", section, optional, "", "", "", "", "What Sigma rules call it."},
    Key{format, "log_source.product", word, optional, "", "", "", "", "Such as fortinet."},
    Key{format, "log_source.category", word, optional, "", "", "", "", "Such as proxy."},
    Key{format, "log_source.service", name, optional, "", "", "", "", "Such as sshd."},
    Key{format, "joined", values, optional, "", "", "", "",
        "Names for values that mean one thing together: 'when: [date, time]'."},
    Key{format, "constants", values, optional, "", "", "", "",
        "Fields that every event of the format has, with their values."},
    Key{format, "fields", sections, required, "", "", "", "",
        "Which value fills which field; of rows for the same field the first with a value does."},
    Key{format, "fields[].from", text, required, "", "", "", "", "The record's own name."},
    Key{format, "fields[].to", text, required, "", "", "", "", "ECS name, such as source.ip."},
    Key{format, "fields[].as", choice, optional, "text", "", "", kAsChoices,
        "How the value is read."},
    Key{format, "kinds", sections, optional, "", "", "", "",
        "Kinds of records that mean their values differently; the first that holds counts."},
    Key{format, "kinds[].when", values, required, "", "", "", "",
        "Names with the value, or one of the values, that each must have."},
    Key{format, "kinds[].log_source", section, optional, "", "", "", "",
        "In place of the common one."},
    Key{format, "kinds[].log_source.product", word, optional, "", "", "", "", "As above."},
    Key{format, "kinds[].log_source.category", word, optional, "", "", "", "", "As above."},
    Key{format, "kinds[].log_source.service", name, optional, "", "", "", "", "As above."},
    Key{format, "kinds[].fields", sections, optional, "", "", "", "",
        "Rows that come before the common ones and replace those for the same names."},
    Key{format, "kinds[].fields[].from", text, required, "", "", "", "", "As above."},
    Key{format, "kinds[].fields[].to", text, required, "", "", "", "", "As above."},
    Key{format, "kinds[].fields[].as", choice, optional, "text", "", "", kAsChoices, "As above."},
    Key{format, "tests", sections, required, "", "", "", "",
        "Records that must come out as said; a format whose tests fail is not loaded."},
    Key{format, "tests[].raw", text, required, "", "", "", "", "The record."},
    Key{format, "tests[].event", values, optional, "", "", "", "",
        "Fields that the event must have, with their values."},
    Key{format, "tests[].refused", choice, optional, "no", "", "", "no|yes",
        "Whether it must be refused instead."},
};
// clang-format on

constexpr std::array<std::string_view, 21> kTypeNames{"text",
                                                      "word (a-z, 0-9, _)",
                                                      "name (a-z, 0-9, '.', '_', '-')",
                                                      "choice",
                                                      "whole number",
                                                      "duration",
                                                      "size",
                                                      "IP address",
                                                      "time zone",
                                                      "date",
                                                      "path",
                                                      "path or credential:NAME",
                                                      "organisation",
                                                      "local government code",
                                                      "list of paths",
                                                      "list of texts",
                                                      "map from name to text or texts",
                                                      "map from network to organisation",
                                                      "map from SHA-256 to organisation",
                                                      "map",
                                                      "list of maps"};

std::string allowed(const Key& key) {
  if (!key.choices.empty()) {
    std::string out;
    for (const char c : key.choices) {
      out += c == '|' ? ", " : std::string(1, c);
    }
    return out;
  }
  return key.least.empty() ? "" : fmt::format("{} to {}", key.least, key.most);
}

std::string default_of(const Key& key) {
  if (key.presence == required) {
    return "required";
  }
  return key.initial.empty() ? "" : fmt::format("`{}`", key.initial);
}

std::string_view title(KeyFile file) {
  switch (file) {
    case configuration:
      return "yagura.yaml";
    case organisations:
      return "organisations.yaml";
    case services:
      return "services.yaml";
    case hosts:
      return "hosts.yaml";
    case format:
      break;
  }
  return "a log format";
}

}  // namespace

std::span<const Key> keys() {
  return kKeys;
}

const Key* find_key(KeyFile file, std::string_view name) {
  for (const Key& key : kKeys) {
    if (key.file == file && key.name == name) {
      return &key;
    }
  }
  return nullptr;
}

std::vector<std::string_view> key_names_below(KeyFile file, std::string_view parent) {
  std::vector<std::string_view> names;
  for (const Key& key : kKeys) {
    const auto dot = key.name.rfind('.');
    const auto above = dot == std::string_view::npos ? "" : key.name.substr(0, dot);
    if (key.file == file && above == parent) {
      names.push_back(dot == std::string_view::npos ? key.name : key.name.substr(dot + 1));
    }
  }
  return names;
}

std::string_view to_string(KeyType type) {
  return kTypeNames.at(static_cast<std::size_t>(type));
}

std::string configuration_reference() {
  std::string out =
      "# Configuration reference\n\n"
      "Durations are a whole number and one of ms, s, m, h, d; sizes one and B, KiB, MiB or GiB.\n"
      "Relative paths start at the folder of the file they stand in. Unknown keys are errors.\n";
  for (const KeyFile file : {configuration, organisations, services, hosts, format}) {
    out += fmt::format("\n## {}\n\n| key | type | range | default | meaning |\n", title(file));
    out += "|---|---|---|---|---|\n";
    for (const Key& key : kKeys) {
      if (key.file == file) {
        out += fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, to_string(key.type),
                           allowed(key), default_of(key), key.sentence);
      }
    }
  }
  return out;
}

}  // namespace yagura
