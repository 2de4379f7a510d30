// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_list.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "detect/text_hash.hpp"

using namespace yagura;

namespace {

// A list as read, to be asked.
class List {
 public:
  List(IndicatorKind kind, std::string_view text, ListForm form = ListForm::text) : entries_(kind) {
    read_indicator_list(text, form, "list", "", entries_, refused_);
  }
  std::size_t size() const { return entries_.table().size(); }
  std::size_t refused() const { return refused_.count; }
  std::string told(std::size_t i) const { return refused_.told.at(i).text(); }
  // The source of the entry with this key, or "none".
  std::string source(std::string_view key, std::string_view at = "2026-03-01T00:00:00Z") const {
    const auto found = entries_.table().find({whole_text_hash(key), key}, *parse_expiry(at));
    return found ? std::string(found->source) : "none";
  }

 private:
  IndicatorEntries entries_;
  RefusedEntries refused_;
};

bool begins(const std::string& text, const std::string& with) {
  INFO(text);
  return text.rfind(with, 0) == 0;
}

}  // namespace

TEST_CASE("a list has an entry a line, with source and expiry, and comments", "[detect]") {
  const List list(IndicatorKind::domain,
                  "\xEF\xBB\xBF# a list\r\n"
                  "\n"
                  "one.example\r\n"
                  "  two.example\tfeed  # why\n"
                  "three.example feed 2026-03-31\n"
                  "*.four[.]example feed 2026-03-31T09:00:00+09:00");
  CHECK(list.refused() == 0);
  CHECK(list.size() == 4);
  CHECK(list.source("one.example") == "list");
  CHECK(list.source("two.example") == "feed");
  CHECK(list.source("three.example", "2026-03-31T23:59:59Z") == "feed");
  CHECK(list.source("three.example", "2026-04-01T00:00:00Z") == "none");
  CHECK(list.source("four.example", "2026-03-30T23:59:59Z") == "feed");
  CHECK(list.source("four.example", "2026-03-31T00:00:00Z") == "none");
}

TEST_CASE("a comma-separated list may name its columns", "[detect]") {
  const List named(IndicatorKind::domain,
                   "first_seen,Source,Domain,Expires\n"
                   "2026-01-01,\"feed, \"\"x\"\"\",one.example,2027-01-01\n",
                   ListForm::csv);
  CHECK(named.refused() == 0);
  CHECK(named.source("one.example") == "feed, \"x\"");
  const List plain(IndicatorKind::domain, "one.example,feed\n#x\ntwo.example\n", ListForm::csv);
  CHECK(plain.source("one.example") == "feed");
  CHECK(plain.source("two.example") == "list");
  CHECK(List(IndicatorKind::domain, "one.example,feed,2027-01-01\n").source("one.example") ==
        "feed");
  CHECK(List(IndicatorKind::url, "http://a.example/x,y\n").source("a.example/x,y") == "list");
}

TEST_CASE("a bad line is told with its place, and the others are used", "[detect]") {
  const std::string text =
      "one.example\ncom\n-\nlg.jp\n" + std::string(kMaxListLine + 1, 'a') +
      "\nbad\xff.example\n192.0.2.1\nx.example feed tomorrow\na b c d e\ntwo.example\n";
  const List list(IndicatorKind::domain, text);
  CHECK(list.size() == 2);
  CHECK(list.refused() == 8);
  CHECK(begins(list.told(0), "list:2: 'com' is refused: anybody can have a name below this one"));
  CHECK(begins(list.told(1), "list:3: '-' is refused: anybody"));
  CHECK(begins(list.told(2), "list:4: 'lg.jp' is refused"));
  CHECK(list.told(3).find("the line is too long") != std::string::npos);
  CHECK(begins(list.told(4), "list:6: 'bad\\xff.example' is refused: the line is not UTF-8"));
  CHECK(begins(list.told(5), "list:7: '192.0.2.1' is refused: an address is no domain name"));
  CHECK(begins(list.told(6), "list:8: 'tomorrow' is refused: this is no date"));
  CHECK(begins(list.told(7), "list:9: 'a' is refused: there are more than"));
}

TEST_CASE("a list of nothing but mistakes tells twenty and counts all", "[detect]") {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "com\n";
  }
  IndicatorEntries entries(IndicatorKind::domain);
  RefusedEntries refused;
  read_indicator_list(text, ListForm::text, "list", "", entries, refused);
  CHECK(refused.count == 1000);
  CHECK(refused.told.size() == RefusedEntries::kMostTold);
}

TEST_CASE("networks that are too wide or private are refused", "[detect]") {
  for (const char* entry : {"0.0.0.0/0", "192.0.0.0/7", "::/0", "2000::/3", "10.1.2.3",
                            "192.168.0.0/16", "127.0.0.1", "172.16.5.0/24", "fe80::1", "fd00::/8",
                            "224.0.0.1", "100.64.0.0/10", "203.0.113.1/24", "1.2.3", "1.2.3.4-9"}) {
    CAPTURE(entry);
    const List list(IndicatorKind::ip, entry);
    CHECK(list.size() == 0);
    CHECK(list.refused() == 1);
  }
  CHECK(
      List(IndicatorKind::ip, "203.0.113.0/24\n198.51.100.7\n2001:db8::/32\n8.0.0.0/8\n").size() ==
      4);
}

TEST_CASE("digests must have the length of their kind", "[detect]") {
  const std::string md5(32, 'A');
  const std::string sha256(64, 'b');
  CHECK(List(IndicatorKind::md5, md5).size() == 1);
  CHECK(List(IndicatorKind::md5, sha256).refused() == 1);
  CHECK(List(IndicatorKind::sha256, sha256).size() == 1);
  CHECK(List(IndicatorKind::hash, md5 + "\n" + sha256 + "\nabcd\n" + std::string(32, 'x')).size() ==
        2);
}

TEST_CASE("a STIX bundle gives the values of the rule's kind", "[detect]") {
  constexpr const char* kBundle = R"({"type": "bundle", "objects": [
    {"type": "indicator", "name": "Feed", "valid_until": "2026-06-01T00:00:00Z",
     "pattern": "[domain-name:value = 'one.example' OR domain-name:value='it\\'s.example']"},
    {"type": "indicator", "pattern": "[file:hashes.'SHA-256' = 'xyz'] OR [url:value = 'http://a.example/']"},
    {"type": "indicator", "pattern": "[domain-name:value = 'a.example' AND url:value = 'x']"},
    {"type": "indicator", "revoked": true, "pattern": "[domain-name:value = 'gone.example']"},
    {"type": "identity", "name": "x"}, 7]})";
  const List list(IndicatorKind::domain, kBundle, ListForm::json);
  CHECK(list.size() == 1);
  CHECK(list.source("one.example") == "Feed");
  CHECK(list.source("one.example", "2026-06-01T00:00:00Z") == "none");
  CHECK(list.refused() == 2);
  CHECK(list.told(0).find("it's.example' is refused (number 1)") != std::string::npos);
  CHECK(list.told(1).find("(number 3): the pattern is not") != std::string::npos);
  CHECK(List(IndicatorKind::url, kBundle, ListForm::json).source("a.example/") == "list");
  CHECK(List(IndicatorKind::hash, kBundle, ListForm::json).refused() == 2);
}

TEST_CASE("a MISP event gives the attributes that detect", "[detect]") {
  constexpr const char* kEvent = R"({"Event": {"info": "Case 7", "Attribute": [
    {"type": "domain", "value": "one.example", "to_ids": true},
    {"type": "domain", "value": "benign.example", "to_ids": false},
    {"type": "domain|ip", "value": "two.example|192.0.2.9", "to_ids": true},
    {"type": "comment", "value": "three.example"}],
    "Object": [{"Attribute": [{"type": "hostname", "value": "four.example"}]}]}})";
  const std::string response = "{\"response\": [" + std::string(kEvent) + "]}";
  for (const std::string& text : {std::string(kEvent), response}) {
    const List list(IndicatorKind::domain, text, ListForm::json);
    CHECK(list.size() == 3);
    CHECK(list.source("two.example") == "Case 7");
    CHECK(list.source("four.example") == "Case 7");
  }
  CHECK(List(IndicatorKind::ip, kEvent, ListForm::json).size() == 1);
}

TEST_CASE("JSON that is cut or something else is one refusal", "[detect]") {
  for (const char* text : {"", "{", "[]]", "{}", "7", "{\"objects\": 1}"}) {
    CAPTURE(text);
    CHECK(List(IndicatorKind::domain, text, ListForm::json).refused() == 1);
  }
}
