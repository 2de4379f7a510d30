// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/journal_search.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <string>
#include <vector>

#include "journal/journal.hpp"
#include "journal/segment_reader.hpp"
#include "normalise/taxonomy.hpp"
#include "organisation_codes.hpp"
#include "parse/registry.hpp"
#include "temporary_folder.hpp"

using namespace yagura;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kReceived{std::chrono::seconds(1'772'000'000)};
const std::vector<OrganisationCode> kOrganisations = test::organisation_codes(3);

std::string squid_line(const std::string& host) {
  return "1772000000.123     57 10.0.0.1 TCP_MISS/200 6295 GET http://" + host +
         "/a user1 HIER_DIRECT/192.0.2.7 text/html";
}

RecordBatch batch_of(std::size_t organisation, TimePoint received,
                     const std::vector<std::string>& records) {
  RecordBatch batch;
  batch.organisation = kOrganisations[organisation];
  batch.source = "proxy";
  batch.received = received;
  for (const std::string& record : records) {
    batch.add(record);
  }
  return batch;
}

void append(Journal& journal, std::vector<RecordBatch> group) {
  REQUIRE(journal.append(group));
  REQUIRE(journal.sync());
}

// Forty groups of the three organisations, three minutes apart, in many segments.
void write_journal(const std::filesystem::path& folder) {
  auto journal = Journal::open({folder, 512});
  REQUIRE(journal);
  for (int i = 0; i < 40; ++i) {
    std::vector<RecordBatch> group;
    for (std::size_t j = 0; j < kOrganisations.size(); ++j) {
      group.push_back(batch_of(j, kReceived + i * 3min,
                               {squid_line("good.example"), "\x01 no record",
                                squid_line("h" + std::to_string(i) + ".evil.example")}));
    }
    append(*journal, std::move(group));
  }
  REQUIRE(segments_of(folder)->size() > 10);
}

SearchQuery query_for(const char* expression, const char* rules = nullptr) {
  SearchQuery query;
  query.options.resolver = sigma_field_of_event;
  query.formats.assign(formats().begin(), formats().end());
  if (expression != nullptr) {
    auto read = FilterExpression::parse(expression, query.options);
    REQUIRE(read);
    query.expression = std::move(*read);
  }
  if (rules != nullptr) {
    RuleOptions options;
    options.resolver = sigma_field;
    const RuleLoad load = load_rule_text(rules, "r.yaml", options);
    REQUIRE(load.refused.empty());
    query.rules = std::make_shared<const RuleIndex>(load.rules);
  }
  return query;
}

struct Answer {
  std::vector<std::string> lines;
  SearchResult result;
};

Answer search(const SearchQuery& query, const SearchSpan& span) {
  Answer answer;
  answer.result = search_journal(
      query, span,
      [](const SearchMatch& match, std::string& out) {
        out += std::to_string(match.record) + " " + match.organisation.to_string();
        for (const Rule* rule : match.rules) {
          out += " " + rule->info->id;
        }
        for (const IndicatorHit& hit : match.hits) {
          out += " " + hit.text();
        }
        out += '\n';
      },
      [&](std::string_view text) {
        for (std::size_t end = text.find('\n'); end != std::string_view::npos;
             end = text.find('\n')) {
          answer.lines.emplace_back(text.substr(0, end));
          text.remove_prefix(end + 1);
        }
        return true;
      });
  return answer;
}

bool same(const Answer& a, const Answer& b) {
  const SearchCounts& x = a.result.counts;
  const SearchCounts& y = b.result.counts;
  return a.lines == b.lines && x.records == y.records && x.malformed == y.malformed &&
         x.matched == y.matched && x.bytes == y.bytes;
}

}  // namespace

TEST_CASE("one thread and many find the same, in the order of the journal", "[engine]") {
  const test::TemporaryFolder folder;
  write_journal(folder.path());
  const SearchQuery query = query_for("url.domain:*.evil.example");
  SearchSpan span;
  span.journal = folder.path();
  const Answer alone = search(query, span);
  REQUIRE(alone.lines.size() == 120);
  CHECK(alone.lines[0] == "3 " + kOrganisations[0].to_string());
  CHECK(alone.lines[1] == "6 " + kOrganisations[1].to_string());
  CHECK(alone.lines.back() == "360 " + kOrganisations[2].to_string());
  CHECK(alone.result.counts.records == 360);
  CHECK(alone.result.counts.malformed == 120);
  CHECK(alone.result.counts.matched == 120);
  CHECK(alone.result.damaged_bytes == 0);
  for (const unsigned threads : {2U, 3U, 16U}) {
    span.threads = threads;
    CHECK(same(alone, search(query, span)));
  }
  for (const std::uint64_t limit : {1U, 4U, 119U, 120U, 500U}) {
    span.limit = limit;
    span.threads = 1;
    const Answer few = search(query, span);
    CHECK(few.lines.size() == std::min<std::size_t>(limit, 120));
    CHECK(few.result.counts.matched == few.lines.size());
    CHECK(few.result.counts.records == std::min<std::uint64_t>(360, limit * 3));
    span.threads = 8;
    CHECK(same(few, search(query, span)));
  }
}

TEST_CASE("a search keeps to its time and organisations", "[engine]") {
  const test::TemporaryFolder folder;
  write_journal(folder.path());
  const SearchQuery query = query_for("evil");
  SearchSpan span;
  span.journal = folder.path();
  span.threads = 2;
  span.since = kReceived + 30min;
  span.until = kReceived + 36min;
  CHECK(search(query, span).lines ==
        std::vector<std::string>{
            "93 " + kOrganisations[0].to_string(), "96 " + kOrganisations[1].to_string(),
            "99 " + kOrganisations[2].to_string(), "102 " + kOrganisations[0].to_string(),
            "105 " + kOrganisations[1].to_string(), "108 " + kOrganisations[2].to_string()});
  span.organisations = {kOrganisations[1]};
  const Answer one = search(query, span);
  CHECK(one.lines == std::vector<std::string>{"96 " + kOrganisations[1].to_string(),
                                              "105 " + kOrganisations[1].to_string()});
  CHECK(one.result.counts.records == 6);
}

TEST_CASE("what cannot hold anything of the span is not even read", "[engine]") {
  const test::TemporaryFolder folder;
  write_journal(folder.path());
  const auto segments = segments_of(folder.path()).value();
  // Behind the first group there is nothing but damage, up to an hour and more before `since`.
  for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
    if (first_received(segments[i + 1]) < kReceived + 57min) {
      auto reader = SegmentReader::open(segments[i]);
      REQUIRE((reader && reader->next() && reader->read()));
      const std::uint64_t first_group = reader->bytes().size();
      const std::string damage(std::filesystem::file_size(segments[i]) - 32 - first_group, '\x7f');
      std::fstream file(segments[i], std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(32 + first_group));
      file << damage;
    }
  }
  SearchSpan span;
  span.journal = folder.path();
  span.since = kReceived + 117min;
  const Answer late = search(query_for("evil"), span);
  CHECK(late.result.damaged_bytes == 0);
  CHECK(late.lines.size() == 3);
  span.since = TimePoint::min();
  const Answer all = search(query_for("evil"), span);
  CHECK(all.result.damaged_bytes > 0);
  CHECK(all.result.counts.matched < 120);
}

TEST_CASE("groups without an organisation of the search are not decompressed", "[engine]") {
  const test::TemporaryFolder folder;
  {
    auto journal = Journal::open({folder.path(), 1});
    REQUIRE(journal);
    append(*journal, {batch_of(0, kReceived, {squid_line("a.evil.example")})});
    append(*journal, {batch_of(1, kReceived, {squid_line("b.evil.example")})});
  }
  {
    std::fstream file(segments_of(folder.path())->front(),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('\x7f');
  }
  SearchSpan span;
  span.journal = folder.path();
  CHECK(search(query_for("evil"), span).result.damaged_bytes > 0);
  span.organisations = {kOrganisations[1]};
  const Answer one = search(query_for("evil"), span);
  CHECK(one.result.damaged_bytes == 0);
  CHECK(one.lines.size() == 1);
}

TEST_CASE("rules and lists find what they would have found", "[engine]") {
  const test::TemporaryFolder folder;
  write_journal(folder.path());
  SearchSpan span;
  span.journal = folder.path();
  span.limit = 1;
  const SearchQuery query = query_for(
      nullptr,
      "title: t\nid: bad\nindicator: {kind: domain, entries: [evil.example], source: feed}\n---\n"
      "title: u\nid: h7\nlogsource: {category: proxy}\n"
      "detection:\n  s: {c-uri|contains: h7.evil}\n  condition: s\n");
  CHECK(search(query, span).lines ==
        std::vector<std::string>{"3 " + kOrganisations[0].to_string() +
                                 " bad evil.example (feed) in url.domain: h0.evil.example"});
  SearchQuery both = query_for("c-uri:*h7.evil*");
  both.rules = query.rules;
  const Answer found = search(both, span);
  REQUIRE(found.lines.size() == 1);
  CHECK(found.lines[0].find(" h7 bad evil.example") != std::string::npos);
}

TEST_CASE("without a question every record comes out, also what is no event", "[engine]") {
  const test::TemporaryFolder folder;
  write_journal(folder.path());
  SearchSpan span;
  span.journal = folder.path();
  span.threads = 2;
  CHECK(search(query_for(nullptr), span).lines.size() == 360);
}

TEST_CASE("columns that a segment before has named are known to every thread", "[engine]") {
  const test::TemporaryFolder folder;
  {
    auto journal = Journal::open({folder.path(), 1});  // a segment for each group
    REQUIRE(journal);
    const auto line = [](int i) {
      return "2026-02-25 03:30:00 10.1.2." + std::to_string(i) + " GET www.example.jp";
    };
    append(*journal,
           {batch_of(0, kReceived,
                     {"#Software: SGOS 7.3", "#Fields: date time c-ip cs-method cs-host"})});
    for (int i = 0; i < 20; ++i) {
      append(*journal, {batch_of(0, kReceived, {line(i)})});
    }
    append(*journal,
           {batch_of(0, kReceived, {"#Fields: date time cs-username cs-method cs-host"})});
    for (int i = 20; i < 40; ++i) {
      append(*journal, {batch_of(0, kReceived, {line(i)})});
    }
  }
  SearchQuery query = query_for("source.ip:10.1.2.*");
  query.sources["proxy"].format = "bluecoat";
  SearchSpan span;
  span.journal = folder.path();
  const Answer alone = search(query, span);
  CHECK(alone.lines.size() == 20);
  for (int round = 0; round < 20; ++round) {
    span.threads = 4;
    CHECK(same(alone, search(query, span)));
  }
}

TEST_CASE("a journal that is being written is searched up to its last whole group", "[engine]") {
  const test::TemporaryFolder folder;
  write_journal(folder.path());
  const auto newest = segments_of(folder.path())->back();
  const auto size = std::filesystem::file_size(newest);
  SearchSpan span;
  span.journal = folder.path();
  std::filesystem::resize_file(newest, size - 3);
  const Answer cut = search(query_for("evil"), span);
  CHECK(cut.result.counts.matched == 117);
  CHECK(cut.result.damaged_bytes == 0);
  std::filesystem::resize_file(segments_of(folder.path())->front(), 40);
  CHECK(search(query_for("evil"), span).result.damaged_bytes == 8);
}

TEST_CASE("output that nobody takes ends the search", "[engine]") {
  const test::TemporaryFolder folder;
  write_journal(folder.path());
  SearchSpan span;
  span.journal = folder.path();
  span.threads = 4;
  int writes = 0;
  const SearchResult result = search_journal(
      query_for("evil"), span, [](const SearchMatch&, std::string& out) { out += "x"; },
      [&](std::string_view) { return ++writes < 2; });
  CHECK(writes == 2);
  CHECK(result.counts.matched == 6);
}
