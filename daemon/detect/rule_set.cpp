// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "detect/correlation_linker.hpp"
#include "detect/correlation_reader.hpp"
#include "detect/expectation_linker.hpp"
#include "detect/expectation_reader.hpp"
#include "detect/rule_compiler.hpp"
#include "detect/rule_digest.hpp"
#include "detect/rule_document.hpp"
#include "detect/rule_reader.hpp"

namespace yagura {
namespace {

struct Filter {
  RuleDocument document;
  std::vector<std::string> rules;  // ids or names; empty = every rule its log source covers
  bool applied = false;            // to any rule
};

// Filters are joined with AND, so one that is to leave events out says 'not' or 'neq'.
bool leaves_out(const DetectionTree& filter) {
  return std::any_of(filter.nodes.begin(), filter.nodes.end(),
                     [](const DetectionNode& node) {
                       return node.kind == DetectionNode::Kind::negation;
                     }) ||
         std::any_of(filter.tests.begin(), filter.tests.end(),
                     [](const FieldTest& test) { return test.negated; });
}

bool covers(const std::string& filter, const std::string& rule) {
  return filter.empty() || filter == rule;
}
bool covers(const LogSource& filter, const LogSource& rule) {
  return covers(filter.product, rule.product) && covers(filter.category, rule.category) &&
         covers(filter.service, rule.service);
}

class Loader {
 public:
  explicit Loader(const RuleOptions& options) : options_(options) {}

  void add(RuleFile file) {
    for (RuleNode& root : file.documents) {
      roots_.push_back(std::move(root));
      note(add_document(roots_.back(), file.name));
    }
    std::move(file.refused.begin(), file.refused.end(), std::back_inserter(refused_));
  }

  RuleLoad finish() {
    auto rules = std::make_shared<RuleSet>();
    for (const RuleDocument& document : detections_) {
      note(compile(document, *rules));
    }
    for (const RuleDocument& document : indicators_) {
      note(add_indicator(document, *rules));
    }
    link_correlations(std::move(drafts_), options_, *rules, refused_);
    link_expectations(std::move(expectations_), options_, *rules, refused_);
    for (const Filter& filter : filters_) {
      if (!filter.applied) {
        notice(filter, "the filter applies to no rule", "check 'rules' and 'logsource'");
      }
    }
    return {std::move(rules), std::move(refused_), std::move(noticed_),
            std::move(refused_entries_)};
  }

 private:
  void note(Result<void> done) {
    if (!done) {
      refused_.push_back(std::move(done).error());
    }
  }
  void notice(const Filter& filter, std::string message, std::string mend) {
    noticed_.push_back(
        Error{ErrorCode::rule, std::move(message), filter.document.place, std::move(mend)});
  }

  // Two rules with one id would be one in every alert: the second is refused.
  Result<void> claim_id(const RuleDocument& document, const RuleNode& root) {
    const auto [at, added] = ids_.emplace(document.info.id, document.place);
    if (!added) {
      return refuse(
          document.place.file, root,
          fmt::format("the id '{}' is taken by {}:{}", escape_for_terminal(document.info.id),
                      at->second.file, at->second.line),
          "give each rule an id of its own");
    }
    return {};
  }

  Result<void> add_document(const RuleNode& root, const std::string& file) {
    YAGURA_ASSIGN(RuleDocument document, read_rule_document(root, file));
    if (document.kind == RuleDocument::Kind::filter) {
      return add_filter(std::move(document));
    }
    YAGURA_TRY(claim_id(document, root));
    if (document.kind == RuleDocument::Kind::detection) {
      detections_.push_back(std::move(document));
      return {};
    }
    if (document.kind == RuleDocument::Kind::indicator) {
      indicators_.push_back(std::move(document));
      return {};
    }
    if (document.kind != RuleDocument::Kind::correlation) {
      YAGURA_ASSIGN(ExpectationDraft expectation, read_expectation(std::move(document)));
      expectations_.push_back(std::move(expectation));
      return {};
    }
    YAGURA_ASSIGN(CorrelationDraft draft, read_correlation(std::move(document)));
    drafts_.push_back(std::move(draft));
    return {};
  }

  Result<void> add_filter(RuleDocument document) {
    const std::string& file = document.place.file;
    // Compiled once here only to refuse it once, not at every rule it applies to.
    DetectionTree alone;
    YAGURA_ASSIGN(alone.root,
                  compile_detection({file, options_, document.source}, *document.body, alone));
    Filter filter;
    if (const RuleNode* rules = document.body->find("rules"); rules != nullptr) {
      YAGURA_ASSIGN(filter.rules, text_list(file, *rules));
    }
    if (filter.rules == std::vector<std::string>{"any"}) {
      filter.rules.clear();
    }
    filter.document = std::move(document);
    if (!leaves_out(alone)) {
      notice(filter, "the filter has no 'not': it leaves only what its selections match",
             "write 'condition: not selection' to leave that out");
    }
    filters_.push_back(std::move(filter));
    return {};
  }

  bool applies(const Filter& filter, const RuleDocument& rule) const {
    const auto named = [&](const std::string& name) {
      return name == rule.info.id || (!rule.info.name.empty() && name == rule.info.name);
    };
    return covers(filter.document.source, rule.source) &&
           (filter.rules.empty() || std::any_of(filter.rules.begin(), filter.rules.end(), named));
  }

  // Joins what filters demand to the condition, which may be empty still.
  Result<void> add_filters(const RuleDocument& document, DetectionTree& tree) {
    for (Filter& filter : filters_) {
      if (!applies(filter, document)) {
        continue;
      }
      filter.applied = true;
      const RuleContext context{filter.document.place.file, options_, document.source};
      const bool first = tree.nodes.empty();
      YAGURA_ASSIGN(const std::uint32_t extra,
                    compile_detection(context, *filter.document.body, tree));
      tree.sections.back().filter = filter.document.info.title;
      if (!first) {
        tree.nodes.push_back({DetectionNode::Kind::all, {tree.root, extra}, 0});
      }
      tree.root = first ? extra : static_cast<std::uint32_t>(tree.nodes.size() - 1);
    }
    return {};
  }

  Result<void> add_indicator(const RuleDocument& document, RuleSet& rules) {
    YAGURA_ASSIGN(IndicatorRule indicator,
                  read_indicator_rule(document, options_, refused_entries_));
    YAGURA_TRY(add_filters(document, indicator.rule.tree));
    indicator.rule.content = content_digest(indicator);
    rules.indicators.push_back(std::move(indicator));
    return {};
  }

  Result<void> compile(const RuleDocument& document, RuleSet& rules) {
    Rule rule;
    DetectionTree& tree = rule.tree;
    const RuleContext context{document.place.file, options_, document.source};
    YAGURA_ASSIGN(tree.root, compile_detection(context, *document.body, tree));
    YAGURA_TRY(add_filters(document, tree));
    rule.info = std::make_shared<const RuleInfo>(document.info);
    rule.source = document.source;
    rule.place = document.place;
    rule.tests = document.tests;
    rule.content = content_digest(rule);
    rules.rules.push_back(std::move(rule));
    return {};
  }

  const RuleOptions& options_;
  std::deque<RuleNode> roots_;  // documents point into them
  std::vector<RuleDocument> detections_;
  std::vector<RuleDocument> indicators_;
  std::vector<Filter> filters_;
  std::vector<CorrelationDraft> drafts_;
  std::vector<ExpectationDraft> expectations_;
  std::map<std::string, Place> ids_;
  std::vector<Error> refused_;
  std::vector<Error> noticed_;
  RefusedEntries refused_entries_;
};

}  // namespace

std::vector<CorrelationRule> RuleSet::correlation_rules() const {
  std::vector<CorrelationRule> result;
  result.reserve(correlations.size());
  for (const LoadedCorrelation& correlation : correlations) {
    result.push_back(correlation.rule);
  }
  return result;
}

std::vector<ExpectationRule> RuleSet::expectation_rules() const {
  std::vector<ExpectationRule> result;
  result.reserve(expectations.size());
  for (const LoadedExpectation& expectation : expectations) {
    result.push_back(expectation.rule);
  }
  return result;
}

RuleLoad load_rules(std::vector<RuleFile> files, const RuleOptions& options) {
  Loader loader(options);
  for (RuleFile& file : files) {
    loader.add(std::move(file));
  }
  return loader.finish();
}

RuleLoad load_rule_text(std::string_view text, const std::string& file,
                        const RuleOptions& options) {
  std::vector<RuleFile> files;
  files.push_back(read_rule_text(text, file));
  return load_rules(std::move(files), options);
}

}  // namespace yagura
