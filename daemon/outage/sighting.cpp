// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "outage/sighting.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMaxHostLength = 253;  // RFC 1035 section 2.3.4, without the last dot

std::optional<std::int64_t> number(const Value* value) {
  if (value == nullptr) {
    return std::nullopt;
  }
  if (const auto* integer = std::get_if<std::int64_t>(value)) {
    return *integer;
  }
  const auto* text = std::get_if<std::string_view>(value);
  if (text == nullptr || text->empty()) {
    return std::nullopt;
  }
  std::int64_t parsed = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
  return error == std::errc() && end == text->data() + text->size() ? std::optional(parsed)
                                                                    : std::nullopt;
}

}  // namespace

SightingReader::SightingReader(const ServiceMap& services) {
  for (const Site& site : services.sites) {
    hosts_.insert(ascii_lower(site.host));
  }
  for (const Feed& feed : services.feeds) {
    feeds_.insert(feed.name);
  }
}

std::optional<Sighting> SightingReader::read(const Event& event) const {
  if (auto site = read_site(event)) {
    return Sighting{event.time, std::move(*site)};
  }
  if (auto feed = read_feed(event)) {
    return Sighting{event.time, std::move(*feed)};
  }
  return std::nullopt;
}

std::optional<SiteSighting> SightingReader::read_site(const Event& event) const {
  std::string_view host = event.text(Field::url_domain);
  if (host.empty()) {
    host = event.text(Field::destination_domain);
  }
  if (host.ends_with('.')) {
    host.remove_suffix(1);
  }
  if (host.empty() || host.size() > kMaxHostLength) {
    return std::nullopt;
  }
  std::array<char, kMaxHostLength> buffer{};  // no allocation: most hosts are not watched
  std::transform(host.begin(), host.end(), buffer.begin(), [](char c) { return ascii_lower(c); });
  const auto watched = hosts_.find(std::string_view(buffer.data(), host.size()));
  if (watched == hosts_.end()) {
    return std::nullopt;
  }
  const auto status = number(event.find(Field::http_response_status_code));
  if (!status) {
    return std::nullopt;
  }
  return SiteSighting{*watched, *status,
                      number(event.find(Field::http_response_bytes)).value_or(0)};
}

std::optional<FeedSighting> SightingReader::read_feed(const Event& event) const {
  const auto watched = feeds_.find(event.text(Field::feed_name));
  if (watched == feeds_.end()) {
    return std::nullopt;
  }
  return FeedSighting{*watched, std::string(event.text(Field::feed_stage)),
                      number(event.find(Field::feed_sequence))};
}

}  // namespace yagura
