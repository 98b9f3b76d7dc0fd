// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a peer is given when it is made.

#include "core/keys.h"
#include "engine/directory/listing.h"
#include "engine/peer_io.h"

#include <string>
#include <vector>

namespace engine {

/// The secrets of this installation, read from the key file by the host.
struct PeerKeys {
    core::Seed identity; ///< the person
    core::Seed device;   ///< this installation
};

struct PeerOptions {
    std::string name; ///< first start only: what the person is called until they change it
    std::string version;
    bool lan = true;
    bool dht = true;
    std::vector<HostName> bootstrap; ///< DHT nodes to enter by
    bool publicBootstrap = true;
    directory::ListingRule listings; ///< another one for tests only
};

} // namespace engine
