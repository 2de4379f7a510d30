// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/format_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "config/error_list.hpp"
#include "config/key_value.hpp"
#include "config/nearest_name.hpp"
#include "config/reader.hpp"
#include "config/reader_section.hpp"
#include "config/reader_yaml.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

using Split = ConfiguredFormat::Split;

template <typename T, std::size_t N>
T choice(const std::pair<std::string_view, T> (&table)[N], std::string_view name) {
  for (const auto& [text, value] : table) {
    if (text == name) {
      return value;
    }
  }
  return table[0].second;  // the key table has complained
}

constexpr std::pair<std::string_view, As> kAs[] = {
    {"text", As::text},
    {"integer", As::integer},
    {"real", As::real},
    {"ip", As::ip},
    {"host", As::host},
    {"port", As::port},
    {"time", As::time},
    {"duration_ms", As::duration_ms},
    {"duration_s", As::duration_s},
    {"url", As::url},
    {"path", As::path},
    {"account", As::account},
    {"hash", As::hash},
    {"lower", As::lower},
    {"upper_method", As::upper_method},
    {"transport", As::transport},
    {"http_version", As::http_version},
    {"percent", As::percent},
};
constexpr std::pair<std::string_view, Split> kSplits[] = {
    {"json", Split::json},       {"key_value", Split::key_value}, {"cef", Split::cef},
    {"leef", Split::leef},       {"csv", Split::columns},         {"tsv", Split::columns},
    {"columns", Split::columns}, {"elff", Split::elff},           {"template", Split::log_template},
};
constexpr std::pair<std::string_view, ColumnStyle> kStyles[] = {
    {"csv", kCsv}, {"tsv", kTsv}, {"columns", kBlanks}};
constexpr std::pair<std::string_view, DateOrder> kOrders[] = {
    {"unknown", DateOrder::unknown},
    {"day_first", DateOrder::day_first},
    {"month_first", DateOrder::month_first}};

std::optional<Field> field_named(const Section& row) {
  const std::string name = row.text("to");
  const auto field = find_field(name);
  if (!field && !name.empty()) {
    std::vector<std::string_view> all;
    for (std::size_t i = 0; i < static_cast<std::size_t>(Field::count_); ++i) {
      all.push_back(yagura::name(static_cast<Field>(i)));
    }
    const auto near = nearest_names(name, all, 1);
    row.complain("to", fmt::format("there is no field {}", in_quotes(name)),
                 near.empty() ? "use an ECS name, such as source.ip"
                              : fmt::format("did you mean {}?", near[0]));
  }
  return field;
}

std::vector<ConfiguredFormat::Row> read_rows(const Section& section) {
  std::vector<ConfiguredFormat::Row> rows;
  for (const Section& row : section.sections("fields")) {
    const auto field = field_named(row);
    if (field) {
      rows.push_back({row.text("from"), *field, choice(kAs, row.text("as"))});
    }
  }
  return rows;
}

ConfiguredFormat::Source read_source(const Section& section) {
  const Section source = section.section("log_source");
  return {source.text("product"), source.text("category"), source.text("service")};
}

std::vector<ConfiguredFormat::Kind> read_kinds(const Section& top) {
  std::vector<ConfiguredFormat::Kind> kinds;
  for (const Section& section : top.sections("kinds")) {
    ConfiguredFormat::Kind kind;
    kind.when = section.values("when");
    kind.rows = read_rows(section);
    if (section.has("log_source")) {
      kind.source = read_source(section);
    }
    kinds.push_back(std::move(kind));
  }
  return kinds;
}

// "constants: {network.transport: tcp}" and "joined: {when: [date, time]}".
void read_values(const Section& top, ConfiguredFormat& made) {
  for (auto& [name, texts] : top.values("constants")) {
    const auto field = find_field(name);
    if (field && texts.size() == 1) {
      made.constants.push_back({*field, std::move(texts[0])});
    } else {
      top.complain("constants", fmt::format("{} is not one value of a field", in_quotes(name)),
                   "write lines such as 'network.transport: tcp'");
    }
  }
  for (auto& [name, parts] : top.values("joined")) {
    made.joined.push_back({name, std::move(parts)});
  }
}

std::vector<ConfiguredFormat::Test> read_tests(const Section& top) {
  std::vector<ConfiguredFormat::Test> tests;
  for (const Section& section : top.sections("tests")) {
    ConfiguredFormat::Test test;
    test.raw = section.text("raw");
    test.refused = section.text("refused") == "yes";
    for (auto& [name, texts] : section.values("event")) {
      for (std::string& text : texts) {
        test.event.emplace_back(name, std::move(text));
      }
    }
    const YamlNode* raw = section.node("raw");
    test.line = raw == nullptr ? 0 : raw->line;
    if (test.refused != test.event.empty()) {
      section.complain("raw", "a test says either what the event holds or that it is refused",
                       "give it 'event:' lines, or 'refused: yes'");
    }
    tests.push_back(std::move(test));
  }
  if (tests.empty() && top.has("tests")) {
    top.complain("tests", "the format has no tests", "add one '- raw:' with its 'event:'");
  }
  return tests;
}

void read_splitting(const Section& top, ConfiguredFormat& made) {
  const std::string split = top.text("split");
  made.split = choice(kSplits, split);
  made.value_end = top.text("value_end") == "next_key" ? ValueEnd::next_key : ValueEnd::blank;
  made.style = choice(kStyles, split);
  if (const std::string delimiter = top.text("delimiter"); delimiter.size() == 1) {
    made.style.delimiter = delimiter[0];
  } else if (!delimiter.empty()) {
    top.complain("delimiter", "a delimiter is one ASCII character", "write for example ';'");
  }
  made.columns = top.texts("columns");
  for (std::string& column : made.columns) {
    column = column == "-" ? std::string() : column;
  }
  if (made.split == Split::columns && made.columns.empty()) {
    top.complain("split", "columns without names fill no field", "name them under 'columns:'");
  }
  if (made.split == Split::log_template) {
    auto parsed = LogTemplate::parse(top.text("template"));
    if (parsed) {
      made.log_template = std::move(*parsed);
    } else {
      top.complain("template", parsed.error().message, "copy it from the product's configuration");
    }
  }
}

std::unique_ptr<ConfiguredFormat> read_format(const Section& top) {
  auto made = std::make_unique<ConfiguredFormat>();
  made->name = top.text("name");
  made->summary = top.text("summary");
  read_splitting(top, *made);
  if (top.has("time_zone")) {
    made->zone = top.time_zone("time_zone", TimeZone{});
  }
  made->date_order = choice(kOrders, top.text("date_order"));
  made->no_value = top.texts("no_value");
  made->starts_with = top.text("starts_with");
  made->contains = top.texts("contains");
  made->source = read_source(top);
  read_values(top, *made);
  made->rows = read_rows(top);
  made->kinds = read_kinds(top);
  made->tests = read_tests(top);
  if (find_format(made->name) != nullptr || made->name == "auto") {
    top.complain("name", fmt::format("{} is a built-in format", in_quotes(made->name)),
                 "give yours another name");
  }
  finish_format(*made);
  return made;
}

// The text of a member of the printed event; nullopt if it has none, or other than the wanted one.
bool has_value(const nlohmann::json& event, const std::string& name, const std::string& wanted) {
  const auto at = event.find(name);
  if (at == event.end()) {
    return false;
  }
  const auto same = [&](const nlohmann::json& value) {
    return (value.is_string() ? value.get<std::string>() : value.dump()) == wanted;
  };
  return at->is_array() ? std::any_of(at->begin(), at->end(), same) : same(*at);
}

void run_test(const ConfiguredFormat& made, const ConfiguredFormat::Test& test,
              FileErrors& errors) {
  const std::array formats{&made.format};
  auto parser = RecordParser::create(made.name, TimeZone{}, formats);
  Arena arena;
  Event event(arena);
  const ParseResult result = parser->parse(test.raw, TimePoint{}, event);
  if (result.ok == test.refused) {
    errors.add(test.line, 1,
               result.ok ? "the test's record became an event"
                         : fmt::format("the test's record was refused: {}", result.reason),
               "mend the format or the test");
  }
  if (!result.ok || test.refused) {
    return;
  }
  std::string printed;
  append_json(printed, event);
  const nlohmann::json shown = nlohmann::json::parse(printed);
  for (const auto& [name, wanted] : test.event) {
    if (!has_value(shown, name, wanted)) {
      const auto at = shown.find(name);
      errors.add(test.line, 1,
                 fmt::format("the test wants {} = {}, and the event has {}", name,
                             in_quotes(wanted), at == shown.end() ? "none" : at->dump()),
                 "mend the format or the test");
    }
  }
}

void read_one(std::string_view yaml, const std::filesystem::path& file, FormatFiles& out) {
  ErrorList list;
  FileErrors errors(file.string(), list);
  const YamlNode root = read_yaml(yaml, errors);
  if (errors.count() == 0) {
    auto made = read_format(Section(KeyFile::format, root, "", errors));
    for (const ConfiguredFormat::Test& test : made->tests) {
      if (errors.count() == 0) {
        run_test(*made, test, errors);
      }
    }
    const bool twice = std::any_of(out.formats.begin(), out.formats.end(),
                                   [&](const auto& other) { return other->name == made->name; });
    if (twice) {
      errors.add(root.line, root.column, fmt::format("a second format is called {}", made->name),
                 "rename one of the two");
    }
    if (errors.count() == 0) {
      out.formats.push_back(std::move(made));
    }
  }
  const auto found = list.take({file.string()});
  out.errors.insert(out.errors.end(), found.begin(), found.end());
}

}  // namespace

std::vector<const Format*> FormatFiles::with_built_in() const {
  std::vector<const Format*> all(yagura::formats().begin(), yagura::formats().end());
  for (const auto& configured : formats) {
    all.push_back(&configured->format);
  }
  return all;
}

FormatFiles read_format_files(const std::vector<std::filesystem::path>& files) {
  FormatFiles out;
  for (const std::filesystem::path& file : files) {
    const auto text = load_config_file(file);
    if (text) {
      read_one(*text, file, out);
    } else {
      out.errors.push_back(text.error());
    }
  }
  return out;
}

FormatFiles read_configured_formats(const Config& config) {
  FormatFiles out = read_format_files(config.formats);
  std::vector<std::string_view> names{"auto"};
  for (const Format* format : out.with_built_in()) {
    names.push_back(format->name);
  }
  for (const SourceConfig& source : config.sources) {
    if (std::find(names.begin(), names.end(), source.format) == names.end()) {
      const auto near = nearest_names(source.format, names, 1);
      Error error{ErrorCode::configuration,
                  fmt::format("source {}: there is no format {}", in_quotes(source.name),
                              in_quotes(source.format))};
      error.place = Place{config.file.string()};
      error.how_to_mend = near.empty() ? "`yagura parse --list` names them"
                                       : fmt::format("did you mean {}?", near[0]);
      out.errors.push_back(std::move(error));
    }
  }
  return out;
}

std::map<std::string, SourceFormat> source_formats(const Config& config) {
  std::map<std::string, SourceFormat> formats;
  for (const SourceConfig& source : config.sources) {
    formats[source.name] = {source.format,    source.charset,
                            source.time_zone, source.time_zone_name,
                            source.lateness,  source.organisation.value_or(OrganisationCode())};
  }
  return formats;
}

FormatFiles read_format_text(std::string_view yaml, const std::filesystem::path& file) {
  FormatFiles out;
  read_one(yaml, file, out);
  return out;
}

}  // namespace yagura
