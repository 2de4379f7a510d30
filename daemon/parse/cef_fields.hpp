// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parse/field_table.hpp"

namespace yagura {

// The CEF dictionary (Rev. 25, producers and consumers), short and long names, as field table rows;
// and the custom fields whose labels mean the same with every vendor that uses them. A vendor's
// format puts its own rows before these (joined_rows), since the first row of a field wins:
//
//   constexpr Mapping kOwn[] = {{"rt", Field::timestamp, As::time}, ...};
//   constexpr auto kRows = joined_rows(kOwn, kCefRows);
//
// Left to the vendors: `cat` that is a kind of record, `deviceDirection` (0 in, 1 out), and whether
// shost or dhost is the host that was watched. By the dictionary `in` flows from the source to the
// destination; vendors that mean the opposite say so in rows of their own.
inline constexpr Mapping kCefRows[] = {
    // When. `rt` is when the device's manager got it, so what happened before is preferred.
    {"start", Field::event_start, As::time},
    {"startTime", Field::event_start, As::time},
    {"end", Field::event_end, As::time},
    {"endTime", Field::event_end, As::time},
    {"start", Field::timestamp, As::time},
    {"startTime", Field::timestamp, As::time},
    {"end", Field::timestamp, As::time},
    {"endTime", Field::timestamp, As::time},
    {"rt", Field::timestamp, As::time},
    {"deviceReceiptTime", Field::timestamp, As::time},
    {"art", Field::timestamp, As::time},
    // What.
    {"act", Field::event_action},
    {"deviceAction", Field::event_action},
    {"outcome", Field::event_outcome},
    {"eventOutcome", Field::event_outcome},
    {"msg", Field::message},
    {"message", Field::message},
    {"msg", Field::event_reason},
    {"message", Field::event_reason},
    {"reason", Field::event_reason},
    {"externalId", Field::event_id},
    {"externalID", Field::event_id},
    {"cat", Field::rule_category},
    {"deviceEventCategory", Field::rule_category},
    // Who saw it.
    {"dvc", Field::observer_ip, As::host},
    {"deviceAddress", Field::observer_ip, As::host},
    {"dvchost", Field::observer_hostname},
    {"deviceHostName", Field::observer_hostname},
    {"deviceExternalId", Field::observer_serial_number},
    {"deviceInboundInterface", Field::observer_ingress_interface},
    {"deviceOutboundInterface", Field::observer_egress_interface},
    {"dvcmac", Field::host_mac},
    // Whom it is about: the device, if it is named, else the side that acted.
    {"dvchost", Field::host_name},
    {"deviceHostName", Field::host_name},
    {"shost", Field::host_name},
    {"sourceHostName", Field::host_name},
    {"dhost", Field::host_name},
    {"destinationHostName", Field::host_name},
    {"shost", Field::host_hostname},
    {"sourceHostName", Field::host_hostname},
    // Source. A name before an address: some write the name into `src`.
    {"shost", Field::source_domain, As::lower},
    {"sourceHostName", Field::source_domain, As::lower},
    {"sourceDnsDomain", Field::source_domain, As::lower},
    {"src", Field::source_ip, As::host},
    {"sourceAddress", Field::source_ip, As::host},
    {"Source IPv6 Address", Field::source_ip, As::ip},
    {"c6a2", Field::source_ip, As::ip},
    {"spt", Field::source_port, As::port},
    {"sourcePort", Field::source_port, As::port},
    {"smac", Field::source_mac},
    {"sourceMacAddress", Field::source_mac},
    {"sourceTranslatedAddress", Field::source_nat_ip, As::ip},
    {"sourceTranslatedPort", Field::source_nat_port, As::port},
    {"in", Field::source_bytes, As::integer},
    {"bytesIn", Field::source_bytes, As::integer},
    // Destination.
    {"dhost", Field::destination_domain, As::lower},
    {"destinationHostName", Field::destination_domain, As::lower},
    {"destinationDnsDomain", Field::destination_domain, As::lower},
    {"dst", Field::destination_ip, As::host},
    {"destinationAddress", Field::destination_ip, As::host},
    {"Destination IPv6 Address", Field::destination_ip, As::ip},
    {"c6a3", Field::destination_ip, As::ip},
    {"dntdom", Field::destination_domain, As::lower},
    {"destinationNtDomain", Field::destination_domain, As::lower},
    {"dpt", Field::destination_port, As::port},
    {"destinationPort", Field::destination_port, As::port},
    {"dmac", Field::destination_mac},
    {"destinationMacAddress", Field::destination_mac},
    {"destinationTranslatedAddress", Field::destination_nat_ip, As::ip},
    {"destinationTranslatedPort", Field::destination_nat_port, As::port},
    {"out", Field::destination_bytes, As::integer},
    {"bytesOut", Field::destination_bytes, As::integer},
    // Network.
    {"proto", Field::network_transport, As::transport},
    {"transportProtocol", Field::network_transport, As::transport},
    {"app", Field::network_protocol},
    {"applicationProtocol", Field::network_protocol},
    // Users, as they stand: what is a domain in them differs by vendor.
    {"suser", Field::source_user_name},
    {"sourceUserName", Field::source_user_name},
    {"duser", Field::destination_user_name},
    {"destinationUserName", Field::destination_user_name},
    {"suser", Field::user_name},
    {"sourceUserName", Field::user_name},
    {"duser", Field::user_name},
    {"destinationUserName", Field::user_name},
    {"suid", Field::user_id},
    {"sourceUserId", Field::user_id},
    {"duid", Field::user_target_id},
    {"destinationUserId", Field::user_target_id},
    {"sntdom", Field::user_domain},
    {"sourceNtDomain", Field::user_domain},
    // Web.
    {"request", Field::url_original, As::url},
    {"requestUrl", Field::url_original, As::url},
    {"requestURL", Field::url_original, As::url},
    {"requestMethod", Field::http_request_method},
    {"requestClientApplication", Field::user_agent_original},
    {"requestContext", Field::http_request_referrer},
    // Files.
    {"fname", Field::file_name},
    {"fileName", Field::file_name},
    {"filePath", Field::file_path, As::path},
    {"fsize", Field::file_size, As::integer},
    {"fileSize", Field::file_size, As::integer},
    {"fileHash", Field::file_md5, As::hash},
    // Processes.
    {"sproc", Field::process_name},
    {"sourceProcessName", Field::process_name},
    {"deviceProcessName", Field::process_name},
    {"dproc", Field::process_name},
    {"destinationProcessName", Field::process_name},
    {"spid", Field::process_pid, As::integer},
    {"sourceProcessId", Field::process_pid, As::integer},
    {"dvcpid", Field::process_pid, As::integer},
    {"deviceProcessId", Field::process_pid, As::integer},
    {"dpid", Field::process_pid, As::integer},
    {"destinationProcessId", Field::process_pid, As::integer},
    // Custom fields by their labels.
    {"CommandLine", Field::process_command_line},
    {"Command Line", Field::process_command_line},
    {"ProcessCommandLine", Field::process_command_line},
    {"ProcessId", Field::process_pid, As::integer},
    {"ParentProcessId", Field::process_parent_pid, As::integer},
    {"ParentCommandLine", Field::process_parent_command_line},
    {"ParentImageFileName", Field::process_parent_executable, As::path},
    {"MD5", Field::file_md5, As::hash},
    {"SHA1", Field::file_sha1, As::lower},
    {"SHA256", Field::file_sha256, As::lower},
    {"Rule", Field::rule_name},
    {"Rule Name", Field::rule_name},
    {"RuleName", Field::rule_name},
    {"Policy", Field::rule_name},
    {"Policy Name", Field::rule_name},
    {"PolicyName", Field::rule_name},
};

}  // namespace yagura
