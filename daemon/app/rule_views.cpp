// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/verbs.hpp"
#include "engine/match_run.hpp"
#include "inspect/coverage_run.hpp"
#include "inspect/explain_run.hpp"
#include "inspect/list_run.hpp"

namespace yagura {
namespace {

// Where the packages and `install` put our packs.
constexpr const char* kInstalledRules = "/usr/share/yagura/rules";

Colour colour_of_output() {
  return ::isatty(STDOUT_FILENO) == 1 ? Colour::on : Colour::off;
}

struct ExplainArguments {
  std::string rule;
  std::vector<std::string> rules;
  std::string events;
  std::string log_source;
  std::string placeholders;
  bool json = false;
};

using ExplainVerb = int (*)(const ExplainOptions&, std::istream&, std::ostream&, std::ostream&);

int explain(const ExplainArguments& arguments, ExplainVerb run) {
  ExplainOptions options;
  options.rule = arguments.rule;
  options.rules.assign(arguments.rules.begin(), arguments.rules.end());
  options.events = arguments.events;
  options.form = arguments.json ? OutputForm::json : OutputForm::text;
  options.colour = colour_of_output();
  if (!arguments.placeholders.empty()) {
    options.placeholders = arguments.placeholders;
  }
  if (!arguments.log_source.empty()) {
    const auto source = parse_log_source(arguments.log_source);
    if (!source) {
      std::cerr << "yagura: " << source.error().text() << '\n';
      return 2;
    }
    options.source = *source;
  }
  return run(options, std::cin, std::cout, std::cerr);
}

void add_explain(CLI::App& rules, int& exit_code, const char* name, const char* help,
                 ExplainVerb run) {
  CLI::App* verb = rules.add_subcommand(name, help);
  const auto arguments = std::make_shared<ExplainArguments>();
  verb->add_option("RULE", arguments->rule, "A rule's id, name or title")->required();
  verb->add_option("--rules", arguments->rules, "Rule files or folders")->required();
  verb->add_option("--event", arguments->events,
                   "One JSON event, or JSON lines; - = standard input")
      ->required();
  verb->add_option("--logsource", arguments->log_source,
                   "What the events are: product=windows,category=process_creation");
  verb->add_option("--placeholders", arguments->placeholders, "YAML map of name to list");
  verb->add_flag("--json", arguments->json, "For machines: one object a line");
  verb->callback([arguments, run, &exit_code] { exit_code = explain(*arguments, run); });
}

struct SurveyArguments {
  std::vector<std::string> rules;
  std::string config;
  std::vector<std::string> events;
  std::string placeholders;
  bool json = false;

  OutputForm form() const { return json ? OutputForm::json : OutputForm::text; }
  std::optional<std::filesystem::path> placeholder_file() const {
    return placeholders.empty() ? std::nullopt : std::optional<std::filesystem::path>(placeholders);
  }
};

void add_list(CLI::App& rules, int& exit_code) {
  CLI::App* verb = rules.add_subcommand(
      "list",
      "Name the rules that load, the gravest first\nExample: yagura rules list --rules rules/");
  const auto arguments = std::make_shared<SurveyArguments>();
  arguments->rules = {kInstalledRules};
  verb->add_option("--rules", arguments->rules, "Rule files or folders")->capture_default_str();
  verb->add_option("--placeholders", arguments->placeholders, "YAML map of name to list");
  verb->add_flag("--json", arguments->json, "For machines: one object a line");
  verb->callback([arguments, &exit_code] {
    const std::vector<std::filesystem::path> paths(arguments->rules.begin(),
                                                   arguments->rules.end());
    exit_code = run_rules_list({paths, arguments->placeholder_file(), arguments->form()}, std::cout,
                               std::cerr);
  });
}

int coverage(const SurveyArguments& arguments) {
  CoverageOptions options;
  options.rules.assign(arguments.rules.begin(), arguments.rules.end());
  options.events.assign(arguments.events.begin(), arguments.events.end());
  options.placeholders = arguments.placeholder_file();
  options.form = arguments.form();
  if (!arguments.config.empty()) {
    options.config = arguments.config;
  }
  return run_rules_coverage(options, std::cin, std::cout, std::cerr);
}

void add_coverage(CLI::App& rules, int& exit_code) {
  CLI::App* verb = rules.add_subcommand(
      "coverage",
      "Say which rules can never fire, and what they lack\n"
      "Example: yagura rules coverage --rules rules/ --config /etc/yagura/yagura.yaml");
  const auto arguments = std::make_shared<SurveyArguments>();
  verb->add_option("--rules", arguments->rules, "Rule files or folders")->required();
  verb->add_option("--config", arguments->config,
                   "The configuration whose sources count; without it every built-in format does");
  verb->add_option("--events", arguments->events,
                   "JSON events: only fields seen in them count, whatever the formats can give");
  verb->add_option("--placeholders", arguments->placeholders, "YAML map of name to list");
  verb->add_flag("--json", arguments->json, "For machines: one object a line");
  verb->callback([arguments, &exit_code] { exit_code = coverage(*arguments); });
}

}  // namespace

void add_rule_views(CLI::App& rules, int& exit_code) {
  add_explain(rules, exit_code, "explain",
              "Show how each part of a rule comes out for an event\n"
              "Example: yagura rules explain rdp_failed_logon --rules rules/ --event event.json",
              run_rules_explain);
  add_explain(rules, exit_code, "why-not",
              "Say what kept a rule from matching an event\n"
              "Example: yagura rules why-not rdp_failed_logon --rules rules/ --event event.json",
              run_rules_why_not);
  add_list(rules, exit_code);
  add_coverage(rules, exit_code);
}

}  // namespace yagura
