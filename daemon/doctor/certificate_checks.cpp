// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "doctor/certificate_checks.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "config/credential.hpp"
#include "input/tls.hpp"

namespace yagura {
namespace {

using std::chrono::days;

constexpr days kNotice{30};
constexpr days kWarning{14};
constexpr days kCritical{7};

}  // namespace

void judge_certificate(const std::string& source, TimePoint ends, TimePoint now,
                       std::vector<Finding>& findings) {
  const Duration left = ends - now;
  if (left >= kNotice) {
    return;
  }
  Finding finding{
      Check::certificates,
      left < kCritical  ? Grade::critical
      : left < kWarning ? Grade::warning
                        : Grade::notice,
      source,
      {},
      {"新しい証明書を置き、yagura reload を実行してください(credentialなら再起動)。",
       "Put a new one in its place and run yagura reload; restart if it is a credential."}};
  if (left <= Duration::zero()) {
    finding.what = {fmt::format("証明書は{}に切れました。送信元は接続できません。",
                                to_rfc3339(ends).substr(0, 10)),
                    fmt::format("The certificate ended on {}; senders cannot connect.",
                                to_rfc3339(ends).substr(0, 10))};
  } else {
    const auto whole = std::chrono::floor<days>(left).count();
    finding.what = {
        fmt::format("証明書はあと{}日で切れます({})。", whole, to_rfc3339(ends).substr(0, 10)),
        fmt::format("The certificate ends in {} days ({}).", whole,
                    to_rfc3339(ends).substr(0, 10))};
  }
  findings.push_back(std::move(finding));
}

void check_certificates(const MetricsView& metrics, TimePoint now, std::vector<Finding>& findings) {
  for (const auto& sample : metrics.of("input_certificate_end_timestamp_seconds")) {
    judge_certificate(sample.label("source"),
                      TimePoint(std::chrono::seconds(std::llround(sample.value))), now, findings);
  }
}

void check_certificate_files(const Config& config, TimePoint now, Diagnosis& diagnosis) {
  for (const SourceConfig& source : config.sources) {
    if (!source.tls) {
      continue;
    }
    const std::string file = source.tls->certificate.string();
    if (is_missing_credential(source.tls->certificate)) {
      diagnosis.unchecked.push_back(
          {Check::certificates,
           {fmt::format("{}の証明書({})は動いているサービスにしか読めません。", source.name, file),
            fmt::format("Only the running service can read the certificate of {} ({}).",
                        source.name, file)}});
    } else if (const auto ends = certificate_end(source.tls->certificate)) {
      judge_certificate(source.name, *ends, now, diagnosis.findings);
    } else {
      diagnosis.findings.push_back(
          {Check::certificates,
           Grade::critical,
           source.name,
           {fmt::format("証明書を読めません: {}。", ends.error().message),
            fmt::format("The certificate cannot be read: {}.", ends.error().message)},
           {"ファイルとその権限を確かめてください。", "Look at the file and who may read it."}});
    }
  }
}

}  // namespace yagura
