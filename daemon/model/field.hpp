// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// The fields every format is normalised to: a frozen subset of the Elastic Common Schema 8.11,
// and under `yagura.` what ECS has no name for. One line a field: C++ name, name outside.
// Adding a line is all it takes; ids are not stored anywhere.
#define YAGURA_FIELDS(X)                                                  \
  X(timestamp, "@timestamp")                                              \
  X(message, "message")                                                   \
  X(error_message, "error.message")                                       \
  X(event_id, "event.id")                                                 \
  X(event_code, "event.code")                                             \
  X(event_kind, "event.kind")                                             \
  X(event_category, "event.category")                                     \
  X(event_type, "event.type")                                             \
  X(event_action, "event.action")                                         \
  X(event_dataset, "event.dataset")                                       \
  X(event_duration, "event.duration")                                     \
  X(event_start, "event.start")                                           \
  X(event_end, "event.end")                                               \
  X(event_outcome, "event.outcome")                                       \
  X(event_provider, "event.provider")                                     \
  X(event_reason, "event.reason")                                         \
  X(event_sequence, "event.sequence")                                     \
  X(event_severity, "event.severity")                                     \
  X(host_name, "host.name")                                               \
  X(host_hostname, "host.hostname")                                       \
  X(host_id, "host.id")                                                   \
  X(host_ip, "host.ip")                                                   \
  X(host_mac, "host.mac")                                                 \
  X(host_os_name, "host.os.name")                                         \
  X(host_os_full, "host.os.full")                                         \
  X(host_os_version, "host.os.version")                                   \
  X(observer_hostname, "observer.hostname")                               \
  X(observer_ip, "observer.ip")                                           \
  X(observer_name, "observer.name")                                       \
  X(observer_vendor, "observer.vendor")                                   \
  X(observer_product, "observer.product")                                 \
  X(observer_version, "observer.version")                                 \
  X(observer_serial_number, "observer.serial_number")                     \
  X(observer_ingress_interface, "observer.ingress.interface.name")        \
  X(observer_egress_interface, "observer.egress.interface.name")          \
  X(log_level, "log.level")                                               \
  X(syslog_priority, "log.syslog.priority")                               \
  X(syslog_facility, "log.syslog.facility.code")                          \
  X(syslog_severity, "log.syslog.severity.code")                          \
  X(syslog_version, "log.syslog.version")                                 \
  X(syslog_hostname, "log.syslog.hostname")                               \
  X(syslog_appname, "log.syslog.appname")                                 \
  X(syslog_procid, "log.syslog.procid")                                   \
  X(syslog_msgid, "log.syslog.msgid")                                     \
  X(source_ip, "source.ip")                                               \
  X(source_port, "source.port")                                           \
  X(source_domain, "source.domain")                                       \
  X(source_mac, "source.mac")                                             \
  X(source_bytes, "source.bytes")                                         \
  X(source_packets, "source.packets")                                     \
  X(source_nat_ip, "source.nat.ip")                                       \
  X(source_nat_port, "source.nat.port")                                   \
  X(source_user_name, "source.user.name")                                 \
  X(destination_ip, "destination.ip")                                     \
  X(destination_port, "destination.port")                                 \
  X(destination_domain, "destination.domain")                             \
  X(destination_mac, "destination.mac")                                   \
  X(destination_bytes, "destination.bytes")                               \
  X(destination_packets, "destination.packets")                           \
  X(destination_nat_ip, "destination.nat.ip")                             \
  X(destination_nat_port, "destination.nat.port")                         \
  X(destination_user_name, "destination.user.name")                       \
  X(network_transport, "network.transport")                               \
  X(network_protocol, "network.protocol")                                 \
  X(network_application, "network.application")                           \
  X(network_direction, "network.direction")                               \
  X(network_bytes, "network.bytes")                                       \
  X(http_version, "http.version")                                         \
  X(http_request_method, "http.request.method")                           \
  X(http_request_bytes, "http.request.bytes")                             \
  X(http_request_mime_type, "http.request.mime_type")                     \
  X(http_request_referrer, "http.request.referrer")                       \
  X(http_response_status_code, "http.response.status_code")               \
  X(http_response_bytes, "http.response.bytes")                           \
  X(http_response_body_bytes, "http.response.body.bytes")                 \
  X(http_response_mime_type, "http.response.mime_type")                   \
  X(url_original, "url.original")                                         \
  X(url_full, "url.full")                                                 \
  X(url_scheme, "url.scheme")                                             \
  X(url_domain, "url.domain")                                             \
  X(url_port, "url.port")                                                 \
  X(url_path, "url.path")                                                 \
  X(url_query, "url.query")                                               \
  X(url_extension, "url.extension")                                       \
  X(user_agent_original, "user_agent.original")                           \
  X(user_name, "user.name")                                               \
  X(user_domain, "user.domain")                                           \
  X(user_id, "user.id")                                                   \
  X(user_email, "user.email")                                             \
  X(user_full_name, "user.full_name")                                     \
  X(user_target_name, "user.target.name")                                 \
  X(user_target_domain, "user.target.domain")                             \
  X(user_target_id, "user.target.id")                                     \
  X(group_name, "group.name")                                             \
  X(process_executable, "process.executable")                             \
  X(process_name, "process.name")                                         \
  X(process_title, "process.title")                                       \
  X(process_pid, "process.pid")                                           \
  X(process_start, "process.start")                                       \
  X(process_thread_id, "process.thread.id")                               \
  X(process_entity_id, "process.entity_id")                               \
  X(process_command_line, "process.command_line")                         \
  X(process_working_directory, "process.working_directory")               \
  X(process_user_name, "process.user.name")                               \
  X(process_user_id, "process.user.id")                                   \
  X(process_original_file_name, "process.pe.original_file_name")          \
  X(process_imphash, "process.pe.imphash")                                \
  X(process_md5, "process.hash.md5")                                      \
  X(process_sha1, "process.hash.sha1")                                    \
  X(process_sha256, "process.hash.sha256")                                \
  X(process_signature_exists, "process.code_signature.exists")            \
  X(process_signature_valid, "process.code_signature.valid")              \
  X(process_signature_subject, "process.code_signature.subject_name")     \
  X(process_parent_executable, "process.parent.executable")               \
  X(process_parent_name, "process.parent.name")                           \
  X(process_parent_pid, "process.parent.pid")                             \
  X(process_parent_entity_id, "process.parent.entity_id")                 \
  X(process_parent_command_line, "process.parent.command_line")           \
  X(process_parent_working_directory, "process.parent.working_directory") \
  X(process_parent_md5, "process.parent.hash.md5")                        \
  X(process_parent_sha1, "process.parent.hash.sha1")                      \
  X(process_parent_sha256, "process.parent.hash.sha256")                  \
  X(file_path, "file.path")                                               \
  X(file_name, "file.name")                                               \
  X(file_directory, "file.directory")                                     \
  X(file_extension, "file.extension")                                     \
  X(file_size, "file.size")                                               \
  X(file_owner, "file.owner")                                             \
  X(file_imphash, "file.pe.imphash")                                      \
  X(file_md5, "file.hash.md5")                                            \
  X(file_sha1, "file.hash.sha1")                                          \
  X(file_sha256, "file.hash.sha256")                                      \
  X(dll_path, "dll.path")                                                 \
  X(dll_name, "dll.name")                                                 \
  X(dll_md5, "dll.hash.md5")                                              \
  X(dll_sha1, "dll.hash.sha1")                                            \
  X(dll_sha256, "dll.hash.sha256")                                        \
  X(registry_path, "registry.path")                                       \
  X(registry_hive, "registry.hive")                                       \
  X(registry_key, "registry.key")                                         \
  X(registry_value, "registry.value")                                     \
  X(registry_data_strings, "registry.data.strings")                       \
  X(registry_data_type, "registry.data.type")                             \
  X(dns_question_name, "dns.question.name")                               \
  X(dns_question_type, "dns.question.type")                               \
  X(dns_response_code, "dns.response_code")                               \
  X(dns_answers, "dns.answers.data")                                      \
  X(email_from, "email.from.address")                                     \
  X(email_to, "email.to.address")                                         \
  X(email_subject, "email.subject")                                       \
  X(email_message_id, "email.message_id")                                 \
  X(threat_name, "threat.indicator.name")                                 \
  X(threat_technique_id, "threat.technique.id")                           \
  X(threat_technique_name, "threat.technique.name")                       \
  X(threat_tactic_name, "threat.tactic.name")                             \
  X(tls_server_name, "tls.client.server_name")                            \
  X(tls_ja3, "tls.client.ja3")                                            \
  X(tls_version, "tls.version")                                           \
  X(cloud_account_id, "cloud.account.id")                                 \
  X(rule_id, "rule.id")                                                   \
  X(rule_name, "rule.name")                                               \
  X(rule_category, "rule.category")                                       \
  X(winlog_channel, "winlog.channel")                                     \
  X(winlog_computer_name, "winlog.computer_name")                         \
  X(winlog_record_id, "winlog.record_id")                                 \
  X(winlog_logon_type, "winlog.logon.type")                               \
  X(squid_peer_status, "yagura.proxy.peer_status")                        \
  X(feed_name, "yagura.feed.name")                                        \
  X(feed_stage, "yagura.feed.stage")                                      \
  X(feed_sequence, "yagura.feed.sequence")

namespace yagura {

enum class Field : std::uint16_t {
#define YAGURA_FIELD_ENUM(id, name) id,
  YAGURA_FIELDS(YAGURA_FIELD_ENUM)
#undef YAGURA_FIELD_ENUM
      count_
};

// The three digests of an owner stand together, so that one leads to the others.
static_assert(static_cast<int>(Field::process_sha256) - static_cast<int>(Field::process_md5) == 2);
static_assert(static_cast<int>(Field::file_sha256) - static_cast<int>(Field::file_md5) == 2);
static_assert(static_cast<int>(Field::dll_sha256) - static_cast<int>(Field::dll_md5) == 2);

std::string_view name(Field field);                      // "source.ip"
std::optional<Field> find_field(std::string_view name);  // by the name outside

}  // namespace yagura
