// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>

#include "parse/field_table.hpp"

// What Carbon Black EDR and Carbon Black Cloud call our fields.
namespace yagura::carbonblack {

// What every kind has: when, where, who and why.
inline constexpr Mapping kContext[] = {
    {"event_timestamp", Field::timestamp, As::time},
    {"device_timestamp", Field::timestamp, As::time},
    {"timestamp", Field::timestamp, As::time},
    {"detection_timestamp", Field::timestamp, As::time},
    {"backend_timestamp", Field::timestamp, As::time},
    {"create_time", Field::timestamp, As::time},
    {"created_time", Field::timestamp, As::time},
    {"last_update_time", Field::timestamp, As::time},
    {"first_event_timestamp", Field::event_start, As::time},
    {"first_event_time", Field::event_start, As::time},
    {"last_event_timestamp", Field::event_end, As::time},
    {"last_event_time", Field::event_end, As::time},
    {"type", Field::event_action},
    {"unique_id", Field::event_id},
    {"event_id", Field::event_id},
    {"id", Field::event_id},
    {"reason", Field::event_reason},
    {"blocked_reason", Field::event_reason},
    {"summary", Field::event_reason},
    {"severity", Field::event_severity, As::integer},
    {"hostname", Field::host_name},
    {"computer_name", Field::host_name},
    {"device_name", Field::host_name, As::account},  // may be DOMAIN\NAME
    {"docs.0.hostname", Field::host_name},
    {"docs.0.computer_name", Field::host_name},
    {"device_id", Field::host_id},
    {"sensor_id", Field::host_id},
    {"docs.0.sensor_id", Field::host_id},
    {"device_internal_ip", Field::host_ip, As::ip},
    {"interface_ip", Field::host_ip, As::ip},
    {"docs.0.interface_ip", Field::host_ip, As::ip},
    {"comms_ip", Field::host_ip, As::ip},
    {"docs.0.comms_ip", Field::host_ip, As::ip},
    {"device_os", Field::host_os_name},
    {"os_type", Field::host_os_name},
    {"docs.0.os_type", Field::host_os_name},
    {"device_os_version", Field::host_os_version},
    {"process_username", Field::user_name, As::account},
    {"username", Field::user_name, As::account},
    {"docs.0.username", Field::user_name, As::account},
    {"device_username", Field::user_name, As::account},
    {"uid", Field::user_id},
    {"watchlist_name", Field::rule_name},
    {"feed_name", Field::rule_name},
    {"watchlists.0.name", Field::rule_name},
    {"report_name", Field::rule_name},
    {"rule_config_name", Field::rule_name},
    {"report_id", Field::rule_id},
    {"watchlist_id", Field::rule_id},
    {"rule_id", Field::rule_id},
    {"attack_technique", Field::threat_technique_id},
};

// The process that acted, and the one that began it.
inline constexpr Mapping kActor[] = {
    {"process_guid", Field::process_entity_id},
    {"process_id", Field::process_entity_id},
    {"docs.0.id", Field::process_entity_id},
    {"process_path", Field::process_executable, As::path},
    {"docs.0.path", Field::process_executable, As::path},
    {"process_name", Field::process_name},
    {"docs.0.process_name", Field::process_name},
    {"process_pid", Field::process_pid, As::integer},
    {"pid", Field::process_pid, As::integer},
    {"docs.0.process_pid", Field::process_pid, As::integer},
    {"process_cmdline", Field::process_command_line},
    {"command_line", Field::process_command_line},
    {"cmdline", Field::process_command_line},
    {"docs.0.cmdline", Field::process_command_line},
    {"process_hash", Field::process_md5, As::hash},
    {"process_md5", Field::process_md5, As::hash},
    {"docs.0.process_md5", Field::process_md5, As::hash},
    {"process_sha256", Field::process_sha256, As::lower},
    {"docs.0.process_sha256", Field::process_sha256, As::lower},
    {"process_start_time", Field::process_start, As::time},
    {"start", Field::process_start, As::time},
    {"docs.0.start", Field::process_start, As::time},
    {"parent_guid", Field::process_parent_entity_id},
    {"parent_process_guid", Field::process_parent_entity_id},
    {"parent_path", Field::process_parent_executable, As::path},
    {"parent_name", Field::process_parent_name},
    {"docs.0.parent_name", Field::process_parent_name},
    {"parent_pid", Field::process_parent_pid, As::integer},
    {"docs.0.parent_pid", Field::process_parent_pid, As::integer},
    {"parent_cmdline", Field::process_parent_command_line},
    {"parent_hash", Field::process_parent_md5, As::hash},
    {"parent_md5", Field::process_parent_md5, As::hash},
    {"docs.0.parent_md5", Field::process_parent_md5, As::hash},
    {"parent_sha256", Field::process_parent_sha256, As::lower},
};

// Of connections that begin here; for the others inbound() changes the ends over.
inline constexpr Mapping kConnection[] = {
    {"local_ip", Field::source_ip, As::ip},
    {"ioc_attr.local_ip", Field::source_ip, As::ip},
    {"netconn_local_ip", Field::source_ip, As::ip},
    {"netconn_local_ipv4", Field::source_ip, As::ip},
    {"local_port", Field::source_port, As::port},
    {"ioc_attr.local_port", Field::source_port, As::port},
    {"netconn_local_port", Field::source_port, As::port},
    {"remote_ip", Field::destination_ip, As::ip},
    {"ipv4", Field::destination_ip, As::ip},
    {"ioc_attr.remote_ip", Field::destination_ip, As::ip},
    {"netconn_remote_ip", Field::destination_ip, As::ip},
    {"netconn_remote_ipv4", Field::destination_ip, As::ip},
    {"remote_port", Field::destination_port, As::port},
    {"port", Field::destination_port, As::port},
    {"ioc_attr.remote_port", Field::destination_port, As::port},
    {"ioc_attr.port", Field::destination_port, As::port},
    {"netconn_remote_port", Field::destination_port, As::port},
    {"domain", Field::destination_domain, As::lower},
    {"ioc_attr.dns_name", Field::destination_domain, As::lower},
    {"netconn_domain", Field::destination_domain, As::lower},
    {"netconn_remote_domain", Field::destination_domain, As::lower},
    {"direction", Field::network_direction, As::lower},
    {"ioc_attr.direction", Field::network_direction, As::lower},
    {"protocol", Field::network_transport, As::transport},
    {"ioc_attr.protocol", Field::network_transport, As::transport},
    {"netconn_protocol", Field::network_transport, As::transport},
};

inline constexpr Mapping kOfProcess[] = {
    {"path", Field::process_executable, As::path},
    {"md5", Field::process_md5, As::hash},
    {"sha256", Field::process_sha256, As::lower},
};

// The process named as such is the parent of the one this is about.
inline constexpr Mapping kOfChild[] = {
    {"childproc_name", Field::process_executable, As::path},
    {"path", Field::process_executable, As::path},
    {"childproc_guid", Field::process_entity_id},
    {"child_process_guid", Field::process_entity_id},
    {"childproc_pid", Field::process_pid, As::integer},
    {"child_pid", Field::process_pid, As::integer},
    {"childproc_cmdline", Field::process_command_line},
    {"target_cmdline", Field::process_command_line},
    {"child_command_line", Field::process_command_line},
    {"childproc_hash", Field::process_md5, As::hash},
    {"md5", Field::process_md5, As::hash},
    {"sha256", Field::process_sha256, As::lower},
    {"childproc_username", Field::user_name, As::account},
    {"process_path", Field::process_parent_executable, As::path},
    {"process_guid", Field::process_parent_entity_id},
    {"process_pid", Field::process_parent_pid, As::integer},
    {"pid", Field::process_parent_pid, As::integer},
    {"process_cmdline", Field::process_parent_command_line},
    {"process_hash", Field::process_parent_md5, As::hash},
};

inline constexpr Mapping kOfFile[] = {
    {"filemod_name", Field::file_path, As::path},   {"scriptload_name", Field::file_path, As::path},
    {"path", Field::file_path, As::path},           {"filemod_hash", Field::file_md5, As::hash},
    {"scriptload_hash", Field::file_md5, As::hash}, {"file_md5", Field::file_md5, As::hash},
    {"file_sha256", Field::file_sha256, As::lower}, {"md5", Field::process_md5, As::hash},
    {"sha256", Field::process_sha256, As::lower},
};

inline constexpr Mapping kOfModule[] = {
    {"modload_name", Field::dll_path, As::path}, {"path", Field::dll_path, As::path},
    {"modload_hash", Field::dll_md5, As::hash},  {"modload_md5", Field::dll_md5, As::hash},
    {"md5", Field::dll_md5, As::hash},           {"modload_sha256", Field::dll_sha256, As::lower},
    {"sha256", Field::dll_sha256, As::lower},
};

inline constexpr Mapping kOfRegistry[] = {
    {"regmod_name", Field::registry_path},
    {"path", Field::registry_path},
    {"regmod_new_value", Field::registry_data_strings},
    {"md5", Field::process_md5, As::hash},
    {"sha256", Field::process_sha256, As::lower},
};

constexpr Field other_end(Field field) {
  switch (field) {
    case Field::source_ip:
      return Field::destination_ip;
    case Field::source_port:
      return Field::destination_port;
    case Field::destination_ip:
      return Field::source_ip;
    case Field::destination_port:
      return Field::source_port;
    case Field::destination_domain:
      return Field::source_domain;
    default:
      return field;
  }
}

constexpr auto inbound(auto rows) {
  for (Mapping& row : rows) {
    row.field = other_end(row.field);
  }
  return rows;
}

inline constexpr Mapping kOfBinary[] = {
    {"md5", Field::file_md5, As::hash},
    {"docs.0.md5", Field::file_md5, As::hash},
    {"sha256", Field::file_sha256, As::lower},
    {"docs.0.sha256", Field::file_sha256, As::lower},
    {"observed_filename", Field::file_path, As::path},
    {"docs.0.observed_filename", Field::file_path, As::path},
    {"file_path", Field::file_path, As::path},
    {"size", Field::file_size, As::integer},
    {"docs.0.orig_mod_len", Field::file_size, As::integer},
};

// The cloud's alerts: v7 has whole paths in *_name, v6 tells of a "threat cause".
inline constexpr Mapping kOfAlert[] = {
    {"process_path", Field::process_executable, As::path},
    {"process_name", Field::process_executable, As::path},
    {"threat_cause_actor_name", Field::process_executable, As::path},
    {"process_sha256", Field::process_sha256, As::lower},
    {"threat_cause_actor_sha256", Field::process_sha256, As::lower},
    {"threat_cause_actor_md5", Field::process_md5, As::hash},
    {"threat_cause_actor_process_pid", Field::process_pid, As::integer},
    {"threat_cause_process_guid", Field::process_entity_id},
    {"parent_name", Field::process_parent_executable, As::path},
};

template <std::size_t... N>
constexpr auto all_rows(const Mapping (&... parts)[N]) {
  std::array<Mapping, (N + ...)> rows{};
  std::size_t size = 0;
  const auto append = [&](std::span<const Mapping> part) {
    for (const Mapping& row : part) {
      rows[size++] = row;
    }
  };
  (append(parts), ...);
  return rows;
}

inline constexpr auto kProcessRows = all_rows(kOfProcess, kConnection, kActor, kContext);
inline constexpr auto kChildRows = all_rows(kOfChild, kContext);
inline constexpr auto kFileRows = all_rows(kOfFile, kActor, kContext);
inline constexpr auto kModuleRows = all_rows(kOfModule, kActor, kContext);
inline constexpr auto kRegistryRows = all_rows(kOfRegistry, kActor, kContext);
inline constexpr auto kBinaryRows = all_rows(kOfBinary, kActor, kContext);
inline constexpr auto kAlertRows = all_rows(kOfAlert, kConnection, kActor, kContext);
inline constexpr auto kInboundRows = inbound(kProcessRows);

}  // namespace yagura::carbonblack
