// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parse/field_table.hpp"

namespace yagura {

// What the CEF and LEEF templates of web gateways say. Not the whole dictionaries: there `dhost`
// may be a host that is watched, here it is the site.
inline constexpr Mapping kGatewayRows[] = {
    {"rt", Field::timestamp, As::time},
    {"devTime", Field::timestamp, As::time},
    {"externalId", Field::event_id},
    {"reason", Field::event_reason},
    {"cat", Field::rule_category},
    {"src", Field::source_ip, As::host},
    {"spt", Field::source_port, As::port},
    {"srcPort", Field::source_port, As::port},
    {"sourceTranslatedAddress", Field::source_nat_ip, As::ip},
    {"sourceTranslatedPort", Field::source_nat_port, As::port},
    {"srcPostNAT", Field::source_nat_ip, As::ip},
    {"srcPostNATPort", Field::source_nat_port, As::port},
    {"dst", Field::destination_ip, As::host},
    {"dhost", Field::destination_domain, As::lower},
    {"dpt", Field::destination_port, As::port},
    {"dstPort", Field::destination_port, As::port},
    {"destinationTranslatedAddress", Field::destination_nat_ip, As::ip},
    {"destinationTranslatedPort", Field::destination_nat_port, As::port},
    {"dstPostNAT", Field::destination_nat_ip, As::ip},
    {"dstPostNATPort", Field::destination_nat_port, As::port},
    {"app", Field::network_protocol},
    {"request", Field::url_original, As::url},
    {"requestMethod", Field::http_request_method},
    {"policy", Field::rule_name},
};

}  // namespace yagura
