// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sender.hpp"
#include "simulated_daemon.hpp"
#include "simulated_disk.hpp"

namespace yagura::test {

// What must be true, told as what is not; "" if all is well. Reads the simulated disk while nothing
// on it fails and no daemon has it.

// Each record that was acknowledged is in the journal.
std::string check_acknowledged(const std::vector<Sender>& senders, SimulatedDisk& disk);

// After everything was sent and the daemon was stopped:
// - the journal holds every record sent, none that was not, none changed, a file's once each, its
//   numbers without a gap;
// - each of them is an event, a dead letter or a repeat, and the dead letters are in their file;
// - every event was judged: the alerts count as many;
// - alerts and incidents are those of a daemon that took the same journal in one piece.
std::string check_all(const std::vector<Sender>& senders, SimulatedDisk& disk,
                      const SimulatedDaemon::Settings& settings);

}  // namespace yagura::test
