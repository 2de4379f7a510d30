// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_matcher.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/arena.hpp"
#include "detect/domain_name.hpp"
#include "detect/rule_set.hpp"
#include "temporary_folder.hpp"

using namespace yagura;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The same numbers every time.
class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  unsigned operator()() { return static_cast<unsigned>(random_()); }

 private:
  std::mt19937 random_;
};

FieldNames by_ecs_name(const LogSource& /*source*/, std::string_view name) {
  const auto field = find_field(name);
  return field ? FieldNames{{*field}, {}} : FieldNames{{}, std::string(name)};
}

// Loads a rule of one kind and says what it finds in events.
class Lookup {
 public:
  Lookup(const std::string& kind, const std::string& entries, const std::string& more = "")
      : Lookup(kind + ", entries: [" + entries + "]" + more) {}
  explicit Lookup(const std::string& body) {
    RuleOptions options;
    options.resolver = by_ecs_name;
    const RuleLoad load =
        load_rule_text("title: t\nindicator: {kind: " + body + "}\n", "rule.yaml", options);
    for (const Error& error : load.refused) {
      FAIL(error.text());
    }
    matcher_.emplace(load.rules);
  }

  // "entry in field" of the hit, or nothing.
  std::string in(const Fields& fields, TimePoint time = {}) {
    Arena arena;
    Event event(arena);
    event.time = time;
    for (const auto& [name, value] : fields) {
      if (const auto field = find_field(name)) {
        event.add(*field, std::string_view(value));
      } else {
        event.add_unmapped(Origin::none, name, std::string_view(value));
      }
    }
    return find(event);
  }
  std::string in_address(const IpAddress& address) {
    Arena arena;
    Event event(arena);
    event.add(Field::destination_ip, address);
    return find(event);
  }

 private:
  std::string find(const Event& event) {
    std::vector<const Rule*> out;
    matcher_->match(event, {}, out);
    REQUIRE(out.size() == matcher_->hits().size());
    return out.empty() ? "" : matcher_->hits()[0].entry + " in " + matcher_->hits()[0].field;
  }
  std::optional<IndicatorMatcher> matcher_;
};

}  // namespace

TEST_CASE("a domain holds for what is below it, at the borders of labels", "[detect]") {
  Lookup evil("domain", "evil.example, a.good.example");
  CHECK(evil.in({{"url.domain", "evil.example"}}) == "evil.example in url.domain");
  CHECK(evil.in({{"url.domain", "a.b.evil.example"}}) == "evil.example in url.domain");
  CHECK(evil.in({{"dns.question.name", "A.Evil.EXAMPLE."}}) == "evil.example in dns.question.name");
  CHECK(evil.in({{"cs-host", "evil.example:8443"}}) == "evil.example in cs-host");
  for (const char* other : {"notevil.example", "evil.example.org", "example", "good.example",
                            "evil-example", "b.good.example", "", "."}) {
    CAPTURE(other);
    CHECK(evil.in({{"url.domain", other}}).empty());
  }
}

TEST_CASE("a name that is not ASCII is found in either form", "[detect]") {
  Lookup unicode("domain", "例え.テスト");
  Lookup ace("domain", "XN--R8JZ45G.xn--zckzah");
  for (Lookup* lookup : {&unicode, &ace}) {
    CHECK_FALSE(lookup->in({{"url.domain", "www.例え.テスト"}}).empty());
    CHECK_FALSE(lookup->in({{"url.domain", "xn--r8jz45g.XN--ZCKZAH"}}).empty());
    CHECK(lookup->in({{"url.domain", "例.テスト"}}).empty());
  }
}

TEST_CASE("where url.domain is missing the host of the address is looked up", "[detect]") {
  Lookup evil("domain", "evil.example");
  CHECK(evil.in({{"url.original", "https://u:p@x.evil.example:8443/?a=b"}}) ==
        "evil.example in url.original");
  CHECK(evil.in({{"c-uri", "http://evil.example"}}) == "evil.example in c-uri");
  CHECK(evil.in({{"url.original", "http://good.example/http://evil.example/"}}).empty());
  CHECK(
      evil.in({{"url.domain", "good.example"}, {"url.original", "http://evil.example/"}}).empty());
}

TEST_CASE("addresses are found by the longest prefix", "[detect]") {
  Lookup nets("ip", "203.0.113.0/24, 203.0.113.64/26, 203.0.113.65, '2001:db8::/32'");
  CHECK(nets.in({{"destination.ip", "203.0.113.65"}}) == "203.0.113.65 in destination.ip");
  CHECK(nets.in({{"destination.ip", "203.0.113.66"}}) == "203.0.113.64/26 in destination.ip");
  CHECK(nets.in({{"source.ip", "203.0.113.1"}}) == "203.0.113.0/24 in source.ip");
  CHECK(nets.in({{"source.ip", "203.0.114.1"}}).empty());
  CHECK(nets.in({{"DestinationIp", "2001:DB8:0:1::1"}}) == "2001:db8::/32 in DestinationIp");
  CHECK(nets.in({{"dns.resolved_ip", "2001:db9::1"}}).empty());
  CHECK(nets.in({{"destination.ip", "203.0.113.1:443"}}) == "203.0.113.0/24 in destination.ip");
  CHECK(nets.in({{"url.domain", "203.0.113.1"}}) == "203.0.113.0/24 in url.domain");
  CHECK(nets.in_address(*IpAddress::parse("203.0.113.127")) == "203.0.113.64/26 in destination.ip");
}

TEST_CASE("URLs are compared by the rules of canonical_url", "[detect]") {
  const auto same = [](const char* a, const char* b) {
    CAPTURE(a, b);
    CHECK(canonical_url(a) == canonical_url(b));
    CHECK_FALSE(canonical_url(a).empty());
  };
  same("http://evil.example/a?b#c", "HTTPS://u@EVIL.example.:443/a?b");
  same("http://evil.example", "evil.example:80/");
  same("http://evil.example?x", "http://evil.example/?x");
  same("http://e.example/%7ea%2fb%e3%81%82", "http://e.example/~a%2Fb%E3%81%82");
  same("http://例え.テスト/あ", "http://xn--r8jz45g.xn--zckzah/%E3%81%82");
  same("http://[2001:DB8::1]:443/", "http://[2001:db8:0::1]/");
  const auto differ = [](const char* a, const char* b) {
    CAPTURE(a, b);
    CHECK(canonical_url(a) != canonical_url(b));
  };
  differ("http://e.example/a", "http://e.example/A");
  differ("http://e.example/a", "http://e.example/a/");
  differ("http://e.example/a", "http://e.example:8080/a");
  differ("http://e.example/a%2fb", "http://e.example/a/b");
  CHECK(canonical_url("/index.php?x=http://evil.example/").empty());
  CHECK(canonical_url("406.0.113.0a8::/32").empty());  // a host with a colon is none
  Lookup lookup("url", "'http://evil.example/drop.exe'");
  CHECK_FALSE(lookup.in({{"url.original", "https://evil.example/drop.exe#1"}}).empty());
  CHECK(lookup.in({{"url.original", "https://evil.example/drop.exe?1"}}).empty());
}

TEST_CASE("digests are found in either case, and among Sysmon's", "[detect]") {
  const std::string md5 = "0123456789abcdef0123456789ABCDEF";
  Lookup hash("hash", md5);
  CHECK(hash.in({{"file.hash.md5", "0123456789ABCDEF0123456789abcdef"}}) ==
        "md5 0123456789abcdef0123456789abcdef in file.hash.md5");
  CHECK_FALSE(hash.in({{"Hashes", "SHA1=00,MD5=" + md5 + ",IMPHASH=00"}}).empty());
  CHECK(hash.in({{"Hashes", "IMPHASH=" + md5}}).empty());
  CHECK(hash.in({{"process.hash.md5", md5.substr(1)}}).empty());
  Lookup ja3("ja3", md5);
  CHECK_FALSE(ja3.in({{"tls.client.ja3", md5}}).empty());
  CHECK(ja3.in({{"file.hash.md5", md5}}).empty());
  Lookup ja4("ja4", "t13d1516h2_8daaf6152771_b186095e22b6");
  CHECK_FALSE(ja4.in({{"tls.client.ja4", "T13D1516H2_8DAAF6152771_B186095E22B6"}}).empty());
  CHECK(ja4.in({{"tls.client.ja4", "t13d1516h2_8daaf6152771_b186095e22b7"}}).empty());
}

TEST_CASE("a rule looks at the fields it names and no other", "[detect]") {
  Lookup named("domain", "evil.example", ", fields: [mail.domain, url.original]");
  CHECK_FALSE(named.in({{"mail.domain", "evil.example"}}).empty());
  CHECK_FALSE(
      named.in({{"url.domain", "good.example"}, {"url.original", "http://evil.example"}}).empty());
  CHECK(named.in({{"url.domain", "evil.example"}}).empty());
}

TEST_CASE("what is wrong with an indicator is told with its place", "[detect]") {
  const auto refusal = [](const std::string& indicator) {
    const RuleLoad load = load_rule_text("title: t\nindicator: " + indicator + "\n", "r.yaml", {});
    REQUIRE(load.refused.size() == 1);
    CHECK(load.rules->indicators.empty());
    return load.refused[0].text();
  };
  CHECK(refusal("{kind: mutex, entries: [a]}").rfind("r.yaml:2:13: the kind of", 0) == 0);
  CHECK(refusal("{kind: domain}").find("has no entries") != std::string::npos);
  CHECK(refusal("{kind: domain, entries: [com]}").find("'com' is refused") != std::string::npos);
  CHECK(refusal("{kind: domain, list: a.txt}").find("'list' is not known") != std::string::npos);
  CHECK(refusal("{kind: domain, lists: /dev/zero}").find("is no file that") != std::string::npos);
  CHECK(refusal("{kind: domain, lists: no.txt}").find("the list no.txt") != std::string::npos);
  CHECK(refusal("7").find("must be a map") != std::string::npos);
}

TEST_CASE("lists stand beside the rule, and expire by the event's time", "[detect]") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "lists");
  std::ofstream(folder.path() / "lists/a.txt") << "evil.example feed 2026-03-31\ncom\n";
  const RuleLoad load =
      load_rule_text("title: t\nid: x\nindicator: {kind: domain, lists: lists/a.txt}\n",
                     (folder.path() / "rule.yaml").string(), {});
  CHECK(load.refused.empty());
  CHECK(load.refused_entries.count == 1);
  REQUIRE(load.rules->indicators.size() == 1);
  IndicatorMatcher matcher(load.rules);
  Arena arena;
  Event event(arena);
  event.add(Field::url_domain, std::string_view("a.evil.example"));
  const auto matches_at = [&](std::string_view time) {
    event.time = *parse_rfc3339(time, TimeZone{});
    std::vector<const Rule*> out;
    matcher.match(event, {}, out);
    return !out.empty();
  };
  CHECK(matches_at("2026-03-31T23:59:59Z"));
  CHECK(matcher.hits()[0].text() == "evil.example (feed) in url.domain: a.evil.example");
  CHECK_FALSE(matches_at("2026-04-01T00:00:00Z"));
}

TEST_CASE("an indicator feeds a correlation, and a filter keeps it silent", "[detect]") {
  const RuleLoad load = load_rule_text(R"(
title: t
id: one
name: bad_domain
indicator: {kind: domain, entries: [evil.example]}
---
title: f
logsource: {category: any}
filter: {rules: [one], selection: {user.name: scanner}, condition: not selection}
---
title: c
correlation: {type: event_count, rules: [bad_domain], group-by: [source.ip], timespan: 1h, condition: {gte: 2}}
)",
                                       "r.yaml", {});
  for (const Error& error : load.refused) {
    FAIL(error.text());
  }
  const Rule& rule = load.rules->indicators.at(0).rule;
  REQUIRE(rule.inputs.size() == 1);
  CHECK(rule.alerting == Alerting::withheld);
}

// The definitions, by going through all entries.
TEST_CASE("domains answer as a search through all entries does", "[detect]") {
  Dice random(2);
  const auto name = [&](unsigned most) {
    std::string text;
    for (unsigned labels = 2 + random() % most; labels > 0; --labels) {
      constexpr const char* kLabels[] = {"a", "b", "ab", "ba", "aab"};
      text += std::string(text.empty() ? "" : ".") + kLabels[random() % 5];
    }
    return text + ".test";
  };
  std::vector<std::string> entries;
  std::string list;
  for (int i = 0; i < 60; ++i) {
    entries.push_back(name(3));
    list += (i == 0 ? "" : ", ") + entries.back();
  }
  Lookup lookup("domain", list);
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string host = name(5);
    std::string longest;
    for (const std::string& entry : entries) {
      const bool below = host.size() > entry.size() && host.ends_with("." + entry);
      if ((host == entry || below) && entry.size() > longest.size()) {
        longest = entry;
      }
    }
    found += longest.empty() ? 0 : 1;
    REQUIRE(lookup.in({{"url.domain", host}}) ==
            (longest.empty() ? "" : longest + " in url.domain"));
  }
  CHECK(found > 1000);
}

TEST_CASE("networks answer as a search through all entries does", "[detect]") {
  Dice random(3);
  std::vector<IpNetwork> networks;
  std::string list;
  while (networks.size() < 80) {
    const unsigned length = 16 + random() % 17;
    const auto bits = (203U << 24U | (random() % 4096)) & (~0U << (32U - length));
    const auto network =
        IpNetwork::parse(IpAddress::from_v4(bits).to_string() + "/" + std::to_string(length));
    REQUIRE(network.has_value());
    networks.push_back(*network);
    list += (list.empty() ? "" : ", ") + network->to_string();
  }
  Lookup lookup("ip", list);
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    const IpAddress address = IpAddress::from_v4(203U << 24U | (random() % 70'000));
    const IpNetwork* longest = nullptr;
    for (const IpNetwork& network : networks) {
      if (network.contains(address) &&
          (longest == nullptr || network.prefix() > longest->prefix())) {
        longest = &network;
      }
    }
    found += longest == nullptr ? 0 : 1;
    std::string expected = longest == nullptr ? "" : longest->to_string() + " in destination.ip";
    if (longest != nullptr && longest->prefix() == 128) {
      expected = longest->address().to_string() + " in destination.ip";
    }
    REQUIRE(lookup.in_address(address) == expected);
  }
  CHECK(found > 1000);
}
