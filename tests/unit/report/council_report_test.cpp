// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/council_report.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "report_fixture.hpp"

namespace yagura {
namespace {

using namespace fixture;

CouncilReport report_of(std::vector<Incident> incidents) {
  return {std::move(incidents), bodies(), tokyo(), std::nullopt, at("2026-04-10T00:00:00Z")};
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

PreviousMeeting meeting(int year, unsigned month, unsigned day) {
  return {std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month),
                                      std::chrono::day(day)),
          "第1回連携会議"};
}

}  // namespace

TEST_CASE("both known incidents appear in the short form, byte for byte", "[report]") {
  const std::string text = council_report_markdown(report_of({stale_feed(), web_outage()}));
  CHECK(holds(text, R"(## 前回会議後に発生したインシデント

```text
(1) 令和8年2月25日判明
全国の複数の自治体でホームページが開けなくなるトラブル
・原因 クラウド基盤ソフトウェアの不具合
・影響 県内5市3町

(2) 令和8年3月16日判明
コンビニ交付システムにおいて更新情報が反映されないトラブル
・原因 パラメータ不具合によるシステム連携ミス
・影響 県内3市
```
)"));
}

TEST_CASE("the overview tells times, spans, bodies, threats and stages", "[report]") {
  const std::string text =
      council_report_markdown(report_of({stale_feed(), web_outage(), ransomware()}));
  CHECK(holds(text, R"(## 概要

| 番号 | 判明 | 発生 | 復旧 | 継続時間 | 種別 | 影響団体 | 10大脅威 | 段階 |
|---|---|---|---|---|---|---|---|---|
| (1) | 令和8年2月25日(水)12時34分頃 | 令和8年2月25日(水)12時30分頃 | 令和8年2月25日(水)21時54分頃 | 9時間24分 | 障害 | 下関市、萩市、光市、柳井市、美祢市、周防大島町、和木町、平生町 | － | － |
| (2) | 令和8年3月16日(月)9時20分頃 | 令和8年3月16日(月)9時00分頃 | 継続中 | 継続中 | 鮮度 | 宇部市、防府市、岩国市 | － | － |
| (3) | 令和8年3月21日(土)0時01分頃 | 令和8年3月21日(土)0時00分頃 | － | － | 攻撃 | 宇部市 | 1位 ランサム攻撃による被害 | 初期アクセス→実行→影響 |
)"));
  CHECK(holds(text,
              "(3) 令和8年3月21日判明\nShadow copies deleted\n・原因 調査中\n・影響 県内1市\n"));
}

TEST_CASE("only incidents since the previous meeting are reported", "[report]") {
  CouncilReport report = report_of({stale_feed(), web_outage()});
  report.previous_meeting = meeting(2026, 2, 26);
  std::string text = council_report_markdown(report);
  CHECK(holds(text, "前回会議 令和8年2月26日 第1回連携会議\n"));
  CHECK(holds(text, "(1) 令和8年3月16日判明\n"));
  CHECK_FALSE(holds(text, "ホームページ"));
  report.previous_meeting = meeting(2026, 2, 25);
  CHECK(holds(council_report_markdown(report), "(2) 令和8年3月16日判明\n"));
  report.previous_meeting = meeting(2026, 4, 1);
  text = council_report_markdown(report);
  CHECK(text.ends_with("## 前回会議後に発生したインシデント\n\n該当なし\n"));
  CHECK(holds(council_report_html(report), "<p>該当なし</p>\n</body>"));
}

TEST_CASE("the HTML page stands alone and breaks the short form into its lines", "[report]") {
  const std::string page = council_report_html(report_of({web_outage()}));
  CHECK(holds(page, "<html lang=\"ja\">"));
  CHECK(holds(page, "@page { size: A4;"));
  CHECK(holds(page,
              "<h2>前回会議後に発生したインシデント</h2>\n"
              "<p class=\"short\">(1) 令和8年2月25日判明<br>\n"
              "全国の複数の自治体でホームページが開けなくなるトラブル<br>\n"
              "・原因 クラウド基盤ソフトウェアの不具合<br>\n・影響 県内5市3町</p>\n"));
  CHECK(holds(page, "<td>9時間24分</td>"));
  for (const char* outside : {"http:", "https:", "<script", "<link", "src=", "url(", "@import"}) {
    CHECK_FALSE(holds(page, outside));
  }
}

TEST_CASE("free text cannot break out of the report", "[report]") {
  Incident hostile = web_outage();
  hostile.title_ja = "````\n## x <script>alert(1)</script> & \x1b[31m\xff";
  hostile.cause = "a|b\r\n(9) 令和8年";
  hostile.kind = IncidentKind::attack;
  hostile.stages = {"<b>|x"};
  CouncilReport report = report_of({hostile});
  report.previous_meeting = meeting(2026, 1, 15);
  report.previous_meeting->name = "<i>*m*</i>";
  const std::string text = council_report_markdown(report);
  CHECK(holds(text,
              "`````text\n(1) 令和8年2月25日判明\n"
              "````\\n## x <script>alert(1)</script> & \\x1b[31m\\xff\n"
              "・原因 a|b\\r\\n(9) 令和8年\n・影響 県内5市3町\n`````\n"));
  CHECK(holds(text, " &lt;b\\>\\|x |\n"));
  CHECK(holds(text, "前回会議 令和8年1月15日 &lt;i\\>\\*m\\*&lt;/i\\>\n"));
  const std::string page = council_report_html(report);
  CHECK_FALSE(holds(page, "<script"));
  CHECK_FALSE(holds(page, "\x1b"));
  CHECK(holds(page, "&lt;script&gt;alert(1)&lt;/script&gt; &amp;"));
  CHECK(holds(page, "<td>&lt;b&gt;|x</td>"));
}

TEST_CASE("the same incidents in any order give the same bytes", "[report]") {
  std::vector<Incident> incidents{web_outage(), stale_feed(), ransomware()};
  Incident twin = ransomware();
  twin.id = "dddd";
  incidents.push_back(twin);
  const std::string text = council_report_markdown(report_of(incidents));
  const std::string page = council_report_html(report_of(incidents));
  std::reverse(incidents.begin(), incidents.end());
  CHECK(council_report_markdown(report_of(incidents)) == text);
  CHECK(council_report_html(report_of(incidents)) == page);
}

}  // namespace yagura
