//! Columns for a person: as wide as their widest cell, cut to nothing for nobody.

use crate::screen::Screen;

/// Rows with a head; nothing is printed for a program.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table whose heads are the sentences of these codes.
    pub(crate) fn new(screen: &Screen, heads: &[&str]) -> Self {
        Self { rows: vec![heads.iter().map(|code| screen.sentence(code, &[])).collect()] }
    }

    /// One more row.
    pub(crate) fn row(&mut self, cells: &[&str]) {
        self.rows.push(cells.iter().map(|cell| (*cell).to_owned()).collect());
    }

    /// Shows it, or says the sentence for an empty list.
    pub(crate) fn show(&self, screen: &Screen, empty: &str) {
        if self.rows.len() == 1 {
            screen.say(empty, &[]);
            return;
        }
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            screen.line(cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }
}
