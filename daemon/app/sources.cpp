// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/sources.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "config/credential.hpp"
#include "input/admission.hpp"
#include "input/file_tail.hpp"
#include "input/http_source.hpp"
#include "input/relp.hpp"
#include "input/standard_input.hpp"
#include "input/syslog_tcp.hpp"
#include "input/syslog_udp.hpp"

namespace yagura {
namespace {

Admission admission_of(const SourceConfig& config, const OrganisationTable& known) {
  Admission admission;
  admission.tokens = config.tokens;
  if (config.type != SourceType::http) {
    admission.senders.emplace(config.organisation, config.organisations_by_address);
  }
  if (config.tls) {
    TlsServer::Options& tls = admission.tls.emplace();
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
  return admission;
}

// A credential that was not handed over would else be told as a file that is not there.
Result<void> check_credentials(const SourceConfig& config) {
  if (!config.tls) {
    return {};
  }
  for (const auto& [key, file] :
       {std::pair{"certificate", &config.tls->certificate},
        std::pair{"private_key", &config.tls->private_key},
        std::pair{"client_ca", &config.tls->client_ca},
        std::pair{"client_revocations", &config.tls->client_revocations}}) {
    if (is_missing_credential(*file)) {
      const std::string name = file->string().substr(file->string().find(':') + 1);
      Error error{ErrorCode::configuration,
                  fmt::format("source {} cannot start: tls.{} is {}, but no credentials were "
                              "handed over",
                              config.name, key, file->string())};
      error.how_to_mend = fmt::format(
          "add LoadCredential={}:FILE to the unit (systemctl edit yagura), or write a path", name);
      return tl::unexpected<Error>(std::move(error));
    }
  }
  return {};
}

Listener::Options listener_options(const SourceConfig& config, const OrganisationTable& known,
                                   InheritedSockets& sockets) {
  Admission admission = admission_of(config, known);
  Listener::Options options{config.name,
                            config.address,
                            config.port,
                            config.max_connections,
                            std::move(admission.senders),
                            std::move(admission.tls)};
  options.inherited = sockets.claim(config.name, config.port, InheritedSockets::Kind::stream);
  return options;
}

std::unique_ptr<Source> make_source(const SourceConfig& config, const SourcePositions& positions,
                                    const SourceSurroundings& around) {
  auto& [context, sink, clock, metrics, organisations, sockets, file_marks] = around;
  switch (config.type) {
    case SourceType::syslog_tcp:
    case SourceType::syslog_tls:
      return std::make_unique<SyslogTcpSource>(
          context,
          SyslogTcpSource::Options{listener_options(config, organisations, sockets),
                                   config.idle_timeout},
          sink, clock, metrics);
    case SourceType::syslog_udp:
      return std::make_unique<SyslogUdpSource>(
          context,
          SyslogUdpSource::Options{
              config.name, config.address, config.port, config.receive_buffer,
              SenderTable(config.organisation, config.organisations_by_address),
              sockets.claim(config.name, config.port, InheritedSockets::Kind::datagram)},
          sink, clock, metrics);
    case SourceType::relp:
      return std::make_unique<RelpSource>(
          context,
          RelpSource::Options{listener_options(config, organisations, sockets),
                              config.idle_timeout},
          sink, clock, metrics);
    case SourceType::http:
      return std::make_unique<HttpSource>(
          context,
          HttpSource::Options{listener_options(config, organisations, sockets), config.idle_timeout,
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
                              config.organisation.value_or(OrganisationCode{}), positions,
                              file_marks.load(config.name),
                              [&file_marks, name = config.name](FileMarks marks) {
                                file_marks.keep(name, std::move(marks));
                              }},
      sink, clock, metrics);
}

}  // namespace

Result<std::unique_ptr<Source>> start_source(const SourceConfig& config,
                                             const SourcePositions& positions,
                                             const SourceSurroundings& around) {
  YAGURA_TRY(check_credentials(config));
  std::unique_ptr<Source> source = make_source(config, positions, around);
  YAGURA_TRY(source->start());
  return source;
}

Result<std::function<void()>> reread_source(Source& source, const SourceConfig& config,
                                            const OrganisationTable& organisations) {
  YAGURA_TRY(check_credentials(config));
  return source.reread(admission_of(config, organisations));
}

}  // namespace yagura
