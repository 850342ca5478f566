# Ce que chaque réglage veut dire.

setting-store-backend = Quel stockage : « redb » (un seul fichier, entier après chaque coupure de courant), « sled » ou « memory » (oublie tout quand le nœud s’arrête : pour des essais seulement). Ne change plus dès que des données y sont.
setting-net-listen = Où écouter, en multiadresses. Le port 0 laisse choisir le système.
setting-net-announce = Adresses que les autres doivent utiliser au lieu de ce que ce nœud voit de lui-même : derrière un routeur qui transmet un port, par exemple.
setting-net-peers = Nœuds avec lesquels rester relié, en multiadresses. Si elles finissent par /p2p/ID, il s’agit de ce nœud seul ; sinon, de quiconque y répond.
setting-net-mdns = Trouver par mDNS les autres nœuds du même réseau local.
setting-net-communities = Les communautés dont ce nœud entend et transmet les nouvelles.
setting-net-connections-max = Le plus de liaisons à la fois, entrantes et sortantes.
setting-net-pending-max = Le plus de liaisons en train de s’établir de l’extérieur à la fois.
setting-net-memory-mib-max = Pas de nouvelle liaison tant que le processus tient plus de mémoire que cela.
setting-net-redial-millis = La plus courte pause avant de rappeler un nœud perdu de la liste ; elle double jusqu’à 5 minutes.
setting-http-port = Le port sur 127.0.0.1. Le port 0 laisse choisir le système ; DATA/run/http dit lequel.
setting-http-header-timeout-millis = Combien de temps un client peut mettre à envoyer l’en-tête d’une demande.
setting-http-request-timeout-millis = Combien de temps le corps d’une demande peut mettre à venir.
setting-http-body-kib-max = Le plus d’octets du corps d’une demande ; vérifier en prend 112 Mio, pour les fichiers avec leurs preuves.
setting-http-connections-max = Le plus de liaisons à la fois, et autant sur la prise Unix.
setting-keys-scrypt-log-n = Combien coûte chaque essai de deviner la phrase secrète : 2 à cette puissance de tours de scrypt. 16 coûte 64 Mio et environ un dixième de seconde ; chaque pas de plus double les deux.
setting-trust-max-age-days = Les nouvelles du registre d’un émetteur plus vieilles que cela sont périmées : on ne peut plus dire que ses badges ne sont pas révoqués.
setting-trust-heartbeat-hours = À quel rythme le registre de chaque identité dit qu’elle est en vie, et où.
setting-log-filter = Quoi écrire : un niveau (« error », « warn », « info », « debug »), ou des niveaux par module comme « info,bot_node::net=debug ».
setting-log-format = « text » pour les gens ou « json » pour les programmes.
