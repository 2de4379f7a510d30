// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "model/event.hpp"

namespace yagura {

// Reads events that are already JSON: nested or flat, in our names, in Sigma's, or Windows events
// in the JSON form of EVTX. Nested names are joined by dots; of EVTX, System and EventData lie
// flat, attributes are joined by underscore (Provider_Name) and blanks leave the names.
// One thread. Texts of the event live as long as the text read and the event's arena.
class EventReader {
 public:
  EventReader();
  EventReader(EventReader&&) noexcept;
  EventReader& operator=(EventReader&&) noexcept;
  ~EventReader();

  // Fills `event` (cleared by the caller; its arena too). Empty text = fine, else what is wrong:
  // then what is in the event is of no use.
  std::string_view read(std::string_view json, Event& event);
  std::string_view read(std::string&& json, Event& event) = delete;  // its texts would dangle

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

}  // namespace yagura
