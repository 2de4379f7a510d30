// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace yagura {

// Reads scalars out of a scenario's YAML and gathers everything that is wrong, each with its
// place. Part of the scenario reader: nothing else sees yaml-cpp. One thread. Its members may
// throw YAML::Exception, which the reader's entry point catches.
class YamlFields {
 public:
  YamlFields(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  void wrong(const YAML::Node& node, std::string message, std::string how_to_mend = {});
  void wrong(const YAML::Mark& mark, std::string message, std::string how_to_mend = {});
  std::vector<Error> take_errors();
  bool clean() const { return errors_.empty(); }

  // A name from the file, fit to stand in a message: escaped, and cut if it is very long.
  static std::string shown(std::string_view text);

  // A map with these keys and no others, none twice. `what` names it in the message.
  bool map(const YAML::Node& node, std::string_view what,
           std::initializer_list<std::string_view> required,
           std::initializer_list<std::string_view> optional);
  // Of several ways to say the same, exactly one is used.
  bool one_of(const YAML::Node& node, std::initializer_list<const char*> keys);
  // A list; absent counts as empty.
  std::vector<YAML::Node> list(const YAML::Node& parent, const char* key);

  // The value of a key. Wrong or missing: empty, and told once.
  std::optional<std::string> text(const YAML::Node& parent, const char* key);
  std::optional<std::uint64_t> number(const YAML::Node& parent, const char* key,
                                      std::uint64_t lowest, std::uint64_t highest);
  std::optional<double> fraction(const YAML::Node& parent, const char* key, double lowest,
                                 double highest);
  // "12:30" or "12:30:05" of the day that begins at `midnight`; "24:00" is its end.
  std::optional<TimePoint> time_of_day(const YAML::Node& parent, const char* key,
                                       TimePoint midnight);

 private:
  Place place(const YAML::Mark& mark) const;

  std::string_view text_;
  std::string file_;
  std::vector<Error> errors_;
};

}  // namespace yagura
