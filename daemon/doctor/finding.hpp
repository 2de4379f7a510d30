// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace yagura {

// What the doctor looks at, in the order in which it tells.
enum class Check {
  daemon,         // there, and records move
  configuration,  // can be read, and is in force
  sources,        // those that should send do
  clocks,         // event times agree with the time of receipt
  drops,          // records that were given up, senders that were turned away
  dead_letters,   // records that became no event
  certificates,   // ours do not end soon
  disk,           // room for the journal
  journal,        // nothing was set aside
  correlation,    // nothing had to be forgotten
  rules,          // all load
};

struct CheckName {
  std::string_view key;  // in JSON
  std::string_view ja;
  std::string_view en;
};
inline constexpr std::array<CheckName, 11> kCheckNames{{
    {"daemon", "常駐処理", "daemon"},
    {"configuration", "設定", "configuration"},
    {"sources", "送信元", "sources"},
    {"clocks", "時計のずれ", "clocks"},
    {"drops", "欠落と拒否", "drops"},
    {"dead_letters", "解析不能", "dead letters"},
    {"certificates", "証明書", "certificates"},
    {"disk", "ディスク", "disk"},
    {"journal", "ジャーナル", "journal"},
    {"correlation", "相関分析", "correlation"},
    {"rules", "検知ルール", "rules"},
}};
inline const CheckName& name_of(Check check) {
  return kCheckNames.at(static_cast<std::size_t>(check));
}

// How soon somebody has to do something: some day, this week, now.
enum class Grade { notice, warning, critical };

// A text in both languages.
struct Wording {
  std::string ja;
  std::string en;
};

struct Finding {
  Check check = Check::daemon;
  Grade grade = Grade::notice;
  std::string subject;  // a source, a file; may be empty
  Wording what;
  Wording mend;
};

}  // namespace yagura
