// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// A download whose sources say whatever the input says, in any order: right answers, wrong ones, none, twice; with a
// disk that is slow, fails, or is read back. Whatever happens, only the file's own bytes are written, at most once each
// between two losses, and the bounds hold. The same input drives a sender as well.

#include "core/check.h"
#include "core/codec.h"
#include "transfer/receiver.h"
#include "transfer/sender.h"

#include <deque>

namespace {

using namespace transfer;

struct Content {
    core::Bytes bytes;
    Manifest manifest;
    std::shared_ptr<const HashStore> hashes;
};

/// 600 blocks, so that there are two ranges; made once.
const Content& content()
{
    static const Content made = [] {
        core::Bytes bytes(600 * blockBytes - 5);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<std::uint8_t>(i * 7 + i / blockBytes);
        }
        TreeBuilder builder;
        builder.add(bytes);
        const Manifest manifest = *Manifest::make(builder.finish(), bytes.size());
        auto hashes =
            std::make_shared<const HashStore>(*HashStore::fromLeaves(manifest, builder.leaves()));
        return Content{std::move(bytes), manifest, hashes};
    }();
    return made;
}

core::Bytes rightBlock(std::uint64_t block)
{
    const Content& file = content();
    return core::copyOf(core::ByteView(file.bytes)
                            .subspan(static_cast<std::size_t>(block) * blockBytes,
                                     file.manifest.blockLength(block)));
}

class Play
{
public:
    Play(core::ByteView script)
        : m_script(script)
        , m_receiver(core::EventRef{}, content().manifest)
        , m_sender(core::EventRef{}, content().hashes)
    {
        m_receiver.start(m_now, m_out);
    }

    void run()
    {
        for (int i = 0; i < 400 && m_script.left() > 0; ++i) {
            m_now += std::chrono::milliseconds(m_script.u8() * 20);
            command(m_script.u8());
            drain();
            CHECK(m_receiver.sourceCount() <= sourcesMost);
            const auto state =
                Bitmap::decode(content().manifest.blocks(), m_receiver.durableBlocks());
            CHECK(state.has_value());
        }
    }

private:
    SourceId source() { return SourceId{m_script.u8() % 4U}; }
    std::uint64_t block() { return m_script.u16() % 601U; }

    void command(std::uint8_t what)
    {
        switch (what % 16) {
        case 0:
            static_cast<void>(m_receiver.addSource(m_now, source(), m_out));
            return;
        case 1:
            m_receiver.removeSource(m_now, source(), m_out);
            return;
        case 2:
            m_receiver.handleHave(m_now, source(), Have{{}, true, false, {}}, m_out);
            return;
        case 3: {
            const auto from = source();
            m_receiver.handleHave(
                m_now, from, Have{{}, false, false, core::Bytes(75, m_script.u8())}, m_out);
            return;
        }
        case 4:
        case 5:
            hashes(what % 16 == 5);
            return;
        case 6:
        case 7:
        case 8:
            answer(what % 16 == 8);
            return;
        case 9: {
            const auto from = source();
            m_receiver.handleRefuse(
                m_now, from, Refuse{{}, static_cast<RefuseReason>(m_script.u8() % 5)}, m_out);
            return;
        }
        default:
            local(what);
            return;
        }
    }

    void local(std::uint8_t what)
    {
        switch (what % 16) {
        case 10:
            written(m_script.u8());
            return;
        case 11:
            m_receiver.handleFlushed(m_now, m_out);
            return;
        case 12:
            m_receiver.handleWake(m_now, m_out);
            return;
        case 13:
            m_script.u8() % 2 == 0 ? m_receiver.pause(m_now, m_out)
                                   : m_receiver.resume(m_now, m_out);
            return;
        case 14:
            readBack();
            return;
        default:
            serve();
            return;
        }
    }

    void hashes(bool wrong)
    {
        const auto from = source();
        const std::uint64_t range = m_script.u8() % 3U;
        auto run = content().hashes->prove(0, range * rangeBlocks, rangeBlocks);
        Hashes message{{}, 0, range * rangeBlocks, {}, {}};
        if (run) {
            message.hashes = run->hashes;
            message.uncles = run->uncles;
        }
        if (wrong) {
            message.hashes.resize(m_script.u16() % 600U);
        }
        m_receiver.handleHashes(m_now, from, message, m_out);
    }

    /// What was asked for, or anything.
    void answer(bool wrong)
    {
        auto from = source();
        std::uint64_t at = block();
        if (!m_asked.empty() && m_script.u8() % 4 != 0) {
            std::tie(from, at) = m_asked.front();
            m_asked.pop_front();
        }
        Block message{{}, at, at < 600 ? rightBlock(at) : core::Bytes(9), {}};
        if (wrong) {
            message.bytes.resize(m_script.u16() % (blockBytes + 1));
            message.bytes.push_back(m_script.u8());
        }
        m_receiver.handleBlock(m_now, from, std::move(message), m_out);
    }

    void written(std::uint8_t which)
    {
        if (which == 255) {
            m_receiver.handleWriteFailed(m_now, WriteFailure::Io, m_out);
        } else if (!m_writing.empty()) {
            const std::uint64_t at = *m_writing.begin();
            m_writing.erase(m_writing.begin());
            m_receiver.handleWritten(m_now, at, m_out);
        } else {
            m_receiver.handleWritten(m_now, which, m_out);
        }
    }

    void readBack()
    {
        const std::uint64_t at = block();
        const bool wrong = m_script.u8() % 2 == 0;
        m_receiver.handleReadBack(
            m_now, at, at < 600 && !wrong ? rightBlock(at) : core::Bytes(3), m_out);
        m_forgotten = true;
    }

    void serve()
    {
        SenderOutbox out;
        const RequesterId from{m_script.u8() % 3U};
        switch (m_script.u8() % 6) {
        case 0:
            m_sender.handleBlockRequest(m_now, from, BlockRequest{{}, m_script.u64()}, out);
            break;
        case 1:
            m_sender.handleBlockRequest(m_now, from, BlockRequest{{}, block()}, out);
            break;
        case 2:
            m_sender.handleHashRequest(
                m_now, from, HashRequest{{}, m_script.u8(), m_script.u64(), m_script.u16()}, out);
            break;
        case 3:
            m_sender.removeRequester(m_now, from, out);
            break;
        case 4:
            m_sender.handleSent(m_now, from, m_script.u32(), out);
            break;
        default:
            m_sender.handleWake(m_now, out);
            break;
        }
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (const auto* read = std::get_if<ReadBlock>(&out[i])) {
                SenderOutbox more;
                m_sender.handleRead(m_now, read->read, rightBlock(read->offset / blockBytes), more);
                out.insert(out.end(), more.begin(), more.end());
            }
        }
        CHECK(m_sender.state() == Sender::State::Serving);
    }

    void drain()
    {
        for (const auto& output : m_out) {
            if (const auto* asked = std::get_if<SendBlockRequest>(&output)) {
                m_asked.emplace_back(asked->source, asked->request.block);
            } else if (const auto* write = std::get_if<WriteBlock>(&output)) {
                CHECK(write->bytes == rightBlock(write->block));
                CHECK(m_written.insert(write->block).second || m_forgotten);
                m_writing.insert(write->block);
            } else if (const auto* progress = std::get_if<Progress>(&output)) {
                CHECK(progress->bytesDone <= progress->bytesTotal);
            }
        }
        m_out.clear();
    }

    core::Reader m_script;
    core::MonoTime m_now{};
    Receiver m_receiver;
    Sender m_sender;
    ReceiverOutbox m_out;
    std::deque<std::pair<SourceId, std::uint64_t>> m_asked;
    std::set<std::uint64_t> m_writing;
    std::set<std::uint64_t> m_written;
    bool m_forgotten = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    Play(core::ByteView(bytes, size)).run();
    return 0;
}
