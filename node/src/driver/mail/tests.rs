//! Whom a letter is brought to, again and again.

use bot_protocol::identity::SecretKey;

use super::*;

#[test]
fn who_does_not_speak_for_somebody_ends_no_letter_to_them() {
    assert_eq!(unread(true, true), None);
    for (is_here, is_open) in [(false, true), (true, false), (false, false)] {
        assert_eq!(unread(is_here, is_open), Some(Receipt::Later));
    }
}

fn one_leaving(now: Instant) -> (Mail, Vec<u8>) {
    use bot_protocol::statement::letter::{Answer, LetterDraft, Message};
    let message = Message::Answer(Answer { letter: [1; 16], accepted: true, reason: None });
    let (to, nonce) = (Did::from(SecretKey::from_seed(&[9; 32]).public()), [5; 16]);
    let draft = LetterDraft { to, message, ts: Timestamp::from_millis(7), nonce };
    let mut mail = Mail::default();
    mail.leave(&draft.sign(&SecretKey::from_seed(&[1; 32])).unwrap(), now);
    (mail, nonce.to_vec())
}

/// Who hosts its addressee and asks for it later for ever keeps no letter from the mailbox, nor from
/// another who hosts them; who takes it is looked for nowhere else.
#[test]
fn who_asks_for_it_later_for_ever_starves_no_letter() {
    let now = monotonic();
    let (mut mail, key) = one_leaving(now);
    let [old, own] = [PeerId::random(), PeerId::random()];
    let mut next = |hosts: &[PeerId]| {
        let way = mail.way(&key, hosts.to_vec(), 1, now);
        if matches!(way, Some(Way::Bring(_))) {
            assert_eq!(mail.leaving[&key].due, None, "it is on its way");
            mail.stays(&key, now);
        }
        // Whoever comes and goes changes nothing of it.
        mail.hurry(&[mail.leaving[&key].to].into(), now);
        way
    };
    let elsewhere = Some(Way::Elsewhere { leave: true });
    for _ in 0..3 {
        assert_eq!(next(&[old]), Some(Way::Bring(old)));
        assert_eq!(next(&[old]), elsewhere);
    }
    let both: Vec<_> = (0..4).map(|_| next(&[old, own])).collect();
    let own = both.iter().position(|way| *way == Some(Way::Bring(own)));
    assert!(own.is_some() && both.contains(&Some(Way::Bring(old))), "{both:?}");
}

/// Nobody is here: they are looked for first, and a mailbox has it from the second try on.
#[test]
fn a_letter_is_left_where_nobody_is_found() {
    let now = monotonic();
    let (mut mail, key) = one_leaving(now);
    let mut next = |hosts: &[PeerId], room| mail.way(&key, hosts.to_vec(), room, now);
    assert_eq!(next(&[], 1), Some(Way::Elsewhere { leave: false }));
    assert_eq!(next(&[], 1), Some(Way::Elsewhere { leave: true }));
    let own = PeerId::random();
    assert_eq!(next(&[own], 0), None, "no place is free: it waits");
    assert_eq!(next(&[own], 1), Some(Way::Bring(own)));
    assert_eq!(mail.way(&[6; 16], vec![own], 1, now), None, "it was taken back");
}

#[test]
fn each_host_has_its_turn() {
    let turns = |hosts: &[u8]| (0..4).map(|turn| in_turn(hosts.to_vec(), turn)).collect();
    let turns: [Vec<Option<u8>>; 2] = [turns(&[7, 8, 9]), turns(&[])];
    assert_eq!(turns[0], [Some(7), Some(8), Some(9), Some(7)]);
    assert_eq!(turns[1], [None; 4]);
}
