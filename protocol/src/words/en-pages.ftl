# What the node's pages say to people.

page-skip = Skip to the content
page-nav = Pages
page-nav-home = Home
page-acting = You act for
page-acting-change = Change
page-language = Language:
page-leave = Sign out
page-details = Details
page-go-home = Go to the first page
page-cancel = Cancel
page-later = Later
page-print = Print
page-print-hint = Your browser prints this page by its own menu, too.
page-faults = This needs another look
page-day = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }

page-trouble-title = This did not work
page-foreign-title = Not from this page
page-foreign = Your browser did not say that this form comes from a page of this node, so nothing was done.
    .do = Open the page again and send the form from there.
page-elsewhere-title = Only on the machine itself
page-elsewhere = The pages of this node’s owner open on the machine it runs on, and nowhere else.
    .do = Go to that machine, and open them there with: bot open
page-closed-title = Sign in with a link
page-closed = These pages are for the owner of this node, and this browser is not signed in, or was signed out after twelve hours.
    .do = Type this where the node runs, and open the link that it prints: bot open
page-link-over-title = This link is over
page-link-over = A link is good for one browser, once, and for thirty minutes.
    .do = Type this where the node runs, and open the link that it prints: bot open
page-left-title = You are signed out
page-left = This browser shows nothing of this node any more. The node itself goes on.
    .do = To come back, type this where the node runs: bot open
page-language-unknown = There are no words in this language yet.
    .do = Choose English or French.

page-left-all = No browser shows anything of this node any more, and links that were not used are over. The node itself goes on.
    .do = To come back, type this where the node runs: bot open
page-nothing-here-title = There is no such page
page-nothing-here = At this address there is nothing, or nothing any more.
    .do = Look whether the address is whole, or begin at the first page.
page-not-so-title = This page cannot be opened so
page-not-so = This address does something that a form asks for; it shows nothing by itself.
    .do = Go to the first page, and begin there.
page-too-often-title = A little slower
page-too-often = So many requests came from your network that this node answers no more for the moment.
    .do = Wait a minute, then try again.
page-enter-title = Welcome to your node
page-enter-lead = This link signs this browser in as the owner of the node, for twelve hours.
page-enter-careful = Somebody else sent you this link? Then close the page: it opens their node, not yours.

page-welcome-title = Who are you here?
page-welcome-lead = You sign badges and recognitions under this name. Others see it.
page-welcome-go = Go on
page-welcome-back = Were you here before, on another machine?
page-welcome-back-link = Come back with your recovery sheet
page-party = I am
page-party-person = A person
page-party-person-about = A teacher, a learner, a volunteer.
page-party-organisation = An organisation
page-party-organisation-about = A school, an association, a company.
page-party-community = A community
page-party-community-about = A class, a network, a circle of people.
page-name = Name
page-name-hint = As others know you.
page-about = In a sentence (optional)
page-about-hint = What others should know about you.

page-back-title = Come back with your sheet
page-back-lead = Type the 24 words of your recovery sheet. You are the same as before, on this machine.
page-back-name-hint = Until this node meets others who know you: then you are called as before.
page-back-go = Come back
page-words = The 24 words
page-words-hint = With spaces between them. Their numbers and capitals do not matter.

page-sheet-title = Your recovery sheet
page-sheet-lead = 24 words on paper bring you back if this machine is lost.
page-sheet-why = Without the sheet nobody can bring you back: there is no service that could.
page-sheet-keep = Whoever has the sheet can sign in your name. Keep it as you keep a passport.
page-sheet-show = Show the sheet
page-sheet-is = These words bring this name back on any machine that runs Bits of Trust. They are the same as the picture.
page-sheet-code = The same 24 words as a code that a camera reads
page-sheet-careful = Print this page or write the words down. Take no photograph, and send it to nobody.
page-sheet-done = I have it on paper
page-sheet-remind = Print it today, and keep it in a safe place. It is the one thing that brings you back.
page-sheet-printed = I have printed it: take the words off this node
page-passphrase = Passphrase of this node
page-passphrase-hint = The one that was typed when the node was started.
page-check-title = Is it really on paper?
page-check-lead = Type the words from your paper. Where they are right, the node forgets them, so that nobody can steal them from this machine.
page-check-go = Compare, and forget the words here

page-hello = { $name }
page-home-title = Home
page-state = This node
page-state-well = All is well.
page-state-alone = It runs, and is connected with nobody.
page-state-troubled = It needs your attention.
page-since = It has run since { $day }.
page-peers = { $count ->
        [0] Everything here works without others, too.
        [one] It is connected with one other node.
       *[other] It is connected with { $count } other nodes.
    }
page-my-address = My address for badges
page-my-address-why = Give it to whoever wants to send you a badge or recognise you. Everybody may know it.

page-done-before = This was done already.
page-done-restored = You are back. What others keep of you comes as this node meets them.
page-done-sheet = The words are right, and this node has forgotten them. Keep the paper.

page-fault-name-refused = This name cannot be used.
    .do = Choose a short name, not empty, and not written like an address.
page-fault-passphrase-wrong = This is not the passphrase of this node.
    .do = Try again.
page-fault-recovery-exported = The words were taken off this node when you said that they are on paper.
    .do = They cannot be shown again. Keep the paper.

page-nav-passport = My badges
page-nav-award = Award
page-nav-people = People
page-nav-verify = Verify
page-nav-node = Node
page-somebody = Somebody this node does not know yet

page-awaits = What awaits you
page-awaits-nothing = Nothing awaits an answer.
page-look = Look at it
page-quick = What would you like to do?
page-quick-award = Award a badge
page-quick-verify = Verify a badge
page-quick-recognise = Recognise somebody

page-offer-title = An offer for you
page-offer-credential = { $who } awards you the badge “{ $what }”.
page-offer-recognition = { $who } would like you to recognise each other.
page-offer-endorsement = { $who } stands behind one of your badges or behind you.
page-offer-said = Goes with it, and everybody can read it once you accept – said on { $day } of { $what }: “{ $words }”
page-offer-guardian = { $who } asks you to be a guardian, who helps if their keys are lost.
page-offer-recovery = { $who } asks you to say who comes after a lost key.
page-offer-word = { $who } says something about you.
page-offer-alike = Look twice: this name looks like that of somebody you know, and it is somebody else.
page-offer-public = Once you accept, everybody can read it.
page-offer-elsewhere = Say yes to this in a terminal (bot offers, then bot accept): there you see all that you would sign, and compare the words that the two of you must both read. Here you can only refuse.
page-offer-publish = Show it to everybody at once
page-offer-from = It comes from
page-accept = Accept
page-refuse = Refuse
page-refuse-reason = Reason (optional)
page-refuse-hint = It is told to the one who offers it, and to nobody else.
page-ends = It is good until { $day }.
page-done-accepted = It is accepted, and your answer is on its way.
page-done-refused = It is refused, and your answer is on its way.

page-passport-title = My badges
page-passport-lead = What others awarded you. You decide who sees it.
page-passport-empty = No badge is here yet, or none fits your search. What others award you awaits you on the first page.
page-passport-back = All my badges
page-search = Search
page-search-go = Show
page-order = Order
page-order-newest = Last change
page-order-name = Name
page-order-issuer = Issuer
page-order-expiry = End
page-parts = Parts of the list
page-before = Earlier part
page-after = Next part
page-badges = { $count ->
        [0] No badge
        [one] One badge
       *[other] { $count } badges
    }
page-badge-nameless = A badge without a name
page-badge-offered = offered
page-badge-issued = awarded
page-badge-accepted = accepted
page-badge-refused = refused
page-badge-imported = from a file
page-badge-published = seen by everybody
page-badge-suspended = suspended
page-badge-revoked = revoked
page-badge-about = What it is about
page-badge-criteria = How it is earned
page-badge-narrative = About this one
page-badge-seen = Who sees it
page-badge-public = Everybody sees this badge under your name.
page-badge-private = You and the issuer know of this badge, and nobody else.
page-badge-take = Take it along
page-badge-file = Save as a file
page-badge-picture = Save as a picture with the badge in it
page-badge-id = Its number
page-badge-issuer = The issuer’s address
page-badge-subject = The address of the one it is about
page-show = Show it to everybody
page-hide = Hide it again
page-issued-by = Awarded by { $who }
page-done-published = Everybody can see this badge now.
page-done-hidden = This badge is hidden. Whoever copied it before may still have it.
page-import-title = Bring a badge along
page-import-link = Bring a badge along
page-import-lead = A badge that you have as a file, a picture or a text, or that lies at an address: from whatever program it comes.
page-import-file-hint = Choose it here or drop it on this field. Open Badges of all versions, and other signed credentials.
page-import-from = Or its address
page-import-from-hint = It begins with https. Your node gets it from there, and tells that host nothing about you.
page-import-recipient = Your e-mail address, if the badge was given to it (optional)
page-import-recipient-hint = Old badges name their holder by e-mail. It is compared here, and sent nowhere.
page-import-fetch = Get the parts that an old badge only points to (asks the host that issued it)
page-import-go = Keep it
page-done-imported = The badge is kept, just as it came.
page-done-imported-before = This badge was here already.
page-done-forgotten = The badge is forgotten here. Your file of it stays yours.
page-done-noted = It is kept.
page-filters = More filters
page-filters-none = Show all
page-seen = Which
page-seen-all = All of them
page-seen-public = Seen by everybody
page-seen-private = Seen by me alone
page-seen-ending = Ending within 60 days
page-seen-over = Ended, suspended or revoked
page-learning = Learnt
page-learning-any = Anywhere
page-learning-usual = As the badge says
page-learning-formal = At school or university
page-learning-non-formal = In a course
page-learning-informal = In life and at work
page-tag = Word
page-tag-any = Any
page-ended = ended on { $day }
page-ends-in = { $count ->
        [0] ends today
        [one] ends tomorrow
       *[other] ends in { $count } days
    }
page-everything = Save everything
page-everything-hint = All that this node holds of you, in open formats, in one archive.
page-timeline-title = Over the years
page-timeline-link = Over the years
page-timeline-lead = What you learnt at school, in courses, and in life, side by side. Each badge counts.
page-timeline-undated = Without a date
page-badge-verdict = What others find who verify it
page-badge-imported-private = It came as a file: you alone see it here. You can put it on a page that gathers badges.
page-badge-behind = Who stands behind it
page-evidence = Evidence
page-evidence-lead = What shows it, added by you. It stands beside the badge where you show it; the badge itself stays as it was signed.
page-evidence-add = Add evidence
page-evidence-words = What does it show?
page-evidence-words-hint = A sentence, in your words.
page-evidence-link = A link to it (optional)
page-evidence-go = Add
page-evidence-remove = Take it away
page-evidence-added = Added by its holder
page-note = My notes
page-note-lead = For you alone: to find it again, and to put it in its place over the years.
page-note-tags = Words to find it by
page-forget = Forget it
page-forget-lead = It leaves this node, with the picture it came in.
page-forget-go = Forget this badge
page-portfolios-title = My pages
page-portfolios-lead = Badges gathered for a purpose: whoever has the link of such a page sees it, and nobody else.
page-portfolios-none = There is no page yet. Choose some badges, give them a title, and send the link to whom you like.
page-portfolios-back = All my pages
page-portfolio-new = Make a page
page-portfolio-lead = A title, a sentence, and the badges. Each is verified anew whenever somebody looks.
page-portfolio-called = Title
page-portfolio-purpose = For what?
page-portfolio-words = In your words (optional)
page-portfolio-badges = Which badges?
page-portfolio-show = Whoever has the link can see it
page-portfolio-anew = Make another link: the one of now leads nowhere then
page-portfolio-open = open
page-portfolio-closed = closed
page-portfolio-link = The link
page-portfolio-link-lead = Send it to whoever is to see the page. They need no account and no node.
page-portfolio-near = Browsers of others do not reach this node, so this link opens on this machine alone. Whoever runs the node opens its door to the web (web.listen in the settings); or save the page as a file.
page-portfolio-embed = Show it inside of your own web page
page-portfolio-embed-lead = Copy this into your page. What is shown there is verified each time by this node, and the issuer is not asked.
page-portfolio-file = Save the page as a file for any host
page-portfolio-remove-lead = The page goes, and its link leads nowhere. The badges stay.
page-portfolio-remove = Take the page away
page-done-portfolio = The page is kept.
page-done-portfolio-gone = The page is gone, and its link leads nowhere.
page-purpose-portfolio = Portfolio
page-purpose-application = Application
page-purpose-learning-passport = Learning passport
page-shown-title = Badges
page-shown-by = Gathered by { $who }
page-shown-at = Verified { $moment }, by what the node that shows it knew then. The issuers were not asked.
page-shown-more = All six answers
page-shown-over-title = There is nothing to see here
page-shown-over = This link leads nowhere, or nowhere any more.
    .do = Ask whoever gave it to you.
page-fault-link = Nothing could be had from this address.
    .do = Look whether it is whole and begins with https://, or save the badge as a file and choose that.
page-fault-link-gone = The host says that there is nothing at this address any more.
    .do = Ask whoever issued the badge, or choose the file of it if you have it.
page-fault-import-of-another = This badge is about nobody of this node.
    .do = If it was given to your e-mail address, type that below.
page-fault-import-recipient = The badge is not about this address.
    .do = Type the address to which it was given.
page-fault-import-no-badge = There is no badge in this.
    .do = Choose the file or picture that you were sent. A link to a page that shows a badge is often not the badge itself.

page-award-title = Award
page-award-lead = Badges that you designed, and those that you gave.
page-award-back = All that I award
page-design-new = Design a badge
page-designs = What I can award
page-designs-empty = You have not designed a badge yet. It takes a name and two sentences.
page-design-give = Give it to somebody
page-awarded = What I awarded
page-awarded-empty = You have not awarded a badge yet.
page-awarded-to = Awarded to { $who }
page-head-badge = Badge
page-head-to = To
page-head-when = When
page-head-state = State
page-design-title = Design a badge
page-design-lead = What it is called, what it is about, and how it is earned. Everybody can read it.
page-design-lang = Language of this badge
page-design-name = Name of the badge
page-design-about-hint = One or two sentences for somebody who has never heard of it.
page-design-criteria-hint = What somebody must have done to earn it.
page-design-image = Picture (optional)
page-design-image-hint = A PNG of at most 8 MB, in place of the initials. It is made small, because it travels in every badge; on these pages badges keep their initials.
page-design-other = In the other language, too
page-design-other-hint = Whoever reads in that language sees it so. What you leave out is shown in the first.
page-design-go = Create the badge
page-done-designed = The badge is created. You can give it to somebody now.
page-issue-title = Give it to somebody
page-issue-to = To whom?
page-issue-to-hint = A name from your address book, or the address that they gave you.
page-issue-narrative = What did they do? (optional)
page-issue-narrative-hint = A sentence about this person that stays in the badge.
page-issue-until = Good until (optional)
page-issue-go = Sign and send
page-issue-hint = They decide whether they accept it. Nobody else hears of it before.
page-done-issued = The badge is signed and on its way.
page-many-title = Give it to many
page-many-lead = From a list: one line a person, each with words of their own if you like.
page-many-link = Give it to a list of people
page-many-back = Back to the badge
page-many-list = The list
page-many-list-hint = One person a line, by the name in your address book or by the address that they gave you. After a comma, what they did; then a link to what shows it.
page-many-file = Or a table (CSV)
page-many-file-hint = Choose it here or drop it on this field. Every office program saves tables as CSV. At most 2,000 lines.
page-many-look = Look at it first
page-many-hint = Nothing is signed before you have seen what would be.
page-many-good = { $count ->
        [0] Nobody on this list can be given the badge yet
        [one] One badge can be signed
       *[other] { $count } badges can be signed
    }
page-many-samples = The first of them: is everything in its place?
page-many-go = { $count ->
        [one] Sign and send one badge
       *[other] Sign and send { $count } badges
    }
page-many-wrong = { $count ->
        [one] One line needs another look
       *[other] { $count } lines need another look
    }
page-many-wrong-lead = No badge is signed for these. You can correct the list below, or leave them out.
page-many-wrong-all = What is wrong, line by line
page-many-line = Line
page-many-why = Why
page-many-again = Give it also to those who have it already
page-many-columns = What the columns are
page-column = Column { $number }
page-column-to = For whom
page-column-narrative = What they did
page-column-evidence = What shows it
page-column-until = Good until
page-column-nothing = Leave it out
page-many-heads = The first line says what the columns are
page-many-changed = What would be signed is not what you have seen.
    .do = Look at it once more: the list, the columns or the address book have changed.
page-many-edit = Correct the list
page-many-look-again = Look again
page-line-empty = Nobody is named.
page-line-nobody = Nobody in your address book or on this node is called so.
page-line-twice = This person stands on the list already.
page-line-has-it = This person has the badge already.
page-line-day = This is no day to come. Write it as 2030-01-31 or 31/01/2030.
page-line-long = The words are too long: at most 4,000 characters, and 2,000 for what shows it.
page-batches = Lists
page-batch-listed = “{ $what }”, { $day }: { $awarded }
page-batch-open = under way
page-batch-goes-on = The badges are being signed
page-batch-over = Everything on this list is done
page-batch-stopped = This list was stopped
page-batch-awarded = { $count ->
        [0] No badge is signed yet.
        [one] One badge is signed and on its way.
       *[other] { $count } badges are signed and on their way.
    }
page-batch-waiting = { $count ->
        [0] Nothing more is to come.
        [one] One is still to come.
       *[other] { $count } are still to come.
    }
page-batch-refused = { $count ->
        [0] None was refused.
        [one] One could not be signed.
       *[other] { $count } could not be signed.
    }
page-batch-look = See how far it is
page-batch-hint = You can close this page: the node goes on, also after a restart, and gives nobody the badge twice.
page-batch-refused-title = These could not be signed
page-batch-stop-lead = What is signed stays signed. Whoever comes later on the list gets nothing.
page-batch-stop = Stop here
page-done-stopped = The list is stopped.
page-moment = { $day }, { $clock } UTC
page-quick-ask = Ask for a badge
page-room-title = Give it to whoever is here
page-room-lead = A code on the wall: whoever is in the room asks for the badge with it, from their own node or in a browser.
page-room-link-title = Give it out in the room
page-room-near = Other people’s browsers do not reach this node. Whoever has a node of their own can use the code; for browsers, whoever looks after this node opens its web door (web.listen in the settings).
page-room-minutes = For how long?
page-room-quarter = A quarter of an hour
page-room-hour = One hour
page-room-half-day = Half a day
page-room-day = One day
page-room-most = To how many people at most?
page-room-most-hint = 1 to 500. When so many have it, the code opens nothing more.
page-room-narrative = What did they do? (optional)
page-room-narrative-hint = A sentence that stays in each of the badges.
page-room-go = Begin
page-room-open = open
page-room-over = over
page-room-until = until { $until }
page-room-screen = Show it on the wall
page-room-count = Who was here
page-room-received = { $count ->
        [0] Nobody has asked yet.
        [one] One person has asked.
       *[other] { $count } people have asked.
    }
page-room-accepted = { $count ->
        [0] None has accepted yet.
        [one] One has accepted.
       *[other] { $count } have accepted.
    }
page-room-refused = { $count ->
        [0] None has refused.
        [one] One has refused.
       *[other] { $count } have refused.
    }
page-room-look = Count again
page-room-how = How people ask for it
page-room-how-page = In a browser: they scan the picture, or go to { $address } and type the six letters.
page-room-how-node = On a node of their own: My badges, then “Take a badge that is on the wall”, the six letters, and your name or address.
page-room-link = The link itself
page-room-by = Your address, for those who have a node of their own:
page-room-full = As many people have it as were to have it. Whoever said no has left their place.
page-room-more = Let ten more in
page-room-end-lead = What was given stays given. Whoever comes later gets nothing.
page-room-end = End it now
page-done-room-wider = Ten more places are free.
page-done-room-ended = It has ended.
page-room-over-wall = This has ended.
page-room-picture = A code that a camera reads: it leads to the page where the badge is asked for
page-room-wall-page = Scan the picture, or type the letters at { $address }
page-room-wall-node = On your node: My badges, “Take a badge that is on the wall”
page-room-leave = Back
page-rooms = Given out in the room
page-room-listed = “{ $what }”, until { $until }: { $received }
page-claim-title = A badge that is on the wall
page-claim-lead = Type the six letters that you see.
page-claim-code = The six letters
page-claim-code-hint = Small or capital, with or without a space.
page-claim-go = Go on
page-claim-by = { $who } gives it to whoever is here.
page-claim-whose = Your address
page-claim-whose-hint = You find it on the first page of your node, under “My address for badges”. It begins with did:key.
page-claim-ask = Ask for it
page-claim-hint = The badge comes to your node, where you accept or refuse it. Nobody hears of it before.
page-claim-done = It is on its way to you.
page-claim-before = It was sent to you already.
page-claim-next = Open your node: it awaits you on the first page.
page-claim-address = This is no address for badges.
    .do = Copy it from the first page of your node. It begins with did:key.
page-claim-unknown = Nothing is given out for these letters.
    .do = Look at the wall again, and type them once more.
page-claim-spent = So many wrong letters were typed that letters open nothing for the rest of this hour.
    .do = The picture and the link on the wall still do.
page-claim-over-title = This has ended
page-claim-over = This badge is given out no more.
    .do = Ask whoever gives it.
page-claim-full = As many people have it as were to have it.
page-take-title = Take a badge that is on the wall
page-take-lead = Are you in a room where a badge is given out?
page-take-link = Take a badge that is on the wall
page-take-said = The letters, or the link
page-take-said-hint = What is on the wall: six letters, or the whole link that the picture holds.
page-take-from = Who gives it?
page-take-from-hint = A name from your address book, or their address. A link says it by itself.
page-take-go = Ask for it
page-done-taken = You have asked for it. It comes as soon as their node is reached.
page-ask-title = Ask for a badge
page-ask-lead = You have done what it takes? Ask who awards it. They send their questions, you answer, they decide.
page-ask-nothing = This node knows no badge of others yet. It learns of them as it meets other nodes.
page-ask-badge = Which badge?
page-ask-words = Why do you ask? (optional)
page-ask-words-hint = A sentence for who awards it.
page-ask-go = Sign and send
page-ask-all = What I asked for
page-ask-no-badge = This badge is not known here.
    .do = Choose one from the list.
page-done-asked = You have asked. Their questions come as soon as their node is reached.
page-case-title = Asking for a badge
page-case-back = Back to the first page
page-case-lead-mine = You ask { $who } for it.
page-case-lead = { $who } asks for it.
page-case-mine = “{ $what }”, asked of { $who }
page-case-theirs = { $who } asks for “{ $what }”
page-case-advice = You are asked what you think: { $who } would like “{ $what }”
page-case-claim = A code that was shown to { $who }
page-case-asked = asked
page-case-form-mine = your answers are awaited
page-case-form = their answers are awaited
page-case-submitted = being looked at
page-case-submitted-mine = awaits your decision
page-case-returned-mine = they would like to know more
page-case-returned = given back with a question
page-case-refused = refused
page-case-approved = awarded
page-case-withdrawn = taken back
page-case-consulted = awaits your advice
page-case-submit-title = Your turn
page-case-submit-lead = Your answers go to who awards the badge, and to those whom they consult. In the badge they stand as what you did.
page-case-words = Anything besides? (optional)
page-case-submit = Sign and send
page-case-no-answer = This question has no answer yet.
    .do = A sentence is enough.
page-case-answer-long = This answer is too long: at most 2,000 letters, and one with an accent counts for two.
page-case-begin-title = Somebody asks for your badge
page-case-begin-lead = Send them your questions, so that they can tell you what they did. You can write the questions on the badge’s own page first.
page-case-begin = Send the questions
page-case-review-title = What do you say?
page-case-approve = Award the badge
page-case-answer-words = Or write to them
page-case-answer-hint = What you would like to know, or why you say no. They read it.
page-case-return = Give it back with this question
page-case-refuse = Say no for this reason
page-case-no-words = Or say no, and why
page-case-advise-title = What would you say?
page-case-advise-words = Your words to who awards it (optional with a yes)
page-case-advise-yes = I would award it
page-case-advise-more = I would like to know more
page-case-advise-no = I would not
page-waits = The node cannot go on with this yet: { $why } It tries again by itself.
page-case-steps = What was said
page-case-withdraw = Take it back
page-step-ask = { $who } asks for the badge.
page-step-form = { $who } sends the questions.
page-step-submit = { $who } answers.
page-step-return = { $who } would like to know more.
page-step-refuse = { $who } says no.
page-step-approve = { $who } awards the badge.
page-step-withdraw = { $who } takes it back.
page-step-consult = { $who } asks { $to } for advice.
page-step-advise-yes = { $who } would award it.
page-step-advise-more = { $who } would like to know more first.
page-step-advise-no = { $who } would not award it.
page-step-claim = { $who } shows the code.
page-done-submitted = Your answers are signed and on their way.
page-done-withdrawn = It is taken back.
page-done-approved = The badge is signed and on its way.
page-done-answered = Your words are signed and on their way.
page-done-advised = Your advice is signed and on its way.
page-asking-title = How people ask for it
page-asking-lead = Whoever thinks that they earned this badge can ask you for it, and answer your questions.
page-asking-link = Write the questions
page-asking-open = Send the questions by itself to whoever asks
page-asking-questions = The questions
page-asking-questions-hint = One a line, at most 20.
page-asking-reviewers = Who is consulted? (optional)
page-asking-reviewers-hint = One a line: people who hold the badge, or colleagues. They read the answers.
page-asking-people = In your address book:
page-asking-need = How many of them must say yes for the badge to be awarded by itself?
page-asking-need-hint = 0: you decide each time.
page-asking-go = Keep
page-done-asking = It is kept.
page-revoke-title = Revoke it
page-revoke-lead = A revoked badge is void for good, for everybody who verifies it. You have ten seconds to take it back; then it cannot be undone.
page-revoke-name = To be sure, type: { $name }
page-revoke-reason = Reason (optional)
page-revoke-reason-hint = Everybody can read it. Say nothing about a person there.
page-revoke-go = Revoke for good
page-spread = Who knows of it
page-spread-since = Revoked { $moment }.
page-spread-seen = Who is known to have it
page-spread-when = At the latest since
page-spread-unseen = Not known yet of: { $who }
page-spread-hint = The revocation goes to every node that this one meets, and from there on. Only the witnesses of your ledger say how far they have read; of others nobody can tell.

page-undo-title = It is revoked in ten seconds
page-undo-lead = Nobody has heard of it yet. Until then you can take it back.
page-undo-go = Do not revoke it
page-done-undone = It is not revoked. Nobody heard of it.

page-people-title = People
page-people-lead = Whom you recognise, and who recognises you.
page-people-back = All people
page-graph-link = Who is near
page-row-organisations = Organisations
page-row-communities = Communities
page-row-people = People
page-board-mine = I recognise
page-board-theirs = They recognise me
page-board-nobody = Nobody yet
page-board-over = Refused or ended
page-contacts = My address book
page-contacts-empty = Nobody is in it yet. Only you see it.
page-contact-title = Add somebody
page-contact-lead = Give an address a name of your own. Only you see it.
page-contact-did = Their address
page-contact-did-hint = They find it on the first page of their node, and give it to you.
page-contact-name-hint = As you call them.
page-contact-go = Add
page-done-contact = They are in your address book.
page-recognise-title = Recognise somebody
page-recognise-lead = Say in your words for what you recognise somebody. Once they accept, both of you stand by it, and everybody can read it.
page-recognise-with = Whom?
page-recognise-words = For what?
page-recognise-words-hint = A sentence that you both sign.
page-recognise-scope = Topics (optional)
page-recognise-scope-hint = With commas between them.
page-recognise-go = Sign and send
page-done-recognised = It is signed and on its way. It counts once they accept.
page-tie-title = Recognition
page-tie-offered = awaits their answer
page-tie-received = awaits your answer
page-tie-refused = refused
page-tie-mutual = mutual
page-tie-ended = ended
page-tie-scope = Topics: { $scope }
page-tie-accept-lead = By accepting you sign these words, too. Everybody can read them.
page-tie-accept = Accept and sign
page-tie-end-title = End it
page-tie-end-lead = It counts no more from now on, for good. That it was, stays known.
page-tie-end = End for good
page-done-mutual = You recognise each other.
page-done-ended = It has ended.
page-graph-title = Who is near
page-graph-lead = Seen from where you stand: whoever is nearer to the middle, you know by more and shorter ways.
page-graph-near = The same as a table
page-graph-band = How near
page-graph-nobody = Nobody yet
page-graph-ties = Who stands by whom
page-graph-from = From
page-graph-to = To
page-graph-by = By
page-band-yourself = yourself
page-band-direct = known directly
page-band-close = close
page-band-near = near
page-band-far = far
page-band-unreached = not reached
page-by-contact = address book
page-by-recognition = recognition
page-by-endorsement = endorsement
page-path-title = How do I know them?
page-path-lead = The ways from you to somebody, step by step.
page-path-go = Show the ways
page-path-says = { $who }: { $band }.
page-endorsements-title = Endorsements
page-endorsements-lead = Standing behind somebody, a badge or what is awarded: in your words, signed, for everybody to read.
page-endorsements-back = All endorsements
page-endorsement-title = Endorsement
page-endorse-title = Stand behind somebody or something
page-endorse-link = Endorse
page-endorse-lead = Say why you stand behind a person, a badge that somebody holds, or what is awarded. You sign it with your name.
page-endorse-of = Whom or what?
page-endorse-other = Or somebody else (optional)
page-endorse-other-hint = A name, or the address that they gave you. It counts before what is chosen above.
page-endorse-why = For which reasons?
page-endorse-comment = In your words
page-endorse-comment-hint = A sentence, or a reason below, or both.
page-endorse-more = More reasons, and an end
page-endorse-useful = Useful for
page-endorse-accepted = Accepted by
page-endorse-hint = Whom it concerns decides whether it shows. What you say of something that is awarded everybody can read at once.
page-choose = Choose …
page-sort-people = People and organisations
page-sort-badges = Badges that others hold
page-sort-designs = What is awarded
page-sort-me = Me
page-praise-good-criteria = It is clear and fair how it is earned
page-praise-clear-description = It says well what it is about
page-praise-sound-evidence = What shows it is convincing
page-praise-seen-at-work = I have seen it at work
page-praise-useful-for = useful for { $what }
page-praise-accepted-by = accepted by { $what }
page-endorsed = { $who } stands behind “{ $what }”
page-endorsed-me = { $who } stands behind you
page-endorsed-by-me = You stand behind “{ $what }”
page-endorsed-something = something that this node does not know yet
page-endorsed-word = withdraw
page-endorsed-public = everybody can read it
page-endorsed-hidden = hidden
page-endorsed-withdrawn = withdrawn
page-endorsed-theirs = Who stands behind me
page-endorsed-theirs-none = Nobody yet. You can ask those who know what you did.
page-endorsed-mine = Behind whom I stand
page-endorsed-mine-none = Behind nobody yet.
page-endorsement-public = Everybody can read it under your name.
page-endorsement-private = It is hidden: you and who gave it know of it.
page-endorsement-hide = Hide it
page-endorsement-withdraw-title = Withdraw it
page-endorsement-withdraw-lead = It counts no more from now on, for good. Whoever copied it before may still have it, and sees that it is withdrawn.
page-endorsement-withdraw = Withdraw for good
page-support-title = Ask to be endorsed
page-support-link = Ask somebody to endorse me
page-support-lead = Ask somebody who knows what you did to stand behind you, behind a badge of yours, or behind what you award. Nobody else hears of it.
page-support-of = Behind what?
page-support-myself = Behind me
page-support-from = Whom do you ask?
page-support-words-hint = What you did together, or what they have seen.
page-support-go = Send
page-request-title = Somebody asks you
page-request-decline-lead = You would rather not? Nobody is told.
page-request-decline = Leave it
page-asked-of-me = They ask me
page-asks-backing = { $who } asks you to stand behind “{ $what }”
page-asks-themselves = { $who } asks you to stand behind them
page-asked-title = Whom I asked
page-asked = You asked { $who } to stand behind “{ $what }”
page-asked-myself = You asked { $who } to stand behind you
page-asked-answered = given, not shown yet
page-asked-given = given
page-done-endorsed = It is signed and on its way.
page-done-endorsement-hidden = It is hidden.
page-done-endorsement-shown = Everybody can read it again.
page-done-endorsement-withdrawn = It is withdrawn.
page-done-support = You have asked. Whoever would rather not tells nobody.
page-done-request-declined = Nobody is told.
page-done-recognised-before = You said just this already, and it counts as before.
page-recognise-until-hint = Without a day it counts for two years, and can be renewed.
page-tie-counts = It counts until { $day }, unless you renew it.
page-tie-again = Renew it
page-graph-topic = About a topic (optional)
page-graph-more = { $count ->
        [one] One more is farther away.
       *[other] { $count } more are farther away.
    }
page-path-from-more = From somebody else’s place
page-path-from = Seen from
page-path-from-hint = Empty: from where you stand. A name from your address book, or an address.
page-way-contact = { $to } is in your address book.
page-way-recognition-mine = You and { $to } recognise each other.
page-way-recognition = { $from } and { $to } recognise each other.
page-way-endorsement-mine = You stand behind { $to }.
page-way-endorsement = { $from } stands behind { $to }.
page-way-since = Since { $day }.
page-fault-nothing-chosen = Nobody and nothing is chosen yet.
    .do = Choose from the list, or type a name.
page-communities-title = Communities
page-communities-lead = Communities with a charter: what they are for, who acts for them, and who is a member.
page-communities-back = All communities
page-communities-none = No community with a charter is known here yet.
page-community-own = you act for it
page-community-member = you are a member
page-community-found = Make yours a community
page-community-found-lead = A charter says what you are for, and who must agree when something is done in your name.
page-charter-title = Charter
page-charter-none = It has no charter: whoever keeps its key acts for it.
page-charter-of = Charter of { $who }
page-charter-parent = It is a part of { $who }.
page-charter-since = In force since { $day }.
page-charter-propose = Write the charter
page-charter-form-lead = Those who act for the community are asked to sign it. It counts once enough of them did.
page-charter-purpose = What is the community for?
page-charter-how-many = How many must agree?
page-charter-how-many-hint = Empty: more than half for the charter, as many for members, nobody for other badges.
page-charter-k = To change the charter
page-admit-k = To take in a member
page-award-k = To award other badges
page-charter-words = Words to those who are asked (optional)
page-charter-ask = Ask for the signatures
page-charters-wait = What waits for signatures
page-charter-waits = waits for others
page-charter-asked = waits for signatures
page-charter-in-force = in force
page-charter-replaced = replaced
page-charter-new = As it would be
page-charter-old = As it is now
page-charter-missing = Not signed yet: { $who }
page-charter-sign-lead = You are asked to sign it. Everybody can read it once it counts.
page-charter-sign = Sign the charter
page-charter-contested = There are two charters of one number, and nobody can tell which was first: nothing new counts until that is settled.
page-charter-unconfirmed = Somebody who signed it has another key since: it counts once they sign anew.
page-done-charter = The stewards are asked.
page-done-charter-signed = It is signed.
page-stewards = Who acts for it
page-stewards-hint = One a line, by a name from your address book or by the address that they gave you. After a semicolon, as what; after another, until which day: Lea; treasurer; 2030-01-31
page-steward-signed = signed
page-until = until { $day }
page-rule-charter = { $count } of { $of } change the charter.
page-rule-admit = { $count ->
        [0] Who keeps the key of the community takes in members.
       *[other] { $count } of { $of } take in a member.
    }
page-rule-award = { $count ->
        [0] Who keeps the key of the community awards other badges.
       *[other] { $count } of { $of } award other badges.
    }
page-members = Members
page-members-lead = Those who show that they are members
page-members-none = Nobody shows yet that they are a member.
page-member-as = As what
page-member-since = Since
page-member-yes = member
page-member-no = no member any more
page-member-unknown = cannot be told yet
page-admit = Take somebody in
page-admit-lead = They are offered the membership as a badge. Where the charter says so, stewards are asked to stand behind it.
page-admit-role = As what (optional)
page-admit-words = Words to the stewards (optional)
page-done-admitted = The membership is on its way. It counts once they show it.
page-done-admitted-asked = The membership is on its way, and the stewards are asked.
page-dismiss = End a membership
page-dismiss-lead = It ends at once and for good, for everybody.
page-dismiss-one = End the membership of { $who }
page-dismiss-go = End it for good
page-done-dismissed = The membership has ended.
page-resign = Leave the community
page-resign-lead = From now on you are a member no longer. That you were, stays known.
page-resign-why = Why (optional; everybody can read it)
page-resign-go = Leave for good
page-done-resigned = You have left the community.
page-fault-number = This is no number.
    .do = Write it with figures, such as 2.

page-verify-title = Verify a badge
page-verify-lead = Is it true, does it count, who stands behind it? Six questions, each with its answer and its reason.
page-verify-file = A file or a picture with a badge in it
page-verify-file-hint = Choose it here or drop it on this field. At most 20 MB.
page-verify-text = Or paste its text
page-verify-go = Verify
page-verify-private = What you show stays on this node. Nothing is asked of anybody, so it works without a network, too.
page-verdict-title = What was found
page-verdict-lead = There is no seventh answer that sums these up: which of them matters to you is yours to say.
page-verdict-why = Why?
page-advice-not-asked = To be sure, have them show it in person, or at a gate of this node, where they sign for this once.
page-verdict-at = Judged on { $day }, with what this node knew then.
page-verify-another = Verify another
page-print-receipt = Print as a receipt

page-node-title = This node
page-node-lead = How it is, with whom it is connected, and who may do something on it.
page-node-back = Back to the node
page-health-yes = well
page-health-unknown = look at it
page-health-no = needs you
page-look-store = Storage
page-look-peers = Others
page-look-reach = Reachable
page-look-letters = Letters
page-look-signing = Signing
page-look-recovery = Recovery
page-look-disk = Disk
page-look-sync = What it keeps
page-look-web = Door to the web
page-look-clock = Clock
page-disk-much = There are { $count } GB free.
page-disk-well = There are { $count } MB free.
page-disk-low = Only { $count } MB are free. Make room, before the node can store nothing more.
page-sync = { $count ->
        [one] It keeps what one member of the network says, and learns of news as it meets others.
       *[other] It keeps what { $count } members of the network say, and learns of news as it meets others.
    }
page-web-closed = It is closed: only this machine reaches the pages.
page-web-open = It is open at { $url }.
page-web-unnamed = It is open at { $url }, and has no name for others yet (web.base_url in the settings).
page-web-self-signed = It is open at { $url }, with a certificate that it made itself: browsers warn of it.
page-web-ends = It is open at { $url }; its certificate ends on { $day }. Renew it.
page-web-ended = Its certificate ended on { $day }: browsers turn away from { $url }. Renew it.
page-sheet-missing = The recovery sheet is not on paper yet: { $who }
page-clock-behind = The clock of this machine is behind: something was signed here later than now. Set it right.

page-store-well = It can read and write, and uses { $count } MB of this disk.
page-store-ill = It cannot read or write what it stores. Look whether the disk is full, then restart the node.
page-reach-well = Others can most likely call this node.
page-reach-off = It asks nobody whether it can be called: its settings say so.
page-reach-unknown = Nobody could say yet whether others can call this node.
page-reach-not = Others cannot call this node directly. It calls them, so everything arrives all the same while it runs.
page-letters = { $count ->
        [0] Everything you sent has arrived.
        [one] One letter waits until its addressee is reached.
       *[other] { $count } letters wait until their addressees are reached.
    }
page-held-back = This folder looks like a copy: nothing is signed until a node that it knows is met.
page-closed-elsewhere = Restored on another machine, so nothing more is signed here: { $who }
page-signed-elsewhere = Another copy of this folder signed, too, so nothing more is signed here: { $who }
page-to-contest = Somebody says who comes after you. If that was not you, stop it with bot recover: { $who }
page-node-peers = Other nodes
page-node-peers-none = This node knows no other yet. Somebody gives you the address of theirs, and you add it below.
page-node-peers-all = Connected, known, or kept
page-peer-who = Who is there
page-peer-kept = Kept connected
page-peer-nameless = A node that says nothing of who is there
page-peer-up = connected
page-peer-down = away
page-peer-remove = Call it no more
page-peer-add = Stay connected with
page-peer-add-hint = The address of the other node, as its owner gives it to you. It begins with a slash.
page-peer-go = Add
page-done-peer = This node calls that one from now on.
page-done-peer-gone = This node calls that one no more.
page-invite = Invite somebody
page-invite-lead = Whoever runs a node of their own adds one of these addresses to it; then the two find each other.
page-invite-none = This node listens for nobody: its settings say so.
page-invite-show = Show the addresses of this node
page-version = Version
page-peer-id = Its number on the network
page-browsers = Browsers that are signed in
page-browsers-in = { $count ->
        [one] This browser alone is signed in.
       *[other] { $count } browsers are signed in, this one among them.
    }
page-leave-all = Sign out everywhere
page-tokens-title = Programs of others
page-tokens-lead = A token lets a program do a few things on this node, and nothing else. You can take it back at any time.
page-tokens-link = See and make tokens
page-tokens-none = There is no token.
page-tokens-all = Tokens there are
page-token-new = Make a token
page-token-about = For whom or what
page-token-about-hint = Such as: the school’s register
page-token-nameless = Nothing was noted
page-token-may = It may
page-token-until = Until
page-token-until-hint = Without a day it is good until you take it back.
page-token-over = over
page-token-lasting = until taken back
page-token-take-back = Take back
page-token-go = Make the token
page-token-fresh = The new token
page-token-fresh-once = Copy it now: it is shown this once, and only its hash is kept.
page-scope-verify = verify badges
page-scope-issue = award badges
page-scope-status = suspend and revoke badges
page-scope-present = show badges
page-done-token-gone = The token opens nothing any more.

page-access-title = Accessibility
page-access-lead = These pages are made so that everybody can use them: by keyboard, with a screen reader, with large letters, by day and by night, and without a script. They aim at WCAG 2.2, levels A and AA.
page-access-how = What is checked
page-access-how-lead = Before each version, a program opens every page in a real browser. In this version nothing of the following was wrong:
page-access-axe = { $pages } pages in English and French, light and dark, on a wide and on a narrow screen: { $looks } looks, each by the { $rules } rules of axe-core { $axe }.
page-access-zoom = Nothing has to be moved sideways on any page at 400 %, or on a telephone of 360 pixels.
page-access-keyboard = On each page, { $keyboard } times in all, the Tab key reaches everything that can be used, and one sees where one is.
page-access-bare = Without a script, { $bare } times in all, each page offers the same links, fields and buttons; only the one that prints is missing, and the browser’s own menu prints.
page-access-motion = Nothing moves by itself, and nothing blinks.
page-access-pictures = What a picture tells is also told in words or in a table.
page-access-not = What is not checked
page-access-not-people = A program finds only a part of what hinders people. So far, nobody who needs a screen reader, a switch or a magnifier has tried all these pages for us.
page-access-not-others = Texts and links that others wrote, in badges for example, are theirs: they may be hard to read.
page-access-tell = Something hinders you?
page-access-tell-lead = Tell whoever runs this node, and say which page it was. They can pass it on to those who make the program. What you want to do may meanwhile be done in a terminal: bot help

page-nobody-called-so = Nobody in your address book or on this node is called so.
    .do = Choose a name from the list, or paste the address that they gave you.
page-fault-nothing-shown = There is nothing to verify yet.
    .do = Choose a file, or paste the text of a badge.
page-fault-file-large = This file has more than 20 MB.
    .do = Choose a smaller one. A badge is seldom larger than a photograph.
page-fault-list-empty = There is nobody on this list yet.
    .do = Paste one line a person, or choose a file.
page-fault-list-long = This list is too long: at most 2,000 lines and 2 MB at a time.
    .do = Give the badge to one half after the other.
page-fault-list-open = A quotation mark begins a text in this list, and none ends it.
    .do = Close the quotation, or take the mark out.
page-fault-name-differs = What you typed is not the name.
    .do = Type the name as it is shown.
page-fault-picture = This is no PNG picture, or it is too large.
    .do = Save the picture as PNG, or leave it out.
page-fault-picture-large = This picture has more than 8 MB.
    .do = Choose a smaller one. What you wrote is still here.
page-fault-change-unknown = It is too late to take this back: others have heard of it.
    .do = You can award the badge again.
page-fault-no-scope = The token may do nothing yet.
    .do = Tick at least one thing that it may do.
