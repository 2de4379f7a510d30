// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// From Windows' names to ours. Sysmon and the audit log say the same things in different words
// (Image, NewProcessName, ProcessName), so most fields have several sources, best first.
#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include "parse/number.hpp"
#include "parse/text_forms.hpp"
#include "parse/url.hpp"
#include "windows/record.hpp"

namespace yagura::windows {
namespace {

constexpr auto kNone = std::string_view::npos;

// Reads the values of one record; numbers become texts in the arena where a text is wanted.
class Reader {
 public:
  Reader(const Record& record, Event& event) : record_(record), event_(event) {}

  // Empty for what is absent, null, "-" or not a scalar.
  std::string_view text(Name name) {
    const Value* value = record_.find(name);
    if (value == nullptr) {
      return {};
    }
    if (const auto* text = std::get_if<std::string_view>(value)) {
      return *text == "-" ? std::string_view{} : *text;
    }
    if (const auto* number = std::get_if<std::int64_t>(value)) {
      return decimal(*number);
    }
    if (const auto* flag = std::get_if<bool>(value)) {
      return *flag ? "true" : "false";
    }
    return {};
  }

  std::string_view first_text(std::initializer_list<Name> names) {
    for (const Name name : names) {
      if (const std::string_view found = text(name); !found.empty()) {
        return found;
      }
    }
    return {};
  }

  std::optional<std::int64_t> number(Name name) {
    const Value* value = record_.find(name);
    if (value == nullptr) {
      return std::nullopt;
    }
    if (const auto* number = std::get_if<std::int64_t>(value)) {
      return *number;
    }
    const auto* text = std::get_if<std::string_view>(value);
    return text == nullptr ? std::nullopt : parse_integer_or_hex(*text);
  }

 private:
  std::string_view decimal(std::int64_t number) {
    constexpr std::size_t kMostDigits = 20;
    std::array<char, kMostDigits> digits{};
    std::size_t at = digits.size();
    auto rest =
        number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    do {
      digits[--at] = static_cast<char>('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    if (number < 0) {
      digits[--at] = '-';
    }
    return event_.arena().copy({digits.data() + at, digits.size() - at});
  }

  const Record& record_;
  Event& event_;
};

bool is_sysmon(Reader& reader) {
  return reader.text(Name::channel).find("Sysmon") != kNone;
}

// --- what and when -----------------------------------------------------------------------------

void set_time(const Record& record, Reader& reader, const ParseContext& context, Event& event) {
  const auto take = [&](Name name, const TimeZone& zone) {
    if (event.has_own_time || !record.has(name)) {
      return;
    }
    if (const auto time = parse_rfc3339(reader.text(name), zone)) {
      event.time = *time;
      event.has_own_time = true;
    } else {
      event.notes.push_back("windows: a time is not readable");
    }
  };
  // Sysmon's own time is when it happened, the others when it was logged.
  take(Name::utc_time, TimeZone{});
  take(Name::system_time, TimeZone{});
  // NXLog writes local time without a zone.
  take(Name::event_time, context.zone);
  take(Name::timestamp, context.zone);
}

std::string_view level_text(Reader& reader, Arena& arena) {
  if (const std::string_view severity = reader.text(Name::severity); !severity.empty()) {
    return lower_case(severity, arena);
  }
  static constexpr std::array<std::string_view, 6> kLevels = {"info",    "critical", "error",
                                                              "warning", "info",     "debug"};
  const auto level = reader.number(Name::level);
  const bool known = level && *level >= 0 && *level < std::ssize(kLevels);
  return known ? kLevels[static_cast<std::size_t>(*level)] : std::string_view{};
}

std::string_view outcome(Reader& reader) {
  for (const Name name : {Name::event_type, Name::severity_value, Name::keywords}) {
    const std::string_view text = reader.text(name);
    if (text == "AUDIT_SUCCESS" || text == "0x8020000000000000") {
      return "success";
    }
    if (text == "AUDIT_FAILURE" || text == "0x8010000000000000") {
      return "failure";
    }
  }
  return {};
}

void add_header(Reader& reader, Event& event) {
  event.add_text(Field::event_code, reader.text(Name::event_id));
  event.add_text(Field::event_provider,
                 reader.first_text({Name::provider_name, Name::source_name}));
  event.add_text(Field::winlog_channel, reader.text(Name::channel));
  event.add_text(Field::winlog_record_id,
                 reader.first_text({Name::event_record_id, Name::record_number}));
  event.add_text(Field::event_outcome, outcome(reader));
  event.add_text(Field::log_level, level_text(reader, event.arena()));
  event.add_text(Field::message, reader.text(Name::message));
  event.add_text(Field::rule_name, reader.text(Name::rule_name));
  if (const std::string_view host = reader.first_text({Name::hostname, Name::computer});
      !host.empty()) {
    event.add(Field::host_name, host);
    event.add(Field::winlog_computer_name, host);
    const bool is_address = IpAddress::parse(host).has_value();
    event.add_text(Field::host_hostname, is_address ? host : host.substr(0, host.find('.')));
  }
}

// --- processes ---------------------------------------------------------------------------------

// NXLog's field names do not tell ProcessId from ProcessID, so of Sysmon's two numbers it keeps
// the logger's; the event's own is then found only in the text, which Sysmon never translates.
std::optional<std::int64_t> process_id_in_message(std::string_view message) {
  constexpr std::string_view kLabel = "\nProcessId: ";
  std::size_t at = message.find(kLabel);
  if (at == kNone) {
    return std::nullopt;
  }
  at += kLabel.size();
  const std::size_t end = std::min(message.find_first_not_of("0123456789", at), message.size());
  return parse_integer(message.substr(at, end - at));
}

std::optional<std::int64_t> process_id(const Record& record, Reader& reader) {
  for (const Name name : {Name::new_process_id, Name::process_id, Name::source_process_id}) {
    if (record.has(name)) {
      return reader.number(name);
    }
  }
  if (record.shape != Shape::flat) {
    return std::nullopt;
  }
  if (is_sysmon(reader)) {
    if (const auto id = process_id_in_message(reader.text(Name::message))) {
      return id;
    }
  }
  return reader.number(Name::logger_process_id);
}

void add_number(Event& event, Field field, std::optional<std::int64_t> number) {
  if (number) {
    event.add(field, *number);
  }
}

void add_process(const Record& record, Reader& reader, Event& event) {
  const std::string_view executable =
      reader.first_text({Name::image, Name::source_image, Name::new_process_name,
                         Name::process_name, Name::application});
  event.add_text(Field::process_executable, executable);
  event.add_text(Field::process_name, base_name(executable));
  add_number(event, Field::process_pid, process_id(record, reader));
  event.add_text(Field::process_entity_id, reader.text(Name::process_guid));
  event.add_text(Field::process_command_line, reader.text(Name::command_line));
  event.add_text(Field::process_working_directory, reader.text(Name::current_directory));
  event.add_text(Field::process_original_file_name, reader.text(Name::original_file_name));
  const std::string_view parent =
      reader.first_text({Name::parent_image, Name::parent_process_name});
  event.add_text(Field::process_parent_executable, parent);
  event.add_text(Field::process_parent_name, base_name(parent));
  event.add_text(Field::process_parent_command_line, reader.text(Name::parent_command_line));
  event.add_text(Field::process_parent_entity_id, reader.text(Name::parent_process_guid));
  // In 4688 the creator's id is called ProcessId.
  const bool creation = record.has(Name::new_process_id) && record.has(Name::process_id);
  add_number(event, Field::process_parent_pid,
             reader.number(creation ? Name::process_id : Name::parent_process_id));
  if (record.shape == Shape::flat) {
    add_number(event, Field::process_thread_id, reader.number(Name::logger_thread_id));
  }
}

// --- hashes ------------------------------------------------------------------------------------

struct HashFields {
  std::string_view algorithm;  // as Windows writes it, in upper case
  Field process;
  Field file;
  std::optional<Field> dll;
};
constexpr std::array<HashFields, 4> kHashes = {{
    {"MD5", Field::process_md5, Field::file_md5, Field::dll_md5},
    {"SHA1", Field::process_sha1, Field::file_sha1, Field::dll_sha1},
    {"SHA256", Field::process_sha256, Field::file_sha256, Field::dll_sha256},
    {"IMPHASH", Field::process_imphash, Field::file_imphash, std::nullopt},
}};

enum class HashOwner { process, file, library };

// Sysmon's driver, library, stream and deletion events hash the file, not the process.
HashOwner hash_owner(Reader& reader) {
  if (!is_sysmon(reader)) {
    return HashOwner::process;
  }
  const std::string_view code = reader.text(Name::event_id);
  if (code == "7") {
    return HashOwner::library;
  }
  const bool file = code == "6" || code == "15" || code == "23" || code == "26" || code == "29";
  return file ? HashOwner::file : HashOwner::process;
}

void add_hash(std::string_view algorithm, std::string_view digits, HashOwner owner, Event& event) {
  for (const HashFields& hash : kHashes) {
    if (hash.algorithm != algorithm) {
      continue;
    }
    const std::string_view value = lower_case(digits, event.arena());
    if (owner == HashOwner::process) {
      event.add(hash.process, value);
      return;
    }
    event.add(hash.file, value);
    if (owner == HashOwner::library && hash.dll) {
      event.add(*hash.dll, value);
    }
    return;
  }
}

// "SHA1=...,MD5=..." (Sysmon) or "SHA1:...;" (Defender).
void add_hashes(Reader& reader, Event& event) {
  constexpr std::size_t kLongest = 512;
  std::string_view rest = reader.first_text({Name::hashes, Name::hash}).substr(0, kLongest);
  const HashOwner owner = rest.empty() ? HashOwner::process : hash_owner(reader);
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find_first_of(",;"));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const std::size_t cut = part.find_first_of("=:");
    if (cut != kNone && cut + 1 < part.size()) {
      add_hash(part.substr(0, cut), part.substr(cut + 1), owner, event);
    }
  }
}

// --- users, network, objects -------------------------------------------------------------------

void add_user(const Record& record, Reader& reader, Event& event) {
  const std::string_view account = reader.first_text({Name::user, Name::requester});
  const bool is_flat = record.shape == Shape::flat;
  if (!account.empty()) {
    const std::size_t cut = account.find('\\');
    event.add_text(Field::user_name, cut == kNone ? account : account.substr(cut + 1));
    event.add_text(Field::user_domain, cut == kNone && is_flat
                                           ? reader.text(Name::domain)
                                           : account.substr(0, cut == kNone ? 0 : cut));
  } else if (record.has(Name::subject_user_name)) {
    event.add_text(Field::user_name, reader.text(Name::subject_user_name));
    event.add_text(Field::user_domain, reader.text(Name::subject_domain_name));
  } else if (is_flat) {
    event.add_text(Field::user_name, reader.text(Name::account_name));
    event.add_text(Field::user_domain, reader.first_text({Name::domain, Name::account_domain}));
  }
  event.add_text(Field::user_id, reader.first_text({Name::subject_user_sid, Name::user_id}));
  event.add_text(Field::user_target_name, reader.text(Name::target_user_name));
  event.add_text(Field::user_target_domain, reader.text(Name::target_domain_name));
  event.add_text(Field::user_target_id, reader.text(Name::target_user_sid));
  event.add_text(Field::winlog_logon_type, reader.text(Name::logon_type));
}

bool add_address(Event& event, Field field, std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (address) {
    event.add(field, *address);
  }
  return address.has_value();
}

void add_port(Event& event, Field field, std::optional<std::int64_t> port) {
  if (port && *port >= 0 && *port <= 65535) {
    event.add(field, *port);
  }
}

// Sysmon writes names, the filtering platform the numbers of RFC 5237.
std::string_view transport(std::string_view protocol, Arena& arena) {
  if (protocol == "6") {
    return "tcp";
  }
  if (protocol == "17") {
    return "udp";
  }
  return lower_case(protocol, arena);
}

void add_network(const Record& record, Reader& reader, Event& event) {
  (void)add_address(event, Field::source_ip,
                    reader.first_text({Name::source_ip, Name::ip_address, Name::source_address,
                                       Name::client_address, Name::calling_station_id}));
  add_port(event, Field::source_port,
           reader.number(record.has(Name::source_port) ? Name::source_port : Name::ip_port));
  event.add_text(Field::source_domain, reader.text(Name::source_hostname));
  const std::string_view server =
      reader.first_text({Name::destination_ip, Name::dest_address, Name::authentication_server});
  const bool is_name = !add_address(event, Field::destination_ip, server);
  add_port(
      event, Field::destination_port,
      reader.number(record.has(Name::destination_port) ? Name::destination_port : Name::dest_port));
  const std::string_view name = reader.text(Name::destination_hostname);
  event.add_text(Field::destination_domain, name.empty() && is_name ? server : name);
  if (const std::string_view protocol = reader.text(Name::protocol); !protocol.empty()) {
    event.add(Field::network_transport, transport(protocol, event.arena()));
  }
  if (const std::string_view initiated = reader.text(Name::initiated); !initiated.empty()) {
    event.add(Field::network_direction,
              std::string_view(initiated == "true" ? "egress" : "ingress"));
  }
  event.add_text(Field::dns_question_name, reader.text(Name::query_name));
  if (const std::string_view status = reader.text(Name::query_status); !status.empty()) {
    event.add(Field::dns_response_code, status);
  }
}

// What a BITS job fetches.
void add_url(Reader& reader, Event& event) {
  const std::string_view text = reader.first_text({Name::url, Name::remote_name});
  const Url url = split_url(text);
  if (url.scheme.empty()) {
    return;
  }
  event.add(Field::url_original, text);
  event.add(Field::url_full, text);
  event.add(Field::url_scheme, url.scheme);
  event.add_text(Field::url_domain, url.host);
  event.add_text(Field::destination_domain, url.host);
  event.add_text(Field::url_path, url.path);
}

// "HKLM\\System\\...\\Lsa\\nolmhash" apart, as ECS wants it beside the whole.
void add_registry(std::string_view path, Event& event) {
  event.add_text(Field::registry_path, path);
  const std::size_t first = path.find('\\');
  const std::size_t last = path.rfind('\\');
  if (first == kNone || first == 0 || last == first) {
    return;
  }
  event.add(Field::registry_hive, path.substr(0, first));
  event.add(Field::registry_key, path.substr(first + 1, last - first - 1));
  event.add(Field::registry_value, path.substr(last + 1));
}

// Audit events on objects name files, keys, tokens and much else in one field.
bool names_a_file(std::string_view object) {
  const bool drive = object.size() > 3 && object[1] == ':' && object[2] == '\\';
  return drive || object.substr(0, 8) == "\\Device\\";
}

void add_objects(Reader& reader, Event& event) {
  std::string_view file = reader.text(Name::target_filename);
  const std::string_view object = reader.text(Name::object_name);
  if (file.empty() && names_a_file(object)) {
    file = object;
  }
  const std::string_view loaded = reader.text(Name::image_loaded);
  if (file.empty() && reader.text(Name::event_id) == "6") {
    file = loaded;  // a driver
  } else {
    event.add_text(Field::dll_path, loaded);
    event.add_text(Field::dll_name, base_name(loaded));
  }
  event.add_text(Field::file_path, file);
  event.add_text(Field::file_name, base_name(file));
  const std::string_view key = reader.text(Name::target_object);
  add_registry(key.empty() && object.substr(0, 10) == "\\REGISTRY\\" ? object : key, event);
}

}  // namespace

void map_to_event(const Record& record, const ParseContext& context, Event& event) {
  Reader reader(record, event);
  set_time(record, reader, context, event);
  add_header(reader, event);
  add_process(record, reader, event);
  add_hashes(reader, event);
  add_user(record, reader, event);
  add_network(record, reader, event);
  add_url(reader, event);
  add_objects(reader, event);
}

}  // namespace yagura::windows
