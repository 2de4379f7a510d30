// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "web/modsecurity.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "parse/event_fields.hpp"
#include "parse/text_forms.hpp"

namespace yagura::web {
namespace {

constexpr auto kNone = std::string_view::npos;

struct Item {
  std::string_view name;
  std::string_view value;
  std::size_t next = kNone;  // where to look for the one after it
};

// The next `[name "` from `from`: its '[', or kNone.
std::size_t find_item(std::string_view text, std::size_t from) {
  constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyz_";
  for (std::size_t at = text.find('[', from); at != kNone; at = text.find('[', at + 1)) {
    const std::size_t end = text.find_first_not_of(kNameCharacters, at + 1);
    if (end != kNone && end > at + 1 && text.substr(end, 2) == " \"") {
      return at;
    }
  }
  return kNone;
}

Item read_item(std::string_view text, std::size_t at) {
  const std::size_t name_end = text.find(' ', at);
  const std::size_t begin = name_end + 2;
  const std::size_t next = find_item(text, begin);
  const std::size_t close = text.find("\"]", begin);
  const std::size_t end = std::min({close, next, text.size()});
  return {text.substr(at + 1, name_end - at - 1), trimmed(text.substr(begin, end - begin)), next};
}

void add_item(const Item& item, Event& event) {
  if (item.name == "hostname") {
    if (!event.has(Field::destination_domain) && !event.has(Field::destination_ip)) {
      add_endpoint(event, Field::destination_ip, Field::destination_domain, item.value);
    }
  } else if (item.name == "uri") {
    add_url(event, item.value);
  } else if (item.name == "id") {
    event.add_text(Field::rule_id, item.value);
  } else if (item.name == "msg") {
    event.add_text(Field::rule_name, item.value);
  } else if (item.name == "unique_id") {
    event.add_text(Field::event_id, item.value);
  } else if (!item.value.empty()) {
    event.add_unmapped(Origin::vendor, item.name, item.value);
  }
}

}  // namespace

bool add_modsecurity(std::string_view text, Event& event) {
  const std::size_t mark = text.find("ModSecurity");
  if (mark == kNone) {
    return false;
  }
  for (std::size_t at = find_item(text, mark); at != kNone;) {
    const Item item = read_item(text, at);
    add_item(item, event);
    at = item.next;
  }
  if (text.find("Access denied", mark) != kNone) {
    event.add(Field::event_action, std::string_view("denied"));
  }
  return true;
}

}  // namespace yagura::web
