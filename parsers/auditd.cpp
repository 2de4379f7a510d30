// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Linux audit records: as auditd writes them, as audispd and the kernel hand them to syslog, and as
// the journal has them.
//
//   type=SYSCALL msg=audit(1772000000.123:4711): arch=c000003e syscall=59 success=yes exit=0
//       a0=55d a1=55e items=2 ppid=7 pid=8 auid=1000 uid=0 comm="id" exe="/usr/bin/id" key="exec"
//   node=web1 type=USER_LOGIN msg=audit(...): pid=9 uid=0 msg='op=login acct="root"
//       exe="/usr/sbin/sshd" hostname=? addr=192.0.2.1 terminal=ssh res=failed'
//   audit: type=1400 audit(1772000000.123:4711): apparmor="DENIED" operation="open" ...
//
// One happening is several records with one serial number; each is an event here, joined by
// event.sequence. Strings a user can choose are in quotes, or in hexadecimal when they have a
// quote, a blank or a control character; a0 to a3 of SYSCALL are numbers in hexadecimal and stay.
// log_format=ENRICHED appends names in capitals behind a group separator. Sigma's rules ask for the
// names of the log itself, so all of them are kept.
#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <iterator>
#include <memory>

#include "auditd/names.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "parse/field_table.hpp"
#include "parse/key_value.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr char kEnrichedMark = '\x1d';

constexpr Mapping kRows[] = {
    {"node", Field::host_name, As::lower},
    {"operation", Field::event_action},
    {"op", Field::event_action},
    {"SYSCALL", Field::event_action},
    {"type", Field::event_action},
    {"type", Field::event_code},
    {"key", Field::rule_name},
    {"pid", Field::process_pid, As::integer},
    {"ppid", Field::process_parent_pid, As::integer},
    {"exe", Field::process_executable, As::path},
    {"comm", Field::process_name},
    {"proctitle", Field::process_title},
    {"cmd", Field::process_command_line},
    {"command_line", Field::process_command_line},
    {"proctitle", Field::process_command_line},
    {"cwd", Field::process_working_directory},
    {"acct", Field::user_name},
    {"UID", Field::user_name},
    {"uid", Field::user_id},
    {"EUID", Field::process_user_name},
    {"euid", Field::process_user_id},
    {"grp", Field::group_name},
    {"name", Field::file_path, As::path},
    {"path", Field::file_path, As::path},
    {"OUID", Field::file_owner},
    {"addr", Field::source_ip, As::ip},
    {"hostname", Field::source_ip, As::host},
    {"laddr", Field::destination_ip, As::ip},
    {"lport", Field::destination_port, As::port},
    {"rport", Field::source_port, As::port},
};
constexpr std::string_view kNoValue[] = {"?", "(null)", "(none)", "(unknown)", "unset", "{"};

// Strings that may be in hexadecimal.
constexpr std::string_view kUntrusted[] = {
    "comm", "exe", "name", "cwd",  "path",     "proctitle", "cmd",      "key",     "data",
    "acct", "dev", "grp",  "file", "root_dir", "profile",   "new-name", "old-name"};

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

constexpr char kKeySeparator = '\x01';

// "2F62696E" to "/bin". The empty text if it is no such string. Bytes that would end a line or a
// text become blanks (proctitle parts its arguments by NUL), except what parts keys.
std::string_view from_hex(std::string_view text, bool is_key, Arena& arena) {
  const auto upper_hex = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); };
  if (text.empty() || text.size() % 2 != 0 || !std::all_of(text.begin(), text.end(), upper_hex)) {
    return {};
  }
  char* out = arena.allocate(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int byte = hex_digit(text[i]) * 16 + hex_digit(text[i + 1]);
    const bool parts_keys = is_key && byte == kKeySeparator;
    const bool blank = (byte < 0x20 && !parts_keys) || byte == 0x7f;
    out[i / 2] = blank ? ' ' : static_cast<char>(byte);
  }
  return {out, text.size() / 2};
}

// "a3", and "a3[0]" of an argument that was too long for one record, which comes first.
bool is_argument(std::string_view name) {
  const std::size_t end = name.find_first_not_of("0123456789", 1);
  return name.size() > 1 && name[0] == 'a' && end != 1 && (end == kNone || name[end] == '[');
}

class AuditdParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"linux", "", "auditd"};
    pairs_.clear();
    record_ = record;
    std::string_view rest = record;
    if (!read_head(rest, context, event)) {
      return ParseResult::malformed("auditd: neither type= nor a record type in front", 0);
    }
    read_body(rest, event);
    decode(event);
    split_keys();
    if (pair_text(pairs_, "SYSCALL").empty()) {
      pairs_.push_back({"SYSCALL", auditd::system_call(pair_text(pairs_, "arch"),
                                                       pair_text(pairs_, "syscall"))});
    }
    add_outcome(event);
    add_command_line(event);
    add_socket_address(event);
    table_.apply(pairs_, context, event);
    return {};
  }

 private:
  // Takes everything up to the record's own fields off `rest`.
  bool read_head(std::string_view& rest, const ParseContext& context, Event& event) {
    rest = trimmed(rest);
    if (starts_with(rest, "[") && rest.find("] ") != kNone) {  // the kernel's seconds since start
      rest = trimmed(rest.substr(rest.find("] ") + 2));
    }
    for (const std::string_view tag : {"audispd: ", "audit: "}) {
      if (starts_with(rest, tag)) {
        rest = trimmed(rest.substr(tag.size()));
      }
    }
    if (starts_with(rest, "node=")) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      pairs_.push_back({"node", rest.substr(5, end - 5)});
      rest = trimmed(rest.substr(end));
    }
    const bool has_key = starts_with(rest, "type=");
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view type = has_key ? rest.substr(5, end - 5) : rest.substr(0, end);
    if (type.empty() || (!has_key && !auditd::is_record_type(type))) {
      return false;
    }
    rest = trimmed(rest.substr(end));
    const std::string_view name = auditd::record_type(type);
    pairs_.push_back({"type", name.empty() ? type : name});
    read_stamp(rest, context, event);
    return true;
  }

  // "msg=audit(1772000000.123:4711): ".
  static void read_stamp(std::string_view& rest, const ParseContext& context, Event& event) {
    if (starts_with(rest, "msg=")) {
      rest.remove_prefix(4);
    }
    const std::size_t close = rest.find(')');
    const std::size_t colon = rest.find(':');
    if (!starts_with(rest, "audit(") || close == kNone) {
      return;
    }
    if (colon < close) {
      (void)add_as(Field::timestamp, As::time, rest.substr(6, colon - 6), context,
                   DateOrder::unknown, event);
      (void)add_as(Field::event_sequence, As::integer, rest.substr(colon + 1, close - colon - 1),
                   context, DateOrder::unknown, event);
    } else {
      event.notes.push_back("auditd: the serial number is missing");
    }
    rest = rest.substr(close + 1);
    rest.remove_prefix(starts_with(rest, ":") ? 1 : 0);
    rest = trimmed(rest);
  }

  // The fields, those inside msg='...', and the names that enriching appends.
  void read_body(std::string_view rest, Event& event) {
    const std::size_t enriched = rest.find(kEnrichedMark);
    std::string_view own = rest.substr(0, enriched);
    read_access_vector(own);
    const std::size_t quoted = own.find("msg='");
    (void)read_key_values(own.substr(0, quoted), ValueEnd::blank, event.arena(), pairs_);
    if (quoted != kNone) {
      const std::string_view inside = own.substr(quoted + 5);
      const std::size_t close = inside.rfind('\'');
      read_access_vector(inside);
      // Values without quotes may have blanks here ("op=adding user to group").
      (void)read_key_values(inside.substr(0, close), ValueEnd::next_key, event.arena(), pairs_);
      if (close == kNone) {
        event.notes.push_back("auditd: msg is cut off");
      }
    }
    if (enriched != kNone) {
      (void)read_key_values(rest.substr(enriched + 1), ValueEnd::blank, event.arena(), pairs_);
    }
  }

  // SELinux: "avc:  denied  { read write } for  pid=8 ...".
  void read_access_vector(std::string_view text) {
    const std::size_t avc = text.substr(0, 64).find("avc: ");
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}');
    if (avc == kNone || open == kNone || close == kNone || close < open) {
      return;
    }
    pairs_.push_back({"seresult", trimmed(text.substr(avc + 5, open - avc - 5))});
    pairs_.push_back({"seperms", trimmed(text.substr(open + 1, close - open - 1))});
  }

  // Quotes are gone from the values, but not from the record they are views into.
  bool was_quoted(std::string_view value) const {
    const bool inside =
        value.data() > record_.data() && value.data() < record_.data() + record_.size();
    return !inside || value.data()[-1] == '"';
  }

  void decode(Event& event) {
    const bool is_execve = pair_text(pairs_, "type") == "EXECVE";
    for (Pair& pair : pairs_) {
      const auto* text = std::get_if<std::string_view>(&pair.value);
      const bool untrusted = std::find(std::begin(kUntrusted), std::end(kUntrusted), pair.name) !=
                                 std::end(kUntrusted) ||
                             (is_execve && is_argument(pair.name));
      if (text == nullptr || !untrusted || was_quoted(*text)) {
        continue;
      }
      if (const std::string_view plain = from_hex(*text, pair.name == "key", event.arena());
          !plain.empty()) {
        pair.value = plain;
      }
    }
  }

  // A rule may have several keys.
  void split_keys() {
    const std::size_t count = pairs_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const auto* text = std::get_if<std::string_view>(&pairs_[i].value);
      if (text == nullptr || pairs_[i].name != "key") {
        continue;
      }
      std::string_view rest = *text;
      pairs_[i].value = rest.substr(0, rest.find(kKeySeparator));
      for (std::size_t cut = rest.find(kKeySeparator); cut != kNone && pairs_.size() < kMostPairs;
           cut = rest.find(kKeySeparator)) {
        rest.remove_prefix(cut + 1);
        pairs_.push_back({pairs_[i].name, rest.substr(0, rest.find(kKeySeparator))});
      }
    }
  }

  void add_outcome(Event& event) {
    std::string_view result;
    for (const std::string_view name : {"res", "success", "seresult", "apparmor"}) {
      result = result.empty() ? pair_text(pairs_, name) : result;
    }
    const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
      return std::any_of(words.begin(), words.end(),
                         [&](std::string_view word) { return equal_ignoring_case(result, word); });
    };
    if (is_one_of({"success", "yes", "1", "granted", "allowed"})) {
      event.add(Field::event_outcome, std::string_view("success"));
    } else if (is_one_of({"failed", "fail", "no", "0", "denied"})) {
      event.add(Field::event_outcome, std::string_view("failure"));
    }
  }

  // What EXECVE was called with, as one text.
  void add_command_line(Event& event) {
    std::size_t size = 0;
    const bool is_execve = pair_text(pairs_, "type") == "EXECVE";
    for (const Pair& pair : pairs_) {
      const auto* text = std::get_if<std::string_view>(&pair.value);
      size += text != nullptr && is_execve && is_argument(pair.name) ? text->size() + 1 : 0;
    }
    if (size == 0) {
      return;
    }
    char* const out = event.arena().allocate(size);
    char* at = out;
    const char* begin = out;  // of the argument at hand
    const std::size_t count = pairs_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const auto [name, value] = pairs_[i];
      const auto* text = std::get_if<std::string_view>(&value);
      if (text == nullptr || !is_argument(name)) {
        continue;
      }
      const std::size_t part = name.find('[');
      if (part == kNone || name.substr(part) == "[0]") {
        if (at != out) {
          *at++ = ' ';
        }
        begin = at;
      }
      at = std::copy(text->begin(), text->end(), at);
      const bool last =
          i + 1 == count || pairs_[i + 1].name.substr(0, part + 1) != name.substr(0, part + 1);
      if (part != kNone && last) {
        pairs_.push_back(
            {name.substr(0, part), std::string_view(begin, static_cast<std::size_t>(at - begin))});
      }
    }
    event.add(Field::process_command_line,
              std::string_view(out, static_cast<std::size_t>(at - out)));
  }

  // A socket's address as bytes: the family, then port and address in network order.
  void add_socket_address(Event& event) {
    const std::string_view digits = pair_text(pairs_, "saddr");
    const bool v4 = starts_with(digits, "0200");
    constexpr std::size_t kV4 = 16;
    constexpr std::size_t kV6 = 48;
    if ((!v4 && !starts_with(digits, "0A00")) || digits.size() < (v4 ? kV4 : kV6)) {
      return;
    }
    const auto byte_at = [&](std::size_t i) {
      const int byte = hex_digit(digits[2 * i]) * 16 + hex_digit(digits[2 * i + 1]);
      return byte < 0 ? 0 : byte;
    };
    std::array<char, 64> text{};
    char* at = text.data();
    if (v4) {
      for (std::size_t i = 4; i < 8; ++i) {
        at = std::to_chars(at, text.data() + text.size(), byte_at(i)).ptr;
        *at++ = '.';
      }
    } else {
      for (std::size_t i = 16; i < kV6; i += 4) {
        at = std::copy_n(digits.data() + i, 4, at);
        *at++ = ':';
      }
    }
    const std::string_view address(text.data(), static_cast<std::size_t>(at - text.data() - 1));
    if (const auto ip = IpAddress::parse(address)) {
      event.add(Field::destination_ip, *ip);
      event.add(Field::destination_port, std::int64_t{byte_at(2) * 256 + byte_at(3)});
    }
  }

  FieldTable table_{kRows, {.no_value = kNoValue, .keep_own_names = true}};
  Pairs pairs_;
  std::string_view record_;
};

bool is_audit_stamp(std::string_view text) {
  return starts_with(text, "msg=audit(") || starts_with(text, "audit(");
}

Confidence recognise(std::string_view record) {
  std::string_view text = trimmed(record.substr(0, 512));
  if (starts_with(text, "[") && text.find("] ") != kNone) {
    text = trimmed(text.substr(text.find("] ") + 2));
  }
  for (const std::string_view prefix : {"audispd: ", "audit: "}) {
    text.remove_prefix(starts_with(text, prefix) ? prefix.size() : 0);
  }
  const bool has_node = starts_with(text, "node=");
  if (has_node) {
    text = trimmed(text.substr(std::min(text.find(' '), text.size())));
  }
  const std::size_t blank = std::min(text.find(' '), text.size());
  const std::string_view first = text.substr(0, blank);
  const std::string_view rest = trimmed(text.substr(blank));
  if (starts_with(first, "type=")) {
    return is_audit_stamp(rest) ? Confidence::certain : Confidence::no;
  }
  // The journal has the time in the envelope.
  const bool pairs = rest.substr(0, 64).find('=') != kNone;
  return pairs && auditd::is_record_type(first) ? Confidence::likely : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<AuditdParser>();
}

}  // namespace

extern const Format auditd_format;
const Format auditd_format = {"auditd", "Linux audit records (auditd, audispd, kernel, journal)",
                              recognise, create};

}  // namespace yagura
