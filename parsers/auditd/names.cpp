// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "auditd/names.hpp"

#include <algorithm>
#include <iterator>

namespace yagura::auditd {
namespace {

struct Type {
  std::string_view number;
  std::string_view name;
};
constexpr Type kTypes[] = {
    {"1100", "USER_AUTH"},
    {"1101", "USER_ACCT"},
    {"1102", "USER_MGMT"},
    {"1103", "CRED_ACQ"},
    {"1104", "CRED_DISP"},
    {"1105", "USER_START"},
    {"1106", "USER_END"},
    {"1107", "USER_AVC"},
    {"1108", "USER_CHAUTHTOK"},
    {"1109", "USER_ERR"},
    {"1110", "CRED_REFR"},
    {"1111", "USYS_CONFIG"},
    {"1112", "USER_LOGIN"},
    {"1113", "USER_LOGOUT"},
    {"1114", "ADD_USER"},
    {"1115", "DEL_USER"},
    {"1116", "ADD_GROUP"},
    {"1117", "DEL_GROUP"},
    {"1118", "DAC_CHECK"},
    {"1119", "CHGRP_ID"},
    {"1120", "TEST"},
    {"1121", "TRUSTED_APP"},
    {"1122", "USER_SELINUX_ERR"},
    {"1123", "USER_CMD"},
    {"1124", "USER_TTY"},
    {"1125", "CHUSER_ID"},
    {"1126", "GRP_AUTH"},
    {"1127", "SYSTEM_BOOT"},
    {"1128", "SYSTEM_SHUTDOWN"},
    {"1129", "SYSTEM_RUNLEVEL"},
    {"1130", "SERVICE_START"},
    {"1131", "SERVICE_STOP"},
    {"1132", "GRP_MGMT"},
    {"1133", "GRP_CHAUTHTOK"},
    {"1137", "ACCT_LOCK"},
    {"1138", "ACCT_UNLOCK"},
    {"1200", "DAEMON_START"},
    {"1201", "DAEMON_END"},
    {"1202", "DAEMON_ABORT"},
    {"1203", "DAEMON_CONFIG"},
    {"1300", "SYSCALL"},
    {"1302", "PATH"},
    {"1303", "IPC"},
    {"1304", "SOCKETCALL"},
    {"1305", "CONFIG_CHANGE"},
    {"1306", "SOCKADDR"},
    {"1307", "CWD"},
    {"1309", "EXECVE"},
    {"1314", "MQ_OPEN"},
    {"1318", "OBJ_PID"},
    {"1319", "TTY"},
    {"1320", "EOE"},
    {"1321", "BPRM_FCAPS"},
    {"1322", "CAPSET"},
    {"1323", "MMAP"},
    {"1325", "NETFILTER_CFG"},
    {"1326", "SECCOMP"},
    {"1327", "PROCTITLE"},
    {"1328", "FEATURE_CHANGE"},
    {"1330", "KERN_MODULE"},
    {"1331", "FANOTIFY"},
    {"1332", "TIME_INJOFFSET"},
    {"1333", "TIME_ADJNTPVAL"},
    {"1334", "BPF"},
    {"1335", "EVENT_LISTENER"},
    {"1336", "URINGOP"},
    {"1337", "OPENAT2"},
    {"1400", "AVC"},
    {"1401", "SELINUX_ERR"},
    {"1403", "MAC_POLICY_LOAD"},
    {"1404", "MAC_STATUS"},
    {"1405", "MAC_CONFIG_CHANGE"},
    {"1700", "ANOM_PROMISCUOUS"},
    {"1701", "ANOM_ABEND"},
    {"1702", "ANOM_LINK"},
    {"1800", "INTEGRITY_DATA"},
    {"1801", "INTEGRITY_METADATA"},
    {"1802", "INTEGRITY_STATUS"},
    {"1803", "INTEGRITY_HASH"},
    {"1804", "INTEGRITY_PCR"},
    {"1805", "INTEGRITY_RULE"},
    {"2000", "KERNEL"},
    {"2100", "ANOM_LOGIN_FAILURES"},
    {"2101", "ANOM_LOGIN_TIME"},
    {"2102", "ANOM_LOGIN_SESSIONS"},
    {"2103", "ANOM_LOGIN_ACCT"},
    {"2104", "ANOM_LOGIN_LOCATION"},
    {"2110", "ANOM_ADD_ACCT"},
    {"2111", "ANOM_DEL_ACCT"},
    {"2112", "ANOM_MOD_ACCT"},
    {"2113", "ANOM_ROOT_TRANS"},
    {"2404", "CRYPTO_KEY_USER"},
    {"2407", "CRYPTO_SESSION"},
    {"2500", "VIRT_CONTROL"},
};

struct Call {
  std::string_view name;
  std::string_view x86_64;
  std::string_view aarch64;
};
constexpr Call kCalls[] = {
    {"open", "2", ""},
    {"mprotect", "10", "226"},
    {"dup2", "33", ""},
    {"socket", "41", "198"},
    {"connect", "42", "203"},
    {"accept", "43", "202"},
    {"sendto", "44", "206"},
    {"bind", "49", "200"},
    {"listen", "50", "201"},
    {"clone", "56", "220"},
    {"fork", "57", ""},
    {"vfork", "58", ""},
    {"execve", "59", "221"},
    {"kill", "62", "129"},
    {"uname", "63", "160"},
    {"truncate", "76", "45"},
    {"rename", "82", ""},
    {"mkdir", "83", ""},
    {"rmdir", "84", ""},
    {"creat", "85", ""},
    {"link", "86", ""},
    {"unlink", "87", ""},
    {"symlink", "88", ""},
    {"chmod", "90", ""},
    {"fchmod", "91", "52"},
    {"chown", "92", ""},
    {"fchown", "93", "55"},
    {"sysinfo", "99", "179"},
    {"ptrace", "101", "117"},
    {"syslog", "103", "116"},
    {"setuid", "105", "146"},
    {"setgid", "106", "144"},
    {"setreuid", "113", "145"},
    {"setresuid", "117", "147"},
    {"mknod", "133", ""},
    {"personality", "135", "92"},
    {"prctl", "157", "167"},
    {"adjtimex", "159", "171"},
    {"chroot", "161", "51"},
    {"settimeofday", "164", "170"},
    {"mount", "165", "40"},
    {"umount2", "166", "39"},
    {"sethostname", "170", "161"},
    {"setdomainname", "171", "162"},
    {"init_module", "175", "105"},
    {"delete_module", "176", "106"},
    {"setxattr", "188", "5"},
    {"clock_settime", "227", "112"},
    {"kexec_load", "246", "104"},
    {"openat", "257", "56"},
    {"mkdirat", "258", "34"},
    {"mknodat", "259", "33"},
    {"fchownat", "260", "54"},
    {"unlinkat", "263", "35"},
    {"renameat", "264", "38"},
    {"linkat", "265", "37"},
    {"symlinkat", "266", "36"},
    {"fchmodat", "268", "53"},
    {"accept4", "288", "242"},
    {"process_vm_writev", "311", "271"},
    {"finit_module", "313", "273"},
    {"renameat2", "316", "276"},
    {"memfd_create", "319", "279"},
    {"kexec_file_load", "320", "294"},
    {"bpf", "321", "280"},
    {"execveat", "322", "281"},
    {"io_uring_setup", "425", "425"},
    {"openat2", "437", "437"},
};

}  // namespace

std::string_view record_type(std::string_view number) {
  const auto* const at = std::find_if(std::begin(kTypes), std::end(kTypes),
                                      [&](const Type& type) { return type.number == number; });
  return at == std::end(kTypes) ? std::string_view{} : at->name;
}

bool is_record_type(std::string_view name) {
  return std::any_of(std::begin(kTypes), std::end(kTypes),
                     [&](const Type& type) { return type.name == name; });
}

std::string_view system_call(std::string_view architecture, std::string_view number) {
  const bool x86_64 = architecture == "c000003e";
  if ((!x86_64 && architecture != "c00000b7") || number.empty()) {
    return {};
  }
  const auto* const at = std::find_if(std::begin(kCalls), std::end(kCalls), [&](const Call& call) {
    return (x86_64 ? call.x86_64 : call.aarch64) == number;
  });
  return at == std::end(kCalls) ? std::string_view{} : at->name;
}

}  // namespace yagura::auditd
