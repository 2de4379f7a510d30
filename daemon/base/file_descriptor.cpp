// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file_descriptor.hpp"

#include <unistd.h>

namespace yagura {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) {
    (void)::close(number_);  // written data were synced or are known to be lost
  }
}

}  // namespace yagura
