// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <csignal>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "base/sha256.hpp"
#include "child_process.hpp"
#include "journal/journal_reader.hpp"
#include "subject.hpp"
#include "waiting.hpp"

namespace yagura::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::chrono::seconds kPatience{120};
constexpr const char* kOrganisations[] = {"352012", "352021", "352039"};

class YaguradSubject final : public Subject {
 public:
  explicit YaguradSubject(fs::path folder) : folder_(std::move(folder)) {
    fs::create_directories(disk());
    const std::string source(YAGURA_SOURCE_DIR);
    std::string by_address;
    std::string tokens;
    for (std::size_t i = 0; i < std::size(kOrganisations); ++i) {
      by_address += fmt::format("{}{}/32: {}", i == 0 ? "" : ", ", loopback(i), kOrganisations[i]);
      tokens += fmt::format("{}{}: {}", i == 0 ? "" : ", ",
                            Sha256::of(token(kOrganisations[i])).hex(), kOrganisations[i]);
    }
    // Small segments and frequent checkpoints: faults shall hit their making, too.
    std::ofstream(folder_ / "yagura.yaml") << fmt::format(
        "state_directory: {0}/state\n"
        "organisations: {1}/config/organisations.yaml\n"
        "services: {1}/config/services.yaml\n"
        "api: {{port: 0}}\n"
        "journal: {{segment_bytes: 1MiB, queue_bytes: 1MiB}}\n"
        "correlation: {{checkpoint_interval: 1s}}\n"
        "detection: {{rules: [{1}/rules]}}\n"
        "sources:\n"
        "  - {{name: relay, type: relp, port: 0, organisations_by_address: {{{2}}}}}\n"
        "  - {{name: agents, type: http, port: 0, tokens: {{{3}}}}}\n"
        "  - {{name: lines, type: syslog_tcp, port: 0, organisations_by_address: {{{2}}}}}\n",
        disk().string(), source, by_address, tokens);
  }

  void begin(std::vector<std::string> wrapper) override {
    // The daemon shall not outlive a test that is killed.
    std::vector<std::string> command{"/usr/bin/setpriv", "--pdeathsig", "KILL"};
    command.insert(command.end(), wrapper.begin(), wrapper.end());
    const char* other = std::getenv("YAGURAD");
    command.insert(command.end(), {other == nullptr ? YAGURAD_PROGRAM : other, "--config",
                                   folder_ / "yagura.yaml"});
    process_ =
        std::make_unique<ChildProcess>(command, folder_ / "daemon.out", folder_ / "daemon.err");
  }

  Ports serving() override {
    json endpoints;
    const bool up = await(
        [&] {
          endpoints = json::parse(contents_of(state() / "endpoints.json"), nullptr, false);
          return (endpoints.is_object() && endpoints.at("pid") == process_->pid()) || ended();
        },
        std::chrono::seconds(60));
    if (!up || !endpoints.is_object() || endpoints.at("pid") != process_->pid()) {
      throw std::runtime_error("yagurad does not start:\n" + log());
    }
    api_ = endpoints.at("api").at("port");
    Ports ports;
    for (const auto& [name, at] : endpoints.at("sources").items()) {
      ports[name] = at.at("port");
    }
    return ports;
  }

  pid_t pid() const override { return process_->pid(); }
  void signal(int number) override { process_->signal(number); }
  bool ended() override { return process_->ended(); }
  int wait() override { return process_->wait(); }

  std::vector<Sender> senders() const override {
    std::vector<Sender> senders;
    for (std::size_t i = 0; i < std::size(kOrganisations); ++i) {
      const std::string organisation = kOrganisations[i];
      senders.push_back({{organisation, "relay"}, Wire::relp, loopback(i), ""});
      senders.push_back({{organisation, "agents"}, Wire::http, loopback(i), token(organisation)});
      senders.push_back({{organisation, std::string(kUnanswered)}, Wire::tcp, loopback(i), ""});
    }
    return senders;
  }
  std::set<std::string> best_effort() const override { return {std::string(kUnanswered)}; }

  void await_rest() override {
    json status;
    const bool rests = await(
        [&] {
          if (ended()) {
            throw std::runtime_error("yagurad ended:\n" + log());
          }
          status = json::parse(get("/v1/status"));
          return status.at("accepted") == status.at("processed") && status.at("queued_bytes") == 0;
        },
        kPatience);
    if (!rests) {
      throw std::runtime_error("yagurad does not come to rest: " + status.dump());
    }
  }

  std::vector<Held> held() override {
    std::set<std::uint64_t> dead;
    for (const char* name : {"dead-letters.jsonl.1", "dead-letters.jsonl"}) {
      std::ifstream in(state() / name);
      for (std::string line; std::getline(in, line);) {
        const json letter = json::parse(line, nullptr, false);
        if (!letter.is_object() || !dead.insert(letter.at("record").get<std::uint64_t>()).second) {
          throw std::runtime_error("a dead letter is broken or there twice: " + line);
        }
      }
    }
    std::vector<Held> held;
    JournalReader reader(state() / "journal", 1, TimePoint::max());
    while (const auto batch = reader.next()) {
      for (std::size_t i = 0; i < batch->size(); ++i) {
        held.push_back({{batch->organisation.to_string(), batch->source},
                        std::string((*batch)[i]),
                        dead.erase(batch->first + i) > 0});
      }
    }
    if (!dead.empty()) {
      throw std::runtime_error(fmt::format("{} dead letters have no record", dead.size()));
    }
    return held;
  }

  // Of the process that runs: it has read the whole journal again, which is younger than
  // journal.replay_window.
  std::optional<Counts> counts() override {
    const std::string metrics = get("/metrics");
    const auto sum = [&](const std::string& name) {
      double total = 0;
      std::istringstream in(metrics);
      for (std::string line; std::getline(in, line);) {
        if (line.rfind(name, 0) == 0) {
          total += std::strtod(line.c_str() + line.rfind(' '), nullptr);
        }
      }
      return static_cast<std::uint64_t>(total);
    };
    return Counts{json::parse(get("/v1/status")).at("accepted"), sum("yagura_parse_events_total"),
                  sum("yagura_parse_malformed_records_total"),
                  sum("yagura_parse_duplicate_records_total"),
                  sum("yagura_input_shed_records_total")};
  }

  std::set<std::string> incidents() override {
    std::set<std::string> ids;
    const json listed = json::parse(get("/v1/incidents"));
    for (const json& incident : listed.at("incidents")) {
      ids.insert(incident.at("id").get<std::string>());
    }
    return ids;
  }

  std::string log() const override { return contents_of(folder_ / "daemon.err"); }
  std::unique_ptr<Subject> fresh(const fs::path& folder) const override {
    return std::make_unique<YaguradSubject>(folder);
  }

 private:
  fs::path disk() const { return folder_ / "disk"; }
  fs::path state() const { return disk() / "state"; }
  static std::string token(const std::string& organisation) { return "secret of " + organisation; }

  std::string get(const std::string& path) const {
    LineClient client(api_, "127.0.0.1");
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    while (client.line() != "\r") {
    }
    return client.rest();
  }

  fs::path folder_;
  std::unique_ptr<ChildProcess> process_;
  std::uint16_t api_ = 0;
};

}  // namespace

std::unique_ptr<Subject> yagurad_subject(const fs::path& folder) {
  return std::make_unique<YaguradSubject>(folder);
}

}  // namespace yagura::test
