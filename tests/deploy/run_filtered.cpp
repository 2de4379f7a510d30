// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Runs a program as the shipped unit would confine it, where no systemd is there to do so: the
// system calls of SystemCallFilter=, and what NoNewPrivileges=, MemoryDenyWriteExecute=,
// RestrictAddressFamilies=, RestrictNamespaces= and SystemCallArchitectures= come to.
//   run_filtered FILE PROGRAM ARGUMENT...   FILE: names of the calls that are allowed, one a line
//   run_filtered FILE --probe NAME          does one thing instead: see kProbes
// A call that is not allowed kills the program (SIGSYS): with an error, as systemd answers it, a
// library might go on in some other way and nobody would notice. Exit code 125: cannot confine.

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace {

class Filter {
 public:
  explicit Filter(const char* file) : filter_(seccomp_init(SCMP_ACT_KILL_PROCESS)) {
    std::ifstream in(file);
    for (std::string name; std::getline(in, name);) {
      names_.insert(name);
    }
    if (filter_ == nullptr || names_.size() < 100) {
      throw std::runtime_error(std::string("no list of system calls: ") + file);
    }
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter() { seccomp_release(filter_); }

  void load() {
    allow_memory();
    allow_sockets();
    allow_threads();
    for (const std::string& name : names_) {
      allow(name);
    }
    if (::geteuid() == 0) {
      // For root alone, which the service is not, SQLite gives new files to the database's owner.
      rule(SCMP_ACT_ERRNO(EPERM), "fchown");
    }
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : -errno, "no new privileges");
    check(seccomp_load(filter_), "load");
  }

 private:
  static void check(int result, const std::string& what) {
    if (result < 0) {
      throw std::runtime_error(what + ": " + std::strerror(-result));
    }
  }
  // Names of other architectures are passed over.
  template <typename... Conditions>
  void rule(std::uint32_t action, const std::string& name, Conditions... conditions) {
    const int number = seccomp_syscall_resolve_name(name.c_str());
    if (number >= 0) {
      check(seccomp_rule_add(filter_, action, number, sizeof...(conditions), conditions...), name);
    }
  }
  template <typename... Conditions>
  void allow(const std::string& name, Conditions... conditions) {
    rule(SCMP_ACT_ALLOW, name, conditions...);
  }
  // No memory that can be written and run, now or later.
  void allow_memory() {
    for (const unsigned prot : {0, PROT_WRITE, PROT_EXEC}) {
      allow("mmap", SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, prot));
    }
    allow("mprotect", SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow("pkey_mprotect", SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow("shmat", SCMP_A2(SCMP_CMP_MASKED_EQ, SHM_EXEC, 0));
    for (const char* name : {"mmap", "mprotect", "pkey_mprotect", "shmat"}) {
      names_.erase(name);
    }
  }
  void allow_sockets() {
    for (const unsigned family : {AF_INET, AF_INET6, AF_UNIX}) {
      allow("socket", SCMP_A0(SCMP_CMP_EQ, family));
    }
    names_.erase("socket");
  }
  // Threads and processes, but no namespaces. What clone3 wants stands in memory that a filter
  // cannot see, so systemd says that there is none, and glibc takes clone.
  void allow_threads() {
    constexpr unsigned kNamespaces = CLONE_NEWCGROUP | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS |
                                     CLONE_NEWPID | CLONE_NEWUSER | CLONE_NEWUTS;
    allow("clone", SCMP_A0(SCMP_CMP_MASKED_EQ, kNamespaces, 0));
    rule(SCMP_ACT_ERRNO(ENOSYS), "clone3");
    for (const char* name : {"clone", "clone3", "unshare", "setns"}) {
      names_.erase(name);
    }
  }

  scmp_filter_ctx filter_;
  std::set<std::string> names_;
};

// Each does what the unit forbids, but for the first. Returns what the call returned.
using Probe = long (*)();
constexpr std::array<std::pair<std::string_view, Probe>, 8> kProbes{{
    {"allowed", [] { return static_cast<long>(::getppid()); }},
    {"write-and-run",
     [] {
       return reinterpret_cast<long>(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
     }},
    {"run-what-was-written",
     [] {
       void* page =
           ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
       return static_cast<long>(::mprotect(page, 4096, PROT_READ | PROT_EXEC));
     }},
    {"packets", [] { return static_cast<long>(::socket(AF_PACKET, SOCK_RAW, 0)); }},
    {"netlink", [] { return static_cast<long>(::socket(AF_NETLINK, SOCK_RAW, 0)); }},
    {"mount", [] { return static_cast<long>(::mount("none", "/tmp", "tmpfs", 0, nullptr)); }},
    {"namespace", [] { return static_cast<long>(::unshare(CLONE_NEWUSER)); }},
    {"owner", [] { return static_cast<long>(::chown("/nowhere", 0, 0)); }},
}};

int run_probe(std::string_view wanted) {
  for (const auto& [name, probe] : kProbes) {
    if (name == wanted) {
      return probe() == -1 ? 1 : 0;
    }
  }
  return 125;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::fputs("usage: run_filtered FILE PROGRAM ARGUMENT...\n", stderr);
    return 125;
  }
  Filter(argv[1]).load();
  if (std::string_view(argv[2]) == "--probe" && argc == 4) {
    return run_probe(argv[3]);
  }
  ::execv(argv[2], argv + 2);
  std::perror(argv[2]);
  return 125;
} catch (const std::exception& e) {
  std::fprintf(stderr, "run_filtered: %s\n", e.what());
  return 125;
}
