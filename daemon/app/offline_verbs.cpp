// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/rule_options.hpp"
#include "app/verbs.hpp"
#include "base/clock.hpp"
#include "engine/format_reader.hpp"
#include "engine/match_run.hpp"
#include "engine/rule_test_run.hpp"
#include "input/framing.hpp"
#include "parse/charset.hpp"
#include "parse/parse_command.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

struct ParseArguments {
  std::string format = "auto";
  std::vector<std::string> format_files;
  std::string organisation;
  std::string time_zone = "Asia/Tokyo";
  std::string charset = "auto";
  bool dead_letters = false;
  bool list = false;
  std::vector<std::string> files;
};

int parse_files(const ParseArguments& arguments, const ParseOptions& options) {
  int exit_code = 0;
  for (const std::string& file : arguments.files) {
    std::ifstream in;
    if (file != "-") {
      in.open(file, std::ios::binary);
      if (!in) {
        std::cerr << "yagura: cannot read " << file << '\n';
        return 3;
      }
    }
    exit_code = std::max(exit_code, run_parse(options, file == "-" ? std::cin : in, std::cout));
  }
  return exit_code;
}

int parse(const ParseArguments& arguments) {
  const FormatFiles configured =
      read_format_files({arguments.format_files.begin(), arguments.format_files.end()});
  for (const Error& error : configured.errors) {
    std::cerr << error.text() << '\n';
  }
  if (!configured.errors.empty()) {
    return 2;
  }
  const std::vector<const Format*> known = configured.with_built_in();
  if (arguments.list) {
    for (const Format* format : known) {
      std::cout << fmt::format("{:12} {}\n", format->name, format->summary);
    }
    return 0;
  }
  ParseOptions options;
  const auto zone = TimeZone::find(arguments.time_zone);
  if (!zone) {
    std::cerr << "yagura: " << arguments.time_zone << " is not a time zone\n";
    return 2;
  }
  if (!CharsetDecoder::is_known(arguments.charset)) {
    std::cerr << "yagura: charset " << arguments.charset
              << " is not known; use auto, utf-8, cp932, euc-jp, iso-2022-jp, utf-16le or latin1\n";
    return 2;
  }
  options.format = arguments.format;
  if (options.format == "auto" && configured.formats.size() == 1) {
    options.format = configured.formats.front()->name;  // the file is there to be tried
  }
  if (!is_special_format(options.format) &&
      std::none_of(known.begin(), known.end(),
                   [&](const Format* format) { return format->name == options.format; })) {
    std::cerr << "yagura: no format is called " << arguments.format
              << "; `yagura parse --list` names them\n";
    return 2;
  }
  options.zone = *zone;
  options.charset = arguments.charset;
  options.input =
      arguments.dead_letters ? ParseOptions::Input::dead_letters : ParseOptions::Input::records;
  options.received = SystemClock().now();
  options.formats = known;
  options.frames = frames_of;
  return parse_files(arguments, options);
}

void add_parse(CLI::App& app, int& exit_code) {
  CLI::App* verb =
      app.add_subcommand("parse",
                         "Turn records into events, one JSON object a line\n"
                         "Example: yagura parse --format squid /var/log/squid/access.log");
  const auto arguments = std::make_shared<ParseArguments>();
  verb->add_option("--format", arguments->format, "A format's name, or auto")
      ->capture_default_str();
  verb->add_option("--format-file", arguments->format_files,
                   "A YAML file that describes a format; alone, it is the format")
      ->check(CLI::ExistingFile);
  verb->add_option("--org", arguments->organisation,
                   "Whose records these are: code or name (formats do not depend on it)");
  verb->add_option("--time-zone", arguments->time_zone, "For times that name none")
      ->capture_default_str();
  verb->add_option("--charset", arguments->charset, "Of the records; auto finds it by content")
      ->capture_default_str();
  verb->add_flag("--dead-letters", arguments->dead_letters,
                 "The files are dead letters: parse each again, one object out for each line in");
  verb->add_flag("--list", arguments->list, "Name the formats");
  verb->add_option("FILE", arguments->files, "Files; - or none = standard input");
  verb->callback([arguments, &exit_code] {
    if (arguments->files.empty()) {
      arguments->files.emplace_back("-");
    }
    exit_code = parse(*arguments);
  });
}

struct MatchArguments {
  std::vector<std::string> rules;
  std::optional<LogSource> source;
  std::optional<std::filesystem::path> placeholders;
  unsigned threads = 1;
  bool plain = false;
  std::vector<std::string> files;
};

// `--rules A B FILE` gives B and FILE to the command line as files: events are never YAML.
bool is_rule_path(const std::string& file) {
  return file.ends_with(".yml") || file.ends_with(".yaml") || std::filesystem::is_directory(file);
}

int match(const MatchArguments& arguments) {
  MatchOptions options;
  options.rules.assign(arguments.rules.begin(), arguments.rules.end());
  for (const std::string& file : arguments.files) {
    (is_rule_path(file) ? options.rules : options.files).emplace_back(file);
  }
  options.threads = arguments.threads;
  options.matcher = arguments.plain ? MatcherKind::plain : MatcherKind::indexed;
  options.source = arguments.source;
  options.placeholders = arguments.placeholders;
  return run_match(options, std::cin, std::cout, std::cerr);
}

void add_match(CLI::App& app, int& exit_code) {
  CLI::App* verb =
      app.add_subcommand("match",
                         "Match JSON events against rules\n"
                         "Example: yagura match --rules rules/ransomware events.jsonl");
  const auto arguments = std::make_shared<MatchArguments>();
  verb->add_option("--rules", arguments->rules, "Rule files or folders; may be given again")
      ->required()
      ->allow_extra_args(false);
  add_log_source_option(*verb, arguments->source);
  add_placeholders_option(*verb, arguments->placeholders);
  verb->add_option("--threads", arguments->threads, "Matching threads")->check(CLI::Range(1, 64));
  verb->add_flag("--plain", arguments->plain, "Try every rule on every event: slow, same answers");
  verb->add_option("FILE", arguments->files, "Files; - or none = standard input");
  verb->callback([arguments, &exit_code] { exit_code = match(*arguments); });
}

struct RulesArguments {
  std::vector<std::filesystem::path> paths;
  std::optional<std::filesystem::path> placeholders;
};

void add_rules(CLI::App& app, int& exit_code) {
  CLI::App* rules = app.add_subcommand("rules", "Check, test and look into rules");
  rules->require_subcommand(1);
  const auto arguments = std::make_shared<RulesArguments>();
  CLI::App* check = rules->add_subcommand(
      "check", "Say which rules do not load, and why\nExample: yagura rules check rules/");
  check->add_option("PATH", arguments->paths, "Rule files or folders")->required();
  add_placeholders_option(*check, arguments->placeholders);
  check->callback([arguments, &exit_code] {
    exit_code = run_rules_check(arguments->paths, arguments->placeholders, std::cout, std::cerr);
  });
  CLI::App* test = rules->add_subcommand(
      "test", "Run the tests inside rule files\nExample: yagura rules test rules/");
  test->add_option("PATH", arguments->paths, "Rule files or folders")->required();
  add_placeholders_option(*test, arguments->placeholders);
  test->callback([arguments, &exit_code] {
    exit_code = run_rules_test(arguments->paths, arguments->placeholders, std::cout, std::cerr);
  });
  add_rule_views(*rules, exit_code);
}

}  // namespace

void add_offline_verbs(CLI::App& app, int& exit_code) {
  add_parse(app, exit_code);
  add_match(app, exit_code);
  add_search(app, exit_code);
  add_rules(app, exit_code);
}

}  // namespace yagura
