// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yagura {

// The one spelling in which domain names are compared: lower case, without the dot at the end,
// labels that are not ASCII in their ACE form as IDNA 2008 makes it after the mapping of UTS 46
// (RFC 5891; "例え.jp" is "xn--r8jz45g.jp"; full-width letters and the ideographic full stop become
// ASCII).
//
// Empty if the text can be no name: a label is empty or has more than 63 bytes, the whole more
// than 253 (RFC 1035), or IDNA refuses what is not ASCII in it. ASCII characters that no host name
// has are let pass. The result points into `text` or `scratch`.
std::string_view canonical_domain(std::string_view text, std::string& scratch);

// Whether unrelated parties register names below this one (canonical): an indicator for it would
// hit them all. Every single label is one; then what the Public Suffix List (publicsuffix.org) has
// of registries ("co.uk", "lg.jp"), and large hosting services.
bool is_public_suffix(std::string_view domain);

}  // namespace yagura
