// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// The fields every format is normalised to: a frozen subset of the Elastic Common Schema 8.11,
// and under `yagura.` what ECS has no name for. One line a field: C++ name, name outside.
// Adding a line is all it takes; ids are not stored anywhere.
#define YAGURA_FIELDS(X)                                         \
  X(timestamp, "@timestamp")                                     \
  X(message, "message")                                          \
  X(event_code, "event.code")                                    \
  X(event_action, "event.action")                                \
  X(event_dataset, "event.dataset")                              \
  X(event_duration, "event.duration")                            \
  X(event_outcome, "event.outcome")                              \
  X(event_provider, "event.provider")                            \
  X(event_reason, "event.reason")                                \
  X(event_sequence, "event.sequence")                            \
  X(host_name, "host.name")                                      \
  X(host_hostname, "host.hostname")                              \
  X(log_level, "log.level")                                      \
  X(syslog_priority, "log.syslog.priority")                      \
  X(syslog_facility, "log.syslog.facility.code")                 \
  X(syslog_severity, "log.syslog.severity.code")                 \
  X(syslog_version, "log.syslog.version")                        \
  X(syslog_hostname, "log.syslog.hostname")                      \
  X(syslog_appname, "log.syslog.appname")                        \
  X(syslog_procid, "log.syslog.procid")                          \
  X(syslog_msgid, "log.syslog.msgid")                            \
  X(source_ip, "source.ip")                                      \
  X(source_port, "source.port")                                  \
  X(source_domain, "source.domain")                              \
  X(destination_ip, "destination.ip")                            \
  X(destination_port, "destination.port")                        \
  X(destination_domain, "destination.domain")                    \
  X(network_transport, "network.transport")                      \
  X(network_direction, "network.direction")                      \
  X(http_request_method, "http.request.method")                  \
  X(http_request_bytes, "http.request.bytes")                    \
  X(http_request_referrer, "http.request.referrer")              \
  X(http_response_status_code, "http.response.status_code")      \
  X(http_response_bytes, "http.response.bytes")                  \
  X(http_response_mime_type, "http.response.mime_type")          \
  X(url_original, "url.original")                                \
  X(url_full, "url.full")                                        \
  X(url_scheme, "url.scheme")                                    \
  X(url_domain, "url.domain")                                    \
  X(url_port, "url.port")                                        \
  X(url_path, "url.path")                                        \
  X(url_query, "url.query")                                      \
  X(url_extension, "url.extension")                              \
  X(user_agent_original, "user_agent.original")                  \
  X(user_name, "user.name")                                      \
  X(user_domain, "user.domain")                                  \
  X(user_id, "user.id")                                          \
  X(user_target_name, "user.target.name")                        \
  X(user_target_domain, "user.target.domain")                    \
  X(user_target_id, "user.target.id")                            \
  X(process_executable, "process.executable")                    \
  X(process_name, "process.name")                                \
  X(process_pid, "process.pid")                                  \
  X(process_thread_id, "process.thread.id")                      \
  X(process_entity_id, "process.entity_id")                      \
  X(process_command_line, "process.command_line")                \
  X(process_working_directory, "process.working_directory")      \
  X(process_original_file_name, "process.pe.original_file_name") \
  X(process_imphash, "process.pe.imphash")                       \
  X(process_md5, "process.hash.md5")                             \
  X(process_sha1, "process.hash.sha1")                           \
  X(process_sha256, "process.hash.sha256")                       \
  X(process_parent_executable, "process.parent.executable")      \
  X(process_parent_name, "process.parent.name")                  \
  X(process_parent_pid, "process.parent.pid")                    \
  X(process_parent_entity_id, "process.parent.entity_id")        \
  X(process_parent_command_line, "process.parent.command_line")  \
  X(file_path, "file.path")                                      \
  X(file_name, "file.name")                                      \
  X(dll_path, "dll.path")                                        \
  X(dll_name, "dll.name")                                        \
  X(registry_path, "registry.path")                              \
  X(dns_question_name, "dns.question.name")                      \
  X(rule_name, "rule.name")                                      \
  X(winlog_channel, "winlog.channel")                            \
  X(winlog_computer_name, "winlog.computer_name")                \
  X(winlog_record_id, "winlog.record_id")                        \
  X(winlog_logon_type, "winlog.logon.type")                      \
  X(squid_peer_status, "yagura.proxy.peer_status")               \
  X(feed_name, "yagura.feed.name")                               \
  X(feed_stage, "yagura.feed.stage")                             \
  X(feed_sequence, "yagura.feed.sequence")

namespace yagura {

enum class Field : std::uint16_t {
#define YAGURA_FIELD_ENUM(id, name) id,
  YAGURA_FIELDS(YAGURA_FIELD_ENUM)
#undef YAGURA_FIELD_ENUM
      count_
};

std::string_view name(Field field);                      // "source.ip"
std::optional<Field> find_field(std::string_view name);  // by the name outside

}  // namespace yagura
