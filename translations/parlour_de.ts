<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>gui::SuccessionBar</name>
    <message>
        <source>This room goes on in %1.</source>
        <translation>Dieser Raum geht weiter in %1.</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Dorthin</translation>
    </message>
    <message>
        <source>What began in %1 goes on here.</source>
        <translation>Was in %1 begann, geht hier weiter.</translation>
    </message>
    <message>
        <source>Open the old room</source>
        <translation>Den alten Raum öffnen</translation>
    </message>
    <message>
        <source>It is proposed that %1 goes on here: %2 of %3 admins needed agree.</source>
        <translation>Es wird vorgeschlagen, dass %1 hier weitergeht: %2 von %3 nötigen Admins stimmen zu.</translation>
    </message>
    <message>
        <source>Agree</source>
        <translation>Zustimmen</translation>
    </message>
    <message>
        <source>another room</source>
        <translation>einem anderen Raum</translation>
    </message>
</context>
<context>
    <name>AttachmentBar</name>
    <message>
        <source>Folders cannot be shared yet. Pack it into an archive and share that.</source>
        <translation>Ordner lassen sich noch nicht teilen. Packe ihn in ein Archiv und teile dieses.</translation>
    </message>
    <message>
        <source>Parlour may not read %1. Check its permissions.</source>
        <translation>Parlour darf %1 nicht lesen. Prüfe die Zugriffsrechte.</translation>
    </message>
</context>
<context>
    <name>gui::AboutBar</name>
    <message>
        <source>Write something else</source>
        <translation>Etwas anderes schreiben</translation>
    </message>
    <message>
        <source>Editing: %1</source>
        <translation>Bearbeiten: %1</translation>
    </message>
    <message>
        <source>Reply to %1: %2</source>
        <translation>Antwort an %1: %2</translation>
    </message>
</context>
<context>
    <name>gui::AboutSheet</name>
    <message>
        <source>Parlour %1</source>
        <translation>Parlour %1</translation>
    </message>
    <message>
        <source>Chat rooms with no server: the room lives on its members&apos; computers.</source>
        <translation>Chaträume ohne Server: Der Raum lebt auf den Rechnern seiner Mitglieder.</translation>
    </message>
    <message>
        <source>What members write is encrypted between them. The history on this disk is sealed; without a passphrase its key lies beside it.</source>
        <translation>Was Mitglieder schreiben, ist zwischen ihnen verschlüsselt. Der Verlauf auf dieser Platte ist versiegelt; ohne Passphrase liegt sein Schlüssel daneben.</translation>
    </message>
    <message>
        <source>Free software under the MIT licence.</source>
        <translation>Freie Software unter der MIT-Lizenz.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>gui::AccessForm</name>
    <message>
        <source>Show it in the table of all rooms</source>
        <translation>In der Tafel aller Räume zeigen</translation>
    </message>
    <message>
        <source>Everybody can find it by its name and topic.</source>
        <translation>Alle können ihn über Name und Thema finden.</translation>
    </message>
    <message>
        <source>Password of the room</source>
        <translation>Passwort des Raums</translation>
    </message>
    <message>
        <source>Empty: it stays as it is</source>
        <translation>Leer: es bleibt, wie es ist</translation>
    </message>
    <message>
        <source>Give the room a password.</source>
        <translation>Gib dem Raum ein Passwort.</translation>
    </message>
    <message>
        <source>The password is too long. Shorten it a little.</source>
        <translation>Das Passwort ist zu lang. Kürze es etwas.</translation>
    </message>
    <message>
        <source>Only a room that was founded as public can be public.</source>
        <translation>Nur ein Raum, der öffentlich gegründet wurde, kann öffentlich sein.</translation>
    </message>
</context>
<context>
    <name>gui::AddressField</name>
    <message>
        <source>Scroll: %1</source>
        <translation>Blättern: %1</translation>
    </message>
</context>
<context>
    <name>gui::AttachmentBar</name>
    <message>
        <source>Share</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>Goes to everyone in %1: %n other member(s)</source>
        <translation>
            <numerusform>Geht an alle in %1: %n weiteres Mitglied</numerusform>
            <numerusform>Geht an alle in %1: %n weitere Mitglieder</numerusform>
        </translation>
    </message>
    <message>
        <source>Goes to everyone in %1</source>
        <translation>Geht an alle in %1</translation>
    </message>
    <message>
        <source>Preparing %1</source>
        <translation>%1 wird vorbereitet</translation>
    </message>
    <message>
        <source>Preparing… %p%</source>
        <translation>Wird vorbereitet… %p%</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>gui::Composer</name>
    <message>
        <source>Share files with the room</source>
        <translation>Dateien mit dem Raum teilen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Message %1</source>
        <translation>Nachricht an %1</translation>
    </message>
    <message>
        <source>This message is too long to send: it takes %1, and %2 is the most. Shorten it, or share it as a file.</source>
        <translation>Diese Nachricht ist zu lang: Sie braucht %1, höchstens %2 sind möglich. Kürze sie oder teile sie als Datei.</translation>
    </message>
    <message>
        <source>Not sent. %1</source>
        <translation>Nicht gesendet. %1</translation>
    </message>
    <message>
        <source>An empty message cannot be sent. Delete it instead, from its menu.</source>
        <translation>Eine leere Nachricht lässt sich nicht senden. Lösche sie stattdessen über ihr Menü.</translation>
    </message>
    <message>
        <source>Not changed. %1</source>
        <translation>Nicht geändert. %1</translation>
    </message>
</context>
<context>
    <name>gui::ComposerEdit</name>
    <message>
        <source>Scroll the message being written</source>
        <translation>In der Nachricht blättern, die gerade geschrieben wird</translation>
    </message>
</context>
<context>
    <name>gui::ConfirmDialog</name>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>The reason is too long. Shorten it a little.</source>
        <translation>Der Grund ist zu lang. Kürze ihn etwas.</translation>
    </message>
    <message>
        <source>All right</source>
        <translation>In Ordnung</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
</context>
<context>
    <name>gui::CreateRoomDialog</name>
    <message>
        <source>Create a room</source>
        <translation>Raum erstellen</translation>
    </message>
    <message>
        <source>The room lives on its members&apos; computers. You are its founder and can invite others at once.</source>
        <translation>Der Raum lebt auf den Rechnern seiner Mitglieder. Du gründest ihn und kannst sofort andere einladen.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>For example: Kitchen table</source>
        <translation>Zum Beispiel: Küchentisch</translation>
    </message>
    <message>
        <source>Topic (optional)</source>
        <translation>Thema (freiwillig)</translation>
    </message>
    <message>
        <source>What it is about</source>
        <translation>Worum es geht</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Erstellen</translation>
    </message>
    <message>
        <source>The name is too long. Shorten it a little.</source>
        <translation>Der Name ist zu lang. Kürze ihn ein wenig.</translation>
    </message>
    <message>
        <source>The topic is too long. Shorten it a little.</source>
        <translation>Das Thema ist zu lang. Kürze es ein wenig.</translation>
    </message>
    <message>
        <source>What newcomers can read</source>
        <translation>Was Neue lesen können</translation>
    </message>
</context>
<context>
    <name>gui::FileCard</name>
    <message>
        <source>%1 of %2</source>
        <comment>bytes done, bytes in all</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>waiting for somebody who has it</source>
        <translation>wartet auf jemanden, der sie hat</translation>
    </message>
    <message numerus="yes">
        <source>%n member(s) have it</source>
        <translation>
            <numerusform>%n Mitglied hat sie</numerusform>
            <numerusform>%n Mitglieder haben sie</numerusform>
        </translation>
    </message>
    <message>
        <source>File without a name</source>
        <translation>Datei ohne Namen</translation>
    </message>
    <message>
        <source>downloaded and verified</source>
        <translation>geladen und geprüft</translation>
    </message>
    <message>
        <source>shared by you</source>
        <translation>von dir geteilt</translation>
    </message>
    <message>
        <source>no longer shared by you</source>
        <translation>von dir nicht mehr geteilt</translation>
    </message>
    <message>
        <source>no longer on this computer</source>
        <translation>nicht mehr auf diesem Rechner</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Stop sharing</source>
        <translation>Nicht mehr teilen</translation>
    </message>
</context>
<context>
    <name>gui::FirstRunPage</name>
    <message>
        <source>Your name</source>
        <translation>Dein Name</translation>
    </message>
    <message>
        <source>Protect your key with a passphrase</source>
        <translation>Schlüssel mit einer Passphrase schützen</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <translation>Dieselbe Passphrase noch einmal</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Los geht’s</translation>
    </message>
    <message>
        <source>Welcome to Parlour</source>
        <translation>Willkommen bei Parlour</translation>
    </message>
    <message>
        <source>Rooms with no server and no account.
What shall the others call you?</source>
        <translation>Räume ohne Server und ohne Konto.
Wie sollen die anderen dich nennen?</translation>
    </message>
    <message>
        <source>A picture like yours</source>
        <translation>Ein Bild wie deines</translation>
    </message>
    <message>
        <source>A picture like this is made from your key</source>
        <translation>Aus deinem Schlüssel entsteht ein Bild wie dieses</translation>
    </message>
    <message>
        <source>It locks your key on this computer. Nobody can reset it: without it your identity is lost.</source>
        <translation>Sie verschließt deinen Schlüssel auf diesem Rechner. Niemand kann sie zurücksetzen: Ohne sie ist deine Identität verloren.</translation>
    </message>
    <message>
        <source>Good to know: what you write is encrypted between members, and the history on this disk is sealed. Without a passphrase its key lies beside it: whoever copies both can read it.</source>
        <translation>Gut zu wissen: Was du schreibst, ist zwischen den Mitgliedern verschlüsselt, und der Verlauf auf dieser Platte ist versiegelt. Ohne Passphrase liegt sein Schlüssel daneben: Wer beides kopiert, kann ihn lesen.</translation>
    </message>
    <message>
        <source>The name is too long. Shorten it a little.</source>
        <translation>Der Name ist zu lang. Kürze ihn ein wenig.</translation>
    </message>
    <message>
        <source>The two passphrases differ.</source>
        <translation>Die beiden Passphrasen sind verschieden.</translation>
    </message>
</context>
<context>
    <name>gui::FormDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>gui::InvitesDialog</name>
    <message>
        <source>Invites</source>
        <translation>Einladungen</translation>
    </message>
    <message>
        <source>Every link that was made for this room. Revoking one keeps others out; who came in by it stays.</source>
        <translation>Alle Links, die für diesen Raum gemacht wurden. Ein widerrufener lässt niemanden mehr herein; wer durch ihn kam, bleibt.</translation>
    </message>
    <message>
        <source>Invites, the newest first</source>
        <translation>Einladungen, die neuesten zuerst</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Revoke…</source>
        <translation>Widerrufen…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Nobody came by it.</source>
        <translation>Niemand kam durch sie.</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weitere</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Came by it: %1</source>
        <translation>Durch sie kamen: %1</translation>
    </message>
    <message>
        <source>Works</source>
        <comment>an invite</comment>
        <translation>Gültig</translation>
    </message>
    <message>
        <source>Expired</source>
        <comment>an invite</comment>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Revoked</source>
        <comment>an invite</comment>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>made by %1</source>
        <translation>gemacht von %1</translation>
    </message>
    <message>
        <source>for the role: %1</source>
        <translation>für die Rolle: %1</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>bis %1</translation>
    </message>
    <message numerus="yes">
        <source>for %n people</source>
        <translation>
            <numerusform>für %n Person</numerusform>
            <numerusform>für %n Personen</numerusform>
        </translation>
    </message>
    <message>
        <source>No invites have been made yet.</source>
        <translation>Es wurden noch keine Einladungen gemacht.</translation>
    </message>
    <message>
        <source>Only the device that made it knows the link.</source>
        <translation>Den Link kennt nur das Gerät, das ihn gemacht hat.</translation>
    </message>
    <message>
        <source>Copied. Paste it into a message, a mail or a note.</source>
        <translation>Kopiert. Füge ihn in eine Nachricht, eine Mail oder einen Zettel ein.</translation>
    </message>
    <message>
        <source>Revoke this invite?</source>
        <translation>Diese Einladung widerrufen?</translation>
    </message>
    <message>
        <source>Its link lets nobody in any more, on each member&apos;s computer as soon as that hears of it. Who came in by it stays. It cannot be opened again; a new one can be made.</source>
        <translation>Ihr Link lässt niemanden mehr herein, auf jedem Computer der Mitglieder, sobald er davon erfährt. Wer durch sie kam, bleibt. Sie lässt sich nicht wieder öffnen; eine neue kann gemacht werden.</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Widerrufen</translation>
    </message>
</context>
<context>
    <name>gui::JoinDialog</name>
    <message>
        <source>Join with an invite</source>
        <translation>Mit Einladung beitreten</translation>
    </message>
    <message>
        <source>Paste the link that somebody sent you. The room sees your name only once you are in.</source>
        <translation>Füge den Link ein, den dir jemand geschickt hat. Der Raum sieht deinen Namen erst, wenn du drin bist.</translation>
    </message>
    <message>
        <source>Invite link</source>
        <translation>Einladungslink</translation>
    </message>
    <message>
        <source>Use the invite on the clipboard</source>
        <translation>Einladung aus der Zwischenablage nehmen</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>Beitreten</translation>
    </message>
    <message>
        <source>Joining… asking the addresses in the invite and the local network. This takes up to ten seconds.</source>
        <translation>Beitritt läuft… Die Adressen in der Einladung und das lokale Netz werden gefragt. Das dauert bis zu zehn Sekunden.</translation>
    </message>
    <message>
        <source>You asked to come in. A moderator has to answer; the room appears in your list.</source>
        <translation>Du hast angeklopft. Jemand aus der Moderation muss antworten; der Raum steht schon in deiner Liste.</translation>
    </message>
    <message>
        <source>Nobody of this room answered yet. Parlour keeps looking, also after a restart, and lets you in as soon as a member comes online.</source>
        <translation>Noch hat niemand aus diesem Raum geantwortet. Parlour sucht weiter, auch nach einem Neustart, und lässt dich hinein, sobald ein Mitglied online ist.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Password of the room</source>
        <translation>Passwort des Raums</translation>
    </message>
    <message>
        <source>This room has a password. Whoever sent you the link knows it.</source>
        <translation>Dieser Raum hat ein Passwort. Wer dir den Link geschickt hat, kennt es.</translation>
    </message>
    <message>
        <source>Words to those inside (optional, read where one has to ask)</source>
        <translation>Worte an die drinnen (nicht nötig; gelesen, wo man um Einlass bittet)</translation>
    </message>
    <message>
        <source>For example: it is me, from the choir</source>
        <translation>Zum Beispiel: Ich bin es, aus dem Chor</translation>
    </message>
</context>
<context>
    <name>gui::KnocksDialog</name>
    <message>
        <source>Who asks to come in</source>
        <translation>Wer um Einlass bittet</translation>
    </message>
    <message>
        <source>A name is what they call themselves; anybody can take any. Whoever is let in reads what was written here.</source>
        <translation>Den Namen gibt sich jeder selbst; jeder kann jeden wählen. Wer eingelassen wird, liest, was hier geschrieben wurde.</translation>
    </message>
    <message>
        <source>People who ask to come in</source>
        <translation>Leute, die um Einlass bitten</translation>
    </message>
    <message>
        <source>Refuse…</source>
        <translation>Ablehnen…</translation>
    </message>
    <message>
        <source>Let in</source>
        <translation>Einlassen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Nobody asks to come in right now.</source>
        <translation>Gerade bittet niemand um Einlass.</translation>
    </message>
    <message>
        <source>Refuse %1?</source>
        <translation>%1 ablehnen?</translation>
    </message>
    <message>
        <source>They are told that they were not let in, and can ask again after a day.</source>
        <translation>Es wird gesagt, dass es keinen Einlass gab; nach einem Tag kann wieder gefragt werden.</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Reason (optional, for the other moderators)</source>
        <translation>Grund (nicht nötig, für die anderen Moderatoren)</translation>
    </message>
</context>
<context>
    <name>gui::LogDialog</name>
    <message>
        <source>Moderation log</source>
        <translation>Moderationsprotokoll</translation>
    </message>
    <message>
        <source>What those who run the room did, the newest first. Every member has this log and checks it alone.</source>
        <translation>Was die getan haben, die den Raum leiten, das Neueste zuerst. Jedes Mitglied hat dieses Protokoll und prüft es selbst.</translation>
    </message>
    <message>
        <source>Show only</source>
        <translation>Nur zeigen</translation>
    </message>
    <message>
        <source>A name or a word</source>
        <translation>Ein Name oder ein Wort</translation>
    </message>
    <message>
        <source>Acts, the newest first</source>
        <translation>Handlungen, die neuesten zuerst</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Sichern…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>%1 (without effect)</source>
        <comment>sentence of the log</comment>
        <translation>%1 (ohne Wirkung)</translation>
    </message>
    <message>
        <source>Nothing has been done here yet.</source>
        <translation>Hier ist noch nichts geschehen.</translation>
    </message>
    <message>
        <source>Nothing in the log matches.</source>
        <translation>Nichts im Protokoll passt dazu.</translation>
    </message>
    <message>
        <source>Save the moderation log</source>
        <translation>Moderationsprotokoll sichern</translation>
    </message>
    <message>
        <source>Saved. Whoever has the file can check it with parlour-node --verify-log.</source>
        <translation>Gesichert. Wer die Datei hat, kann sie mit parlour-node --verify-log prüfen.</translation>
    </message>
</context>
<context>
    <name>gui::LogWords</name>
    <message>
        <source>%1 gave %2 the role: %3</source>
        <comment>who, whom, role</comment>
        <translation>%1 gab %2 die Rolle: %3</translation>
    </message>
    <message>
        <source>%1 lowered %2 to the role: %3</source>
        <comment>who, whom, role</comment>
        <translation>%1 stufte %2 herab auf die Rolle: %3</translation>
    </message>
    <message>
        <source>%1 removed %2 from the room</source>
        <translation>%1 entfernte %2 aus dem Raum</translation>
    </message>
    <message>
        <source>%1 banned %2</source>
        <translation>%1 sperrte %2</translation>
    </message>
    <message>
        <source>%1 lifted the ban on %2</source>
        <translation>%1 hob die Sperre von %2 auf</translation>
    </message>
    <message>
        <source>%1 muted %2</source>
        <translation>%1 schaltete %2 stumm</translation>
    </message>
    <message>
        <source>%1 muted %2 until %3</source>
        <translation>%1 schaltete %2 stumm bis %3</translation>
    </message>
    <message>
        <source>%1 let %2 write again</source>
        <translation>%1 ließ %2 wieder schreiben</translation>
    </message>
    <message>
        <source>%1 deleted a message of %2</source>
        <translation>%1 löschte eine Nachricht von %2</translation>
    </message>
    <message>
        <source>%1 deleted much of what %2 wrote</source>
        <translation>%1 löschte vieles, was %2 schrieb</translation>
    </message>
    <message>
        <source>%1 pinned a message</source>
        <translation>%1 heftete eine Nachricht an</translation>
    </message>
    <message>
        <source>%1 unpinned a message</source>
        <translation>%1 löste eine Nachricht</translation>
    </message>
    <message>
        <source>%1 changed the room: %2</source>
        <comment>who, what</comment>
        <translation>%1 änderte den Raum: %2</translation>
    </message>
    <message>
        <source>%1 let %2 in</source>
        <translation>%1 ließ %2 herein</translation>
    </message>
    <message>
        <source>%1 revoked an invite</source>
        <translation>%1 widerrief eine Einladung</translation>
    </message>
    <message>
        <source>%1 handed the room over to %2</source>
        <translation>%1 übergab den Raum an %2</translation>
    </message>
    <message>
        <source>%1 says that the room goes on in another one</source>
        <translation>%1 sagt, dass es in einem anderen Raum weitergeht</translation>
    </message>
    <message>
        <source>%1 gave the room a new address</source>
        <translation>%1 gab dem Raum eine neue Adresse</translation>
    </message>
    <message>
        <source>%1 made an invite</source>
        <translation>%1 machte eine Einladung</translation>
    </message>
    <message>
        <source>%1 made an invite for the role: %2</source>
        <comment>who, role</comment>
        <translation>%1 machte eine Einladung für die Rolle: %2</translation>
    </message>
    <message>
        <source>(until %1)</source>
        <comment>of an invite</comment>
        <translation>(bis %1)</translation>
    </message>
    <message>
        <source>It has no effect: it builds on two pasts of its author that exclude each other.</source>
        <translation>Ohne Wirkung: Es baut auf zwei Vergangenheiten auf, die einander ausschließen.</translation>
    </message>
    <message>
        <source>It has no effect: what gave its author the right does not count.</source>
        <translation>Ohne Wirkung: Was das Recht dazu gab, zählt nicht.</translation>
    </message>
    <message>
        <source>It has no effect: its author came in by an invite that was revoked.</source>
        <translation>Ohne Wirkung: Wer es tat, kam durch eine Einladung, die widerrufen wurde.</translation>
    </message>
    <message>
        <source>It has no effect: its author was removed or lowered.</source>
        <translation>Ohne Wirkung: Wer es tat, war entfernt oder herabgestuft.</translation>
    </message>
    <message>
        <source>It has no effect: the room was given to two people at once.</source>
        <translation>Ohne Wirkung: Der Raum wurde zwei Personen zugleich übergeben.</translation>
    </message>
    <message>
        <source>It has no effect: the room had been handed over to somebody else.</source>
        <translation>Ohne Wirkung: Der Raum war schon jemand anderem übergeben.</translation>
    </message>
    <message>
        <source>It has no effect: its author was muted.</source>
        <translation>Ohne Wirkung: Wer es tat, war stummgeschaltet.</translation>
    </message>
    <message>
        <source>It has no effect: its author had cut off the device that wrote it.</source>
        <translation>Ohne Wirkung: Das Gerät, das es schrieb, war abgetrennt worden.</translation>
    </message>
    <message>
        <source>It has no effect: its author wrote two histories that exclude each other.</source>
        <translation>Ohne Wirkung: Wer es tat, schrieb zwei Verläufe, die einander ausschließen.</translation>
    </message>
    <message>
        <source>It has no effect.</source>
        <translation>Ohne Wirkung.</translation>
    </message>
    <message>
        <source>It counts: its author had the right to it.</source>
        <translation>Es zählt: Wer es tat, hatte das Recht dazu.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>sentence of the log, moment</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Down to the founding of the room.</source>
        <translation>Bis zur Gründung des Raums.</translation>
    </message>
</context>
<context>
    <name>gui::MainWindow</name>
    <message>
        <source>&amp;Parlour</source>
        <translation>&amp;Parlour</translation>
    </message>
    <message>
        <source>&amp;Create a room…</source>
        <translation>Raum &amp;erstellen…</translation>
    </message>
    <message>
        <source>&amp;Join with an invite…</source>
        <translation>Mit Einladung &amp;beitreten…</translation>
    </message>
    <message>
        <source>&amp;Your name…</source>
        <translation>Dein &amp;Name…</translation>
    </message>
    <message>
        <source>&amp;How we find people…</source>
        <translation>&amp;Wie wir Leute finden…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Been&amp;den</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>&amp;About Parlour</source>
        <translation>Ü&amp;ber Parlour</translation>
    </message>
    <message>
        <source>&amp;Room</source>
        <translation>&amp;Raum</translation>
    </message>
    <message>
        <source>&amp;Go to a room…</source>
        <translation>&amp;Gehe zu einem Raum…</translation>
    </message>
    <message>
        <source>Pre&amp;vious room</source>
        <translation>V&amp;origer Raum</translation>
    </message>
    <message>
        <source>Ne&amp;xt room</source>
        <translation>Nä&amp;chster Raum</translation>
    </message>
    <message>
        <source>&amp;Invite people…</source>
        <translation>Le&amp;ute einladen…</translation>
    </message>
    <message>
        <source>Share &amp;files…</source>
        <translation>&amp;Dateien teilen…</translation>
    </message>
    <message>
        <source>&amp;Leave the room…</source>
        <translation>Raum ver&amp;lassen…</translation>
    </message>
    <message>
        <source>F&amp;orget the room…</source>
        <translation>Raum verge&amp;ssen…</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Members</source>
        <translation>&amp;Mitglieder</translation>
    </message>
    <message>
        <source>Colours of the &amp;desktop</source>
        <translation>Farben der Arbeits&amp;fläche</translation>
    </message>
    <message>
        <source>&amp;Light colours</source>
        <translation>&amp;Helle Farben</translation>
    </message>
    <message>
        <source>Dar&amp;k colours</source>
        <translation>&amp;Dunkle Farben</translation>
    </message>
    <message>
        <source>Parlour</source>
        <translation>Parlour</translation>
    </message>
    <message>
        <source>%1 — Parlour</source>
        <comment>room</comment>
        <translation>%1 — Parlour</translation>
    </message>
    <message>
        <source>(%1) %2</source>
        <comment>unread count, title</comment>
        <translation>(%1) %2</translation>
    </message>
    <message>
        <source>Leave %1?</source>
        <translation>%1 verlassen?</translation>
    </message>
    <message>
        <source>You stop receiving what is written there, and you need a new invite to come back. What you have read stays on this computer.</source>
        <translation>Du bekommst nicht mehr, was dort geschrieben wird, und brauchst für die Rückkehr eine neue Einladung. Was du gelesen hast, bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>Forget %1?</source>
        <translation>%1 vergessen?</translation>
    </message>
    <message>
        <source>You leave the room, and its whole history is deleted from this computer. The other members keep theirs. This cannot be undone.</source>
        <translation>Du verlässt den Raum, und sein ganzer Verlauf wird von diesem Rechner gelöscht. Die anderen Mitglieder behalten ihren. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete the history</source>
        <translation>Verlauf löschen</translation>
    </message>
    <message>
        <source>Public &amp;rooms…</source>
        <translation>Öffentliche &amp;Räume…</translation>
    </message>
    <message>
        <source>&amp;Open a copy of a room…</source>
        <translation>Kopie eines Raums ö&amp;ffnen…</translation>
    </message>
</context>
<context>
    <name>gui::MeRow</name>
    <message>
        <source>Your name and picture</source>
        <translation>Dein Name und dein Bild</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>Du: %1</translation>
    </message>
</context>
<context>
    <name>gui::MemberActs</name>
    <message>
        <source>Reason (optional, stands in the moderation log)</source>
        <translation>Grund (freiwillig, steht im Moderationsprotokoll)</translation>
    </message>
    <message>
        <source>Lift the ban on %1?</source>
        <translation>Bann von %1 aufheben?</translation>
    </message>
    <message>
        <source>They may come into the room again and are a member like others.</source>
        <translation>Die Person darf wieder in den Raum und ist Mitglied wie andere.</translation>
    </message>
    <message>
        <source>Lift the ban</source>
        <translation>Bann aufheben</translation>
    </message>
    <message>
        <source>Hand the room over to %1?</source>
        <translation>Den Raum an %1 übergeben?</translation>
    </message>
    <message>
        <source>Hand %1 over to %2?</source>
        <comment>room, name</comment>
        <translation>%1 an %2 übergeben?</translation>
    </message>
    <message>
        <source>%1 becomes the founder and you become an admin. Only they could give the room back to you.</source>
        <translation>Der Raum gehört dann %1, und du wirst Admin. Zurückgeben kann ihn dir nur diese Person.</translation>
    </message>
    <message>
        <source>Hand it over</source>
        <translation>Übergeben</translation>
    </message>
    <message>
        <source>Make %1 an heir?</source>
        <translation>%1 als Erben einsetzen?</translation>
    </message>
    <message>
        <source>When you are gone for good, an heir can open a room in which this one goes on, with its members. You can take this back at any time.</source>
        <translation>Wenn du für immer weg bist, kann ein Erbe einen Raum öffnen, in dem dieser mit seinen Mitgliedern weitergeht. Du kannst das jederzeit zurücknehmen.</translation>
    </message>
    <message>
        <source>Make an heir</source>
        <translation>Als Erben einsetzen</translation>
    </message>
    <message>
        <source>Block %1?</source>
        <translation>%1 blockieren?</translation>
    </message>
    <message>
        <source>You see nothing of them any more, in any room, from now on. It is only for you: nobody is told, and they stay in the room.</source>
        <translation>Du siehst von dieser Person ab jetzt in keinem Raum mehr etwas. Das gilt nur für dich: Niemand erfährt es, und sie bleibt im Raum.</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Blockieren</translation>
    </message>
</context>
<context>
    <name>gui::MemberDelegate</name>
    <message>
        <source>%1 (you)</source>
        <translation>%1 (du)</translation>
    </message>
</context>
<context>
    <name>gui::MemberListModel</name>
    <message>
        <source>%1 · %2/%3</source>
        <comment>role, online, in all</comment>
        <translation>%1 · %2/%3</translation>
    </message>
    <message>
        <source>you</source>
        <translation>du</translation>
    </message>
    <message>
        <source>online</source>
        <translation>online</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>keeps the whole room</source>
        <translation>bewahrt den ganzen Raum auf</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>name, role, state</comment>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Removed · %1</source>
        <translation>Entfernt · %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>name, state</comment>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>gui::MemberMenu</name>
    <message>
        <source>Menu of %1</source>
        <translation>Menü von %1</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>Nicht mehr blockieren</translation>
    </message>
    <message>
        <source>Block for me…</source>
        <translation>Für mich blockieren …</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Lift the mute</source>
        <translation>Wieder schreiben lassen</translation>
    </message>
    <message>
        <source>Lift the ban…</source>
        <translation>Bann aufheben …</translation>
    </message>
    <message>
        <source>Mute…</source>
        <translation>Stummschalten …</translation>
    </message>
    <message>
        <source>Remove from the room…</source>
        <translation>Aus dem Raum entfernen …</translation>
    </message>
    <message>
        <source>Ban…</source>
        <translation>Bannen …</translation>
    </message>
    <message>
        <source>Delete what they wrote…</source>
        <translation>Geschriebenes löschen …</translation>
    </message>
    <message>
        <source>Is no longer an heir</source>
        <translation>Ist kein Erbe mehr</translation>
    </message>
    <message>
        <source>Make an heir…</source>
        <translation>Als Erben einsetzen …</translation>
    </message>
    <message>
        <source>Hand the room over…</source>
        <translation>Raum übergeben …</translation>
    </message>
</context>
<context>
    <name>gui::MembersPanel</name>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message>
        <source>The members appear here once you are in.</source>
        <translation>Die Mitglieder erscheinen hier, sobald du drin bist.</translation>
    </message>
</context>
<context>
    <name>gui::MessageActs</name>
    <message>
        <source>Reply</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Earlier versions…</source>
        <translation>Frühere Fassungen …</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>Melden …</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>React</source>
        <translation>Reagieren</translation>
    </message>
    <message>
        <source>Delete this message?</source>
        <translation>Diese Nachricht löschen?</translation>
    </message>
    <message>
        <source>Delete this message of %1?</source>
        <translation>Diese Nachricht von %1 löschen?</translation>
    </message>
    <message>
        <source>It goes on every member&apos;s computer as soon as that hears of it. Who has read it has read it.</source>
        <translation>Sie verschwindet auf dem Rechner jedes Mitglieds, sobald er davon erfährt. Wer sie gelesen hat, hat sie gelesen.</translation>
    </message>
    <message>
        <source>It goes on every member&apos;s computer as soon as that hears of it. The moderation log says that you deleted it, and why.</source>
        <translation>Sie verschwindet auf dem Rechner jedes Mitglieds, sobald er davon erfährt. Im Moderationsprotokoll steht, dass du sie gelöscht hast und warum.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Reason (optional, stands in the moderation log)</source>
        <translation>Grund (freiwillig, steht im Moderationsprotokoll)</translation>
    </message>
    <message>
        <source>Report this message of %1?</source>
        <translation>Diese Nachricht von %1 melden?</translation>
    </message>
    <message>
        <source>Only those who run the room read the report: the message, your name and what you write here.</source>
        <translation>Die Meldung lesen nur die, die den Raum leiten: die Nachricht, deinen Namen und was du hier schreibst.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Melden</translation>
    </message>
    <message>
        <source>What is wrong with it (optional)</source>
        <translation>Was daran nicht in Ordnung ist (freiwillig)</translation>
    </message>
</context>
<context>
    <name>gui::ModerateDialog</name>
    <message>
        <source>Moderate %1</source>
        <translation>%1 moderieren</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>Wie lange</translation>
    </message>
    <message>
        <source>10 minutes</source>
        <translation>10 Minuten</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>1 week</source>
        <translation>1 Woche</translation>
    </message>
    <message>
        <source>Until a moderator lifts it</source>
        <translation>Bis die Moderation es aufhebt</translation>
    </message>
    <message>
        <source>What they wrote</source>
        <translation>Was die Person schrieb</translation>
    </message>
    <message>
        <source>Reason (they and the moderation log get to see it)</source>
        <translation>Grund (die Person und das Moderationsprotokoll bekommen ihn zu sehen)</translation>
    </message>
    <message>
        <source>For example: advertising</source>
        <translation>Zum Beispiel: Werbung</translation>
    </message>
    <message>
        <source>Delete nothing</source>
        <translation>Nichts löschen</translation>
    </message>
    <message>
        <source>Delete the last hour</source>
        <translation>Die letzte Stunde löschen</translation>
    </message>
    <message>
        <source>Delete the last day</source>
        <translation>Den letzten Tag löschen</translation>
    </message>
    <message>
        <source>Delete everything</source>
        <translation>Alles löschen</translation>
    </message>
    <message>
        <source>The reason is too long. Shorten it a little.</source>
        <translation>Der Grund ist zu lang. Kürze ihn etwas.</translation>
    </message>
    <message>
        <source>Also change the room&apos;s address</source>
        <translation>Auch die Adresse des Raums ändern</translation>
    </message>
    <message>
        <source>Then they cannot find the room any more.</source>
        <translation>Dann ist der Raum für die Person nicht mehr zu finden.</translation>
    </message>
</context>
<context>
    <name>gui::ModerationWords</name>
    <message>
        <source>Mute</source>
        <translation>Stummschalten</translation>
    </message>
    <message>
        <source>Remove from the room</source>
        <translation>Aus dem Raum entfernen</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>Bannen</translation>
    </message>
    <message>
        <source>Only delete what they wrote</source>
        <translation>Nur löschen, was die Person schrieb</translation>
    </message>
    <message>
        <source>Mute %1</source>
        <translation>%1 stummschalten</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Ban %1</source>
        <translation>%1 bannen</translation>
    </message>
    <message>
        <source>Delete the messages</source>
        <translation>Nachrichten löschen</translation>
    </message>
    <message>
        <source>%1 can read here but not write, until a moderator lifts it.</source>
        <translation>%1 kann hier lesen, aber nicht schreiben, bis die Moderation es aufhebt.</translation>
    </message>
    <message>
        <source>%1 can read here but not write until %2.</source>
        <translation>%1 kann hier lesen, aber nicht schreiben, bis %2.</translation>
    </message>
    <message>
        <source>%1 is taken out of the room and reads nothing that is written from now on. They can come back the way others come in.</source>
        <translation>%1 kommt aus dem Raum und liest nichts mehr, was ab jetzt geschrieben wird. Zurück geht es auf dem Weg, auf dem auch andere hereinkommen.</translation>
    </message>
    <message>
        <source>%1 is taken out of the room, reads nothing that is written from now on, and cannot come back until a moderator lifts the ban.</source>
        <translation>%1 kommt aus dem Raum, liest nichts mehr, was ab jetzt geschrieben wird, und kann nicht zurück, bis die Moderation den Bann aufhebt.</translation>
    </message>
    <message>
        <source>%1 stays in the room.</source>
        <translation>%1 bleibt im Raum.</translation>
    </message>
    <message>
        <source>It takes effect at each member as soon as word of it reaches them.</source>
        <translation>Es gilt bei jedem Mitglied, sobald es davon erfährt.</translation>
    </message>
    <message>
        <source>As a member %1 can read and write, and runs nothing.</source>
        <translation>Als Mitglied kann %1 lesen und schreiben und leitet nichts.</translation>
    </message>
    <message>
        <source>As an observer %1 can read, but not write.</source>
        <translation>Beobachtend kann %1 lesen, aber nicht schreiben.</translation>
    </message>
    <message>
        <source>Make admin</source>
        <translation>Zum Admin machen</translation>
    </message>
    <message>
        <source>Make moderator</source>
        <translation>In die Moderation holen</translation>
    </message>
    <message>
        <source>Make member</source>
        <translation>Zum Mitglied machen</translation>
    </message>
    <message>
        <source>Make observer</source>
        <translation>Nur beobachten lassen</translation>
    </message>
    <message>
        <source>Make %1 an admin?</source>
        <translation>%1 zum Admin machen?</translation>
    </message>
    <message>
        <source>Make %1 a moderator?</source>
        <translation>%1 in die Moderation holen?</translation>
    </message>
    <message>
        <source>Make %1 a member?</source>
        <translation>%1 zum Mitglied machen?</translation>
    </message>
    <message>
        <source>Make %1 an observer?</source>
        <translation>%1 nur beobachten lassen?</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>stummgeschaltet</translation>
    </message>
    <message>
        <source>muted until %1</source>
        <translation>stumm bis %1</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>banned</source>
        <translation>gebannt</translation>
    </message>
    <message>
        <source>asks to come in</source>
        <translation>möchte herein</translation>
    </message>
    <message>
        <source>heir</source>
        <translation>erbt</translation>
    </message>
    <message>
        <source>blocked by you</source>
        <translation>von dir blockiert</translation>
    </message>
    <message>
        <source>As an admin %1 can do what moderators can, name moderators, and remove anybody but admins and the founder.</source>
        <translation>Als Admin darf %1 alles, was Moderatoren dürfen, Moderatoren ernennen und alle außer Admins und Gründern entfernen.</translation>
    </message>
    <message>
        <source>As a moderator %1 can change the room&apos;s rules, mute, remove and ban members, and delete what they wrote.</source>
        <translation>In der Moderation darf %1 die Regeln des Raums ändern, Mitglieder stummschalten, entfernen und bannen und löschen, was sie geschrieben haben.</translation>
    </message>
    <message>
        <source>The members are told the room&apos;s new address. Those who are away now, and invites made before, need a moderator who is online, within the next 30 days.</source>
        <translation>Die Mitglieder erfahren die neue Adresse des Raums. Wer gerade weg ist und wer mit einer früheren Einladung kommt, braucht in den nächsten 30 Tagen jemanden von der Moderation, der online ist.</translation>
    </message>
</context>
<context>
    <name>gui::NetworkDialog</name>
    <message>
        <source>How we find people</source>
        <translation>Wie wir Leute finden</translation>
    </message>
    <message>
        <source>There is no server to ask. Parlour tries five ways at once; any one is enough.</source>
        <translation>Es gibt keinen Server, den man fragen könnte. Parlour geht fünf Wege zugleich; einer genügt.</translation>
    </message>
    <message>
        <source>An address that a member told you</source>
        <translation>Eine Adresse, die dir ein Mitglied genannt hat</translation>
    </message>
    <message>
        <source>Room of the member at this address</source>
        <translation>Raum des Mitglieds an dieser Adresse</translation>
    </message>
    <message>
        <source>Try this address</source>
        <translation>Adresse versuchen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Calling that address…</source>
        <translation>Die Adresse wird angerufen…</translation>
    </message>
    <message>
        <source>Parlour calls it. If a member of the room answers, the way above says so.</source>
        <translation>Parlour ruft dort an. Wenn ein Mitglied des Raums antwortet, steht es oben bei diesem Weg.</translation>
    </message>
</context>
<context>
    <name>gui::NetworkPill</name>
    <message>
        <source>Network: %1</source>
        <translation>Netz: %1</translation>
    </message>
</context>
<context>
    <name>gui::NetworkWords</name>
    <message numerus="yes">
        <source>%n people online</source>
        <translation>
            <numerusform>%n Person online</numerusform>
            <numerusform>%n Leute online</numerusform>
        </translation>
    </message>
    <message>
        <source>No rooms yet</source>
        <translation>Noch keine Räume</translation>
    </message>
    <message>
        <source>Nobody online right now</source>
        <translation>Gerade niemand online</translation>
    </message>
    <message>
        <source>Looking: %1…</source>
        <translation>Suche: %1…</translation>
    </message>
    <message>
        <source>You are in no room yet, so there is nobody to find.</source>
        <translation>Du bist noch in keinem Raum, also gibt es niemanden zu finden.</translation>
    </message>
    <message>
        <source>Nobody is linked right now. Parlour keeps looking by itself.</source>
        <translation>Gerade ist niemand verbunden. Parlour sucht von selbst weiter.</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) or acts are known to be missing here.</source>
        <translation>
            <numerusform>%n Nachricht oder Änderung fehlt hier.</numerusform>
            <numerusform>%n Nachrichten oder Änderungen fehlen hier.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n computers online hold all of its history, this one included.</source>
        <translation>
            <numerusform>%n Computer, der jetzt online ist, hat den ganzen Verlauf, dieser mitgezählt.</numerusform>
            <numerusform>%n Computer, die jetzt online sind, haben den ganzen Verlauf, dieser mitgezählt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of those who keep the room going are linked to this computer.</source>
        <translation>
            <numerusform>%n von denen, die den Raum am Laufen halten, ist mit diesem Computer verbunden.</numerusform>
            <numerusform>%n von denen, die den Raum am Laufen halten, sind mit diesem Computer verbunden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is known to be missing here; the others are being compared.</source>
        <translation>Hier fehlt nichts, soweit bekannt; der Vergleich mit den anderen läuft.</translation>
    </message>
    <message>
        <source>Nobody else is online, so this is the only copy of its history.</source>
        <translation>Sonst ist niemand online, also ist dies die einzige Kopie des Verlaufs.</translation>
    </message>
    <message>
        <source>None of those who keep the room going is linked to this computer.</source>
        <translation>Niemand von denen, die den Raum am Laufen halten, ist mit diesem Computer verbunden.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>name of a room, how complete it is</comment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n direct link(s)</source>
        <translation>
            <numerusform>%n direkte Verbindung</numerusform>
            <numerusform>%n direkte Verbindungen</numerusform>
        </translation>
    </message>
    <message>
        <source>The others found you.</source>
        <translation>Die anderen haben dich gefunden.</translation>
    </message>
    <message>
        <source>This computer answers at %1.</source>
        <translation>Dieser Rechner antwortet unter %1.</translation>
    </message>
    <message>
        <source>Where the members of your rooms were last met.</source>
        <translation>Wo Mitglieder deiner Räume zuletzt anzutreffen waren.</translation>
    </message>
    <message>
        <source>Members on the same Wi-Fi or cable. Works without the internet.</source>
        <translation>Mitglieder im selben WLAN oder Kabelnetz. Geht auch ohne Internet.</translation>
    </message>
    <message>
        <source>What you entered below.</source>
        <translation>Was du unten eingegeben hast.</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>abgeschaltet</translation>
    </message>
    <message>
        <source>not needed right now</source>
        <translation>gerade nicht nötig</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>sucht…</translation>
    </message>
    <message numerus="yes">
        <source>found %n people</source>
        <translation>
            <numerusform>%n Person gefunden</numerusform>
            <numerusform>%n Leute gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>nichts gefunden</translation>
    </message>
    <message>
        <source>%1 · never found anybody yet</source>
        <translation>%1 · hat noch nie jemanden gefunden</translation>
    </message>
    <message>
        <source>%1 · last found somebody: %2</source>
        <translation>%1 · zuletzt jemanden gefunden: %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>way of finding people, state</comment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n link(s) through other members</source>
        <translation>
            <numerusform>%n Verbindung über andere Mitglieder</numerusform>
            <numerusform>%n Verbindungen über andere Mitglieder</numerusform>
        </translation>
    </message>
    <message>
        <source>An invite names addresses of those who were online then.</source>
        <translation>Eine Einladung nennt Adressen derer, die damals online waren.</translation>
    </message>
    <message>
        <source>Millions of computers keep it; only your room knows what to ask for.</source>
        <translation>Millionen Rechner führen sie; nur dein Raum weiß, wonach zu fragen ist.</translation>
    </message>
</context>
<context>
    <name>gui::NoticeBar</name>
    <message>
        <source>Close this warning</source>
        <translation>Diese Warnung schließen</translation>
    </message>
</context>
<context>
    <name>gui::PinsDialog</name>
    <message>
        <source>Pinned messages</source>
        <translation>Angeheftete Nachrichten</translation>
    </message>
    <message>
        <source>Pinned messages, the newest pin first</source>
        <translation>Angeheftete Nachrichten, die zuletzt angeheftete zuerst</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Show in the room</source>
        <translation>Im Raum zeigen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Nothing is pinned here. Those who run the room can pin a message from its menu.</source>
        <translation>Hier ist nichts angeheftet. Wer den Raum leitet, kann eine Nachricht über ihr Menü anheften.</translation>
    </message>
</context>
<context>
    <name>gui::PolicyForm</name>
    <message>
        <source>Who may write</source>
        <translation>Wer schreiben darf</translation>
    </message>
    <message>
        <source>Slow mode: from one message of a person to their next</source>
        <translation>Langsamer Modus: von einer Nachricht einer Person zur nächsten</translation>
    </message>
    <message>
        <source>No waiting</source>
        <translation>Ohne Warten</translation>
    </message>
    <message>
        <source>Newcomers write without links and files</source>
        <translation>Neue schreiben ohne Links und Dateien</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message numerus="yes">
        <source>In their first %n message(s)</source>
        <translation>
            <numerusform>In ihrer ersten Nachricht</numerusform>
            <numerusform>In ihren ersten %n Nachrichten</numerusform>
        </translation>
    </message>
    <message>
        <source>Links may be posted</source>
        <translation>Links sind erlaubt</translation>
    </message>
    <message>
        <source>Who may share files</source>
        <translation>Wer Dateien teilen darf</translation>
    </message>
    <message>
        <source>The largest file</source>
        <translation>Die größte Datei</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Ohne Grenze</translation>
    </message>
    <message>
        <source>How long messages stay</source>
        <translation>Wie lange Nachrichten bleiben</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Für immer</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>What newcomers can read</source>
        <translation>Was Neue lesen können</translation>
    </message>
</context>
<context>
    <name>gui::PictureForm</name>
    <message>
        <source>Choose a picture…</source>
        <translation>Bild auswählen …</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Picture of the room</source>
        <translation>Bild des Raums</translation>
    </message>
    <message>
        <source>This file is no picture that can be read.</source>
        <translation>Diese Datei ist kein lesbares Bild.</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Bild auswählen</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>Bilder (%1)</translation>
    </message>
</context>
<context>
    <name>gui::PrivacyBox</name>
    <message>
        <source>Others see when I am writing</source>
        <translation>Andere sehen, wenn ich schreibe</translation>
    </message>
    <message>
        <source>Others see how far I have read</source>
        <translation>Andere sehen, wie weit ich gelesen habe</translation>
    </message>
    <message>
        <source>Everybody in a large room sees that I am here</source>
        <translation>In großen Räumen sehen alle, dass ich da bin</translation>
    </message>
    <message>
        <source>Members find me over the internet</source>
        <translation>Mitglieder finden mich über das Internet</translation>
    </message>
    <message>
        <source>History that is fetched for a room</source>
        <translation>Verlauf, der für einen Raum geholt wird</translation>
    </message>
    <message>
        <source>As fast as it comes</source>
        <translation>So schnell, wie er kommt</translation>
    </message>
    <message>
        <source>At most 10 MB a minute</source>
        <translation>Höchstens 10 MB je Minute</translation>
    </message>
    <message>
        <source>At most 1 MB a minute</source>
        <translation>Höchstens 1 MB je Minute</translation>
    </message>
    <message>
        <source>At most %L1 kB a minute</source>
        <translation>Höchstens %L1 kB je Minute</translation>
    </message>
</context>
<context>
    <name>gui::ProfileDialog</name>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message>
        <source>Your picture and your four words are made from your key: nobody else can have them. Your name you can change whenever you like.</source>
        <translation>Dein Bild und deine vier Wörter entstehen aus deinem Schlüssel: Niemand sonst kann sie haben. Deinen Namen kannst du jederzeit ändern.</translation>
    </message>
    <message>
        <source>Your picture</source>
        <translation>Dein Bild</translation>
    </message>
    <message>
        <source>Your four words: %1</source>
        <translation>Deine vier Wörter: %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>The name is too long. Shorten it a little.</source>
        <translation>Der Name ist zu lang. Kürze ihn ein wenig.</translation>
    </message>
</context>
<context>
    <name>gui::PurgeText</name>
    <message>
        <source>What they wrote stays.</source>
        <translation>Was geschrieben wurde, bleibt.</translation>
    </message>
    <message>
        <source>What they wrote in the last hour disappears for everybody.</source>
        <translation>Was die Person in der letzten Stunde schrieb, verschwindet für alle.</translation>
    </message>
    <message>
        <source>What they wrote in the last day disappears for everybody.</source>
        <translation>Was die Person am letzten Tag schrieb, verschwindet für alle.</translation>
    </message>
    <message>
        <source>Everything they wrote in this room disappears for everybody.</source>
        <translation>Alles, was die Person in diesem Raum schrieb, verschwindet für alle.</translation>
    </message>
</context>
<context>
    <name>gui::QuickSwitcher</name>
    <message>
        <source>Go to a room</source>
        <translation>Gehe zu einem Raum</translation>
    </message>
    <message>
        <source>Name of a room</source>
        <translation>Name eines Raums</translation>
    </message>
    <message>
        <source>Rooms found</source>
        <translation>Gefundene Räume</translation>
    </message>
</context>
<context>
    <name>gui::ReactionText</name>
    <message>
        <source>Reactions: %1</source>
        <translation>Reaktionen: %1</translation>
    </message>
</context>
<context>
    <name>gui::ReportsDialog</name>
    <message>
        <source>Reports</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>What members told those who run the room. Nobody else can read it. Reports go by themselves after two weeks.</source>
        <translation>Was Mitglieder denen sagten, die den Raum leiten. Niemand sonst kann es lesen. Meldungen verschwinden nach zwei Wochen von selbst.</translation>
    </message>
    <message>
        <source>Reports, the newest first</source>
        <translation>Meldungen, die neuesten zuerst</translation>
    </message>
    <message>
        <source>Moderate…</source>
        <translation>Moderieren…</translation>
    </message>
    <message>
        <source>Show in the room</source>
        <translation>Im Raum zeigen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>%1 reported a message of %2, %3</source>
        <comment>who, whose, moment</comment>
        <translation>%1 meldete eine Nachricht von %2, %3</translation>
    </message>
    <message>
        <source>Reason: %1</source>
        <translation>Grund: %1</translation>
    </message>
    <message>
        <source>Nothing has been reported.</source>
        <translation>Nichts ist gemeldet worden.</translation>
    </message>
</context>
<context>
    <name>gui::RoomBrowser</name>
    <message>
        <source>Public rooms</source>
        <translation>Öffentliche Räume</translation>
    </message>
    <message>
        <source>Rooms that anybody may join, heard of on this network, from rooms you are in and from the wide net.</source>
        <translation>Räume, die jedem offenstehen: gehört in diesem Netz, aus deinen Räumen und aus dem weiten Netz.</translation>
    </message>
    <message>
        <source>Show only</source>
        <translation>Nur zeigen</translation>
    </message>
    <message>
        <source>A name, a word or a #tag</source>
        <translation>Ein Name, ein Wort oder ein #Stichwort</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Heard</source>
        <translation>Gehört</translation>
    </message>
    <message>
        <source>Columns of the public rooms</source>
        <translation>Spalten der öffentlichen Räume</translation>
    </message>
    <message>
        <source>Create a room…</source>
        <translation>Raum erstellen…</translation>
    </message>
    <message>
        <source>Paste an invite…</source>
        <translation>Einladung einfügen…</translation>
    </message>
    <message>
        <source>Join…</source>
        <translation>Beitreten…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Nearby</source>
        <translation>In der Nähe</translation>
    </message>
    <message>
        <source>Wide net</source>
        <translation>Weites Netz</translation>
    </message>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n Mitglied</numerusform>
            <numerusform>%n Mitglieder</numerusform>
        </translation>
    </message>
    <message>
        <source>language: %1</source>
        <translation>Sprache: %1</translation>
    </message>
    <message>
        <source>listed %1</source>
        <comment>a moment</comment>
        <translation>eingetragen %1</translation>
    </message>
    <message>
        <source>Heard on this network or from somebody who runs a room of yours.</source>
        <translation>Gehört in diesem Netz oder von jemandem, der einen deiner Räume leitet.</translation>
    </message>
    <message>
        <source>Found in the wide net: nobody you know vouches for it.</source>
        <translation>Gefunden im weiten Netz: Niemand, den du kennst, bürgt dafür.</translation>
    </message>
    <message>
        <source>Listening…</source>
        <translation>Es wird gelauscht…</translation>
    </message>
    <message>
        <source>No public rooms heard of yet. This list fills by itself while it is open. You can create a room, or paste an invite.</source>
        <translation>Noch von keinen öffentlichen Räumen gehört. Die Liste füllt sich von selbst, solange sie offen ist. Du kannst einen Raum erstellen oder eine Einladung einfügen.</translation>
    </message>
    <message>
        <source>No room matches.</source>
        <translation>Kein Raum passt dazu.</translation>
    </message>
</context>
<context>
    <name>gui::RaidDialog</name>
    <message>
        <source>Clear out a raid</source>
        <translation>Einen Überfall beenden</translation>
    </message>
    <message>
        <source>For when many come in at once and spoil the room. Whoever was here before, and whoever moderates, stays.</source>
        <translation>Für den Fall, dass viele auf einmal hereinkommen und den Raum verderben. Wer schon vorher da war und wer moderiert, bleibt.</translation>
    </message>
    <message>
        <source>Everybody who came in during</source>
        <translation>Alle, die hereinkamen in</translation>
    </message>
    <message>
        <source>The last 15 minutes</source>
        <translation>den letzten 15 Minuten</translation>
    </message>
    <message>
        <source>The last hour</source>
        <translation>der letzten Stunde</translation>
    </message>
    <message>
        <source>The last 6 hours</source>
        <translation>den letzten 6 Stunden</translation>
    </message>
    <message>
        <source>The last day</source>
        <translation>den letzten 24 Stunden</translation>
    </message>
    <message>
        <source>People who came in since then</source>
        <translation>Wer seitdem hereinkam</translation>
    </message>
    <message>
        <source>Reason (the moderation log gets to see it)</source>
        <translation>Grund (steht im Moderationsprotokoll)</translation>
    </message>
    <message>
        <source>For example: a raid</source>
        <translation>Zum Beispiel: ein Überfall</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weitere Person</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody has come in since then.</source>
        <translation>Seitdem ist niemand hereingekommen.</translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) will be banned, and everything they wrote disappears for everyone. Invites they came by stop working; a public room stays open.</source>
        <translation>
            <numerusform>%n Person wird gesperrt, und alles, was sie schrieb, verschwindet für alle. Einladungen, mit denen sie kam, gelten nicht mehr; ein öffentlicher Raum bleibt offen.</numerusform>
            <numerusform>%n Personen werden gesperrt, und alles, was sie schrieben, verschwindet für alle. Einladungen, mit denen sie kamen, gelten nicht mehr; ein öffentlicher Raum bleibt offen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ban %n person(s)</source>
        <translation>
            <numerusform>%n Person sperren</numerusform>
            <numerusform>%n Personen sperren</numerusform>
        </translation>
    </message>
    <message>
        <source>The reason is too long. Shorten it a little.</source>
        <translation>Der Grund ist zu lang. Kürze ihn etwas.</translation>
    </message>
</context>
<context>
    <name>gui::RoomDialogs</name>
    <message>
        <source>Go on in anot&amp;her room…</source>
        <translation>In einem anderen Raum wei&amp;termachen…</translation>
    </message>
    <message>
        <source>Go on with %1 in another room?</source>
        <translation>Mit %1 in einem anderen Raum weitermachen?</translation>
    </message>
    <message>
        <source>A new room with the same name and rules is opened, and it is yours. Whoever runs this one may run that one too. Its invite is posted here; nobody is moved, each decides alone. The owner or an heir can do this alone, admins when two thirds of them agree. The history stays here.</source>
        <translation>Ein neuer Raum mit demselben Namen und denselben Regeln wird eröffnet, und er gehört dir. Wer diesen führt, darf auch jenen führen. Die Einladung wird hier geschrieben; niemand wird verschoben, jeder entscheidet selbst. Die Eigentümerin oder ein Erbe kann das allein, Admins, wenn zwei Drittel zustimmen. Der Verlauf bleibt hier.</translation>
    </message>
    <message>
        <source>Open the new room</source>
        <translation>Den neuen Raum eröffnen</translation>
    </message>
    <message>
        <source>This room goes on here:</source>
        <translation>Dieser Raum geht hier weiter:</translation>
    </message>
    <message>
        <source>Settings of the roo&amp;m…</source>
        <translation>&amp;Einstellungen des Raums …</translation>
    </message>
    <message>
        <source>&amp;Pinned messages…</source>
        <translation>Ange&amp;heftete Nachrichten…</translation>
    </message>
    <message>
        <source>I&amp;nvites…</source>
        <translation>Einladu&amp;ngen…</translation>
    </message>
    <message>
        <source>Mo&amp;deration log…</source>
        <translation>Moderations&amp;protokoll…</translation>
    </message>
    <message>
        <source>&amp;Who asks to come in…</source>
        <translation>&amp;Wer um Einlass bittet…</translation>
    </message>
    <message>
        <source>&amp;Who asks to come in (%1)…</source>
        <translation>&amp;Wer um Einlass bittet (%1)…</translation>
    </message>
    <message>
        <source>R&amp;eports…</source>
        <translation>&amp;Meldungen…</translation>
    </message>
    <message>
        <source>R&amp;eports (%1)…</source>
        <translation>&amp;Meldungen (%1)…</translation>
    </message>
    <message>
        <source>Clear o&amp;ut a raid…</source>
        <translation>Ü&amp;berfall beenden…</translation>
    </message>
    <message>
        <source>Save a &amp;copy of this room…</source>
        <translation>&amp;Kopie dieses Raums sichern…</translation>
    </message>
</context>
<context>
    <name>gui::RoomHeader</name>
    <message>
        <source>Search in this room</source>
        <translation>In diesem Raum suchen</translation>
    </message>
    <message>
        <source>Invite people to this room</source>
        <translation>Leute in diesen Raum einladen</translation>
    </message>
    <message>
        <source>Show or hide the members</source>
        <translation>Mitglieder zeigen oder verbergen</translation>
    </message>
    <message>
        <source>More about this room</source>
        <translation>Mehr zu diesem Raum</translation>
    </message>
    <message>
        <source>Invite people…</source>
        <translation>Leute einladen…</translation>
    </message>
    <message>
        <source>Leave the room…</source>
        <translation>Raum verlassen…</translation>
    </message>
    <message>
        <source>Forget the room…</source>
        <translation>Raum vergessen…</translation>
    </message>
    <message numerus="yes">
        <source>%n ask(s) to come in</source>
        <translation>
            <numerusform>%n bittet um Einlass</numerusform>
            <numerusform>%n bitten um Einlass</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n report(s)</source>
        <translation>
            <numerusform>%n Meldung</numerusform>
            <numerusform>%n Meldungen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::RoomListModel</name>
    <message>
        <source>Room without a name</source>
        <translation>Raum ohne Namen</translation>
    </message>
    <message>
        <source>Nothing said yet</source>
        <translation>Noch nichts gesagt</translation>
    </message>
    <message>
        <source>message removed</source>
        <translation>Nachricht entfernt</translation>
    </message>
    <message>
        <source>sent under older rules</source>
        <translation>unter älteren Regeln gesendet</translation>
    </message>
    <message>
        <source>file: %1</source>
        <translation>Datei: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>author: text</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n ungelesen</numerusform>
            <numerusform>%n ungelesen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::RoomPanel</name>
    <message>
        <source>Filter rooms</source>
        <translation>Räume filtern</translation>
    </message>
    <message>
        <source>New room or invite</source>
        <translation>Neuer Raum oder Einladung</translation>
    </message>
    <message>
        <source>Create a room…</source>
        <translation>Raum erstellen…</translation>
    </message>
    <message>
        <source>Join with an invite…</source>
        <translation>Mit Einladung beitreten…</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>Räume</translation>
    </message>
    <message>
        <source>No rooms yet. Create one or join with an invite.</source>
        <translation>Noch keine Räume. Erstelle einen oder tritt mit einer Einladung bei.</translation>
    </message>
    <message>
        <source>No room of that name.</source>
        <translation>Kein Raum dieses Namens.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter leeren</translation>
    </message>
</context>
<context>
    <name>gui::RoomSettingsDialog</name>
    <message>
        <source>The picture could not be written into the profile.</source>
        <translation>Das Bild konnte nicht ins Profil geschrieben werden.</translation>
    </message>
    <message>
        <source>Settings of the room</source>
        <translation>Einstellungen des Raums</translation>
    </message>
    <message>
        <source>Pages of the settings</source>
        <translation>Seiten der Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Room</source>
        <translation>&amp;Raum</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>&amp;Writing</source>
        <translation>&amp;Schreiben</translation>
    </message>
    <message>
        <source>&amp;Files and history</source>
        <translation>&amp;Dateien und Verlauf</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Give the room a name.</source>
        <translation>Gib dem Raum einen Namen.</translation>
    </message>
    <message>
        <source>The name is too long. Shorten it a little.</source>
        <translation>Der Name ist zu lang. Kürze ihn ein wenig.</translation>
    </message>
    <message>
        <source>The topic is too long. Shorten it a little.</source>
        <translation>Das Thema ist zu lang. Kürze es ein wenig.</translation>
    </message>
    <message>
        <source>Moderators, admins and the founder can change this.</source>
        <translation>Ändern können das Moderatoren, Admins und wer den Raum gegründet hat.</translation>
    </message>
    <message>
        <source>Change the room&apos;s address…</source>
        <translation>Adresse des Raums ändern …</translation>
    </message>
    <message>
        <source>Change the room&apos;s address?</source>
        <translation>Adresse des Raums ändern?</translation>
    </message>
    <message>
        <source>Whoever was banned or removed cannot find the room any more.</source>
        <translation>Wer gebannt oder entfernt wurde, findet den Raum nicht mehr.</translation>
    </message>
    <message>
        <source>Change the address</source>
        <translation>Adresse ändern</translation>
    </message>
    <message>
        <source>The room has a new address.</source>
        <translation>Der Raum hat eine neue Adresse.</translation>
    </message>
</context>
<context>
    <name>gui::RoomView</name>
    <message>
        <source>Messages of %1</source>
        <translation>Nachrichten in %1</translation>
    </message>
    <message>
        <source>%1 is writing…</source>
        <translation>%1 schreibt…</translation>
    </message>
    <message>
        <source>%1 and %2 are writing…</source>
        <translation>%1 und %2 schreiben…</translation>
    </message>
    <message numerus="yes">
        <source>%n people are writing…</source>
        <translation>
            <numerusform>%n Person schreibt…</numerusform>
            <numerusform>%n Leute schreiben…</numerusform>
        </translation>
    </message>
    <message>
        <source>Open this link?</source>
        <translation>Diesen Link öffnen?</translation>
    </message>
    <message>
        <source>Your browser goes to %1. Whoever runs that site learns your address.</source>
        <translation>Dein Browser geht zu %1. Wer diese Seite betreibt, erfährt deine Adresse.</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <source>Share files with the room</source>
        <translation>Dateien mit dem Raum teilen</translation>
    </message>
    <message>
        <source>Drop to share with everyone in %1</source>
        <translation>Loslassen, um mit allen in %1 zu teilen</translation>
    </message>
    <message numerus="yes">
        <source>%n other member(s) can download it</source>
        <translation>
            <numerusform>%n weiteres Mitglied kann es laden</numerusform>
            <numerusform>%n weitere Mitglieder können es laden</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody else is in the room yet</source>
        <translation>Noch ist sonst niemand im Raum</translation>
    </message>
    <message>
        <source>Nothing can be shared in %1</source>
        <translation>In %1 lässt sich nichts teilen</translation>
    </message>
</context>
<context>
    <name>gui::RuleWords</name>
    <message>
        <source>Messages stay until somebody deletes them.</source>
        <translation>Nachrichten bleiben, bis jemand sie löscht.</translation>
    </message>
    <message numerus="yes">
        <source>What is older than %n day(s) vanishes for everybody at once, and is erased for good after a week. Files that somebody saved stay.</source>
        <translation>
            <numerusform>Was älter als %n Tag ist, verschwindet sofort bei allen und wird nach einer Woche endgültig gelöscht. Dateien, die jemand gespeichert hat, bleiben.</numerusform>
            <numerusform>Was älter als %n Tage ist, verschwindet sofort bei allen und wird nach einer Woche endgültig gelöscht. Dateien, die jemand gespeichert hat, bleiben.</numerusform>
        </translation>
    </message>
    <message>
        <source>Open to everybody</source>
        <translation>Offen für alle</translation>
    </message>
    <message>
        <source>By invite only</source>
        <translation>Nur mit Einladung</translation>
    </message>
    <message>
        <source>People ask to come in</source>
        <translation>Man klopft an</translation>
    </message>
    <message>
        <source>With a password</source>
        <translation>Mit Passwort</translation>
    </message>
    <message>
        <source>Whoever has the link comes in at once, and may read what is written.</source>
        <translation>Wer den Link hat, kommt sofort herein und darf lesen, was geschrieben wird.</translation>
    </message>
    <message>
        <source>People need a link from a member to find the room and to read it.</source>
        <translation>Man braucht den Link eines Mitglieds, um den Raum zu finden und zu lesen.</translation>
    </message>
    <message>
        <source>Whoever has the link can ask, with a few words; a moderator lets them in or not.</source>
        <translation>Wer den Link hat, kann mit ein paar Worten anklopfen; die Moderation lässt ein oder nicht.</translation>
    </message>
    <message>
        <source>Whoever has the link and knows the password comes in at once.</source>
        <translation>Wer den Link hat und das Passwort kennt, kommt sofort herein.</translation>
    </message>
    <message>
        <source>Everything that was ever written</source>
        <translation>Alles, was je geschrieben wurde</translation>
    </message>
    <message>
        <source>What is written since they came in</source>
        <translation>Was seit ihrem Eintritt geschrieben wird</translation>
    </message>
    <message>
        <source>Only what is written while they are there</source>
        <translation>Nur was geschrieben wird, während sie da sind</translation>
    </message>
    <message>
        <source>Newcomers get the keys to all of the room&apos;s history.</source>
        <translation>Neue bekommen die Schlüssel zum ganzen Verlauf des Raums.</translation>
    </message>
    <message>
        <source>Newcomers get no keys to what was written before they came.</source>
        <translation>Neue bekommen keine Schlüssel zu dem, was vorher geschrieben wurde.</translation>
    </message>
    <message>
        <source>Whoever was away does not get what was written meanwhile.</source>
        <translation>Wer weg war, bekommt nicht, was inzwischen geschrieben wurde.</translation>
    </message>
    <message>
        <source>A public room shows everything that was ever written to everybody.</source>
        <translation>Ein öffentlicher Raum zeigt jedem alles, was je geschrieben wurde.</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Only the founder</source>
        <translation>Nur wer den Raum gegründet hat</translation>
    </message>
    <message>
        <source>Admins and the founder</source>
        <translation>Admins und wer den Raum gegründet hat</translation>
    </message>
    <message>
        <source>Moderators and above</source>
        <translation>Ab Moderation</translation>
    </message>
    <message>
        <source>All members</source>
        <translation>Alle Mitglieder</translation>
    </message>
    <message>
        <source>Everybody, observers too</source>
        <translation>Alle, auch Beobachter</translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n Stunde</numerusform>
            <numerusform>%n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n Minute</numerusform>
            <numerusform>%n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n Sekunde</numerusform>
            <numerusform>%n Sekunden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gui::ShareSheet</name>
    <message>
        <source>Invite to %1</source>
        <translation>Einladung in %1</translation>
    </message>
    <message>
        <source>Invite to the room</source>
        <translation>Einladung in den Raum</translation>
    </message>
    <message>
        <source>Send this link by any means you trust. Anybody who has it can come in while it works and will see the room&apos;s history.</source>
        <translation>Schicke diesen Link auf einem Weg, dem du traust. Wer ihn hat, kann hinein, solange er gilt, und sieht den Verlauf des Raums.</translation>
    </message>
    <message>
        <source>Invite link</source>
        <translation>Einladungslink</translation>
    </message>
    <message>
        <source>The invite as a QR code</source>
        <translation>Die Einladung als QR-Code</translation>
    </message>
    <message>
        <source>How long the link works</source>
        <translation>Wie lange der Link gilt</translation>
    </message>
    <message>
        <source>Works without a time limit</source>
        <translation>Gilt ohne zeitliche Grenze</translation>
    </message>
    <message>
        <source>Works for one hour</source>
        <translation>Gilt eine Stunde</translation>
    </message>
    <message>
        <source>Works for one day</source>
        <translation>Gilt einen Tag</translation>
    </message>
    <message>
        <source>Works for seven days</source>
        <translation>Gilt sieben Tage</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Making the link…</source>
        <translation>Der Link entsteht…</translation>
    </message>
    <message>
        <source>Copied. Paste it into a message, a mail or a note.</source>
        <translation>Kopiert. Füge ihn in eine Nachricht, eine Mail oder einen Zettel ein.</translation>
    </message>
    <message>
        <source>Send this link by any means. Whoever has it also needs the room&apos;s password.</source>
        <translation>Schicke diesen Link auf beliebigem Weg. Wer ihn hat, braucht auch das Passwort des Raums.</translation>
    </message>
    <message>
        <source>Send this link by any means. Whoever has it can ask to come in.</source>
        <translation>Schicke diesen Link auf beliebigem Weg. Wer ihn hat, kann um Einlass bitten.</translation>
    </message>
    <message>
        <source>All invites…</source>
        <translation>Alle Einladungen…</translation>
    </message>
    <message>
        <source>For how many people the link works</source>
        <translation>Für wie viele der Link gilt</translation>
    </message>
    <message>
        <source>For any number of people</source>
        <translation>Für beliebig viele</translation>
    </message>
    <message>
        <source>For one person</source>
        <translation>Für eine Person</translation>
    </message>
    <message>
        <source>For up to five people</source>
        <translation>Für bis zu fünf Personen</translation>
    </message>
    <message>
        <source>For up to 25 people</source>
        <translation>Für bis zu 25 Personen</translation>
    </message>
    <message>
        <source>As what they come in</source>
        <translation>Als was sie hereinkommen</translation>
    </message>
    <message>
        <source>They come in as: %1</source>
        <translation>Sie kommen herein als: %1</translation>
    </message>
    <message>
        <source>This link has not been made yet.</source>
        <translation>Dieser Link ist noch nicht gemacht.</translation>
    </message>
    <message>
        <source>Make the link</source>
        <translation>Link machen</translation>
    </message>
</context>
<context>
    <name>gui::ShortcutSheet</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Go to a room by name</source>
        <translation>Zu einem Raum nach Namen gehen</translation>
    </message>
    <message>
        <source>Previous room</source>
        <translation>Voriger Raum</translation>
    </message>
    <message>
        <source>Next room</source>
        <translation>Nächster Raum</translation>
    </message>
    <message>
        <source>Create a room</source>
        <translation>Raum erstellen</translation>
    </message>
    <message>
        <source>Join with an invite</source>
        <translation>Mit Einladung beitreten</translation>
    </message>
    <message>
        <source>Invite to this room</source>
        <translation>In diesen Raum einladen</translation>
    </message>
    <message>
        <source>Share files</source>
        <translation>Dateien teilen</translation>
    </message>
    <message>
        <source>Show or hide the members</source>
        <translation>Mitglieder zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Send the message</source>
        <translation>Nachricht senden</translation>
    </message>
    <message>
        <source>New line in the message</source>
        <translation>Neue Zeile in der Nachricht</translation>
    </message>
    <message>
        <source>Leave the message field</source>
        <translation>Das Nachrichtenfeld verlassen</translation>
    </message>
    <message>
        <source>Read message by message (in the timeline)</source>
        <translation>Nachricht für Nachricht lesen (im Verlauf)</translation>
    </message>
    <message>
        <source>This table</source>
        <translation>Diese Tabelle</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Public rooms</source>
        <translation>Öffentliche Räume</translation>
    </message>
    <message>
        <source>Search in this room</source>
        <translation>In diesem Raum suchen</translation>
    </message>
    <message>
        <source>Search in all rooms</source>
        <translation>In allen Räumen suchen</translation>
    </message>
    <message>
        <source>Next result</source>
        <translation>Nächster Fund</translation>
    </message>
</context>
<context>
    <name>gui::StartWindow</name>
    <message>
        <source>Parlour is already running with this profile. Use the window that is open, or close it first.</source>
        <translation>Parlour läuft mit diesem Profil schon. Nimm das offene Fenster oder schließe es erst.</translation>
    </message>
    <message>
        <source>That passphrase does not fit this profile.</source>
        <translation>Diese Passphrase passt nicht zu diesem Profil.</translation>
    </message>
    <message>
        <source>A newer Parlour has used this profile, and this one cannot read it. Nothing was changed. Install the newer version again.</source>
        <translation>Ein neueres Parlour hat dieses Profil benutzt, und dieses hier kann es nicht lesen. Nichts wurde verändert. Installiere wieder die neuere Version.</translation>
    </message>
    <message>
        <source>Another program uses the network address that Parlour was told to use. Close it, or start Parlour without --listen.</source>
        <translation>Ein anderes Programm benutzt die Netzadresse, die Parlour nehmen sollte. Schließe es oder starte Parlour ohne --listen.</translation>
    </message>
    <message>
        <source>The profile folder cannot be written to, so nothing could be stored. Check its permissions and try again.</source>
        <translation>In den Profilordner lässt sich nicht schreiben, also konnte nichts gespeichert werden. Prüfe die Zugriffsrechte und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The keys or the history of this profile cannot be read: the file is damaged. Nothing was changed. Put back a backup of the profile folder, then try again.</source>
        <translation>Die Schlüssel oder der Verlauf dieses Profils lassen sich nicht lesen: Die Datei ist beschädigt. Nichts wurde verändert. Spiele eine Sicherung des Profilordners zurück und versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>The disk is full, so nothing could be stored. Free some space and try again.</source>
        <translation>Die Platte ist voll, also konnte nichts gespeichert werden. Schaffe Platz und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>Parlour was started with an option that it cannot follow. Start it without options, or see parlour --help.</source>
        <translation>Parlour wurde mit einer Option gestartet, der es nicht folgen kann. Starte es ohne Optionen oder lies parlour --help.</translation>
    </message>
    <message>
        <source>Parlour</source>
        <translation>Parlour</translation>
    </message>
    <message>
        <source>Parlour could not start</source>
        <translation>Parlour konnte nicht starten</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>gui::TimelineRow</name>
    <message>
        <source>New messages</source>
        <translation>Neue Nachrichten</translation>
    </message>
    <message>
        <source>late</source>
        <translation>verspätet</translation>
    </message>
    <message>
        <source>older rules</source>
        <translation>ältere Regeln</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>bearbeitet</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>angeheftet</translation>
    </message>
</context>
<context>
    <name>gui::TimelineView</name>
    <message>
        <source>%1, %2: %3</source>
        <comment>author, time: text</comment>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>Message menu</source>
        <translation>Menü der Nachricht</translation>
    </message>
    <message>
        <source>Copy selection</source>
        <translation>Auswahl kopieren</translation>
    </message>
    <message>
        <source>Copy file name</source>
        <translation>Dateinamen kopieren</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Open link…</source>
        <translation>Link öffnen…</translation>
    </message>
    <message>
        <source>file %1, %2</source>
        <comment>name, status</comment>
        <translation>Datei %1, %2</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message>
        <source>This is the beginning of the room</source>
        <translation>Hier beginnt der Raum</translation>
    </message>
    <message>
        <source>Looking for earlier messages…</source>
        <translation>Ältere Nachrichten werden gesucht…</translation>
    </message>
    <message>
        <source>Nothing has been said here yet.
Write the first message, or drop a file here.</source>
        <translation>Hier wurde noch nichts gesagt.
Schreibe die erste Nachricht oder lass eine Datei hier fallen.</translation>
    </message>
    <message>
        <source>Loading messages…</source>
        <translation>Nachrichten werden geladen…</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Scroll through the messages</source>
        <translation>Durch die Nachrichten blättern</translation>
    </message>
    <message>
        <source>This message was removed</source>
        <translation>Diese Nachricht wurde entfernt</translation>
    </message>
    <message>
        <source>Fold message again</source>
        <translation>Nachricht wieder zuklappen</translation>
    </message>
    <message>
        <source>Show message</source>
        <translation>Nachricht zeigen</translation>
    </message>
    <message>
        <source>sent under older rules, Return shows it</source>
        <translation>unter älteren Regeln gesendet, die Eingabetaste zeigt es</translation>
    </message>
    <message>
        <source>sent under older rules</source>
        <translation>unter älteren Regeln gesendet</translation>
    </message>
    <message>
        <source>Sent under older rules. Click to show it.</source>
        <translation>Unter älteren Regeln gesendet. Ein Klick zeigt die Nachricht.</translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <comment>messages below</comment>
        <translation>
            <numerusform>%n neue</numerusform>
            <numerusform>%n neue</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Go to %n new message(s)</source>
        <translation>
            <numerusform>Zu %n neuen Nachricht gehen</numerusform>
            <numerusform>Zu %n neuen Nachrichten gehen</numerusform>
        </translation>
    </message>
    <message>
        <source>Go to the newest message</source>
        <translation>Zur neuesten Nachricht gehen</translation>
    </message>
    <message>
        <source>An earlier message</source>
        <translation>Eine frühere Nachricht</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>author, text</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>gui::UnlockPage</name>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Aufschließen</translation>
    </message>
    <message>
        <source>Unlock your identity</source>
        <translation>Schließe deine Identität auf</translation>
    </message>
    <message>
        <source>Your key is locked with a passphrase.</source>
        <translation>Dein Schlüssel ist mit einer Passphrase verschlossen.</translation>
    </message>
    <message>
        <source>That passphrase does not fit. Check the keyboard layout and Caps Lock, then try again.</source>
        <translation>Diese Passphrase passt nicht. Prüfe Tastaturbelegung und Feststelltaste und versuche es noch einmal.</translation>
    </message>
</context>
<context>
    <name>gui::VersionsDialog</name>
    <message>
        <source>Earlier versions</source>
        <translation>Frühere Fassungen</translation>
    </message>
    <message>
        <source>What this message of %1 said, the newest last.</source>
        <translation>Was in dieser Nachricht von %1 stand, das Neueste zuletzt.</translation>
    </message>
    <message>
        <source>Versions of the message</source>
        <translation>Fassungen der Nachricht</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>gui::WelcomePage</name>
    <message>
        <source>A room lives on its members&apos; computers. One invite is all that anybody needs.</source>
        <translation>Ein Raum lebt auf den Rechnern seiner Mitglieder. Mehr als eine Einladung braucht niemand.</translation>
    </message>
    <message>
        <source>Create a room</source>
        <translation>Raum erstellen</translation>
    </message>
    <message>
        <source>Give it a name, then send the invite link to your people.</source>
        <translation>Gib ihm einen Namen und schicke deinen Leuten den Einladungslink.</translation>
    </message>
    <message>
        <source>Join with an invite</source>
        <translation>Mit Einladung beitreten</translation>
    </message>
    <message>
        <source>Somebody sent you a link? Paste it and you are in.</source>
        <translation>Jemand hat dir einen Link geschickt? Füge ihn ein, und du bist drin.</translation>
    </message>
    <message>
        <source>Your name and picture</source>
        <translation>Dein Name und dein Bild</translation>
    </message>
    <message>
        <source>See how others see you, and the four words that prove it is you.</source>
        <translation>Sieh, wie andere dich sehen, und die vier Wörter, die beweisen, dass du es bist.</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Welcome, %1</source>
        <translation>Willkommen, %1</translation>
    </message>
    <message>
        <source>Public rooms</source>
        <translation>Öffentliche Räume</translation>
    </message>
    <message>
        <source>See which open rooms are nearby or listed in the wide net.</source>
        <translation>Sieh, welche offenen Räume in der Nähe oder im weiten Netz zu finden sind.</translation>
    </message>
</context>
<context>
    <name>gui::Words</name>
    <message>
        <source>Someone (%1)</source>
        <comment>the start of a key</comment>
        <translation>Jemand (%1)</translation>
    </message>
    <message>
        <source>You are not a member of this room, so nothing can be done in it. Ask a member for an invite.</source>
        <translation>Du bist nicht Mitglied dieses Raums, also geht hier nichts. Bitte ein Mitglied um eine Einladung.</translation>
    </message>
    <message>
        <source>Your role in this room does not allow that. A moderator can give you another role.</source>
        <translation>Deine Rolle in diesem Raum erlaubt das nicht. Die Moderation kann dir eine andere geben.</translation>
    </message>
    <message>
        <source>This room is not on this computer any more. Join it again with an invite.</source>
        <translation>Dieser Raum ist nicht mehr auf diesem Rechner. Tritt ihm mit einer Einladung wieder bei.</translation>
    </message>
    <message>
        <source>This message is not on this computer. It may have been removed.</source>
        <translation>Diese Nachricht ist nicht auf diesem Rechner. Vielleicht wurde sie entfernt.</translation>
    </message>
    <message>
        <source>This file is not known in the room any more. Ask for it to be shared again.</source>
        <translation>Diese Datei ist im Raum nicht mehr bekannt. Bitte darum, dass sie noch einmal geteilt wird.</translation>
    </message>
    <message>
        <source>This person is not known here. They may have left the room.</source>
        <translation>Diese Person ist hier nicht bekannt. Vielleicht hat sie den Raum verlassen.</translation>
    </message>
    <message>
        <source>This is not a whole invite link. Copy it again from its first to its last character.</source>
        <translation>Das ist kein vollständiger Einladungslink. Kopiere ihn noch einmal vom ersten bis zum letzten Zeichen.</translation>
    </message>
    <message>
        <source>The invite has expired. Ask for a new one.</source>
        <translation>Die Einladung ist abgelaufen. Bitte um eine neue.</translation>
    </message>
    <message>
        <source>The invite was withdrawn. Ask for a new one.</source>
        <translation>Die Einladung wurde zurückgezogen. Bitte um eine neue.</translation>
    </message>
    <message>
        <source>You are banned from this room. Only a moderator can undo that.</source>
        <translation>Du bist aus diesem Raum verbannt. Nur die Moderation kann das aufheben.</translation>
    </message>
    <message>
        <source>A moderator muted you in this room. You can read, but not write for now.</source>
        <translation>Die Moderation hat dich in diesem Raum stumm geschaltet. Du kannst lesen, aber vorerst nicht schreiben.</translation>
    </message>
    <message>
        <source>This room is in slow mode. Wait a moment and send it again.</source>
        <translation>Dieser Raum ist im langsamen Modus. Warte einen Moment und sende es noch einmal.</translation>
    </message>
    <message>
        <source>The password is not right. Check it and try again.</source>
        <translation>Das Kennwort stimmt nicht. Prüfe es und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>That is larger than allowed. Shorten it or share it as a file.</source>
        <translation>Das ist größer als erlaubt. Kürze es oder teile es als Datei.</translation>
    </message>
    <message>
        <source>That was too fast for the others to accept. Wait a moment and try again.</source>
        <translation>Das war zu schnell für die anderen. Warte einen Moment und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The space set aside for this is used up. Remove something or raise the limit.</source>
        <translation>Der dafür vorgesehene Platz ist aufgebraucht. Entferne etwas oder hebe die Grenze an.</translation>
    </message>
    <message>
        <source>The disk is full, so nothing can be stored. Free some space and try again.</source>
        <translation>Die Platte ist voll, also lässt sich nichts speichern. Schaffe Platz und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>That place cannot be written to. Check its permissions or choose another place.</source>
        <translation>Dorthin lässt sich nicht schreiben. Prüfe die Zugriffsrechte oder wähle einen anderen Ort.</translation>
    </message>
    <message>
        <source>The file is not where it was. It may have been moved, renamed or deleted.</source>
        <translation>Die Datei ist nicht mehr, wo sie war. Vielleicht wurde sie verschoben, umbenannt oder gelöscht.</translation>
    </message>
    <message>
        <source>The file changed since it was shared, so it is no longer sent. Share it again.</source>
        <translation>Die Datei hat sich seit dem Teilen geändert, also wird sie nicht mehr gesendet. Teile sie noch einmal.</translation>
    </message>
    <message>
        <source>There is already a file of that name. Choose another name or folder.</source>
        <translation>Es gibt schon eine Datei dieses Namens. Wähle einen anderen Namen oder Ordner.</translation>
    </message>
    <message>
        <source>Nobody who could answer is reachable right now. It goes on as soon as somebody comes online.</source>
        <translation>Gerade ist niemand erreichbar, der antworten könnte. Es geht weiter, sobald jemand online ist.</translation>
    </message>
    <message>
        <source>This is already under way. Wait until it has finished.</source>
        <translation>Das läuft schon. Warte, bis es fertig ist.</translation>
    </message>
    <message>
        <source>Your identity is locked. Give the passphrase to unlock it.</source>
        <translation>Deine Identität ist verschlossen. Gib die Passphrase ein, um sie aufzuschließen.</translation>
    </message>
    <message>
        <source>That cannot be used as it is. Check what you typed and try again.</source>
        <translation>So lässt sich das nicht verwenden. Prüfe deine Eingabe und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>This version of Parlour cannot do that yet. Nothing was changed.</source>
        <translation>Diese Version von Parlour kann das noch nicht. Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>Something went wrong inside Parlour. Nothing was lost; try again, and restart Parlour if it happens again.</source>
        <translation>In Parlour ist etwas schiefgegangen. Nichts ging verloren; versuche es noch einmal, und starte Parlour neu, wenn es wieder geschieht.</translation>
    </message>
    <message>
        <source>Nobody of this room answered. Parlour keeps looking and lets you in as soon as a member comes online.</source>
        <translation>Niemand aus diesem Raum hat geantwortet. Parlour sucht weiter und lässt dich hinein, sobald ein Mitglied online ist.</translation>
    </message>
    <message>
        <source>This invite has expired. Ask the person who sent it for a new one.</source>
        <translation>Diese Einladung ist abgelaufen. Bitte die Person, die sie geschickt hat, um eine neue.</translation>
    </message>
    <message>
        <source>This invite was withdrawn or used up. Ask the person who sent it for a new one.</source>
        <translation>Diese Einladung wurde zurückgezogen oder aufgebraucht. Bitte die Person, die sie geschickt hat, um eine neue.</translation>
    </message>
    <message>
        <source>This is too long to be an invite link. Copy only the link itself.</source>
        <translation>Das ist zu lang für einen Einladungslink. Kopiere nur den Link selbst.</translation>
    </message>
    <message>
        <source>The room did not let you in. Ask a member for a new invite.</source>
        <translation>Der Raum hat dich nicht hineingelassen. Bitte ein Mitglied um eine neue Einladung.</translation>
    </message>
    <message>
        <source>Nobody who has this file is online. The download goes on when somebody comes back.</source>
        <translation>Niemand mit dieser Datei ist online. Das Laden geht weiter, wenn jemand zurückkommt.</translation>
    </message>
    <message>
        <source>The file is larger than this room allows. Share a smaller one.</source>
        <translation>Die Datei ist größer, als dieser Raum erlaubt. Teile eine kleinere.</translation>
    </message>
    <message>
        <source>The download folder cannot be written to. Check its permissions, then try again.</source>
        <translation>In den Ordner für Geladenes lässt sich nicht schreiben. Prüfe die Zugriffsrechte und versuche es dann noch einmal.</translation>
    </message>
    <message>
        <source>Parlour may not read this, or it is not a plain file. Check its permissions, or pack a folder into an archive first.</source>
        <translation>Parlour darf das nicht lesen, oder es ist keine einfache Datei. Prüfe die Zugriffsrechte, oder packe einen Ordner zuerst in ein Archiv.</translation>
    </message>
    <message>
        <source>This is not an address. It is numbers and a port, like 192.0.2.7:40123 or [2001:db8::7]:40123.</source>
        <translation>Das ist keine Adresse. Sie besteht aus Zahlen und einem Port, etwa 192.0.2.7:40123 oder [2001:db8::7]:40123.</translation>
    </message>
    <message>
        <source>Nobody answered at this address. Ask whether Parlour runs there and whether the address is still the same.</source>
        <translation>Unter dieser Adresse hat niemand geantwortet. Frage nach, ob Parlour dort läuft und ob die Adresse noch dieselbe ist.</translation>
    </message>
    <message>
        <source>The disk is full. New messages cannot be stored; Parlour tries again by itself. Free some space.</source>
        <translation>Die Platte ist voll. Neue Nachrichten lassen sich nicht speichern; Parlour versucht es von selbst wieder. Schaffe Platz.</translation>
    </message>
    <message>
        <source>The history cannot be written. What you send now may be lost. Check the disk and the permissions of the profile folder.</source>
        <translation>Der Verlauf lässt sich nicht schreiben. Was du jetzt sendest, kann verloren gehen. Prüfe die Platte und die Zugriffsrechte des Profilordners.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock seems to be wrong. Your messages may show up in the wrong place. Set the clock right.</source>
        <translation>Die Uhr dieses Rechners scheint falsch zu gehen. Deine Nachrichten können an der falschen Stelle erscheinen. Stelle die Uhr richtig.</translation>
    </message>
    <message>
        <source>The local network cannot be searched. Invites still work through the addresses in them. A firewall may be in the way.</source>
        <translation>Das lokale Netz lässt sich nicht absuchen. Einladungen gehen weiter über die Adressen in ihnen. Vielleicht ist eine Firewall im Weg.</translation>
    </message>
    <message>
        <source>The history on this disk is sealed, but its key lies beside it without a passphrase: whoever copies both can read it.</source>
        <translation>Der Verlauf auf dieser Platte ist versiegelt, aber sein Schlüssel liegt ohne Passphrase daneben: Wer beides kopiert, kann ihn lesen.</translation>
    </message>
    <message>
        <source>The usual network port was taken by another program, so Parlour uses another one. Older invites may take longer to work.</source>
        <translation>Den gewohnten Netzport hat ein anderes Programm belegt, also nimmt Parlour einen anderen. Ältere Einladungen brauchen vielleicht länger.</translation>
    </message>
    <message>
        <source>A part of the history on this disk could not be read, so it was left out. Parlour asks the other members for it. The disk may be failing: back it up.</source>
        <translation>Ein Teil des Verlaufs auf dieser Festplatte war nicht lesbar und wurde weggelassen. Parlour holt ihn von den anderen Mitgliedern. Die Platte könnte kaputtgehen: Sichere sie.</translation>
    </message>
    <message>
        <source>The key to a room could not be read from this disk. To come in again you need an invite. The disk may be failing: back it up.</source>
        <translation>Der Schlüssel zu einem Raum war auf dieser Festplatte nicht lesbar. Um wieder hineinzukommen, brauchst du eine Einladung. Die Platte könnte kaputtgehen: Sichere sie.</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Stored here, being sent</source>
        <translation>Hier gespeichert, wird gesendet</translation>
    </message>
    <message>
        <source>Stored here; nobody of this room has been online since %1</source>
        <translation>Hier gespeichert; seit %1 war niemand aus diesem Raum online</translation>
    </message>
    <message>
        <source>Stored here; nobody else of this room is online</source>
        <translation>Hier gespeichert; sonst ist niemand aus diesem Raum online</translation>
    </message>
    <message>
        <source>Sent, not yet confirmed by anybody</source>
        <translation>Gesendet, noch von niemandem bestätigt</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Zugestellt</translation>
    </message>
    <message numerus="yes">
        <source>Delivered: stored by %n member(s)</source>
        <translation>
            <numerusform>Zugestellt: bei %n Mitglied gespeichert</numerusform>
            <numerusform>Zugestellt: bei %n Mitgliedern gespeichert</numerusform>
        </translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Arrived late: it is shown where it arrived, with the time its author claims</source>
        <translation>Verspätet angekommen: Sie steht, wo sie ankam, mit der Zeit, die ihr Absender angibt</translation>
    </message>
    <message>
        <source>The room has newer rules, which its author had to know and which do not allow it</source>
        <translation>Im Raum gelten neuere Regeln, die der Absender kennen musste und die das nicht erlauben</translation>
    </message>
    <message>
        <source>You are an observer here: you can read, but not write.</source>
        <translation>Du beobachtest hier: Du kannst lesen, aber nicht schreiben.</translation>
    </message>
    <message>
        <source>Looking for a member of this room. You can write as soon as one lets you in.</source>
        <translation>Ein Mitglied dieses Raums wird gesucht. Du kannst schreiben, sobald dich eines hineinlässt.</translation>
    </message>
    <message>
        <source>You asked to come in. A moderator has to answer first.</source>
        <translation>Du hast angeklopft. Erst muss die Moderation antworten.</translation>
    </message>
    <message>
        <source>You were removed from this room. What you have read stays here; a new invite lets you back in.</source>
        <translation>Du wurdest aus diesem Raum entfernt. Was du gelesen hast, bleibt hier; eine neue Einladung lässt dich wieder hinein.</translation>
    </message>
    <message>
        <source>You are banned from this room. What you have read stays here.</source>
        <translation>Du bist aus diesem Raum verbannt. Was du gelesen hast, bleibt hier.</translation>
    </message>
    <message>
        <source>You left this room. Its history stays here until you forget the room.</source>
        <translation>Du hast diesen Raum verlassen. Sein Verlauf bleibt hier, bis du den Raum vergisst.</translation>
    </message>
    <message>
        <source>Joining…</source>
        <translation>Beitritt läuft…</translation>
    </message>
    <message>
        <source>Waiting to be let in</source>
        <translation>Wartet auf Einlass</translation>
    </message>
    <message>
        <source>Joined</source>
        <translation>Beigetreten</translation>
    </message>
    <message>
        <source>Removed from the room</source>
        <translation>Aus dem Raum entfernt</translation>
    </message>
    <message>
        <source>Banned</source>
        <translation>Verbannt</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>Only you so far</source>
        <translation>Bisher nur du</translation>
    </message>
    <message>
        <source>Nobody else online since %1</source>
        <translation>Seit %1 sonst niemand online</translation>
    </message>
    <message>
        <source>Nobody else is online</source>
        <translation>Sonst ist niemand online</translation>
    </message>
    <message numerus="yes">
        <source>%1 online of %n member(s)</source>
        <translation>
            <numerusform>%1 von %n Mitglied online</numerusform>
            <numerusform>%1 von %n Mitgliedern online</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) missing</source>
        <translation>
            <numerusform>%n Nachricht fehlt</numerusform>
            <numerusform>%n Nachrichten fehlen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; nobody online has them</source>
        <translation>%1; niemand, der online ist, hat sie</translation>
    </message>
    <message numerus="yes">
        <source>%1, asking %n peer(s)</source>
        <translation>
            <numerusform>%1, %n Gegenstelle wird gefragt</numerusform>
            <numerusform>%1, %n Gegenstellen werden gefragt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n Nachricht</numerusform>
            <numerusform>%n Nachrichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ban(s)</source>
        <translation>
            <numerusform>%n Verbannung</numerusform>
            <numerusform>%n Verbannungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Caught up with the others: %1</source>
        <translation>Mit den anderen abgeglichen: %1</translation>
    </message>
    <message>
        <source>Founder</source>
        <translation>Gründung</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>Verwaltung</translation>
    </message>
    <message>
        <source>Moderator</source>
        <translation>Moderation</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Observer</source>
        <translation>Beobachtend</translation>
    </message>
    <message>
        <source>Founders</source>
        <translation>Gründung</translation>
    </message>
    <message>
        <source>Admins</source>
        <translation>Verwaltung</translation>
    </message>
    <message>
        <source>Moderators</source>
        <translation>Moderation</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message>
        <source>Observers</source>
        <translation>Beobachtende</translation>
    </message>
    <message>
        <source>not linked to you</source>
        <translation>nicht mit dir verbunden</translation>
    </message>
    <message>
        <source>linked directly</source>
        <translation>direkt verbunden</translation>
    </message>
    <message>
        <source>linked through another member</source>
        <translation>über ein anderes Mitglied verbunden</translation>
    </message>
    <message>
        <source>addresses from last time</source>
        <translation>Adressen vom letzten Mal</translation>
    </message>
    <message>
        <source>the local network</source>
        <translation>das lokale Netz</translation>
    </message>
    <message>
        <source>addresses in invites</source>
        <translation>Adressen in Einladungen</translation>
    </message>
    <message>
        <source>the public address table</source>
        <translation>die öffentliche Adresstabelle</translation>
    </message>
    <message>
        <source>addresses typed by hand</source>
        <translation>von Hand eingegebene Adressen</translation>
    </message>
    <message>
        <source>Addresses from last time</source>
        <translation>Adressen vom letzten Mal</translation>
    </message>
    <message>
        <source>The local network</source>
        <translation>Das lokale Netz</translation>
    </message>
    <message>
        <source>Addresses in invites</source>
        <translation>Adressen in Einladungen</translation>
    </message>
    <message>
        <source>The public address table</source>
        <translation>Die öffentliche Adresstabelle</translation>
    </message>
    <message>
        <source>Addresses typed by hand</source>
        <translation>Von Hand eingegebene Adressen</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>a speed: size per second</comment>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>noch %n Minute</numerusform>
            <numerusform>noch %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) left</source>
        <translation>
            <numerusform>noch %n Stunde</numerusform>
            <numerusform>noch %n Stunden</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>day, time</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>MMMM d</source>
        <comment>date without year</comment>
        <translation>d. MMMM</translation>
    </message>
    <message>
        <source>MMMM d, yyyy</source>
        <comment>date with year</comment>
        <translation>d. MMMM yyyy</translation>
    </message>
    <message>
        <source>Nothing can be saved there. Choose a folder that exists and a name for the file.</source>
        <translation>Dort lässt sich nichts sichern. Wähle einen Ordner, den es gibt, und einen Namen für die Datei.</translation>
    </message>
    <message>
        <source>Only members of a room can save a copy of it.</source>
        <translation>Nur Mitglieder eines Raums können eine Kopie davon sichern.</translation>
    </message>
    <message>
        <source>A file shared in the room was moved or changed while it was copied. Nothing was saved; try again.</source>
        <translation>Eine im Raum geteilte Datei wurde verschoben oder geändert, während sie kopiert wurde. Es wurde nichts gesichert; versuche es noch einmal.</translation>
    </message>
    <message>
        <source>This is not a copy of a room, or a newer version of Parlour made it. Nothing was changed.</source>
        <translation>Das ist keine Kopie eines Raums, oder eine neuere Fassung von Parlour hat sie gemacht. Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>The copy is damaged or not whole, so it is not trusted. Ask for it again, and copy it to the end.</source>
        <translation>Die Kopie ist beschädigt oder nicht vollständig, deshalb wird ihr nicht getraut. Bitte noch einmal darum und kopiere sie bis zum Ende.</translation>
    </message>
    <message>
        <source>This copy was not made for you: whoever saved it did not know you as a member of the room.</source>
        <translation>Diese Kopie ist nicht für dich: Wer sie gesichert hat, kannte dich nicht als Mitglied des Raums.</translation>
    </message>
    <message>
        <source>Parlour may not read this, or it is not a plain file. Check its permissions.</source>
        <translation>Parlour darf das nicht lesen, oder es ist keine einfache Datei. Prüfe die Rechte.</translation>
    </message>
</context>
<context>
    <name>gui::SearchPanel</name>
    <message>
        <source>Close the search</source>
        <translation>Suche schließen</translation>
    </message>
    <message>
        <source>With a file</source>
        <translation>Mit einer Datei</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Search for</source>
        <translation>Suchen nach</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Where to search</source>
        <translation>Wo gesucht wird</translation>
    </message>
    <message>
        <source>In this room</source>
        <translation>In diesem Raum</translation>
    </message>
    <message>
        <source>In all rooms</source>
        <translation>In allen Räumen</translation>
    </message>
    <message>
        <source>By whom</source>
        <translation>Von wem</translation>
    </message>
    <message>
        <source>Since when</source>
        <translation>Seit wann</translation>
    </message>
    <message>
        <source>At any time</source>
        <translation>Zu jeder Zeit</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>In the last 7 days</source>
        <translation>In den letzten 7 Tagen</translation>
    </message>
    <message>
        <source>In the last 30 days</source>
        <translation>In den letzten 30 Tagen</translation>
    </message>
    <message>
        <source>In the last year</source>
        <translation>Im letzten Jahr</translation>
    </message>
    <message>
        <source>&amp;Search in this room</source>
        <translation>&amp;In diesem Raum suchen</translation>
    </message>
    <message>
        <source>Search in &amp;all rooms</source>
        <translation>In &amp;allen Räumen suchen</translation>
    </message>
    <message>
        <source>Nex&amp;t result</source>
        <translation>Nächste&amp;r Fund</translation>
    </message>
    <message>
        <source>Result &amp;before</source>
        <translation>Voriger &amp;Fund</translation>
    </message>
    <message>
        <source>By anybody</source>
        <translation>Von allen</translation>
    </message>
    <message>
        <source>Words are found in what was said and in the names of files, also inside other words.</source>
        <translation>Gefunden werden Wörter in Nachrichten und Dateinamen, auch mitten in anderen Wörtern.</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft …</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n Nachricht</numerusform>
            <numerusform>%n Nachrichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n message(s)</source>
        <translation>
            <numerusform>Die neueste Nachricht</numerusform>
            <numerusform>Die neuesten %n Nachrichten</numerusform>
        </translation>
    </message>
    <message>
        <source>Old messages are still being indexed: more may be found in a moment.</source>
        <translation>Alte Nachrichten werden noch erfasst: gleich wird vielleicht mehr gefunden.</translation>
    </message>
</context>
<context>
    <name>gui::ResultList</name>
    <message>
        <source>What was found, newest first</source>
        <translation>Funde, der neueste zuerst</translation>
    </message>
</context>
<context>
    <name>gui::SaveCopyDialog</name>
    <message>
        <source>Save a copy of this room</source>
        <translation>Eine Kopie dieses Raums sichern</translation>
    </message>
    <message>
        <source>All that this computer has of the room, in one file. Its members can open it on any computer, without a network; to everybody else it is noise.</source>
        <translation>Alles, was dieser Rechner von dem Raum hat, in einer Datei. Seine Mitglieder können sie auf jedem Rechner öffnen, ohne Netz; für alle anderen ist sie Rauschen.</translation>
    </message>
    <message>
        <source>Choose where…</source>
        <translation>Ort wählen…</translation>
    </message>
    <message numerus="yes">
        <source>Also the content of %n file(s) shared in it, %1</source>
        <comment>a size</comment>
        <translation>
            <numerusform>Auch den Inhalt von %n darin geteilten Datei, %1</numerusform>
            <numerusform>Auch den Inhalt von %n darin geteilten Dateien, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gesichert…</translation>
    </message>
    <message>
        <source>Saved. Whoever gets the file opens it in Parlour, with “Open a copy of a room”.</source>
        <translation>Gesichert. Wer die Datei bekommt, öffnet sie in Parlour mit „Kopie eines Raums öffnen“.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>gui::OpenCopyDialog</name>
    <message>
        <source>Open a copy of a room</source>
        <translation>Kopie eines Raums öffnen</translation>
    </message>
    <message>
        <source>A file that a member of the room has saved. What is in it is checked and added to what you have; nothing is lost, and no network is needed.</source>
        <translation>Eine Datei, die ein Mitglied des Raums gesichert hat. Was darin ist, wird geprüft und zu dem hinzugefügt, was du hast; nichts geht verloren, und ein Netz ist nicht nötig.</translation>
    </message>
    <message>
        <source>Choose the file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Copies of rooms (*.parlour)</source>
        <comment>file filter</comment>
        <translation>Kopien von Räumen (*.parlour)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <comment>file filter</comment>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Reading and checking… A large copy takes a while.</source>
        <translation>Wird gelesen und geprüft… Eine große Kopie braucht eine Weile.</translation>
    </message>
</context>
</TS>
