// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace yagura {

// The program's counters and gauges, told in the Prometheus text format (version 0.0.4). Names
// follow
// `<stage>_<noun>_<unit>_total`; label values come from the configuration or from fixed tables,
// never from a record, so the set of series is bounded.
// Thread-safe. Handles stay valid as long as the Metrics. prometheus-cpp stays behind this header.
class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  class Counter {
   public:
    explicit Counter(void* counter) : counter_(counter) {}
    void add(std::uint64_t amount = 1);
    std::uint64_t value() const;

   private:
    void* counter_;  // prometheus::Counter
  };

  // What is now so: it may fall again. Names have no _total.
  class Gauge {
   public:
    explicit Gauge(void* gauge) : gauge_(gauge) {}
    void set(double value);

   private:
    void* gauge_;  // prometheus::Gauge
  };

  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  ~Metrics();

  // The same name and labels give the same counter.
  Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  // The sum over all labels of a counter; 0 if there is none of that name.
  std::uint64_t total(const std::string& name) const;
  std::string text() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace yagura
