### Reasons of verdicts and faults, in English. A message says what happened; its attribute `.do`
### says what one can do about it. Read aloud, each must make sense to a teacher.

## Answers and questions

answer-yes = yes
answer-no = no
answer-unknown = cannot tell
question-integrity = Is it exactly what was signed, by a key of the issuer?
question-status = Is it still valid?
question-recipient = Is it about the one who presents it?
question-right = May this issuer award it?
question-path = How do I know the issuer?
question-endorsements = Who stands behind it?

## Integrity

signed-by-issuer = The badge is exactly what its issuer signed.
signed-by-issuer-document = The badge is exactly what was signed with a key of its issuer, { $method }, as the issuer's key document says that is at hand. This rests on that document and on who gave it.
    .do = It is as genuine as that document: be sure that it came from the issuer's own address.
signed-recovery-begun = The badge is exactly what its issuer signed. Guardians of the issuer say that it goes on with a new key, { $successor }; until then its key counts, and whoever has it can object until { $until } at least.
signed-recovery-unseen = The badge is exactly what its issuer signed. Guardians of the issuer say that it goes on with a new key, { $successor }; until then its key counts, and whoever has it can object; until when is not known yet.
signed-recovery-contested = The badge is exactly what its issuer signed. Guardians of the issuer say that it goes on with a new key, { $successor }; somebody who has its key objects, so that it takes all of them.
signed-recovery-in-vain = The badge is exactly what its issuer signed. All guardians of the issuer say that it goes on with a new key, { $successor }; somebody who has its key objects, which does not hold them up, and until then that key counts.
signed-before-succession = The badge is exactly what its issuer signed, before the issuer went on with a new key: entry { $entry } shows that it was there before { $since }. The issuer is now { $successor }. { $by ->
        [guardians] So say its guardians, and nobody objected in time.
        [all-guardians] So say all of its guardians, in spite of somebody who has the old key.
       *[sheet] So says its recovery sheet.
    }
signed-after-succession = The badge is signed with a key that its issuer gave up, and stands only in entry { $entry } of a ledger of which nothing counts from entry { $cut } on. Whoever has a lost or stolen key can sign so. The issuer is now { $successor }. { $by ->
        [guardians] So say its guardians, and nobody objected in time.
        [all-guardians] So say all of its guardians, in spite of somebody who has the old key.
       *[sheet] So says its recovery sheet.
    }
    .do = Do not rely on it. Ask the issuer, by the new key, whether the badge is theirs.
signed-by-former-key = The badge is signed with a key that its issuer gave up: the issuer has succeeded to a new key, { $successor }. Nothing at hand shows that it was signed before { $since }, and whoever has a lost or stolen key can write any date. { $by ->
        [guardians] So say its guardians, and nobody objected in time.
        [all-guardians] So say all of its guardians, in spite of somebody who has the old key.
       *[sheet] So says its recovery sheet.
    }
    .do = Ask the issuer to award the badge again with the new key. A proof file helps only if it shows an anchor of the badge, which bot prove says.
hosted-copy-verified = The badge is exactly what its issuer's host served at { $url }: copy verified on { $at }, fetched by this program or vouched for by whoever asked.
hosted-copy-verified-anywhere = The badge is exactly what its issuer's host served at { $url }: copy verified on { $at }, fetched by this program or vouched for by whoever asked. The issuer does not say where on { $host } its badges lie, so it vouches for whoever may publish there.
    .do = If others than the issuer have pages on { $host }, look whether { $url } is one of theirs.
signed-by-key = The document is exactly what was signed with the key { $methods }. Whether that key is the issuer's was not asked.
    .do = Do not take it for the issuer's word: verify it in full.
signature-wrong = The signature does not fit: the badge was changed after signing, or it was never signed with this key.
    .do = Do not rely on it. Ask the person for the original file, or the issuer for a new one.
proof-by-another = The badge names { $issuer } as its issuer, but another key signed it: { $method }.
    .do = Do not rely on it. Ask the named issuer whether the badge is theirs.
proof-names-another = The badge names { $issuer } as its issuer, but its proof names a method of somebody else, and was not checked: { $method }.
    .do = Do not rely on it. Ask the named issuer whether the badge is theirs.
proof-missing = Nobody signed this badge.
    .do = Ask the issuer for the signed file.
technical = { $text }
proof-malformed = The signature is not written as a signature should be: { $field }, { $what }.
    .do = Ask for the original file; this one was damaged or made by a faulty program.
algorithm-differs = The signature says it was made by { $algorithm }, but the key is of the kind { $key }.
    .do = Do not rely on it. Ask the person for the original file, or the issuer for a new one.
proof-from-future = The signature is dated { $at }, which has not come yet.
    .do = Check the date and time of this computer. If they are right, ask the issuer for a badge with a true date.
proof-expired = The signature was meant to hold until { $at } only.
    .do = Ask the issuer for a new badge.
key-not-listed = The issuer's own key document does not let the key { $method } sign this: { $what }.
    .do = Do not rely on it. Ask the named issuer whether the badge is theirs.
key-ended = The issuer withdrew the key { $method }, or let it expire, on { $at }; what it signed no longer counts.
    .do = Ask the issuer for a new badge.
field-wrong = The badge is not written as a credential must be: { $field }: { $what }.
    .do = Make sure that it was copied whole. Then show this line to the issuer, whose program wrote the badge wrongly.
not-covered = The badge contains something that its signature cannot cover: { $field }: { $what }.
    .do = Do not rely on it: somebody could have added this. Ask the issuer for the original file.
over-limit = The badge asks for more work than any honest badge needs: { $what }.
    .do = Do not rely on it. If the issuer really made it so, ask for a simpler one.
input-refused = The file could not be read as a badge. { $what }
    .do = Ask for the original file, not a screenshot and not a copy that a messenger has shrunk.
content-hidden = Whoever shows this badge hides a part of it that every badge has, { $field }; without it nothing can be judged.
    .do = Ask the person to show the badge with that part.
content-hidden-signed = Whoever shows this badge hides a part of it that a signature inside of it covers, so that this signature cannot be checked.
    .do = Ask the person to show the whole badge.
content-hidden-whole = Whoever shows this badge hides all that it says; nothing is left that could be judged.
    .do = Ask the person to show what the badge says, and who issued it.
effort-spent = Checking it all would take more work than is spent on one badge, so part of it was not checked.
    .do = Verify what lies inside by itself, or ask the issuer for a badge with fewer signatures.
suite-unknown = The badge is signed in a way this version does not know: { $suite }.
    .do = Install a newer version, or verify the badge with the issuer's own service.
proof-for-holder = The badge has the proof that its issuer made for the holder alone ({ $suite }); from it the holder makes those that others can check.
    .do = Ask the holder for a copy made to be shown.
context-unknown = The badge uses a vocabulary that is not kept here: { $url }.
    .do = If you trust whoever publishes it, get the file and accept it: bot context add FILE --url { $url }
feature-unknown = The badge is written in a way that is not read here: { $field }: { $what }.
    .do = Install a newer version, or verify the badge with the issuer's own service.
feature-unknown-inline = The badge explains its words itself, in { $field }, instead of naming a vocabulary that is known here; so nobody else can tell what they mean.
    .do = Ask the issuer for a badge whose @context names vocabularies by their addresses alone, or verify it with the issuer's own service.
meaning-unknown = The issuer signed every letter of the badge, but no vocabulary that it names says what stands in { $field } ({ $what }); so nobody else can tell what it means.
    .do = Ask the issuer for a badge that names the vocabularies of all its words.
key-type-unknown = The signing key is of a kind this version does not know: { $method }.
    .do = Install a newer version, or verify the badge with the issuer's own service.
key-not-here = The signing key lies on the network and is not at hand: { $method }.
    .do = Get the issuer's key document and hand it in with --with, or let bot verify --gather fetch it.
key-not-here-nowhere = The signing key is not at hand: { $method }. Such a name says nowhere where it lies.
    .do = Ask the issuer for its key document and hand it in with --with.
key-contradicted = The key documents that were handed in say different things about the key { $method }.
    .do = Get the issuer's key document anew from its own address, and hand in that one alone.
key-embedded = The badge is whole, but it brings its own key: nothing here shows that this key belongs to { $issuer }.
    .do = Get the issuer's key document and hand it in with --with.
key-unclaimed = The key { $method } lies on the same host as { $issuer }, and so may keys of others: nothing here shows that it is the issuer's.
    .do = Let bot verify --gather ask { $issuer } and { $list }, or ask the issuer to list its key there.
key-unclaimed-old = The key { $method } lies on the same host as { $issuer }, and so may keys of others: nothing here shows that it is the issuer's.
    .do = Ask the issuer to name the key at { $issuer }, under publicKey.
key-stale = That the key { $method } is one of { $issuer } was last seen on { $as_of }: since then it may have been withdrawn.
    .do = Let bot verify --gather ask anew, or hand in newer copies. How old they may be --max-age says.
context-added = It is so read by a context that you added on { $added }: { $url }, SHA-256 { $sha256 }.
context-chosen = Of { $url } several versions were published; it was signed by the one with SHA-256 { $sha256 }.
proof-format-unsupported = The badge is in a form this version does not verify: { $format }.
    .do = Install a newer version, or verify the badge with the issuer's own service.
withdrawn-by-holder = The badge was withdrawn by its holder: entry { $entry } of the ledger published it, entry { $by } of { $as_of } took it back. That says nothing against it: it was not revoked by this.
    .do = Ask its holder to show it to you.
content-lost = The badge is lost here: entry { $entry } of its holder's ledger published it, the holder did not withdraw it, and its text is not at hand.
    .do = Connect to another node that follows { $holder }, or ask the holder for the badge.
hosted-copy-differs = The issuer's host served something else at { $url } on { $at }: the badge was changed, or the issuer changed it.
    .do = Do not rely on this file. Ask the person for the badge as it is published now.
hosted-elsewhere = The badge lies at { $url }, but its issuer { $issuer } publishes no badges there.
    .do = Do not rely on it. Ask the named issuer whether the badge is theirs.
hosted-unfetched = This kind of badge is not signed: only its issuer's host can tell that it is real, at { $url }.
    .do = Verify it with bot verify --gather, which fetches and dates the copy published there.
hosted-unfetched-nowhere = This kind of badge is not signed: only its issuer's host can tell that it is real, and the file does not say where it lies.
    .do = Ask the person for the address of the badge, or for the picture it came in.
hosted-unfetched-elsewhere = This kind of badge is not signed: only its issuer's host can tell that it is real, at { $url }. That address is not https, or no web address, so this program does not fetch it.
    .do = Ask the issuer whether the badge is real, or for a signed one.
hosted-copy-undated = A copy of { $url } is at hand, but it was handed in as a file: nobody can tell whether the host served it.
    .do = Verify it with bot verify --gather, which fetches and dates the copy published there; a file that bot verify --keep wrote for you, hand in with --snapshots.
hosted-withdrawn = The issuer's host says that the badge at { $url } was taken back, and no longer what it said (copy of { $at }).
    .do = Do not rely on it. Ask the issuer why, if you need to know.
badge-part-missing = A part of this badge is not at hand, { $part ->
        [class] the description of the achievement
        [key] the issuer's key
       *[issuer] the issuer's profile
    }: { $url }.
    .do = Get that file and hand it in with --with, or let bot verify --gather fetch it.
badge-part-missing-elsewhere = A part of this badge is not at hand, { $part ->
        [class] the description of the achievement
        [key] the issuer's key
       *[issuer] the issuer's profile
    }: { $url }. That address is not https, or no web address, so this program does not fetch it.
    .do = Ask the issuer for that file, and hand it in with --with.
badge-part-other = What lies at { $url } says of itself that it is { $id }.
    .do = Get the file that lies at { $id } and hand it in with --with.
badge-part-stale = The issuer's profile names another place for its badges, but was last seen on { $as_of }: since then the issuer may have moved them. It lies at { $url }.
    .do = Let bot verify --gather ask anew, or hand in a newer copy with --snapshots. How old it may be --max-age says.
badge-part-contradicted = The copies at hand of { $part ->
        [class] the description of the achievement
       *[issuer] the issuer's profile
    } say different things, and nothing tells which is the newer: { $url }.
    .do = Let bot verify --gather fetch it anew, or hand in only the newest.

## Status

clear-as-of = No revocation is known as of entry { $entry } of the issuer's ledger, written { $as_of } by the issuer's own clock, { $age }.
resumed-as-of = It was suspended and holds again since { $resumed }; no revocation is known as of entry { $entry } of the issuer's ledger, written { $as_of } by the issuer's own clock, { $age }.
clear-as-of-witnessed = No revocation is known as of entry { $entry } of the issuer's ledger; { $witnesses } of { $named } witnesses saw it so, as of { $as_of } by their clocks, { $age }.
resumed-as-of-witnessed = It was suspended and holds again since { $resumed }; no revocation is known as of entry { $entry } of the issuer's ledger; { $witnesses } of { $named } witnesses saw it so, as of { $as_of } by their clocks, { $age }.
ledger-keys-whole = All that its author said about its keys is here: { $events ->
        [one] 1 signed act
       *[other] { $events } signed acts
    }.
ledger-entries-whole = { $entries ->
        [one] Its one entry is here, signed
       *[other] All { $entries } entries are here, each signed and bound to those before it
    } ({ $writer }).
ledger-one-story = No other version of it is known ({ $writer }).
ledger-closed-before-fork = Of what came after its first { $size } entries two versions are known; it was closed there, and nothing of them counts ({ $writer }).
ledger-forked-witnessed = Two versions of its first { $size } entries are known; enough of its witnesses saw this one to there, where it ends, so it stands ({ $writer }).
ledger-texts-whole = { $dropped ->
        [0] No text is missing: { $held } here, { $withdrawn } withdrawn by their author, 0 dropped on this node ({ $writer }).
       *[other] Every text is here or known to be gone: { $held } here, { $withdrawn } withdrawn by their author, { $dropped } dropped on this node, by bot data erase or because they were refused; those do not come again ({ $writer }).
    }
ledger-dated = It is known to entry { $entry } as of { $as_of } by its author's own clock, { $age }; it has no witnesses ({ $writer }).
ledger-dated-witnessed = It is known to entry { $entry } as of { $as_of }, { $age }, by { $witnesses } of { $named } witnesses ({ $writer }).
ledger-forked = It was told in two versions: two entries with the number { $number } are signed ({ $writer }). From entry { $from } on nothing counts, except what takes something back.
    .do = Do not rely on it. Show the proof to its author and to others: bot fork show. If it is your own, bot status tells the way out.
ledger-two-heads = It was told in two versions: two states of { $size } entries are signed ({ $writer }). From entry { $from } on nothing counts, except what takes something back.
    .do = Do not rely on it. Show the proof to its author and to others: bot fork show.
ledger-texts-missing = { $missing ->
        [one] One text is missing, that of entry { $first }
       *[other] { $missing } texts are missing, the first that of entry { $first }
    }: { $held } here, { $withdrawn } withdrawn by their author, { $dropped } dropped on this node ({ $writer }).
    .do = Connect to another node that follows this ledger, and check again.
stamp-overdue = The issuer's next word about its ledger was due { $overdue } and is not here.
issuer-forked = Take care: of a closed part of the issuer's ledger another version is known ({ $writer }). Witnesses saw this one to its close, so it stands; of the other only what it takes back counts.
issuer-disputed = Take care: the issuer's ledger exists in two versions that contradict each other ({ $writer }).
clear-in-list = The list { $list } does not name it as revoked or suspended, as of { $as_of }, { $age }.
clear-in-list-told = The list { $list } does not name it as revoked or suspended, as of { $as_of }, { $age }. The issuer also tells: { $told }
no-status-declared = It has not expired, and the issuer declared no way to revoke it.
copy-clear-as-of = It has not expired, and the issuer's host still served it at { $url } on { $as_of }, { $age }.
revoked = The issuer revoked it: entry { $entry } of the issuer's ledger, written { $as_of }.
    .do = It no longer counts. Ask the issuer why, if you need to know.
revoked-because = The issuer revoked it: entry { $entry } of the issuer's ledger, written { $as_of }. It says why: “{ $because }”
    .do = It no longer counts.
suspended = The issuer suspended it for the time being: entry { $entry } of the issuer's ledger, written { $since }; nothing lifts it as of { $as_of }.
    .do = Ask the issuer, or verify it again later.
suspended-because = The issuer suspended it for the time being: entry { $entry } of the issuer's ledger, written { $since }; nothing lifts it as of { $as_of }. It says why: “{ $because }”
    .do = Ask the issuer, or verify it again later.
revoked-in-list = The issuer revoked it: the list { $list } says so, as of { $as_of }.
    .do = It no longer counts. Ask the issuer why, if you need to know.
revoked-in-list-undated = The issuer revoked it: the list { $list } says so.
    .do = It no longer counts. Ask the issuer why, if you need to know.
revoked-in-list-because = The issuer revoked it: the list { $list } says so. It says why: “{ $because }”
    .do = It no longer counts.
suspended-in-list = The issuer suspended it for the time being: the list { $list } says so, as of { $as_of }.
    .do = Ask the issuer, or verify it again later with a newer list.
suspended-in-list-undated = The issuer suspended it for the time being: the list { $list } says so.
    .do = Ask the issuer, or verify it again later with a newer list.
revoked-at-host = The issuer revoked it, as published at { $url }.
    .do = It no longer counts. Ask the issuer why, if you need to know.
revoked-at-host-because = The issuer revoked it, as published at { $url }. It says why: “{ $because }”
    .do = It no longer counts.
revoked-in-file = It is revoked: the file itself says so.
    .do = It no longer counts. Ask the issuer why, if you need to know.
revoked-in-file-because = It is revoked: the file itself says so, and why: “{ $because }”
    .do = It no longer counts.
expired = It expired on { $until }.
    .do = Ask the issuer whether it can be renewed.
member-left = It is a membership of { $community }, and its holder left on { $at }, by the holder’s own word: entry { $entry } of their ledger.
    .do = Whoever wants to be a member again asks the community to admit them anew.
not-yet-valid = It is valid from { $from } only.
    .do = Verify it again from that day on.
no-feed = Nothing of the issuer's ledger is held here, so a revocation would not be known.
    .do = Connect to a node that follows { $issuer }, or hand in the issuer's ledger with --with. If it does not come although one is connected, add the issuer to the address book (bot contact add): of those with whom it has nothing to do this node keeps only what net.strangers_mib_max allows.
feed-incomplete = A part of the issuer's ledger is missing (from entry { $missing } of { $writer }); a revocation could be in it.
    .do = Connect to another node that follows the issuer, and verify again.
tail-missing = The end of the issuer's ledger is withheld: the issuer signed on { $stamped } that it has { $size } entries, and those from { $missing } on are not here ({ $writer }); a revocation could be among them.
    .do = Connect to another node that follows the issuer, and verify again.
kept-short = { $quota ->
        [strangers] This node keeps only the first { $missing } of at least { $size } entries of the issuer's ledger ({ $writer }), because what it keeps of one stranger is used up; a revocation could be among the others.
        [fellows] This node keeps only the first { $missing } of at least { $size } entries of the issuer's ledger ({ $writer }), because what it keeps of somebody whom it knows only by a community, by a peer of its list or by badges is used up; a revocation could be among the others.
       *[ledger] This node keeps only the first { $missing } of at least { $size } entries of the issuer's ledger ({ $writer }), because no ledger may take more here; a revocation could be among the others.
    }
    .do = { $quota ->
        [strangers] Add the issuer to the address book (bot contact add), or import the badge where it is yours (bot import), or raise net.strangers_mib_max in the settings of this node, of which one stranger has a 256th, or 256 KiB where that is more: 1024 gives each 4 MiB, and below 65 nothing changes for one of them; start the node anew (bot down, bot up) after that, let it catch up, and verify again.
        [fellows] Add the issuer to the address book (bot contact add), or raise net.fellows_mib_max in the settings of this node, of which one such person has a 256th, or 2 MiB where that is more; start the node anew (bot down, bot up) after that, let it catch up, and verify again.
       *[ledger] Ask the issuer for newer news, and hand them in with --with.
    }
versions-unasked = Of what the issuer's ledger holds after its first { $size } entries two versions are known, and other nodes were not asked yet what each of them takes back ({ $writer }); a revocation could be among it.
    .do = Connect to another node that follows the issuer, let the node catch up, and verify again.
keys-missing = The issuer signed that it said more about its keys than is held here ({ $missing }); another of its ledgers, and a revocation in it, could be hidden.
    .do = Connect to another node that follows { $issuer }, and verify again.
not-witnessed = The issuer has witnesses who say when its ledger was seen, and { $found } of them saw what is held here, where { $quorum } must have ({ $writer }). Its own clock does not count instead.
    .do = Connect to the network, let the node catch up, and verify again.
dated-ahead = The newest news of the issuer has a date that has not come yet, { $as_of }: it cannot tell how old it is, so a revocation is not ruled out.
    .do = See whether the clock of this machine is right; if it is, ask the issuer.
stale = The newest news of the issuer are of { $as_of }, { $age }: too old to rule out a revocation.
    .do = Connect to the network, let the node catch up, and verify again; or hand in newer news with --with. How old they may be --max-age says.
ledger-stale = The issuer's ledger at hand is of { $as_of }, { $age }: too old to rule out a revocation. The list that may be newer is not at hand: { $list }.
    .do = Hand in a newer ledger with --with, or let bot verify --gather fetch the list. How old the ledger may be --max-age says.
disputed = The issuer's ledger exists in two versions that contradict each other ({ $writer }).
    .do = Ask the issuer. Somebody may be using its keys.
status-type-unknown = The issuer declared a way to revoke that this version does not know: { $kind }.
    .do = Install a newer version, or verify the badge with the issuer's own service.
status-list-missing = { $purpose ->
        [suspension] The list of suspended badges
        [message] The list of messages about badges
        [refresh] The list of renewed badges
       *[revocation] The list of revoked badges
    } is not at hand: { $list }.
    .do = Get the list and hand it in with --with, or let bot verify --gather fetch it.
status-list-other = The badge names the list { $list }; the list at hand says that it is another one: { $found }.
    .do = Get the list that the badge names and hand it in with --with.
status-list-unproven = The list { $list } is not proven to be the issuer's ({ $why }), so it says nothing.
    .do = Get the list again from the issuer and hand it in with --with, with the issuer's key document where one is needed.
status-list-purpose = The badge asks the list { $list } about { $purpose }, but the list is about { $found }.
    .do = Show this line to the issuer, whose program wrote the badge or the list wrongly.
status-list-expired = The list { $list } was meant to be used until { $until } only.
    .do = Get the list again and hand it in with --with.
status-list-not-yet-valid = The list { $list } is meant to be used from { $from } only.
    .do = Verify it again from then on, or with a list of the time asked about.
status-list-unreadable = The list { $list } cannot be read: { $what }.
    .do = Get the list again; if that changes nothing, show this line to the issuer.
status-list-short = The list { $list } has { $entries } places, fewer than the { $least } a list must have.
    .do = Show this line to the issuer, whose program wrote the list wrongly.
status-list-index = The badge names place { $index } of the list { $list }, which has only { $entries } places.
    .do = Show this line to the issuer, whose program wrote the badge or the list wrongly.
status-list-undated = The list { $list } does not name the badge, but nobody knows how old the list is.
    .do = Let the program fetch the list itself, or ask the issuer whether the badge is still valid.
status-profile-undated = The issuer's profile says where it lists revoked badges, but nobody knows how old this copy of it is: { $url }.
    .do = Let the program fetch the profile itself, or ask the issuer whether the badge is still valid.
status-message = The issuer attached word to the badge that is neither a yes nor a no, in the list { $list }: { $told }
    .do = Ask the issuer what it means for you.
status-foreign = The badge points to a list of revoked badges that is not its issuer's: { $list }.
    .do = Ask the issuer whether the badge is still valid.
status-unreadable = It cannot be told whether it is valid: { $field } is not readable.
    .do = Show this line to the issuer, whose program wrote the badge wrongly.
status-unreadable-whole = Since the badge cannot be read, whether it still counts is not known either.
    .do = Clear up the first finding before this one.
status-hidden = { $count ->
        [one] One part of the badge is kept hidden; it may say that the badge was revoked or is over.
       *[other] { $count } parts of the badge are kept hidden; one of them may say that it was revoked or is over.
    }
    .do = Ask the person to show the badge with all its parts.
status-hidden-uncounted = The person who shows the badge may have left out parts of it without leaving a trace; one of them may say that it was revoked or is over.
    .do = Ask the person to show the badge with all its parts.
status-unproven = Since the badge itself is not proven, whether it still counts is not known either.
    .do = Clear up the first finding before this one.

age-later = after the moment asked about
age-moment = less than a minute ago
age-minutes = { $count ->
        [one] one minute ago
       *[other] { $count } minutes ago
    }
age-hours = { $count ->
        [one] one hour ago
       *[other] { $count } hours ago
    }
age-days = { $count ->
        [one] one day ago
       *[other] { $count } days ago
    }

## Recipient

presenter-is-holder = The one who presents it proved to be the one it is about.
presenter-is-successor = The one who presents it proved to be the one it is about, who goes on with a new key: { $successor }.
presented-by-former-key = It is about { $holder }, and who presents it has that key, but its owner gave it up and is now { $successor }.
    .do = Whoever has the old key alone may have stolen it: ask the person to present it with the new one.
identity-matches = It is about { $who }.
presented-by-another = It is about { $holder }, but { $presenter } presents it.
    .do = Ask the person to present it with their own key.
challenge-differs = The presentation answers another challenge than yours.
    .do = Give a new challenge and ask for a new presentation: this one may be a copy.
domain-differs = The presentation was signed for “{ $signed }”, not for the domain that you named.
    .do = If both are you, name it just so, with https:// or without. If not, ask for a presentation signed for you: this one may be a copy.
domain-unsigned = The presentation was signed for no domain at all.
    .do = Ask for a presentation signed for your domain: this one may be a copy.
presentation-wrong = { $how ->
        [over] The signature of the presentation does not count now: { $what }.
       *[false] The presentation is not properly signed: { $what }.
    }
    .do = Ask for a new presentation.
gate-presenter = { $who } signed for this gate, for this once.
gate-not-shown = What was shown has no such badge in it.
    .do = Show the badge too: bot present takes several at once.
gate-stage-open = The badge is awarded in stages, and the last of them is still to come.
    .do = Show it when its last stage is signed.
gate-kind-untold = Somebody awarded it for the community, whose own word that it is a membership is not at hand.
    .do = Fetch the feed of the community, then show it again.
gate-no-status = It declares no status, so nobody could have taken it back.
    .do = Ask its issuer for one that can be taken back; whoever keeps the gate can let such badges count: orNoStatus.
gate-leaving-untold = Whether they left the community since cannot be told: { $why }
    .do = Ask them for a proof made today (bot prove), or fetch their ledger (bot feed export), and hand it in beside.
gate-perhaps-later = Who awarded it may not do so any more, and nobody else shows that it was there before.
    .do = Ask the community to award it itself, or to show by witnesses that it is older.
gate-several-signed = Several keys signed what was shown, so it is not one person’s.
    .do = Show what one person holds, signed by that person alone.
identity-differs = It is not about { $who }.
    .do = Ask the person under which identity the badge was issued.
not-asked = Nobody asked who presents it.
    .do = To make sure, give a challenge with --challenge and --domain.
presentation-unsigned = Nobody signed the presentation, so it says nothing of who presents the badge.
    .do = Ask the person to sign a challenge of yours with their own key: bot present.
challenge-unsigned = { $shown ->
        [presentation] You gave a challenge, but nobody signed this presentation, so nobody answered the challenge.
       *[badge] You gave a challenge, but the file is only the badge: nobody signed the challenge.
    }
    .do = Ask the person for a presentation signed with their own key: bot present.
challenge-unasked = A domain was given, but no challenge: an old copy of this presentation names that domain too.
    .do = Give the person a challenge, a text made up for this once, and hand it in with --challenge (a program: options.challenge).
domain-unasked = The presentation was signed for { $domain }; nothing says that this is you, so somebody may only pass on what was shown there.
    .do = If you are { $domain }, say so with --domain (a program: options.domain). If not, ask for a presentation signed for you.
presenter-key-missing = The presentation is signed, but the key of whoever signed it is not at hand: { $method }.
    .do = Get the document with that key and hand it in with --with, or let bot verify --gather fetch it.
identity-hash-unknown = It names its holder by a hash { $algorithm ->
        [md5] of the kind md5, which is too weak to rely on, so it cannot be told whose it is.
        [unnamed] of which it does not say how it was made.
       *[other] of a kind that is not known here: { $algorithm }.
    }
    .do = Ask the person to show it where it was issued.
presentation-unknown = The presentation is signed in a way this version does not know: { $what }.
    .do = Ask for a presentation signed with eddsa-rdfc-2022 or eddsa-jcs-2022.
identity-other-kind = The badge names its holder { $kind ->
        [did] by a DID only
        [email] by an e-mail address only
       *[other] neither by a DID nor by an e-mail address
    }, so it cannot be told whether it is about { $who }.
    .do = Ask the person to sign a challenge of yours with their own key (bot present), or under which identity the badge was issued.
holder-unnamed = The badge does not say whom it is about in a way that can be compared.
    .do = Where parts of it are kept hidden, ask the person to show them all. Else ask the issuer to name the person by their DID.
recipient-unproven = Since the badge itself is not proven, whom it is about is not known either.
    .do = Clear up the first finding before this one.

## Right

issuer-is-creator = The issuer says that it created this achievement, and nobody else is known to say so.{ $ledger ->
        [unseen] {" "}Nothing of its ledger is at hand: whether a charter in it asks stewards to stand behind its awards is not known.
        [part] {" "}Its ledger is held in part: whether a charter in the rest asks stewards to stand behind its awards is not known.
       *[other] {""}
    }
achievement-in-feed = The issuer published this achievement: entry { $entry } of its ledger.{ $ledger ->
        [part] {" "}Its ledger is held in part: whether a charter in the rest asks stewards to stand behind its awards is not known.
       *[other] {""}
    }
no-other-creator = The badge names no other creator, and none is known.{ $ledger ->
        [unseen] {" "}Nothing of its ledger is at hand: whether a charter in it asks stewards to stand behind its awards is not known.
        [part] {" "}Its ledger is held in part: whether a charter in the rest asks stewards to stand behind its awards is not known.
       *[other] {""}
    }
granted = { $creator } created this achievement and lets this issuer award it, { $scope ->
        [achievement] this one by name
        [type] as one of the type “{ $what }”
       *[domain] as one of the domain “{ $what }”
    }: entry { $entry } of its ledger, of { $since }. By the issuer’s word the badge was awarded on { $awarded }. The ledger is held whole as of { $as_of }.
granted-ended = { $creator } created this achievement and let this issuer award it until { $ended }: entry { $entry } of its ledger, of { $since }. By the issuer’s word the badge was awarded before, on { $awarded }; nobody else says when.
    .do = If the day matters to you, ask the creator whether it knew of this badge.
rule-met = { $creator } created this achievement and lets whoever meets its rule award it: entry { $entry } of its ledger, of { $since }. This badge, awarded on { $awarded } by the issuer’s word, meets the rule. The ledger is held whole as of { $as_of }.
rule-met-ended = { $creator } created this achievement and let whoever met its rule award it until { $ended }: entry { $entry } of its ledger, of { $since }. This badge, awarded before that by the issuer’s word, on { $awarded }, meets the rule; nobody else says when it was awarded. The ledger is held whole as of { $as_of }.
stage-met = This is stage { $stage } of { $of } of a badge that { $creator } created (entry { $entry } of its ledger): signed as { $role } on { $awarded }, by the issuer’s word, after the stages before it. The ledger is held whole as of { $as_of }.
stewards-endorse = The community { $community } created this achievement, and { $found } of its stewards stand behind this { $act ->
        [admit] membership
       *[award] award
    }; its charter (number { $number }) asks for { $needed }. It was awarded on { $awarded }, by the issuer’s word. The community’s ledger is held whole as of { $as_of }.
stewards-lacking = The community { $community } created this achievement, and its charter (number { $number }) asks that { $needed } of its stewards stand behind each { $act ->
        [admit] membership
       *[award] award
    }. Behind this one, awarded on { $awarded } by the issuer’s word, { $found } do. The holder’s ledger is held whole.
    .do = Ask the community: its stewards can still endorse this very badge (bot endorse), or it was not given by them.
stewards-untold = The community { $community } created this achievement, and its charter (number { $number }) asks that { $needed } of its stewards stand behind each { $act ->
        [admit] membership
       *[award] award
    }. Behind this one, awarded on { $awarded } by the issuer’s word, { $found } are known to; there may be more.{ $given_up ->
        [0] {""}
        [one] {" "}One endorsement is by a key that was given up, and nothing at hand shows that it was signed before.
       *[other] {" "}{ $given_up } endorsements are by keys that were given up, and nothing at hand shows that they were signed before.
    }
    .do = Ask the holder for the stewards’ endorsements and hand them in with --with, or fetch the ledgers of the holder and of the stewards.
charter-untold = What the charter of the community { $community } asks of this award is not known: { $because ->
        [contested] there are two charters of one number, and nobody can tell which was first.
        [former-keys] its newest charter counts only with a signature by a key that its owner has replaced since, and nobody shows that it was signed before.
        [effort] it has more charters, or signatures of them, than are looked at.
        [unread] it has a charter that is not held here, or not in a place that counts.
        [disputed] its ledger was told in two versions.
        [kind-withheld] its holder left something out by which it may be a membership, and those ask for more than stands behind it.
        [perhaps-later] by its date it was awarded when no steward was asked; since then some are, and neither they nor witnesses stand behind it.
        [above-later] by its date as many stewards stand behind it as were asked for then; a community above asks for more since, and only its issuer says that it is as old as that.
        [circle] the communities that it is a part of go round in a circle.
        [levels] more communities stand one above the other than are looked at.
        [parent-untold] the charter of the community of which it is a part is not known.
        [parent-not-member] it says that it is a part of another community, and is not shown to be a member of that one.
        [parent-later] it was awarded before the community of which this one is a part had taken it in.
        [no-feed] its ledger, or that of whoever goes on for it, is not at hand.
        [feed-incomplete] entries of its ledger are missing here.
        [stale] what is held of its ledger is too old.
       *[other] its ledger is not held whole or is too old ({ $because }).
    }
    .do = { $because ->
        [contested] Ask the community: somebody may have its key. A successor key ends that (bot id succeed).
        [former-keys] Ask the community to have its stewards sign that charter with their present keys (bot community amend).
        [effort] Ask the community: nobody needs so many.
        [disputed] Ask the community: somebody may have its key. A successor key ends that (bot id succeed).
        [kind-withheld] Ask its holder for the badge with its type, then verify again.
        [perhaps-later] Ask the stewards of the community to endorse this very badge.
        [above-later] Ask more stewards of the community to endorse this very badge; of a membership, bot community admit asks them again.
        [circle] Ask the community to mend its charter.
        [levels] Ask the community to mend its charter.
        [parent-not-member] Ask the community for its membership of the other, published in its ledger.
        [parent-later] Ask the community to award it anew (bot community admit).
       *[other] Fetch the ledgers of the community and of those it is a part of, then verify again.
    }
rule-not-met = { $creator } created this achievement and lets whoever meets its rule award it: entry { $entry } of its ledger. This badge does not meet the rule: { $part ->
        [issuerHolds] the issuer { $who } is not shown to have held the badge { $badges } when it awarded this.
        [recipientHolds] of the badges asked for, { $needed } are needed and { $found } shown; these are not: { $badges }.
        [inOrder] the badges asked for are not shown in their order from this one on: { $badges }.
        [endorsedByHolders] { $needed } endorsements by holders of { $badges } are needed, and { $found } shown.
        [stages] it is not shown to be a stage of { $needed } that follows all before it, signed by whom the first stage names ({ $who }).
       *[endorsedBy] { $needed } endorsements by the reviewers named are needed, and { $found } shown.
    } The ledgers in which that would stand are held whole.
    .do = If there is a badge or an endorsement that is not in those ledgers, hand it in with --with.
rule-untold = { $creator } created this achievement and lets whoever meets its rule award it: entry { $entry } of its ledger. Whether this badge meets the rule is not known: { $part ->
        [issuerHolds] the issuer { $who } is not shown to have held the badge { $badges } when it awarded this.
        [recipientHolds] of the badges asked for, { $needed } are needed and { $found } shown; these are not: { $badges }.
        [inOrder] the badges asked for are not shown in their order from this one on: { $badges }.
        [endorsedByHolders] { $needed } endorsements by holders of { $badges } are needed, and { $found } shown.
        [stages] it is not shown to be a stage of { $needed } that follows all before it, signed by whom the first stage names ({ $who }).
       *[endorsedBy] { $needed } endorsements by the reviewers named are needed, and { $found } shown.
    } A ledger in which that could stand is not held whole and recent here.
    .do = Get the ledgers of those concerned (bot feed export), or the badge or endorsement itself, and hand them in with --with.
created-by-another = The achievement was created by { $creator }, not by this issuer, and the creator’s ledger, held whole as of { $as_of }, has no permission for it.
    .do = Ask the creator whether this issuer may award it.
grant-not-in-force = { $creator } created this achievement, and its permission for this issuer did not hold when the badge was awarded, by the issuer’s word on { $awarded }: entry { $entry } { $how ->
        [ended] was ended on { $at }.
        [expired] was given until { $at }.
        [later] was given only on { $at }.
       *[void] was declared void from its beginning on { $at }.
    }
    .do = Ask the creator whether this issuer may award it.
grant-perhaps-renewed = { $creator } created this achievement, and the one permission for this issuer that is known did not hold when the badge was awarded, by the issuer’s word on { $awarded }: entry { $entry } { $how ->
        [ended] was ended on { $at }.
        [expired] was given until { $at }.
        [later] was given only on { $at }.
       *[void] was declared void from its beginning on { $at }.
    } The creator’s ledger is not held whole and recent here, so there may be another.
    .do = Get the creator’s ledger as it is today (bot feed export) and hand it in with --with.
grant-unconfirmed = { $creator } created this achievement and gave this issuer a permission: entry { $entry } of its ledger. Whether it was taken back is not known, as that ledger is not held whole and recent here.
    .do = Get the creator’s ledger as it is today (bot feed export) and hand it in with --with.
no-grant-known = The achievement is said to be { $creator }'s. No permission for this issuer is known here.
    .do = Ask the creator whether this issuer may award it.
creator-hidden = { $count ->
        [one] One part of what was achieved is kept hidden; it may say that somebody else made it.
       *[other] { $count } parts of what was achieved are kept hidden; one of them may say that somebody else made it.
    }
    .do = Ask the person to show the badge with all its parts.
creator-hidden-uncounted = The person who shows the badge may have left out parts of it without leaving a trace; one of them may say that somebody else made the achievement.
    .do = Ask the person to show the badge with all its parts.
anybody-endorses = This is an endorsement: anybody may give one, and it takes nobody’s permission.
stage-hidden = The person who shows the badge left out parts of it that may say that it is one of several stages and not the last.
    .do = Ask the person to show the badge with all its parts.
several-achievements = The badge stands for several achievements; whether its issuer may award each of them is not told here.
    .do = Ask the issuer who made each of them, or for one badge for each.
achievement-elsewhere = The badge only names what was achieved, { $achievement }, and does not describe it. Who created it is not known here.
    .do = Ask the issuer for a badge that carries the description.
no-achievement = The badge describes no achievement.
    .do = Ask the issuer what it stands for.
right-unproven = Since the badge itself is not proven, who issued it is not known.
    .do = Clear up the first finding before this one.

## Path

issuer-is-you = You issued it yourself.
known-directly = You know the issuer directly: it is in your address book as { $name }.
recognised = { $band ->
        [direct] You know the issuer directly: you recognise each other.
        [close] The issuer is close to you, by two chains of people and places that recognise each other and share nobody: { $chain }; and { $beside }.
        [near] The issuer is near you, by two chains of people and places that recognise each other and share nobody: { $chain }; and { $beside }.
       *[far] The issuer is far from you, and reached by two chains of people and places that recognise each other and share nobody: { $chain }; and { $beside }.
    }
recognised-by-one = The issuer is not reached: a chain leads there, { $chain }, but no two that share nobody. Were one who stands on all of them careless, anybody could be let in so.
    .do = Ask somebody else whom you know whether they recognise the issuer, or compare its identifier with the one the issuer gave you directly and add it to your address book (bot contact add).
by-community = You know the issuer by the community { $community }: you are a member, and the issuer is { $issuer ->
        [community] the community itself
       *[member] a member too
    }. { $admit ->
        [0] There, whoever has the community’s key admits members.
       *[other] There, { $admit } of { $stewards } stewards admit members together.
    } Both are known as of { $as_of }.
recognised-faintly = The issuer is not reached: two chains lead there, but by those who recognise so many that it says little: { $chain }.
    .do = Compare its identifier with the one the issuer gave you directly, then add it to the address book of your node (bot contact add).
self-asserted = Only the issuer itself says that it is { $name }. Nobody you know vouches for it.
    .do = Compare its identifier with one you got from the issuer directly, then add it to the address book of your node (bot contact add).
self-asserted-unlisted = Only the issuer itself says that it is { $name }. Nobody you know vouches for it.
    .do = Compare its identifier with one you got from the issuer directly. It is of a kind that no address book of a node holds.
issuer-looks-like = The issuer calls itself { $name }, which can be taken for { $like }, whom you know. It is somebody else: its identifier is another.
    .do = Ask { $like } by a way you know whether this badge is theirs. If it is, compare the identifiers and add the issuer to the address book of your node (bot contact add). If it is not, somebody may be pretending to be them.
issuer-name-mixed = Only the issuer itself says that it is { $name }. Its word “{ $word }” mixes letters of several scripts, as somebody does who wants to look like another.
    .do = Do not go by the name: compare the issuer’s identifier with one you got from the issuer directly.
path-unproven = Since the badge itself is not proven, who issued it is not known.
    .do = Clear up the first finding before this one.

## Endorsements

endorsed = { $lines ->
        [one] One endorsement of it holds, by somebody you know or can reach.
       *[other] { $lines } endorsements of it hold, by { $count ->
            [one] one endorser, whom you know or can reach.
           *[other] { $count } endorsers, { $reachable } of whom you know or can reach.
        }
    }
endorsed-by-strangers = { $lines ->
        [one] One endorsement of it holds, by somebody you do not know.
       *[other] { $lines } endorsements of it hold, by nobody you know.
    }
    .do = If you know one of them, add them to the address book of your node (bot contact add).
endorsed-beside = { $count ->
        [one] One endorsement holds, and it is of the issuer or of the holder:
       *[other] { $count } endorsements hold, and all are of the issuer or of the holder:
    } nobody known here endorsed the badge or what it is awarded for.
    .do = The holder can ask for an endorsement of the badge itself (bot endorse request).
endorser-withdrawn = Who gave it withdrew it.
endorser-withdrawn-because = Who gave it withdrew it: “{ $because }”.
endorsements-refused = { $count ->
        [one] An endorsement is there, but it does not hold.
       *[other] { $count } endorsements are there, but none holds.
    }
    .do = Do not count on them.
no-endorsement-known = No endorsement is known here.
    .do = The holder can hand in endorsements, or ask for some.
endorsements-unproven = Since the badge itself is not proven, endorsements of it say nothing.
    .do = Clear up the first finding before this one.

## Faults of files

json-refused = The text is not proper JSON: line { $line }, column { $column }: { $what }.
    .do = { $kind ->
        [json-byte-order-mark] Save the file as UTF-8 without a byte order mark, or ask for the original file.
        [json-too-long] No badge of this size is read. Ask the issuer for one with smaller pictures, or whose pictures are addresses.
        [json-not-utf8] Save the file as UTF-8, or ask for the original file.
       *[json-ends] Ask for the original file; this one was cut or changed.
    }
file-empty = The file is empty.
    .do = Ask for the file again: it was not copied whole.
file-packed = The file is an archive (.{ $kind }), which is not looked into: unpack it first, and verify what comes out of it.
    .do = An archive packed as .tar or .tar.gz is verified as it is.
json-too-long = it has more than { $max } bytes
json-too-deep = values stand more than { $max } deep inside each other
json-too-many = it has more than { $max } values
json-not-utf8 = these bytes are not UTF-8 text
json-byte-order-mark = an invisible byte order mark stands before the text
json-ends = the text ends in the middle
json-unexpected = “{ $found }” cannot stand here
json-duplicate = the member “{ $name }” is there twice
json-lone-surrogate = { $unit } is half a character
json-control = a control character ({ $code }) stands in a text
json-integer-too-large = the whole number is too large for every program to read the same
json-number-too-large = the number is too large
json-trailing = something follows after the end
envelope-refused = The badge is in a signed envelope ({ $form }) that is damaged or badly written: { $what }.
    .do = Ask for the original file; this one was cut or changed.
token-spaced = This is a signed token with { $count ->
        [one] a space or line break
       *[other] { $count } spaces or line breaks
    } within, the first in its { $part ->
        [header] header
        [payload] payload
        [signature] signature
       *[disclosure] disclosures
    } (character { $at }): a token is one line without any.
    .do = Mail programs break long lines. Join the lines to one without spaces and verify that, or ask for the token as a file. From a terminal: tr -d "[:space:]" < FILE > one-line.jwt
token-letter = This is a signed token that is damaged: “{ $found }” stands in its { $part ->
        [header] header
        [payload] payload
        [signature] signature
       *[disclosure] disclosures
    } (character { $at }).
    .do = Ask for the token again, as a file: this one was changed on its way.
token-ends = This is a signed token that was cut: it ends in its { $part ->
        [header] header
       *[payload] payload
    }, and the signature is missing.
    .do = Copy it whole, header.payload.signature in one line, or ask for it as a file.
token-parts = This is a signed token that is damaged: it has { $count } parts with dots between, not three.
    .do = Copy one token alone, header.payload.signature in one line, or ask for it as a file.
token-cut = This is a signed token that is damaged: letters are missing or changed in its { $part ->
        [header] header
        [payload] payload
       *[signature] signature
    }.
    .do = Copy it whole, header.payload.signature in one line, or ask for it as a file.
token-content = This is a signed token that is damaged: its { $part ->
        [header] header
       *[payload] payload
    } is not proper JSON: line { $line }, column { $column }: { $what }.
    .do = Ask for the token again, as a file: this one was cut or changed.
token-in-json = The file is no badge itself: a signed token stands in it, at { $at }.
    .do = Copy that text without its quotation marks into a file of its own, and verify that.
badge-in-json = The file is no badge itself: a badge stands in it, at { $at }.
    .do = Copy what stands there, from its first brace to its last, into a file of its own, unchanged, and verify that.
token-in-text = The file is no badge itself: a signed token stands in it, in line { $line }, among other text.
    .do = Copy the token alone, as one line without spaces, into a file of its own, and verify that.
proof-file-refused = The proof is damaged or badly made: { $what }.
    .do = Ask for the proof again: this one was cut or changed.
proof-codes-refused = The QR codes do not make a proof: { $what }.
    .do = Scan every code of the same proof again, and hand in what the scanner read, unchanged: bot verify CODE CODE…
no-credential = The file holds no badge.
    .do = Choose the badge's file: JSON, or a PNG or SVG picture with the badge inside.
not-the-badge = The file is no badge, { $kind ->
        [class] it describes an achievement that badges are awarded for (BadgeClass)
        [issuer] it describes an issuer of badges (Profile)
        [key] it is the key of an issuer (CryptographicKey)
       *[list] it is an issuer's list of revoked badges (RevocationList)
    }.
    .do = Hand in the badge itself (Assertion), and this file beside it with --with.
several-credentials = The presentation holds { $count } badges; at most { $most } can be verified together.
    .do = Ask for presentations of fewer badges each.
none-presented = The presentation holds no badge.
    .do = Ask for a presentation with the badge in it.
picture-too-large = The picture is too large: more than { $most } bytes.
    .do = Use a smaller picture.
png-truncated = The picture ends too early, at byte { $at }.
    .do = Ask for the original file; the download may have been cut off.
png-crc = The picture is damaged: its part { $chunk } at byte { $at } does not fit its checksum.
    .do = Ask for the original file.
png-shape = The picture is not a proper PNG: its part { $chunk } at byte { $at } is not as it must be ({ $what }).
    .do = Ask for the original file.
png-chunks = The picture is made of too many parts: more than { $most }.
    .do = Save the picture again with another program, then bake the badge into it.
png-inflate = The badge at byte { $at } of the picture is damaged, or larger than { $most } bytes when unpacked.
    .do = Ask for the original file.
svg-refused = The drawing is not taken, because of what stands at byte { $at } ({ $what }).
    .do = Save it again as plain SVG with another program.
no-drawing = The file is no drawing: it begins with <{ $root }>, as a web page or another document does.
    .do = If it was saved from the web, open the page again and download the badge itself, not the page.
two-badges = The picture holds several badges that differ, so none can be relied on.
    .do = Ask for a picture with one badge.
no-badge = The picture holds no badge.
    .do = Ask for the original file: messengers and social networks remove badges from pictures. If it shows a QR code, scan it, and verify what the scanner read.
already-baked = The picture holds a badge already.
    .do = Take the picture without a badge; one picture carries one badge.
not-a-picture = The file is neither a PNG nor an SVG picture.
    .do = Save the picture as PNG or SVG.
badge-not-text = What the picture holds at byte { $at } in place of a badge is not text.
    .do = Ask for the original file.

## Faults of drafts

draft-wrong = The badge cannot be written: { $field }: { $what }.
    .do = Correct it and try again.
definition-wrong = The achievement's description cannot be used: { $field }: { $what }.
    .do = Correct it and try again.
key-not-issuers = The key at hand is not the issuer's.
    .do = Choose one of your identities with --as.
credential-too-large = The badge would be too large.
    .do = Use a smaller picture or shorter texts.
challenge-wrong = The challenge or the domain cannot be signed: { $what }.
    .do = Give the very text that you were asked to sign; without one, ask for it.
key-not-subjects = The badge is about somebody else: only the person it is about can present it.
    .do = Choose one of your identities with --as.
presentation-count = A presentation shows one badge to sixteen.
    .do = Show the others in a presentation of their own.
presentation-too-large = The presentation would be too large or too deeply nested to be read.
    .do = Hand over the badge itself.
dispute = { $name } disagrees with { $about ->
        [achievement] “{ $subject }” as it is described
        [issuer] what { $subject } says of itself
        [something] something that is not known here
       *[credential] this award of “{ $subject }”
    }: “{ $words }” ({ $day })
dispute-scoped = { $name } disagrees with { $about ->
        [achievement] “{ $subject }” as it is described
        [issuer] what { $subject } says of itself
        [something] something that is not known here
       *[credential] this award of “{ $subject }”
    }, as to { $scope }: “{ $words }” ({ $day })
dispute-private = You disagree with { $about ->
        [achievement] “{ $subject }” as it is described
        [issuer] what { $subject } says of itself
        [something] something that is not known here
       *[credential] this award of “{ $subject }”
    }, and told nobody: “{ $words }” ({ $day })
dispute-reply = { $name } answers: “{ $words }” ({ $day })
signing-failed = The badge could not be signed: { $what }.
    .do = Correct the part named and try again.

graph-picture = { $count } people and places around { $viewer }, the nearest in the middle
