//! What a program is refused at a host of Open Badges 3.0, and in which shape it is told so.

use bot_tests::http::Reply;
use serde_json::json;

use super::ob_api::{
    CREDENTIALS, JSON, Program, REDIRECT, VERIFIER, all, another_badge, ask, form, parameter,
    school, scope, stop, text,
};

/// The code in the shape of 1EdTech's services.
fn code(reply: &Reply) -> String {
    let field = &reply.json()["imsx_codeMinor"]["imsx_codeMinorField"][0];
    text(&field["imsx_codeMinorFieldName"]).replace("bits-of-trust#", "")
}

fn check(reply: &Reply, status: u16, expected: &str, what: &str) {
    assert_eq!((reply.status, code(reply).as_str()), (status, expected), "{what}: {reply:?}");
    let told = reply.json();
    assert_eq!(told["imsx_codeMajor"], "failure", "{what}");
    assert!(!text(&told["imsx_description"]).is_empty(), "{what}");
    assert!(reply.head.contains("content-type: application/json"), "{what}");
}

fn oauth(reply: &Reply, status: u16, error: &str, what: &str) {
    let told = reply.json();
    assert_eq!((reply.status, text(&told["error"]).as_str()), (status, error), "{what}: {reply:?}");
    assert!(!text(&told["error_description"]).is_empty(), "{what}");
    assert!(text(&told["code"]).starts_with("oauth-"), "{what}: {told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_to_an_address_that_was_not_registered() {
    let (node, _) = school().await;
    let program = Program::register(&node, &all()).await;
    for (name, value) in [
        ("redirect_uri", "https://evil.example/cb"),
        ("redirect_uri", "https://client.example/cb"),
        ("redirect_uri", "https://client.example/cb?tenant=1&x"),
        ("redirect_uri", "HTTPS://client.example/cb?tenant=1"),
        ("redirect_uri", ""),
        ("client_id", "0123456789abcdef0123456789abcdef"),
        ("client_id", "../x"),
        ("client_id", ""),
    ] {
        let mut question = program.question(&all());
        question.iter_mut().filter(|(n, _)| *n == name).for_each(|(_, v)| *v = value.to_owned());
        let reply = program.authorize(&question).await;
        assert_eq!((reply.status, reply.header("location")), (400, ""), "{name} {value}");
        assert!(reply.head.contains("content-type: text/html"), "{name} {value}");
    }
    let twice = format!("GET /oauth/authorize?client_id={0}&client_id={0}", program.id);
    assert_eq!(ask(&node, &twice, "", "").await.status, 400);
    let kind = "content-type: application/json\r\n";
    for (uris, error) in [
        (json!([]), "invalid_redirect_uri"),
        (json!(["http://client.example/cb"]), "invalid_redirect_uri"),
        (json!(["javascript:alert(1)"]), "invalid_redirect_uri"),
        (json!("https://client.example/cb"), "invalid_client_metadata"),
    ] {
        let said = json!({ "redirect_uris": uris, "scope": all() }).to_string();
        let reply = ask(&node, "POST /oauth/register", kind, &said).await;
        oauth(&reply, 400, error, &said);
    }
    let broken = ask(&node, "POST /oauth/register", kind, "{").await;
    oauth(&broken, 400, "invalid_client_metadata", "no JSON");
    let large = format!("{{\"x\":\"{}\"}}", "y".repeat(40_000));
    oauth(&ask(&node, "POST /oauth/register", kind, &large).await, 413, "invalid_request", "large");
    stop([node]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_out_of_order_is_told_to_the_program() {
    let (node, _) = school().await;
    let program = Program::register(&node, &scope(&["credential.readonly"])).await;
    let good = scope(&["credential.readonly"]);
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("state", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", VERIFIER, ""),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("scope", "openid", "invalid_scope"),
        ("scope", "", "invalid_scope"),
        ("scope", &scope(&["credential.upsert"]), "invalid_scope"),
    ] {
        let mut question = program.question(&good);
        question.iter_mut().filter(|(n, _)| *n == name).for_each(|(_, v)| *v = value.to_owned());
        let reply = program.authorize(&question).await;
        let to = reply.header("location").to_owned();
        assert_eq!(reply.status, 302, "{name} {value}");
        if error.is_empty() {
            assert!(to.starts_with("/oauth/wait/"), "{name} {value}: {to}");
            continue;
        }
        assert!(to.starts_with(&format!("{REDIRECT}&error={error}")), "{name} {value}: {to}");
        assert_eq!(parameter(&to, "state").is_empty(), name == "state", "{to}");
    }
    for _ in 0..7 {
        program.authorize(&program.question(&good)).await;
    }
    let full = program.authorize(&program.question(&good)).await;
    assert_eq!(parameter(full.header("location"), "error"), "temporarily_unavailable");
    let nobody = node.post("/v1/programs/BCDF-GHJK/approve", &json!({ "as": "Lea" })).await;
    assert_eq!((nobody.status, nobody.code().as_str()), (404, "unknown"));
    stop([node]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_for_one_program_one_verifier_and_one_time() {
    let (node, _) = school().await;
    let program = Program::register(&node, &all()).await;
    let other = Program::register(&node, &all()).await;
    let (_, back) = program.answered(&all(), "approve").await;
    let code = parameter(&back, "code");
    let base = [("grant_type", "authorization_code"), ("code", code.as_str())];
    let with = |more: &[(&'static str, &'static str)]| [&base, more].concat();
    let right = [("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)];
    let wrong = "x".repeat(43);
    oauth(&other.redeem(&code).await, 400, "invalid_grant", "another program");
    let elsewhere = with(&[("redirect_uri", "https://client.example/cb"), right[1]]);
    oauth(&program.token(&elsewhere).await, 400, "invalid_grant", "another address");
    let mut guessed = with(&[right[0]]);
    guessed.push(("code_verifier", &wrong));
    oauth(&program.token(&guessed).await, 400, "invalid_grant", "another verifier");
    oauth(&program.token(&with(&[right[0]])).await, 400, "invalid_request", "no verifier");
    let kinds = [("grant_type", "client_credentials")];
    oauth(&program.token(&kinds).await, 400, "unsupported_grant_type", "another kind");
    oauth(&program.token(&[]).await, 400, "invalid_request", "no kind");
    let wide = [&with(&right)[..], &[("scope", "openid")]].concat();
    oauth(&program.token(&wide).await, 400, "invalid_scope", "more than was allowed");

    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    let body = form(&with(&right));
    let bare = ask(&node, "POST /oauth/token", kind, &body).await;
    oauth(&bare, 401, "invalid_client", "nobody");
    assert!(bare.head.contains("www-authenticate: basic"), "{}", bare.head);
    let id_alone = format!("{body}&client_id={}", program.id);
    oauth(
        &ask(&node, "POST /oauth/token", kind, &id_alone).await,
        401,
        "invalid_client",
        "no secret",
    );
    let false_secret = format!("{id_alone}&client_secret=x");
    let reply = ask(&node, "POST /oauth/token", kind, &false_secret).await;
    oauth(&reply, 401, "invalid_client", "a false secret");
    let as_json = format!("{JSON}{}", program.basic);
    oauth(&ask(&node, "POST /oauth/token", &as_json, "{}").await, 400, "invalid_request", "JSON");

    let tokens = program.redeem(&code).await;
    assert_eq!(tokens.status, 200, "what failed before cost the code nothing: {tokens:?}");
    let access = text(&tokens.json()["access_token"]);
    let get = format!("GET {CREDENTIALS}");
    assert_eq!(program.api(&get, &access, "", "").await.status, 200);
    oauth(&program.redeem(&code).await, 400, "invalid_grant", "a code that was used");
    check(&program.api(&get, &access, "", "").await, 401, "oauth-token-refused", "its tokens");
    stop([node]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_is_for_those_who_were_allowed_this() {
    let (node, badge) = school().await;
    let program = Program::register(&node, &all()).await;
    let (readonly, refresh) = program.allowed(&scope(&["credential.readonly"])).await;
    let (get, post) = (format!("GET {CREDENTIALS}"), format!("POST {CREDENTIALS}"));
    let bare = ask(&node, &get, "", "").await;
    check(&bare, 401, "oauth-token-missing", "no token");
    assert!(bare.head.contains("www-authenticate: bearer"), "{}", bare.head);
    let owner = node.token();
    for (token, what) in
        [("x", "no token of ours"), (&refresh, "a refresh token"), (&owner, "the owner's")]
    {
        check(&program.api(&get, token, "", "").await, 401, "oauth-token-refused", what);
    }
    let narrow = program.api(&post, &readonly, JSON, &badge).await;
    check(&narrow, 403, "oauth-scope-missing", "only reading was allowed");
    assert!(narrow.head.contains("error=\"insufficient_scope\""), "{}", narrow.head);
    for line in ["GET /ims/ob/v3p0/profile", "PUT /ims/ob/v3p0/profile"] {
        check(&program.api(line, &readonly, JSON, "{}").await, 403, "oauth-scope-missing", line);
    }
    let own =
        ask(&node, "GET /v1/status", &format!("authorization: Bearer {readonly}\r\n"), "").await;
    assert_eq!((own.status, own.code().as_str()), (401, "token-missing"), "the owner's interface");
    for query in
        ["limit=0", "limit=x", "offset=-1", "since=yesterday", "limit=1&limit=2", "since=%"]
    {
        let reply = program.api(&format!("{get}?{query}"), &readonly, "", "").await;
        check(&reply, 400, "query-malformed", query);
    }
    let away = program.api(&format!("DELETE {CREDENTIALS}"), &readonly, "", "").await;
    check(&away, 405, "method-unknown", "no badge is deleted here");
    check(&program.api("GET /ims/ob/v3p0/x", &readonly, "", "").await, 404, "path-unknown", "x");
    stop([node]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_badge_is_taken_that_is_not_proven() {
    let (school_node, badge) = school().await;
    let (node, _) = school().await;
    let program = Program::register(&node, &all()).await;
    let (token, _) = program.allowed(&all()).await;
    let post = format!("POST {CREDENTIALS}");
    let put = |kind: &'static str, body: String| {
        let (program, token, post) = (&program, &token, &post);
        async move { program.api(post, token, &format!("content-type: {kind}\r\n"), &body).await }
    };
    let json = "application/json";
    let forged = badge.replace("Swimmer", "Captain");
    assert_ne!(forged, badge);
    check(&put(json, forged).await, 400, "import-refused", "words that nobody signed");
    let mut unsigned: serde_json::Value = serde_json::from_str(&badge).unwrap();
    unsigned.as_object_mut().unwrap().remove("proof");
    assert_eq!(put(json, unsigned.to_string()).await.status, 400, "no proof");
    let profile = json!({ "type": "Profile" }).to_string();
    check(&put(json, profile).await, 400, "hosted-no-badge", "no badge at all");
    check(&put(json, "{".to_owned()).await, 400, "hosted-no-badge", "no JSON");
    check(&put(json, String::new()).await, 400, "hosted-no-badge", "nothing");
    check(&put(json, "a.b.c".to_owned()).await, 400, "hosted-no-badge", "not what it says");
    check(&put("text/plain", badge.clone()).await, 400, "hosted-no-badge", "nor this");
    check(&put("text/plain", "a.b.c".to_owned()).await, 400, "hosted-no-badge", "no JWS");
    check(&put("text/html", badge.clone()).await, 415, "media-type-refused", "a page");
    let large = format!("{{\"x\":\"{}\"}}", "y".repeat(2048 * 1024));
    check(&put(json, large).await, 413, "body-too-large", "too large");
    let listed = program.api(&format!("GET {CREDENTIALS}"), &token, "", "").await;
    assert_eq!(listed.json(), json!({ "credential": [] }), "nothing of it was kept");

    // Another issuer's badge never takes the place of one that is here.
    assert_eq!(put(json, badge.clone()).await.status, 201);
    let strange = another_badge(&node, "Stranger").await;
    let id = |text: &str| text_of(text, "id");
    assert_ne!(id(&strange), id(&badge));
    let swapped = strange.replace(&id(&strange), &id(&badge));
    assert_eq!(put(json, swapped).await.status, 400, "its signature does not cover the other id");
    let kept = program.api(&format!("GET {CREDENTIALS}"), &token, "", "").await;
    assert!(String::from_utf8_lossy(&kept.body).contains(&badge));
    stop([node, school_node]).await;
}

fn text_of(document: &str, member: &str) -> String {
    let document: serde_json::Value = serde_json::from_str(document).unwrap();
    text(&document[member])
}

/// A page elsewhere may send its reader here, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn pages_of_others_can_send_a_reader_and_nothing_more() {
    let (node, _) = school().await;
    let sent =
        "sec-fetch-site: cross-site\r\nsec-fetch-mode: navigate\r\nsec-fetch-dest: document\r\n";
    let reply = ask(&node, "GET /oauth/authorize?client_id=x", sent, "").await;
    assert_eq!(reply.status, 400, "it is looked at: {reply:?}");
    let framed = sent.replace("document", "iframe");
    let lines: [(&str, &str); 3] = [
        ("GET /oauth/authorize?client_id=x", &framed),
        ("GET /ims/ob/v3p0/credentials", sent),
        ("POST /oauth/register", "origin: https://evil.example\r\n"),
    ];
    for (line, headers) in lines {
        let reply: Reply = ask(&node, line, headers, "").await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "origin-refused"), "{line}");
    }
    let about = ask(&node, "GET /oauth/about", "", "").await;
    let page = String::from_utf8(about.body).unwrap();
    assert!(page.contains("id=\"terms\"") && page.contains("id=\"privacy\""), "{page}");
    let metadata = ask(&node, "GET /.well-known/oauth-authorization-server", "", "").await.json();
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    stop([node]).await;
}
