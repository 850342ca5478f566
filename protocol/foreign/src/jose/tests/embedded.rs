//! A key that stands in the header: told as such, and the issuer's only where the issuer says so.

use bot_protocol::identity::Documents;

use super::*;

fn header(key: &Signer, more: &str) -> String {
    let jwk = String::from_utf8(key.jwk().to_bytes()).unwrap();
    format!("\"jwk\":{jwk}{more}")
}

#[test]
fn a_key_in_the_header_is_nobody_s_by_itself() {
    let (signer, stranger) = (Signer::rsa(), Signer::p256());
    let issuer = "https://uni.example/issuers/1";
    let payload = vc2(issuer, "");
    for one in Signer::all() {
        let text = jwt(&one, &header(&one, ""), &payload);
        assert_eq!(said(&text), "key-embedded status-unproven");
        let (message, _) = text.rsplit_once('.').unwrap();
        assert_eq!(said(format!("{message}.AAAA")), "signature-wrong status-unproven");
    }
    let said_by = |signer: &Signer, more: &str, documents: Documents| {
        said_with(jwt(signer, more, &payload).as_bytes(), documents)
    };
    let own = || Documents::new().trusting(format!("{issuer}#1"), signer.key());
    let kid = format!(",\"kid\":\"{issuer}#1\"");
    assert_eq!(said_by(&signer, &header(&signer, &kid), own()), HOLDS);
    assert_eq!(
        said_by(&signer, &header(&signer, &kid), Documents::new()),
        "key-embedded status-unproven"
    );
    // An attacker's key beside the name of the issuer's.
    assert_eq!(
        said_by(&stranger, &header(&stranger, &kid), own()),
        "proof-by-another status-unproven"
    );
    // The issuer's key beside a signature by another.
    assert_eq!(
        said_by(&stranger, &header(&signer, &kid), own()),
        "algorithm-differs status-unproven"
    );
    let foreign = header(&stranger, ",\"kid\":\"https://x.example/keys/1\"");
    assert_eq!(said_by(&stranger, &foreign, own()), "key-embedded status-unproven");
    let wrong = "proof-malformed status-unproven";
    assert_eq!(said_by(&signer, "\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}", own()), wrong);
    assert_eq!(
        said_by(&signer, "\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}", own()),
        wrong
    );
    assert_eq!(said_by(&signer, "\"jwk\":[]", own()), wrong);
}

#[test]
fn a_key_in_the_header_that_the_issuer_s_identifier_is_made_of_is_the_issuer_s() {
    for signer in Signer::all() {
        let payload = vc2(&signer.did(), "");
        assert_eq!(said(jwt(&signer, &header(&signer, ""), &payload)), HOLDS);
        let stranger = Signer::ed25519(9);
        let another = "proof-by-another status-unproven";
        assert_eq!(said(jwt(&stranger, &header(&stranger, ""), &payload)), another);
    }
}
