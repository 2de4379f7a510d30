// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "base/sha256.hpp"
#include "input/source.hpp"
#include "input/tls.hpp"
#include "model/organisation.hpp"

namespace yagura {

// Whom a source lets in, and whose their records are: what may change while it runs. Connections
// that are open stay as they were let in.
struct Admission {
  std::optional<SenderTable> senders = std::nullopt;     // by address
  std::optional<TlsServer::Options> tls = std::nullopt;  // by certificate
  std::vector<std::pair<Sha256, OrganisationCode>> tokens = {};
};

}  // namespace yagura
