//! The lines of a list, signed one after the other.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use bot_protocol::identity::Did;

use super::super::waits::first_error;
use super::super::{ActError, Acts, notes};
use super::{Head, Line, Noted, Outcome, head_key, is_of_line, place};
use crate::store::{Shelf, Write};

/// Who has a badge, and how many had been awarded here when that was looked for.
struct Having {
    awards: u64,
    who: BTreeSet<Did>,
}

impl Acts {
    /// Signs whatever lines are still to come; whether the node goes on is asked before each. A list that
    /// something holds up keeps no other, and its owner is told why.
    ///
    /// # Errors
    /// The first of what holds one up; what is left of it is still to come.
    pub(in crate::acts) async fn go_on_with_batches(
        &self,
        goes_on: impl Fn() -> bool,
    ) -> Result<(), ActError> {
        let open = |head: &Head| !head.stopped && !head.over;
        let mut done = Ok(());
        for (id, head) in self.heads()?.into_iter().filter(|(_, head)| open(head)) {
            let went = self.go_on_with(&id, head, &goes_on).await;
            done = first_error(done, self.waits.heard(&place(&id), went));
        }
        done
    }

    async fn go_on_with(
        &self,
        id: &[u8],
        head: Head,
        goes_on: &impl Fn() -> bool,
    ) -> Result<(), ActError> {
        if self.award_lines(id, &head, goes_on).await? {
            let over = Head { over: true, ..head };
            self.commit(vec![notes::put(Shelf::Batches, &head_key(id), &over)]).await?;
        }
        Ok(())
    }

    /// Signs the lines of one list; whether all of them are through.
    async fn award_lines(
        &self,
        id: &[u8],
        head: &Head,
        goes_on: &impl Fn() -> bool,
    ) -> Result<bool, ActError> {
        let mut having = None;
        for (key, noted) in self.lines(id)? {
            if noted.came.is_some() {
                continue;
            }
            let _turn = self.claiming.lock().await;
            if !goes_on() || self.batch_head(&bot_protocol::canon::hash::hex(id))?.1.stopped {
                return Ok(false);
            }
            // It may have been erased meanwhile.
            let noted = notes::get::<Noted>(self.store(), Shelf::Batches, &key)?;
            if let Some(noted) = noted.filter(|noted| noted.came.is_none()) {
                self.award_line(head, key, noted, &mut having).await?;
            }
        }
        Ok(true)
    }

    async fn award_line(
        &self,
        head: &Head,
        key: Vec<u8>,
        Noted { line, who, .. }: Noted,
        having: &mut Option<Having>,
    ) -> Result<(), ActError> {
        let put = |came: Outcome| {
            let line = Line { to: line.to.clone(), ..Line::default() };
            notes::put(Shelf::Batches, &key, &Noted { line, who, came: Some(came) })
        };
        let refused =
            |error: ActError| -> Write { put(Outcome::Refused(Box::new(error.problem()))) };
        if !head.again && self.has_it(head, who, having)? {
            let held = ActError::conflict("award-held", format!("{} has it already", line.to));
            return self.commit(vec![refused(held)]).await;
        }
        let request = line.request(&head.issuer, who, &head.achievement);
        let awarded = |id: &str| vec![put(Outcome::Awarded(id.to_owned()))];
        match self.issue_noting(request, |reply| awarded(&reply.item.id)).await {
            Ok(_) => {
                if let Some(having) = having {
                    having.who.extend(who);
                    having.awards = having.awards.wrapping_add(1);
                }
                Ok(())
            }
            Err(error) if is_of_line(&error) => self.commit(vec![refused(error)]).await,
            Err(error) => Err(error),
        }
    }

    /// Whether somebody was given the badge since the list was looked at. Only when something was awarded that
    /// is not of this list are all badges read anew.
    fn has_it(
        &self,
        head: &Head,
        who: Option<Did>,
        having: &mut Option<Having>,
    ) -> Result<bool, ActError> {
        let Some(who) = who else { return Ok(false) };
        let awards = self.awards.load(Ordering::Relaxed);
        if having.as_ref().is_none_or(|known| known.awards != awards) {
            let who = self.who_has(&head.issuer, &head.achievement)?;
            *having = Some(Having { awards, who });
        }
        let who = self.snapshot()?.ring.current(&who);
        Ok(having.as_ref().is_some_and(|known| known.who.contains(&who)))
    }
}
