// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/spare_descriptors.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "base/file_descriptor.hpp"

namespace yagura {

bool descriptors_to_spare() {
  constexpr rlim_t kReserved = 64;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return true;
  }
  // The kernel gives out the lowest number that is free: so it tells how many are in use.
  const FileDescriptor lowest(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0));
  const rlim_t reserved = std::min(kReserved, limit.rlim_cur / 2);
  return lowest && static_cast<rlim_t>(lowest.number()) < limit.rlim_cur - reserved;
}

}  // namespace yagura
