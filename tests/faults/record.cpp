// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "record.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/sha256.hpp"

namespace yagura::test {
namespace {

constexpr std::string_view kBegin = "\"Stamp\":\"";
constexpr std::size_t kDigestLength = 16;

// Twenty failures are a guessed password; a little more, so that one more or less would show in
// nothing but a second incident.
constexpr std::uint64_t kFailuresOfOne = 25;
constexpr std::uint64_t kEvery = 8;  // every eighth record is one of them
constexpr std::uint64_t kShadowCopies = 199;
constexpr std::uint64_t kMalformed = 97;

std::string digest_of(std::string record, std::size_t at) {
  record.replace(at, kDigestLength, std::string(kDigestLength, '0'));
  return Sha256::of(record).hex().substr(0, kDigestLength);
}

// Of many lengths, so that records end at any place of a page, a read or a group, and of bytes that
// hardly compress.
std::string filling(std::uint64_t sequence) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::string text(sequence * 7919 % 900, ' ');
  std::uint64_t state = sequence;
  for (char& c : text) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    c = kLetters[(state >> 33) % kLetters.size()];
  }
  return text;
}

std::string event_of(const Stream& stream, std::uint64_t sequence) {
  const std::string host = stream.organisation + "-" + stream.source;
  const bool answered = stream.source != kUnanswered;
  if (answered && sequence % kShadowCopies == 0) {
    return fmt::format(
        R"("EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"{0}-s{1}",)"
        R"("Image":"C:\\Windows\\System32\\vssadmin.exe","User":"DOMAIN\\{0}-u{1}",)"
        R"("CommandLine":"vssadmin delete shadows /all /quiet")",
        host, sequence);
  }
  if (answered && sequence % kEvery == 0) {
    const std::uint64_t attack = sequence / kEvery / kFailuresOfOne;
    return fmt::format(
        R"("EventID":4625,"Channel":"Security","Computer":"{0}-b{1}","LogonType":10,)"
        R"("TargetUserName":"{0}-t{1}","IpAddress":"2001:db8:{2:x}::{1:x}")",
        host, attack, (std::stoul(stream.organisation) + stream.source.size()) % 65'536);
  }
  return fmt::format(
      R"("EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"{}-pc{}",)"
      R"("Image":"C:\\Windows\\explorer.exe","CommandLine":"{}")",
      host, sequence % 50, filling(sequence));
}

}  // namespace

bool is_malformed(std::uint64_t sequence) {
  return sequence % kMalformed == 0 && sequence % kEvery != 0 && sequence % kShadowCopies != 0;
}

std::string record_text(const Stream& stream, std::uint64_t sequence) {
  // One millisecond apart: a whole run lies within the lateness that is forgiven, whatever comes
  // when, and within every window.
  const std::uint64_t ms = sequence % 100'000;
  std::string record = fmt::format(
      "<134>1 2026-03-18T12:{:02}:{:02}.{:03}Z host faults - - [meta sequenceId=\"{}\"] {{",
      ms / 60'000, ms / 1000 % 60, ms % 1000, sequence);
  record += fmt::format(R"("@timestamp":"2026-03-18T12:{:02}:{:02}.{:03}Z",)", ms / 60'000,
                        ms / 1000 % 60, ms % 1000);
  record += fmt::format("{}{}/{}/{}/", kBegin, stream.organisation, stream.source, sequence);
  const std::size_t digest = record.size();
  record.append(kDigestLength, '0');
  record += "\",";
  record += event_of(stream, sequence);
  record += is_malformed(sequence) ? ",\"cut" : "}";
  return record.replace(digest, kDigestLength, digest_of(record, digest));
}

std::optional<Stamp> read_stamp(std::string_view record) {
  const auto found = record.find(kBegin);
  if (found == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t begin = found + kBegin.size();
  std::string_view text = record.substr(begin, record.substr(begin).find('"'));
  const auto next = [&] {
    const auto part = text.substr(0, text.find('/'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
  };
  Stamp stamp;
  stamp.stream.organisation = next();
  stamp.stream.source = next();
  const auto number = next();
  stamp.digest = text;
  const std::size_t digest = static_cast<std::size_t>(text.data() - record.data());
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), stamp.sequence);
  if (error != std::errc{} || end != number.data() + number.size() ||
      stamp.digest.size() != kDigestLength ||
      stamp.digest != digest_of(std::string(record), digest)) {
    return std::nullopt;
  }
  return stamp;
}

}  // namespace yagura::test
