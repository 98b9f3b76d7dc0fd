// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// A desktop icon for tests: a small window of which files are dragged away by the real XDND protocol, like out of a file
// manager. usage: drag_source X Y FILE...
//
// It says on stdout: `shown` when it can be grabbed, `over copy` and `over none` when what is under the pointer would take
// the files or would not, `dropped copy` or `dropped none` after each drag.

#include <QApplication>
#include <QDrag>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QUrl>

#include <cstdio>

namespace {

void say(const char* words)
{
    static_cast<void>(std::puts(words));
    static_cast<void>(std::fflush(stdout));
}

class DesktopIcon : public QLabel
{
public:
    explicit DesktopIcon(QList<QUrl> files)
        : QLabel(QStringLiteral("drag me"))
        , m_files(std::move(files))
    {
        setWindowFlag(Qt::FramelessWindowHint);
        setWindowFlag(Qt::WindowStaysOnTopHint);
        setAlignment(Qt::AlignCenter);
        setFixedSize(80, 60);
    }

protected:
    void mouseMoveEvent(QMouseEvent* event) override
    {
        if ((event->buttons() & Qt::LeftButton) == 0) {
            return;
        }
        auto* drag = new QDrag(this);
        auto* carried = new QMimeData;
        carried->setUrls(m_files);
        drag->setMimeData(carried);
        connect(drag, &QDrag::actionChanged, this, [](Qt::DropAction action) {
            say(action == Qt::CopyAction ? "over copy" : "over none");
        });
        say(drag->exec(Qt::CopyAction) == Qt::CopyAction ? "dropped copy" : "dropped none");
    }

    void paintEvent(QPaintEvent* event) override
    {
        QLabel::paintEvent(event);
        if (!m_said) {
            m_said = true;
            say("shown");
        }
    }

private:
    QList<QUrl> m_files;
    bool m_said = false;
};

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 4) {
        say("usage: drag_source X Y FILE...");
        return 2;
    }
    QList<QUrl> files;
    for (const QString& path : arguments.mid(3)) {
        files.append(QUrl::fromLocalFile(path));
    }
    DesktopIcon icon(files);
    icon.move(arguments.at(1).toInt(), arguments.at(2).toInt());
    icon.show();
    return QApplication::exec();
}
