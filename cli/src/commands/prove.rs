//! `bot prove`: a badge in one file, or as QR codes, with all that it takes to judge it.

use std::path::{Path, PathBuf};

use bot_node::clock::{Clock as _, SystemClock};
use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::{jcs, json};
use bot_protocol::statement::anchor::AnchorProof;
use bot_protocol::verdict::dossier::{FrameError, frames};
use bot_protocol::verdict::{Asked, Dossier, Evidence, Question, judge};
use clap::Args;
use qrcodegen::{QrCode, QrCodeEcc};

use super::{Context, Output, verify};
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::sheet::picture;

/// Save a badge with everything it takes to judge it, for whoever has no network
///
/// Exit codes: as of `bot verify`, of what whoever opens it is told · 2 usage, or the file is there
/// already · 3 not found · 5 no node is running.
#[derive(Debug, Args)]
#[command(before_help = "Example: bot prove 9b1d0c52 --out tea.proof --qr codes")]
pub(crate) struct Prove {
    /// The badge's id, or its beginning (see `bot badge list`)
    credential: String,
    /// The file to hand over, - for standard output
    #[arg(long, short, value_name = "FILE", required_unless_present = "qr")]
    out: Option<PathBuf>,
    /// The folder for the same as QR codes, pictures in SVG to print or to show
    #[arg(long, value_name = "FOLDER")]
    qr: Option<PathBuf>,
    /// Replace the files where they exist
    #[arg(long)]
    force: bool,
}

/// Makes the proof, and says what whoever opens it is told.
pub(crate) fn run(context: &Context<'_>, verb: &Prove) -> Result<Exit, Failure> {
    let screen = context.screen;
    let place = verb.out.as_deref().map(|path| Output::reserve(path, verb.force)).transpose()?;
    let client = context.client()?;
    let proof =
        client.get_bytes(&format!("/v1/credentials/{}/proof", encoded(&verb.credential)))?;
    let contexts = context.contexts();
    let reader = bot_node::contexts::reader(contexts.as_deref());
    let shown = verb.out.clone().or_else(|| verb.qr.clone()).unwrap_or_default();
    let presented = reader.read(&proof);
    let presented =
        presented.map_err(|refused| Failure::refused(&shown, &refused, screen.lang()))?;
    let verdict = judge(&presented, &Evidence::new(), &Asked::at(SystemClock.now()), &reader);
    let mut verdict = verify::parsed(&verdict.to_json(screen.lang()))?;
    let silent = place.as_ref().is_some_and(Output::is_stdout);
    // The file is there also where no codes can be.
    if let Some(place) = place {
        place.fill(screen, &proof)?;
    }
    let codes = verb.qr.as_ref().map(|folder| codes(screen, &proof, (folder, verb.force)));
    let drawn = codes.transpose()?.unwrap_or_default();
    if !silent {
        let data = [("bytes", proof.len().to_string()), ("count", drawn.to_string())];
        if verb.out.is_some() {
            screen
                .say("cli-proved", &[&data[..], &[("path", shown.display().to_string())]].concat());
        }
        if let Some(folder) = &verb.qr {
            let path = ("path", folder.display().to_string());
            screen.say("cli-proved-codes", &[&data[..], &[path]].concat());
        }
        let anchored = is_anchored(&proof);
        screen.say(if anchored { "cli-proved-anchored" } else { "cli-proved-unanchored" }, &[]);
        screen.say("cli-proved-told", &[]);
        verdict["anchored"] = anchored.into();
        verdict["bytes"] = proof.len().into();
        verdict["codes"] = drawn.into();
        verify::tell(screen, &shown, verdict.clone());
    }
    Ok(verify::exit(&verdict, &[Question::Integrity, Question::Status]))
}

/// Whether the proof shows that the badge was in an anchor of its issuer's ledger.
fn is_anchored(proof: &[u8]) -> bool {
    let Ok(proof) = Dossier::read(proof) else { return false };
    let Ok(badge) = json::read(&proof.badge) else { return false };
    let digest = sha256(&[&jcs::canonicalize(&badge)]);
    let shown = proof.documents.iter().filter_map(|bytes| AnchorProof::read(bytes).ok());
    shown.into_iter().any(|anchor| anchor.digest() == digest)
}

/// Writes the QR codes, all or, where one place is taken, none.
fn codes(screen: &Screen, proof: &[u8], (folder, force): (&Path, bool)) -> Result<usize, Failure> {
    let frames = frames(proof).map_err(|refused| told(&refused, proof))?;
    std::fs::create_dir_all(folder).map_err(|cause| Failure::file(folder, &cause))?;
    let count = frames.len();
    let path = |number: usize| folder.join(format!("proof-{number}-of-{count}.svg"));
    let places = (1..=count).map(|number| Output::reserve(&path(number), force));
    let places = places.collect::<Result<Vec<_>, _>>()?;
    for (place, frame) in places.into_iter().zip(&frames) {
        let code = QrCode::encode_binary(frame, QrCodeEcc::Low);
        let code =
            code.map_err(|cause| Failure::new(Exit::Other, "cli-proof-codes", cause.to_string()))?;
        place.fill(screen, picture(&code).as_bytes())?;
    }
    Ok(count)
}

/// Why there are no QR codes.
fn told(refused: &FrameError, proof: &[u8]) -> Failure {
    let badge = Dossier::read(proof).map_or(0, |proof| proof.badge.len());
    if let FrameError::TooLarge { max, .. } = refused
        && badge > *max
    {
        let failure = Failure::new(Exit::Other, "cli-proof-codes-large", refused.to_string());
        return failure.with("found", badge.to_string()).with("max", max.to_string());
    }
    let failure = Failure::new(Exit::Other, "cli-proof-codes", refused.to_string());
    failure.with("what", refused.to_string())
}
