//! The judged questions of a folder laid out like `sample/judged/`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};
use vocabulary::{HsCode, Language, PublicationId};

use crate::{
    command::CommandError,
    search::effect::{Question, Wanted},
};

/// The file of goods; every other file holds questions that publications answer.
const GOODS: &str = "goods.jsonl";

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Judged {
    /// The questions that something answers.
    pub questions: Vec<Question>,
    /// How many questions nothing answers; they cannot tell a good order from a bad one.
    pub unanswerable: usize,
}

#[derive(Deserialize)]
struct TextQuestion {
    language: Language,
    question: String,
    publication: Option<PublicationId>,
}

#[derive(Deserialize)]
struct GoodsQuery {
    language: Language,
    query: String,
    code: HsCode,
}

impl Judged {
    /// Reads all files of `folder`, in the order of their names.
    ///
    /// # Errors
    /// Says which file cannot be read, or holds something else.
    pub fn read(folder: &Path) -> Result<Judged, CommandError> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = entries.map_err(CommandError::at(format!("could not read {}", folder.display())))?;
        let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
        files.sort();
        let mut judged = Judged::default();
        for file in &files {
            if file.file_name().is_some_and(|name| name == GOODS) {
                judged.questions.extend(lines(file)?.into_iter().map(goods));
            } else {
                judged.add(lines(file)?);
            }
        }
        Ok(judged)
    }

    fn add(&mut self, asked: Vec<TextQuestion>) {
        for TextQuestion { language, question: text, publication } in asked {
            match publication {
                Some(id) => self.questions.push(Question { text, language, wanted: Wanted::Publication(id) }),
                None => self.unanswerable += 1,
            }
        }
    }
}

fn goods(GoodsQuery { language, query: text, code }: GoodsQuery) -> Question {
    Question { text, language, wanted: Wanted::Line(code) }
}

fn lines<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>, CommandError> {
    let text = fs::read_to_string(file).map_err(CommandError::at(format!("could not read {}", file.display())))?;
    let mut rows = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let row = serde_json::from_str(line);
        rows.push(row.map_err(CommandError::at(format!("could not understand {}:{number}", file.display())))?);
    }
    Ok(rows)
}
