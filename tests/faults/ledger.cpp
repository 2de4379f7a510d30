// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "base/sha256.hpp"

namespace yagura::test {
namespace {

namespace fs = std::filesystem;

FileDescriptor create(const fs::path& file) {
  FileDescriptor made(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600));
  if (!made) {
    throw std::runtime_error("cannot create " + file.string());
  }
  return made;
}

// One call, so that lines of several threads do not mix.
void append(const FileDescriptor& file, const std::string& line) {
  if (::write(file.number(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw std::runtime_error("cannot write the ledger");
  }
}

}  // namespace

Ledger::Ledger(const fs::path& folder)
    : folder_(folder),
      sent_(create(folder / "sent")),
      acknowledged_(create(folder / "acknowledged")) {}

void Ledger::sent(const Stream& stream, std::uint64_t sequence, std::string_view record) {
  append(sent_, fmt::format("{} {} {} {} {}\n", stream.organisation, stream.source, sequence,
                            Sha256::of(record).hex().substr(0, 16), record.size()));
}

void Ledger::acknowledged(const Stream& stream, std::uint64_t sequence) {
  append(acknowledged_,
         fmt::format("{} {} {} - 0\n", stream.organisation, stream.source, sequence));
}

std::vector<Ledger::Line> Ledger::read(const fs::path& file) {
  std::vector<Line> lines;
  std::ifstream in(file);
  for (Line line; in >> line.stream.organisation >> line.stream.source >> line.sequence >>
                  line.digest >> line.bytes;) {
    lines.push_back(line);
  }
  if (!in.eof()) {
    throw std::runtime_error("cannot read " + file.string());
  }
  return lines;
}

}  // namespace yagura::test
