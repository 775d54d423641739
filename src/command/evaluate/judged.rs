//! The judged questions of a folder laid out like `sample/judged/`, and the searches of one like `sample/messy/`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};
use vocabulary::{HsCode, Language, PublicationId};

use crate::{
    command::CommandError,
    search::judged::{Question, Wanted},
};

/// The file of goods; every other file holds questions that publications answer.
const GOODS: &str = "goods.jsonl";

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Judged {
    /// The questions that something answers.
    pub questions: Vec<Question>,
    /// The questions that nothing answers; they cannot tell a good order from a bad one.
    pub unanswerable: Vec<Question>,
}

/// A search as it was typed in a hurry, and as it should have been.
#[derive(Debug)]
pub struct Messy {
    /// As it was typed.
    pub messy: Question,
    /// The same search written correctly.
    pub clean: Question,
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

#[derive(Deserialize)]
struct MessyQuery {
    language: Language,
    query: String,
    clean: String,
    target: String,
}

impl Judged {
    /// Reads all files of `folder`, in the order of their names.
    ///
    /// # Errors
    /// Says which file cannot be read, or holds something else.
    pub fn read(folder: &Path) -> Result<Judged, CommandError> {
        let mut judged = Judged::default();
        for file in &files(folder)? {
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
                None => self.unanswerable.push(Question { text, language, wanted: Wanted::Nothing }),
            }
        }
    }
}

impl Messy {
    /// Reads all files of `folder`, in the order of their names.
    ///
    /// # Errors
    /// Says which file cannot be read, or holds something else.
    pub fn read(folder: &Path) -> Result<Vec<Messy>, CommandError> {
        let mut all = Vec::new();
        for file in &files(folder)? {
            for MessyQuery { language, query, clean, target } in lines(file)? {
                let wanted = wanted(&target)
                    .ok_or_else(|| CommandError::new(format!("{}: {target} is no code and no publication", file.display())))?;
                let messy = Question { text: query, language, wanted: wanted.clone() };
                all.push(Messy { messy, clean: Question { text: clean, language, wanted } });
            }
        }
        Ok(all)
    }
}

/// A target made only of digits is a code.
fn wanted(target: &str) -> Option<Wanted> {
    if target.bytes().all(|byte| byte.is_ascii_digit()) {
        return target.parse().ok().map(Wanted::Line);
    }
    target.parse().ok().map(Wanted::Publication)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, CommandError> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(CommandError::at(format!("could not read {}", folder.display())))?;
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    files.sort();
    Ok(files)
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
