// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A name that a peer gave a file, made into a name that is safe to use on any desktop's file system: never a path, never
// hidden, never a device, never a trick on the eye. Always non-empty valid UTF-8 of at most localNameBytesMost bytes,
// and safeName(safeName(x)) == safeName(x).
//
//   bad UTF-8                           U+FFFD for each bad run
//   / \ : * ? " < > | and look-alikes   _
//   controls, bidi and invisible marks  removed (joiners stay between letters beyond ASCII: Persian, emoji)
//   any other white space, runs of it   one space
//   dots and spaces at either end       removed; a leading - becomes _
//   CON, NUL, COM1 ... as stem          _ in front
//   too long                            the stem is cut at a character, the extension stays
//   nothing left                        file

#include <string>
#include <string_view>

namespace transfer {

/// Below the usual 255, so that " (1)" and ".part" still fit.
constexpr std::size_t localNameBytesMost = 240;
constexpr std::size_t extensionBytesMost = 24;

[[nodiscard]] std::string safeName(std::string_view fromPeer);

/// "photo.jpg", 2 -> "photo (2).jpg"; "a.tar.gz" -> "a (2).tar.gz". `name` is a safe name, and so is the result.
[[nodiscard]] std::string numbered(std::string_view name, unsigned n);

} // namespace transfer
