// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Microsoft 365 unified audit log: the records of the Management Activity API, bare, as the
// AuditData of an export, or below a collector's own key.
//
//   {"CreationTime":"2026-02-25T06:13:20","Id":"...","Operation":"New-InboxRule","RecordType":1,
//    "Workload":"Exchange","UserId":"hanako@example.jp","ClientIP":"[2001:db8::1]:50022",
//    "ResultStatus":"True","Parameters":[{"Name":"ForwardTo","Value":"x@example.net"}],...}
//
// Every workload adds its own keys to the common ones. CreationTime has no zone and is UTC. Results
// are "Success", "Succeeded", "True" and their opposites. Lists of Name and Value are also given as
// one field of texts, "Parameters":["ForwardTo=x@example.net"], and what ExtendedProperties and its
// kin name stands under that name, too, because Sigma's rules ask so. Alerts of the compliance
// centre get the names (eventSource, eventName, status) that its rules have from Defender for Cloud
// Apps.
#include <algorithm>
#include <initializer_list>
#include <memory>

#include "base/number.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

constexpr Mapping kRows[] = {
    {"CreationTime", Field::timestamp, As::time},
    {"CreationDate", Field::timestamp, As::time},
    {"Id", Field::event_id},
    {"Operation", Field::event_action},
    {"RecordType", Field::event_code},
    {"Workload", Field::event_provider},
    {"LogonError", Field::event_reason},
    {"ResultStatusDetail", Field::event_reason},
    {"UserId", Field::user_name},
    {"UserKey", Field::user_id},
    {"OrganizationId", Field::cloud_account_id},
    {"client.address", Field::source_ip, As::ip},
    {"client.port", Field::source_port, As::port},
    {"UserAgent", Field::user_agent_original},
    {"ClientInfoString", Field::user_agent_original},
    {"TargetUserOrGroupName", Field::user_target_name},
    {"MailboxOwnerUPN", Field::user_target_name},
    {"MailboxOwnerSid", Field::user_target_id},
    // SharePoint, OneDrive
    {"object.url", Field::url_original, As::url},
    {"Url", Field::url_original, As::url},
    {"SourceFileName", Field::file_name},
    {"SourceFileExtension", Field::file_extension},
    {"SourceRelativeUrl", Field::file_directory},
    {"FileSizeBytes", Field::file_size, As::integer},
    {"FileSize", Field::file_size, As::integer},
    {"AttachmentData.0.FileName", Field::file_name},
    {"AttachmentData.0.SHA256", Field::file_md5, As::hash},
    {"Sha256", Field::file_md5, As::hash},
    {"DeviceDisplayName", Field::host_name, As::lower},
    {"DeviceName", Field::host_name, As::lower},
    // Mail: Exchange, Defender for Office 365, data loss prevention
    {"P2Sender", Field::email_from},
    {"P1Sender", Field::email_from},
    {"ExchangeMetaData.From", Field::email_from},
    {"Recipients", Field::email_to},
    {"ExchangeMetaData.To", Field::email_to},
    {"Subject", Field::email_subject},
    {"Item.Subject", Field::email_subject},
    {"ExchangeMetaData.Subject", Field::email_subject},
    {"AffectedItems.0.Subject", Field::email_subject},
    {"InternetMessageId", Field::email_message_id},
    {"Item.InternetMessageId", Field::email_message_id},
    {"ExchangeMetaData.MessageID", Field::email_message_id},
    // Alerts
    {"Name", Field::rule_name},
    {"PolicyDetails.0.PolicyName", Field::rule_name},
    {"AlertId", Field::rule_id},
    {"PolicyId", Field::rule_id},
    {"Category", Field::rule_category},
};

// In the order in which they say who came: the last ones name servers where the others are there.
constexpr std::string_view kAddresses[] = {"ClientIP", "ClientIPAddress", "SenderIp", "UserIp",
                                           "ActorIpAddress"};
// Lists of {Name, Value}, and whether each stands for a key of its own.
struct NamedList {
  std::string_view name;
  bool own_keys;
};
constexpr NamedList kNamedLists[] = {
    {"Parameters", false},      {"OperationProperties", true}, {"ExtendedProperties", true},
    {"DeviceProperties", true}, {"NonPIIParameters", false},
};
// Below which collectors put the record.
constexpr std::string_view kWrappers[] = {"office365.", "o365.audit.", "o365audit."};

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string_view joined(std::string_view name, std::string_view value, Arena& arena) {
  char* const out = arena.allocate(name.size() + 1 + value.size());
  name.copy(out, name.size());
  out[name.size()] = '=';
  std::copy(value.begin(), value.end(), out + name.size() + 1);
  return {out, name.size() + 1 + value.size()};
}

// "Parameters.3.Name" of the list "Parameters".
bool is_name_in(std::string_view name, std::string_view list) {
  constexpr std::string_view kName = ".Name";
  return starts_with(name, list) && name.size() > list.size() + kName.size() &&
         name[list.size()] == '.' && is_digit(name[list.size() + 1]) &&
         name.substr(name.size() - kName.size()) == kName;
}

class M365AuditParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"m365", "", "audit"};
    pairs_.clear();
    if (const ParseResult result = json_.read(record, {}, event, pairs_); !result.ok) {
      return ParseResult::malformed("m365_audit: not a JSON object", result.offset);
    }
    unwrap(event);
    if (find_pair(pairs_, "Operation") == nullptr && find_pair(pairs_, "Workload") == nullptr) {
      return ParseResult::malformed("m365_audit: neither Operation nor Workload", 0);
    }
    add_named_lists(event);
    add_client();
    add_object();
    add_outcome(event);
    if (pair_text(pairs_, "Workload") == "SecurityComplianceCenter" &&
        starts_with(pair_text(pairs_, "Operation"), "Alert")) {
      event.log_source.service = "threat_management";
      pairs_.push_back({"eventSource", pair_text(pairs_, "Workload")});
      pairs_.push_back({"eventName", pair_text(pairs_, "Name")});
      pairs_.push_back({"status", std::string_view("success")});
    }
    // CreationTime is UTC without saying so.
    table_.apply(pairs_, ParseContext{TimeZone{}, context.received}, event);
    if (const std::string_view user = event.text(Field::user_name); user.find('@') != kNone) {
      event.add(Field::user_email, user);
    }
    return {};
  }

 private:
  void unwrap(Event& event) {
    if (const std::string_view inner = pair_text(pairs_, "AuditData"); !inner.empty()) {
      inner_.clear();
      if (json_.read_nested(inner, {}, event, inner_)) {
        std::swap(pairs_, inner_);
      }
      return;
    }
    for (Pair& pair : pairs_) {
      for (const std::string_view wrapper : kWrappers) {
        if (starts_with(pair.name, wrapper)) {
          pair.name.remove_prefix(wrapper.size());
          break;
        }
      }
    }
  }

  // The value stands right behind its name in all records seen; elsewhere it is looked for nearby.
  void add_named_lists(Event& event) {
    const std::size_t count = pairs_.size();
    for (std::size_t i = 0; i < count && pairs_.size() < kMostPairs; ++i) {
      for (const NamedList& list : kNamedLists) {
        const auto* name = std::get_if<std::string_view>(&pairs_[i].value);
        if (name == nullptr || !is_name_in(pairs_[i].name, list.name)) {
          continue;
        }
        const std::string_view key = *name;
        const Value value = value_beside(i, count);
        const std::string_view text = text_of(value, event.arena());
        pairs_.push_back({list.name, joined(key, text, event.arena())});
        if (list.own_keys && find_pair(pairs_, key) == nullptr) {
          pairs_.push_back({key, value});
        }
      }
    }
  }

  Value value_beside(std::size_t at, std::size_t count) const {
    constexpr std::size_t kName = 4;
    const std::string_view name = pairs_[at].name;
    const std::string_view element = name.substr(0, name.size() - kName);
    for (const std::size_t other : {at + 1, at - 1}) {
      if (other < count && starts_with(pairs_[other].name, element) &&
          pairs_[other].name.substr(element.size()) == "Value") {
        return pairs_[other].value;
      }
    }
    return std::string_view{};
  }

  // "192.0.2.1", "192.0.2.1:50022", "[2001:db8::1]:50022", "::ffff:192.0.2.1".
  void add_client() {
    for (const std::string_view name : kAddresses) {
      const std::string_view text = pair_text(pairs_, name);
      const bool bare = may_be_address(text) && IpAddress::parse(text);
      const Url parts = bare ? Url{} : split_authority(text);
      const std::string_view address = bare ? text : parts.host;
      if (address.empty() || !IpAddress::parse(address)) {
        continue;
      }
      pairs_.push_back({"client.address", address});
      if (parts.port) {
        pairs_.push_back({"client.port", std::int64_t{*parts.port}});
      }
      return;
    }
  }

  void add_object() {
    const std::string_view object = pair_text(pairs_, "ObjectId");
    if (starts_with(object, "https://") || starts_with(object, "http://")) {
      pairs_.push_back({"object.url", object});
    }
  }

  void add_outcome(Event& event) const {
    const Value* result = find_pair(pairs_, "ResultStatus");
    if (result == nullptr) {
      return;
    }
    const std::string_view text = text_of(*result, event.arena());
    const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
      return std::any_of(words.begin(), words.end(),
                         [&](std::string_view word) { return equal_ignoring_case(text, word); });
    };
    if (is_one_of({"Success", "Succeeded", "True", "PartiallySucceeded", "Completed"})) {
      event.add(Field::event_outcome, std::string_view("success"));
    } else if (is_one_of({"Failed", "Failure", "Fail", "False"})) {
      event.add(Field::event_outcome, std::string_view("failure"));
    }
  }

  FieldTable table_{kRows, {.keep_own_names = true}};
  JsonReader json_;
  Pairs pairs_;
  Pairs inner_;
};

Confidence recognise(std::string_view record) {
  if (!looks_like_json_object(record)) {
    return Confidence::no;
  }
  if (has_json_key(record, R"("Workload")") && has_json_key(record, R"("Operation")") &&
      (has_json_key(record, R"("RecordType")") || has_json_key(record, R"("CreationTime")"))) {
    return Confidence::certain;
  }
  const bool exported =
      has_json_key(record, R"("AuditData")") && record.find(R"(\"Workload\")") != kNone;
  return exported ? Confidence::certain : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<M365AuditParser>();
}

}  // namespace

extern const Format m365_audit_format;
const Format m365_audit_format = {"m365_audit", "Microsoft 365 unified audit log, JSON", recognise,
                                  create};

}  // namespace yagura
