// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/rules/picture_form.h"

#include "gui/widgets/action_button.h"
#include "gui/widgets/picture_file.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QImageReader>
#include <QLabel>

namespace gui {

namespace {

constexpr int shownSide = 56;

} // namespace

PictureForm::PictureForm(QWidget* parent)
    : QWidget(parent)
    , m_picture(new QLabel(this))
    , m_choose(new ActionButton(tr("Choose a picture…"), ActionButton::Kind::Plain, this))
    , m_remove(new ActionButton(tr("Remove it"), ActionButton::Kind::Plain, this))
{
    m_picture->setTextFormat(Qt::PlainText);
    m_picture->setFixedSize(shownSide, shownSide);
    m_picture->setAccessibleName(tr("Picture of the room"));
    m_remove->hide();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(m_picture);
    row->addWidget(m_choose);
    row->addWidget(m_remove);
    row->addStretch(1);
    connect(m_choose, &ActionButton::clicked, this, &PictureForm::askForFile);
    connect(m_remove, &ActionButton::clicked, this, &PictureForm::remove);
}

void PictureForm::setPresent(const QPixmap& pixmap, bool own)
{
    m_picture->setPixmap(pixmap);
    m_remove->setVisible(own);
}

bool PictureForm::choose(const QString& path)
{
    const QImage image = readOwnPicture(path);
    if (image.isNull()) {
        emit refused(tr("This file is no picture that can be read."));
        return false;
    }
    m_change = image;
    m_picture->setPixmap(roomPixmap(image, shownSide, devicePixelRatioF()));
    m_remove->show();
    emit changed();
    return true;
}

void PictureForm::remove()
{
    m_change = QImage();
    m_picture->setPixmap(QPixmap());
    m_remove->hide();
    emit changed();
}

void PictureForm::askForFile()
{
    QStringList names;
    for (const QByteArray& format : QImageReader::supportedImageFormats()) {
        names.append(QStringLiteral("*.") + QString::fromLatin1(format));
    }
    auto* dialog = new QFileDialog(this, tr("Choose a picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Pictures (%1)").arg(names.join(QLatin1Char(' '))));
    connect(dialog, &QFileDialog::fileSelected, this, &PictureForm::choose);
    dialog->open();
}

} // namespace gui
