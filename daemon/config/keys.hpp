// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yagura {

// The one table of every key that a configuration file may hold. Validation, defaults, the text of
// errors and the reference page come from it, so that they cannot disagree.
enum class KeyFile { configuration, organisations, services, hosts, format };

enum class KeyType {
  text,          // anything but nothing
  word,          // [a-z0-9_]+
  name,          // [a-z0-9][a-z0-9._-]*: also part of file names and metrics
  choice,        // one of choices
  integer,       // decimal, least..most
  duration,      // "10m"; held in milliseconds
  size,          // "64MiB"; held in bytes
  address,       // an IPv4 or IPv6 address, no port
  time_zone,     // "Asia/Tokyo", "+09:00"
  date,          // "2026-01-15"
  path,          // relative paths start at the folder of the file they stand in
  secret_path,   // a path, or credential:NAME (config/credential.hpp)
  organisation,  // a local government code, or a name such as 宇部市
  code,          // a local government code
  paths,         // list of paths
  texts,         // list of texts
  values,        // map from names of the user's choosing to texts, or lists of them
  networks,      // map from networks (CIDR) to organisations
  digests,       // map from SHA-256 to organisations
  section,       // map of further keys
  sections,      // list of such maps
};

enum class Presence { optional, required };

struct Key {
  KeyFile file;
  std::string_view name;  // dotted; behind a list "[]": "sources[].port"
  KeyType type;
  Presence presence;
  std::string_view initial;  // the default, written as in the file; empty = none
  std::string_view least;    // range of integers, durations and sizes, written as in the file
  std::string_view most;
  std::string_view choices;   // "file|syslog_tcp"
  std::string_view sentence;  // what it is for
};

std::span<const Key> keys();
const Key* find_key(KeyFile file, std::string_view name);

// The last parts of the names that stand directly below `parent` ("" = top level).
std::vector<std::string_view> key_names_below(KeyFile file, std::string_view parent);

// "duration", "list of paths": as the reference and the errors call a type.
std::string_view to_string(KeyType type);

// Every key with type, range, default and sentence, as a Markdown page.
std::string configuration_reference();

}  // namespace yagura
