//! Who is near, and who stands behind whom among them: as data and as a picture.

use bot_protocol::api::{GraphPerson, GraphReply, GraphRequest, GraphTie, TrustRequest, TrustTie};
use bot_protocol::identity::Did;
use bot_protocol::limits::PICTURE_PEOPLE_MAX;
use bot_protocol::recognition::picture::{Caption, Line, Spot, laid_out, svg};
use bot_protocol::recognition::{Band, Standing, Strength, Walk};
use bot_protocol::words::{Args, Lang, say};

use super::trust::measure;
use super::{ActError, Acts};

/// People shown where nobody says how many.
const PEOPLE: u32 = 50;

impl Acts {
    /// Who is near, and who stands behind whom among them.
    ///
    /// # Errors
    /// When the store cannot be read, a field is refused, or from where it is asked is nobody known
    /// here.
    pub fn surroundings(&self, request: &GraphRequest, lang: Lang) -> Result<GraphReply, ActError> {
        let most = request.limit.unwrap_or(PEOPLE);
        if !(1..=PICTURE_PEOPLE_MAX).contains(&most) {
            return Err(ActError::field("limit", &most.to_string(), "1 to 200"));
        }
        let place = TrustRequest {
            as_identity: request.as_identity.clone(),
            from: request.from.clone(),
            about: request.about.clone(),
            ..TrustRequest::default()
        };
        let (from, now) = (self.viewpoint(&place)?, self.now());
        let (viewers, contacts) = (from.viewers.clone(), from.contacts.clone());
        let walk = self.known.standing(self.store(), |kept, graph| kept.walk(graph, from, now))?;
        let snapshot = self.snapshot()?;
        let reached = walk.reached();
        let near = nearest(&walk, reached.iter().map(|(did, _)| *did), most as usize);
        let name = |did: &Did| snapshot.name(&did.to_string()).unwrap_or_else(|| short(did));
        let people: Vec<_> =
            near.iter().map(|(did, standing)| (*did, name(did), standing.band)).collect();
        let own = viewers.first().map(|did| snapshot.graph().current(did));
        let lines = lines(&walk, own, &near);
        let spots = laid_out(&people, &lines);
        let picture = request.picture.then(|| {
            let viewer = viewers.first().map(name).unwrap_or_default();
            let args = Args::new().text("viewer", viewer.clone());
            let args = args.number("count", people.len() as u64);
            svg(&spots, &lines, &Caption { title: say(lang, "graph-picture", &args), viewer })
        });
        let left_out = reached.len().saturating_sub(near.len());
        let sides = |side: Option<Did>| side.map_or_else(|| viewers.clone(), |did| vec![did]);
        let recognised = |line: &Line| {
            let (ones, others) = (sides(line.from), sides(line.to));
            ones.iter()
                .any(|one| others.iter().any(|other| !snapshot.between(one, other, now).is_empty()))
        };
        Ok(GraphReply {
            from: viewers.iter().map(|did| snapshot.party(did)).collect(),
            people: near
                .iter()
                .zip(&spots)
                .map(|((did, standing), Spot { x, y, .. })| GraphPerson {
                    party: snapshot.party(did),
                    measure: measure(standing),
                    x: *x,
                    y: *y,
                })
                .collect(),
            ties: lines.iter().map(|line| tie(line, &contacts, &recognised)).collect(),
            left_out: left_out as u64,
            picture,
        })
    }
}

/// The nearest of those whom walks come to, who have a band.
fn nearest(walk: &Walk, reached: impl Iterator<Item = Did>, most: usize) -> Vec<(Did, Standing)> {
    let standing = reached.map(|did| (did, walk.standing(&did)));
    // Of those who come after, few weigh enough: they are looked at four times as far.
    let looked = standing.take(most.saturating_mul(4));
    let mut near: Vec<_> = looked.filter(|(_, one)| one.band != Band::Unreached).collect();
    near.sort_by(|(one, a), (other, b)| (a.band, b.weight, one).cmp(&(b.band, a.weight, other)));
    near.truncate(most);
    near
}

/// What is between those who are shown and the viewer; a mutual recognition is one line.
fn lines(walk: &Walk, own: Option<Did>, near: &[(Did, Standing)]) -> Vec<Line> {
    let network = walk.network();
    let shown = near.iter().map(|(did, _)| Some(*did));
    let all: Vec<Option<Did>> = std::iter::once(None).chain(shown).collect();
    let mut lines = Vec::new();
    for (at, one) in all.iter().enumerate() {
        for other in all.iter().skip(at.saturating_add(1)) {
            let between = |from: &Option<Did>, to: &Option<Did>| {
                network.between(&from.or(own)?, &to.or(own)?)
            };
            let there = between(one, other).map(|strength| (one, other, strength));
            let back = between(other, one).map(|strength| (other, one, strength));
            let mutual = |way: &Option<(_, _, Strength)>| {
                way.as_ref().is_some_and(|(_, _, strength)| *strength == Strength::Recognised)
            };
            let back = back.filter(|_| !(mutual(&there) && mutual(&back)));
            lines.extend(there.into_iter().chain(back).map(|(from, to, strength)| Line {
                from: *from,
                to: *to,
                strength,
            }));
        }
    }
    lines
}

fn tie(line: &Line, contacts: &[Did], recognised: &impl Fn(&Line) -> bool) -> GraphTie {
    let contact = line.from.is_none() && line.to.is_some_and(|to| contacts.contains(&to));
    let by = match line.strength {
        Strength::Endorsed => TrustTie::Endorsement,
        Strength::Recognised if contact && !recognised(line) => TrustTie::Contact,
        Strength::Recognised => TrustTie::Recognition,
    };
    let told = |who: Option<Did>| who.map(|did| did.to_string());
    GraphTie { from: told(line.from), to: told(line.to), by }
}

/// The end of a DID, for whom nobody gave a name.
fn short(did: &Did) -> String {
    let did = did.to_string();
    let end: Vec<char> = did.chars().rev().take(8).collect();
    format!("…{}", end.into_iter().rev().collect::<String>())
}
