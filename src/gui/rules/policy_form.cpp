// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/rules/policy_form.h"

#include "gui/rules/rule_words.h"
#include "gui/widgets/labelled.h"
#include "gui/widgets/plain_label.h"
#include "gui/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int nobody = engine::levelFounder + 1;

qlonglong valueOf(const QComboBox* choice)
{
    return choice->currentData().toLongLong();
}

void addLevels(QComboBox* choice, std::initializer_list<int> levels)
{
    for (const int level : levels) {
        choice->addItem(RuleWords::fromLevel(level), level);
    }
}

/// What comes of the choice above it.
PlainLabel* addMeaning(QVBoxLayout* column)
{
    auto* label = new PlainLabel(QString(), PlainLabel::Rank::Small, column->parentWidget());
    label->setDim(true);
    column->addWidget(label);
    return label;
}

/// A field of a change: the chosen value where it is another one than before.
template<class Value>
std::optional<Value> changed(const QComboBox* choice, Value before)
{
    const auto now = static_cast<Value>(valueOf(choice));
    return now == before ? std::nullopt : std::optional<Value>(now);
}

} // namespace

void fillHistory(QComboBox* choice)
{
    for (const auto history :
         {engine::HistoryAccess::All, engine::HistoryAccess::Joined, engine::HistoryAccess::None}) {
        choice->addItem(RuleWords::history(history), static_cast<int>(history));
    }
}

PolicyForm::PolicyForm(QVBoxLayout* writing, QVBoxLayout* keeping, QObject* parent)
    : QObject(parent)
{
    addWriting(writing);
    addKeeping(keeping);
}

void PolicyForm::addWriting(QVBoxLayout* column)
{
    m_posting = addChoice(column, tr("Who may write"));
    addLevels(m_posting, {engine::levelMember, engine::levelModerator, engine::levelAdmin});
    m_slowMode = addChoice(column, tr("Slow mode: from one message of a person to their next"));
    m_slowMode->addItem(tr("No waiting"), 0);
    for (const int seconds : {5, 10, 30, 60, 300, 900, 3600}) {
        m_slowMode->addItem(RuleWords::span(static_cast<std::uint32_t>(seconds)), seconds);
    }
    m_quarantine = addChoice(column, tr("Newcomers write without links and files"));
    m_quarantine->addItem(tr("Never"), 0);
    for (const int messages : {3, 10, 30, 100}) {
        m_quarantine->addItem(tr("In their first %n message(s)", nullptr, messages), messages);
    }
    m_links = new QCheckBox(tr("Links may be posted"), column->parentWidget());
    column->addSpacing(4);
    column->addWidget(m_links);
}

void PolicyForm::addKeeping(QVBoxLayout* column)
{
    constexpr qlonglong megabyte = 1024LL * 1024;
    m_files = addChoice(column, tr("Who may share files"));
    addLevels(m_files, {engine::levelMember, engine::levelModerator, engine::levelAdmin, nobody});
    m_fileSize = addChoice(column, tr("The largest file"));
    m_fileSize->addItem(tr("No limit"), 0);
    for (const qlonglong megabytes : {1, 10, 100, 1024, 10 * 1024}) {
        const qlonglong bytes = megabytes * megabyte;
        m_fileSize->addItem(Words::size(static_cast<std::uint64_t>(bytes)), bytes);
    }
    m_retention = addChoice(column, tr("How long messages stay"));
    m_retention->addItem(tr("For ever"), 0);
    for (const int days : {1, 7, 30, 90, 365}) {
        m_retention->addItem(tr("%n day(s)", nullptr, days), days);
    }
    m_retentionMeans = addMeaning(column);
    m_history = addChoice(column, tr("What newcomers can read"));
    fillHistory(m_history);
    m_historyMeans = addMeaning(column);
    const auto tellRetention = [this] {
        m_retentionMeans->setText(
            RuleWords::retentionMeans(static_cast<int>(valueOf(m_retention))));
    };
    const auto tellHistory = [this] {
        m_historyMeans->setText(
            RuleWords::historyMeans(static_cast<engine::HistoryAccess>(valueOf(m_history))));
    };
    connect(m_retention, &QComboBox::currentIndexChanged, this, tellRetention);
    connect(m_history, &QComboBox::currentIndexChanged, this, tellHistory);
    tellRetention();
    tellHistory();
}

void PolicyForm::show(const engine::RoomPolicy& policy)
{
    m_shown = policy;
    chooseValue(m_posting, policy.postingLevel, RuleWords::fromLevel(policy.postingLevel));
    chooseValue(m_slowMode, policy.slowModeSeconds, RuleWords::span(policy.slowModeSeconds));
    chooseValue(
        m_quarantine,
        policy.quarantineMessages,
        tr("In their first %n message(s)", nullptr, static_cast<int>(policy.quarantineMessages)));
    m_links->setChecked(policy.linksAllowed);
    chooseValue(m_files, policy.filesLevel, RuleWords::fromLevel(policy.filesLevel));
    chooseValue(
        m_fileSize, static_cast<qlonglong>(policy.maxFileBytes), Words::size(policy.maxFileBytes));
    chooseValue(m_retention,
                policy.retentionDays,
                tr("%n day(s)", nullptr, static_cast<int>(policy.retentionDays)));
    chooseValue(m_history, static_cast<int>(policy.history), RuleWords::history(policy.history));
}

void PolicyForm::setPublic()
{
    m_history->setEnabled(false);
    m_historyMeans->setText(RuleWords::historyOfPublic());
}

engine::PolicyChange PolicyForm::change() const
{
    engine::PolicyChange change;
    change.postingLevel = changed(m_posting, m_shown.postingLevel);
    change.slowModeSeconds = changed(m_slowMode, m_shown.slowModeSeconds);
    change.quarantineMessages = changed(m_quarantine, m_shown.quarantineMessages);
    if (m_links->isChecked() != m_shown.linksAllowed) {
        change.linksAllowed = m_links->isChecked();
    }
    change.filesLevel = changed(m_files, m_shown.filesLevel);
    change.maxFileBytes = changed(m_fileSize, m_shown.maxFileBytes);
    change.retentionDays = changed(m_retention, m_shown.retentionDays);
    change.history = changed(m_history, m_shown.history);
    return change;
}

} // namespace gui
