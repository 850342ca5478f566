//! Codes and tokens: redeemed, renewed, shown and taken back.
//!
//! Source: RFC 6749 §4.1.3, §5, §6; RFC 7636 §4.6; RFC 7009; RFC 9700 §2.1.1, §4.14.2.

use std::collections::BTreeSet;

use bot_protocol::api::{Permission, SecretText};
use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::identity::Did;
use serde::Serialize;

use super::clients::{Client, scope};
use super::consent::{permissions, until};
use super::grants::{self, Grant, Stage, Tokens};
use super::ticket::{Number, Ticket, Use};
use super::{ACCESS_MILLIS, Refusal, SPENT_MAX};
use crate::acts::Acts;

/// Who a program says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: String,
    /// Its secret, where it has one.
    pub secret: Option<SecretText>,
}

/// What a program wants tokens for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenAsk {
    /// For a code.
    Code {
        /// The code.
        code: String,
        /// Where it was sent to.
        redirect_uri: String,
        /// What hashes to the challenge.
        verifier: String,
        /// At most what was permitted; all of it where nothing is said.
        scope: Option<String>,
    },
    /// For a refresh token.
    Refresh {
        /// The token.
        token: String,
        /// At most what was permitted; all of it where nothing is said.
        scope: Option<String>,
    },
}

/// What a program is given. Source: RFC 6749 §5.1.
#[derive(Debug, Clone, Serialize)]
pub struct TokenReply {
    /// What opens the badges.
    pub access_token: SecretText,
    /// What renews it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<SecretText>,
    /// For how long, in seconds.
    pub expires_in: u64,
    /// `Bearer`.
    pub token_type: &'static str,
    /// What it may do.
    pub scope: String,
}

impl Acts {
    /// Redeems a code or renews a permission; what is handed out is stored before.
    ///
    /// # Errors
    /// When the program is not proven to be itself, or what it shows is not good, or no more.
    pub async fn give_tokens(&self, claim: &Claim, ask: &TokenAsk) -> Result<TokenReply, Refusal> {
        let _turn = self.turn().await;
        let client = self.proven(claim)?;
        match ask {
            TokenAsk::Code { code, redirect_uri, verifier, scope } => {
                let (number, mut grant, ticket) = self.ticket_of(claim, code)?;
                let mark = ticket.mark(Use::Code);
                let who = match &grant.stage {
                    Stage::Coded { code, who } if *code == mark => *who,
                    Stage::Live { code, .. } if *code == mark => {
                        return Err(self.stolen(&number, "the code was used before").await?);
                    }
                    Stage::Coded { .. }
                    | Stage::Live { .. }
                    | Stage::Asking { .. }
                    | Stage::Allowed { .. }
                    | Stage::Refused { .. } => return Err(unknown()),
                };
                if *redirect_uri != grant.redirect_uri {
                    return Err(Refusal::grant(
                        "redirect_uri is another than the code was sent to",
                    ));
                }
                if challenge(verifier) != Some(grant.challenge.clone()) {
                    return Err(Refusal::grant("code_verifier does not fit the code_challenge"));
                }
                let access = narrowed(scope.as_deref(), &grant.permissions)?;
                let renews =
                    client.refresh || grant.permissions.contains(&Permission::OfflineAccess);
                let (tokens, reply) = self.minted(&number, access, renews, Vec::new())?;
                grant.until = until(self.now().millis(), renews, tokens.access_until);
                grant.stage = Stage::Live { code: mark, who, tokens };
                self.commit(vec![grants::put(&number, &grant)]).await?;
                Ok(reply)
            }
            TokenAsk::Refresh { token, scope } => {
                self.renewed(claim, token, scope.as_deref()).await
            }
        }
    }

    async fn renewed(
        &self,
        claim: &Claim,
        token: &str,
        scope: Option<&str>,
    ) -> Result<TokenReply, Refusal> {
        let (number, mut grant, ticket) = self.ticket_of(claim, token)?;
        let mark = ticket.mark(Use::Refresh);
        let Stage::Live { code, who, tokens } = grant.stage else { return Err(unknown()) };
        if tokens.spent.contains(&mark) {
            return Err(self.stolen(&number, "the refresh token was used before").await?);
        }
        if tokens.refresh.as_ref() != Some(&mark) {
            return Err(unknown());
        }
        let access = narrowed(scope, &grant.permissions)?;
        let mut spent = tokens.spent;
        spent.push(mark);
        if spent.len() > SPENT_MAX {
            spent.remove(0);
        }
        let (tokens, reply) = self.minted(&number, access, true, spent)?;
        grant.until = until(self.now().millis(), true, tokens.access_until);
        grant.stage = Stage::Live { code, who, tokens };
        self.commit(vec![grants::put(&number, &grant)]).await?;
        Ok(reply)
    }

    /// Takes back what a program shows; what is unknown is taken back already.
    ///
    /// # Errors
    /// When the program is not proven to be itself.
    pub async fn revoke_token(&self, claim: &Claim, token: &str) -> Result<(), Refusal> {
        let _turn = self.turn().await;
        self.proven(claim)?;
        let Ok((number, mut grant, ticket)) = self.ticket_of(claim, token) else { return Ok(()) };
        let (access, refresh) = (ticket.mark(Use::Access), ticket.mark(Use::Refresh));
        let now = self.now().millis();
        let Stage::Live { tokens, .. } = &mut grant.stage else { return Ok(()) };
        let write = if tokens.refresh.as_ref() == Some(&refresh) || tokens.spent.contains(&refresh)
        {
            grants::forget(&number)
        } else if tokens.access == access {
            tokens.access_until = now;
            match tokens.refresh {
                Some(_) => grants::put(&number, &grant),
                None => grants::forget(&number),
            }
        } else {
            return Ok(());
        };
        Ok(self.commit(vec![write]).await?)
    }

    /// Whose badges an access token opens for this.
    ///
    /// # Errors
    /// With 401 when it is none or ended, with 403 when it allows something else.
    pub fn opened_by(&self, token: &str, wanted: Permission) -> Result<Did, Refusal> {
        let invalid = || {
            let detail = "the access token is unknown, has ended or was taken back";
            Refusal::new("invalid_token", "oauth-token-refused", detail).with(401)
        };
        let ticket = Ticket::read(token).ok_or_else(invalid)?;
        let grant = self.grant(&ticket.number())?.ok_or_else(invalid)?;
        let Stage::Live { who, tokens, .. } = grant.stage else { return Err(invalid()) };
        let good = tokens.access == ticket.mark(Use::Access)
            && tokens.access_until > self.now().millis()
            && self.keys.identity(&who).is_some();
        if !good {
            return Err(invalid());
        }
        if !tokens.access_permissions.contains(&wanted) {
            let detail = format!("the access token does not have the scope {wanted}");
            return Err(Refusal::new("insufficient_scope", "oauth-scope-missing", detail).with(403));
        }
        Ok(who)
    }

    /// The program, where it is proven to be itself.
    fn proven(&self, claim: &Claim) -> Result<Client, Refusal> {
        let client = self.client(&claim.id)?;
        let proven = client.filter(|client| client.is_proven_by(claim.secret.as_ref()));
        proven.ok_or_else(|| Refusal::client("the client is unknown, or its secret is another"))
    }

    /// The permission of this program that a code or token is of.
    fn ticket_of(&self, claim: &Claim, text: &str) -> Result<(Number, Grant, Ticket), Refusal> {
        let ticket = Ticket::read(text).ok_or_else(unknown)?;
        let grant = self.grant(&ticket.number())?.filter(|grant| grant.client == claim.id);
        Ok((ticket.number(), grant.ok_or_else(unknown)?, ticket))
    }

    /// Takes back everything that was given for what came twice.
    async fn stolen(&self, number: &Number, detail: &str) -> Result<Refusal, Refusal> {
        self.commit(vec![grants::forget(number)]).await?;
        Ok(Refusal::grant(format!("{detail}: everything given for it is taken back")))
    }

    fn minted(
        &self,
        number: &Number,
        access_permissions: BTreeSet<Permission>,
        renews: bool,
        spent: Vec<String>,
    ) -> Result<(Tokens, TokenReply), Refusal> {
        let access = Ticket::new(number)?;
        let refresh = if renews { Some(Ticket::new(number)?) } else { None };
        let reply = TokenReply {
            access_token: SecretText::new(access.text()),
            refresh_token: refresh.as_ref().map(|ticket| SecretText::new(ticket.text())),
            expires_in: ACCESS_MILLIS / 1000,
            token_type: "Bearer",
            scope: scope(&access_permissions),
        };
        let tokens = Tokens {
            access: access.mark(Use::Access),
            access_until: self.now().millis().saturating_add(ACCESS_MILLIS),
            access_permissions,
            refresh: refresh.map(|ticket| ticket.mark(Use::Refresh)),
            spent,
        };
        Ok((tokens, reply))
    }
}

fn unknown() -> Refusal {
    Refusal::grant("it is unknown, has ended or was taken back")
}

fn narrowed(
    scope: Option<&str>,
    most: &BTreeSet<Permission>,
) -> Result<BTreeSet<Permission>, Refusal> {
    match scope {
        None | Some("") => Ok(most.clone()),
        Some(_) => permissions(scope, most),
    }
}

/// What a verifier hashes to. Lengths are those of RFC 7636 §4.1; the letters may be more than it
/// has, for the example in Open Badges 3.0 §7.1.2.3 is in base64.
fn challenge(verifier: &str) -> Option<String> {
    let good = (43..=128).contains(&verifier.len())
        && verifier.bytes().all(|byte| byte.is_ascii_graphic());
    good.then(|| encode_base64url(sha256(&[verifier.as_bytes()]).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_hashes_as_in_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let expected = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(challenge(verifier).as_deref(), Some(expected), "RFC 7636 appendix B");
        for bad in ["", &verifier[1..], &"a".repeat(129), &format!("{verifier} ")] {
            assert_eq!(challenge(bad), None, "{bad}");
        }
    }
}
