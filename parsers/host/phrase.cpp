// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "host/phrase.hpp"

#include <algorithm>

#include "parse/key_value.hpp"
#include "parse/text_forms.hpp"

namespace yagura::host {
namespace {

constexpr auto kNone = std::string_view::npos;

constexpr Phrase kPamPhrases[] = {
    {"session opened for user {account}(uid={account_id}) by {by}(uid={by_id})", "session_opened",
     "success"},
    {"session opened for user {account} by {by}(uid={by_id})", "session_opened", "success"},
    {"session closed for user {account}", "session_closed", "success"},
    {"authentication failure; {pairs}", "authentication", "failure"},
    {"{count} more authentication failure; {pairs}", "authentication", "failure"},
    {"{count} more authentication failures; {pairs}", "authentication", "failure"},
    {"check pass; user unknown", "authentication", "failure"},
    {"account {user} has expired ({reason})", "authentication", "failure"},
    {"expired password for user {user} ({reason})", "authentication", "failure"},
    {"password changed for {user}", "password_changed", "success"},
    {"conversation failed", "authentication", "failure"},
    {"auth could not identify password for [{user}]", "authentication", "failure"},
    {"user [{user}] has blank password; authenticated without it", "authentication", "success"},
};

// "pam_unix(sshd:auth): ": what stands in the parentheses, and what behind. Old Linux-PAM has a
// blank for the colon before the sentence.
struct PamHead {
  std::string_view module;
  std::string_view service;
  std::string_view stage;
  std::string_view sentence;
};

PamHead read_head(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::size_t close = text.find("): ");
  if (starts_with(text, "PAM ") && text.find(" more authentication failure") != kNone) {
    return {"PAM", {}, "auth", text.substr(4)};
  }
  if (!starts_with(text, "pam_") || open > 32 || close == kNone || close < open) {
    return {};
  }
  const std::string_view inside = text.substr(open + 1, close - open - 1);
  const std::size_t colon = inside.find(':');
  return {text.substr(0, open), inside.substr(0, colon),
          colon == kNone ? std::string_view{} : inside.substr(colon + 1), text.substr(close + 3)};
}

// Calls take(name, value) for what varies, in order; false where the text is no such sentence.
template <typename Take>
bool walk_phrase(std::string_view text, std::string_view pattern, Take take) {
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    if (!starts_with(text, pattern.substr(0, open))) {
      return false;
    }
    text.remove_prefix(open);
    pattern.remove_prefix(open);
    if (pattern.empty()) {
      break;
    }
    const std::size_t close = pattern.find('}');
    const std::string_view name = pattern.substr(1, close - 1);
    pattern.remove_prefix(close + 1);
    const std::string_view literal = pattern.substr(0, pattern.find('{'));
    std::size_t end = text.size();
    if (!literal.empty()) {
      end = starts_with(name, "user") ? text.rfind(literal) : text.find(literal);
    }
    if (end == kNone) {
      return false;
    }
    take(name, text.substr(0, end));
    text.remove_prefix(end);
  }
  return text.empty();
}

}  // namespace

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool fits_phrase(std::string_view text, std::string_view pattern) {
  return walk_phrase(text, pattern, [](std::string_view, std::string_view) {});
}

bool match_phrase(std::string_view text, std::string_view pattern, Pairs& pairs) {
  const std::size_t before = pairs.size();
  const bool fits = walk_phrase(text, pattern, [&](std::string_view name, std::string_view value) {
    pairs.push_back({name, value});
  });
  if (!fits) {
    pairs.resize(before);
  }
  return fits;
}

const Phrase* read_phrase(std::string_view text, std::span<const Phrase> phrases, Pairs& pairs,
                          Event& event) {
  for (const Phrase& phrase : phrases) {
    if (match_phrase(text, phrase.pattern, pairs)) {
      event.add_text(Field::event_action, phrase.action);
      event.add_text(Field::event_outcome, phrase.outcome);
      return &phrase;
    }
  }
  return nullptr;
}

bool read_pam(std::string_view text, std::string_view service, Pairs& pairs, Event& event) {
  const PamHead head = read_head(text);
  if (head.module.empty() ||
      (!service.empty() && !head.service.empty() && head.service != service)) {
    return false;
  }
  pairs.push_back({"pam_module", head.module});
  pairs.push_back({"pam_service", head.service});
  pairs.push_back({"pam_stage", head.stage});
  if (read_phrase(head.sentence, kPamPhrases, pairs, event) != nullptr) {
    // "logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root"
    if (pairs.back().name == "pairs") {
      const auto* rest = std::get_if<std::string_view>(&pairs.back().value);
      const std::string_view texts = rest == nullptr ? std::string_view{} : *rest;
      pairs.pop_back();
      (void)read_key_values(texts, ValueEnd::blank, event.arena(), pairs);
    }
  }
  return true;
}

bool looks_like_pam(std::string_view text, std::string_view service) {
  const PamHead head = read_head(text.substr(0, 256));
  return !head.module.empty() && head.service == service;
}

}  // namespace yagura::host
