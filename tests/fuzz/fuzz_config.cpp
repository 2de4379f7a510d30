// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// One input is all four files: a line "%%" parts them. Held: no crash, bounded memory, and either
// a whole configuration or errors that all have a file and sane text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "config/reader.hpp"

namespace {

constexpr std::string_view kSeparator = "\n%%\n";

std::string_view take_part(std::string_view& rest) {
  const auto at = rest.find(kSeparator);
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + kSeparator.size());
  return part;
}

bool is_sane(const yagura::Error& error) {
  return error.place && !error.place->file.empty() && !error.message.empty() &&
         error.place->line >= 0 && error.place->column >= 0 && yagura::is_valid_utf8(error.text());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view main = take_part(rest);
  const std::string_view organisations = take_part(rest);
  const std::string_view services = take_part(rest);
  const std::string_view hosts = take_part(rest);
  const auto load = [&](const std::filesystem::path& file) -> yagura::Result<std::string> {
    if (file == "/f/organisations.yaml") {
      return std::string(organisations);
    }
    if (file == "/f/services.yaml") {
      return std::string(services);
    }
    if (file == "/f/hosts.yaml") {
      return std::string(hosts);
    }
    return yagura::fail(yagura::ErrorCode::io, "no such file");
  };
  const yagura::ConfigResult result = yagura::read_config_text(main, "/f/yagura.yaml", load);
  const bool whole = result.config && result.config->organisations && result.config->services;
  if (whole != result.errors.empty() ||
      !std::all_of(result.errors.begin(), result.errors.end(), is_sane)) {
    std::abort();
  }
  return 0;
}
