// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "host/phrase.hpp"

namespace yagura::postfix {

// What Postfix's programs say beside "name=value, ..." lists. {peer} is who came, {upstream} where
// it went, each "name[address]" or "name[address]:port".
std::span<const host::Phrase> phrases();

}  // namespace yagura::postfix
