// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
//
// A journal segment from a disk that lies: whatever the bytes, the reader ends, keeps to its
// bounds, and what it accepts is what the writer would have written.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "journal/segment_format.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)yagura::decode_segment_header(bytes);
  const auto frame = yagura::peek_group(bytes);
  const auto outline = yagura::outline_group(bytes);
  const auto batches = yagura::decode_group(bytes);
  if (!batches) {
    return 0;
  }
  if (!frame || !*frame) {
    std::abort();  // a group was decoded that peek_group() does not see
  }
  if ((*frame)->is_gap) {
    std::string again;
    yagura::encode_gap((*frame)->first, (*frame)->records, again);
    if (!batches->empty() || bytes.substr(0, (*frame)->bytes) != again) {
      std::abort();
    }
    return 0;
  }
  if (!outline || outline->size() != batches->size()) {
    std::abort();  // who passes a group over would not know what is in it
  }
  for (std::size_t i = 0; i < outline->size(); ++i) {
    const yagura::RecordBatch& batch = (*batches)[i];
    if ((*outline)[i].organisation != batch.organisation ||
        (*outline)[i].received != batch.received || (*outline)[i].records != batch.size() ||
        (*outline)[i].bytes != batch.bytes.size() + batch.size()) {
      std::abort();
    }
  }
  std::string scratch;
  std::string again;
  if (!yagura::encode_group(*batches, scratch, again)) {
    std::abort();
  }
  const auto same = yagura::decode_group(again);
  if (!same || same->size() != batches->size()) {
    std::abort();
  }
  for (std::size_t i = 0; i < same->size(); ++i) {
    if ((*same)[i].bytes != (*batches)[i].bytes || (*same)[i].ends != (*batches)[i].ends ||
        (*same)[i].first != (*batches)[i].first) {
      std::abort();
    }
  }
  return 0;
}
