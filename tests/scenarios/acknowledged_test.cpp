// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// What was acknowledged is there after kill -9.

#include <csignal>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/sha256.hpp"
#include "daemon_fixture.hpp"
#include "journal/journal_reader.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using nlohmann::json;
using test::DaemonFixture;

// What the senders know, noted down as they learn it.
class Notes {
 public:
  void sent(const std::string& record) {
    const std::unique_lock lock(mutex_);
    sent_.insert(record);
  }
  void acknowledged(const std::string& record) {
    const std::unique_lock lock(mutex_);
    acknowledged_.insert(record);
    news_.notify_all();
  }
  void await(std::size_t acknowledgements) {
    std::unique_lock lock(mutex_);
    REQUIRE(news_.wait_for(lock, std::chrono::seconds(60),
                           [&] { return acknowledged_.size() >= acknowledgements; }));
  }
  // Only once the senders have ended.
  const std::set<std::string>& all_sent() const { return sent_; }
  const std::set<std::string>& all_acknowledged() const { return acknowledged_; }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::set<std::string> sent_;
  std::set<std::string> acknowledged_;
};

// A connection that reads lines; an exception ends the sender when the daemon is gone.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(context_) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    socket_.set_option(tcp::no_delay(true));
  }
  void send(const std::string& bytes) { asio::write(socket_, asio::buffer(bytes)); }
  void skip(std::size_t bytes) {
    while (held_.size() < bytes) {
      read();
    }
    held_.erase(0, bytes);
  }
  std::string line() {
    auto end = held_.find('\n');
    for (; end == std::string::npos; end = held_.find('\n')) {
      read();
    }
    std::string text = held_.substr(0, end);
    held_.erase(0, end + 1);
    return text;
  }

 private:
  void read() {
    std::string part(4096, '\0');
    held_.append(part, 0, socket_.read_some(asio::buffer(part)));
  }

  asio::io_context context_;
  tcp::socket socket_;
  std::string held_;
};

// Keeps 64 records on their way, as rsyslog does.
void send_relp(std::uint16_t port, const std::string& name, Notes& notes) {
  Client client(port);
  client.send("1 open 30 relp_version=0\ncommands=syslog\n");
  while (client.line() != "commands=syslog") {
  }
  const auto record = [&](int number) { return name + " relp " + std::to_string(number); };
  int acknowledged = 1;
  for (int number = 2;; ++number) {
    const std::string text = record(number);
    notes.sent(text);
    client.send(std::to_string(number) + " syslog " + std::to_string(text.size()) + " " + text +
                "\n");
    while (number - acknowledged >= 64) {
      ++acknowledged;
      if (client.line() != std::to_string(acknowledged) + " rsp 6 200 OK") {
        return;  // counted as no acknowledgement: the test sees that too few came
      }
      notes.acknowledged(record(acknowledged));
    }
  }
}

// Ten records a request.
void send_http(std::uint16_t port, const std::string& name, Notes& notes) {
  Client client(port);
  for (int request = 0;; ++request) {
    std::vector<std::string> records;
    std::string body;
    for (int i = 0; i < 10; ++i) {
      records.push_back(name + " http " + std::to_string(request * 10 + i));
      body += records.back() + "\n";
      notes.sent(records.back());
    }
    client.send("POST /v1/records HTTP/1.1\r\nAuthorization: Bearer secret\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    if (client.line() != "HTTP/1.1 200 OK\r") {
      return;
    }
    std::size_t length = 0;
    for (std::string head = client.line(); head != "\r"; head = client.line()) {
      if (head.rfind("Content-Length: ", 0) == 0) {
        length = std::stoul(head.substr(16));
      }
    }
    for (const std::string& record : records) {
      notes.acknowledged(record);
    }
    client.skip(length);
  }
}

template <typename Send>
std::thread sender(Send send, std::uint16_t port, std::string name, Notes& notes) {
  return std::thread([send, port, name = std::move(name), &notes] {
    try {
      send(port, name, notes);
    } catch (const std::exception&) {  // the daemon was killed
    }
  });
}

}  // namespace

TEST_CASE("kill -9 loses no record that was acknowledged over RELP or HTTP", "[scenarios]") {
  DaemonFixture fixture;
  std::string config = fixture.shipped_config();
  config.insert(config.find("\nmeetings:"),
                "  - {name: relay, type: relp, port: 0, organisation: 352012}\n"
                "  - {name: agents, type: http, port: 0, tokens: {" +
                    Sha256::of("secret").hex() + ": 352021}}\n");
  fixture.write_config(config);
  Notes notes;
  constexpr std::size_t kRounds = 10;
  for (std::size_t round = 0; round < kRounds; ++round) {
    fixture.start();
    const auto sources =
        json::parse(test::contents_of(fixture.state() / "endpoints.json")).at("sources");
    const std::string name = "round " + std::to_string(round);
    std::thread relp = sender(send_relp, sources.at("relay").at("port"), name, notes);
    std::thread http = sender(send_http, sources.at("agents").at("port"), name, notes);
    const auto kill = [&] {
      fixture.daemon().signal(SIGKILL);
      fixture.daemon().wait();
      relp.join();
      http.join();
    };
    try {
      notes.await((round + 1) * 300);
    } catch (...) {
      kill();
      throw;
    }
    kill();
  }
  std::set<std::string> stored;
  JournalReader reader(fixture.state() / "journal", 1, TimePoint::max());
  while (const auto batch = reader.next()) {
    for (std::size_t i = 0; i < batch->size(); ++i) {
      CHECK(stored.insert(std::string((*batch)[i])).second);  // nobody sent one twice
    }
  }
  const auto& acknowledged = notes.all_acknowledged();
  const auto& sent = notes.all_sent();
  CHECK(acknowledged.size() >= kRounds * 300);
  CHECK(std::includes(stored.begin(), stored.end(), acknowledged.begin(), acknowledged.end()));
  CHECK(std::includes(sent.begin(), sent.end(), stored.begin(), stored.end()));
  // The kills came in the middle: something was on its way.
  CHECK(sent.size() > acknowledged.size());
  for (const char* kind : {" relp ", " http "}) {
    CHECK(std::any_of(acknowledged.begin(), acknowledged.end(), [&](const std::string& record) {
      return record.find(kind) != std::string::npos;
    }));
  }
}

}  // namespace yagura
