# L'histoire que raconte `bot demo`.

demo-part-issue = Une école décerne un badge
demo-part-accept = L’apprenante décide, une association la soutient
demo-part-verify = Une bibliothèque qui était absente vérifie le badge, l’école étant éteinte
demo-part-revoke = L’école reprend le badge
demo-part-own = Un badge à soi, et ce qu’il vaut pour qui

demo-node-up = { $name } a maintenant un nœud à soi, et s’appelle { $did }.
demo-met = Les trois nœuds se sont rencontrés ; chacun tient les registres signés des autres.
demo-described = L’école décrit ce que l’on peut obtenir : { $name }.
demo-issued = Elle signe le badge pour { $who }, en Open Badges 3.0, et l’offre en privé. Son identifiant : { $id }
demo-baked = Le badge signé est inscrit dans une image de { $bytes } octets.
demo-offer = { $name } trouve une offre : { $what }.
demo-accepted = { $name } accepte, par un acte signé, et publie le badge dans son propre registre.
demo-carried = { $name } l’a reçu par le réseau et peut le voir.
demo-endorsed = { $name } soutient le badge : « { $words } »
demo-endorsement-shown = { $name } décide que ce soutien se voie : il figure dans son registre.
demo-recognised = { $one } et { $other } se reconnaissent : un seul objet, deux signatures, le même sur les deux nœuds.
demo-school-off = { $name } arrête son nœud.
demo-verifier-up = { $name } démarre un nœud qui n’a rien vu de tout cela.
demo-knows = { $name } a { $whom } dans son carnet d’adresses.
demo-caught-up = Il a rattrapé les autres : { $entries } entrées du registre de l’école, chacune vérifiée.
demo-verified = { $name } sait ce que vaut le badge, sans demander à l’école ni à aucun serveur.
demo-learner-off = { $name } arrête son nœud pour la nuit.
demo-back = { $name } est de retour.
demo-revoked = L’école révoque le badge : entrée { $entry } de son registre.
demo-heard-live = { $name } l’a appris aussitôt.
demo-heard-late = { $name } l’a appris à son retour.
demo-tampered = Quelqu’un change l’octet { $byte } d’un second badge. La bibliothèque le regarde :
demo-own-awarded = { $name } décrit un badge elle-même, se le décerne et le publie : « { $what } »
demo-own-looked = { $name } le regarde :
demo-own-alone = Pour l’instant, seule { $who } le soutient. C’est dit, et rien de plus.
demo-own-why = Ce que { $name } apprend de { $whom }, et pourquoi :
demo-own-worth = Personne n’a de note : le badge vaut pour l’association ce que valent pour elle celles et ceux qui le soutiennent.
demo-end = Tout cela est vraiment arrivé, entre des processus séparés. Il n’en reste rien.
demo-kept = Les nœuds continuent, dans { $folder }. Pour leur parler :
demo-kept-end = Arrêtez chacun par bot down --data DOSSIER ; puis supprimez { $folder }.

demo-broke = L’histoire s’est interrompue : { $detail }
    .do = Merci de le signaler avec ce qu’écrit : bot demo --json
demo-broke-start = Le nœud « { $who } » n’a pas démarré à temps.
    .do = Voyez si cette machine permet aux programmes d’écouter sur 127.0.0.1.
demo-broke-meet = Le nœud « { $who } » n’a pas entendu parler des autres à temps.
demo-broke-offer = Le nœud « { $who } » n’a pas reçu d’offre à temps.
demo-broke-carry = La nouvelle n’a pas atteint le nœud « { $who } » à temps.
demo-interrupted = L’histoire a été arrêtée. Il n’en reste rien.

# Ce qu'écrivent les personnages.
demo-narrative = A réparé une lampe et deux vélos avec leurs propriétaires, de mars à juin.
demo-narrative-second = a montré à toute une classe comment changer un fusible sans danger.
demo-endorsement-words = Nous l’avons vue prendre le temps d’expliquer, et revenir la semaine d’après.
demo-recognition-words = Nous tenons ensemble les après-midis de réparation et nous fions aux badges l’une de l’autre.
demo-recognition-words-learner = Elle répare avec nous chaque mois, et l’école tient parole.
demo-recognition-scope = réparation
demo-revocation-words = Décerné par erreur : destiné à une autre personne.
demo-endorsement-words-late = Elle a tenu notre table de couture pendant un an ; les gens reviennent pour elle.
demo-recognition-words-library = Nous prêtons la salle, ils apportent les outils, et chacun tient parole.
demo-recognition-words-library-learner = Elle tient la table de couture dans notre salle de lecture depuis un an.
demo-own-name = Gardienne de la table de couture
demo-own-description = Tient une table où l’on raccommode des vêtements ensemble.
demo-own-criteria = A tenu la table chaque semaine pendant un an.
demo-own-narrative = Chaque samedi depuis l’automne dernier, dans la salle de lecture.
