// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/host_cli.h"

#include <QTest>

using engine::host::HostPort;
using engine::host::LogLevel;
using engine::host::parseOptions;
using engine::host::Program;

class HostCliTest : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryOption();
    void takesValuesAfterAnEqualsSign();
    void refuses_data();
    void refuses();
    void programsDiffer();
    void helpNamesEachOption();
};

void HostCliTest::readsEveryOption()
{
    const auto parsed = parseOptions(Program::Node,
                                     {"--profile",
                                      "/p",
                                      "--name",
                                      "Ann",
                                      "--listen",
                                      "127.0.0.1:0",
                                      "--lan-group",
                                      "239.192.1.2:4000",
                                      "--no-dht",
                                      "--dht-port",
                                      "6881",
                                      "--bootstrap",
                                      "dht.example:6881",
                                      "--bootstrap",
                                      "[2001:db8::1]:1",
                                      "--no-public-bootstrap",
                                      "--no-port-mapping",
                                      "--control",
                                      "/c",
                                      "--daemon",
                                      "--passphrase-file",
                                      "/f",
                                      "--log-level",
                                      "debug"});
    QVERIFY2(parsed.hasValue(), parsed ? "" : parsed.error().c_str());
    const auto& options = *parsed;
    QCOMPARE(options.profile, "/p");
    QCOMPARE(options.name.value_or(""), "Ann");
    QCOMPARE(options.listen->text(), "127.0.0.1:0");
    QCOMPARE(options.lanGroup->text(), "239.192.1.2:4000");
    QVERIFY(options.lan && !options.dht && !options.publicBootstrap && !options.portMapping);
    QCOMPARE(options.dhtPort.value_or(0), 6881);
    const std::vector<HostPort> nodes = {{"dht.example", 6881}, {"2001:db8::1", 1}};
    QVERIFY(options.bootstrap == nodes);
    QCOMPARE(options.control, "/c");
    QVERIFY(options.daemon);
    QCOMPARE(options.passphraseFile, "/f");
    QCOMPARE(options.logLevel, LogLevel::Debug);
}

void HostCliTest::takesValuesAfterAnEqualsSign()
{
    const auto parsed = parseOptions(Program::Node, {"--profile=/a=b", "--listen=[::]:7000"});
    QVERIFY(parsed.hasValue());
    QCOMPARE(parsed->profile, "/a=b");
    QCOMPARE(parsed->listen->text(), "[::]:7000");
}

void HostCliTest::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const QStringList& arguments, const QString& word) {
        QTest::newRow(name) << arguments << word;
    };
    const QString p = QStringLiteral("--profile=/p");
    row("nothing", {}, QStringLiteral("--profile"));
    row("unknown", {p, QStringLiteral("--frobnicate")}, QStringLiteral("--frobnicate"));
    row("stray word", {p, QStringLiteral("word")}, QStringLiteral("word"));
    row("value missing", {QStringLiteral("--profile")}, QStringLiteral("DIR"));
    row("value empty", {QStringLiteral("--profile=")}, QStringLiteral("DIR"));
    row("switch with value", {p, QStringLiteral("--no-lan=1")}, QStringLiteral("no value"));
    row("listen without port", {p, QStringLiteral("--listen=1.2.3.4")}, QStringLiteral("--listen"));
    row("listen on a name", {p, QStringLiteral("--listen=host:1")}, QStringLiteral("--listen"));
    row("listen port", {p, QStringLiteral("--listen=1.2.3.4:65536")}, QStringLiteral("--listen"));
    row("lan group unicast",
        {p, QStringLiteral("--lan-group=10.0.0.1:5")},
        QStringLiteral("multicast"));
    row("lan group without lan",
        {p, QStringLiteral("--no-lan"), QStringLiteral("--lan-group=239.1.1.1:5")},
        QStringLiteral("--no-lan"));
    row("dht port", {p, QStringLiteral("--dht-port=x")}, QStringLiteral("--dht-port"));
    row("bootstrap port 0", {p, QStringLiteral("--bootstrap=h:0")}, QStringLiteral("--bootstrap"));
    row("bootstrap bare v6",
        {p, QStringLiteral("--bootstrap=::1:5")},
        QStringLiteral("--bootstrap"));
    row("proxy, which is not built",
        {p, QStringLiteral("--proxy=socks5://127.0.0.1:9050")},
        QStringLiteral("yet"));
    row("proxy scheme", {p, QStringLiteral("--proxy=http://h:1")}, QStringLiteral("--proxy"));
    row("log level", {p, QStringLiteral("--log-level=loud")}, QStringLiteral("--log-level"));
    row("name of 10,000",
        {p, QStringLiteral("--name"), QString(10000, QLatin1Char('x'))},
        QStringLiteral("too long"));
    row("control too long",
        {p, QStringLiteral("--control"), QString(200, QLatin1Char('x'))},
        QStringLiteral("--control"));
    row("minimized is the window's",
        {p, QStringLiteral("--minimized")},
        QStringLiteral("no option"));
}

void HostCliTest::refuses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, word);
    std::vector<std::string> plain;
    for (const QString& argument : arguments) {
        plain.push_back(argument.toStdString());
    }
    const auto parsed = parseOptions(Program::Node, plain);
    QVERIFY(!parsed);
    const QString complaint = QString::fromStdString(parsed.error());
    QVERIFY2(complaint.contains(word), qPrintable(complaint));
    QVERIFY(!complaint.contains(QLatin1Char('\n')));
}

void HostCliTest::programsDiffer()
{
    const auto window = parseOptions(Program::Window, {"--minimized", "parlour:abc"});
    QVERIFY(window.hasValue());
    QVERIFY(window->minimized);
    QCOMPARE(window->link, "parlour:abc");
    QVERIFY(window->window);
    QVERIFY(!parseOptions(Program::Window, {"--verify-log", "x"}));
    const auto check = parseOptions(Program::Node, {"--verify-log", "x"});
    QVERIFY(check.hasValue());
    QCOMPARE(check->verifyLog, "x");
    QVERIFY(parseOptions(Program::Node, {"--help"})->help);
    QVERIFY(parseOptions(Program::Node, {"--version"})->version);
}

void HostCliTest::helpNamesEachOption()
{
    const std::string node = engine::host::helpText(Program::Node);
    for (const char* name : {"--profile", "--lan-group", "--verify-log", "--daemon"}) {
        QVERIFY(node.find(name) != std::string::npos);
    }
    QVERIFY(node.find("--minimized") == std::string::npos);
    const std::string window = engine::host::helpText(Program::Window);
    QVERIFY(window.find("--minimized") != std::string::npos);
    QCOMPARE(engine::host::plainAnswer(Program::Window, *parseOptions(Program::Window, {"--help"})),
             window);
    const auto version = [](Program program) {
        return engine::host::plainAnswer(program, *parseOptions(program, {"--version"}));
    };
    QVERIFY(version(Program::Window)->starts_with("parlour 0"));
    QVERIFY(version(Program::Node)->starts_with("parlour-node 0"));
    QVERIFY(!engine::host::plainAnswer(Program::Window, *parseOptions(Program::Window, {})));
}

QTEST_APPLESS_MAIN(HostCliTest)
#include "host_cli_test.moc"
