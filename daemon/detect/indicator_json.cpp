// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_json.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace yagura {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMostComparisons = 256;  // of one pattern
constexpr std::size_t kMaxSource = 256;
constexpr std::size_t kShown = 100;

struct Named {
  std::string_view name;
  IndicatorKind kind;
};
constexpr Named kStixPaths[] = {
    {"domain-name:value", IndicatorKind::domain}, {"url:value", IndicatorKind::url},
    {"ipv4-addr:value", IndicatorKind::ip},       {"ipv6-addr:value", IndicatorKind::ip},
    {"file:hashes.MD5", IndicatorKind::md5},      {"file:hashes.'MD5'", IndicatorKind::md5},
    {"file:hashes.'SHA-1'", IndicatorKind::sha1}, {"file:hashes.'SHA-256'", IndicatorKind::sha256},
};
constexpr Named kMispTypes[] = {
    {"domain", IndicatorKind::domain},
    {"hostname", IndicatorKind::domain},
    {"url", IndicatorKind::url},
    {"uri", IndicatorKind::url},
    {"ip", IndicatorKind::ip},
    {"ip-src", IndicatorKind::ip},
    {"ip-dst", IndicatorKind::ip},
    {"md5", IndicatorKind::md5},
    {"sha1", IndicatorKind::sha1},
    {"sha256", IndicatorKind::sha256},
    {"ja3-fingerprint-md5", IndicatorKind::ja3},
    {"ja4-plus", IndicatorKind::ja4},
};

template <std::size_t N>
std::optional<IndicatorKind> kind_of(const Named (&table)[N], std::string_view name) {
  for (const Named& row : table) {
    if (row.name == name) {
      return row.kind;
    }
  }
  return std::nullopt;
}

bool asked_for(IndicatorKind wanted, IndicatorKind kind) {
  const bool digest =
      kind == IndicatorKind::md5 || kind == IndicatorKind::sha1 || kind == IndicatorKind::sha256;
  return wanted == kind || (wanted == IndicatorKind::hash && digest);
}

std::string_view text_at(const dom::element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

// [path = 'value' OR path = 'value'] OR [...]: what a STIX pattern (STIX 2.1 section 9) says if
// each of its values alone is reason enough.
class StixPattern {
 public:
  struct Comparison {
    std::string_view path;
    std::string value;
  };

  explicit StixPattern(std::string_view text) : rest_(text) {}

  // Empty: the pattern says something else.
  std::vector<Comparison> read() {
    do {
      if (!take("[") || !read_comparisons() || !take("]")) {
        return {};
      }
    } while (take("OR"));
    skip_blanks();
    return rest_.empty() ? std::move(found_) : std::vector<Comparison>{};
  }

 private:
  bool read_comparisons() {
    do {
      skip_blanks();
      const std::size_t end = std::min(rest_.find_first_of(" =!<>]"), rest_.size());
      Comparison made{rest_.substr(0, end), {}};
      rest_.remove_prefix(end);
      if (end == 0 || !take("=") || !read_text(made.value) || found_.size() == kMostComparisons) {
        return false;
      }
      found_.push_back(std::move(made));
    } while (take("OR"));
    return true;
  }

  bool read_text(std::string& value) {
    if (!take("'")) {
      return false;
    }
    std::size_t i = 0;
    for (; i < rest_.size() && rest_[i] != '\''; ++i) {
      i += rest_[i] == '\\' && i + 1 < rest_.size() ? 1 : 0;
      value += rest_[i];
    }
    const bool closed = i < rest_.size();
    rest_.remove_prefix(std::min(i + 1, rest_.size()));
    return closed;
  }

  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  }
  bool take(std::string_view word) {
    skip_blanks();
    const bool found = rest_.starts_with(word);
    rest_.remove_prefix(found ? word.size() : 0);
    return found;
  }

  std::string_view rest_;
  std::vector<Comparison> found_;
};

class JsonList {
 public:
  JsonList(const std::string& file, const std::string& source, IndicatorEntries& entries,
           RefusedEntries& refused)
      : file_(file),
        source_(source.empty() ? file : source),
        entries_(entries),
        refused_(refused) {}

  void read(std::string_view text) {
    dom::parser parser;
    dom::element root;
    if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) {
      refuse("the file", "it is no valid JSON");
      return;
    }
    dom::array list;
    if (root["objects"].get(list) == simdjson::SUCCESS) {
      read_stix(list);
    } else if (!read_misp(root)) {
      refuse("the file", "it is no STIX 2.1 bundle and holds no MISP event");
    }
  }

 private:
  void read_stix(const dom::array& objects) {
    for (const dom::element object : objects) {
      ++number_;
      bool revoked = false;
      const bool ended = object["revoked"].get(revoked) == simdjson::SUCCESS && revoked;
      if (!ended && text_at(object, "type") == "indicator") {
        read_indicator(object);
      }
    }
  }

  void read_indicator(const dom::element& object) {
    const std::string_view pattern = text_at(object, "pattern");
    const auto comparisons = StixPattern(pattern).read();
    if (comparisons.empty()) {
      refuse(pattern, "the pattern is not one or several comparisons by = joined by OR");
      return;
    }
    const std::string_view until = text_at(object, "valid_until");
    const auto expires = until.empty() ? std::nullopt : parse_expiry(until);
    if (!until.empty() && !expires) {
      refuse(until, "this is no time of RFC 3339");
      return;
    }
    for (const StixPattern::Comparison& comparison : comparisons) {
      take(kind_of(kStixPaths, comparison.path), comparison.value, text_at(object, "name"),
           expires);
    }
  }

  // {"Event": ...}, a list of them, or {"response": [...]}.
  bool read_misp(const dom::element& root) {
    dom::array list;
    if (root.get(list) == simdjson::SUCCESS || root["response"].get(list) == simdjson::SUCCESS) {
      bool all = true;
      for (const dom::element one : list) {
        all = read_misp_event(one) && all;
      }
      return all;
    }
    return read_misp_event(root);
  }

  bool read_misp_event(const dom::element& holder) {
    dom::element event;
    if (holder["Event"].get(event) != simdjson::SUCCESS) {
      return false;
    }
    const std::string_view info = text_at(event, "info");
    read_attributes(event, info);
    dom::array objects;
    if (event["Object"].get(objects) == simdjson::SUCCESS) {
      for (const dom::element object : objects) {
        read_attributes(object, info);
      }
    }
    return true;
  }

  void read_attributes(const dom::element& holder, std::string_view info) {
    dom::array attributes;
    if (holder["Attribute"].get(attributes) != simdjson::SUCCESS) {
      return;
    }
    for (const dom::element attribute : attributes) {
      ++number_;
      bool detects = true;
      if (attribute["to_ids"].get(detects) == simdjson::SUCCESS && !detects) {
        continue;
      }
      // "filename|sha256": the value has both, in this order.
      std::string_view type = text_at(attribute, "type");
      std::string_view value = text_at(attribute, "value");
      const std::size_t bar = type.find('|');
      if (bar != std::string_view::npos) {
        take(kind_of(kMispTypes, type.substr(0, bar)), value.substr(0, value.find('|')), info, {});
        type.remove_prefix(bar + 1);
        value.remove_prefix(std::min(value.find('|'), value.size() - 1) + 1);
      }
      take(kind_of(kMispTypes, type), value, info, {});
    }
  }

  void take(std::optional<IndicatorKind> kind, std::string_view value, std::string_view source,
            std::optional<TimePoint> expires) {
    if (!kind || !asked_for(entries_.kind(), *kind)) {
      return;
    }
    source = source.empty() ? source_ : source;
    const std::string_view wrong = entries_.add(value, source.substr(0, kMaxSource), expires);
    if (!wrong.empty()) {
      refuse(value, wrong);
    }
  }

  void refuse(std::string_view what, std::string_view why) {
    ++refused_.count;
    if (++told_ <= RefusedEntries::kMostTold) {
      refused_.told.push_back(Error{
          ErrorCode::rule,
          fmt::format("'{}' is refused{}: {}", escape_for_terminal(what.substr(0, kShown)),
                      number_ == 0 ? std::string{} : fmt::format(" (number {})", number_), why),
          Place{file_, 0, 0}, "correct it or remove it; the others are used"});
    }
  }

  const std::string& file_;
  std::string_view source_;
  IndicatorEntries& entries_;
  RefusedEntries& refused_;
  std::size_t told_ = 0;
  std::size_t number_ = 0;  // of the object or attribute
};

}  // namespace

void read_indicator_json(std::string_view text, const std::string& file, const std::string& source,
                         IndicatorEntries& entries, RefusedEntries& refused) {
  JsonList(file, source, entries, refused).read(text);
}

}  // namespace yagura
