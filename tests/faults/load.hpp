// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ledger.hpp"
#include "line_client.hpp"
#include "record.hpp"

namespace yagura::test {

// How a source speaks. Names of sources are the keys of Ports.
enum class Wire { relp, http, tcp };

struct Sender {
  Stream stream;
  Wire wire = Wire::relp;
  std::string address;  // it sends from
  std::string token;    // http only
};

using Ports = std::map<std::string, std::uint16_t>;  // by name of source

// A thread for each sender. A sender goes on where its last acknowledgement was, over any number of
// connections, as rsyslog's omrelp or an HTTP shipper with Idempotency-Key does; plain TCP goes on
// after the last record that it could write.
class Load {
 public:
  Load(Ledger& ledger, std::vector<Sender> senders);
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load();

  // Senders connect to these, or wait. After down() returns no answer is taken any more.
  void up(Ports ports);
  void down();

  // Lets every sender send so many further records, or each up to the number it had in another run.
  void release(std::uint64_t records);
  void release_up_to(const std::map<Stream, std::uint64_t>& last);
  // Goes on after what another load has sent. Before anything is released.
  void adopt(const std::map<Stream, std::uint64_t>& last);
  std::uint64_t acknowledged() const;
  std::uint64_t in_flight() const;
  std::uint64_t written() const;  // by senders without acknowledgements
  // How many records went out that had gone out before.
  std::uint64_t sent_again() const;
  std::map<Stream, std::uint64_t> last_sent() const;

  // False when the time is over before so many are acknowledged, or before everything released is.
  bool await_acknowledged(std::uint64_t count, std::chrono::milliseconds patience);
  bool await_all(std::chrono::milliseconds patience);
  // Every record again, in another order. For a load that has ended: everything is acknowledged.
  void send_all_again();

 private:
  struct Progress {
    Sender sender;
    std::uint64_t released = 0;
    std::uint64_t sent = 0;          // the highest number that went out
    std::uint64_t acknowledged = 0;  // all up to here; without acknowledgements: written
    std::uint64_t again = 0;
    LineClient* client = nullptr;  // to be woken when the target is gone
  };
  class Wakeable;
  struct Target {
    std::uint16_t port = 0;
    std::uint64_t generation = 0;
  };

  void run(Progress& progress);
  void relp(Progress& progress, LineClient& client, std::uint64_t generation);
  void http(Progress& progress, LineClient& client, std::uint64_t generation);
  void tcp(Progress& progress, LineClient& client, std::uint64_t generation);
  std::optional<Target> await_target(const Progress& progress);
  // Waits until there is something to send, or the target is gone: then 0.
  std::uint64_t await_release(Progress& progress, std::uint64_t generation);
  std::uint64_t released(const Progress& progress) const;
  std::string take(Progress& progress, std::uint64_t sequence);
  void acknowledge(Progress& progress, std::uint64_t place, std::uint64_t generation);
  bool all_done() const;  // under the lock

  Ledger& ledger_;
  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::vector<Progress> senders_;
  Ports ports_;
  std::uint64_t generation_ = 0;
  bool ending_ = false;
  bool backwards_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace yagura::test
