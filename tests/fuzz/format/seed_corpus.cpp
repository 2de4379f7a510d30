// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Writes the records of a cases.jsonl into a folder, a file each: what a format's fuzz target
// begins with. Usage: seed_corpus CASES FOLDER
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: seed_corpus CASES FOLDER\n", stderr);
    return 2;
  }
  std::ifstream cases(arguments[1]);
  std::filesystem::create_directories(arguments[2]);
  int number = 0;
  for (std::string line; std::getline(cases, line);) {
    const auto data = nlohmann::json::parse(line);
    if (data.contains("raw")) {
      const std::string name = "case-" + std::to_string(number++);
      std::ofstream(std::filesystem::path(arguments[2]) / name, std::ios::binary)
          << data["raw"].get<std::string>();
    }
  }
  return number == 0 ? 1 : 0;  // an empty corpus tests nothing
}
