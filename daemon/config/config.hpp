// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ip.hpp"
#include "base/result.hpp"
#include "base/sha256.hpp"
#include "base/time.hpp"
#include "model/host.hpp"
#include "model/organisation.hpp"
#include "model/service_map.hpp"

// The configuration as plain values. The reader fills in every default, so nothing here is
// "maybe set": later code has no "if missing". A stage takes its own part by value and never
// sees YAML. Keys, ranges, defaults and help stand in keys.cpp, nowhere else.
namespace yagura {

enum class SourceType { syslog_tcp, syslog_tls, syslog_udp, relp, http, file, standard_input };

// Whose a peer is by what it proves to know: digests of keys or tokens.
using OrganisationsByDigest = std::vector<std::pair<Sha256, OrganisationCode>>;

struct TlsConfig {
  std::filesystem::path certificate;
  std::filesystem::path private_key;
  std::filesystem::path client_ca;           // may be empty
  std::filesystem::path client_revocations;  // may be empty
  OrganisationsByDigest pinned_keys;         // of keys of certificates
};

struct SourceConfig {
  std::string name;
  SourceType type = SourceType::syslog_tcp;
  std::string format = "auto";
  std::string charset = "auto";
  TimeZone time_zone;  // for times without one
  std::string time_zone_name;
  std::chrono::seconds lateness{};  // how late its records may come and still be in order
  // Whose records these are: one organisation for the whole source, or by the sender's address
  // (most specific network first). A sender that no rule names is refused.
  std::optional<OrganisationCode> organisation;
  std::vector<std::pair<IpNetwork, OrganisationCode>> organisations_by_address;
  // those that listen
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0 = any free port, told in the endpoint file
  int max_connections = 0;
  std::chrono::seconds idle_timeout{};
  std::optional<TlsConfig> tls;    // with it the peer's certificate says whose records these are
  OrganisationsByDigest tokens;    // http; of bearer tokens
  std::size_t receive_buffer = 0;  // syslog_udp; bytes
  // file
  std::filesystem::path path;
};

struct ApiConfig {
  std::string address;
  std::uint16_t port = 0;
  int max_connections = 0;
};

struct JournalConfig {
  std::chrono::milliseconds commit_interval{};  // group commit: after this time ...
  std::size_t commit_bytes = 0;                 // ... or these bytes, whichever is first
  std::size_t segment_bytes = 0;
  std::size_t queue_bytes = 0;         // accepted but not yet durable: sources wait beyond
  std::chrono::hours replay_window{};  // how much is read again at start
  // How long and how much of each organisation is kept, where it does not say; 0 bytes: no limit.
  std::chrono::minutes retention_age{};
  std::uint64_t retention_bytes = 0;
  std::chrono::minutes quarantine_age{};  // the same of what was set aside as damaged
  std::uint64_t quarantine_bytes = 0;
};

struct DetectionConfig {
  std::vector<std::filesystem::path> rules;  // files or folders
  std::filesystem::path placeholders;        // what stands in for %names% of rules; may be empty
  std::chrono::seconds lateness{};           // the same for sources that do not say
  std::chrono::seconds idle_timeout{};       // a source silent this long no longer holds time back
  int threads = 0;                           // that parse and match; 0: one for each processor
};

// Bytes that windows of correlations may take, and how often they are kept on disk.
struct CorrelationConfig {
  std::size_t memory = 0;                   // together
  std::size_t memory_per_organisation = 0;  // of one organisation
  std::size_t memory_per_rule = 0;          // of one rule for one organisation
  std::chrono::seconds checkpoint_interval{};
};

struct OutageConfig {
  std::chrono::seconds window{};           // requests of this span are judged together
  int min_requests = 0;                    // fewer say nothing
  int min_observers = 0;                   // organisations that must see it
  int min_organisations = 0;               // bodies affected before it is one incident
  std::chrono::seconds staleness_limit{};  // an update not reflected for longer is stale
};

// The council or liaison meetings that reports are written for.
struct Meeting {
  std::chrono::year_month_day date;
  std::string name;
};

struct Config {
  std::filesystem::path file;  // where it was read from
  std::filesystem::path state_directory;
  std::string log_level;                       // debug, info, warning, error
  TimeZone time_zone;                          // in which reports show times
  std::size_t dead_letter_bytes = 0;           // the dead-letter file is rotated beyond
  std::vector<std::filesystem::path> formats;  // files that describe log formats
  ApiConfig api;
  JournalConfig journal;
  DetectionConfig detection;
  CorrelationConfig correlation;
  OutageConfig outage;
  std::vector<SourceConfig> sources;
  std::vector<Meeting> meetings;
  std::shared_ptr<const OrganisationTable> organisations;
  std::shared_ptr<const ServiceMap> services;
  std::vector<Host> hosts;
};

// Either a whole configuration, or everything that is wrong with it, all at once.
struct ConfigResult {
  std::optional<Config> config;
  std::vector<Error> errors;  // in order of file and line; empty exactly if config is there
};

// Reads FILE and the files it names (organisations, services, hosts), relative to FILE's folder.
ConfigResult read_config(const std::filesystem::path& file);

}  // namespace yagura
