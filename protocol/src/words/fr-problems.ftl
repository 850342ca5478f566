### Fautes auxquelles le nœud répond, en français, par leur code.

## Ce dont un acte a besoin

field-refused = { $field } ne peut pas être « { $found } » ; attendu : { $expected }
    .do = Corrigez le champ nommé, puis réessayez.
unknown = { $kind ->
        [achievement] Aucun badge à décerner ne s’appelle { $id }.
        [badge] Aucun badge décerné ou à décerner ne s’appelle { $id }.
        [contact] Personne ne s’appelle { $id } dans le carnet d’adresses ni sur ce nœud.
        [credential] { $given ->
            [name] Aucun badge n’a l’identifiant { $id }.
            [file] { $id } est un fichier, pas l’identifiant d’un badge.
           *[id] Aucun badge d’identifiant { $id } n’est connu ici.
        }
        [held-credential] Vous ne détenez aucun badge d’identifiant { $id }.
        [issued-credential] Vous n’avez émis aucun badge d’identifiant { $id }.
        [entry] Aucun badge n’a été publié ici par une entrée d’identifiant { $id }.
        [feed] Aucun registre de { $id } n’est tenu ici.
        [fork] Le registre de { $id } n’est pas connu en deux versions.
        [installation] Rien de ce qui est tenu ici ne nomme une clé de { $id }, qui ne peut pas encore être témoin.
        [witness] { $id } n’est pas témoin.
        [offer] Il n’y a pas d’offre { $id }.
        [recovery] Aucune récupération { $id } ne vous concerne.
        [peer] Aucun nœud { $id } n’est connu.
        [program] Aucun programme n’a l’autorisation { $id }.
        [program-code] Aucun programme ne demande rien sous le code { $id } ; une demande prend fin après dix minutes.
        [recognition] Il n’y a pas de reconnaissance { $id }.
        [batch] Il n’y a pas de liste de personnes { $id } ici.
        [room] Rien n’est donné ici sous { $id }.
        [case] Personne n’a demandé de badge ici sous { $id }.
        [grant] Il n’y a pas d’autorisation { $id }.
        [dispute] Il n’y a pas de désaccord { $id }.
        [word] Il n’y a pas de mots { $id }.
        [subject] Rien ne s’appelle { $id } ici, et cela ne s’écrit comme rien dont on puisse parler.
        [endorsement] Il n’y a pas de soutien { $id }.
        [charter] Aucune charte { $id } n’attend ici.
        [endorsement-request] Aucune demande de soutien { $id } n’attend ici.
        [profile] On ne sait rien ici de ce que { $id } dit de soi.
        [token] Il n’y a pas de jeton { $id }.
        [wallet-offer] Il n’y a pas d’offre { $id } à des portefeuilles.
        [wallet-request] Il n’y a pas de demande { $id } à des portefeuilles.
       *[other] Rien qui s’appelle { $id } n’est connu ici.
    }
    .do = { $given ->
        [file] Pour le badge de ce fichier : --file { $id }
        [name] Il faut ici un identifiant, tel que bot badge list le montre. Pour tout badge de ce nom : --achievement "{ $id }" ; pour tout badge sur une personne : --holder QUI.
       *[other] { $kind ->
            [token] Vérifiez comment c’est écrit : bot token list montre ce qui est ici.
            [wallet-offer] Vérifiez comment c’est écrit : bot wallet offers montre ce qui est ici.
            [wallet-request] Vérifiez comment c’est écrit : bot wallet requests montre ce qui est ici.
            [program] Vérifiez comment c’est écrit : bot oauth list montre ce qui est ici.
            [program-code] Vérifiez comment c’est écrit : bot oauth list montre ce qui est ici.
            [feed] Vérifiez comment c’est écrit : bot feed show montre ce qui est ici.
            [fork] Vérifiez comment c’est écrit : bot fork show montre ce qui est ici.
            [installation] Vérifiez comment c’est écrit : bot contact list montre ce qui est ici.
            [offer] Vérifiez comment c’est écrit : bot offers montre ce qui est ici.
            [recovery] Vérifiez comment c’est écrit : bot recover list montre ce qui est ici.
            [contact] Vérifiez comment c’est écrit : bot contact list montre ce qui est ici. Un nom que montre bot feed show est celui que quelqu’un se donne, et chacun peut se le donner : ajoutez la personne par le DID affiché à côté, bot contact add DID NOM, et le nom suffira dès lors.
            [peer] Vérifiez comment c’est écrit : bot peer list montre ce qui est ici.
            [recognition] Vérifiez comment c’est écrit : bot recognise list montre ce qui est ici.
            [grant] Vérifiez comment c’est écrit : bot grant list montre ce qui est ici.
            [dispute] Vérifiez comment c’est écrit : bot dispute list montre ce qui est ici.
            [word] Vérifiez comment c’est écrit : bot sign list montre ce qui est ici.
            [subject] Un texte s’écrit text:…, un lieu geo:48.85,2.35, un fichier se nomme avec --file. Une déclaration se désigne par son registre et son numéro, comme les montre bot feed show ("Notre école#1"), ou par un identifiant ou son début : celui de la déclaration (bot feed show QUI --json), de mots (bot sign list), d’un désaccord, d’une permission, d’une reconnaissance ou d’un soutien.
            [endorsement] Vérifiez comment c’est écrit : bot endorse --list montre ce qui est ici.
            [charter] Vérifiez comment elle s’écrit : bot community asked montre ce qui est ici.
            [endorsement-request] Vérifiez comment c’est écrit : bot endorse requests montre ce qui est ici.
            [profile] Attendez que son registre soit arrivé : bot feed show dit ce qu’il y en a ici.
            [witness] Vérifiez comment c’est écrit : bot witness list montre ce qui est ici.
            [achievement] Vérifiez comment c’est écrit : bot badge list montre ce qui est ici.
            [credential] Vérifiez comment c’est écrit : bot badge list montre ce qui est ici. Un badge absent de la liste, comme après la perte d’un nœud, se désigne par son fichier, demandé à qui le détient : --file FICHIER
            [held-credential] Vérifiez comment c’est écrit : bot badge list montre ce qui est ici.
            [badge] Vérifiez comment c’est écrit : bot badge list montre ce qui est ici.
           *[other] Vérifiez comment c’est écrit : les commandes de liste (bot badge list, bot offers, bot contact list…) montrent ce qui est ici.
        }
    }
witness-own = Un témoin vit sur un autre nœud : il dit ce que celui-ci ne peut pas dire de lui-même.
    .do = Nommez-en d’autres : d’autres organisations, bibliothèques, écoles ayant leurs propres nœuds.
witnesses-refused = Autant de témoins, ou un tel quorum, ne peuvent pas être.
    .do = Nommez-en sept au plus, et un quorum de plus de la moitié ; sans --quorum, c’est le quorum habituel.
ambiguous = { $id } correspond à { $count } choses ici : { $ids }
    .do = Donnez l’un de ces identifiants, ou assez de lettres de celui-ci.
broken = Quelque chose s’est cassé dans le nœud ; l’acte a pu être fait en partie.
    .do = Voyez avec les commandes list ce qui a été fait, et signalez le journal du nœud.
achievement-exists = Une réalisation de cet identifiant est déjà décrite ici, en d’autres mots.
    .do = Utilisez celle qui est là, ou décrivez-en une nouvelle.
achievement-of-another = Ce badge a été décrit par quelqu’un d’autre, et aucune autorisation de sa part de le décerner n’est connue ici.
    .do = Décernez-le au nom de qui l’a créé (--as), demandez-lui une autorisation (bot grant give), ou décrivez un badge à vous (bot badge new).
grant-of-another = Quelqu’un d’autre a donné cette autorisation.
    .do = Seule la personne qui l’a donnée peut y mettre fin.
dispute-of-another = Ce désaccord concerne quelqu’un d’autre.
    .do = Seule la personne concernée peut y répondre.
dispute-of-person = Ce qu’une personne dit d’elle-même ne se conteste pas en public.
    .do = Gardez-le pour vous (sans --publish) : cela se voit quand vous regardez, et par personne d’autre. Ou contestez un de ses badges.
endorsement-of-another = Quelqu’un d’autre a donné ce soutien.
    .do = Seule la personne qui l’a donné peut le retirer. S’il est sur vous ou sur votre badge, cachez-le : bot endorse hide.
endorsement-of-others = Ce soutien ne concerne personne de ce nœud, ni aucun de ses badges.
    .do = Seule la personne concernée décide s’il se voit.
endorsement-withdrawn = Qui a donné ce soutien l’a retiré.
    .do = Demandez-en un autre : bot endorse request.
case-to-oneself = On ne se demande pas un badge à soi-même.
    .do = Vous pouvez vous le décerner.
case-elsewhere = Ce n’est pas à vous dans cette demande, ou elle est terminée.
    .do = Regardez où elle en est.
claim-over = Ce badge n’est plus donné.
    .do = Demandez à qui le donne.
case-changed = Ce qui a été envoyé n’est pas ce que vous avez lu.
    .do = Relisez, puis décidez.
code-waits = Tant de codes faux ont été montrés qu’ils seront regardés dans une heure.
    .do = Attendez, ou utilisez le lien.
award-held = Cette personne a déjà le badge.
    .do = Décernez-le-lui à part, si elle doit l’avoir encore.
claim-full = Autant de personnes ont ce badge que prévu.
    .do = Demandez à qui le donne.
request-to-oneself = On ne se demande pas un soutien à soi-même.
    .do = Nommez quelqu’un d’autre avec --from.
request-for-another = On ne demande pas de soutien pour quelqu’un d’autre.
    .do = Cette personne le demande elle-même.
request-empty = La demande ne montre pas de quoi il s’agit.
    .do = Ignorez-la (bot endorse decline), ou demandez à qui l’a envoyée de la refaire.
word-unreachable = Ils concernent quelqu’un dont le registre ne peut être sollicité : ils restent chez vous.
    .do = Des mots sur quelqu’un ne sont publics que là où cette personne les laisse se voir : nommez-la par le DID de son nœud.
word-of-own-badge = Ses propres mots sur son propre badge ne sont pas pour les autres.
    .do = Gardez-les, ou demandez à quelqu’un d’autre : bot endorse request.
word-of-other-matter = Ces mots parlent de quelqu’un ou d’un badge qui n’est pas ce que vous soutenez : ils ne peuvent accompagner qu’un soutien de cela même.
word-of-another = Quelqu’un d’autre a signé ces mots.
    .do = Seuls vos propres mots accompagnent votre soutien.
word-of-holder = Ces mots figurent dans le registre de la personne concernée.
    .do = Elle seule peut les en retirer. Ce que vous voulez pouvoir retirer est un soutien : bot endorse.
rule-refused = La règle ne peut pas servir : { $detail }
    .do = Comparez-la avec les exemples du manuel : bot grant.
gate-refused = Cette porte ne peut pas servir : { $detail }
    .do = Comparez-la avec les exemples du manuel : bot gate.
gate-exists = Une porte porte déjà ce nom et demande autre chose.
    .do = Choisissez un autre nom, ou ajoutez --replace pour mettre celle-ci à sa place.
gates-too-many = Il y a autant de portes qu’il peut y en avoir.
    .do = Retirez celles qui ne servent plus : bot gate list, puis bot gate remove.
gate-challenge-refused = Le défi est trop vieux, a déjà servi ou n’est pas de cette porte.
    .do = Prenez-en un nouveau et signez-le : chacun ne sert qu’une fois.
gate-unsigned = Ce qui est présenté ne signe aucun défi : n’importe qui peut l’avoir copié.
    .do = Montrez une présentation du badge : bot present.
gate-shown-refused = Ce qui est présenté ne se lit pas.
    .do = Montrez tel quel le fichier qu’a écrit bot present.
gate-busy = Autant de demandes qu’il peut y en avoir attendent devant les portes de ce nœud.
    .do = Réessayez dans un instant : le même défi vaut encore.
gate-full = Autant de personnes qu’il peut y en avoir à la fois sont entrées par cette porte.
    .do = Réessayez dans quelques minutes.
gate-shut = La porte reste fermée : { $detail }
    .do = Montrez ce qu’elle demande.
gate-not-entered = Personne n’est encore entré par cette porte.
    .do = Montrez d’abord une présentation pour elle.
stage-refused =
    { $given ->
        [plain] Ce badge se décerne par étapes ({ $roles }) ; en dehors d’elles, cette attribution ne vaudrait rien, et elle n’a donc pas été signée. Avec la première, qui est la vôtre, dites qui signe les autres ({ $options }) ; avec une suivante, nommez le fichier de la précédente (--after FICHIER).
        [own] La première étape est signée par la personne dont elle parle.
        [none] Ce badge n’a pas d’étapes.
        [unnamed] Personne n’est désigné pour signer comme { $role } : --role { $role }=QUI
        [not-taken] { $who } n’est pas de ceux qui peuvent signer comme { $role }.
        [same-person] Chaque étape est signée par quelqu’un d’autre ; ici, une personne a deux rôles.
        [role-unknown] { $role } ne signe aucune étape après la première.
        [named-twice] La première étape dit qui signe les autres : une étape suivante ne désigne personne.
        [not-yours] Cette étape n’est pas à signer par vous : l’étape { $stage } sur { $of } est à signer par le rôle { $role }.
        [all] Les { $of } étapes sont toutes signées.
        [before-unsigned] L’étape précédente n’est pas ce que son émetteur a signé.
        [before-void] L’étape précédente ne compte pas.
        [before-unread] Le fichier de l’étape précédente ne contient pas de badge en JSON.
        [before-none] Ce que --after désigne n’est pas une étape.
        [before-other] L’étape précédente est d’un autre badge ou parle de quelqu’un d’autre.
       *[other] Cette étape ne peut pas être signée : { $detail }
    }
    .do =
        { $given ->
            [plain] Ajoutez ce qui manque, puis réessayez : bot issue.
           *[other] Les étapes se signent dans leur ordre, chacune par qui la première désigne : bot issue.
        }
picture-no-room = L’image est trop grande pour un badge : { $bytes } octets, au plus { $max } à côté de ces mots.
    .do = Réduisez-la : 400 pixels de côté suffisent.
own-address = Ceci mène à votre propre nœud, qui n’a pas à se connaître lui-même.
    .do = Envoyez la ligne qu’affiche bot peer invite à qui vous voulez vous relier.
address-refused = Ceci n’est pas l’adresse d’un nœud.
    .do = Copiez toute l’adresse que l’autre nœud montre avec bot status.
bundle-refused = On ne peut pas se fier à ce registre exporté.
    .do = Demandez un nouvel export.
content-refused = Ce qui devait être dit ne respecte pas les règles de son genre.
    .do = Raccourcissez ou corrigez la partie nommée, puis réessayez.
credential-exists = Un autre badge de même identifiant est gardé ici.
    .do = Refusez l’offre, et demandez à l’émetteur un badge qui a son propre identifiant.
credential-without-id = Le badge n’a pas d’identifiant sous lequel on pourrait le garder.
    .do = Demandez à l’émetteur un badge qui en a un.
definition-refused = La description de la réalisation ne peut pas être utilisée.
    .do = Corrigez l’élément nommé, puis réessayez.
evidence-refused = La preuve jointe ne peut pas être utilisée.
    .do = Joignez un registre enregistré par bot feed export, ou un soutien en JSON.
holder-unknown = Le badge ne concerne personne à qui l’on puisse écrire.
    .do = Il doit nommer son ou sa titulaire par un DID.
identity-other = Ceci se passe entre d’autres : l’identité choisie n’y a pas de part.
    .do = Choisissez l’une de vos identités avec --as.
identity-succeeded = Cette identité continue avec une nouvelle clé : plus rien n’est signé avec l’ancienne.
    .do = Agissez en tant que son successeur : bot id list, puis --as.
offer-by-former-key = La personne ou l’organisation qui l’a proposé continue depuis avec une nouvelle clé : cela ne compterait pour personne.
    .do = Proposez-le-lui à nouveau, à sa nouvelle clé : bot recognise.
sheet-names-nobody = L’identité de cette feuille a été créée avant que les clés ne désignent celles qui leur succèdent : la feuille ne peut désigner personne.
    .do = Rétablissez-la, et annoncez une nouvelle identité à ceux qui vous connaissent : bot id restore.
succession-itself = C’est la feuille de l’identité même qui devrait succéder.
    .do = Créez d’abord une nouvelle identité : bot id init. Puis nommez-la avec --as.
succession-refused = Ces anciennes clés ne peuvent pas être coupées.
    .do = Nommez au plus seize clés d’écriture avec --keep ; des autres, rien ne compte.
succession-unknown = Rien de l’ancien registre n’est conservé ici : il serait coupé tout entier.
    .do = Connectez-vous à un nœud qui l’a, et réessayez quand bot feed show le montre : bot peer add ADRESSE.
charter-contested = Il existe deux chartes de cette communauté au même numéro, et personne ne peut dire laquelle était la première : quelqu’un d’autre a peut-être sa clé.
    .do = Parlez aux responsables. Une clé de succession coupe ce qu’un voleur a dit : bot id succeed.
charter-unconfirmed = Des responsables qui ont signé la charte continuent depuis avec de nouvelles clés : elle ne compte que lorsqu’assez d’entre eux la signent à nouveau.
    .do = Demandez-la telle quelle : bot community amend. Ses responsables la signent alors : bot community sign.
community-chartered = Cette communauté a déjà une charte.
    .do = Changez-la : bot community amend.
community-unchartered = Cette communauté n’a pas de charte à changer.
    .do = Fondez-la d’abord : bot community found.
charter-unchanged = La charte en vigueur dit déjà la même chose.
    .do = Dites ce qui doit changer ; bot community charter montre celle en vigueur.
charter-signed = Vous avez signé cette charte, et une signature ne se reprend pas.
    .do = Parlez aux autres responsables : ensemble, vous pouvez la changer.
charter-replaced = Une autre charte de cette communauté est entre-temps en vigueur : celle-ci ne peut plus être signée.
    .do = Regardez-la : bot community charter. S’il reste à changer, la communauté redemande.
steward-is-community = Une communauté serait responsable d’elle-même, et sa seule clé compterait double.
    .do = Nommez des personnes, ou d’autres communautés.
award-takes-stewards = Cette attribution demande que des responsables la soutiennent, et on ne le leur demande que pour une attribution par bot issue ou bot community admit.
    .do = Décernez-la par bot issue, ou admettez un membre par bot community admit : les deux demandent aux responsables.
stewards-too-few = Il y a moins de responsables en fonction qu’il n’en faut pour admettre un membre.
    .do = Changez d’abord la charte : bot community amend. Les responsables dont le mandat est terminé peuvent encore la signer.
member-unknown = Cette communauté n’a décerné aucune adhésion à la personne nommée.
    .do = Voyez qui est membre : bot community members.
membership-none = Vous ne détenez aucune adhésion à cette communauté.
    .do = Voyez ce que vous détenez : bot badge list.
guardian-own = Un gardien vit sur un autre nœud : ce qui arrive au vôtre ne doit pas lui arriver.
    .do = Demandez à des personnes qui ont leur propre nœud.
guardian-unrecognised = Les gardiens sont des personnes qui vous reconnaissent et que vous reconnaissez, et il n’y a pas de reconnaissance entre vous et l’une d’elles.
    .do = Proposez-lui-en d’abord une : bot recognise offer. bot recognise list montre celles qui comptent.
guardian-not-agreed = L’une des personnes à nommer n’a pas accepté d’être gardien.
    .do = Demandez-lui : bot guardian ask. bot guardian list montre qui a répondu.
guardian-as-witness = Quelqu’un serait gardien et témoin : l’horloge qui mesure votre délai d’opposition serait celle d’un gardien.
    .do = Nommez un témoin qui n’est pas gardien : bot guardian name --witness.
guardians-without-witness = Il n’y a personne dont l’horloge mesure votre délai d’opposition.
    .do = Nommez quelqu’un qui n’est pas gardien : bot guardian name --witness. C’est demandé chaque fois : votre clé seule nomme les témoins de votre registre, et un voleur peut l’avoir.
guardians-refused = Autant de gardiens, ou si peu de signatures, c’est impossible.
    .do = Nommez-en sept au plus, et faites signer plus de la moitié : --need.
guardians-none = L’identité perdue n’a pas nommé de gardiens : personne ne peut dire qui lui succède.
    .do = Cherchez sa feuille de secours : bot id restore, ou bot id succeed si la clé est volée. Sans feuille, créez une nouvelle identité et prévenez ceux qui vous connaissent.
guardians-outdated = Le propriétaire a nommé d’autres gardiens depuis : une signature ne compterait pour rien.
    .do = Refusez, et parlez au propriétaire.
recovery-refused = Ce qu’on vous demande de signer n’est pas une récupération par des gardiens, ou nomme une autre nouvelle identité que celle qui demande.
    .do = Refusez, et dites au propriétaire que quelqu’un a essayé.
recovery-not-guardian = Vous n’êtes pas gardien de cette identité : votre signature ne compterait pour rien.
    .do = Refusez.
guardian-key-gone = Vous avez été nommé gardien par une clé qui a un successeur et qui n’est pas sur ce nœud, et elle seule peut signer.
    .do = Répondez sur le nœud qui l’a encore, ou dites à la personne qui demande qu’il lui faut un autre gardien.
recovery-other-signed = Vous avez signé pour une autre nouvelle identité du même propriétaire, et un gardien ne signe que pour une : de deux, aucune ne pourrait compter.
    .do = Parlez au propriétaire : la feuille, ou d’autres gardiens nommés grâce à elle, trancheront.
recovery-unheard = Tout ce que l’identité perdue a dit n’est peut-être pas encore ici, et le reste ne compterait plus.
    .do = Attendez une minute que ce nœud interroge les autres, puis réessayez : bot peer list montre s’il est connecté. Ou dites combien d’entrées comptent : --keep CLÉ=ENTRÉES pour chaque clé d’écriture.
recovery-incomplete = Des entrées de l’identité perdue manquent ici, et elles ne compteraient plus.
    .do = Connectez-vous à des nœuds qui les ont : bot peer add. Ou dites combien d’entrées comptent : --keep CLÉ=ENTRÉES.
recovery-other-asked = Vous avez déjà sollicité les gardiens avec une autre coupure ; qui signe les deux risque de les annuler toutes deux.
    .do = Demandez de nouveau sans --since ni --keep. Pour recommencer, créez une autre identité : bot id init.
recovery-not-begun = Trop peu de gardiens ont signé jusqu’ici : il n’y a rien à quoi s’opposer.
    .do = Voyez la suite avec bot recover list.
recovery-over = Il est trop tard : cette identité a maintenant un successeur, ou les gardiens qui ont signé ne sont plus les siens.
    .do = Si vous avez la feuille de secours, elle l’emporte sur tous les gardiens : bot id succeed.
identity-taken = Une identité de ce nom est déjà ici.
    .do = Choisissez un autre nom.
identity-unnamed = Plusieurs identités vivent ici, et aucune n’a été nommée.
    .do = Nommez-en une avec --as.
not-verified = Tout n’y est pas en ordre, ou tout ne peut pas être établi : { $reason }.
    .do = Regardez problemDetails : chaque entrée dit ce qui a été trouvé et ce que l’on peut faire.
vc-not-verified = Non vérifié
vc-malformed = Un membre est mal formé
vc-cryptographic = La preuve ne tient pas ou ne peut pas être contrôlée
vc-range = Pas valable à ce moment
vc-status = Retiré, ou on ne peut pas le dire
vc-presenter = Le défi, le domaine ou la personne qui présente n’est pas ce qui était demandé
vc-domain = Le domaine n’est pas celui qui était demandé
credential-id-taken = Une attestation portant cet identifiant a déjà été émise ici.
    .do = Donnez un identifiant propre à la nouvelle, ou renvoyez l’Idempotency-Key de la première requête.
renewal-refused = Elle ne peut pas être renouvelée en l’état : elle est suspendue, un changement attend, elle n’a pas de fin, ou elle est l’une de plusieurs étapes.
    .do = Rendez d’abord l’attestation suspendue, ou attendez que le changement soit dit ; décernez toute autre à nouveau.
revocation-final = Elle a été révoquée, et une révocation est définitive.
    .do = Émettez-la à nouveau.
status-entry-missing = L’attestation n’a pas une telle place dans une liste de statuts de son émetteur.
    .do = Comparez l’entrée avec le credentialStatus de l’attestation. Sans ce membre, elle ne peut être ni révoquée ni suspendue : donnez à la suivante un validUntil.
image-missing = La réalisation n’a pas d’image.
    .do = Enregistrez le badge en JSON, ou décrivez de nouveau la réalisation avec une image.
image-unusable = L’image de la réalisation ne peut pas porter de badge.
    .do = Prenez une image PNG ou SVG sans badge.
key-event-refused = L’identité ne peut pas dire cela de ses clés.
    .do = Rétablissez l’identité avec sa feuille de secours si elle est à vous.
inbox-full = La boîte aux lettres de ce nœud est pleine.
    .do = Refusez ou répondez à ce qui y attend, puis réessayez.
letter-refused = La lettre ne peut pas être envoyée telle quelle.
    .do = Raccourcissez-la, ou vérifiez à qui elle s’adresse.
not-my-identity = Aucune identité de ce nœud ne s’appelle ainsi.
    .do = Voyez lesquelles il y a : bot id list
name-refused = { $given ->
        [typed] { $field } : ce nom ne peut pas être utilisé.
       *[other] Ce nom ne peut pas être utilisé.
    }
    .do = Choisissez un nom court, qui ne soit pas vide, sans caractères de commande, et qui ne ressemble pas à un identifiant.
name-taken = Ce nom est déjà celui de quelqu’un d’autre dans votre carnet d’adresses.
    .do = Choisissez un autre nom, ou retirez d’abord l’autre contact.
no-identity = Aucune identité ne vit encore sur ce nœud.
    .do = Créez-en une : bot id init
not-revocable = Le badge ne prévoit aucun moyen d’être révoqué.
    .do = Demandez à qui le détient de le supprimer ; personne ne peut le reprendre.
offer-about-another = Le badge proposé concerne quelqu’un d’autre que la personne à qui il a été proposé.
    .do = Refusez-le, et prévenez l’émetteur.
offer-answered = Cette offre a déjà sa réponse.
    .do = Il ne reste rien à faire ; une fin ou un retrait est un acte à part.
offer-expired = L’offre a expiré.
    .do = Demandez-en une nouvelle.
offer-revoked = L’émetteur l’a révoqué après l’avoir offert : il n’y a rien à accepter.
    .do = Demandez-en un nouveau à l’émetteur. Pour dire non à celui-ci : bot refuse.
offer-refused = L’offre ne peut pas être faite ou acceptée telle quelle.
    .do = Vérifiez à qui elle s’adresse et jusqu’à quand elle vaut.
outbox-full = Trop de lettres attendent d’être remises.
    .do = Connectez le nœud, et réessayez quand quelques-unes seront arrivées.
import-refused = Ce n’est pas un badge à garder. { $detail }
    .do = Demandez le fichier d’origine à la personne, ou un nouveau badge à l’émetteur.
import-no-badge = Il n’y a pas de badge dans ce fichier.
    .do = Choisissez le fichier du badge : JSON, JWS compact, ou image PNG ou SVG qui contient le badge.
import-unread = Ce fichier ne peut pas être lu ; on ne sait donc pas s’il contenait un badge. { $detail }
    .do = Demandez à la personne le fichier d’origine, ou à l’émetteur un nouveau.
import-form = Le badge est d’une forme que cette version ne sait pas lire (en anglais) : { $detail }
    .do = Installez une version plus récente.
import-list = C’est une liste de badges révoqués ou suspendus, pas un badge.
    .do = Pour juger des badges d’après elle, joignez-la avec --with.
import-presentation = C’est un badge tel que quelqu’un l’a montré une fois, pas le badge lui-même.
    .do = Demandez le fichier du badge lui-même.
import-of-another = Le badge ne concerne aucune de vos identités.
    .do = S’il vous nomme par une autre adresse, comme une adresse e-mail, dites laquelle : --recipient ADRESSE. Pour le garder quand même, comme un badge que vous avez vu, ajoutez --anyway.
import-recipient-did = Ce destinataire n’est aucune de vos identités : un badge à son sujet n’est pas à vous.
    .do = Nommez une adresse e-mail à vous, ou l’un de vos DID (bot id list). Pour garder le badge quand même, comme un badge que vous avez vu, ajoutez --anyway.
import-recipient = Le badge n’est pas gardé comme le vôtre. { $detail }
    .do = Vérifiez l’adresse, telle qu’elle s’écrivait alors. Pour garder le badge quand même, comme un badge que vous avez vu, ajoutez --anyway.
import-exists = Un autre badge au même identifiant est gardé ici, et ce fichier ne prend pas sa place.
    .do = Comparez les deux avec bot verify. Pour garder celui-ci à la place, retirez d’abord l’autre : bot import remove.
import-unproven = Un badge prouvé au même identifiant est gardé ici, et ce fichier n’est pas prouvé : il ne prend pas sa place.
    .do = Gardez celui qui est ici. Si ce fichier devait être le vrai, demandez à son émetteur.
import-not = Ce badge n’a pas été importé : vous l’avez décerné, accepté ou vu dans un registre, et il reste.
    .do = Reprenez une attribution avec bot revoke, ou une publication avec bot unpublish.
credential-form = Un badge de cette forme se garde ici, mais ni un registre ni une présentation ne peuvent le porter (en anglais) : { $detail }
    .do = Montrez son fichier tel quel ; on le ressort avec bot badge show --json ou bot badge bake.
proof-large = Il y a plus à dire sur ce badge qu’une preuve n’en contient (en anglais) : { $detail }
    .do = Donnez le fichier du badge, et à côté le registre de son émetteur : bot feed export.
proof-refused = Le document n’est pas correctement signé.
    .do = Demandez le fichier d’origine.
recognition-not-mutual = Cette reconnaissance n’est pas mutuelle : il n’y a rien à finir.
    .do = Refusez plutôt l’offre, ou laissez-la expirer.
recognition-not-received = Cette reconnaissance ne vous a pas été proposée.
    .do = La liste des offres montre ce que vous pouvez accepter : bot offers
statement-refused = L’énoncé ne s’accorde pas avec le registre.
    .do = Vérifiez l’horloge de cet ordinateur ; si elle est juste, redémarrez le nœud.
status-list-full = Aucune place libre n’a été trouvée dans la liste de statut.
    .do = Réessayez ; si cela persiste, émettez avec une nouvelle identité.
status-list-foreign = L’émetteur de cette liste de statut n’est pas une identité de ce nœud, et lui seul peut la signer.
    .do = Demandez au nœud de l’émetteur, ou vérifiez avec le registre de l’émetteur.
status-list-unknown = L’émetteur n’a pas ici de liste de statut de ce numéro.
    .do = Prenez l’adresse de la liste dans le badge, telle qu’elle y est écrite.
status-list-incomplete = Aucune liste de statut n’est signée, car une partie du registre de l’émetteur manque ici.
    .do = Reliez-vous à un nœud qui suit l’émetteur, attendez que le registre soit entier, puis redemandez.
several-issuers = Les badges ont été émis par plusieurs identités ; une commande change ceux d’une seule.
    .do = Faites-le une fois par identité, avec --as.
nothing-fits = Aucun badge émis ici ne correspond.
    .do = Voyez ce qu’il y a avec bot badge list.
change-unknown = Aucun changement de ce nom n’attend : il a été annulé, ou tout le monde l’a appris.
    .do = Une suspension se lève avec bot resume ; une révocation demeure.
change-begun = Ce n’est plus annulable : une partie est déjà écrite.
    .do = Une suspension se lève avec bot resume ; une révocation demeure.

## Le coffre de confiance

passphrase-wrong = La phrase secrète n’ouvre pas le coffre de confiance.
    .do = Réessayez. Si elle est perdue, rétablissez l’identité avec sa feuille de secours.
passphrase-weak = La phrase secrète est trop facile à deviner.
    .do = Prenez-en une plus longue : quatre ou cinq mots sans rapport.
passphrase-file-refused = Le fichier nommé ne contient pas de phrase secrète.
    .do = Mettez-y la phrase secrète, seule sur une ligne d’au plus 4 Kio.
recovery-words-refused = Ce ne sont pas les mots d’une feuille de secours.
    .do = Comparez chaque mot à la feuille, et leur ordre.
recovery-sheet-of-another = Cette feuille de secours est celle d’une autre identité.
    .do = Prenez la feuille qui porte l’identifiant de cette identité.
recovery-exported = La feuille de secours a déjà été exportée, et le nœud n’en garde plus les mots.
    .do = Servez-vous de la feuille imprimée alors.
trust-box-missing = Il n’y a pas de coffre de confiance ici.
    .do = Créez une identité : bot id init. Si vous en aviez une, vérifiez le dossier de données.
trust-box-exists = Un coffre de confiance est déjà ici ; rien n’a été écrasé.
    .do = Utilisez-le, ou choisissez un autre dossier de données.
trust-box-open-to-others = D’autres comptes de cet ordinateur peuvent lire un fichier qui contient des secrets.
    .do = Retirez-leur ce droit : chmod 600 sur le fichier nommé.
trust-box-damaged = Le coffre de confiance est abîmé.
    .do = Remettez-en une copie, ou rétablissez l’identité avec sa feuille de secours.
trust-box-too-new = Le coffre de confiance a été écrit par une version plus récente.
    .do = Installez cette version.
trust-box-locked = Un autre processus utilise le coffre de confiance.
    .do = Arrêtez-le, ou attendez qu’il ait fini.
trust-box-failed = Le coffre de confiance n’a pas pu être lu ou écrit.
    .do = Vérifiez que le disque a de la place et que l’on peut écrire dans le dossier.

## Le nœud et son disque

store-failed = Le stockage n’a pas pu être lu ou écrit ; rien n’a été confirmé.
    .do = Vérifiez que le disque a de la place, puis redémarrez le nœud.
store-refused = Cela ne tient pas dans le stockage, et rien n’en a été gardé (en anglais) : { $detail }
    .do = Réduisez-le, ou raccourcissez son identifiant, puis réessayez.
store-locked = Un autre programme utilise ce dossier de données.
    .do = Arrêtez-le avec bot down, ou choisissez un autre dossier avec --data.
store-too-new = Une version plus récente de ce programme a écrit le dossier de données.
    .do = Installez cette version ; rien n’a été touché dans le dossier.
store-other-backend = Le dossier de données a été écrit avec une autre sorte de stockage.
    .do = Donnez à store.backend, dans bot.toml, la sorte nommée ici.
store-damaged = Ce qui se trouve dans le dossier de données ne se lit pas comme un stockage.
    .do = Remettez une copie du dossier, ou commencez dans un autre avec --data et rétablissez l’identité.
store-denied = Le dossier de données ne peut pas être écrit.
    .do = Permettez à votre compte d’y écrire, ou choisissez un autre dossier avec --data.
store-full = Le disque est plein. Ce qui a été confirmé est en sécurité, et rien d’autre n’a été gardé.
    .do = Faites de la place sur le disque, puis réessayez.
peer-key-unusable = Le fichier de clé peer.key du dossier de données ne peut pas servir.
    .do = Permettez à votre compte de le lire. S’il est abîmé, supprimez-le : les autres connaîtront ce nœud sous un nouvel identifiant.
system-refuses = Le système n’a plus de fil d’exécution pour le nœud.
    .do = Arrêtez d’autres programmes, puis réessayez.
port-in-use = Un autre programme occupe le port de l’interface de ce nœud.
    .do = Arrêtez-le, ou donnez un autre http.port dans bot.toml (0 prend un port libre).
address-in-use = Un autre programme occupe une adresse où ce nœud doit écouter.
    .do = Arrêtez-le, ou donnez d’autres adresses à net.listen dans bot.toml.
network-closed = Le nœud ne peut pas écouter à ses adresses.
    .do = Comparez net.listen, dans bot.toml, aux adresses de cet ordinateur.
interface-closed = L’interface du nœud ne peut pas s’ouvrir.
    .do = Vérifiez que le dossier de données peut être écrit et que son chemin est court.
restored-elsewhere = Cette identité a été restaurée sur une autre installation : celle-ci ne peut plus rien signer en son nom.
    .do = Continuez avec l’autre installation. Si vous ne l’avez pas restaurée, quelqu’un d’autre a sa feuille de secours : prévenez ceux qui lui font confiance.
writer-elsewhere = La clé d’écriture de ce registre a signé aussi dans une autre copie du dossier de données : ce qu’elle signerait ici pourrait être une seconde version, elle ne signe donc plus rien.
    .do = Avec la feuille de secours, recommencez dans un nouveau dossier de données, qui garde tout ce que l’on sait du registre : tapez la ligne imprimée sur la feuille, bot id restore …, suivie de --data DOSSIER. N’utilisez plus ce dossier.
folder-moved = Ce dossier de données n’est pas le même qu’avant, c’est peut-être une copie, et aucun nœud qu’il connaît n’a encore été rencontré : ce qu’il signerait pourrait être une seconde version du registre.
    .do = Reliez-le à un nœud qu’il connaissait, puis réessayez ; sans cela, il reprend après dix minutes. Si le dossier vient d’une copie remise en place, bot id restore dans un nouveau dossier est la voie sûre.
clock-behind = L’horloge de cet ordinateur retarde sur la dernière entrée de votre registre : rien ne peut être signé.
    .do = Mettez l’horloge à l’heure, puis réessayez ; rien n’a été signé ni gardé.
publish-of-former = Ce badge concerne votre ancienne clé, et un registre ne contient que ce qui concerne son propre DID.
    .do = Il reste le vôtre : montrez-le avec bot present ou bot prove. Pour l’avoir dans votre registre, demandez à son émetteur de le décerner à votre nouveau DID.
not-the-holder = Aucune identité de ce nœud ne détient ce badge, et seul son détenteur peut le publier ou le présenter.
    .do = S’il vous a été proposé, acceptez-le d’abord : bot offers. Sinon, demandez à son détenteur.
not-the-issuer = Aucune identité de ce nœud n’a émis ce badge, et seul son émetteur peut le révoquer, le suspendre ou le rendre.
    .do = Demandez à l’émetteur.
note-damaged = Une note privée de ce nœud n’est pas lisible.
    .do = Lancez bot doctor, et remettez une sauvegarde s’il le dit.
no-chance = Le système n’a pas donné de nombres aléatoires.
    .do = Redémarrez l’ordinateur ; sans eux, rien ne peut être signé sûrement.
store-not-renewed = C’est effacé et n’apparaît plus dans aucune réponse, mais les octets sont encore dans les fichiers du magasin.
    .do = Faites de la place sur le disque pour une seconde copie du magasin : le nœud réessaie de lui-même.
export-too-large = C’est plus que ce que contient une archive.
    .do = Enregistrez le registre avec bot feed export et les badges avec bot badge show --json.
node-read-only = Le nœud ne fait plus que lire depuis l’échec d’une écriture ; ce qui était confirmé est sauf.
    .do = Vérifiez le disque et faites-y de la place : le nœud réessaie de lui-même.
node-stopping = Le nœud est en train de s’arrêter.
    .do = Redémarrez-le, puis recommencez.

## L’interface du nœud

body-cut-off = La requête s’est arrêtée avant sa longueur.
    .do = Envoyez-la de nouveau.
body-malformed = La requête n’est pas du JSON correct.
    .do = Corrigez-la, puis envoyez-la de nouveau.
body-misshapen = La requête est du JSON d’une autre forme que celle demandée.
    .do = Comparez-la avec GET /v1/openapi.json.
body-too-large = La requête est trop grande.
    .do = Envoyez-en moins à la fois.
body-too-slow = La requête a mis trop de temps à arriver.
    .do = Envoyez-la de nouveau par une meilleure connexion.
head-too-slow = L’en-tête de la requête a mis trop de temps à arriver.
    .do = Envoyez-la de nouveau.
host-refused = La requête nomme un autre hôte que ce nœud.
    .do = Utilisez l’adresse que montre bot status. Si d’autres doivent utiliser le nom de la requête, donnez-le à web.base_url dans bot.toml.
origin-refused = Les pages d’autres origines ne peuvent pas utiliser ce nœud.
    .do = Utilisez la ligne de commande, ou un programme à vous avec le jeton.
token-missing = La requête ne porte pas le jeton de ce nœud.
    .do = Lisez-le dans run/token du dossier de données.
token-needed = Il faut pour cela un jeton de ce nœud avec la portée « { $scope } ».
    .do = Demandez-en un à son propriétaire : bot token new --scope { $scope }.
token-unknown = Ce nœud ne connaît pas le jeton : il n’a jamais été fait ici, ou il a été retiré.
    .do = Demandez-en un autre au propriétaire du nœud.
token-expired = Le temps du jeton est écoulé.
    .do = Demandez-en un autre au propriétaire du nœud.
scope-missing = Le jeton ne permet pas cela : il lui manque la portée « { $scope } ».
    .do = Demandez au propriétaire du nœud un jeton qui l’a : bot token new --scope { $scope }.
owner-only = Seul le propriétaire de ce nœud peut faire cela, sur la machine où il tourne.
    .do = Utilisez bot sur cette machine, ou l’adresse que montre bot status avec le jeton de run/token du dossier de données.
too-often = Trop de requêtes sont venues sans jeton.
    .do = Revenez dans { $seconds } secondes, ou demandez un jeton au propriétaire du nœud.
plain-http-refused = Cette porte ne parle le HTTP en clair qu’avec son mandataire inverse.
    .do = Passez par le mandataire. Qui tient le nœud : nommez le mandataire dans web.trusted_proxies, ou donnez un certificat à la porte.
https-needed = Ce nœud s’interroge par https.
    .do = Utilisez la même adresse précédée de https://.
tls-needed = Cette porte parle https, pas le HTTP en clair.
    .do = Utilisez la même adresse précédée de https://.
forwarded-ambiguous = Le mandataire inverse a transmis deux sortes d’en-têtes sur qui demande.
    .do = Qui tient le mandataire : faites-lui mettre Forwarded ou X-Forwarded-For, et retirer l’autre.
web-port-in-use = Un autre programme écoute à l’adresse de la porte web.
    .do = Arrêtez-le, ou donnez un autre web.listen dans bot.toml.
web-port-forbidden = Le système ne laisse pas ce programme écouter à l’adresse de la porte web.
    .do = Donnez à web.listen un port au-dessus de 1023, ou au service la capacité CAP_NET_BIND_SERVICE.
web-certificate-refused = Le certificat de la porte web ou sa clé ne peut pas servir.
    .do = Vérifiez web.certificate et web.key dans bot.toml : des fichiers PEM qui vont ensemble, la clé sans phrase de passe.
tokens-too-many = Il y a autant de jetons qu’il peut y en avoir.
    .do = Retirez ceux dont personne ne se sert : bot token list, puis bot token remove.
too-many = Trop de connexions sont ouvertes à la fois.
    .do = Revenez dans un instant.
media-type-refused = La requête n’est pas déclarée comme JSON.
    .do = Envoyez-la avec Content-Type: application/json.
method-unknown = Cela ne se fait pas à cette adresse.
    .do = Comparez avec GET /v1/openapi.json.
path-unknown = Il n’y a rien à cette adresse.
    .do = Comparez avec GET /v1/openapi.json.
query-malformed = La partie après le point d’interrogation n’est pas lisible.
    .do = Corrigez-la, puis envoyez-la de nouveau.
idempotency-key-refused = L’Idempotency-Key n’est pas de celles que l’on peut garder.
    .do = Envoyez des caractères ASCII visibles, pas trop nombreux.
idempotency-reply-erased = Cela a été fait une fois, et la réponse est effacée.
    .do = Ne redemandez pas : avec une autre clé, ce serait fait une seconde fois.
idempotency-key-reused = Cette Idempotency-Key a servi pour une autre requête.
    .do = Prenez une nouvelle clé pour une nouvelle requête.

## Programmes qui demandent des badges (OAuth 2), et ce qu’ils remettent

oauth-client-refused = Le programme n’est pas inscrit ici, ou ne prouve pas qui il est.
    .do = Laissez le programme s’inscrire à nouveau.
oauth-client-unknown = Ce programme n’est pas inscrit auprès de ce nœud.
    .do = Revenez au programme et reliez-le de nouveau à ce nœud.
oauth-full = Ce nœud ne peut pas prendre d’autres demandes pour le moment.
    .do = Demandez de nouveau dans dix minutes.
oauth-grant-refused = Ce que montre le programme a servi, a pris fin ou a été retiré.
    .do = Revenez au programme et reliez-le de nouveau à ce nœud.
oauth-kind-unsupported = Le programme demande d’une manière que ce nœud ne connaît pas.
    .do = Prenez un programme qui connaît Open Badges 3.0.
oauth-redirect-refused = Le programme veut que la réponse aille à une adresse qu’il ne peut pas nommer.
    .do = N’allez pas plus loin : le programme est en faute, ou quelqu’un se fait passer pour lui.
oauth-registration-refused = Ce que le programme dit de lui-même ne peut pas servir.
    .do = Signalez la faute à ceux qui font le programme.
oauth-request-refused = La demande n’est pas comme elle doit être, ou a déjà reçu sa réponse.
    .do = Revenez au programme et recommencez.
oauth-scope-missing = Le programme peut faire d’autres choses, mais pas celle-ci.
    .do = Reliez-le de nouveau à ce nœud et permettez-lui cela aussi.
oauth-scope-refused = Le programme demande une chose que ce nœud ne connaît pas, ou pour laquelle il ne s’est pas inscrit.
    .do = Signalez la faute à ceux qui font le programme.
oauth-token-missing = Ceci est pour les programmes autorisés par la personne à qui sont les badges, et aucun jeton n’a été montré.
    .do = Reliez d’abord le programme à ce nœud.
oauth-token-refused = Le jeton du programme est inconnu, a pris fin ou a été retiré.
    .do = Reliez-le de nouveau à ce nœud.
hosted-full = La collection est pleine.
    .do = Retirez-en des badges avant d’en ajouter d’autres.
hosted-no-badge = Ce qui a été remis n’est pas un badge d’Open Badges 3.0 tel que cette interface les prend.
    .do = Remettez du JSON avec une preuve, ou un JWS compact, avec le type de contenu qui convient.
hosted-older = Un badge plus récent, de même identifiant et de même émetteur, est déjà ici.
    .do = Remettez le plus récent.
hosted-unproven = On ne peut pas dire si le badge est de son émetteur ; il n’est donc pas pris.
    .do = Demandez à l’émetteur un badge dont la clé s’y trouve, ou s’en déduit (did:key).
profile-refused = Le profil ne peut pas être changé ainsi.
    .do = Envoyez le profil entier, avec id, type et name, et seulement avec les membres qui sont montrés.

## Pages que montre un navigateur quand un programme demande

page-asks-title = Un programme demande des badges
page-asks = « { $name } » ({ $host }) demande à ce nœud de pouvoir faire ce qui suit. Le nom est celui que le programme se donne ; personne n’en répond.
page-approve = Si ce nœud est le vôtre et que vous avez commencé ceci vous-même, tapez la ligne ci-dessous là où tourne le nœud. Elle montre la demande encore une fois avant que rien ne soit permis.
page-careful = Si vous n’avez pas commencé ceci vous-même, fermez la page et ne permettez rien.
page-wait = Cette page continue d’elle-même dès que la réponse est donnée. La demande prend fin après dix minutes.
page-refused-title = Cela ne peut pas être demandé
page-about-title = À propos de ce nœud
gate-page-title = Montrez un badge pour entrer
gate-page-careful = Comparez le domaine de cette ligne avec la barre d’adresse de votre navigateur : s’ils diffèrent, quelqu’un d’autre veut entrer avec votre badge.
gate-page-type = Qui détient le badge signe le texte ci-dessous, pour cette fois seulement. Tapez cette ligne là où tourne votre nœud, avec l’identifiant de votre badge à la place de BADGE :
gate-page-shown = Ce qui s’affiche :
gate-page-enter = Entrer
page-terms = Conditions : ce nœud est celui d’une personne ou d’une organisation, qui décide pour chaque programme de ce qu’il peut voir, et peut le retirer à tout moment. Rien n’est promis que ce qui a été signé.
page-privacy = Vie privée : d’un programme, le nœud garde ce qu’il dit de lui-même, ce qui lui a été permis, et les empreintes de ses jetons. De vos badges, il garde ceux que vous détenez. Rien de tout cela n’est envoyé à qui que ce soit d’autre.
permission-credential-readonly = Voir les badges
permission-credential-upsert = Ajouter des badges, ou en mettre de plus récents à leur place
permission-profile-readonly = Voir le profil : nom, description et page web
permission-profile-update = Changer le profil que tout le monde voit
permission-offline-access = Continuer en votre absence, jusqu’à ce que vous le retiriez

## Remettre un badge à un autre hôte

push-address = Ce n’est pas l’adresse d’un hôte.
    .do = Donnez-la sous la forme https://hote.example ; sans https, on ne parle qu’à cette machine même.
push-astray = L’hôte mène à une adresse qui n’est pas suivie.
    .do = Ne lui remettez rien : demandez à ceux qui le tiennent.
push-certificate = Personne que l’on connaisse ici ne répond du certificat de l’hôte ; rien ne lui a donc été envoyé.
    .do = Demandez à qui l’exploite un certificat d’une autorité publique ; celui qu’un nœud a fait lui-même n’est accepté par personne d’autre.
push-here = L’hôte est cette machine, à laquelle on ne parle pas par https.
    .do = Pour essayer sur une seule machine, nommez-le par http://127.0.0.1 et son port, et donnez-lui cela pour web.base_url, sans web.self_signed.
push-declined = On a répondu non à l’hôte.
    .do = Recommencez et autorisez-le dans le navigateur, si vous le voulez.
push-form = Aucun hôte d’Open Badges 3.0 ne prend un badge de cette forme.
    .do = Remettez du JSON avec sa propre preuve, ou un JWS compact.
push-no-answer = Personne n’a répondu dans le navigateur.
    .do = Recommencez, et ouvrez l’adresse dans les dix minutes.
push-no-host = À cette adresse, il n’y a pas d’hôte d’Open Badges 3.0.
    .do = Demandez à ceux qui le tiennent l’adresse de leur API Open Badges.
push-no-token = L’hôte n’accepte pas son propre code.
    .do = Recommencez ; si cela persiste, demandez à ceux qui tiennent l’hôte.
push-other-question = Ceci est la réponse à une autre demande.
    .do = Recommencez, et prenez l’adresse imprimée en dernier.
push-refused = L’hôte ne prend pas le badge.
    .do = Sa raison figure ci-dessus.
push-unheard = Cette machine ne laisse le programme attendre aucun navigateur.
    .do = Recommencez avec --code.
push-unreachable = L’hôte ne répond pas comme il le devrait.
    .do = Vérifiez l’adresse, et réessayez plus tard.
push-unregistered = L’hôte ne laisse pas ce programme s’inscrire.
    .do = Demandez à ceux qui le tiennent s’ils permettent l’inscription dynamique.

## Portefeuilles (OpenID)

wallet-no-address = Aucun portefeuille ne peut joindre ce nœud : il n’a pas d’adresse sur le web.
    .do = Mettez dans web.base_url l’adresse à laquelle on le joint, et ouvrez la porte web (bot config, bot up).
wallet-offers-too-many = Il y a autant d’offres à des portefeuilles qu’il peut y en avoir.
    .do = Reprenez celles que personne ne vient chercher : bot wallet offers, puis bot wallet withdraw.
wallet-offer-gone = L’offre est inconnue, a servi, a pris fin ou a été reprise.
    .do = Demandez-en une nouvelle à qui l’a faite.
wallet-request-refused = Ce que demande le portefeuille n’est pas comme il doit être.
    .do = Prenez un portefeuille qui connaît OpenID for Verifiable Credential Issuance 1.0.
wallet-proof-refused = Le portefeuille ne prouve pas une clé à laquelle lier le badge.
    .do = Prenez un portefeuille dont la clé est un did:key ou un did:jwk, et recommencez.
wallet-nonce-refused = Le nonce que le portefeuille a signé est trop ancien, a servi, ou vient d’un autre nœud.
    .do = Laissez le portefeuille en demander un nouveau.
wallet-badge-given = Le badge a déjà été donné à une autre clé.
    .do = Demandez une nouvelle offre à son émetteur.
wallet-token-refused = Le jeton du portefeuille est inconnu, a pris fin ou a été retiré.
    .do = Demandez une nouvelle offre à qui l’a faite.
wallet-answer-refused = Ce que montre le portefeuille n’est pas pour cette demande, ou pas ce qui était demandé.
    .do = Demandez de nouveau, et laissez le portefeuille répondre à la nouvelle demande.
wallet-query-refused = La demande n’est pas de celles que l’on comprend ici (en anglais) : { $detail }
    .do = Corrigez le membre nommé ; les formats sont ldp_vc et jwt_vc_json.
wallet-question-gone = La demande est inconnue, a reçu sa réponse, a pris fin ou a été reprise.
    .do = Demandez-en une nouvelle à qui l’a faite.
wallet-requests-too-many = Il y a autant de demandes à des portefeuilles qu’il peut y en avoir.
    .do = Oubliez celles dont personne n’a besoin : bot wallet requests, puis bot wallet forget.
wallet-text = Ce n’est ni une offre ni une demande que l’on puisse lire ici.
    .do = Copiez tout le lien, tel qu’il se trouve sous le code QR.
wallet-address = L’autre côté donne une adresse qui ne peut pas servir.
    .do = Seul https mène ailleurs ; demandez un autre lien.
wallet-unreachable = L’autre côté ne répond pas.
    .do = Réessayez plus tard, ou demandez un autre lien.
wallet-certificate = Personne que l’on connaisse ici ne répond du certificat de l’autre côté ; rien ne lui a donc été envoyé.
    .do = Demandez à qui l’exploite un certificat d’une autorité publique ; celui qu’un nœud a fait lui-même n’est accepté par personne d’autre.
wallet-here = L’autre côté est cette machine, à laquelle on ne parle pas par https.
    .do = Pour essayer sur une seule machine, que son web.base_url soit http://127.0.0.1 avec son port, sans web.self_signed, et demandez un autre lien.
wallet-lacks = L’autre côté ne dit pas ce qu’il faut.
    .do = Demandez s’il connaît OpenID dans sa version 1.0.
wallet-astray = L’autre côté mène à une adresse qui n’est pas suivie.
    .do = N’allez pas plus loin : ce peut être une tentative d’atteindre ce que seule cette machine atteint.
wallet-form = Le badge est dans une forme que les portefeuilles n’ont pas ici.
    .do = Demandez-le en ldp_vc ou jwt_vc_json.
wallet-unsigned = La demande n’est pas signée par le vérificateur qu’elle nomme.
    .do = Ne montrez rien ; demandez un autre lien à qui veut voir un badge.
wallet-code = Le code n’est pas celui de cette offre (en anglais) : { $detail }
    .do = Regardez encore le code, qui vient par une autre voie que le lien, et recommencez. Quand il ne reste plus d’essai, demandez une nouvelle offre.
wallet-refused = L’autre côté a refusé : { $detail }
    .do = Demandez-lui un nouveau lien.
