// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/sources.hpp"

#include <utility>

#include "input/file_tail.hpp"
#include "input/http_source.hpp"
#include "input/relp.hpp"
#include "input/standard_input.hpp"
#include "input/syslog_tcp.hpp"
#include "input/syslog_udp.hpp"

namespace yagura {
namespace {

Listener::Options listener_options(const SourceConfig& config, const OrganisationTable& known) {
  Listener::Options options{config.name, config.address, config.port, config.max_connections,
                            std::nullopt};
  if (config.type != SourceType::http) {
    options.senders.emplace(config.organisation, config.organisations_by_address);
  }
  if (config.tls) {
    TlsServer::Options& tls = options.tls.emplace();
    tls.certificate = config.tls->certificate;
    tls.private_key = config.tls->private_key;
    tls.client_ca = config.tls->client_ca;
    tls.client_revocations = config.tls->client_revocations;
    tls.pinned_keys = config.tls->pinned_keys;
    if (!config.tokens.empty()) {  // which do as well
      tls.client_certificate = TlsServer::ClientCertificate::optional;
    }
    for (const Organisation& organisation : known.all()) {
      tls.organisations.push_back(organisation.code);
    }
  }
  return options;
}

std::unique_ptr<Source> make_source(const SourceConfig& config, const SourcePosition& position,
                                    const SourceSurroundings& around) {
  auto& [context, sink, clock, metrics, organisations] = around;
  switch (config.type) {
    case SourceType::syslog_tcp:
    case SourceType::syslog_tls:
      return std::make_unique<SyslogTcpSource>(
          context,
          SyslogTcpSource::Options{listener_options(config, organisations), config.idle_timeout},
          sink, clock, metrics);
    case SourceType::syslog_udp:
      return std::make_unique<SyslogUdpSource>(
          context,
          SyslogUdpSource::Options{
              config.name, config.address, config.port, config.receive_buffer,
              SenderTable(config.organisation, config.organisations_by_address)},
          sink, clock, metrics);
    case SourceType::relp:
      return std::make_unique<RelpSource>(
          context,
          RelpSource::Options{listener_options(config, organisations), config.idle_timeout}, sink,
          clock, metrics);
    case SourceType::http:
      return std::make_unique<HttpSource>(
          context,
          HttpSource::Options{listener_options(config, organisations), config.idle_timeout,
                              config.tokens},
          sink, clock, metrics);
    case SourceType::standard_input:
      return std::make_unique<StandardInputSource>(
          context,
          StandardInputSource::Options{config.name,
                                       config.organisation.value_or(OrganisationCode{})},
          sink, clock, metrics);
    case SourceType::file:
      break;
  }
  return std::make_unique<FileTailSource>(
      context,
      FileTailSource::Options{config.name, config.path,
                              config.organisation.value_or(OrganisationCode{}), position},
      sink, clock, metrics);
}

}  // namespace

Result<std::unique_ptr<Source>> start_source(const SourceConfig& config,
                                             const SourcePosition& position,
                                             const SourceSurroundings& around) {
  std::unique_ptr<Source> source = make_source(config, position, around);
  YAGURA_TRY(source->start());
  return source;
}

}  // namespace yagura
