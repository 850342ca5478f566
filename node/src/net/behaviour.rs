//! What the swarm does besides carrying bytes: limits, gossip, finding each other.

use std::io;
use std::time::Duration;

use libp2p::allow_block_list::{self, BlockedPeers};
use libp2p::connection_limits::ConnectionLimits;
use libp2p::gossipsub::{
    self, ConfigBuilder, IdentTopic, MessageAuthenticity, MessageId, PeerScoreParams,
    PeerScoreThresholds, TopicScoreParams, ValidationMode, score_parameter_decay,
};
use libp2p::swarm::behaviour::toggle::Toggle;
use libp2p::swarm::{self, NetworkBehaviour, Swarm};
use libp2p::{StreamProtocol, connection_limits, identify, mdns, ping, relay};

use bot_protocol::gossip::{Community, Lane, MessageId as Id, Topic};
use bot_protocol::limits::{
    CONNECTIONS_PER_PEER_MAX, DIALS_MAX, GOSSIP_CONTROL_BYTES_MAX, GOSSIP_MESSAGE_BYTES_MAX,
    GOSSIP_NAMED_MAX, GOSSIP_RPC_BYTES_MAX,
};

use super::NetError;
use super::reach::asking::CALLABLE;
use super::reach::places::Places;
use super::reach::{Reach, Serving};
use super::switch::{Bounds, NetSetup};
use super::transport::transport;

/// How often each connection is asked whether it is alive.
pub(super) const PING_EVERY: Duration = Duration::from_secs(5);

/// How long a connection that carries nothing is kept.
const IDLE_PATIENCE: Duration = Duration::from_secs(60);

/// How long a bad message weighs on a peer's gossip score.
const REJECT_MEMORY: Duration = Duration::from_secs(600);

#[derive(NetworkBehaviour)]
pub(super) struct Behaviour {
    // The limits come first: what they refuse the others never see.
    pub(super) blocked: allow_block_list::Behaviour<BlockedPeers>,
    pub(super) limits: connection_limits::Behaviour,
    pub(super) memory: libp2p_memory_connection_limits::Behaviour,
    pub(super) gossip: gossipsub::Behaviour,
    pub(super) streams: libp2p_stream::Behaviour,
    pub(super) identify: identify::Behaviour,
    pub(super) ping: ping::Behaviour,
    pub(super) mdns: Toggle<mdns::tokio::Behaviour>,
    pub(super) reach: Toggle<Reach>,
}

/// Of the protocols that a peer speaks, those by which it helps this node to be reached.
pub(super) fn of_interest(speaks: &[StreamProtocol]) -> Vec<StreamProtocol> {
    let helps = |name: &&StreamProtocol| [CALLABLE, relay::HOP_PROTOCOL_NAME].contains(name);
    speaks.iter().filter(helps).take(2).cloned().collect()
}

/// A swarm that listens nowhere yet, subscribed to its communities' topics.
pub(super) fn swarm(
    setup: &NetSetup,
    serving: Option<(Serving, Places)>,
) -> Result<Swarm<Behaviour>, NetError> {
    let (key, bounds) = (&setup.key, setup.bounds);
    let peer = key.public().to_peer_id();
    let mdns = match setup.mdns {
        true => Some(
            mdns::tokio::Behaviour::new(mdns::Config::default(), peer).map_err(NetError::Setup)?,
        ),
        false => None,
    };
    let mut identify = identify::Config::new("/bot/1".to_owned(), key.public())
        .with_agent_version(format!("bot/{}", env!("CARGO_PKG_VERSION")))
        .with_push_listen_addr_updates(true);
    let (reach, relayed) = match &setup.reaching {
        Some(_) => {
            // Where a search calls is for the tables to say, not for what peers say of themselves.
            identify = identify.with_cache_size(0);
            let (reach, way) = Reach::new(&key.public(), setup.lan, serving, &setup.communities);
            (Some(reach), Some(way))
        }
        None => (None, None),
    };
    let pings = ping::Config::new().with_interval(PING_EVERY).with_timeout(PING_EVERY);
    let behaviour = Behaviour {
        blocked: allow_block_list::Behaviour::default(),
        limits: connection_limits::Behaviour::new(limits(bounds)),
        memory: libp2p_memory_connection_limits::Behaviour::with_max_bytes(bounds.memory_bytes),
        gossip: gossip(&setup.communities)
            .map_err(|what| NetError::Setup(io::Error::other(what)))?,
        streams: libp2p_stream::Behaviour::new(),
        identify: identify::Behaviour::new(identify),
        ping: ping::Behaviour::new(pings),
        mdns: Toggle::from(mdns),
        reach: Toggle::from(reach),
    };
    let config = swarm::Config::with_tokio_executor().with_idle_connection_timeout(IDLE_PATIENCE);
    let transport = transport(&setup.carrier, relayed, key, bounds.handshakes);
    let mut swarm = Swarm::new(transport.map_err(NetError::Setup)?, behaviour, peer, config);
    for address in &setup.announced {
        swarm.add_external_address(address.clone());
    }
    Ok(swarm)
}

/// Three quarters of the places are for those who call; the rest stays for whom we call, so that
/// strangers cannot take them all.
pub(super) fn incoming_most(bounds: Bounds) -> u32 {
    bounds.connections.saturating_mul(3) / 4
}

fn limits(bounds: Bounds) -> ConnectionLimits {
    let incoming = incoming_most(bounds);
    ConnectionLimits::default()
        // The door sends the oldest away at `handshakes`; this is the wall behind it.
        .with_max_pending_incoming(Some(bounds.handshakes.saturating_mul(2)))
        .with_max_pending_outgoing(Some(DIALS_MAX))
        .with_max_established_incoming(Some(incoming))
        .with_max_established(Some(bounds.connections))
        .with_max_established_per_peer(Some(CONNECTIONS_PER_PEER_MAX))
}

/// Both topics of a community.
pub(super) fn topics(community: &Community) -> [Topic; 2] {
    [Lane::Urgent, Lane::Feed].map(|lane| Topic { community: community.clone(), lane })
}

fn gossip(communities: &[Community]) -> Result<gossipsub::Behaviour, String> {
    let mut builder = ConfigBuilder::default();
    builder
        .validation_mode(ValidationMode::Anonymous)
        .validate_messages()
        .message_id_fn(|message| MessageId::new(&Id::of(message.topic.as_str(), &message.data).0))
        // A few near neighbours, looked for all the time: every further one costs a copy of each
        // statement, and what an author says goes to all neighbours of its neighbours besides.
        .mesh_n(4)
        .mesh_n_low(3)
        .mesh_n_high(5)
        .retain_scores(3)
        .mesh_outbound_min(1)
        .opportunistic_graft_ticks(5)
        .opportunistic_graft_peers(2)
        .flood_publish(true)
        .heartbeat_initial_delay(Duration::from_millis(500))
        .duplicate_cache_time(Duration::from_secs(120))
        .max_transmit_size(GOSSIP_RPC_BYTES_MAX)
        // By the defaults a burst of five hundred messages has more to name than anybody takes.
        .max_control_messages_sent(GOSSIP_NAMED_MAX)
        .max_control_message_size(GOSSIP_CONTROL_BYTES_MAX)
        .connection_handler_queue_len(1_000);
    let named: Vec<IdentTopic> = communities
        .iter()
        .flat_map(topics)
        .map(|topic| IdentTopic::new(topic.to_string()))
        .collect();
    for topic in &named {
        builder.max_transmit_size_for_topic(GOSSIP_MESSAGE_BYTES_MAX, topic.hash());
    }
    let config = builder.build().map_err(|fault| fault.to_string())?;
    let mut gossip = gossipsub::Behaviour::new(MessageAuthenticity::Anonymous, config)?;
    let mut scores = score_params();
    scores.topics = named.iter().map(|topic| (topic.hash(), topic_score())).collect();
    let thresholds = PeerScoreThresholds {
        // Above every score: whoever is better than half of the mesh is tried.
        opportunistic_graft_threshold: 100.0,
        // Whom gossipsub heard no more would be blamed no more, and stay: that somebody goes is for the
        // points alone to say.
        graylist_threshold: f64::MIN,
        ..PeerScoreThresholds::default()
    };
    gossip.with_peer_score(scores, thresholds)?;
    for topic in &named {
        gossip.subscribe(topic).map_err(|fault| fault.to_string())?;
    }
    Ok(gossip)
}

/// Scores of a peer. The per-IP penalty (P6) is ours to compute, because gossipsub's exemption
/// knows single addresses only and a school's private range is many: see `standing.rs`, which
/// hands it in as the application's score (P5).
fn score_params() -> PeerScoreParams {
    PeerScoreParams {
        topic_score_cap: 40.0,
        app_specific_weight: 1.0,
        ip_colocation_factor_weight: 0.0,
        behaviour_penalty_threshold: 6.0,
        ..PeerScoreParams::default()
    }
}

/// Scores of a topic: next to no credit for being there and for bringing news, so that nearness
/// decides among the honest; a heavy and lasting debit for bad messages, nothing for silence (P3 and
/// P3b off: a quiet community is no fault).
fn topic_score() -> TopicScoreParams {
    TopicScoreParams {
        topic_weight: 1.0,
        time_in_mesh_weight: 0.002,
        time_in_mesh_quantum: Duration::from_secs(1),
        time_in_mesh_cap: 300.0,
        first_message_deliveries_weight: 0.02,
        first_message_deliveries_decay: 0.9,
        first_message_deliveries_cap: 20.0,
        mesh_message_deliveries_weight: 0.0,
        mesh_failure_penalty_weight: 0.0,
        invalid_message_deliveries_weight: -10.0,
        invalid_message_deliveries_decay: score_parameter_decay(REJECT_MEMORY),
        ..TopicScoreParams::default()
    }
}
