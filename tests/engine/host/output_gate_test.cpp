// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/output_gate.h"

#include <QTest>

using engine::CloseLink;
using engine::CommitToken;
using engine::LinkBytes;
using engine::Output;
using engine::OutputKind;
using engine::Persist;
using engine::SendAnswer;
using engine::host::OutputGate;

class OutputGateTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_gate = OutputGate();
        m_ready.clear();
    }

    void whatWaitsForNothingGoesAtOnce()
    {
        push(LinkBytes{1, {7}}, 0);
        QCOMPARE(links(), (std::vector<engine::LinkId>{1}));
        QVERIFY(m_gate.isEmpty());
    }

    void whatWaitsGoesWhenItsBatchIsOnDisk()
    {
        push(LinkBytes{1, {}}, 2);
        m_gate.committed(1, m_ready);
        QVERIFY(m_ready.empty());
        m_gate.committed(2, m_ready);
        QCOMPARE(links(), (std::vector<engine::LinkId>{1}));
        push(LinkBytes{3, {}}, 2); // named after the fact
        QCOMPARE(links(), (std::vector<engine::LinkId>{1, 3}));
    }

    void oneTargetKeepsItsOrderAndOthersPass()
    {
        push(LinkBytes{1, {}}, 1);
        push(LinkBytes{2, {}}, 0);
        push(CloseLink{1}, 0);
        push(SendAnswer{9, {}}, 0);
        QCOMPARE(m_ready.size(), std::size_t{2});
        QCOMPARE(std::get<LinkBytes>(m_ready[0]).link, engine::LinkId{2});
        m_gate.committed(1, m_ready);
        QCOMPARE(m_ready.size(), std::size_t{4});
        QVERIFY(std::holds_alternative<LinkBytes>(m_ready[2]));
        QVERIFY(std::holds_alternative<CloseLink>(m_ready[3]));
    }

    void aFailedBatchTakesWhatWaitedForItAlong()
    {
        push(LinkBytes{1, {}}, 1);
        push(LinkBytes{1, {}}, 2);
        push(CloseLink{1}, 0);
        m_gate.failed(1, m_ready);
        QVERIFY(m_ready.empty());
        m_gate.committed(2, m_ready);
        QCOMPARE(m_ready.size(), std::size_t{2});
        QVERIFY(std::holds_alternative<CloseLink>(m_ready[1]));
    }

    void batchesThemselvesNeverWait()
    {
        push(engine::ReadTail{1, {}, 1}, 5);
        push(Persist{6, {}}, 5);
        QCOMPARE(m_ready.size(), std::size_t{1});
        QVERIFY(std::holds_alternative<Persist>(m_ready[0]));
    }

    void filesKeepTheirOrderForEachJob()
    {
        push(engine::WritePart{1, 0, {}}, 1);
        push(engine::FlushPart{2}, 0);
        push(engine::FinishPart{1}, 0);
        QCOMPARE(m_ready.size(), std::size_t{1});
        QVERIFY(std::holds_alternative<engine::FlushPart>(m_ready[0]));
    }

private:
    void push(OutputKind what, CommitToken after)
    {
        m_gate.push(Output{std::move(what), after}, m_ready);
    }
    [[nodiscard]] std::vector<engine::LinkId> links() const
    {
        std::vector<engine::LinkId> out;
        for (const OutputKind& one : m_ready) {
            out.push_back(std::get<LinkBytes>(one).link);
        }
        return out;
    }

    OutputGate m_gate;
    std::vector<OutputKind> m_ready;
};

QTEST_GUILESS_MAIN(OutputGateTest)
#include "output_gate_test.moc"
