### Raisons des verdicts et erreurs, en français. Le message dit ce qui s'est passé ; son attribut
### `.do` dit ce qu'on peut faire. Lu à voix haute, chacun doit parler à une enseignante.

## Réponses et questions

answer-yes = oui
answer-no = non
answer-unknown = impossible à dire
question-integrity = Est-ce exactement ce qui a été signé, par une clé de l’émetteur ?
question-status = Est-il toujours valable ?
question-recipient = Concerne-t-il la personne qui le présente ?
question-right = Cet émetteur peut-il le décerner ?
question-path = D’où est-ce que je connais l’émetteur ?
question-endorsements = Qui s’en porte garant·e ?

## Intégrité

signed-by-issuer = Le badge est exactement celui que son émetteur a signé.
signed-by-issuer-document = Le badge est exactement ce qui a été signé avec une clé de son émetteur, { $method }, d’après le document de clés de l’émetteur dont on dispose. Cela repose sur ce document et sur qui l’a donné.
    .do = Il vaut ce que vaut ce document : assurez-vous qu’il vient bien de l’adresse de l’émetteur.
signed-recovery-begun = Le badge est exactement celui que son émetteur a signé. Des gardiens de l’émetteur disent qu’il continue avec une nouvelle clé, { $successor } ; d’ici là sa clé compte, et quiconque l’a peut s’y opposer au moins jusqu’au { $until }.
signed-recovery-unseen = Le badge est exactement celui que son émetteur a signé. Des gardiens de l’émetteur disent qu’il continue avec une nouvelle clé, { $successor } ; d’ici là sa clé compte, et quiconque l’a peut s’y opposer ; jusqu’à quand, on ne le sait pas encore.
signed-recovery-contested = Le badge est exactement celui que son émetteur a signé. Des gardiens de l’émetteur disent qu’il continue avec une nouvelle clé, { $successor } ; quelqu’un qui a sa clé s’y oppose, et il faut donc tous les gardiens.
signed-recovery-in-vain = Le badge est exactement celui que son émetteur a signé. Tous les gardiens de l’émetteur disent qu’il continue avec une nouvelle clé, { $successor } ; quelqu’un qui a sa clé s’y oppose, ce qui ne les arrête pas, et d’ici là cette clé compte.
signed-before-succession = Le badge est exactement celui que son émetteur a signé, avant de continuer avec une nouvelle clé : l’entrée { $entry } montre qu’il existait avant le { $since }. L’émetteur est maintenant { $successor }. { $by ->
        [guardians] Ses gardiens le disent, et personne ne s’y est opposé à temps.
        [all-guardians] Tous ses gardiens le disent, malgré l’opposition de quelqu’un qui a l’ancienne clé.
       *[sheet] Sa feuille de secours le dit.
    }
signed-after-succession = Le badge est signé avec une clé que son émetteur a abandonnée, et ne figure que dans l’entrée { $entry } d’un registre dont plus rien ne compte à partir de l’entrée { $cut }. Quiconque a une clé perdue ou volée peut signer ainsi. L’émetteur est maintenant { $successor }. { $by ->
        [guardians] Ses gardiens le disent, et personne ne s’y est opposé à temps.
        [all-guardians] Tous ses gardiens le disent, malgré l’opposition de quelqu’un qui a l’ancienne clé.
       *[sheet] Sa feuille de secours le dit.
    }
    .do = Ne vous y fiez pas. Demandez à l’émetteur, par sa nouvelle clé, si le badge est de lui.
signed-by-former-key = Le badge est signé avec une clé que son émetteur a abandonnée : l’émetteur continue avec une nouvelle clé, { $successor }. Rien de ce dont on dispose ne montre qu’il a été signé avant le { $since }, et quiconque a une clé perdue ou volée peut écrire n’importe quelle date. { $by ->
        [guardians] Ses gardiens le disent, et personne ne s’y est opposé à temps.
        [all-guardians] Tous ses gardiens le disent, malgré l’opposition de quelqu’un qui a l’ancienne clé.
       *[sheet] Sa feuille de secours le dit.
    }
    .do = Demandez à l’émetteur de décerner à nouveau le badge avec la nouvelle clé. Un fichier de preuve n’aide que s’il montre un ancrage du badge, ce que dit bot prove.
hosted-copy-verified = Le badge est exactement ce que l’hôte de l’émetteur servait à l’adresse { $url } : copie vérifiée le { $at }, récupérée par ce programme ou garantie par qui pose la question.
hosted-copy-verified-anywhere = Le badge est exactement ce que l’hôte de l’émetteur servait à l’adresse { $url } : copie vérifiée le { $at }, récupérée par ce programme ou garantie par qui pose la question. L’émetteur ne dit pas où sur { $host } se trouvent ses badges : il se porte donc garant de quiconque peut y publier.
    .do = Si d’autres que l’émetteur ont des pages sur { $host }, regardez si { $url } est l’une des leurs.
signed-by-key = Le document est exactement ce qui a été signé avec la clé { $methods }. On n’a pas demandé si cette clé est celle de l’émetteur.
    .do = Ne le prenez pas pour la parole de l’émetteur : vérifiez-le entièrement.
signature-wrong = La signature ne correspond pas : le badge a été modifié après la signature, ou n’a jamais été signé avec cette clé.
    .do = Ne vous y fiez pas. Demandez à la personne le fichier d’origine, ou à l’émetteur un nouveau badge.
proof-by-another = Le badge nomme { $issuer } comme émetteur, mais une autre clé l’a signé : { $method }.
    .do = Ne vous y fiez pas. Demandez à l’émetteur nommé si ce badge est le sien.
proof-names-another = Le badge nomme { $issuer } comme émetteur, mais sa preuve nomme une méthode de quelqu’un d’autre, et n’a pas été contrôlée : { $method }.
    .do = Ne vous y fiez pas. Demandez à l’émetteur nommé si ce badge est le sien.
proof-missing = Personne n’a signé ce badge.
    .do = Demandez à l’émetteur le fichier signé.
technical = (en anglais) { $text }
proof-malformed = La signature n’est pas écrite comme elle devrait l’être : { $field } : { $what }.
    .do = Demandez le fichier d’origine : celui-ci a été abîmé ou fait par un programme défectueux.
algorithm-differs = La signature dit avoir été faite par { $algorithm }, mais la clé est du type { $key }.
    .do = Ne vous y fiez pas. Demandez à la personne le fichier d’origine, ou à l’émetteur un nouveau badge.
proof-from-future = La signature est datée du { $at }, une date qui n’est pas encore venue.
    .do = Vérifiez la date et l’heure de cet ordinateur. Si elles sont justes, demandez à l’émetteur un badge à la bonne date.
proof-expired = La signature ne devait valoir que jusqu’au { $at }.
    .do = Demandez un nouveau badge à l’émetteur.
key-not-listed = Le document de clés de l’émetteur ne permet pas à la clé { $method } de signer ceci : { $what }.
    .do = Ne vous y fiez pas. Demandez à l’émetteur nommé si ce badge est le sien.
key-ended = L’émetteur a retiré la clé { $method }, ou l’a laissée expirer, le { $at } ; ce qu’elle a signé ne compte plus.
    .do = Demandez un nouveau badge à l’émetteur.
field-wrong = Le badge n’est pas écrit comme une attestation doit l’être : { $field } : { $what }.
    .do = Assurez-vous qu’il a été copié en entier. Montrez ensuite cette ligne à l’émetteur, dont le programme a mal écrit le badge.
not-covered = Le badge contient quelque chose que sa signature ne peut pas couvrir : { $field } : { $what }.
    .do = Ne vous y fiez pas : quelqu’un a pu l’ajouter. Demandez le fichier d’origine à l’émetteur.
over-limit = Le badge demande plus de travail qu’un badge honnête : { $what }.
    .do = Ne vous y fiez pas. Si l’émetteur l’a vraiment fait ainsi, demandez-en un plus simple.
input-refused = Le fichier n’a pas pu être lu comme un badge. { $what }
    .do = Demandez le fichier d’origine, pas une capture d’écran ni une copie réduite par une messagerie.
content-hidden = La personne qui montre ce badge en cache une partie que tout badge possède, { $field } ; sans elle, rien ne peut être jugé.
    .do = Demandez à cette personne de montrer le badge avec cette partie.
content-hidden-signed = La personne qui montre ce badge en cache une partie que couvre une signature qu’il contient ; cette signature ne peut donc pas être contrôlée.
    .do = Demandez à cette personne de montrer le badge entier.
content-hidden-whole = La personne qui montre ce badge cache tout ce qu’il dit ; il ne reste rien à juger.
    .do = Demandez à cette personne de montrer ce que dit le badge et qui l’a émis.
effort-spent = Tout vérifier demanderait plus de travail qu’on n’en consacre à un badge ; une partie n’a donc pas été vérifiée.
    .do = Vérifiez séparément ce qu’il contient, ou demandez à l’émetteur un badge avec moins de signatures.
suite-unknown = Le badge est signé d’une façon que cette version ne connaît pas : { $suite }.
    .do = Installez une version plus récente, ou vérifiez le badge auprès du service de l’émetteur.
proof-for-holder = Le badge porte la preuve que son émetteur a faite pour le seul titulaire ({ $suite }) ; celui-ci en tire celles que d’autres peuvent vérifier.
    .do = Demandez au titulaire une copie faite pour être montrée.
context-unknown = Le badge utilise un vocabulaire qui n’est pas conservé ici : { $url }.
    .do = Si vous vous fiez à qui le publie, obtenez le fichier et acceptez-le : bot context add FILE --url { $url }
feature-unknown = Le badge est écrit d’une façon qui n’est pas lue ici : { $field } : { $what }.
    .do = Installez une version plus récente, ou vérifiez le badge auprès du service de l’émetteur.
feature-unknown-inline = Le badge explique lui-même ses mots, dans { $field }, au lieu de nommer un vocabulaire connu ici ; personne d’autre ne peut donc dire ce qu’ils signifient.
    .do = Demandez à l’émetteur un badge dont @context ne nomme les vocabulaires que par leur adresse, ou vérifiez le badge auprès du service de l’émetteur.
meaning-unknown = L’émetteur a signé chaque lettre du badge, mais aucun vocabulaire qu’il nomme ne dit ce que signifie { $field } ({ $what }) ; personne d’autre ne peut donc le savoir.
    .do = Demandez à l’émetteur un badge qui nomme les vocabulaires de tous ses mots.
key-type-unknown = La clé de signature est d’un type que cette version ne connaît pas : { $method }.
    .do = Installez une version plus récente, ou vérifiez le badge auprès du service de l’émetteur.
key-not-here = La clé de signature se trouve sur le réseau et n’est pas disponible ici : { $method }.
    .do = Procurez-vous le document de clé de l’émetteur et joignez-le avec --with, ou laissez bot verify --gather le récupérer.
key-not-here-nowhere = La clé de signature n’est pas disponible ici : { $method }. Un tel nom ne dit pas où elle se trouve.
    .do = Demandez à l’émetteur son document de clé et joignez-le avec --with.
key-contradicted = Les documents de clés fournis se contredisent au sujet de la clé { $method }.
    .do = Procurez-vous à nouveau le document de clés à l’adresse de l’émetteur, et ne joignez que celui-là.
key-embedded = Le badge est intact, mais il apporte sa propre clé : rien ici ne montre qu’elle est à { $issuer }.
    .do = Procurez-vous le document de clé de l’émetteur et joignez-le avec --with.
key-unclaimed = La clé { $method } se trouve sur le même hôte que { $issuer }, où d’autres peuvent aussi déposer les leurs : rien ici ne montre qu’elle est à l’émetteur.
    .do = Laissez bot verify --gather interroger { $issuer } et { $list }, ou demandez à l’émetteur d’y inscrire sa clé.
key-unclaimed-old = La clé { $method } se trouve sur le même hôte que { $issuer }, où d’autres peuvent aussi déposer les leurs : rien ici ne montre qu’elle est à l’émetteur.
    .do = Demandez à l’émetteur de nommer la clé à l’adresse { $issuer }, sous publicKey.
key-stale = Que la clé { $method } soit à { $issuer } a été vu pour la dernière fois le { $as_of } : elle peut avoir été retirée depuis.
    .do = Laissez bot verify --gather demander à nouveau, ou joignez des copies plus récentes. Leur âge permis se règle par --max-age.
context-added = Il se lit ainsi grâce à un contexte que vous avez ajouté le { $added } : { $url }, SHA-256 { $sha256 }.
context-chosen = De { $url }, plusieurs versions ont paru ; le badge fut signé selon celle de SHA-256 { $sha256 }.
proof-format-unsupported = Le badge a une forme que cette version ne vérifie pas : { $format }.
    .do = Installez une version plus récente, ou vérifiez le badge auprès du service de l’émetteur.
withdrawn-by-holder = Le badge a été retiré par son titulaire : l’entrée { $entry } du registre l’avait publié, l’entrée { $by } du { $as_of } l’a repris. Cela ne dit rien contre lui : ce n’est pas une révocation.
    .do = Demandez à son titulaire de vous le montrer.
content-lost = Le badge est perdu ici : l’entrée { $entry } du registre de son titulaire l’avait publié, le titulaire ne l’a pas retiré, et son texte manque.
    .do = Connectez-vous à un autre nœud qui suit { $holder }, ou demandez le badge à son titulaire.
hosted-copy-differs = L’hôte de l’émetteur servait autre chose à l’adresse { $url } le { $at } : le badge a été modifié, ou l’émetteur l’a changé.
    .do = Ne vous fiez pas à ce fichier. Demandez à la personne le badge tel qu’il est publié aujourd’hui.
hosted-elsewhere = Le badge se trouve à l’adresse { $url }, mais son émetteur { $issuer } n’y publie pas de badges.
    .do = Ne vous y fiez pas. Demandez à l’émetteur nommé si le badge est bien le sien.
hosted-unfetched = Ce genre de badge n’est pas signé : seul l’hôte de son émetteur peut dire s’il est authentique, à l’adresse { $url }.
    .do = Vérifiez-le avec bot verify --gather, qui récupère et date la copie publiée.
hosted-unfetched-nowhere = Ce genre de badge n’est pas signé : seul l’hôte de son émetteur peut dire s’il est authentique, et le fichier ne dit pas où il se trouve.
    .do = Demandez à la personne l’adresse du badge, ou l’image dans laquelle il est arrivé.
hosted-unfetched-elsewhere = Ce genre de badge n’est pas signé : seul l’hôte de son émetteur peut dire s’il est authentique, à l’adresse { $url }. Cette adresse n’est pas en https, ou n’est pas sur le web : ce programme ne la récupère pas.
    .do = Demandez à l’émetteur si le badge est authentique, ou demandez-lui un badge signé.
hosted-copy-undated = Une copie de { $url } est disponible, mais elle a été jointe comme fichier : personne ne peut dire si l’hôte l’a servie.
    .do = Vérifiez-le avec bot verify --gather, qui récupère et date la copie publiée ; un fichier que bot verify --keep a écrit pour vous, joignez-le avec --snapshots.
hosted-withdrawn = L’hôte de l’émetteur dit que le badge de l’adresse { $url } a été retiré, et ne dit plus ce qu’il contenait (copie du { $at }).
    .do = Ne vous y fiez pas. Demandez-en la raison à l’émetteur, si vous en avez besoin.
badge-part-missing = Une partie de ce badge n’est pas disponible, { $part ->
        [class] la description de la réalisation
        [key] la clé de l’émetteur
       *[issuer] le profil de l’émetteur
    } : { $url }.
    .do = Procurez-vous ce fichier et joignez-le avec --with, ou laissez bot verify --gather le récupérer.
badge-part-missing-elsewhere = Une partie de ce badge n’est pas disponible, { $part ->
        [class] la description de la réalisation
        [key] la clé de l’émetteur
       *[issuer] le profil de l’émetteur
    } : { $url }. Cette adresse n’est pas en https, ou n’est pas sur le web : ce programme ne la récupère pas.
    .do = Demandez ce fichier à l’émetteur, et joignez-le avec --with.
badge-part-other = Ce qui se trouve à l’adresse { $url } dit de soi-même être { $id }.
    .do = Procurez-vous le fichier qui se trouve à { $id } et joignez-le avec --with.
badge-part-stale = Le profil de l’émetteur indique un autre lieu pour ses badges, mais il a été vu pour la dernière fois le { $as_of } : l’émetteur peut les avoir déplacés depuis. Il se trouve à l’adresse { $url }.
    .do = Laissez bot verify --gather demander à nouveau, ou joignez une copie plus récente avec --snapshots. Son âge permis se règle par --max-age.
badge-part-contradicted = Les copies disponibles { $part ->
        [class] de la description de la réalisation
       *[issuer] du profil de l’émetteur
    } disent des choses différentes, et rien ne dit laquelle est la plus récente : { $url }.
    .do = Laissez bot verify --gather la récupérer à nouveau, ou ne joignez que la plus récente.

## Statut

clear-as-of = Aucune révocation connue à l’entrée { $entry } du registre de l’émetteur, écrite le { $as_of } selon l’horloge de l’émetteur, { $age }.
resumed-as-of = Il a été suspendu et compte de nouveau depuis le { $resumed } ; aucune révocation connue à l’entrée { $entry } du registre de l’émetteur, écrite le { $as_of } selon l’horloge de l’émetteur, { $age }.
clear-as-of-witnessed = Aucune révocation connue à l’entrée { $entry } du registre de l’émetteur ; { $witnesses } témoins sur { $named } l’ont vu ainsi, au { $as_of } selon leurs horloges, { $age }.
resumed-as-of-witnessed = Il a été suspendu et compte de nouveau depuis le { $resumed } ; aucune révocation connue à l’entrée { $entry } du registre de l’émetteur ; { $witnesses } témoins sur { $named } l’ont vu ainsi, au { $as_of } selon leurs horloges, { $age }.
ledger-keys-whole = Tout ce que son auteur a dit de ses clés est ici : { $events ->
        [one] 1 acte signé
       *[other] { $events } actes signés
    }.
ledger-entries-whole = { $entries ->
        [one] Sa seule entrée est ici, signée
       *[other] Les { $entries } entrées sont ici, chacune signée et liée aux précédentes
    } ({ $writer }).
ledger-one-story = Aucune autre version n’est connue ({ $writer }).
ledger-closed-before-fork = De ce qui suit ses { $size } premières entrées, deux versions sont connues ; il a été fermé à cet endroit, et rien d’elles ne compte ({ $writer }).
ledger-forked-witnessed = Deux versions de ses { $size } premières entrées sont connues ; assez de ses témoins ont vu celle-ci jusque-là, où elle se termine, elle tient donc ({ $writer }).
ledger-texts-whole = { $dropped ->
        [0] Aucun texte ne manque : { $held } ici, { $withdrawn } retirés par leur auteur, 0 écartés sur ce nœud ({ $writer }).
       *[other] Chaque texte est ici, ou l’on sait qu’il est parti : { $held } ici, { $withdrawn } retirés par leur auteur, { $dropped } écartés sur ce nœud, par bot data erase ou parce qu’ils ont été refusés ; ceux-là ne reviennent pas ({ $writer }).
    }
ledger-dated = Il est connu jusqu’à l’entrée { $entry } au { $as_of } selon l’horloge de son auteur, { $age } ; il n’a pas de témoins ({ $writer }).
ledger-dated-witnessed = Il est connu jusqu’à l’entrée { $entry } au { $as_of }, { $age }, par { $witnesses } témoins sur { $named } ({ $writer }).
ledger-forked = Il a été tenu en deux versions : deux entrées portant le numéro { $number } sont signées ({ $writer }). À partir de l’entrée { $from }, rien ne compte, sauf ce qui reprend quelque chose.
    .do = Ne vous y fiez pas. Montrez la preuve à son auteur et à d’autres : bot fork show. Si c’est le vôtre, bot status dit comment en sortir.
ledger-two-heads = Il a été tenu en deux versions : deux états de { $size } entrées sont signés ({ $writer }). À partir de l’entrée { $from }, rien ne compte, sauf ce qui reprend quelque chose.
    .do = Ne vous y fiez pas. Montrez la preuve à son auteur et à d’autres : bot fork show.
ledger-texts-missing = { $missing ->
        [one] Un texte manque, celui de l’entrée { $first }
       *[other] { $missing } textes manquent, le premier celui de l’entrée { $first }
    } : { $held } ici, { $withdrawn } retirés par leur auteur, { $dropped } écartés sur ce nœud ({ $writer }).
    .do = Connectez-vous à un autre nœud qui suit ce registre, et vérifiez de nouveau.
stamp-overdue = Le prochain mot de l’émetteur sur son registre était attendu le { $overdue } et n’est pas ici.
issuer-forked = Attention : d’une partie fermée du registre de l’émetteur, une autre version est connue ({ $writer }). Des témoins ont vu celle-ci jusqu’à sa fermeture, elle tient donc ; de l’autre ne compte que ce qu’elle reprend.
issuer-disputed = Attention : le registre de l’émetteur existe en deux versions qui se contredisent ({ $writer }).
clear-in-list = La liste { $list } ne le donne ni pour révoqué ni pour suspendu, au { $as_of }, { $age }.
clear-in-list-told = La liste { $list } ne le donne ni pour révoqué ni pour suspendu, au { $as_of }, { $age }. L’émetteur signale aussi : { $told }
no-status-declared = Il n’a pas expiré, et l’émetteur n’a prévu aucun moyen de le révoquer.
copy-clear-as-of = Il n’a pas expiré, et l’hôte de l’émetteur le servait encore à l’adresse { $url } le { $as_of }, { $age }.
revoked = L’émetteur l’a révoqué : entrée { $entry } de son registre, écrite le { $as_of }.
    .do = Il ne compte plus. Demandez pourquoi à l’émetteur, si vous avez besoin de le savoir.
revoked-because = L’émetteur l’a révoqué : entrée { $entry } de son registre, écrite le { $as_of }. Il dit pourquoi : « { $because } »
    .do = Il ne compte plus.
suspended = L’émetteur l’a suspendu pour le moment : entrée { $entry } de son registre, écrite le { $since } ; rien ne lève cette suspension au { $as_of }.
    .do = Demandez à l’émetteur, ou vérifiez de nouveau plus tard.
suspended-because = L’émetteur l’a suspendu pour le moment : entrée { $entry } de son registre, écrite le { $since } ; rien ne lève cette suspension au { $as_of }. Il dit pourquoi : « { $because } »
    .do = Demandez à l’émetteur, ou vérifiez de nouveau plus tard.
revoked-in-list = L’émetteur l’a révoqué : la liste { $list } le dit, au { $as_of }.
    .do = Il ne compte plus. Demandez pourquoi à l’émetteur, s’il vous faut le savoir.
revoked-in-list-undated = L’émetteur l’a révoqué : la liste { $list } le dit.
    .do = Il ne compte plus. Demandez pourquoi à l’émetteur, s’il vous faut le savoir.
revoked-in-list-because = L’émetteur l’a révoqué : la liste { $list } le dit. Elle dit pourquoi : « { $because } »
    .do = Il ne compte plus.
suspended-in-list = L’émetteur l’a suspendu pour le moment : la liste { $list } le dit, au { $as_of }.
    .do = Demandez à l’émetteur, ou vérifiez de nouveau plus tard avec une liste plus récente.
suspended-in-list-undated = L’émetteur l’a suspendu pour le moment : la liste { $list } le dit.
    .do = Demandez à l’émetteur, ou vérifiez de nouveau plus tard avec une liste plus récente.
revoked-at-host = L’émetteur l’a révoqué, comme publié à l’adresse { $url }.
    .do = Il ne compte plus. Demandez-en la raison à l’émetteur, si vous en avez besoin.
revoked-at-host-because = L’émetteur l’a révoqué, comme publié à l’adresse { $url }. Il dit pourquoi : « { $because } »
    .do = Il ne compte plus.
revoked-in-file = Il est révoqué : le fichier lui-même le dit.
    .do = Il ne compte plus. Demandez-en la raison à l’émetteur, si vous en avez besoin.
revoked-in-file-because = Il est révoqué : le fichier lui-même le dit, et pourquoi : « { $because } »
    .do = Il ne compte plus.
expired = Il a expiré le { $until }.
    .do = Demandez à l’émetteur s’il peut être renouvelé.
member-left = C’est une adhésion à { $community }, et la personne qui la détient est partie le { $at }, selon elle-même : entrée { $entry } de son registre.
    .do = Qui veut redevenir membre demande à la communauté de l’admettre de nouveau.
not-yet-valid = Il n’est valable qu’à partir du { $from }.
    .do = Vérifiez-le de nouveau à partir de ce jour.
no-feed = Rien du registre de l’émetteur n’est conservé ici : une révocation ne serait pas connue.
    .do = Connectez-vous à un nœud qui suit { $issuer }, ou joignez le registre de l’émetteur avec --with. S’il n’arrive pas bien qu’un tel nœud soit connecté, ajoutez l’émetteur au carnet d’adresses (bot contact add) : de ceux avec qui il n’a rien à faire, ce nœud ne garde que ce que permet net.strangers_mib_max.
feed-incomplete = Une partie du registre de l’émetteur manque (à partir de l’entrée { $missing } de { $writer }) ; une révocation pourrait s’y trouver.
    .do = Connectez-vous à un autre nœud qui suit l’émetteur, puis vérifiez de nouveau.
tail-missing = La fin du registre de l’émetteur est retenue : l’émetteur a signé le { $stamped } qu’il compte { $size } entrées, et celles à partir de { $missing } ne sont pas ici ({ $writer }) ; une révocation pourrait s’y trouver.
    .do = Connectez-vous à un autre nœud qui suit l’émetteur, puis vérifiez de nouveau.
kept-short = { $quota ->
        [strangers] Ce nœud ne conserve que les { $missing } premières entrées, sur au moins { $size }, du registre de l’émetteur ({ $writer }), car ce qu’il conserve d’un inconnu est épuisé ; une révocation pourrait se trouver parmi les autres.
        [fellows] Ce nœud ne conserve que les { $missing } premières entrées, sur au moins { $size }, du registre de l’émetteur ({ $writer }), car ce qu’il conserve de quelqu’un qu’il ne connaît que par une communauté, par un pair de sa liste ou par des badges est épuisé ; une révocation pourrait se trouver parmi les autres.
       *[ledger] Ce nœud ne conserve que les { $missing } premières entrées, sur au moins { $size }, du registre de l’émetteur ({ $writer }), car aucun registre ne peut y prendre plus de place ; une révocation pourrait se trouver parmi les autres.
    }
    .do = { $quota ->
        [strangers] Ajoutez l’émetteur au carnet d’adresses (bot contact add), ou importez le badge s’il est à vous (bot import), ou augmentez net.strangers_mib_max dans les réglages de ce nœud, dont un inconnu a un 256e, ou 256 Kio si c’est plus : 1024 donne 4 Mio à chacun, et au-dessous de 65 rien ne change pour un seul ; redémarrez ensuite le nœud (bot down, bot up), laissez-le se mettre à jour, puis vérifiez de nouveau.
        [fellows] Ajoutez l’émetteur au carnet d’adresses (bot contact add), ou augmentez net.fellows_mib_max dans les réglages de ce nœud, dont une telle personne a un 256e, ou 2 Mio si c’est plus ; redémarrez ensuite le nœud (bot down, bot up), laissez-le se mettre à jour, puis vérifiez de nouveau.
       *[ledger] Demandez à l’émetteur des nouvelles plus récentes, et joignez-les avec --with.
    }
versions-unasked = De ce que le registre de l’émetteur contient après ses { $size } premières inscriptions, deux versions sont connues, et les autres nœuds n’ont pas encore été interrogés sur ce que chacune retire ({ $writer }) ; une révocation pourrait s’y trouver.
    .do = Connectez-vous à un autre nœud qui suit l’émetteur, laissez le nœud se mettre à jour, puis vérifiez de nouveau.
keys-missing = L’émetteur a signé qu’il en a dit plus sur ses clés que ce qui est conservé ici ({ $missing }) ; un autre de ses registres, avec une révocation, pourrait être caché.
    .do = Connectez-vous à un autre nœud qui suit { $issuer }, puis vérifiez de nouveau.
not-witnessed = L’émetteur a des témoins qui disent quand son registre a été vu, et { $found } d’entre eux ont vu ce qui est conservé ici, alors qu’il en faut { $quorum } ({ $writer }). Sa propre horloge n’en tient pas lieu.
    .do = Connectez-vous au réseau, laissez le nœud se mettre à jour, puis vérifiez de nouveau.
dated-ahead = Les dernières nouvelles de l’émetteur portent une date qui n’est pas encore venue, { $as_of } : on ne peut dire leur âge, une révocation n’est donc pas exclue.
    .do = Vérifiez que l’horloge de cette machine est juste ; si elle l’est, demandez à l’émetteur.
stale = Les dernières nouvelles de l’émetteur datent du { $as_of }, { $age } : trop anciennes pour exclure une révocation.
    .do = Connectez-vous au réseau, laissez le nœud se mettre à jour, puis vérifiez de nouveau ; ou joignez des nouvelles plus récentes avec --with. --max-age fixe l’âge qu’elles peuvent avoir.
ledger-stale = Le registre de l’émetteur qui est disponible date du { $as_of }, { $age } : trop ancien pour exclure une révocation. La liste peut-être plus récente n’est pas disponible : { $list }.
    .do = Joignez un registre plus récent avec --with, ou laissez bot verify --gather récupérer la liste. --max-age fixe l’âge que le registre peut avoir.
disputed = Le registre de l’émetteur existe en deux versions qui se contredisent ({ $writer }).
    .do = Demandez à l’émetteur. Quelqu’un se sert peut-être de ses clés.
status-type-unknown = L’émetteur a prévu un moyen de révoquer que cette version ne connaît pas : { $kind }.
    .do = Installez une version plus récente, ou vérifiez le badge auprès du service de l’émetteur.
status-list-missing = { $purpose ->
        [suspension] La liste des badges suspendus
        [message] La liste des messages sur les badges
        [refresh] La liste des badges renouvelés
       *[revocation] La liste des badges révoqués
    } n’est pas disponible : { $list }.
    .do = Procurez-vous la liste et joignez-la avec --with, ou laissez bot verify --gather la récupérer.
status-list-other = Le badge nomme la liste { $list } ; celle qui est disponible dit en être une autre : { $found }.
    .do = Procurez-vous la liste que le badge nomme et joignez-la avec --with.
status-list-unproven = Rien ne prouve que la liste { $list } soit de l’émetteur ({ $why }) : elle ne dit donc rien.
    .do = Procurez-vous de nouveau la liste auprès de l’émetteur et joignez-la avec --with, avec le document de ses clés s’il en faut un.
status-list-purpose = Le badge interroge la liste { $list } sur { $purpose }, mais elle porte sur { $found }.
    .do = Montrez cette ligne à l’émetteur, dont le programme a mal écrit le badge ou la liste.
status-list-expired = La liste { $list } ne devait servir que jusqu’au { $until }.
    .do = Procurez-vous de nouveau la liste et joignez-la avec --with.
status-list-not-yet-valid = La liste { $list } ne doit servir qu’à partir du { $from }.
    .do = Vérifiez de nouveau à partir de ce moment, ou avec une liste du moment demandé.
status-list-unreadable = La liste { $list } n’est pas lisible : { $what }.
    .do = Procurez-vous de nouveau la liste ; si cela ne change rien, montrez cette ligne à l’émetteur.
status-list-short = La liste { $list } a { $entries } places, moins que les { $least } qu’une liste doit avoir.
    .do = Montrez cette ligne à l’émetteur, dont le programme a mal écrit la liste.
status-list-index = Le badge nomme la place { $index } de la liste { $list }, qui n’a que { $entries } places.
    .do = Montrez cette ligne à l’émetteur, dont le programme a mal écrit le badge ou la liste.
status-list-undated = La liste { $list } ne nomme pas le badge, mais personne ne sait de quand elle date.
    .do = Laissez le programme chercher lui-même la liste, ou demandez à l’émetteur si le badge est toujours valable.
status-profile-undated = Le profil de l’émetteur dit où il tient la liste des badges révoqués, mais personne ne sait de quand date cette copie : { $url }.
    .do = Laissez le programme chercher lui-même le profil, ou demandez à l’émetteur si le badge est toujours valable.
status-message = L’émetteur a joint au badge une information qui n’est ni un oui ni un non, dans la liste { $list } : { $told }
    .do = Demandez à l’émetteur ce que cela signifie pour vous.
status-foreign = Le badge renvoie à une liste de badges révoqués qui n’est pas celle de son émetteur : { $list }.
    .do = Demandez à l’émetteur si le badge est toujours valable.
status-unreadable = Impossible de dire s’il est valable : { $field } n’est pas lisible.
    .do = Montrez cette ligne à l’émetteur, dont le programme a mal écrit le badge.
status-unreadable-whole = Comme le badge ne peut pas être lu, on ne sait pas non plus s’il compte encore.
    .do = Éclaircissez d’abord le premier constat.
status-hidden = { $count ->
        [one] Une partie du badge est cachée ; elle dit peut-être que le badge a été révoqué ou a expiré.
       *[other] { $count } parties du badge sont cachées ; l’une d’elles dit peut-être que le badge a été révoqué ou a expiré.
    }
    .do = Demandez à la personne de montrer le badge avec toutes ses parties.
status-hidden-uncounted = La personne qui montre le badge a pu en laisser des parties de côté sans que cela se voie ; l’une d’elles dit peut-être qu’il a été révoqué ou a expiré.
    .do = Demandez à la personne de montrer le badge avec toutes ses parties.
status-unproven = Comme le badge lui-même n’est pas prouvé, on ne sait pas non plus s’il compte encore.
    .do = Éclaircissez d’abord le premier constat.

age-later = après le moment demandé
age-moment = il y a moins d’une minute
age-minutes = { $count ->
        [one] il y a une minute
       *[other] il y a { $count } minutes
    }
age-hours = { $count ->
        [one] il y a une heure
       *[other] il y a { $count } heures
    }
age-days = { $count ->
        [one] il y a un jour
       *[other] il y a { $count } jours
    }

## Destinataire

presenter-is-holder = La personne qui le présente a prouvé qu’il la concerne.
presenter-is-successor = La personne qui le présente a prouvé qu’il la concerne ; elle continue avec une nouvelle clé : { $successor }.
presented-by-former-key = Il concerne { $holder }, et qui le présente a cette clé, mais son propriétaire l’a abandonnée et est maintenant { $successor }.
    .do = Qui n’a que l’ancienne clé l’a peut-être volée : demandez à la personne de le présenter avec la nouvelle.
identity-matches = Il concerne { $who }.
presented-by-another = Il concerne { $holder }, mais { $presenter } le présente.
    .do = Demandez à la personne de le présenter avec sa propre clé.
challenge-differs = La présentation répond à un autre défi que le vôtre.
    .do = Donnez un nouveau défi et demandez une nouvelle présentation : celle-ci est peut-être une copie.
domain-differs = La présentation a été signée pour « { $signed } », et non pour le domaine que vous avez nommé.
    .do = Si tous deux sont vous, nommez-le exactement ainsi, avec https:// ou sans. Sinon, demandez une présentation signée pour vous : celle-ci est peut-être une copie.
domain-unsigned = La présentation n’a été signée pour aucun domaine.
    .do = Demandez une présentation signée pour votre domaine : celle-ci est peut-être une copie.
presentation-wrong = { $how ->
        [over] La signature de la présentation ne compte pas en ce moment : { $what }.
       *[false] La présentation n’est pas correctement signée : { $what }.
    }
    .do = Demandez une nouvelle présentation.
gate-presenter = { $who } a signé pour cette porte, et pour cette fois seulement.
gate-not-shown = Rien de tel n’a été présenté.
    .do = Présentez aussi ce badge : bot present en prend plusieurs à la fois.
gate-stage-open = Ce badge se décerne par étapes, et la dernière reste à venir.
    .do = Présentez-le quand sa dernière étape sera signée.
gate-kind-untold = Quelqu’un l’a décerné pour la communauté, dont on n’a pas ici la parole que c’est une adhésion.
    .do = Cherchez le journal de la communauté, puis présentez le badge de nouveau.
gate-no-status = Il ne déclare aucun statut : personne n’aurait pu le reprendre.
    .do = Demandez à son émetteur un badge qui peut être repris ; qui tient la porte peut admettre de tels badges : orNoStatus.
gate-leaving-untold = On ne peut dire si cette personne a quitté la communauté depuis : { $why }
    .do = Demandez-lui une preuve faite aujourd’hui (bot prove), ou cherchez son journal (bot feed export), et joignez-le.
gate-perhaps-later = Qui l’a décerné n’en a plus le droit, et personne d’autre ne montre qu’il était là avant.
    .do = Demandez à la communauté de le décerner elle-même, ou de montrer par des témoins qu’il est plus ancien.
gate-several-signed = Plusieurs clés ont signé ce qui est présenté : ce n’est pas l’affaire d’une seule personne.
    .do = Présentez ce que détient une seule personne, signé par elle seule.
identity-differs = Il ne concerne pas { $who }.
    .do = Demandez à la personne sous quelle identité le badge a été émis.
not-asked = Personne n’a demandé qui le présente.
    .do = Pour en être sûr·e, donnez un défi avec --challenge et --domain.
presentation-unsigned = Personne n’a signé la présentation : elle ne dit rien de qui présente le badge.
    .do = Demandez à la personne de signer un défi de vous avec sa propre clé : bot present.
challenge-unsigned = { $shown ->
        [presentation] Vous avez donné un défi, mais personne n’a signé cette présentation : personne n’a donc répondu au défi.
       *[badge] Vous avez donné un défi, mais le fichier ne contient que le badge : personne n’a signé le défi.
    }
    .do = Demandez à la personne une présentation signée avec sa propre clé : bot present.
challenge-unasked = Un domaine a été donné, mais aucun défi : une vieille copie de cette présentation nomme ce domaine aussi.
    .do = Donnez un défi à la personne, un texte inventé pour cette fois, et indiquez-le avec --challenge (un programme : options.challenge).
domain-unasked = La présentation a été signée pour { $domain } ; rien ne dit que c’est vous : quelqu’un peut ne faire que transmettre ce qui a été montré là-bas.
    .do = Si vous êtes { $domain }, dites-le avec --domain (un programme : options.domain). Sinon, demandez une présentation signée pour vous.
presenter-key-missing = La présentation est signée, mais la clé de qui l’a signée n’est pas à portée de main : { $method }.
    .do = Obtenez le document qui contient cette clé et remettez-le avec --with, ou laissez bot verify --gather l’obtenir.
identity-hash-unknown = Il nomme son titulaire par une empreinte { $algorithm ->
        [md5] du type md5, trop faible pour s’y fier : on ne peut pas dire de qui il s’agit.
        [unnamed] dont il ne dit pas comment elle fut faite.
       *[other] d’un type inconnu ici : { $algorithm }.
    }
    .do = Demandez à la personne de le montrer là où il a été émis.
presentation-unknown = La présentation est signée d’une façon que cette version ne connaît pas : { $what }.
    .do = Demandez une présentation signée avec eddsa-rdfc-2022 ou eddsa-jcs-2022.
identity-other-kind = Le badge nomme son titulaire { $kind ->
        [did] seulement par un DID
        [email] seulement par une adresse e-mail
       *[other] ni par un DID ni par une adresse e-mail
    } : on ne peut pas dire s’il concerne { $who }.
    .do = Demandez à la personne de signer votre défi avec sa propre clé (bot present), ou sous quelle identité le badge a été émis.
holder-unnamed = Le badge ne dit pas qui il concerne d’une façon que l’on puisse comparer.
    .do = Si des parties en sont cachées, demandez à la personne de les montrer toutes. Sinon, demandez à l’émetteur de nommer la personne par son DID.
recipient-unproven = Comme le badge lui-même n’est pas prouvé, on ne sait pas non plus qui il concerne.
    .do = Éclaircissez d’abord le premier constat.

## Droit

issuer-is-creator = L’émetteur dit avoir créé cette réalisation, et l’on ne connaît personne d’autre qui le dise.{ $ledger ->
        [unseen] {" "}Rien de son registre n’est là : on ne sait pas si une charte y demande que des responsables soutiennent ce qu’il décerne.
        [part] {" "}Son registre n’est détenu qu’en partie : on ne sait pas si une charte, dans le reste, demande que des responsables soutiennent ce qu’il décerne.
       *[other] {""}
    }
achievement-in-feed = L’émetteur a publié cette réalisation : entrée { $entry } de son registre.{ $ledger ->
        [part] {" "}Son registre n’est détenu qu’en partie : on ne sait pas si une charte, dans le reste, demande que des responsables soutiennent ce qu’il décerne.
       *[other] {""}
    }
no-other-creator = Le badge ne nomme pas d’autre auteur ou autrice, et l’on n’en connaît pas.{ $ledger ->
        [unseen] {" "}Rien de son registre n’est là : on ne sait pas si une charte y demande que des responsables soutiennent ce qu’il décerne.
        [part] {" "}Son registre n’est détenu qu’en partie : on ne sait pas si une charte, dans le reste, demande que des responsables soutiennent ce qu’il décerne.
       *[other] {""}
    }
granted = { $creator } a créé cette réalisation et autorise cet émetteur à la décerner, { $scope ->
        [achievement] elle en particulier
        [type] parmi celles du type « { $what } »
       *[domain] parmi celles du domaine « { $what } »
    } : entrée { $entry } de son registre, du { $since }. D’après l’émetteur, le badge a été décerné le { $awarded }. Le registre est détenu en entier au { $as_of }.
granted-ended = { $creator } a créé cette réalisation et a autorisé cet émetteur à la décerner jusqu’au { $ended } : entrée { $entry } de son registre, du { $since }. D’après l’émetteur, le badge a été décerné avant, le { $awarded } ; personne d’autre ne dit quand.
    .do = Si ce jour compte pour vous, demandez à qui a créé la réalisation si ce badge lui est connu.
rule-met = { $creator } a créé cette réalisation et autorise à la décerner quiconque respecte sa règle : entrée { $entry } de son registre, du { $since }. Ce badge, décerné d’après l’émetteur le { $awarded }, la respecte. Le registre est détenu en entier au { $as_of }.
rule-met-ended = { $creator } a créé cette réalisation et a autorisé à la décerner, jusqu’au { $ended }, quiconque respectait sa règle : entrée { $entry } de son registre, du { $since }. Ce badge, décerné avant, d’après l’émetteur le { $awarded }, la respecte ; personne d’autre ne dit quand il l’a été. Le registre est détenu en entier au { $as_of }.
stage-met = C’est l’étape { $stage } sur { $of } d’un badge créé par { $creator } (entrée { $entry } de son registre) : signée comme { $role } le { $awarded }, selon l’émetteur, après les étapes précédentes. Le registre est connu en entier au { $as_of }.
stewards-endorse = La communauté { $community } a créé cette réalisation, et { $found } de ses responsables soutiennent { $act ->
        [admit] cette adhésion
       *[award] cette attribution
    } ; sa charte (numéro { $number }) en demande { $needed }. Décernée d’après l’émetteur le { $awarded }. Le registre de la communauté est détenu en entier au { $as_of }.
stewards-lacking = La communauté { $community } a créé cette réalisation, et sa charte (numéro { $number }) demande que { $needed } de ses responsables soutiennent chaque { $act ->
        [admit] adhésion
       *[award] attribution
    }. Celle-ci, décernée d’après l’émetteur le { $awarded }, en a { $found }. Le registre de qui la détient est détenu en entier.
    .do = Demandez à la communauté : ses responsables peuvent encore soutenir ce badge même (bot endorse), ou il ne vient pas d’eux.
stewards-untold = La communauté { $community } a créé cette réalisation, et sa charte (numéro { $number }) demande que { $needed } de ses responsables soutiennent chaque { $act ->
        [admit] adhésion
       *[award] attribution
    }. Pour celle-ci, décernée d’après l’émetteur le { $awarded }, on en connaît { $found } ; il peut y en avoir davantage.{ $given_up ->
        [0] {""}
        [one] {" "}Un soutien est signé d’une clé abandonnée, et rien ici ne montre qu’il l’a été avant.
       *[other] {" "}{ $given_up } soutiens sont signés de clés abandonnées, et rien ici ne montre qu’ils l’ont été avant.
    }
    .do = Demandez à qui la détient les soutiens des responsables et joignez-les avec --with, ou cherchez les registres de cette personne et des responsables.
charter-untold = On ne sait pas ce que la charte de la communauté { $community } demande pour cette attribution : { $because ->
        [contested] il existe deux chartes du même numéro, et personne ne peut dire laquelle était la première.
        [former-keys] sa charte la plus récente ne compte qu’avec une signature d’une clé que son titulaire a remplacée depuis, et rien ne montre qu’elle ait été signée avant.
        [effort] elle a plus de chartes, ou de signatures de celles-ci, qu’on n’en regarde.
        [unread] elle a une charte qui n’est pas conservée ici, ou pas à une place qui compte.
        [disputed] son registre a été raconté en deux versions.
        [kind-withheld] qui la détient en a retiré de quoi savoir si c’est une adhésion, et une adhésion demande plus que ce qui la soutient.
        [perhaps-later] d’après sa date, elle a été décernée quand aucun responsable n’était requis ; il en faut depuis, et ni eux ni des témoins ne la soutiennent.
        [above-later] d’après sa date, elle a le soutien d’autant de responsables qu’il en fallait alors ; une communauté au-dessus en demande davantage depuis, et seul l’émetteur dit qu’elle est aussi ancienne.
        [circle] les communautés dont elle fait partie tournent en rond.
        [levels] il y a plus de communautés l’une au-dessus de l’autre qu’on n’en regarde.
        [parent-untold] la charte de la communauté dont elle fait partie n’est pas connue.
        [parent-not-member] elle se dit partie d’une autre communauté, et rien ne montre qu’elle en soit membre.
        [parent-later] elle a été décernée avant que la communauté dont celle-ci fait partie ne l’ait accueillie.
        [no-feed] son registre, ou celui de qui lui succède, n’est pas là.
        [feed-incomplete] des entrées de son registre manquent ici.
        [stale] ce qu’on détient de son registre est trop ancien.
       *[other] son registre n’est pas détenu en entier ou est trop ancien ({ $because }).
    }
    .do = { $because ->
        [contested] Demandez à la communauté : quelqu’un a peut-être sa clé. Une clé de succession y met fin (bot id succeed).
        [former-keys] Demandez à la communauté de faire signer cette charte par ses responsables avec leurs clés actuelles (bot community amend).
        [effort] Demandez à la communauté : personne n’en a besoin d’autant.
        [disputed] Demandez à la communauté : quelqu’un a peut-être sa clé. Une clé de succession y met fin (bot id succeed).
        [kind-withheld] Demandez à qui le détient de montrer le badge avec son type, puis vérifiez de nouveau.
        [perhaps-later] Demandez aux responsables de la communauté de soutenir ce badge même.
        [above-later] Demandez à d’autres responsables de la communauté de soutenir ce badge même ; pour une adhésion, bot community admit le leur demande de nouveau.
        [circle] Demandez à la communauté de corriger sa charte.
        [levels] Demandez à la communauté de corriger sa charte.
        [parent-not-member] Demandez à la communauté son adhésion à l’autre, publiée dans son registre.
        [parent-later] Demandez à la communauté de la décerner de nouveau (bot community admit).
       *[other] Cherchez les registres de la communauté et de celles dont elle fait partie, puis vérifiez de nouveau.
    }
rule-not-met = { $creator } a créé cette réalisation et autorise à la décerner quiconque respecte sa règle : entrée { $entry } de son registre. Ce badge ne la respecte pas : { $part ->
        [issuerHolds] rien ne montre que l’émetteur { $who } détenait le badge { $badges } en le décernant.
        [recipientHolds] parmi les badges demandés, il en faut { $needed } et { $found } sont montrés ; il manque : { $badges }.
        [inOrder] les badges demandés ne sont pas montrés dans leur ordre à partir de celui-ci : { $badges }.
        [endorsedByHolders] il faut { $needed } soutiens de personnes qui détiennent { $badges }, et { $found } sont montrés.
        [stages] rien ne montre que ce soit une étape sur { $needed } qui suive toutes les précédentes, signée par qui la première désigne ({ $who }).
       *[endorsedBy] il faut { $needed } soutiens des personnes nommées pour cela, et { $found } sont montrés.
    } Les registres où cela figurerait sont détenus en entier.
    .do = S’il existe un badge ou un soutien qui ne figure pas dans ces registres, joignez-le avec --with.
rule-untold = { $creator } a créé cette réalisation et autorise à la décerner quiconque respecte sa règle : entrée { $entry } de son registre. On ne sait pas si ce badge la respecte : { $part ->
        [issuerHolds] rien ne montre que l’émetteur { $who } détenait le badge { $badges } en le décernant.
        [recipientHolds] parmi les badges demandés, il en faut { $needed } et { $found } sont montrés ; il manque : { $badges }.
        [inOrder] les badges demandés ne sont pas montrés dans leur ordre à partir de celui-ci : { $badges }.
        [endorsedByHolders] il faut { $needed } soutiens de personnes qui détiennent { $badges }, et { $found } sont montrés.
        [stages] rien ne montre que ce soit une étape sur { $needed } qui suive toutes les précédentes, signée par qui la première désigne ({ $who }).
       *[endorsedBy] il faut { $needed } soutiens des personnes nommées pour cela, et { $found } sont montrés.
    } Un registre où cela peut figurer n’est pas détenu ici en entier et à jour.
    .do = Procurez-vous les registres des personnes concernées (bot feed export), ou le badge ou le soutien lui-même, et joignez-les avec --with.
created-by-another = La réalisation a été créée par { $creator }, pas par cet émetteur, et son registre, détenu en entier au { $as_of }, ne contient aucune autorisation pour lui.
    .do = Demandez à qui l’a créée si cet émetteur peut la décerner.
grant-not-in-force = { $creator } a créé cette réalisation, et son autorisation pour cet émetteur ne valait pas quand le badge a été décerné, d’après l’émetteur le { $awarded } : l’entrée { $entry } { $how ->
        [ended] a pris fin le { $at }.
        [expired] valait jusqu’au { $at }.
        [later] ne date que du { $at }.
       *[void] a été déclarée nulle dès le début le { $at }.
    }
    .do = Demandez à qui l’a créée si cet émetteur peut la décerner.
grant-perhaps-renewed = { $creator } a créé cette réalisation, et la seule autorisation connue pour cet émetteur ne valait pas quand le badge a été décerné, d’après l’émetteur le { $awarded } : l’entrée { $entry } { $how ->
        [ended] a pris fin le { $at }.
        [expired] valait jusqu’au { $at }.
        [later] ne date que du { $at }.
       *[void] a été déclarée nulle dès le début le { $at }.
    } Le registre de qui l’a créée n’est pas détenu ici en entier et à jour ; il y en a peut-être une autre.
    .do = Procurez-vous ce registre tel qu’il est aujourd’hui (bot feed export) et joignez-le avec --with.
grant-unconfirmed = { $creator } a créé cette réalisation et a donné une autorisation à cet émetteur : entrée { $entry } de son registre. On ne sait pas si elle a été reprise, car ce registre n’est pas détenu ici en entier et à jour.
    .do = Procurez-vous ce registre tel qu’il est aujourd’hui (bot feed export) et joignez-le avec --with.
no-grant-known = La réalisation est dite appartenir à { $creator }. Aucune autorisation de cet émetteur n’est connue ici.
    .do = Demandez à qui l’a créée si cet émetteur peut la décerner.
creator-hidden = { $count ->
        [one] Une partie de ce qui a été accompli est cachée ; elle dit peut-être que quelqu’un d’autre l’a créé.
       *[other] { $count } parties de ce qui a été accompli sont cachées ; l’une d’elles dit peut-être que quelqu’un d’autre l’a créé.
    }
    .do = Demandez à la personne de montrer le badge avec toutes ses parties.
creator-hidden-uncounted = La personne qui montre le badge a pu en laisser des parties de côté sans que cela se voie ; l’une d’elles dit peut-être que quelqu’un d’autre a créé ce qui a été accompli.
    .do = Demandez à la personne de montrer le badge avec toutes ses parties.
anybody-endorses = C’est un soutien : chacun peut en donner, sans la permission de personne.
stage-hidden = La personne qui montre le badge en a laissé de côté des parties, qui disent peut-être qu’il n’est qu’une étape et pas la dernière.
    .do = Demandez à la personne de montrer le badge avec toutes ses parties.
several-achievements = Le badge représente plusieurs réalisations ; il n’est pas dit ici si son émetteur peut décerner chacune d’elles.
    .do = Demandez à l’émetteur qui a créé chacune d’elles, ou un badge pour chacune.
achievement-elsewhere = Le badge ne fait que nommer la réalisation, { $achievement }, sans la décrire. On ne sait pas ici qui l’a créée.
    .do = Demandez à l’émetteur un badge qui porte la description.
no-achievement = Le badge ne décrit aucune réalisation.
    .do = Demandez à l’émetteur ce qu’il représente.
right-unproven = Comme le badge lui-même n’est pas prouvé, on ne sait pas qui l’a émis.
    .do = Éclaircissez d’abord le premier constat.

## Chemin

issuer-is-you = Vous l’avez émis vous-même.
known-directly = Vous connaissez l’émetteur directement : il est dans votre carnet d’adresses sous le nom { $name }.
recognised = { $band ->
        [direct] Vous connaissez l’émetteur directement : vous vous reconnaissez mutuellement.
        [close] L’émetteur est proche de vous, par deux chaînes de personnes et de lieux qui se reconnaissent entre eux, sans personne en commun : { $chain } ; et { $beside }.
        [near] L’émetteur est à proximité de vous, par deux chaînes de personnes et de lieux qui se reconnaissent entre eux, sans personne en commun : { $chain } ; et { $beside }.
       *[far] L’émetteur est loin de vous, et atteint par deux chaînes de personnes et de lieux qui se reconnaissent entre eux, sans personne en commun : { $chain } ; et { $beside }.
    }
recognised-by-one = L’émetteur n’est pas atteint : une chaîne y mène, { $chain }, mais pas deux sans personne en commun. Si quelqu’un qui se trouve sur toutes manquait de soin, n’importe qui pourrait entrer ainsi.
    .do = Demandez à quelqu’un d’autre que vous connaissez s’il reconnaît l’émetteur, ou comparez son identifiant avec celui que l’émetteur vous a donné directement et ajoutez-le à votre carnet d’adresses (bot contact add).
by-community = Vous connaissez l’émetteur par la communauté { $community } : vous en êtes membre, et l’émetteur { $issuer ->
        [community] est la communauté elle-même
       *[member] en est membre aussi
    }. { $admit ->
        [0] On y est admis par qui a la clé de la communauté.
       *[other] On y est admis par { $admit } responsables sur { $stewards } ensemble.
    } C’est su au { $as_of }.
recognised-faintly = L’émetteur n’est pas atteint : deux chaînes y mènent, mais par des identités qui en reconnaissent tant que cela dit peu : { $chain }.
    .do = Comparez son identifiant avec celui que l’émetteur vous a donné directement, puis ajoutez-le au carnet d’adresses de votre nœud (bot contact add).
self-asserted = Seul l’émetteur lui-même dit qu’il est { $name }. Personne que vous connaissez ne s’en porte garant.
    .do = Comparez son identifiant avec celui que l’émetteur vous a donné directement, puis ajoutez-le au carnet d’adresses de votre nœud (bot contact add).
self-asserted-unlisted = Seul l’émetteur lui-même dit qu’il est { $name }. Personne que vous connaissez ne s’en porte garant.
    .do = Comparez son identifiant avec celui que l’émetteur vous a donné directement. Aucun carnet d’adresses de nœud ne contient d’identifiant de ce genre.
issuer-looks-like = L’émetteur se nomme { $name }, ce qui peut se confondre avec { $like }, que vous connaissez. C’est quelqu’un d’autre : son identifiant est différent.
    .do = Demandez à { $like }, par un moyen que vous connaissez, si ce badge vient bien de là. Si oui, comparez les identifiants et ajoutez l’émetteur au carnet d’adresses de votre nœud (bot contact add). Sinon, quelqu’un se fait peut-être passer pour cette personne.
issuer-name-mixed = Seul l’émetteur lui-même dit qu’il est { $name }. Le mot « { $word } » y mélange des lettres de plusieurs écritures, comme le fait qui veut ressembler à un autre.
    .do = Ne vous fiez pas au nom : comparez l’identifiant de l’émetteur avec celui que l’émetteur vous a donné directement.
path-unproven = Comme le badge lui-même n’est pas prouvé, on ne sait pas qui l’a émis.
    .do = Éclaircissez d’abord le premier constat.

## Soutiens

endorsed = { $lines ->
        [one] Un soutien du badge tient, d’une personne ou d’un lieu que vous connaissez ou pouvez atteindre.
       *[other] { $lines } soutiens du badge tiennent, donnés par { $count ->
            [one] une même personne ou un même lieu que vous connaissez ou pouvez atteindre.
           *[other] { $count } personnes ou lieux, dont { $reachable } que vous connaissez ou pouvez atteindre.
        }
    }
endorsed-by-strangers = { $lines ->
        [one] Un soutien du badge tient, de quelqu’un que vous ne connaissez pas.
       *[other] { $lines } soutiens du badge tiennent, de personne que vous connaissiez.
    }
    .do = Si vous connaissez l’une de ces personnes, ajoutez-la au carnet d’adresses de votre nœud (bot contact add).
endorsed-beside = { $count ->
        [one] Un soutien tient, et c’est celui de l’émetteur ou de la personne titulaire :
       *[other] { $count } soutiens tiennent, et tous sont de l’émetteur ou de la personne titulaire :
    } personne de connu ici n’a soutenu le badge ni ce pour quoi il est décerné.
    .do = La personne titulaire peut demander un soutien du badge lui-même (bot endorse request).
endorser-withdrawn = Qui l’avait donné l’a retiré.
endorser-withdrawn-because = Qui l’avait donné l’a retiré : « { $because } ».
endorsements-refused = { $count ->
        [one] Un soutien est joint, mais il ne tient pas.
       *[other] { $count } soutiens sont joints, mais aucun ne tient.
    }
    .do = Ne comptez pas dessus.
no-endorsement-known = Aucun soutien n’est connu ici.
    .do = La personne titulaire peut joindre des soutiens, ou en demander.
endorsements-unproven = Comme le badge lui-même n’est pas prouvé, ses soutiens ne disent rien.
    .do = Éclaircissez d’abord le premier constat.

## Erreurs de fichiers

json-refused = Le texte n’est pas du JSON correct : ligne { $line }, colonne { $column } : { $what }.
    .do = { $kind ->
        [json-byte-order-mark] Enregistrez le fichier en UTF-8 sans marque d’ordre des octets, ou demandez le fichier d’origine.
        [json-too-long] Aucun badge de cette taille n’est lu. Demandez à l’émetteur un badge aux images plus petites, ou dont les images sont des adresses.
        [json-not-utf8] Enregistrez le fichier en UTF-8, ou demandez le fichier d’origine.
       *[json-ends] Demandez le fichier d’origine : celui-ci a été coupé ou modifié.
    }
file-empty = Le fichier est vide.
    .do = Redemandez le fichier : il n’a pas été copié en entier.
file-packed = Le fichier est une archive (.{ $kind }), dans laquelle rien n’est lu : ouvrez-la d’abord, et vérifiez ce qui en sort.
    .do = Une archive .tar ou .tar.gz est vérifiée telle quelle.
json-too-long = il a plus de { $max } octets
json-too-deep = des valeurs sont emboîtées à plus de { $max } niveaux
json-too-many = il a plus de { $max } valeurs
json-not-utf8 = ces octets ne sont pas du texte UTF-8
json-byte-order-mark = une marque d’ordre des octets, invisible, précède le texte
json-ends = le texte s’arrête au milieu
json-unexpected = « { $found } » ne peut pas se trouver ici
json-duplicate = le membre « { $name } » s’y trouve deux fois
json-lone-surrogate = { $unit } est la moitié d’un caractère
json-control = un caractère de commande ({ $code }) se trouve dans un texte
json-integer-too-large = le nombre entier est trop grand pour que tous les programmes le lisent pareil
json-number-too-large = le nombre est trop grand
json-trailing = quelque chose suit après la fin
envelope-refused = Le badge est dans une enveloppe signée ({ $form }) abîmée ou mal écrite (en anglais) : { $what }.
    .do = Demandez le fichier d’origine ; celui-ci a été coupé ou modifié.
token-spaced = C’est un jeton signé avec { $count ->
        [one] une espace ou un retour à la ligne
       *[other] { $count } espaces ou retours à la ligne
    } à l’intérieur, le premier dans { $part ->
        [header] son en-tête
        [payload] son contenu
        [signature] sa signature
       *[disclosure] ses divulgations
    } (caractère { $at }) : un jeton tient sur une ligne, sans espace.
    .do = Les messageries coupent les longues lignes. Réunissez les lignes en une seule, sans espace, et vérifiez-la, ou demandez le jeton en fichier. Dans un terminal : tr -d "[:space:]" < FICHIER > une-ligne.jwt
token-letter = C’est un jeton signé, abîmé : « { $found } » se trouve dans { $part ->
        [header] son en-tête
        [payload] son contenu
        [signature] sa signature
       *[disclosure] ses divulgations
    } (caractère { $at }).
    .do = Redemandez le jeton, en fichier : celui-ci a été modifié en route.
token-ends = C’est un jeton signé, coupé : il s’arrête dans { $part ->
        [header] son en-tête
       *[payload] son contenu
    }, et la signature manque.
    .do = Copiez-le en entier, en-tête.contenu.signature sur une ligne, ou demandez-le en fichier.
token-parts = C’est un jeton signé, abîmé : il a { $count } parties séparées par des points, et non trois.
    .do = Copiez un seul jeton, en-tête.contenu.signature sur une ligne, ou demandez-le en fichier.
token-cut = C’est un jeton signé, abîmé : des lettres manquent ou ont changé dans { $part ->
        [header] son en-tête
        [payload] son contenu
       *[signature] sa signature
    }.
    .do = Copiez-le en entier, en-tête.contenu.signature sur une ligne, ou demandez-le en fichier.
token-content = C’est un jeton signé, abîmé : { $part ->
        [header] son en-tête
       *[payload] son contenu
    } n’est pas du JSON correct : ligne { $line }, colonne { $column } : { $what }.
    .do = Redemandez le jeton, en fichier : celui-ci a été coupé ou modifié.
token-in-json = Le fichier n’est pas lui-même un badge : il contient un jeton signé, à { $at }.
    .do = Copiez ce texte, sans ses guillemets, dans un fichier à lui, et vérifiez ce fichier.
badge-in-json = Le fichier n’est pas lui-même un badge : il contient un badge, à { $at }.
    .do = Copiez ce qui s’y trouve, de la première à la dernière accolade, tel quel, dans un fichier à lui, et vérifiez ce fichier.
token-in-text = Le fichier n’est pas lui-même un badge : il contient un jeton signé, à la ligne { $line }, parmi d’autre texte.
    .do = Copiez le jeton seul, sur une ligne sans espace, dans un fichier à lui, et vérifiez ce fichier.
proof-file-refused = La preuve est abîmée ou mal faite (en anglais) : { $what }.
    .do = Redemandez la preuve : celle-ci a été coupée ou modifiée.
proof-codes-refused = Les codes QR ne font pas une preuve (en anglais) : { $what }.
    .do = Scannez à nouveau tous les codes de la même preuve et donnez ce que le lecteur a lu, tel quel : bot verify CODE CODE…
no-credential = Le fichier ne contient aucun badge.
    .do = Choisissez le fichier du badge : JSON, ou une image PNG ou SVG qui contient le badge.
not-the-badge = Le fichier n’est pas un badge, { $kind ->
        [class] il décrit une réalisation pour laquelle des badges sont attribués (BadgeClass)
        [issuer] il décrit un émetteur de badges (Profile)
        [key] c’est la clé d’un émetteur (CryptographicKey)
       *[list] c’est la liste des badges révoqués d’un émetteur (RevocationList)
    }.
    .do = Donnez le badge lui-même (Assertion), et joignez ce fichier avec --with.
several-credentials = La présentation contient { $count } badges ; on peut en vérifier au plus { $most } ensemble.
    .do = Demandez des présentations avec moins de badges.
none-presented = La présentation ne contient aucun badge.
    .do = Demandez une présentation qui contient le badge.
picture-too-large = L’image est trop grande : plus de { $most } octets.
    .do = Prenez une image plus petite.
png-truncated = L’image finit trop tôt, à l’octet { $at }.
    .do = Demandez le fichier d’origine : le téléchargement a peut-être été interrompu.
png-crc = L’image est abîmée : sa partie { $chunk }, à l’octet { $at }, ne correspond pas à sa somme de contrôle.
    .do = Demandez le fichier d’origine.
png-shape = L’image n’est pas un PNG correct : sa partie { $chunk }, à l’octet { $at }, n’est pas comme elle doit être (en anglais : { $what }).
    .do = Demandez le fichier d’origine.
png-chunks = L’image est faite de trop de parties : plus de { $most }.
    .do = Enregistrez l’image avec un autre programme, puis intégrez-y le badge.
png-inflate = Le badge à l’octet { $at } de l’image est abîmé, ou dépasse { $most } octets une fois décompressé.
    .do = Demandez le fichier d’origine.
svg-refused = Le dessin n’est pas accepté, à cause de ce qui se trouve à l’octet { $at } (en anglais : { $what }).
    .do = Enregistrez-le de nouveau en SVG simple avec un autre programme.
no-drawing = Le fichier n’est pas un dessin : il commence par <{ $root }>, comme une page web ou un autre document.
    .do = S’il a été enregistré depuis le web, ouvrez de nouveau la page et téléchargez le badge lui-même, pas la page.
two-badges = L’image contient plusieurs badges différents : on ne peut se fier à aucun.
    .do = Demandez une image avec un seul badge.
no-badge = L’image ne contient aucun badge.
    .do = Demandez le fichier d’origine : les messageries et les réseaux sociaux retirent les badges des images. Si elle montre un code QR, scannez-le et vérifiez ce que le lecteur a lu.
already-baked = L’image contient déjà un badge.
    .do = Prenez l’image sans badge : une image porte un seul badge.
not-a-picture = Le fichier n’est ni une image PNG ni une image SVG.
    .do = Enregistrez l’image en PNG ou en SVG.
badge-not-text = Ce que l’image contient à l’octet { $at } à la place d’un badge n’est pas du texte.
    .do = Demandez le fichier d’origine.

## Erreurs de brouillons

draft-wrong = Le badge ne peut pas être écrit : { $field } (en anglais) : { $what }.
    .do = Corrigez, puis réessayez.
definition-wrong = La description de la réalisation ne peut pas être utilisée : { $field } (en anglais) : { $what }.
    .do = Corrigez, puis réessayez.
key-not-issuers = La clé disponible n’est pas celle de l’émetteur.
    .do = Choisissez l’une de vos identités avec --as.
credential-too-large = Le badge serait trop grand.
    .do = Prenez une image plus petite ou des textes plus courts.
challenge-wrong = Le défi ou le domaine ne peut pas être signé (en anglais) : { $what }.
    .do = Donnez exactement le texte que l’on vous a demandé de signer ; à défaut, demandez-le.
key-not-subjects = Le badge concerne quelqu’un d’autre : seule la personne concernée peut le présenter.
    .do = Choisissez l’une de vos identités avec --as.
presentation-count = Une présentation montre d’un à seize badges.
    .do = Montrez les autres dans une présentation à part.
presentation-too-large = La présentation serait trop grande ou trop imbriquée pour être lue.
    .do = Remettez le badge lui-même.
dispute = { $name } n’est pas d’accord avec { $about ->
        [achievement] « { $subject } » tel que décrit
        [issuer] ce que { $subject } dit de soi
        [something] quelque chose qu’on ne connaît pas ici
       *[credential] cette remise de « { $subject } »
    } : « { $words } » ({ $day })
dispute-scoped = { $name } n’est pas d’accord avec { $about ->
        [achievement] « { $subject } » tel que décrit
        [issuer] ce que { $subject } dit de soi
        [something] quelque chose qu’on ne connaît pas ici
       *[credential] cette remise de « { $subject } »
    }, quant à { $scope } : « { $words } » ({ $day })
dispute-private = Vous n’êtes pas d’accord avec { $about ->
        [achievement] « { $subject } » tel que décrit
        [issuer] ce que { $subject } dit de soi
        [something] quelque chose qu’on ne connaît pas ici
       *[credential] cette remise de « { $subject } »
    }, et ne l’avez dit à personne : « { $words } » ({ $day })
dispute-reply = { $name } répond : « { $words } » ({ $day })
signing-failed = Le badge n’a pas pu être signé (en anglais) : { $what }.
    .do = Corrigez la partie nommée, puis réessayez.

graph-picture = { $count } personnes et lieux autour de { $viewer }, les plus proches au milieu
