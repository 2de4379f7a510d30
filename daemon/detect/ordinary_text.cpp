// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/ordinary_text.hpp"

#include <cstdint>
#include <cstring>
#include <vector>

namespace yagura {
namespace {

constexpr OrdinaryLine kLines[] = {
    {8, R"(c:\windows\system32\svchost.exe)"},
    {1, R"(c:\windows\system32\svchost.exe -k netsvcs -p -s schedule)"},
    {1, R"(c:\windows\system32\svchost.exe -k localservicenetworkrestricted -p -s eventlog)"},
    {1, R"(c:\windows\system32\svchost.exe -k wsappx -p -s clipsvc)"},
    {8, R"(c:\windows\system32\services.exe)"},
    {1, R"(c:\windows\system32\lsass.exe)"},
    {1, R"(c:\windows\system32\winlogon.exe)"},
    {8, R"(c:\windows\explorer.exe)"},
    {5, R"(c:\windows\system32\cmd.exe)"},
    {1, R"(c:\windows\system32\cmd.exe /c "c:\program files\backup\bin\run.bat" daily)"},
    {1, R"(c:\windows\system32\cmd.exe /c dir /b c:\users\tanaka\documents)"},
    {1, R"(c:\windows\system32\cmd.exe /d /s /c "npm run build")"},
    {4, R"(c:\windows\system32\conhost.exe)"},
    {1, R"(\??\c:\windows\system32\conhost.exe 0xffffffff -forcev1)"},
    {3, R"(c:\windows\system32\windowspowershell\v1.0\powershell.exe)"},
    {1, R"(powershell.exe -noprofile -executionpolicy bypass -file c:\scripts\inventory.ps1)"},
    {1, R"(powershell -command "get-service | where-object status -eq running")"},
    {1, R"("c:\windows\system32\windowspowershell\v1.0\powershell.exe" -noninteractive -command)"},
    {1, R"(c:\windows\system32\taskhostw.exe)"},
    {1, R"(taskhostw.exe install $(arg0))"},
    {1, R"(c:\windows\system32\rundll32.exe)"},
    {1, R"(rundll32.exe c:\windows\system32\shell32.dll,control_rundll timedate.cpl)"},
    {1, R"(c:\windows\system32\rundll32.exe -localserver 22d8c27b-47a1-48d1-ad08-7da7abd79617)"},
    {1, R"(c:\windows\system32\dllhost.exe /processid:{ab8902b4-09ca-4bb6-b78d-a8f59079a8d5})"},
    {1, R"(c:\windows\system32\msiexec.exe /v)"},
    {1, R"(c:\windows\system32\wbem\wmiprvse.exe -secured -embedding)"},
    {1, R"(c:\windows\system32\wbem\wmic.exe os get caption /value)"},
    {1, R"(c:\windows\system32\searchindexer.exe /embedding)"},
    {1, R"("c:\windows\system32\searchprotocolhost.exe" global\usgthrfltpipemssgthrpipe1)"},
    {1, R"(c:\windows\system32\runtimebroker.exe -embedding)"},
    {1, R"(c:\windows\system32\backgroundtaskhost.exe -servername:app.appxk7d1zqx6)"},
    {1, R"(c:\windows\system32\schtasks.exe /query /fo csv)"},
    {1, R"(c:\windows\system32\reg.exe query "hklm\software\microsoft\windows\currentversion")"},
    {1, R"(c:\windows\system32\net.exe use z: \\fs01\share /persistent:yes)"},
    {1, R"(c:\windows\system32\net1.exe start spooler)"},
    {1, R"(c:\windows\system32\sc.exe query state= all)"},
    {1, R"(c:\windows\system32\ipconfig.exe /all)"},
    {1, R"(c:\windows\system32\whoami.exe)"},
    {1, R"(c:\windows\system32\ping.exe -n 1 10.1.2.3)"},
    {1, R"(c:\windows\system32\gpupdate.exe /target:computer)"},
    {1, R"(c:\windows\system32\wevtutil.exe gl security)"},
    {1, R"(c:\windows\system32\regsvr32.exe /s "c:\program files\common files\app\addin.dll")"},
    {1, R"(c:\windows\system32\notepad.exe "c:\users\suzuki\desktop\memo.txt")"},
    {1, R"(c:\windows\system32\mmc.exe "c:\windows\system32\eventvwr.msc" /s)"},
    {1, R"(c:\windows\system32\spoolsv.exe)"},
    {1, R"(c:\windows\system32\smartscreen.exe -embedding)"},
    {1, R"(c:\windows\system32\ctfmon.exe)"},
    {1, R"(c:\windows\system32\userinit.exe)"},
    {1, R"(c:\windows\system32\wsmprovhost.exe -embedding)"},
    {1, R"(c:\windows\syswow64\cscript.exe //nologo c:\windows\temp\collect.vbs)"},
    {1, R"(c:\windows\microsoft.net\framework64\v4.0.30319\ngen.exe)"},
    {1,
     R"("c:\windows\microsoft.net\framework64\v4.0.30319\mscorsvw.exe" -startupevent 1a4 -pipe)"},
    {1, R"("c:\program files\google\chrome\application\chrome.exe" --type=renderer --lang=ja)"},
    {1,
     R"("c:\program files\google\chrome\application\chrome.exe" --single-argument https://www.)"},
    {1, R"("c:\program files (x86)\microsoft\edge\application\msedge.exe" --type=utility)"},
    {1, R"("c:\program files (x86)\microsoft\edge\application\msedge.exe" --no-startup-window)"},
    {1,
     R"("c:\program files (x86)\microsoft\edgeupdate\microsoftedgeupdate.exe" /ua /installsource)"},
    {1, R"(c:\program files\mozilla firefox\firefox.exe -contentproc --channel=2888.0.1)"},
    {1,
     R"("c:\program files\microsoft office\root\office16\winword.exe" /n "c:\users\sato\a.docx" /o)"},
    {1,
     R"("c:\program files\microsoft office\root\office16\excel.exe" "\\fs01\soumu\budget.xlsx")"},
    {1, R"("c:\program files\microsoft office\root\office16\outlook.exe" /recycle)"},
    {1,
     R"("c:\program files\microsoft office\root\office16\powerpnt.exe" "c:\users\ito\plan.pptx")"},
    {1, R"("c:\program files\adobe\acrobat dc\acrobat\acrocef\rdrcef.exe" --type=gpu-process)"},
    {1, R"("c:\program files\windows defender\mpcmdrun.exe" -idletask -taskname wdcacheclean)"},
    {1, R"(c:\programdata\microsoft\windows defender\platform\4.18.23110.3-0\msmpeng.exe)"},
    {1,
     R"("c:\programdata\package cache\{e52a6842-b0ac-476e-b48f-378a97a67346}\vc_redist.exe" /q)"},
    {1, R"(c:\users\yamada\appdata\local\microsoft\teams\current\teams.exe --type=renderer)"},
    {1, R"(c:\users\yamada\appdata\local\microsoft\onedrive\onedrive.exe /background)"},
    {1, R"(c:\users\yamada\appdata\roaming\microsoft\windows\recent\plan.xlsx.lnk)"},
    {1, R"(c:\users\yamada\appdata\local\temp\7zs4c1a\setup.exe)"},
    {1, R"("c:\program files\git\cmd\git.exe" fetch --all origin)"},
    {1, R"("c:\program files\python311\python.exe" c:\scripts\report.py --out d:\data\out.csv)"},
    {1, R"("c:\program files\java\jre1.8\bin\java.exe" -xmx512m -jar d:\app\server.jar)"},
    {1, R"("c:\program files\7-zip\7z.exe" a -tzip backup.zip d:\data)"},
    {1, R"("c:\program files\vmware\vmware tools\vmtoolsd.exe" -n vmusr)"},
    {10, R"(c:\windows\system32\)"},
    {4, R"(c:\users\yamada\)"},
    {1, R"(c:\program files\)"},
    {15, R"(nt authority\system)"},
    {1, R"(nt authority\network service)"},
    {1, R"(example\yamada)"},
    {15, R"(microsoft corporation)"},
    {15, R"(microsoft® windows® operating system)"},
    {1, R"(microsoft windows)"},
    {1, R"(host process for windows services)"},
    {1, R"(windows command processor)"},
    {1, R"(windows powershell)"},
    {3, R"(cmd.exe)"},
    {3, R"(powershell.exe)"},
    {5, R"(svchost.exe)"},
    {3, R"(explorer.exe)"},
    {1, R"(10.0.19041.1 (winbuild.160101.0800))"},
    {8, R"(system)"},
    {6, R"(medium)"},
    {4, R"(high)"},
    {1, R"(sha1=8dca9749cd48d286950e7a9fa1088c937cbccad4,md5=d0fce3afa6aa1d58ce9fa336cc2b675b)"},
    {1, R"({b3c8d1a2-4f10-65a1-0c00-000000001300})"},
    {1, R"(2026-03-04 02:15:09.123)"},
    {5, R"(microsoft-windows-sysmon/operational)"},
    {1, R"(microsoft-windows-security-auditing)"},
    {4, R"(security)"},
    {1, R"(srv01.example.lg.jp)"},
    {1, R"(hklm\software\microsoft\windows\currentversion\explorer\run)"},
    {1,
     R"(hklm\system\currentcontrolset\services\bam\state\usersettings\s-1-5-21-1004336348-1177)"},
    {1, R"(hku\s-1-5-21-1004336348-1177238915-682003330-512\software\microsoft\office\16.0\word)"},
    {1, R"(hkcr\clsid\{00000000-0000-0000-0000-000000000000}\inprocserver32\(default))"},
    {1, R"(dword (0x00000001))"},
    {1, R"(c:\windows\system32\ntdll.dll)"},
    {1, R"(c:\windows\system32\kernel32.dll)"},
    {1,
     R"(c:\windows\winsxs\amd64_microsoft.windows.common-controls_6595b64144ccf1df\comctl32.dll)"},
    {1, R"(c:\windows\prefetch\cmd.exe-4a81b364.pf)"},
    {1, R"(\pipe\lsass)"},
    {1, R"(10.20.30.40)"},
    {1, R"(192.168.1.10)"},
    {1, R"(http://www.example.lg.jp/soshiki/index.html)"},
    {1, R"(https://www.google.com/search?q=weather&hl=ja)"},
    {1, R"(https://login.microsoftonline.com/common/oauth2/v2.0/token)"},
    {1, R"(http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/disallowed.cab)"},
    {1, R"(/wp-content/uploads/2026/03/photo.jpg)"},
    {1, R"(/api/v1/users?page=2&id=15)"},
    {1,
     R"(mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/122)"},
    {1, R"(microsoft-cryptoapi/10.0)"},
    {5, R"(get)"},
    {3, R"(post)"},
    {1, R"(connect)"},
    {1, R"(text/html; charset=utf-8)"},
    {1, R"(/usr/sbin/cron -f)"},
    {1,
     R"(/bin/sh -c test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.daily ))"},
    {1, R"(/usr/bin/python3 /usr/bin/unattended-upgrade --download-only)"},
    {1, R"(sshd: yamada [priv])"},
    {1, R"(session opened for user root by (uid=0))"},
    {1, R"(accepted publickey for yamada from 10.1.2.3 port 51234 ssh2)"},
    {1, R"(ls --color=auto -la /var/log)"},
    {1, R"(grep -r error /var/log/httpd/access_log)"},
    {1, R"(/usr/bin/bash)"},
    {1, R"(curl -s https://repo.example.lg.jp/status)"},
    {1, R"(success)"},
    {1, R"(failure)"},
    {1, R"(allow)"},
    {1, R"(true)"},
    {1, R"(false)"},
    {5, R"(0x3e7)"},
    {3, R"("c:\program files\google\chrome\application\chrome.exe" --type=utility --lang=ja)"},
    {3, R"(c:\program files\google\chrome\application\chrome.exe)"},
    {3, R"(c:\program files (x86)\microsoft\edge\application\msedge.exe)"},
    {2, R"(c:\program files\microsoft office\root\office16\winword.exe)"},
    {2, R"(c:\program files\microsoft office\root\office16\excel.exe)"},
    {2, R"(c:\windows\system32\taskhostw.exe)"},
    {2, R"(c:\windows\system32\runtimebroker.exe)"},
};

// Few enough to fit the second level of cache, many enough that windows seldom share one.
constexpr unsigned kCounterBits = 17;

std::size_t counter_of(const char* bytes) {
  std::uint32_t window = 0;
  std::memcpy(&window, bytes, kWindow);
  return (window * 0x9e3779b1U) >> (32 - kCounterBits);
}

std::size_t pair_of(const char* bytes) {
  std::uint16_t pair = 0;
  std::memcpy(&pair, bytes, sizeof(pair));
  return pair;
}

// Counts of what stands at each place of the sample.
std::vector<unsigned> count(std::size_t size, std::size_t counters,
                            std::size_t (*counter)(const char*)) {
  std::vector<unsigned> counts(counters);
  for (const OrdinaryLine& line : kLines) {
    for (std::size_t i = 0; i + size <= line.text.size(); ++i) {
      counts[counter(&line.text[i])] += line.weight;
    }
  }
  return counts;
}

}  // namespace

std::span<const OrdinaryLine> ordinary_lines() {
  return kLines;
}

unsigned ordinary_windows(const char* bytes) {
  static const auto counts = count(kWindow, std::size_t{1} << kCounterBits, counter_of);
  return counts[counter_of(bytes)];
}

unsigned ordinary_pairs(const char* bytes) {
  static const auto counts = count(2, std::size_t{1} << 16U, pair_of);
  return counts[pair_of(bytes)];
}

}  // namespace yagura
