// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include "parse/field_table.hpp"
#include "parse/gateway_fields.hpp"

// The fields of the NSS feeds by kind of log: the names of the templates that Zscaler ships for
// Splunk and others ("ClientIP"), and the feed variables themselves ("cip"), which customers use as
// names. A leading 'e' is the %-encoded form of a variable.
namespace yagura::zscaler {

inline constexpr Mapping kCommonRows[] = {
    {"epochtime", Field::timestamp, As::time},
    {"datetime", Field::timestamp, As::time},
    {"time", Field::timestamp, As::time},
    {"eventtime", Field::timestamp, As::time},
    {"recordid", Field::event_id},
    {"event_id", Field::event_id},
    {"threatname", Field::threat_name},
    {"deviceowner", Field::user_name, As::account},
    {"devicehostname", Field::host_name},
    {"deviceostype", Field::host_os_name},
    {"deviceosversion", Field::host_os_version},
    {"devicename", Field::host_id},
};

inline constexpr Mapping kWebRows[] = {
    {"action", Field::event_action, As::lower},
    {"act", Field::event_action, As::lower},
    {"reason", Field::event_reason},
    {"protocol", Field::network_protocol},
    {"proto", Field::network_protocol},
    {"appproto", Field::network_protocol},
    {"appname", Field::network_application},
    {"destinationServiceName", Field::network_application},
    // From whom, by the address inside the customer's network and outside it.
    {"ClientIP", Field::source_ip, As::ip},
    {"clientip", Field::source_ip, As::ip},
    {"cip", Field::source_ip, As::ip},
    {"clientinternalip", Field::source_ip, As::ip},
    {"cltintip", Field::source_ip, As::ip},
    {"clientpublicIP", Field::source_nat_ip, As::ip},
    {"clientpublicip", Field::source_nat_ip, As::ip},
    {"cpubip", Field::source_nat_ip, As::ip},
    {"cintip", Field::source_nat_ip, As::ip},
    {"clt_sport", Field::source_port, As::port},
    {"clientsourceport", Field::source_port, As::port},
    {"serverip", Field::destination_ip, As::ip},
    {"sip", Field::destination_ip, As::ip},
    {"srv_dport", Field::destination_port, As::port},
    // What for. The URL comes without its scheme.
    {"hostname", Field::destination_domain, As::lower},
    {"host", Field::destination_domain, As::lower},
    {"ehost", Field::destination_domain, As::lower},
    {"hostname", Field::url_domain, As::lower},
    {"host", Field::url_domain, As::lower},
    {"ehost", Field::url_domain, As::lower},
    {"dhost", Field::url_domain, As::lower},
    {"url", Field::url_original, As::url},
    {"eurl", Field::url_original, As::url},
    {"requestmethod", Field::http_request_method},
    {"reqmethod", Field::http_request_method},
    {"refererURL", Field::http_request_referrer, As::percent},
    {"ereferer", Field::http_request_referrer, As::percent},
    {"referer", Field::http_request_referrer, As::percent},
    {"requestContext", Field::http_request_referrer, As::percent},
    {"useragent", Field::user_agent_original, As::percent},
    {"eua", Field::user_agent_original, As::percent},
    {"ua", Field::user_agent_original, As::percent},
    {"requestClientApplication", Field::user_agent_original, As::percent},
    {"reqversion", Field::http_version},
    {"requestsize", Field::http_request_bytes, As::integer},
    {"reqsize", Field::http_request_bytes, As::integer},
    {"out", Field::http_request_bytes, As::integer},
    {"srcBytes", Field::http_request_bytes, As::integer},
    // What came of it.
    {"responsesize", Field::http_response_bytes, As::integer},
    {"respsize", Field::http_response_bytes, As::integer},
    {"in", Field::http_response_bytes, As::integer},
    {"dstBytes", Field::http_response_bytes, As::integer},
    {"transactionsize", Field::network_bytes, As::integer},
    {"totalsize", Field::network_bytes, As::integer},
    {"status", Field::http_response_status_code, As::integer},
    {"respcode", Field::http_response_status_code, As::integer},
    {"outcome", Field::http_response_status_code, As::integer},
    {"contenttype", Field::http_response_mime_type},
    {"clienttranstime", Field::event_duration, As::duration_ms},
    {"ctime", Field::event_duration, As::duration_ms},
    {"filename", Field::file_name, As::percent},
    {"efilename", Field::file_name, As::percent},
    {"upload_filename", Field::file_name, As::percent},
    {"md5", Field::file_md5, As::hash},
    {"bamd5", Field::file_md5, As::hash},
    {"md5hash", Field::file_md5, As::hash},
    {"sha256", Field::file_sha256, As::lower},
    {"clienttlsversion", Field::tls_version},
    {"clienttlsver", Field::tls_version},
    {"clientsslversion", Field::tls_version},
    {"malwarename", Field::threat_name},
    // The rule that decided, not the one of the kind `ruletype` that only warned.
    {"rulelabel", Field::rule_name, As::percent},
    {"urlfilterrulelabel", Field::rule_name, As::percent},
    {"apprulelabel", Field::rule_name, As::percent},
};

// Answers go to dns.answers or dns.response_code by what they are, which is code.
inline constexpr Mapping kDnsRows[] = {
    {"reqaction", Field::event_action, As::lower},
    {"resaction", Field::event_action, As::lower},
    {"act", Field::event_action, As::lower},
    {"dns_req", Field::dns_question_name},
    {"req", Field::dns_question_name},
    {"dns_reqtype", Field::dns_question_type},
    {"reqtype", Field::dns_question_type},
    {"clt_sip", Field::source_ip, As::ip},
    {"cip", Field::source_ip, As::ip},
    {"clt_ip", Field::source_ip, As::ip},
    {"srv_dip", Field::destination_ip, As::ip},
    {"sip", Field::destination_ip, As::ip},
    {"srv_dport", Field::destination_port, As::port},
    {"sport", Field::destination_port, As::port},
    {"durationms", Field::event_duration, As::duration_ms},
    {"protocol", Field::network_protocol},
    {"dnsapp", Field::network_application},
    {"error", Field::event_reason},
    {"reqrulelabel", Field::rule_name, As::percent},
    {"resrulelabel", Field::rule_name, As::percent},
};

// cs* is between client and Zscaler, sd*, ss* between Zscaler and the server, ts* the tunnel.
inline constexpr Mapping kFirewallRows[] = {
    {"action", Field::event_action, As::lower},
    {"act", Field::event_action, As::lower},
    {"csip", Field::source_ip, As::ip},
    {"csport", Field::source_port, As::port},
    {"ssip", Field::source_nat_ip, As::ip},
    {"ssport", Field::source_nat_port, As::port},
    {"deviceTranslatedAddress", Field::source_nat_ip, As::ip},
    {"deviceTranslatedPort", Field::source_nat_port, As::port},
    {"sdip", Field::destination_ip, As::ip},
    {"cdip", Field::destination_ip, As::ip},
    {"sdport", Field::destination_port, As::port},
    {"cdport", Field::destination_port, As::port},
    {"cdfqdn", Field::destination_domain, As::lower},
    {"sdfqdn", Field::destination_domain, As::lower},
    {"proto", Field::network_protocol},
    {"ipproto", Field::network_protocol},
    {"proto", Field::network_transport, As::transport},
    {"ipproto", Field::network_transport, As::transport},
    {"nwapp", Field::network_application},
    {"nwApp", Field::network_application},
    {"nwsvc", Field::network_application},
    {"inbytes", Field::source_bytes, As::integer},
    {"outbytes", Field::destination_bytes, As::integer},
    {"in", Field::source_bytes, As::integer},
    {"out", Field::destination_bytes, As::integer},
    {"srcBytes", Field::source_bytes, As::integer},
    {"dstBytes", Field::destination_bytes, As::integer},
    {"durationms", Field::event_duration, As::duration_ms},
    {"duration", Field::event_duration, As::duration_s},
    {"ips_custom_signature", Field::rule_name, As::percent},
    {"rulelabel", Field::rule_name, As::percent},
    {"ipsrulelabel", Field::rule_name, As::percent},
    {"threat_name", Field::threat_name},
};

inline constexpr Mapping kTunnelRows[] = {
    {"event", Field::event_action, As::lower},
    {"eventreason", Field::event_reason},
    {"sourceip", Field::source_ip, As::ip},
    {"srcip", Field::source_ip, As::ip},
    {"sourceport", Field::source_port, As::port},
    {"srcport", Field::source_port, As::port},
    {"destinationip", Field::destination_ip, As::ip},
    {"destvip", Field::destination_ip, As::ip},
    {"destinationport", Field::destination_port, As::port},
    {"dstport", Field::destination_port, As::port},
    {"txbytes", Field::source_bytes, As::integer},
    {"rxbytes", Field::destination_bytes, As::integer},
    {"txpackets", Field::source_packets, As::integer},
    {"rxpackets", Field::destination_packets, As::integer},
    {"protocol", Field::network_protocol},
    {"ikeversion", Field::network_protocol},
};

inline constexpr Mapping kAuditRows[] = {
    {"action", Field::event_action, As::lower},
    {"result", Field::event_outcome, As::lower},
    {"clientip", Field::source_ip, As::ip},
    {"errorcode", Field::event_reason},
};

// SaaS security (CASB), endpoint and e-mail DLP: files found wanting.
inline constexpr Mapping kFileRows[] = {
    {"policyaction", Field::event_action, As::lower},
    {"actiontaken", Field::event_action, As::lower},
    {"action", Field::event_action, As::lower},
    {"applicationname", Field::network_application},
    {"appname", Field::network_application},
    {"filename", Field::file_name, As::percent},
    {"itemname", Field::file_name, As::percent},
    {"attchcomponentfilenames", Field::file_name, As::percent},
    {"filepath", Field::file_path, As::path},
    {"filesource", Field::file_directory},
    {"filemd5", Field::file_md5, As::hash},
    {"filesha", Field::file_sha256, As::lower},
    {"filesha256", Field::file_sha256, As::lower},
    {"filesize", Field::file_size, As::integer},
    {"fullurl", Field::url_original, As::url},
    {"objurl", Field::url_original, As::url},
    {"clientip", Field::source_ip, As::ip},
    {"sender", Field::email_from},
    {"mailfrom", Field::email_from},
    {"recipient", Field::email_to},
    {"rcptto", Field::email_to},
    {"emailsubject", Field::email_subject},
    {"subject", Field::email_subject},
    {"msgid", Field::email_message_id},
    {"policy", Field::rule_name, As::percent},
    {"rulename", Field::rule_name, As::percent},
    {"triggeredrulelabel", Field::rule_name, As::percent},
    {"malware", Field::threat_name},
};

inline constexpr auto kWeb = joined_rows(kWebRows, kCommonRows, kGatewayRows);
inline constexpr auto kDns = joined_rows(kDnsRows, kCommonRows, kGatewayRows);
inline constexpr auto kFirewall = joined_rows(kFirewallRows, kCommonRows, kGatewayRows);
inline constexpr auto kTunnel = joined_rows(kTunnelRows, kCommonRows, kGatewayRows);
inline constexpr auto kAudit = joined_rows(kAuditRows, kCommonRows);
inline constexpr auto kFile = joined_rows(kFileRows, kCommonRows);

// Where the template is CSV, as shipped. Told apart by their number.
inline constexpr std::string_view kWebColumns[] = {"time",
                                                   "login",
                                                   "proto",
                                                   "url",
                                                   "action",
                                                   "appname",
                                                   "appclass",
                                                   "reqsize",
                                                   "respsize",
                                                   "urlclass",
                                                   "urlsupercat",
                                                   "urlcat",
                                                   "malwarecat",
                                                   "threatname",
                                                   "riskscore",
                                                   "dlpeng",
                                                   "dlpdict",
                                                   "location",
                                                   "dept",
                                                   "cip",
                                                   "sip",
                                                   "reqmethod",
                                                   "respcode",
                                                   "ua",
                                                   "ereferer",
                                                   "ruletype",
                                                   "rulelabel",
                                                   "contenttype",
                                                   "unscannabletype",
                                                   "deviceowner",
                                                   "devicehostname",
                                                   "keyprotectiontype"};
inline constexpr std::string_view kDnsColumns[] = {
    "time",      "login",          "dept",         "location",      "reqaction",
    "resaction", "reqrulelabel",   "resrulelabel", "dns_reqtype",   "dns_req",
    "dns_resp",  "srv_dport",      "durationms",   "clt_sip",       "srv_dip",
    "category",  "respipcategory", "deviceowner",  "devicehostname"};
inline constexpr std::string_view kFirewallColumns[] = {
    "time",        "login",        "dept",      "location",   "cdport",      "csport",
    "sdport",      "ssport",       "csip",      "cdip",       "ssip",        "sdip",
    "tsip",        "tunsport",     "tuntype",   "action",     "dnat",        "stateful",
    "aggregate",   "nwsvc",        "nwapp",     "proto",      "ipcat",       "destcountry",
    "avgduration", "rulelabel",    "inbytes",   "outbytes",   "duration",    "durationms",
    "numsessions", "ipsrulelabel", "threatcat", "threatname", "deviceowner", "devicehostname"};

}  // namespace yagura::zscaler
