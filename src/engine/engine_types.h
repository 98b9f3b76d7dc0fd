// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What goes through the engine's door, as plain values: requests in, answers and notices out. The window, the headless
// node and the peer itself all speak these types, so there is one vocabulary and nothing to translate. Texts are UTF-8.
// Nothing here knows Qt; nothing here is a text for people: reasons are enum values, the window finds the words.

#include "engine/engine_answers.h"
#include "engine/engine_notices.h"
#include "engine/engine_requests.h"
#include "engine/engine_snapshots.h"
#include "engine/engine_words.h"
