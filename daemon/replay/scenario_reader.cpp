// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/scenario_reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/text.hpp"
#include "replay/scenario_reader_fields.hpp"
#include "replay/scenario_reader_records.hpp"

namespace yagura {
namespace {

// A scenario is written by hand: these are far beyond any real one, and bound what a wrong one
// can cost.
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20U;
constexpr std::size_t kMaxDisturbances = 2'000;  // of one kind, after names are resolved

struct SymptomName {
  std::string_view name;
  Symptom symptom;
};
constexpr std::array<SymptomName, 5> kSymptoms{{{"timeout", Symptom::timeout},
                                                {"reset", Symptom::reset},
                                                {"http_503", Symptom::http_503},
                                                {"aborted", Symptom::aborted},
                                                {"certificate", Symptom::certificate}}};

// Sees a document go by and does nothing.
class Unheard final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

// Not by YAML::LoadAll: at a stray ',' yaml-cpp 0.7 finds empty documents without end.
bool is_one_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Unheard nobody;
  return parser.HandleNextDocument(nobody) && !parser.HandleNextDocument(nobody);
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& file, const OrganisationTable& organisations,
         const ServiceMap& services)
      : yaml_(text, file), organisations_(organisations), services_(services) {}

  void read(const YAML::Node& root) {
    if (!yaml_.map(root, "a scenario", {"title", "title_ja", "day", "from", "to", "seed", "scale"},
                   {"site_outages", "feed_stalls", "quiet_feeds", "late_batches", "records"})) {
      return;
    }
    head(root);
    if (!yaml_.clean()) {
      return;  // without a day no other time can be judged
    }
    for (const YAML::Node& node : yaml_.list(root, "site_outages")) {
      site_outage(node);
    }
    for (const YAML::Node& node : yaml_.list(root, "feed_stalls")) {
      feed_stall(node);
    }
    for (const YAML::Node& node : yaml_.list(root, "quiet_feeds")) {
      quiet_feed(node);
    }
    for (const YAML::Node& node : yaml_.list(root, "late_batches")) {
      late_batch(node);
    }
    AuthoredReader records(yaml_, organisations_, midnight_, scenario_);
    for (const YAML::Node& node : yaml_.list(root, "records")) {
      records.read(node);
    }
    std::stable_sort(
        scenario_.records.begin(), scenario_.records.end(),
        [](const AuthoredRecord& a, const AuthoredRecord& b) { return a.time < b.time; });
  }

  YamlFields& yaml() { return yaml_; }

  ScenarioResult result() {
    ScenarioResult result;
    result.errors = yaml_.take_errors();
    if (result.errors.empty()) {
      result.scenario = std::move(scenario_);
    }
    return result;
  }

 private:
  struct Span {
    TimePoint from;
    TimePoint until;
  };

  void head(const YAML::Node& root) {
    scenario_.title = yaml_.text(root, "title").value_or("");
    scenario_.title_ja = yaml_.text(root, "title_ja").value_or("");
    const std::string day = yaml_.text(root, "day").value_or("");
    const auto midnight =
        day.size() == 10 ? parse_rfc3339(day + "T00:00:00Z", TimeZone()) : std::nullopt;
    if (!midnight) {
      yaml_.wrong(root["day"], "'day' must be a date", "write it as 2026-02-25");
    }
    midnight_ = midnight.value_or(TimePoint()) - kJapanOffset;
    if (const auto whole = span(root, "from", "to")) {
      scenario_.from = whole->from;
      scenario_.to = whole->until;
    }
    scenario_.seed = yaml_.number(root, "seed", 0, UINT64_MAX).value_or(0);
    const double scale = yaml_.fraction(root, "scale", 0, 10).value_or(1);
    scenario_.scale_permille = static_cast<std::uint32_t>(std::lround(scale * 1000));
  }

  std::optional<Span> span(const YAML::Node& node, const char* from_key, const char* until_key) {
    const auto from = yaml_.time_of_day(node, from_key, midnight_);
    const auto until = yaml_.time_of_day(node, until_key, midnight_);
    if (!from || !until) {
      return std::nullopt;
    }
    if (*until <= *from) {
      yaml_.wrong(node[until_key],
                  fmt::format("'{}' must be later than '{}'", until_key, from_key));
      return std::nullopt;
    }
    return Span{*from, *until};
  }

  const CauseNode* cause_node(const YAML::Node& node) {
    const std::string id = node.IsScalar() ? node.Scalar() : "";
    const CauseNode* found = services_.node(id);
    if (found == nullptr) {
      yaml_.wrong(node, fmt::format("'{}' is no node of the service map", YamlFields::shown(id)));
    }
    return found;
  }

  std::vector<const Site*> sites(const YAML::Node& node) {
    std::vector<const Site*> found;
    const auto add_if = [&](const YAML::Node& place, const auto& wanted) {
      const std::size_t before = found.size();
      for (const Site& site : services_.sites) {
        if (wanted(site)) {
          found.push_back(&site);
        }
      }
      if (found.size() == before) {
        yaml_.wrong(place, "no site of the service map belongs to this");
      }
    };
    if (!yaml_.one_of(node, {"organisations", "hosts", "provider"})) {
      return found;
    }
    for (const YAML::Node& item : yaml_.list(node, "organisations")) {
      if (const Organisation* owner = find_organisation(yaml_, organisations_, item)) {
        add_if(item, [&](const Site& s) { return s.organisation == owner->code; });
      }
    }
    for (const YAML::Node& item : yaml_.list(node, "hosts")) {
      const std::string host = item.IsScalar() ? item.Scalar() : "";
      add_if(item, [&](const Site& s) { return s.host == host; });
    }
    if (const YAML::Node item = node["provider"]) {
      if (const CauseNode* provider = cause_node(item)) {
        add_if(item, [&](const Site& s) { return s.provider == provider->id; });
      }
    }
    return found;
  }

  std::vector<const Feed*> feeds(const YAML::Node& node) {
    std::vector<const Feed*> found;
    const auto add_if = [&](const YAML::Node& place, const auto& wanted) {
      const std::size_t before = found.size();
      for (const Feed& feed : services_.feeds) {
        if (wanted(feed)) {
          found.push_back(&feed);
        }
      }
      if (found.size() == before) {
        yaml_.wrong(place, "no feed of the service map belongs to this");
      }
    };
    if (!yaml_.one_of(node, {"organisations", "module"})) {
      return found;
    }
    for (const YAML::Node& item : yaml_.list(node, "organisations")) {
      if (const Organisation* owner = find_organisation(yaml_, organisations_, item)) {
        add_if(item, [&](const Feed& f) { return f.organisation == owner->code; });
      }
    }
    if (const YAML::Node item = node["module"]) {
      if (const CauseNode* module = cause_node(item)) {
        add_if(item, [&](const Feed& f) { return f.module == module->id; });
      }
    }
    return found;
  }

  bool has_room(const YAML::Node& node, std::size_t wanted) {
    if (wanted > kMaxDisturbances) {
      yaml_.wrong(node, fmt::format("there are more than {} of these", kMaxDisturbances));
    }
    return wanted <= kMaxDisturbances;
  }

  void site_outage(const YAML::Node& node) {
    if (!yaml_.map(node, "a site outage", {"onset", "recovery", "symptom"},
                   {"organisations", "hosts", "provider"})) {
      return;
    }
    const auto failing = span(node, "onset", "recovery");
    const std::string name = yaml_.text(node, "symptom").value_or("");
    const auto* symptom = std::find_if(kSymptoms.begin(), kSymptoms.end(),
                                       [&](const SymptomName& s) { return s.name == name; });
    if (symptom == kSymptoms.end()) {
      yaml_.wrong(node["symptom"], "'symptom' is unknown",
                  "it is one of timeout, reset, http_503, aborted, certificate");
    }
    const std::vector<const Site*> hit = sites(node);
    if (!failing || symptom == kSymptoms.end()) {
      return;
    }
    if (!has_room(node, scenario_.site_outages.size() + hit.size())) {
      return;
    }
    for (const Site* site : hit) {
      const bool overlaps = std::any_of(
          scenario_.site_outages.begin(), scenario_.site_outages.end(), [&](const SiteOutage& o) {
            return o.host == site->host && o.onset < failing->until && failing->from < o.recovery;
          });
      if (overlaps) {
        yaml_.wrong(node, fmt::format("{} is in two outages at once", site->host));
      }
      scenario_.site_outages.push_back(
          {site->host, symptom->symptom, failing->from, failing->until});
    }
  }

  void feed_stall(const YAML::Node& node) {
    if (!yaml_.map(node, "a feed stall", {"from", "until"}, {"organisations", "module"})) {
      return;
    }
    const auto stalled = span(node, "from", "until");
    const std::vector<const Feed*> hit = feeds(node);
    for (const Feed* feed : hit) {
      if (stalled && has_room(node, scenario_.feed_stalls.size() + 1)) {
        scenario_.feed_stalls.push_back(
            {feed->organisation, feed->name, stalled->from, stalled->until});
      }
    }
  }

  void quiet_feed(const YAML::Node& node) {
    if (!yaml_.map(node, "a quiet feed", {}, {"organisations", "module"})) {
      return;
    }
    const std::vector<const Feed*> hit = feeds(node);
    for (const Feed* feed : hit) {
      if (!has_room(node, scenario_.quiet_feeds.size() + 1)) {
        return;
      }
      scenario_.quiet_feeds.push_back({feed->organisation, feed->name});
    }
  }

  void late_batch(const YAML::Node& node) {
    if (!yaml_.map(node, "a late batch", {"time", "minutes"}, {"organisations", "module"})) {
      return;
    }
    const auto time = yaml_.time_of_day(node, "time", midnight_);
    const auto delay = yaml_.number(node, "minutes", 1, 1440);
    const std::vector<const Feed*> hit = feeds(node);
    for (const Feed* feed : hit) {
      if (time && delay && has_room(node, scenario_.late_batches.size() + 1)) {
        scenario_.late_batches.push_back(
            {feed->organisation, feed->name, *time, std::chrono::minutes(*delay)});
      }
    }
  }

  YamlFields yaml_;
  const OrganisationTable& organisations_;
  const ServiceMap& services_;
  Scenario scenario_;
  TimePoint midnight_;
};

ScenarioResult refused(const std::string& file, ErrorCode code, std::string message) {
  ScenarioResult result;
  result.errors.push_back({code, std::move(message), Place{file, 0, 0}});
  return result;
}

}  // namespace

ScenarioResult parse_scenario(std::string_view text, const std::string& file_name,
                              const OrganisationTable& organisations, const ServiceMap& services) {
  if (text.size() > kMaxFileBytes) {
    return refused(file_name, ErrorCode::limit, "the scenario is larger than 1 MiB");
  }
  if (!is_valid_utf8(text)) {
    return refused(file_name, ErrorCode::configuration, "the scenario is not UTF-8");
  }
  Reader reader(text, file_name, organisations, services);
  try {
    const std::string copy(text);
    if (!is_one_document(copy)) {
      return refused(file_name, ErrorCode::configuration, "the file must hold one YAML document");
    }
    reader.read(YAML::Load(copy));
  } catch (const YAML::Exception& error) {
    // yaml-cpp's words may quote a single byte of a character.
    reader.yaml().wrong(error.mark, "this is not YAML: " + YamlFields::shown(error.msg));
  }
  return reader.result();
}

ScenarioResult read_scenario(const std::filesystem::path& file,
                             const OrganisationTable& organisations, const ServiceMap& services) {
  std::error_code ignored;
  const std::filesystem::path path =
      std::filesystem::is_directory(file, ignored) ? file / "scenario.yaml" : file;
  std::ifstream stream(path, std::ios::binary);
  std::string text(kMaxFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad()) {
    return refused(path.string(), ErrorCode::io, "the scenario cannot be read");
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_scenario(text, path.string(), organisations, services);
}

}  // namespace yagura
