// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "simulation.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "oracle.hpp"
#include "organisation_codes.hpp"
#include "sender.hpp"
#include "simulated_daemon.hpp"
#include "sqlite_on_disk.hpp"

namespace yagura::test {
namespace {

// More than a faulty life needs; a calm one needs far fewer.
constexpr std::size_t kFaultySteps = 600;
constexpr std::size_t kMostStarts = 8;  // a start is as dear as some hundred steps
constexpr std::size_t kCalmSteps = 4'000;
constexpr std::size_t kLarge = std::size_t{1} << 20U;

class Life {
 public:
  Life(std::uint64_t seed, std::string* story)
      : chance_(seed), disk_(chance_), store_(disk_, seed), clock_(kEvents), story_(story) {
    {
      const SimulatedDisk::Calm calm(disk_);
      (void)disk_.make_folder("/state");
      (void)disk_.sync_folder("/");
    }
    clock_.move(std::chrono::hours(2));  // records are sent after what they tell of
    plan_settings();
    plan_senders();
    plan_faults();
    disk_.meanwhile([this] {
      if (daemon_ && chance_.one_in(3)) {
        daemon_->poll();
        hear();
        hear();
      }
    });
  }

  SimulationResult run() {
    for (std::size_t step = 0;
         step < kFaultySteps && starts_ < kMostStarts && wrong_.empty() && !all_sent(); ++step) {
      if (up()) {
        one_step();
        look_after();
      }
    }
    if (wrong_.empty()) {
      settle();
    }
    SimulationResult result;
    result.wrong = wrong_;
    for (std::size_t i = 0; i < kFaults; ++i) {
      result.fired.at(i) = disk_.fired(static_cast<Fault>(i));
    }
    result.starts = starts_;
    result.resets = resets_;
    result.digest = chance_.next();
    return result;
  }

 private:
  void plan_settings() {
    constexpr std::array<std::size_t, 4> kSegments{300, 1'000, 5'000, kLarge};
    settings_.segment_bytes = kSegments.at(chance_.upto(3));
    settings_.dead_letter_bytes = chance_.one_in(8) ? 1'500 : kLarge;
  }

  void plan_senders() {
    const auto organisations = organisation_codes(2);
    for (std::size_t i = chance_.between(2, 4); i > 0; --i) {
      const auto kind = chance_.one_in(2)   ? Sender::Kind::relp
                        : chance_.one_in(2) ? Sender::Kind::syslog
                                            : Sender::Kind::file;
      if (kind == Sender::Kind::file && has_file()) {
        continue;
      }
      const OrganisationCode organisation = organisations[chance_.upto(1)];
      const Sender empty(kind, organisation, {});
      senders_.emplace_back(
          kind, organisation,
          stamped_records(chance_, empty.source(), organisation,
                          static_cast<std::uint32_t>(i * 1'000), chance_.between(4, 24)));
    }
  }

  // Faults of a kind come often in one life and never in the next.
  void plan_faults() {
    SimulatedDisk::Failures failures;
    for (const Fault fault :
         {Fault::write_error, Fault::sync_error, Fault::folder_error, Fault::open_error,
          Fault::read_error, Fault::cut_error, Fault::rename_error}) {
      if (chance_.one_in(3)) {
        failures.of.at(static_cast<std::size_t>(fault)) = chance_.one_in(2)   ? 0.01
                                                          : chance_.one_in(3) ? 0.3
                                                                              : 0.08;
      }
    }
    disk_.fail_with(failures);
    deaths_ = chance_.upto(6);
  }

  bool has_file() const {
    for (const Sender& sender : senders_) {
      if (sender.kind() == Sender::Kind::file) {
        return true;
      }
    }
    return false;
  }

  bool all_sent() const {
    for (const Sender& sender : senders_) {
      if (!sender.done()) {
        return false;
      }
    }
    for (const auto& wire : wires_) {
      if (wire->closed && !wire->served) {
        return false;
      }
    }
    return daemon_ && daemon_->idle();
  }

  // Whether the daemon runs; if not, it is started, as systemd does.
  bool up() {
    if (daemon_) {
      return true;
    }
    ++starts_;
    if (deaths_ > 0 && !disk_.death_is_due() && chance_.one_in(4)) {
      plan_death();
    }
    auto started = SimulatedDaemon::start(settings_, disk_, clock_);
    if (!started) {
      tell("does not start: {}", started.error().text());
      end_process();
      return false;
    }
    daemon_ = std::move(*started);
    tell("started; {} records again, {} anew", daemon_->recovery().rebuilt,
         daemon_->recovery().caught_up);
    if (disk_.dead()) {  // in the last call, which nobody asked about
      end_process();
      return false;
    }
    for (Sender& sender : senders_) {
      if (sender.kind() == Sender::Kind::file) {
        const auto position = daemon_->recovery().positions.find(sender.source());
        sender.go_on_from(
            position == daemon_->recovery().positions.end() ? 0 : position->second.begin()->second);
      }
    }
    note(check_acknowledged(senders_, disk_));
    return wrong_.empty();
  }

  void one_step() {
    clock_.move(std::chrono::milliseconds(chance_.upto(3'000)));
    switch (chance_.upto(19)) {
      case 0:
      case 1:
      case 2:
      case 3:
        send(senders_[chance_.upto(senders_.size() - 1)]);
        break;
      case 4:
      case 5:
      case 6:
        carry();
        break;
      case 7:
      case 8:
        hear();
        break;
      case 9:
      case 10:
        daemon_->poll();
        break;
      case 11:
      case 12:
      case 13:
        daemon_->write_group(chance_.between(1, 6));
        break;
      case 14:
      case 15:
        daemon_->detect();
        break;
      case 16:
        daemon_->commit();
        break;
      case 17:
        if (chance_.one_in(3)) {
          daemon_->checkpoint();
        }
        break;
      case 18:
        if (deaths_ > 0 && !disk_.death_is_due()) {
          plan_death();
        }
        break;
      default:
        something_rare();
    }
  }

  void plan_death() {
    --deaths_;
    disk_.die_after(
        chance_.upto(chance_.one_in(2) ? 5 : 60),
        chance_.one_in(2) ? SimulatedDisk::Death::kill : SimulatedDisk::Death::power_cut);
  }

  void something_rare() {
    switch (chance_.upto(6)) {
      case 0:
        tell("SIGTERM");
        daemon_->stop();
        end_process();
        break;
      case 1:
        disk_.limit(chance_.upto(2'000), chance_.upto(2));
        tell("the disk is nearly full");
        break;
      case 2:
      case 3:
        disk_.lift_limits();
        break;
      default:
        if (!wires_.empty()) {
          ++resets_;
          wires_[chance_.upto(wires_.size() - 1)]->break_off();
        }
    }
  }

  void send(Sender& sender) {
    if (sender.kind() == Sender::Kind::file) {
      RecordBatch batch = sender.read_file(chance_, clock_.now());
      if (!batch.empty()) {
        daemon_->take(std::move(batch));
      }
      return;
    }
    // A sender in doubt opens another connection; what is under way on the old one may still come.
    if (!sender.connected() || chance_.one_in(40)) {
      serve(sender, sender.connect(chance_));
    }
    sender.send(chance_);
  }

  void serve(const Sender& sender, std::shared_ptr<Wire> wire) {
    if (sender.kind() == Sender::Kind::relp) {
      daemon_->serve_relp(wire, sender.organisation());
    } else {
      daemon_->serve_syslog(wire, sender.organisation());
    }
    std::erase_if(wires_, [](const auto& old) { return old->served; });
    wires_.push_back(std::move(wire));
  }

  void carry() {
    if (!wires_.empty()) {
      wires_[chance_.upto(wires_.size() - 1)]->carry(chance_);
    }
  }

  void hear() {
    Sender& sender = senders_[chance_.upto(senders_.size() - 1)];
    if (sender.kind() == Sender::Kind::relp && sender.connected()) {
      std::string& answers = sender.wire()->to_client;
      const std::size_t count = chance_.upto(answers.size());
      sender.hear(answers.substr(0, count));
      answers.erase(0, count);
    }
  }

  // After each step: whether the process is still there, and means to go on.
  void look_after() {
    if (!daemon_) {
      return;
    }
    if (!disk_.dead() && daemon_->failed()) {
      tell("stops: {}", daemon_->why());
      daemon_->stop();
      end_process();
    } else if (disk_.dead()) {
      end_process();
    }
  }

  void end_process() {
    if (disk_.dead()) {
      tell("dies");
    }
    daemon_.reset();
    for (const auto& wire : wires_) {
      wire->break_off();
    }
    wires_.clear();
    disk_.die(SimulatedDisk::Death::kill);  // unless it is dead: its pages stay in the cache
    disk_.restart();
  }

  // No more faults: everything is sent, and everything must be well.
  void settle() {
    tell("calm");
    disk_.fail_with({});
    disk_.lift_limits();
    disk_.spare();
    deaths_ = 0;
    if (daemon_ && chance_.one_in(2)) {
      end_process();
    }
    if (!up()) {
      note("the daemon does not start on a disk that is well");
      return;
    }
    for (Sender& sender : senders_) {
      if (sender.kind() == Sender::Kind::syslog) {
        serve(sender, sender.send_all_again(chance_));
      }
    }
    for (std::size_t step = 0; step < kCalmSteps && !all_sent(); ++step) {
      for (Sender& sender : senders_) {
        if (!sender.done()) {
          send(sender);
        }
      }
      for (const auto& wire : wires_) {
        wire->carry_all();
      }
      daemon_->poll();
      daemon_->write_group(4);
      daemon_->detect();
      hear();
      if (daemon_->failed()) {
        note("the daemon fails on a disk that is well: " + daemon_->why());
        return;
      }
    }
    if (!all_sent()) {
      note("records stay unsent on a disk that is well");
      return;
    }
    daemon_->stop();
    if (daemon_->failed()) {
      note("the daemon does not stop in order: " + daemon_->why());
    }
    daemon_.reset();
    disk_.die(SimulatedDisk::Death::power_cut);
    disk_.restart();
    if (!up()) {
      note("the daemon does not start after a power cut");
      return;
    }
    daemon_->stop();
    daemon_.reset();
    note(check_all(senders_, disk_, settings_));
  }

  void note(std::string wrong) {
    if (wrong_.empty()) {
      wrong_ = std::move(wrong);
    }
  }

  template <typename... Args>
  void tell(fmt::format_string<Args...> format, Args&&... args) {
    if (story_ != nullptr) {
      *story_ += fmt::format(format, std::forward<Args>(args)...) + '\n';
    }
  }

  Chance chance_;
  SimulatedDisk disk_;
  SqliteOnDisk store_;
  MovedClock clock_;
  std::string* story_;
  SimulatedDaemon::Settings settings_;
  std::vector<Sender> senders_;
  std::vector<std::shared_ptr<Wire>> wires_;
  std::unique_ptr<SimulatedDaemon> daemon_;
  std::size_t deaths_ = 0;
  std::uint64_t starts_ = 0;
  std::uint64_t resets_ = 0;
  std::string wrong_;
};

}  // namespace

SimulationResult simulate(std::uint64_t seed, std::string* story) {
  return Life(seed, story).run();
}

}  // namespace yagura::test
