// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "haproxy/notice.hpp"

#include <algorithm>
#include <iterator>

#include "base/number.hpp"
#include "base/text.hpp"
#include "parse/text_forms.hpp"

namespace yagura::haproxy {
namespace {

constexpr auto kNone = std::string_view::npos;

constexpr std::string_view kLevels[] = {"[ALERT]", "[WARNING]", "[NOTICE]",
                                        "[EMERG]", "[INFO]",    "[DIAG]"};

// What is said of a proxy as a whole: its name stands between `begin` and `part`.
struct Phrase {
  std::string_view begin;
  std::string_view part;
  std::string_view action;
};
constexpr Phrase kPhrases[] = {
    {"backend ", " has no server available!", "no_server_available"},
    {"proxy ", " has no server available!", "no_server_available"},
    {"Proxy ", " started.", "proxy_started"},
    {"Proxy ", " stopped ", "proxy_stopped"},
    {"Stopping ", " in ", "proxy_stopping"},
};

const Phrase* find_phrase(std::string_view text) {
  const auto* const at = std::find_if(std::begin(kPhrases), std::end(kPhrases), [&](const auto& p) {
    return starts_with(text, p.begin) && text.find(p.part, p.begin.size()) != kNone;
  });
  return at == std::end(kPhrases) ? nullptr : at;
}

// "Server backend/name is DOWN": the state; empty if it is none. "Backup" may stand before.
std::string_view server_state(std::string_view text) {
  const std::size_t is = text.find(" is ");
  const bool named = starts_with(text, "Server ") && is != kNone && text.find('/') < is;
  return named ? text.substr(is + 4, 12) : std::string_view{};
}

std::string_view without_backup(std::string_view text) {
  return starts_with(text, "Backup ") ? text.substr(7) : text;
}

}  // namespace

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string_view take_word(std::string_view& rest) {
  rest = trimmed(rest);
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest = trimmed(rest.substr(word.size()));
  return word;
}

void add_endpoint(std::string_view address, std::string_view port, std::string_view word,
                  Pairs& pairs) {
  const std::size_t colon = word.rfind(':');
  pairs.push_back({address, word.substr(0, colon)});
  if (colon != kNone) {
    pairs.push_back({port, word.substr(colon + 1)});
  }
}

void add_server(std::string_view word, Pairs& pairs) {
  const std::size_t slash = word.find('/');
  pairs.push_back({"backend", word.substr(0, slash)});
  if (slash != kNone && word.substr(slash + 1) != "<NOSRV>") {
    pairs.push_back({"server", word.substr(slash + 1)});
  }
}

bool Notice::read(std::string_view text) {
  const bool has_level = read_level(text);
  event_.add_text(Field::message, text);
  return read_state(text) || has_level;
}

// "[WARNING] 036/121456 (4101) : " at the console; syslog has it in its priority.
bool Notice::read_level(std::string_view& text) {
  const std::string_view level = text.substr(0, text.find(']') + 1);
  const std::size_t end = text.find(") : ");
  if (std::find(std::begin(kLevels), std::end(kLevels), level) == std::end(kLevels) ||
      end == kNone) {
    return false;
  }
  pairs_.push_back({"level", level.substr(1, level.size() - 2)});
  if (const std::size_t open = text.rfind('(', end); open != kNone) {
    if (const auto pid = parse_integer(text.substr(open + 1, end - open - 1))) {
      event_.add(Field::process_pid, *pid);
    }
  }
  text = trimmed(text.substr(end + 4));
  return true;
}

bool Notice::read_state(std::string_view text) {
  text = without_backup(text);
  if (starts_with(text, "Connect from ")) {
    return read_connect(text.substr(13));
  }
  if (starts_with(text, "Health check for ")) {
    const std::size_t server = text.find("server ");
    const bool failed = text.find(" failed") != kNone;
    return server != kNone && add_state(failed ? "health_check_failed" : "health_check_succeeded",
                                        text.substr(server + 7));
  }
  return read_server_state(text) || read_proxy_state(text);
}

// "192.0.2.1:5000 to 192.0.2.9:80 (frontend/HTTP)": a frontend without a log format.
bool Notice::read_connect(std::string_view rest) {
  add_endpoint("client", "client_port", take_word(rest), pairs_);
  if (take_word(rest) != "to") {
    return false;
  }
  add_endpoint("server_address", "server_port", take_word(rest), pairs_);
  if (starts_with(rest, "(")) {
    pairs_.push_back({"frontend", rest.substr(1, rest.find_first_of("/)") - 1)});
  }
  event_.add(Field::event_action, std::string_view("connect"));
  return true;
}

bool Notice::read_server_state(std::string_view text) {
  const std::string_view state = server_state(text);
  return !state.empty() && add_state(state.find("DOWN") != kNone   ? "server_down"
                                     : state.find("UP") != kNone   ? "server_up"
                                     : state.find("stop") != kNone ? "server_stopping"
                                                                   : "server_changed",
                                     text.substr(7));
}

bool Notice::read_proxy_state(std::string_view text) {
  const Phrase* const phrase = find_phrase(text);
  if (phrase == nullptr) {
    return false;
  }
  const std::size_t end = text.find(phrase->part, phrase->begin.size());
  const std::string_view name = text.substr(phrase->begin.size(), end - phrase->begin.size());
  pairs_.push_back({"backend", name.substr(name.rfind(' ') + 1)});
  event_.add(Field::event_action, phrase->action);
  return true;
}

// `rest` begins with "backend/server".
bool Notice::add_state(std::string_view action, std::string_view rest) {
  add_server(rest.substr(0, rest.find_first_of(" ,")), pairs_);
  if (const std::size_t reason = rest.find("reason: "); reason != kNone) {
    const std::string_view text = rest.substr(reason + 8);
    pairs_.push_back(
        {"reason", text.substr(0, std::min({text.find(", info: "), text.find(", check duration"),
                                            text.find(". ")}))});
  }
  event_.add(Field::event_action, action);
  return true;
}

Confidence recognise_notice(std::string_view text) {
  const std::string_view level = text.substr(0, text.find(']') + 1);
  if (std::find(std::begin(kLevels), std::end(kLevels), level) != std::end(kLevels)) {
    return text.find(") : ") != kNone ? Confidence::likely : Confidence::no;
  }
  text = without_backup(text);
  const std::string_view state = server_state(text);
  const bool known = state.find("DOWN") != kNone || state.find("UP") != kNone ||
                     starts_with(text, "Health check for ") || starts_with(text, "Connect from ") ||
                     find_phrase(text) != nullptr;
  return known ? Confidence::certain : Confidence::no;
}

}  // namespace yagura::haproxy
