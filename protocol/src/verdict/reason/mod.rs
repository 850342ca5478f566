//! Every reason a finding can have: its code, its answer, its data.
//!
//! One declaration per reason, in a file for each question or a few; the enum, the codes, the
//! answers and the JSON data follow from it, and a test keeps the words of both languages complete.

mod declare;
mod integrity;
mod standing;
mod status;

use super::{Answer, Question};
use crate::canon::json::Object;
use crate::time::Timestamp;
use declare::{Datum, declare};
use integrity::integrity;
use standing::standing;
use status::status;

/// By whose word an identity has a successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// The next key, which is on the recovery sheet.
    Sheet,
    /// So many of the guardians as must.
    Guardians,
    /// All guardians, in spite of somebody with the old key.
    AllGuardians,
}

// Each hands the next named what it declares, after what was declared before it.
integrity! { [status standing declare] }
