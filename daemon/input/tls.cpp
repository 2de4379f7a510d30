// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/tls.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/ssl/stream.hpp>
#include <ctime>
#include <string_view>
#include <system_error>

#include "base/log.hpp"
#include "input/stream_connection.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr std::string_view kTenant = "urn:soc:tenant:";
// How long before the end of our own certificate the operator hears of it, at each start or reload.
constexpr int kWarnDays = 30;
constexpr std::chrono::seconds kGoodbyePatience{1};

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* it) const {
    Free(it);
  }
};
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using File = std::unique_ptr<BIO, Freed<BIO_free>>;
using RevocationList = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;

// What has been found out about a peer while hands are shaken.
struct Verdict {
  std::optional<OrganisationCode> organisation;
  std::optional<Refusal> refusal;
  std::string why;

  int refuse(Refusal reason, std::string text) {
    refusal = reason;
    why = std::move(text);
    return 0;
  }
};

// Where an SSL keeps its Verdict. (Its app data belongs to Asio, which deletes what stands there.)
int verdict_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// Why the last call failed: the first error it left, as the later ones only say who called whom.
std::string openssl_error() {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) {
    return std::generic_category().message(ERR_GET_REASON(code));
  }
  const char* reason = ERR_reason_error_string(code);
  return reason == nullptr ? "it is no PEM file of that kind" : reason;
}

tl::unexpected<Error> unusable(std::string_view key, const std::filesystem::path& file,
                               std::string_view why, std::string_view mend) {
  return tl::unexpected<Error>(
      Error{ErrorCode::configuration,
            fmt::format("tls.{} {} cannot be used: {}", key, file.string(), why), std::nullopt,
            std::string(mend)});
}

std::string subject_of(const X509* certificate) {
  std::string text(256, '\0');
  X509_NAME_oneline(X509_get_subject_name(certificate), text.data(), static_cast<int>(text.size()));
  text.resize(text.find('\0'));
  return text;
}

std::optional<Sha256> key_of(const X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) {
    return std::nullopt;
  }
  const auto digest =
      Sha256::of({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return digest;
}

// The codes behind urn:soc:tenant: as they stand.
std::vector<std::string> tenants_of(const X509* certificate) {
  std::vector<std::string> found;
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) {
      continue;
    }
    const ASN1_STRING* uri = name->d.uniformResourceIdentifier;
    const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                                static_cast<std::size_t>(ASN1_STRING_length(uri)));
    if (text.starts_with(kTenant)) {
      found.emplace_back(text.substr(kTenant.size()));
    }
  }
  return found;
}

Refusal refusal_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Refusal::expired_certificate;
    case X509_V_ERR_CERT_REVOKED:
      return Refusal::revoked_certificate;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return Refusal::unknown_issuer;
    default:
      return Refusal::bad_certificate;
  }
}

Result<TimePoint> end_of(const X509* certificate) {
  std::tm civil{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &civil) != 1) {
    return fail(ErrorCode::corrupt, "the certificate has no readable end");
  }
  const auto time = civil_time(civil.tm_year + 1900, civil.tm_mon + 1, civil.tm_mday, civil.tm_hour,
                               civil.tm_min, civil.tm_sec);
  return time.value_or(TimePoint::max());
}

int no_password(char* /*into*/, int /*size*/, int /*writing*/, void* /*unused*/) {
  return 0;  // rather than ask on the terminal
}

class TlsConnection final : public StreamConnection<TlsStream> {
 public:
  using StreamConnection::StreamConnection;

 private:
  asio::awaitable<void> end_sending() override {
    writing().set(std::chrono::steady_clock::now() + kGoodbyePatience);
    (void)co_await stream().async_shutdown(kNoThrow);
    writing().clear();
  }
};

class OpenSslServer final : public TlsServer {
 public:
  explicit OpenSslServer(Options options)
      : options_(std::move(options)), context_(SSL_CTX_new(TLS_server_method())) {}

  Result<void> load() {
    SSL_CTX* context = context_.get();
    ERR_clear_error();
    if (context == nullptr || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) {
      return fail(ErrorCode::io, "OpenSSL cannot be used: " + openssl_error());
    }
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_default_passwd_cb(context, no_password);
    YAGURA_TRY(load_own());
    YAGURA_TRY(load_authorities());
    const bool asked = !options_.client_ca.empty() || !options_.pinned_keys.empty();
    const bool required = options_.client_certificate == ClientCertificate::required;
    SSL_CTX_set_verify(context,
                       required ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                       : asked  ? SSL_VERIFY_PEER
                                : SSL_VERIFY_NONE,
                       nullptr);
    SSL_CTX_set_cert_verify_callback(context, &OpenSslServer::verify, this);
    return {};
  }

  asio::awaitable<Accepted> accept(tcp::socket socket,
                                   Connection::Deadline deadline) const override {
    const auto alive = shared_from_this();
    Verdict verdict;
    Accepted accepted;
    SSL* ssl = SSL_new(context_.get());
    if (ssl == nullptr) {
      accepted.why = openssl_error();
      co_return accepted;
    }
    SSL_set_ex_data(ssl, verdict_index(), &verdict);
    TlsStream stream(std::move(socket), ssl);  // owns ssl
    bool late = false;
    boost::system::error_code error;
    {
      Watchdog watchdog(stream.get_executor(), [&] {
        late = true;
        boost::system::error_code ignored;
        (void)stream.next_layer().close(ignored);
      });
      watchdog.set(deadline);
      std::tie(error) =
          co_await stream.async_handshake(TlsStream::server, asio::as_tuple(asio::use_awaitable));
    }
    SSL_set_ex_data(ssl, verdict_index(), nullptr);
    if (error || late) {
      const bool none = error.category() == asio::error::get_ssl_category() &&
                        ERR_GET_REASON(static_cast<unsigned long>(error.value())) ==
                            SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE;
      accepted.refusal = late   ? Refusal::handshake_timeout
                         : none ? Refusal::no_certificate
                                : verdict.refusal.value_or(Refusal::handshake_failed);
      accepted.why = late ? "" : verdict.refusal ? verdict.why : error.message();
      co_return accepted;
    }
    accepted.organisation = verdict.organisation;
    accepted.connection = std::make_unique<TlsConnection>(std::move(stream));
    co_return accepted;
  }

  TimePoint certificate_end() const override { return certificate_end_; }

 private:
  Result<void> load_own() {
    if (SSL_CTX_use_certificate_chain_file(context_.get(), options_.certificate.c_str()) != 1) {
      return unusable("certificate", options_.certificate, openssl_error(),
                      "it holds this server's certificate in PEM form, then those of its issuers");
    }
    if (SSL_CTX_use_PrivateKey_file(context_.get(), options_.private_key.c_str(),
                                    SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context_.get()) != 1) {
      return unusable("private_key", options_.private_key, openssl_error(),
                      "it holds the certificate's key in PEM form, without a password");
    }
    int days = 0;
    int seconds = 0;
    const X509* own = SSL_CTX_get0_certificate(context_.get());
    YAGURA_ASSIGN(certificate_end_, end_of(own));
    if (ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(own)) == 1 &&
        days < kWarnDays) {
      log::warning(log::Id::certificate_expires,
                   "The certificate {} {}; put a new one in its place and reload",
                   options_.certificate.string(),
                   days < 0 || seconds < 0 ? "has expired" : fmt::format("ends in {} days", days));
    }
    return {};
  }

  Result<void> load_authorities() {
    if (options_.client_ca.empty()) {
      return {};
    }
    X509_STORE* store = SSL_CTX_get_cert_store(context_.get());
    if (X509_STORE_load_file(store, options_.client_ca.c_str()) != 1) {
      return unusable("client_ca", options_.client_ca, openssl_error(),
                      "it holds the certificates of the senders' authorities in PEM form");
    }
    // Tells clients that have several certificates which one to show.
    SSL_CTX_set_client_CA_list(context_.get(), SSL_load_client_CA_file(options_.client_ca.c_str()));
    if (options_.client_revocations.empty()) {
      return {};
    }
    const File file(BIO_new_file(options_.client_revocations.c_str(), "r"));
    int lists = 0;
    while (file) {
      const RevocationList list(PEM_read_bio_X509_CRL(file.get(), nullptr, nullptr, nullptr));
      if (!list) {
        break;
      }
      lists += X509_STORE_add_crl(store, list.get());
    }
    if (lists == 0) {
      return unusable("client_revocations", options_.client_revocations, openssl_error(),
                      "it holds the authorities' revocation lists in PEM form");
    }
    ERR_clear_error();  // the end of the file
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    return {};
  }

  // Called by OpenSSL in the middle of a handshake, on the same thread.
  static int verify(X509_STORE_CTX* chain, void* self) {
    const auto* ssl = static_cast<const SSL*>(
        X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto* verdict = static_cast<Verdict*>(SSL_get_ex_data(ssl, verdict_index()));
    const int good = static_cast<const OpenSslServer*>(self)->judge(chain, *verdict);
    if (good == 0 && X509_STORE_CTX_get_error(chain) == X509_V_OK) {
      X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
    }
    return good;
  }

  int judge(X509_STORE_CTX* chain, Verdict& verdict) const {
    const X509* certificate = X509_STORE_CTX_get0_cert(chain);
    const std::string subject = subject_of(certificate);
    if (const auto pinned = pinned_organisation(certificate)) {
      if (X509_cmp_current_time(X509_get0_notBefore(certificate)) >= 0 ||
          X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0) {
        X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_HAS_EXPIRED);
        return verdict.refuse(Refusal::expired_certificate, subject);
      }
      verdict.organisation = pinned;
      return 1;
    }
    if (X509_verify_cert(chain) != 1) {
      const int error = X509_STORE_CTX_get_error(chain);
      return verdict.refuse(refusal_of(error),
                            fmt::format("{}: {}", subject, X509_verify_cert_error_string(error)));
    }
    return judge_names(certificate, subject, verdict);
  }

  std::optional<OrganisationCode> pinned_organisation(const X509* certificate) const {
    const auto key = key_of(certificate);
    for (const auto& [pin, organisation] : options_.pinned_keys) {
      if (key && *key == pin) {
        return organisation;
      }
    }
    return std::nullopt;
  }

  int judge_names(const X509* certificate, const std::string& subject, Verdict& verdict) const {
    const std::vector<std::string> tenants = tenants_of(certificate);
    if (tenants.empty()) {
      return verdict.refuse(Refusal::no_organisation,
                            fmt::format("{} has no alternative name {}<code>", subject, kTenant));
    }
    const auto code = OrganisationCode::parse(tenants.front());
    const auto& known = options_.organisations;
    if (tenants.size() > 1 || !code ||
        std::find(known.begin(), known.end(), *code) == known.end()) {
      return verdict.refuse(Refusal::unknown_organisation,
                            fmt::format("{} names {}", subject, fmt::join(tenants, " and ")));
    }
    verdict.organisation = *code;
    return 1;
  }

  Options options_;
  Context context_;
  TimePoint certificate_end_;
};

}  // namespace

Result<TimePoint> certificate_end(const std::filesystem::path& file) {
  ERR_clear_error();
  const File in(BIO_new_file(file.c_str(), "r"));
  const std::unique_ptr<X509, Freed<X509_free>> certificate(
      in ? PEM_read_bio_X509(in.get(), nullptr, no_password, nullptr) : nullptr);
  if (!certificate) {
    return fail(ErrorCode::io, fmt::format("{}: {}", file.string(), openssl_error()));
  }
  return end_of(certificate.get());
}

Result<std::shared_ptr<const TlsServer>> TlsServer::load(Options options) {
  auto made = std::make_shared<OpenSslServer>(std::move(options));
  YAGURA_TRY(made->load());
  return made;
}

}  // namespace yagura
