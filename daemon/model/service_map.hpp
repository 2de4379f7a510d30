// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/organisation.hpp"

namespace yagura {

// What may fail for several bodies at once: a hosting provider, a linking module.
struct CauseNode {
  std::string id;    // "mrs-cloud"
  std::string name;  // MRSクラウドサービス
};

// A public web site of one organisation, known by its host name.
struct Site {
  OrganisationCode organisation;
  std::string host;      // lower case, no port
  std::string provider;  // id of a CauseNode
};

// A flow of updates of one organisation whose freshness we watch, for example 証明書データの更新.
struct Feed {
  OrganisationCode organisation;
  std::string name;    // as the records name it
  std::string module;  // id of a CauseNode: module and version that carry the updates
};

// Which service stands on what. Immutable once read; shared between threads as a snapshot.
struct ServiceMap {
  std::vector<CauseNode> nodes;
  std::vector<Site> sites;
  std::vector<Feed> feeds;

  const CauseNode* node(std::string_view id) const {
    for (const CauseNode& n : nodes) {
      if (n.id == id) {
        return &n;
      }
    }
    return nullptr;
  }
};

}  // namespace yagura
