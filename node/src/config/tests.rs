//! What settings may be, and that they are written down once.

use super::*;

fn check(text: &str, expected: &str) {
    let found = match Config::parse(text, Path::new("bot.toml")) {
        Ok(config) => format!("port {}", config.http.port),
        Err(error) => error.to_string(),
    };
    assert!(found.contains(expected), "{text:?}: {found:?} has no {expected:?}");
}

#[test]
fn takes_what_it_knows_and_says_where_it_does_not() {
    check("", "port 7340");
    check("[http]\nport = 0", "port 0");
    check("[http]\nprot = 1", "bot.toml:2:1: unknown field `prot`");
    check("[htpp]\nport = 1", "bot.toml:1:2: unknown field `htpp`");
    check("[http]\nport = \"x\"", "bot.toml:2:8: invalid type");
    check("[http]\nport = 70000", "bot.toml:2:8: invalid value");
    check("[http", "bot.toml:1:");
    check("[store]\nbackend = \"rdb\"", "unknown variant `rdb`");
    check("[keys]\nscrypt_log_n = 9", "keys.scrypt_log_n is 9, expected 10 to 20");
    check("[keys]\nscrypt_log_n = 10", "port 7340");
    check("[keys]\nscrypt_log_n = 21", "keys.scrypt_log_n is 21, expected 10 to 20");
    check("[net]\ncommunities = []", "net.communities");
    check("[net]\ncommunities = [\"a b\"]", "net.communities");
    check("[net]\npeers = [\"school:7341\"]", "net.peers is \"school:7341\", expected multi");
    check("[net]\nlisten = [\"/ip4/127.0.0.1\"]", "net.listen is");
    check("[net]\npeers = [\"/dns4/school/tcp/7341\"]", "port 7340");
    check("[net]\nmailboxes = [\"/dns4/school/tcp/7341\"]", "multiaddresses that end in /p2p/ID");
    check("[net]\nmailboxes = [\"/ip4/192.0.2.1/tcp/7341/p2p/12D3KooWA\"]", "net.mailboxes is");
}

#[test]
fn committed_sample_is_what_the_declaration_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("bot.sample.toml");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let made = Config::sample();
    if committed != made && std::env::var_os("BOT_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    } else {
        assert_eq!(committed, made, "run with BOT_BLESS=1 to write {}", path.display());
    }
}

#[test]
fn sample_without_its_marks_is_the_defaults() {
    let text: String = Config::sample()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
            Some(_) | None => format!("{line}\n"),
        })
        .collect();
    assert_eq!(Config::parse(&text, Path::new("x")).unwrap(), Config::default());
}

#[test]
fn missing_file_is_all_defaults_and_unreadable_is_not() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Config::of_folder(folder.path()).unwrap(), Config::default());
    std::fs::create_dir(folder.path().join(FILE_NAME)).unwrap();
    assert!(Config::of_folder(folder.path()).unwrap_err().to_string().contains("cannot read"));
    std::fs::remove_dir(folder.path().join(FILE_NAME)).unwrap();
    std::fs::write(folder.path().join(FILE_NAME), vec![b'#'; 1024 * 1024 + 1]).unwrap();
    let said = Config::of_folder(folder.path()).unwrap_err().to_string();
    assert!(said.contains("over 1048576 bytes"), "{said}");
}

#[test]
fn every_setting_is_listed_with_its_sentence() {
    let settings = Config::default().settings();
    assert!(settings.iter().all(|s| s.value == s.default && !s.about.is_empty()));
    assert!(settings.iter().any(|s| s.name == "http.port" && s.value == 7340));
}
