//! The surroundings of a viewer as a picture: the viewer in the middle, everybody else on the ring of
//! their band. Whole numbers only, so that the same surroundings are the same picture everywhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Band, Strength};
use crate::identity::Did;
use crate::limits::PICTURE_NAME_CHARS_MAX;

/// Width and height of a picture, in units of its own.
pub const PICTURE_SIZE: i32 = 1000;

const MIDDLE: i32 = PICTURE_SIZE / 2;

/// From the middle to the outermost ring.
const RINGS: i32 = 420;

/// One turn, in hundredths of a degree.
const TURN: i32 = 36_000;

/// Somebody in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Who.
    pub did: Did,
    /// What they are called there.
    pub name: String,
    /// How near.
    pub band: Band,
    /// Place, from the left.
    pub x: i32,
    /// Place, from the top.
    pub y: i32,
}

/// A tie in a picture: who stands behind whom, and how; mutual ties are one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who gives their word; `None` for the viewer.
    pub from: Option<Did>,
    /// About whom; `None` for the viewer.
    pub to: Option<Did>,
    /// How strongly.
    pub strength: Strength,
}

/// Gives everybody a place: on the ring of their band, in the direction of whom they hang on.
#[must_use]
pub fn laid_out(people: &[(Did, String, Band)], lines: &[Line]) -> Vec<Spot> {
    let bands: BTreeMap<Did, Band> = people.iter().map(|(did, _, band)| (*did, *band)).collect();
    let mut directions: BTreeMap<Did, i32> = BTreeMap::new();
    for band in [Band::Direct, Band::Close, Band::Near, Band::Far, Band::Unreached] {
        let on_ring = people.iter().filter(|(_, _, of)| *of == band).map(|(did, ..)| *did);
        let mut ring: Vec<(i32, Did)> = on_ring
            .map(|did| (inner(&did, band, lines, &bands, &directions).unwrap_or_default(), did))
            .collect();
        ring.sort_unstable();
        let count = i32::try_from(ring.len()).unwrap_or(i32::MAX).max(1);
        let first = ring.first().map_or(0, |(direction, _)| *direction);
        for (number, (_, did)) in (0_i32..).zip(ring) {
            let step = TURN.saturating_mul(number).checked_div(count).unwrap_or_default();
            directions.insert(did, first.saturating_add(step).rem_euclid(TURN));
        }
    }
    let spot = |(did, name, band): &(Did, String, Band)| {
        let direction = directions.get(did).copied().unwrap_or_default();
        let (x, y) = place(radius(*band), direction);
        Spot { did: *did, name: name.clone(), band: *band, x, y }
    };
    people.iter().map(spot).collect()
}

/// The direction of the first on an inner ring who is tied to somebody.
fn inner(
    did: &Did,
    band: Band,
    lines: &[Line],
    bands: &BTreeMap<Did, Band>,
    directions: &BTreeMap<Did, i32>,
) -> Option<i32> {
    let others = lines.iter().filter_map(|line| match (line.from, line.to) {
        (Some(from), Some(to)) if to == *did => Some(from),
        (Some(from), Some(to)) if from == *did => Some(to),
        (Some(_) | None, Some(_) | None) => None,
    });
    let nearer = others.filter(|other| bands.get(other).is_some_and(|of| ring(*of) < ring(band)));
    let first = nearer.min_by_key(|other| (bands.get(other).map(|of| ring(*of)), *other))?;
    directions.get(&first).copied()
}

const fn ring(band: Band) -> i32 {
    match band {
        Band::Yourself => 0,
        Band::Direct => 1,
        Band::Close => 2,
        Band::Near => 3,
        Band::Far => 4,
        Band::Unreached => 5,
    }
}

fn radius(band: Band) -> i32 {
    ring(band).saturating_mul(RINGS).checked_div(5).unwrap_or_default()
}

/// A place at this distance from the middle.
fn place(radius: i32, direction: i32) -> (i32, i32) {
    let along = |sine: i32| radius.saturating_mul(sine).checked_div(10_000).unwrap_or_default();
    let quarter = direction.saturating_add(TURN / 4).rem_euclid(TURN);
    (MIDDLE.saturating_add(along(sine(quarter))), MIDDLE.saturating_add(along(sine(direction))))
}

/// The sine of an angle in hundredths of a degree, in ten-thousandths; right to 17 of them (after
/// Bhaskara I).
fn sine(angle: i32) -> i32 {
    let half = i64::from(TURN / 2);
    let (sign, angle) = match i64::from(angle.rem_euclid(TURN)) {
        angle if angle > half => (-1, angle.saturating_sub(half)),
        angle => (1, angle),
    };
    let product = angle.saturating_mul(half.saturating_sub(angle));
    let below = (half / 2).saturating_mul(half / 2).saturating_mul(5).saturating_sub(product);
    let sine = product.saturating_mul(4 * 10_000).checked_div(below).unwrap_or_default();
    i32::try_from(sine).unwrap_or_default().saturating_mul(sign)
}

/// What a picture says to who cannot see it, in the reader's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// What it shows.
    pub title: String,
    /// What the viewer is called.
    pub viewer: String,
}

/// The part of the plane that is shown: as far out as anybody stands, with room for names.
struct View {
    width: i32,
    height: i32,
    /// How large letters are: they can be read where the picture is as wide as a telephone.
    font: i32,
}

/// Names beyond which letters are smaller, so that they do not run into each other.
const NAMES_FEW: usize = 12;

impl View {
    fn of(spots: &[Spot]) -> Self {
        let outermost = spots.iter().map(|one| radius(one.band)).max().unwrap_or_default();
        let outermost = outermost.max(radius(Band::Direct));
        let width = outermost.saturating_mul(7) / 2;
        let font = if spots.len() > NAMES_FEW { width / 40 } else { width / 28 };
        let height = outermost.saturating_mul(2).saturating_add(font.saturating_mul(7));
        Self { width, height, font }
    }

    fn frame(&self) -> String {
        let (left, top) = (self.width / 2, self.height / 2);
        let (left, top) = (MIDDLE.saturating_sub(left), MIDDLE.saturating_sub(top));
        format!("{left} {top} {} {}", self.width, self.height)
    }
}

/// The picture as SVG: no script, no style, nothing that is fetched; in the colour of the text
/// around it.
#[must_use]
pub fn svg(spots: &[Spot], lines: &[Line], caption: &Caption) -> String {
    let at: BTreeMap<Did, (i32, i32)> = spots.iter().map(|one| (one.did, (one.x, one.y))).collect();
    let view = View::of(spots);
    let mut svg = String::new();
    let title = escaped(&caption.title);
    // Writing to a text cannot fail.
    let mut put = |piece: std::fmt::Arguments<'_>| svg.write_fmt(piece).unwrap_or_default();
    put(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{}\" role=\"img\" fill=\"none\" \
         stroke=\"currentColor\" stroke-width=\"{}\" font-family=\"sans-serif\" \
         font-size=\"{}\"><title>{title}</title>",
        view.frame(),
        (view.width / 500).max(1),
        view.font
    ));
    let rings = [Band::Direct, Band::Close, Band::Near, Band::Far];
    for band in rings.into_iter().filter(|band| radius(*band).saturating_mul(2) < view.height) {
        put(format_args!(
            "<circle cx=\"{MIDDLE}\" cy=\"{MIDDLE}\" r=\"{}\" stroke-opacity=\"0.15\"/>",
            radius(band)
        ));
    }
    let end = |who: Option<Did>| who.map_or(Some((MIDDLE, MIDDLE)), |did| at.get(&did).copied());
    for line in lines {
        let (Some((x1, y1)), Some((x2, y2))) = (end(line.from), end(line.to)) else { continue };
        let dashes = match line.strength {
            Strength::Recognised => "",
            Strength::Endorsed => " stroke-dasharray=\"4 6\"",
        };
        put(format_args!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke-opacity=\"0.5\"{dashes}/>"
        ));
    }
    // The viewer's name stands above, so that it does not run into that of who is beside them.
    let viewer = (MIDDLE, MIDDLE, caption.viewer.as_str(), (view.font / 2, true));
    let others = spots.iter().map(|one| (one.x, one.y, one.name.as_str(), (view.font / 3, false)));
    for (x, y, name, (size, above)) in std::iter::once(viewer).chain(others) {
        let away = if above { view.font / 2 } else { view.font };
        let away = size.saturating_add(away);
        let line = if above { y.saturating_sub(away) } else { y.saturating_add(away) };
        let name = escaped(&shortened(name));
        put(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{size}\" fill=\"currentColor\"/><text x=\"{x}\" \
             y=\"{line}\" text-anchor=\"middle\" fill=\"currentColor\" stroke=\"none\">{name}</text>"
        ));
    }
    put(format_args!("</svg>"));
    svg
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= PICTURE_NAME_CHARS_MAX {
        return name.to_owned();
    }
    let begin = name.chars().take(PICTURE_NAME_CHARS_MAX.saturating_sub(1));
    begin.chain(['…']).collect()
}

/// As text and as the value of an attribute, without what XML 1.0 §2.2 cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::SecretKey;

    fn did(seed: u8) -> Did {
        Did::from(SecretKey::from_seed(&[seed; 32]).public())
    }

    #[test]
    fn sines_are_right_to_two_thousandths() {
        let known = [(0, 0), (3_000, 5_000), (4_500, 7_071), (9_000, 10_000), (18_000, 0)];
        for (angle, expected) in known {
            assert!((sine(angle) - expected).abs() <= 20, "{angle}: {}", sine(angle));
            assert_eq!(sine(angle + TURN / 2), -sine(angle));
        }
    }

    #[test]
    fn everybody_stands_on_the_ring_of_their_band_and_nobody_on_another() {
        let people: Vec<_> = (1..=40)
            .map(|seed| {
                (did(seed), format!("n{seed}"), [Band::Direct, Band::Near][usize::from(seed % 2)])
            })
            .collect();
        let lines: Vec<_> = (1..40)
            .map(|seed| Line {
                from: Some(did(seed)),
                to: Some(did(seed + 1)),
                strength: Strength::Recognised,
            })
            .collect();
        let spots = laid_out(&people, &lines);
        let mut turned = people.clone();
        turned.reverse();
        let mut again = laid_out(&turned, &lines);
        again.reverse();
        assert_eq!(spots, again, "the order of arrival is nothing");
        let mut places: Vec<_> = spots.iter().map(|one| (one.x, one.y)).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), spots.len(), "two on one place");
        for one in &spots {
            let (x, y) = (one.x - MIDDLE, one.y - MIDDLE);
            let expected = radius(one.band);
            assert!((x * x + y * y - expected * expected).abs() < expected * 8, "{one:?}");
        }
    }

    #[test]
    fn names_cannot_leave_their_place() {
        let evil = "</text><script>alert(1)</script>\u{0}\"&".to_owned();
        let spots = laid_out(&[(did(1), evil.clone(), Band::Direct)], &[]);
        let caption = Caption { title: evil.clone(), viewer: evil };
        let svg = svg(&spots, &[], &caption);
        assert!(!svg.contains("<script"), "{svg}");
        assert!(!svg.contains('\u{0}'));
        assert_eq!(svg.matches("</text>").count(), 2);
        assert!(svg.contains("&lt;/text&gt;"));
    }

    #[test]
    fn a_picture_ends_where_nobody_stands_any_more() {
        let caption = Caption { title: "T".to_owned(), viewer: "Me".to_owned() };
        let drawn = |band| {
            let people = [(did(1), "A".to_owned(), Band::Direct), (did(2), "B".to_owned(), band)];
            svg(&laid_out(&people, &[]), &[], &caption)
        };
        let (near, far) = (drawn(Band::Direct), drawn(Band::Far));
        assert!(near.contains("viewBox=\"353 381 294 238\""), "{near}");
        assert!(far.contains("viewBox=\"-88 "), "{far}");
        let rings = |svg: &str| svg.matches("stroke-opacity=\"0.15\"").count();
        assert_eq!((rings(&near), rings(&far)), (1, 4));
    }

    #[test]
    fn mutual_ties_are_drawn_through_and_endorsements_in_dashes() {
        let people =
            [(did(1), "A".to_owned(), Band::Direct), (did(2), "B".to_owned(), Band::Close)];
        let line = |from, to, strength| Line { from, to, strength };
        let lines = [
            line(None, Some(did(1)), Strength::Recognised),
            line(Some(did(1)), Some(did(2)), Strength::Endorsed),
            line(Some(did(1)), Some(did(3)), Strength::Endorsed),
        ];
        let caption = Caption { title: "T".to_owned(), viewer: "Me".to_owned() };
        let svg = svg(&laid_out(&people, &lines), &lines, &caption);
        assert_eq!((svg.matches("<line").count(), svg.matches("dasharray").count()), (2, 1));
    }
}
