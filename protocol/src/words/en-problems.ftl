### Faults that the node answers with, in English, by their code.

## What an act needs

field-refused = { $field } cannot be "{ $found }"; expected is: { $expected }
    .do = Correct the field named and try again.
unknown = { $kind ->
        [achievement] No badge that can be awarded is called { $id }.
        [badge] No badge that was awarded or can be awarded is called { $id }.
        [contact] Nobody in the address book or on this node is called { $id }.
        [credential] { $given ->
            [name] No badge has the id { $id }.
            [file] { $id } is a file, not the id of a badge.
           *[id] No badge with the id { $id } is known here.
        }
        [held-credential] You hold no badge with the id { $id }.
        [issued-credential] You issued no badge with the id { $id }.
        [entry] No badge was published here by an entry with the id { $id }.
        [feed] No ledger of { $id } is held here.
        [fork] The ledger of { $id } is not known in two versions.
        [installation] Nothing is held here that names a key of { $id }, so it cannot be a witness yet.
        [witness] { $id } is no witness.
        [offer] There is no offer { $id }.
        [recovery] There is no recovery { $id } with which you have to do.
        [peer] No node { $id } is known.
        [program] No program has the permission { $id }.
        [program-code] No program asks with the code { $id }; a question ends after ten minutes.
        [recognition] There is no recognition { $id }.
        [batch] There is no list of people { $id } here.
        [room] Nothing is given out as { $id } here.
        [case] Nobody asked for a badge as { $id } here.
        [grant] There is no permission { $id }.
        [dispute] There is no dispute { $id }.
        [word] There are no words { $id }.
        [subject] Nothing is called { $id } here, and it is written like nothing that can be spoken of.
        [endorsement] There is no endorsement { $id }.
        [charter] No charter { $id } waits here.
        [endorsement-request] No request for an endorsement { $id } waits here.
        [profile] Nothing is known here of what { $id } says of itself.
        [token] There is no token { $id }.
        [wallet-offer] There is no offer { $id } to wallets.
        [wallet-request] There is no request { $id } to wallets.
       *[other] Nothing called { $id } is known here.
    }
    .do = { $given ->
        [file] For the badge in this file: --file { $id }
        [name] An id is meant here, as bot badge list shows it. For every badge of this name: --achievement "{ $id }"; for every badge about one person: --holder WHO.
       *[other] { $kind ->
            [token] Check how it is written: bot token list shows what is here.
            [wallet-offer] Check how it is written: bot wallet offers shows what is here.
            [wallet-request] Check how it is written: bot wallet requests shows what is here.
            [program] Check how it is written: bot oauth list shows what is here.
            [program-code] Check how it is written: bot oauth list shows what is here.
            [feed] Check how it is written: bot feed show shows what is here.
            [fork] Check how it is written: bot fork show shows what is here.
            [installation] Check how it is written: bot contact list shows what is here.
            [offer] Check how it is written: bot offers shows what is here.
            [recovery] Check how it is written: bot recover list shows what is here.
            [contact] Check how it is written: bot contact list shows what is here. A name that bot feed show tells is what somebody calls themselves, and anybody may call themselves so: add them by the DID beside it, bot contact add DID NAME, and the name will do from then on.
            [peer] Check how it is written: bot peer list shows what is here.
            [recognition] Check how it is written: bot recognise list shows what is here.
            [grant] Check how it is written: bot grant list shows what is here.
            [dispute] Check how it is written: bot dispute list shows what is here.
            [word] Check how it is written: bot sign list shows what is here.
            [subject] A text is written text:…, a place geo:48.85,2.35, a file is named with --file. A statement is named by its ledger and its number there, as bot feed show tells them ("Our school#1"), or by an id or its beginning: of the statement (bot feed show WHO --json), of words (bot sign list), of a dispute, a permission, a recognition or an endorsement.
            [endorsement] Check how it is written: bot endorse --list shows what is here.
            [charter] Check how it is written: bot community asked shows what is here.
            [endorsement-request] Check how it is written: bot endorse requests shows what is here.
            [profile] Wait until its ledger has come: bot feed show tells what is here of it.
            [witness] Check how it is written: bot witness list shows what is here.
            [achievement] Check how it is written: bot badge list shows what is here.
            [credential] Check how it is written: bot badge list shows what is here. One that is not listed, as after a node was lost, is named by its file, from whoever holds it: --file FILE
            [held-credential] Check how it is written: bot badge list shows what is here.
            [badge] Check how it is written: bot badge list shows what is here.
           *[other] Check how it is written: the list commands (bot badge list, bot offers, bot contact list …) show what is here.
        }
    }
witness-own = A witness lives on another node: it says what this one cannot say of itself.
    .do = Name others: other organisations, libraries, schools with nodes of their own.
witnesses-refused = So many witnesses, or such a quorum of them, cannot be.
    .do = Name at most seven, and a quorum of more than half of them; without --quorum it is the usual one.
ambiguous = { $id } fits { $count } things here: { $ids }
    .do = Give one of these identifiers, or enough letters of it.
broken = Something broke inside the node; the act may have been done in part.
    .do = See what was done with the list commands, and report the node's log.
achievement-exists = An achievement with this identifier is described here already, in other words.
    .do = Use the one that is there, or describe a new one.
achievement-of-another = This badge was described by somebody else, and no permission of its creator to award it is known here.
    .do = Award it as its creator (--as), ask its creator for a permission (bot grant give), or describe a badge of your own (bot badge new).
grant-of-another = Somebody else gave this permission.
    .do = Only who gave it can end it.
dispute-of-another = This dispute concerns somebody else.
    .do = Only whom it concerns can answer it.
dispute-of-person = What a person says of themselves is not for others to dispute in public.
    .do = Keep it for yourself (without --publish): it shows when you look, and to nobody else. Or dispute a badge of theirs.
endorsement-of-another = Somebody else gave this endorsement.
    .do = Only who gave it can withdraw it. If it is about you or your badge, hide it: bot endorse hide.
endorsement-of-others = This endorsement is about nobody of this node and about no badge of theirs.
    .do = Only whom it concerns decides whether it shows.
endorsement-withdrawn = Who gave this endorsement withdrew it.
    .do = Ask for another one: bot endorse request.
case-to-oneself = Nobody asks themselves for a badge.
    .do = You can award it to yourself.
case-elsewhere = It is not your turn in this case, or it is over.
    .do = Look at where it stands now.
claim-over = This badge is given out no more.
    .do = Ask whoever gives it.
case-changed = What was submitted is not what you have read.
    .do = Read it again, then decide.
code-waits = So many wrong codes were shown that they are looked at again in an hour.
    .do = Wait, or use the link.
award-held = This person has the badge already.
    .do = Award it once more by itself, if they are to have it again.
claim-full = As many people have this badge as were to have it.
    .do = Ask whoever gives it.
request-to-oneself = Nobody asks themselves for an endorsement.
    .do = Name somebody else with --from.
request-for-another = Nobody asks for an endorsement of somebody else.
    .do = They ask for it themselves.
request-empty = The request does not show what it is about.
    .do = Decline it, or ask who sent it to send it again.
word-unreachable = They concern somebody whose ledger cannot be asked to show them, so they stay with you.
    .do = Words about somebody are public only where that one lets them stand: name them by the DID of their node.
word-of-own-badge = Words of one’s own about a badge of one’s own are not for others.
    .do = Keep them, or ask somebody else: bot endorse request.
word-of-other-matter = These words are about somebody or a badge that is not what you endorse: they can go only with an endorsement of just that.
word-of-another = Somebody else signed these words.
    .do = Only your own words go with an endorsement of yours.
word-of-holder = These words stand in the ledger of whom they concern.
    .do = Only they take them out. What you want to be able to withdraw is an endorsement: bot endorse.
rule-refused = The rule cannot be used: { $detail }
    .do = Compare it with the examples in the handbook: bot grant.
gate-refused = The gate cannot be used: { $detail }
    .do = Compare it with the examples in the handbook: bot gate.
gate-exists = There is a gate of this name, and it asks something else.
    .do = Choose another name, or add --replace to put this one in its place.
gates-too-many = There are as many gates as there may be.
    .do = Take away those nobody uses: bot gate list, then bot gate remove.
gate-challenge-refused = The challenge is too old, was used before, or is none of this gate.
    .do = Take a new one, and sign that: each is good once.
gate-unsigned = What was shown signs no challenge: anybody may have copied it.
    .do = Show a presentation of the badge: bot present.
gate-shown-refused = What was shown cannot be read.
    .do = Show the file that bot present wrote, as it is.
gate-busy = As many wait before the gates of this node as there may be.
    .do = Try again in a moment; the same challenge is still good.
gate-full = As many people came in by this gate as there may be at a time.
    .do = Try again in some minutes.
gate-shut = The gate stays closed: { $detail }
    .do = Show what it asks for.
gate-not-entered = Nobody came in by this gate yet.
    .do = Show a presentation for it first.
stage-refused =
    { $given ->
        [plain] This badge is awarded in stages ({ $roles }), and outside of them this award would count for nothing, so it was not signed. With the first, which is your own, say who signs the others ({ $options }); with a later one name the file of the one before (--after FILE).
        [own] The first stage is signed by whom it is about.
        [none] This badge has no stages.
        [unnamed] Nobody is named who signs as { $role }: --role { $role }=WHO
        [not-taken] { $who } is none of those who may sign as { $role }.
        [same-person] Each stage is signed by somebody else; here one person has two roles.
        [role-unknown] { $role } signs no stage after the first.
        [named-twice] The first stage says who signs the others: a later one names nobody.
        [not-yours] It is not yours to sign: stage { $stage } of { $of } is for the { $role } to sign.
        [all] All { $of } stages are signed.
        [before-unsigned] The stage before is not what its issuer signed.
        [before-void] The stage before does not count.
        [before-unread] The file of the stage before holds no credential in JSON.
        [before-none] What --after names is no stage.
        [before-other] The stage before is of another badge or about somebody else.
       *[other] This stage cannot be signed: { $detail }
    }
    .do =
        { $given ->
            [plain] Add what is missing and try again: bot issue.
           *[other] Stages are signed in their order, each by whom the first names: bot issue.
        }
picture-no-room = The picture is too large for a badge: { $bytes } bytes, at most { $max } beside these words.
    .do = Make it smaller: 400 pixels a side are enough.
own-address = This leads to your own node, which need not be told of itself.
    .do = Send the line that bot peer invite prints to whom you want to connect with.
address-refused = This is no address of a node.
    .do = Copy the whole address that the other node shows with bot status.
bundle-refused = The exported ledger cannot be relied on.
    .do = Ask for a new export.
content-refused = What was to be said does not keep to the rules of its kind.
    .do = Shorten or correct the part named and try again.
credential-exists = Another badge with the same identifier is kept here.
    .do = Refuse the offer, and ask its issuer for a badge with an identifier of its own.
credential-without-id = The badge has no identifier under which it could be kept.
    .do = Ask the issuer for a badge with one.
definition-refused = The achievement's description cannot be used.
    .do = Correct the member named and try again.
evidence-refused = The evidence handed in cannot be used.
    .do = Hand in a ledger saved by bot feed export, or an endorsement as JSON.
holder-unknown = The badge is not about anybody who can be written to.
    .do = It must name its holder by a DID.
identity-other = This is between others: the identity chosen is no part of it.
    .do = Choose one of your identities with --as.
identity-succeeded = This identity goes on with a new key, so nothing more is signed with the old one.
    .do = Act as its successor: bot id list, then --as.
offer-by-former-key = Whoever offered this goes on with a new key since, so it would count for nobody.
    .do = Offer it to them anew by their new key: bot recognise.
sheet-names-nobody = The identity of this sheet was made before keys named those who come after them, so the sheet cannot name anybody.
    .do = Bring it back and tell those who know you of a new identity: bot id restore.
succession-itself = This is the sheet of the very identity that should come after.
    .do = Make a new identity first: bot id init. Then name it with --as.
succession-refused = These old keys cannot be cut off.
    .do = Name at most sixteen writers with --keep; of the others nothing counts.
succession-unknown = Nothing of the old ledger is held here, so all of it would be cut off.
    .do = Connect to a node that has it, and try again when bot feed show shows it: bot peer add ADDRESS.
charter-contested = There are two charters of this community with one number, and nobody can tell which was first: somebody else may have its key.
    .do = Speak to the stewards. A successor key cuts off what a thief said: bot id succeed.
charter-unconfirmed = Stewards who signed the charter go on with new keys since, so it counts only when enough of them sign it anew.
    .do = Ask for it as it is: bot community amend. Its stewards then sign: bot community sign.
community-chartered = This community has a charter already.
    .do = Change it: bot community amend.
community-unchartered = This community has no charter that could be changed.
    .do = Found it first: bot community found.
charter-unchanged = The charter in force says the same already.
    .do = Say what is to be another way; bot community charter shows what is in force.
charter-signed = You signed this charter, and a signature is not taken back.
    .do = Speak to the other stewards: together you can change it.
charter-replaced = Another charter of this community is in force meanwhile, so this one cannot be signed any more.
    .do = Look at it: bot community charter. If something is still to change, the community asks anew.
steward-is-community = A community would be a steward of itself, and its key alone would count twice.
    .do = Name people, or other communities.
award-takes-stewards = This award takes stewards who stand behind it, and they are asked of an award by bot issue or bot community admit alone.
    .do = Award it with bot issue, or make somebody a member with bot community admit: both ask the stewards.
stewards-too-few = Fewer stewards are in office than it takes to make somebody a member.
    .do = Change the charter first: bot community amend. Stewards whose term is over can still sign it.
member-unknown = This community awarded no membership to whom you name.
    .do = See who is a member: bot community members.
membership-none = You hold no membership of this community.
    .do = See which you hold: bot badge list.
guardian-own = A guardian lives on another node: what happens to yours must not happen to them.
    .do = Ask people with nodes of their own.
guardian-unrecognised = Guardians are people who recognise you and whom you recognise, and there is no recognition between you and one of these.
    .do = Offer them one first: bot recognise offer. bot recognise list shows whose stand.
guardian-not-agreed = Somebody you would name has not agreed to be a guardian.
    .do = Ask them: bot guardian ask. bot guardian list shows who has answered.
guardian-as-witness = Somebody would be guardian and witness: the clock that measures your time to object would be a guardian's own.
    .do = Name a witness who is no guardian: bot guardian name --witness.
guardians-without-witness = Nobody is there whose clock measures your time to object.
    .do = Name one who is no guardian: bot guardian name --witness. It is asked each time: your key alone names the witnesses of your ledger, and a thief may have it.
guardians-refused = So many guardians, or so few signatures, cannot be.
    .do = Name at most seven, and let more than half of them sign: --need.
guardians-none = The lost identity named no guardians, so nobody can say who comes after it.
    .do = Look for its recovery sheet: bot id restore, or bot id succeed where the key is stolen. Without a sheet make a new identity and tell those who know you.
guardians-outdated = The owner has named other guardians since, so a signature would count for nothing.
    .do = Refuse it, and talk to the owner.
recovery-refused = What you are asked to sign is no recovery by guardians, or names another as the new identity than who asks.
    .do = Refuse it, and tell the owner that somebody tried.
recovery-not-guardian = You are no guardian of this identity, so your signature would count for nothing.
    .do = Refuse it.
guardian-key-gone = You were named a guardian by a key that has a successor and is not on this node, and that key alone can sign.
    .do = Answer on the node that still has it, or tell whoever asks that they need another guardian.
recovery-other-signed = You have signed for another new identity of the same owner, and a guardian signs for one: of two neither may come to count.
    .do = Talk to the owner: the sheet, or other guardians named by it, settle it.
recovery-unheard = What the lost identity said may not all be here yet, and the rest would not count any more.
    .do = Wait a minute while this node asks others, and try again: bot peer list shows whether it is connected. Or say how many entries count: --keep WRITER=ENTRIES for each writer.
recovery-incomplete = Entries of the lost identity are missing here, and they would not count any more.
    .do = Connect to nodes that have them: bot peer add. Or say how many entries count: --keep WRITER=ENTRIES.
recovery-other-asked = You have asked the guardians before, with another cut-off; whoever signs two of them may make both void.
    .do = Ask again without --since and --keep. To begin anew, make another identity: bot id init.
recovery-not-begun = Too few guardians have signed so far: there is nothing to object to.
    .do = See with bot recover list how it goes on.
recovery-over = It is too late: this identity has a successor by now, or the guardians who signed are its guardians no more.
    .do = If you have the recovery sheet, it outweighs every guardian: bot id succeed.
identity-taken = An identity of this name is here already.
    .do = Choose another name.
identity-unnamed = Several identities live here, and none was named.
    .do = Name one with --as.
not-verified = Not all is well with it, or not all can be told: { $reason }.
    .do = Look at problemDetails: each says what was found and what can be done.
vc-not-verified = Not verified
vc-malformed = A member is malformed
vc-cryptographic = The proof does not hold or cannot be checked
vc-range = It is not valid at this time
vc-status = It was taken back, or that cannot be told
vc-presenter = The challenge, the domain or the presenter is not what was asked for
vc-domain = The domain is not what was asked for
credential-id-taken = A credential with this identifier was issued here before.
    .do = Give the new one an identifier of its own, or send the Idempotency-Key of the first request again.
renewal-refused = It cannot be renewed as it stands: it is suspended, a change of it waits, it has no end, or it is one of several stages.
    .do = Give a suspended badge back first, or wait until the change is said; award any other anew.
revocation-final = It was revoked, and a revocation is for good.
    .do = Issue it anew.
status-entry-missing = The credential has no such place in a status list of its issuer.
    .do = Compare the entry with the credentialStatus of the credential. One without such a member can be neither revoked nor suspended: give the next a validUntil.
image-missing = The achievement has no picture.
    .do = Save the badge as JSON, or describe the achievement anew with a picture.
image-unusable = The achievement's picture cannot carry a badge.
    .do = Use a PNG or SVG picture without a badge in it.
key-event-refused = The identity cannot say this about its keys.
    .do = Restore the identity from its recovery sheet if it is yours.
inbox-full = The inbox of this node is full.
    .do = Refuse or answer what waits there, and try again.
letter-refused = The letter cannot be sent as it is.
    .do = Shorten it, or check whom it is for.
not-my-identity = No identity of this node is called so.
    .do = See which there are: bot id list
name-refused = { $given ->
        [typed] { $field }: this name cannot be used.
       *[other] This name cannot be used.
    }
    .do = Choose a short name, not empty, without control characters and not written like an identifier.
name-taken = This name is somebody else's in your address book.
    .do = Choose another name, or remove the other contact first.
no-identity = No identity lives on this node yet.
    .do = Make one: bot id init
not-revocable = The badge declares no way to be revoked.
    .do = Ask its holder to delete it; nobody can take it back.
offer-about-another = The badge offered is about somebody else than the one it was offered to.
    .do = Refuse it, and tell the issuer.
offer-answered = This offer has its answer already.
    .do = Nothing is left to do; an end or a withdrawal is an act of its own.
offer-expired = The offer has expired.
    .do = Ask for a new one.
offer-revoked = The issuer revoked it after it was offered, so there is nothing to accept.
    .do = Ask the issuer for a new one. To say no to this one: bot refuse.
offer-refused = The offer cannot be made or taken as it is.
    .do = Check whom it is for and until when it holds.
outbox-full = Too many letters are waiting to be delivered.
    .do = Connect the node, and try again when some have arrived.
import-refused = This is no badge to keep. { $detail }
    .do = Ask the person for the original file, or the issuer for a new one.
import-no-badge = There is no badge in this file.
    .do = Choose the badge's file: JSON, a compact JWS, or a PNG or SVG picture with the badge inside.
import-unread = This file cannot be read, so whether a badge was in it is not known. { $detail }
    .do = Ask the person for the original file, or the issuer for a new one.
import-form = The badge is in a form that this version cannot read: { $detail }
    .do = Install a newer version.
import-list = This is a list of revoked or suspended badges, no badge itself.
    .do = To judge badges by it, hand it in with --with.
import-presentation = This is a badge as somebody showed it for one time, not the badge itself.
    .do = Ask for the badge's own file.
import-of-another = The badge is about none of your identities.
    .do = Where it names you by another address, such as an e-mail, say which: --recipient ADDRESS. To keep it all the same, as one that you have seen, add --anyway.
import-recipient-did = This recipient is none of your identities, so a badge about it is not yours.
    .do = Name an e-mail address of yours, or one of your own DIDs (bot id list). To keep the badge all the same, as one that you have seen, add --anyway.
import-recipient = The badge is not kept as yours. { $detail }
    .do = Check the address, in the spelling of then. To keep the badge all the same, as one that you have seen, add --anyway.
import-exists = Another badge with the same identifier is kept here, and this file is not put in its place.
    .do = Compare the two with bot verify. To keep this one instead, first take the other out: bot import remove.
import-unproven = A proven badge with the same identifier is kept here, and this file is not proven: it does not take its place.
    .do = Keep the one that is here. If this file should be the true one, ask its issuer.
import-not = This badge was not imported: you issued it, accepted it, or saw it in a ledger, and it stays.
    .do = Take back an award with bot revoke, or a publication with bot unpublish.
credential-form = A badge in this form is kept here, but a ledger and a presentation cannot carry it: { $detail }
    .do = Show its file as it is; get it out again with bot badge show --json or bot badge bake.
proof-large = More bears on this badge than a proof may hold: { $detail }
    .do = Hand over the badge's file, and the ledger of its issuer beside it: bot feed export.
proof-refused = The document is not properly signed.
    .do = Ask for the original file.
recognition-not-mutual = This recognition is not mutual, so there is nothing to end.
    .do = Refuse the offer instead, or let it expire.
recognition-not-received = This recognition was not offered to you.
    .do = The list of offers shows what you can accept: bot offers
statement-refused = The statement does not fit the ledger.
    .do = Check the clock of this computer; if it is right, restart the node.
status-list-full = No free place was found in the status list.
    .do = Try again; if it stays so, issue with a new identity.
status-list-foreign = The issuer of this status list is no identity of this node, and only the issuer can sign it.
    .do = Ask the issuer's own node, or verify with the issuer's ledger.
status-list-unknown = The issuer has no status list with this number here.
    .do = Take the address of the list from the credential as it is written.
status-list-incomplete = No status list is signed, since a part of the issuer's own ledger is missing here.
    .do = Connect to a node that follows the issuer, wait until the ledger is whole, then ask again.
several-issuers = The badges were issued by several identities; one command changes those of one.
    .do = Do it once for each identity, with --as.
nothing-fits = No badge that was issued here fits.
    .do = See what there is with bot badge list.
change-unknown = There is no such change that waits: it was taken back, or everybody has heard of it.
    .do = A suspension is lifted with bot resume; a revocation stays.
change-begun = It can no longer be taken back: a part of it is written already.
    .do = A suspension is lifted with bot resume; a revocation stays.

## The trust box

passphrase-wrong = The passphrase does not open the trust box.
    .do = Try again. If it is lost, restore the identity from its recovery sheet.
passphrase-weak = The passphrase is too easy to guess.
    .do = Take a longer one: four or five unrelated words.
passphrase-file-refused = The file named holds no passphrase.
    .do = Put the passphrase into it, alone on one line of at most 4 KiB.
recovery-words-refused = These are not the words of a recovery sheet.
    .do = Check each word against the sheet, and their order.
recovery-sheet-of-another = This recovery sheet belongs to another identity.
    .do = Take the sheet with the identifier of this identity.
recovery-exported = The recovery sheet was exported before, and the node no longer holds its words.
    .do = Use the sheet that was printed then.
trust-box-missing = There is no trust box here.
    .do = Make an identity: bot id init. If you had one, check the data folder.
trust-box-exists = A trust box is here already; nothing was overwritten.
    .do = Use it, or choose another data folder.
trust-box-open-to-others = Other users of this computer can read a file with secrets.
    .do = Take their rights away: chmod 600 on the file named.
trust-box-damaged = The trust box is damaged.
    .do = Put back a copy of it, or restore the identity from its recovery sheet.
trust-box-too-new = The trust box was written by a newer version.
    .do = Install that version.
trust-box-locked = Another process uses the trust box.
    .do = Stop the other one, or wait until it has finished.
trust-box-failed = The trust box could not be read or written.
    .do = Check that the disk has room and the folder may be written.

## The node and its disk

store-failed = The store could not be read or written; nothing was acknowledged.
    .do = Check that the disk has room, then restart the node.
store-refused = This does not fit the store, and nothing of it was kept: { $detail }
    .do = Make it smaller, or its id shorter, and try again.
store-locked = Another program uses this data folder.
    .do = Stop the other one with bot down, or choose another folder with --data.
store-too-new = A newer version of this program wrote the data folder.
    .do = Install that version; nothing in the folder was touched.
store-other-backend = The data folder was written with another kind of store.
    .do = Set store.backend in bot.toml to the kind that is named here.
store-damaged = What lies in the data folder does not read as a store.
    .do = Put a copy of the folder back, or start in another one with --data and restore the identity.
store-denied = The data folder cannot be written.
    .do = Let your account write there, or choose another folder with --data.
store-full = The disk is full. What was acknowledged is safe, and nothing else was stored.
    .do = Make room on the disk and try again.
peer-key-unusable = The key file peer.key in the data folder cannot be used.
    .do = Let your account read it. If it is damaged, remove it: others then know this node by a new peer id.
system-refuses = The system has no thread left for the node.
    .do = Stop other programs and try again.
port-in-use = Another program has the port of this node's interface.
    .do = Stop the other one, or set another http.port in bot.toml (0 takes any free port).
address-in-use = Another program has an address that this node is to listen on.
    .do = Stop the other one, or set other addresses in net.listen of bot.toml.
network-closed = The node cannot listen on its addresses.
    .do = Check net.listen in bot.toml against the addresses of this computer.
interface-closed = The node's interface cannot be opened.
    .do = Check that the data folder can be written and its path is short.
restored-elsewhere = This identity was restored on another installation, so this one can sign no more for it.
    .do = Go on with the other installation. If you did not restore it, somebody else has its recovery sheet: tell those who trust it.
writer-elsewhere = The writer key of this ledger signed in another copy of the data folder too: whatever it signs here could be a second version, so it signs nothing any more.
    .do = With the recovery sheet begin anew in a new data folder, which keeps all that is known of the ledger: type the line printed on the sheet, bot id restore …, and --data FOLDER behind it. Use this folder no more.
folder-moved = This data folder is another than before, perhaps a copy, and no node that it knows was met yet: what it would sign could be a second version of the ledger.
    .do = Connect it with a node that it knew, and try again; without one it goes on after ten minutes. If the folder was put back from a copy, bot id restore into a new folder is the sure way.
clock-behind = The clock of this computer is behind the newest entry of your ledger, so nothing can be signed.
    .do = Set the clock right and try again; nothing was signed or stored.
publish-of-former = This badge is about your former key, and a ledger has only what is about its own DID.
    .do = It is still yours: show it with bot present or bot prove. To have it in your ledger, ask its issuer to award it to your new DID.
not-the-holder = No identity of this node holds this badge, and only its holder can publish or present it.
    .do = If it was offered to you, accept it first: bot offers. Else ask its holder.
not-the-issuer = No identity of this node issued this badge, and only its issuer can revoke, suspend or resume it.
    .do = Ask the issuer.
note-damaged = A private note of this node cannot be read.
    .do = Run bot doctor, and put back a backup if it says so.
no-chance = The system gave no random numbers.
    .do = Restart the computer; without them nothing can be signed safely.
store-not-renewed = It is erased and no longer answered with, but its bytes are still in the store's files.
    .do = Make room on the disk for a second copy of the store: the node tries again by itself.
export-too-large = It is more than fits one archive.
    .do = Save the ledger with bot feed export and the badges with bot badge show --json.
node-read-only = The node only reads since a write failed; what was acknowledged is safe.
    .do = Check the disk and make room on it: the node tries again by itself.
node-stopping = The node is stopping.
    .do = Start it again and repeat.

## The node's interface

body-cut-off = The request ended before its length.
    .do = Send it again.
body-malformed = The request is not proper JSON.
    .do = Correct it and send it again.
body-misshapen = The request is JSON of another shape than asked for.
    .do = Compare it with GET /v1/openapi.json.
body-too-large = The request is too large.
    .do = Send less at a time.
body-too-slow = The request took too long to arrive.
    .do = Send it again over a better connection.
head-too-slow = The head of the request took too long to arrive.
    .do = Send it again.
host-refused = The request names another host than this node.
    .do = Use the address that bot status shows. If others are to use the name in the request, set web.base_url in bot.toml to it.
origin-refused = Pages of other origins cannot use this node.
    .do = Use the command line, or a program of your own with the token.
token-missing = The request does not carry this node's token.
    .do = Read it from run/token in the data folder.
token-needed = This needs a token of this node with the scope “{ $scope }”.
    .do = Ask its owner for one: bot token new --scope { $scope }.
token-unknown = This node does not know the token: it was never made here, or it was taken back.
    .do = Ask the owner of the node for another one.
token-expired = The time of the token is over.
    .do = Ask the owner of the node for another one.
scope-missing = The token does not allow this: it lacks the scope “{ $scope }”.
    .do = Ask the owner of the node for one that has it: bot token new --scope { $scope }.
owner-only = Only the owner of this node can do this, on the machine it runs on.
    .do = Use bot there, or the address that bot status shows with the token in run/token of the data folder.
too-often = Too many requests came without a token.
    .do = Come again in { $seconds } seconds, or ask the owner of the node for a token.
plain-http-refused = This door speaks plain HTTP with its reverse proxy alone.
    .do = Come by way of the proxy. Whoever runs the node: name the proxy in web.trusted_proxies, or give the door a certificate.
https-needed = This node is to be asked by https.
    .do = Use the same address with https:// before it.
tls-needed = This door speaks https, not plain HTTP.
    .do = Use the same address with https:// before it.
forwarded-ambiguous = The reverse proxy passed on two kinds of headers about who asks.
    .do = Whoever runs the proxy: have it set Forwarded or X-Forwarded-For, and remove the other.
web-port-in-use = Another program listens at the address of the web door.
    .do = Stop the other one, or set another web.listen in bot.toml.
web-port-forbidden = The system does not let this program listen at the address of the web door.
    .do = Set web.listen to a port above 1023, or let the service have the capability CAP_NET_BIND_SERVICE.
web-certificate-refused = The certificate of the web door or its key cannot be used.
    .do = Check web.certificate and web.key in bot.toml: PEM files that belong together, the key without a passphrase.
tokens-too-many = There are as many tokens as there may be.
    .do = Take back those nobody uses: bot token list, then bot token remove.
too-many = Too many connections are open at a time.
    .do = Come again in a moment.
media-type-refused = The request is not declared as JSON.
    .do = Send it with Content-Type: application/json.
method-unknown = This cannot be done at this address.
    .do = Compare it with GET /v1/openapi.json.
path-unknown = There is nothing at this address.
    .do = Compare it with GET /v1/openapi.json.
query-malformed = The part after the question mark cannot be read.
    .do = Correct it and send it again.
idempotency-key-refused = The Idempotency-Key is not one that can be kept.
    .do = Send visible ASCII characters, not too many.
idempotency-reply-erased = This was done once, and what was answered is erased.
    .do = Do not ask again with this key: it would be done a second time with another.
idempotency-key-reused = This Idempotency-Key was used with another request.
    .do = Take a new key for a new request.

## Programs that ask for badges (OAuth 2), and what they hand in

oauth-client-refused = The program is not registered here, or does not prove who it is.
    .do = Let the program register again.
oauth-client-unknown = This program is not registered on this node.
    .do = Go back to the program and connect it with this node anew.
oauth-full = This node cannot take more of these questions now.
    .do = Ask again in ten minutes.
oauth-grant-refused = What the program shows was used, has ended or was taken back.
    .do = Go back to the program and connect it with this node anew.
oauth-kind-unsupported = The program asks in a way that this node does not know.
    .do = Use a program that works with Open Badges 3.0.
oauth-redirect-refused = The program wants the answer to go to an address that it may not name.
    .do = Do not go on: the program is at fault, or somebody pretends to be it.
oauth-registration-refused = What the program says of itself cannot be used.
    .do = Tell those who make the program what is at fault.
oauth-request-refused = The question is not as it must be, or was answered already.
    .do = Go back to the program and start anew.
oauth-scope-missing = The program may do other things, but not this.
    .do = Connect it with this node anew and allow it this too.
oauth-scope-refused = The program asks for something that this node does not know, or that it did not register for.
    .do = Tell those who make the program what is at fault.
oauth-token-missing = This is for programs that the owner of the badges has allowed, and no token was shown.
    .do = Connect the program with this node first.
oauth-token-refused = The program’s token is unknown, has ended or was taken back.
    .do = Connect it with this node anew.
hosted-full = The collection is full.
    .do = Take badges out of it before adding others.
hosted-no-badge = What was handed in is no badge of Open Badges 3.0 as this interface takes them.
    .do = Hand in JSON with a proof, or a compact JWS, with the content type that fits.
hosted-older = A newer badge with this identifier and issuer is here already.
    .do = Hand in the newest one.
hosted-unproven = It cannot be told whether the badge is its issuer’s, so it is not taken.
    .do = Ask the issuer for a badge whose key is in it, or can be told from it (did:key).
profile-refused = The profile cannot be changed like this.
    .do = Send the whole profile, with its id, type and name, and only with members that are shown.

## Pages that a browser shows when a program asks

page-asks-title = A program asks for badges
page-asks = “{ $name }” ({ $host }) asks this node to let it do the following. The name is what the program calls itself; nobody vouches for it.
page-approve = If you own this node and have started this yourself, type the line below where the node runs. It shows the question again before anything is allowed.
page-careful = If you have not started this yourself, close the page and allow nothing.
page-wait = This page goes on by itself once the question is answered. The question ends after ten minutes.
page-refused-title = This cannot be asked
page-about-title = About this node
gate-page-title = Show a badge to come in
gate-page-careful = Compare the domain in that line with the address bar of your browser: where they differ, somebody else wants to come in with your badge.
gate-page-type = Whoever holds the badge signs the text below, for this once. Type this line where your node runs, with the id of your badge in place of BADGE:
gate-page-shown = What it printed:
gate-page-enter = Come in
page-terms = Terms: this node belongs to one person or organisation, who decides for each program what it may see, and may take that back at any time. Nothing is promised but what was signed.
page-privacy = Privacy: of a program the node keeps what it says of itself, what it was allowed, and the hashes of its tokens. Of your badges it keeps what you hold. Nothing of either is sent to anybody else.
permission-credential-readonly = See the badges
permission-credential-upsert = Add badges, or put newer ones in their place
permission-profile-readonly = See the profile: name, description and web page
permission-profile-update = Change the profile that everybody sees
permission-offline-access = Go on while you are away, until you take it back

## Handing a badge to another host

push-address = This is no address of a host.
    .do = Give it as https://host.example; without https only this machine itself is spoken to.
push-astray = The host leads to an address that is not followed.
    .do = Do not hand it anything: ask those who run it.
push-certificate = Nobody known here vouches for the host's certificate, so nothing was sent to it.
    .do = Ask those who run the host for one of a public authority; a certificate that a node made itself is taken by nobody else.
push-here = The host is this machine, which is not spoken to by https.
    .do = To try it on one machine, name it with http://127.0.0.1 and its port, and let that be its web.base_url, without web.self_signed.
push-declined = The host was told no.
    .do = Start again and allow it in the browser, if you want that.
push-form = A badge of this form is taken by no host of Open Badges 3.0.
    .do = Hand on JSON with its own proof, or a compact JWS.
push-no-answer = Nobody has answered in the browser.
    .do = Start again, and open the address within ten minutes.
push-no-host = At this address is no host of Open Badges 3.0.
    .do = Ask those who run it for the address of their Open Badges API.
push-no-token = The host does not accept its own code.
    .do = Start again; if it stays so, ask those who run the host.
push-other-question = This is the answer to another question.
    .do = Start again, and take the address that was printed last.
push-refused = The host does not take the badge.
    .do = Its reason stands above.
push-unheard = This machine lets the program wait for no browser.
    .do = Start again with --code.
push-unreachable = The host does not answer as it should.
    .do = Check the address, and try again later.
push-unregistered = The host does not let this program register.
    .do = Ask those who run it whether they allow dynamic registration.

## Wallets (OpenID)

wallet-no-address = No wallet can reach this node: it has no address on the web.
    .do = Set web.base_url to the address at which others reach it, and open the web door (bot config, bot up).
wallet-offers-too-many = There are as many offers to wallets as there may be.
    .do = Take back those nobody comes for: bot wallet offers, then bot wallet withdraw.
wallet-offer-gone = The offer is unknown, was redeemed, has ended or was taken back.
    .do = Ask whoever made it for a new one.
wallet-request-refused = What the wallet asks for is not as it must be.
    .do = Use a wallet that speaks OpenID for Verifiable Credential Issuance 1.0.
wallet-proof-refused = The wallet does not prove a key to which the badge can be bound.
    .do = Use a wallet with a key by did:key or did:jwk, and start anew.
wallet-nonce-refused = The nonce that the wallet signed is too old, was used, or is of another node.
    .do = Let the wallet ask for a new one.
wallet-badge-given = The badge was given to another key already.
    .do = Ask its issuer for a new offer.
wallet-token-refused = The wallet’s token is unknown, has ended or was taken back.
    .do = Ask whoever made the offer for a new one.
wallet-answer-refused = What the wallet shows is not for this request, or not what was asked for.
    .do = Ask anew, and let the wallet answer the new request.
wallet-query-refused = The query is not one that is understood here: { $detail }
    .do = Correct the member that is named; formats are ldp_vc and jwt_vc_json.
wallet-question-gone = The request is unknown, was answered, has ended or was taken back.
    .do = Ask whoever made it for a new one.
wallet-requests-too-many = There are as many requests to wallets as there may be.
    .do = Forget those that nobody needs: bot wallet requests, then bot wallet forget.
wallet-text = This is neither an offer nor a request that can be read here.
    .do = Copy the whole link, as it stands below the QR code.
wallet-address = The other side gives an address that cannot be used.
    .do = Only https leads elsewhere; ask the other side for another link.
wallet-unreachable = The other side does not answer.
    .do = Try again later, or ask for another link.
wallet-certificate = Nobody known here vouches for the other side's certificate, so nothing was sent to it.
    .do = Ask those who run it for one of a public authority; a certificate that a node made itself is taken by nobody else.
wallet-here = The other side is this machine, which is not spoken to by https.
    .do = To try it on one machine, let its web.base_url be http://127.0.0.1 with its port, without web.self_signed, and ask for another link.
wallet-lacks = The other side does not say what is needed.
    .do = Ask whether it speaks OpenID in version 1.0.
wallet-astray = The other side leads to an address that is not followed.
    .do = Do not go on: it may be an attempt to reach what only this machine can reach.
wallet-form = The badge is in a form that wallets do not have here.
    .do = Ask for it as ldp_vc or jwt_vc_json.
wallet-unsigned = The request is not signed by the verifier that it names.
    .do = Show nothing; ask whoever wants to see a badge for another link.
wallet-code = The code is not the one of this offer: { $detail }
    .do = Look at the code again, which comes by another way than the link, and repeat. Once no try is left, ask for a new offer.
wallet-refused = The other side refused: { $detail }
    .do = Ask it for a new link.
