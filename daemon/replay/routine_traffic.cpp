// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "replay/record_stream.hpp"
#include "replay/traffic_random.hpp"
#include "replay/windows_event.hpp"

// What an organisation's servers do at the same time every day. Backups name the tools that
// ransomware names too, without destroying anything: a good test of a rule's precision.
namespace yagura {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::uint64_t kPurpose = 5;

struct Routine {
  Duration at;  // after midnight, Japan's clock
  std::string_view computer;
  std::string_view account;
  ProcessStart start;
};

// In order of time, at least half an hour apart: each organisation shifts them by up to that.
constexpr std::array<Routine, 7> kRoutines{
    {{hours(1),
      "bk01",
      "svc-bkjob",
      {R"(C:\Windows\System32\wbadmin.exe)",
       R"(wbadmin start backup -backupTarget:\bk01\daily -include:D: -quiet)", "WBADMIN.EXE",
       R"(C:\Windows\System32\taskeng.exe)", "High"}},
     {hours(2),
      "bk01",
      "svc-bkjob",
      {R"(C:\Windows\System32\vssadmin.exe)", "vssadmin list shadows", "VSSADMIN.EXE",
       R"(C:\Windows\System32\taskeng.exe)", "High"}},
     {hours(5),
      "fs01",
      "svc-bkjob",
      {R"(C:\Windows\System32\Robocopy.exe)",
       R"(robocopy D:\share \bk01\mirror /MIR /R:1 /W:1 /LOG:D:\log\mirror.log)", "robocopy.exe",
       R"(C:\Windows\System32\taskeng.exe)", "High"}},
     {hours(8) + minutes(45),
      "ad01",
      "admin01",
      {R"(C:\Windows\System32\mmc.exe)", R"(mmc.exe C:\Windows\system32\eventvwr.msc)", "mmc.exe",
       R"(C:\Windows\explorer.exe)", "High"}},
     {hours(9) + minutes(20),
      "ad01",
      "admin01",
      {R"(C:\Windows\System32\net.exe)", "net accounts", "net.exe",
       R"(C:\Windows\System32\cmd.exe)", "High"}},
     {hours(13),
      "fs01",
      "svc-bkjob",
      {R"(C:\Windows\System32\vssadmin.exe)", "vssadmin create shadow /for=D:", "VSSADMIN.EXE",
       R"(C:\Windows\System32\taskeng.exe)", "High"}},
     {hours(23),
      "ad01",
      "svc-inventory",
      {R"(C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe)",
       R"(powershell.exe -File C:\it\inventory.ps1)", "PowerShell.EXE",
       R"(C:\Windows\CCM\CcmExec.exe)", "System"}}}};

class RoutineStream final : public RecordStream {
 public:
  RoutineStream(const Scenario& scenario, TrafficProfile profile)
      : profile_(std::move(profile)), random_(scenario.seed, kPurpose, profile_.index) {
    const auto local = scenario.from + kJapanOffset;
    day_ = TimePoint(std::chrono::floor<std::chrono::days>(local)) - kJapanOffset;
    shift_ = std::chrono::seconds(random_.below(1'700));
  }

  bool next(ReplayRecord& record) override {
    if (at_ == kRoutines.size()) {
      return false;
    }
    const Routine& routine = kRoutines[at_++];
    record.time = day_ + routine.at + shift_;
    record.organisation = profile_.index;
    record.kind = ReplayKind::endpoint;
    record.host = fmt::format("{}-{}", profile_.short_name, routine.computer);
    const std::string user = fmt::format(R"({}\{})", domain_of(profile_), routine.account);
    const std::uint64_t process_id = 4 * random_.between(300, 6'000);
    record.text = process_creation(record.time, record.host, user, process_id, routine.start);
    return true;
  }

 private:
  TrafficProfile profile_;
  TrafficRandom random_;
  TimePoint day_;
  Duration shift_{0};
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<RecordStream> routine_stream(const Scenario& scenario,
                                             const TrafficProfile& profile) {
  return std::make_unique<RoutineStream>(scenario, profile);
}

}  // namespace yagura
