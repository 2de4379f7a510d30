// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "detect/rule_test_reader.hpp"

namespace yagura {
namespace {

constexpr std::string_view kIpaPrefix = "ipa.2026.";
constexpr std::size_t kMaxTimespanDigits = 10;
constexpr std::int64_t kMaxTimespanSeconds = 100LL * 31'556'952;

// The key that makes a document what it is.
constexpr std::pair<std::string_view, RuleDocument::Kind> kKinds[] = {
    {"detection", RuleDocument::Kind::detection}, {"correlation", RuleDocument::Kind::correlation},
    {"filter", RuleDocument::Kind::filter},       {"indicator", RuleDocument::Kind::indicator},
    {"absence", RuleDocument::Kind::absence},     {"baseline", RuleDocument::Kind::baseline}};

Result<std::string> text_at(const std::string& file, const RuleNode& root, std::string_view key) {
  const RuleNode* node = root.find(key);
  if (node == nullptr || node->is_null()) {
    return std::string{};
  }
  if (!node->is_scalar()) {
    return refuse(file, *node, fmt::format("'{}' must be a text", key), "write one text");
  }
  return node->text;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Result<int> ipa_rank(const std::string& file, const RuleNode& tag) {
  const std::string_view digits = std::string_view(tag.text).substr(kIpaPrefix.size());
  int rank = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rank);
  if (digits.size() != 2 || error != std::errc{} || end != digits.data() + digits.size() ||
      rank < 1 || rank > 10) {
    return refuse(file, tag, fmt::format("'{}' is no rank", escape_for_terminal(tag.text)),
                  "write ipa.2026.01 to ipa.2026.10");
  }
  return rank;
}

void add_attack_tag(std::string_view value, RuleInfo& info) {
  const bool numbered = value.size() > 1 && is_digit(value[1]);
  if (numbered && value[0] == 't') {
    std::string technique(value);
    technique[0] = 'T';
    info.techniques.push_back(std::move(technique));
  } else if (!numbered && value.substr(0, 2) != "ds") {
    info.tactics.emplace_back(value);  // what is left of groups, software and data sources
  }
}

Result<void> read_tags(const std::string& file, const RuleNode& root, RuleInfo& info) {
  const RuleNode* tags = root.find("tags");
  if (tags == nullptr || tags->is_null()) {
    return {};
  }
  if (!tags->is_list()) {
    return refuse(file, *tags, "'tags' must be a list", "write one tag a line");
  }
  for (const RuleNode& tag : tags->items) {
    if (!tag.is_scalar()) {
      return refuse(file, tag, "a tag must be a text", "write it as namespace.value");
    }
    constexpr std::string_view kAttackPrefix = "attack.";
    if (tag.text.rfind("ipa.", 0) == 0) {
      if (tag.text.rfind(kIpaPrefix, 0) != 0) {
        return refuse(file, tag, "only the ranking of 2026 is known", "write ipa.2026.NN");
      }
      YAGURA_ASSIGN(info.ipa_rank, ipa_rank(file, tag));
    } else if (tag.text.rfind(kAttackPrefix, 0) == 0) {
      add_attack_tag(std::string_view(tag.text).substr(kAttackPrefix.size()), info);
    }
  }
  return {};
}

Result<void> read_level(const std::string& file, const RuleNode& root, RuleInfo& info) {
  YAGURA_ASSIGN(const std::string text, text_at(file, root, "level"));
  if (text.empty()) {
    return {};
  }
  const auto level = parse_level(text);
  if (!level) {
    return refuse(file, *root.find("level"),
                  fmt::format("'{}' is no level", escape_for_terminal(text)),
                  "write informational, low, medium, high or critical");
  }
  info.level = *level;
  return {};
}

Result<void> check_status(const std::string& file, const RuleNode& root) {
  constexpr std::array<std::string_view, 6> kKnown{
      "", "stable", "test", "experimental", "deprecated", "unsupported"};
  YAGURA_ASSIGN(const std::string status, text_at(file, root, "status"));
  if (std::find(kKnown.begin(), kKnown.end(), status) == kKnown.end()) {
    return refuse(file, *root.find("status"),
                  fmt::format("'{}' is no status", escape_for_terminal(status)),
                  "write stable, test, experimental, deprecated or unsupported");
  }
  return {};
}

Result<void> check_taxonomy(const std::string& file, const RuleNode& root) {
  YAGURA_ASSIGN(const std::string taxonomy, text_at(file, root, "taxonomy"));
  if (!taxonomy.empty() && taxonomy != "sigma") {
    return refuse(file, *root.find("taxonomy"),
                  fmt::format("the taxonomy '{}' is not supported", escape_for_terminal(taxonomy)),
                  "rename the fields to those of Sigma and remove the key");
  }
  return {};
}

Result<RuleInfo> read_info(const std::string& file, const RuleNode& root) {
  RuleInfo info;
  YAGURA_ASSIGN(info.title, text_at(file, root, "title"));
  if (info.title.empty()) {
    return refuse(file, root, "the title is missing", "add 'title:'");
  }
  YAGURA_ASSIGN(info.id, text_at(file, root, "id"));
  YAGURA_ASSIGN(info.name, text_at(file, root, "name"));
  YAGURA_ASSIGN(info.title_ja, text_at(file, root, "title_ja"));
  YAGURA_ASSIGN(info.licence, text_at(file, root, "license"));
  YAGURA_TRY(check_status(file, root));
  YAGURA_TRY(check_taxonomy(file, root));
  YAGURA_TRY(read_level(file, root, info));
  YAGURA_TRY(read_tags(file, root, info));
  if (const RuleNode* author = root.find("author"); author != nullptr) {
    YAGURA_ASSIGN(const std::vector<std::string> authors, text_list(file, *author));
    info.author = fmt::format("{}", fmt::join(authors, ", "));
  }
  if (const RuleNode* response = root.find("response_ja"); response != nullptr) {
    YAGURA_ASSIGN(info.response_ja, text_list(file, *response));
  }
  if (info.id.empty()) {
    info.id = info.name.empty() ? info.title : info.name;
  }
  if (info.title_ja.empty()) {
    info.title_ja = info.title;
  }
  return info;
}

Result<LogSource> read_log_source(const std::string& file, const RuleNode& root) {
  const RuleNode* node = root.find("logsource");
  if (node == nullptr || !node->is_map() || node->items.empty()) {
    return refuse(file, node != nullptr ? *node : root, "the logsource is missing",
                  "add 'logsource:' with product, category or service");
  }
  LogSource source;
  YAGURA_ASSIGN(source.product, text_at(file, *node, "product"));
  YAGURA_ASSIGN(source.category, text_at(file, *node, "category"));
  YAGURA_ASSIGN(source.service, text_at(file, *node, "service"));
  return source;
}

Result<RuleDocument::Kind> kind_of(const std::string& file, const RuleNode& root) {
  if (const RuleNode* action = root.find("action"); action != nullptr) {
    return refuse(file, *action, "'action' (rule collections) is no longer part of Sigma",
                  "write every rule as a document of its own");
  }
  const std::pair<std::string_view, RuleDocument::Kind>* found = nullptr;
  for (const auto& kind : kKinds) {
    if (root.find(kind.first) == nullptr) {
      continue;
    }
    if (found != nullptr) {
      return refuse(file, *root.find(kind.first),
                    fmt::format("a document has either '{}' or '{}'", found->first, kind.first),
                    "split it with a line '---'");
    }
    found = &kind;
  }
  if (found == nullptr) {
    return refuse(file, root,
                  "this is no rule: it has no detection, correlation, filter, indicator, absence "
                  "or baseline",
                  "add one, or move the file out of the rule folder");
  }
  return found->second;
}

Result<bool> read_generate(const std::string& file, const RuleNode& root, const RuleNode& body) {
  const RuleNode* node = root.find("generate");
  node = node != nullptr ? node : body.find("generate");
  if (node == nullptr) {
    return false;
  }
  if (!node->is_scalar() || (node->text != "true" && node->text != "false")) {
    return refuse(file, *node, "'generate' takes true or false", "write true or false");
  }
  return node->text == "true";
}

}  // namespace

std::optional<Duration> parse_timespan(std::string_view text) {
  // A month and a year are the mean ones of the Gregorian calendar, as in pySigma.
  constexpr std::pair<char, std::int64_t> kUnits[] = {
      {'s', 1},       {'m', 60},        {'h', 3600},      {'d', 86'400},
      {'w', 604'800}, {'M', 2'629'746}, {'y', 31'556'952}};
  if (text.size() < 2 || text.size() > kMaxTimespanDigits + 1) {
    return std::nullopt;
  }
  const std::string_view digits = text.substr(0, text.size() - 1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number <= 0) {
    return std::nullopt;
  }
  for (const auto& [unit, seconds] : kUnits) {
    if (text.back() == unit && number <= kMaxTimespanSeconds / seconds) {
      return std::chrono::seconds(number * seconds);
    }
  }
  return std::nullopt;
}

Result<std::vector<std::string>> text_list(const std::string& file, const RuleNode& node) {
  if (node.is_scalar()) {
    return std::vector<std::string>{node.text};
  }
  std::vector<std::string> texts;
  for (const RuleNode& item : node.items) {
    if (!node.is_list() || !item.is_scalar()) {
      return refuse(file, node,
                    fmt::format("'{}' must be a list of texts", escape_for_terminal(node.key)),
                    "write one text a line, in quotes if it holds ': '");
    }
    texts.push_back(item.text);
  }
  return texts;
}

Result<RuleDocument> read_rule_document(const RuleNode& root, const std::string& file) {
  if (!root.is_map()) {
    return refuse(file, root, "a rule must be a map", "begin with 'title:'");
  }
  RuleDocument document;
  document.place = Place{file, root.line, root.column};
  YAGURA_ASSIGN(document.kind, kind_of(file, root));
  YAGURA_ASSIGN(document.info, read_info(file, root));
  const auto* named = std::find_if(std::begin(kKinds), std::end(kKinds),
                                   [&](const auto& kind) { return kind.second == document.kind; });
  document.body = root.find(named->first);
  const bool joins = document.kind == RuleDocument::Kind::correlation ||
                     document.kind == RuleDocument::Kind::absence ||
                     document.kind == RuleDocument::Kind::baseline;
  if (joins) {
    YAGURA_ASSIGN(document.generate, read_generate(file, root, *document.body));
  } else if (document.kind != RuleDocument::Kind::indicator || root.find("logsource") != nullptr) {
    YAGURA_ASSIGN(document.source, read_log_source(file, root));
  }
  if (const RuleNode* tests = root.find("tests"); tests != nullptr) {
    YAGURA_ASSIGN(document.tests, read_rule_tests(file, *tests));
  }
  return document;
}

}  // namespace yagura
