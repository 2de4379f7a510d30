// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/syslog_tcp.hpp"

#include <utility>

namespace yagura {

SyslogTcpSource::SyslogTcpSource(boost::asio::io_context& context, Options options, BatchSink& sink,
                                 const Clock& clock, Metrics& metrics)
    : counters_(options.listener.name, metrics),
      refusals_(options.listener.name,
                {Listener::kRefusals, Listener::tls_refusals(options.listener)}, metrics),
      stream_(context, options.listener.name, options.idle_timeout, sink, clock, counters_),
      listener_(context, std::move(options.listener), refusals_,
                [this](Connection& connection, Peer peer) {
                  return stream_.read_all(connection, peer.organisation.value());
                }) {}

}  // namespace yagura
