// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How long a chat frame is made before it is sealed. Lengths are visible on the wire, so that "yes" and "no, because"
// could be told apart; padded, a watcher sees 64, 256, 1024 or 4096 bytes, above that multiples of 4096, and at the
// very end the most that a link carries. Links that carry files are not padded.

#include <cstddef>

namespace engine::session {

/// The length that a frame of `encodedBytes` (as encoded without padding, at most framePlainBytes) is padded to.
[[nodiscard]] std::size_t paddedFrameBytes(std::size_t encodedBytes);

/// How many zero bytes to put into Frame.padding so that the encoded whole is paddedFrameBytes() long; 0 means to
/// leave the field out. The field's own tag and length are allowed for; where they do not fit (1 to 3 bytes, or 131,
/// below a size) the next size is taken. Above the last multiple of 4096 there is no next size: then the result is
/// up to 3 bytes short of it.
[[nodiscard]] std::size_t paddingFor(std::size_t encodedBytes);

} // namespace engine::session
