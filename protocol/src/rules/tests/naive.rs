//! The same answers from the top down: one three-valued walk that follows every chain to its end and
//! never meets one award twice on a way. Slow, and written without looking at the other.

use super::*;

/// A world looked at from one award, with the awards met on the way there.
#[derive(Clone, Copy)]
struct Way<'a> {
    world: &'a World,
    met: &'a [Hash],
}

fn or(one: Met, other: Met) -> Met {
    match (one, other) {
        (Met::Yes, _) | (_, Met::Yes) => Met::Yes,
        (Met::Unknown, _) | (_, Met::Unknown) => Met::Unknown,
        (Met::No, Met::No) => Met::No,
    }
}

fn and(one: Met, other: Met) -> Met {
    match (one, other) {
        (Met::No, _) | (_, Met::No) => Met::No,
        (Met::Unknown, _) | (_, Met::Unknown) => Met::Unknown,
        (Met::Yes, Met::Yes) => Met::Yes,
    }
}

fn known(is: bool) -> Met {
    if is { Met::Yes } else { Met::Unknown }
}

/// Not known to be so, at least, where something may be missing.
fn perhaps(missing: bool) -> Met {
    if missing { Met::Unknown } else { Met::No }
}

fn enough(all: &[Met], needed: usize) -> Met {
    let yes = all.iter().filter(|one| **one == Met::Yes).count();
    let no = all.iter().filter(|one| **one == Met::No).count();
    if yes >= needed {
        Met::Yes
    } else if all.len() - no < needed {
        Met::No
    } else {
        Met::Unknown
    }
}

pub(super) fn met(world: &World, rule: &Rule, award: &Award) -> Met {
    Way { world, met: &[] }.rule(rule, award)
}

pub(super) fn rightful(world: &World, award: &Award) -> Met {
    Way { world, met: &[] }.rightful(award)
}

impl Way<'_> {
    fn rightful(self, award: &Award) -> Met {
        let Badge { creator, .. } = award.badge;
        if award.issuer == creator && award.stage.is_none() {
            return Met::Yes;
        }
        let whole = self.world.creators.contains(&creator);
        let mut found = perhaps(!whole || self.world.unread);
        for one in &self.world.permissions {
            let early = award.at < one.from;
            let late = matches!(one.until, Some(until) if until < award.at)
                || matches!(one.ended, Some(ended) if ended < award.at);
            let another = matches!(one.to, Some(to) if to != award.issuer);
            if one.badge != award.badge || early || late || another {
                continue;
            }
            let by_rule = match &one.rule {
                Some(rule) => self.rule(rule, award),
                None => Met::Yes,
            };
            let dated = match (one.ended, award.seen) {
                (None, _) => true,
                (Some(ended), Some(seen)) => seen < ended,
                (Some(_), None) => false,
            };
            found = or(found, and(known(whole && dated), by_rule));
        }
        found
    }

    fn rule(self, rule: &Rule, award: &Award) -> Met {
        let each = |of: &[Rule]| of.iter().map(|one| self.rule(one, award)).collect::<Vec<_>>();
        let found =
            match rule {
                Rule::IssuerHolds(badge) => self.holds(Some(award.issuer), badge, award.at),
                Rule::RecipientHolds { at_least, of } => {
                    let held: Vec<Met> = of.iter().map(|one| self.or_equal(one, award)).collect();
                    enough(&held, *at_least)
                }
                Rule::InOrder(of) => {
                    let missing =
                        award.recipient.is_none_or(|who| !self.world.holders.contains(&who));
                    or(perhaps(missing), self.after(None, of, award))
                }
                Rule::EndorsedByHolders { at_least, of } => {
                    self.endorsed(award, *at_least, |by, when| self.holds(Some(by), of, when))
                }
                Rule::EndorsedBy { at_least, of } => self.endorsed(award, *at_least, |by, _| {
                    if of.contains(&by) { Met::Yes } else { Met::No }
                }),
                Rule::Stages(roles) => self.staged((roles, &[]), award),
                Rule::All(of) => {
                    let is = |one: &&Rule| matches!(one, Rule::Stages(_));
                    let (stages, rest): (Vec<&Rule>, Vec<&Rule>) = of.iter().partition(is);
                    match stages[..] {
                        [Rule::Stages(roles)] => self.staged((roles, &rest), award),
                        _ => each(of).into_iter().fold(Met::Yes, and),
                    }
                }
                Rule::Any(of) => each(of).into_iter().fold(Met::No, or),
                Rule::Some { at_least, of } => enough(&each(of), *at_least),
            };
        or(found, perhaps(self.world.unread))
    }

    /// Whether an award was rightful, where the way did not come from it.
    fn stands(self, award: &Award) -> Met {
        if self.met.contains(&award.id) {
            return Met::No;
        }
        let way = [self.met, &[award.id]].concat();
        and(known(award.sure), Way { met: &way, ..self }.rightful(award))
    }

    fn holds(self, who: Option<Did>, badge: &Badge, when: Timestamp) -> Met {
        let Some(who) = who else { return Met::Unknown };
        let mut found = perhaps(!self.world.holders.contains(&who));
        for award in self.world.awards.values() {
            let over = matches!(award.until, Some(until) if until < when);
            let begun = matches!(&award.stage, Some(stage) if stage.before < stage.roles.len());
            let its = award.recipient == Some(who) && award.badge == *badge && !begun;
            if its && award.at <= when && !over {
                found = or(found, self.stands(award));
            }
        }
        found
    }

    fn or_equal(self, badge: &Badge, award: &Award) -> Met {
        let Some(who) = award.recipient else { return Met::Unknown };
        let mut found = perhaps(!self.world.equated.contains(&who));
        found = or(found, self.holds(Some(who), badge, award.at));
        for one in &self.world.equivalents {
            let over = matches!(one.until, Some(until) if until < award.at);
            if one.stands_for == *badge && !over {
                let held = self.holds(Some(who), &one.badge, award.at);
                found = or(found, and(held, if one.sure { Met::Yes } else { Met::Unknown }));
            }
        }
        found
    }

    /// Whether the rest was awarded after this moment, each choice tried.
    fn after(self, last: Option<Timestamp>, of: &[Badge], award: &Award) -> Met {
        let Some((first, rest)) = of.split_first() else { return Met::Yes };
        let mut found = Met::No;
        for one in self.world.awards.values() {
            let over = matches!(one.until, Some(until) if until < award.at);
            let fits = award.recipient.is_some() && one.recipient == award.recipient;
            let begun = matches!(&one.stage, Some(stage) if stage.before < stage.roles.len());
            let later = last.is_none_or(|last| one.at > last) && !begun;
            if fits && one.badge == *first && later && one.at <= award.at && !over {
                found = or(found, and(self.stands(one), self.after(Some(one.at), rest, award)));
            }
        }
        found
    }

    fn endorsed(self, award: &Award, needed: usize, fits: impl Fn(Did, Timestamp) -> Met) -> Met {
        let mut each: BTreeMap<Did, Met> = BTreeMap::new();
        for praise in &self.world.praises {
            let own = praise.by == award.issuer || award.recipient == Some(praise.by);
            if praise.of == award.id && !own {
                let one = and(known(praise.sure), fits(praise.by, praise.at));
                let before = each.get(&praise.by).copied().unwrap_or(Met::No);
                each.insert(praise.by, or(before, one));
            }
        }
        let all: Vec<Met> = each.into_values().collect();
        let missing = award.recipient.is_none_or(|who| !self.world.holders.contains(&who));
        or(perhaps(missing), enough(&all, needed))
    }

    /// Each stage in its turn, from the first.
    fn staged(self, (roles, rest): (&[Role], &[&Rule]), award: &Award) -> Met {
        let (Some(stage), Some(learner)) = (&award.stage, award.recipient) else { return Met::No };
        let mut signers = vec![learner];
        for (place, (role, who)) in stage.roles.iter().enumerate() {
            let Some(asked) = roles.get(place + 1) else { return Met::No };
            let stranger = matches!(&asked.takes, Takes::These(of) if !of.contains(who));
            if asked.name != *role || stranger || signers.contains(who) {
                return Met::No;
            }
            signers.push(*who);
        }
        if signers.len() != roles.len() || signers.get(stage.before) != Some(&award.issuer) {
            return Met::No;
        }
        if stage.earlier.len() > stage.before {
            return Met::No;
        }
        if stage.before == 0 {
            return Met::Yes;
        }
        let mut found = perhaps(stage.earlier.len() < stage.before);
        for one in stage.earlier.iter().filter_map(|id| self.world.awards.get(id)) {
            let Some(other) = &one.stage else { continue };
            let alike = one.badge == award.badge && one.recipient == Some(learner);
            let linked = other.earlier.iter().all(|id| stage.earlier.contains(id));
            let next = other.before + 1 == stage.before && other.roles == stage.roles;
            if alike && linked && next && one.at <= award.at {
                found = or(found, and(known(one.sure), self.staged((roles, rest), one)));
            }
        }
        if let Takes::Holders(badge) = &roles[stage.before].takes {
            found = and(found, self.holds(Some(award.issuer), badge, award.at));
        }
        for one in rest {
            found = and(found, self.rule(one, award));
        }
        found
    }
}
