// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "config/error_list.hpp"
#include "config/reader_hosts.hpp"
#include "config/reader_organisations.hpp"
#include "config/reader_section.hpp"
#include "config/reader_services.hpp"
#include "config/reader_sources.hpp"
#include "config/reader_yaml.hpp"

namespace yagura {
namespace {

using std::chrono::seconds;

ApiConfig read_api(const Section& api) {
  return {api.address("address").to_string(), api.number<std::uint16_t>("port"),
          api.number<int>("max_connections")};
}

JournalConfig read_journal(const Section& journal) {
  return {journal.duration<std::chrono::milliseconds>("commit_interval"),
          journal.number<std::size_t>("commit_bytes"),
          journal.number<std::size_t>("segment_bytes"),
          journal.number<std::size_t>("queue_bytes"),
          journal.duration<std::chrono::hours>("replay_window"),
          journal.duration<std::chrono::minutes>("retention_age"),
          journal.number<std::uint64_t>("retention_bytes"),
          journal.duration<std::chrono::minutes>("quarantine_age"),
          journal.number<std::uint64_t>("quarantine_bytes")};
}

DetectionConfig read_detection(const Section& detection) {
  return {detection.paths("rules"), detection.path("placeholders"),
          detection.duration<seconds>("lateness"), detection.duration<seconds>("idle_timeout"),
          detection.number<int>("threads")};
}

CorrelationConfig read_correlation(const Section& correlation) {
  return {correlation.number<std::size_t>("memory"),
          correlation.number<std::size_t>("memory_per_organisation"),
          correlation.number<std::size_t>("memory_per_rule"),
          correlation.duration<seconds>("checkpoint_interval")};
}

OutageConfig read_outage(const Section& outage) {
  return {outage.duration<seconds>("window"), outage.number<int>("min_requests"),
          outage.number<int>("min_observers"), outage.number<int>("min_organisations"),
          outage.duration<seconds>("staleness_limit")};
}

std::vector<Meeting> read_meetings(const Section& top) {
  std::vector<Meeting> meetings;
  for (const Section& section : top.sections("meetings")) {
    meetings.push_back({section.date("date"), section.text("name")});
  }
  std::stable_sort(meetings.begin(), meetings.end(),
                   [](const Meeting& a, const Meeting& b) { return a.date < b.date; });
  return meetings;
}

// A file named by the configuration: its tree, or nothing when it cannot be read at all.
struct NamedFile {
  std::filesystem::path path;
  std::optional<YamlNode> root;
};

NamedFile read_named(const Section& top, std::string_view key, const FileLoader& load,
                     ErrorList& list) {
  NamedFile named{top.path(key), std::nullopt};
  if (named.path.empty()) {
    return named;
  }
  const auto text = load(named.path);
  if (!text) {
    top.complain(key, fmt::format("'{}': {}", key, text.error().message), text.error().how_to_mend);
    return named;
  }
  FileErrors errors(named.path.string(), list);
  YamlNode root = read_yaml(*text, errors);
  if (errors.count() == 0) {
    named.root = std::move(root);
  }
  return named;
}

std::shared_ptr<const OrganisationTable> read_organisation_table(const NamedFile& named,
                                                                 ErrorList& list) {
  if (!named.root) {
    return nullptr;
  }
  FileErrors errors(named.path.string(), list);
  auto table = std::make_shared<const OrganisationTable>(read_organisations(*named.root, errors));
  // Half a table would make every mention of the missing bodies one more, misleading error.
  return errors.count() == 0 ? table : nullptr;
}

Config read_all(const Section& top, const NamedFile& services, const NamedFile& hosts,
                const OrganisationTable* table, ErrorList& list) {
  Config config;
  config.state_directory = top.path("state_directory");
  config.log_level = top.text("log_level");
  config.dead_letter_bytes = top.number<std::size_t>("dead_letter_bytes");
  config.formats = top.paths("formats");
  config.api = read_api(top.section("api"));
  config.journal = read_journal(top.section("journal"));
  config.detection = read_detection(top.section("detection"));
  config.correlation = read_correlation(top.section("correlation"));
  config.outage = read_outage(top.section("outage"));
  config.time_zone = top.time_zone("time_zone", TimeZone());
  config.sources = read_sources(top, table, {config.time_zone, config.detection.lateness});
  config.meetings = read_meetings(top);
  if (services.root) {
    FileErrors errors(services.path.string(), list);
    config.services =
        std::make_shared<const ServiceMap>(read_services(*services.root, table, errors));
  }
  if (hosts.root) {
    FileErrors errors(hosts.path.string(), list);
    config.hosts = read_hosts(*hosts.root, table, errors);
  }
  return config;
}

}  // namespace

Result<std::string> load_config_file(const std::filesystem::path& file) {
  const auto refuse = [&](std::string_view why) {
    return tl::unexpected<Error>(
        Error{ErrorCode::io, fmt::format("cannot read {}: {}", in_quotes(file.string()), why),
              Place{file.string()}, "check that the file is there and may be read"});
  };
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    return refuse(error ? error.message() : "No such file or directory");
  }
  // A pipe or device would make the start wait for ever.
  if (!std::filesystem::is_regular_file(status)) {
    return refuse("it is not a regular file");
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return refuse(std::generic_category().message(errno));
  }
  std::string text(kMaxYamlBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) {
    return refuse("the file ends in an error");
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

ConfigResult read_config_text(std::string_view yaml, const std::filesystem::path& file,
                              const FileLoader& load) {
  ErrorList list;
  FileErrors errors(file.string(), list);
  const YamlNode root = read_yaml(yaml, errors);
  const bool unreadable = errors.count() > 0 && root.kind == YamlNode::Kind::null;
  if (unreadable) {
    return {std::nullopt, list.take({file.string()})};
  }
  const Section top(KeyFile::configuration, root, "", errors);
  const NamedFile organisations = read_named(top, "organisations", load, list);
  const NamedFile services = read_named(top, "services", load, list);
  const NamedFile hosts = read_named(top, "hosts", load, list);
  const auto table = read_organisation_table(organisations, list);
  Config config = read_all(top, services, hosts, table.get(), list);
  if (!list.empty()) {
    return {std::nullopt, list.take({file.string(), organisations.path.string(),
                                     services.path.string(), hosts.path.string()})};
  }
  config.file = file;
  config.organisations = table;
  return {std::move(config), {}};
}

ConfigResult read_config(const std::filesystem::path& file) {
  const auto text = load_config_file(file);
  if (!text) {
    return {std::nullopt, {text.error()}};
  }
  return read_config_text(*text, file, load_config_file);
}

}  // namespace yagura
