// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/daemon.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <thread>
#include <utility>

#include "app/restart_needs.hpp"
#include "app/service_manager.hpp"
#include "app/sources.hpp"
#include "base/log.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;

// How often health is looked at, and how often the service manager hears of it.
constexpr std::chrono::milliseconds kWatchInterval{250};
constexpr std::chrono::seconds kTellInterval{2};
// While the journal is read again, records that were read buy so much more time, this often.
constexpr std::chrono::seconds kStartPatience{60};
constexpr std::chrono::seconds kStartTellInterval{1};

bool is_loopback(const std::string& address) {
  const auto ip = IpAddress::parse(address);
  return ip && (IpNetwork::parse("127.0.0.0/8")->contains(*ip) || ip->to_string() == "::1");
}

RecordProcessor::Settings processor_settings(const Config& config, const FormatFiles& formats) {
  RecordProcessor::Settings settings;
  settings.formats = formats.with_built_in();
  settings.sources = source_formats(config);
  settings.lateness = config.detection.lateness;
  settings.readers = config.detection.threads == 0
                         ? std::thread::hardware_concurrency()
                         : static_cast<std::size_t>(config.detection.threads);
  settings.idle_timeout = config.detection.idle_timeout;
  settings.correlation = {config.correlation.memory_per_rule,
                          config.correlation.memory_per_organisation, config.correlation.memory};
  settings.outage.window = config.outage.window;
  settings.outage.min_requests = config.outage.min_requests;
  settings.outage.min_observers = config.outage.min_observers;
  settings.outage.staleness_limit = config.outage.staleness_limit;
  return settings;
}

IncidentSettings incident_settings(const Config& config) {
  IncidentSettings settings;
  settings.min_organisations = config.outage.min_organisations;
  return settings;
}

std::string endpoint(const std::string& address, std::uint16_t port) {
  return fmt::format("{{\"address\":\"{}\",\"port\":{}}}", address, port);
}

}  // namespace

Daemon::Daemon(Config config, FormatFiles formats, InheritedSockets sockets)
    : config_(std::move(config)),
      formats_(std::move(formats)),
      durable_(config_.journal.queue_bytes),
      reloader_(context_, [this](FreshConfiguration&& fresh) { answer_reload(std::move(fresh)); }),
      signals_(context_, SIGTERM, SIGINT, SIGHUP),
      watch_timer_(context_),
      progress_(std::chrono::steady_clock::now()),
      sockets_(std::move(sockets)) {}

Daemon::~Daemon() {
  stop();
}

Result<std::unique_ptr<Daemon>> Daemon::start(Config config, FormatFiles formats,
                                              InheritedSockets sockets) {
  if (!is_loopback(config.api.address)) {
    Error error{
        ErrorCode::configuration,
        fmt::format("api.address {} is not a loopback address, and the API has no login yet",
                    config.api.address)};
    error.how_to_mend = "use 127.0.0.1 and reach it through an SSH tunnel";
    error.place = Place{config.file.string()};
    return tl::unexpected(std::move(error));
  }
  std::unique_ptr<Daemon> daemon(
      new Daemon(std::move(config), std::move(formats), std::move(sockets)));
  YAGURA_ASSIGN(daemon->state_, StateDirectory::take(daemon->config_.state_directory));
  DetectionRules rules = compile_rules(daemon->config_.detection);
  for (const Error& error : rules.load.refused) {
    log::warning(log::Id::rule_refused, "{}", error.text());
  }
  daemon->take_rules(std::move(rules));
  YAGURA_TRY(daemon->recover());
  YAGURA_TRY(daemon->start_api());
  YAGURA_TRY(daemon->tell_endpoints());
  daemon->await_signals();
  daemon->watch();
  ServiceManager::ready("Taking in records");
  return daemon;
}

void Daemon::take_rules(DetectionRules rules) {
  for (const Error& notice : rules.load.noticed) {
    log::info("{}", notice.text());
  }
  for (const Error& error : rules.load.refused_entries.told) {
    log::warning(log::Id::rule_refused, "{}", error.text());
  }
  metrics_
      .counter("detect_refused_list_entries_total",
               "Entries of indicator lists refused, at the start and at each reload.")
      .add(rules.load.refused_entries.count);
  rules_ = std::move(rules);
  rule_count_ = rules_.load.rules->size();
  refused_rules_ = rules_.load.refused.size();
  metrics_.gauge("detect_rules", "Rules of all kinds that loaded.")
      .set(static_cast<double>(rule_count_));
  metrics_.gauge("detect_refused_rules", "Documents of rule files that did not load.")
      .set(static_cast<double>(refused_rules_));
  log::info("{} rules loaded, {} refused; {} list entries refused", rule_count_.load(),
            refused_rules_.load(), rules_.load.refused_entries.count);
}

// Opens journal and store, reads the journal again as far as needed, starts the threads between.
Result<void> Daemon::recover() {
  YAGURA_ASSIGN(Journal journal, Journal::open({state_->journal(), config_.journal.segment_bytes}));
  if (journal.set_aside() > 0) {
    log::warning(log::Id::journal_damaged,
                 "{} bytes at the end of the journal were cut short by a crash; they are kept in "
                 "{}/quarantine",
                 journal.set_aside(), state_->journal().string());
  }
  YAGURA_ASSIGN(Pipeline::Parts parts,
                Pipeline::Parts::open({state_->store(),
                                       state_->quarantine(),
                                       state_->dead_letters(),
                                       config_.dead_letter_bytes,
                                       {state_->correlations(), state_->expectations(),
                                        config_.correlation.checkpoint_interval}},
                                      RecordProcessor(processor_settings(config_, formats_),
                                                      detection_snapshot(config_), metrics_),
                                      incident_settings(config_), config_.organisations));
  pipeline_ = std::make_unique<Pipeline>(std::move(parts), metrics_, [this] {
    if (server_) {
      server_->notify();
    }
  });
  const TimePoint since = clock_.now() - config_.journal.replay_window;
  YAGURA_ASSIGN(const Pipeline::Recovery recovery,
                pipeline_->recover(state_->journal(), journal.next(), since,
                                   [this](auto records) { tell_recovery(records); }));
  if (recovery.skipped_bytes > 0) {
    log::warning(log::Id::journal_damaged, "{} bytes of older journal segments cannot be read",
                 recovery.skipped_bytes);
  }
  log::info("Journal ends at record {}; {} records read again, {} of them for the first time",
            journal.next() - 1, recovery.rebuilt + recovery.caught_up, recovery.caught_up);
  writer_ = std::make_unique<JournalWriter>(
      std::move(journal),
      JournalWriter::Options{config_.journal.commit_interval, config_.journal.commit_bytes,
                             config_.journal.queue_bytes},
      context_, durable_, metrics_);
  pipeline_->start(durable_);
  writer_->start();
  file_marks_ = std::make_unique<FileMarkStore>(state_->read_files());
  retention_ = std::make_unique<RetentionKeeper>(
      state_->journal(), retention_settings(config_), clock_,
      [this] { return pipeline_->processed(); }, metrics_);
  start_sources(recovery);
  return {};
}

// A source that cannot start does not keep the others from starting.
void Daemon::start_sources(const Pipeline::Recovery& recovery) {
  for (const SourceConfig& config : config_.sources) {
    const auto positions = recovery.positions.find(config.name);
    auto source = start_source(
        config, positions == recovery.positions.end() ? SourcePositions{} : positions->second,
        {context_, *writer_, clock_, metrics_, *config_.organisations, sockets_, *file_marks_});
    if (!source) {
      log::error(log::Id::source_unusable, "{}; the other sources go on", source.error().text());
      continue;
    }
    if (const auto at = (*source)->endpoint()) {
      log::info("Source {} listens on {}:{}", config.name, at->address, at->port);
    } else {
      log::info("Source {} reads {}", config.name,
                config.path.empty() ? "standard input" : config.path.string());
    }
    sources_.push_back(std::move(*source));
  }
  tell_certificates();
  for (const std::string& socket : sockets_.unclaimed()) {
    log::warning(log::Id::source_unusable,
                 "The service manager opened the socket {}, and no source has that name or port "
                 "and takes that kind; nobody reads from it",
                 socket);
  }
}

void Daemon::tell_certificates() {
  for (const auto& source : sources_) {
    if (const auto end = source->certificate_end()) {
      metrics_
          .gauge("input_certificate_end_timestamp_seconds", "When a source's own certificate ends.",
                 {{"source", source->name()}})
          .set(std::chrono::duration<double>(end->time_since_epoch()).count());
    }
  }
}

// What this source's configuration has become; as it was, if it is to go, to be of another kind or
// to speak TLS where it did not: for these the log asks for a restart, and until then it works on.
const SourceConfig* Daemon::config_of(const Source& source, const Config& fresh) const {
  const auto named = [&](const Config& config) {
    const auto found =
        std::find_if(config.sources.begin(), config.sources.end(),
                     [&](const SourceConfig& one) { return one.name == source.name(); });
    return found == config.sources.end() ? nullptr : &*found;
  };
  const SourceConfig* now = named(fresh);
  const SourceConfig* before = named(config_);
  return now != nullptr && now->type == before->type &&
                 now->tls.has_value() == before->tls.has_value()
             ? now
             : before;
}

Result<void> Daemon::start_api() {
  YAGURA_ASSIGN(IncidentStore store,
                IncidentStore::open(state_->store(), IncidentStore::Access::read_only));
  routes_ = std::make_unique<ApiRoutes>(
      std::move(store), ApiSnapshot{config_.organisations, config_.time_zone, config_.meetings},
      metrics_, [this] { return status(); });
  YAGURA_ASSIGN(server_, HttpServer::start(
                             {config_.api.address, config_.api.port, config_.api.max_connections},
                             routes_->service()));
  log::info("API on http://{}:{}", config_.api.address, server_->port());
  return {};
}

Result<void> Daemon::tell_endpoints() {
  std::string sources;
  for (const auto& source : sources_) {
    if (const auto at = source->endpoint()) {
      sources += fmt::format("{}\"{}\":{}", sources.empty() ? "" : ",", source->name(),
                             endpoint(at->address, at->port));
    }
  }
  return state_->write_endpoints(
      fmt::format("{{\"pid\":{},\"api\":{},\"sources\":{{{}}}}}", ::getpid(),
                  endpoint(config_.api.address, server_->port()), sources));
}

int Daemon::run() {
  context_.run();
  stop();
  return exit_code_;
}

void Daemon::await_signals() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) {
      return;
    }
    if (signal == SIGHUP) {
      reload();
      await_signals();
      return;
    }
    log::info("Stopping: writing what was accepted");
    context_.stop();
  });
}

// Looks whether records move, tells the service manager, and ends the daemon when a thread ended.
void Daemon::watch() {
  watch_timer_.expires_after(kWatchInterval);
  watch_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) {
      return;
    }
    if (writer_->failed() || pipeline_->failed()) {
      exit_code_ = 3;
      context_.stop();
      return;
    }
    // What was processed is asked first: it cannot then be ahead of what is durable.
    const RecordNumber processed = pipeline_->processed();
    progress_.look({writer_->queued_bytes(), writer_->last(), processed, pipeline_->beats()},
                   std::chrono::steady_clock::now());
    if (progress_.fed() || pipeline_->waits()) {  // no restart makes room, or unlocks the store
      ServiceManager::alive();
    }
    const bool well = progress_.well() && !writer_->waits() && !pipeline_->waits();
    if (healthy_.exchange(well) != well) {
      told_at_ = {};  // that is news
    }
    tell_service_manager();
    watch();
  });
}

void Daemon::tell_service_manager() {
  const auto now = std::chrono::steady_clock::now();
  if (now - told_at_ < kTellInterval || reloader_.busy()) {
    return;
  }
  told_at_ = now;
  ServiceManager::tell(progress_.text() +
                       (reload_refused_ ? "; running on the old configuration" : ""));
}

void Daemon::tell_recovery(std::uint64_t records) {
  const auto now = std::chrono::steady_clock::now();
  if (now - told_at_ >= kStartTellInterval) {
    told_at_ = now;
    ServiceManager::still_starting(
        kStartPatience, fmt::format("Reading the journal again: {} records so far", records));
  }
}

void Daemon::reload() {
  ++reloads_asked_;
  ServiceManager::reloading();
  reloader_.start(config_.file);
}

void Daemon::answer_reload(FreshConfiguration&& fresh) {
  const bool changed = put_in_force(std::move(fresh));
  if (reloader_.busy()) {
    return;  // another signal came meanwhile: its reading answers both
  }
  reload_refused_ = !changed;
  reloads_answered_ = reloads_asked_.load();
  ServiceManager::ready(changed ? "Taking in records" : "Running on the old configuration");
}

// A bad file changes nothing: neither a configuration with an error nor a rule that loaded before
// and would not now. What restart_needs() tells is taken up at the next start only; everything else
// between two batches or for new connections. False: nothing changed.
bool Daemon::put_in_force(FreshConfiguration&& fresh) {
  for (const Error& error : fresh.read.errors) {
    log::warning(log::Id::configuration_refused, "{}", error.text());
  }
  if (!fresh.read.config || !fresh.rules) {
    log::warning(log::Id::configuration_refused, "{}The old configuration stays in force",
                 fresh.failure.empty() ? "" : fresh.failure + ". ");
    return false;
  }
  const std::vector<Error> worse = newly_refused(rules_.load, fresh.rules->load);
  for (const Error& error : worse) {
    log::warning(log::Id::rule_refused, "{}", error.text());
  }
  if (!worse.empty()) {
    log::warning(log::Id::configuration_refused,
                 "The old configuration and rules stay in force: {} more documents would not load",
                 worse.size());
    return false;
  }
  const Config& config = *fresh.read.config;
  std::vector<std::function<void()>> reread;
  for (const auto& source : sources_) {
    auto files = reread_source(*source, *config_of(*source, config), *config.organisations);
    if (!files) {
      log::warning(log::Id::configuration_refused, "Source {}: {}. The old stays in force",
                   source->name(), files.error().text());
      return false;
    }
    reread.push_back(std::move(*files));
  }
  for (const std::string& need : restart_needs(config_, config)) {
    log::warning(log::Id::reload_needs_restart, "{}", need);
  }
  log::set_level(log::parse_level(config.log_level));
  for (const auto& put : reread) {
    put();
  }
  tell_certificates();
  take_rules(std::move(*fresh.rules));
  pipeline_->reload(detection_snapshot(config));
  retention_->reload(retention_settings(config));
  routes_->publish({config.organisations, config.time_zone, config.meetings});
  log::info("Configuration reloaded");
  return true;
}

// In the order in which records pass: sources, journal, pipeline, API.
void Daemon::stop() {
  if (std::exchange(stopped_, true)) {
    return;
  }
  ServiceManager::stopping();
  context_.stop();
  if (state_) {
    state_->remove_endpoints();
  }
  if (pipeline_) {
    pipeline_->wait_no_longer();
  }
  if (file_marks_) {
    file_marks_->stop();
  }
  if (retention_) {
    retention_->stop();
  }
  if (writer_) {
    writer_->stop();
  }
  if (pipeline_) {
    pipeline_->stop();
  }
  if (server_) {
    server_->stop();
  }
  log::info("Stopped after record {}", writer_ ? writer_->last() : 0);
}

DaemonStatus Daemon::status() const {
  DaemonStatus status;
  status.healthy = healthy_;
  status.accepted = writer_->last();
  status.processed = pipeline_->processed();
  status.queued_bytes = writer_->queued_bytes();
  status.rules = rule_count_;
  status.refused_rules = refused_rules_;
  status.evicted_groups = metrics_.total(kEvictedGroups);
  // In this order: who sees an answer must see what it was.
  status.reloads_answered = reloads_answered_;
  status.reload_refused = reload_refused_;
  status.reloads_asked = reloads_asked_;
  return status;
}

DetectionSnapshot Daemon::detection_snapshot(const Config& config) const {
  return {rules_.load.rules,         config.organisations, config.services,
          incident_settings(config), rules_.index,         config.hosts};
}

}  // namespace yagura
