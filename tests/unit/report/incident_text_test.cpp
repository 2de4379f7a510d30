// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/incident_text.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "report_fixture.hpp"

namespace yagura {
namespace {

using namespace fixture;

Alert alert(const char* id, const char* seen, const char* title) {
  Alert made;
  made.id = id;
  made.organisation = code("352021");
  made.title_ja = title;
  made.level = Level::high;
  made.key = "host=srv01 user=admin";
  made.first_seen = at(seen);
  made.last_seen = made.first_seen;
  made.count = 12;
  return made;
}

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    widest = std::max(widest, display_width(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widest;
}

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

}  // namespace

TEST_CASE("the list has a line for each incident, newest first", "[report]") {
  const std::string expected =
      R"(管理番号      判明              種別  重要  状態    影響               件名
cccccccccccc  2026-03-21 00:01  攻撃  重大  －      県内1市            Shadow copies deleted
bbbbbbbbbbbb  2026-03-16 09:20  鮮度  高    継続中  県内3市            コンビニ交付システムにおいて…
aaaaaaaaaaaa  2026-02-25 12:34  障害  高    復旧    県内5市3町         全国の複数の自治体でホームペ…
)";
  CHECK(incident_list_text({web_outage(), ransomware(), stale_feed()}, bodies(), tokyo()) ==
        expected);
  CHECK(widest_line(expected) <= kTerminalColumns);
  CHECK(incident_list_text({}, bodies(), tokyo()) == "該当なし\n");
}

TEST_CASE("an incident is shown whole, with its alerts in order of time", "[report]") {
  Alert first = alert("x1", "2026-03-20T15:00:00Z", "シャドウコピーの削除");
  first.response_ja = {"端末を切り離す", "資格情報を変える"};
  Alert second = alert("x2", "2026-03-20T15:01:00Z", "復旧機能の無効化");
  second.incident_id = ransomware().id;
  second.response_ja = {"資格情報を変える"};
  const Alert other = alert("y", "2026-03-20T15:00:00Z", "別件");
  CHECK(incident_text(ransomware(), {second, other, first}, bodies(), tokyo()) ==
        R"(管理番号    cccccccccccccccccccccccccccccccc
件名        Shadow copies deleted
種別        攻撃
重要度      重大
判明        令和8年3月21日(土)0時01分頃
発生        令和8年3月21日(土)0時00分頃
復旧        －
継続時間    －
最終更新    令和8年3月21日(土)0時02分頃
原因        調査中
影響        県内1市
影響団体    宇部市
現在影響    宇部市
10大脅威    1位 ランサム攻撃による被害
段階        初期アクセス→実行→影響
対象        host=srv01 user=admin

発生              重要  件数    団体          検知                        対象
2026-03-21 00:00  高    12      宇部市        シャドウコピーの削除        host=srv01 user=admin
2026-03-21 00:01  高    12      宇部市        復旧機能の無効化            host=srv01 user=admin

対応手順
  1.        端末を切り離す
  2.        資格情報を変える
)");
}

TEST_CASE("long and hostile texts neither widen the view nor reach the terminal", "[report]") {
  Incident incident = web_outage();
  incident.cause = repeat("原因x", 200) + "\x1b[2J\n";
  incident.title_ja = repeat("\x1b]0;件名\x07", 50);
  Alert hostile = alert("z", "2026-02-25T03:30:00Z", "\u202e\r\x9b");
  hostile.incident_id = incident.id;
  hostile.key = repeat("k", 5000);
  hostile.response_ja = {repeat("手", 300)};
  const std::string shown = incident_text(incident, {hostile}, bodies(), tokyo());
  const std::string list = incident_list_text({incident}, bodies(), tokyo());
  for (const std::string& text : {shown, list}) {
    CHECK(widest_line(text) <= kTerminalColumns);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
    CHECK(text.find("\u202e") == std::string::npos);
    CHECK(is_valid_utf8(text));
  }
  CHECK(shown.find("\\u{202e}\\r\\x9b") != std::string::npos);
}

}  // namespace yagura
