// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/field_supply.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "detect/matcher.hpp"
#include "inspect/format_samples.hpp"
#include "normalise/log_source_of.hpp"

namespace yagura {
namespace {

template <typename Use>
void for_each_part(std::string_view text, char separator, Use use) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(separator));
    use(part);
    text.remove_prefix(std::min(part.size() + 1, text.size()));
  }
}

LogSource log_source_in(std::string_view text) {
  const std::size_t first = text.find('/');
  const std::size_t second = text.find('/', first + 1);
  return {std::string(text.substr(0, first)),
          std::string(text.substr(first + 1, second - first - 1)),
          std::string(text.substr(second + 1))};
}

Supply supply_of(const FormatSample& sample) {
  Supply supply;
  supply.origin = sample.format;
  for_each_part(sample.log_sources, ' ', [&](std::string_view source) {
    supply.log_sources.push_back(log_source_in(source));
  });
  for_each_part(sample.fields, ' ', [&](std::string_view field) {
    if (const auto known = find_field(field)) {
      supply.fields.insert(*known);
    }
  });
  for_each_part(sample.own_names, ' ',
                [&](std::string_view own) { supply.own_names.emplace(own); });
  if (sample.log_sources.find('*') != std::string_view::npos) {
    supply.other_names = Supply::OtherNames::native;
  } else if (!supply.own_names.empty()) {
    supply.other_names = Supply::OtherNames::possible;
  }
  return supply;
}

Supply supply_of(const ConfiguredFormat& format) {
  Supply supply;
  supply.origin = format.name;
  supply.other_names = Supply::OtherNames::possible;  // what no row takes keeps its name
  supply.fields = {Field::event_dataset, Field::timestamp};
  const auto add_source = [&](const ConfiguredFormat::Source& source) {
    supply.log_sources.push_back({source.product, source.category, source.service});
  };
  const auto add_rows = [&](const std::vector<ConfiguredFormat::Row>& rows) {
    for (const ConfiguredFormat::Row& row : rows) {
      supply.fields.insert(row.to);
    }
  };
  add_source(format.source);
  add_rows(format.rows);
  for (const ConfiguredFormat::Kind& kind : format.kinds) {
    add_source(kind.source.value_or(format.source));
    add_rows(kind.rows);
  }
  for (const ConfiguredFormat::Constant& constant : format.constants) {
    supply.fields.insert(constant.to);
  }
  return supply;
}

std::vector<LogSource> log_sources_of_dataset(std::string_view dataset) {
  for (const FormatSample& sample : format_samples()) {
    if (sample.format == dataset) {
      return supply_of(sample).log_sources;
    }
  }
  return {LogSource{"*", "*", "*"}};
}

bool says(const std::string& rule, const std::string& event) {
  return rule.empty() || event == "*" || rule == event;
}

// "Whatever a rule asks for" of one product is said of rules for that product.
bool says(const LogSource& rule, const LogSource& event) {
  if (rule.product.empty() && !event.product.empty() && event.product != "*" &&
      event.category == "*") {
    return false;
  }
  return says(rule.product, event.product) && says(rule.category, event.category) &&
         says(rule.service, event.service);
}

// Without the "*", which routing does not know.
LogSource plain(const LogSource& source) {
  const auto key = [](const std::string& text) { return text == "*" ? std::string{} : text; };
  return {key(source.product), key(source.category), key(source.service)};
}

}  // namespace

Supply::Reach Supply::reach(const LogSource& rule) const {
  Reach best = Reach::none;
  for (const LogSource& source : log_sources) {
    if (says(rule, source)) {
      return Reach::said;
    }
    best = routes(rule, plain(source)) ? Reach::unsaid : best;
  }
  return best;
}

bool Supply::gives(const FieldNames& names) const {
  return other_names == OtherNames::native || own_names.count(names.own_name) > 0 ||
         std::any_of(names.fields.begin(), names.fields.end(),
                     [&](Field field) { return fields.count(field) > 0; });
}

bool Supply::may_give(const FieldNames& names) const {
  return other_names != OtherNames::none || gives(names);
}

std::vector<Supply> supply_of_all_formats() {
  std::vector<Supply> supplies;
  supplies.reserve(format_samples().size());
  for (const FormatSample& sample : format_samples()) {
    supplies.push_back(supply_of(sample));
  }
  return supplies;
}

std::vector<Supply> supply_of(const Config& config,
                              const std::vector<const ConfiguredFormat*>& described) {
  std::map<std::string, Supply> known;
  for (Supply& supply : supply_of_all_formats()) {
    known.emplace(supply.origin, std::move(supply));
  }
  for (const ConfiguredFormat* format : described) {
    known.insert_or_assign(format->name, supply_of(*format));
  }
  std::set<std::string> used;
  for (const SourceConfig& source : config.sources) {
    for (const auto& [name, supply] : known) {
      if (source.format == "auto" || source.format == name) {
        used.insert(name);
      }
    }
  }
  std::vector<Supply> supplies;
  supplies.reserve(used.size());
  for (const std::string& name : used) {
    supplies.push_back(known.at(name));
  }
  return supplies;
}

std::vector<Supply> supply_of(const EventFile& events, const std::string& origin, std::ostream& err,
                              bool& all_fine) {
  std::map<std::string, Supply> by_dataset;
  const auto look = [&](std::size_t, const Event& event) {
    const std::string dataset(event.text(Field::event_dataset));
    const auto [at, added] = by_dataset.try_emplace(dataset);
    Supply& supply = at->second;
    if (added) {
      supply.origin = dataset.empty() ? origin : origin + " " + dataset;
    }
    const auto add = [&](const LogSource& source) {
      auto& all = supply.log_sources;
      if (std::find(all.begin(), all.end(), source) == all.end()) {
        all.push_back(source);
      }
    };
    if (dataset == "windows") {
      add(log_source_of(event));  // by channel and event id
    } else if (added) {
      supply.log_sources = log_sources_of_dataset(dataset);
    }
    supply.fields.insert(event.fields().begin(), event.fields().end());
    for (const UnmappedField& field : event.unmapped()) {
      supply.own_names.emplace(field.name);
    }
  };
  all_fine = events.for_each(look, err) && all_fine;
  std::vector<Supply> supplies;
  supplies.reserve(by_dataset.size());
  for (auto& [dataset, supply] : by_dataset) {
    supplies.push_back(std::move(supply));
  }
  return supplies;
}

}  // namespace yagura
