// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>

// The names of Windows events that mean something to us, in Windows' own spelling.
// First those of EventData, which differ from event to event:
#define YAGURA_WINDOWS_DATA_NAMES(X)               \
  X(image, "Image")                                \
  X(command_line, "CommandLine")                   \
  X(current_directory, "CurrentDirectory")         \
  X(process_id, "ProcessId")                       \
  X(process_guid, "ProcessGuid")                   \
  X(original_file_name, "OriginalFileName")        \
  X(hashes, "Hashes")                              \
  X(parent_image, "ParentImage")                   \
  X(parent_command_line, "ParentCommandLine")      \
  X(parent_process_id, "ParentProcessId")          \
  X(parent_process_guid, "ParentProcessGuid")      \
  X(user, "User")                                  \
  X(target_filename, "TargetFilename")             \
  X(image_loaded, "ImageLoaded")                   \
  X(target_object, "TargetObject")                 \
  X(query_name, "QueryName")                       \
  X(source_ip, "SourceIp")                         \
  X(source_port, "SourcePort")                     \
  X(source_hostname, "SourceHostname")             \
  X(destination_ip, "DestinationIp")               \
  X(destination_port, "DestinationPort")           \
  X(destination_hostname, "DestinationHostname")   \
  X(protocol, "Protocol")                          \
  X(initiated, "Initiated")                        \
  X(source_image, "SourceImage")                   \
  X(source_process_id, "SourceProcessId")          \
  X(rule_name, "RuleName")                         \
  X(utc_time, "UtcTime")                           \
  X(subject_user_name, "SubjectUserName")          \
  X(subject_domain_name, "SubjectDomainName")      \
  X(subject_user_sid, "SubjectUserSid")            \
  X(target_user_name, "TargetUserName")            \
  X(target_domain_name, "TargetDomainName")        \
  X(target_user_sid, "TargetUserSid")              \
  X(new_process_name, "NewProcessName")            \
  X(new_process_id, "NewProcessId")                \
  X(parent_process_name, "ParentProcessName")      \
  X(process_name, "ProcessName")                   \
  X(ip_address, "IpAddress")                       \
  X(ip_port, "IpPort")                             \
  X(logon_type, "LogonType")                       \
  X(object_name, "ObjectName")                     \
  X(object_type, "ObjectType")                     \
  X(source_address, "SourceAddress")               \
  X(dest_address, "DestAddress")                   \
  X(dest_port, "DestPort")                         \
  X(client_address, "ClientAddress")               \
  X(calling_station_id, "CallingStationID")        \
  X(authentication_server, "AuthenticationServer") \
  X(account_domain, "AccountDomain")               \
  X(requester, "Requester")                        \
  X(application, "Application")                    \
  X(hash, "Hash")                                  \
  X(query_status, "QueryStatus")                   \
  X(url, "url")                                    \
  X(remote_name, "RemoteName")                     \
  X(local_name, "LocalName")                       \
  X(job_owner, "jobOwner")                         \
  X(details, "Details")                            \
  X(description, "Description")                    \
  X(failure_reason, "FailureReason")               \
  X(reason, "Reason")                              \
  X(context_info, "ContextInfo")                   \
  X(full_file_path, "FullFilePath")                \
  X(file_path, "FilePath")                         \
  X(target_sid, "TargetSid")                       \
  X(caller_process_name, "CallerProcessName")      \
  X(source_process_guid, "SourceProcessGUID")
// then those of System, which all events have:
#define YAGURA_WINDOWS_SYSTEM_NAMES(X) \
  X(event_id, "EventID")               \
  X(channel, "Channel")                \
  X(computer, "Computer")              \
  X(hostname, "Hostname")              \
  X(provider_name, "ProviderName")     \
  X(source_name, "SourceName")         \
  X(event_record_id, "EventRecordID")  \
  X(record_number, "RecordNumber")     \
  X(logger_process_id, "ProcessID")    \
  X(logger_thread_id, "ThreadID")      \
  X(user_id, "UserID")                 \
  X(domain, "Domain")                  \
  X(account_name, "AccountName")       \
  X(level, "Level")                    \
  X(severity, "Severity")              \
  X(severity_value, "SeverityValue")   \
  X(event_type, "EventType")           \
  X(keywords, "Keywords")              \
  X(message, "Message")                \
  X(event_time, "EventTime")           \
  X(system_time, "SystemTime")         \
  X(time_created, "TimeCreated")       \
  X(time_generated, "TimeGenerated")   \
  X(timestamp, "@timestamp")           \
  X(source_module_type, "SourceModuleType")

namespace yagura::windows {

enum class Name : std::uint8_t {
#define YAGURA_WINDOWS_ENUM(id, text) id,
  YAGURA_WINDOWS_DATA_NAMES(YAGURA_WINDOWS_ENUM) YAGURA_WINDOWS_SYSTEM_NAMES(YAGURA_WINDOWS_ENUM)
#undef YAGURA_WINDOWS_ENUM
};

// Not inline: what is shared between files is reached through a table of addresses.
constexpr std::array kTexts = {
#define YAGURA_WINDOWS_TEXT(id, text) std::string_view(text),
    YAGURA_WINDOWS_DATA_NAMES(YAGURA_WINDOWS_TEXT) YAGURA_WINDOWS_SYSTEM_NAMES(YAGURA_WINDOWS_TEXT)
#undef YAGURA_WINDOWS_TEXT
};
constexpr std::size_t kNames = kTexts.size();

inline std::string_view text_of(Name name) {
  return kTexts[static_cast<std::size_t>(name)];
}
inline bool is_data(Name name) {
  return name < Name::event_id;  // the first of System
}

// Some of the names.
class NameSet {
 public:
  constexpr NameSet() = default;
  constexpr NameSet(std::initializer_list<Name> names) {
    for (const Name name : names) {
      add(name);
    }
  }
  constexpr void add(Name name) {
    const auto i = static_cast<std::size_t>(name);
    bits_[i / kBits] |= std::uint64_t{1} << i % kBits;
  }
  constexpr bool has(Name name) const {
    const auto i = static_cast<std::size_t>(name);
    return (bits_[i / kBits] >> i % kBits & 1) != 0;
  }
  constexpr bool has_any(const NameSet& of) const {
    static_assert(kWords == 2);
    return ((bits_[0] & of.bits_[0]) | (bits_[1] & of.bits_[1])) != 0;
  }

 private:
  static constexpr std::size_t kBits = 64;
  static constexpr std::size_t kWords = kNames / kBits + 1;
  std::array<std::uint64_t, kWords> bits_{};
};

// --- finding a name ----------------------------------------------------------------------------

namespace name_table {

// Every key of every event is looked up, so this is a table without collisions, made at compile
// time: a key is hashed by its length and its first and last four bytes, and compared eight bytes
// at a time.
constexpr std::size_t kSlots = 2048;
constexpr std::uint8_t kEmpty = 0xFF;
static_assert(kNames < kEmpty);
constexpr std::size_t kShortest = 4;
constexpr std::size_t kLongest = 24;

template <typename Word>
constexpr Word word_at(const char* from) {
  if (std::is_constant_evaluated()) {
    Word word = 0;
    for (std::size_t i = sizeof(Word); i-- > 0;) {
      const std::size_t at = std::endian::native == std::endian::little ? i : sizeof(Word) - 1 - i;
      word = static_cast<Word>(word << 8U | static_cast<unsigned char>(from[at]));
    }
    return word;
  }
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

constexpr std::size_t slot_of(std::string_view text, std::uint32_t seed) {
  const auto head = word_at<std::uint32_t>(text.data());
  const auto tail = word_at<std::uint32_t>(text.data() + text.size() - 4);
  const std::uint32_t hash =
      (head ^ std::rotl(tail, 7) ^ static_cast<std::uint32_t>(text.size()) << 24U) * seed;
  return hash >> 21U;
}
static_assert(std::size_t{1} << (32U - 21U) == kSlots);

struct Table {
  std::uint32_t seed = 0;
  std::array<std::uint8_t, kSlots> slots{};
};

// Tries seeds until no two names share a slot.
constexpr Table make_table() {
  Table table;
  for (table.seed = 0x9E3779B1U;; table.seed += 2) {
    table.slots.fill(kEmpty);
    std::size_t placed = 0;
    for (; placed < kNames; ++placed) {
      if (kTexts[placed].size() < kShortest) {
        continue;
      }
      std::uint8_t& slot = table.slots[slot_of(kTexts[placed], table.seed)];
      if (slot != kEmpty) {
        break;
      }
      slot = static_cast<std::uint8_t>(placed);
    }
    if (placed == kNames) {
      return table;
    }
  }
}
constexpr Table kTable = make_table();

constexpr std::string_view kTooShort = "url";
static_assert(std::all_of(kTexts.begin(), kTexts.end(), [](std::string_view text) {
  return text.size() <= kLongest && (text.size() >= kShortest || text == kTooShort);
}));

// The texts again, each in its own 24 bytes, so that comparing needs no second look-up.
struct Packed {
  std::array<char, kLongest> text{};
};
constexpr std::array<Packed, kNames> kPacked = [] {
  std::array<Packed, kNames> packed{};
  for (std::size_t i = 0; i < kNames; ++i) {
    std::copy(kTexts[i].begin(), kTexts[i].end(), packed[i].text.begin());
  }
  return packed;
}();
constexpr std::array<std::uint8_t, kNames> kSizes = [] {
  std::array<std::uint8_t, kNames> sizes{};
  for (std::size_t i = 0; i < kNames; ++i) {
    sizes[i] = static_cast<std::uint8_t>(kTexts[i].size());
  }
  return sizes;
}();

// Of the same size, 4 to 24 bytes: words that overlap cover all of it.
inline bool equal(const char* a, const char* b, std::size_t size) {
  if (size < 8) {
    return word_at<std::uint32_t>(a) == word_at<std::uint32_t>(b) &&
           word_at<std::uint32_t>(a + size - 4) == word_at<std::uint32_t>(b + size - 4);
  }
  const auto same = [&](std::size_t at) {
    return word_at<std::uint64_t>(a + at) == word_at<std::uint64_t>(b + at);
  };
  return same(0) && same(size - 8) && (size <= 16 || same(8));
}

}  // namespace name_table

inline std::optional<Name> find_name(std::string_view text) {
  using namespace name_table;
  if (text.size() < kShortest || text.size() > kLongest) {
    return text == kTooShort ? std::optional(Name::url) : std::nullopt;
  }
  const std::uint8_t index = kTable.slots[slot_of(text, kTable.seed)];
  if (index == kEmpty || kSizes[index] != text.size() ||
      !equal(kPacked[index].text.data(), text.data(), text.size())) {
    return std::nullopt;
  }
  return static_cast<Name>(index);
}

}  // namespace yagura::windows
