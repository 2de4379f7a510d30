// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/sha256.hpp"
#include "base/time.hpp"
#include "input/connection.hpp"
#include "input/refusals.hpp"
#include "model/organisation.hpp"

namespace yagura {

// When the (first) certificate of a PEM file ends.
Result<TimePoint> certificate_end(const std::filesystem::path& file);

// Our end of TLS connections: who we are, and which certificates say which organisation a peer is.
//
// TLS 1.2 or 1.3 with forward secrecy and AEAD only. A peer belongs to the organisation
//   - whose list holds the SHA-256 of its key (SubjectPublicKeyInfo): then no issuer is asked, so
//     a device with a certificate of its own making is as good as its key; or
//   - that its certificate names in exactly one URI urn:soc:tenant:<code> among its alternative
//     names, if one of our own authorities issued it.
// There is no other way in: the common name, wildcards and whatever a record says count nothing,
// and out of its time a certificate is refused either way. Sessions are never resumed, so every
// connection is looked at anew.
//
// Session tickets are not sent: a sender that writes and closes at once never reads them, its
// kernel then answers the rest of our bytes with a reset, and that reset destroys what lies unread
// in our receive buffer - the last records. OpenSSL stays behind this header.
//
// Immutable once loaded; a reload makes a new one, which later connections get. The input thread.
class TlsServer : public std::enable_shared_from_this<TlsServer> {
 public:
  enum class ClientCertificate { required, optional };

  // Files are PEM.
  struct Options {
    std::filesystem::path certificate;  // ours, followed by what leads to the peers' authority
    std::filesystem::path private_key;
    std::filesystem::path client_ca;           // authorities of the peers; empty = none
    std::filesystem::path client_revocations;  // their lists; empty = nothing is revoked
    std::vector<std::pair<Sha256, OrganisationCode>> pinned_keys;
    std::vector<OrganisationCode> organisations;  // those that a certificate may name
    ClientCertificate client_certificate = ClientCertificate::required;
  };

  // Either an identified peer with its connection, or why it was turned away.
  struct Accepted {
    std::unique_ptr<Connection> connection;
    std::optional<OrganisationCode> organisation;  // nothing: it showed no certificate
    Refusal refusal = Refusal::handshake_failed;
    std::string why;
  };

  static Result<std::shared_ptr<const TlsServer>> load(Options options);
  virtual ~TlsServer() = default;
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  // Shakes hands. The peer has until the deadline.
  virtual boost::asio::awaitable<Accepted> accept(boost::asio::ip::tcp::socket socket,
                                                  Connection::Deadline deadline) const = 0;

  // When our own certificate ends.
  virtual TimePoint certificate_end() const = 0;

  // What peers are turned away for here.
  static constexpr std::initializer_list<Refusal> kRefusals{
      Refusal::handshake_timeout,   Refusal::handshake_failed,    Refusal::no_certificate,
      Refusal::unknown_issuer,      Refusal::expired_certificate, Refusal::revoked_certificate,
      Refusal::bad_certificate,     Refusal::no_organisation,     Refusal::unknown_organisation,
      Refusal::too_many_handshakes,
  };

 protected:
  TlsServer() = default;
};

}  // namespace yagura
