// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "doctor/metrics_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::string_view kPrefix = "yagura_";

// The text of a label up to its closing quote, which is taken away, too.
std::optional<std::string> quoted(std::string_view& rest) {
  std::string value;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return value;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) {
      ++i;
      value += rest[i] == 'n' ? '\n' : rest[i];
    } else {
      value += rest[i];
    }
  }
  return std::nullopt;
}

// {name="value",...}; nothing if it is not well formed.
std::optional<MetricsView::Labels> labels_of(std::string_view& rest) {
  MetricsView::Labels labels;
  if (!rest.starts_with('{')) {
    return labels;
  }
  rest.remove_prefix(1);
  while (!rest.starts_with('}')) {
    const auto equals = rest.find("=\"");
    if (equals == std::string_view::npos) {
      return std::nullopt;
    }
    std::string name(rest.substr(0, equals));
    rest.remove_prefix(equals + 2);
    auto value = quoted(rest);
    if (!value) {
      return std::nullopt;
    }
    labels.insert_or_assign(std::move(name), std::move(*value));
    if (rest.starts_with(',')) {
      rest.remove_prefix(1);
    }
  }
  rest.remove_prefix(1);
  return labels;
}

}  // namespace

MetricsView MetricsView::read(std::string_view text) {
  MetricsView view;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.starts_with(kPrefix)) {
      continue;
    }
    line.remove_prefix(kPrefix.size());
    const std::string name(line.substr(0, line.find_first_of("{ ")));
    line.remove_prefix(name.size());
    auto labels = labels_of(line);
    line = trimmed(line);
    double value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (labels && error == std::errc{} && end == line.data() + line.size() &&
        std::isfinite(value)) {
      view.samples_[name].push_back({std::move(*labels), value});
    }
  }
  return view;
}

const std::vector<MetricsView::Sample>& MetricsView::of(const std::string& name) const {
  static const std::vector<Sample> none;
  const auto at = samples_.find(name);
  return at == samples_.end() ? none : at->second;
}

double MetricsView::sum(const std::string& name) const {
  double sum = 0;
  for (const Sample& sample : of(name)) {
    sum += sample.value;
  }
  return sum;
}

}  // namespace yagura
