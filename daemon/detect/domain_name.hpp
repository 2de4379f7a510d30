// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yagura {

// The one spelling in which domain names are compared: lower case, without the dot at the end,
// labels that are not ASCII in their ACE form (RFC 5891: "例え.jp" is "xn--r8jz45g.jp"). Full-width
// letters and the ideographic full stop become their ASCII twins. Names must be composed (NFC):
// beyond that, what UTS 46 maps is not mapped.
//
// Empty if the text can be no name: a label is empty or has more than 63 bytes, the whole more
// than 253 (RFC 1035), or it is no UTF-8. Characters that no host name has are let pass.
// The result points into `text` or `scratch`.
std::string_view canonical_domain(std::string_view text, std::string& scratch);

// Whether unrelated parties register names below this one (canonical): an indicator for it would
// hit them all. Every single label is one; then those under country codes ("co.uk", "lg.jp"),
// Japan's prefectures and large hosting services. A guard against accidents that needs no file: it
// is not the whole Public Suffix List.
bool is_public_suffix(std::string_view domain);

}  // namespace yagura
