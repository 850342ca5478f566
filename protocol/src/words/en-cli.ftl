# What the command line says. A code with .do says what one can do about it.

cli-error = error:
cli-detail = ({ $detail })
cli-yes-no = [y/N]
cli-dry-run = Nothing was done: this was a trial. It would have worked: { $what }.
cli-unchanged = Nothing to do: it was so already ({ $what }).

cli-node-down = No node is running for the folder { $folder }.
    .do = Start it with: bot up
cli-socket = The node cannot be reached: { $detail }
    .do = See whether the data folder is yours and who started the node: bot doctor
cli-no-home = There is no home folder to keep a node in.
    .do = Name a folder: --data FOLDER, or set BOT_DATA.
cli-no-reply = The node did not answer in time.
    .do = Look at its log, or stop it with bot down and start it again.
cli-connection = The connection to the node broke: { $detail }
    .do = See whether it still runs: bot status
cli-reply = The node's answer could not be understood: { $detail }
    .do = The command and the node may be of different versions: run bot down, then bot up.
cli-runtime = The system gave this command no event loop: { $detail }
cli-request = The request could not be written: { $detail }
cli-file = { $path }: { $cause }
    .do = Check the file and the disk it lies on.
cli-file-web = { $path } is an address on the web, and a file is wanted here.
    .do = Save it as a file first, and name that.
cli-file-missing = There is no file { $path }.
    .do = Check the name, and the folder you are in.
cli-folder-missing = There is no folder { $path }.
    .do = Make it first, or choose another place.
cli-file-denied = { $path } cannot be opened with the rights of your account.
    .do = Check who may read and write it, or choose another place.
cli-file-folder = { $path } is a folder where a file is needed.
    .do = Name the file itself.
cli-file-full = The disk is full: { $path } was not written.
    .do = Make room on the disk and try again.
cli-file-silent = { $path } brought nothing more, and no end, for too long.
    .do = Name a file, or a pipe that another program fills.
cli-picture-large = { $path } is too large for a badge: { $bytes } bytes, at most { $max } beside these words.
    .do = Make it smaller: 400 pixels a side are enough.
cli-file-too-large = { $path } is too large: more than { $max } bytes.
    .do = Check that this is the file you mean.
cli-out-kind = This badge cannot be saved as { $path }.
    .do = Choose a name with one of these ends: { $fits }
cli-exists = { $path } is there already and was kept.
    .do = Choose another name, or add --force to replace it.
cli-proof-codes = There are no QR codes of this proof: { $what }.
    .do = Hand it over as a file: --out. It fits better after its issuer has summed up its revocations.
cli-proof-codes-large = There are no QR codes of this proof: the badge alone has { $found } bytes, most of them its picture, and { $max } are the most that codes hold.
    .do = Hand it over as a file: --out.
cli-confirm = This needs a yes, and nobody is there to ask.
    .do = Add --yes if you are sure.
cli-declined = Nothing was done.
cli-usage = This cannot be meant so: { $detail }
    .do = bot --help shows every verb with an example.
cli-usage-unknown = There is no { $what }.
    .do = bot --help shows every verb with an example.
cli-usage-unknown-near = There is no { $what }.
    .do = Did you mean { $value }?
cli-usage-missing = Something is missing: { $what }
    .do = bot VERB --help begins with an example.
cli-usage-value = { $what } cannot be "{ $value }".
    .do = bot VERB --help says what it can be.
cli-usage-value-known = { $what } cannot be "{ $value }".
    .do = It can be: { $known }
cli-usage-empty = { $what } has nothing behind it.
    .do = Say what it is to be, or leave it out. bot VERB --help begins with an example.
cli-usage-conflict = { $what } and { $value } do not go together.
    .do = Leave one of them out.
cli-config = The settings are wrong: { $detail }
    .do = bot config show --sample prints a file with every setting explained.
cli-definition = The definition { $path } cannot be used: { $what }
    .do = examples/badge-definition.json shows what a definition looks like.
cli-definition-unknown = a definition has no “{ $field }”, but name, description, criteria, language and what else an Open Badges 3.0 achievement has
cli-definition-missing = “{ $field }” is missing
cli-draft = The file { $path } cannot be used: { $what }
    .do = It is JSON with members of an Open Badges 3.0 credential: bot issue --help tells which go where.
cli-draft-object = it holds no JSON object
cli-draft-twice = Two files say “{ $field }”: the draft, and { $path }.
    .do = Leave it out of one of them.
cli-not-json = { $path } holds no badge as JSON: { $detail }
cli-not-json-form = { $path } holds no badge as JSON, but { $form ->
        [jws] a badge as a signed text (compact JWS).
        [address] only the address of one.
       *[other] one in another form.
    }
    .do = Name the badge by its id, or give its file as JSON.
cli-no-id = The badge has no id, so nothing can be said about it.
cli-endorse-what = What do you endorse?
    .do = Name the id of a badge (bot badge list), or give its file with --file.
cli-bake-image = This file carries no picture of its own.
    .do = Name it with --image FILE.
cli-bake-form = { $path } cannot be baked: it holds { $form ->
        [presentation] a presentation, which is for whoever asked for it.
        [address] only the address of a badge.
       *[other] a badge in a form that no picture carries.
    }
    .do = Give the badge as JSON or as a compact JWS: those two are put into pictures.
cli-bake-refused = { $path } is not baked, as it does not hold: { $what }
    .do = Ask for the original file. To bake it all the same, as for a demonstration, add --anyway.
cli-bake-doubt = Mind that this badge does not hold, and will not hold in the picture either: { $what }
cli-passphrase = Passphrase of the trust box:
cli-passphrase-new = A passphrase for the new trust box:
cli-passphrase-again = The same once more:
cli-passphrase-differs = The two passphrases differ; nothing was made.
cli-passphrase-missing = The trust box is locked, and nobody is there to type its passphrase.
    .do = Put the passphrase into a file that only you can read, and name it: --passphrase-file FILE
cli-not-stopped = The node was asked to stop, but it still runs.
    .do = See its log; as a last resort, end the process that bot status names.
cli-already-up = A node runs on { $folder } already.
    .do = See it with bot status, stop it with bot down.
cli-start = The node did not start: { $detail }
    .do = bot doctor looks for the usual causes.
cli-recipient = --recipient takes an e-mail address, a DID, or a name of the address book of a running node, and “{ $who }” is none of them.
    .do = Write it whole, such as lea@example.org.
cli-need = --need takes names of findings: { $detail }
    .do = Choose among integrity, status, recipient, right, path, endorsements, with commas between.
cli-no-ledger = { $path } is no ledger that bot feed export saved.
    .do = Ask for the file again, whole and as it was saved.
cli-proof-no-ledger = { $path } is a proof of a badge and no ledger.
    .do = bot verify { $path } reads it.
cli-evidence = { $path } is no evidence, so nothing was done: { $what }
    .do = Evidence is an issuer's key document, a list of revoked badges, a part of an old badge (its class, its issuer, its key), an endorsement, or a ledger saved by bot feed export.
cli-stdin-twice = Standard input (-) is named more than once, and can be read once only.
    .do = Save one of them as a file, and name that.
cli-evidence-many = That is too much evidence at a time.
    .do = Give at most 64 files.
cli-time = { $text } is no moment in time.
    .do = Write it like 2027-06-30T12:00:00Z.
cli-restore-words = The recovery words cannot be used: { $detail }
    .do = Check them against the sheet: 24 words, in their order.
cli-restore-sure = Bring { $name } back here? An installation of it that still runs elsewhere can write no more.
cli-sheet-words = The 24 words of the recovery sheet:
cli-sheet-confirmed = The words are right. The node has now forgotten them: the sheet is the only copy.

cli-starting = Starting…
cli-up = The node is up: { $http }
cli-up-web = Others' programs reach it at: { $url }
cli-up-peer = Others reach it at: { $address }
cli-up-no-identity = It speaks for nobody yet. Make an identity in its pages (bot open), or here: bot id init --name "Our school" --party organisation
cli-open = Your pages, for one browser and the next 30 minutes. The link opens once; bot open prints another:
cli-stopping = Stopping…
cli-fetching = Fetching…
cli-judging = Verifying…
cli-stopped = The node has stopped.
cli-status-up = The node is up since { $since } (process { $pid }).
cli-status-identities = identities
cli-status-feeds = ledgers held
cli-status-peers = nodes connected
cli-status-offers = offers awaiting your answer
cli-asked-charters = { $count ->
        [one] A charter waits for your signature: bot community asked.
       *[other] { $count } charters wait for your signature: bot community asked.
    }
cli-asked-endorsements = { $count ->
        [one] Somebody asks you for an endorsement: bot endorse requests.
       *[other] { $count } requests for an endorsement wait for you: bot endorse requests.
    }
cli-asked-disputes = { $count ->
        [one] A dispute that concerns you has no answer of yours: bot dispute list.
       *[other] { $count } disputes that concern you have no answer of yours: bot dispute list.
    }
cli-asked-dismissed = { $name } ended a membership that you still show: bot badge list tells which, bot unpublish takes it out of your public ledger.
cli-status-outbox = letters not yet delivered
cli-letters-leaving = to { $who } ({ $count }): being delivered
cli-letters-kept = to { $who } ({ $count }): they lie sealed in a mailbox of theirs and are taken from there, also while your node is off; that they were taken is known here once a node of theirs is met
cli-letters-waiting = to { $who } ({ $count }): no node of theirs is connected; if you know its address: bot peer add ADDRESS
cli-letter-connecting = No node of { $who } is connected yet: your node is still calling those that you added, and the letter goes by itself as soon as one of theirs answers (bot peer list shows it). If none of them is theirs: bot peer add ADDRESS
cli-letter-away = No node of { $who } is connected: the letter waits, and goes by itself as soon as one is, or into a mailbox that they named. If you know its address: bot peer add ADDRESS
cli-status-store = store
cli-status-address = reached at
cli-status-web = web door
cli-status-reach = from outside
cli-reach-off = not looked at: net.reach in bot.toml is off
cli-reach-unknown = nobody has said yet whether this node can be called
cli-reach-announced = can be called where net.announce in bot.toml says
cli-reach-one-word = one node says that it can call this one; a second that you added would make it likely
cli-reach-perhaps = this node may be called: { $count } nodes that you added did
cli-reach-not = { $count } nodes that you added called in vain; forward a port and name it in net.announce, or add a node that is a relay: bot peer add
cli-reach-relays = others reach it through { $count ->
    [one] a relay
   *[other] { $count } relays
}
cli-reach-serves = others are called through this node
cli-reach-broken = { $part } broke, and rests until the node starts again: tell those who make it
cli-web-closed = closed; to open it: web.listen in bot.toml
cli-web-at = { $url }
cli-web-self-signed = Take care: this node made the certificate of its web door itself, and other nodes and most wallets refuse it, on this machine too, unless a proxy before it has another certificate. Others need web.certificate and web.key of a public authority; to try it on one machine, let web.base_url be http://127.0.0.1 with its port, without web.self_signed.
cli-web-known-as = { $base } (listens at { $url })

cli-id-made = "{ $name }" is ready: { $did }
cli-id-sheet = Its recovery sheet is not on paper yet. Whoever loses the key without it loses the identity: bot id export-recovery
cli-id-restored-rest = Sign nothing yet: connect to a node that follows it (bot peer join), until bot feed show "{ $name }" shows what was said before. With that come public badges, revocations and recognitions. What was never public does not come back from others: the address book, which badges were awarded in private, badges not published, drafts and settings. If you have an archive of bot data export, bot import takes the badges out of it.
cli-id-restored = "{ $name }" is back: { $did }
cli-succeed-sure = Let { $successor } come after { $did } for good? What the old keys sign from the cut-off on counts for nobody any more.
cli-succeeded = { $did } goes on as { $successor }.
cli-succeed-steward = The old key is that of a steward of { $name }; the new one is the same steward. What was endorsed or signed for it by the old key counts where its holder’s ledger, an anchor or witnesses show that it was there before { $since }. Of the rest nobody can tell, so an award that takes stewards may count no more: endorse it anew by the new key (bot endorse --list shows what was endorsed), and where bot community charter { $name } says that its charter waits for new keys, ask for it to be signed again (bot community amend).
cli-succeed-community = The old key is that of { $name } itself: its charters and stewards stay, and go on under the new key. What it awarded before counts where an anchor of its ledger or its holder’s ledger shows that it was there before { $since }. Of the rest nobody can tell: bot badge list marks it, and it is awarded anew (bot issue), with as many stewards as the charter asks.
cli-followed = { $who } ({ $did }) goes on with a new key: this was done for { $successor }.
cli-followed-read = { $who } ({ $did }) goes on with a new key, and is meant by that one here: { $successor }.
cli-contact-goes-on = { $who } ({ $did }) goes on with a new key, and is meant by that one wherever you use the name: { $successor }.
cli-verify-issuer-goes-on = Who signed it ({ $did }) goes on with a new key: { $successor }.
cli-verify-subject-goes-on = Whom it is about ({ $did }) goes on with a new key: { $successor }.
cli-succeeded-kept = Entries of { $writer } that count: { $size }
cli-community-asked = The stewards of { $name } are asked to sign this charter. Once enough of them have, it is in force: bot community charter.
cli-community-same = Nothing was left to do for { $name }.
cli-community-signed = Signed, and { $name } is told.
cli-community-declined = Forgotten. { $name } is told nothing.
cli-community-admitted = { $who } is offered the membership, and is a member once it is accepted.
cli-community-admitting = { $who } is offered the membership. It counts once { $needed } of these stand behind it, who are asked: { $stewards }.
cli-community-admitted-early = { $who } is offered the membership. The charter is not in force yet: once it is, admit { $who } again, so that the stewards it names are asked for this membership too (bot community asked).
cli-community-asked-more = { $who } was offered that membership before. It counts once { $needed } stand behind it; asked now: { $stewards }.
cli-community-admitted-outside = It cannot count yet: the community that it names as its whole has not taken it in (bot community charter). Admit { $who } again once it has.
cli-community-admitted-before = { $who } was offered that membership before, and all stewards were asked.
cli-community-dismissed = { $who } is no member of { $name } any more.
cli-community-dismiss-sure = End the membership of { $who } in { $name }? The key of the community alone ends it at once, however many stewards made it; it cannot be undone, and the reason is for everybody to read.
cli-community-leave-sure = Leave { $name }, as { $who }? It cannot be undone, and the words are for everybody to read.
cli-community-left = { $who } left { $name }.
cli-community-ended-before = It ended before: { $who } and { $name }.
cli-community-none = No community with a charter is known here.
cli-community-unchartered = { $name } has no charter: whoever has its key acts for it alone.
cli-community-contested = There are two charters of { $name } with number { $number }, and nobody can tell which was first. Ask its stewards; a successor key ends it (bot id succeed).
cli-community-unconfirmed = Charter { $number } of { $name } counts only with a signature by a key that its owner has replaced since, and nobody shows that it was signed before. Its stewards sign it again with their present keys: bot community amend --as "{ $name }".
cli-community-nothing-asked = No charter waits for a signature.
cli-community-charter = { $name }, charter { $number } ({ $id }): { $purpose }
cli-community-part = It is a part of { $parent }, and asks for no fewer than that does.
cli-community-part-alone = It names { $parent } as its whole. { $parent } has not taken it in, or has ended that: nothing of { $parent } stands behind it.
cli-community-part-untold = It names { $parent } as its whole. Whether { $parent } has taken it in cannot be told here.
cli-community-acts = Of { $stewards } stewards it takes { $charter } to change the charter, { $admit } to make somebody a member and { $award } to award another badge of its own. 0 is the key of the community alone.
cli-community-acts-own = Its own charter says { $admit } and { $award } for those two, and the one above asks for more.
cli-role-steward = steward
cli-change-purpose = What it is for changes: “{ $from }” → “{ $to }”
cli-change-parent = The community of which it is a part changes: { $from } → { $to }
cli-change-charter = To change the charter: { $from } → { $to }
cli-change-admit = To make somebody a member: { $from } → { $to }
cli-change-award = To award another badge of its own: { $from } → { $to }
cli-change-leaves = Is no steward any more: { $from }
cli-change-joins = Is a steward from then on: { $to }
cli-change-steward = Changes: { $from } → { $to }
cli-community-term-over = term over
cli-community-has-signed = signed
cli-community-unsigned = not signed yet
cli-community-stays = stays in office
cli-community-open = It is not in force yet.
cli-community-open-each = Each of these must sign it: { $missing }.
cli-community-open-more = { $needed } more of the stewards in office must sign it.
cli-community-superseded = Another charter was asked for later in its place; this one does not come into force, unless it is asked for again.
cli-community-yours = It waits for { $waits }: bot community sign { $id }, or bot community decline { $id }. { $words }
cli-community-stands = stands
cli-community-stands-not = does not stand
cli-community-stands-untold = cannot be told
cli-community-no-members = Nobody is known to have published a membership.
cli-trust-community = By the community { $name }, which { $is ->
        [community] { $who } is and of which { $from } is a member
       *[member] { $who } and { $from } are members of
    }: { $admit } of { $stewards } stewards admit there, as of { $day }. That is what this community says, and no part of how near somebody is.
cli-guardians-asked = Your question to those who are to be guardians of { $name } is on its way. See with bot guardian list who agrees; then name them by the words of your recovery sheet: bot guardian name.
cli-guardians-same = It is so already for { $name }.
cli-guardians-sure = Let { $need } of { $who } together say who comes after { $name }, if nobody objects within { $days ->
        [one] one day
       *[other] { $days } days
    } { $clocks }?
cli-guardians-drop-sure = Shall nobody be a guardian of { $name } any more?
cli-guardians-named = Done: { $need } of { $who } together can now say who comes after { $name }. Whoever has the key of { $name } can object for { $days ->
        [one] one day
       *[other] { $days } days
    } { $clocks }.
cli-guardians-dropped = Done: { $name } has no guardians any more.
cli-guardians-none = { $name } has no guardians: whoever loses its keys and its recovery sheet loses it for good. Ask some: bot guardian ask.
cli-guardians-are = { $need } of { $count } guardians can say who comes after { $name }; for { $days ->
        [one] one day
       *[other] { $days } days
    } { $clocks } whoever has its key can object.
cli-guardians-clocks = by the clocks of { $quorum } of { $who }
cli-guards-lost-keys = Guardians of { $name } who go on with a new key and cannot sign with it: { $guardians }. { $left } others can; { $need } must.
cli-guards-lost-clocks = Witnesses for { $name } whose machine or key is lost: { $witnesses }. { $clocks } are left; { $quorum } must measure the days.
cli-guards-lost-over = As it is, nobody can come after { $name } without its recovery sheet.
cli-guards-lost-do = Name them anew: bot guardian ask, then bot guardian name with the words of the sheet of { $name }.
cli-guardians-ward = { $name } is a guardian of { $who }.
cli-guardian-means = Say yes, and once you are named your signature and those of others, { $need } of { $count }, say who comes after the sender, should they lose their keys and their recovery sheet; for { $days ->
        [one] one day
       *[other] { $days } days
    } they can still object. Sign then only when you have spoken to them in person.
cli-recovery-ask-sure = Ask the guardians of { $of } to sign just this? Entries beyond those that count are lost to { $of } for good.
cli-recovery-asked = The guardians of { $of } are asked whether { $successor } comes after; { $need } of { $count } must sign.
cli-recovery-asked-before = Every guardian of { $of } was asked already; { $signed } signed so far, { $need } must.
cli-recovery-check = Meet each of them or telephone, and let them compare these words: { $check }
cli-recovery-trial-words = The words to compare are of this trial alone: others are made when the guardians are asked.
cli-recovery-contest-sure = Object to { $successor } coming after { $of }? It then takes the { $count ->
        [one] signature of the one guardian
       *[other] signatures of all { $count } guardians
    }.
cli-recovery-contested = You have objected: { $successor } comes after { $of } only if { $count ->
        [one] the one guardian signs
       *[other] all { $count } guardians sign
    }. Talk to them; and if somebody else has your key, go on with a new one by your recovery sheet: bot id succeed.
cli-recovery-contested-before = Somebody with the key of { $of } has objected already.
cli-recoveries-none = No recovery concerns you.
cli-recovery-of = WHOSE KEYS
cli-recovery-successor = NEW IDENTITY
cli-recovery-guardians = GUARDIANS
cli-recovery-need = { $need } of { $who } must sign
cli-recovery-window = TIME TO OBJECT
cli-recovery-days = { $days ->
        [one] one day
       *[other] { $days } days
    } { $clocks }
cli-recovery-since = OLD KEY BELIEVED UNTIL
cli-recovery-words = WORDS TO COMPARE
cli-recovery-signed = SIGNED
cli-recovery-owner = it is about your keys
cli-recovery-heir = you come after
cli-recovery-guardian = you are a guardian
cli-recovery-witness = your clock measures the time
cli-recovery-is-asked = asked: { $signed } of the { $need } signatures that it takes are known here
cli-recovery-is-unseen = begun: { $seen } of the { $quorum } witnesses that it takes saw it; the time to object has not run out
cli-recovery-is-begun = begun: whoever has the old key can object until { $until } at least
cli-recovery-is-contested = contested by whoever has the old key: it takes { $count ->
        [one] the one guardian
       *[other] all { $count } guardians
    }, and { $signed } signed
cli-recovery-is-unanimous = contested, but { $count ->
        [one] the one guardian signed, whom
       *[other] all { $count } guardians signed, whom
    } no objection holds up; the recovery sheet alone outweighs that: bot id succeed
cli-recovery-is-released = over: { $successor } has come after { $of }; it is too late to object
cli-recovery-is-outdone = void: something else counts in its place
cli-recovery-alarm = guardians of { $name } say that somebody else comes after it: if that is not you, object now, while there is time: bot recover list, then bot recover contest ID. Where all guardians signed, only your recovery sheet stops it: bot id succeed
cli-recovery-means = Say yes, and you sign that { $successor } comes after { $of } for good: their badges and recognitions follow. Speak to the owner of { $of } in person or by telephone first, and compare: { $check }
cli-recovery-sign-sure = Sign that { $successor } comes after { $of } for good? Have you spoken to the owner in person or by telephone, and did they read these words to you: { $check }?
cli-ids-none = No identity yet. Make one: bot id init --name "Our school" --party organisation
cli-party-person = person
cli-party-organisation = organisation
cli-party-community = community
cli-sheet-title = Recovery sheet of { $name }
cli-sheet-why = Whoever holds these words holds the identity. Write them on paper, keep them in a safe place, show them to nobody.
cli-sheet-how = To restore: bot id restore --name "{ $name }" --party { $party }

cli-badge-new = "{ $what }" can now be awarded. Its id: { $id }
cli-imported = "{ $what }" is yours and kept here, exactly as it came. Its id: { $id }
cli-imported-seen = "{ $what }" is kept here as one that you have seen, exactly as it came. Its id: { $id }
cli-import-removed = { $what } is no longer kept here.
cli-import-lacks = Not in this file: { $part ->
        [class] the description of what it was awarded for
        [badge] the badge itself
        [key] the issuer's key
       *[issuer] the issuer's profile
    }, at { $url }
cli-import-lacks-how = To complete it, get what lies there and import the file again with it: --with FILE. Or let bot verify --gather --keep PARTS fetch it, and hand it in: --snapshots PARTS.
cli-import-replaced = A file with the same identifier that was not proven gives way to it.
cli-issued-stage = Stage { $stage } of { $of } of "{ $what }" is signed and on its way to { $who }. Its id: { $id }
cli-badge-stage = { $what } ({ $stage } of { $of })
cli-issued = "{ $what }" is signed and on its way to { $who }. Its id: { $id }
cli-issued-stewards = It counts once { $needed } of the stewards of { $name } stand behind it, who are asked: { $stewards }.
cli-baked = The badge is in the picture: { $path }
cli-unbaked = The badge out of the picture is in { $path }
cli-accepted = Accepted and signed. It stays private until you publish it: bot publish { $what }
cli-accepted-suspended = Its issuer suspended it for now: until it is given back, whoever checks it is told so.
cli-accepted-public = Accepted and signed, for everybody to see in your public ledger.
cli-accepted-guardian = You agree, and the sender is told. You are a guardian once they name you.
cli-accepted-recovery = You have signed; your signature is on its way to the new identity. See with bot recover list how it goes on.
cli-accepted-published = Accepted, signed and published: { $what }
cli-refuse-sure = Refuse { $what }? It cannot be accepted later.
cli-refused = Refused. Nothing of it becomes public.
cli-publish-revoked = Its issuer revoked it: whoever checks it is told so.
cli-publish-sure = Put "{ $what }" into your public ledger all the same?
cli-published = "{ $what }" stands in your public ledger.
cli-unpublish-sure = Take { $what } out of your public ledger?
cli-unpublished = "{ $what }" is out of your ledger. Nodes that cooperate drop it.
cli-data-goes = Goes for good ({ $count }):
cli-data-bare = Loses its content, and stays as a bare header ({ $count }):
cli-data-stays = Stays, because it takes something back or says who speaks for whom ({ $count }):
cli-data-entry = entry { $number } of the ledger: { $what }
cli-data-held = badge held { $id }
cli-data-issued = record of a badge issued { $id } (to revoke it later, keep its file)
cli-data-imported = badge from a file { $id }
cli-data-endorsement = endorsement { $id }
cli-data-word = words { $id }
cli-data-dispute = dispute { $id }
cli-data-letter = letter { $id }
cli-data-offer = note of an offer { $id }
cli-data-contact = address book: { $id }
cli-data-collection = place in a collection { $id }
cli-data-passport = note of a badge or page that gathers badges { $id }
cli-data-reply = kept reply to a program { $id }
cli-data-wallet = offer to a wallet, or what one showed { $id }
cli-data-key-event = key event { $id }
cli-data-erase-sure = Erase all of this of { $what }? It cannot be undone.
cli-data-erase-others = These texts are of somebody else and are dropped on this node alone. They do not come again, not even if you add { $what } to the address book later: their name, profile and achievements stay unknown here. Their revocations keep counting.
cli-data-erased-own = Erased, and nodes that cooperate drop it too. What others copied stays with them. The keys of { $what } stay in the trust box.
cli-data-erased-here = What was held here of { $what } is erased. Other nodes keep what they have.
cli-data-exported = Saved { $bytes } bytes to { $path }: README.txt in it says what is where.
cli-presented = "{ $what }" is signed for whoever asked. Nothing of it was kept or sent: hand the file over.
cli-endorsed = Endorsed, for everybody to see: { $what }
cli-endorsed-offered = Your endorsement is signed and offered to whom it concerns, who decides whether it shows.
cli-endorsed-with-words = The words above go with it: they are public as soon as it shows, for everybody to read.
cli-endorsement-asked = Asked in private: { $what } sees what you ask about, and gives an endorsement or says nothing.
cli-endorsement-declined = Declined. Nobody is told, { $what } neither.
cli-endorsement-shown = Shown again, for everybody to see in your public ledger: { $what }
cli-endorsement-hidden = Hidden: it is in no ledger and no proof of yours, and kept here (bot endorse show). { $what }
cli-endorsement-withdraw-sure = Withdraw the endorsement { $what }? It then holds nowhere any more, for good.
cli-endorsement-of-steward = You stood behind it as a steward of { $name }, whose charter asks for { $needed }. What takes several to make, one alone can undo: with fewer behind it, it counts no more until another steward endorses it.
cli-endorsement-withdrawn = Withdrawn: the endorsement { $what } holds no more, wherever a copy of it is.
cli-endorsement-saved = Saved as it was signed: { $path }
cli-word-kept = Signed and kept for you alone: your words about { $what }. Their id: { $id }. Nobody else sees them before you publish them (bot sign publish).
cli-word-offered = Signed, and offered to whom they concern, who decides whether they show: your words about { $what }. Their id: { $id }
cli-word-published = Signed in your public ledger: your words about { $what }. Their id: { $id }
cli-word-withdrawn = Taken back: the words about { $what }.
cli-word-carried = They stay readable with what carries them: { $ids }. Take that back too (bot endorse withdraw); copies of it that others have keep them all the same.
cli-recognition-offered = The offer { $what } is on its way. It counts once the other side has signed.
cli-recognition-accepted = Recognised by both sides: { $what }
cli-recognition-refused = Refused: { $what }. Nothing of it becomes public.
cli-recognition-end-sure = End the recognition { $what } from your side?
cli-recognition-ended = The recognition { $what } has ended.
cli-gate-kept = The gate { $what } is kept. Whoever comes to it signs a challenge of it: bot gate challenge { $what }
cli-gate-removed = The gate { $what } is gone, and whoever came in by it is out.
cli-presented-former = Its issuer goes on with a new key. Hand over beside it what shows that it was signed before: bot prove { $id } --out FILE; whoever checks it adds that with --with.
cli-gate-challenge = To be signed for { $domain } until { $until }, once: bot present.
cli-gates-none = Your node keeps no gate.
cli-gate-yes = The gate opens.
cli-gate-no = The gate stays closed.
cli-gate-unknown = It cannot be told whether the gate opens; so it stays closed.
cli-gate-parts = { $needed } of { $count } needed
cli-gate-condition-presenter = Who stands there
cli-gate-condition-holds = Holds { $what }
cli-gate-condition-memberOf = Member of { $what }
cli-gate-condition-all = All of these
cli-gate-condition-any = One of these
cli-gate-condition-some = Some of these
cli-grant-given = { $who } may now award: { $what }. The permission’s id: { $id }
cli-grant-rule = Whoever meets the rule may now award: { $what }. The permission’s id: { $id }
cli-grant-ended = The permission { $what } has ended. What was awarded before counts.
cli-grant-void = The permission { $what } never counted, and what was awarded by it does not either.
cli-grant-end-sure = End the permission { $what }?
cli-grant-void-sure = Declare the permission { $what } void, with all that was awarded by it?
cli-grant-anybody = whoever meets the rule
cli-grant-type = all of the type { $what }
cli-grant-domain = all of the domain { $what }
cli-dispute-noted = Noted for you alone: you disagree with { $what }. Its id: { $id }. Nobody else sees it before you publish it (bot dispute publish).
cli-dispute-noted-person = Noted for you alone: you disagree with what { $what } says of themselves. Its id: { $id }. Nobody else ever sees it: what a person says of themselves is disputed in private alone.
cli-disputed = Signed in your public ledger: you disagree with { $what }. Its id: { $id }
cli-dispute-published = Signed in your public ledger: you disagree with { $what }. Its id: { $id }
cli-dispute-withdrawn = Withdrawn: you disagree with { $what } no more.
cli-replied = Your answer is signed in your public ledger, and is shown beside the dispute { $id }.
cli-reply-withdrawn = Your answer to the dispute { $id } is withdrawn.
cli-disputes = Who disagrees (this changes none of the answers):
cli-revoke-sure = Revoke "{ $what }" of { $who } for good?
cli-nobody-hears = No other node is connected now, so nobody hears of it until one is (bot peer list): whoever verifies elsewhere meanwhile is told what held before.
cli-revoked = "{ $what }" is revoked. The nodes that are connected hear it now, the others when they come back.
cli-revoke-many-sure = Revoke these badges for good: { $count }?
cli-revoked-many = Revoked: { $count }. It was so already: { $unchanged }.
cli-suspend-sure = Suspend "{ $what }" of { $who }?
cli-suspend-many-sure = Suspend these badges: { $count }?
cli-suspended = "{ $what }" is suspended until you give it back with bot resume. Programs of others that look at its list of revocations alone do not see it.
cli-suspended-many = Suspended: { $count }. It was so already: { $unchanged }.
cli-resume-sure = Give "{ $what }" back to { $who }?
cli-resume-many-sure = Give these badges back: { $count }?
cli-resumed = "{ $what }" holds again.
cli-resumed-many = Given back: { $count }. It was so already: { $unchanged }.
cli-renewed = "{ $what }" is signed anew and on its way to { $who }. Its id: { $id }
cli-renew-waits = The former is revoked at { $due }; until then bot undo { $id } takes that back.
cli-renew-replaced = The former is revoked.
cli-renew-reason = A newer badge takes its place.
cli-change-none = None.
cli-change-trial = Nothing was done: this was a trial. It would change: { $count }. It is so already: { $unchanged }.
cli-change-waits = Badges: { $count }. Nobody hears of it before { $due }; until then bot undo { $id } takes it back.
cli-undo-trial = Nothing was done: this was a trial. It would be taken back:
cli-undone = Taken back; nobody heard of it ({ $id }).
cli-undo-none = There is nothing to take back: no change waits.
    .do = What others have heard cannot be undone. A suspension is lifted with bot resume.
cli-csv-columns = { $path } has columns that are not read: { $names }.
cli-csv-reason = Why a badge changes stands in a column named reason or motif; this file has none.
cli-csv-line = { $path }, line { $line }: { $what }
    .do = Correct the line; nothing was done for the others either.
cli-csv-text = it is not UTF-8 text
cli-csv-empty = a header line with “id” is missing
cli-csv-column = the header line has no column “id”
cli-csv-twice = the header line has the column “{ $other }” twice
cli-csv-same = the columns “{ $one }” and “{ $other }” mean the same; keep one of the two
cli-csv-width = the number of columns is { $count }, in the header line { $head }
cli-csv-no-id = its id is empty
cli-csv-again = it names the badge of line { $before } again
cli-csv-many = more than { $max } badges; split the file
cli-csv-none = no badge stands below the header line
cli-csv-quote-end = something follows a closing quotation mark
cli-csv-quote-within = a quotation mark stands within a value
cli-csv-quote-open = a quotation mark is not closed
cli-head-count = BADGES
cli-feed-exported = Saved { $bytes } bytes to { $path }: evidence for bot verify --with.
cli-proved = Saved { $bytes } bytes to { $path }: the badge and what it takes to judge it without a network.
cli-proved-codes = Drawn as { $count ->
        [one] one QR code
       *[other] { $count } QR codes
    } in { $path }.
cli-proved-told = Whoever opens it now is told:
cli-proved-anchored = It shows an anchor of the badge: the badge holds even if its issuer’s key is lost later.
cli-proved-unanchored = It shows no anchor of the badge: if its issuer’s key is lost later, this file does not show that the badge is older. Make another once there is one (bot badge show).
cli-peer-added = The node will stay connected with { $what }.
cli-peer-next = See with bot feed show whose ledgers come, and add whom you know to the address book: bot contact add DID NAME. From then on the name will do, and their news come first.
cli-peer-invited = Send this line, or let the code be read: bot peer join connects with this node.
cli-invite-nowhere = This node listens nowhere that others could reach.
    .do = Set net.listen or net.announce in bot.toml, and start the node again.
cli-invitation-cut = The invitation is cut: its end is missing.
    .do = Copy the whole line again, from bot-join: to its last letter.
cli-invitation-refused = This is no invitation to a node.
    .do = Take the whole line that begins with bot-join: as bot peer invite printed it.
cli-peer-removed = The node has forgotten { $what }.
cli-contact-renamed = { $was } is called { $what } in the address book from now on.
cli-name-alike = Take care: the name { $name } can be taken for { $like }, whom you know and who is somebody else ({ $did }). Compare the identifiers.
cli-name-mixed = Take care: the word “{ $word }” of the name { $name } mixes letters of several scripts, as somebody does who wants to look like another.
cli-contact-added = { $what } is in the address book.
cli-contact-removed = { $what } is no longer in the address book.
cli-token-made = This is the token, shown once: give it to its bearer by a safe way. To take it back: bot token remove { $id }
cli-token-endless = It has no end: it opens the door until you take it back. With --expires TIME a token ends by itself.
cli-token-removed = The token { $what } opens nothing any more.
cli-token-lasting = no end
cli-token-over = over
cli-converted = The draft of an Open Badges 3.0 badge is in { $path }. Nobody has signed it, and it names nobody: whoever signs it awards the badge anew.
cli-convert-doubt = Mind that the old badge does not hold: { $what }
cli-convert-refused = { $path } is not converted, as it is not what its issuer made. { $what }
    .do = Ask for the original file. To write the draft all the same, add --anyway.
cli-convert-not-old = { $path } is no badge of the time before Open Badges 3.0.
    .do = Keep it as it is: it needs no conversion.
cli-convert-missing = { $path } cannot be converted yet: { $part ->
        [class] the description of what it was awarded for
        [badge] the badge itself
       *[issuer] the profile of its issuer
    } lies outside this file, at { $url }.
    .do = Get what lies there and hand it in: --with FILE. Or let bot verify --gather --keep PARTS fetch it, and hand it in: --with PARTS.
cli-convert-part = { $path } cannot be converted: what it is about is not known. { $what }
    .do = Hand in its parts with --with, or let bot verify --gather --keep fetch them.
cli-jose-holds = It is of the form it says, and what the key in { $key } signed.
cli-jose-over = It says of itself that it held until { $at } only; this was not judged.
cli-jose-early = It says of itself that it does not hold before { $at }; this was not judged.
cli-jose-other-issuer = The issuer is { $issuer }, the key belongs to { $controller }: whoever verifies this will refuse it, since the header must name a key of the issuer.
cli-jose-other-holder = The holder is { $holder }, the key belongs to { $controller }: it was signed by somebody else than its holder.
cli-jose-nobody-issued = The file of the key does not say whose it is: whoever verifies this must know it.
cli-jose-bound = It is bound to one verifier and one moment, which was not judged: bot verify does.
cli-jose-inside = What is inside ({ $count }) has signatures of its own, which were not judged: bot verify does.
cli-jose-unread = What is inside as number { $number } cannot be read: { $what }
cli-jose-nobody = The signature fits the key, but { $path } does not say whose key it is.
    .do = Hand in the key as a verification method: JSON with id, type JsonWebKey, controller and publicKeyJwk.
cli-jose-key = { $path } holds no key that serves here: { $what }.
    .do = Hand in a verification method of type JsonWebKey, or a JSON Web Key: Ed25519, P-256, P-384 or P-521.
cli-jose-no-secret = { $path } has no secret key, so nothing can be signed with it.
    .do = Hand in the file with secretKeyJwk.
cli-jose-unfit = { $path } cannot be signed: { $field }: { $what }.
    .do = Correct it there. Only what has the form of a credential or presentation, in words that its contexts define, is signed.
cli-jose-json = { $path } cannot be signed: { $what }
    .do = Hand in the credential or presentation as JSON.
cli-jose-feature = "{ $text }" is no kind of envelope.
    .do = There are: { $known }.
cli-jose-sd = What --sd says cannot be hidden: { $what }.
    .do = Write a JSON list of places, such as ["credentialSubject.id", "type[1]"].
cli-context-added = Badges that name { $url } are now read by this file, SHA-256 { $sha256 }. Whoever wrote it decides what the words in such a badge mean.
cli-context-known = This very content of { $url } is known already: SHA-256 { $sha256 }.
cli-context-removed = What you had added for { $url } is accepted no longer.
cli-context-own = came with bot
cli-contexts-added-none = You have added no context. Those that came with the program: bot context list --all
cli-context-url = "{ $url }" is no URL of a context: it is not whole, as https://school.example/tea or urn:example:tea is.
    .do = Copy it from the badge: it stands under @context.
cli-context-badge = { $path } is a badge, not a vocabulary.
    .do = Get the file that lies at the URL named under @context of the badge.
cli-context-file = { $path } is no context that is read here: { $what }
    .do = Get the file from whoever publishes the vocabulary: JSON with a member @context.
cli-context-renames = { $path } is not accepted: it calls "{ $name }" what has another name here ({ $iri }), and with it anybody could hide from you what a badge says.
    .do = Ask whoever publishes the vocabulary for a context that leaves the words of the standards as they are.
cli-context-other = { $url } is known with another content, SHA-256 { $sha256 }.
    .do = If the owner has published both, add --also: each will be tried.
cli-context-many = You have added as many contexts as may be: { $max }.
    .do = Remove one that you do not need: bot context remove URL
cli-context-missing = You have added no context for { $url }.
    .do = See what you have added: bot context list
cli-config-ok = The settings are right.
cli-man-written = The manual pages are in { $path }.

cli-offers-none = Nothing awaits your answer.
cli-endorsements-none = No endorsement yet.
cli-words-none = No words yet: neither of yours nor that you let stand.
cli-words-said = What is said of them (this weighs nothing):
cli-word-said = “{ $words }” – { $name }, { $at }
cli-endorsement-requests-none = Nobody is asked for an endorsement, and nobody asks for one.
cli-recognitions-none = No recognition yet.
cli-grants-none = No permission yet.
cli-disputes-none = No dispute yet: neither of yours nor about you.
cli-disputes-strange-none = No stranger disagrees with what concerns you.
cli-disputes-strangers = Strangers who disagree with what concerns you: { $count }. Their words: bot dispute list --strangers
cli-peers-none = No other node is known. Add one with bot peer add, or wait for one on the local network.
cli-tokens-none = There are no tokens.
cli-contacts-none = The address book is empty.
cli-badges-none = Nothing can be awarded yet: bot badge new
cli-credentials-none = No badge was awarded or received yet.
cli-badges-awardable = What can be awarded:
cli-badges-awarded = What was awarded:
cli-feeds-none = No ledger is held yet.
cli-feed-empty = This ledger has no entry.
cli-body-withdrawn = (content withdrawn by its author)
cli-body-erased = (content erased on this node)
cli-body-missing = (content not here yet: nobody at hand has it)
cli-body-refused = (content refused: not as it must be)

cli-head-id = ID
cli-head-kind = KIND
cli-head-from = FROM
cli-head-to = TO
cli-head-what = WHAT
cli-head-state = STATE
cli-head-words = WORDS
cli-head-target = ABOUT
cli-head-about = ABOUT
cli-head-criteria = EARNED BY
cli-head-narrative = HERE
cli-head-credits = CREDITS
cli-head-term = TERM
cli-head-activity = TIME
cli-head-licence = LICENCE
cli-head-source = SEEN BY
cli-head-result = RESULT
cli-head-identifier = KNOWN AS
cli-head-evidence = EVIDENCE
cli-head-aligned = ALIGNED TO
cli-head-parent = PART OF
cli-head-peer = NODE
cli-head-address = ADDRESS
cli-head-name = NAME
cli-head-did = DID
cli-head-says = CALLS ITSELF
cli-head-badge = BADGE
cli-head-url = URL
cli-head-since = ADDED
cli-head-sha = SHA-256
cli-head-file = FILE
cli-head-answer = ANSWER
cli-head-why = WHY
cli-head-role = ROLE
cli-head-anchor = ANCHOR
cli-head-doubt = MIND
cli-head-refusal = REFUSED, IN THEIR WORDS
cli-anchor-anchored = in its issuer’s ledger since { $at }
cli-anchor-waits = due on { $at }
cli-anchor-none = none known here
cli-doubt-former-key = it says nothing any more, as its issuer goes on with another key and nothing here shows that it was signed before. Ask its issuer to award it again.
cli-doubt-stewards-lacking = it does not count as it is, as fewer stewards of the community stand behind it than its charter asks. Ask the community.
cli-doubt-stewards-untold = whether enough stewards of the community stand behind it cannot be told here; bot verify says what is missing.
cli-head-entry = ENTRY
cli-head-entries = ENTRIES
cli-head-when = WHEN
cli-head-endorsed = ENDORSES
cli-head-scope = SCOPE
cli-head-for = FOR
cli-head-until = UNTIL
cli-scope-all = everything
cli-until-none = without end
cli-kind-credential = badge
cli-kind-recognition = recognition
cli-kind-endorsement = endorsement
cli-kind-guardian = guardian
cli-kind-recovery = recovery
cli-kind-word = words
cli-entry-profile = profile
cli-entry-achievement = what can be awarded
cli-entry-anchor = anchor
cli-entry-publish = badge published
cli-entry-recognition-end = end of recognition
cli-entry-revoke = revocation
cli-entry-suspend = suspension
cli-entry-resume = end of a suspension
cli-entry-status-snapshot = status summary
cli-entry-erase = erasure
cli-entry-prune = tidying
cli-entry-grant = permission to award
cli-entry-grant-end = end of a permission
cli-entry-dispute = dispute
cli-entry-reply = answer to a dispute
cli-entry-charter = charter of a community
cli-entry-leave = leaving a community
cli-entry-comment = words
cli-entry-node-addr = address of a node
cli-entry-other = of a newer version
cli-role-issued = issued
cli-role-held = held
cli-role-seen = seen
cli-state-offered = offered
cli-state-standing = stands
cli-state-over = over
cli-state-void = void
cli-state-issued = issued
cli-state-received = received
cli-state-accepted = accepted
cli-state-imported = imported
cli-state-refused = refused
cli-state-asked = asked
cli-state-agreed = agrees, not named yet
cli-state-guardian = guardian
cli-state-guardian-lost = guardian, by a key that is given up: cannot sign
cli-state-published = published
cli-state-accepted-unseen = accepted, not seen here
cli-state-hidden = hidden
cli-state-withdrawn = withdrawn
cli-state-given = given
cli-state-private = for you alone
cli-state-attached = with an endorsement, public once that shows
cli-state-given-unseen = given, not public yet
cli-state-suspended = suspended
cli-state-revoked = revoked
cli-state-mutual = mutual
cli-state-ended = ended
cli-state-connected = connected
cli-state-away = away
cli-state-relayed = through a relay
cli-state-punched = direct since a relay

cli-question-integrity = What was signed
cli-question-status = Still valid
cli-question-recipient = About the presenter
cli-question-right = Right to award
cli-question-path = How I know the issuer
cli-question-endorsements = Who stands behind it
cli-answer-yes = yes
cli-answer-no = no
cli-answer-unknown = cannot tell
cli-endorser = “{ $words }” – { $name }, { $id }
cli-endorser-silent = Without words: { $name }, { $id }
cli-endorser-void = Does not hold: an endorsement that says it is by { $name }, { $id }
cli-endorser-of-credential = Of this badge.
cli-endorser-of-achievement = Of what it is awarded for.
cli-endorser-of-issuer = Of who awards it, and not of the badge.
cli-endorser-of-person = Of who holds it, and not of the badge.
cli-endorser-of-nothing = Of something else.
cli-endorser-own = Who awards or holds a badge does not stand behind it by praising it.
cli-endorser-reasons = Because: { $reasons }
cli-endorser-said = Said before, on { $at }, of { $what }: “{ $words }”
cli-endorser-loose = It names what it is about by its identifier alone, which something else could bear too.
cli-praise-good-criteria = good criteria
cli-praise-clear-description = clear description
cli-praise-sound-evidence = sound evidence
cli-praise-seen-at-work = seen at work
cli-praise-useful-for = useful for { $what }
cli-praise-accepted-by = accepted by { $what }
cli-verify-long = The badge and its evidence ask for more work than there is time for.
    .do = Give less evidence at a time: the issuer’s ledger is enough.
cli-verify-node-evidence = (with what the running node knows)
cli-badge-nameless = a badge without a name
cli-badge-nameless-kind = a badge without a name ({ $kind })
cli-verify-from = Awarded, as it says, by { $who }
cli-verify-about = About { $who }
cli-verify-endorsed-by = Given, as it says, by { $who }
cli-verify-endorses = Endorses { $what }
cli-verify-endorses-content = What it endorses is at hand, and is the very thing that was endorsed.
cli-verify-endorses-other = Something with this identifier is at hand, and is not what was endorsed: its content is another.
cli-verify-endorses-id = Something with this identifier is at hand; the endorsement names no digest, so it may have been given of other content.
cli-verify-endorses-no = What it endorses is not at hand: hand it in with --with to see what it is.
cli-verify-endorses-somebody = It is about somebody, and of no badge of theirs.
cli-verify-node-off = (with only the files that were given: your node does not run, so nothing that it holds counts; start it with bot up, and verify again)
cli-verify-no-evidence = (with no node's knowledge: only the files that were given)
cli-explain-proof = What the signature of the badge is over:
cli-explain-presentation = What the signature of the presentation is over:
cli-explain-one-of = Badge { $number } of { $count }
cli-explain-unsigned = Nothing of the badge is signed: the file is a copy, and only what the issuer's host serves can speak for it.
cli-explain-file = This file as { $form }, { $hash } { $digest }
cli-explain-copy = What { $url } served on { $at }, as { $form }, { $hash } { $digest }
cli-explain-copy-undated = What is said to lie at { $url }, without a date, as { $form }, { $hash } { $digest }
cli-explain-copy-missing = What { $url } serves is not at hand.
cli-explain-unowned = By whose key it is signed cannot be followed: { $what }
cli-explain-nothing = Nothing of it can be followed by hand: no signature in it is read here.
cli-explain-fault = It cannot be followed by hand: { $what }
cli-explain-member = { $name ->
        [format] Form
        [algorithm] Algorithm
        [kid] Key named in the header
        [message] Signed text
        [message_hex] Signed bytes (hex)
        [message_sha256] SHA-256 of what is signed
        [signature_hex] Signature (hex)
        [method] Verification method
        [key] Key
        [key_source] Found in
        [controller] The key is of
       *[other] { $name }
    }:
cli-explain-source = { $source ->
        [identifier] the identifier itself
       *[document] a document at hand
    }
cli-explain-suite = Suite: { $suite }
cli-explain-method = Verification method: { $method }
cli-explain-key = Key: { $key }, of { $controller }; found in { $source ->
    [identifier] the identifier itself
   *[document] a document at hand
}
cli-explain-context = Context: { $url }, SHA-256 { $sha256 }
cli-explain-options = Options of the proof as { $form }, { $hash } { $digest }:
cli-explain-document = Badge without proof as { $form }, { $hash } { $digest }:
cli-explain-presented = Presentation without proof as { $form }, { $hash } { $digest }:
cli-explain-signed = Signed are both hashes, one behind the other.
cli-explain-mandatory = Statements that the issuer makes everybody show, each with its number among those shown, { $hash } { $digest }:
cli-explain-disclosed = Statements that were shown by choice, each signed by itself with the key { $key }:
cli-explain-disclosed-signed = Signed by the issuer are the hash of the options, that key and the hash of the statements that everybody shows, one behind the other. What was left out is not in the file, and so not shown here.
cli-explain-unread = Of a proof by { $suite } what is hashed, and with which key, is not shown.
cli-verify-copy = Copy at hand, { $part ->
        [class] the description of the achievement
        [issuer] the issuer's profile
        [key] the key
       *[badge] the badge itself
    }: { $url }, fetched { $at }
cli-verify-copy-undated = Copy at hand, { $part ->
        [class] the description of the achievement
        [issuer] the issuer's profile
        [key] the key
       *[badge] the badge itself
    }: { $url }, without a date
cli-verify-list-title = a list of revoked or suspended badges, no badge itself
cli-verify-unused = Handed in, but says nothing about this badge: { $what }
cli-verify-list = A list of revoked or suspended badges, no badge itself; to judge badges by it, hand it in with --with.
cli-gathered = Fetched on { $at }: { $url }
cli-gathered-gone = On { $at } the host said that nothing is there any more: { $url }
cli-gathered-not = Not fetched: { $url } ({ $what })
cli-gathered-check = Check your network and try again later, or get the file from the issuer and hand it in with --with.
cli-gathered-nothing = There was nothing to fetch.
cli-gathered-much = What was fetched is more than a verdict may need: { $detail }
    .do = Verify the badge without --gather, with the files that you need.
cli-verify-counts = Badges: { $badges }, of which { $yes } yes, { $no } no, { $unknown } cannot tell.
cli-verify-count-others = Files without a badge: { $count }
cli-verify-count-unread = Files that cannot be read, so that nobody can tell: { $count }
cli-verify-count-left-out = Links and other things that are no files, passed over: { $count }
cli-verify-none = There is no badge in it.
cli-authority = { $path } holds no authority to trust: { $what }.
    .do = Give a file with the certificate of the authority in PEM.
cli-verify-several = { $count } badges, presented together
cli-verify-one-of = Badge { $number } of { $count }: { $name }
cli-verify-repeats = It is the same badge as number { $number }; it counts once.
cli-verify-inside = Badges inside of it, each judged by itself:
cli-verify-inside-more = { $count } more were not looked at.
cli-archive-many = { $path } holds more than { $max } files and folders.
    .do = Verify its folders one by one.
cli-archive-large = { $path } holds more than { $max } bytes.
    .do = Verify its folders one by one; unpack an archive for this.
cli-archive-damaged = { $path } is damaged: the archive breaks off at byte { $at }. What came before it is told above.
    .do = Get the archive anew, from whoever made it.

cli-doctor-ok = ok
cli-doctor-warn = look
cli-doctor-bad = BAD
cli-doctor-folder = data folder
cli-doctor-folder-absent = { $path } is not there yet: bot id init makes it.
cli-doctor-folder-open = { $path } can be read by others on this machine; run: chmod 700 { $path }
cli-doctor-folder-write = { $path } cannot be written: { $cause }
cli-doctor-settings = settings
cli-doctor-trustbox = trust box
cli-doctor-trustbox-absent = there is none yet: bot id init makes it.
cli-doctor-trustbox-mode = { $path } can be read by others; run: chmod 600 { $path }
cli-doctor-node = node
cli-doctor-node-down = it does not run: bot up
cli-doctor-sheet = recovery sheet
cli-doctor-sheet-missing = the sheet of { $name } is not on paper yet: bot id export-recovery
cli-doctor-web = web door
cli-doctor-web-unnamed = it is open at { $url }, but what this node publishes there has no address of its own: set web.base_url in bot.toml
cli-doctor-web-self-signed = this node made its certificate itself, and other nodes and most wallets refuse it, unless a proxy before it has another certificate: set web.certificate and web.key to one of a public authority, or, to try it on one machine, web.base_url to http://127.0.0.1 with its port, without web.self_signed
cli-doctor-web-ends = its certificate ends on { $ends }: replace the files, the node reads them by itself
cli-doctor-web-ended = its certificate ended on { $ends }: replace the files, the node reads them by itself
cli-doctor-web-conformance = the profile conformance takes documents whose terms nobody pinned: set web.profile to "closed" before people rely on this node
cli-doctor-peers-none = no other node is connected: bot peer add
cli-doctor-identity = identity
cli-doctor-guardians = guardians
cli-restored-elsewhere = { $name } was restored on another installation, or goes on with a new key: this one can sign no more for it
cli-restored-unfound = { $name } was brought back from its sheet, and nothing of its earlier ledger was found: a badge that it revoked may still look valid; sign nothing for it before a node is met that has it (bot peer join), and if there is none, revoke again what was revoked
cli-writer-elsewhere = nothing is signed for { $name } here any more: its key signed in another copy of this data folder too, or its ledger was told in two versions; with the recovery sheet it goes on in a new folder: the line printed on the sheet, bot id restore …, and --data FOLDER behind it; if it was never printed, bot id export-recovery still does here; stop this node first (bot down), and copy its bot.toml into the new folder
cli-folder-held = nothing is signed here yet: this data folder is another than before, perhaps a copy, and no node that it knows was met; connect one of these (bot peer add), or wait ten minutes from the start
cli-doctor-strangers-none = net.strangers_mib_max is 0: of people who are neither in the address book nor recognised within three steps, and with whom there are no dealings, nothing is kept, so nothing can be told of their badges; raise it, or add them (bot contact add)
cli-doctor-witnesses = witnesses
cli-doctor-witnesses-sign = enough witnesses of { $name } sign; its ledger is known as of { $at }
cli-doctor-witnesses-silent = of the witnesses of { $name } some have signed nothing for a day and a half: { $who }; ask whether their nodes run, or name others: bot witness list
cli-doctor-witnesses-few = too few witnesses of { $name } sign, and soon nobody can tell whether its badges stand; silent for a day and a half: { $who }; ask whether their nodes run, or name others: bot witness add
cli-doctor-clock = clock
cli-doctor-clock-behind = this machine's clock is behind the last entry of { $name }: nothing can be signed until it is right
cli-doctor-store = store
cli-doctor-store-sled = sled: its authors report damage that is not repaired (spacejam/sled issues 1533 and 1509); redb is the safer choice
cli-doctor-disk = disk
cli-doctor-disk-low = only { $free } MiB are free

# Programs that ask for badges.
cli-oauth-asks = "{ $name }" asks, and the answer goes to { $host }. The name is what the program calls itself; nobody vouches for it. It wants to:
cli-oauth-sure = Have you started this yourself, and is "{ $name }" at { $host } to be allowed this?
cli-oauth-approved = "{ $what }" is allowed this. Its page goes on by itself within seconds; bot oauth list shows it, bot oauth remove takes it back.
cli-oauth-refused = "{ $what }" is refused and will be told so.
cli-oauth-removed = The permission is taken back. What the program has seen already it may have kept.
cli-oauth-none = No program asks for your badges, and none is allowed to see them.
cli-head-program = PROGRAM
cli-head-code-or-id = CODE OR ID
cli-state-asking = asks
cli-state-allowed = allowed

# Badges handed to another host.
cli-push-open = Open this address in a browser and allow there what this program asks for: to add a badge, and nothing else. It waits for ten minutes.
cli-push-type = Then type here the address to which the browser was sent back, whole:
cli-push-page = The answer has come. You can close this page.
cli-push-created = "{ $what }" is now at { $host } too.
cli-push-replaced = "{ $what }" was at { $host } already, or has taken the place of an older one.

# Documents of DIDs.
cli-did-malformed = { $did } is no DID.
    .do = A DID begins with did: and the name of a method, as did:key:z6Mk… does. Copy it whole.
cli-did-url-malformed = What stands behind the DID in { $did } cannot be read.
    .do = Look at its path, question mark and #: other signs are written with a % and two digits.
cli-did-method = DIDs of this kind are not resolved here.
    .do = did:key and did:jwk are read by themselves. Of others, hand in the document: --with FILE
cli-did-not-found = Nothing here describes { $did }.
    .do = Nothing is fetched. Hand in the document, if you have it: --with FILE
cli-did-document = The document of { $did } cannot be used.
    .do = Ask whoever gave it to you for the one that its owner publishes now.
cli-did-representation = The document is not written in this form.
    .do = Leave --accept out, or name application/did+ld+json, application/did+json or application/did.
cli-did-key = The key in { $did } is none, or of a kind that is not known.
    .do = Perhaps the DID was cut off or mistyped: copy it whole.
cli-did-key-kind = Keys are not written in this form, or are of a kind that is not known.
    .do = Leave --keys-as out, or name Multikey, JsonWebKey or JsonWebKey2020.
cli-did-json = { $path } is no document of a DID: it is no JSON.
    .do = Save the file again as its owner publishes it.

## Wallets

cli-wallet-offered = "{ $what }" waits until { $until } for whoever has this. To take it back: bot wallet withdraw { $id }
cli-wallet-tx-code = The wallet asks for the code { $code }: tell it to its owner by another way than the link.
cli-wallet-withdrawn = The offer { $what } opens nothing any more.
cli-wallet-offers-none = Nothing is offered to wallets.
cli-state-waiting = waits
cli-state-begun = begun
cli-state-collected = collected
cli-head-holder = HOLDER
cli-wallet-asked = This can be answered until { $until }. To see what was shown: bot wallet answer { $id }
cli-wallet-request = The request: { $state }, { $at }
cli-wallet-requests-none = No wallet is asked for anything.
cli-wallet-forgotten = The request { $what } is forgotten, with what was shown for it.
cli-wallet-query = { $path } holds no query: { $what }
    .do = Give a file with a query in DCQL, or name a badge instead.
cli-state-declined = declined
cli-state-answered = answered
cli-wallet-tx-needed = The issuer wants a code from you that it told you by another way.
    .do = Add it with --tx-code.
cli-wallet-take-sure = Collect "{ $what }" from { $host }? It learns who you are, and its offer is used up.
cli-wallet-taken = You have "{ $what }" from { $who }: { $id }
cli-wallet-show-sure = Show "{ $what }" to { $who }?
cli-wallet-shown = "{ $what }" was shown to { $who }.
cli-wallet-none-fits = None of the badges you hold is all that is asked for.
    .do = See what you hold with bot badge list, and name one with --badge.

## Witnesses and forks

cli-head-signed = SIGNED
cli-head-key = KEY
cli-feed-check-yes = The ledger of { $name } is whole ({ $did }).
cli-feed-check-no = The ledger of { $name } is not to be relied on ({ $did }).
cli-feed-check-unknown = Whether the ledger of { $name } is whole cannot be told ({ $did }).
cli-feed-check-unowned = { $path } does not say whose ledger it is: nothing in it says whose key signed what.
    .do = Ask for the file once more, as bot feed export writes it.
cli-feed-check-more = There is more in { $path }, of which nothing says whose it is. It was not checked.
cli-forks-none = No ledger that is held here is known to have been told in two versions.
cli-fork-entries = { $who } told their ledger in two versions: two entries with the number { $number } are signed by { $writer }.
cli-fork-heads = { $who } told their ledger in two versions: two states of { $number } entries are signed by { $writer }.
cli-fork-entry = { $kind }, { $signed } by its author's own clock: { $id }, signature { $signature }
cli-fork-head = state { $id }
cli-fork-from = From entry { $from } on nothing of it counts, except what takes something back.
cli-fork-seen = Known on this node since { $at }.
cli-fork-saved = Saved the proof to { $path }: anybody can check it with bot feed check.
cli-witnesses-none = { $name } has no witnesses: the ledger is dated by its own clock. Name some with bot witness add.
cli-witnesses-dated = The ledger of { $name } is known as of { $at }; { $quorum } of { $count } witnesses must have seen it.
cli-witnesses-undated = Too few witnesses have signed the ledger of { $name } yet; { $quorum } of { $count } must have seen it.
cli-witness-nothing = nothing yet
cli-witness-quorum = { $quorum } of { $count } witnesses of { $name }
cli-witness-named = Done: from now on { $what } must have seen the ledger. See with bot witness list who has.
cli-witness-unsigned = Of the { $count } witnesses of { $name } { $signed } have signed, where { $quorum } must: until then nobody can tell whether its badges stand. Waited for: { $who }. A node that runs, agrees (net.witness) and is met signs within a minute; one that does not is taken away again (bot witness remove "{ $first }").
cli-witness-all = All of them must sign, so that none may be away for long; with one more one may.
cli-witness-none-now = Done: the ledger has no witnesses any more and is dated by its own clock.
cli-witness-same = It is so already: { $what }.
cli-witness-unknown = No key of { $who } is at hand, so nothing can be known of it as a witness.
    .do = Hand in its ledger with --with, or start the node that knows it.
## Trust

cli-trust-yourself = { $who } is you.
cli-trust-direct = { $who } is known to you directly.
cli-trust-close = { $who } is close to you: the chains below show by whom.
cli-trust-near = { $who } is near you: the chains below show by whom.
cli-trust-far = { $who } is far from you, and reached: the chains below show by whom.
cli-trust-unreached = { $who } is not reached from here. That says nothing against them: whom you know does not know them well enough.
cli-trust-seen-yourself = { $who } and { $from } are the same.
cli-trust-seen-direct = { $from } knows { $who } directly.
cli-trust-seen-close = { $who } is close to { $from }: the chains below show by whom.
cli-trust-seen-near = { $who } is near { $from }: the chains below show by whom.
cli-trust-seen-far = { $who } is far from { $from }, and reached: the chains below show by whom.
cli-trust-seen-unreached = { $who } is not reached from { $from }, as far as this node knows. That says nothing against them: only recognitions count there, and those known do not lead so far.
cli-trust-one-chain = A chain leads there, but no two that share nobody. Were one who stands on all of them careless, anybody could be let in so.
cli-trust-faint = Two chains lead there, but by those who recognise so many that it says little.
cli-trust-by-contact = { $to } is in your address book.
cli-trust-by-endorsement = { $from } endorsed { $to } on { $since }, which counts until { $until }: "{ $words }"
cli-trust-by-recognition = { $from } and { $to } recognise each other since { $since }, until { $until } unless renewed: "{ $words }"
cli-trust-by-recognition-for = { $from } and { $to } recognise each other for { $scope } since { $since }, until { $until } unless renewed: "{ $words }"
cli-trust-without-yourself = Were there nothing between the two, nothing would change.
cli-trust-without-direct = Were there nothing between the two: still known directly.
cli-trust-without-close = Were there nothing between the two: close.
cli-trust-without-near = Were there nothing between the two: near.
cli-trust-without-far = Were there nothing between the two: far.
cli-trust-without-unreached = Were there nothing between the two: not reached.
cli-path-none = No chain of recognition of at most five steps leads from { $from } to { $to }.
    .do = Recognise somebody who knows them, or ask them who recognises them: bot recognise
cli-head-near = HOW NEAR
cli-head-behind = WHO STANDS BEHIND THEM
cli-graph-direct = direct
cli-graph-close = close
cli-graph-near = near
cli-graph-far = far
cli-graph-nobody = Nobody is near yet. Put somebody into your address book (bot contact add), or recognise each other (bot recognise offer).
cli-graph-more = Walks come to { $count } more, who are farther or hang on one chain alone.
cli-graph-drawn = The picture is in { $path }.
