//! What one file says, unchecked, and the fact it becomes.

use std::collections::BTreeMap;

use serde::Deserialize;
use vocabulary::{AuthorityCode, Date, FactId, HsCode, Language, Period, PublicationId};

use crate::{
    fact::{
        announcement::{Announcement, Exception, LeadDaysMin},
        body::Body,
        fact::{Content, NewFact, Provenance, Texts},
        fee::Fee,
        form::{Form, FormFile},
        notice::Notice,
        office::Office,
        procedure::Procedure,
        ruling::Ruling,
    },
    platform::import::one_line,
    publication::Attestation,
};

/// How long a name may be.
const NAME_CHARS_MAX: usize = 300;
/// How long a summary may be: what a small screen shows at once.
const SUMMARY_CHARS_MAX: usize = 160;
/// How long a part of a source may be.
const SOURCE_CHARS_MAX: usize = 500;

/// A file of our own format.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactPage {
    pub id: FactId,
    authority: AuthorityCode,
    article11: String,
    direction: String,
    valid_from: Date,
    valid_until: Option<Date>,
    announced_on: Date,
    exception: Option<Exception>,
    #[serde(default)]
    hs: Vec<HsCode>,
    source: PageSource,
    attestation: PageAttestation,
    publication: Option<PublicationId>,
    name: Texts,
    #[serde(default)]
    summary: Texts,
    fee: Option<Fee>,
    form: Option<PageForm>,
    office: Option<Office>,
    procedure: Option<Procedure>,
    notice: Option<Notice>,
    ruling: Option<Ruling>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageSource {
    act: String,
    gazette: String,
    page: u32,
    url: String,
    captured_on: Date,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageAttestation {
    officer: String,
    confirmed_on: Date,
    review_due_on: Date,
}

/// A form as it is written: its files by name alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageForm {
    number: String,
    files: BTreeMap<Language, String>,
    #[serde(default)]
    used_in: Vec<FactId>,
}

impl FactPage {
    /// Reads a file.
    ///
    /// # Errors
    /// Says on which line it is not as it has to be.
    pub fn read(text: &str) -> Result<FactPage, (u64, String)> {
        serde_norway::from_str(text).map_err(|error| {
            let line = error.location().map_or(1, |place| place.line() as u64);
            let reason = error.to_string();
            (line, reason.split(" at line ").next().unwrap_or_default().to_owned())
        })
    }

    /// Makes the fact that the page tells, announced `lead_days_min` before its first day, finding the files of a form by `file`.
    ///
    /// # Errors
    /// Says which key is wrong, and why.
    pub fn fact(self, lead_days_min: LeadDaysMin, file: &dyn Fn(&str) -> Result<FormFile, String>) -> Result<NewFact, String> {
        let validity = Period::new(self.valid_from, self.valid_until).map_err(|error| format!("valid_until {error}"))?;
        let announcement = Announcement { announced_on: self.announced_on, exception: self.exception };
        let bodies = [
            self.fee.map(Body::Fee),
            self.form.map(|form| form.with_files(file)).transpose()?.map(Body::Form),
            self.office.map(Body::Office),
            self.procedure.map(Body::Procedure),
            self.notice.map(Body::Notice),
            self.ruling.map(Body::Ruling),
        ];
        let mut bodies = bodies.into_iter().flatten();
        let body = bodies.next().ok_or("says nothing: one of fee, form, office, procedure, notice, ruling is wanted")?;
        if bodies.next().is_some() {
            return Err("says more than one of fee, form, office, procedure, notice, ruling".to_owned());
        }
        body.check()?;
        announcement.check(validity.from(), lead_days_min).map_err(|error| format!("announced_on: it {error}"))?;
        let PageSource { act, gazette, page, url, captured_on } = self.source;
        let line = |key: &str, text: &str| one_line(text, SOURCE_CHARS_MAX).map_err(|error| format!("{key} {error}"));
        if page == 0 {
            return Err("page is 0; pages are counted from 1".to_owned());
        }
        let PageAttestation { officer, confirmed_on, review_due_on } = self.attestation;
        if review_due_on <= confirmed_on {
            return Err("review_due_on is not after confirmed_on".to_owned());
        }
        let (act, gazette, url) = (line("act", &act)?, line("gazette", &gazette)?, line("url", &url)?);
        let content = Content {
            authority: self.authority,
            article11: self.article11.parse().map_err(|error| format!("article11 {error}"))?,
            direction: self.direction.parse().map_err(|error| format!("direction {error}"))?,
            hs_codes: self.hs,
            provenance: Provenance { act, gazette, page, url, captured_on },
            attestation: Attestation { by: line("officer", &officer)?, confirmed_on, review_due_on },
            announcement,
            publication_id: self.publication,
            name: tidy("name", self.name, NAME_CHARS_MAX)?,
            summary: tidy("summary", self.summary, SUMMARY_CHARS_MAX)?,
            body,
        };
        if content.name.0.is_empty() {
            return Err("name is in no language".to_owned());
        }
        Ok(NewFact { id: self.id, withdrawn: false, content, validity })
    }
}

impl PageForm {
    fn with_files(self, file: &dyn Fn(&str) -> Result<FormFile, String>) -> Result<Form, String> {
        let mut files = BTreeMap::new();
        for (language, name) in self.files {
            files.insert(language, file(&name)?);
        }
        Ok(Form { number: self.number, files, used_in: self.used_in })
    }
}

fn tidy(key: &str, texts: Texts, chars_max: usize) -> Result<Texts, String> {
    let tidied = texts.0.into_iter().map(|(language, text)| {
        let text = one_line(&text, chars_max).map_err(|error| format!("{key} in {language} {error}"))?;
        Ok((language, text))
    });
    tidied.collect::<Result<_, String>>().map(Texts)
}
