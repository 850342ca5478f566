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

page-done-restored = You are back. What others keep of you comes as this node meets them.
page-done-sheet = The words are right, and this node has forgotten them. Keep the paper.

page-fault-name-refused = This name cannot be used.
    .do = Choose a short name, not empty, and not written like an address.
page-fault-passphrase-wrong = This is not the passphrase of this node.
    .do = Try again.
page-fault-recovery-exported = The words were taken off this node when you said that they are on paper.
    .do = They cannot be shown again. Keep the paper.
