// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// rsyslog under the same senders and the same oracle: RELP in, a queue, a synced file out.

#include <fmt/format.h>
#include <sys/socket.h>

#include <csignal>
#include <fstream>
#include <utility>

#include "child_process.hpp"
#include "subject.hpp"
#include "waiting.hpp"

namespace yagura::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOrganisations[] = {"352012", "352021", "352039"};

// rsyslog tells nobody which port it was given, so one is looked for here.
std::uint16_t free_port() {
  namespace ip = boost::asio::ip;
  boost::asio::io_context context;
  const ip::tcp::acceptor acceptor(context, {ip::address_v4::loopback(), 0});
  return acceptor.local_endpoint().port();
}

class RsyslogSubject final : public Subject {
 public:
  RsyslogSubject(fs::path folder, RsyslogQueue queue)
      : folder_(std::move(folder)), queue_(queue), port_(free_port()) {
    if (!fs::exists("/usr/sbin/rsyslogd") ||
        !fs::exists("/usr/lib/x86_64-linux-gnu/rsyslog/imrelp.so")) {
      throw Skipped("rsyslog and rsyslog-relp are not installed");
    }
    fs::create_directories(folder_ / "disk");
    // The disk queue as its documentation has it for records that must not be lost: every message
    // synced, every message in the index. The memory queue is the default one of a ruleset.
    const std::string queue_text =
        queue_ == RsyslogQueue::disk
            ? " queue.type=\"Disk\" queue.filename=\"queue\" queue.syncqueuefiles=\"on\""
              " queue.checkpointinterval=\"1\" queue.maxfilesize=\"1m\""
            : " queue.type=\"LinkedList\"";
    std::ofstream(folder_ / "rsyslog.conf") << fmt::format(
        "global(workDirectory=\"{0}/disk\" maxMessageSize=\"64k\")\n"
        "module(load=\"imrelp\")\n"
        "template(name=\"raw\" type=\"string\" string=\"%rawmsg%\\n\")\n"
        "ruleset(name=\"keep\"{1}) {{\n"
        "  action(type=\"omfile\" file=\"{0}/disk/kept\" template=\"raw\" sync=\"on\")\n"
        "}}\n"
        "input(type=\"imrelp\" port=\"{2}\" address=\"127.0.0.1\" ruleset=\"keep\""
        " maxDataSize=\"64k\")\n",
        folder_.string(), queue_text, port_);
  }

  void begin(std::vector<std::string> wrapper) override {
    std::vector<std::string> command{"/usr/bin/setpriv", "--pdeathsig", "KILL"};
    command.insert(command.end(), wrapper.begin(), wrapper.end());
    command.insert(command.end(), {"/usr/sbin/rsyslogd", "-n", "-f", folder_ / "rsyslog.conf", "-i",
                                   folder_ / "rsyslog.pid"});
    std::error_code ignored;
    fs::remove(folder_ / "rsyslog.pid", ignored);
    process_ =
        std::make_unique<ChildProcess>(command, folder_ / "daemon.out", folder_ / "daemon.err");
  }
  Ports serving() override {
    const bool up = await(
        [&] {
          try {
            const LineClient client(port_, "127.0.0.1");
            return true;
          } catch (const std::exception&) {
            return ended();
          }
        },
        std::chrono::seconds(60));
    if (!up || ended()) {
      throw std::runtime_error("rsyslogd does not start:\n" + log());
    }
    return {{"relay", port_}};
  }
  pid_t pid() const override { return process_->pid(); }
  void signal(int number) override { process_->signal(number); }
  bool ended() override { return process_->ended(); }
  int wait() override { return process_->wait(); }

  std::vector<Sender> senders() const override {
    std::vector<Sender> senders;
    for (std::size_t i = 0; i < std::size(kOrganisations); ++i) {
      senders.push_back({{kOrganisations[i], "relay"}, Wire::relp, loopback(i), ""});
    }
    return senders;
  }
  std::set<std::string> best_effort() const override { return {}; }

  // It does not say when it has nothing left to do: its file has not grown for so long.
  void await_rest() override {
    constexpr std::chrono::seconds kQuiet{5};
    const auto size = [&] {
      std::error_code error;
      const auto bytes = fs::file_size(folder_ / "disk" / "kept", error);
      return error ? 0 : bytes;
    };
    for (auto before = size(); await([&] { return size() != before; }, kQuiet); before = size()) {
    }
  }
  std::vector<Held> held() override {
    std::vector<Held> held;
    std::ifstream in(folder_ / "disk" / "kept");
    for (std::string line; std::getline(in, line);) {
      // Half a line, as a crash leaves it, has the next record behind it: which counts as held.
      constexpr std::string_view kBegin = "<134>1 ";
      for (auto next = line.find(kBegin, 1); next != std::string::npos;
           next = line.find(kBegin, 1)) {
        held.push_back({{}, line.substr(0, next), false});
        line.erase(0, next);
      }
      held.push_back({{}, line, false});
    }
    return held;
  }
  std::optional<Counts> counts() override { return std::nullopt; }
  std::set<std::string> incidents() override { return {}; }
  std::string log() const override { return contents_of(folder_ / "daemon.err"); }
  std::unique_ptr<Subject> fresh(const fs::path& folder) const override {
    return std::make_unique<RsyslogSubject>(folder, queue_);
  }

 private:
  fs::path folder_;
  RsyslogQueue queue_;
  std::uint16_t port_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace

std::unique_ptr<Subject> rsyslog_subject(const fs::path& folder, RsyslogQueue queue) {
  return std::make_unique<RsyslogSubject>(folder, queue);
}

}  // namespace yagura::test
