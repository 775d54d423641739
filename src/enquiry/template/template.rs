//! A template: who wrote it, and that somebody else agreed. Rules only.

use std::{collections::BTreeMap, fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{Language, PersonId, Timestamp};

use super::text::TemplateText;
use crate::enquiry::{Refusal, kind::Topic};

/// How many templates there are at most.
pub const TEMPLATES_MAX: usize = 500;
/// In how many languages one is written at most.
pub const TEMPLATE_LANGUAGES_MAX: usize = 12;

/// The name of a template: 1 to 60 small letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TemplateName(Box<str>);

/// A text that names no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not 1 to 60 small letters, digits and hyphens")]
pub struct TemplateNameError;

impl TemplateName {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TemplateName {
    type Err = TemplateNameError;

    fn from_str(text: &str) -> Result<TemplateName, TemplateNameError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=60).contains(&text.len()) && text.bytes().all(allowed);
        fits.then(|| TemplateName(text.into())).ok_or(TemplateNameError)
    }
}

impl fmt::Display for TemplateName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What an officer writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenTemplate {
    /// What officers call it.
    pub title: String,
    /// What enquiries it replies to; any where it is left out.
    pub topic: Option<Topic>,
    /// The text in each language.
    pub texts: BTreeMap<Language, TemplateText>,
}

/// A template as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: TemplateName,
    /// Counts the changes, from 1.
    pub version: i64,
    /// What was written.
    pub written: WrittenTemplate,
    /// Who wrote it.
    pub written_by: PersonId,
    /// Who agreed; nobody yet where it may not be used.
    pub approved_by: Option<PersonId>,
    /// When something of it changed last.
    pub changed_at: Timestamp,
}

impl Template {
    /// Writes one, in place of what there was. Nobody uses it before somebody else agrees.
    pub fn write(
        name: TemplateName,
        before: Option<&Template>,
        written: WrittenTemplate,
        by: PersonId,
        now: Timestamp,
    ) -> Template {
        let version = before.map_or(1, |before| before.version + 1);
        Template { name, version, written, written_by: by, approved_by: None, changed_at: now }
    }

    /// Returns it agreed to.
    ///
    /// # Errors
    /// Refuses whoever wrote it.
    pub fn approved(self, by: PersonId, now: Timestamp) -> Result<Template, Refusal> {
        if by == self.written_by {
            return Err(Refusal::SecondPerson);
        }
        Ok(Template { version: self.version + 1, approved_by: Some(by), changed_at: now, ..self })
    }

    /// Returns the text to write to somebody who reads `language`.
    ///
    /// # Errors
    /// Refuses one that nobody else agreed to, and a language that it is not written in.
    pub fn text(&self, language: Language) -> Result<&TemplateText, Refusal> {
        if self.approved_by.is_none() {
            return Err(Refusal::TemplateNotApproved);
        }
        self.written.texts.get(&language).ok_or(Refusal::TemplateLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_uses_what_one_person_wrote() {
        let text: TemplateText = "{fee:x-ray}".parse().expect("a text");
        let written = WrittenTemplate { title: "X-ray".into(), topic: None, texts: [(Language::EN, text)].into() };
        let name: TemplateName = "x-ray".parse().expect("a name");
        let (writer, other) = (PersonId::new(1), PersonId::new(2));
        let template = Template::write(name.clone(), None, written.clone(), writer, Timestamp::UNIX_EPOCH);
        assert_eq!(template.text(Language::EN), Err(Refusal::TemplateNotApproved));
        assert_eq!(template.clone().approved(writer, Timestamp::UNIX_EPOCH), Err(Refusal::SecondPerson));
        let approved = template.approved(other, Timestamp::UNIX_EPOCH).expect("another person");
        assert!(approved.text(Language::EN).is_ok());
        assert_eq!(
            approved.text(Language::SW),
            Err(Refusal::TemplateLanguage),
            "nobody is written to in a language they did not choose"
        );
        let again = Template::write(name, Some(&approved), written, other, Timestamp::UNIX_EPOCH);
        assert_eq!((again.version, again.approved_by), (3, None));
    }
}
