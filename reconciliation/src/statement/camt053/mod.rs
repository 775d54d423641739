//! camt.053, the bank-to-customer statement of ISO 20022, in its versions 02 to 13. The one door to the XML library.
//!
//! Document types, entities beyond the five of XML, and processing instructions are refused: nothing is ever expanded or fetched.

mod draft;
mod entry;
mod totals;
mod written;

use quick_xml::{
    Reader as Xml,
    events::{BytesRef, BytesStart, Event},
};

use self::{draft::Draft, written::Written};
use super::{FileError, FileFault, Limits, Statement};
use crate::digest::FileDigest;

/// How deep elements may nest. The deepest of the standard lies within twenty.
const DEPTH_MAX: usize = 32;

/// Reads a file of one or more statements.
///
/// # Errors
/// Refuses what is no camt.053, what is not whole, and what does not add up.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Statement>, FileError> {
    let text = limits.text(bytes)?;
    let mut reader = Reader {
        file: FileDigest::of(bytes),
        limits,
        lines: Lines { text: text.as_bytes(), seen: 0, line: 1 },
        path: vec![],
        text: String::new(),
        currency: None,
        count: 0,
        is_statement: false,
        draft: None,
        statements: vec![],
    };
    let mut xml = Xml::from_str(text);
    loop {
        let event = xml.read_event();
        let at = reader.lines.at(xml.buffer_position());
        let refused = |fault| Err(FileError::at(at, fault));
        match event {
            Err(_) => return refused(FileFault::Xml),
            Ok(Event::Start(element)) => reader.start(&element, at)?,
            Ok(Event::Empty(element)) => {
                reader.start(&element, at)?;
                reader.end(at)?;
            }
            Ok(Event::End(_)) => reader.end(at)?,
            Ok(Event::Text(piece)) => reader.piece(&piece.decode().map_err(|_| FileError::at(at, FileFault::Xml))?, at)?,
            Ok(Event::CData(piece)) => reader.piece(&piece.decode().map_err(|_| FileError::at(at, FileFault::Xml))?, at)?,
            Ok(Event::GeneralRef(reference)) => reader.reference(&reference, at)?,
            Ok(Event::DocType(_)) => return refused(FileFault::Forbidden("a document type")),
            Ok(Event::PI(_)) => return refused(FileFault::Forbidden("a processing instruction")),
            Ok(Event::Comment(_) | Event::Decl(_)) => {}
            Ok(Event::Eof) => return reader.eof(at),
        }
    }
}

/// Counts lines as far as the file was read.
struct Lines<'a> {
    text: &'a [u8],
    seen: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, position: u64) -> u32 {
        let until = usize::try_from(position).map_or(self.text.len(), |position| position.min(self.text.len()));
        if let Some(read) = self.text.get(self.seen..until) {
            let lines = read.iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
            self.seen = until;
        }
        self.line
    }
}

struct Reader<'a> {
    file: FileDigest,
    limits: &'a Limits,
    lines: Lines<'a>,
    path: Vec<String>,
    text: String,
    /// The currency that the element says that is being read.
    currency: Option<String>,
    count: usize,
    is_statement: bool,
    draft: Option<Draft>,
    statements: Vec<Statement>,
}

impl Reader<'_> {
    fn start(&mut self, element: &BytesStart, at: u32) -> Result<(), FileError> {
        if self.path.len() >= DEPTH_MAX {
            return Err(FileError::at(at, FileFault::Unexpected("elements nested so deep")));
        }
        self.path.push(String::from_utf8_lossy(element.local_name().as_ref()).into_owned());
        self.text.clear();
        self.currency = None;
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|_| FileError::at(at, FileFault::Xml))?;
            if attribute.key.as_ref() == b"Ccy" {
                self.currency = Some(String::from_utf8_lossy(&attribute.value).into_owned());
            }
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match (path.as_slice(), &mut self.draft) {
            (["Document", "BkToCstmrStmt"], _) => self.is_statement = true,
            (["Document", "BkToCstmrStmt", "Stmt"], draft) => *draft = Some(Draft::default()),
            ([_, _, "Stmt", "Bal"], Some(draft)) => draft.begin_balance(at),
            ([_, _, "Stmt", "Ntry"], Some(draft)) => {
                draft.begin_entry(at);
                self.count(1, at)?;
            }
            ([_, _, "Stmt", "Ntry", "NtryDtls", "TxDtls"], Some(draft)) => {
                // Several parts of an entry are several movements, and count as such.
                let is_further = draft.begin_part();
                self.count(usize::from(is_further), at)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn count(&mut self, movements: usize, at: u32) -> Result<(), FileError> {
        self.count += movements;
        if self.count <= self.limits.lines_max {
            Ok(())
        } else {
            Err(FileError::at(at, FileFault::TooManyLines(self.limits.lines_max)))
        }
    }

    fn piece(&mut self, piece: &str, at: u32) -> Result<(), FileError> {
        if self.text.len() + piece.len() > self.limits.line_bytes_max {
            return Err(FileError::at(at, FileFault::TooLong(self.limits.line_bytes_max)));
        }
        if self.path.is_empty() && !piece.trim().is_empty() {
            return Err(FileError::at(at, FileFault::Xml));
        }
        self.text += piece;
        Ok(())
    }

    /// Reads `&amp;` and its four kin, and the number of a character; no other entity.
    fn reference(&mut self, reference: &BytesRef, at: u32) -> Result<(), FileError> {
        let forbidden = || FileError::at(at, FileFault::Forbidden("an entity"));
        if let Some(character) = reference.resolve_char_ref().map_err(|_| forbidden())? {
            return self.piece(character.encode_utf8(&mut [0; 4]), at);
        }
        let name = reference.decode().map_err(|_| forbidden())?;
        let known = [("amp", "&"), ("lt", "<"), ("gt", ">"), ("apos", "'"), ("quot", "\"")];
        let (_, character) = known.into_iter().find(|(known, _)| *known == name).ok_or_else(forbidden)?;
        self.piece(character, at)
    }

    fn end(&mut self, at: u32) -> Result<(), FileError> {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let written = || Some(Written { text: text.to_owned(), currency: self.currency.clone() });
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            [.., "MsgPgntn" | "StmtPgntn", "LastPgInd"] if !matches!(text, "true" | "1") => {
                return Err(FileError::at(at, FileFault::Partial("the last page")));
            }
            [.., "MsgPgntn" | "StmtPgntn", "PgNb"] if text.trim_start_matches('0') != "1" => {
                return Err(FileError::at(at, FileFault::Partial("the first page")));
            }
            [_, _, "Stmt"] => {
                let statement = self.draft.take().unwrap_or_default().end(self.file, at)?;
                self.statements.push(statement);
            }
            [_, _, "Stmt", rest @ ..] => {
                let read = self.draft.as_mut().map_or(Some(()), |draft| draft.end_of(rest, text, written, at));
                read.ok_or(FileError::at(at, FileFault::Field("date, mark or status")))?;
            }
            _ => {}
        }
        self.path.pop();
        Ok(())
    }

    fn eof(self, at: u32) -> Result<Vec<Statement>, FileError> {
        if !self.path.is_empty() {
            return Err(FileError::at(at, FileFault::Partial("the end of the document")));
        }
        if !self.is_statement || self.statements.is_empty() {
            return Err(FileError::at(at, FileFault::Empty));
        }
        Ok(self.statements)
    }
}
