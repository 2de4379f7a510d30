// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "parse/field_table.hpp"

// The columns of Umbrella's logs in the order of the newest log schema version, whose beginning is
// that of the older ones, and what they mean.
namespace yagura::cisco_umbrella {

inline constexpr std::string_view kDnsColumns[] = {
    "timestamp",          "identity",      "identities",
    "internal_ip",        "external_ip",   "action",
    "query_type",         "response_code", "domain",
    "categories",         "identity_type", "identity_types",
    "blocked_categories", "rule_id",       "destination_countries",
    "organization_id"};
inline constexpr std::string_view kWebColumns[] = {"timestamp",
                                                   "identity",
                                                   "internal_ip",
                                                   "external_ip",
                                                   "destination_ip",
                                                   "content_type",
                                                   "action",
                                                   "url",
                                                   "referer",
                                                   "user_agent",
                                                   "status_code",
                                                   "request_size",
                                                   "response_size",
                                                   "response_body_size",
                                                   "sha256",
                                                   "categories",
                                                   "av_detections",
                                                   "puas",
                                                   "amp_disposition",
                                                   "amp_malware_name",
                                                   "amp_score",
                                                   "identity_type",
                                                   "blocked_categories",
                                                   "identities",
                                                   "identity_types",
                                                   "request_method",
                                                   "dlp_status",
                                                   "certificate_errors",
                                                   "file_name",
                                                   "ruleset_id",
                                                   "rule_id",
                                                   "destination_list_ids",
                                                   "isolate_action",
                                                   "file_action",
                                                   "warn_status",
                                                   "forwarding_method",
                                                   "producer",
                                                   "msp_organization_id",
                                                   "blocked_countries",
                                                   "application_ids",
                                                   "hostname",
                                                   "data_center",
                                                   "egress",
                                                   "server_name",
                                                   "time_based_rule",
                                                   "security_overridden",
                                                   "detected_file_type",
                                                   "warn_categories",
                                                   "organization_id"};
inline constexpr std::string_view kIpColumns[] = {
    "timestamp",        "identity",   "source_ip",     "source_port",    "destination_ip",
    "destination_port", "categories", "identity_type", "organization_id"};
inline constexpr std::string_view kFirewallColumns[] = {"timestamp",
                                                        "origin_ids",
                                                        "identity",
                                                        "identity_type",
                                                        "direction",
                                                        "protocol",
                                                        "size",
                                                        "source_ip",
                                                        "source_port",
                                                        "destination_ip",
                                                        "destination_port",
                                                        "data_center",
                                                        "rule_id",
                                                        "action",
                                                        "fqdns",
                                                        "destination_list_ids"};
inline constexpr std::string_view kIntrusionColumns[] = {
    "timestamp",        "identity",       "identity_types",     "generator_id",
    "signature_id",     "signature",      "signature_list_id",  "severity",
    "classification",   "cves",           "protocol",           "session_id",
    "source_ip",        "source_port",    "destination_ip",     "destination_port",
    "action",           "operation_mode", "policy_resource_id", "flow",
    "firewall_rule_id", "config_type",    "aws_region",         "organization_id"};
inline constexpr std::string_view kDlpColumns[] = {
    "timestamp",       "event_type",       "event_id",
    "severity",        "identity",         "owner",
    "file_name",       "application",      "url",
    "action",          "rule_name",        "classification",
    "data_identifier", "content_type",     "file_size",
    "sha256",          "file_label",       "application_category",
    "direction",       "private_resource", "private_resource_group",
    "protocol",        "destination_ip",   "destination_port",
    "organization_id"};
inline constexpr std::string_view kAuditColumns[] = {
    "event_id", "timestamp", "email",  "user",  "type",
    "action",   "source_ip", "before", "after", "organization_id"};

inline constexpr Mapping kDnsRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"internal_ip", Field::source_ip, As::ip},
    {"external_ip", Field::source_ip, As::ip},
    {"external_ip", Field::source_nat_ip, As::ip},
    {"action", Field::event_action, As::lower},
    {"query_type", Field::dns_question_type},
    {"response_code", Field::dns_response_code},
    {"domain", Field::dns_question_name},
    {"blocked_categories", Field::event_reason},
    {"rule_id", Field::rule_id},
    {"identity", Field::user_name},
};
inline constexpr Mapping kWebRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"external_ip", Field::source_ip, As::ip},
    {"internal_ip", Field::source_ip, As::ip},
    {"internal_ip", Field::source_nat_ip, As::ip},
    {"destination_ip", Field::destination_ip, As::ip},
    {"content_type", Field::http_response_mime_type},
    {"action", Field::event_action, As::lower},
    {"url", Field::url_original, As::url},
    {"hostname", Field::destination_domain, As::lower},
    {"referer", Field::http_request_referrer},
    {"user_agent", Field::user_agent_original},
    {"status_code", Field::http_response_status_code, As::integer},
    {"request_size", Field::http_request_bytes, As::integer},
    {"response_size", Field::http_response_bytes, As::integer},
    {"response_body_size", Field::http_response_body_bytes, As::integer},
    {"request_method", Field::http_request_method},
    {"sha256", Field::file_sha256, As::lower},
    {"file_name", Field::file_name},
    {"av_detections", Field::threat_name},
    {"amp_malware_name", Field::threat_name},
    {"blocked_categories", Field::event_reason},
    {"rule_id", Field::rule_id},
    {"server_name", Field::tls_server_name, As::lower},
};
// IP layer, firewall, intrusions: from where to where.
inline constexpr Mapping kFlowRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"source_ip", Field::source_ip, As::ip},
    {"source_port", Field::source_port, As::port},
    {"destination_ip", Field::destination_ip, As::ip},
    {"destination_port", Field::destination_port, As::port},
    {"protocol", Field::network_transport, As::transport},
    {"direction", Field::network_direction, As::lower},
    {"size", Field::network_bytes, As::integer},
    {"action", Field::event_action, As::lower},
    {"fqdns", Field::destination_domain, As::lower},
    {"signature", Field::rule_name},
    {"signature_id", Field::rule_id},
    {"classification", Field::rule_category},
    {"severity", Field::log_level, As::lower},
    {"rule_id", Field::rule_id},
    {"identity", Field::user_name},
};
inline constexpr Mapping kDlpRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"event_id", Field::event_id},
    {"severity", Field::log_level, As::lower},
    {"identity", Field::user_name},
    {"owner", Field::file_owner},
    {"file_name", Field::file_name},
    {"application", Field::network_application},
    {"url", Field::url_original, As::url},
    {"action", Field::event_action, As::lower},
    {"rule_name", Field::rule_name},
    {"content_type", Field::http_response_mime_type},
    {"file_size", Field::file_size, As::integer},
    {"sha256", Field::file_sha256, As::lower},
    {"protocol", Field::network_protocol, As::lower},
    {"destination_ip", Field::destination_ip, As::ip},
    {"destination_port", Field::destination_port, As::port},
};
inline constexpr Mapping kAuditRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"event_id", Field::event_id},
    {"email", Field::user_email},
    {"user", Field::user_name},
    {"email", Field::user_name},
    {"action", Field::event_action, As::lower},
    {"source_ip", Field::source_ip, As::ip},
};

}  // namespace yagura::cisco_umbrella
