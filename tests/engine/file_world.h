// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// File desks joined directly: no sealing, no chat, one room object that all of them read their cards from. Each desk has
// a host with files and a store, so it can crash and come back; time moves with the work, and jumps when there is none.

#include "engine/file_desk.h"
#include "engine/file_host.h"
#include "support/seeded_rng.h"

#include <deque>
#include <set>

namespace fixture {

using namespace engine;

class FileWorld;

class FileNode
{
public:
    FileNode(FileWorld& world, std::size_t number, core::Seed identity, core::Seed device)
        : self(std::move(identity), std::move(device))
        , m_world(world)
        , m_number(number)
    {
    }

    void start();
    void crash();
    /// The store is read again, as after a batch that failed.
    void reload();
    void dropHashRecords();
    /// The answer, once it has come; the world runs until then.
    Answer ask(const Request& request);
    /// Without waiting.
    RequestId say(const Request& request);
    [[nodiscard]] bool isUp() const { return m_desk != nullptr; }
    [[nodiscard]] FileDesk& desk() { return *m_desk; }

    template<class T>
    [[nodiscard]] std::vector<T> heard() const
    {
        std::vector<T> out;
        for (const Notice& notice : notices) {
            if (const T* one = std::get_if<T>(&notice)) {
                out.push_back(*one);
            }
        }
        return out;
    }
    [[nodiscard]] FileSnapshot listed(const EventRef& file);
    [[nodiscard]] std::size_t records() const { return m_records.size(); }

    /// An input to the desk, now.
    void input(const std::function<void(FileDesk&, Turn&)>& call);
    /// An input that comes later, unless the desk crashes before.
    void post(std::function<void(FileDesk&, Turn&)> call);

    room::Self self;
    FileHost host;
    std::vector<Notice> notices;
    std::map<RequestId, Answer> answers;
    std::map<LinkId, std::vector<wire::Frame>> toNobody; ///< frames on links with no other end
    std::set<LinkId> closed;
    bool holdSent = false;   ///< nothing is told to have left
    bool holdFinish = false; ///< the rename happens, its answer does not come
    bool refuseCommits = false;
    std::size_t blocksSent = 0;
    std::size_t dropParts = 0;

private:
    friend class FileWorld;
    using Key = std::tuple<RoomId, RecordKind, core::Bytes>;

    void perform(Turn& turn);
    void commit(Turn& turn);
    void carryOut(OutputKind& output);
    void carryOutPart(OutputKind& output);

    FileWorld& m_world;
    std::size_t m_number;
    std::unique_ptr<FileDesk> m_desk;
    std::map<Key, core::Bytes> m_records;
    RequestId m_nextRequest = 1;
    std::uint64_t m_life = 0;
};

class FileWorld
{
public:
    explicit FileWorld(std::size_t nodes, std::uint64_t seed = 1)
        : rng(seed)
    {
        for (std::size_t i = 0; i < nodes; ++i) {
            m_nodes.push_back(std::make_unique<FileNode>(
                *this, i, core::Seed::random(rng), core::Seed::random(rng)));
        }
        Turn turn(now(), rng);
        room = room::Room::found(turn, at(0).self, CreateRoom{"Files", "", Access::Invite, {}});
        for (auto& node : m_nodes) {
            node->start();
        }
        joinAll();
    }

    [[nodiscard]] FileNode& at(std::size_t node) { return *m_nodes[node]; }
    [[nodiscard]] core::Now now() const { return {m_now, core::WallTime{1'800'000'000'000}}; }

    /// Everybody who is up meets everybody else.
    void joinAll()
    {
        for (auto& one : m_nodes) {
            for (auto& other : m_nodes) {
                if (one != other && one->isUp() && other->isUp()) {
                    one->input([&](FileDesk& desk, Turn& turn) {
                        desk.memberUp(turn, room->id(), other->self.deviceId);
                    });
                }
            }
        }
    }

    void openBulk(FileNode& from, const core::DeviceId& to)
    {
        for (auto& other : m_nodes) {
            if (other->self.deviceId != to || !other->isUp() || !bulkWorks
                || linked(from, *other)) {
                continue;
            }
            const LinkId link = nextLink++;
            m_links[link] = {&from, other.get()};
            from.post([this, link, device = to](FileDesk& desk, Turn& turn) {
                desk.bulkUp(turn, link, room->id(), device);
            });
            other->post([this, link, device = from.self.deviceId](FileDesk& desk, Turn& turn) {
                desk.bulkUp(turn, link, room->id(), device);
            });
        }
    }
    void closeLink(LinkId link)
    {
        const auto found = m_links.find(link);
        if (found == m_links.end()) {
            return;
        }
        const auto ends = found->second;
        m_links.erase(found);
        for (FileNode* end : {ends.first, ends.second}) {
            end->post([link](FileDesk& desk, Turn& turn) { desk.bulkDown(turn, link); });
        }
    }
    void closeLinksOf(const FileNode& node)
    {
        std::vector<LinkId> ended;
        for (const auto& [link, ends] : m_links) {
            if (ends.first == &node || ends.second == &node) {
                ended.push_back(link);
            }
        }
        for (const LinkId link : ended) {
            closeLink(link);
        }
    }
    [[nodiscard]] std::size_t linkCount() const { return m_links.size(); }
    void deliver(FileNode& from, LinkId link, wire::Frame frame)
    {
        const std::size_t bytes = frame.ByteSizeLong() + 18;
        if (!from.holdSent) {
            from.post(
                [link, bytes](FileDesk& desk, Turn& turn) { desk.handleSent(turn, link, bytes); });
        }
        const auto found = m_links.find(link);
        if (found == m_links.end()) {
            from.toNobody[link].push_back(std::move(frame));
            return;
        }
        FileNode* to = found->second.first == &from ? found->second.second : found->second.first;
        to->post([this, link, frame = std::move(frame)](FileDesk& desk, Turn& turn) {
            if (!desk.handleFrame(turn, link, frame)) {
                ++broken;
                closeLink(link);
            }
        });
    }

    void later(std::function<void()> what) { m_queue.push_back(std::move(what)); }

    /// Until `done`, at most so long; says whether it is.
    bool run(const std::function<bool()>& done,
             std::chrono::seconds limit = std::chrono::seconds(300))
    {
        const core::MonoTime end = m_now + limit;
        while (!done()) {
            if (!m_queue.empty()) {
                auto next = std::move(m_queue.front());
                m_queue.pop_front();
                m_now += std::chrono::microseconds(200);
                next();
                if (++m_steps % 64 == 0) {
                    wakeThoseDue();
                }
            } else if (!sleep(end)) {
                return false;
            }
        }
        return true;
    }
    void runFor(std::chrono::seconds span)
    {
        static_cast<void>(run([] { return false; }, span));
    }

    support::SeededRng rng;
    std::shared_ptr<room::Room> room;
    std::size_t broken = 0; ///< frames that a desk called a breach
    bool bulkWorks = true;
    LinkId nextLink = 1;

private:
    [[nodiscard]] bool linked(const FileNode& one, const FileNode& other) const
    {
        return std::any_of(m_links.begin(), m_links.end(), [&](const auto& each) {
            const auto& [first, second] = each.second;
            return (first == &one && second == &other) || (first == &other && second == &one);
        });
    }
    bool sleep(core::MonoTime end)
    {
        std::optional<core::MonoTime> wake;
        for (auto& node : m_nodes) {
            if (node->isUp()) {
                wake = core::earlier(wake, node->desk().nextWake(m_now));
            }
        }
        if (!wake || *wake > end) {
            m_now = std::max(m_now, end);
            return false;
        }
        m_now = std::max(m_now, *wake);
        wakeThoseDue();
        m_now += std::chrono::microseconds(50); // a desk that wakes for nothing must not stop time
        return true;
    }
    void wakeThoseDue()
    {
        for (auto& node : m_nodes) {
            const auto due = node->isUp() ? node->desk().nextWake(m_now) : std::nullopt;
            if (due && *due <= m_now) {
                node->input([](FileDesk& desk, Turn& turn) { desk.handleTimer(turn); });
            }
        }
    }

    std::vector<std::unique_ptr<FileNode>> m_nodes;
    std::map<LinkId, std::pair<FileNode*, FileNode*>> m_links;
    std::deque<std::function<void()>> m_queue;
    core::MonoTime m_now{};
    std::size_t m_steps = 0;
};

// ---- one node ----

inline void FileNode::start()
{
    m_desk = std::make_unique<FileDesk>(
        self,
        FileDesk::Ports{
            [this](const RoomId& id) { return id == m_world.room->id() ? m_world.room : nullptr; },
            [this](Turn&, const RoomId&, const core::DeviceId& device) {
                m_world.openBulk(*this, device);
            }});
    reload();
}

inline void FileNode::reload()
{
    StoredState stored;
    stored.records.push_back({m_world.room->id(), RecordKind::Room, {}, {}});
    for (const auto& [key, value] : m_records) {
        stored.records.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), value});
    }
    input([&](FileDesk& desk, Turn& turn) { desk.load(turn, stored); });
}

inline void FileNode::dropHashRecords()
{
    std::erase_if(m_records, [](const auto& record) {
        return core::textOf(std::get<2>(record.first)).ends_with("+hashes");
    });
}

inline void FileNode::crash()
{
    ++m_life;
    m_desk.reset();
    host.crash();
    m_world.closeLinksOf(*this);
}

inline RequestId FileNode::say(const Request& request)
{
    const RequestId id = m_nextRequest++;
    input([&](FileDesk& desk, Turn& turn) {
        if (!desk.handleRequest(turn, id, request)) {
            turn.answer(id, Refusal{Reason::NotBuilt, {}, 0});
        }
    });
    return id;
}

inline Answer FileNode::ask(const Request& request)
{
    const RequestId id = say(request);
    static_cast<void>(m_world.run([&] { return answers.contains(id); }));
    return answers.contains(id) ? answers.at(id) : Answer(Refusal{Reason::Internal, "silent", 0});
}

inline FileSnapshot FileNode::listed(const EventRef& file)
{
    const Answer answer = ask(ListFiles{m_world.room->id()});
    for (const FileSnapshot& each : std::get<FileList>(answer).files) {
        if (each.file == file) {
            return each;
        }
    }
    return {};
}

inline void FileNode::post(std::function<void(FileDesk&, Turn&)> call)
{
    m_world.later([this, life = m_life, call = std::move(call)] {
        if (life == m_life) {
            input(call);
        }
    });
}

inline void FileNode::input(const std::function<void(FileDesk&, Turn&)>& call)
{
    if (m_desk) {
        Turn turn(m_world.now(), m_world.rng);
        call(*m_desk, turn);
        perform(turn);
    }
}

inline void FileNode::perform(Turn& turn)
{
    for (Turn::Effect& effect : turn.effects()) {
        if (auto* frame = std::get_if<Turn::Frame>(&effect)) {
            blocksSent += frame->frame.has_file_block() ? 1U : 0U;
            m_world.deliver(*this, frame->link, std::move(frame->frame));
        } else if (const auto* close = std::get_if<Turn::Close>(&effect)) {
            closed.insert(close->link);
            m_world.closeLink(close->link);
        } else if (auto* output = std::get_if<Output>(&effect)) {
            carryOut(output->what);
        }
    }
    // On disk a little later, and then what waits for it.
    auto batch = std::make_shared<Turn>(turn.now, turn.rng);
    batch->ops() = std::move(turn.ops());
    batch->then() = std::move(turn.then());
    batch->waiting() = std::move(turn.waiting());
    if (!batch->ops().empty() || !batch->then().empty() || !batch->waiting().empty()) {
        post([this, batch](FileDesk&, Turn& later) {
            if (refuseCommits) {
                for (const auto& waiting : batch->waiting()) {
                    later.answer(waiting.request, Refusal{Reason::DiskFull, {}, 0});
                }
                return;
            }
            commit(*batch);
            for (auto& waiting : batch->waiting()) {
                later.answer(waiting.request, std::move(waiting.answer));
            }
            for (const Turn::Then& then : batch->then()) {
                then(later);
            }
        });
    }
}

inline void FileNode::commit(Turn& turn)
{
    for (StoreOp& op : turn.ops()) {
        if (auto* put = std::get_if<PutRecord>(&op); put && put->kind == RecordKind::File) {
            m_records[{put->room, put->kind, put->key}] = std::move(put->value);
        } else if (const auto* drop = std::get_if<DropRecord>(&op)) {
            m_records.erase({drop->room, drop->kind, drop->key});
        }
    }
}

inline void FileNode::carryOut(OutputKind& output)
{
    if (auto* notice = std::get_if<SendNotice>(&output)) {
        notices.push_back(std::move(notice->notice));
    } else if (auto* answer = std::get_if<SendAnswer>(&output)) {
        answers.emplace(answer->request, std::move(answer->answer));
    } else if (const auto* hash = std::get_if<HashFile>(&output)) {
        post([this, ask = *hash](FileDesk& desk, Turn& turn) {
            desk.handleHashed(turn, host.hash(ask));
        });
    } else if (const auto* read = std::get_if<ReadFile>(&output)) {
        post([this, ask = *read](FileDesk& desk, Turn& turn) {
            const auto [error, bytes] = host.read(ask);
            desk.handleBytes(turn, ask.read, error, bytes);
        });
    } else if (const auto* part = std::get_if<ReadPart>(&output)) {
        post([this, ask = *part](FileDesk& desk, Turn& turn) {
            const auto [error, bytes] = host.read(ask);
            desk.handleBytes(turn, ask.read, error, bytes);
        });
    } else {
        carryOutPart(output);
    }
}

inline void FileNode::carryOutPart(OutputKind& output)
{
    if (const auto* place = std::get_if<PlaceDownload>(&output)) {
        post([this, ask = *place](FileDesk& desk, Turn& turn) {
            desk.handlePlaced(turn, host.place(ask));
        });
    } else if (const auto* reopen = std::get_if<ReopenDownload>(&output)) {
        post([this, ask = *reopen](FileDesk& desk, Turn& turn) {
            desk.handlePlaced(turn, host.reopen(ask));
        });
    } else if (auto* write = std::get_if<WritePart>(&output)) {
        post([this, ask = std::move(*write)](FileDesk& desk, Turn& turn) {
            desk.handleWritten(turn, ask.job, ask.offset, host.write(ask));
        });
    } else if (const auto* flush = std::get_if<FlushPart>(&output)) {
        post([this, job = flush->job](FileDesk& desk, Turn& turn) {
            desk.handleFlushed(turn, job, host.flush(job));
        });
    } else if (const auto* finish = std::get_if<FinishPart>(&output)) {
        post([this, job = finish->job](FileDesk& desk, Turn& turn) {
            const std::string path = host.finish(job);
            if (!holdFinish) {
                desk.handleFinished(
                    turn, job, path.empty() ? std::optional(FileError::Gone) : std::nullopt, path);
            }
        });
    } else if (const auto* drop = std::get_if<DropPart>(&output)) {
        post([this, job = drop->job](FileDesk&, Turn&) {
            ++dropParts;
            host.drop(job);
        });
    }
}

} // namespace fixture
