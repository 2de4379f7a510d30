// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Fails the build when a layer reaches up or a third party leaves its door. The tables below are
// the architecture; ARCHITECTURE.md explains them.
//   architecture_test SOURCE_DIR

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

// What a folder may include beside itself. A stage never includes another stage: they meet as
// values from model/, moved by engine/.
const std::map<std::string, Names>& layers() {
  static const std::map<std::string, Names> table = [] {
    std::map<std::string, Names> t;
    t["base"] = {};
    t["model"] = {"base"};
    for (const char* stage :
         {"parse", "normalise", "input", "journal", "detect", "correlate", "outage", "incident",
          "store", "stream", "report", "replay", "config"}) {
      t[stage] = {"base", "model"};
    }
    t["parsers"] = {"base", "model", "parse"};
    t["engine"] = {"base",   "model",     "config", "parse",    "normalise", "input",  "journal",
                   "detect", "correlate", "outage", "incident", "store",     "stream", "report"};
    t["cli"] = {"base",      "model",  "config", "parse",  "normalise", "detect",
                "correlate", "stream", "report", "replay", "engine"};
    t["doctor"] = {"base",    "model",  "config", "parse",  "input",
                   "journal", "stream", "report", "engine", "cli"};
    t["inspect"] = {"base",      "model",  "config",    "parse",
                    "normalise", "detect", "correlate", "engine"};
    t["app"] = t["engine"];
    t["app"].insert({"engine", "cli", "doctor", "inspect", "replay"});
    return t;
  }();
  return table;
}

struct Door {
  std::string header;  // prefix of what stands between the angle brackets
  Names places;        // folders, or folder/file stems, that may include it
};

const std::vector<Door>& doors() {
  static const std::vector<Door> table{
      {"regex>", {}},  // std::regex overflows the stack on a 30 KB line
      {"boost/beast", {"stream/http_server", "input/http_request"}},
      {"boost/asio", {"input", "stream/http_server", "engine", "app", "replay"}},
      {"boost/asio/ssl", {"input/tls"}},
      {"openssl/", {"input/tls"}},
      {"spdlog/", {"base/log"}},
      {"prometheus/", {"base/metrics"}},
      {"date/", {"base/time"}},
      {"sodium", {"base"}},
      {"yaml-cpp/", {"config", "detect", "replay"}},
      {"sqlite3", {"store"}},
      {"zstd", {"journal", "input/inflater"}},
      {"zlib", {"input/inflater"}},
      {"curl/", {"cli"}},
      {"re2/", {"detect"}},
      {"CLI/", {"app"}},
      {"systemd/", {"app"}},
      {"pcap", {"input"}},
  };
  return table;
}

struct Include {
  bool own = false;
  std::string path;
};

std::vector<Include> includes_of(const fs::path& file) {
  std::vector<Include> found;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("#include ", 0) == 0 && line.size() > 11) {
      found.push_back({line[9] == '"',
                       line.substr(10, line.find_last_of("\">") - 10 + (line[9] == '<' ? 1 : 0))});
    }
  }
  return found;
}

void check_layer(const std::string& folder, const Include& include, std::ostream& breaches) {
  const std::string target = include.path.substr(0, include.path.find('/'));
  const auto allowed = layers().find(folder);
  if (allowed == layers().end()) {
    breaches << "folder '" << folder << "' is in no layer: add it to the table";
  } else if (target != folder && layers().count(target) > 0 && allowed->second.count(target) == 0) {
    breaches << folder << " must not include " << include.path;
  }
}

void check_door(const std::string& folder, const std::string& stem, const Include& include,
                std::ostream& breaches) {
  for (const Door& door : doors()) {
    if (include.path.rfind(door.header, 0) == 0 && door.places.count(folder) == 0 &&
        door.places.count(folder + "/" + stem) == 0) {
      breaches << "<" << include.path << " is not to be included here";
    }
  }
}

int check_tree(const fs::path& root, std::ostream& out) {
  int breaches = 0;
  int files = 0;
  for (const char* top : {"daemon", "parsers"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const fs::path& file = entry.path();
      if (file.extension() != ".cpp" && file.extension() != ".hpp") {
        continue;
      }
      ++files;
      const fs::path inside = file.lexically_relative(root / top);
      const std::string folder =
          std::string(top) == "parsers" ? "parsers" : inside.begin()->string();
      for (const Include& include : includes_of(file)) {
        std::ostringstream breach;
        include.own ? check_layer(folder, include, breach)
                    : check_door(folder, file.stem().string(), include, breach);
        if (!breach.str().empty()) {
          out << file.lexically_relative(root).string() << ": " << breach.str() << '\n';
          ++breaches;
        }
      }
    }
  }
  out << files << " files, " << breaches << " breaches\n";
  return breaches == 0 && files > 0 ? 0 : 1;
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

// The check itself is checked: each of these must be found.
bool finds_breaches(const fs::path& folder) {
  bool all = true;
  for (const auto& [file, text] : std::map<std::string, std::string>{
           {"daemon/base/a.hpp", "#include \"model/event.hpp\"\n"},
           {"daemon/parse/b.cpp", "#include \"detect/rule.hpp\"\n"},
           {"daemon/detect/c.cpp", "#include <regex>\n"},
           {"daemon/report/d.cpp", "#include <sqlite3.h>\n"},
           {"daemon/engine/e.cpp", "#include <boost/beast/core.hpp>\n"},
           {"daemon/common/f.cpp", "#include \"base/ip.hpp\"\n"}}) {
    fs::remove_all(folder);
    fs::create_directories(folder / "parsers");
    write(folder / file, text);
    std::ostringstream ignored;
    if (check_tree(folder, ignored) == 0) {
      std::cout << "not noticed: " << file << ": " << text;
      all = false;
    }
  }
  fs::remove_all(folder);
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: architecture_test SOURCE_DIR\n";
    return 2;
  }
  const fs::path scratch =
      fs::temp_directory_path() /
      ("yagura-layers-" + std::to_string(std::hash<std::string>{}(fs::current_path().string())));
  const bool sound = finds_breaches(scratch);
  return check_tree(argv[1], std::cout) == 0 && sound ? 0 : 1;
}
