//! Problems: each code that the node can answer with has words in both languages.

use bot_protocol::words::{Lang, knows};
use bot_tests::codes;

#[test]
fn every_problem_can_be_told_in_both_languages() {
    let codes = codes::of_the_node();
    assert!(codes.len() > 100, "only {codes:?}");
    let untold: Vec<_> = codes
        .iter()
        .flat_map(|code| Lang::ALL.map(|lang| (code, lang)))
        .filter(|(code, lang)| !knows(*lang, code))
        .map(|(code, lang)| format!("{code} in {}", lang.tag()))
        .collect();
    assert!(untold.is_empty(), "no words: {untold:?}");
}
