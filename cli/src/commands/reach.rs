//! How a node is found and reached, in words.

use bot_protocol::api::{CallableView, PeerView, ReachView, WayView};

use crate::screen::Screen;

/// Everything there is to say of it, the answer to "can it be called?" first.
pub(crate) fn told(screen: &Screen, reach: &ReachView) -> Vec<String> {
    let code = match reach.callable {
        CallableView::Off => "cli-reach-off",
        CallableView::Unknown => "cli-reach-unknown",
        CallableView::Announced => "cli-reach-announced",
        CallableView::OneWord => "cli-reach-one-word",
        CallableView::Perhaps => "cli-reach-perhaps",
        CallableView::Not => "cli-reach-not",
    };
    let mut all = vec![screen.sentence(code, &[("count", reach.by.to_string())])];
    let relays = reach.relays.len();
    let beside = [
        ("cli-reach-relays", relays > 0, relays.to_string()),
        ("cli-reach-serves", reach.serves, String::new()),
    ];
    for (code, _, count) in beside.into_iter().filter(|(_, is_so, _)| *is_so) {
        all.push(screen.sentence(code, &[("count", count)]));
    }
    for part in &reach.broken {
        all.push(screen.sentence("cli-reach-broken", &[("part", part.clone())]));
    }
    all
}

/// Whether somebody should look at it: nobody gets through, or a part broke.
pub(crate) fn worth_a_look(reach: &ReachView) -> bool {
    let cut_off = reach.callable == CallableView::Not && reach.relays.is_empty();
    cut_off || !reach.broken.is_empty()
}

/// Whether a node is connected, and by which way.
pub(crate) fn state(peer: &PeerView) -> &'static str {
    match (peer.connected, peer.way) {
        (false, _) => "cli-state-away",
        (true, Some(WayView::Relayed)) => "cli-state-relayed",
        (true, Some(WayView::Punched)) => "cli-state-punched",
        (true, Some(WayView::Direct) | None) => "cli-state-connected",
    }
}
