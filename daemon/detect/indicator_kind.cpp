// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_kind.hpp"

#include <algorithm>
#include <array>

namespace yagura {
namespace {

constexpr std::size_t kMd5Digits = 32;
constexpr std::size_t kSha1Digits = 40;
constexpr std::size_t kSha256Digits = 64;

constexpr std::string_view kDomainFields[] = {"url.domain",
                                              "dns.question.name",
                                              "destination.domain",
                                              "tls.client.server_name",
                                              "cs-host",
                                              "r-dns",
                                              "QueryName",
                                              "query",
                                              "url.full",
                                              "url.original",
                                              "c-uri",
                                              "cs-uri",
                                              "DestinationHostname"};
constexpr std::string_view kUrlFields[] = {"url.original", "url.full", "c-uri", "cs-uri"};
constexpr std::string_view kIpFields[] = {"destination.ip",
                                          "source.ip",
                                          "dns.resolved_ip",
                                          "dns.answers.data",
                                          "url.domain",
                                          "cs-host",
                                          "r-ip",
                                          "c-ip",
                                          "dst_ip",
                                          "src_ip",
                                          "DestinationIp",
                                          "SourceIp",
                                          "IpAddress",
                                          "url.full",
                                          "url.original",
                                          "c-uri",
                                          "cs-uri"};
constexpr std::string_view kMd5Fields[] = {
    "process.hash.md5",        "file.hash.md5", "dll.hash.md5",
    "process.parent.hash.md5", "md5",           "Hashes"};
constexpr std::string_view kSha1Fields[] = {
    "process.hash.sha1",        "file.hash.sha1", "dll.hash.sha1",
    "process.parent.hash.sha1", "sha1",           "Hashes"};
constexpr std::string_view kSha256Fields[] = {
    "process.hash.sha256",        "file.hash.sha256", "dll.hash.sha256",
    "process.parent.hash.sha256", "sha256",           "Hashes"};
constexpr std::string_view kHashFields[] = {"process.hash.sha256",
                                            "process.hash.sha1",
                                            "process.hash.md5",
                                            "file.hash.sha256",
                                            "file.hash.sha1",
                                            "file.hash.md5",
                                            "dll.hash.sha256",
                                            "dll.hash.sha1",
                                            "dll.hash.md5",
                                            "process.parent.hash.sha256",
                                            "process.parent.hash.sha1",
                                            "process.parent.hash.md5",
                                            "sha256",
                                            "sha1",
                                            "md5",
                                            "Hashes"};
constexpr std::string_view kJa3Fields[] = {"tls.client.ja3"};
constexpr std::string_view kJa4Fields[] = {"tls.client.ja4"};

struct Row {
  std::string_view name;
  IndicatorKind kind;
  std::span<const std::string_view> fields;
  std::array<std::size_t, 3> digits = {};  // hexadecimal digits a value may have; 0 = none
};
constexpr Row kRows[] = {
    {"domain", IndicatorKind::domain, kDomainFields},
    {"url", IndicatorKind::url, kUrlFields},
    {"ip", IndicatorKind::ip, kIpFields},
    {"md5", IndicatorKind::md5, kMd5Fields, {kMd5Digits}},
    {"sha1", IndicatorKind::sha1, kSha1Fields, {kSha1Digits}},
    {"sha256", IndicatorKind::sha256, kSha256Fields, {kSha256Digits}},
    {"hash", IndicatorKind::hash, kHashFields, {kMd5Digits, kSha1Digits, kSha256Digits}},
    {"ja3", IndicatorKind::ja3, kJa3Fields, {kMd5Digits}},
    {"ja4", IndicatorKind::ja4, kJa4Fields},
};

const Row& row_of(IndicatorKind kind) {
  return *std::find_if(std::begin(kRows), std::end(kRows),
                       [&](const Row& row) { return row.kind == kind; });
}

}  // namespace

std::string_view name(IndicatorKind kind) {
  return row_of(kind).name;
}

std::optional<IndicatorKind> parse_indicator_kind(std::string_view text) {
  for (const Row& row : kRows) {
    if (row.name == text) {
      return row.kind;
    }
  }
  return std::nullopt;
}

std::span<const std::string_view> usual_fields(IndicatorKind kind) {
  return row_of(kind).fields;
}

bool holds_url(std::string_view field) {
  return std::find(std::begin(kUrlFields), std::end(kUrlFields), field) != std::end(kUrlFields);
}

bool is_digest(IndicatorKind kind) {
  return row_of(kind).digits[0] != 0;
}

bool has_length(IndicatorKind kind, std::size_t digits) {
  const auto& allowed = row_of(kind).digits;
  return digits != 0 && std::find(allowed.begin(), allowed.end(), digits) != allowed.end();
}

}  // namespace yagura
