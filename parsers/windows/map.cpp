// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// From Windows' names to ours: what, when, who and from where. Sysmon and the audit log say the
// same things in different words, so most fields have several sources, best first.
#include <algorithm>
#include <array>
#include <cstdint>

#include "parse/any_time.hpp"
#include "parse/event_fields.hpp"
#include "parse/text_forms.hpp"
#include "windows/reader.hpp"

namespace yagura::windows {
namespace {

// --- what and when -----------------------------------------------------------------------------

void set_time(Reader& reader, const ParseContext& context) {
  Event& event = reader.event();
  const auto take = [&](Name name, const TimeZone& zone) {
    if (event.own_time || !reader.has(name)) {
      return;
    }
    const std::string_view text = reader.text(name);
    auto time = parse_rfc3339(text, zone);
    time = time ? time : parse_any_time(text, ParseContext{zone, context.received});
    if (time) {
      event.own_time = time;
    } else {
      event.notes.push_back("windows: a time is not readable");
    }
  };
  // Sysmon's own time is when it happened, the others when it was logged.
  take(Name::utc_time, TimeZone{});
  take(Name::system_time, TimeZone{});
  // NXLog writes local time without a zone.
  take(Name::event_time, context.zone);
  take(Name::timestamp, context.zone);
  take(Name::time_created, context.zone);
  take(Name::time_generated, TimeZone{});
}

std::string_view level_text(Reader& reader) {
  if (const std::string_view severity = reader.text(Name::severity); !severity.empty()) {
    return lower_case(severity, reader.arena());
  }
  static constexpr std::array<std::string_view, 6> kLevels = {"info",    "critical", "error",
                                                              "warning", "info",     "debug"};
  const auto level = reader.number(Name::level);
  const bool known = level && *level >= 0 && *level < std::ssize(kLevels);
  return known ? kLevels[static_cast<std::size_t>(*level)] : std::string_view{};
}

// What NXLog, the event itself and beats (in Windows' language) write for an audit.
struct Audit {
  std::string_view text;
  std::string_view outcome;
};
constexpr Audit kAudits[] = {
    {"AUDIT_SUCCESS", "success"},      {"AUDIT_FAILURE", "failure"},
    {"0x8020000000000000", "success"}, {"0x8010000000000000", "failure"},
    {"0x8020000000000001", "success"}, {"0x8010000000000001", "failure"},
    {"Audit Success", "success"},      {"Audit Failure", "failure"},
    {"成功の監査", "success"},         {"失敗の監査", "failure"},
    {"Succès de l’audit", "success"},  {"Échec de l’audit", "failure"},
};
// The same as bits of the keywords, where they are a number.
constexpr std::int64_t kAuditSuccess = std::int64_t{1} << 53U;
constexpr std::int64_t kAuditFailure = std::int64_t{1} << 52U;

std::string_view outcome(const Record& record) {
  constexpr std::size_t kShortest = 13;
  for (const Name name : {Name::event_type, Name::severity_value, Name::keywords}) {
    const std::string_view text = record.text(name);
    if (text.size() < kShortest) {
      continue;
    }
    for (const Audit& audit : kAudits) {
      if (text == audit.text) {
        return audit.outcome;
      }
    }
  }
  const Value* keywords = record.find(Name::keywords);
  const auto* bits = keywords == nullptr ? nullptr : std::get_if<std::int64_t>(keywords);
  if (bits == nullptr || (*bits & (kAuditSuccess | kAuditFailure)) == 0) {
    return {};
  }
  return (*bits & kAuditSuccess) != 0 ? "success" : "failure";
}

// Why a logon failed: message numbers 2304 to 2314 of the audit log.
std::string_view failure_reason(std::string_view text) {
  static constexpr std::array<std::string_view, 11> kReasons = {
      "An Error occurred during Logon.",
      "The specified user account has expired.",
      "The NetLogon component is not active.",
      "Account locked out.",
      "The user has not been granted the requested logon type at this machine.",
      "The specified account's password has expired.",
      "Account currently disabled.",
      "Account logon time restriction violation.",
      "User not allowed to logon at this computer.",
      "Unknown user name or bad password.",
      "Domain sid inconsistent.",
  };
  constexpr std::int64_t kFirst = 2304;
  const auto number = text.substr(0, 2) == "%%" ? parse_integer(text.substr(2)) : std::nullopt;
  const bool known = number && *number >= kFirst && *number < kFirst + std::ssize(kReasons);
  return known ? kReasons[static_cast<std::size_t>(*number - kFirst)] : text;
}

void add_header(Reader& reader) {
  reader.add(Field::event_code, reader.code());
  reader.add(Field::event_provider, reader.first_text({Name::provider_name, Name::source_name}));
  reader.add(Field::winlog_channel, Name::channel);
  reader.add(Field::winlog_record_id,
             reader.first_text({Name::event_record_id, Name::record_number}));
  reader.add(Field::event_outcome, outcome(reader.record()));
  reader.add(Field::log_level, level_text(reader));
  reader.add(Field::message, Name::message);
  reader.add(Field::event_reason, failure_reason(reader.text(Name::failure_reason)));
  if (reader.record().shape == Shape::flat) {
    reader.add(Field::event_reason, Name::description);
  }
  if (const std::string_view host = reader.first_text({Name::hostname, Name::computer});
      !host.empty()) {
    reader.add(Field::host_name, host);
    reader.add(Field::winlog_computer_name, host);
    const bool is_address = may_be_address(host) && IpAddress::parse(host);
    reader.add(Field::host_hostname, is_address ? host : host.substr(0, find_first<'.'>(host)));
  }
}

// "-" says that Sysmon's configuration has a rule for the event, and no name for that.
void add_rule(Reader& reader) {
  const Value* value = reader.record().find(Name::rule_name);
  if (value != nullptr && reader.record().shape == Shape::flat &&
      reader.text(Name::rule_name).empty()) {
    const auto* text = std::get_if<std::string_view>(value);
    if (text != nullptr && !text->empty()) {
      reader.event().add(Field::rule_name, *text);
    }
    return;
  }
  reader.add(Field::rule_name, Name::rule_name);
}

// --- users, network ----------------------------------------------------------------------------

// Beats take as the user of these events who logs on, not the service that lets him in.
bool is_logon(std::int64_t id) {
  static constexpr std::int64_t kLogons[] = {4624, 4625, 4634, 4647, 4648,
                                             4768, 4769, 4770, 4771, 4776};
  return std::find(std::begin(kLogons), std::end(kLogons), id) != std::end(kLogons);
}

// Beats' own modules write accounts of computers without their '$', and those of Kerberos without
// their realm.
std::string_view beat_user(std::string_view name) {
  name = name.substr(0, name.find('@'));
  return name.size() > 1 && name.back() == '$' ? name.substr(0, name.size() - 1) : name;
}

void add_beat_user(Reader& reader) {
  const bool subject = reader.has(Name::subject_user_name);
  if (is_logon(reader.event_id()) || !subject) {
    reader.add(Field::user_name, beat_user(reader.text(Name::target_user_name)));
    reader.add(Field::user_domain, Name::target_domain_name);
    reader.add(Field::user_id, reader.first_text({Name::target_user_sid, Name::subject_user_sid}));
  }
  reader.add(Field::user_name, beat_user(reader.text(Name::subject_user_name)));
  reader.add(Field::user_domain, Name::subject_domain_name);
}

void add_user(Reader& reader) {
  const std::string_view account = reader.first_text({Name::user, Name::requester});
  const Shape shape = reader.record().shape;
  if (!account.empty()) {
    const std::size_t cut = find_first<'\\'>(account);
    const bool bare = cut == account.size();
    reader.add(Field::user_name, bare ? account : account.substr(cut + 1));
    reader.add(Field::user_domain, bare && shape == Shape::flat
                                       ? reader.text(Name::domain)
                                       : account.substr(0, bare ? 0 : cut));
  } else if (shape == Shape::winlogbeat) {
    add_beat_user(reader);
  } else if (reader.has(Name::subject_user_name)) {
    reader.add(Field::user_name, Name::subject_user_name);
    reader.add(Field::user_domain, Name::subject_domain_name);
  } else if (shape == Shape::flat) {
    reader.add(Field::user_name, Name::account_name);
    reader.add(Field::user_domain, reader.first_text({Name::domain, Name::account_domain}));
  }
  reader.add(Field::user_id, reader.first_text({Name::subject_user_sid, Name::user_id}));
  reader.add(Field::user_target_name, Name::target_user_name);
  reader.add(Field::user_target_domain, Name::target_domain_name);
  reader.add(Field::user_target_id, reader.first_text({Name::target_user_sid, Name::target_sid}));
  reader.add(Field::winlog_logon_type, Name::logon_type);
}

bool add_address(Reader& reader, Field field, std::string_view text) {
  const auto address = may_be_address(text) ? IpAddress::parse(text) : std::nullopt;
  if (address && !reader.event().has(field)) {
    reader.event().add(field, *address);
  }
  return address.has_value();
}

void add_port(Reader& reader, Field field, Name name, Name other) {
  const auto port = reader.number(reader.has(name) ? name : other);
  constexpr std::int64_t kHighest = 65535;
  if (port && *port >= 0 && *port <= kHighest) {
    reader.add_number(field, port);
  }
}

constexpr NameSet kNetworkNames = {
    Name::source_ip,
    Name::ip_address,
    Name::source_address,
    Name::client_address,
    Name::calling_station_id,
    Name::source_port,
    Name::ip_port,
    Name::source_hostname,
    Name::destination_ip,
    Name::dest_address,
    Name::authentication_server,
    Name::destination_port,
    Name::dest_port,
    Name::destination_hostname,
    Name::protocol,
    Name::initiated,
    Name::query_name,
    Name::query_status,
};

void add_network(Reader& reader) {
  (void)add_address(reader, Field::source_ip,
                    reader.first_text({Name::source_ip, Name::ip_address, Name::source_address,
                                       Name::client_address, Name::calling_station_id}));
  add_port(reader, Field::source_port, Name::source_port, Name::ip_port);
  reader.add(Field::source_domain, Name::source_hostname);
  const std::string_view server =
      reader.first_text({Name::destination_ip, Name::dest_address, Name::authentication_server});
  const bool is_name = !add_address(reader, Field::destination_ip, server);
  add_port(reader, Field::destination_port, Name::destination_port, Name::dest_port);
  reader.add(Field::destination_domain, Name::destination_hostname);
  if (is_name) {
    reader.add(Field::destination_domain, server);
  }
  // Sysmon writes names, the filtering platform the numbers of RFC 5237.
  if (const std::string_view protocol = reader.text(Name::protocol); !protocol.empty()) {
    reader.add(Field::network_transport, transport_name(protocol, reader.arena()));
  }
  if (const std::string_view initiated = reader.text(Name::initiated); !initiated.empty()) {
    reader.add(Field::network_direction, initiated == "true" ? "egress" : "ingress");
  }
  reader.add(Field::dns_question_name, Name::query_name);
  reader.add(Field::dns_response_code, Name::query_status);
}

// What the message of an NXLog event says that its fields do not.
void read_flat_message(Collector& collector) {
  Reader reader(collector.record, collector.event());
  const bool failed = reader.event_id() == 4625 && !reader.has(Name::failure_reason);
  const bool created = reader.event_id() == 4688 && !reader.has(Name::process_id);
  if (failed || created) {
    (void)read_message(reader.text(Name::message), Keep::no, collector);
  }
}

}  // namespace

void map_to_event(Collector& collector, const ParseContext& context) {
  if (collector.record.shape == Shape::flat && collector.record.has(Name::message)) {
    read_flat_message(collector);
  }
  Reader reader(collector.record, collector.event());
  set_time(reader, context);
  add_header(reader);
  add_rule(reader);
  add_process(reader);
  add_hashes(reader);
  add_user(reader);
  if (reader.has_any(kNetworkNames)) {
    add_network(reader);
  }
  add_objects(reader);
}

}  // namespace yagura::windows
