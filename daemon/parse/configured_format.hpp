// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parse/columns.hpp"
#include "parse/field_table.hpp"
#include "parse/key_value.hpp"
#include "parse/log_template.hpp"
#include "parse/parser.hpp"

namespace yagura {

// A log format that is described rather than programmed: how a record is split into names and
// values, and how these become our fields. Read from a YAML file (engine/format_reader.hpp); the
// built-in formats that are no more than that can be written so with equal results.
//
// Immutable once made; shared by the parsers of all sources. Not movable: `format` points into it.
struct ConfiguredFormat {
  enum class Split { json, key_value, cef, leef, columns, elff, log_template };
  struct Row {
    std::string from;
    Field to;
    As as = As::text;
  };
  // Values that stand apart and mean one thing, such as date and time: with a blank between them
  // they are the value of a name of its own, if all are there.
  struct Joined {
    std::string name;
    std::vector<std::string> parts;
  };
  struct Constant {
    Field to;
    std::string value;
  };
  struct Source {
    std::string product;
    std::string category;
    std::string service;
  };
  // What a record is by the values of some of its names: the first kind all of whose conditions
  // hold. Its rows come before the common ones and replace those for the same names; its log source
  // stands in place of the common one.
  struct Kind {
    std::vector<std::pair<std::string, std::vector<std::string>>> when;
    std::vector<Row> rows;
    std::optional<Source> source;
  };
  // Part of an event, or a refusal.
  struct Test {
    std::string raw;
    bool refused = false;
    std::vector<std::pair<std::string, std::string>> event;  // name and text of each field
    int line = 0;
  };

  std::string name;
  std::string summary;
  Split split = Split::json;
  ValueEnd value_end = ValueEnd::blank;
  ColumnStyle style;
  std::vector<std::string> columns;  // "" passes a column over
  std::optional<LogTemplate> log_template;
  std::optional<TimeZone> zone;  // of times without one, whatever the source says
  DateOrder date_order = DateOrder::unknown;
  std::vector<std::string> no_value;
  std::string starts_with;            // how a record is known: by its beginning ...
  std::vector<std::string> contains;  // ... and all of these in it
  Source source;
  std::vector<Joined> joined;
  std::vector<Constant> constants;  // what every event of the format has
  std::vector<Row> rows;
  std::vector<Kind> kinds;
  std::vector<Test> tests;

  Format format{};

  ConfiguredFormat() = default;
  ConfiguredFormat(const ConfiguredFormat&) = delete;
  ConfiguredFormat& operator=(const ConfiguredFormat&) = delete;
};

// Sets `format`, once everything else is there.
void finish_format(ConfiguredFormat& configured);

// `configured` must outlive the parser.
std::unique_ptr<Parser> make_parser(const ConfiguredFormat& configured);
Confidence recognise(const ConfiguredFormat& configured, std::string_view record);

}  // namespace yagura
