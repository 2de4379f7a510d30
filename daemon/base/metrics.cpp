// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace yagura {

struct Metrics::Inside {
  // Merge: asking again for a family of the same name gives the one there is.
  prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
};

Metrics::Metrics() : inside_(std::make_unique<Inside>()) {}
Metrics::~Metrics() = default;

Metrics::Counter Metrics::counter(const std::string& name, const std::string& help,
                                  const Labels& labels) {
  auto& family =
      prometheus::BuildCounter().Name("yagura_" + name).Help(help).Register(inside_->registry);
  return Counter(&family.Add(labels));
}

Metrics::Gauge Metrics::gauge(const std::string& name, const std::string& help,
                              const Labels& labels) {
  auto& family =
      prometheus::BuildGauge().Name("yagura_" + name).Help(help).Register(inside_->registry);
  return Gauge(&family.Add(labels));
}

std::uint64_t Metrics::total(const std::string& name) const {
  double sum = 0;
  for (const prometheus::MetricFamily& family : inside_->registry.Collect()) {
    if (family.name == "yagura_" + name) {
      for (const prometheus::ClientMetric& metric : family.metric) {
        sum += metric.counter.value;
      }
    }
  }
  return static_cast<std::uint64_t>(sum);
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(inside_->registry.Collect());
}

void Metrics::Gauge::set(double value) {
  static_cast<prometheus::Gauge*>(gauge_)->Set(value);
}

void Metrics::Counter::add(std::uint64_t amount) {
  static_cast<prometheus::Counter*>(counter_)->Increment(static_cast<double>(amount));
}

std::uint64_t Metrics::Counter::value() const {
  return static_cast<std::uint64_t>(static_cast<prometheus::Counter*>(counter_)->Value());
}

}  // namespace yagura
