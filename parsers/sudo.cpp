// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// sudo: what is left of its syslog lines when the header is taken off, and its JSON (1.9.4).
//
//   hanako : TTY=pts/0 ; PWD=/home/hanako ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow
//   jiro : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/jiro ; USER=root ; COMMAND=/bin/bash
//   pam_unix(sudo:session): session opened for user root(uid=0) by hanako(uid=1000)
//   @cee:{"sudo":{"accept":{"uuid":"...","submituser":"hanako","command":"/usr/bin/cat",...}}}
//
// The command is last and may contain " ; " itself. Sigma asks for USER, so the log's own names
// are kept. A line that was cut by syslog's length goes on in one that says "(command continued)".
#include <algorithm>
#include <iterator>
#include <memory>

#include "base/text.hpp"
#include "host/phrase.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

using host::starts_with;

constexpr auto kNone = std::string_view::npos;

constexpr Mapping kRows[] = {
    {"invoker", Field::user_name},
    {"USER", Field::user_target_name},
    {"GROUP", Field::group_name},
    {"PWD", Field::process_working_directory},
    {"COMMAND", Field::process_command_line},
    {"executable", Field::process_executable, As::path},
    {"HOST", Field::host_name, As::lower},
    {"reason", Field::event_reason},
    // PAM
    {"account", Field::user_target_name},
    {"account_id", Field::user_target_id},
    {"by", Field::user_name},
    {"by_id", Field::user_id},
    {"ruser", Field::user_name},
    {"user", Field::user_name},
    {"rhost", Field::source_ip, As::host},
    // JSON
    {"submituser", Field::user_name},
    {"submituid", Field::user_id},
    {"runuser", Field::user_target_name},
    {"runuid", Field::user_target_id},
    {"rungroup", Field::group_name},
    {"submithost", Field::host_name, As::lower},
    {"runcwd", Field::process_working_directory},
    {"submitcwd", Field::process_working_directory},
    {"command", Field::process_executable, As::path},
    {"server_time.seconds", Field::timestamp, As::time},
    {"submit_time.seconds", Field::timestamp, As::time},
    {"exit_time.seconds", Field::timestamp, As::time},
    {"uuid", Field::event_id},
    {"peeraddr", Field::source_ip, As::ip},
};
constexpr std::string_view kNoValue[] = {"unknown"};

constexpr std::string_view kKeys[] = {
    "TTY=", "PWD=", "USER=", "GROUP=", "HOST=", "TSID=", "ENV=", "CHROOT="};
constexpr std::string_view kCommand = "COMMAND=";

// What stands for the keys where sudo said no, or failed.
constexpr std::string_view kComplaints[] = {
    "incorrect password attempt",
    "user NOT in sudoers",
    "user NOT authorized on host",
    "command not allowed",
    "a password is required",
    "a terminal is required",
    "no tty present",
    "problem with defaults",
    "unable to ",
    "account validation failure",
    "Account or password is expired",
    "PAM ",
    "parse error in",
    "3 incorrect",
    "must be setuid",
    "sorry, you must",
    "unknown user",
    "(command continued)",
    "environment variables",
    "user is not in",
};

// Whether "name : " stands in front, with a key or a complaint behind.
std::size_t find_colon(std::string_view text) {
  constexpr std::size_t kLongestName = 256;
  const std::size_t colon = text.substr(0, kLongestName).find(" : ");
  if (colon == kNone || colon == 0) {
    return kNone;
  }
  const std::string_view rest = text.substr(colon + 3);
  const bool keys = starts_with(rest, kCommand) ||
                    std::any_of(std::begin(kKeys), std::end(kKeys),
                                [&](std::string_view key) { return starts_with(rest, key); });
  const std::string_view complaint = rest.substr(0, rest.find(" ; "));
  const bool complains = std::any_of(
      std::begin(kComplaints), std::end(kComplaints),
      [&](std::string_view known) { return complaint.substr(0, 64).find(known) != kNone; });
  return keys || complains ? colon : kNone;
}

class SudoParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"linux", "", "sudo"};
    pairs_.clear();
    const std::size_t last = record.find_last_not_of("\r\n ");
    std::string_view text = trimmed(record.substr(0, last == kNone ? 0 : last + 1));
    if (starts_with(text, "@cee:")) {
      text = trimmed(text.substr(5));
    }
    if (looks_like_json_object(text)) {
      return read_json(text, context, event);
    }
    if (!host::read_pam(text, {}, pairs_, event)) {
      const std::size_t colon = find_colon(text);
      if (colon == kNone) {
        return ParseResult::malformed("sudo: neither \"user : ...\" nor PAM's text", 0);
      }
      pairs_.push_back({"invoker", trimmed(text.substr(0, colon))});
      read_keys(text.substr(colon + 3), event);
    }
    event.add(Field::message, text);
    table_.apply(pairs_, context, event);
    return {};
  }

 private:
  // "[complaint ; ]KEY=value ; ... ; COMMAND=the rest".
  void read_keys(std::string_view rest, Event& event) {
    bool refused = false;
    while (!rest.empty()) {
      if (starts_with(rest, kCommand)) {
        add_command(rest.substr(kCommand.size()));
        break;
      }
      const std::size_t end = next_part(rest);
      const std::string_view part = rest.substr(0, end);
      const auto* const key =
          std::find_if(std::begin(kKeys), std::end(kKeys),
                       [&](std::string_view known) { return starts_with(part, known); });
      if (key != std::end(kKeys)) {
        pairs_.push_back({key->substr(0, key->size() - 1), part.substr(key->size())});
      } else if (starts_with(part, "(command continued)")) {
        pairs_.push_back({"COMMAND", trimmed(part.substr(19))});
      } else {
        refused = true;
        pairs_.push_back({"reason", part});
      }
      rest = end == kNone ? std::string_view{} : rest.substr(end + 3);
    }
    event.add(Field::event_action, std::string_view("sudo"));
    event.add(Field::event_outcome,
              refused ? std::string_view("failure") : std::string_view("success"));
  }

  // Where " ; KEY=" begins: directories may have semicolons.
  static std::size_t next_part(std::string_view text) {
    for (std::size_t at = text.find(" ; "); at != kNone; at = text.find(" ; ", at + 3)) {
      const std::string_view rest = text.substr(at + 3);
      if (starts_with(rest, kCommand) ||
          std::any_of(std::begin(kKeys), std::end(kKeys),
                      [&](std::string_view key) { return starts_with(rest, key); })) {
        return at;
      }
    }
    return kNone;
  }

  void add_command(std::string_view command) {
    pairs_.push_back({"COMMAND", command});
    const std::string_view first = command.substr(0, command.find(' '));
    if (starts_with(first, "/")) {
      pairs_.push_back({"executable", first});
    }
  }

  // {"sudo":{"accept":{...}}}: the names lose what says which kind it is.
  ParseResult read_json(std::string_view text, const ParseContext& context, Event& event) {
    if (!json_.read(text, {}, event, pairs_).ok) {
      return ParseResult::malformed("sudo: not a JSON object", 0);
    }
    std::string_view kind;
    for (Pair& pair : pairs_) {
      std::string_view name = pair.name;
      name.remove_prefix(starts_with(name, "sudo.") ? 5 : 0);
      for (const std::string_view known : {"accept.", "reject.", "alert.", "exit."}) {
        if (starts_with(name, known)) {
          kind = known.substr(0, known.size() - 1);
          name.remove_prefix(known.size());
        }
      }
      pair.name = name;
    }
    if (kind.empty()) {
      return ParseResult::malformed("sudo: JSON without accept, reject, alert or exit", 0);
    }
    const bool runs = kind == "accept" || kind == "reject";
    event.add(Field::event_action, runs ? std::string_view("sudo") : kind);
    if (runs) {
      event.add(Field::event_outcome,
                kind == "accept" ? std::string_view("success") : std::string_view("failure"));
    }
    pairs_.push_back({"USER", pair_text(pairs_, "runuser")});
    add_arguments(event);
    table_.apply(pairs_, context, event);
    return {};
  }

  // "runargv":["cat","/etc/shadow"] as one text.
  void add_arguments(Event& event) {
    std::size_t size = 0;
    for (const Pair& pair : pairs_) {
      const auto* text = std::get_if<std::string_view>(&pair.value);
      size += pair.name == "runargv" && text != nullptr ? text->size() + 1 : 0;
    }
    if (size == 0) {
      return;
    }
    char* const out = event.arena().allocate(size);
    char* at = out;
    for (const Pair& pair : pairs_) {
      const auto* text = std::get_if<std::string_view>(&pair.value);
      if (pair.name == "runargv" && text != nullptr) {
        at = std::copy(text->begin(), text->end(), at);
        *at++ = ' ';
      }
    }
    pairs_.push_back({"COMMAND", std::string_view(out, size - 1)});
  }

  FieldTable table_{kRows, {.no_value = kNoValue, .keep_own_names = true}};
  JsonReader json_;
  Pairs pairs_;
};

Confidence recognise(std::string_view record) {
  const std::string_view text = trimmed(record.substr(0, 4096));
  if (text.empty() || text.front() == '<') {
    return Confidence::no;
  }
  if (starts_with(text, "@cee:") || text.front() == '{') {
    return has_json_key(text, R"("sudo")") && has_json_key(text, R"("submituser")")
               ? Confidence::certain
               : Confidence::no;
  }
  if (host::looks_like_pam(text, "sudo") || host::looks_like_pam(text, "sudo-i")) {
    return Confidence::certain;
  }
  const std::size_t colon = find_colon(text);
  if (colon == kNone) {
    return Confidence::no;
  }
  const bool whole = text.find("COMMAND=", colon) != kNone || text.find("TTY=", colon) != kNone;
  return whole && text.substr(0, colon).find(' ') == kNone ? Confidence::certain
                                                           : Confidence::possible;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<SudoParser>();
}

}  // namespace

extern const Format sudo_format;
const Format sudo_format = {"sudo", "sudo messages, without their syslog header, and JSON",
                            recognise, create};

}  // namespace yagura
