// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "replay/arrivals.hpp"
#include "replay/record_stream.hpp"
#include "replay/windows_event.hpp"

// What agents on office computers tell on an ordinary day: programs, connections, files, logons.
// Some of it is what attackers do as well (an administrator's tools, a mistyped password), because
// a rule that cannot live with that is of no use; none of it reaches a brute-force threshold.
namespace yagura {
namespace {

constexpr std::uint64_t kPurpose = 4;
constexpr std::chrono::seconds kBusiestGap{115};

constexpr std::array<ProcessStart, 10> kPrograms{
    {{R"(C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE)",
      R"("C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE" /dde)", "Excel.exe",
      R"(C:\Windows\explorer.exe)"},
     {R"(C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE)",
      R"("C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE" /n)", "WinWord.exe",
      R"(C:\Windows\explorer.exe)"},
     {R"(C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe)",
      R"("C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --profile-directory=Default)",
      "msedge.exe", R"(C:\Windows\explorer.exe)"},
     {R"(C:\Program Files\Google\Chrome\Application\chrome.exe)",
      R"("C:\Program Files\Google\Chrome\Application\chrome.exe")", "chrome.exe",
      R"(C:\Windows\explorer.exe)"},
     {R"(C:\Program Files\JustSystems\TARO\taro.exe)",
      R"("C:\Program Files\JustSystems\TARO\taro.exe")", "taro.exe", R"(C:\Windows\explorer.exe)"},
     {R"(C:\Windows\System32\notepad.exe)", R"("C:\Windows\system32\NOTEPAD.EXE" D:\memo.txt)",
      "NOTEPAD.EXE", R"(C:\Windows\explorer.exe)"},
     {R"(C:\Windows\System32\svchost.exe)", R"(C:\Windows\system32\svchost.exe -k netsvcs -p)",
      "svchost.exe", R"(C:\Windows\System32\services.exe)", "System"},
     {R"(C:\Windows\System32\taskhostw.exe)", "taskhostw.exe", "taskhostw.exe",
      R"(C:\Windows\System32\svchost.exe)"},
     {R"(C:\Windows\System32\SearchProtocolHost.exe)",
      R"("C:\Windows\system32\SearchProtocolHost.exe" Global\UsGthrFltPipeMssGthrPipe_1)",
      "SearchProtocolHost.exe", R"(C:\Windows\System32\SearchIndexer.exe)", "System"},
     {R"(C:\Program Files\WinActor\WinActor7.exe)",
      R"("C:\Program Files\WinActor\WinActor7.exe" -f C:\rpa\zei.ums7)", "WinActor7.exe",
      R"(C:\Windows\explorer.exe)"}}};

constexpr std::array<ProcessStart, 6> kAdministration{
    {{R"(C:\Windows\System32\ipconfig.exe)", "ipconfig /all", "ipconfig.exe",
      R"(C:\Windows\System32\cmd.exe)"},
     {R"(C:\Windows\System32\net.exe)", R"(net use Z: \fs01\share)", "net.exe",
      R"(C:\Windows\System32\cmd.exe)"},
     {R"(C:\Windows\System32\wevtutil.exe)", "wevtutil qe System /c:20 /rd:true /f:text",
      "wevtutil.exe", R"(C:\Windows\System32\cmd.exe)", "High"},
     {R"(C:\Windows\System32\gpupdate.exe)", "gpupdate", "gpupdate.exe",
      R"(C:\Windows\System32\cmd.exe)"},
     {R"(C:\Windows\System32\Robocopy.exe)", R"(robocopy D:\work \fs01\share\work /E /R:1)",
      "robocopy.exe", R"(C:\Windows\System32\cmd.exe)"},
     {R"(C:\Windows\System32\schtasks.exe)", "schtasks /query /fo LIST", "schtasks.exe",
      R"(C:\Windows\System32\cmd.exe)"}}};

// "Get-Service" and "Get-HotFix": a management agent encodes whatever it runs.
constexpr std::array<std::string_view, 2> kEncodedCommands{
    "powershell.exe -NoProfile -NonInteractive -EncodedCommand RwBlAHQALQBTAGUAcgB2AGkAYwBlAA==",
    "powershell.exe -NoProfile -NonInteractive -EncodedCommand RwBlAHQALQBIAG8AdABGAGkAeAA="};

constexpr std::array<std::string_view, 5> kFiles{
    R"(Documents\kaigi.xlsx)", R"(Documents\shiryo.docx)", R"(Downloads\guide.pdf)",
    R"(AppData\Local\Temp\~DF3A.tmp)", R"(Desktop\memo.txt)"};

constexpr std::array<std::uint64_t, 4> kLogonTypes{2, 3, 5, 7};

class EndpointStream final : public RecordStream {
 public:
  EndpointStream(const Scenario& scenario, TrafficProfile profile)
      : profile_(std::move(profile)),
        domain_(domain_of(profile_)),
        random_(scenario.seed, kPurpose, profile_.index),
        arrivals_(scenario, profile_, kBusiestGap) {}

  bool next(ReplayRecord& record) override {
    TimePoint time;
    if (!arrivals_.next(random_, time)) {
      return false;
    }
    record.time = time;
    record.organisation = profile_.index;
    record.kind = ReplayKind::endpoint;
    person_ = random_.below(std::uint64_t{profile_.weight} * 8);
    user_ = fmt::format("u{:02}{:03}", profile_.index, person_ % 1000);
    record.host = fmt::format("{}-pc{:03}", profile_.short_name, person_ % 1000);
    process_id_ = 4 * random_.between(300, 6'000);
    record.text = text(time, record.host);
    return true;
  }

 private:
  std::string text(TimePoint time, std::string_view computer) {
    const std::uint64_t dice = random_.below(1000);
    if (dice < 380) {
      return start(time, computer, random_.pick(kPrograms));
    }
    if (dice < 392) {
      return start(time, computer, random_.pick(kAdministration));
    }
    if (dice < 394) {
      const ProcessStart agent{R"(C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe)",
                               random_.pick(kEncodedCommands), "PowerShell.EXE",
                               R"(C:\Windows\CCM\CcmExec.exe)", "System"};
      return process_creation(time, computer, R"(NT AUTHORITY\SYSTEM)", process_id_, agent);
    }
    if (dice < 570) {
      return connection(time, computer);
    }
    if (dice < 730) {
      return file(time, computer);
    }
    if (dice < 830) {
      return audited_start(time, computer);
    }
    return dice < 986 ? logon(time, computer) : mistyped_password(time, computer);
  }

  std::string start(TimePoint time, std::string_view computer, const ProcessStart& start) const {
    const std::string user = start.integrity == "System" ? R"(NT AUTHORITY\SYSTEM)"
                                                         : fmt::format(R"({}\{})", domain_, user_);
    return process_creation(time, computer, user, process_id_, start);
  }

  std::string connection(TimePoint time, std::string_view computer) {
    const std::string address = client_address(profile_, person_);
    const std::uint64_t port = random_.between(49'200, 64'000);
    return sysmon_event(time, computer, 3)
        .add("ProcessId", process_id_)
        .add("Image", random_.pick(kPrograms).image)
        .add("User", fmt::format(R"({}\{})", domain_, user_))
        .add("Protocol", "tcp")
        .add("Initiated", "true")
        .add("SourceIp", address)
        .add("SourcePort", port)
        .add("DestinationIp", fmt::format("10.{}.250.8", 10 + profile_.index))
        .add("DestinationPort", std::uint64_t{8080})
        .finish();
  }

  std::string file(TimePoint time, std::string_view computer) {
    const std::string_view image = random_.pick(kPrograms).image;
    const std::string_view name = random_.pick(kFiles);
    return sysmon_event(time, computer, 11)
        .add("ProcessId", process_id_)
        .add("Image", image)
        .add("TargetFilename", fmt::format(R"(C:\Users\{}\{})", user_, name))
        .add("User", fmt::format(R"({}\{})", domain_, user_))
        .finish();
  }

  std::string audited_start(TimePoint time, std::string_view computer) {
    const ProcessStart& program = random_.pick(kPrograms);
    return security_event(time, computer, 4688)
        .add("SubjectUserName", user_)
        .add("SubjectDomainName", domain_)
        .add("NewProcessName", program.image)
        .add("CommandLine", program.command_line)
        .add("ParentProcessName", program.parent_image)
        .finish();
  }

  std::string logon(TimePoint time, std::string_view computer) {
    const std::uint64_t type = random_.pick(kLogonTypes);
    return security_event(time, computer, 4624)
        .add("TargetUserName", type == 5 ? "SYSTEM" : user_)
        .add("TargetDomainName", type == 5 ? "NT AUTHORITY" : domain_)
        .add("LogonType", type)
        .add("IpAddress", type == 3 ? client_address(profile_, person_) : "-")
        .add("LogonProcessName", type == 3 ? "Kerberos" : "User32")
        .finish();
  }

  std::string mistyped_password(TimePoint time, std::string_view computer) const {
    return security_event(time, computer, 4625)
        .add("TargetUserName", user_)
        .add("TargetDomainName", domain_)
        .add("LogonType", std::uint64_t{2})
        .add("IpAddress", client_address(profile_, person_))
        .add("WorkstationName", computer)
        .add("Status", "0xc000006d")
        .add("SubStatus", "0xc000006a")
        .finish();
  }

  TrafficProfile profile_;
  std::string domain_;
  TrafficRandom random_;
  Arrivals arrivals_;
  std::uint64_t person_ = 0;
  std::uint64_t process_id_ = 0;
  std::string user_;
};

}  // namespace

std::unique_ptr<RecordStream> endpoint_stream(const Scenario& scenario,
                                              const TrafficProfile& profile) {
  return std::make_unique<EndpointStream>(scenario, profile);
}

}  // namespace yagura
