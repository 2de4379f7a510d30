// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// From Windows' names to ours: what runs, and what it touches.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.hpp"
#include "base/url.hpp"
#include "parse/event_fields.hpp"
#include "parse/text_forms.hpp"
#include "windows/reader.hpp"

namespace yagura::windows {
namespace {

constexpr auto kNone = std::string_view::npos;

// The rest of the line behind a label.
std::string_view line_behind(std::string_view text, std::string_view label) {
  const std::size_t at = text.find(label);
  if (at == kNone) {
    return {};
  }
  text.remove_prefix(at + label.size());
  return trimmed(text.substr(0, text.find_first_of("\r\n")));
}

// --- processes ---------------------------------------------------------------------------------

// NXLog's field names do not tell ProcessId from ProcessID, so of Sysmon's two numbers it keeps
// the logger's; the event's own is then found only in the text, which Sysmon never translates.
std::optional<std::int64_t> process_id_in_message(std::string_view message) {
  return parse_integer(line_behind(message, "\nProcessId: "));
}

// Where beats bring the logger's process id, theirs is process.pid, and that of the event stands
// there for audit events only (in hexadecimal digits).
std::optional<std::int64_t> beat_process_id(Reader& reader) {
  for (const Name name : {Name::new_process_id, Name::process_id}) {
    if (reader.text(name).substr(0, 2) == "0x") {
      return reader.number(name);
    }
  }
  return reader.number(Name::logger_process_id);
}

std::optional<std::int64_t> process_id(Reader& reader) {
  const Shape shape = reader.record().shape;
  if (shape == Shape::winlogbeat && reader.has(Name::logger_process_id)) {
    return beat_process_id(reader);
  }
  for (const Name name : {Name::new_process_id, Name::process_id, Name::source_process_id}) {
    if (reader.has(name)) {
      return reader.number(name);
    }
  }
  if (shape != Shape::flat) {
    return std::nullopt;
  }
  if (reader.is_sysmon()) {
    if (const auto id = process_id_in_message(reader.text(Name::message))) {
      return id;
    }
  }
  return reader.number(Name::logger_process_id);
}

// PowerShell names its host in a text of "label = value" lines, in Windows' language.
std::string_view host_application(Reader& reader) {
  const std::string_view context = reader.text(Name::context_info);
  for (const std::string_view label :
       {"Host Application = ", "ホスト アプリケーション = ", "Application hôte = "}) {
    if (const std::string_view line = line_behind(context, label); !line.empty()) {
      return line;
    }
  }
  return {};
}

// The program of a command line: what is quoted, or what goes up to ".exe".
std::string_view program_of(std::string_view command) {
  if (!command.empty() && command.front() == '"') {
    return command.substr(1, command.find('"', 1) - 1);
  }
  constexpr std::string_view kExtension = ".exe";
  for (std::size_t at = command.find('.'); at != kNone; at = command.find('.', at + 1)) {
    if (equal_ignoring_case(command.substr(at, kExtension.size()), kExtension)) {
      return command.substr(0, at + kExtension.size());
    }
  }
  return command.substr(0, command.find(' '));
}

// Where the event has no working directory, that of the program stands in its place, as others who
// normalise NXLog's events do; with its last backslash, like Sysmon's.
void add_directory(Reader& reader, Field field, std::string_view executable) {
  if (reader.record().shape == Shape::flat) {
    const std::size_t cut = executable.rfind('\\');
    reader.add(field, executable.substr(0, cut == kNone ? 0 : cut + 1));
  }
}

void add_parent(Reader& reader) {
  const std::string_view parent =
      reader.first_text({Name::parent_image, Name::parent_process_name});
  reader.add(Field::process_parent_executable, parent);
  reader.add(Field::process_parent_name, base_name(parent));
  reader.add(Field::process_parent_command_line, Name::parent_command_line);
  reader.add(Field::process_parent_entity_id, Name::parent_process_guid);
  add_directory(reader, Field::process_parent_working_directory, parent);
  // In 4688 the creator's id is called ProcessId.
  const bool creation = reader.has(Name::new_process_id) && reader.has(Name::process_id);
  reader.add_number(Field::process_parent_pid,
                    reader.number(creation ? Name::process_id : Name::parent_process_id));
}

// --- files, registry, URLs ---------------------------------------------------------------------

struct Algorithm {
  std::string_view name;  // as Windows writes it, in upper case
  std::size_t digits;
  Field process;
  Field file;
  Field dll;
};
constexpr std::array<Algorithm, 4> kAlgorithms = {{
    {"MD5", 32, Field::process_md5, Field::file_md5, Field::dll_md5},
    {"SHA1", 40, Field::process_sha1, Field::file_sha1, Field::dll_sha1},
    {"SHA256", 64, Field::process_sha256, Field::file_sha256, Field::dll_sha256},
    {"IMPHASH", 32, Field::process_imphash, Field::file_imphash, Field::count_},
}};

const Algorithm* find_algorithm(std::string_view name) {
  const auto* found = std::find_if(kAlgorithms.begin(), kAlgorithms.end(), [&](const auto& a) {
    return a.name.size() == name.size();  // which tells them apart
  });
  return found != kAlgorithms.end() && found->name == name ? found : nullptr;
}

enum class HashOwner { process, file, library };

// Sysmon's driver, library, stream and deletion events hash the file, not the process.
HashOwner hash_owner(Reader& reader) {
  if (!reader.is_sysmon()) {
    return HashOwner::process;
  }
  switch (reader.event_id()) {
    case 7:
      return HashOwner::library;
    case 6:
    case 15:
    case 23:
    case 26:
    case 29:
      return HashOwner::file;
    default:
      return HashOwner::process;
  }
}

void add_hash(Reader& reader, const Algorithm& algorithm, std::string_view digits,
              HashOwner owner) {
  const std::string_view value = lower_case_copy(digits, reader.arena());
  if (owner == HashOwner::process) {
    reader.add(algorithm.process, value);
    return;
  }
  reader.add(algorithm.file, value);
  if (owner == HashOwner::library && algorithm.dll != Field::count_) {
    reader.add(algorithm.dll, value);
  }
}

// What a BITS job fetches.
void add_url_fields(Reader& reader, std::string_view text) {
  const Url url = split_url(text);
  if (url.scheme.empty()) {
    return;
  }
  reader.add(Field::url_original, text);
  reader.add(Field::url_full, text);
  reader.add(Field::url_scheme, url.scheme);
  reader.add(Field::url_domain, url.host);
  reader.add(Field::url_path, url.path);
}

void add_transfer(Reader& reader) {
  const std::string_view text = reader.first_text({Name::url, Name::remote_name});
  if (text.empty()) {
    return;
  }
  add_url_fields(reader, text);
  reader.add(Field::destination_domain, split_url(text).host);
  const std::string_view local = reader.text(Name::local_name);
  reader.add(Field::file_path, local);
  reader.add(Field::file_name, base_name(local));
  reader.add(Field::file_owner, Name::job_owner);
}

// AD FS keeps what matters in an XML document at the end of its message.
std::string_view element(std::string_view document, std::string_view tag) {
  const std::size_t begin = document.find(tag);
  if (begin == kNone) {
    return {};
  }
  document.remove_prefix(begin + tag.size());
  const std::string_view value = document.substr(0, document.find('<'));
  return value == "N/A" ? std::string_view{} : value;
}

void add_federation(Reader& reader) {
  if (reader.first_text({Name::provider_name, Name::source_name}).substr(0, 5) != "AD FS") {
    return;
  }
  const std::string_view message = reader.text(Name::message);
  const std::size_t begin = message.find("<AuditBase");
  if (begin == kNone) {
    return;
  }
  const std::string_view document = message.substr(begin);
  // The client first, then the proxies on its way.
  const std::string_view addresses = element(document, "<IpAddress>");
  if (const auto address = IpAddress::parse(addresses.substr(0, addresses.find(',')));
      address && !reader.event().has(Field::source_ip)) {
    reader.event().add(Field::source_ip, *address);
  }
  reader.add(Field::user_agent_original, element(document, "<UserAgentString>"));
  add_url_fields(reader, element(document, "<Server>"));
}

// "HKLM\\System\\...\\Lsa\\nolmhash" apart, as ECS wants it beside the whole.
void add_registry(Reader& reader, std::string_view path) {
  reader.add(Field::registry_path, path);
  const std::size_t first = path.find('\\');
  const std::size_t last = path.rfind('\\');
  if (first == kNone || first == 0 || last == first) {
    return;
  }
  reader.add(Field::registry_hive, path.substr(0, first));
  reader.add(Field::registry_key, path.substr(first + 1, last - first - 1));
  reader.add(Field::registry_value, path.substr(last + 1));
}

// Sysmon's "DWORD (0x00000001)" to "1"; "QWORD (0x00000001-0x00000002)" has its upper half first.
void add_registry_data(Reader& reader) {
  const std::string_view details = reader.text(Name::details);
  if (details.empty() || !reader.has(Name::target_object)) {
    return;
  }
  const std::string_view kind = details.substr(0, 7);
  const bool number = kind == "DWORD (" || kind == "QWORD (";
  if (number && details.back() == ')') {
    const std::string_view digits = details.substr(7, details.size() - 8);
    const std::size_t dash = digits.find('-');
    const auto low = parse_integer_or_hex(dash == kNone ? digits : digits.substr(dash + 1));
    const auto high = dash == kNone ? std::optional<std::int64_t>(0)
                                    : parse_integer_or_hex(digits.substr(0, dash));
    constexpr std::int64_t kHalf = std::int64_t{1} << 32U;
    if (low && high && *low >= 0 && *low < kHalf && *high >= 0 && *high < kHalf / 2) {
      reader.add(Field::registry_data_strings,
                 text_of(Value(*high * kHalf + *low), reader.arena()));
      reader.add(Field::registry_data_type, kind[0] == 'D' ? "REG_DWORD" : "REG_QWORD");
      return;
    }
  }
  reader.add(Field::registry_data_strings, details);
}

// Audit events on objects name files, keys, tokens and much else in one field.
bool names_a_file(std::string_view object) {
  const bool drive = object.size() > 3 && object[1] == ':' && object[2] == '\\';
  return drive || object.substr(0, 8) == "\\Device\\";
}

// AppLocker's "%SYSTEM32%\\APP.EXE was allowed to run."
std::string_view file_of_applocker(Reader& reader) {
  if (reader.text(Name::channel).find("AppLocker") == kNone) {
    return {};
  }
  const std::string_view path = reader.first_text({Name::full_file_path, Name::file_path});
  const std::string_view message = reader.text(Name::message);
  const std::size_t end = message.find(" was ");
  return !path.empty() ? path : message.substr(0, end == kNone ? 0 : end);
}

}  // namespace

void add_process_id(Collector& collector) {
  Reader reader(collector.record, collector.event());
  reader.add_number(Field::process_pid, process_id(reader));
}

void add_process(Reader& reader) {
  const std::string_view executable =
      reader.first_text({Name::image, Name::source_image, Name::new_process_name,
                         Name::process_name, Name::caller_process_name, Name::application});
  reader.add(Field::process_executable, executable);
  reader.add(Field::process_name, base_name(executable));
  reader.add_number(Field::process_pid, process_id(reader));
  reader.add(Field::process_entity_id,
             reader.first_text({Name::process_guid, Name::source_process_guid}));
  reader.add(Field::process_command_line, Name::command_line);
  if (reader.has(Name::context_info)) {
    const std::string_view command = host_application(reader);
    reader.add(Field::process_command_line, command);
    reader.add(Field::process_name, base_name(program_of(command)));
  }
  reader.add(Field::process_working_directory, Name::current_directory);
  if (!reader.has(Name::application)) {
    add_directory(reader, Field::process_working_directory, executable);
  }
  reader.add(Field::process_original_file_name, Name::original_file_name);
  add_parent(reader);
  const Shape shape = reader.record().shape;
  if (shape == Shape::flat || shape == Shape::winlogbeat) {
    reader.add_number(Field::process_thread_id, reader.number(Name::logger_thread_id));
  }
}

// "SHA1=...,MD5=..." (Sysmon) or "SHA1:...;" (Defender).
void add_hashes(Reader& reader) {
  constexpr std::size_t kLongest = 512;
  std::string_view rest = reader.first_text({Name::hashes, Name::hash}).substr(0, kLongest);
  if (rest.empty()) {
    return;
  }
  const HashOwner owner = hash_owner(reader);
  while (!rest.empty()) {
    const std::size_t cut = find_first<'=', ':', ',', ';'>(rest);
    const bool named = cut < rest.size() && (rest[cut] == '=' || rest[cut] == ':');
    const Algorithm* algorithm = named ? find_algorithm(rest.substr(0, cut)) : nullptr;
    rest.remove_prefix(std::min(cut + 1, rest.size()));
    if (!named) {
      continue;
    }
    // Where they end is known for those we know.
    std::size_t end = algorithm == nullptr ? 0 : algorithm->digits;
    if (end == 0 || end > rest.size() ||
        (end < rest.size() && rest[end] != ',' && rest[end] != ';')) {
      end = find_first<',', ';'>(rest);
    }
    if (algorithm != nullptr && end > 0) {
      add_hash(reader, *algorithm, rest.substr(0, end), owner);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void add_objects(Reader& reader) {
  static constexpr NameSet kNamesOfObjects = {
      Name::target_filename, Name::object_name, Name::image_loaded, Name::target_object,
      Name::full_file_path,  Name::file_path,   Name::url,          Name::remote_name,
  };
  // AppLocker and AD FS say what they have to in their message.
  if (!reader.has_any(kNamesOfObjects) && (reader.is_sysmon() || !reader.has(Name::message))) {
    return;
  }
  std::string_view file = reader.first_text({Name::target_filename});
  const std::string_view object = reader.text(Name::object_name);
  if (file.empty() && names_a_file(object)) {
    file = object;
  }
  if (file.empty()) {
    file = file_of_applocker(reader);
  }
  const std::string_view loaded = reader.text(Name::image_loaded);
  if (file.empty() && reader.event_id() == 6) {
    file = loaded;  // a driver
  } else {
    reader.add(Field::dll_path, loaded);
    reader.add(Field::dll_name, base_name(loaded));
  }
  reader.add(Field::file_path, file);
  reader.add(Field::file_name, base_name(file));
  const std::string_view key = reader.text(Name::target_object);
  add_registry(reader, key.empty() && object.substr(0, 10) == "\\REGISTRY\\" ? object : key);
  add_registry_data(reader);
  add_transfer(reader);
  add_federation(reader);
}

}  // namespace yagura::windows
