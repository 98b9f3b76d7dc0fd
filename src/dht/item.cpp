// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/item.h"

#include "core/sha1.h"
#include "dht/bencode.h"

namespace dht {

Target immutableTarget(core::ByteView value)
{
    return Target(core::sha1({value}));
}

Target mutableTarget(const core::PublicKey& key, core::ByteView salt)
{
    return Target(core::sha1({key, salt}));
}

Target targetOf(const Item& item)
{
    return item.mutablePart ? mutableTarget(item.mutablePart->key, item.mutablePart->salt)
                            : immutableTarget(item.value);
}

core::Bytes signedBuffer(core::ByteView salt, std::int64_t seq, core::ByteView value)
{
    core::Bytes out;
    bencode::Writer writer(out);
    if (!salt.empty()) {
        writer.field("salt", salt);
    }
    writer.field("seq", seq);
    writer.string("v");
    writer.raw(value);
    return out;
}

bool hasValidSignature(const Item& item)
{
    return item.mutablePart
           && core::verify(item.mutablePart->key,
                           signedBuffer(item.mutablePart->salt, item.mutablePart->seq, item.value),
                           item.mutablePart->signature);
}

} // namespace dht
