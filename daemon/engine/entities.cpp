// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/entities.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMaxSummary = 512;

void add(std::vector<Entity>& entities, Entity::Kind kind, std::string_view value) {
  Entity entity{kind, ascii_lower(value)};
  if (!value.empty() && std::find(entities.begin(), entities.end(), entity) == entities.end()) {
    entities.push_back(std::move(entity));
  }
}

// "fs01.city.lg.jp" and "fs01" are one machine.
std::string_view short_name(std::string_view host) {
  return IpAddress::parse(host) ? host : host.substr(0, host.find('.'));
}

void add_account(std::vector<Entity>& entities, const Event& event, Field domain, Field name) {
  const std::string_view account = event.text(name);
  if (event.text(domain).empty() || account.find('\\') != std::string_view::npos) {
    add(entities, Entity::Kind::user, account);
  } else if (!account.empty()) {
    add(entities, Entity::Kind::user,
        std::string(event.text(domain)) + '\\' + std::string(account));
  }
}

// Cut at a whole character.
std::string_view cut(std::string_view text, std::size_t size) {
  if (text.size() <= size) {
    return text;
  }
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) {
    --size;
  }
  return text.substr(0, size);
}

}  // namespace

std::vector<Entity> entities_of(const Event& event) {
  std::vector<Entity> entities;
  for (const Field field : {Field::host_name, Field::winlog_computer_name}) {
    add(entities, Entity::Kind::host, short_name(event.text(field)));
  }
  add_account(entities, event, Field::user_domain, Field::user_name);
  add_account(entities, event, Field::user_target_domain, Field::user_target_name);
  if (const Value* address = event.find(Field::source_ip); address != nullptr) {
    std::string scratch;
    add(entities, Entity::Kind::address, text_of(*address, scratch));
  }
  return entities;
}

std::vector<Entity> entities_of(const std::vector<std::pair<std::string, std::string>>& group) {
  constexpr std::pair<std::string_view, Entity::Kind> kKinds[] = {
      {"host.name", Entity::Kind::host},      {"Computer", Entity::Kind::host},
      {"ComputerName", Entity::Kind::host},   {"user.name", Entity::Kind::user},
      {"User", Entity::Kind::user},           {"SubjectUserName", Entity::Kind::user},
      {"TargetUserName", Entity::Kind::user}, {"source.ip", Entity::Kind::address},
      {"IpAddress", Entity::Kind::address},   {"SourceIp", Entity::Kind::address},
      {"c-ip", Entity::Kind::address},        {"src_ip", Entity::Kind::address}};
  std::vector<Entity> entities;
  for (const auto& [field, value] : group) {
    for (const auto& [name, kind] : kKinds) {
      if (field == name) {
        add(entities, kind, kind == Entity::Kind::host ? short_name(value) : value);
      }
    }
  }
  return entities;
}

std::string summary_of(const Event& event) {
  constexpr std::array kTelling{Field::process_command_line,
                                Field::url_original,
                                Field::registry_path,
                                Field::file_path,
                                Field::dll_path,
                                Field::dns_question_name,
                                Field::process_executable,
                                Field::message};
  for (const Field field : kTelling) {
    if (const std::string_view text = event.text(field); !text.empty()) {
      return std::string(cut(text, kMaxSummary));
    }
  }
  return {};
}

}  // namespace yagura
