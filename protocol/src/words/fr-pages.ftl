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

page-done-restored = Vous êtes de retour. Ce que les autres gardent de vous viendra à mesure que ce nœud les rencontre.
page-done-sheet = Les mots sont justes, et ce nœud les a oubliés. Gardez le papier.

page-fault-name-refused = Ce nom ne peut pas servir.
    .do = Choisissez un nom court, non vide, et qui ne ressemble pas à une adresse.
page-fault-passphrase-wrong = Ce n’est pas la phrase secrète de ce nœud.
    .do = Essayez encore.
page-fault-recovery-exported = Les mots ont été retirés de ce nœud quand vous avez dit les avoir sur papier.
    .do = Ils ne peuvent plus être montrés. Gardez le papier.
