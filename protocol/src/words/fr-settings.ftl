# Ce que chaque réglage veut dire.

setting-store-backend = Quel stockage : « redb » (un seul fichier, entier après chaque coupure de courant), « sled » ou « memory » (oublie tout quand le nœud s’arrête : pour des essais seulement). Ne change plus dès que des données y sont.
setting-net-listen = Où écouter, en multiadresses. Le port 0 laisse choisir le système.
setting-net-announce = Adresses que les autres doivent utiliser au lieu de ce que ce nœud voit de lui-même : derrière un routeur qui transmet un port, par exemple.
setting-net-peers = Nœuds avec lesquels rester relié, en multiadresses. Si elles finissent par /p2p/ID, il s’agit de ce nœud seul ; sinon, de quiconque y répond.
setting-net-mailboxes = Nœuds qui gardent les lettres pour les identités de celui-ci en son absence, en multiadresses finissant par /p2p/ID. Nommés dans leurs registres ; on reste relié à eux.
setting-net-keep-mail = Garder les lettres, scellées, pour ceux dont le nœud est absent et dont le registre est conservé ici.
setting-net-witness = Signer, comme témoin, la longueur des registres dont les auteurs ont nommé ce nœud témoin.
setting-net-mdns = Trouver par mDNS les autres nœuds du même réseau local.
setting-net-communities = Les communautés dont ce nœud entend et transmet les nouvelles.
setting-net-connections-max = Le plus de liaisons à la fois, entrantes et sortantes.
setting-net-pending-max = Le plus de liaisons en train de s’établir de l’extérieur à la fois.
setting-net-memory-mib-max = Pas de nouvelle liaison tant que le processus tient plus de mémoire que cela.
setting-net-strangers-mib-max = Le plus que l’on garde, en tout, des personnes qui ne sont ni dans le carnet d’adresses ni reconnues en trois pas. Relevé, ce qui avait été coupé est récupéré ; rien n’est récupéré deux fois.
setting-net-redial-millis = La plus courte pause avant de rappeler un nœud perdu de la liste ; elle double jusqu’à 5 minutes.
setting-http-port = Le port sur 127.0.0.1. Le port 0 laisse choisir le système ; DATA/run/http dit lequel.
setting-http-header-timeout-millis = Combien de temps un client peut mettre à envoyer l’en-tête d’une demande.
setting-http-request-timeout-millis = Combien de temps le corps d’une demande peut mettre à venir.
setting-http-body-kib-max = Le plus d’octets du corps d’une demande ; vérifier en prend 112 Mio, pour les fichiers avec leurs preuves.
setting-http-connections-max = Le plus de liaisons à la fois, et autant sur la prise Unix.
setting-web-listen = Où écouter : une adresse IP et un port, comme "0.0.0.0:443". Vide : fermé.
setting-web-base-url = L’adresse que les autres utilisent, comme "https://noeud.example". Les requêtes doivent nommer son hôte, et ce que ce nœud publie est nommé d’après elle. Vide : aucune autre que celle où il écoute.
setting-web-certificate = Le certificat avec ceux au-dessus de lui, un fichier PEM ; à partir du dossier de données s’il n’est pas absolu. Un fichier modifié est lu à la connexion suivante.
setting-web-key = La clé secrète du certificat, un fichier PEM sans phrase de passe.
setting-web-self-signed = Faire un certificat dont personne ne se porte garant, pour des essais et des réseaux fermés.
setting-web-trusted-proxies = Les mandataires inverses, comme adresses ou réseaux, par exemple "10.0.0.0/8" : seul ce qu’ils transmettent est cru sur qui demande. Avec eux, le HTTP en clair qui vient d’eux est accepté hors de la boucle locale.
setting-web-public-verify = Laisser tout le monde faire vérifier des attestations, dans la limite ci-dessous.
setting-web-public-per-minute = Le plus de vérifications par minute d’un client sans jeton ; dix fois plus pour ses autres requêtes.
setting-web-connections-max = Le plus de connexions à la fois.
setting-web-identity = Le nom ou le DID de l’identité qui agit lorsque le jeton n’en nomme pas. Vide : la seule.
setting-web-profile = "closed", ou "conformance" pour les suites de tests publiques : il accepte des documents dont personne n’a épinglé les termes. Jamais pour un nœud auquel des gens se fient.
setting-keys-scrypt-log-n = Combien coûte chaque essai de deviner la phrase secrète : 2 à cette puissance de tours de scrypt. 16 coûte 64 Mio et environ un dixième de seconde ; chaque pas de plus double les deux.
setting-trust-max-age-days = Les nouvelles du registre d’un émetteur plus vieilles que cela sont périmées : on ne peut plus dire que ses badges ne sont pas révoqués.
setting-status-undo-seconds = Combien de temps une révocation ou une suspension attend avant que quiconque l’apprenne, et peut être annulée par `bot undo` ; une demande peut en décider autrement. Un jour au plus.
setting-trust-heartbeat-hours = À quel rythme le registre de chaque identité dit qu’elle est en vie, et où.
setting-log-filter = Quoi écrire : un niveau (« error », « warn », « info », « debug »), ou des niveaux par module comme « info,bot_node::net=debug ».
setting-log-format = « text » pour les gens ou « json » pour les programmes.
