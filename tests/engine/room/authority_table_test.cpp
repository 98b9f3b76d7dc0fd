// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Every pair of levels, every act, against what the other one wrote before, at the same time and after: the product and the
// naive model must both say what tests/vectors/authority_table.txt says, which was written from the rules.
#include "support/authority_scene.h"
#include "support/authority_twin.h"

#include <QFile>
#include <QTest>

#include <functional>

using namespace support;

namespace {

constexpr int levels[] = {100, 80, 50, 10, 0};

int below(int level)
{
    return level == 100 ? 80 : level == 80 ? 50 : level == 50 ? 10 : 0;
}

int above(int level)
{
    return level == 0 ? 10 : level == 10 ? 50 : level == 50 ? 80 : 100;
}

// What a table's row and column make: the letters are those of these events.
struct Played {
    std::vector<ModelEvent> events;
    std::string act;
    std::vector<std::string> asked; ///< empty: no such event
    std::string person;             ///< whose level it is
    bool seen = false; ///< asked: not only whether it counts, also whether it is not redacted
};

using Play = std::function<Played(int actor, int target, ModelKind written)>;

// Founder F, actor X, target T; doors of level 10 that the founder made; somebody V whom acts are about.
class Table
{
public:
    Table(int actor, int target, ModelKind written)
        : m_written(written)

        , scene(founders(actor, target))
    {
        scene.open("F", "G", {"G"});
        ModelEvent& rules = scene.act("F", ModelKind::Policy, "G");
        rules.policy["posting_level"] = 0;
        ModelEvent& way = scene.act("F", ModelKind::Door, "G");
        way.level = 10;
        door = way.id;
        spare = scene.act("F", ModelKind::Door, "G").id;
        x = standing("X", actor);
        t = standing("T", target);
        scene.open("X", x, {scene.lastCore("F")});
        scene.open("T", t, {scene.lastCore("F")});
    }

    // The target writes, citing this as well.
    std::string write(const std::string& grant, const std::string& cites = {})
    {
        if (m_written == ModelKind::Message) {
            return scene.text("T", grant, cites).id;
        }
        ModelEvent& event = scene.act("T", m_written, grant, cites);
        event.targets = {"V"};
        event.door = m_written == ModelKind::Close ? spare : std::string();
        event.until = m_written == ModelKind::Restrict ? UINT64_MAX : 0;
        if (m_written == ModelKind::Policy) {
            event.policy["slow_mode_seconds"] = 1;
        } else if (m_written == ModelKind::Redact) {
            event.ranges.push_back({scene.log("X"), 1, 0});
        } else if (m_written == ModelKind::Pin) {
            event.cuts.push_back(scene.cut("X"));
        }
        return event.id;
    }
    // What those who take only what is allowed do not hold cannot be cited.
    [[nodiscard]] std::string citable(const std::string& id) const
    {
        return AuthorityModel(scene.events()).inCore(id) ? id : std::string();
    }

    std::string x; ///< the actor's standing
    std::string t; ///< the target's
    std::string door;
    std::string spare; ///< another one, for closing

private:
    static std::vector<std::string> founders(int actor, int target)
    {
        std::vector<std::string> all{"F"};
        if (actor == 100) {
            all.emplace_back("X");
        }
        if (target == 100) {
            all.emplace_back("T");
        }
        return all;
    }
    std::string standing(const std::string& person, int level)
    {
        if (level == 100) {
            return "G";
        }
        ModelEvent& grant = scene.act("F", ModelKind::Grant, "G");
        grant.targets = {person};
        grant.level = level;
        return grant.id;
    }

    ModelKind m_written;

public:
    Scene scene;
};

Played playGrant(int actor, int target, int level)
{
    Table table(actor, target, ModelKind::Message);
    const std::string before = table.write(table.t);
    ModelEvent& grant = table.scene.act("X", ModelKind::Grant, table.x, table.scene.lastCore("T"));
    grant.targets = {"T"};
    grant.level = level;
    const std::string act = grant.id;
    const std::string meanwhile = table.write(table.t);
    const std::string after = table.scene.text("T", act, act).id;
    return {table.scene.events(), act, {before, meanwhile, after}, "T", false};
}

enum class Return : std::uint8_t { Door, Itself };

Played
playRevoke(int actor, int target, ModelKind written, bool ban, std::optional<int> then, Return how)
{
    Table table(actor, target, written);
    const std::string before = table.write(table.t);
    const ModelCut cut = table.scene.cut("T");
    ModelEvent& revoke =
        table.scene.act("X", ModelKind::Revoke, table.x, table.scene.lastCore("T"));
    revoke.targets = {"T"};
    revoke.cuts = {cut};
    revoke.ban = ban;
    revoke.then = then;
    const std::string act = revoke.id;
    const std::string meanwhile = table.write(table.t);
    const std::string cites = table.citable(act);
    const std::string after = table.write(table.t, cites);
    Played played{table.scene.events(), act, {before, meanwhile, after}, "T", false};
    // The fourth: in a new log. It must not change what the others say.
    const std::string birth = how == Return::Door ? table.door : act;
    const std::string heads = cites.empty() ? table.scene.lastCore("F") : cites;
    const std::string opening = table.scene.open("T", birth, {heads}).id;
    played.asked.push_back(table.scene.text("T", how == Return::Door ? opening : act, opening).id);
    played.events = table.scene.events();
    return played;
}

Played playUnban(int actor, int target, ModelKind)
{
    Table table(actor, target, ModelKind::Message);
    const std::string before = table.write(table.t);
    ModelEvent& ban = table.scene.act("F", ModelKind::Revoke, "G", table.scene.lastCore("T"));
    ban.targets = {"T"};
    ban.cuts = {table.scene.cut("T")};
    ban.ban = true;
    const std::string banned = ban.id;
    const std::string meanwhile = table.write(table.t);
    ModelEvent& grant = table.scene.act("X", ModelKind::Grant, table.x, banned);
    grant.targets = {"T"};
    grant.level = target;
    const std::string act = grant.id;
    table.scene.open("T", act, {act});
    const std::string after = table.scene.text("T", act).id;
    return {table.scene.events(), act, {before, meanwhile, after}, "T", false};
}

Played playMute(int actor, int target, ModelKind written)
{
    Table table(actor, target, written);
    const std::string before = table.write(table.t);
    ModelEvent& mute =
        table.scene.act("X", ModelKind::Restrict, table.x, table.scene.lastCore("T"));
    mute.targets = {"T"};
    mute.cuts = {table.scene.cut("T")};
    mute.until = UINT64_MAX;
    const std::string act = mute.id;
    const std::string meanwhile = table.write(table.t);
    const std::string after = table.write(table.t, table.citable(act));
    return {table.scene.events(), act, {before, meanwhile, after}, "T", false};
}

Played playUnmute(int actor, int target, ModelKind written)
{
    Table table(actor, target, written);
    const std::string before = table.write(table.t);
    ModelEvent& mute = table.scene.act("F", ModelKind::Restrict, "G", table.scene.lastCore("T"));
    mute.targets = {"T"};
    mute.cuts = {table.scene.cut("T")};
    mute.until = UINT64_MAX;
    const std::string muted = mute.id;
    const std::string meanwhile = table.write(table.t);
    ModelEvent& lift = table.scene.act("X", ModelKind::Restrict, table.x, muted);
    if (written != ModelKind::Message) {
        lift.auth.push_back(table.scene.lastCore("T"));
    }
    lift.targets = {"T"};
    lift.cuts = {table.scene.cut("T")};
    const std::string act = lift.id;
    const std::string cites = table.citable(act);
    const std::string after = table.write(table.t, cites.empty() ? muted : cites);
    return {table.scene.events(), act, {before, meanwhile, after}, "T", false};
}

Played playPolicy(int actor, int target, ModelKind)
{
    Table table(actor, target, ModelKind::Message);
    const std::string before = table.write(table.t);
    ModelEvent& policy =
        table.scene.act("X", ModelKind::Policy, table.x, table.scene.lastCore("T"));
    policy.policy["posting_level"] = 80;
    const std::string act = policy.id;
    const std::string meanwhile = table.write(table.t);
    const std::string after = table.write(table.t, table.citable(act));
    return {table.scene.events(), act, {before, meanwhile, after}, "T", false};
}

Played playDoor(int actor, int target, ModelKind)
{
    Table table(actor, 10, ModelKind::Message);
    ModelEvent& door = table.scene.act("X", ModelKind::Door, table.x);
    door.level = target;
    const std::string act = door.id;
    const std::string opening = table.scene.open("N", act, {act}).id;
    const std::string after = table.scene.text("N", opening).id;
    return {table.scene.events(), act, {{}, {}, after}, "N", false};
}

Played playClose(int actor, int target, ModelKind)
{
    Table table(actor, 10, ModelKind::Message);
    ModelEvent& door = table.scene.act("F", ModelKind::Door, "G");
    door.level = target;
    const std::string way = door.id;
    const auto comesIn = [&](const char* who, const std::string& cites) {
        const std::string opening = table.scene.open(who, way, {cites}).id;
        return std::pair(opening, table.scene.text(who, opening).id);
    };
    const auto [kept, before] = comesIn("N1", way);
    const auto [other, meanwhile] = comesIn("N2", way);
    ModelEvent& close = table.scene.act("X", ModelKind::Close, table.x, way);
    close.door = way;
    close.keep = {kept};
    const std::string act = close.id;
    const std::string cites = table.citable(act);
    const auto [late, after] = comesIn("N3", cites.empty() ? way : cites);
    return {table.scene.events(), act, {before, meanwhile, after}, "N2", false};
}

Played playRedact(int actor, int target, ModelKind)
{
    Table table(actor, target, ModelKind::Message);
    const std::string before = table.write(table.t);
    ModelEvent& redact =
        actor >= 50 ? table.scene.act("X", ModelKind::Redact, table.x, table.scene.lastCore("T"))
                    : table.scene.text("X", table.x, table.scene.lastCore("T"));
    redact.kind = ModelKind::Redact;
    redact.ranges.push_back({table.scene.log("T"), 1, 0});
    const std::string act = redact.id;
    const std::string meanwhile = table.write(table.t);
    const std::string after = table.write(table.t, table.citable(act));
    return {table.scene.events(), act, {before, meanwhile, after}, "T", true};
}

Played playPin(int actor, int target, ModelKind written)
{
    Table table(actor, target, written);
    const std::string first = table.scene.lastCore("T");
    const std::string before = table.write(table.t);
    ModelEvent& pin = table.scene.act("X", ModelKind::Pin, table.x, table.scene.lastCore("T"));
    pin.cuts = {table.scene.cut("T")};
    const std::string act = pin.id;
    const std::string meanwhile = table.write(table.t);
    const std::string after = table.write(table.t, table.citable(act));
    ModelEvent other = table.scene.event(before); // the other branch, which nobody cites
    other.id = "fork of " + before;
    auto events = table.scene.events();
    events.push_back(other);
    return {events, act, {before, meanwhile, after}, "T", false};
}

Played playTransfer(int actor, int target, ModelKind)
{
    Table table(actor, target, ModelKind::Message);
    const std::string before = table.write(table.t);
    ModelEvent& transfer =
        table.scene.act("X", ModelKind::Transfer, table.x, table.scene.lastCore("T"));
    transfer.targets = {"T"};
    transfer.cuts = {table.scene.cut("X")};
    const std::string act = transfer.id;
    const std::string meanwhile = table.write(table.t);
    const std::string after = table.scene.text("T", act, act).id;
    return {table.scene.events(), act, {before, meanwhile, after}, "T", false};
}

Played playHandover(int actor, int target, ModelKind)
{
    Table table(actor, target, ModelKind::Message);
    const std::string before = table.scene.text("X", table.x).id;
    const ModelCut cut = table.scene.cut("X");
    ModelEvent& transfer =
        table.scene.act("X", ModelKind::Transfer, table.x, table.scene.lastCore("T"));
    transfer.targets = {"T"};
    transfer.cuts = {cut};
    const std::string act = transfer.id;
    const std::string meanwhile = table.scene.text("X", table.x).id;
    table.scene.open("X", act, {act});
    const std::string after = table.scene.text("X", act).id;
    return {table.scene.events(), act, {before, meanwhile, after}, "X", false};
}

const std::map<std::string, Play>& plays()
{
    static const std::map<std::string, Play> all{
        {"grant up", [](int x, int t, ModelKind) { return playGrant(x, t, above(t)); }},
        {"grant down", [](int x, int t, ModelKind) { return playGrant(x, t, below(t)); }},
        {"demote",
         [](int x, int t, ModelKind written) {
             return playRevoke(x, t, written, false, below(t), Return::Itself);
         }},
        {"kick",
         [](int x, int t, ModelKind written) {
             return playRevoke(x, t, written, false, std::nullopt, Return::Door);
         }},
        {"ban",
         [](int x, int t, ModelKind written) {
             return playRevoke(x, t, written, true, std::nullopt, Return::Door);
         }},
        {"unban", playUnban},
        {"mute", playMute},
        {"unmute", playUnmute},
        {"policy", playPolicy},
        {"door", playDoor},
        {"close", playClose},
        {"redact", playRedact},
        {"pin", playPin},
        {"transfer", playTransfer},
        {"handover", playHandover},
    };
    return all;
}

template<class Rules>
std::string cellOf(const Played& played, const Rules& rules, int level)
{
    std::string cell = rules.valid(played.act) ? "+" : "-";
    const auto redacted = rules.redacted();
    for (const std::string& id : played.asked) {
        const bool yes =
            !id.empty() && rules.valid(id) && (!played.seen || redacted.count(id) == 0);
        cell += id.empty() ? '_' : yes ? 'y' : 'n';
    }
    return cell + ":" + std::to_string(level);
}

// The level is that of the one who does not come again: the fourth event and its opening are left out.
std::vector<ModelEvent> withoutReturn(const Played& played)
{
    auto events = played.events;
    while (played.asked.size() > 3 && events.back().id != played.asked[2]) {
        events.pop_back();
    }
    return events;
}

std::string modelSays(const Played& played)
{
    const AuthorityModel before(withoutReturn(played));
    return cellOf(played, AuthorityModel(played.events), before.liveLevel(played.person));
}

std::string productSays(const Played& played)
{
    const auto events = withoutReturn(played);
    AuthorityTwin before(events);
    before.feed(events, true);
    AuthorityTwin twin(played.events);
    twin.feed(played.events, true);
    return cellOf(played, twin, before.liveLevel(played.person));
}

struct Cell {
    std::string table;
    int actor = 0;
    int target = 0;
    std::string expected;
};

// Empty when the file is not of its shape.
std::vector<Cell> readTable()
{
    QFile file(QStringLiteral(PARLOUR_VECTORS "/authority_table.txt"));
    std::vector<Cell> cells;
    std::string table;
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    for (const QByteArray& line : file.readAll().split('\n')) {
        const QByteArray text = line.simplified();
        if (text.isEmpty() || text.startsWith('#')) {
            continue;
        }
        if (text.startsWith("== ")) {
            table = text.mid(3).toStdString();
            continue;
        }
        const auto words = text.split(' ');
        if (words.size() == std::ssize(levels)) {
            continue; // the heading
        }
        if (words.size() != 1 + std::ssize(levels)) {
            return {};
        }
        for (std::size_t i = 0; i < std::size(levels); ++i) {
            cells.push_back({table,
                             words[0].toInt(),
                             levels[i],
                             words[static_cast<qsizetype>(i) + 1].toStdString()});
        }
    }
    return cells;
}

} // namespace

class AuthorityTableTest : public QObject
{
    Q_OBJECT

private slots:
    void everyCell()
    {
        const auto cells = readTable();
        std::set<std::string> tables;
        std::size_t checked = 0;
        for (const Cell& cell : cells) {
            tables.insert(cell.table);
            if (cell.expected == ".") {
                continue;
            }
            const std::size_t space = cell.table.find(" acts");
            const auto play = plays().find(cell.table.substr(0, space));
            QVERIFY2(play != plays().end(), cell.table.c_str());
            for (const ModelKind written : kindsWritten(space != std::string::npos)) {
                const Played played = play->second(cell.actor, cell.target, written);
                const std::string where = cell.table + ", " + std::to_string(cell.actor)
                                          + " against " + std::to_string(cell.target) + ", kind "
                                          + std::to_string(static_cast<int>(written));
                QVERIFY2(
                    modelSays(played) == cell.expected,
                    (where + ": model " + modelSays(played) + ", table " + cell.expected).c_str());
                QVERIFY2(productSays(played) == cell.expected,
                         (where + ": product " + productSays(played) + ", table " + cell.expected)
                             .c_str());
                ++checked;
            }
        }
        QCOMPARE(cells.size(), tables.size() * std::size(levels) * std::size(levels));
        QCOMPARE(tables.size(), std::size_t{21});
        qInfo("%zu cells checked", checked);
        QVERIFY(checked > 800);
    }

private:
    static std::vector<ModelKind> kindsWritten(bool acts)
    {
        if (!acts) {
            return {ModelKind::Message};
        }
        return {ModelKind::Grant,
                ModelKind::Revoke,
                ModelKind::Restrict,
                ModelKind::Door,
                ModelKind::Close,
                ModelKind::Policy,
                ModelKind::Redact,
                ModelKind::Pin};
    }
};

QTEST_APPLESS_MAIN(AuthorityTableTest)
#include "authority_table_test.moc"
