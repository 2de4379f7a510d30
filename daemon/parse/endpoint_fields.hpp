// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/text.hpp"
#include "model/event.hpp"
#include "parse/event_fields.hpp"
#include "parse/pairs.hpp"
#include "parse/text_forms.hpp"

// What agents on endpoints (EDR) report alike, whoever made them. As in event_fields.hpp, nothing
// here replaces a field that the event has already.
namespace yagura {

// Sigma's product for the names that agents give to systems: "Win", "osx", "Linux". Empty for
// telephones and the unknown.
inline std::string_view product_of_system(std::string_view name) {
  struct System {
    std::string_view begin;
    std::string_view product;
  };
  static constexpr System kSystems[] = {{"win", "windows"}, {"mac", "macos"}, {"osx", "macos"},
                                        {"os x", "macos"},  {"lin", "linux"}, {"k8s", "linux"}};
  for (const System& system : kSystems) {
    if (equal_ignoring_case(name.substr(0, system.begin.size()), system.begin)) {
      return system.product;
    }
  }
  return {};
}

// The same for records that name no system, by a path that is there.
inline std::string_view product_of_path(std::string_view path) {
  if (path.empty() || path[0] != '/') {
    return path.find('\\') == std::string_view::npos ? std::string_view{} : "windows";
  }
  for (const std::string_view root :
       {"/Applications/", "/System/", "/Library/", "/Users/", "/private/", "/Volumes/"}) {
    if (path.starts_with(root)) {
      return "macos";
    }
  }
  return "linux";
}

inline void add_text_once(Event& event, Field field, std::string_view text) {
  if (!event.has(field)) {
    event.add_text(field, text);
  }
}

// folder\name, with the separator that the folder has.
inline std::string_view joined_path(std::string_view folder, std::string_view name, Arena& arena) {
  const bool ends = folder.empty() || folder.back() == '/' || folder.back() == '\\';
  const std::size_t head = folder.size() + (ends ? 0 : 1);
  char* out = arena.allocate(head + name.size());
  if (!folder.empty()) {
    folder.copy(out, folder.size());
  }
  if (!ends) {
    out[folder.size()] = folder.front() == '/' ? '/' : '\\';
  }
  if (!name.empty()) {
    name.copy(out + head, name.size());
  }
  return {out, head + name.size()};
}

// A file by its folder and name, where some versions write the name into the folder, too, or the
// folder into the name. Empty without a folder.
inline std::string_view path_of_file(std::string_view folder, std::string_view name, Arena& arena) {
  const std::string_view base = base_name(name);
  if (folder.empty() || base.empty() || equal_ignoring_case(base_name(folder), base)) {
    return folder;
  }
  return base.size() < name.size() ? name : joined_path(folder, name, arena);
}

// Agents name no working directory; consoles show the one a program lies in.
inline void add_directory(Event& event, Field path, Field directory) {
  add_text_once(event, directory, directory_name(event.text(path)));
}

// What connects without naming a port uses its scheme's.
inline void add_scheme_port(Event& event) {
  if (event.has(Field::url_port) || event.text(Field::url_domain).empty()) {
    return;
  }
  const std::string_view scheme = event.text(Field::url_scheme);
  if (scheme == "https" || scheme == "http") {
    event.add(Field::url_port, std::int64_t{scheme == "https" ? 443 : 80});
  }
}

// The first http address in a text, such as a command line or "uri=https://...".
inline void add_url_within(Event& event, std::string_view text) {
  for (std::size_t at = text.find("://"); at != std::string_view::npos;
       at = text.find("://", at + 3)) {
    const std::string_view before = text.substr(0, at);
    const std::size_t scheme = before.ends_with("https") ? 5 : 4;
    if (!before.ends_with("https") && !before.ends_with("http")) {
      continue;
    }
    const std::string_view rest = text.substr(at - scheme);
    add_url(event, rest.substr(0, rest.find_first_of(" \t\r\n\"'<>|`")));
    add_scheme_port(event);
    return;
  }
}

// "event.ComputerName" becomes "ComputerName".
inline void drop_prefix(Pairs& pairs, std::string_view prefix) {
  for (Pair& pair : pairs) {
    if (pair.name.starts_with(prefix)) {
      pair.name.remove_prefix(prefix.size());
    }
  }
}

// "list.3.name" becomes "list.name", so that one row of a table finds every member's.
inline void drop_index(Pairs& pairs, std::string_view list, Arena& arena) {
  for (Pair& pair : pairs) {
    if (!pair.name.starts_with(list) || pair.name.size() < list.size() + 3 ||
        pair.name[list.size()] != '.') {
      continue;
    }
    const std::string_view rest = pair.name.substr(list.size() + 1);
    const std::size_t digits = rest.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos || rest[digits] != '.') {
      continue;
    }
    const std::string_view member = rest.substr(digits);
    char* out = arena.allocate(list.size() + member.size());
    list.copy(out, list.size());
    member.copy(out + list.size(), member.size());
    pair.name = {out, list.size() + member.size()};
  }
}

// The number of a DNS record type to its name; others stay numbers.
inline void add_dns_type(Event& event, std::string_view number) {
  struct Type {
    std::string_view number;
    std::string_view name;
  };
  static constexpr Type kTypes[] = {{"1", "A"},    {"2", "NS"},    {"5", "CNAME"},  {"6", "SOA"},
                                    {"12", "PTR"}, {"15", "MX"},   {"16", "TXT"},   {"28", "AAAA"},
                                    {"33", "SRV"}, {"64", "SVCB"}, {"65", "HTTPS"}, {"255", "ANY"}};
  for (const Type& type : kTypes) {
    if (type.number == number) {
      number = type.name;
      break;
    }
  }
  add_text_once(event, Field::dns_question_type, number);
}

// "192.0.2.1;2001:db8::1;type:  5 www.example.jp;": each an answer.
inline void add_dns_answers(Event& event, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    std::string_view answer = trimmed(list.substr(0, end));
    if (answer.starts_with("type:")) {
      answer = answer.substr(std::min(answer.rfind(' ') + 1, answer.size()));
    }
    event.add_text(Field::dns_answers, answer);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

// A key of the Windows registry as Sysmon writes it: HKLM for HKEY_LOCAL_MACHINE and for the
// kernel's \REGISTRY\MACHINE, with the value's name at its end.
inline void add_registry_path(Event& event, std::string_view key, std::string_view value) {
  struct Root {
    std::string_view begin;
    std::string_view shorter;
  };
  static constexpr Root kRoots[] = {
      {"HKEY_LOCAL_MACHINE", "HKLM"}, {"\\REGISTRY\\MACHINE", "HKLM"},
      {"HKEY_USERS", "HKU"},          {"\\REGISTRY\\USER", "HKU"},
      {"HKEY_CURRENT_USER", "HKCU"},  {"HKEY_CLASSES_ROOT", "HKCR"},
  };
  std::string_view head;
  for (const Root& root : kRoots) {
    if (equal_ignoring_case(key.substr(0, root.begin.size()), root.begin)) {
      head = root.shorter;
      key.remove_prefix(root.begin.size());
      break;
    }
  }
  const std::size_t size = head.size() + key.size();
  if (size == 0 || event.has(Field::registry_path)) {
    return;
  }
  char* out = event.arena().allocate(size);
  head.copy(out, head.size());
  key.copy(out + head.size(), key.size());
  const std::string_view path(out, size);
  event.add(Field::registry_path, value.empty() ? path : joined_path(path, value, event.arena()));
}

}  // namespace yagura
