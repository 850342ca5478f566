//! Proofs that stand upon others: which, and that none stands upon itself.
//!
//! Source: Verifiable Credential Data Integrity 1.0 §2.1.2 and §4.5.

use super::BadProof;
use super::members::Claim;

/// For each proof the places of those it stands upon, in the order it names them.
pub(super) fn links(claims: &[Claim<'_>]) -> Result<Vec<Vec<usize>>, BadProof> {
    let place = |id: &str| claims.iter().position(|claim| claim.id == Some(id));
    for (index, claim) in claims.iter().enumerate() {
        if let Some(id) = claim.id
            && place(id) != Some(index)
        {
            return Err(BadProof::SameId(id.to_owned()));
        }
    }
    let link = |id: &&str| place(id).ok_or_else(|| BadProof::Previous((*id).to_owned()));
    let links: Vec<Vec<usize>> = claims
        .iter()
        .map(|claim| claim.previous.iter().map(link).collect())
        .collect::<Result<_, _>>()?;
    if has_circle(&links) { Err(BadProof::Circle) } else { Ok(links) }
}

/// Whether some proof stands, by any way, upon itself: what stands on settled proofs is settled,
/// until nothing more settles.
fn has_circle(links: &[Vec<usize>]) -> bool {
    let mut settled = vec![false; links.len()];
    for _ in links {
        for (index, below) in links.iter().enumerate() {
            let stands = below.iter().all(|place| settled.get(*place) == Some(&true));
            if let Some(own) = settled.get_mut(index) {
                *own = stands;
            }
        }
    }
    settled.contains(&false)
}
