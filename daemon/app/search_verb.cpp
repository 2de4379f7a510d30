// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include "app/rule_options.hpp"
#include "app/verbs.hpp"
#include "base/clock.hpp"
#include "inspect/search_run.hpp"

namespace yagura {
namespace {

constexpr const char* kHelp =
    "Search the journal by an expression or rules\n"
    "Example: yagura search --since -3d --org 宇部市 'c-uri:*.evil.example/* not user.name:guest'";
constexpr const char* kExpressionHelp =
    "EXPRESSION is terms with and, or, not and brackets; terms side by side must both hold.\n"
    "  field:text           * and ? stand for any text and any character; case does not matter\n"
    "  field|modifier:text  Sigma's: contains, startswith, endswith, cased, re, cidr, gt, exists, "
    "...\n"
    "  text                 in any field; \"in quotes\" with blanks, brackets or colons in it\n"
    "Fields have the names of ECS (source.ip), of Sigma (c-uri, Image) or the log's own.\n"
    "Without EXPRESSION and --rules every record comes out; with both, both must hold.";

// The width of the terminal that the findings go to.
std::size_t columns_of_output(std::size_t otherwise) {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                           : otherwise;
}

}  // namespace

void add_search(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("search", kHelp);
  verb->footer(kExpressionHelp);
  const auto options = std::make_shared<SearchOptions>();
  options->config = kConfigFile;
  CLI::Option* config = verb->add_option("--config", options->config,
                                         "The daemon's configuration file: journal, names, formats")
                            ->envname("YAGURA_CONFIG")
                            ->capture_default_str();
  verb->add_option(
      "--journal", options->journal,
      "A journal's folder; without --config formats by content, organisations by code");
  verb->add_option("--org", options->organisations,
                   "Only this organisation: code or name; may be given again")
      ->allow_extra_args(false);
  verb->add_option("--since", options->since,
                   "Received from this time on: 2026-04-01, 2026-04-01T09:00, -90m, -3d");
  verb->add_option("--until", options->until, "Received before this time");
  verb->add_option("--rules", options->rules,
                   "Rule files or folders: Sigma rules and lists of indicators; may be given again")
      ->allow_extra_args(false);
  add_placeholders_option(*verb, options->placeholders);
  verb->add_option("--limit", options->limit, "End after so many matches");
  verb->add_option("--threads", options->threads, "Searching threads; 0 = one for each processor")
      ->check(CLI::Range(0, 64));
  const auto form = [verb, options](const char* name, SearchOptions::Form wanted,
                                    const char* help) {
    return verb->add_flag_callback(
        name, [options, wanted] { options->form = wanted; }, help);
  };
  CLI::Option* count = form("--count", SearchOptions::Form::count, "Only how many match");
  CLI::Option* raw = form("--raw", SearchOptions::Form::raw,
                          "The records as they came; a terminal gets them escaped");
  CLI::Option* json = form("--json", SearchOptions::Form::json, "For machines: one object a line");
  count->excludes(raw)->excludes(json);
  raw->excludes(json);
  verb->add_option("EXPRESSION", options->expression, "What is searched for; quote it");
  verb->callback([options, config, &exit_code] {
    if (config->count() == 0 && !options->journal.empty()) {
      options->config.clear();
    }
    options->columns = columns_of_output(options->columns);
    options->bytes = ::isatty(STDOUT_FILENO) == 1 ? SearchOptions::Bytes::escaped
                                                  : SearchOptions::Bytes::as_they_are;
    exit_code = run_search(*options, SystemClock().now(), std::cout, std::cerr);
  });
}

}  // namespace yagura
