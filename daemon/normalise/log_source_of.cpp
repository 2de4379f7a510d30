// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "normalise/log_source_of.hpp"

#include <string>

namespace yagura {
namespace {

struct Pair {
  std::string_view key;
  std::string_view value;
};

constexpr Pair kServices[] = {
    {"Security", "security"},
    {"System", "system"},
    {"Application", "application"},
    {"Windows PowerShell", "powershell-classic"},
    {"PowerShellCore/Operational", "powershell"},
    {"Microsoft-Windows-PowerShell/Operational", "powershell"},
    {"Microsoft-Windows-Sysmon/Operational", "sysmon"},
    {"Microsoft-Windows-Windows Defender/Operational", "windefend"},
    {"Microsoft-Windows-Windows Firewall With Advanced Security/Firewall", "firewall-as"},
    {"Microsoft-Windows-TaskScheduler/Operational", "taskscheduler"},
    {"Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
     "terminalservices-localsessionmanager"},
    {"Microsoft-Windows-Bits-Client/Operational", "bits-client"},
    {"Microsoft-Windows-CodeIntegrity/Operational", "codeintegrity-operational"},
    {"Microsoft-Windows-NTLM/Operational", "ntlm"},
    {"Microsoft-Windows-WMI-Activity/Operational", "wmi"},
    {"Microsoft-Windows-DNS-Client/Operational", "dns-client"},
    {"Microsoft-Windows-AppLocker/EXE and DLL", "applocker"},
    {"Microsoft-Windows-SmbClient/Security", "smbclient-security"},
    {"DNS Server", "dns-server"},
};

// Sysmon's schema. 12 to 14 are missing: Sigma asks for them as registry_event and as
// registry_add, registry_set or registry_delete, and an empty category reaches all of these.
constexpr Pair kSysmonCategories[] = {
    {"1", "process_creation"},   {"2", "file_change"},          {"3", "network_connection"},
    {"4", "sysmon_status"},      {"5", "process_termination"},  {"6", "driver_load"},
    {"7", "image_load"},         {"8", "create_remote_thread"}, {"9", "raw_access_thread"},
    {"10", "process_access"},    {"11", "file_event"},          {"15", "create_stream_hash"},
    {"16", "sysmon_status"},     {"17", "pipe_created"},        {"18", "pipe_created"},
    {"19", "wmi_event"},         {"20", "wmi_event"},           {"21", "wmi_event"},
    {"22", "dns_query"},         {"23", "file_delete"},         {"24", "clipboard_capture"},
    {"25", "process_tampering"}, {"26", "file_delete"},         {"255", "sysmon_error"},
};
constexpr Pair kPowerShellCategories[] = {{"4103", "ps_module"}, {"4104", "ps_script"}};
constexpr Pair kClassicCategories[] = {{"400", "ps_classic_start"},
                                       {"600", "ps_classic_provider_start"}};
constexpr Pair kSecurityCategories[] = {{"4688", "process_creation"}};

template <std::size_t N>
std::string look_up(const Pair (&table)[N], std::string_view key) {
  for (const Pair& pair : table) {
    if (pair.key == key) {
      return std::string(pair.value);
    }
  }
  return {};
}

std::string event_code(const Event& event) {
  const Value* value = event.find(Field::event_code);
  std::string scratch;
  return value == nullptr ? std::string{} : std::string(text_of(*value, scratch));
}

std::string windows_category(const std::string& service, const std::string& code) {
  if (service == "sysmon") {
    return look_up(kSysmonCategories, code);
  }
  if (service == "security") {
    return look_up(kSecurityCategories, code);
  }
  if (service == "powershell") {
    return look_up(kPowerShellCategories, code);
  }
  return service == "powershell-classic" ? look_up(kClassicCategories, code) : std::string{};
}

}  // namespace

LogSource log_source_of(const Event& event) {
  if (event.text(Field::event_dataset) != "windows") {
    return {std::string(event.log_source.product), std::string(event.log_source.category),
            std::string(event.log_source.service)};
  }
  LogSource source;
  source.product = "windows";
  source.service = look_up(kServices, event.text(Field::winlog_channel));
  source.category = windows_category(source.service, event_code(event));
  return source;
}

}  // namespace yagura
