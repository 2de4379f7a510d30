// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "postfix/phrases.hpp"

namespace yagura::postfix {
namespace {

constexpr host::Phrase kPhrases[] = {
    // smtpd
    {"connect from {peer}", "smtp_connect", ""},
    {"disconnect from {peer} {commands}", "smtp_disconnect", ""},
    {"disconnect from {peer}", "smtp_disconnect", ""},
    {"lost connection after {stage} from {peer}", "smtp_connection_lost", "failure"},
    {"timeout after {stage} from {peer}", "smtp_timeout", "failure"},
    {"too many errors after {stage} from {peer}", "smtp_too_many_errors", "failure"},
    {"improper command pipelining after {stage} from {peer}: {text}", "smtp_pipelining", "failure"},
    {"non-SMTP command from {peer}: {text}", "smtp_wrong_command", "failure"},
    {"SSL_accept error from {peer}: {reason}", "tls_handshake", "failure"},
    {"{trust} TLS connection established from {peer}: {tls} with cipher {cipher}", "tls_handshake",
     "success"},
    {"setting up TLS connection from {peer}", "tls_handshake", ""},
    {"{peer}: SASL {method} authentication failed: {reason}, sasl_username={user}", "smtp_login",
     "failure"},
    {"{peer}: SASL {method} authentication failed: {reason}", "smtp_login", "failure"},
    {"{peer}: SASL {method} authentication failed:", "smtp_login", "failure"},
    {"hostname {name} does not resolve to address {client}: {reason}", "smtp_name_mismatch", ""},
    {"hostname {name} does not resolve to address {client}", "smtp_name_mismatch", ""},
    {"Connection concurrency limit exceeded: {count} from {peer} for service {service}",
     "smtp_limit", "failure"},
    {"Connection rate limit exceeded: {count} from {peer} for service {service}", "smtp_limit",
     "failure"},
    {"Message delivery request rate limit exceeded: {count} from {peer} for service {service}",
     "smtp_limit", "failure"},
    // smtp
    {"connect to {upstream}: {reason}", "smtp_connect", "failure"},
    {"SSL_connect error to {upstream}: {reason}", "tls_handshake", "failure"},
    {"{trust} TLS connection established to {upstream}: {tls} with cipher {cipher}",
     "tls_handshake", "success"},
    {"host {upstream} said: {reason}", "smtp_refused", "failure"},
    {"host {upstream} refused to talk to me: {reason}", "smtp_refused", "failure"},
    {"lost connection with {upstream} while {reason}", "smtp_connection_lost", "failure"},
    {"conversation with {upstream} timed out while {reason}", "smtp_timeout", "failure"},
    {"Cannot start TLS: {reason}", "tls_handshake", "failure"},
    {"enabling PIX workarounds: {text} for {upstream}", "smtp_workaround", ""},
    // qmgr, bounce
    {"removed", "removed", ""},
    {"skipped, still being delivered", "skipped", ""},
    {"sender non-delivery notification: {notification_id}", "bounce_notification", ""},
    {"sender delay notification: {notification_id}", "delay_notification", ""},
    {"sender delivery status notification: {notification_id}", "status_notification", ""},
    {"postmaster non-delivery notification: {notification_id}", "bounce_notification", ""},
    // postscreen, dnsblog
    {"CONNECT from {peer} to {server}", "smtp_connect", ""},
    {"PASS NEW {peer}", "postscreen_pass", "success"},
    {"PASS OLD {peer}", "postscreen_pass", "success"},
    {"WHITELISTED {peer}", "postscreen_pass", "success"},
    {"ALLOWLISTED {peer}", "postscreen_pass", "success"},
    {"BLACKLISTED {peer}", "postscreen_deny", "failure"},
    {"DENYLISTED {peer}", "postscreen_deny", "failure"},
    {"PREGREET {count} after {seconds} from {peer}: {text}", "postscreen_pregreet", "failure"},
    {"HANGUP after {seconds} from {peer} in {text}", "postscreen_hangup", ""},
    {"DNSBL rank {rank} for {peer}", "postscreen_blocklist", "failure"},
    {"DISCONNECT {peer}", "smtp_disconnect", ""},
    {"COMMAND {text} from {peer} after {stage}", "postscreen_command", "failure"},
    {"NON-SMTP COMMAND from {peer} after {stage}: {text}", "postscreen_command", "failure"},
    {"BARE NEWLINE from {peer} after {stage}", "postscreen_command", "failure"},
    {"addr {client} listed by domain {list} as {code}", "postscreen_blocklist", ""},
    // anvil, scache
    {"statistics: {text}", "statistics", ""},
    // master and the script
    {"daemon started -- version {version}, configuration {file}", "started", "success"},
    {"reload -- version {version}, configuration {file}", "reloaded", "success"},
    {"terminating on signal {signal}", "stopped", ""},
    {"starting the Postfix mail system", "started", ""},
    {"stopping the Postfix mail system", "stopped", ""},
    {"refreshing the Postfix mail system", "reloaded", ""},
    {"process {file} pid {pid} exit status {code}", "process_failed", "failure"},
    {"process {file} pid {pid} killed by signal {signal}", "process_failed", "failure"},
    {"{file}: bad command startup -- throttling", "process_failed", "failure"},
};

}  // namespace

std::span<const host::Phrase> phrases() {
  return kPhrases;
}

}  // namespace yagura::postfix
