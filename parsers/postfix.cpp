// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Postfix: what is left of the messages of smtpd, smtp, qmgr, cleanup, bounce, postscreen and the
// others when the syslog header is taken off.
//
//   4XyZ123Abc: to=<a@example.jp>, relay=mx.example.net[192.0.2.5]:25, delay=5.1,
//       delays=0.1/0/5/0, dsn=4.4.1, status=deferred (connect to mx.example.net[...]: timed out)
//   NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 554 5.7.1 <b@example.com>: Relay access denied;
//       from=<c@example.com> to=<b@example.com> proto=ESMTP helo=<x>
//
// Which program spoke is in the header's tag only (log.syslog.appname). Queue ids are short
// (hexadecimal) or long. What kept a message back is event.reason, its state event.action: many
// deferrals at once are how an outage elsewhere shows. Reasons repeat what others' servers said.
#include <algorithm>
#include <array>
#include <iterator>
#include <memory>

#include "base/number.hpp"
#include "base/text.hpp"
#include "host/phrase.hpp"
#include "parse/field_table.hpp"
#include "parse/text_forms.hpp"
#include "postfix/phrases.hpp"

namespace yagura {
namespace {

using host::starts_with;

constexpr auto kNone = std::string_view::npos;

constexpr Mapping kRows[] = {
    {"client", Field::source_ip, As::ip},
    {"client_name", Field::source_domain, As::lower},
    {"client_port", Field::source_port, As::port},
    {"upstream_address", Field::destination_ip, As::ip},
    {"upstream_name", Field::destination_domain, As::lower},
    {"upstream_port", Field::destination_port, As::port},
    {"server_address", Field::destination_ip, As::ip},
    {"server_port", Field::destination_port, As::port},
    {"from", Field::email_from},
    {"to", Field::email_to},
    {"message-id", Field::email_message_id},
    {"sasl_username", Field::user_name},
    {"user", Field::user_name},
    {"uid", Field::user_id},
    {"delay", Field::event_duration, As::duration_s},
    {"status", Field::event_action},
    {"verb", Field::event_action},
    {"reason", Field::event_reason},
    {"level", Field::log_level},
    {"tls", Field::tls_version},
    {"pid", Field::process_pid, As::integer},
};
constexpr std::string_view kNoValue[] = {"unknown"};

constexpr std::string_view kLevels[] = {"warning: ", "error: ", "fatal: ", "panic: "};
constexpr std::string_view kLists[] = {
    "to=<", "from=<", "client=", "message-id=", "resent-message-id=", "uid=", "orig_to=<"};
constexpr std::string_view kVerbs[] = {"reject",      "reject_warning", "warning",  "hold",
                                       "discard",     "filter",         "redirect", "prepend",
                                       "replace",     "info",           "bcc",      "milter-reject",
                                       "milter-hold", "milter-discard", "strip"};

bool is_queue_id(std::string_view text) {
  const auto letter_or_digit = [](char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  const auto hex = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); };
  const bool shorter = text.size() >= 6 && std::all_of(text.begin(), text.end(), hex);
  const bool longer = text.size() >= 10 && std::all_of(text.begin(), text.end(), letter_or_digit) &&
                      std::any_of(text.begin(), text.end(), is_digit);
  return text.size() <= 20 && (shorter || longer);
}

// "4XyZ123Abc: " or "NOQUEUE: " taken off; empty if there is neither.
std::string_view take_queue_id(std::string_view& text) {
  constexpr std::size_t kLongest = 24;
  const std::size_t colon = text.substr(0, kLongest).find(": ");
  const std::string_view id = text.substr(0, colon);
  if (colon == kNone || (id != "NOQUEUE" && !is_queue_id(id))) {
    return {};
  }
  text = trimmed(text.substr(colon + 2));
  return id;
}

std::string_view take_level(std::string_view& text) {
  for (const std::string_view level : kLevels) {
    if (starts_with(text, level)) {
      text.remove_prefix(level.size());
      return level.substr(0, level.size() - 2);
    }
  }
  return {};
}

bool is_list(std::string_view text) {
  return std::any_of(std::begin(kLists), std::end(kLists),
                     [&](std::string_view list) { return starts_with(text, list); });
}

std::string_view verb_of(std::string_view text) {
  const std::size_t colon = text.find(": ");
  const std::string_view verb = colon == kNone ? std::string_view{} : text.substr(0, colon);
  return std::find(std::begin(kVerbs), std::end(kVerbs), verb) == std::end(kVerbs)
             ? std::string_view{}
             : verb;
}

class PostfixParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"postfix", "", ""};
    pairs_.clear();
    const std::size_t last = record.find_last_not_of("\r\n ");
    const std::string_view message = trimmed(record.substr(0, last == kNone ? 0 : last + 1));
    std::string_view text = message;
    const std::string_view id = take_queue_id(text);
    if (id != "NOQUEUE") {
      add("queue_id", id);
    }
    // "warning: header ..." is cleanup's verdict, not a level.
    if (verb_of(text).empty() || id.empty()) {
      add("level", take_level(text));
    }
    if (!id.empty() && is_list(text)) {
      read_list(text, event);
    } else if (!id.empty() && !verb_of(text).empty()) {
      read_verdict(text, event);
    } else if (host::read_phrase(text, postfix::phrases(), pairs_, event) == nullptr) {
      if (id.empty() && text.size() == message.size()) {
        return ParseResult::malformed("postfix: neither a queue id nor a known text", 0);
      }
      event.notes.push_back("postfix: the text is not known");
    }
    split_hosts();
    event.add(Field::message, message);
    table_.apply(pairs_, context, event);
    return {};
  }

 private:
  void add(std::string_view name, std::string_view value) {
    if (!value.empty()) {
      pairs_.push_back({name, value});
    }
  }

  // "name=value, name=value (remark)"; addresses in <> may contain anything.
  void read_list(std::string_view rest, Event& event) {
    while (!rest.empty() && pairs_.size() < kMostPairs) {
      const std::size_t assign = rest.find('=');
      if (assign == kNone) {
        add("remark", rest);  // "from=<>, status=expired, returned to sender"
        break;
      }
      const std::string_view name = rest.substr(0, assign);
      rest.remove_prefix(assign + 1);
      const std::string_view value = take_value(rest);
      add(name, value);
      if (name == "status") {
        add_status(value, rest, event);
        break;
      }
      rest = trimmed(starts_with(rest, ",") ? rest.substr(1) : rest);
      if (starts_with(rest, "(")) {
        add("remark", inside_parentheses(rest));
        break;
      }
    }
  }

  static std::string_view take_value(std::string_view& rest) {
    std::size_t end = std::min(rest.find_first_of(", "), rest.size());
    std::string_view value = rest.substr(0, end);
    if (starts_with(rest, "<")) {
      std::size_t close = rest.find('>');
      while (close != kNone && close + 1 < rest.size() && rest[close + 1] != ',' &&
             rest[close + 1] != ' ') {
        close = rest.find('>', close + 1);
      }
      end = close == kNone ? rest.size() : close + 1;
      value = rest.substr(1, (close == kNone ? rest.size() : close) - 1);
    }
    rest.remove_prefix(end);
    return value;
  }

  static std::string_view inside_parentheses(std::string_view text) {
    text.remove_prefix(1);
    return !text.empty() && text.back() == ')' ? text.substr(0, text.size() - 1) : text;
  }

  void add_status(std::string_view status, std::string_view rest, Event& event) {
    const bool good = status == "sent" || status == "delivered" || status == "deliverable" ||
                      status == "forwarded";
    event.add(Field::event_outcome,
              good ? std::string_view("success") : std::string_view("failure"));
    rest = trimmed(rest);
    if (!starts_with(rest, "(")) {
      add("remark", starts_with(rest, ",") ? trimmed(rest.substr(1)) : rest);
      return;
    }
    const std::string_view reason = inside_parentheses(rest);
    add("reason", reason);
    if (pair_text(pairs_, "relay").find('[') != kNone) {
      return;
    }
    // Whom it could not reach.
    const std::size_t before = pairs_.size();
    for (const std::string_view pattern :
         {"connect to {upstream}: {said}", "host {upstream} said: {said}",
          "host {upstream} refused to talk to me: {said}", "lost connection with {upstream} {said}",
          "conversation with {upstream} timed out {said}"}) {
      if (host::match_phrase(reason, pattern, pairs_)) {
        pairs_.resize(before + 1);
        return;
      }
    }
  }

  // "reject: RCPT from host[address]: reply; from=<> to=<> proto=ESMTP helo=<x>[: text]".
  void read_verdict(std::string_view text, Event& event) {
    const std::string_view verb = verb_of(text);
    add("verb", verb);
    const bool refused = verb.find("reject") != kNone || verb.find("discard") != kNone;
    event.add_text(Field::event_outcome, refused ? "failure" : "");
    text = trimmed(text.substr(verb.size() + 1));
    const std::size_t list = text.rfind("; from=<");
    std::string_view head = text.substr(0, list);
    if (list != kNone) {
      read_verdict_list(text.substr(list + 2));
    }
    // A header's text comes from the sender, so who sent it stands behind the last " from ".
    const bool is_header = starts_with(head, "header ") || starts_with(head, "body ");
    const std::size_t from = is_header ? head.rfind(" from ") : head.find(" from ");
    if (from == kNone) {
      add("reason", head);
      return;
    }
    add("stage", head.substr(0, from));
    const std::string_view rest = head.substr(from + 6);
    const std::size_t colon = rest.find("]: ");
    add("peer", colon == kNone ? rest : rest.substr(0, colon + 1));
    add("reason", colon == kNone ? std::string_view{} : rest.substr(colon + 3));
  }

  void read_verdict_list(std::string_view rest) {
    while (!rest.empty() && pairs_.size() < kMostPairs) {
      const std::size_t assign = rest.find('=');
      if (assign == kNone || starts_with(rest, ":")) {
        add("reason", trimmed(starts_with(rest, ":") ? rest.substr(1) : rest));
        return;
      }
      const std::string_view name = rest.substr(0, assign);
      rest.remove_prefix(assign + 1);
      std::string_view value;
      if (starts_with(rest, "<")) {
        const std::size_t close = std::min(rest.find('>'), rest.size());
        value = rest.substr(1, close - 1);
        rest.remove_prefix(std::min(close + 1, rest.size()));
      } else {
        value = rest.substr(0, rest.find_first_of(" :"));
        rest.remove_prefix(value.size());
      }
      add(name, value);
      rest = trimmed(rest);
    }
  }

  // "name[address]:port" under the names the table knows.
  void split_hosts() {
    const std::size_t count = pairs_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const auto* text = std::get_if<std::string_view>(&pairs_[i].value);
      if (text == nullptr) {
        continue;
      }
      const std::string_view name = pairs_[i].name;
      const std::string_view whole = *text;
      if (name == "peer" || (name == "client" && whole.find('[') != kNone)) {
        split_host(i, whole, {"client", "client_name", "client_port"});
      } else if (name == "upstream" || (name == "relay" && whole.find('[') != kNone)) {
        split_host(i, whole, {"upstream_address", "upstream_name", "upstream_port"});
      } else if (name == "server") {
        split_host(i, whole, {"server_address", "server_name", "server_port"});
      } else if (name == "tls" && starts_with(whole, "TLSv")) {
        pairs_[i].value = whole.substr(4);
      }
    }
  }

  void split_host(std::size_t at, std::string_view whole,
                  const std::array<std::string_view, 3>& names) {
    const std::size_t open = whole.find('[');
    const std::size_t close = whole.find(']');
    if (open == kNone || close == kNone || close < open) {
      return;
    }
    pairs_[at] = {names[0], whole.substr(open + 1, close - open - 1)};
    add(names[1], whole.substr(0, open));
    if (starts_with(whole.substr(close), "]:")) {
      add(names[2], whole.substr(close + 2));
    }
  }

  FieldTable table_{kRows, {.no_value = kNoValue}};
  Pairs pairs_;
};

Confidence recognise(std::string_view record) {
  std::string_view text = trimmed(record.substr(0, 2048));
  const std::size_t end = text.find_last_not_of("\r\n ");
  text = text.substr(0, end == kNone ? 0 : end + 1);
  if (text.empty() || text.front() == '<' || text.front() == '{') {
    return Confidence::no;
  }
  const std::string_view id = take_queue_id(text);
  if (!id.empty() && (is_list(text) || !verb_of(text).empty())) {
    return Confidence::certain;
  }
  (void)take_level(text);
  const std::span<const host::Phrase> phrases = postfix::phrases();
  const auto known = std::find_if(phrases.begin(), phrases.end(), [&](const host::Phrase& phrase) {
    return host::fits_phrase(text, phrase.pattern);
  });
  if (known == phrases.end()) {
    return id == "NOQUEUE" ? Confidence::likely : Confidence::no;
  }
  const bool has_host = text.find('[') != kNone && text.find(']') != kNone;
  const bool names_itself = text.find("Postfix") != kNone || text.find("/postfix") != kNone ||
                            starts_with(text, "statistics: max ");
  if (!id.empty() || names_itself) {
    return Confidence::certain;
  }
  const bool needs_host =
      known->pattern.find("{peer}") != kNone || known->pattern.find("{upstream}") != kNone;
  return needs_host ? has_host ? Confidence::certain : Confidence::no : Confidence::possible;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<PostfixParser>();
}

}  // namespace

extern const Format postfix_format;
const Format postfix_format = {"postfix", "Postfix mail logs, without their syslog header",
                               recognise, create};

}  // namespace yagura
