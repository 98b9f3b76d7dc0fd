<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>gui::AttachmentBar</name>
    <message numerus="yes">
        <source>Goes to everyone in %1: %n other member(s)</source>
        <translation>
            <numerusform>Goes to everyone in %1: %n other member</numerusform>
            <numerusform>Goes to everyone in %1: %n other members</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::FileCard</name>
    <message numerus="yes">
        <source>%n member(s) have it</source>
        <translation>
            <numerusform>%n member has it</numerusform>
            <numerusform>%n members have it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::InvitesDialog</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>for %n people</source>
        <translation>
            <numerusform>for %n person</numerusform>
            <numerusform>for %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::RaidDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) will be banned, and everything they wrote disappears for everyone. Invites they came by stop working; a public room stays open.</source>
        <translation>
            <numerusform>%n person will be banned, and everything they wrote disappears for everyone. Invites they came by stop working; a public room stays open.</numerusform>
            <numerusform>%n people will be banned, and everything they wrote disappears for everyone. Invites they came by stop working; a public room stays open.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ban %n person(s)</source>
        <translation>
            <numerusform>Ban %n person</numerusform>
            <numerusform>Ban %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::NetworkWords</name>
    <message numerus="yes">
        <source>%n people online</source>
        <translation>
            <numerusform>%n person online</numerusform>
            <numerusform>%n people online</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) or acts are known to be missing here.</source>
        <translation>
            <numerusform>%n message or act is known to be missing here.</numerusform>
            <numerusform>%n messages or acts are known to be missing here.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n computers online hold all of its history, this one included.</source>
        <translation>
            <numerusform>%n computer online holds all of its history, this one included.</numerusform>
            <numerusform>%n computers online hold all of its history, this one included.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of those who keep the room going are linked to this computer.</source>
        <translation>
            <numerusform>%n of those who keep the room going is linked to this computer.</numerusform>
            <numerusform>%n of those who keep the room going are linked to this computer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n direct link(s)</source>
        <translation>
            <numerusform>%n direct link</numerusform>
            <numerusform>%n direct links</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>found %n people</source>
        <translation>
            <numerusform>found %n person</numerusform>
            <numerusform>found %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s) through other members</source>
        <translation>
            <numerusform>%n link through other members</numerusform>
            <numerusform>%n links through other members</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::PolicyForm</name>
    <message numerus="yes">
        <source>In their first %n message(s)</source>
        <translation>
            <numerusform>In their first message</numerusform>
            <numerusform>In their first %n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::RoomBrowser</name>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n member</numerusform>
            <numerusform>%n members</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::RoomHeader</name>
    <message numerus="yes">
        <source>%n ask(s) to come in</source>
        <translation>
            <numerusform>%n asks to come in</numerusform>
            <numerusform>%n ask to come in</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n report(s)</source>
        <translation>
            <numerusform>%n report</numerusform>
            <numerusform>%n reports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::RoomListModel</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::RoomView</name>
    <message numerus="yes">
        <source>%n people are writing…</source>
        <translation>
            <numerusform>%n person is writing…</numerusform>
            <numerusform>%n people are writing…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other member(s) can download it</source>
        <translation>
            <numerusform>%n other member can download it</numerusform>
            <numerusform>%n other members can download it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::RuleWords</name>
    <message numerus="yes">
        <source>What is older than %n day(s) vanishes for everybody at once, and is erased for good after a week. Files that somebody saved stay.</source>
        <translation>
            <numerusform>What is older than %n day vanishes for everybody at once, and is erased for good after a week. Files that somebody saved stay.</numerusform>
            <numerusform>What is older than %n days vanishes for everybody at once, and is erased for good after a week. Files that somebody saved stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::TimelineView</name>
    <message numerus="yes">
        <source>%n new</source>
        <comment>messages below</comment>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Go to %n new message(s)</source>
        <translation>
            <numerusform>Go to %n new message</numerusform>
            <numerusform>Go to %n new messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::Words</name>
    <message numerus="yes">
        <source>Delivered: stored by %n member(s)</source>
        <translation>
            <numerusform>Delivered: stored by %n member</numerusform>
            <numerusform>Delivered: stored by %n members</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 online of %n member(s)</source>
        <translation>
            <numerusform>%1 online of %n member</numerusform>
            <numerusform>%1 online of %n members</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) missing</source>
        <translation>
            <numerusform>%n message missing</numerusform>
            <numerusform>%n messages missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, asking %n peer(s)</source>
        <translation>
            <numerusform>%1, asking %n peer</numerusform>
            <numerusform>%1, asking %n peers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ban(s)</source>
        <translation>
            <numerusform>%n ban</numerusform>
            <numerusform>%n bans</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>%n minute left</numerusform>
            <numerusform>%n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) left</source>
        <translation>
            <numerusform>%n hour left</numerusform>
            <numerusform>%n hours left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::SearchPanel</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n message(s)</source>
        <translation>
            <numerusform>The newest message</numerusform>
            <numerusform>The newest %n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::SaveCopyDialog</name>
    <message numerus="yes">
        <source>Also the content of %n file(s) shared in it, %1</source>
        <comment>a size</comment>
        <translation>
            <numerusform>Also the content of %n file shared in it, %1</numerusform>
            <numerusform>Also the content of %n files shared in it, %1</numerusform>
        </translation>
    </message>
</context>
</TS>
