// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace yagura {

// Keys and certificates that the service manager hands over (systemd's LoadCredential=): in place
// of a path the configuration says credential:NAME. Only then can the daemon read a key that
// belongs to root, and the key lies in memory that no other service sees.

// The file in $CREDENTIALS_DIRECTORY. Where that is not set, as for `yagura`, which reads the same
// configuration but needs no keys, what was written comes back as it is.
std::filesystem::path credential_path(std::string_view written);

bool is_credential(std::string_view written);
// Whether it is a credential that nobody handed over to this program.
bool is_missing_credential(const std::filesystem::path& path);

// Whether NAME may stand behind "credential:": letters, digits, '.', '_', '-', no dot first, so
// that it stays in the folder.
bool is_credential_name(std::string_view name);

}  // namespace yagura
