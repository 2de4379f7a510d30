// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parse/field_table.hpp"

namespace yagura {

// The predefined event attributes of IBM's "Log Event Extended Format", versions 1.0 and 2.0, as
// field table rows. A vendor's format puts its own rows before these (joined_rows).
inline constexpr Mapping kLeefRows[] = {
    {"devTime", Field::timestamp, As::time},
    {"sev", Field::event_severity, As::integer},
    {"cat", Field::rule_category},
    {"src", Field::source_ip, As::host},
    {"srcPort", Field::source_port, As::port},
    {"srcMAC", Field::source_mac},
    {"srcBytes", Field::source_bytes, As::integer},
    {"srcPackets", Field::source_packets, As::integer},
    {"srcPostNAT", Field::source_nat_ip, As::ip},
    {"srcPostNATPort", Field::source_nat_port, As::port},
    {"dst", Field::destination_ip, As::host},
    {"dstPort", Field::destination_port, As::port},
    {"dstMAC", Field::destination_mac},
    {"dstBytes", Field::destination_bytes, As::integer},
    {"dstPackets", Field::destination_packets, As::integer},
    {"dstPostNAT", Field::destination_nat_ip, As::ip},
    {"dstPostNATPort", Field::destination_nat_port, As::port},
    {"proto", Field::network_transport, As::transport},
    {"totalBytes", Field::network_bytes, As::integer},
    {"usrName", Field::user_name, As::account},
    {"accountName", Field::user_name, As::account},
    {"domain", Field::user_domain},
    {"identSrc", Field::host_ip, As::ip},
    {"identHostName", Field::host_name},
    {"identNetBios", Field::host_name},
    {"identMAC", Field::host_mac},
    {"policy", Field::rule_name},
    {"url", Field::url_original, As::url},
};

}  // namespace yagura
