# Ce que les pages du nœud disent aux personnes.

page-skip = Aller au contenu
page-nav = Pages
page-nav-home = Accueil
page-acting = Vous agissez pour
page-acting-change = Changer
page-language = Langue :
page-leave = Se déconnecter
page-details = Détails
page-go-home = Aller à la première page
page-cancel = Annuler
page-later = Plus tard
page-print = Imprimer
page-print-hint = Votre navigateur imprime aussi cette page par son propre menu.
page-faults = Un point est à revoir
page-day = { $day ->
        [1] 1er
       *[other] { $day }
    } { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    } { $year }

page-trouble-title = Cela n’a pas marché
page-foreign-title = Pas depuis cette page
page-foreign = Votre navigateur n’a pas dit que ce formulaire vient d’une page de ce nœud : rien n’a donc été fait.
    .do = Rouvrez la page et envoyez le formulaire depuis là.
page-elsewhere-title = Sur la machine elle-même seulement
page-elsewhere = Les pages de qui possède ce nœud s’ouvrent sur la machine où il tourne, et nulle part ailleurs.
    .do = Allez à cette machine et ouvrez-les là avec : bot open
page-closed-title = Connectez-vous par un lien
page-closed = Ces pages sont pour qui possède ce nœud, et ce navigateur n’est pas connecté, ou ne l’est plus après douze heures.
    .do = Tapez ceci là où tourne le nœud, et ouvrez le lien qui s’affiche : bot open
page-link-over-title = Ce lien ne vaut plus
page-link-over = Un lien vaut pour un navigateur, une fois, et trente minutes.
    .do = Tapez ceci là où tourne le nœud, et ouvrez le lien qui s’affiche : bot open
page-left-title = Vous êtes déconnecté·e
page-left = Ce navigateur ne montre plus rien de ce nœud. Le nœud lui-même continue.
    .do = Pour revenir, tapez ceci là où tourne le nœud : bot open
page-language-unknown = Il n’y a pas encore de mots dans cette langue.
    .do = Choisissez l’anglais ou le français.

page-left-all = Plus aucun navigateur ne montre quoi que ce soit de ce nœud, et les liens qui n’ont pas servi ne valent plus rien. Le nœud lui-même continue.
    .do = Pour revenir, tapez là où le nœud tourne : bot open
page-nothing-here-title = Cette page n’existe pas
page-nothing-here = Il n’y a rien à cette adresse, ou plus rien.
    .do = Vérifiez que l’adresse est complète, ou repartez de la première page.
page-not-so-title = Cette page ne s’ouvre pas ainsi
page-not-so = Cette adresse fait ce qu’un formulaire lui demande ; elle ne montre rien par elle-même.
    .do = Allez à la première page, et commencez là.
page-too-often-title = Un peu plus lentement
page-too-often = Tant de demandes sont venues de votre réseau que ce nœud ne répond plus pour le moment.
    .do = Attendez une minute, puis réessayez.
page-enter-title = Bienvenue sur votre nœud
page-enter-lead = Ce lien connecte ce navigateur pour douze heures, comme celui de qui possède le nœud.
page-enter-careful = Ce lien vous vient de quelqu’un d’autre ? Fermez alors la page : il ouvre son nœud, pas le vôtre.

page-welcome-title = Qui êtes-vous ici ?
page-welcome-lead = Vous signez badges et reconnaissances sous ce nom. Les autres le voient.
page-welcome-go = Continuer
page-welcome-back = Vous étiez déjà là, sur une autre machine ?
page-welcome-back-link = Revenir avec votre feuille de secours
page-party = Je suis
page-party-person = Une personne
page-party-person-about = Qui enseigne, qui apprend, qui s’engage.
page-party-organisation = Une organisation
page-party-organisation-about = Une école, une association, une entreprise.
page-party-community = Une communauté
page-party-community-about = Une classe, un réseau, un cercle de personnes.
page-name = Nom
page-name-hint = Celui sous lequel on vous connaît.
page-about = En une phrase (facultatif)
page-about-hint = Ce que les autres devraient savoir de vous.

page-back-title = Revenir avec votre feuille
page-back-lead = Tapez les 24 mots de votre feuille de secours. Vous êtes la même personne qu’avant, sur cette machine.
page-back-name-hint = Jusqu’à ce que ce nœud en rencontre d’autres qui vous connaissent : votre nom d’avant revient alors.
page-back-go = Revenir
page-words = Les 24 mots
page-words-hint = Séparés par des espaces. Leurs numéros et les majuscules n’importent pas.

page-sheet-title = Votre feuille de secours
page-sheet-lead = 24 mots sur papier vous font revenir si cette machine est perdue.
page-sheet-why = Sans la feuille, personne ne peut vous faire revenir : aucun service n’en serait capable.
page-sheet-keep = Qui a la feuille peut signer en votre nom. Gardez-la comme un passeport.
page-sheet-show = Montrer la feuille
page-sheet-is = Ces mots font revenir ce nom sur toute machine où tourne Bits of Trust. L’image dit la même chose.
page-sheet-code = Les mêmes 24 mots en un code que lit une caméra
page-sheet-careful = Imprimez cette page ou recopiez les mots. Ne les photographiez pas, ne les envoyez à personne.
page-sheet-done = Je l’ai sur papier
page-sheet-remind = Imprimez-la aujourd’hui, et rangez-la en lieu sûr. C’est la seule chose qui vous fait revenir.
page-sheet-printed = Je l’ai imprimée : retirer les mots de ce nœud
page-passphrase = Phrase secrète de ce nœud
page-passphrase-hint = Celle qui a été tapée au démarrage du nœud.
page-check-title = Est-ce bien sur papier ?
page-check-lead = Tapez les mots de votre papier. S’ils sont justes, le nœud les oublie, et personne ne peut les voler sur cette machine.
page-check-go = Comparer, et oublier les mots ici

page-hello = { $name }
page-home-title = Accueil
page-state = Ce nœud
page-state-well = Tout va bien.
page-state-alone = Il tourne, sans lien avec d’autres.
page-state-troubled = Il demande votre attention.
page-since = Il tourne depuis le { $day }.
page-peers = { $count ->
        [0] Tout ici marche aussi sans les autres.
        [one] Il est relié à un autre nœud.
       *[other] Il est relié à { $count } autres nœuds.
    }
page-my-address = Mon adresse pour les badges
page-my-address-why = Donnez-la à qui veut vous envoyer un badge ou vous reconnaître. Tout le monde peut la connaître.

page-done-before = C’était déjà fait.
page-done-restored = Vous êtes de retour. Ce que les autres gardent de vous viendra à mesure que ce nœud les rencontre.
page-done-sheet = Les mots sont justes, et ce nœud les a oubliés. Gardez le papier.

page-fault-name-refused = Ce nom ne peut pas servir.
    .do = Choisissez un nom court, non vide, et qui ne ressemble pas à une adresse.
page-fault-passphrase-wrong = Ce n’est pas la phrase secrète de ce nœud.
    .do = Essayez encore.
page-fault-recovery-exported = Les mots ont été retirés de ce nœud quand vous avez dit les avoir sur papier.
    .do = Ils ne peuvent plus être montrés. Gardez le papier.

page-nav-passport = Mes badges
page-nav-award = Décerner
page-nav-people = Personnes
page-nav-verify = Vérifier
page-nav-node = Nœud
page-somebody = Quelqu’un que ce nœud ne connaît pas encore

page-awaits = Ce qui vous attend
page-awaits-nothing = Rien n’attend de réponse.
page-look = Voir
page-quick = Que voulez-vous faire ?
page-quick-award = Décerner un badge
page-quick-verify = Vérifier un badge
page-quick-recognise = Reconnaître quelqu’un

page-offer-title = Une offre pour vous
page-offer-credential = { $who } vous décerne le badge « { $what } ».
page-offer-recognition = { $who } aimerait que vous vous reconnaissiez mutuellement.
page-offer-endorsement = { $who } se porte garant·e d’un de vos badges ou de vous.
page-offer-said = L’accompagne, et tout le monde peut le lire dès que vous acceptez – dit le { $day } de { $what } : « { $words } »
page-offer-guardian = { $who } vous demande d’être de ses gardiens et gardiennes, qui aident si ses clés sont perdues.
page-offer-recovery = { $who } vous demande de dire qui vient après une clé perdue.
page-offer-word = { $who } dit quelque chose de vous.
page-offer-alike = Regardez à deux fois : ce nom ressemble à celui de quelqu’un que vous connaissez, et c’est quelqu’un d’autre.
page-offer-public = Dès que vous acceptez, tout le monde peut le lire.
page-offer-elsewhere = Dites oui dans un terminal (bot offers, puis bot accept) : vous y voyez tout ce que vous signeriez, et comparez les mots que vous devez lire tous les deux. Ici, vous ne pouvez que refuser.
page-offer-publish = Le montrer tout de suite à tout le monde
page-offer-from = Elle vient de
page-accept = Accepter
page-refuse = Refuser
page-refuse-reason = Raison (facultative)
page-refuse-hint = Elle est dite à qui fait l’offre, et à personne d’autre.
page-ends = Valable jusqu’au { $day }.
page-done-accepted = C’est accepté, et votre réponse est en route.
page-done-refused = C’est refusé, et votre réponse est en route.

page-passport-title = Mes badges
page-passport-lead = Ce que les autres vous ont décerné. Vous décidez qui le voit.
page-passport-empty = Aucun badge n’est encore là, ou aucun ne répond à votre recherche. Ce que les autres vous décernent vous attend sur la première page.
page-passport-back = Tous mes badges
page-search = Rechercher
page-search-go = Montrer
page-order = Ordre
page-order-newest = Dernier changement
page-order-name = Nom
page-order-issuer = Émetteur
page-order-expiry = Fin
page-parts = Parties de la liste
page-before = Partie précédente
page-after = Partie suivante
page-badges = { $count ->
        [0] Aucun badge
        [one] Un badge
       *[other] { $count } badges
    }
page-badge-nameless = Un badge sans nom
page-badge-offered = proposé
page-badge-issued = décerné
page-badge-accepted = accepté
page-badge-refused = refusé
page-badge-imported = venu d’un fichier
page-badge-published = vu de tout le monde
page-badge-suspended = suspendu
page-badge-revoked = révoqué
page-badge-about = De quoi il s’agit
page-badge-criteria = Comment on l’obtient
page-badge-narrative = À propos de celui-ci
page-badge-seen = Qui le voit
page-badge-public = Tout le monde voit ce badge sous votre nom.
page-badge-private = Vous et l’émetteur connaissez ce badge, et personne d’autre.
page-badge-take = L’emporter
page-badge-file = Enregistrer comme fichier
page-badge-picture = Enregistrer comme image avec le badge dedans
page-badge-id = Son numéro
page-badge-issuer = L’adresse de l’émetteur
page-badge-subject = L’adresse de la personne concernée
page-show = Le montrer à tout le monde
page-hide = Le cacher à nouveau
page-issued-by = Décerné par { $who }
page-done-published = Tout le monde peut maintenant voir ce badge.
page-done-hidden = Ce badge est caché. Qui l’a copié avant peut encore l’avoir.
page-import-title = Apporter un badge
page-import-link = Apporter un badge
page-import-lead = Un badge que vous avez comme fichier, image ou texte, ou qui se trouve à une adresse : de quelque programme qu’il vienne.
page-import-file-hint = Choisissez-le ici ou déposez-le sur ce champ. Open Badges de toutes les versions, et autres attestations signées.
page-import-from = Ou son adresse
page-import-from-hint = Elle commence par https. Votre nœud va l’y chercher, et ne dit rien de vous à cet hôte.
page-import-recipient = Votre adresse électronique, si le badge lui a été donné (facultatif)
page-import-recipient-hint = Les anciens badges nomment leur détenteur ou détentrice par son adresse électronique. Elle est comparée ici, et n’est envoyée nulle part.
page-import-fetch = Chercher les parties qu’un ancien badge ne fait qu’indiquer (demande à l’hôte qui l’a émis)
page-import-go = Le garder
page-done-imported = Le badge est gardé, tel qu’il est venu.
page-done-imported-before = Ce badge était déjà là.
page-done-forgotten = Le badge est oublié ici. Votre fichier reste à vous.
page-done-noted = C’est gardé.
page-filters = Plus de filtres
page-filters-none = Tout montrer
page-seen = Lesquels
page-seen-all = Tous
page-seen-public = Vus de tout le monde
page-seen-private = Vus de moi seulement
page-seen-ending = Se terminent d’ici 60 jours
page-seen-over = Terminés, suspendus ou révoqués
page-learning = Appris
page-learning-any = Partout
page-learning-usual = Comme le badge le dit
page-learning-formal = À l’école ou à l’université
page-learning-non-formal = Dans un cours
page-learning-informal = Dans la vie et au travail
page-tag = Mot
page-tag-any = Tous
page-ended = terminé le { $day }
page-ends-in = { $count ->
        [0] se termine aujourd’hui
        [1] se termine demain
       *[other] se termine dans { $count } jours
    }
page-everything = Tout enregistrer
page-everything-hint = Tout ce que ce nœud garde de vous, en formats ouverts, dans une archive.
page-timeline-title = Au fil des années
page-timeline-link = Au fil des années
page-timeline-lead = Ce que vous avez appris à l’école, dans des cours et dans la vie, côte à côte. Chaque badge compte.
page-timeline-undated = Sans date
page-badge-verdict = Ce que trouvent ceux et celles qui le vérifient
page-badge-imported-private = Il est venu comme fichier : vous seul·e le voyez ici. Vous pouvez le mettre sur une page qui rassemble des badges.
page-badge-behind = Qui s’en porte garant·e
page-evidence = Preuves
page-evidence-lead = Ce qui le montre, ajouté par vous. Cela se tient à côté du badge là où vous le montrez ; le badge lui-même reste tel qu’il a été signé.
page-evidence-add = Ajouter une preuve
page-evidence-words = Que montre-t-elle ?
page-evidence-words-hint = Une phrase, avec vos mots.
page-evidence-link = Un lien vers elle (facultatif)
page-evidence-go = Ajouter
page-evidence-remove = L’enlever
page-evidence-added = Ajouté par qui le détient
page-note = Mes notes
page-note-lead = Pour vous seul·e : pour le retrouver, et lui donner sa place au fil des années.
page-note-tags = Mots pour le retrouver
page-forget = L’oublier
page-forget-lead = Il quitte ce nœud, avec l’image dans laquelle il est venu.
page-forget-go = Oublier ce badge
page-portfolios-title = Mes pages
page-portfolios-lead = Des badges rassemblés dans un but : qui a le lien d’une telle page la voit, et personne d’autre.
page-portfolios-none = Il n’y a pas encore de page. Choisissez des badges, donnez-leur un titre, et envoyez le lien à qui vous voulez.
page-portfolios-back = Toutes mes pages
page-portfolio-new = Faire une page
page-portfolio-lead = Un titre, une phrase, et les badges. Chacun est vérifié à nouveau chaque fois que quelqu’un regarde.
page-portfolio-called = Titre
page-portfolio-purpose = Dans quel but ?
page-portfolio-words = Avec vos mots (facultatif)
page-portfolio-badges = Quels badges ?
page-portfolio-show = Qui a le lien peut la voir
page-portfolio-anew = Faire un autre lien : celui d’aujourd’hui ne mène alors plus nulle part
page-portfolio-open = ouverte
page-portfolio-closed = fermée
page-portfolio-link = Le lien
page-portfolio-link-lead = Envoyez-le à qui doit voir la page. Il ne faut ni compte ni nœud.
page-portfolio-near = Les navigateurs des autres n’atteignent pas ce nœud : ce lien ne s’ouvre que sur cette machine. La personne qui s’occupe du nœud ouvre sa porte vers le web (web.listen dans les réglages) ; ou enregistrez la page comme fichier.
page-portfolio-embed = La montrer dans votre propre page web
page-portfolio-embed-lead = Copiez ceci dans votre page. Ce qui s’y montre est vérifié chaque fois par ce nœud, et l’émetteur n’est pas interrogé.
page-portfolio-file = Enregistrer la page comme fichier pour n’importe quel hôte
page-portfolio-remove-lead = La page disparaît, et son lien ne mène plus nulle part. Les badges restent.
page-portfolio-remove = Enlever la page
page-done-portfolio = La page est gardée.
page-done-portfolio-gone = La page a disparu, et son lien ne mène plus nulle part.
page-purpose-portfolio = Portfolio
page-purpose-application = Candidature
page-purpose-learning-passport = Passeport d’apprentissage
page-shown-title = Badges
page-shown-by = Rassemblé par { $who }
page-shown-at = Vérifié le { $moment }, avec ce que savait alors le nœud qui le montre. Les émetteurs n’ont pas été interrogés.
page-shown-more = Les six réponses
page-shown-over-title = Il n’y a rien à voir ici
page-shown-over = Ce lien ne mène nulle part, ou plus nulle part.
    .do = Demandez à qui vous l’a donné.
page-fault-link = Rien n’a pu être obtenu de cette adresse.
    .do = Regardez si elle est entière et commence par https://, ou enregistrez le badge comme fichier et choisissez celui-ci.
page-fault-import-of-another = Ce badge ne concerne personne de ce nœud.
    .do = S’il a été donné à votre adresse électronique, tapez-la ci-dessous.
page-fault-import-recipient = Le badge ne concerne pas cette adresse.
    .do = Tapez l’adresse à laquelle il a été donné.
page-fault-import-no-badge = Il n’y a pas de badge là-dedans.
    .do = Choisissez le fichier ou l’image qu’on vous a envoyé. Le lien d’une page qui montre un badge n’est souvent pas le badge lui-même.

page-award-title = Décerner
page-award-lead = Les badges que vous avez conçus, et ceux que vous avez donnés.
page-award-back = Tout ce que je décerne
page-design-new = Concevoir un badge
page-designs = Ce que je peux décerner
page-designs-empty = Vous n’avez pas encore conçu de badge. Un nom et deux phrases suffisent.
page-design-give = Le donner à quelqu’un
page-awarded = Ce que j’ai décerné
page-awarded-empty = Vous n’avez pas encore décerné de badge.
page-awarded-to = Décerné à { $who }
page-head-badge = Badge
page-head-to = À
page-head-when = Quand
page-head-state = État
page-design-title = Concevoir un badge
page-design-lead = Son nom, ce dont il s’agit, et comment on l’obtient. Tout le monde peut le lire.
page-design-lang = Langue de ce badge
page-design-name = Nom du badge
page-design-about-hint = Une ou deux phrases pour quelqu’un qui n’en a jamais entendu parler.
page-design-criteria-hint = Ce qu’il faut avoir fait pour l’obtenir.
page-design-image = Image (facultative)
page-design-image-hint = Un PNG de 8 Mo au plus, à la place des initiales. Elle est réduite, car elle voyage dans chaque badge ; sur ces pages, les badges gardent leurs initiales.
page-design-other = Aussi dans l’autre langue
page-design-other-hint = Qui lit dans cette langue le voit ainsi. Ce que vous laissez vide paraît dans la première.
page-design-go = Créer le badge
page-done-designed = Le badge est créé. Vous pouvez maintenant le donner à quelqu’un.
page-issue-title = Le donner à quelqu’un
page-issue-to = À qui ?
page-issue-to-hint = Un nom de votre carnet d’adresses, ou l’adresse qu’on vous a donnée.
page-issue-narrative = Qu’a fait cette personne ? (facultatif)
page-issue-narrative-hint = Une phrase sur elle, qui reste dans le badge.
page-issue-until = Valable jusqu’au (facultatif)
page-issue-go = Signer et envoyer
page-issue-hint = Elle décide si elle l’accepte. Personne d’autre n’en entend parler avant.
page-done-issued = Le badge est signé et en route.
page-many-title = Le donner à plusieurs
page-many-lead = À partir d’une liste : une ligne par personne, avec des mots pour chacune si vous voulez.
page-many-link = Le donner à une liste de personnes
page-many-back = Retour au badge
page-many-list = La liste
page-many-list-hint = Une personne par ligne, par son nom dans votre carnet d’adresses ou par l’adresse qu’elle vous a donnée. Après une virgule, ce qu’elle a fait ; puis un lien vers ce qui le montre.
page-many-file = Ou un tableau (CSV)
page-many-file-hint = Choisissez-le ici ou déposez-le sur ce champ. Tout logiciel de bureau enregistre un tableau en CSV. 2 000 lignes au plus.
page-many-look = Regarder d’abord
page-many-hint = Rien n’est signé avant que vous ayez vu ce qui le serait.
page-many-good = { $count ->
        [0] Personne sur cette liste ne peut encore recevoir le badge
        [one] Un badge peut être signé
       *[other] { $count } badges peuvent être signés
    }
page-many-samples = Les premiers : tout est-il à sa place ?
page-many-go = { $count ->
        [one] Signer et envoyer un badge
       *[other] Signer et envoyer { $count } badges
    }
page-many-wrong = { $count ->
        [one] Une ligne est à revoir
       *[other] { $count } lignes sont à revoir
    }
page-many-wrong-lead = Aucun badge n’est signé pour celles-ci. Vous pouvez corriger la liste ci-dessous, ou les laisser de côté.
page-many-wrong-all = Ce qui ne va pas, ligne par ligne
page-many-line = Ligne
page-many-why = Pourquoi
page-many-again = Le donner aussi à qui l’a déjà
page-many-columns = Ce que sont les colonnes
page-column = Colonne { $number }
page-column-to = Pour qui
page-column-narrative = Ce qui a été fait
page-column-evidence = Ce qui le montre
page-column-until = Valable jusqu’au
page-column-nothing = La laisser de côté
page-many-heads = La première ligne dit ce que sont les colonnes
page-many-changed = Ce qui serait signé n’est pas ce que vous avez vu.
    .do = Regardez encore une fois : la liste, les colonnes ou le carnet d’adresses ont changé.
page-many-edit = Corriger la liste
page-many-look-again = Regarder encore
page-line-empty = Personne n’est nommé.
page-line-nobody = Personne dans votre carnet d’adresses ni sur ce nœud ne porte ce nom.
page-line-twice = Cette personne est déjà sur la liste.
page-line-has-it = Cette personne a déjà le badge.
page-line-day = Ce n’est pas un jour à venir. Écrivez-le comme 2030-01-31 ou 31/01/2030.
page-line-long = Le texte est trop long : 4 000 caractères au plus, et 2 000 pour ce qui le montre.
page-batches = Listes
page-batch-listed = « { $what } », { $day } : { $awarded }
page-batch-open = en cours
page-batch-goes-on = Les badges sont en train d’être signés
page-batch-over = Toute cette liste est faite
page-batch-stopped = Cette liste a été arrêtée
page-batch-awarded = { $count ->
        [0] Aucun badge n’est encore signé.
        [one] Un badge est signé et en route.
       *[other] { $count } badges sont signés et en route.
    }
page-batch-waiting = { $count ->
        [0] Rien d’autre n’est à venir.
        [one] Un est encore à venir.
       *[other] { $count } sont encore à venir.
    }
page-batch-refused = { $count ->
        [0] Aucun n’a été refusé.
        [one] Un n’a pas pu être signé.
       *[other] { $count } n’ont pas pu être signés.
    }
page-batch-look = Voir où cela en est
page-batch-hint = Vous pouvez fermer cette page : le nœud continue, même après un redémarrage, et ne donne le badge deux fois à personne.
page-batch-refused-title = Ceux-ci n’ont pas pu être signés
page-batch-stop-lead = Ce qui est signé reste signé. Qui vient plus loin sur la liste ne reçoit rien.
page-batch-stop = Arrêter ici
page-done-stopped = La liste est arrêtée.
page-moment = { $day }, { $clock } UTC
page-quick-ask = Demander un badge
page-room-title = Le donner à qui est là
page-room-lead = Un code au mur : qui est dans la salle demande le badge avec lui, depuis son propre nœud ou dans un navigateur.
page-room-link-title = Le donner dans la salle
page-room-near = Les navigateurs des autres n’atteignent pas ce nœud. Qui a son propre nœud peut utiliser le code ; pour les navigateurs, la personne qui s’occupe de ce nœud ouvre sa porte vers le web (web.listen dans les réglages).
page-room-minutes = Pour combien de temps ?
page-room-quarter = Un quart d’heure
page-room-hour = Une heure
page-room-half-day = Une demi-journée
page-room-day = Un jour
page-room-most = À combien de personnes au plus ?
page-room-most-hint = De 1 à 500. Quand autant l’ont, le code n’ouvre plus rien.
page-room-narrative = Qu’ont-elles fait ? (facultatif)
page-room-narrative-hint = Une phrase qui reste dans chacun des badges.
page-room-go = Commencer
page-room-open = ouvert
page-room-over = terminé
page-room-until = jusqu’au { $until }
page-room-screen = Le montrer au mur
page-room-count = Qui était là
page-room-received = { $count ->
        [0] Personne n’a encore demandé.
        [one] Une personne a demandé.
       *[other] { $count } personnes ont demandé.
    }
page-room-accepted = { $count ->
        [0] Aucune n’a encore accepté.
        [one] Une a accepté.
       *[other] { $count } ont accepté.
    }
page-room-refused = { $count ->
        [0] Aucune n’a refusé.
        [one] Une a refusé.
       *[other] { $count } ont refusé.
    }
page-room-look = Compter encore
page-room-how = Comment on le demande
page-room-how-page = Dans un navigateur : on scanne l’image, ou l’on va à { $address } et l’on tape les six lettres.
page-room-how-node = Sur son propre nœud : Mes badges, puis « Prendre un badge qui est au mur », les six lettres, et votre nom ou votre adresse.
page-room-link = Le lien lui-même
page-room-by = Votre adresse, pour qui a son propre nœud :
page-room-full = Autant de personnes l’ont que prévu. Qui a dit non a laissé sa place.
page-room-more = Laisser entrer dix personnes de plus
page-room-end-lead = Ce qui est donné reste donné. Qui vient plus tard ne reçoit rien.
page-room-end = Terminer maintenant
page-done-room-wider = Dix places de plus sont libres.
page-done-room-ended = C’est terminé.
page-room-over-wall = C’est terminé.
page-room-picture = Un code que lit un appareil photo : il mène à la page où l’on demande le badge
page-room-wall-page = Scannez l’image, ou tapez les lettres à { $address }
page-room-wall-node = Sur votre nœud : Mes badges, « Prendre un badge qui est au mur »
page-room-leave = Retour
page-rooms = Donnés dans la salle
page-room-listed = « { $what } », jusqu’au { $until } : { $received }
page-claim-title = Un badge qui est au mur
page-claim-lead = Tapez les six lettres que vous voyez.
page-claim-code = Les six lettres
page-claim-code-hint = Petites ou grandes, avec ou sans espace.
page-claim-go = Continuer
page-claim-by = { $who } le donne à qui est là.
page-claim-whose = Votre adresse
page-claim-whose-hint = Vous la trouvez sur la première page de votre nœud, sous « Mon adresse pour les badges ». Elle commence par did:key.
page-claim-ask = Le demander
page-claim-hint = Le badge arrive sur votre nœud, où vous l’acceptez ou le refusez. Personne n’en entend parler avant.
page-claim-done = Il est en route vers vous.
page-claim-before = Il vous a déjà été envoyé.
page-claim-next = Ouvrez votre nœud : il vous attend sur la première page.
page-claim-address = Ce n’est pas une adresse pour les badges.
    .do = Copiez-la de la première page de votre nœud. Elle commence par did:key.
page-claim-unknown = Rien n’est donné pour ces lettres.
    .do = Regardez encore le mur, et tapez-les une nouvelle fois.
page-claim-spent = Tant de lettres fausses ont été tapées que les lettres n’ouvrent plus rien jusqu’à la fin de l’heure.
    .do = L’image et le lien affichés au mur ouvrent encore.
page-claim-over-title = C’est terminé
page-claim-over = Ce badge n’est plus donné.
    .do = Demandez à qui le donne.
page-claim-full = Autant de personnes l’ont que prévu.
page-take-title = Prendre un badge qui est au mur
page-take-lead = Êtes-vous dans une salle où l’on donne un badge ?
page-take-link = Prendre un badge qui est au mur
page-take-said = Les lettres, ou le lien
page-take-said-hint = Ce qui est au mur : six lettres, ou le lien entier que contient l’image.
page-take-from = Qui le donne ?
page-take-from-hint = Un nom de votre carnet d’adresses, ou son adresse. Un lien le dit de lui-même.
page-take-go = Le demander
page-done-taken = Vous l’avez demandé. Il arrive dès que son nœud est joint.
page-ask-title = Demander un badge
page-ask-lead = Vous avez fait ce qu’il faut ? Demandez à qui le décerne. On vous envoie des questions, vous répondez, on décide.
page-ask-nothing = Ce nœud ne connaît encore aucun badge des autres. Il les apprend en rencontrant d’autres nœuds.
page-ask-badge = Quel badge ?
page-ask-words = Pourquoi le demandez-vous ? (facultatif)
page-ask-words-hint = Une phrase pour qui le décerne.
page-ask-go = Signer et envoyer
page-ask-all = Ce que j’ai demandé
page-ask-no-badge = Ce badge n’est pas connu ici.
    .do = Choisissez-en un dans la liste.
page-done-asked = Vous l’avez demandé. Les questions arrivent dès que le nœud d’en face est joint.
page-case-title = Demande d’un badge
page-case-back = Retour à la première page
page-case-lead-mine = Vous le demandez à { $who }.
page-case-lead = { $who } le demande.
page-case-mine = « { $what } », demandé à { $who }
page-case-theirs = { $who } demande « { $what } »
page-case-advice = On vous demande votre avis : { $who } aimerait « { $what } »
page-case-claim = Un code montré à { $who }
page-case-asked = demandé
page-case-form-mine = vos réponses sont attendues
page-case-form = ses réponses sont attendues
page-case-submitted = à l’étude
page-case-submitted-mine = attend votre décision
page-case-returned-mine = on aimerait en savoir plus
page-case-returned = rendu avec une question
page-case-refused = refusé
page-case-approved = décerné
page-case-withdrawn = retiré
page-case-consulted = attend votre avis
page-case-submit-title = À vous
page-case-submit-lead = Vos réponses vont à qui décerne le badge, et aux personnes consultées. Dans le badge, elles disent ce que vous avez fait.
page-case-words = Autre chose ? (facultatif)
page-case-submit = Signer et envoyer
page-case-no-answer = Cette question n’a pas encore de réponse.
    .do = Une phrase suffit.
page-case-answer-long = Cette réponse est trop longue : 2 000 lettres au plus, et une lettre accentuée compte double.
page-case-begin-title = On vous demande votre badge
page-case-begin-lead = Envoyez vos questions, pour qu’on puisse vous dire ce qui a été fait. Vous pouvez d’abord écrire les questions sur la page du badge.
page-case-begin = Envoyer les questions
page-case-review-title = Que dites-vous ?
page-case-approve = Décerner le badge
page-case-answer-words = Ou écrire à la personne
page-case-answer-hint = Ce que vous aimeriez savoir, ou pourquoi vous dites non. La personne le lit.
page-case-return = Rendre avec cette question
page-case-refuse = Dire non pour cette raison
page-case-no-words = Ou dire non, et pourquoi
page-case-advise-title = Que diriez-vous ?
page-case-advise-words = Vos mots à qui le décerne (facultatifs avec un oui)
page-case-advise-yes = Je le décernerais
page-case-advise-more = J’aimerais en savoir plus
page-case-advise-no = Je ne le ferais pas
page-waits = Le nœud ne peut pas encore continuer : { $why } Il réessaie de lui-même.
page-case-steps = Ce qui a été dit
page-case-withdraw = Retirer la demande
page-step-ask = { $who } demande le badge.
page-step-form = { $who } envoie les questions.
page-step-submit = { $who } répond.
page-step-return = { $who } aimerait en savoir plus.
page-step-refuse = { $who } dit non.
page-step-approve = { $who } décerne le badge.
page-step-withdraw = { $who } retire la demande.
page-step-consult = { $who } demande son avis à { $to }.
page-step-advise-yes = { $who } le décernerait.
page-step-advise-more = { $who } aimerait d’abord en savoir plus.
page-step-advise-no = { $who } ne le décernerait pas.
page-step-claim = { $who } montre le code.
page-done-submitted = Vos réponses sont signées et en route.
page-done-withdrawn = La demande est retirée.
page-done-approved = Le badge est signé et en route.
page-done-answered = Vos mots sont signés et en route.
page-done-advised = Votre avis est signé et en route.
page-asking-title = Comment on le demande
page-asking-lead = Qui pense avoir mérité ce badge peut vous le demander, et répondre à vos questions.
page-asking-link = Écrire les questions
page-asking-open = Envoyer de soi-même les questions à qui demande
page-asking-questions = Les questions
page-asking-questions-hint = Une par ligne, 20 au plus.
page-asking-reviewers = Qui est consulté ? (facultatif)
page-asking-reviewers-hint = Une personne par ligne : qui tient le badge, ou des collègues. Elles lisent les réponses.
page-asking-people = Dans votre carnet d’adresses :
page-asking-need = Combien doivent dire oui pour que le badge soit décerné de lui-même ?
page-asking-need-hint = 0 : vous décidez chaque fois.
page-asking-go = Garder
page-done-asking = C’est gardé.
page-revoke-title = Le révoquer
page-revoke-lead = Un badge révoqué est nul pour de bon, pour quiconque le vérifie. Vous avez dix secondes pour revenir en arrière ; ensuite, cela ne se défait plus.
page-revoke-name = Pour en être sûr·e, tapez : { $name }
page-revoke-reason = Raison (facultative)
page-revoke-reason-hint = Tout le monde peut la lire. N’y dites rien d’une personne.
page-revoke-go = Révoquer pour de bon
page-spread = Qui le sait
page-spread-since = Révoqué le { $moment }.
page-spread-seen = Qui l’a, à ce que l’on sait
page-spread-when = Au plus tard depuis
page-spread-unseen = On ne le sait pas encore de : { $who }
page-spread-hint = Cela va à chaque nœud que celui-ci rencontre, et de là aux autres. Seuls les témoins de votre registre disent jusqu’où ils ont lu ; des autres, personne ne peut le dire.

page-spread-suspended = Suspendu le { $moment }.
page-spread-resumed = Il vaut à nouveau depuis le { $moment }.
page-suspend-title = Le suspendre
page-suspend-lead = Un badge suspendu ne vaut pas pour le moment, jusqu’à ce que vous le rendiez. Vous avez dix secondes pour l’annuler avant que quiconque le sache. Les programmes d’autrui qui ne regardent que sa liste de révocations ne le voient pas.
page-suspend-go = Le suspendre
page-resume-title = Le rendre
page-resume-lead = Il vaut à nouveau pour quiconque le vérifie. Vous avez dix secondes pour l’annuler avant que quiconque le sache.
page-resume-go = Le rendre
page-renew-title = Le renouveler
page-renew-lead = Le même badge est décerné à nouveau à la même personne, avec une fin plus tardive. Il nomme celui-ci, qui est ensuite révoqué s’il n’est pas terminé : vous avez dix secondes pour l’annuler.
page-renew-until = Jusqu’à quand ?
page-renew-until-hint = Plus tard que celui-ci. Laissez vide pour un badge sans fin.
page-renew-narrative = Comment a-t-il été mérité à nouveau ? (facultatif)
page-renew-narrative-hint = Laissé vide, il dit ce que dit celui-ci.
page-renew-keep = Laisser celui-ci valoir jusqu’à sa propre fin
page-renew-reason = Un badge plus récent prend sa place.
page-renew-go = Le renouveler
page-done-renewed = Il est décerné à nouveau et en chemin.
page-renews = Il renouvelle un badge antérieur
page-renewed-by = Il a été renouvelé : le plus récent
page-undo-suspend-title = Il sera suspendu dans dix secondes
page-undo-suspend-go = Ne pas le suspendre
page-undo-resume-title = Il vaudra à nouveau dans dix secondes
page-undo-resume-go = Le laisser suspendu
page-undo-title = Il sera révoqué dans dix secondes
page-undo-lead = Personne ne le sait encore. D’ici là, vous pouvez revenir en arrière.
page-undo-go = Ne pas le révoquer
page-done-undone = C’est annulé. Personne n’en a rien su.

page-people-title = Personnes
page-people-lead = Qui vous reconnaissez, et qui vous reconnaît.
page-people-back = Toutes les personnes
page-graph-link = Qui est proche
page-row-organisations = Organisations
page-row-communities = Communautés
page-row-people = Personnes
page-board-mine = Je reconnais
page-board-theirs = On me reconnaît
page-board-nobody = Personne encore
page-board-over = Refusées ou terminées
page-contacts = Mon carnet d’adresses
page-contacts-empty = Personne n’y est encore. Vous seul·e le voyez.
page-contact-title = Ajouter quelqu’un
page-contact-lead = Donnez à une adresse un nom à vous. Vous seul·e le voyez.
page-contact-did = Son adresse
page-contact-did-hint = On la trouve sur la première page de son nœud, et on vous la donne.
page-contact-name-hint = Celui que vous lui donnez.
page-contact-go = Ajouter
page-done-contact = C’est dans votre carnet d’adresses.
page-recognise-title = Reconnaître quelqu’un
page-recognise-lead = Dites avec vos mots pour quoi vous reconnaissez quelqu’un. Dès l’acceptation, chaque partie s’y tient, et tout le monde peut le lire.
page-recognise-with = Qui ?
page-recognise-words = Pour quoi ?
page-recognise-words-hint = Une phrase que vous signez mutuellement.
page-recognise-scope = Sujets (facultatif)
page-recognise-scope-hint = Séparés par des virgules.
page-recognise-go = Signer et envoyer
page-done-recognised = C’est signé et en route. Cela compte dès l’acceptation.
page-tie-title = Reconnaissance
page-tie-offered = attend une réponse
page-tie-received = attend votre réponse
page-tie-refused = refusée
page-tie-mutual = mutuelle
page-tie-ended = terminée
page-tie-scope = Sujets : { $scope }
page-tie-accept-lead = En acceptant, vous signez aussi ces mots. Tout le monde peut les lire.
page-tie-accept = Accepter et signer
page-tie-end-title = Y mettre fin
page-tie-end-lead = Elle ne compte plus dès maintenant, pour de bon. Qu’elle a existé reste connu.
page-tie-end = Y mettre fin pour de bon
page-done-mutual = Vous vous reconnaissez mutuellement.
page-done-ended = C’est terminé.
page-graph-title = Qui est proche
page-graph-lead = Vu de là où vous êtes : plus quelqu’un est près du milieu, plus les chemins jusque-là sont nombreux et courts.
page-graph-near = La même chose en tableau
page-graph-band = À quelle distance
page-graph-nobody = Personne encore
page-graph-ties = Qui se tient à qui
page-graph-from = De
page-graph-to = À
page-graph-by = Par
page-band-yourself = vous-même
page-band-direct = lien direct
page-band-close = proche
page-band-near = à proximité
page-band-far = loin
page-band-unreached = hors d’atteinte
page-by-contact = carnet d’adresses
page-by-recognition = reconnaissance
page-by-endorsement = soutien
page-path-title = Par où est-ce que je connais cette personne ?
page-path-lead = Les chemins de vous à quelqu’un, pas à pas.
page-path-go = Montrer les chemins
page-path-says = { $who } : { $band }.
page-endorsements-title = Soutiens
page-endorsements-lead = Se porter garant·e de quelqu’un, d’un badge ou de ce qui est décerné : avec vos mots, signé, lisible par tout le monde.
page-endorsements-back = Tous les soutiens
page-endorsement-title = Soutien
page-endorse-title = Soutenir quelqu’un ou quelque chose
page-endorse-link = Soutenir
page-endorse-lead = Dites pourquoi vous vous portez garant·e d’une personne, d’un badge que quelqu’un détient, ou de ce qui est décerné. Vous le signez de votre nom.
page-endorse-of = Qui ou quoi ?
page-endorse-other = Ou quelqu’un d’autre (facultatif)
page-endorse-other-hint = Un nom, ou l’adresse qu’on vous a donnée. Il l’emporte sur ce qui est choisi plus haut.
page-endorse-why = Pour quelles raisons ?
page-endorse-comment = Avec vos mots
page-endorse-comment-hint = Une phrase, ou une raison ci-dessous, ou les deux.
page-endorse-more = D’autres raisons, et une fin
page-endorse-useful = Utile pour
page-endorse-accepted = Accepté par
page-endorse-hint = La personne concernée décide si cela se voit. Ce que vous dites de ce qui est décerné, tout le monde peut le lire tout de suite.
page-choose = Choisissez…
page-sort-people = Personnes et organisations
page-sort-badges = Badges que d’autres détiennent
page-sort-designs = Ce qui est décerné
page-sort-me = Moi
page-praise-good-criteria = La façon de l’obtenir est claire et juste
page-praise-clear-description = Il dit bien de quoi il s’agit
page-praise-sound-evidence = Ce qui le montre est convaincant
page-praise-seen-at-work = Je l’ai vu à l’œuvre
page-praise-useful-for = utile pour { $what }
page-praise-accepted-by = accepté par { $what }
page-endorsed = { $who } se porte garant·e de « { $what } »
page-endorsed-me = { $who } se porte garant·e de vous
page-endorsed-by-me = Vous vous portez garant·e de « { $what } »
page-endorsed-something = quelque chose que ce nœud ne connaît pas encore
page-endorsed-word = retirer
page-endorsed-public = tout le monde peut le lire
page-endorsed-hidden = caché
page-endorsed-withdrawn = retiré
page-endorsed-theirs = Qui se porte garant·e de moi
page-endorsed-theirs-none = Personne encore. Vous pouvez demander à qui sait ce que vous avez fait.
page-endorsed-mine = De qui je me porte garant·e
page-endorsed-mine-none = De personne encore.
page-endorsement-public = Tout le monde peut le lire sous votre nom.
page-endorsement-private = Il est caché : vous et qui l’a donné le connaissez.
page-endorsement-hide = Le cacher
page-endorsement-withdraw-title = Le retirer
page-endorsement-withdraw-lead = Il ne compte plus dès maintenant, pour de bon. Qui l’a copié avant peut encore l’avoir, et voit qu’il est retiré.
page-endorsement-withdraw = Retirer pour de bon
page-support-title = Demander un soutien
page-support-link = Demander à quelqu’un de me soutenir
page-support-lead = Demandez à quelqu’un qui sait ce que vous avez fait de se porter garant·e de vous, d’un de vos badges, ou de ce que vous décernez. Personne d’autre n’en entend parler.
page-support-of = De quoi ?
page-support-myself = De moi
page-support-from = À qui le demandez-vous ?
page-support-words-hint = Ce que vous avez fait ensemble, ou ce que cette personne a vu.
page-support-go = Envoyer
page-request-title = Quelqu’un vous demande
page-request-decline-lead = Vous préférez ne pas le faire ? Personne ne l’apprend.
page-request-decline = Laisser
page-asked-of-me = On me demande
page-asks-backing = { $who } vous demande de vous porter garant·e de « { $what } »
page-asks-themselves = { $who } vous demande de vous porter garant·e de sa personne
page-asked-title = À qui j’ai demandé
page-asked = Vous avez demandé à { $who } de se porter garant·e de « { $what } »
page-asked-myself = Vous avez demandé à { $who } de se porter garant·e de vous
page-asked-answered = donné, pas encore montré
page-asked-given = donné
page-done-endorsed = C’est signé et en route.
page-done-endorsement-hidden = C’est caché.
page-done-endorsement-shown = Tout le monde peut le lire à nouveau.
page-done-endorsement-withdrawn = C’est retiré.
page-done-support = Vous avez demandé. Qui préfère ne pas le faire ne le dit à personne.
page-done-request-declined = Personne ne l’apprend.
page-done-recognised-before = Vous avez déjà dit exactement cela, et cela compte comme avant.
page-recognise-until-hint = Sans jour, elle compte deux ans et peut être renouvelée.
page-tie-counts = Elle compte jusqu’au { $day }, à moins que vous ne la renouveliez.
page-tie-again = La renouveler
page-graph-topic = Sur un sujet (facultatif)
page-graph-more = { $count ->
        [one] Encore une personne est plus loin.
       *[other] Encore { $count } personnes sont plus loin.
    }
page-path-from-more = Depuis la place de quelqu’un d’autre
page-path-from = Vu depuis
page-path-from-hint = Vide : depuis là où vous êtes. Un nom de votre carnet d’adresses, ou une adresse.
page-way-contact = { $to } est dans votre carnet d’adresses.
page-way-recognition-mine = Vous et { $to } vous reconnaissez mutuellement.
page-way-recognition = { $from } et { $to } se reconnaissent mutuellement.
page-way-endorsement-mine = Vous vous portez garant·e de { $to }.
page-way-endorsement = { $from } se porte garant·e de { $to }.
page-way-since = Depuis le { $day }.
page-fault-nothing-chosen = Personne ni rien n’est encore choisi.
    .do = Choisissez dans la liste, ou tapez un nom.
page-communities-title = Communautés
page-communities-lead = Les communautés qui ont une charte : à quoi elles servent, qui agit pour elles, et qui en est membre.
page-communities-back = Toutes les communautés
page-communities-none = Aucune communauté ayant une charte n’est encore connue ici.
page-community-own = vous agissez pour elle
page-community-member = vous en êtes membre
page-community-found = Faire de la vôtre une communauté
page-community-found-lead = Une charte dit à quoi vous servez, et qui doit être d’accord quand quelque chose se fait en votre nom.
page-charter-title = Charte
page-charter-none = Elle n’a pas de charte : qui garde sa clé agit pour elle.
page-charter-of = Charte de { $who }
page-charter-parent = Elle fait partie de { $who }.
page-charter-since = En vigueur depuis le { $day }.
page-charter-propose = Écrire la charte
page-charter-form-lead = On demande à qui agit pour la communauté de la signer. Elle compte dès qu’assez de personnes l’ont fait.
page-charter-purpose = À quoi sert la communauté ?
page-charter-how-many = Combien doivent être d’accord ?
page-charter-how-many-hint = Vide : plus de la moitié pour la charte, autant pour les membres, personne pour d’autres badges.
page-charter-k = Pour changer la charte
page-admit-k = Pour admettre un ou une membre
page-award-k = Pour décerner d’autres badges
page-charter-words = Quelques mots à qui l’on demande (facultatif)
page-charter-ask = Demander les signatures
page-charters-wait = Ce qui attend des signatures
page-charter-waits = en attend d’autres
page-charter-asked = attend des signatures
page-charter-in-force = en vigueur
page-charter-replaced = remplacée
page-charter-new = Telle qu’elle serait
page-charter-old = Telle qu’elle est
page-charter-missing = Pas encore signée par : { $who }
page-charter-sign-lead = On vous demande de la signer. Tout le monde peut la lire dès qu’elle compte.
page-charter-sign = Signer la charte
page-charter-contested = Il y a deux chartes du même numéro, et personne ne peut dire laquelle était la première : rien de nouveau ne compte avant que ce soit réglé.
page-charter-unconfirmed = Une personne qui l’a signée a une autre clé depuis : elle compte dès qu’elle signe à nouveau.
page-done-charter = La demande est partie.
page-done-charter-signed = Elle est signée.
page-stewards = Qui agit pour elle
page-stewards-hint = Une personne par ligne, par un nom de votre carnet d’adresses ou par l’adresse qu’on vous a donnée. Après un point-virgule, à quel titre ; après un autre, jusqu’à quel jour : Léa ; trésorière ; 2030-01-31
page-steward-signed = signé
page-until = jusqu’au { $day }
page-rule-charter = { $count } sur { $of } changent la charte.
page-rule-admit = { $count ->
        [0] Qui garde la clé de la communauté admet les membres.
       *[other] { $count } sur { $of } admettent un ou une membre.
    }
page-rule-award = { $count ->
        [0] Qui garde la clé de la communauté décerne d’autres badges.
       *[other] { $count } sur { $of } décernent d’autres badges.
    }
page-members = Membres
page-members-lead = Qui montre en être membre
page-members-none = Personne ne montre encore en être membre.
page-member-as = À quel titre
page-member-since = Depuis
page-member-yes = membre
page-member-no = n’est plus membre
page-member-unknown = on ne peut encore le dire
page-admit = Admettre quelqu’un
page-admit-lead = Son appartenance lui est proposée comme un badge. Là où la charte le veut, on demande à qui agit pour la communauté de s’en porter garant.
page-admit-role = À quel titre (facultatif)
page-admit-words = Quelques mots à qui agit pour elle (facultatif)
page-done-admitted = L’appartenance est en route. Elle compte dès qu’elle est montrée.
page-done-admitted-asked = L’appartenance est en route, et la demande de soutien aussi.
page-dismiss = Mettre fin à une appartenance
page-dismiss-lead = Elle prend fin tout de suite et pour de bon, pour tout le monde.
page-dismiss-one = Mettre fin à l’appartenance de { $who }
page-dismiss-go = Y mettre fin pour de bon
page-done-dismissed = L’appartenance a pris fin.
page-resign = Quitter la communauté
page-resign-lead = Dès maintenant vous n’en êtes plus membre. Que vous l’avez été reste connu.
page-resign-why = Pourquoi (facultatif ; tout le monde peut le lire)
page-resign-go = Quitter pour de bon
page-done-resigned = Vous avez quitté la communauté.
page-fault-number = Ce n’est pas un nombre.
    .do = Écrivez-le en chiffres, par exemple 2.

page-verify-title = Vérifier un badge
page-verify-lead = Est-il vrai, compte-t-il, qui s’en porte garant·e ? Six questions, chacune avec sa réponse et sa raison.
page-verify-file = Un fichier, ou une image avec un badge dedans
page-verify-file-hint = Choisissez-le ici ou déposez-le sur ce champ. 20 Mo au plus.
page-verify-text = Ou collez son texte
page-verify-go = Vérifier
page-verify-private = Ce que vous montrez reste sur ce nœud. Rien n’est demandé à personne : cela marche donc aussi sans réseau.
page-verdict-title = Ce qui a été trouvé
page-verdict-lead = Il n’y a pas de septième réponse qui les résume : c’est à vous de dire laquelle compte pour vous.
page-verdict-why = Pourquoi ?
page-advice-not-asked = Pour en être sûr·e, faites-le montrer en personne, ou à une porte de ce nœud, où l’on signe pour cette fois.
page-verdict-at = Jugé le { $day }, avec ce que ce nœud savait alors.
page-verify-another = En vérifier un autre
page-print-receipt = Imprimer un reçu

page-node-title = Ce nœud
page-node-lead = Comment il va, avec qui il est relié, et qui peut y faire quelque chose.
page-node-back = Retour au nœud
page-health-yes = bien
page-health-unknown = à regarder
page-health-no = vous attend
page-look-store = Stockage
page-look-peers = Les autres
page-look-reach = Joignable
page-look-letters = Lettres
page-look-signing = Signatures
page-look-recovery = Secours
page-look-disk = Disque
page-look-sync = Ce qu’il garde
page-look-web = Porte vers le web
page-look-clock = Horloge
page-disk-much = Il reste { $count } Go.
page-disk-well = Il reste { $count } Mo.
page-disk-low = Il ne reste que { $count } Mo. Faites de la place, avant que le nœud ne puisse plus rien garder.
page-sync = { $count ->
        [one] Il garde ce que dit un membre du réseau, et apprend les nouvelles en rencontrant les autres.
       *[other] Il garde ce que disent { $count } membres du réseau, et apprend les nouvelles en rencontrant les autres.
    }
page-web-closed = Elle est fermée : seule cette machine atteint les pages.
page-web-open = Elle est ouverte à { $url }.
page-web-unnamed = Elle est ouverte à { $url }, et n’a pas encore de nom pour les autres (web.base_url dans les réglages).
page-web-self-signed = Elle est ouverte à { $url }, avec un certificat qu’il a fait lui-même : les navigateurs en avertissent.
page-web-ends = Elle est ouverte à { $url } ; son certificat se termine le { $day }. Renouvelez-le.
page-web-ended = Son certificat s’est terminé le { $day } : les navigateurs se détournent de { $url }. Renouvelez-le.
page-sheet-missing = La feuille de secours n’est pas encore sur papier : { $who }
page-clock-behind = L’horloge de cette machine retarde : quelque chose y a été signé plus tard que maintenant. Remettez-la à l’heure.

page-store-well = Il peut lire et écrire, et occupe { $count } Mo de ce disque.
page-store-ill = Il ne peut lire ni écrire ce qu’il garde. Regardez si le disque est plein, puis relancez le nœud.
page-reach-well = Les autres peuvent très probablement appeler ce nœud.
page-reach-off = Il ne demande à personne s’il peut être appelé : ses réglages le veulent.
page-reach-unknown = Personne n’a encore pu dire si les autres peuvent appeler ce nœud.
page-reach-not = Les autres ne peuvent pas appeler ce nœud directement. Il les appelle, et tout arrive tout de même tant qu’il tourne.
page-letters = { $count ->
        [0] Tout ce que vous avez envoyé est arrivé.
        [one] Une lettre attend qu’on joigne son ou sa destinataire.
       *[other] { $count } lettres attendent qu’on joigne leurs destinataires.
    }
page-held-back = Ce dossier ressemble à une copie : rien n’est signé avant la rencontre d’un nœud qu’il connaît.
page-closed-elsewhere = Rétabli sur une autre machine, rien n’est donc plus signé ici : { $who }
page-signed-elsewhere = Une autre copie de ce dossier a signé aussi, rien n’est donc plus signé ici : { $who }
page-to-contest = Quelqu’un dit qui vient après vous. Si ce n’était pas vous, arrêtez-le avec bot recover : { $who }
page-node-peers = Autres nœuds
page-node-peers-none = Ce nœud n’en connaît encore aucun autre. Quelqu’un vous donne l’adresse du sien, et vous l’ajoutez ci-dessous.
page-node-peers-all = Reliés, connus ou gardés
page-peer-who = Qui y est
page-peer-kept = Gardé en lien
page-peer-nameless = Un nœud qui ne dit pas qui y est
page-peer-up = relié
page-peer-down = absent
page-peer-remove = Ne plus l’appeler
page-peer-add = Rester en lien avec
page-peer-add-hint = L’adresse de l’autre nœud, telle qu’on vous la donne. Elle commence par une barre oblique.
page-peer-go = Ajouter
page-done-peer = Ce nœud appelle désormais celui-là.
page-done-peer-gone = Ce nœud n’appelle plus celui-là.
page-invite = Inviter quelqu’un
page-invite-lead = Qui a son propre nœud y ajoute une de ces adresses ; les deux se trouvent alors.
page-invite-none = Ce nœud n’écoute personne : ses réglages le veulent.
page-invite-show = Montrer les adresses de ce nœud
page-version = Version
page-peer-id = Son numéro sur le réseau
page-browsers = Navigateurs connectés
page-browsers-in = { $count ->
        [one] Seul ce navigateur est connecté.
       *[other] { $count } navigateurs sont connectés, celui-ci compris.
    }
page-leave-all = Se déconnecter partout
page-tokens-title = Programmes des autres
page-tokens-lead = Un jeton laisse un programme faire quelques choses sur ce nœud, et rien d’autre. Vous pouvez le reprendre à tout moment.
page-tokens-link = Voir et créer des jetons
page-tokens-none = Il n’y a aucun jeton.
page-tokens-all = Les jetons qui existent
page-token-new = Créer un jeton
page-token-about = Pour qui ou quoi
page-token-about-hint = Par exemple : le registre de l’école
page-token-nameless = Rien n’a été noté
page-token-may = Il peut
page-token-until = Jusqu’au
page-token-until-hint = Sans date, il vaut jusqu’à ce que vous le repreniez.
page-token-over = terminé
page-token-lasting = jusqu’à reprise
page-token-take-back = Reprendre
page-token-go = Créer le jeton
page-token-fresh = Le nouveau jeton
page-token-fresh-once = Copiez-le maintenant : il n’est montré qu’une fois, et seule son empreinte est gardée.
page-scope-verify = vérifier des badges
page-scope-issue = décerner des badges
page-scope-status = suspendre et révoquer des badges
page-scope-present = montrer des badges
page-done-token-gone = Le jeton n’ouvre plus rien.

page-access-title = Accessibilité
page-access-lead = Ces pages sont faites pour que tout le monde puisse s’en servir : au clavier, avec un lecteur d’écran, en grandes lettres, de jour et de nuit, et sans script. Elles visent les WCAG 2.2, niveaux A et AA.
page-access-how = Ce qui est vérifié
page-access-how-lead = Avant chaque version, un programme ouvre chaque page dans un vrai navigateur. Dans cette version, rien de ce qui suit n’était en défaut :
page-access-axe = { $pages } pages en français et en anglais, claires et sombres, sur un écran large et sur un étroit : { $looks } regards, chacun selon les { $rules } règles d’axe-core { $axe }.
page-access-zoom = Rien ne doit être déplacé de côté à 400 %, ni sur un téléphone de 360 pixels, sur aucune page.
page-access-keyboard = Sur chaque page, { $keyboard } fois en tout, la touche Tab mène à tout ce qui peut servir, et l’on voit où l’on est.
page-access-bare = Sans script, { $bare } fois en tout, chaque page offre les mêmes liens, champs et boutons ; seul manque celui qui imprime, ce que fait aussi le menu du navigateur.
page-access-motion = Rien ne bouge de soi-même, et rien ne clignote.
page-access-pictures = Ce que dit une image est dit aussi en mots ou dans un tableau.
page-access-not = Ce qui n’est pas vérifié
page-access-not-people = Un programme ne trouve qu’une partie de ce qui gêne les personnes. Personne qui ait besoin d’un lecteur d’écran, d’un contacteur ou d’une loupe n’a encore essayé toutes ces pages pour nous.
page-access-not-others = Les textes et les liens que d’autres ont écrits, dans des badges par exemple, sont à eux : ils peuvent être difficiles à lire.
page-access-tell = Quelque chose vous gêne ?
page-access-tell-lead = Dites-le à la personne qui s’occupe de ce nœud, et quelle page c’était. Elle peut le transmettre à qui fait le programme. Ce que vous voulez faire se fait peut-être en attendant dans un terminal : bot help

page-nobody-called-so = Personne ne porte ce nom dans votre carnet d’adresses ni sur ce nœud.
    .do = Choisissez un nom de la liste, ou collez l’adresse qu’on vous a donnée.
page-fault-nothing-shown = Il n’y a encore rien à vérifier.
    .do = Choisissez un fichier, ou collez le texte d’un badge.
page-fault-file-large = Ce fichier dépasse 20 Mo.
    .do = Choisissez-en un plus petit. Un badge est rarement plus gros qu’une photographie.
page-fault-list-empty = Il n’y a encore personne sur cette liste.
    .do = Collez une ligne par personne, ou choisissez un fichier.
page-fault-list-long = Cette liste est trop longue : 2 000 lignes et 2 Mo au plus à la fois.
    .do = Donnez le badge à une moitié, puis à l’autre.
page-fault-list-open = Un guillemet ouvre un texte dans cette liste, et aucun ne le ferme.
    .do = Fermez la citation, ou enlevez le guillemet.
page-fault-name-differs = Ce que vous avez tapé n’est pas le nom.
    .do = Tapez le nom tel qu’il est montré.
page-fault-picture = Ce n’est pas une image PNG, ou elle est trop grande.
    .do = Enregistrez l’image en PNG, ou laissez-la de côté.
page-fault-picture-large = Cette image dépasse 8 Mo.
    .do = Choisissez-en une plus petite. Ce que vous avez écrit est toujours là.
page-fault-change-unknown = Il est trop tard pour revenir en arrière : d’autres le savent déjà.
    .do = Vous pouvez décerner le badge à nouveau.
page-fault-no-scope = Le jeton ne peut encore rien.
    .do = Cochez au moins une chose qu’il peut faire.
