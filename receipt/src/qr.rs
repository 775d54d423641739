//! The QR code: the one door to the library that makes them.

use fast_qr::{ECL, QRBuilder, QRCode, Version};
use thiserror::Error;

use crate::envelope::Signed;

/// The largest version that is drawn: 77 by 77 dots, which the camera of a cheap phone reads from paper.
pub const VERSION_MAX: u8 = 15;

/// How much white stands around the dots. Source: ISO/IEC 18004, section 6.3.8: four modules.
const QUIET: usize = 4;

/// The QR code of a signed paper, with 15 % redundancy (level M).
pub struct Qr(QRCode);

/// A text that no QR code up to [`VERSION_MAX`] holds. A signed paper never is one: [`crate::SIGNED_MAX`] keeps it short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("does not fit a QR code of version {VERSION_MAX}")]
pub struct QrError;

impl Qr {
    /// Makes the code of a signed paper, as small as it can be.
    ///
    /// # Errors
    /// Says when it does not fit.
    pub fn of(paper: &Signed) -> Result<Qr, QrError> {
        let code = QRBuilder::new(paper.text()).ecl(ECL::M).build().map_err(|_| QrError)?;
        let fits = code.version.is_some_and(|version| version as usize <= Version::V15 as usize);
        if fits { Ok(Qr(code)) } else { Err(QrError) }
    }

    /// Returns how many dots it has on a side: 61 in version 11.
    pub fn dots(&self) -> usize {
        self.0.size
    }

    /// Returns its version: 11 for a usual receipt.
    pub fn version(&self) -> usize {
        (self.dots() - 17) / 4
    }

    /// Returns its dark dots, row by row: where a run of them begins (from the left, from the top) and how long it is.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        (0..self.dots())
            .flat_map(move |y| runs(self.0[y].iter().map(|dot| dot.value())).into_iter().map(move |(x, length)| (x, y, length)))
    }

    /// Draws it as SVG without styles, scripts or references: black on white, one path, a unit a dot. The page says how large it is.
    pub fn svg(&self) -> String {
        let side = self.dots() + 2 * QUIET;
        let mut path = String::new();
        for (x, y, length) in self.runs() {
            path += &format!("M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path d=\"{path}\"/></svg>"
        )
    }
}

/// Returns the runs of dark dots in a row: where each begins and how long it is.
fn runs(row: impl Iterator<Item = bool>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = vec![];
    for (x, _) in row.enumerate().filter(|(_, is_dark)| *is_dark) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == x => *length += 1,
            _ => runs.push((x, 1)),
        }
    }
    runs
}
