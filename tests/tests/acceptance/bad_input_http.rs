//! The same bad input over the node's interface: a problem that names field and place, and nothing
//! stored.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use bot_protocol::canon::multibase::encode_base64;
use bot_tests::http::{Node, Reply, settings};
use serde_json::{Value, json};

use super::bad_input_pictures::{pngs, svgs};

const PICTURE: &[u8] = include_bytes!("../../../examples/badge.png");

/// Sends bytes as they are.
async fn send(node: &Node, path: &str, body: &[u8]) -> Reply {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        node.running.address(),
        node.token(),
        body.len()
    );
    node.raw(&[head.as_bytes(), body].concat()).await
}

#[track_caller]
fn check(reply: &Reply, status: u16, code: &str, what: &str) -> Value {
    let said = String::from_utf8_lossy(&reply.body);
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{what}: {said}");
    reply.json()
}

/// All that the node holds, as its lists tell it.
async fn held(node: &Node) -> Vec<Value> {
    let mut all = Vec::new();
    for list in ["identities", "feeds", "achievements", "credentials", "offers", "contacts"] {
        all.push(node.get(&format!("/v1/{list}")).await.json());
    }
    all
}

/// A node of a school with a badge to award.
async fn school() -> Node {
    let node = Node::start(settings()).await;
    node.post("/v1/identities", &json!({ "party": "organisation", "name": "School" })).await;
    let reply = node.post("/v1/achievements", &achievement(None)).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    node
}

fn achievement(image: Option<&str>) -> Value {
    let said = |text: &str| json!({ "en": text });
    json!({
        "id": "urn:uuid:swimmer", "name": said("Swimmer"), "description": said("Swims"),
        "criteria": said("Swim"), "image": image,
    })
}

async fn stop(node: Node) {
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_json_is_refused_with_its_place_everywhere() {
    let node = school().await;
    let held_before = held(&node).await;
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(32), "]".repeat(32));
    let rows: [(&[u8], &str, &str); 12] = [
        (b"{\"name\":\"x", "1", "11"),
        (b"{\n\"name\":\"\xff\"}", "2", "9"),
        (b"{\"a\":{\"b\":1,\"b\":2}}", "1", "13"),
        (deep.as_bytes(), "1", "37"),
        (b"\xef\xbb\xbf{}", "1", "1"),
        (b"\xff\xfe{\0}\0", "1", "1"),
        (b"{} x", "1", "4"),
        (b"{\"a\":\"\\ud800\"}", "1", "7"),
        (b"{\"a\":1e400}", "1", "6"),
        (b"{\"a\":9007199254740993}", "1", "6"),
        (b"{\"a\":\"\x01\"}", "1", "7"),
        (b"x", "1", "1"),
    ];
    let paths = [
        "identities",
        "identities/restore",
        "identities/School/recovery",
        "achievements",
        "credentials",
        "credentials/x/revoke",
        "credentials/x/publish",
        "credentials/x/present",
        "offers/x/accept",
        "endorsements",
        "recognitions",
        "grants",
        "grants/x/end",
        "peers",
        "contacts",
        "verify",
    ];
    for path in paths {
        for (body, line, column) in rows {
            let what = format!("{path} {}", String::from_utf8_lossy(body));
            let reply = send(&node, &format!("/v1/{path}"), body).await;
            let problem = check(&reply, 400, "body-malformed", &what);
            assert_eq!(problem["data"], json!({ "line": line, "column": column }), "{what}");
        }
        let reply = send(&node, &format!("/v1/{path}"), b"{\"nonsense\":\n 1}").await;
        let problem = check(&reply, 422, "body-misshapen", path);
        assert_eq!(problem["field"], "nonsense", "{path}");
        assert_eq!(problem["data"]["line"], "1", "{path}: {problem}");
        let reply = send(&node, &format!("/v1/{path}"), b"[]").await;
        check(&reply, 422, "body-misshapen", path);
    }
    assert_eq!(held(&node).await, held_before, "something was stored");
    stop(node).await;
}

/// A school's node, and a badge it issued: its id and its document.
async fn issued() -> (Node, String, String) {
    let node = school().await;
    let to = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let reply = node.post("/v1/credentials", &json!({ "achievement": "Swimmer", "to": to })).await;
    let text = |name: &str| reply.json()["item"][name].as_str().unwrap().to_owned();
    let (id, document) = (text("id"), text("document"));
    (node, id, document)
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_are_no_good_are_told_by_field() {
    let (node, _, badge) = issued().await;
    let held_before = held(&node).await;
    let baked = bot_protocol::credential::bake::container::bake(PICTURE, &badge).unwrap();
    let mut rows = pngs(PICTURE, &baked, badge.as_bytes());
    rows.extend(svgs(&badge));
    for row in &rows {
        let body = json!({ "document": encode_base64(&row.bytes) });
        let verified = node.post("/v1/verify", &body).await;
        let finding = verified.json()["findings"]["integrity"].clone();
        assert_eq!(verified.status, 200, "{}", row.name);
        assert_eq!((&finding["answer"], &finding["fault"]), (&"no".into(), &row.code.into()));
        assert!(finding["what"].as_str().unwrap().contains(&row.place), "{}: {finding}", row.name);
        let kind = if row.name.ends_with("svg") { "svg+xml" } else { "png" };
        let image = format!("data:image/{kind};base64,{}", encode_base64(&row.bytes));
        let (status, code) = match row.code {
            "no-badge" => continue,
            // Larger in base64 than any request may be.
            _ if row.name == "text.png" => (413, "body-too-large"),
            "two-badges" => (422, "already-baked"),
            other => (422, other),
        };
        let reply = node.post("/v1/achievements", &achievement(Some(&image))).await;
        let field = check(&reply, status, code, row.name)["field"].clone();
        assert_eq!(field, if status == 422 { "image".into() } else { Value::Null }, "{}", row.name);
    }
    for image in ["nonsense", "data:image/png;base64,*", "data:image/gif;base64,R0lGODlh"] {
        let reply = node.post("/v1/achievements", &achievement(Some(image))).await;
        assert_eq!(check(&reply, 422, "field-refused", image)["field"], "image");
    }
    assert_eq!(held(&node).await, held_before, "something was stored");
    let blank = format!("data:image/png;base64,{}", encode_base64(PICTURE));
    let mut good = achievement(Some(&blank));
    good["id"] = "urn:uuid:diver".into();
    check(&node.post("/v1/achievements", &good).await, 200, "", "the picture as it was");
    stop(node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn badges_and_evidence_that_are_no_good_are_told_by_field() {
    let (node, id, badge) = issued().await;
    let held_before = held(&node).await;
    for (document, status, code) in [
        (badge.replacen("Swims", "Swams", 1), 409, "proof-refused"),
        (badge[..300].to_owned(), 422, "content-refused"),
        (format!("{badge} x"), 422, "content-refused"),
        (badge.replacen('{', "{\"id\":\"urn:x\",", 1), 422, "content-refused"),
    ] {
        let body = json!({ "target": id, "comment": "yes", "document": document });
        let problem = check(&node.post("/v1/endorsements", &body).await, status, code, &document);
        assert_eq!(problem["field"], "document", "{problem}");
    }
    let good = encode_base64(badge.as_bytes());
    for (name, wrong) in [("document", json!("*")), ("at", json!("x")), ("lang", json!("de"))] {
        let mut body = json!({ "document": good });
        body[name] = wrong;
        let problem = check(&node.post("/v1/verify", &body).await, 422, "field-refused", name);
        assert_eq!(problem["field"], name);
    }
    let with = json!({ "document": good, "with": [encode_base64(b"{\"a\":1,\"a\":2}")] });
    let problem = check(&node.post("/v1/verify", &with).await, 422, "evidence-refused", "with");
    assert_eq!(problem["field"], "with");
    assert!(problem["detail"].as_str().unwrap().contains("line 1, column 8"), "{problem}");
    assert_eq!(held(&node).await, held_before, "something was stored");
    let answer = node.post("/v1/verify", &json!({ "document": good })).await.json();
    assert_eq!(answer["findings"]["integrity"]["answer"], "yes");
    let body = json!({ "target": id, "comment": "yes", "document": badge });
    check(&node.post("/v1/endorsements", &body).await, 200, "", "the badge as it was");
    stop(node).await;
}
