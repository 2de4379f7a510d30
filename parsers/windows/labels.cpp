// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Windows translates the labels of audit events and leaves those of Sysmon alone. English, Japanese
// and French; the words are those of Windows 10 and Server 2016 and later.
#include "windows/labels.hpp"

#include <cstddef>

namespace yagura::windows {
namespace {

constexpr Heading kHeadings[] = {
    {"Subject", Part::subject},
    {"Creator Subject", Part::subject},
    {"New Logon", Part::target},
    {"Account For Which Logon Failed", Part::target},
    {"Account Whose Credentials Were Used", Part::target},
    {"Account That Was Locked Out", Part::target},
    {"Computer Account That Was Changed", Part::target},
    {"Account Information", Part::target},
    {"Target Account", Part::target},
    {"Target Subject", Part::target},
    {"New Account", Part::target},
    {"New Computer Account", Part::target},
    {"Deleted Account", Part::target},
    {"User", Part::target},
    {"Group", Part::target},
    {"Logon Information", Part::none},
    {"Process Information", Part::none},
    {"Process", Part::none},
    {"Object", Part::none},
    {"Network Information", Part::none},
    {"Failure Information", Part::none},
    {"Detailed Authentication Information", Part::none},
    {"Service Information", Part::none},
    {"Additional Information", Part::none},
    {"Target Server", Part::none},
    {"Member", Part::none},
    {"サブジェクト", Part::subject},
    {"作成元サブジェクト", Part::subject},
    {"新しいログオン", Part::target},
    {"ログオンを失敗したアカウント", Part::target},
    {"資格情報が使用されたアカウント", Part::target},
    {"ロックアウトされたアカウント", Part::target},
    {"ターゲット アカウント", Part::target},
    {"対象アカウント", Part::target},
    {"ターゲット サブジェクト", Part::target},
    {"新しいアカウント", Part::target},
    {"アカウント情報", Part::target},
    {"グループ", Part::target},
    {"プロセス情報", Part::none},
    {"ネットワーク情報", Part::none},
    {"エラー情報", Part::none},
    {"オブジェクト", Part::none},
    {"詳細な認証情報", Part::none},
    {"ログオン情報", Part::none},
    {"サービス情報", Part::none},
    {"追加情報", Part::none},
    {"メンバー", Part::none},
    {"Sujet", Part::subject},
    {"Sujet du créateur", Part::subject},
    {"Nouvelle ouverture de session", Part::target},
    {"Compte pour lequel l'ouverture de session a échoué", Part::target},
    {"Compte cible", Part::target},
    {"Nouveau compte", Part::target},
    {"Informations sur le compte", Part::target},
    {"Informations sur le processus", Part::none},
    {"Informations sur le réseau", Part::none},
    {"Informations sur l'échec", Part::none},
    {"Informations détaillées sur l'authentification", Part::none},
    {"Informations sur le service", Part::none},
    {"Informations supplémentaires", Part::none},
};

constexpr Label kSid{"", "", "SubjectUserSid", "TargetUserSid"};
constexpr Label kAccount{"", "", "SubjectUserName", "TargetUserName"};
constexpr Label kDomain{"", "", "SubjectDomainName", "TargetDomainName"};
constexpr Label kLogon{"", "", "SubjectLogonId", "TargetLogonId"};

constexpr Label person(std::string_view text, const Label& names) {
  return {text, names.name, names.subject, names.target};
}

constexpr Label kLabels[] = {
    person("Security ID", kSid),
    person("Account Name", kAccount),
    person("Account Domain", kDomain),
    person("Supplied Realm Name", kDomain),
    person("User ID", kSid),
    person("Group Name", kAccount),
    person("Group Domain", kDomain),
    person("Logon ID", kLogon),
    {"Logon Account", "TargetUserName"},
    {"Logon Type", "LogonType"},
    {"Failure Reason", "FailureReason"},
    {"Status", "Status"},
    {"Sub Status", "SubStatus"},
    {"Failure Code", "Status"},
    {"Result Code", "Status"},
    {"Error Code", "Status"},
    {"Process ID", "ProcessId"},
    {"Process Name", "ProcessName"},
    {"Caller Process ID", "ProcessId"},
    {"Caller Process Name", "ProcessName"},
    {"Caller Computer Name", "TargetDomainName"},
    {"New Process ID", "NewProcessId"},
    {"New Process Name", "NewProcessName"},
    {"Creator Process ID", "ProcessId"},
    {"Creator Process Name", "ParentProcessName"},
    {"Process Command Line", "CommandLine"},
    {"Workstation Name", "WorkstationName"},
    {"Source Workstation", "Workstation"},
    {"Source Network Address", "IpAddress"},
    {"Source Port", "IpPort"},
    {"Client Address", "IpAddress"},
    {"Client Port", "IpPort"},
    {"Network Address", "IpAddress"},
    {"Port", "IpPort"},
    {"Source Address", "SourceAddress"},
    {"Destination Address", "DestAddress"},
    {"Destination Port", "DestPort"},
    {"Application Name", "Application"},
    {"Logon Process", "LogonProcessName"},
    {"Authentication Package", "AuthenticationPackageName"},
    {"Service Name", "ServiceName"},
    {"Service File Name", "ServiceFileName"},
    {"Ticket Encryption Type", "TicketEncryptionType"},
    {"Ticket Options", "TicketOptions"},
    {"Object Server", "ObjectServer"},
    {"Object Type", "ObjectType"},
    {"Object Name", "ObjectName"},
    {"Accesses", "AccessList"},
    {"Access Mask", "AccessMask"},
    {"Share Name", "ShareName"},
    {"Share Path", "ShareLocalPath"},
    {"Relative Target Name", "RelativeTargetName"},
    {"Privileges", "PrivilegeList"},
    {"Task Name", "TaskName"},
    person("セキュリティ ID", kSid),
    person("アカウント名", kAccount),
    person("アカウント ドメイン", kDomain),
    person("提供された領域名", kDomain),
    person("ユーザー ID", kSid),
    person("グループ名", kAccount),
    person("グループ ドメイン", kDomain),
    person("ログオン ID", kLogon),
    {"ログオン アカウント", "TargetUserName"},
    {"ログオン タイプ", "LogonType"},
    {"失敗の原因", "FailureReason"},
    {"エラーの原因", "FailureReason"},
    {"状態", "Status"},
    {"ステータス", "Status"},
    {"サブ ステータス", "SubStatus"},
    {"エラー コード", "Status"},
    {"結果コード", "Status"},
    {"プロセス ID", "ProcessId"},
    {"プロセス名", "ProcessName"},
    {"呼び出し側プロセス ID", "ProcessId"},
    {"呼び出し側プロセス名", "ProcessName"},
    {"新しいプロセス ID", "NewProcessId"},
    {"新しいプロセス名", "NewProcessName"},
    {"作成元プロセス ID", "ProcessId"},
    {"作成元プロセス名", "ParentProcessName"},
    {"クリエーター プロセス ID", "ProcessId"},
    {"クリエーター プロセス名", "ParentProcessName"},
    {"プロセスのコマンド ライン", "CommandLine"},
    {"プロセス コマンド ライン", "CommandLine"},
    {"ワークステーション名", "WorkstationName"},
    {"ソース ワークステーション", "Workstation"},
    {"ソース ネットワーク アドレス", "IpAddress"},
    {"ソース ポート", "IpPort"},
    {"クライアント アドレス", "IpAddress"},
    {"クライアント ポート", "IpPort"},
    {"ログオン プロセス", "LogonProcessName"},
    {"認証パッケージ", "AuthenticationPackageName"},
    {"サービス名", "ServiceName"},
    {"サービス ファイル名", "ServiceFileName"},
    {"オブジェクト サーバー", "ObjectServer"},
    {"オブジェクトの種類", "ObjectType"},
    {"オブジェクト名", "ObjectName"},
    {"アクセス マスク", "AccessMask"},
    {"共有名", "ShareName"},
    {"タスク名", "TaskName"},
    person("ID de sécurité", kSid),
    person("Nom du compte", kAccount),
    person("Domaine du compte", kDomain),
    person("ID d'ouverture de session", kLogon),
    {"Type d'ouverture de session", "LogonType"},
    {"Raison de l'échec", "FailureReason"},
    {"ID du processus", "ProcessId"},
    {"Nom du processus", "ProcessName"},
    {"ID du nouveau processus", "NewProcessId"},
    {"Nom du nouveau processus", "NewProcessName"},
    {"ID du processus créateur", "ProcessId"},
    {"Nom du processus créateur", "ParentProcessName"},
    {"Ligne de commande du processus", "CommandLine"},
    {"Nom de la station de travail", "WorkstationName"},
    {"Adresse du réseau source", "IpAddress"},
    {"Port source", "IpPort"},
    {"Adresse du client", "IpAddress"},
    {"Port client", "IpPort"},
    {"Processus d'ouverture de session", "LogonProcessName"},
    {"Package d'authentification", "AuthenticationPackageName"},
    {"Nom du service", "ServiceName"},
};

constexpr std::string_view kSecurity = "Security";
constexpr std::string_view kSysmon = "Microsoft-Windows-Sysmon/Operational";
constexpr std::string_view kSuccess = "AUDIT_SUCCESS";
constexpr std::string_view kFailure = "AUDIT_FAILURE";

// As far as the sentence is always the same.
constexpr Opening kOpenings[] = {
    {"An account was successfully logged on.", "4624", kSecurity, kSuccess},
    {"An account failed to log on.", "4625", kSecurity, kFailure},
    {"An account was logged off.", "4634", kSecurity, kSuccess},
    {"User initiated logoff", "4647", kSecurity, kSuccess},
    {"A logon was attempted using explicit credentials.", "4648", kSecurity, kSuccess},
    {"A handle to an object was requested.", "4656", kSecurity, {}},
    {"An attempt was made to access an object.", "4663", kSecurity, kSuccess},
    {"Special privileges assigned to new logon.", "4672", kSecurity, kSuccess},
    {"A new process has been created.", "4688", kSecurity, kSuccess},
    {"A process has exited.", "4689", kSecurity, kSuccess},
    {"A service was installed in the system.", "4697", kSecurity, kSuccess},
    {"A scheduled task was created.", "4698", kSecurity, kSuccess},
    {"A user account was created.", "4720", kSecurity, kSuccess},
    {"A user account was enabled.", "4722", kSecurity, kSuccess},
    {"An attempt was made to reset an account's password.", "4724", kSecurity, {}},
    {"A user account was disabled.", "4725", kSecurity, kSuccess},
    {"A user account was deleted.", "4726", kSecurity, kSuccess},
    {"A member was added to a security-enabled global group.", "4728", kSecurity, kSuccess},
    {"A member was added to a security-enabled local group.", "4732", kSecurity, kSuccess},
    {"A user account was changed.", "4738", kSecurity, kSuccess},
    {"A user account was locked out.", "4740", kSecurity, kSuccess},
    {"A computer account was changed.", "4742", kSecurity, kSuccess},
    {"A Kerberos authentication ticket (TGT) was requested.", "4768", kSecurity, {}},
    {"A Kerberos service ticket was requested.", "4769", kSecurity, {}},
    {"Kerberos pre-authentication failed.", "4771", kSecurity, kFailure},
    {"The computer attempted to validate the credentials for an account.", "4776", kSecurity, {}},
    {"A network share object was accessed.", "5140", kSecurity, kSuccess},
    {"The audit log was cleared.", "1102", kSecurity, kSuccess},
    {"アカウントが正常にログオンしました。", "4624", kSecurity, kSuccess},
    {"アカウントがログオンに失敗しました。", "4625", kSecurity, kFailure},
    {"アカウントがログオフしました。", "4634", kSecurity, kSuccess},
    {"明示的な資格情報を使用してログオンが試行されました。", "4648", kSecurity, kSuccess},
    {"新しいログオンに特権が割り当てられました。", "4672", kSecurity, kSuccess},
    {"新しいプロセスが作成されました。", "4688", kSecurity, kSuccess},
    {"プロセスが終了しました。", "4689", kSecurity, kSuccess},
    {"ユーザー アカウントが作成されました。", "4720", kSecurity, kSuccess},
    {"ユーザー アカウントがロックアウトされました。", "4740", kSecurity, kSuccess},
    {"Kerberos 認証チケット (TGT) が要求されました。", "4768", kSecurity, {}},
    {"Kerberos サービス チケットが要求されました。", "4769", kSecurity, {}},
    {"監査ログが消去されました。", "1102", kSecurity, kSuccess},
    {"L'ouverture de session d'un compte s'est correctement déroulée.", "4624", kSecurity,
     kSuccess},
    {"Échec d'ouverture de session d'un compte.", "4625", kSecurity, kFailure},
    {"Fermeture de session d'un compte.", "4634", kSecurity, kSuccess},
    {"Un nouveau processus a été créé.", "4688", kSecurity, kSuccess},
    {"Process Create:", "1", kSysmon, {}},
    {"File creation time changed:", "2", kSysmon, {}},
    {"Network connection detected:", "3", kSysmon, {}},
    {"Process terminated:", "5", kSysmon, {}},
    {"Driver loaded:", "6", kSysmon, {}},
    {"Image loaded:", "7", kSysmon, {}},
    {"CreateRemoteThread detected:", "8", kSysmon, {}},
    {"RawAccessRead detected:", "9", kSysmon, {}},
    {"Process accessed:", "10", kSysmon, {}},
    {"File created:", "11", kSysmon, {}},
    {"Registry object added or deleted:", "12", kSysmon, {}},
    {"Registry value set:", "13", kSysmon, {}},
    {"Registry object renamed:", "14", kSysmon, {}},
    {"File stream created:", "15", kSysmon, {}},
    {"Pipe Created:", "17", kSysmon, {}},
    {"Pipe Connected:", "18", kSysmon, {}},
    {"Dns query:", "22", kSysmon, {}},
    {"File Delete archived:", "23", kSysmon, {}},
    {"File Delete logged:", "26", kSysmon, {}},
};

// Equal but for the shape of the apostrophe (U+2019 in newer translations). How much of `text` was
// compared, or npos.
std::size_t match(std::string_view text, std::string_view known) {
  constexpr std::string_view kTypographic = "\xE2\x80\x99";
  std::size_t at = 0;
  for (const char c : known) {
    if (c == '\'' && text.substr(at, kTypographic.size()) == kTypographic) {
      at += kTypographic.size();
    } else if (at < text.size() && text[at] == c) {
      ++at;
    } else {
      return std::string_view::npos;
    }
  }
  return at;
}

template <typename Row, std::size_t N>
const Row* find_whole(const Row (&table)[N], std::string_view text) {
  for (const Row& row : table) {
    if (match(text, row.text) == text.size()) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace

const Heading* find_heading(std::string_view label) {
  return find_whole(kHeadings, label);
}

const Label* find_label(std::string_view label) {
  return find_whole(kLabels, label);
}

const Opening* find_opening(std::string_view sentence) {
  for (const Opening& opening : kOpenings) {
    if (match(sentence, opening.text) != std::string_view::npos) {
      return &opening;
    }
  }
  return nullptr;
}

}  // namespace yagura::windows
