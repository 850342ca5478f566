//! What every engine promises of a branch that comes into the place of another.

use bot_protocol::limits::ASIDE_MAX;

use super::*;

/// Two stories that part after some entries, the second longer or shorter than the first.
struct Parted {
    ground: Feed,
    first: Vec<Statement>,
    second: Vec<Statement>,
}

impl Parted {
    fn new(common: usize, (one, other): (usize, usize)) -> Self {
        let mut pen = Pen::new(1);
        let revoke = |index: usize| {
            let indexes = vec![u32::try_from(index).expect("few")];
            Content::Revoke(Revoke { list: 1, indexes, reason: None, of: None })
        };
        let mut first: Vec<Statement> = (0..common).map(|_| pen.next()).collect();
        let ground = pen.feed.clone();
        let mut rival = Pen { key: SecretKey::from_seed(&[1; 32]), feed: ground.clone() };
        let mut second = first.clone();
        for index in 0..one {
            first.push(if index % 2 == 0 { pen.sign(revoke(index)) } else { pen.next() });
        }
        for index in 0..other {
            let name = format!("another {index}");
            second.push(if index % 3 == 1 { rival.sign(revoke(70)) } else { rival.named(&name) });
        }
        Self { ground, first, second }
    }

    fn branch(&self, from: usize) -> Write {
        let ground = Box::new(self.ground.clone());
        let headers = self.second[from..].iter().map(Statement::without_body).collect();
        Write::Branch { ground, headers, arrived: ms(7) }
    }
}

/// All that is held of the log, but for the places of arrival.
fn held(store: &dyn Store, writer: &PublicKey) -> String {
    let mut head = store.head(writer).expect("a head").expect("it is held");
    // What is kept of another branch counts for the log.
    let former = store.former(Some(writer)).expect("former entries");
    head.bytes -= former.iter().map(|entry| entry.to_bytes().len() as u64).sum::<u64>();
    let entries = store.entries(writer, 0, usize::MAX).expect("entries");
    let entries: Vec<_> = entries.iter().map(|held| (&held.statement, held.body)).collect();
    let kinds = [Kind::Profile, Kind::Revoke].map(|kind| {
        let found = store.of_kind(kind, Some(writer)).expect("of kind");
        found.iter().map(|held| held.statement.seq()).collect::<Vec<_>>()
    });
    let missing = store.missing(99).expect("missing");
    format!("{head:?} {entries:?} {kinds:?} {missing:?}")
}

#[test]
fn a_branch_leaves_what_a_store_holds_that_never_had_the_other() {
    for (common, lengths) in [(0, (2, 3)), (3, (5, 2)), (3, (1, 4)), (2, (4, 4)), (5, (0, 2))] {
        each(|mut desk| {
            let parted = Parted::new(common, lengths);
            let writer = parted.ground.writer();
            // The first story came as headers, then with bodies: what arrives twice lies twice.
            let bare = parted.first.iter().map(|one| taken(&one.without_body()));
            desk.store().commit(&bare.collect::<Vec<_>>()).expect("headers");
            let bodies = parted.first.iter().map(|one| Write::Body(one.clone(), ms(6)));
            desk.store().commit(&bodies.collect::<Vec<_>>()).expect("bodies");
            let position = desk.store().info().position;
            desk.store().commit(&[parted.branch(common)]).expect("the branch");
            desk.reopen();
            let twin = open(Path::new("nowhere"), Backend::Memory).expect("memory");
            let kept = parted.second[..common].iter().map(taken);
            let new = parted.second[common..].iter().map(|one| taken(&one.without_body()));
            twin.commit(&kept.chain(new).collect::<Vec<_>>()).expect("the twin");
            assert_eq!(held(desk.store(), &writer), held(twin.as_ref(), &writer));
            let mut former = desk.store().former(Some(&writer)).expect("former entries");
            former.sort_by_key(Statement::seq);
            let gone = parted.first[common..].iter().filter(|one| one.kind() == Kind::Revoke);
            assert_eq!(former, gone.cloned().collect::<Vec<_>>(), "what it took back counts still");
            // Whoever follows by position is told all of it, and nothing that is gone.
            let news = desk.store().items_since(position, usize::MAX).expect("items");
            let news: Vec<_> = bytes(&news).into_iter().map(|(_, bytes)| bytes).collect();
            let told = parted.second[common..].iter().map(|one| one.without_body().to_bytes());
            assert_eq!(news, told.collect::<Vec<_>>());
            let all = desk.store().items_since(0, usize::MAX).expect("items");
            let gone: Vec<_> = parted.first[common..].iter().map(Statement::to_bytes).collect();
            assert!(bytes(&all).iter().all(|(_, bytes)| !gone.contains(bytes)));
            // The log goes on as any other.
            let bodies = parted.second[common..].iter().map(|one| Write::Body(one.clone(), ms(8)));
            desk.store().commit(&bodies.collect::<Vec<_>>()).expect("bodies");
            assert_eq!(desk.store().head(&writer).expect("a head").expect("held").missing, 0);
            assert!(desk.store().is_stale(), "what went lies in the files still");
        });
    }
}

#[test]
fn what_both_branches_have_stays_bodies_and_all() {
    each(|desk| {
        let parted = Parted::new(4, (3, 3));
        let writer = parted.ground.writer();
        let writes: Vec<Write> = parted.second.iter().map(taken).collect();
        desk.store().commit(&writes).expect("stored");
        let before = all(desk.store(), &[writer]);
        desk.store().commit(&[parted.branch(4)]).expect("nothing is new");
        let shorter = Write::Branch {
            ground: Box::new(parted.ground.clone()),
            headers: vec![parted.second[4].without_body()],
            arrived: ms(9),
        };
        desk.store().commit(&[shorter]).expect("nothing is new");
        assert_eq!(all(desk.store(), &[writer]), before);
    });
}

#[test]
fn a_branch_on_a_ground_that_is_not_held_is_refused_whole() {
    each(|desk| {
        let parted = Parted::new(4, (1, 2));
        let writer = parted.ground.writer();
        let some: Vec<Write> = parted.first[..2].iter().map(taken).collect();
        desk.store().commit(&some).expect("stored");
        let before = all(desk.store(), &[writer]);
        let refused = desk.store().commit(&[parted.branch(4)]).expect_err("a gap");
        assert!(refused.is_refusal(), "{refused}");
        assert_eq!(all(desk.store(), &[writer]), before);
    });
}

#[test]
fn what_is_let_go_makes_room_and_nothing_else_goes() {
    each(|mut desk| {
        let parted = Parted::new(2, (ASIDE_MAX * 5 / 2, 0));
        let writer = parted.ground.writer();
        let mut revokes: Vec<Statement> =
            parted.first.iter().filter(|one| one.kind() == Kind::Revoke).cloned().collect();
        revokes.sort_by_key(Statement::id);
        let (least, greater) = revokes.split_at(ASIDE_MAX);
        let keep = |entries: &[Statement]| {
            entries.iter().map(|one| Write::Item(Item::Aside(one.clone()), ms(1))).collect()
        };
        let keep: [Vec<Write>; 2] = [keep(least), keep(greater)];
        let held = |store: &dyn Store| {
            let mut held = store.aside(Some(&writer)).expect("beside");
            held.sort_by_key(Statement::id);
            held
        };
        desk.store().commit(&keep[0]).expect("stored");
        desk.store().commit(&keep[1]).expect("no room");
        assert_eq!(held(desk.store()), least);
        let ids = vec![least[3].id(), greater[0].id(), least[9].id()];
        desk.store().commit(&[Write::LetGo { writer, ids }]).expect("let go");
        desk.reopen();
        let stays = |one: &&Statement| one.id() != least[3].id() && one.id() != least[9].id();
        let stays: Vec<Statement> = least.iter().filter(stays).cloned().collect();
        assert_eq!(held(desk.store()), stays);
        let told = desk.store().items_since(0, usize::MAX).expect("items");
        assert_eq!(told.len(), stays.len(), "what is gone is told to nobody");
        desk.store().commit(&keep[1]).expect("stored");
        let all = [stays, greater[..2].to_vec()].concat();
        assert_eq!(held(desk.store()), all);
    });
}
