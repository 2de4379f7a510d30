// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/pairs.hpp"
#include "parse/parser.hpp"

// The access logs that Apache, nginx and their kin share: NCSA's common and combined lines with
// what sites put before, into and behind them, and the same as JSON.
//
//   [vhost[:port]] [forwarded for] client ident user [time] "request" status bytes
//       ["referrer" "user agent" ...]
//
// One reader serves them all, so that a line means the same whichever server is named. Where sites
// add columns, what they are can be seen only from their shape; what stays unknown is kept as
// vendor.column.N, counted from the time.
namespace yagura::web {

// Static texts, each beginning with the format's name.
struct AccessRefusals {
  std::string_view no_time;
  std::string_view no_request;
  std::string_view no_status;
  std::string_view not_json;
};

// Holds scratch space: one thread.
class AccessLine {
 public:
  explicit AccessLine(const AccessRefusals& refusals);
  ParseResult read(std::string_view record, const ParseContext& context, Event& event);

 private:
  struct Column {
    std::string_view text;  // without its quotes, still escaped
    bool quoted = false;
  };
  // Where the columns are that every line has.
  struct Places {
    std::size_t request = 0;
    std::size_t answer_end = 0;  // past status and size, which follow the request
    std::size_t agent = 0;       // the referrer, which the user agent follows
    std::size_t agent_end = 0;
  };

  void split(std::string_view text);
  bool find_request(Places& places) const;
  void add_answer(Places& places, bool has_status, Event& event) const;
  void add_agent(Places& places, Event& event) const;
  bool add_ingress_columns(std::size_t from, const ParseContext& context, Event& event);
  void add_extra_columns(const Places& places, const ParseContext& context, Event& event);

  AccessRefusals refusals_;
  FieldTable extra_table_;
  std::vector<Column> columns_;
  Pairs pairs_;
};

class AccessJson {
 public:
  explicit AccessJson(const AccessRefusals& refusals);
  ParseResult read(std::string_view record, const ParseContext& context, Event& event);

 private:
  AccessRefusals refusals_;
  JsonReader json_;
  FieldTable table_;
  Pairs pairs_;
};

// Which server's habits a line shows: both write the combined form, but escape, number and fill in
// differently.
enum class Habit { none, apache, nginx };

// How sure one may be that this is a web server's access line asking for a path of its own, and
// whose. Looks at the head of the line only.
struct AccessShape {
  bool is_access_line = false;
  bool asks_own_path = false;  // not "http://...": that is what proxies are asked for
  Habit habit = Habit::none;
};
AccessShape access_shape(std::string_view record);

// Whether the keys are those of an access log in JSON, and whose.
struct JsonShape {
  bool is_access = false;
  Habit habit = Habit::none;
};
JsonShape json_access_shape(std::string_view record);

// "success" below 400, as both servers' users count it.
void add_outcome(Event& event);

// "10.0.0.1:80", "[2001:db8::1]:80", "name:80" or without port, to an address or a name, and port.
void add_endpoint_with_port(Event& event, Field ip, Field domain, Field port,
                            std::string_view text);

}  // namespace yagura::web
