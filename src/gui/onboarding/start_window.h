// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What is shown before there is an engine: the first run (a name, perhaps a passphrase), the passphrase of a locked
// profile, or why it cannot start, in words. The composition decides which; this window only asks and shows.

#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;

namespace gui {

class ActionButton;
class PlainLabel;

/// Why there is no engine; WrongPassphrase is asked for again instead of shown.
enum class StartProblem {
    BadOption,
    ProfileInUse,
    WrongPassphrase,
    NewerProfile,
    AddressTaken,
    NotWritable,
    Damaged,
    DiskFull,
};
[[nodiscard]] QString startProblemWords(StartProblem problem);

class FirstRunPage : public QWidget
{
    Q_OBJECT

public:
    FirstRunPage(const QString& name, QWidget* parent);

    [[nodiscard]] QLineEdit* nameField() const { return m_name; }
    [[nodiscard]] QLineEdit* passphraseField() const { return m_passphrase; }
    [[nodiscard]] QLineEdit* repeatField() const { return m_repeat; }
    [[nodiscard]] ActionButton* foldButton() const { return m_fold; }
    [[nodiscard]] ActionButton* startButton() const { return m_start; }
    [[nodiscard]] bool unfolded() const;

signals:
    void submitted(const QString& name, const QString& passphrase);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fillFolded();
    void refresh();
    void reserve();

    QLabel* m_picture = nullptr;
    QLineEdit* m_name = nullptr;
    ActionButton* m_fold = nullptr;
    QWidget* m_folded = nullptr;
    QWidget* m_reserve =
        nullptr; ///< as high as what is folded away, so that unfolding moves nothing above
    QLineEdit* m_passphrase = nullptr;
    QLineEdit* m_repeat = nullptr;
    PlainLabel* m_complaint = nullptr;
    ActionButton* m_start = nullptr;
};

class UnlockPage : public QWidget
{
    Q_OBJECT

public:
    explicit UnlockPage(QWidget* parent);

    void askAgain(bool wrong);
    [[nodiscard]] QLineEdit* field() const { return m_field; }
    [[nodiscard]] QString complaint() const;

signals:
    void submitted(const QString& passphrase);

private:
    QLineEdit* m_field = nullptr;
    PlainLabel* m_complaint = nullptr;
    ActionButton* m_unlock = nullptr;
};

class StartWindow : public QWidget
{
    Q_OBJECT

public:
    /// `name` is what the first run proposes.
    explicit StartWindow(const QString& name, QWidget* parent = nullptr);

    void askName();
    void askPassphrase(bool wrong);
    void showProblem(StartProblem problem);

    [[nodiscard]] FirstRunPage* firstRun() const { return m_first; }
    [[nodiscard]] UnlockPage* unlock() const { return m_unlock; }
    [[nodiscard]] QString problem() const;

signals:
    /// A first run was filled in, a passphrase given, or another try asked for (both empty).
    void goOn(const QString& name, const QString& passphrase);

private:
    QStackedWidget* m_pages = nullptr;
    FirstRunPage* m_first = nullptr;
    UnlockPage* m_unlock = nullptr;
    QWidget* m_problemPage = nullptr;
    PlainLabel* m_problem = nullptr;
};

} // namespace gui
