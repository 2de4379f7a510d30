// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/url.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {
namespace {

std::string show(const Url& url) {
  std::string text(url.scheme);
  for (const std::string_view part : {url.host, url.path, url.query, url.extension}) {
    text += '|';
    text += part;
  }
  text += url.port ? "|" + std::to_string(*url.port) : "|";
  return text + (url.ambiguous_host ? " ambiguous" : "");
}

}  // namespace

TEST_CASE("an address is split into scheme, host, path, query, extension and port", "[parse]") {
  const auto check = [](std::string_view text, std::string_view expected) {
    INFO(text);
    CHECK(show(split_url(text)) == expected);
  };
  check("http://www.example.jp/", "http|www.example.jp|/|||");
  check("https://203.0.113.44:8080/a/b.php?x=%22q%22",
        "https|203.0.113.44|/a/b.php|x=%22q%22|php|8080");
  check("http://[2001:db8::7]:81/x.tar.gz#top", "http|2001:db8::7|/x.tar.gz||gz|81");
  check("ftp://user:secret@files.example/", "ftp|files.example|/|||");
  check("http://good.example@evil.example@third.example/", "http|third.example|/||| ambiguous");
  check("http://good.example\\@evil.example/", "http|evil.example|/||| ambiguous");
  check("/index.html?u=http://x/y", "||/index.html|u=http://x/y|html|");
  check("http://h:99999/.profile", "http|h|/.profile|||");
  check("http://h?q", "http|h||q||");
  check("", "|||||");
  check("http://", "http|||||");
}

TEST_CASE("an authority is a host and perhaps a port", "[parse]") {
  CHECK(show(split_authority("a.example.com:443")) == "|a.example.com||||443");
  CHECK(show(split_authority("[2001:db8::1]:443")) == "|2001:db8::1||||443");
  CHECK(show(split_authority("[2001:db8::1")) == "|[2001:db8:||||1");
  CHECK(show(split_authority("host:")) == "|host||||");
}

}  // namespace yagura
