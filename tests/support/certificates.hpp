// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/sha256.hpp"

// Keys and certificates as tests need them, made when they need them: none lies in the tree.
namespace yagura::test {

struct Request {
  std::string name = "sender";         // the common name
  std::vector<std::string> uris = {};  // alternative names
  long begins = -3600;                 // seconds from now
  long ends = 100L * 24 * 3600;
  long serial = 1;
  bool authority = false;
};

class Identity {
 public:
  // Signed by `issuer`; by itself without one.
  explicit Identity(const Request& request, const Identity* issuer = nullptr)
      : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
    X509* made = certificate_.get();
    X509_set_version(made, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made), request.serial);
    X509_gmtime_adj(X509_getm_notBefore(made), request.begins);
    X509_gmtime_adj(X509_getm_notAfter(made), request.ends);
    X509_set_pubkey(made, key_.get());
    X509_NAME* name = X509_get_subject_name(made);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(request.name.c_str()), -1, -1,
                               0);
    const Identity& signer = issuer == nullptr ? *this : *issuer;
    X509_set_issuer_name(made, X509_get_subject_name(signer.certificate_.get()));
    if (request.authority) {
      extend(signer, NID_basic_constraints, "critical,CA:TRUE");
      extend(signer, NID_key_usage, "critical,keyCertSign,cRLSign");
    }
    extend(signer, NID_subject_key_identifier, "hash");
    std::string uris;
    for (const std::string& uri : request.uris) {
      uris += (uris.empty() ? "URI:" : ",URI:") + uri;
    }
    if (!uris.empty()) {
      extend(signer, NID_subject_alt_name, uris);
    }
    if (X509_sign(made, signer.key_.get(), EVP_sha256()) == 0) {
      throw std::runtime_error("cannot sign");
    }
  }

  std::string certificate() const {
    return pem([&](BIO* out) { PEM_write_bio_X509(out, certificate_.get()); });
  }
  std::string key() const {
    return pem([&](BIO* out) {
      PEM_write_bio_PrivateKey(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  // Of the public key, as `openssl pkey -pubout -outform der | sha256sum` prints it.
  Sha256 key_digest() const {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key_.get(), &der);
    const auto digest =
        Sha256::of({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    return digest;
  }
  // This authority's list of those it takes back, good from an hour ago until `ends`.
  std::string revocations(const std::vector<long>& serials, long ends = 3600) const {
    const std::unique_ptr<X509_CRL, void (*)(X509_CRL*)> list(X509_CRL_new(), X509_CRL_free);
    X509_CRL_set_version(list.get(), 1);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(certificate_.get()));
    const std::unique_ptr<ASN1_TIME, void (*)(ASN1_TIME*)> time(X509_gmtime_adj(nullptr, -7200),
                                                                ASN1_TIME_free);
    X509_CRL_set1_lastUpdate(list.get(), time.get());
    X509_gmtime_adj(time.get(), ends);
    X509_CRL_set1_nextUpdate(list.get(), time.get());
    X509_gmtime_adj(time.get(), -7200);
    for (const long serial : serials) {
      X509_REVOKED* revoked = X509_REVOKED_new();
      const std::unique_ptr<ASN1_INTEGER, void (*)(ASN1_INTEGER*)> number(ASN1_INTEGER_new(),
                                                                          ASN1_INTEGER_free);
      ASN1_INTEGER_set(number.get(), serial);
      X509_REVOKED_set_serialNumber(revoked, number.get());
      X509_REVOKED_set_revocationDate(revoked, time.get());
      X509_CRL_add0_revoked(list.get(), revoked);
    }
    X509_CRL_sort(list.get());
    X509_CRL_sign(list.get(), key_.get(), EVP_sha256());
    return pem([&](BIO* out) { PEM_write_bio_X509_CRL(out, list.get()); });
  }

 private:
  template <typename Write>
  static std::string pem(Write write) {
    const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
    write(out.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }
  void extend(const Identity& signer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, signer.certificate_.get(), certificate_.get(), nullptr, nullptr, 0);
    X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    if (made == nullptr) {
      throw std::runtime_error("cannot make the extension " + value);
    }
    X509_add_ext(certificate_.get(), made, -1);
    X509_EXTENSION_free(made);
  }

  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
  std::unique_ptr<X509, void (*)(X509*)> certificate_;
};

inline std::filesystem::path write_file(const std::filesystem::path& file,
                                        const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  return file;
}

}  // namespace yagura::test
