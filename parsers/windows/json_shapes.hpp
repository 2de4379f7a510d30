// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "parse/json_tokens.hpp"
#include "windows/record.hpp"

namespace yagura::windows {

// Reads the four shapes in which log shippers write an event as one JSON object: flat (NXLog and
// others), winlog.* (beats), Wazuh's eventchannel, and the event's XML turned into JSON (EVTX).
//
// One pass over all keys, in whatever order they come. Reused from record to record, one thread.
class JsonShapes {
 public:
  ParseResult read(std::string_view text, Collector& into);

 private:
  void read_root();
  void read_win_or_event(std::string_view system, std::string_view data);
  void read_winlog();
  void read_beat_host();
  void read_system();
  void read_system_member(std::string_view key);
  void read_attributes(bool provider);
  void read_data();
  void read_data_member(std::string_view key);
  void read_named_data();
  void add_value(Section section, std::string_view key);
  void set_value(Name name);
  bool enter_object();
  // Where a text stands.
  std::string_view text() {
    bool readable = true;
    const std::string_view text = tokens_.read_text(readable);
    const bool plain = readable && into_->record.shape != Shape::eventchannel;
    return plain ? text : mended(text, readable);
  }
  std::string_view mended(std::string_view text, bool readable);
  bool read_scalar(Value& value);

  JsonTokens tokens_;
  Collector* into_ = nullptr;
};

}  // namespace yagura::windows
