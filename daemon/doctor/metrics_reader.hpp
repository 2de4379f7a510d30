// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace yagura {

// What a daemon counts, as /metrics told it.
class MetricsView {
 public:
  using Labels = std::map<std::string, std::string>;
  struct Sample {
    Labels labels;
    double value = 0;

    std::string label(const std::string& name) const {
      const auto at = labels.find(name);
      return at == labels.end() ? std::string() : at->second;
    }
  };

  // Prometheus' text format, version 0.0.4. Lines that are none are passed over: a newer daemon may
  // say what we do not know. Never throws on bad input.
  static MetricsView read(std::string_view text);

  // All series of the name, without the prefix yagura_.
  const std::vector<Sample>& of(const std::string& name) const;
  double sum(const std::string& name) const;

 private:
  std::map<std::string, std::vector<Sample>> samples_;
};

}  // namespace yagura
