// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// OpenSSH's server: what is left of its messages when the syslog header is taken off.
//
//   Accepted publickey for hanako from 192.0.2.1 port 50022 ssh2: ED25519 SHA256:...
//   Failed password for invalid user admin from 192.0.2.1 port 50022 ssh2
//   Disconnected from authenticating user root 192.0.2.1 port 50022 [preauth]
//   pam_unix(sshd:session): session opened for user hanako(uid=1000) by (uid=0)
//
// Versions 3 to 10. The sentences are the format, so it is recognised by them: what is none of
// them, in a stream of mixed programs, stays plain syslog. A user's name is whatever the client
// sent, " from 203.0.113.9 port 22" included, so it ends where the last such part begins.
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include "base/number.hpp"
#include "base/text.hpp"
#include "host/phrase.hpp"
#include "parse/field_table.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

using host::Phrase;
using host::starts_with;

constexpr auto kNone = std::string_view::npos;

constexpr Mapping kRows[] = {
    {"client", Field::source_ip, As::host},
    {"rhost", Field::source_ip, As::host},
    {"port", Field::source_port, As::port},
    {"server", Field::destination_ip, As::ip},
    {"server_port", Field::destination_port, As::port},
    {"user", Field::user_name},
    {"account", Field::user_name},
    {"account_id", Field::user_id},
    {"reason", Field::event_reason},
    {"level", Field::log_level},
};

// More specific ones first. "[preauth]" is taken off before.
constexpr Phrase kPhrases[] = {
    {"Accepted {method} for {user} from {client} port {port} ssh2: {key}", "ssh_login", "success"},
    {"Accepted {method} for {user} from {client} port {port} {protocol}", "ssh_login", "success"},
    {"Failed {method} for invalid user {user} from {client} port {port} ssh2: {key}", "ssh_login",
     "failure"},
    {"Failed {method} for invalid user {user} from {client} port {port} {protocol}", "ssh_login",
     "failure"},
    {"Failed {method} for illegal user {user} from {client} port {port} {protocol}", "ssh_login",
     "failure"},
    {"Failed {method} for {user} from {client} port {port} ssh2: {key}", "ssh_login", "failure"},
    {"Failed {method} for {user} from {client} port {port} {protocol}", "ssh_login", "failure"},
    {"Partial {method} for {user} from {client} port {port} {protocol}", "ssh_login_partial", ""},
    {"Postponed {method} for invalid user {user} from {client} port {port} {protocol}",
     "ssh_login_postponed", ""},
    {"Postponed {method} for {user} from {client} port {port} {protocol}", "ssh_login_postponed",
     ""},
    {"Invalid user {user} from {client} port {port}", "ssh_login", "failure"},
    {"Invalid user {user} from {client}", "ssh_login", "failure"},
    {"Illegal user {user} from {client}", "ssh_login", "failure"},
    {"input_userauth_request: invalid user {user}", "ssh_login", "failure"},
    {"maximum authentication attempts exceeded for invalid user {user} from {client} port {port} "
     "{protocol}",
     "ssh_login", "failure"},
    {"maximum authentication attempts exceeded for {user} from {client} port {port} {protocol}",
     "ssh_login", "failure"},
    {"Too many authentication failures for {user} from {client} port {port} {protocol}",
     "ssh_login", "failure"},
    {"Too many authentication failures for {user}", "ssh_login", "failure"},
    {"Disconnecting: Too many authentication failures for {user}", "ssh_login", "failure"},
    {"PAM: {reason} for illegal user {user} from {client}", "ssh_login", "failure"},
    {"PAM: {reason} for {user} from {client}", "ssh_login", "failure"},
    {"User {user} from {client} not allowed because {reason}", "ssh_login", "failure"},
    {"User {user} not allowed because {reason}", "ssh_login", "failure"},
    {"ROOT LOGIN REFUSED FROM {client} port {port}", "ssh_login", "failure"},
    {"Authentication refused: {reason}", "ssh_login", "failure"},
    {"Access denied for user {user} by PAM account configuration", "ssh_login", "failure"},
    {"Certificate invalid: {reason}", "ssh_login", "failure"},
    {"Authentication key {key} revoked by file {file}", "ssh_login", "failure"},
    {"Accepted key {key} found at {file}", "ssh_key_accepted", ""},
    {"Accepted certificate ID {key}", "ssh_key_accepted", ""},
    {"Disconnecting authenticating user {user_client} port {port}: {reason}", "ssh_disconnect", ""},
    {"Disconnecting invalid user {user_client} port {port}: {reason}", "ssh_disconnect", ""},
    {"Disconnecting user {user_client} port {port}: {reason}", "ssh_disconnect", ""},
    {"Disconnecting {client} port {port}: {reason}", "ssh_disconnect", ""},
    {"Disconnected from authenticating user {user_client} port {port}", "ssh_disconnect", ""},
    {"Disconnected from invalid user {user_client} port {port}", "ssh_disconnect", ""},
    {"Disconnected from user {user_client} port {port}", "ssh_disconnect", ""},
    {"Disconnected from {client} port {port}", "ssh_disconnect", ""},
    {"Received disconnect from {client} port {port}:{code}: {reason}", "ssh_disconnect", ""},
    {"Received disconnect from {client}: {code}: {reason}", "ssh_disconnect", ""},
    {"Connection closed by authenticating user {user_client} port {port}", "ssh_connection_closed",
     ""},
    {"Connection closed by invalid user {user_client} port {port}", "ssh_connection_closed", ""},
    {"Connection closed by user {user_client} port {port}", "ssh_connection_closed", ""},
    {"Connection closed by {client} port {port}", "ssh_connection_closed", ""},
    {"Connection closed by {client}", "ssh_connection_closed", ""},
    {"Connection reset by authenticating user {user_client} port {port}", "ssh_connection_reset",
     ""},
    {"Connection reset by invalid user {user_client} port {port}", "ssh_connection_reset", ""},
    {"Connection reset by user {user_client} port {port}", "ssh_connection_reset", ""},
    {"Connection reset by {client} port {port}", "ssh_connection_reset", ""},
    {"Connection from {client} port {port} on {server} port {server_port} rdomain {rdomain}",
     "ssh_connection", ""},
    {"Connection from {client} port {port} on {server} port {server_port}", "ssh_connection", ""},
    {"Connection from {client} port {port}", "ssh_connection", ""},
    {"Close session: user {user} from {client} port {port} id {session}", "ssh_session_closed", ""},
    {"Starting session: {session} for {user} from {client} port {port} id {id}",
     "ssh_session_opened", ""},
    {"subsystem request for {subsystem} by user {user}", "ssh_subsystem", ""},
    {"subsystem request for {subsystem}", "ssh_subsystem", ""},
    {"Did not receive identification string from {client} port {port}", "ssh_scan", "failure"},
    {"Did not receive identification string from {client}", "ssh_scan", "failure"},
    {"Bad protocol version identification '{version}' from {client} port {port}", "ssh_scan",
     "failure"},
    {"Bad protocol version identification '{version}' from {client}", "ssh_scan", "failure"},
    {"Protocol major versions differ for {client} port {port}: {reason}", "ssh_scan", "failure"},
    {"banner exchange: Connection from {client} port {port}: {reason}", "ssh_scan", "failure"},
    {"Unable to negotiate with {client} port {port}: {reason}", "ssh_negotiation", "failure"},
    {"ssh_dispatch_run_fatal: Connection from user {user_client} port {port}: {reason}",
     "ssh_connection_failed", "failure"},
    {"ssh_dispatch_run_fatal: Connection from authenticating user {user_client} port {port}: "
     "{reason}",
     "ssh_connection_failed", "failure"},
    {"ssh_dispatch_run_fatal: Connection from invalid user {user_client} port {port}: {reason}",
     "ssh_connection_failed", "failure"},
    {"ssh_dispatch_run_fatal: Connection from {client} port {port}: {reason}",
     "ssh_connection_failed", "failure"},
    {"kex_exchange_identification: {reason}", "ssh_scan", "failure"},
    {"Timeout before authentication for connection from {client} to {server}, pid = {pid}",
     "ssh_timeout", "failure"},
    {"Timeout before authentication for {client} port {port}", "ssh_timeout", "failure"},
    {"Timeout, client not responding from user {user_client} port {port}", "ssh_timeout", ""},
    {"drop connection #{count} from [{client}]:{port} on [{server}]:{server_port} {reason}",
     "ssh_connection_dropped", "failure"},
    {"reverse mapping checking getaddrinfo for {name} [{client}] failed{rest}",
     "ssh_reverse_mapping", "failure"},
    {"Address {client} maps to {name}, but this does not map back to the address{rest}",
     "ssh_reverse_mapping", "failure"},
    {"Server listening on {server} port {server_port}.", "ssh_server_started", ""},
    {"Received signal {signal}; terminating.", "ssh_server_stopped", ""},
    {"beginning MaxStartups throttling", "ssh_throttling", ""},
    {"exited MaxStartups throttling {rest}", "ssh_throttling_ended", ""},
    {"session opened for local user {user} from [{client}]", "sftp_session_opened", "success"},
    {"session closed for local user {user} from [{client}]", "sftp_session_closed", ""},
};

constexpr std::string_view kLevels[] = {"error: ", "fatal: ", "debug1: ", "debug2: ", "debug3: "};

// Texts no other program has, of which nothing can be taken but the text.
constexpr std::string_view kOwnTexts[] = {
    "buffer_get_string: bad string",
    "buffer_get_ret: ",
    "Corrupted MAC on input",
    "crc32 compensation attack",
    "bad client public DH value",
    "unknown or unsupported key type",
    "curve25519 keys",
    "ssh_packet_",
    "sshpkt_",
    "userauth_",
    "mm_request_",
    "mm_answer_",
    "kex_input_",
    "kex_protocol_error",
    "User child is on pid ",
};

// "message repeated 2 times: [ Failed ...]", as rsyslog has it.
struct Repetition {
  std::string_view count;
  std::string_view text;
};
std::optional<Repetition> repetition_in(std::string_view text) {
  constexpr std::string_view kRepeated = "message repeated ";
  constexpr std::string_view kOpen = " times: [ ";
  const std::size_t open = text.find(kOpen);
  if (!starts_with(text, kRepeated) || open == kNone || text.back() != ']') {
    return std::nullopt;
  }
  const std::size_t begin = open + kOpen.size();
  return Repetition{text.substr(kRepeated.size(), open - kRepeated.size()),
                    trimmed(text.substr(begin, text.size() - begin - 1))};
}

std::string_view without_repetition(std::string_view text, Pairs& pairs) {
  const auto repetition = repetition_in(text);
  if (!repetition) {
    return text;
  }
  if (const auto count = parse_integer(repetition->count)) {
    pairs.push_back({"repeated", *count});
  }
  return repetition->text;
}

std::string_view without_level(std::string_view text, Pairs& pairs) {
  for (const std::string_view level : kLevels) {
    if (starts_with(text, level)) {
      pairs.push_back({"level", level.substr(0, level.size() - 2)});
      return text.substr(level.size());
    }
  }
  return text;
}

std::string_view without_stage(std::string_view text, Pairs& pairs) {
  constexpr std::string_view kBefore = " [preauth]";
  const std::size_t cut = text.size() < kBefore.size() ? 0 : text.size() - kBefore.size();
  if (text.substr(cut) != kBefore) {
    return text;
  }
  pairs.push_back({"stage", std::string_view("preauth")});
  return text.substr(0, cut);
}

// "root 192.0.2.1": the address is what has no blank.
void split_user(Pairs& pairs) {
  for (Pair& pair : pairs) {
    const auto* text = std::get_if<std::string_view>(&pair.value);
    if (pair.name == "user_client" && text != nullptr) {
      const std::string_view both = *text;
      const std::size_t blank = both.rfind(' ');
      pair = {"client", blank == kNone ? both : both.substr(blank + 1)};
      if (blank != kNone) {
        pairs.push_back({"user", both.substr(0, blank)});
      }
      return;
    }
  }
}

std::string_view without_end_of_line(std::string_view text) {
  const std::size_t last = text.find_last_not_of("\r\n ");
  return trimmed(text.substr(0, last == kNone ? 0 : last + 1));
}

class OpensshParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"linux", "", "sshd"};
    pairs_.clear();
    const std::string_view message = without_end_of_line(record);
    const auto* const control = std::find_if(message.begin(), message.end(), [](char c) {
      return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f;
    });
    if (message.empty() || control != message.end()) {
      return ParseResult::malformed("openssh: empty, or a control character in the text",
                                    static_cast<std::size_t>(control - message.begin()));
    }
    event.add(Field::message, message);
    std::string_view text = without_repetition(message, pairs_);
    text = without_level(without_stage(text, pairs_), pairs_);
    if (!host::read_pam(text, {}, pairs_, event) &&
        host::read_phrase(text, kPhrases, pairs_, event) == nullptr) {
      event.notes.push_back("openssh: the text is not known");
    }
    split_user(pairs_);
    table_.apply(pairs_, context, event);
    return {};
  }

 private:
  FieldTable table_{kRows};
  Pairs pairs_;
};

Confidence recognise_text(std::string_view text) {
  const std::size_t stage = text.find(" [preauth]");
  const bool own = stage != kNone || text.find(" ssh2") != kNone;
  text = text.substr(0, stage);
  bool has_level = false;
  for (const std::string_view level : kLevels) {
    has_level = has_level || starts_with(text, level);
    text.remove_prefix(starts_with(text, level) ? level.size() : 0);
  }
  const auto* const phrase = std::find_if(
      std::begin(kPhrases), std::end(kPhrases),
      [&](const Phrase& candidate) { return host::fits_phrase(text, candidate.pattern); });
  if (phrase != std::end(kPhrases)) {
    const bool addressed = text.find(" port ") != kNone || text.find(" from ") != kNone;
    return own || addressed || starts_with(phrase->action, "ssh_server") ||
                   text.find("MaxStartups") != kNone
               ? Confidence::certain
               : Confidence::likely;
  }
  const bool known =
      std::any_of(std::begin(kOwnTexts), std::end(kOwnTexts),
                  [&](std::string_view own_text) { return text.find(own_text) != kNone; });
  return own && (has_level || known)   ? Confidence::certain
         : own || (has_level && known) ? Confidence::likely
         : known                       ? Confidence::possible
                                       : Confidence::no;
}

Confidence recognise(std::string_view record) {
  std::string_view text = without_end_of_line(record);
  constexpr std::size_t kLongest = 2048;
  if (text.empty() || text.size() > kLongest || text.front() == '<' || text.front() == '{') {
    return Confidence::no;
  }
  // sshd itself says "PAM 2 more authentication failures" when a connection ends.
  const bool more_failures =
      starts_with(text, "PAM ") && text.find(" more authentication failure") != kNone;
  if (more_failures || host::looks_like_pam(text, "sshd")) {
    return Confidence::certain;
  }
  const auto repetition = repetition_in(text);
  return recognise_text(repetition ? repetition->text : text);
}

std::unique_ptr<Parser> create() {
  return std::make_unique<OpensshParser>();
}

}  // namespace

extern const Format openssh_format;
const Format openssh_format = {"openssh", "OpenSSH server messages, without their syslog header",
                               recognise, create};

}  // namespace yagura
