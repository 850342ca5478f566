# What each setting means, as node/src/config/ declares it; a test keeps the two equal.

setting-store-backend = Which backend: "redb" (one file, whole after every power cut), "sled" or "memory" (forgets everything when the node stops: for trials only). Fixed once data is there.
setting-net-listen = Where to listen, as multiaddresses. Port 0 lets the system choose.
setting-net-announce = Addresses others should use instead of what this node sees of itself: behind a router that forwards a port, say.
setting-net-peers = Nodes to stay connected with, as multiaddresses. Ending in /p2p/ID, that node alone is meant; without it, whoever answers there.
setting-net-mailboxes = Nodes that keep letters for the identities of this one while it is away, as multiaddresses ending in /p2p/ID. Named in their feeds, and stayed connected with.
setting-net-keep-mail = Keep letters, sealed, for those whose nodes are away and whose feeds are held here.
setting-net-witness = Sign, as a witness, how long the feeds are whose authors named this node one.
setting-net-mdns = Find other nodes on the same local network by mDNS.
setting-net-communities = The communities whose news this node hears and passes on.
setting-net-connections-max = Most connections at a time, in and out.
setting-net-pending-max = Most connections being set up at a time from outside.
setting-net-memory-mib-max = No new connections while the process holds more memory than this.
setting-net-strangers-mib-max = Most of what is kept of people who are neither in the address book nor recognised within three steps, all together. Raised, what was cut off is fetched; nothing is fetched twice.
setting-net-redial-millis = Shortest pause before a lost peer of the list is dialled again; it doubles up to 5 minutes.
setting-http-port = The port on 127.0.0.1. Port 0 lets the system choose; DATA/run/http says which.
setting-http-header-timeout-millis = How long a client may take to send the head of a request.
setting-http-request-timeout-millis = How long the body of a request may take to come.
setting-http-body-kib-max = Most bytes of a request body; verifying takes 112 MiB, for files with their evidence.
setting-http-connections-max = Most connections at a time, and as many on the Unix socket.
setting-web-listen = Where to listen, as an IP address and a port such as "0.0.0.0:443". Empty: closed.
setting-web-base-url = The address others use, such as `https://node.example`. Requests must name its host, and what this node publishes is named by it. Empty: none but the one it listens at.
setting-web-certificate = The certificate with those above it, a PEM file; from the data folder where not absolute. A changed file is read at the next connection.
setting-web-key = The secret key of the certificate, a PEM file without a passphrase.
setting-web-self-signed = Make a certificate that nobody vouches for, for trials and closed networks.
setting-web-trusted-proxies = Reverse proxies, as addresses or networks such as "10.0.0.0/8": only what they forward is believed about who asks. With them, plain HTTP from them is taken beyond loopback.
setting-web-public-verify = Let everybody have credentials verified, within the limit below.
setting-web-public-per-minute = Most verifications a minute of one client without a token; of other requests ten times as many.
setting-web-connections-max = Most connections at a time.
setting-web-identity = The name or DID of the identity that acts where a token names none. Empty: the only one.
setting-web-profile = "closed", or "conformance" for public test suites: it takes documents whose terms nobody pinned. Never for a node that people rely on.
setting-keys-scrypt-log-n = How dear each guess at the passphrase is: 2 to this power rounds of scrypt. 16 costs 64 MiB and about a tenth of a second; each step more doubles both.
setting-trust-max-age-days = News of an issuer's feed older than this is stale: its badges cannot be told unrevoked.
setting-status-undo-seconds = How long a revocation or suspension waits before anybody hears of it, and can be undone with `bot undo`; a request may say otherwise. At most a day.
setting-trust-heartbeat-hours = How often the feed of each identity says that it is alive, and where.
setting-log-filter = What to write: a level ("error", "warn", "info", "debug"), or levels by module as in "info,bot_node::net=debug".
setting-log-format = "text" for people or "json" for programs.
