// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer: gives each file of a folder to the fuzz target once, whole and cut at
// every byte of its beginning.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** arguments) {
  constexpr std::size_t kMostCuts = 512;
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(arguments[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(file)), {});
      const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
      for (std::size_t size = 0; size < std::min(bytes.size(), kMostCuts); ++size) {
        (void)LLVMFuzzerTestOneInput(data, size);
      }
      (void)LLVMFuzzerTestOneInput(data, bytes.size());
      ++files;
    }
  }
  std::printf("replayed %zu inputs\n", files);
  return files == 0 ? 1 : 0;  // an empty corpus tests nothing
}
