// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/organisation.hpp"
#include "model/service_map.hpp"

namespace yagura {

// The 20 bodies and an invented service map like the shipped one: a site each, eight of them on
// mrs-cloud; feeds of twelve cities, three of them carried by konbini-link-4.2.
inline OrganisationTable prefecture() {
  std::vector<Organisation> all;
  const auto add = [&](const char* code, const char* name, const char* name_en) {
    const std::string_view japanese(name);
    const OrganisationKind kind = japanese.ends_with("県")   ? OrganisationKind::prefecture
                                  : japanese.ends_with("市") ? OrganisationKind::city
                                                             : OrganisationKind::town;
    all.push_back({OrganisationCode::parse(code).value(), name, name_en, kind, ""});
  };
  add("350001", "山口県", "Yamaguchi Prefecture");
  add("352012", "下関市", "Shimonoseki City");
  add("352021", "宇部市", "Ube City");
  add("352039", "山口市", "Yamaguchi City");
  add("352047", "萩市", "Hagi City");
  add("352063", "防府市", "Hofu City");
  add("352071", "下松市", "Kudamatsu City");
  add("352080", "岩国市", "Iwakuni City");
  add("352101", "光市", "Hikari City");
  add("352110", "長門市", "Nagato City");
  add("352128", "柳井市", "Yanai City");
  add("352136", "美祢市", "Mine City");
  add("352152", "周南市", "Shunan City");
  add("352161", "山陽小野田市", "Sanyo-Onoda City");
  add("353051", "周防大島町", "Suo-Oshima Town");
  add("353213", "和木町", "Waki Town");
  add("353418", "上関町", "Kaminoseki Town");
  add("353434", "田布施町", "Tabuse Town");
  add("353442", "平生町", "Hirao Town");
  add("355020", "阿武町", "Abu Town");
  return OrganisationTable(std::move(all));
}

inline std::string site_host(const Organisation& organisation) {
  return "www.org" + organisation.code.to_string() + ".example";
}

inline ServiceMap prefecture_services() {
  const OrganisationTable table = prefecture();
  ServiceMap map;
  map.nodes = {{"mrs-cloud", "MRSクラウドサービス"},
               {"other-hosting", "県共同ホスティング（架空）"},
               {"konbini-link-4.1", "連携モジュール 4.1"},
               {"konbini-link-4.2", "連携モジュール 4.2"}};
  for (const Organisation& organisation : table.all()) {
    bool hosted = false;
    for (const char* name :
         {"下関市", "萩市", "光市", "柳井市", "美祢市", "周防大島町", "和木町", "平生町"}) {
      hosted = hosted || organisation.name == name;
    }
    map.sites.push_back(
        {organisation.code, site_host(organisation), hosted ? "mrs-cloud" : "other-hosting"});
  }
  for (const char* name : {"宇部市", "防府市", "岩国市"}) {
    map.feeds.push_back(
        {table.find_by_name(name)->code, "certificate-updates", "konbini-link-4.2"});
  }
  for (const char* name : {"下関市", "山口市", "萩市", "下松市", "光市", "長門市", "柳井市",
                           "周南市", "山陽小野田市"}) {
    map.feeds.push_back(
        {table.find_by_name(name)->code, "certificate-updates", "konbini-link-4.1"});
  }
  return map;
}

}  // namespace yagura
