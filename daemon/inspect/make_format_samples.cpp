// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Runs at build: parses every case of every format and prints format_samples.hpp's table as C++.
//   make_format_samples CASES.jsonl... > format_samples.cpp
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/arena.hpp"
#include "model/event.hpp"
#include "normalise/log_source_of.hpp"
#include "parse/dead_letter.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

struct Sample {
  std::set<std::string> log_sources;
  std::set<std::string_view> fields;
  std::set<std::string> own_names;
};

void note(const Event& event, Sample& sample) {
  LogSource source = log_source_of(event);
  if (event.text(Field::event_dataset) == "windows") {
    source = {source.product, "*", "*"};
  }
  sample.log_sources.insert(
      fmt::format("{}/{}/{}", source.product, source.category, source.service));
  for (const Field field : event.fields()) {
    sample.fields.insert(name(field));
  }
  for (const UnmappedField& field : event.unmapped()) {
    // Quoting names for C++ is not worth it for the few that a rule could not ask for anyway.
    if (field.name.find_first_of("\\\" \n\r\t") == std::string_view::npos) {
      sample.own_names.emplace(field.name);
    }
  }
}

// Cases that remember (a header line, then its records) stand in one file, so a file has one
// parser for each way in which its cases are read.
void read_cases(const char* file, std::map<std::string, Sample, std::less<>>& samples) {
  std::ifstream in(file);
  std::map<std::pair<std::string, std::string>, RecordParser> parsers;
  Arena arena;
  Event event(arena);
  for (std::string line; std::getline(in, line);) {
    const auto letter = read_dead_letter(line);
    if (!letter) {
      continue;
    }
    const std::pair way(letter->format, letter->charset);
    if (parsers.find(way) == parsers.end()) {
      auto made = RecordParser::create(letter->format, TimeZone(), formats(), letter->charset);
      if (!made) {
        continue;
      }
      parsers.emplace(way, std::move(*made));
    }
    arena.clear();
    RecordParser& parser = parsers.at(way);
    if (parser.parse(letter->raw, letter->received.value_or(TimePoint{}), event).ok) {
      note(event, samples[std::string(parser.format())]);
    }
  }
}

void print(const std::map<std::string, Sample, std::less<>>& samples) {
  fmt::print(
      "// Made by make_format_samples from tests/formats.\n"
      "#include \"inspect/format_samples.hpp\"\n\n"
      "namespace yagura {{\nnamespace {{\nconstexpr FormatSample kSamples[] = {{\n");
  for (const auto& [format, sample] : samples) {
    fmt::print("    {{\"{}\",\n     \"{}\",\n", format, fmt::join(sample.log_sources, " "));
    for (const std::string_view field : sample.fields) {
      fmt::print("     \"{} \"\n", field);
    }
    fmt::print("     \"\",\n");
    for (const std::string& own : sample.own_names) {
      fmt::print("     \"{} \"\n", own);
    }
    fmt::print("     \"\"}},\n");
  }
  fmt::print(
      "}};\n}}  // namespace\n\nstd::span<const FormatSample> format_samples() {{\n"
      "  return kSamples;\n}}\n\n}}  // namespace yagura\n");
}

}  // namespace
}  // namespace yagura

int main(int argc, char** argv) try {
  std::map<std::string, yagura::Sample, std::less<>> samples;
  for (int i = 1; i < argc; ++i) {
    yagura::read_cases(argv[i], samples);
  }
  yagura::print(samples);
  return samples.empty() ? 1 : 0;
} catch (const std::exception& e) {
  fmt::print(stderr, "make_format_samples: {}\n", e.what());
  return 1;
}
