// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/alert_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/digest.hpp"
#include "base/ip.hpp"
#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

constexpr std::array<std::string_view, 20> kNobody{"",
                                                   "-",
                                                   "n/a",
                                                   "none",
                                                   "null",
                                                   "unknown",
                                                   "localhost",
                                                   "localhost.localdomain",
                                                   "system",
                                                   "nt authority\\system",
                                                   "local service",
                                                   "nt authority\\local service",
                                                   "network service",
                                                   "nt authority\\network service",
                                                   "localsystem",
                                                   "anonymous logon",
                                                   "nt authority\\anonymous logon",
                                                   "s-1-5-18",
                                                   "s-1-5-19",
                                                   "s-1-5-20"};

constexpr std::array<std::string_view, 5> kBuiltIn{"administrator", "admin", "guest", "root",
                                                   "defaultaccount"};

std::string_view name(Entity::Kind kind) {
  switch (kind) {
    case Entity::Kind::host:
      return "host";
    case Entity::Kind::user:
      return "user";
    case Entity::Kind::address:
      break;
  }
  return "address";
}

void append_pair(std::string& out, std::string_view key, std::string_view value) {
  out += out.empty() ? "" : " ";
  out += key;
  out += '=';
  if (!value.empty() && value.find_first_of(" =\"\\") == std::string_view::npos) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  out += '"';
}

std::string spelled(std::string_view value) {
  std::string out;
  value = value.substr(0, kMaxEntityBytes);
  while (!value.empty()) {
    const std::size_t length = utf8_sequence_length(value);
    if (length == 0) {
      out += kReplacement;
    } else if (length == 1 && value[0] >= 'A' && value[0] <= 'Z') {
      out += static_cast<char>(value[0] + ('a' - 'A'));
    } else {
      out += value.substr(0, length);
    }
    value.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

bool is_own_machine(const IpAddress& address) {
  if (address.is_v4()) {
    return address.bytes()[12] == 127 || address.bytes()[12] == 0;
  }
  const auto& bytes = address.bytes();
  return std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t b) { return b == 0; }) &&
         bytes[15] <= 1;
}

bool identifies(const Entity& entity) {
  if (std::find(kNobody.begin(), kNobody.end(), entity.value) != kNobody.end()) {
    return false;
  }
  const auto address = IpAddress::parse(entity.value);
  return !address || !is_own_machine(*address);
}

Entity without_domain(const Entity& entity) {
  const std::size_t backslash = entity.value.rfind('\\');
  if (entity.kind != Entity::Kind::user || backslash == std::string::npos) {
    return entity;
  }
  std::string account = entity.value.substr(backslash + 1);
  if (std::find(kBuiltIn.begin(), kBuiltIn.end(), account) != kBuiltIn.end()) {
    return entity;
  }
  return {entity.kind, std::move(account)};
}

}  // namespace

std::string key_of(const Detection& detection) {
  std::string key;
  for (const auto& [field, value] : detection.group) {
    append_pair(key, field, value);
  }
  if (detection.group.empty()) {
    for (const Entity& entity : entities_of(detection)) {
      append_pair(key, name(entity.kind), entity.value);
    }
  }
  if (key.empty()) {
    key = detection.summary;
  }
  if (key.size() <= kMaxKeyBytes) {
    return key;
  }
  const std::string digest = DigestBuilder().add(key).finish().hex();
  return std::string(cut(key, kMaxKeyBytes - digest.size() - 1)) + '#' + digest;
}

std::vector<Entity> entities_of(const Detection& detection) {
  std::vector<Entity> entities;
  for (const Entity& entity : detection.entities) {
    entities.push_back({entity.kind, spelled(entity.value)});
    if (entities.size() == kMaxEntitiesOfAlert) {
      break;
    }
  }
  std::sort(entities.begin(), entities.end());
  entities.erase(std::unique(entities.begin(), entities.end()), entities.end());
  return entities;
}

std::vector<Entity> joining_entities(const std::vector<Entity>& entities) {
  std::vector<Entity> joining;
  for (const Entity& entity : entities) {
    if (Entity bare = without_domain(entity); identifies(entity) && identifies(bare)) {
      joining.push_back(std::move(bare));
    }
  }
  return joining;
}

std::string_view cut(std::string_view text, std::size_t size) {
  if (text.size() <= size) {
    return text;
  }
  // At most three bytes back lies the beginning of the character that does not fit.
  std::size_t end = size;
  while (end > 0 && size - end < 3 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace yagura
