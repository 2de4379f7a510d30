// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/event_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <istream>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.hpp"
#include "engine/event_reader.hpp"

namespace yagura {
namespace {

constexpr std::string_view kBlank = " \t\r";

Result<std::string> read_bounded(std::istream& in, const std::string& name) {
  std::string text;
  std::string part(std::size_t{64} * 1024, '\0');
  while (in.read(part.data(), static_cast<std::streamsize>(part.size())), in.gcount() > 0) {
    text.append(part, 0, static_cast<std::size_t>(in.gcount()));
    if (text.size() > kMaxEventFileBytes) {
      Error error{ErrorCode::limit,
                  fmt::format("the file is larger than {} MiB", kMaxEventFileBytes / 1024 / 1024)};
      error.place = Place{name};
      error.how_to_mend = "give the events in question only";
      return tl::unexpected(std::move(error));
    }
  }
  return text;
}

struct Document {
  std::size_t line;
  std::string_view json;
};

std::vector<Document> lines_of(std::string_view text) {
  std::vector<Document> lines;
  std::size_t line = 0;
  while (!text.empty()) {
    const std::string_view json = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(json.size() + 1, text.size()));
    ++line;
    if (json.find_first_not_of(kBlank) != std::string_view::npos) {
      lines.push_back({line, json});
    }
  }
  return lines;
}

// Objects one after the other, over any number of lines, by their outermost braces; nothing if
// there is anything else between them, or the last is not closed.
std::optional<std::vector<Document>> objects_of(std::string_view text) {
  std::vector<Document> objects;
  std::size_t line = 1;
  std::size_t depth = 0;
  bool in_string = false;
  Document open{};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    line += c == '\n' ? 1 : 0;
    if (in_string) {
      at += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (depth == 0 && c != '{') {
      if (kBlank.find(c) == std::string_view::npos && c != '\n') {
        return std::nullopt;
      }
    } else if (c == '{') {
      if (depth++ == 0) {
        open = {line, text.substr(at)};
      }
    } else if (c == '}') {
      if (--depth == 0) {
        open.json =
            open.json.substr(0, at + 1 - static_cast<std::size_t>(open.json.data() - text.data()));
        objects.push_back(open);
      }
    } else {
      in_string = c == '"';
    }
  }
  return depth == 0 && !objects.empty() ? std::optional(std::move(objects)) : std::nullopt;
}

}  // namespace

Result<EventFile> EventFile::read(const std::filesystem::path& file, std::istream& in) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened || std::filesystem::is_directory(file)) {
      Error error{ErrorCode::io, "the file cannot be read"};
      error.place = Place{file.string()};
      error.how_to_mend = "check the path and its permissions";
      return tl::unexpected(std::move(error));
    }
  }
  YAGURA_ASSIGN(std::string text, read_bounded(file == "-" ? in : opened, file.string()));
  return EventFile(std::move(text));
}

bool EventFile::for_each(const Look& look, std::ostream& err) const {
  Arena arena;
  Event event(arena);
  EventReader reader;
  std::string wrong;
  std::size_t events = 0;
  TimePoint before{};
  const auto objects = objects_of(text_);
  for (const Document& document : objects ? *objects : lines_of(text_)) {
    event.clear();
    arena.clear();
    if (const std::string_view reason = reader.read(document.json, event); !reason.empty()) {
      wrong += fmt::format("line {}: {}\n", document.line, reason);
      continue;
    }
    event.time = event.own_time.value_or(before);
    before = event.time;
    ++events;
    look(document.line, event);
  }
  if (events == 0) {  // most likely one object over many lines: no reason for each of these
    event.clear();
    wrong = fmt::format("there is no JSON event in it: {}\n", reader.read(text_, event));
  }
  err << wrong;
  return wrong.empty();
}

}  // namespace yagura
