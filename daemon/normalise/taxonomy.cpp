// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "normalise/taxonomy.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>

namespace yagura {
namespace {

struct Row {
  std::string_view name;
  Field first;
  Field second = Field::count_;  // tried when the first is missing
};

// Names of web servers and proxies: W3C's, as Sigma's taxonomy has them, and their variants.
constexpr Row kWeb[] = {
    {"c-uri", Field::url_original, Field::url_full},
    {"cs-uri", Field::url_original, Field::url_full},
    {"c-uri-query", Field::url_query},
    {"cs-uri-query", Field::url_query},
    {"c-uri-stem", Field::url_path},
    {"cs-uri-stem", Field::url_path},
    {"c-uri-extension", Field::url_extension},
    {"cs-uri-extension", Field::url_extension},
    {"cs-host", Field::url_domain, Field::destination_domain},
    {"r-dns", Field::url_domain, Field::destination_domain},
    {"cs-method", Field::http_request_method},
    {"c-useragent", Field::user_agent_original},
    {"cs-user-agent", Field::user_agent_original},
    {"cs(User-Agent)", Field::user_agent_original},
    {"cs-referrer", Field::http_request_referrer},
    {"cs-referer", Field::http_request_referrer},
    {"cs(Referer)", Field::http_request_referrer},
    {"sc-status", Field::http_response_status_code},
    {"cs-bytes", Field::http_request_bytes},
    {"sc-bytes", Field::http_response_bytes},
    {"cs-username", Field::user_name},
    {"rs(Content-Type)", Field::http_response_mime_type},
    {"c-ip", Field::source_ip},
    {"src_ip", Field::source_ip},
    {"src_port", Field::source_port},
    {"dst_ip", Field::destination_ip},
    {"r-ip", Field::destination_ip},
    {"dst_port", Field::destination_port},
};

// Rules for web servers look for paths in what they call the query: it is what follows the host.
constexpr Row kWebServer[] = {
    {"cs-uri-query", Field::url_original, Field::url_query},
};

constexpr Row kAntivirus[] = {
    {"Signature", Field::rule_name, Field::threat_name},
    {"Filename", Field::file_path, Field::file_name},
};

constexpr Row kFirewall[] = {
    {"src_ip", Field::source_ip},           {"src_port", Field::source_port},
    {"dst_ip", Field::destination_ip},      {"dst_port", Field::destination_port},
    {"action", Field::event_action},        {"username", Field::user_name},
    {"protocol", Field::network_transport},
};

constexpr Row kDns[] = {
    {"query", Field::dns_question_name},         {"QueryName", Field::dns_question_name},
    {"record_type", Field::dns_question_type},   {"answer", Field::dns_answers},
    {"response_code", Field::dns_response_code}, {"src_ip", Field::source_ip},
};

// Any Windows channel. `User` is missing on purpose: rules compare DOMAIN\name, which our
// user.name splits, so it is found under its own name; `Hashes` likewise.
constexpr Row kWindows[] = {
    {"EventID", Field::event_code},
    {"Channel", Field::winlog_channel},
    {"Provider_Name", Field::event_provider},
    {"Computer", Field::winlog_computer_name, Field::host_name},
    {"ComputerName", Field::winlog_computer_name, Field::host_name},
    {"LogonType", Field::winlog_logon_type},
    {"IpAddress", Field::source_ip},
    {"IpPort", Field::source_port},
    {"SourceIp", Field::source_ip},
    {"SourcePort", Field::source_port},
    {"SourceHostname", Field::source_domain},
    {"DestinationIp", Field::destination_ip},
    {"DestinationPort", Field::destination_port},
    {"DestinationHostname", Field::destination_domain},
    {"SubjectUserName", Field::user_name},
    {"SubjectDomainName", Field::user_domain},
    {"SubjectUserSid", Field::user_id},
    {"TargetUserName", Field::user_target_name},
    {"TargetDomainName", Field::user_target_domain},
    {"TargetUserSid", Field::user_target_id},
    {"QueryName", Field::dns_question_name},
    {"RuleName", Field::rule_name},
};

// What runs, on any system: the names are Sysmon's, the tables of Linux and macOS use them too.
constexpr Row kProcess[] = {
    {"Image", Field::process_executable},
    {"NewProcessName", Field::process_executable},
    {"ProcessName", Field::process_executable},
    {"CommandLine", Field::process_command_line},
    {"ProcessCommandLine", Field::process_command_line},
    {"CurrentDirectory", Field::process_working_directory},
    {"OriginalFileName", Field::process_original_file_name},
    {"ProcessId", Field::process_pid},
    {"ProcessGuid", Field::process_entity_id},
    {"ParentImage", Field::process_parent_executable},
    {"ParentProcessName", Field::process_parent_executable},
    {"ParentCommandLine", Field::process_parent_command_line},
    {"ParentProcessId", Field::process_parent_pid},
    {"ParentProcessGuid", Field::process_parent_entity_id},
    {"md5", Field::process_md5},
    {"sha1", Field::process_sha1},
    {"sha256", Field::process_sha256},
    {"Imphash", Field::process_imphash},
};

constexpr Row kFile[] = {{"TargetFilename", Field::file_path}};
constexpr Row kImageLoad[] = {{"ImageLoaded", Field::dll_path, Field::file_path}};
constexpr Row kRegistry[] = {{"TargetObject", Field::registry_path}};

// Tables that apply to a log source; empty selectors apply to every value.
struct Table {
  std::string_view product;
  std::string_view category;  // a prefix: "file_" is file_event, file_delete, ...
  std::span<const Row> rows;
};
constexpr Table kTables[] = {
    {"", "proxy", kWeb},
    {"", "webserver", kWebServer},
    {"", "webserver", kWeb},
    {"", "antivirus", kAntivirus},
    {"fortigate", "", kFirewall},
    {"", "firewall", kFirewall},
    {"fortigate", "", kFirewall},  // Sigma knows it by product and service alone
    {"", "dns", kDns},
    {"windows", "", kFile},
    {"windows", "", kImageLoad},
    {"windows", "", kRegistry},
    {"windows", "", kWindows},
    {"windows", "", kProcess},
    {"", "file_", kFile},
    {"", "image_load", kImageLoad},
    {"", "driver_load", kImageLoad},
    {"", "registry_", kRegistry},
    {"", "process_", kProcess},
    {"", "file_", kProcess},
    {"", "network_connection", kProcess},
    {"", "network_connection", kWindows},
};

bool applies(const Table& table, const LogSource& source) {
  return (table.product.empty() || table.product == source.product) &&
         source.category.compare(0, table.category.size(), table.category) == 0;
}

bool may_apply(const Table& table, const LogSource& event) {
  return applies(table,
                 {event.product.empty() ? std::string(table.product) : event.product,
                  event.category.empty() ? std::string(table.category) : event.category, ""});
}

void add(FieldNames& names, Field field) {
  if (field != Field::count_ &&
      std::find(names.fields.begin(), names.fields.end(), field) == names.fields.end()) {
    names.fields.push_back(field);
  }
}

FieldNames find_names(const LogSource& source, std::string_view sigma_name,
                      bool (*asked)(const Table&, const LogSource&)) {
  // Names as our own output writes them lead to the same fields as the source's.
  for (const std::string_view prefix : {"winlog.event_data.", "vendor."}) {
    if (sigma_name.substr(0, prefix.size()) == prefix) {
      return {{}, std::string(sigma_name.substr(prefix.size()))};
    }
  }
  FieldNames names{{}, std::string(sigma_name)};
  for (const Table& table : kTables) {
    if (!asked(table, source)) {
      continue;
    }
    for (const Row& row : table.rows) {
      if (row.name == sigma_name) {
        add(names, row.first);
        add(names, row.second);
      }
    }
  }
  if (const auto field = find_field(sigma_name)) {
    add(names, *field);
  }
  return names;
}

}  // namespace

FieldNames sigma_field(const LogSource& source, std::string_view sigma_name) {
  return find_names(source, sigma_name, applies);
}

FieldNames sigma_field_of_event(const LogSource& event, std::string_view sigma_name) {
  return find_names(event, sigma_name, may_apply);
}

}  // namespace yagura
