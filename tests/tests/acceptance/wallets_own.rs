//! One node as the wallet of another: it takes what is offered and shows it to whoever asks, by the
//! command line, over real sockets; and what is not meant for it it does not get.

use serde_json::{Value, json};

use super::handbook::desk::{Desk, root};
use super::wallets::School;

/// Lea's node, with her identity.
fn lea() -> Desk {
    let desk = Desk::bare(&root());
    let secret = "--passphrase-file passphrase --data lea";
    desk.done(&format!("bot id init --name Lea --party person {secret}"));
    desk.done(&format!("bot up --detach {secret}"));
    desk
}

fn uri(of: &Value) -> &str {
    of["uri"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_takes_and_shows_badges_of_both_formats() {
    let (school, lea) = (School::open().await, lea());
    for format in ["ldp_vc", "jwt_vc_json"] {
        let offer = school.offer(json!({ "format": format, "tx_code": true })).await;
        let (take, code) = (uri(&offer), offer["tx_code"].as_str().unwrap());
        let (exit, said) = lea.typed(&format!("bot wallet take '{take}' --data lea"));
        assert_eq!(exit, 2, "{said}");
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let (exit, said) =
            lea.typed(&format!("bot wallet take '{take}' --tx-code {wrong} --yes --data lea"));
        assert_eq!(exit, 1, "{said}");
        assert!(said.contains("not the one of this offer") && said.contains("left: 4"), "{said}");
        let take = format!("bot wallet take '{take}' --tx-code {code} --data lea");
        let (exit, said) = lea.typed(&take);
        assert_eq!(exit, 2, "nothing is collected without a yes: {said}");
        let tried = lea.done(&format!("{take} --dry-run"));
        assert!(tried.contains("Open Badge, http://127.0.0.1:"), "{tried}");
        let taken = lea.done(&format!("{take} --yes"));
        assert!(taken.contains("Swimming"), "{taken}");
        let (exit, said) = lea.typed(&format!("{take} --yes"));
        assert_eq!(exit, 1, "a code is good once: {said}");
        let asked = school.ask_wallet(json!({ "formats": [format] })).await;
        let show = format!("bot wallet show '{}' --data lea", uri(&asked));
        let (exit, said) = lea.typed(&show);
        assert_eq!(exit, 2, "nothing is shown without a yes: {said}");
        lea.done(&format!("{show} --dry-run"));
        lea.done(&format!("{show} --yes"));
        let id = asked["item"]["id"].as_str().unwrap();
        let view = school.node.get(&format!("/v1/wallet/requests/{id}")).await.json();
        let findings = &view["answers"][0]["verdict"]["findings"];
        for name in ["integrity", "status", "recipient"] {
            assert_eq!(findings[name]["answer"], "yes", "{name} {view}");
        }
        let (exit, said) = lea.typed(&format!("{show} --yes"));
        assert_eq!(exit, 1, "answered once: {said}");
    }
    let asked = school.ask_wallet(json!({ "achievement": "Diving" })).await;
    let (exit, said) = lea.typed(&format!("bot wallet show '{}' --yes --data lea", uri(&asked)));
    assert_eq!(exit, 3, "{said}");
    // A request under the name of another verifier.
    let other = uri(&asked).replace("did%3Akey%3Az6Mk", "did%3Akey%3Az6Mj");
    let (exit, said) = lea.typed(&format!("bot wallet show '{other}' --yes --data lea"));
    assert_eq!(exit, 1, "{said}");
}
