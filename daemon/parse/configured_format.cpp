// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/configured_format.hpp"

#include <algorithm>

#include "parse/cef.hpp"
#include "parse/elff.hpp"
#include "parse/json_reader.hpp"
#include "parse/leef.hpp"

namespace yagura {
namespace {

using Split = ConfiguredFormat::Split;

LogSourceHint hint(const ConfiguredFormat::Source& source) {
  return {source.product, source.category, source.service};
}

// Rows for a name that an earlier group of rows has taken are left out.
void append_rows(const std::vector<ConfiguredFormat::Row>& from, std::vector<Mapping>& to) {
  const auto taken = to.size();
  for (const ConfiguredFormat::Row& row : from) {
    const auto end = to.begin() + static_cast<std::ptrdiff_t>(taken);
    if (std::none_of(to.begin(), end, [&](const Mapping& m) { return m.name == row.from; })) {
      to.push_back({row.from, row.to, row.as});
    }
  }
}

class ConfiguredParser final : public Parser {
 public:
  explicit ConfiguredParser(const ConfiguredFormat& configured) : configured_(configured) {
    names_.assign(configured.columns.begin(), configured.columns.end());
    no_value_.assign(configured.no_value.begin(), configured.no_value.end());
    for (const ConfiguredFormat::Kind& kind : configured.kinds) {
      add_table(&kind);
    }
    add_table(nullptr);
  }

  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    if (const ParseResult result = split(record, event); !result.ok) {
      return result;
    }
    if (pairs_.empty()) {
      return ParseResult::malformed("format: the record has no fields", 0);
    }
    join_values(event.arena());
    for (const ConfiguredFormat::Constant& constant : configured_.constants) {
      event.add(constant.to, std::string_view(constant.value));
    }
    ParseContext own = context;
    own.zone = configured_.zone.value_or(context.zone);
    Table& table = *std::find_if(tables_.begin(), tables_.end(), [&](const Table& candidate) {
      return candidate.kind == nullptr || holds(*candidate.kind, event.arena());
    });
    const bool own_source = table.kind != nullptr && table.kind->source.has_value();
    event.log_source = hint(own_source ? *table.kind->source : configured_.source);
    table.fields.apply(pairs_, own, event);
    return {};
  }

 private:
  struct Table {
    const ConfiguredFormat::Kind* kind;
    std::unique_ptr<std::vector<Mapping>> rows;  // FieldTable refers to them
    FieldTable fields;
  };

  void add_table(const ConfiguredFormat::Kind* kind) {
    auto rows = std::make_unique<std::vector<Mapping>>();
    if (kind != nullptr) {
      append_rows(kind->rows, *rows);
    }
    append_rows(configured_.rows, *rows);
    FieldTable fields(*rows, {configured_.date_order, no_value_});
    tables_.push_back({kind, std::move(rows), std::move(fields)});
  }

  bool holds(const ConfiguredFormat::Kind& kind, Arena& arena) const {
    return std::all_of(kind.when.begin(), kind.when.end(), [&](const auto& condition) {
      const Value* value = find_pair(pairs_, condition.first);
      return value != nullptr && std::find(condition.second.begin(), condition.second.end(),
                                           text_of(*value, arena)) != condition.second.end();
    });
  }

  // The parts lose their values to what they make together.
  void join_values(Arena& arena) {
    for (const ConfiguredFormat::Joined& joined : configured_.joined) {
      parts_.clear();
      std::size_t size = 0;
      for (const std::string& part : joined.parts) {
        const auto at = std::find_if(pairs_.begin(), pairs_.end(),
                                     [&](const Pair& pair) { return pair.name == part; });
        if (at != pairs_.end()) {
          parts_.push_back(static_cast<std::size_t>(at - pairs_.begin()));
          size += text_of(at->value, arena).size() + 1;
        }
      }
      if (parts_.size() != joined.parts.size()) {
        continue;
      }
      char* const begin = arena.allocate(size);
      char* out = begin;
      for (const std::size_t part : parts_) {
        const std::string_view text = text_of(pairs_[part].value, arena);
        out = std::copy(text.begin(), text.end(), out);
        *out++ = ' ';
        pairs_[part].value = std::monostate{};
      }
      pairs_.push_back({joined.name, std::string_view(begin, size - 1)});
    }
  }

  ParseResult split(std::string_view record, Event& event) {
    switch (configured_.split) {
      case Split::json:
        return json_.read(record, "", event, pairs_);
      case Split::key_value:
        (void)read_key_values(record, configured_.value_end, event.arena(), pairs_);
        return {};
      case Split::cef:
        return split_cef(record, event);
      case Split::leef:
        return split_leef(record);
      case Split::columns:
        columns_.clear();
        split_columns(record, configured_.style, event.arena(), columns_);
        // One column more or less is another firmware; a single one is another format.
        if (columns_.size() < std::min<std::size_t>(names_.size(), 2)) {
          return ParseResult::malformed("format: the record has no columns", record.size());
        }
        name_columns(names_, columns_, event.arena(), pairs_);
        return {};
      case Split::elff:
        return split_elff(record, event);
      case Split::log_template:
        break;
    }
    return configured_.log_template->read(record, event.arena(), pairs_);
  }

  // Headers are pairs like the others, under the names that the standards give them.
  ParseResult split_cef(std::string_view record, Event& event) {
    CefHeader header;
    const ParseResult result = read_cef(record, event.arena(), header, pairs_);
    pairs_.insert(pairs_.end(), {{"DeviceVendor", header.vendor},
                                 {"DeviceProduct", header.product},
                                 {"DeviceVersion", header.version},
                                 {"SignatureId", header.event_class},
                                 {"Name", header.name},
                                 {"Severity", header.severity}});
    return result;
  }

  ParseResult split_leef(std::string_view record) {
    LeefHeader header;
    const ParseResult result = read_leef(record, header, pairs_);
    pairs_.insert(pairs_.end(), {{"Vendor", header.vendor},
                                 {"Product", header.product},
                                 {"Version", header.product_version},
                                 {"EventID", header.event_id}});
    return result;
  }

  // Times of such logs stand in two columns; together they are the value "date-time".
  ParseResult split_elff(std::string_view record, Event& event) {
    const std::string_view line = elff_.take_directives(record);
    if (line.empty() || elff_.fields().empty()) {
      return ParseResult::malformed(
          line.empty() ? "format: directives only, no data" : "format: no #Fields was seen yet", 0);
    }
    (void)elff_.read(line, event.arena(), pairs_);
    if (const auto time = take_elff_time(pairs_, ParseContext{})) {
      pairs_.push_back({"date-time", *time});
    }
    return {};
  }

  const ConfiguredFormat& configured_;
  std::vector<std::string_view> names_;
  std::vector<std::string_view> no_value_;
  std::vector<Table> tables_;  // one a kind, then the one for all others
  JsonReader json_;
  ElffReader elff_;
  Pairs pairs_;
  std::vector<std::string_view> columns_;
  std::vector<std::size_t> parts_;  // of the value being joined: where they stand in pairs_
};

}  // namespace

void finish_format(ConfiguredFormat& configured) {
  configured.format.name = configured.name;
  configured.format.summary = configured.summary;
  configured.format.configured = &configured;
}

std::unique_ptr<Parser> make_parser(const ConfiguredFormat& configured) {
  return std::make_unique<ConfiguredParser>(configured);
}

Confidence recognise(const ConfiguredFormat& configured, std::string_view record) {
  const bool says = !configured.starts_with.empty() || !configured.contains.empty();
  const bool all = std::all_of(
      configured.contains.begin(), configured.contains.end(),
      [&](const std::string& text) { return record.find(text) != std::string_view::npos; });
  return says && all && record.starts_with(configured.starts_with) ? Confidence::certain
                                                                   : Confidence::no;
}

}  // namespace yagura
