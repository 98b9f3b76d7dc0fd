// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "support/seeded_rng.h"
#include "transfer/file_name.h"

#include <QTest>

using namespace transfer;
using namespace std::string_literals;
using namespace std::string_view_literals;

class FileNameTest : public QObject
{
    Q_OBJECT

private slots:
    void hostile_data()
    {
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<QByteArray>("expected");
        const std::vector<std::pair<std::string, std::string>> cases{
            {"photo.jpg", "photo.jpg"},
            {"Größe – 測試 файл.txt", "Größe – 測試 файл.txt"},
            {"", "file"},
            {".", "file"},
            {"..", "file"},
            {"...", "file"},
            {" ", "file"},
            {"\t\r\n", "file"},
            {"/", "_"},
            {"../../etc/passwd", "_.._etc_passwd"},
            {"/etc/passwd", "_etc_passwd"},
            {"..\\..\\boot.ini", "_.._boot.ini"},
            {"C:\\Windows\\system32\\x.dll", "C__Windows_system32_x.dll"},
            {"\\\\server\\share\\x", "__server_share_x"},
            {"file:///etc/passwd", "file____etc_passwd"},
            {"a.txt:stream", "a.txt_stream"},
            {"what?.txt", "what_.txt"},
            {"a*b|c<d>e\"f", "a_b_c_d_e_f"},
            {".bashrc", "bashrc"},
            {"..hidden", "hidden"},
            {". .ssh", "ssh"},
            {"name.", "name"},
            {"name. . .", "name"},
            {"name ", "name"},
            {" name", "name"},
            {"name.exe. ", "name.exe"},
            {"-rf", "_rf"},
            {"--help", "_-help"},
            {".-rf", "_rf"},
            {"~root", "~root"},
            {"$HOME`id`;x", "$HOME`id`;x"},
            {"%2e%2e%2fx", "%2e%2e%2fx"},
            {"a\0b.txt"s, "ab.txt"},
            {"a\nb.txt", "a b.txt"},
            {"a\x1b[31mb", "a[31mb"},
            {"a\x07\x08\x7f.txt", "a.txt"},
            {"a\xC2\x9B"
             "b",
             "ab"},
            {"CON", "_CON"},
            {"con.txt", "_con.txt"},
            {"Nul", "_Nul"},
            {"aux.tar.gz", "_aux.tar.gz"},
            {"PRN .txt", "_PRN .txt"},
            {"COM1", "_COM1"},
            {"lpt9.log", "_lpt9.log"},
            {"COM\xC2\xB9.txt", "_COM\xC2\xB9.txt"},
            {"CONIN$", "_CONIN$"},
            {"COM10", "COM10"},
            {"CONSOLE", "CONSOLE"},
            {"xCON", "xCON"},
            {"..CON", "_CON"},
            {"photo\xE2\x80\xAEgpj.exe", "photogpj.exe"}, // right-to-left override
            {"a\xE2\x81\xA6"
             "b\xE2\x81\xA9.txt",
             "ab.txt"}, // isolates
            {"a\xE2\x80\x8E"
             "b\xE2\x80\x8F"
             "c",
             "abc"}, // direction marks
            {"a\xD8\x9C"
             "b",
             "ab"}, // Arabic letter mark
            {"a\xE2\x80\x8B"
             "b\xEF\xBB\xBF"
             "c",
             "abc"}, // zero width, byte order mark
            {"a\xC2\xAD"
             "b",
             "ab"}, // soft hyphen
            {"a\xE2\x80\xA8"
             "b",
             "a b"},                            // line separator
            {"a\xC2\xA0\xE3\x80\x80 b", "a b"}, // odd spaces
            {"pic.jpg                              .exe", "pic.jpg .exe"},
            {"a\xE2\x88\x95"
             "b\xE2\x81\x84"
             "c\xEF\xBC\x8F"
             "d\xEF\xBC\xBC"
             "e",
             "a_b_c_d_e"},                          // look-alike separators
            {"\xE2\x80\xA4\xE2\x80\xA4/x", "___x"}, // one dot leaders
            {"a\xE2\x80\x8D"
             "b",
             "ab"}, // joiner between ASCII letters
            {"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB.png",
             "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB.png"}, // joined emoji stay
            {"\xD9\x85\xE2\x80\x8C\xD9\x87.txt", "\xD9\x85\xE2\x80\x8C\xD9\x87.txt"},
            {"\xD9\x85\xE2\x80\x8C.txt", "\xD9\x85.txt"},
            {"\xD9\x85\xE2\x80\x8C", "\xD9\x85"},
            {"a\xFF\xFE.txt", "a\xEF\xBF\xBD.txt"}, // never UTF-8
            {"a\xC0\xAF"
             "b",
             "a\xEF\xBF\xBD"
             "b"}, // overlong slash
            {"a\xED\xA0\x80"
             "b",
             "a\xEF\xBF\xBD"
             "b"}, // surrogate
            {"a\xF5\x80\x80\x80"
             "b",
             "a\xEF\xBF\xBD"
             "b"},                          // beyond Unicode
            {"a\xE2\x82", "a\xEF\xBF\xBD"}, // cut short
            {"a\xEF\xBF\xBE"
             "b",
             "ab"}, // U+FFFE
            {"a\xF3\xA0\x81\xA1"
             "b",
             "ab"}, // tag characters
            {std::string(300, 'a') + ".txt", std::string(236, 'a') + ".txt"},
            {std::string(300, 'a') + ".tar.gz", std::string(233, 'a') + ".tar.gz"},
            {std::string(300, 'a'), std::string(240, 'a')},
            {"a." + std::string(300, 'x'), "a." + std::string(238, 'x')},
            {std::string(10'000, '.') + "x", "x"},
        };
        int row = 0;
        for (const auto& [given, expected] : cases) {
            QTest::addRow("%d %s", row++, expected.substr(0, 20).c_str())
                << QByteArray::fromStdString(given) << QByteArray::fromStdString(expected);
        }
        QVERIFY(row >= 60);
    }

    void hostile()
    {
        QFETCH(QByteArray, given);
        QFETCH(QByteArray, expected);
        const std::string safe = safeName(given.toStdString());
        QCOMPARE(QByteArray::fromStdString(safe), expected);
        QCOMPARE(safeName(safe), safe);
    }

    void cutsBetweenCharacters()
    {
        for (std::size_t lead = 0; lead < 4; ++lead) {
            std::string given(lead, 'a');
            for (int i = 0; i < 100; ++i) {
                given += "\xF0\x9F\x92\xBB";
            }
            const std::string safe = safeName(given + ".png");
            QVERIFY(safe.size() <= localNameBytesMost && safe.size() > localNameBytesMost - 4);
            QVERIFY(safe.ends_with("\xF0\x9F\x92\xBB.png"));
            QCOMPARE(safeName(safe), safe);
        }
    }

    void numbers()
    {
        QCOMPARE(numbered("photo.jpg", 1), "photo (1).jpg"s);
        QCOMPARE(numbered("a.tar.gz", 2), "a (2).tar.gz"s);
        QCOMPARE(numbered("noextension", 12), "noextension (12)"s);
        QCOMPARE(numbered("v1.2 final", 1), "v1.2 final (1)"s);
        const std::string most = safeName(std::string(300, 'a') + ".txt");
        QCOMPARE(numbered(most, 7), std::string(232, 'a') + " (7).txt");
        QCOMPARE(numbered(most, UINT_MAX).size(), localNameBytesMost);
        const std::string again = numbered(numbered(most, 7), 7);
        QCOMPARE(again, std::string(231, 'a') + " (7).txt");
        QCOMPARE(safeName(again), again);
    }

    void anythingBecomesSafe()
    {
        support::SeededRng rng(1);
        static constexpr std::string_view alphabet = "./\\ -a\xE2\x80\x8D\xAE\xC2\xA0\xF0\x9F\x92"
                                                     "CONn:\0"sv;
        for (int round = 0; round < 20'000; ++round) {
            std::string given;
            for (std::uint64_t i = rng.below(20); i > 0; --i) {
                given += alphabet[static_cast<std::size_t>(rng.below(alphabet.size()))];
            }
            const std::string safe = safeName(given);
            const QByteArray shown = QByteArray::fromStdString(given).toHex();
            QVERIFY2(!safe.empty() && safe.size() <= localNameBytesMost, shown.constData());
            QVERIFY2(safe.find_first_of("/\\:\0"sv) == std::string::npos, shown.constData());
            QVERIFY2(safe.front() != '.' && safe.back() != '.' && safe.back() != ' ',
                     shown.constData());
            QVERIFY2(QString::fromStdString(safe).toStdString() == safe, shown.constData());
            QVERIFY2(safeName(safe) == safe, shown.constData());
            QVERIFY2(safeName(numbered(safe, 3)) == numbered(safe, 3), shown.constData());
        }
    }
};

QTEST_APPLESS_MAIN(FileNameTest)
#include "file_name_test.moc"
