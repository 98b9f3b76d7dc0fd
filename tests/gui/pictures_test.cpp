// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/room_list/room_pictures.cpp gui/rules/picture_form.cpp gui/widgets/picture_file.cpp
#include "gui/room_list/room_pictures.h"
#include "gui/rules/picture_form.h"
#include "gui/rules/room_settings_dialog.h"
#include "gui/widgets/picture_file.h"
#include "window_fixture.h"

#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace gui;
using namespace gui::test;

namespace {

QImage flag(const QColor& colour, int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(colour);
    image.setText(QStringLiteral("Comment"), QStringLiteral("taken at home"));
    return image;
}

engine::FileSnapshot cardOf(int number, bool have, const QString& path)
{
    engine::FileSnapshot card;
    card.room = kitchen;
    card.file = refOf(number);
    card.have = have;
    card.path = utf8Of(path);
    return card;
}

} // namespace

class PicturesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void whatIsSharedIsSmallSquareAndSaysNothingElse()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("out.png"));
        QVERIFY(squarePicture(flag(Qt::red, 900, 300)).save(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly) && !file.readAll().contains("taken at home"));
        const QImage read = readPicture(path);
        QCOMPARE(read.size(), QSize(pictureSide, pictureSide));
        QCOMPARE(read.pixelColor(128, 128), QColor(Qt::red));
    }

    /// Scaled as it is, one of two colours comes out as dots.
    void whatHasFewColoursStaysEven()
    {
        QImage image(128, 128, QImage::Format_Mono);
        image.setColorTable({qRgb(200, 32, 122), qRgb(0, 0, 0)});
        image.fill(0);
        const QImage shown = roomPixmap(image, 40, 1).toImage();
        for (int at = 12; at < 28; ++at) {
            QCOMPARE(shown.pixelColor(at, at), QColor(200, 32, 122));
        }
    }

    void onlySmallPngsOfOthersAreRead()
    {
        QTemporaryDir folder;
        const auto saved = [&](const QImage& image, const char* name, const char* format) {
            const QString path = folder.filePath(QLatin1String(name));
            image.save(path, format);
            return readPicture(path);
        };
        QVERIFY(!saved(flag(Qt::blue, 64, 64), "good.png", "PNG").isNull());
        QVERIFY(saved(flag(Qt::blue, 64, 64), "jpeg.png", "JPEG").isNull());
        QVERIFY(saved(flag(Qt::blue, 1025, 8), "wide.png", "PNG").isNull());
        QVERIFY(readPicture(folder.filePath(QStringLiteral("none.png"))).isNull());
        QVERIFY(readPicture(folder.path()).isNull());
        QFile broken(folder.filePath(QStringLiteral("good.png")));
        QVERIFY(broken.open(QIODevice::ReadWrite) && broken.resize(60));
        broken.close();
        QVERIFY(readPicture(broken.fileName()).isNull());
        // One's own may be of any format.
        QVERIFY(!readOwnPicture(folder.filePath(QStringLiteral("jpeg.png"))).isNull());
    }

    void aPictureIsFetchedOnceAndShown()
    {
        Desk desk;
        QTemporaryDir folder;
        RoomPictures& pictures = RoomPictures::of(*desk.session);
        QSignalSpy changed(&pictures, &RoomPictures::changed);
        const QImage plain = pictures.pixmap(kitchen, 40, 1).toImage();
        pictures.setFolder(folder.filePath(QStringLiteral("pictures")));
        desk.engine.rooms[0].picture = refOf(70);
        desk.engine.files[kitchen] = {cardOf(70, false, {})};
        desk.open(kitchen);
        QTRY_COMPARE(desk.engine.asked<engine::FetchFile>().size(), std::size_t(1));
        const auto fetch = desk.engine.asked<engine::FetchFile>()[0];
        QCOMPARE(fetch.file, refOf(70));
        QVERIFY(pictures.image(kitchen).isNull());
        desk.session->refreshRooms();
        Desk::settleDown();
        QCOMPARE(desk.engine.asked<engine::FetchFile>().size(), std::size_t(1));
        QVERIFY(flag(Qt::green, 256, 256).save(textFrom(fetch.to)));
        desk.engine.tell(engine::FileDoneNotice{refOf(70), fetch.to});
        QCOMPARE(changed.count(), 1);
        QVERIFY(pictures.pixmap(kitchen, 40, 1).toImage() != plain);
        // Another window finds it where it lies.
        Desk later;
        later.engine.rooms[0].picture = refOf(70);
        RoomPictures::of(*later.session).setFolder(folder.filePath(QStringLiteral("pictures")));
        later.open(kitchen);
        QTRY_VERIFY(!RoomPictures::of(*later.session).image(kitchen).isNull());
        QVERIFY(later.engine.asked<engine::FetchFile>().empty());
        // Another one, and back to the first: that lies here still.
        const QImage first = pictures.image(kitchen);
        desk.engine.rooms[0].picture = refOf(75);
        desk.engine.files[kitchen] = {cardOf(75, false, {})};
        desk.session->refreshRooms();
        QTRY_COMPARE(desk.engine.asked<engine::FetchFile>().size(), std::size_t(2));
        const auto second = desk.engine.asked<engine::FetchFile>()[1];
        QVERIFY(flag(Qt::black, 256, 256).save(textFrom(second.to)));
        desk.engine.tell(engine::FileDoneNotice{refOf(75), second.to});
        QVERIFY(pictures.image(kitchen) != first);
        desk.engine.rooms[0].picture = refOf(70);
        desk.session->refreshRooms();
        QTRY_COMPARE(pictures.image(kitchen), first);
        // And when the room has none any more, there is none.
        desk.engine.rooms[0].picture.reset();
        desk.session->refreshRooms();
        QTRY_VERIFY(pictures.image(kitchen).isNull());
        QCOMPARE(pictures.pixmap(kitchen, 40, 1).toImage(), plain);
    }

    void whoSharedItHasIt()
    {
        Desk desk;
        QTemporaryDir folder;
        RoomPictures::of(*desk.session).setFolder(folder.path());
        const QString path =
            RoomPictures::of(*desk.session).write(squarePicture(flag(Qt::yellow, 50, 50)));
        QVERIFY(QFileInfo::exists(path));
        desk.engine.rooms[0].picture = refOf(71);
        desk.engine.files[kitchen] = {cardOf(71, true, path)};
        desk.open(kitchen);
        QTRY_VERIFY(!RoomPictures::of(*desk.session).image(kitchen).isNull());
        QVERIFY(desk.engine.asked<engine::FetchFile>().empty());
    }

    void aPictureIsChosenSharedAndSet()
    {
        Desk desk;
        QTemporaryDir folder;
        RoomPictures::of(*desk.session).setFolder(folder.filePath(QStringLiteral("pictures")));
        desk.engine.rooms[0].level = 50;
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            if (std::holds_alternative<engine::ShareFile>(request)) {
                return engine::FileShared{refOf(72), refOf(72)};
            }
            return std::nullopt;
        };
        desk.open(kitchen);
        const auto settings = [&] {
            auto dialog =
                std::make_unique<RoomSettingsDialog>(*desk.session, kitchen, desk.window.get());
            dialog->open();
            Desk::settleDown();
            return dialog;
        };
        auto dialog = settings();
        QVERIFY(nameless(*dialog).isEmpty());
        QVERIFY(!dialog->picture()->removeButton()->isVisible());
        QFile text(folder.filePath(QStringLiteral("a.txt")));
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write("words") == 5);
        text.close();
        QVERIFY(!dialog->picture()->choose(text.fileName()));
        QVERIFY(!dialog->said().isEmpty());
        const QString chosen = folder.filePath(QStringLiteral("chosen.jpg"));
        QVERIFY(flag(Qt::cyan, 700, 500).save(chosen));
        QVERIFY(dialog->picture()->choose(chosen));
        dialog->mainButton()->click();
        QTRY_VERIFY(!dialog->isVisible());
        const auto shared = desk.engine.asked<engine::ShareFile>();
        QCOMPARE(shared.size(), std::size_t(1));
        QCOMPARE(readPicture(textFrom(shared[0].path)).size(), QSize(pictureSide, pictureSide));
        auto set = desk.engine.asked<engine::SetRoom>();
        QCOMPARE(set.size(), std::size_t(1));
        QVERIFY(set[0].picture == std::optional(std::optional(refOf(72))) && !set[0].name);

        // Refused, it is not shared once more.
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            if (std::holds_alternative<engine::ShareFile>(request)) {
                return engine::FileShared{refOf(73), refOf(73)};
            }
            return std::holds_alternative<engine::SetRoom>(request)
                       ? std::optional<engine::Answer>(
                             engine::Refusal{engine::Reason::Muted, {}, 0})
                       : std::nullopt;
        };
        dialog = settings();
        QVERIFY(dialog->picture()->choose(chosen));
        for (int i = 0; i < 3; ++i) {
            QTRY_VERIFY(dialog->mainButton()->isEnabled());
            dialog->mainButton()->click();
            Desk::settleDown();
        }
        QTRY_COMPARE(desk.engine.asked<engine::ShareFile>().size(), std::size_t(2));
        desk.engine.script = nullptr;
        dialog->close();
        const std::size_t before = desk.engine.asked<engine::SetRoom>().size();

        desk.engine.rooms[0].picture = refOf(72);
        desk.session->refreshRooms();
        Desk::settleDown();
        dialog = settings();
        QVERIFY(dialog->picture()->removeButton()->isVisible());
        dialog->picture()->removeButton()->click();
        dialog->mainButton()->click();
        QTRY_VERIFY(!dialog->isVisible());
        set = desk.engine.asked<engine::SetRoom>();
        QCOMPARE(set.size(), before + 1);
        QVERIFY(set.back().picture.has_value() && !set.back().picture->has_value());
        QCOMPARE(desk.engine.asked<engine::ShareFile>().size(), std::size_t(2));
    }
};

QTEST_MAIN(PicturesTest)
#include "pictures_test.moc"
