// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Wazuh 3 and 4: alerts.json and archives.json of a manager.
//
//   {"timestamp":"2026-02-25T15:13:20.123+0900","rule":{"level":5,"description":"sshd: ...",
//    "id":"5710","mitre":{"id":["T1110"],...},"groups":[...]},"agent":{"id":"001","name":"srv01",
//    "ip":"192.0.2.7"},"manager":{"name":"wazuh"},"id":"1772000000.1234","full_log":"...",
//    "decoder":{"name":"sshd"},"data":{"srcip":"198.51.100.9","srcuser":"root"},"location":"..."}
//
// `data` holds what the decoder found, under names that differ by decoder; numbers are texts, and
// backslashes of Windows values are doubled within. A record of archives.json that raised no alert
// has no rule: then full_log, where some format knows it, says more than the decoder does.
// {"win":{...}} alone is the format windows.
#include <memory>

#include "model/event.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/parser.hpp"

namespace yagura {
namespace {

constexpr Mapping kRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"@timestamp", Field::timestamp, As::time},
    {"id", Field::event_id},
    {"rule.id", Field::rule_id},
    {"rule.description", Field::rule_name},
    {"rule.level", Field::event_severity, As::integer},
    {"rule.groups", Field::rule_category},
    {"rule.mitre.id", Field::threat_technique_id},
    {"rule.mitre.technique", Field::threat_technique_name},
    {"rule.mitre.tactic", Field::threat_tactic_name},
    {"agent.id", Field::host_id},
    {"agent.name", Field::host_name},
    {"agent.ip", Field::host_ip, As::ip},
    {"predecoder.hostname", Field::host_hostname},
    {"manager.name", Field::observer_name},
    {"decoder.name", Field::event_provider},
    {"full_log", Field::message},
    // What decoders find
    {"data.action", Field::event_action},
    {"syscheck.event", Field::event_action},
    {"data.status", Field::event_outcome},
    {"data.srcip", Field::source_ip, As::ip},
    {"data.src_ip", Field::source_ip, As::ip},
    {"data.win.eventdata.sourceIp", Field::source_ip, As::ip},
    {"data.win.eventdata.ipAddress", Field::source_ip, As::ip},
    {"data.srcport", Field::source_port, As::port},
    {"data.src_port", Field::source_port, As::port},
    {"data.win.eventdata.sourcePort", Field::source_port, As::port},
    {"data.srcmac", Field::source_mac},
    {"data.dstip", Field::destination_ip, As::ip},
    {"data.dst_ip", Field::destination_ip, As::ip},
    {"data.dest_ip", Field::destination_ip, As::ip},
    {"data.win.eventdata.destinationIp", Field::destination_ip, As::ip},
    {"data.dstport", Field::destination_port, As::port},
    {"data.dst_port", Field::destination_port, As::port},
    {"data.dest_port", Field::destination_port, As::port},
    {"data.win.eventdata.destinationPort", Field::destination_port, As::port},
    {"data.win.eventdata.destinationHostname", Field::destination_domain, As::lower},
    {"data.hostname", Field::destination_domain, As::lower},
    {"data.protocol", Field::network_transport, As::transport},
    {"data.proto", Field::network_transport, As::transport},
    {"data.win.eventdata.protocol", Field::network_transport, As::transport},
    {"data.url", Field::url_original, As::url},
    {"data.srcuser", Field::user_name, As::account},
    {"data.user", Field::user_name, As::account},
    {"data.win.eventdata.user", Field::user_name, As::account},
    {"data.win.eventdata.subjectUserName", Field::user_name},
    {"data.win.eventdata.subjectDomainName", Field::user_domain},
    {"syscheck.audit.user.name", Field::user_name},
    {"data.dstuser", Field::user_target_name, As::account},
    {"data.win.eventdata.targetUserName", Field::user_target_name},
    {"data.win.eventdata.targetDomainName", Field::user_target_domain},
    {"data.uid", Field::user_id},
    {"data.command", Field::process_command_line},
    {"data.win.eventdata.commandLine", Field::process_command_line},
    {"data.pwd", Field::process_working_directory},
    {"data.win.eventdata.currentDirectory", Field::process_working_directory},
    {"data.audit.exe", Field::process_executable, As::path},
    {"data.win.eventdata.image", Field::process_executable, As::path},
    {"data.win.eventdata.newProcessName", Field::process_executable, As::path},
    {"syscheck.audit.process.name", Field::process_executable, As::path},
    {"data.audit.pid", Field::process_pid, As::integer},
    {"data.win.eventdata.processId", Field::process_pid, As::integer},
    {"syscheck.audit.process.id", Field::process_pid, As::integer},
    {"data.win.eventdata.originalFileName", Field::process_original_file_name},
    {"data.win.eventdata.hashes", Field::process_md5, As::hash},
    {"data.win.eventdata.processGuid", Field::process_entity_id},
    {"data.win.eventdata.parentImage", Field::process_parent_executable, As::path},
    {"data.win.eventdata.parentProcessName", Field::process_parent_executable, As::path},
    {"data.win.eventdata.parentCommandLine", Field::process_parent_command_line},
    {"data.win.eventdata.parentProcessId", Field::process_parent_pid, As::integer},
    {"data.win.eventdata.imageLoaded", Field::dll_path, As::path},
    {"data.win.eventdata.targetObject", Field::registry_path},
    {"data.win.eventdata.details", Field::registry_data_strings},
    {"data.win.eventdata.queryName", Field::dns_question_name, As::lower},
    {"data.win.eventdata.logonType", Field::winlog_logon_type},
    {"data.win.system.channel", Field::winlog_channel},
    {"data.win.system.computer", Field::winlog_computer_name},
    {"data.win.system.eventRecordID", Field::winlog_record_id},
    {"data.win.system.eventID", Field::event_code},
    // File integrity; for the registry, value_name stands beside
    {"data.win.eventdata.targetFilename", Field::file_path, As::path},
    {"data.audit.file.name", Field::file_path, As::path},
    {"syscheck.path", Field::file_path, As::path},
    {"data.virustotal.source.file", Field::file_path, As::path},
    {"syscheck.size_after", Field::file_size, As::integer},
    {"syscheck.uname_after", Field::file_owner},
    {"syscheck.md5_after", Field::file_md5, As::hash},
    {"data.virustotal.source.md5", Field::file_md5, As::hash},
    {"syscheck.sha1_after", Field::file_sha1, As::lower},
    {"data.virustotal.source.sha1", Field::file_sha1, As::lower},
    {"syscheck.sha256_after", Field::file_sha256, As::lower},
    {"syscheck.value_name", Field::registry_value},
};

// Wazuh doubles the backslashes of Windows values before JSON doubles them again.
std::string_view single_backslashes(std::string_view text, Arena& arena) {
  if (text.find("\\\\") == std::string_view::npos) {
    return text;
  }
  char* out = arena.allocate(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out[size++] = text[i];
    i += text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '\\' ? 1 : 0;
  }
  return {out, size};
}

class WazuhParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    inner_ = {};
    if (const ParseResult result = json_.read(record, "", event, pairs_); !result.ok) {
      return ParseResult::malformed("wazuh: not a whole JSON object", result.offset);
    }
    const auto has = [&](std::string_view name) { return find_pair(pairs_, name) != nullptr; };
    if (!has("rule.id") && !has("manager.name")) {
      return ParseResult::malformed("wazuh: neither a rule nor a manager", 0);
    }
    constexpr std::string_view kWindows = "data.win.";
    bool windows = false;
    for (Pair& pair : pairs_) {
      auto* text = std::get_if<std::string_view>(&pair.value);
      if (text != nullptr && pair.name.starts_with(kWindows)) {
        *text = single_backslashes(*text, event.arena());
        windows = true;
      }
    }
    event.log_source = {windows ? "windows" : "wazuh", "", ""};
    table_.apply(pairs_, context, event);
    if (!has("rule.id")) {
      inner_ = pair_text(pairs_, "full_log");
    }
    return {};
  }

  std::string_view inner_record() const override { return inner_; }

 private:
  JsonReader json_;
  Pairs pairs_;
  std::string_view inner_;
  FieldTable table_{kRows};
};

Confidence recognise(std::string_view record) {
  if (!looks_like_json_object(record)) {
    return Confidence::no;
  }
  const auto has = [&](std::string_view key) { return has_json_key(record, key); };
  return has("\"manager\"") && has("\"agent\"") && has("\"decoder\"") && has("\"location\"")
             ? Confidence::certain
             : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<WazuhParser>();
}

}  // namespace

extern const Format wazuh_format;
const Format wazuh_format = {"wazuh", "Wazuh alerts.json and archives.json", recognise, create};

}  // namespace yagura
