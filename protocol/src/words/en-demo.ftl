# The story that `bot demo` tells.

demo-part-issue = A school awards a badge
demo-part-accept = The learner decides, an association stands behind her
demo-part-verify = A library that was away verifies the badge, the school being off
demo-part-revoke = The school takes the badge back
demo-part-own = A badge of one’s own, and what it is worth to whom

demo-node-up = { $name } has a node of its own now, and is { $did }.
demo-met = The three nodes have met; each holds the others' signed ledgers.
demo-described = The school describes what can be earned: { $name }.
demo-issued = It signs the badge for { $who } as an Open Badges 3.0 credential and offers it privately. Its id: { $id }
demo-baked = The signed badge is baked into a picture of { $bytes } bytes.
demo-offer = { $name } finds an offer: { $what }.
demo-accepted = { $name } accepts, by a signed act, and publishes the badge in a ledger of her own.
demo-carried = { $name } has received it through the network and can see it.
demo-endorsed = { $name } endorses the badge: “{ $words }”
demo-endorsement-shown = { $name } decides that the endorsement shows: it stands in her ledger.
demo-recognised = { $one } and { $other } recognise each other: one object, two signatures, the same on both nodes.
demo-school-off = { $name } stops its node.
demo-verifier-up = { $name } starts a node that has never seen any of this.
demo-knows = { $name } has { $whom } in its address book.
demo-caught-up = It has caught up from the others: { $entries } entries of the school's ledger, each checked.
demo-verified = { $name } knows what the badge is worth, without asking the school or any server.
demo-learner-off = { $name } stops her node for the night.
demo-back = { $name } is back.
demo-revoked = The school revokes the badge: entry { $entry } of its ledger.
demo-heard-live = { $name } heard it at once.
demo-heard-late = { $name } learned it on her return.
demo-tampered = Somebody changes byte { $byte } of a second badge. The library looks at it:
demo-own-awarded = { $name } describes a badge herself, awards it to herself, and publishes it: “{ $what }”
demo-own-looked = { $name } looks at it:
demo-own-alone = So far only { $who } stands behind it. That is told, and no more.
demo-own-why = What { $name } is told of { $whom }, and why:
demo-own-worth = Nobody has a score: the badge is worth to the association what those are worth to it who stand behind it.
demo-end = Everything above truly happened, between separate processes. Nothing is left behind.
demo-kept = The nodes run on, in { $folder }. To talk to them:
demo-kept-end = Stop each with bot down --data FOLDER; then remove { $folder }.

demo-broke = The story broke off: { $detail }
    .do = Please report this with the output of: bot demo --json
demo-broke-start = The node “{ $who }” did not start in time.
    .do = See whether this machine lets programs listen on 127.0.0.1.
demo-broke-meet = The node “{ $who }” did not hear of the others in time.
demo-broke-offer = The node “{ $who }” received no offer in time.
demo-broke-carry = News did not reach the node “{ $who }” in time.
demo-interrupted = The story was stopped. Nothing is left behind.

# What people in the story write.
demo-narrative = Mended a lamp and two bicycles together with their owners, from March to June.
demo-narrative-second = Showed a whole class how to change a fuse safely.
demo-endorsement-words = We saw her take the time to explain, and come back the week after.
demo-recognition-words = We run the repair afternoons together and trust each other's badges.
demo-recognition-words-learner = She repairs with us every month, and the school keeps its word.
demo-recognition-scope = repair
demo-revocation-words = Awarded by mistake: meant for another person.
demo-endorsement-words-late = She ran our mending table for a year; people come back for her.
demo-recognition-words-library = We lend the room, they bring the tools, and both keep their word.
demo-recognition-words-library-learner = She has held the mending table in our reading room for a year.
demo-own-name = Keeper of the mending table
demo-own-description = Runs a table where clothes are mended together.
demo-own-criteria = Has held the table every week for a year.
demo-own-narrative = Every Saturday since last autumn, in the reading room.
