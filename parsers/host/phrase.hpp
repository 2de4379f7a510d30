// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "model/event.hpp"
#include "parse/pairs.hpp"

// Programs of a host write sentences: "Failed password for root from 192.0.2.1 port 22 ssh2".
namespace yagura::host {

// A sentence with names in braces for what varies: "Failed {method} for {user} from {client}". A
// name ends at the first place where the text behind it stands; one that begins with "user" at the
// last, because users may call themselves "root from 192.0.2.9". A name at the end takes the rest.
struct Phrase {
  std::string_view pattern;
  std::string_view action;   // event.action
  std::string_view outcome;  // event.outcome; "" = the sentence says neither
};

// Appends what varies to `pairs`. False, appending nothing, if the whole text is no such sentence.
// Linear in the text for each name.
bool match_phrase(std::string_view text, std::string_view pattern, Pairs& pairs);

bool fits_phrase(std::string_view text, std::string_view pattern);

// The first of `phrases` that the text is, with its action and outcome; null if it is none.
const Phrase* read_phrase(std::string_view text, std::span<const Phrase> phrases, Pairs& pairs,
                          Event& event);

// PAM's sentences, "pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)", of
// `service` or of any one if that is empty. False if it is none.
bool read_pam(std::string_view text, std::string_view service, Pairs& pairs, Event& event);
bool looks_like_pam(std::string_view text, std::string_view service);

bool starts_with(std::string_view text, std::string_view prefix);

}  // namespace yagura::host
