// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <iostream>
#include <memory>

#include "app/rule_options.hpp"
#include "app/verbs.hpp"
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

void add_json_option(CLI::App& verb, OutputForm& form) {
  verb.add_flag_callback(
      "--json", [&form] { form = OutputForm::json; }, "For machines: one object a line");
}

using ExplainVerb = int (*)(const ExplainOptions&, std::istream&, std::ostream&, std::ostream&);

void add_explain(CLI::App& rules, int& exit_code, const char* name, const char* help,
                 ExplainVerb run) {
  CLI::App* verb = rules.add_subcommand(name, help);
  const auto options = std::make_shared<ExplainOptions>();
  options->colour = colour_of_output();
  verb->add_option("RULE", options->rule, "A rule's id, name or title")->required();
  verb->add_option("--rules", options->rules, "Rule files or folders")->required();
  verb->add_option("--event", options->events, "One JSON event, or JSON lines; - = standard input")
      ->required();
  add_log_source_option(*verb, options->source);
  add_placeholders_option(*verb, options->placeholders);
  add_json_option(*verb, options->form);
  verb->callback(
      [options, run, &exit_code] { exit_code = run(*options, std::cin, std::cout, std::cerr); });
}

void add_list(CLI::App& rules, int& exit_code) {
  CLI::App* verb = rules.add_subcommand(
      "list",
      "Name the rules that load, the gravest first\nExample: yagura rules list --rules rules/");
  const auto options = std::make_shared<ListOptions>();
  options->rules = {kInstalledRules};
  verb->add_option("--rules", options->rules, "Rule files or folders")->capture_default_str();
  add_placeholders_option(*verb, options->placeholders);
  add_json_option(*verb, options->form);
  verb->callback(
      [options, &exit_code] { exit_code = run_rules_list(*options, std::cout, std::cerr); });
}

void add_coverage(CLI::App& rules, int& exit_code) {
  CLI::App* verb = rules.add_subcommand(
      "coverage",
      "Say which rules can never fire, and what they lack\n"
      "Example: yagura rules coverage --rules rules/ --config /etc/yagura/yagura.yaml");
  const auto options = std::make_shared<CoverageOptions>();
  verb->add_option("--rules", options->rules, "Rule files or folders")->required();
  verb->add_option("--config", options->config,
                   "The configuration whose sources count; without it every built-in format does");
  verb->add_option("--events", options->events,
                   "JSON events: only fields seen in them count, whatever the formats can give");
  add_placeholders_option(*verb, options->placeholders);
  add_json_option(*verb, options->form);
  verb->callback([options, &exit_code] {
    exit_code = run_rules_coverage(*options, std::cin, std::cout, std::cerr);
  });
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
