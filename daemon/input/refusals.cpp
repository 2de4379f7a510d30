// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/refusals.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Refusal::count_)> kNames{
    "unknown sender",
    "too many connections",
    "too many handshakes",
    "handshake timeout",
    "handshake failed",
    "no certificate",
    "unknown issuer",
    "expired certificate",
    "revoked certificate",
    "bad certificate",
    "no organisation",
    "unknown organisation",
    "bad frame",
    "session not open",
    "unauthorised",
    "bad request",
    "too slow",
};

constexpr std::chrono::minutes kLogInterval{1};

}  // namespace

std::string_view to_string(Refusal refusal) {
  return kNames.at(static_cast<std::size_t>(refusal));
}

Refusals::Refusals(std::string source,
                   std::initializer_list<std::initializer_list<Refusal>> reasons, Metrics& metrics,
                   Of what)
    : source_(std::move(source)) {
  for (const auto& some : reasons) {
    for (const Refusal reason : some) {
      const Metrics::Labels labels{{"source", source_}, {"reason", std::string(to_string(reason))}};
      told_.at(static_cast<std::size_t>(reason)).counter =
          what == Of::datagrams
              ? metrics.counter("input_refused_datagrams_total",
                                "Datagrams turned away, by source and reason.", labels)
              : metrics.counter("input_refused_connections_total",
                                "Connections turned away, by source and reason.", labels);
    }
  }
}

void Refusals::add(Refusal reason, const IpAddress& peer, std::string_view why) {
  Told& told = told_.at(static_cast<std::size_t>(reason));
  told.counter.value().add();
  const auto now = std::chrono::steady_clock::now();
  if (now < told.next) {
    ++told.unlogged;
    return;
  }
  const std::string more =
      told.unlogged == 0 ? "" : fmt::format("; {} more for this reason before", told.unlogged);
  log::warning(log::Id::connection_refused, "Source {} turned {} away: {}{}{}{}", source_,
               peer.to_string(), to_string(reason), why.empty() ? "" : ": ",
               escape_for_terminal(why), more);
  told.next = now + kLogInterval;
  told.unlogged = 0;
}

}  // namespace yagura
