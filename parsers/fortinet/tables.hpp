// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parse/field_table.hpp"

// Which of Fortinet's names is which of ours: FortiOS Log Reference 5.6 to 7.6, and what
// FortiProxy, FortiMail, FortiWeb, FortiClient, FortiAnalyzer and FortiAuthenticator add.
namespace yagura::fortinet {

// Texts that say nothing.
inline constexpr std::string_view kNoValue[] = {"N/A", "n/a"};

// What all of them share; a CEF key without its FTNTFGT is one of these, too.
inline constexpr Mapping kCommon[] = {
    {"eventtime", Field::timestamp, As::time},
    {"itime", Field::event_start, As::time},  // FortiAnalyzer's
    {"eventtime", Field::event_start, As::time},
    {"logid", Field::event_code},
    {"log_id", Field::event_code},
    {"action", Field::event_action},
    {"disposition", Field::event_action},
    {"reason", Field::event_reason},
    {"msg", Field::event_reason},
    {"msg", Field::message},
    {"level", Field::log_level},
    {"pri", Field::log_level},
    {"duration", Field::event_duration, As::duration_s},
    {"devname", Field::observer_hostname},
    {"devid", Field::observer_serial_number},
    {"device_id", Field::observer_serial_number},
    {"srcintf", Field::observer_ingress_interface},
    {"dstintf", Field::observer_egress_interface},
    {"policyname", Field::rule_name},
    {"policy", Field::rule_name},
    {"classifier", Field::rule_name},
    {"policyid", Field::rule_id},
    {"catdesc", Field::rule_category},
    {"virus", Field::threat_name},
    {"attack", Field::threat_name},
    {"threat", Field::threat_name},
    // Source: of sessions, of tunnels, of logins, of mail.
    {"srcip", Field::source_ip, As::ip},
    {"src", Field::source_ip, As::ip},
    {"remip", Field::source_ip, As::ip},
    {"userip", Field::source_ip, As::ip},
    {"client_ip", Field::source_ip, As::ip},
    {"clientip", Field::source_ip, As::ip},
    {"ip", Field::source_ip, As::ip},
    {"srcport", Field::source_port, As::port},
    {"src_port", Field::source_port, As::port},
    {"remport", Field::source_port, As::port},
    {"srcmac", Field::source_mac},
    {"mastersrcmac", Field::source_mac},
    {"stamac", Field::source_mac},
    {"mac", Field::source_mac},
    {"client_name", Field::source_domain, As::lower},
    {"transip", Field::source_nat_ip, As::ip},
    {"transport", Field::source_nat_port, As::port},
    {"sentpkt", Field::source_packets, As::integer},
    // Destination.
    {"dstip", Field::destination_ip, As::ip},
    {"dst", Field::destination_ip, As::ip},
    {"locip", Field::destination_ip, As::ip},
    {"dst_ip", Field::destination_ip, As::ip},
    {"dstport", Field::destination_port, As::port},
    {"dst_port", Field::destination_port, As::port},
    {"locport", Field::destination_port, As::port},
    {"dstmac", Field::destination_mac},
    {"masterdstmac", Field::destination_mac},
    {"tranip", Field::destination_nat_ip, As::ip},
    {"tranport", Field::destination_nat_port, As::port},
    {"rcvdpkt", Field::destination_packets, As::integer},
    {"proto", Field::network_transport, As::transport},
    // Users.
    {"user", Field::source_user_name},
    {"user_name", Field::source_user_name},
    {"user", Field::user_name},
    {"user_name", Field::user_name},
    {"xauthuser", Field::user_name},
    {"unauthuser", Field::user_name},
    {"dstuser", Field::destination_user_name},
    {"group", Field::group_name},
    {"pcdomain", Field::user_domain},
    // Web.
    {"url", Field::url_original, As::url},
    {"http_url", Field::url_original, As::url},
    {"httpmethod", Field::http_request_method},
    {"http_method", Field::http_request_method},
    {"agent", Field::user_agent_original},
    {"http_agent", Field::user_agent_original},
    {"referralurl", Field::http_request_referrer},
    {"http_refer", Field::http_request_referrer},
    {"reqlength", Field::http_request_bytes, As::integer},
    {"resplength", Field::http_response_bytes, As::integer},
    {"statuscode", Field::http_response_status_code, As::integer},
    {"http_retcode", Field::http_response_status_code, As::integer},
    {"contenttype", Field::http_response_mime_type},
    {"sni", Field::tls_server_name},
    {"tlsver", Field::tls_version},
    // Names.
    {"qname", Field::dns_question_name},
    {"qtype", Field::dns_question_type},
    {"rcode", Field::dns_response_code},
    {"ipaddr", Field::dns_answers},
    // Files and mail.
    {"filename", Field::file_name},
    {"file", Field::file_path, As::path},
    {"filesize", Field::file_size, As::integer},
    {"filehash", Field::file_md5, As::hash},
    {"analyticscksum", Field::file_md5, As::hash},
    {"sender", Field::email_from},
    {"from", Field::email_from},
    {"recipient", Field::email_to},
    {"to", Field::email_to},
    {"subject", Field::email_subject},
    {"attachment", Field::file_name},
    // What runs at the other end, as far as the gateway can tell.
    {"osname", Field::host_os_name},
    {"os", Field::host_os_full},
    {"osversion", Field::host_os_version},
    {"srcswversion", Field::host_os_version},
};

// key=value of gateways. The deltas are what a long session moved since its last record.
inline constexpr Mapping kGateway[] = {
    {"hostname", Field::destination_domain, As::lower},
    {"http_host", Field::destination_domain, As::lower},
    {"srcname", Field::host_name},
    {"sentdelta", Field::source_bytes, As::integer},
    {"sentbyte", Field::source_bytes, As::integer},
    {"sent", Field::source_bytes, As::integer},
    {"rcvddelta", Field::destination_bytes, As::integer},
    {"rcvdbyte", Field::destination_bytes, As::integer},
    {"rcvd", Field::destination_bytes, As::integer},
    {"app", Field::network_application},
    {"service", Field::network_protocol, As::lower},
};

// key=value about an endpoint, by FortiClient or by a DHCP server: `hostname` is that endpoint, and
// FortiClient's `srcname` is a program.
inline constexpr Mapping kEndpoint[] = {
    {"hostname", Field::host_name},
    {"deviceip", Field::host_ip, As::ip},
    {"deviceip", Field::source_ip, As::ip},
    {"devicemac", Field::host_mac},
    {"uid", Field::host_id},
    {"srcname", Field::process_name},
    {"remotename", Field::destination_domain, As::lower},
    {"remoteip", Field::destination_ip, As::ip},
    {"sentbyte", Field::source_bytes, As::integer},
    {"sent", Field::source_bytes, As::integer},
    {"rcvdbyte", Field::destination_bytes, As::integer},
    {"rcvd", Field::destination_bytes, As::integer},
    {"app", Field::network_application},
    {"service", Field::network_protocol, As::lower},
};

// CEF, before kCommon. `app` is the service, FTNTFGTapp (left alone) the application; `out` is what
// the source sent; `duser` is the user of the session.
inline constexpr Mapping kCef[] = {
    {"start", Field::event_start, As::time},
    {"act", Field::event_action},
    {"deviceSeverity", Field::log_level},
    {"deviceExternalId", Field::observer_serial_number},
    {"dvchost", Field::observer_hostname},
    {"deviceInboundInterface", Field::observer_ingress_interface},
    {"deviceOutboundInterface", Field::observer_egress_interface},
    {"shost", Field::source_domain, As::lower},
    {"src", Field::source_ip, As::ip},
    {"spt", Field::source_port, As::port},
    {"smac", Field::source_mac},
    {"sourceTranslatedAddress", Field::source_nat_ip, As::ip},
    {"sourceTranslatedPort", Field::source_nat_port, As::port},
    {"out", Field::source_bytes, As::integer},
    {"Packets Sent", Field::source_packets, As::integer},
    {"dhost", Field::destination_domain, As::lower},
    {"hostname", Field::destination_domain, As::lower},
    {"dst", Field::destination_ip, As::ip},
    {"dpt", Field::destination_port, As::port},
    {"dmac", Field::destination_mac},
    {"destinationTranslatedAddress", Field::destination_nat_ip, As::ip},
    {"destinationTranslatedPort", Field::destination_nat_port, As::port},
    {"in", Field::destination_bytes, As::integer},
    {"Packets Received", Field::destination_packets, As::integer},
    {"app", Field::network_application},
    {"app", Field::network_protocol, As::lower},
    {"Duration", Field::event_duration, As::duration_s},
    {"Policy Id", Field::rule_id},
    {"Virus", Field::threat_name},
    {"suser", Field::source_user_name},
    {"suser", Field::user_name},
    {"unauthuser", Field::user_name},
    {"duser", Field::user_name},
    {"duser", Field::destination_user_name},
    {"request", Field::url_original, As::url},
    {"requestMethod", Field::http_request_method},
    {"requestClientApplication", Field::user_agent_original},
    {"requestContext", Field::http_request_referrer},
    {"fname", Field::file_name},
    {"filePath", Field::file_path, As::path},
    {"fsize", Field::file_size, As::integer},
    {"fileHash", Field::file_md5, As::hash},
};

inline constexpr auto kGatewayRows = joined_rows(kGateway, kCommon);
inline constexpr auto kEndpointRows = joined_rows(kEndpoint, kCommon);
inline constexpr auto kCefRows = joined_rows(kCef, kCommon);

}  // namespace yagura::fortinet
