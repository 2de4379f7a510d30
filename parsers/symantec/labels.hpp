// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "parse/text_forms.hpp"

namespace yagura::symantec {

// Whether a value may hold commas. After one that may not, a part without a label is a column.
enum class Commas : bool { none, some };

struct Label {
  std::string_view text;  // as the record has it, in any case
  Commas commas = Commas::none;
  std::string_view name = {};  // what the field table knows it by, if not by its text
};

// What Symantec Endpoint Protection Manager writes before values (12.1 to 14.3). Exports seen so
// far keep these in English whatever the language of the console; the Japanese ones are its words.
inline constexpr Label kLabels[] = {
    {"Action"},
    {"Action Type"},
    {"Actual action", Commas::some},
    {"Admin"},
    {"Allowed application reason", Commas::some},
    {"Application", Commas::some},
    {"Application hash"},
    {"Application name", Commas::some},
    {"Application type"},
    {"Application version", Commas::some},
    {"Begin"},
    {"Begin Time", Commas::none, "Begin"},
    {"CIDS Signature ID"},
    {"CIDS Signature string", Commas::some},
    {"CIDS Signature SubID"},
    {"Category"},
    {"Category set"},
    {"Category type"},
    {"Certificate issuer", Commas::some},
    {"Certificate serial number"},
    {"Certificate signer", Commas::some},
    {"Certificate thumbprint"},
    {"Command", Commas::some},
    {"Company name", Commas::some},
    {"Computer"},
    {"Computer name"},
    {"Confidence", Commas::some},
    {"Description", Commas::some},
    {"Device ID", Commas::some},
    {"Disposition", Commas::some},
    {"Domain"},
    {"Domain Name"},
    {"Download site", Commas::some},
    {"Downloaded by", Commas::some},
    {"Duration (seconds)"},
    {"End", Commas::none, "End Time"},
    {"End Time"},
    {"Event Description", Commas::some},
    {"Event Insert Time"},
    {"Event time"},
    {"Event Type"},
    {"File path", Commas::some},
    {"File size (bytes)"},
    {"First Seen", Commas::some},
    {"Group"},
    {"Group Name", Commas::some},
    {"Hack Type"},
    {"Hash type"},
    {"IP Address"},
    {"Infected"},
    {"Inserted", Commas::none, "Event Insert Time"},
    {"Intensive Protection Level"},
    {"Intrusion ID"},
    {"Intrusion Payload URL", Commas::some},
    {"Intrusion URL", Commas::some},
    {"Last update time"},
    {"Local"},
    {"Local Host"},
    {"Local Host IP"},
    {"Local Host MAC"},
    {"Local Port"},
    {"Location", Commas::some},
    {"MD-5"},
    {"Occurrences"},
    {"Omitted"},
    {"Policy Name", Commas::some},
    {"Prevalence", Commas::some},
    {"Remote"},
    {"Remote Host"},
    {"Remote Host IP"},
    {"Remote Host MAC"},
    {"Remote Host Name"},
    {"Remote Port"},
    {"Requested action", Commas::some},
    {"Risk name", Commas::some},
    {"Rule"},
    {"SHA-256"},
    {"Scan ID"},
    {"Scan Type"},
    {"Secondary action", Commas::some},
    {"Sensitivity"},
    {"Server"},
    {"Server Name"},
    {"Signing timestamp"},
    {"Site"},
    {"Site Name", Commas::none, "Site"},
    {"Source", Commas::some},
    {"Source Computer IP"},
    {"Source Computer Name"},
    {"Source IP"},
    {"Threats"},
    {"Total files"},
    {"URL Category", Commas::some},
    {"URL Risk", Commas::some},
    {"URL Tracking Status"},
    {"User"},
    {"User Name"},
    {"User1"},
    {"User2"},
    {"Web domain", Commas::some},
    {"IP アドレス", Commas::none, "IP Address"},
    {"アプリケーション", Commas::some, "Application"},
    {"イベントの説明", Commas::some, "Event Description"},
    {"イベント時刻", Commas::none, "Event time"},
    {"グループ名", Commas::some, "Group Name"},
    {"コンピュータ名", Commas::none, "Computer name"},
    {"コンピューター名", Commas::none, "Computer name"},
    {"サーバー名", Commas::none, "Server Name"},
    {"ドメイン名", Commas::none, "Domain Name"},
    {"ファイルパス", Commas::some, "File path"},
    {"ユーザー名", Commas::none, "User Name"},
    {"リスク名", Commas::some, "Risk name"},
    {"ルール", Commas::none, "Rule"},
    {"処理", Commas::none, "Action"},
    {"終了時刻", Commas::none, "End Time"},
    {"開始時刻", Commas::none, "Begin"},
};

inline const Label* find_label(std::string_view text) {
  for (const Label& label : kLabels) {
    if (equal_ignoring_case(label.text, text)) {
      return &label;
    }
  }
  return nullptr;
}

}  // namespace yagura::symantec
