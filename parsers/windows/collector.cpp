// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "windows/record.hpp"

namespace yagura::windows {
namespace {

// Windows' richest events have about 60; more is an attack on whoever loops over them.
constexpr std::size_t kMostFields = 512;

}  // namespace

void Collector::add(Section section, std::string_view key, const Value& value) {
  if (record.shape == Shape::eventchannel && !key.empty() && key[0] >= 'a' && key[0] <= 'z') {
    key = pascal_case(key, event_->arena());
  }
  const auto name = find_name(key);
  const bool data = name && is_data(*name);
  if (name && (section == Section::flat || data == (section == Section::data))) {
    set(*name, value);
    if (!data && *name != Name::event_type && *name != Name::source_module_type) {
      return;  // mapped whole
    }
  }
  keep(section, key, value);
}

void Collector::keep(Section section, std::string_view key, const Value& value) {
  if (event_->unmapped().size() == kMostFields) {
    note("windows: fields beyond the first 512 are left out");
    return;
  }
  event_->add_unmapped(section == Section::system ? Origin::vendor : Origin::event_data, key,
                       value);
}

}  // namespace yagura::windows
