# Ce que dit la ligne de commande. Un code avec .do dit ce que l'on peut y faire.

cli-error = erreur :
cli-detail = (en anglais : { $detail })
cli-yes-no = [o/N]
cli-dry-run = Rien n’a été fait : c’était un essai. Cela aurait réussi : { $what }.
cli-unchanged = Rien à faire : c’était déjà ainsi ({ $what }).

cli-node-down = Aucun nœud ne tourne pour le dossier { $folder }.
    .do = Démarrez-le : bot up
cli-socket = Le nœud ne peut pas être joint (en anglais) : { $detail }
    .do = Voyez si le dossier de données est à vous et qui a démarré le nœud : bot doctor
cli-no-home = Il n’y a pas de dossier personnel où ranger un nœud.
    .do = Nommez un dossier : --data DOSSIER, ou réglez BOT_DATA.
cli-no-reply = Le nœud n’a pas répondu à temps.
    .do = Regardez son journal, ou arrêtez-le par bot down et redémarrez-le.
cli-connection = La liaison avec le nœud s’est rompue (en anglais) : { $detail }
    .do = Voyez s’il tourne encore : bot status
cli-reply = La réponse du nœud n’a pas été comprise (en anglais) : { $detail }
    .do = La commande et le nœud sont peut-être de versions différentes : lancez bot down, puis bot up.
cli-runtime = Le système n’a pas donné de boucle d’événements à cette commande (en anglais) : { $detail }
cli-request = La demande n’a pas pu être écrite (en anglais) : { $detail }
cli-file = { $path } : { $cause }
    .do = Vérifiez le fichier et le disque où il se trouve.
cli-file-web = { $path } est une adresse sur le web, et il faut ici un fichier.
    .do = Enregistrez-la d’abord dans un fichier, et nommez celui-ci.
cli-file-missing = Il n’y a pas de fichier { $path }.
    .do = Vérifiez son nom, et le dossier où vous êtes.
cli-folder-missing = Il n’y a pas de dossier { $path }.
    .do = Créez-le d’abord, ou choisissez un autre endroit.
cli-file-denied = { $path } ne s’ouvre pas avec les droits de votre compte.
    .do = Vérifiez qui peut le lire et l’écrire, ou choisissez un autre endroit.
cli-file-folder = { $path } est un dossier, là où il faut un fichier.
    .do = Nommez le fichier lui-même.
cli-file-full = Le disque est plein : { $path } n’a pas été écrit.
    .do = Faites de la place sur le disque, puis réessayez.
cli-file-silent = { $path } n’a plus rien apporté, ni fini, depuis trop longtemps.
    .do = Nommez un fichier, ou un tube qu’un autre programme remplit.
cli-picture-large = { $path } est trop grand pour un badge : { $bytes } octets, au plus { $max } à côté de ces mots.
    .do = Réduisez l’image : 400 pixels de côté suffisent.
cli-file-too-large = { $path } est trop grand : plus de { $max } octets.
    .do = Vérifiez que c’est bien le fichier voulu.
cli-out-kind = Ce badge ne peut pas être enregistré sous { $path }.
    .do = Choisissez un nom qui finit ainsi : { $fits }
cli-exists = { $path } existe déjà et a été gardé.
    .do = Choisissez un autre nom, ou ajoutez --force pour le remplacer.
cli-proof-codes = Il n’y a pas de codes QR de cette preuve : { $what }.
    .do = Donnez-la en fichier : --out. Elle sera plus courte quand l’émetteur aura résumé ses révocations.
cli-proof-codes-large = Il n’y a pas de codes QR de cette preuve : le badge seul compte { $found } octets, surtout son image, et les codes en contiennent au plus { $max }.
    .do = Donnez-la en fichier : --out.
cli-confirm = Il faut un oui, et personne n’est là pour le donner.
    .do = Ajoutez --yes si c’est bien voulu.
cli-declined = Rien n’a été fait.
cli-usage = Cela ne peut pas être voulu ainsi (en anglais) : { $detail }
    .do = bot --help montre chaque verbe avec un exemple.
cli-usage-unknown = { $what } n’existe pas.
    .do = bot --help montre chaque verbe avec un exemple.
cli-usage-unknown-near = { $what } n’existe pas.
    .do = Vouliez-vous dire { $value } ?
cli-usage-missing = Il manque quelque chose : { $what }
    .do = bot VERBE --help commence par un exemple.
cli-usage-value = { $what } ne peut pas être « { $value } ».
    .do = bot VERBE --help dit ce que cela peut être.
cli-usage-value-known = { $what } ne peut pas être « { $value } ».
    .do = Cela peut être : { $known }
cli-usage-empty = Rien ne suit { $what }.
    .do = Dites ce que cela doit être, ou laissez-le de côté. bot VERBE --help commence par un exemple.
cli-usage-conflict = { $what } et { $value } ne vont pas ensemble.
    .do = Retirez l’un des deux.
cli-config = Les réglages sont faux (en anglais) : { $detail }
    .do = bot config show --sample écrit un fichier où chaque réglage est expliqué.
cli-definition = La définition { $path } ne peut pas servir : { $what }
    .do = examples/badge-definition.json montre à quoi ressemble une définition.
cli-definition-unknown = une définition n’a pas de « { $field } », mais name, description, criteria, language et ce qu’a d’autre une réalisation Open Badges 3.0
cli-definition-missing = « { $field } » manque
cli-draft = Le fichier { $path } ne peut pas servir : { $what }
    .do = C’est du JSON avec des éléments d’un badge Open Badges 3.0 : bot issue --help dit lesquels vont où.
cli-draft-object = il ne contient pas d’objet JSON
cli-draft-twice = Deux fichiers disent « { $field } » : le brouillon, et { $path }.
    .do = Enlevez-le de l’un d’eux.
cli-not-json = { $path } ne contient pas de badge en JSON (en anglais) : { $detail }
cli-not-json-form = { $path } ne contient pas de badge en JSON, mais { $form ->
        [jws] un badge en texte signé (JWS compact).
        [address] seulement l’adresse d’un badge.
       *[other] un badge sous une autre forme.
    }
    .do = Nommez le badge par son identifiant, ou donnez son fichier en JSON.
cli-no-id = Le badge n’a pas d’identifiant : on ne peut rien en dire.
cli-endorse-what = Que soutenez-vous ?
    .do = Nommez l’identifiant d’un badge (bot badge list), ou donnez son fichier par --file.
cli-bake-image = Ce fichier ne porte pas d’image à lui.
    .do = Nommez-la par --image FICHIER.
cli-bake-form = { $path } ne peut pas être incrusté : il contient { $form ->
        [presentation] une présentation, destinée à qui l’a demandée.
        [address] seulement l’adresse d’un badge.
       *[other] un badge sous une forme qu’aucune image ne porte.
    }
    .do = Donnez le badge en JSON ou en JWS compact : ces deux formes s’incrustent dans une image.
cli-bake-refused = { $path } n’est pas incrusté, car il ne tient pas : { $what }
    .do = Demandez le fichier d’origine. Pour l’incruster malgré tout, par exemple pour une démonstration, ajoutez --anyway.
cli-bake-doubt = Attention, ce badge ne tient pas, et ne tiendra pas non plus dans l’image : { $what }
cli-passphrase = Phrase secrète du coffre de confiance :
cli-passphrase-new = Une phrase secrète pour le nouveau coffre de confiance :
cli-passphrase-again = La même encore une fois :
cli-passphrase-differs = Les deux phrases secrètes diffèrent ; rien n’a été créé.
cli-passphrase-missing = Le coffre de confiance est fermé, et personne n’est là pour donner sa phrase secrète.
    .do = Mettez-la dans un fichier que vous seul·e pouvez lire, et nommez-le : --passphrase-file FICHIER
cli-not-stopped = Le nœud a reçu la demande d’arrêt, mais il tourne encore.
    .do = Voyez son journal ; en dernier recours, mettez fin au processus que nomme bot status.
cli-already-up = Un nœud tourne déjà sur { $folder }.
    .do = Voyez-le par bot status, arrêtez-le par bot down.
cli-start = Le nœud n’a pas démarré (en anglais) : { $detail }
    .do = bot doctor cherche les causes habituelles.
cli-recipient = --recipient prend une adresse e-mail, un DID ou un nom du carnet d’adresses d’un nœud qui tourne, et « { $who } » n’en est pas un.
    .do = Écrivez-la en entier, comme lea@example.org.
cli-need = --need attend des noms de constats (en anglais) : { $detail }
    .do = Choisissez parmi integrity, status, recipient, right, path, endorsements, séparés par des virgules.
cli-no-ledger = { $path } n’est pas un registre enregistré par bot feed export.
    .do = Redemandez le fichier, entier et tel qu’il a été enregistré.
cli-proof-no-ledger = { $path } est la preuve d’un badge et non un registre.
    .do = bot verify { $path } la lit.
cli-evidence = { $path } n’est pas une preuve, donc rien n’a été fait : { $what }
    .do = Une preuve est le document de clé d’un émetteur, une liste de badges révoqués, une partie d’un ancien badge (sa classe, son émetteur, sa clé), un soutien, ou un registre enregistré par bot feed export.
cli-stdin-twice = L’entrée standard (-) est nommée plus d’une fois, et ne se lit qu’une seule fois.
    .do = Enregistrez l’une d’elles dans un fichier, et nommez celui-ci.
cli-evidence-many = Cela fait trop de preuves à la fois.
    .do = Donnez 64 fichiers au plus.
cli-time = { $text } n’est pas un moment.
    .do = Écrivez-le comme 2027-06-30T12:00:00Z.
cli-restore-words = Les mots de secours ne peuvent pas servir (en anglais) : { $detail }
    .do = Comparez-les à la feuille : 24 mots, dans leur ordre.
cli-restore-sure = Rétablir { $name } ici ? Une installation qui tourne encore ailleurs ne pourra plus écrire.
cli-sheet-words = Les 24 mots de la feuille de secours :
cli-sheet-confirmed = Les mots sont justes. Le nœud les a maintenant oubliés : la feuille en est le seul exemplaire.

cli-starting = Démarrage…
cli-up = Le nœud tourne : { $http }
cli-up-web = Les programmes des autres le joignent à : { $url }
cli-up-peer = Les autres le joignent à : { $address }
cli-up-no-identity = Il ne parle encore pour personne. Créez une identité dans ses pages (bot open), ou ici : bot id init --name "Notre école" --party organisation
cli-open = Vos pages, pour un navigateur et les 30 prochaines minutes. Le lien s’ouvre une fois ; bot open en affiche un autre :
cli-stopping = Arrêt…
cli-fetching = Récupération…
cli-judging = Vérification…
cli-stopped = Le nœud est arrêté.
cli-status-up = Le nœud tourne depuis { $since } (processus { $pid }).
cli-status-identities = identités
cli-status-feeds = registres tenus
cli-status-peers = nœuds reliés
cli-status-offers = offres qui attendent votre réponse
cli-asked-charters = { $count ->
        [one] Une charte attend votre signature : bot community asked.
       *[other] { $count } chartes attendent votre signature : bot community asked.
    }
cli-asked-endorsements = { $count ->
        [one] On vous demande un soutien : bot endorse requests.
       *[other] { $count } demandes de soutien vous attendent : bot endorse requests.
    }
cli-asked-disputes = { $count ->
        [one] Un désaccord qui vous concerne n’a pas de réponse de votre part : bot dispute list.
       *[other] { $count } désaccords qui vous concernent n’ont pas de réponse de votre part : bot dispute list.
    }
cli-asked-dismissed = { $name } a mis fin à une adhésion que vous montrez encore : bot badge list dit laquelle, bot unpublish la retire de votre journal public.
cli-status-outbox = lettres pas encore remises
cli-letters-leaving = à { $who } ({ $count }) : en cours de remise
cli-letters-kept = à { $who } ({ $count }) : scellées dans une boîte aux lettres qui leur appartient, d’où elles sont retirées même si votre nœud est éteint ; qu’elles ont été prises se sait ici dès qu’un nœud à eux est joint
cli-letters-waiting = à { $who } ({ $count }) : aucun de ses nœuds n’est relié ; si vous connaissez son adresse : bot peer add ADRESSE
cli-letter-connecting = Aucun nœud de { $who } n’est encore relié : votre nœud appelle encore ceux que vous avez ajoutés, et la lettre part d’elle-même dès qu’un des siens répond (bot peer list le montre). Si aucun d’eux n’est le sien : bot peer add ADRESSE
cli-letter-away = Aucun nœud de { $who } n’est relié : la lettre attend, et part d’elle-même dès qu’il y en a un, ou vers une boîte aux lettres qu’ils ont nommée. Si vous connaissez son adresse : bot peer add ADRESSE
cli-status-store = stockage
cli-status-address = joignable à
cli-status-web = porte web
cli-status-reach = du dehors
cli-reach-off = personne n’y regarde : net.reach est coupé dans bot.toml
cli-reach-unknown = personne n’a encore dit si ce nœud peut être appelé
cli-reach-announced = peut être appelé là où le dit net.announce dans bot.toml
cli-reach-one-word = un nœud dit qu’il peut appeler celui-ci ; un deuxième que vous auriez ajouté le rendrait probable
cli-reach-perhaps = ce nœud peut sans doute être appelé : { $count } nœuds que vous avez ajoutés l’ont fait
cli-reach-not = { $count } nœuds que vous avez ajoutés ont appelé en vain ; redirigez un port et nommez-le dans net.announce, ou ajoutez un nœud qui est un relais : bot peer add
cli-reach-relays = les autres le joignent par { $count ->
    [one] un relais
   *[other] { $count } relais
}
cli-reach-serves = d’autres sont appelés à travers ce nœud
cli-reach-broken = { $part } s’est cassé et se repose jusqu’au prochain démarrage du nœud : dites-le à ceux qui le font
cli-web-closed = fermée ; pour l’ouvrir : web.listen dans bot.toml
cli-web-at = { $url }
cli-web-self-signed = Attention : ce nœud a fait lui-même le certificat de sa porte web, et d’autres nœuds et la plupart des portefeuilles le refusent, sur cette machine aussi, à moins qu’un mandataire placé devant lui n’ait un autre certificat. À d’autres il faut web.certificate et web.key d’une autorité publique ; pour essayer sur une seule machine, que web.base_url soit http://127.0.0.1 avec son port, sans web.self_signed.
cli-web-known-as = { $base } (écoute à { $url })

cli-id-made = « { $name } » est prêt : { $did }
cli-id-sheet = Sa feuille de secours n’est pas encore sur papier. Qui perd la clé sans elle perd l’identité : bot id export-recovery
cli-id-restored-rest = Ne signez encore rien : connectez-vous à un nœud qui la suit (bot peer join), jusqu’à ce que bot feed show "{ $name }" montre ce qui a été dit auparavant. Les badges publics, les révocations et les reconnaissances reviennent ainsi. Ce qui n’a jamais été public ne revient pas des autres : le carnet d’adresses, les badges décernés en privé, les badges non publiés, les brouillons et les réglages. Si vous avez une archive de bot data export, bot import en reprend les badges.
cli-id-restored = « { $name } » est de retour : { $did }
cli-succeed-sure = Faire de { $successor } le successeur définitif de { $did } ? Ce que les anciennes clés signent à partir de la coupure ne comptera plus pour personne.
cli-succeeded = { $did } continue en tant que { $successor }.
cli-succeed-steward = L’ancienne clé est celle d’un responsable de { $name } ; la nouvelle est le même responsable. Ce qui fut soutenu ou signé pour elle par l’ancienne clé compte là où le registre du détenteur, un ancrage ou des témoins montrent que cela existait avant { $since }. Du reste, personne ne peut rien dire, et un badge qui exige des responsables peut donc ne plus compter : soutenez-le de nouveau par la nouvelle clé (bot endorse --list montre ce qui fut soutenu), et là où bot community charter { $name } dit que sa charte attend de nouvelles clés, demandez qu’on la signe de nouveau (bot community amend).
cli-succeed-community = L’ancienne clé est celle de { $name } elle-même : ses chartes et ses responsables restent, et continuent sous la nouvelle clé. Ce qu’elle a décerné avant compte là où un ancrage de son registre ou le registre du détenteur montre que cela existait avant { $since }. Du reste, personne ne peut rien dire : bot badge list le signale, et on le décerne de nouveau (bot issue), avec autant de responsables que la charte en demande.
cli-followed = { $who } ({ $did }) continue avec une nouvelle clé : ceci a été fait pour { $successor }.
cli-followed-read = { $who } ({ $did }) continue avec une nouvelle clé, et c’est par elle que cette personne est entendue ici : { $successor }.
cli-contact-goes-on = { $who } ({ $did }) continue avec une nouvelle clé, et c’est elle qui est entendue partout où vous employez ce nom : { $successor }.
cli-verify-issuer-goes-on = Qui l’a signé ({ $did }) continue avec une nouvelle clé : { $successor }.
cli-verify-subject-goes-on = La personne dont il parle ({ $did }) continue avec une nouvelle clé : { $successor }.
cli-succeeded-kept = Entrées de { $writer } qui comptent : { $size }
cli-community-asked = Les responsables de { $name } sont invités à signer cette charte. Dès qu’ils sont assez nombreux, elle est en vigueur : bot community charter.
cli-community-same = Il n’y avait plus rien à faire pour { $name }.
cli-community-signed = Signée, et { $name } le sait.
cli-community-declined = Oubliée. { $name } n’en sait rien.
cli-community-admitted = L’adhésion est proposée à { $who }, qui sera membre en l’acceptant.
cli-community-admitting = L’adhésion est proposée à { $who }. Elle compte dès que { $needed } de ces personnes la soutiennent, à qui c’est demandé : { $stewards }.
cli-community-admitted-early = L’adhésion est proposée à { $who }. La charte n’est pas encore en vigueur : dès qu’elle l’est, admettez { $who } de nouveau, pour que ses responsables soient sollicités pour cette adhésion aussi (bot community asked).
cli-community-asked-more = Cette adhésion a déjà été proposée à { $who }. Elle compte dès que { $needed } la soutiennent ; on le demande maintenant à : { $stewards }.
cli-community-admitted-outside = Elle ne peut pas encore compter : la communauté dont celle-ci se dit une partie ne l’a pas accueillie (bot community charter). Admettez { $who } de nouveau quand ce sera fait.
cli-community-admitted-before = Cette adhésion a déjà été proposée à { $who }, et c’est demandé à tous les responsables.
cli-community-dismissed = { $who } n’est plus membre de { $name }.
cli-community-dismiss-sure = Mettre fin à l’adhésion de { $who } à { $name } ? La clé de la communauté y suffit, sur-le-champ, quel que soit le nombre de responsables qui l’ont faite ; c’est définitif, et tout le monde peut lire la raison.
cli-community-leave-sure = Quitter { $name }, en tant que { $who } ? C’est définitif, et tout le monde peut lire les mots.
cli-community-left = { $who } a quitté { $name }.
cli-community-ended-before = C’était déjà fini : { $who } et { $name }.
cli-community-none = Aucune communauté dotée d’une charte n’est connue ici.
cli-community-unchartered = { $name } n’a pas de charte : qui a sa clé agit seul pour elle.
cli-community-contested = Il existe deux chartes de { $name } au numéro { $number }, et personne ne peut dire laquelle était la première. Demandez à ses responsables ; une clé de succession y met fin (bot id succeed).
cli-community-unconfirmed = La charte { $number } de { $name } ne compte qu’avec une signature d’une clé que son titulaire a remplacée depuis, et rien ne montre qu’elle ait été signée avant. Ses responsables la signent de nouveau avec leurs clés actuelles : bot community amend --as "{ $name }".
cli-community-nothing-asked = Aucune charte n’attend de signature.
cli-community-charter = { $name }, charte { $number } ({ $id }) : { $purpose }
cli-community-part = Elle fait partie de { $parent }, et n’en demande pas moins.
cli-community-part-alone = Elle se dit une partie de { $parent }. { $parent } ne l’a pas accueillie, ou y a mis fin : rien de { $parent } ne la soutient.
cli-community-part-untold = Elle se dit une partie de { $parent }. On ne peut dire ici si { $parent } l’a accueillie.
cli-community-acts = Sur { $stewards } responsables, il en faut { $charter } pour changer la charte, { $admit } pour admettre un membre et { $award } pour décerner un autre badge à elle. 0 : la clé de la communauté suffit.
cli-community-acts-own = Sa propre charte dit { $admit } et { $award } pour ces deux actes, et celle d’au-dessus demande davantage.
cli-role-steward = responsable
cli-change-purpose = Le but change : « { $from } » → « { $to } »
cli-change-parent = La communauté dont elle fait partie change : { $from } → { $to }
cli-change-charter = Pour changer la charte : { $from } → { $to }
cli-change-admit = Pour admettre quelqu’un : { $from } → { $to }
cli-change-award = Pour décerner un autre de ses badges : { $from } → { $to }
cli-change-leaves = N’est plus responsable : { $from }
cli-change-joins = Devient responsable : { $to }
cli-change-steward = Change : { $from } → { $to }
cli-community-term-over = mandat terminé
cli-community-has-signed = a signé
cli-community-unsigned = n’a pas encore signé
cli-community-stays = reste en fonction
cli-community-open = Elle n’est pas encore en vigueur.
cli-community-open-each = Chaque personne que voici doit la signer : { $missing }.
cli-community-open-more = Encore { $needed } responsables en fonction doivent la signer.
cli-community-superseded = Une autre charte a été demandée plus tard à sa place ; celle-ci n’entrera pas en vigueur, sauf si on la demande de nouveau.
cli-community-yours = Elle attend { $waits } : bot community sign { $id }, ou bot community decline { $id }. { $words }
cli-community-stands = compte
cli-community-stands-not = ne compte pas
cli-community-stands-untold = on ne sait pas
cli-community-no-members = On ne connaît personne qui ait publié une adhésion.
cli-trust-community = Par la communauté { $name } : { $is ->
        [community] c’est { $who }, et { $from } en est membre
       *[member] { $who } et { $from } en sont membres
    }. On y est admis par { $admit } responsables sur { $stewards }, au { $day }. C’est ce que dit cette communauté, et cela ne rapproche personne.
cli-guardians-asked = Votre question à ceux qui doivent être gardiens de { $name } est en route. Voyez avec bot guardian list qui est d’accord ; nommez-les ensuite avec les mots de votre feuille de secours : bot guardian name.
cli-guardians-same = C’est déjà ainsi pour { $name }.
cli-guardians-sure = Laisser { $need } parmi { $who } dire ensemble qui succède à { $name }, si personne ne s’y oppose pendant { $days ->
        [one] un jour
       *[other] { $days } jours
    } { $clocks } ?
cli-guardians-drop-sure = Plus personne ne doit-il être gardien de { $name } ?
cli-guardians-named = C’est fait : { $need } parmi { $who } peuvent maintenant dire ensemble qui succède à { $name }. Quiconque a la clé de { $name } peut s’y opposer pendant { $days ->
        [one] un jour
       *[other] { $days } jours
    } { $clocks }.
cli-guardians-dropped = C’est fait : { $name } n’a plus de gardiens.
cli-guardians-none = { $name } n’a pas de gardiens : qui en perd les clés et la feuille de secours la perd pour toujours. Demandez à quelques personnes : bot guardian ask.
cli-guardians-are = { $need } gardiens sur { $count } peuvent dire qui succède à { $name } ; pendant { $days ->
        [one] un jour
       *[other] { $days } jours
    } { $clocks }, quiconque a sa clé peut s’y opposer.
cli-guardians-clocks = selon les horloges de { $quorum } parmi { $who }
cli-guards-lost-keys = Gardiens de { $name } qui continuent avec une nouvelle clé et ne peuvent pas signer avec elle : { $guardians }. { $left } autres le peuvent ; il en faut { $need }.
cli-guards-lost-clocks = Témoins de { $name } dont la machine ou la clé est perdue : { $witnesses }. Il en reste { $clocks } ; il en faut { $quorum } pour mesurer les jours.
cli-guards-lost-over = En l’état, personne ne peut succéder à { $name } sans sa feuille de secours.
cli-guards-lost-do = Nommez-les à nouveau : bot guardian ask, puis bot guardian name avec les mots de la feuille de { $name }.
cli-guardians-ward = { $name } est gardien de { $who }.
cli-guardian-means = Si vous acceptez et que vous êtes nommé, votre signature et celles d’autres, { $need } sur { $count }, diront qui succède à l’expéditeur s’il perd ses clés et sa feuille de secours ; pendant { $days ->
        [one] un jour
       *[other] { $days } jours
    } il peut encore s’y opposer. Ne signez alors qu’après lui avoir parlé en personne.
cli-recovery-ask-sure = Demander aux gardiens de { $of } de signer exactement cela ? Les entrées au-delà de celles qui comptent sont perdues pour toujours pour { $of }.
cli-recovery-asked = On demande aux gardiens de { $of } si { $successor } lui succède ; { $need } sur { $count } doivent signer.
cli-recovery-asked-before = Chaque gardien de { $of } a déjà été sollicité ; { $signed } ont signé jusqu’ici, il en faut { $need }.
cli-recovery-check = Rencontrez chacun d’eux ou téléphonez-lui, et comparez ces mots : { $check }
cli-recovery-trial-words = Les mots à comparer ne valent que pour cet essai : d’autres sont faits quand les gardiens sont sollicités.
cli-recovery-contest-sure = S’opposer à ce que { $successor } succède à { $of } ? Il faudra alors { $count ->
        [one] la signature du seul gardien
       *[other] les signatures des { $count } gardiens
    }.
cli-recovery-contested = Vous vous y êtes opposé : { $successor } ne succède à { $of } que si { $count ->
        [one] le seul gardien signe
       *[other] les { $count } gardiens signent
    }. Parlez-leur ; et si quelqu’un d’autre a votre clé, continuez avec une nouvelle grâce à votre feuille de secours : bot id succeed.
cli-recovery-contested-before = Quelqu’un qui a la clé de { $of } s’y est déjà opposé.
cli-recoveries-none = Aucune récupération ne vous concerne.
cli-recovery-of = CLÉS DE
cli-recovery-successor = NOUVELLE IDENTITÉ
cli-recovery-guardians = GARDIENS
cli-recovery-need = { $need } parmi { $who } doivent signer
cli-recovery-window = DÉLAI D’OPPOSITION
cli-recovery-days = { $days ->
        [one] un jour
       *[other] { $days } jours
    } { $clocks }
cli-recovery-since = ANCIENNE CLÉ CRUE JUSQU’AU
cli-recovery-words = MOTS À COMPARER
cli-recovery-signed = SIGNÉ PAR
cli-recovery-owner = il s’agit de vos clés
cli-recovery-heir = vous succédez
cli-recovery-guardian = vous êtes gardien
cli-recovery-witness = votre horloge mesure le délai
cli-recovery-is-asked = demandée : { $signed } des { $need } signatures nécessaires sont connues ici
cli-recovery-is-unseen = commencée : { $seen } des { $quorum } témoins nécessaires l’ont vue ; le délai d’opposition n’est pas écoulé
cli-recovery-is-begun = commencée : quiconque a l’ancienne clé peut s’y opposer au moins jusqu’au { $until }
cli-recovery-is-contested = contestée par quelqu’un qui a l’ancienne clé : il faut { $count ->
        [one] le seul gardien
       *[other] les { $count } gardiens
    } ; signatures reçues : { $signed }
cli-recovery-is-unanimous = contestée, mais { $count ->
        [one] le seul gardien a signé
       *[other] les { $count } gardiens ont tous signé
    } et aucune opposition n’y change rien ; seule la feuille de secours l’emporte : bot id succeed
cli-recovery-is-released = terminée : { $successor } a succédé à { $of } ; il est trop tard pour s’y opposer
cli-recovery-is-outdone = nulle : autre chose compte à sa place
cli-recovery-alarm = des gardiens de { $name } disent que quelqu’un d’autre lui succède : si ce n’est pas vous, opposez-vous maintenant, tant qu’il est temps : bot recover list, puis bot recover contest ID. Si tous les gardiens ont signé, seule votre feuille de secours l’arrête : bot id succeed
cli-recovery-means = Si vous acceptez, vous signez que { $successor } succède pour toujours à { $of } : ses badges et ses reconnaissances suivent. Parlez d’abord au propriétaire de { $of } en personne ou par téléphone, et comparez : { $check }
cli-recovery-sign-sure = Signer que { $successor } succède pour toujours à { $of } ? Avez-vous parlé au propriétaire en personne ou par téléphone, et vous a-t-il lu ces mots : { $check } ?
cli-ids-none = Pas encore d’identité. Créez-en une : bot id init --name "Notre école" --party organisation
cli-party-person = personne
cli-party-organisation = organisation
cli-party-community = communauté
cli-sheet-title = Feuille de secours de { $name }
cli-sheet-why = Qui détient ces mots détient l’identité. Écrivez-les sur papier, gardez-les en lieu sûr, ne les montrez à personne.
cli-sheet-how = Pour restaurer : bot id restore --name "{ $name }" --party { $party }

cli-badge-new = « { $what } » peut maintenant être décerné. Son identifiant : { $id }
cli-imported = « { $what } » est à vous et gardé ici, exactement tel qu’il est venu. Son identifiant : { $id }
cli-imported-seen = « { $what } » est gardé ici comme un badge que vous avez vu, exactement tel qu’il est venu. Son identifiant : { $id }
cli-import-removed = { $what } n’est plus gardé ici.
cli-import-lacks = Absent de ce fichier : { $part ->
        [class] la description de ce pour quoi il fut remis
        [badge] le badge lui-même
        [key] la clé de l’émetteur
       *[issuer] le profil de l’émetteur
    }, à { $url }
cli-import-lacks-how = Pour le compléter, procurez-vous ce qui s’y trouve et importez de nouveau le fichier avec lui : --with FICHIER. Ou laissez bot verify --gather --keep PARTIES le chercher, et joignez-le : --snapshots PARTIES.
cli-import-replaced = Un fichier au même identifiant, qui n’était pas prouvé, lui cède la place.
cli-issued-stage = L’étape { $stage } sur { $of } de « { $what } » est signée et part vers { $who }. Son identifiant : { $id }
cli-badge-stage = { $what } ({ $stage } sur { $of })
cli-issued = « { $what } » est signé et en route vers { $who }. Son identifiant : { $id }
cli-issued-stewards = Il compte dès que { $needed } responsables de { $name } le soutiennent ; on le demande à : { $stewards }.
cli-baked = Le badge est dans l’image : { $path }
cli-unbaked = Le badge tiré de l’image est dans { $path }
cli-accepted = Accepté et signé. Il reste privé jusqu’à ce que vous le publiiez : bot publish { $what }
cli-accepted-suspended = Son émetteur l’a suspendu pour l’instant : tant qu’il n’est pas rétabli, quiconque le vérifie l’apprend.
cli-accepted-public = Accepté et signé, visible de tous dans votre registre public.
cli-accepted-guardian = Vous êtes d’accord, et l’expéditeur en est informé. Vous serez gardien quand il vous aura nommé.
cli-accepted-recovery = Vous avez signé ; votre signature est en route vers la nouvelle identité. Voyez la suite avec bot recover list.
cli-accepted-published = Accepté, signé et publié : { $what }
cli-refuse-sure = Refuser { $what } ? L’accepter plus tard ne sera pas possible.
cli-refused = Refusé. Rien n’en devient public.
cli-publish-revoked = Son émetteur l’a révoqué : quiconque le vérifie en est averti.
cli-publish-sure = Inscrire tout de même « { $what } » dans votre registre public ?
cli-published = « { $what } » figure dans votre registre public.
cli-unpublish-sure = Retirer { $what } de votre registre public ?
cli-unpublished = « { $what } » n’est plus dans votre registre. Les nœuds qui coopèrent l’effacent.
cli-data-goes = Disparaît pour de bon ({ $count }) :
cli-data-bare = Perd son contenu et reste comme simple en-tête ({ $count }) :
cli-data-stays = Reste, car cela reprend quelque chose ou dit qui parle pour qui ({ $count }) :
cli-data-entry = entrée { $number } du registre : { $what }
cli-data-held = badge détenu { $id }
cli-data-issued = trace d’un badge décerné { $id } (pour le révoquer plus tard, gardez son fichier)
cli-data-imported = badge venu d’un fichier { $id }
cli-data-endorsement = appui { $id }
cli-data-word = mots { $id }
cli-data-dispute = désaccord { $id }
cli-data-letter = lettre { $id }
cli-data-offer = note d’une offre { $id }
cli-data-contact = carnet d’adresses : { $id }
cli-data-collection = place dans une collection { $id }
cli-data-passport = note sur un badge ou page qui rassemble des badges { $id }
cli-data-reply = réponse gardée pour un programme { $id }
cli-data-wallet = offre à un portefeuille, ou ce qu’un portefeuille a montré { $id }
cli-data-key-event = événement de clé { $id }
cli-data-erase-sure = Effacer tout cela de { $what } ? On ne peut pas revenir en arrière.
cli-data-erase-others = Ces textes sont de quelqu’un d’autre et ne sont effacés que sur ce nœud. Ils ne reviennent pas, même si vous ajoutez plus tard { $what } au carnet d’adresses : son nom, son profil et ses badges à décerner restent inconnus ici. Ses révocations continuent de compter.
cli-data-erased-own = Effacé, et les nœuds qui coopèrent l’effacent aussi. Ce que d’autres ont copié reste chez eux. Les clés de { $what } restent dans le coffre.
cli-data-erased-here = Ce qui était gardé ici de { $what } est effacé. Les autres nœuds gardent ce qu’ils ont.
cli-data-exported = { $bytes } octets enregistrés dans { $path } : son README.txt dit où est quoi.
cli-presented = « { $what } » est signé pour qui l’a demandé. Rien n’en a été gardé ni envoyé : remettez le fichier.
cli-endorsed = Soutenu, à la vue de tout le monde : { $what }
cli-endorsed-offered = Votre soutien est signé et offert à la personne concernée ; c’est elle qui décide s’il se voit.
cli-endorsed-with-words = Les mots ci-dessus l’accompagnent : ils sont publics dès qu’il se montre, tout le monde peut les lire.
cli-endorsement-asked = Demandé en privé : { $what } voit de quoi il s’agit, puis donne un soutien ou ne dit rien.
cli-endorsement-declined = Décliné. Personne ne l’apprend, { $what } non plus.
cli-endorsement-shown = De nouveau visible de tout le monde dans votre registre public : { $what }
cli-endorsement-hidden = Caché : absent de vos registres et de vos preuves, et gardé ici (bot endorse show). { $what }
cli-endorsement-withdraw-sure = Retirer le soutien { $what } ? Il ne tiendra alors plus nulle part, définitivement.
cli-endorsement-of-steward = Vous le souteniez comme responsable de { $name }, dont la charte en demande { $needed }. Ce qu’il faut être plusieurs à faire, une seule personne peut le défaire : avec moins de soutiens, il ne compte plus tant qu’un autre responsable ne le soutient pas.
cli-endorsement-withdrawn = Retiré : le soutien { $what } ne tient plus, où qu’en soit une copie.
cli-endorsement-saved = Enregistré tel qu’il a été signé : { $path }
cli-word-kept = Signé et gardé pour vous seulement : vos mots sur { $what }. Identifiant : { $id }. Personne d’autre ne les voit avant que vous ne les publiiez (bot sign publish).
cli-word-offered = Signé, et proposé à la personne concernée, qui décide s’ils se voient : vos mots sur { $what }. Identifiant : { $id }
cli-word-published = Signé dans votre registre public : vos mots sur { $what }. Identifiant : { $id }
cli-word-withdrawn = Repris : les mots sur { $what }.
cli-word-carried = Ils restent lisibles avec ce qui les porte : { $ids }. Retirez aussi cela (bot endorse withdraw) ; les copies que d’autres en ont les gardent de toute façon.
cli-recognition-offered = L’offre { $what } est en route. Elle compte dès que l’autre côté a signé.
cli-recognition-accepted = Reconnaissance des deux côtés : { $what }
cli-recognition-refused = Refusé : { $what }. Rien n’en devient public.
cli-recognition-end-sure = Mettre fin, de votre côté, à la reconnaissance { $what } ?
cli-recognition-ended = La reconnaissance { $what } a pris fin.
cli-gate-kept = La porte { $what } est gardée. Qui s’y présente signe un défi d’elle : bot gate challenge { $what }
cli-gate-removed = La porte { $what } n’est plus, et qui était entré par elle est dehors.
cli-presented-former = Son émetteur continue avec une nouvelle clé. Remettez à côté ce qui montre qu’il a été signé avant : bot prove { $id } --out FICHIER ; qui le vérifie l’ajoute avec --with.
cli-gate-challenge = À signer pour { $domain } jusqu’au { $until }, une seule fois : bot present.
cli-gates-none = Votre nœud ne garde aucune porte.
cli-gate-yes = La porte s’ouvre.
cli-gate-no = La porte reste fermée.
cli-gate-unknown = Impossible de dire si la porte s’ouvre ; elle reste donc fermée.
cli-gate-parts = { $needed } sur { $count } à remplir
cli-gate-condition-presenter = Qui se présente
cli-gate-condition-holds = Détient { $what }
cli-gate-condition-memberOf = Membre de { $what }
cli-gate-condition-all = Toutes celles-ci
cli-gate-condition-any = L’une de celles-ci
cli-gate-condition-some = Certaines de celles-ci
cli-grant-given = { $who } peut maintenant décerner : { $what }. Identifiant de l’autorisation : { $id }
cli-grant-rule = Quiconque respecte la règle peut maintenant décerner : { $what }. Identifiant de l’autorisation : { $id }
cli-grant-ended = L’autorisation { $what } a pris fin. Ce qui a été décerné avant compte.
cli-grant-void = L’autorisation { $what } n’a jamais compté, ni ce qui a été décerné par elle.
cli-grant-end-sure = Mettre fin à l’autorisation { $what } ?
cli-grant-void-sure = Déclarer nulle l’autorisation { $what }, avec tout ce qui a été décerné par elle ?
cli-grant-anybody = quiconque respecte la règle
cli-grant-type = tout ce qui est du type { $what }
cli-grant-domain = tout ce qui est du domaine { $what }
cli-dispute-noted = Noté pour vous seulement : vous n’êtes pas d’accord avec { $what }. Identifiant : { $id }. Personne d’autre ne le voit avant que vous ne le publiiez (bot dispute publish).
cli-dispute-noted-person = Noté pour vous seulement : vous n’êtes pas d’accord avec ce que { $what } dit de soi. Identifiant : { $id }. Personne d’autre ne le verra jamais : ce qu’une personne dit d’elle-même ne se conteste qu’en privé.
cli-disputed = Signé dans votre registre public : vous n’êtes pas d’accord avec { $what }. Identifiant : { $id }
cli-dispute-published = Signé dans votre registre public : vous n’êtes pas d’accord avec { $what }. Identifiant : { $id }
cli-dispute-withdrawn = Retiré : votre désaccord avec { $what } n’est plus.
cli-replied = Votre réponse est signée dans votre registre public, et se voit à côté du désaccord { $id }.
cli-reply-withdrawn = Votre réponse au désaccord { $id } est retirée.
cli-disputes = Qui n’est pas d’accord (cela ne change aucune des réponses) :
cli-revoke-sure = Révoquer « { $what } » de { $who } pour de bon ?
cli-nobody-hears = Aucun autre nœud n’est connecté en ce moment : personne ne l’apprend avant qu’il y en ait un (bot peer list), et qui vérifie ailleurs d’ici là reçoit l’état d’avant.
cli-revoked = « { $what } » est révoqué. Les nœuds reliés l’apprennent maintenant, les autres à leur retour.
cli-revoke-many-sure = Révoquer ces badges pour de bon : { $count } ?
cli-revoked-many = Révoqués : { $count }. C’était déjà ainsi : { $unchanged }.
cli-suspend-sure = Suspendre « { $what } » de { $who } ?
cli-suspend-many-sure = Suspendre ces badges : { $count } ?
cli-suspended = « { $what } » est suspendu jusqu’à ce que vous le rendiez avec bot resume. Les programmes d’autrui qui ne regardent que sa liste de révocations ne le voient pas.
cli-suspended-many = Suspendus : { $count }. C’était déjà ainsi : { $unchanged }.
cli-resume-sure = Rendre « { $what } » à { $who } ?
cli-resume-many-sure = Rendre ces badges : { $count } ?
cli-resumed = « { $what } » compte de nouveau.
cli-resumed-many = Rendus : { $count }. C’était déjà ainsi : { $unchanged }.
cli-renewed = « { $what } » est signé à nouveau et en chemin vers { $who }. Son identifiant : { $id }
cli-renew-waits = L’ancien est révoqué à { $due } ; d’ici là, bot undo { $id } l’annule.
cli-renew-replaced = L’ancien est révoqué.
cli-renew-reason = Un badge plus récent prend sa place.
cli-change-none = Aucun.
cli-change-trial = Rien n’a été fait : c’était un essai. Changeraient : { $count }. C’est déjà ainsi : { $unchanged }.
cli-change-waits = Badges : { $count }. Personne ne l’apprend avant le { $due } ; jusque-là, bot undo { $id } l’annule.
cli-undo-trial = Rien n’a été fait : c’était un essai. Serait repris :
cli-undone = Annulé ; personne ne l’a appris ({ $id }).
cli-undo-none = Il n’y a rien à annuler : aucun changement n’attend.
    .do = Ce que d’autres ont appris ne peut être annulé. Une suspension se lève avec bot resume.
cli-csv-columns = { $path } a des colonnes qui ne sont pas lues : { $names }.
cli-csv-reason = La raison d’un changement se trouve dans une colonne nommée motif ou reason ; ce fichier n’en a pas.
cli-csv-line = { $path }, ligne { $line } : { $what }
    .do = Corrigez la ligne ; rien n’a été fait pour les autres non plus.
cli-csv-text = ce n’est pas du texte UTF-8
cli-csv-empty = il manque une ligne d’en-tête avec « id »
cli-csv-column = la ligne d’en-tête n’a pas de colonne « id »
cli-csv-twice = la ligne d’en-tête a deux fois la colonne « { $other } »
cli-csv-same = les colonnes « { $one } » et « { $other } » veulent dire la même chose ; gardez l’une des deux
cli-csv-width = le nombre de colonnes est { $count }, dans la ligne d’en-tête { $head }
cli-csv-no-id = son id est vide
cli-csv-again = elle nomme une deuxième fois le badge de la ligne { $before }
cli-csv-many = plus de { $max } badges ; partagez le fichier
cli-csv-none = aucun badge ne se trouve sous la ligne d’en-tête
cli-csv-quote-end = quelque chose suit un guillemet fermant
cli-csv-quote-within = un guillemet se trouve au milieu d’une valeur
cli-csv-quote-open = un guillemet n’est pas fermé
cli-head-count = BADGES
cli-feed-exported = { $bytes } octets enregistrés dans { $path } : une preuve pour bot verify --with.
cli-proved = { $bytes } octets enregistrés dans { $path } : le badge et de quoi le juger sans réseau.
cli-proved-codes = Dessiné en { $count ->
        [one] un code QR
       *[other] { $count } codes QR
    } dans { $path }.
cli-proved-told = Qui l’ouvre maintenant lit ceci :
cli-proved-anchored = Elle montre un ancrage du badge : il tient même si la clé de son émetteur se perd plus tard.
cli-proved-unanchored = Elle ne montre aucun ancrage du badge : si la clé de son émetteur se perd plus tard, ce fichier ne montre pas que le badge est plus ancien. Faites-en un autre dès qu’il y en a un (bot badge show).
cli-peer-added = Le nœud restera relié à { $what }.
cli-peer-next = bot feed show montre de qui les registres arrivent ; ajoutez au carnet d’adresses ceux que vous connaissez : bot contact add DID NOM. Le nom suffira dès lors, et leurs nouvelles passeront en premier.
cli-peer-invited = Envoyez cette ligne, ou faites lire le code : bot peer join relie à ce nœud.
cli-invite-nowhere = Ce nœud n’écoute nulle part où d’autres pourraient l’atteindre.
    .do = Réglez net.listen ou net.announce dans bot.toml, puis relancez le nœud.
cli-invitation-cut = L’invitation est coupée : il en manque la fin.
    .do = Copiez de nouveau la ligne entière, de bot-join: à sa dernière lettre.
cli-invitation-refused = Ceci n’est pas une invitation vers un nœud.
    .do = Prenez toute la ligne qui commence par bot-join: telle que bot peer invite l’a affichée.
cli-peer-removed = Le nœud a oublié { $what }.
cli-contact-renamed = { $was } s’appelle désormais { $what } dans le carnet d’adresses.
cli-name-alike = Attention : le nom { $name } peut être pris pour { $like }, que vous connaissez et qui est quelqu’un d’autre ({ $did }). Comparez les identifiants.
cli-name-mixed = Attention : le mot « { $word } » du nom { $name } mélange des lettres de plusieurs écritures, comme le fait qui veut ressembler à un autre.
cli-contact-added = { $what } est dans le carnet d’adresses.
cli-contact-removed = { $what } n’est plus dans le carnet d’adresses.
cli-token-made = Voici le jeton, montré une seule fois : transmettez-le à son porteur par une voie sûre. Pour le retirer : bot token remove { $id }
cli-token-endless = Il n’a pas de fin : il ouvre la porte jusqu’à ce que vous le repreniez. Avec --expires MOMENT un jeton se termine de lui-même.
cli-token-removed = Le jeton { $what } n’ouvre plus rien.
cli-token-lasting = son retrait
cli-token-over = écoulé
cli-converted = L’ébauche d’un badge Open Badges 3.0 est dans { $path }. Personne ne l’a signée, et elle ne nomme personne : qui la signe décerne le badge à nouveau.
cli-convert-doubt = Attention, l’ancien badge ne vaut plus : { $what }
cli-convert-refused = { $path } n’est pas converti, car ce n’est pas ce que son émetteur a fait. { $what }
    .do = Demandez le fichier d’origine. Pour écrire le brouillon malgré tout, ajoutez --anyway.
cli-convert-not-old = { $path } n’est pas un badge d’avant Open Badges 3.0.
    .do = Gardez-le tel quel : il n’a pas besoin de conversion.
cli-convert-missing = { $path } ne peut encore être converti : { $part ->
        [class] la description de ce pour quoi il fut remis
        [badge] le badge lui-même
       *[issuer] le profil de son émetteur
    } se trouve hors de ce fichier, à { $url }.
    .do = Procurez-vous ce qui s’y trouve et joignez-le : --with FICHIER. Ou laissez bot verify --gather --keep PARTIES le chercher, et joignez-le : --with PARTIES.
cli-convert-part = { $path } ne peut être converti : on ne sait pas de quoi il parle. { $what }
    .do = Joignez ses parties avec --with, ou faites-les chercher par bot verify --gather --keep.
cli-jose-holds = La forme est celle annoncée, et c’est ce que la clé de { $key } a signé.
cli-jose-over = Il est écrit dedans que cela ne valait que jusqu’au { $at } ; cela n’a pas été jugé.
cli-jose-early = Il est écrit dedans que cela ne vaut pas avant le { $at } ; cela n’a pas été jugé.
cli-jose-other-issuer = L’émetteur est { $issuer }, la clé appartient à { $controller } : qui vérifie le refusera, car l’en-tête doit nommer une clé de l’émetteur.
cli-jose-other-holder = Le titulaire est { $holder }, la clé appartient à { $controller } : quelqu’un d’autre que le titulaire a signé.
cli-jose-nobody-issued = Le fichier de la clé ne dit pas à qui elle est : qui vérifie doit le savoir.
cli-jose-bound = C’est lié à un vérificateur et à un moment, ce qui n’a pas été jugé : bot verify le fait.
cli-jose-inside = Ce qui est dedans ({ $count }) a ses propres signatures, qui n’ont pas été jugées : bot verify le fait.
cli-jose-unread = Ce qui est dedans sous le numéro { $number } est illisible : { $what }
cli-jose-nobody = La signature est bien de cette clé, mais { $path } ne dit pas à qui elle est.
    .do = Donnez la clé comme méthode de vérification : du JSON avec id, type JsonWebKey, controller et publicKeyJwk.
cli-jose-key = { $path } ne contient aucune clé qui serve ici : { $what }.
    .do = Donnez une méthode de vérification de type JsonWebKey, ou une clé JSON Web Key : Ed25519, P-256, P-384 ou P-521.
cli-jose-no-secret = { $path } n’a pas de clé secrète : rien ne peut être signé avec.
    .do = Donnez le fichier avec secretKeyJwk.
cli-jose-unfit = { $path } ne peut être signé : { $field } : { $what }.
    .do = Corrigez-le à cet endroit. N’est signé que ce qui a la forme d’une attestation ou d’une présentation, dans des mots que ses contextes définissent.
cli-jose-json = { $path } ne peut être signé : { $what }
    .do = Donnez l’attestation ou la présentation en JSON.
cli-jose-feature = « { $text } » n’est aucune sorte d’enveloppe.
    .do = Il y a : { $known }.
cli-jose-sd = Ce que dit --sd ne peut être caché : { $what }.
    .do = Écrivez une liste JSON d’endroits, par exemple ["credentialSubject.id", "type[1]"].
cli-context-added = Les badges qui nomment { $url } se lisent désormais selon ce fichier, SHA-256 { $sha256 }. Qui l’a écrit décide de ce que veulent dire les mots d’un tel badge.
cli-context-known = Ce contenu même de { $url } est déjà connu : SHA-256 { $sha256 }.
cli-context-removed = Ce que vous aviez ajouté pour { $url } n’est plus accepté.
cli-context-own = venu avec bot
cli-contexts-added-none = Vous n’avez ajouté aucun contexte. Ceux qui sont venus avec le programme : bot context list --all
cli-context-url = « { $url } » n’est pas l’URL d’un contexte : elle n’est pas entière, comme l’est https://school.example/tea ou urn:example:tea.
    .do = Copiez-la du badge : elle s’y trouve sous @context.
cli-context-badge = { $path } est un badge, et non un vocabulaire.
    .do = Demandez le fichier qui se trouve à l’URL nommée sous @context du badge.
cli-context-file = { $path } n’est pas un contexte qui se lit ici : { $what }
    .do = Demandez le fichier à qui publie le vocabulaire : du JSON avec un membre @context.
cli-context-renames = { $path } n’est pas accepté : il appelle « { $name } » ce qui porte un autre nom ici ({ $iri }), et chacun pourrait s’en servir pour vous cacher ce que dit un badge.
    .do = Demandez à qui publie le vocabulaire un contexte qui laisse les mots des standards tels quels.
cli-context-other = { $url } est connu avec un autre contenu, SHA-256 { $sha256 }.
    .do = Si le propriétaire a publié les deux, ajoutez --also : chacun sera essayé.
cli-context-many = Vous avez ajouté autant de contextes qu’il se peut : { $max }.
    .do = Retirez-en un dont vous n’avez pas besoin : bot context remove URL
cli-context-missing = Vous n’avez ajouté aucun contexte pour { $url }.
    .do = Voyez ce que vous avez ajouté : bot context list
cli-config-ok = Les réglages sont justes.
cli-man-written = Les pages de manuel sont dans { $path }.

cli-offers-none = Rien n’attend votre réponse.
cli-endorsements-none = Pas encore de soutien.
cli-words-none = Pas encore de mots : ni de vous, ni que vous laissiez se voir.
cli-words-said = Ce qui en est dit (cela ne pèse rien) :
cli-word-said = « { $words } » – { $name }, le { $at }
cli-endorsement-requests-none = Aucun soutien n’est demandé, ni par vous ni à vous.
cli-recognitions-none = Pas encore de reconnaissance.
cli-grants-none = Pas encore d’autorisation.
cli-disputes-none = Pas encore de désaccord : ni de vous, ni à votre sujet.
cli-disputes-strange-none = Aucun inconnu n’est en désaccord avec ce qui vous concerne.
cli-disputes-strangers = Inconnus en désaccord avec ce qui vous concerne : { $count }. Leurs mots : bot dispute list --strangers
cli-peers-none = Aucun autre nœud n’est connu. Ajoutez-en un par bot peer add, ou attendez-en un sur le réseau local.
cli-tokens-none = Il n’y a pas de jetons.
cli-contacts-none = Le carnet d’adresses est vide.
cli-badges-none = Rien ne peut encore être décerné : bot badge new
cli-credentials-none = Aucun badge n’a encore été décerné ni reçu.
cli-badges-awardable = Ce qui peut être décerné :
cli-badges-awarded = Ce qui a été décerné :
cli-feeds-none = Aucun registre n’est encore tenu.
cli-feed-empty = Ce registre n’a pas d’entrée.
cli-body-withdrawn = (contenu retiré par son auteur)
cli-body-erased = (contenu effacé sur ce nœud)
cli-body-missing = (contenu pas encore là : personne à portée ne l’a)
cli-body-refused = (contenu refusé : il n’est pas comme il doit être)

cli-head-id = ID
cli-head-kind = SORTE
cli-head-from = DE
cli-head-to = À
cli-head-what = QUOI
cli-head-state = ÉTAT
cli-head-words = MOTS
cli-head-target = SUR
cli-head-about = À PROPOS
cli-head-criteria = MÉRITÉ PAR
cli-head-narrative = ICI
cli-head-credits = CRÉDITS
cli-head-term = SEMESTRE
cli-head-activity = TEMPS
cli-head-licence = LICENCE
cli-head-source = CONSTATÉ PAR
cli-head-result = RÉSULTAT
cli-head-identifier = CONNU COMME
cli-head-evidence = PREUVE
cli-head-aligned = CORRESPOND À
cli-head-parent = FAIT PARTIE DE
cli-head-peer = NŒUD
cli-head-address = ADRESSE
cli-head-name = NOM
cli-head-did = DID
cli-head-says = SE NOMME
cli-head-badge = BADGE
cli-head-url = URL
cli-head-since = AJOUTÉ
cli-head-sha = SHA-256
cli-head-file = FICHIER
cli-head-answer = RÉPONSE
cli-head-why = POURQUOI
cli-head-role = RÔLE
cli-head-anchor = ANCRAGE
cli-head-doubt = ATTENTION
cli-head-refusal = REFUSÉ, DANS LEURS MOTS
cli-anchor-anchored = dans le journal de l’émetteur depuis { $at }
cli-anchor-waits = prévu le { $at }
cli-anchor-none = aucun de connu ici
cli-doubt-former-key = il ne dit plus rien, car son émetteur continue avec une autre clé et rien ici ne montre qu’il a été signé avant. Demandez à son émetteur de le décerner de nouveau.
cli-doubt-stewards-lacking = il ne compte pas tel quel, car moins de responsables de la communauté le soutiennent que la charte n’en demande. Demandez à la communauté.
cli-doubt-stewards-untold = on ne peut pas dire ici si assez de responsables de la communauté le soutiennent ; bot verify dit ce qui manque.
cli-head-entry = ENTRÉE
cli-head-entries = ENTRÉES
cli-head-when = QUAND
cli-head-endorsed = SOUTIENT
cli-head-scope = PORTÉE
cli-head-for = POUR
cli-head-until = JUSQU’AU
cli-scope-all = tout
cli-until-none = sans fin
cli-kind-credential = badge
cli-kind-recognition = reconnaissance
cli-kind-endorsement = soutien
cli-kind-guardian = gardien
cli-kind-recovery = récupération
cli-kind-word = mots
cli-entry-profile = profil
cli-entry-achievement = à décerner
cli-entry-anchor = ancre
cli-entry-publish = badge publié
cli-entry-recognition-end = fin de reconnaissance
cli-entry-revoke = révocation
cli-entry-suspend = suspension
cli-entry-resume = fin d’une suspension
cli-entry-status-snapshot = résumé des statuts
cli-entry-erase = effacement
cli-entry-prune = rangement
cli-entry-grant = autorisation de décerner
cli-entry-grant-end = fin d’une autorisation
cli-entry-dispute = désaccord
cli-entry-reply = réponse à un désaccord
cli-entry-charter = charte d’une communauté
cli-entry-leave = départ d’une communauté
cli-entry-comment = mots
cli-entry-node-addr = adresse d’un nœud
cli-entry-other = d’une version plus récente
cli-role-issued = décerné
cli-role-held = détenu
cli-role-seen = vu
cli-state-offered = offert
cli-state-standing = en vigueur
cli-state-over = terminée
cli-state-void = nulle
cli-state-issued = émis
cli-state-received = reçu
cli-state-accepted = accepté
cli-state-imported = importé
cli-state-refused = refusé
cli-state-asked = sollicité
cli-state-agreed = d’accord, pas encore nommé
cli-state-guardian = gardien
cli-state-guardian-lost = gardien, d’une clé abandonnée : ne peut pas signer
cli-state-published = publié
cli-state-accepted-unseen = accepté, pas vu ici
cli-state-hidden = caché
cli-state-withdrawn = retiré
cli-state-given = donné
cli-state-private = pour vous seul·e
cli-state-attached = avec un soutien, public dès qu’il se montre
cli-state-given-unseen = donné, pas encore public
cli-state-suspended = suspendu
cli-state-revoked = révoqué
cli-state-mutual = mutuelle
cli-state-ended = finie
cli-state-connected = relié
cli-state-away = absent
cli-state-relayed = par un relais
cli-state-punched = direct, après un relais

cli-question-integrity = Ce qui fut signé
cli-question-status = Encore valable
cli-question-recipient = Au sujet de qui le présente
cli-question-right = Droit de décerner
cli-question-path = Comment je connais l’émetteur
cli-question-endorsements = Qui le soutient
cli-answer-yes = oui
cli-answer-no = non
cli-answer-unknown = ne peut dire
cli-endorser = « { $words } » – { $name }, { $id }
cli-endorser-silent = Sans mots : { $name }, { $id }
cli-endorser-void = Ne tient pas : un soutien qui se dit de { $name }, { $id }
cli-endorser-of-credential = Soutien de ce badge.
cli-endorser-of-achievement = Soutien de ce pour quoi il est décerné.
cli-endorser-of-issuer = Soutien de qui le décerne, et non du badge.
cli-endorser-of-person = Soutien de qui le détient, et non du badge.
cli-endorser-of-nothing = Soutien d’autre chose.
cli-endorser-own = Qui décerne ou détient un badge ne le soutient pas en le louant.
cli-endorser-reasons = Parce que : { $reasons }
cli-endorser-said = Dit auparavant, le { $at }, de { $what } : « { $words } »
cli-endorser-loose = Il ne désigne ce qu’il soutient que par son identifiant, que quelque chose d’autre pourrait porter aussi.
cli-praise-good-criteria = critères bien choisis
cli-praise-clear-description = description claire
cli-praise-sound-evidence = preuves solides
cli-praise-seen-at-work = vu à l’œuvre
cli-praise-useful-for = utile pour { $what }
cli-praise-accepted-by = accepté par { $what }
cli-verify-long = Le badge et ses preuves demandent plus de travail qu’il n’y a de temps.
    .do = Donnez moins de preuves à la fois : le registre de l’émetteur suffit.
cli-verify-node-evidence = (avec ce que sait le nœud qui tourne)
cli-badge-nameless = un badge sans nom
cli-badge-nameless-kind = un badge sans nom ({ $kind })
cli-verify-from = Décerné, d’après le badge, par { $who }
cli-verify-about = Au sujet de { $who }
cli-verify-endorsed-by = Donné, d’après lui-même, par { $who }
cli-verify-endorses = Soutient { $what }
cli-verify-endorses-content = Ce qu’il soutient est à portée, et c’est bien ce qui fut soutenu.
cli-verify-endorses-other = Quelque chose portant cet identifiant est à portée, et n’est pas ce qui fut soutenu : son contenu est autre.
cli-verify-endorses-id = Quelque chose portant cet identifiant est à portée ; le soutien n’en nomme pas l’empreinte, et il a donc pu être donné à un autre contenu.
cli-verify-endorses-no = Ce qu’il soutient n’est pas à portée : joignez-le avec --with pour voir ce que c’est.
cli-verify-endorses-somebody = Il parle de quelqu’un, et d’aucun de ses badges.
cli-verify-node-off = (avec les seuls fichiers donnés : votre nœud ne tourne pas, et rien de ce qu’il détient ne compte ; démarrez-le par bot up, puis vérifiez de nouveau)
cli-verify-no-evidence = (sans le savoir d’un nœud : avec les seuls fichiers donnés)
cli-explain-proof = Ce que couvre la signature du badge :
cli-explain-presentation = Ce que couvre la signature de la présentation :
cli-explain-one-of = Badge { $number } sur { $count }
cli-explain-unsigned = Rien du badge n’est signé : le fichier est une copie, et seul ce que sert l’hôte de l’émetteur peut en répondre.
cli-explain-file = Ce fichier en { $form }, { $hash } { $digest }
cli-explain-copy = Ce que { $url } servit le { $at }, en { $form }, { $hash } { $digest }
cli-explain-copy-undated = Ce qui, dit-on, se trouve à { $url }, sans date, en { $form }, { $hash } { $digest }
cli-explain-copy-missing = Ce que sert { $url } n’est pas à portée de main.
cli-explain-unowned = La clé qui a signé ne peut être suivie : { $what }
cli-explain-nothing = Rien ne peut en être suivi à la main : aucune signature n’y est lue ici.
cli-explain-fault = Elle ne peut être suivie à la main : { $what }
cli-explain-member = { $name ->
        [format] Forme
        [algorithm] Algorithme
        [kid] Clé nommée dans l’en-tête
        [message] Texte signé
        [message_hex] Octets signés (hex)
        [message_sha256] SHA-256 de ce qui est signé
        [signature_hex] Signature (hex)
        [method] Méthode de vérification
        [key] Clé
        [key_source] Trouvée dans
        [controller] La clé est celle de
       *[other] { $name }
    } :
cli-explain-source = { $source ->
        [identifier] l’identifiant lui-même
       *[document] un document à portée de main
    }
cli-explain-suite = Suite : { $suite }
cli-explain-method = Méthode de vérification : { $method }
cli-explain-key = Clé : { $key }, de { $controller } ; trouvée dans { $source ->
    [identifier] l’identifiant même
   *[document] un document à portée de main
}
cli-explain-context = Contexte : { $url }, SHA-256 { $sha256 }
cli-explain-options = Options de la preuve en { $form }, { $hash } { $digest } :
cli-explain-document = Badge sans preuve en { $form }, { $hash } { $digest } :
cli-explain-presented = Présentation sans preuve en { $form }, { $hash } { $digest } :
cli-explain-signed = Sont signés les deux condensés, l’un derrière l’autre.
cli-explain-mandatory = Énoncés que l’émetteur fait toujours montrer, chacun avec son numéro parmi ceux qui sont montrés, { $hash } { $digest } :
cli-explain-disclosed = Énoncés montrés par choix, chacun signé à part avec la clé { $key } :
cli-explain-disclosed-signed = Sont signés par l’émetteur le condensé des options, cette clé et le condensé des énoncés toujours montrés, l’un derrière l’autre. Ce qui fut laissé de côté n’est pas dans le fichier, et n’est donc pas montré ici.
cli-explain-unread = D’une preuve par { $suite } n’est montré ni ce qui est condensé, ni avec quelle clé.
cli-verify-copy = Copie à portée de main, { $part ->
        [class] la description de la réalisation
        [issuer] le profil de l’émetteur
        [key] la clé
       *[badge] le badge lui-même
    } : { $url }, obtenue le { $at }
cli-verify-copy-undated = Copie à portée de main, { $part ->
        [class] la description de la réalisation
        [issuer] le profil de l’émetteur
        [key] la clé
       *[badge] le badge lui-même
    } : { $url }, sans date
cli-verify-list-title = une liste de badges révoqués ou suspendus, pas un badge
cli-verify-unused = Joint, mais ne dit rien de ce badge : { $what }
cli-verify-list = Une liste de badges révoqués ou suspendus, et non un badge ; pour en juger des badges, remettez-la avec --with.
cli-gathered = Cherché le { $at } : { $url }
cli-gathered-gone = Le { $at }, l’hôte a dit qu’il n’y a plus rien là : { $url }
cli-gathered-not = Pas obtenu : { $url } ({ $what })
cli-gathered-check = Vérifiez votre connexion et réessayez plus tard, ou demandez le fichier à l’émetteur et donnez-le par --with.
cli-gathered-nothing = Il n’y avait rien à chercher.
cli-gathered-much = Ce qui fut cherché dépasse ce dont un verdict peut avoir besoin (en anglais) : { $detail }
    .do = Vérifiez le badge sans --gather, avec les fichiers qu’il vous faut.
cli-verify-counts = Badges : { $badges }, dont { $yes } oui, { $no } non, { $unknown } ne peut dire.
cli-verify-count-others = Fichiers sans badge : { $count }
cli-verify-count-unread = Fichiers illisibles, dont personne ne peut rien dire : { $count }
cli-verify-count-left-out = Liens et autres choses qui ne sont pas des fichiers, laissés de côté : { $count }
cli-verify-none = Il n’y a pas de badge dedans.
cli-authority = { $path } ne contient pas d’autorité à laquelle se fier : { $what }.
    .do = Donnez un fichier avec le certificat de l’autorité au format PEM.
cli-verify-several = { $count } badges, présentés ensemble
cli-verify-one-of = Badge { $number } sur { $count } : { $name }
cli-verify-repeats = C’est le même badge que le numéro { $number } ; il compte une fois.
cli-verify-inside = Badges à l’intérieur, chacun jugé pour lui-même :
cli-verify-inside-more = { $count } autres n’ont pas été regardés.
cli-archive-many = { $path } contient plus de { $max } fichiers et dossiers.
    .do = Vérifiez ses dossiers un par un.
cli-archive-large = { $path } contient plus de { $max } octets.
    .do = Vérifiez ses dossiers un par un ; pour cela, ouvrez l’archive.
cli-archive-damaged = { $path } est abîmé : l’archive s’interrompt à l’octet { $at }. Ce qui précède est dit plus haut.
    .do = Redemandez l’archive à qui l’a faite.

cli-doctor-ok = bien
cli-doctor-warn = à voir
cli-doctor-bad = MAL
cli-doctor-folder = dossier
cli-doctor-folder-absent = { $path } n’existe pas encore : bot id init le crée.
cli-doctor-folder-open = { $path } est lisible par d’autres sur cette machine ; lancez : chmod 700 { $path }
cli-doctor-folder-write = on ne peut pas écrire dans { $path } : { $cause }
cli-doctor-settings = réglages
cli-doctor-trustbox = coffre de confiance
cli-doctor-trustbox-absent = il n’y en a pas encore : bot id init le crée.
cli-doctor-trustbox-mode = { $path } est lisible par d’autres ; lancez : chmod 600 { $path }
cli-doctor-node = nœud
cli-doctor-node-down = il ne tourne pas : bot up
cli-doctor-sheet = feuille de secours
cli-doctor-sheet-missing = la feuille de { $name } n’est pas encore sur papier : bot id export-recovery
cli-doctor-web = porte web
cli-doctor-web-unnamed = elle est ouverte à { $url }, mais ce que ce nœud y publie n’a pas d’adresse à lui : donnez web.base_url dans bot.toml
cli-doctor-web-self-signed = ce nœud a fait son certificat lui-même, et d’autres nœuds et la plupart des portefeuilles le refusent, à moins qu’un mandataire placé devant lui n’ait un autre certificat : donnez à web.certificate et web.key celui d’une autorité publique, ou, pour essayer sur une seule machine, à web.base_url http://127.0.0.1 avec son port, sans web.self_signed
cli-doctor-web-ends = son certificat se termine le { $ends } : remplacez les fichiers, le nœud les lit de lui-même
cli-doctor-web-ended = son certificat s’est terminé le { $ends } : remplacez les fichiers, le nœud les lit de lui-même
cli-doctor-web-conformance = le profil conformance accepte des documents dont personne n’a épinglé les termes : remettez web.profile à "closed" avant que des gens ne se fient à ce nœud
cli-doctor-peers-none = aucun autre nœud n’est relié : bot peer add
cli-doctor-identity = identité
cli-doctor-guardians = gardiens
cli-restored-elsewhere = { $name } a été restaurée sur une autre installation, ou continue avec une nouvelle clé : celle-ci ne peut plus rien signer en son nom
cli-restored-unfound = { $name } a été ramenée grâce à sa feuille, et rien de son registre d’avant n’a été trouvé : un badge qu’elle a révoqué peut encore paraître valable ; ne signez rien pour elle avant de joindre un nœud qui l’a (bot peer join), et s’il n’y en a pas, révoquez de nouveau ce qui l’était
cli-writer-elsewhere = plus rien n’est signé ici au nom de { $name } : sa clé a signé aussi dans une autre copie de ce dossier de données, ou son registre a été tenu en deux versions ; avec la feuille de secours, elle reprend dans un nouveau dossier : la ligne imprimée sur la feuille, bot id restore …, suivie de --data DOSSIER ; si elle n’a jamais été imprimée, bot id export-recovery le fait encore ici ; arrêtez d’abord ce nœud (bot down), et copiez son bot.toml dans le nouveau dossier
cli-folder-held = rien n’est encore signé ici : ce dossier de données n’est pas le même qu’avant, c’est peut-être une copie, et aucun nœud qu’il connaît n’a été rencontré ; reliez l’un d’eux (bot peer add), ou attendez dix minutes après le démarrage
cli-doctor-strangers-none = net.strangers_mib_max vaut 0 : rien n’est gardé de ceux qui ne sont ni au carnet d’adresses ni reconnus en trois étapes, et avec qui l’on n’est pas en relation : l’on ne peut rien dire de leurs badges ; augmentez-le, ou ajoutez-les (bot contact add)
cli-doctor-witnesses = témoins
cli-doctor-witnesses-sign = assez de témoins de { $name } signent ; son registre est connu au { $at }
cli-doctor-witnesses-silent = parmi les témoins de { $name }, certains n’ont rien signé depuis un jour et demi : { $who } ; demandez si leurs nœuds tournent, ou nommez-en d’autres : bot witness list
cli-doctor-witnesses-few = trop peu de témoins de { $name } signent, et bientôt personne ne pourra dire si ses badges tiennent ; muets depuis un jour et demi : { $who } ; demandez si leurs nœuds tournent, ou nommez-en d’autres : bot witness add
cli-doctor-clock = horloge
cli-doctor-clock-behind = l’horloge de cette machine est en retard sur la dernière entrée de { $name } : rien ne peut être signé tant qu’elle n’est pas juste
cli-doctor-store = stockage
cli-doctor-store-sled = sled : ses auteurs signalent des dégâts non réparés (spacejam/sled, dossiers 1533 et 1509) ; redb est le choix le plus sûr
cli-doctor-disk = disque
cli-doctor-disk-low = il ne reste que { $free } Mio

# Programmes qui demandent des badges.
cli-oauth-asks = « { $name } » demande, et la réponse ira à { $host }. Le nom est celui que le programme se donne ; personne n’en répond. Il veut :
cli-oauth-sure = Avez-vous commencé ceci vous-même, et « { $name } », à { $host }, peut-il faire cela ?
cli-oauth-approved = « { $what } » y est autorisé. Sa page continue d’elle-même en quelques secondes ; bot oauth list le montre, bot oauth remove le retire.
cli-oauth-refused = « { $what } » est refusé, et on le lui dira.
cli-oauth-removed = L’autorisation est retirée. Ce que le programme a déjà vu, il peut l’avoir gardé.
cli-oauth-none = Aucun programme ne demande vos badges, et aucun n’est autorisé à les voir.
cli-head-program = PROGRAMME
cli-head-code-or-id = CODE OU ID
cli-state-asking = demande
cli-state-allowed = autorisé

# Badges remis à un autre hôte.
cli-push-open = Ouvrez cette adresse dans un navigateur et autorisez là ce que ce programme demande : ajouter un badge, et rien d’autre. Il attend dix minutes.
cli-push-type = Tapez ensuite ici, entière, l’adresse à laquelle le navigateur a été renvoyé :
cli-push-page = La réponse est arrivée. Vous pouvez fermer cette page.
cli-push-created = « { $what } » est maintenant aussi auprès de { $host }.
cli-push-replaced = « { $what } » était déjà auprès de { $host }, ou y a pris la place d’un plus ancien.

# Documents des DID.
cli-did-malformed = { $did } n’est pas un DID.
    .do = Un DID commence par did: et le nom d’une méthode, comme did:key:z6Mk… Copiez-le en entier.
cli-did-url-malformed = Ce qui suit le DID dans { $did } est illisible.
    .do = Regardez le chemin, le point d’interrogation et le # : les autres signes s’écrivent avec % et deux chiffres.
cli-did-method = Les DID de cette sorte ne sont pas résolus ici.
    .do = did:key et did:jwk se lisent seuls. Pour les autres, remettez le document : --with FICHIER
cli-did-not-found = Rien ici ne décrit { $did }.
    .do = Rien n’est cherché sur le réseau. Remettez le document, si vous l’avez : --with FICHIER
cli-did-document = Le document de { $did } est inutilisable.
    .do = Demandez à qui vous l’a donné celui que son propriétaire publie maintenant.
cli-did-representation = Le document n’est pas écrit sous cette forme.
    .do = Omettez --accept, ou nommez application/did+ld+json, application/did+json ou application/did.
cli-did-key = La clé dans { $did } n’en est pas une, ou est d’une sorte inconnue.
    .do = Le DID a peut-être été coupé ou mal tapé : copiez-le en entier.
cli-did-key-kind = Les clés ne s’écrivent pas sous cette forme, ou sont d’une sorte inconnue.
    .do = Omettez --keys-as, ou nommez Multikey, JsonWebKey ou JsonWebKey2020.
cli-did-json = { $path } n’est pas le document d’un DID : ce n’est pas du JSON.
    .do = Enregistrez de nouveau le fichier tel que son propriétaire le publie.

## Portefeuilles

cli-wallet-offered = « { $what } » attend jusqu’au { $until } quiconque a ceci. Pour le reprendre : bot wallet withdraw { $id }
cli-wallet-tx-code = Le portefeuille demande le code { $code } : dites-le à la personne par une autre voie que le lien.
cli-wallet-withdrawn = L’offre { $what } n’ouvre plus rien.
cli-wallet-offers-none = Rien n’est offert à des portefeuilles.
cli-state-waiting = attend
cli-state-begun = commencé
cli-state-collected = récupéré
cli-head-holder = TITULAIRE
cli-wallet-asked = On peut y répondre jusqu’au { $until }. Pour voir ce qui a été montré : bot wallet answer { $id }
cli-wallet-request = La demande : { $state }, { $at }
cli-wallet-requests-none = Rien n’est demandé à aucun portefeuille.
cli-wallet-forgotten = La demande { $what } est oubliée, avec ce qui a été montré.
cli-wallet-query = { $path } ne contient pas de demande : { $what }
    .do = Donnez un fichier avec une demande en DCQL, ou nommez plutôt un badge.
cli-state-declined = refusé
cli-state-answered = répondu
cli-wallet-tx-needed = L’émetteur veut de vous un code qu’il vous a dit par une autre voie.
    .do = Ajoutez-le avec --tx-code.
cli-wallet-take-sure = Prendre « { $what } » chez { $host } ? Il apprend qui vous êtes, et son offre est utilisée.
cli-wallet-taken = Vous avez « { $what } » de { $who } : { $id }
cli-wallet-show-sure = Montrer « { $what } » à { $who } ?
cli-wallet-shown = « { $what } » a été montré à { $who }.
cli-wallet-none-fits = Aucun des badges que vous détenez n’est tout ce qui est demandé.
    .do = Voyez ce que vous détenez avec bot badge list, et nommez-en un avec --badge.

## Témoins et registres en deux versions

cli-head-signed = SIGNÉ
cli-head-key = CLÉ
cli-feed-check-yes = Le registre de { $name } est entier ({ $did }).
cli-feed-check-no = On ne peut pas se fier au registre de { $name } ({ $did }).
cli-feed-check-unknown = On ne peut pas savoir si le registre de { $name } est entier ({ $did }).
cli-feed-check-unowned = { $path } ne dit pas de qui est le registre : rien n’y dit à qui est la clé qui a signé.
    .do = Redemandez le fichier, tel que bot feed export l’écrit.
cli-feed-check-more = Il y a plus dans { $path }, dont rien ne dit à qui c’est. Cela n’a pas été vérifié.
cli-forks-none = Aucun registre tenu ici n’est connu en deux versions.
cli-fork-entries = { $who } a tenu son registre en deux versions : deux entrées portant le numéro { $number } sont signées par { $writer }.
cli-fork-heads = { $who } a tenu son registre en deux versions : deux états de { $number } entrées sont signés par { $writer }.
cli-fork-entry = { $kind }, { $signed } selon l’horloge de son auteur : { $id }, signature { $signature }
cli-fork-head = état { $id }
cli-fork-from = À partir de l’entrée { $from }, rien n’y compte, sauf ce qui reprend quelque chose.
cli-fork-seen = Connu sur ce nœud depuis le { $at }.
cli-fork-saved = Preuve enregistrée dans { $path } : chacun peut la vérifier avec bot feed check.
cli-witnesses-none = { $name } n’a pas de témoins : le registre est daté par sa propre horloge. Nommez-en avec bot witness add.
cli-witnesses-dated = Le registre de { $name } est connu au { $at } ; { $quorum } témoins sur { $count } doivent l’avoir vu.
cli-witnesses-undated = Trop peu de témoins ont déjà signé le registre de { $name } ; { $quorum } sur { $count } doivent l’avoir vu.
cli-witness-nothing = rien encore
cli-witness-quorum = { $quorum } témoins sur { $count } de { $name }
cli-witness-named = Fait : désormais { $what } doivent avoir vu le registre. Voyez avec bot witness list qui l’a vu.
cli-witness-unsigned = Sur les { $count } témoins de { $name }, { $signed } ont signé, alors qu’il en faut { $quorum } : d’ici là, personne ne peut dire si ses badges tiennent. Attendus : { $who }. Un nœud qui tourne, qui accepte (net.witness) et qui est joint signe en moins d’une minute ; celui qui ne le fait pas se retire (bot witness remove "{ $first }").
cli-witness-all = Tous doivent signer, si bien qu’aucun ne peut s’absenter longtemps ; avec un de plus, l’un d’eux le pourrait.
cli-witness-none-now = Fait : le registre n’a plus de témoins et il est daté par sa propre horloge.
cli-witness-same = C’est déjà ainsi : { $what }.
cli-witness-unknown = Aucune clé de { $who } n’est à portée : on ne peut rien savoir d’elle comme témoin.
    .do = Donnez son registre avec --with, ou démarrez le nœud qui la connaît.
## Confiance

cli-trust-yourself = { $who }, c’est vous.
cli-trust-direct = Vous connaissez { $who } directement.
cli-trust-close = { $who } est proche de vous : les chaînes ci-dessous montrent par qui.
cli-trust-near = { $who } est à proximité : les chaînes ci-dessous montrent par qui.
cli-trust-far = { $who } est loin de vous, mais on y arrive : les chaînes ci-dessous montrent par qui.
cli-trust-unreached = { $who } n’est pas atteint d’ici. Cela ne dit rien contre : ceux que vous connaissez ne connaissent pas assez cette personne.
cli-trust-seen-yourself = { $who } et { $from } ne font qu’un.
cli-trust-seen-direct = { $from } connaît directement { $who }.
cli-trust-seen-close = { $who } est proche de { $from } : les chaînes ci-dessous montrent par qui.
cli-trust-seen-near = { $who } est à proximité de { $from } : les chaînes ci-dessous montrent par qui.
cli-trust-seen-far = { $who } est loin de { $from }, mais on y arrive : les chaînes ci-dessous montrent par qui.
cli-trust-seen-unreached = { $who } n’est pas atteint depuis { $from }, autant que ce nœud le sache. Cela ne dit rien contre cette identité : seules les reconnaissances y comptent, et celles qui sont connues ne mènent pas si loin.
cli-trust-one-chain = Une chaîne y mène, mais pas deux sans personne en commun. Si quelqu’un qui se trouve sur toutes manquait de soin, n’importe qui pourrait entrer ainsi.
cli-trust-faint = Deux chaînes y mènent, mais par des identités qui en reconnaissent tant que cela dit peu.
cli-trust-by-contact = { $to } est dans votre carnet d’adresses.
cli-trust-by-endorsement = { $from } soutient { $to } depuis le { $since }, ce qui compte jusqu’au { $until } : « { $words } »
cli-trust-by-recognition = { $from } et { $to } se reconnaissent depuis le { $since }, jusqu’au { $until } sauf renouvellement : « { $words } »
cli-trust-by-recognition-for = { $from } et { $to } se reconnaissent pour { $scope } depuis le { $since }, jusqu’au { $until } sauf renouvellement : « { $words } »
cli-trust-without-yourself = S’il n’y avait rien entre les deux, rien ne changerait.
cli-trust-without-direct = S’il n’y avait rien entre les deux : encore connu directement.
cli-trust-without-close = S’il n’y avait rien entre les deux : proche.
cli-trust-without-near = S’il n’y avait rien entre les deux : à proximité.
cli-trust-without-far = S’il n’y avait rien entre les deux : loin.
cli-trust-without-unreached = S’il n’y avait rien entre les deux : pas atteint.
cli-path-none = Aucune chaîne de reconnaissance de cinq pas au plus ne mène de { $from } à { $to }.
    .do = Reconnaissez quelqu’un qui connaît cette personne, ou demandez-lui qui la reconnaît : bot recognise
cli-head-near = PROXIMITÉ
cli-head-behind = QUI SE PORTE GARANT
cli-graph-direct = direct
cli-graph-close = proche
cli-graph-near = assez proche
cli-graph-far = lointain
cli-graph-nobody = Personne n’est encore proche. Mettez quelqu’un dans votre carnet d’adresses (bot contact add), ou reconnaissez-vous l’un l’autre (bot recognise offer).
cli-graph-more = { $count } autres sont atteints, plus lointains ou par une seule chaîne.
cli-graph-drawn = L’image est dans { $path }.
