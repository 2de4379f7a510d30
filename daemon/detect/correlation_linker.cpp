// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_linker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

// A rule or a correlation that another correlation may name.
struct Target {
  enum class Kind { rule, indicator, correlation, waiting };
  Kind kind = Kind::rule;
  std::size_t index = 0;
};

class Linker {
 public:
  Linker(std::vector<CorrelationDraft> drafts, const RuleOptions& options, RuleSet& rules,
         std::vector<Error>& refused)
      : drafts_(std::move(drafts)), options_(options), rules_(rules), refused_(refused) {
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
      add_name(*rules.rules[i].info, {Target::Kind::rule, i});
    }
    for (std::size_t i = 0; i < rules.indicators.size(); ++i) {
      add_name(*rules.indicators[i].rule.info, {Target::Kind::indicator, i});
    }
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      add_name(*drafts_[i].rule.info, {Target::Kind::waiting, i});
    }
  }

  // Links whatever has all its parts, until nothing more can be.
  void run() {
    std::vector<bool> done(drafts_.size(), false);
    for (bool progress = true; progress;) {
      progress = false;
      for (std::size_t i = 0; i < drafts_.size(); ++i) {
        if (!done[i] && ready(drafts_[i])) {
          done[i] = true;
          progress = true;
          link(drafts_[i]);
        }
      }
    }
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      if (!done[i]) {
        refuse_unlinked(drafts_[i]);
      }
    }
  }

 private:
  void add_name(const RuleInfo& info, Target target) {
    targets_.emplace(info.id, target);
    if (!info.name.empty()) {
      targets_.emplace(info.name, target);
    }
  }

  bool ready(const CorrelationDraft& draft) const {
    return std::all_of(draft.references.begin(), draft.references.end(), [&](const auto& name) {
      const auto found = targets_.find(name);
      return found != targets_.end() && found->second.kind != Target::Kind::waiting;
    });
  }

  void refuse_at(const CorrelationDraft& draft, std::string message, std::string mend) {
    refused_.push_back(Error{ErrorCode::rule, std::move(message), draft.place, std::move(mend)});
  }

  void refuse_unlinked(const CorrelationDraft& draft) {
    for (const std::string& name : draft.references) {
      if (targets_.find(name) == targets_.end()) {
        refuse_at(
            draft,
            fmt::format("the rule '{}' is not known, or was refused", escape_for_terminal(name)),
            "name a loaded rule by its id or name");
        return;
      }
    }
    refuse_at(draft, "the correlation waits for itself, or for one that was refused",
              "name rules that do not lead back here");
  }

  // The field that `name` (of group-by or condition) means in the rule behind `reference`.
  std::optional<std::string> field_for(const CorrelationDraft& draft, const std::string& name,
                                       const std::string& reference) const {
    const auto alias = draft.aliases.find(name);
    if (alias == draft.aliases.end()) {
      return name;
    }
    const Target target = targets_.at(reference);
    for (const auto& [rule, field] : alias->second) {
      const auto found = targets_.find(rule);
      if (found != targets_.end() && found->second.kind == target.kind &&
          found->second.index == target.index) {
        return field;
      }
    }
    return std::nullopt;
  }

  std::optional<std::vector<std::string>> fields_for(const CorrelationDraft& draft,
                                                     const std::vector<std::string>& names,
                                                     const std::string& reference) {
    std::vector<std::string> fields;
    for (const std::string& name : names) {
      auto field = field_for(draft, name, reference);
      if (!field) {
        refuse_at(draft,
                  fmt::format("the alias '{}' does not say its field in '{}'",
                              escape_for_terminal(name), escape_for_terminal(reference)),
                  "add that rule to the alias");
        return std::nullopt;
      }
      fields.push_back(std::move(*field));
    }
    return fields;
  }

  std::optional<std::vector<std::size_t>> positions(const CorrelationDraft& draft,
                                                    const std::vector<std::string>& fields,
                                                    const CorrelationRule& inner) {
    std::vector<std::size_t> result;
    for (const std::string& field : fields) {
      const auto at = std::find(inner.group_by.begin(), inner.group_by.end(), field);
      if (at == inner.group_by.end()) {
        refuse_at(draft,
                  fmt::format("the correlation '{}' is not grouped by '{}'",
                              escape_for_terminal(inner.info->id), escape_for_terminal(field)),
                  "add that field to its group-by");
        return std::nullopt;
      }
      result.push_back(static_cast<std::size_t>(at - inner.group_by.begin()));
    }
    return result;
  }

  std::vector<FieldNames> resolve_all(const LogSource& source,
                                      const std::vector<std::string>& fields) const {
    std::vector<FieldNames> names;
    names.reserve(fields.size());
    for (const std::string& field : fields) {
      names.push_back(resolve(options_, source, field));
    }
    return names;
  }

  // The rule behind a target that is no correlation.
  Rule& rule_of(Target target) {
    return target.kind == Target::Kind::indicator ? rules_.indicators[target.index].rule
                                                  : rules_.rules[target.index];
  }

  std::string content_of(Target target) {
    return target.kind == Target::Kind::correlation
               ? DigestBuilder()
                     .add(rules_.correlations[target.index].rule.definition)
                     .finish()
                     .hex()
               : rule_of(target).content.hex();
  }

  struct RuleInput {
    Target rule;
    CorrelationInput input;
  };

  // One part of the correlation: an input to a rule, or a feed from a correlation.
  bool link_part(const CorrelationDraft& draft, std::uint32_t part, std::size_t index,
                 CorrelationRule& rule, std::vector<RuleInput>& inputs) {
    const std::string& reference = draft.references[part];
    const Target target = targets_.at(reference);
    const auto groups = fields_for(draft, rule.group_by, reference);
    const auto values = groups ? fields_for(draft, draft.values, reference) : std::nullopt;
    if (!groups || !values) {
      return false;
    }
    if (target.kind != Target::Kind::correlation) {
      const LogSource& source = rule_of(target).source;
      inputs.push_back(
          {target, {index, part, resolve_all(source, *groups), resolve_all(source, *values)}});
      return true;
    }
    const CorrelationRule& inner = rules_.correlations[target.index].rule;
    auto group_at = positions(draft, *groups, inner);
    auto value_at = group_at ? positions(draft, *values, inner) : std::nullopt;
    if (!group_at || !value_at) {
      return false;
    }
    rule.feeds.push_back({target.index, part, std::move(*group_at), std::move(*value_at)});
    return true;
  }

  void withhold(const CorrelationDraft& draft) {
    if (draft.generate) {
      return;
    }
    for (const std::string& reference : draft.references) {
      const Target target = targets_.at(reference);
      (target.kind == Target::Kind::correlation ? rules_.correlations[target.index].rule.alerting
                                                : rule_of(target).alerting) = Alerting::withheld;
    }
  }

  void link(CorrelationDraft& draft) {
    const std::size_t index = rules_.correlations.size();
    CorrelationRule rule = draft.rule;
    std::vector<RuleInput> inputs;
    for (std::uint32_t part = 0; part < rule.parts; ++part) {
      if (!link_part(draft, part, index, rule, inputs)) {
        return;
      }
    }
    // A part that matches otherwise makes another correlation of it: windows hold what parts found.
    for (const std::string& reference : draft.references) {
      rule.definition += fmt::format("{}\n", content_of(targets_.at(reference)));
    }
    for (RuleInput& made : inputs) {
      rule_of(made.rule).inputs.push_back(std::move(made.input));
    }
    withhold(draft);
    for (auto& [name, target] : targets_) {
      if (target.kind == Target::Kind::waiting && &drafts_[target.index] == &draft) {
        target = {Target::Kind::correlation, index};
      }
    }
    rules_.correlations.push_back(
        {std::move(rule),
         {draft.type, std::move(draft.references), std::move(draft.values), draft.condition},
         draft.place,
         std::move(draft.tests)});
  }

  std::vector<CorrelationDraft> drafts_;
  const RuleOptions& options_;
  RuleSet& rules_;
  std::vector<Error>& refused_;
  std::map<std::string, Target> targets_;
};

}  // namespace

void link_correlations(std::vector<CorrelationDraft> drafts, const RuleOptions& options,
                       RuleSet& rules, std::vector<Error>& refused) {
  Linker(std::move(drafts), options, rules, refused).run();
}

}  // namespace yagura
