//! Each event as it should be, and what is refused of it.

use super::{HEIR, House, THIEF, WRITER, at, heir, key, shares, why, writer};
use crate::canon::cbor::Writer;
use crate::feed::{
    Cuts, Guardians, KeyEvent, KeyEventError, KeyLog, KeyLogError, Opening, Recovery, RecoveryAsk,
    Succession, SuccessionError, Watch, WatchStep, Witnesses,
};
use crate::identity::{Commitment, SecretKey};
use crate::limits::{CUTS_MAX, GUARDIANS_BYTES_MAX, KEY_EVENT_BYTES_MAX};

fn largest(house: &House) -> [KeyEvent; 4] {
    let did = house.did();
    let many = |from: u8| Witnesses::new(7, (from..from + 7).map(writer)).unwrap();
    let named = Guardians {
        number: u64::MAX,
        guardians: many(11),
        witnesses: many(21),
        ..house.guardians(1)
    };
    let guardians = KeyEvent::guardians(did, named, at(u64::MAX), &house.sheet).unwrap();
    let cuts =
        || Cuts::new(at(u64::MAX), (0..16).map(|one| (writer(200 + one), u32::MAX))).unwrap();
    let succession = Succession { number: u64::MAX, cuts: cuts(), ..house.succession(1, HEIR) };
    let name = Recovery::name(&guardians, &heir(HEIR), &cuts());
    let shares = shares(&name, &[11, 12, 13, 14, 15, 16, 17]);
    let recovery =
        Recovery { guardians: guardians.clone(), heir: heir(HEIR), cuts: cuts(), shares };
    let witness = writer(21);
    let step = WatchStep::Released;
    let watch = Watch { guardians: guardians.clone(), recovery: name, step, witness };
    [
        KeyEvent::succession(did, succession, at(u64::MAX), &house.sheet).unwrap(),
        guardians,
        KeyEvent::recovery(recovery, at(u64::MAX), &key(HEIR)).unwrap(),
        KeyEvent::watch(watch, at(u64::MAX), &key(21)).unwrap(),
    ]
}

#[test]
fn each_comes_back_from_its_bytes_and_fits_its_bound() {
    let house = House::new(1);
    let [succession, guardians, recovery, watch] = largest(&house);
    let contest = KeyEvent::contest(recovery.id(), at(3), &house.identity);
    assert_eq!((guardians.to_bytes().len(), recovery.to_bytes().len()), (673, 2182));
    assert!(guardians.to_bytes().len() <= GUARDIANS_BYTES_MAX);
    for event in [succession, guardians, recovery, watch, contest] {
        let bytes = event.to_bytes();
        assert!(bytes.len() <= KEY_EVENT_BYTES_MAX);
        assert_eq!(KeyEvent::read(&bytes), Ok(event.clone()));
        assert_eq!(KeyEvent::reopen(&bytes), Ok(event.clone()));
        let longer = [&bytes[..], &[0]].concat();
        assert!(KeyEvent::read(&longer).is_err(), "a byte more");
        for place in (0..bytes.len()).step_by(3) {
            let mut bent = bytes.clone();
            bent[place] ^= 0x11;
            assert!(KeyEvent::read(&bent).is_err(), "byte {place} of {:?}", event.act());
        }
    }
}

#[test]
fn what_only_the_sheet_may_say_nobody_else_says() {
    let house = House::new(1);
    let did = house.did();
    let (good, named) = (house.succession(1, HEIR), house.guardians(1));
    let unopened = |next: &SecretKey| {
        let next = next.public();
        format!("{did} does not commit to the next key {next}")
    };
    // A thief has the identity key, a next key of their own, and every base they like.
    let thief = key(THIEF + 1);
    for base in [good.opening.base, house.identity.public(), thief.public()] {
        let opening = Opening { base, next: thief.public() };
        let forged = Succession { opening, ..house.succession(9, THIEF) };
        assert_eq!(why(KeyEvent::succession(did, forged, at(1), &thief)), unopened(&thief));
        let forged = Guardians { opening, ..named.clone() };
        assert_eq!(why(KeyEvent::guardians(did, forged, at(1), &thief)), unopened(&thief));
    }
    // The opening is no secret once it was told; the sheet's key is.
    let unsigned = format!("the key event is not signed by did:key:{}", house.sheet.public());
    for signer in [&house.identity, &thief, &key(HEIR)] {
        let told = why(KeyEvent::succession(did, house.succession(9, THIEF), at(1), signer));
        assert!(told.starts_with(&unsigned), "{told}");
        let told = why(KeyEvent::guardians(did, named.clone(), at(1), signer));
        assert!(told.starts_with(&unsigned), "{told}");
    }
    // A plain key commits to nothing.
    let plain = key(1);
    let did = crate::identity::Did::from(plain.public());
    let consent = Succession::consent(&did, &key(HEIR));
    let told = Succession { consent, ..good };
    let told = why(KeyEvent::succession(did, told, at(1), &house.sheet));
    assert!(told.contains("does not commit"), "{told}");
}

#[test]
fn one_identitys_word_is_not_anothers() {
    let (house, other) = (House::new(1), House::new(2));
    for event in largest(&house) {
        let bytes = event.to_bytes();
        let mut moved = bytes.clone();
        moved[4..36].copy_from_slice(other.identity.public().as_bytes());
        assert!(KeyEvent::read(&moved).is_err(), "{:?}", event.act());
        let mut log = KeyLog::new(other.did());
        let (expected, found) = (other.did(), house.did());
        assert_eq!(log.insert(event), Err(KeyLogError::OtherDid { expected, found }));
    }
    // Two identities of one sheet: what is signed for one does not open the other.
    let next = Commitment::to_key(&house.sheet.public());
    let twin = SecretKey::committed(&[77; 32], next).unwrap();
    let did = crate::identity::Did::from(twin.public());
    let told = why(KeyEvent::succession(did, house.succession(1, HEIR), at(1), &house.sheet));
    assert!(told.contains("does not commit"), "{told}");
}

#[test]
fn a_successor_agrees_and_is_new() {
    let house = House::new(1);
    let (did, sheet) = (house.did(), &house.sheet);
    let good = house.succession(1, HEIR);
    let refused = |one: Succession| why(KeyEvent::succession(did, one, at(1), sheet));
    let told = refused(Succession { heir: heir(THIEF), ..good.clone() });
    assert!(told.contains("does not say that it succeeds"), "{told}");
    let consent = Succession::consent(&heir(3), &key(HEIR));
    let told = refused(Succession { consent, ..good.clone() });
    assert!(told.contains("does not say that it succeeds"), "{told}");
    for own in [&house.identity, sheet] {
        let consent = Succession::consent(&did, own);
        let own = crate::identity::Did::from(own.public());
        let told = refused(Succession { heir: own, consent, ..good.clone() });
        assert!(told.contains("is the identity itself or its next key"), "{told}");
    }
    let many = (0..=CUTS_MAX).map(|one| (writer(u8::try_from(one).unwrap()), 1));
    let (found, max) = (CUTS_MAX + 1, CUTS_MAX);
    assert_eq!(Cuts::new(at(1), many), Err(SuccessionError::ManyCuts { found, max }));
}

#[test]
fn guardians_are_others_and_somebody_keeps_the_time() {
    let house = House::new(1);
    let refused = |one: Guardians| why(KeyEvent::guardians(house.did(), one, at(1), &house.sheet));
    let good = house.guardians(1);
    for own in [house.identity.public(), house.sheet.public()] {
        let guardians = Witnesses::new(1, [own]).unwrap();
        let told = refused(Guardians { guardians, ..good.clone() });
        assert!(told.contains("is the identity itself or its next key"), "{told}");
    }
    let told = refused(Guardians { witnesses: Witnesses::default(), ..good.clone() });
    assert_eq!(told, "guardians without a witness");
    for days in [0, 91] {
        let told = refused(Guardians { days, ..good.clone() });
        assert_eq!(told, format!("{days} days to contest, expected 1 to 90"));
    }
    let none = Witnesses::default();
    let nobody = Guardians { guardians: none.clone(), witnesses: none, ..good };
    assert!(KeyEvent::guardians(house.did(), nobody, at(1), &house.sheet).is_ok());
}

#[test]
fn a_recovery_takes_k_of_the_guardians_for_this_very_successor() {
    let house = House::new(1);
    let refused = |one: Recovery, by: u8| why(KeyEvent::recovery(one, at(1), &key(by)));
    let good = || house.recovery(1, HEIR, &[11, 12]);
    let name = good().hash();
    assert!(KeyEvent::recovery(good(), at(1), &key(HEIR)).is_ok());
    let with = |by: &[u8]| Recovery { shares: shares(&name, by), ..good() };
    assert_eq!(refused(with(&[11]), HEIR), "1 guardians sign, 2 must");
    assert_eq!(refused(with(&[]), HEIR), "0 guardians sign, 2 must");
    let told = refused(with(&[11, THIEF]), HEIR);
    assert!(told.ends_with("is not one of the guardians"), "{told}");
    // Signed for another successor, other cuts, other guardians or another identity.
    let others = [
        house.recovery(1, THIEF, &[11, 12]).hash(),
        Recovery::name(&house.guarded(1), &heir(HEIR), &Cuts::default()),
        house.recovery(2, HEIR, &[11, 12]).hash(),
        House::new(2).recovery(1, HEIR, &[11, 12]).hash(),
    ];
    for other in others {
        let told = refused(Recovery { shares: shares(&other, &[11, 12]), ..good() }, HEIR);
        assert!(told.contains("did not sign this recovery"), "{told}");
    }
    let told = refused(good(), THIEF);
    assert!(told.starts_with("the key event is not signed by"), "{told}");
    let carried = KeyEvent::contest(name, at(0), &house.identity);
    let told = refused(Recovery { guardians: carried, ..good() }, HEIR);
    assert!(told.starts_with("no guardians event of"), "{told}");
    // What names the guardians must itself be signed by the sheet.
    let bytes = KeyEvent::recovery(good(), at(1), &key(HEIR)).unwrap().to_bytes();
    let inside = house.guarded(1).to_bytes();
    let start = bytes.windows(inside.len()).position(|part| part == inside).unwrap();
    let mut forged = house.guarded(1).to_bytes();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let mut bent = bytes.clone();
    bent[start..start + forged.len()].copy_from_slice(&forged);
    assert!(KeyEvent::read(&bent).is_err());
}

#[test]
fn a_guardian_named_twice_is_one() {
    let house = House::new(1);
    let good = house.recovered(1, HEIR, &[11, 12]);
    let recovery = good.act().recovery().unwrap();
    let mut both = recovery.shares.iter();
    let (first, second) = (both.next().unwrap(), both.next().unwrap());
    let written = |shares: [(&crate::identity::Did, &crate::identity::Signature); 2]| {
        let mut out = Writer::new();
        out.array(2);
        for (guardian, share) in shares {
            out.array(2).bytes(guardian.public_key().as_bytes()).bytes(share.as_bytes());
        }
        out.into_bytes()
    };
    let bytes = good.to_bytes();
    let honest = written([first, second]);
    let start = bytes.windows(honest.len()).position(|part| part == honest).unwrap();
    for twice in [written([first, first]), written([second, first])] {
        let mut bent = bytes.clone();
        bent[start..start + twice.len()].copy_from_slice(&twice);
        let order = KeyEventError::Succession(SuccessionError::ShareOrder);
        assert_eq!(KeyEvent::read(&bent), Err(order));
    }
}

#[test]
fn only_named_witnesses_watch() {
    let house = House::new(1);
    let recovery = house.recovered(1, HEIR, &[11, 12]);
    let found = recovery.act().recovery().unwrap();
    let watch = |witness: u8| Watch {
        guardians: found.guardians.clone(),
        recovery: found.hash(),
        step: WatchStep::Released,
        witness: writer(witness),
    };
    assert!(KeyEvent::watch(watch(21), at(1), &key(21)).is_ok());
    for stranger in [THIEF, 11, WRITER] {
        let told = why(KeyEvent::watch(watch(stranger), at(1), &key(stranger)));
        assert!(told.ends_with("is not one of the witnesses of recoveries"), "{told}");
    }
    let told = why(KeyEvent::watch(watch(21), at(1), &key(22)));
    assert!(told.starts_with("the key event is not signed by"), "{told}");
    // Nothing but guardians is carried: no recovery inside a recovery.
    let mut out = Writer::new();
    out.array(6).uint(1_u8).bytes(house.did().public_key().as_bytes()).uint(9_u8);
    out.array(4).bytes(&recovery.to_bytes()[..600]);
    assert!(KeyEvent::read(&out.into_bytes()).is_err());
    let small = KeyEvent::contest(found.hash(), at(0), &house.identity);
    let carrying = Watch { guardians: small, ..watch(21) };
    let mut out = Writer::new();
    out.array(6).uint(1_u8).bytes(house.did().public_key().as_bytes()).uint(9_u8);
    out.array(4).bytes(&carrying.guardians.to_bytes()).bytes(carrying.recovery.as_bytes());
    out.uint(1_u8).bytes(writer(21).as_bytes()).uint(0_u8).bytes(&[0; 64]);
    let refused = KeyEvent::read(&out.into_bytes());
    assert_eq!(refused, Err(KeyEventError::Carried { found: 8 }));
}

#[test]
fn what_guardians_are_asked_is_what_they_sign() {
    let house = House::new(1);
    let ask = |heir_of: u8| RecoveryAsk::new(house.guarded(1), heir(heir_of), House::cuts());
    let good = ask(HEIR).unwrap();
    assert_eq!(RecoveryAsk::read(&good.to_bytes()), Ok(good.clone()));
    let signed = house.recovery(1, HEIR, &[11, 12]);
    assert_eq!((good.name(), good.did(), good.heir()), (signed.hash(), house.did(), heir(HEIR)));
    for (guardian, is_one) in [(11, true), (13, true), (21, false), (THIEF, false)] {
        let share = good.share(&key(guardian));
        assert_eq!(good.is_signed(&heir(guardian), &share), is_one, "{guardian}");
        assert!(!ask(THIEF).unwrap().is_signed(&heir(guardian), &share), "of another successor");
        assert!(!good.is_signed(&heir(12), &share), "by another guardian");
    }
    let shares = [11, 12].map(|one| (heir(one), good.share(&key(one))));
    assert_eq!(good.clone().signed(shares), signed);
    // Nobody comes after themselves, nor by an event that names nobody.
    let own = RecoveryAsk::new(house.guarded(1), house.did(), House::cuts());
    assert!(matches!(own, Err(SuccessionError::OwnHeir { .. })));
    let nobody = Guardians { guardians: Witnesses::default(), ..house.guardians(2) };
    let nobody = KeyEvent::guardians(house.did(), nobody, at(0), &house.sheet).unwrap();
    assert!(RecoveryAsk::new(nobody, heir(HEIR), House::cuts()).is_err());
    let none = KeyEvent::contest(good.name(), at(3), &house.identity);
    assert!(RecoveryAsk::new(none, heir(HEIR), House::cuts()).is_err());
    // What the next key did not sign is refused before anybody reads who asks.
    let bytes = good.to_bytes();
    for place in 0..bytes.len() {
        let mut bent = bytes.clone();
        bent[place] ^= 0x11;
        assert_ne!(RecoveryAsk::read(&bent).map(|ask| ask.name()), Ok(good.name()), "byte {place}");
    }
}
