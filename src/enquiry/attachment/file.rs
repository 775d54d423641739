//! What a file of an enquiry is: its name, its kind, how far it is, and every ceiling. Rules only.

use std::{fmt, str::FromStr};

use jiff::SignedDuration;
use thiserror::Error;
use vocabulary::{EnquiryFileId, EnquiryId, Timestamp, words};

use crate::enquiry::{event::Actor, transition::Side};

/// How many bytes one file has at most: a photograph, or twenty scanned pages.
pub const FILE_BYTES_MAX: u64 = 10 << 20;
/// How many files one enquiry has at most.
pub const FILES_MAX: usize = 20;
/// How many files one person adds in 24 hours.
pub const FILES_DAY_MAX: usize = 20;
/// How long a file may be brought after it was announced, and fetched after it was asked for: ten minutes for 10 MiB over a slow network.
pub const TICKET_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// How many characters a name has at most.
const NAME_CHARS_MAX: usize = 120;

words! {
    /// What a file is, by its bytes. There are no others.
    FileKind, "kind of file" {
        /// A document for print.
        Pdf = "pdf",
        /// A photograph.
        Jpeg = "jpeg",
        /// A picture.
        Png = "png",
    }
}

words! {
    /// How far a file is.
    ScanState, "state of a file" {
        /// It was announced and did not arrive yet.
        Expected = "expected",
        /// It waits for the scanner.
        Pending = "pending",
        /// Nothing harmful was found in it. It may be fetched.
        Clean = "clean",
        /// It is harmful. Its bytes are gone.
        Infected = "infected",
        /// The scanner could not be reached, or could not tell, again and again. Nobody fetches it.
        Unscanned = "unscanned",
        /// It has to be taken away.
        Erasing = "erasing",
        /// It was taken away.
        Erased = "erased",
    }
}

impl FileKind {
    /// Returns its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
        }
    }

    fn of_extension(extension: &str) -> Option<FileKind> {
        match extension.to_ascii_lowercase().as_str() {
            "pdf" => Some(FileKind::Pdf),
            "jpg" | "jpeg" => Some(FileKind::Jpeg),
            "png" => Some(FileKind::Png),
            _ => None,
        }
    }
}

/// What a file is called by whoever adds it, without a way into a folder, and with one ending, which says what kind it is.
#[derive(Clone, PartialEq, Eq)]
pub struct FileName(Box<str>);

/// A text that is no name of a file we take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no name of a file that ends in .pdf, .jpg, .jpeg or .png")]
pub struct FileNameError;

impl FileName {
    /// Returns the name. It may tell of somebody, so it is for whoever may read the enquiry.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns what kind of file its ending says it is.
    pub fn kind(&self) -> FileKind {
        let extension = self.0.rsplit_once('.').map(|(_, extension)| extension);
        extension.and_then(FileKind::of_extension).expect("a name has an ending that we know")
    }
}

impl FromStr for FileName {
    type Err = FileNameError;

    /// Reads a name. Of several endings the last one is kept, so that nobody takes `bill.exe.pdf` for anything but a PDF.
    fn from_str(text: &str) -> Result<FileName, FileNameError> {
        let text = text.trim();
        let (stem, extension) = text.rsplit_once('.').ok_or(FileNameError)?;
        FileKind::of_extension(extension).ok_or(FileNameError)?;
        let is_odd = |letter: char| letter.is_control() || "/\\:*?\"<>|".contains(letter) || is_turning(letter);
        let fits = !stem.trim_matches(['.', ' ']).is_empty() && text.chars().count() <= NAME_CHARS_MAX;
        if !fits || text.chars().any(is_odd) {
            return Err(FileNameError);
        }
        let stem = stem.trim_matches(['.', ' ']).replace('.', "_");
        Ok(FileName(format!("{stem}.{}", extension.to_ascii_lowercase()).into()))
    }
}

/// Whether a letter turns the direction of writing around, by which `fdp.exe` can be shown as `exe.pdf`.
fn is_turning(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Debug for FileName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FileName(…)")
    }
}

/// A file that somebody announces.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// What it is called.
    pub name: FileName,
    /// How many bytes it has.
    pub bytes: u64,
    /// Whether its asker sees it, where an officer adds it; what an asker adds they see.
    pub for_asker: bool,
}

/// A file that belongs to an enquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnquiryFile {
    /// Its name among all files.
    pub id: EnquiryFileId,
    /// The enquiry.
    pub enquiry: EnquiryId,
    /// Who added it.
    pub by: Actor,
    /// Whether its asker sees it.
    pub for_asker: bool,
    /// What it is called; nothing once it was erased.
    pub name: Option<FileName>,
    /// What it is.
    pub kind: FileKind,
    /// How many bytes it has, as it is kept.
    pub bytes: u64,
    /// The SHA-256 of the bytes that are kept, in hexadecimal digits; nothing before they arrived.
    pub sha256: Option<String>,
    /// The SHA-256 of the bytes that were sent, by which their sender knows them again.
    pub sent_sha256: Option<String>,
    /// How far it is.
    pub state: ScanState,
    /// What the scanner found.
    pub finding: Option<String>,
    /// When it was announced.
    pub announced_at: Timestamp,
}

impl EnquiryFile {
    /// Says whether it is there for whoever asked.
    pub fn is_seen_by_asker(&self) -> bool {
        self.for_asker || self.by.side() == Side::Asker
    }

    /// Says whether there is something to show of it.
    pub fn has_arrived(&self) -> bool {
        self.state != ScanState::Expected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_ending_that_we_take_and_no_way_into_a_folder() {
        let name = |text: &str| text.parse::<FileName>().map(|name| name.reveal().to_owned());
        for (text, expected) in [
            (" bill.PDF ", "bill.pdf"),
            ("bill.2026.exe.pdf", "bill_2026_exe.pdf"),
            ("صورة.jpg", "صورة.jpg"),
            ("..hidden.png", "hidden.png"),
        ] {
            assert_eq!(name(text).as_deref(), Ok(expected), "{text}");
        }
        let long = format!("{}.pdf", "x".repeat(120));
        for text in [
            "",
            "bill",
            ".pdf",
            "...pdf",
            "bill.pdf.exe",
            "bill.svg",
            "bill.zip",
            "../bill.pdf",
            "a\\b.pdf",
            "C:bill.pdf",
            "a\nb.pdf",
            "a\u{0}.pdf",
            "bill\u{202e}fdp.jpg",
            "bill\u{61c}fdp.jpg",
            &long,
        ] {
            assert_eq!(name(text), Err(FileNameError), "{text:?}");
        }
    }

    #[test]
    fn what_an_officer_adds_is_seen_by_the_asker_only_where_it_is_for_them() {
        let file = |by, for_asker| EnquiryFile {
            id: EnquiryFileId::new(1),
            enquiry: EnquiryId::new(1),
            by,
            for_asker,
            name: None,
            kind: FileKind::Pdf,
            bytes: 1,
            sha256: None,
            sent_sha256: None,
            state: ScanState::Clean,
            finding: None,
            announced_at: Timestamp::UNIX_EPOCH,
        };
        let officer = Actor::Officer(vocabulary::PersonId::new(1));
        assert!(file(Actor::Asker(None), false).is_seen_by_asker() && file(officer, true).is_seen_by_asker());
        assert!(!file(officer, false).is_seen_by_asker());
    }
}
