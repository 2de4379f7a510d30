// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/explain_run.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "base/text.hpp"
#include "temporary_folder.hpp"

using namespace yagura;

namespace {

constexpr const char* kRules = R"(title: Suspicious delete
title_ja: 不審な削除
id: r1
name: deletes
logsource: { product: windows, category: process_creation }
detection:
  tool:
    Image|endswith: '\tool.exe'
    CommandLine|contains|all: [delete, all]
  filter_admin:
    User|expand: '%Admins%'
  condition: tool and not 1 of filter_*
---
title: Not at night
logsource: { product: windows }
filter:
  rules: [r1]
  night: { Shift: night }
  condition: not night
---
title: Many deletes
id: c1
correlation:
  type: event_count
  rules: [deletes]
  group-by: [User]
  timespan: 10m
  condition: { gte: 3 }
---
title: Bad names
id: i1
logsource: { category: proxy }
indicator: { kind: domain, entries: [evil.example], source: feed }
---
title: No test traffic
logsource: { category: proxy }
filter:
  rules: [i1]
  lab: { cs-username: lab }
  condition: not lab
---
title: Bad name twice
id: c2
correlation:
  type: event_count
  rules: [i1]
  group-by: [source.ip]
  timespan: 10m
  condition: { gte: 2 }
---
title: Stopped
id: stopped
logsource: { product: windows, category: process_creation }
detection: { s: { Image: stop }, condition: s }
---
title: Not started again
title_ja: 再起動されない
id: a1
absence: { after: stopped, expected: deletes, within: 1m, group-by: [User] }
---
title: Many stops
id: b1
baseline: { rules: [stopped], group-by: [User], at-least: 3 }
)";

struct Answer {
  int code;
  std::string out;
  std::string err;
};

class Fixture {
 public:
  Fixture() {
    std::ofstream(folder_.path() / "rules.yaml") << kRules;
    std::ofstream(folder_.path() / "placeholders.yaml") << "Admins: [root, Operator]\n";
  }

  template <typename Run>
  Answer run(Run verb, const std::string& rule, const std::string& events,
             OutputForm form = OutputForm::text) const {
    ExplainOptions options;
    options.rule = rule;
    options.rules = {folder_.path() / "rules.yaml"};
    options.events = "-";
    options.source = source;
    options.placeholders = folder_.path() / "placeholders.yaml";
    options.form = form;
    std::istringstream in(events);
    std::ostringstream out;
    std::ostringstream err;
    const int code = verb(options, in, out, err);
    return {code, out.str(), err.str()};
  }
  std::string why_not(const std::string& event) const {
    return run(run_rules_why_not, "r1", event).out;
  }

  std::optional<LogSource> source;

 private:
  const yagura::test::TemporaryFolder folder_;
};

bool has(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

std::string delete_event(int second, const std::string& user = "ann") {
  return R"({"@timestamp":"2026-04-01T00:00:0)" + std::to_string(second) +
         R"(Z","Image":"C:\\tool.exe","CommandLine":"delete all")" +
         (user.empty() ? "" : R"(,"User":")" + user + "\"") + "}\n";
}

}  // namespace

TEST_CASE("explain shows the condition, each test and what it met", "[inspect]") {
  const Fixture fixture;
  const std::string event =
      "{\n \"Image\": \"C:\\\\TOOL.exe\",\n \"CommandLine\": \"delete one\", \"User\": "
      "\"OPERATOR\"\n}\n";
  const Answer answer = fixture.run(run_rules_explain, "Suspicious delete", event);
  CHECK(answer.code == 0);
  CHECK(answer.err.empty());
  has(answer.out, "event of line 1: the rule does not match\n");
  has(answer.out,
      "condition: tool and not 1 of filter_*\n  no  all of\n  no    tool\n  no    not\n");
  has(answer.out, "  yes   Image|endswith (line 8)\n  yes     '\\tool.exe'\n");
  has(answer.out, "met Image = 'C:\\TOOL.exe'");
  has(answer.out, "  yes     'delete'\n  no      'all'\n");
  has(answer.out, "'%Admins%'\n          filled in: root, Operator\n");
  has(answer.out, "filter Not at night (");
  has(answer.out, "missing in the event");
}

TEST_CASE("no line is wider than a terminal and no text reaches it unescaped", "[inspect]") {
  const Fixture fixture;
  const std::string hostile(300, 'x');
  const Answer answer = fixture.run(
      run_rules_explain, "r1",
      R"({"Image":"\u001b[31m)" + hostile + R"(","CommandLine":"長い長い)" + hostile + "\"}");
  std::istringstream lines(answer.out);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CHECK(display_width(line) <= kInspectColumns);
    CHECK(line.find('\x1b') == std::string::npos);
  }
  CHECK(count > 10);
}

TEST_CASE("why-not names the first thing missing, in both languages", "[inspect]") {
  Fixture fixture;
  std::string said = fixture.why_not(R"({"Image":"C:\\tool.exe"})");
  has(said, "条件 tool が調べる項目がイベントにありません: CommandLine|contains|all。");
  has(said, "The event has no field for CommandLine|contains|all of tool.");
  has(said, "smallest change (1):\n  tool (line 9): CommandLine|contains|all must meet: all of");

  said = fixture.why_not(R"({"Image":"C:\\other.exe","CommandLine":"delete all"})");
  has(said, "Image|endswith of tool asks for '\\tool.exe', but the event has 'C:\\other.exe'.");

  said = fixture.why_not(R"({"Image":"\\tool.exe","CommandLine":"delete all","User":"root"})");
  has(said, "除外する条件 filter_admin が成り立っています。");
  has(said, "filter_admin holds, but must not: User|expand finds '%Admins%' in 'root'.");

  said = fixture.why_not(R"({"Image":"\\tool.exe","CommandLine":"delete all","Shift":"night"})");
  has(said, "night holds, but must not");
  has(said, "filter Not at night, night");

  has(fixture.why_not(R"({"Image":"\\tool.exe","CommandLine":"delete all"})"), "一致します");

  fixture.source = LogSource{"linux", "", ""};
  has(fixture.why_not(delete_event(1)), "but the event is product=linux, so it is\nnot asked");
}

TEST_CASE("why-not tells of the event that comes nearest", "[inspect]") {
  const Fixture fixture;
  const Answer answer =
      fixture.run(run_rules_why_not, "r1", "{\"a\":1}\n{\"Image\":\"\\\\tool.exe\"}\n{\"b\":1}\n");
  has(answer.out, "event of line 2\n");
}

TEST_CASE("objects over several lines and JSON lines are read alike", "[inspect]") {
  const Fixture fixture;
  const Answer pretty = fixture.run(run_rules_explain, "r1", "{\n\"a\": \"}{\"\n}\n\n{\"b\":\n1}");
  CHECK(pretty.code == 0);
  has(pretty.out, "event of line 1:");
  has(pretty.out, "event of line 5:");
  const Answer lines = fixture.run(run_rules_explain, "r1", "{\"a\":1}\n{\"b\":1\n{\"c\":1}\n");
  CHECK(lines.code == 1);
  has(lines.err, "line 2: ");
  has(lines.out, "event of line 3:");
}

TEST_CASE("the JSON forms hold the same", "[inspect]") {
  const Fixture fixture;
  const std::string event = R"({"Image":"\\tool.exe","CommandLine":"delete one"})";
  const auto explained =
      nlohmann::json::parse(fixture.run(run_rules_explain, "r1", event, OutputForm::json).out);
  CHECK(explained["matches"] == false);
  CHECK(explained["sections"].size() == 2);
  CHECK(explained["sections"][1]["filter"] == "Not at night");
  const auto& tool = explained["sections"][0]["selections"][0]["tests"]["of"];
  CHECK(tool[0]["holds"] == true);
  CHECK(tool[1]["values"][1] == nlohmann::json{{"text", "all"}, {"holds", false}});
  CHECK(tool[1]["met"][0]["value"] == "delete one");
  const auto said =
      nlohmann::json::parse(fixture.run(run_rules_why_not, "r1", event, OutputForm::json).out);
  CHECK(said["changes"].size() == 1);
  CHECK(said["changes"][0]["selection"] == "tool");
  CHECK(said["changes"][0]["must_hold"] == true);
}

TEST_CASE("a correlation shows each event's group and the number at the end", "[inspect]") {
  const Fixture fixture;
  const std::string events =
      delete_event(1) + delete_event(2, "Ann") + delete_event(3, "bob") + delete_event(4, "");
  const Answer shown = fixture.run(run_rules_explain, "c1", events);
  CHECK(shown.code == 0);
  has(shown.out, "line 1 2026-04-01T00:00:01.000Z part 1: User='ann'\n");
  has(shown.out, "does not count: User is missing");
  has(shown.out, "in the window: 2 events, lines 1 2\n    no  2 against gte: 3, fired 0 times\n");
  const Answer said = fixture.run(run_rules_why_not, "c1", events);
  has(said.out, "Within 600 s User='ann' comes to 2, and the condition is gte: 3.");
  const Answer fired = fixture.run(run_rules_explain, "c1", delete_event(0) + events);
  has(fired.out, "part 1: User='Ann', fires\n");
  has(fired.out, "yes 3 against gte: 3, fired 1 times");
}

TEST_CASE("a correlation whose rule no event meets sends on to that rule", "[inspect]") {
  const Fixture fixture;
  const Answer said = fixture.run(run_rules_why_not, "c1", R"({"Image":"\\tool.exe"})");
  has(said.out, "No event matches deletes, which it counts.");
  has(said.out, "The event has no field for CommandLine|contains|all of tool.");
}

TEST_CASE("an indicator shows the entry that was met, or why none was", "[inspect]") {
  Fixture fixture;
  fixture.source = LogSource{"", "proxy", ""};
  const std::string events =
      "{\"url.domain\":\"a.evil.example\"}\n"
      "{\"url.domain\":\"good.example\"}\n"
      "{\"url.domain\":\"evil.example\",\"user.name\":\"lab\"}\n"
      "{\"x\":1}\n";
  const Answer answer = fixture.run(run_rules_explain, "Bad names", events);
  CHECK(answer.code == 0);
  has(answer.out, "yes event of line 1\n");
  has(answer.out, "url.domain meets the entry evil.example.");
  has(answer.out, "source: feed");
  has(answer.out, "None of its values meets a valid entry.");
  has(answer.out, "A filter leaves this event out.");
  has(answer.out, "The event has none of the fields that the rule looks at.");
  const Answer nearest = fixture.run(run_rules_why_not, "i1", events, OutputForm::json);
  const auto json = nlohmann::json::parse(nearest.out);
  CHECK(json["line"] == 1);
  CHECK(json["rule"]["id"] == "i1");
  CHECK(json["entry"]["text"] == "evil.example");
  fixture.source = LogSource{"", "dns", ""};
  has(fixture.run(run_rules_why_not, "i1", events).out, "The rule is for category=proxy");
}

TEST_CASE("a correlation counts what an indicator meets", "[inspect]") {
  const std::string event = "{\"url.domain\":\"evil.example\",\"source.ip\":\"10.0.0.1\"}\n";
  const Answer answer = Fixture().run(run_rules_explain, "c2", event + event);
  has(answer.out, "2 events\n");
  has(answer.out, "fired 1 times");
}

TEST_CASE("an absence shows what came, what did not and who still waits", "[inspect]") {
  const Fixture fixture;
  const auto stop = [](const std::string& time, const std::string& user) {
    return R"({"@timestamp":"2026-04-01T00:0)" + time + R"(Z","Image":"stop")" +
           (user.empty() ? "" : R"(,"User":")" + user + "\"") + "}\n";
  };
  const std::string events = stop("0:00", "ann") + delete_event(5) + stop("0:10", "bob") +
                             stop("0:20", "") + stop("5:00", "cas");
  const Answer answer = fixture.run(run_rules_explain, "a1", events);
  CHECK(answer.code == 0);
  has(answer.out, "再起動されない");
  has(answer.out, "The rule fires.");
  has(answer.out, "line 1 2026-04-01T00:00:00.000Z after stopped: User='ann'");
  has(answer.out, "line 2 2026-04-01T00:00:05.000Z expected r1: User='ann'");
  has(answer.out, "does not count: a field it needs is missing");
  has(answer.out, "yes fires: 1\n  2026-04-01T00:01:10.000Z User='bob'\n");
  has(answer.out, "would fire if nothing more came: 1\n  2026-04-01T00:06:00.000Z User='cas'\n");
  has(fixture.run(run_rules_why_not, "a1", stop("0:00", "ann")).out, "the wait is not over yet");
  has(fixture.run(run_rules_why_not, "a1", "{\"x\":1}").out, "No event matches the rules");
  const auto json = nlohmann::json::parse(
      fixture.run(run_rules_why_not, "a1", stop("0:00", "ann") + delete_event(5), OutputForm::json)
          .out);
  CHECK(json["expectation"]["id"] == "a1");
  CHECK(json["reason"] == "All that was expected came in time.");
  CHECK(json["observed"].size() == 2);
}

TEST_CASE("a baseline says that it has too little history", "[inspect]") {
  const Answer answer =
      Fixture().run(run_rules_explain, "b1", "{\"Image\":\"stop\",\"User\":\"ann\"}");
  CHECK(answer.code == 0);
  has(answer.out, "the history is shorter than 2 weeks");
}

TEST_CASE("the exit code tells what went wrong", "[inspect]") {
  const Fixture fixture;
  CHECK(fixture.run(run_rules_explain, "nothing", "{}").code == 2);
  CHECK(fixture.run(run_rules_explain, "r1", "{\n\"a\":").code == 1);
  const Answer mixed = fixture.run(run_rules_explain, "r1", "{\"a\":1}\n{\n");
  CHECK(mixed.code == 1);
  has(mixed.err, "line 2: ");
  has(mixed.out, "event of line 1");
}
