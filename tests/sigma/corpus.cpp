// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "corpus.hpp"

#include <fstream>
#include <string>

#include "normalise/taxonomy.hpp"

namespace yagura {

namespace fs = std::filesystem;
using nlohmann::json;

RuleOptions corpus_options() {
  RuleOptions options;
  options.resolver = sigma_field;
  // One value for each placeholder that a rule names: what it is does not matter here.
  options.placeholders["known_cdcs"] = {"x"};  // the only one outside its own folder
  for (const auto& entry : fs::recursive_directory_iterator(kSigma / "rules/rules-placeholder")) {
    std::ifstream stream(entry.path());
    for (std::string line; std::getline(stream, line);) {
      const std::size_t start = line.find('%');
      const std::size_t end = start == std::string::npos ? start : line.find('%', start + 1);
      if (end != std::string::npos) {
        options.placeholders[line.substr(start + 1, end - start - 1)] = {"x"};
      }
    }
  }
  return options;
}

std::vector<json> read_json_values(const fs::path& path) {
  std::ifstream stream(path);
  std::vector<json> events;
  while (stream >> std::ws && stream.peek() != EOF) {
    json value;
    stream >> value;
    for (const json& event : value.is_array() ? value : json::array({value})) {
      events.push_back(event);
    }
  }
  return events;
}

}  // namespace yagura
