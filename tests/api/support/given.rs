//! Builders with good defaults: a test says only what matters to it.

use fingertip::{
    publication::{Attestation, Content, Direction, NewRevision, RevisionState, Source},
    tariff::{NewLine, Suffix},
};
use jiff::civil::date;
use vocabulary::{Article11, Date, Language, Period};

/// A published revision in English, in force since 2025.
pub fn revision(id: &str) -> NewRevision {
    NewRevision {
        publication_id: id.parse().expect("a good id"),
        language: Language::EN,
        state: RevisionState::Published,
        content: Content {
            title: "How to export coffee".into(),
            summary: String::new(),
            body: "Ask the coffee board for a certificate.".into(),
            article11: Article11::A,
            authority: "zz-agriculture".parse().expect("a good code"),
            document_type: "procedure".into(),
            direction: Direction::Export,
            hs_codes: Vec::new(),
            source: Source { act: "Coffee Act 2019".into(), gazette: None, url: None },
        },
        translated_from: None,
        attestation: None,
        validity: Period::starting(date(2025, 1, 1)),
    }
}

/// Says what a test wants different in a revision.
pub trait Given: Sized {
    fn titled(self, title: &str) -> Self;
    fn saying(self, body: &str) -> Self;
    fn from(self, day: Date) -> Self;
    fn between(self, from: Date, until: Date) -> Self;
    fn in_language(self, language: Language) -> Self;
    fn in_state(self, state: RevisionState) -> Self;
    fn confirmed(self, confirmed_on: Date, review_due_on: Date) -> Self;
}

impl Given for NewRevision {
    fn titled(mut self, title: &str) -> Self {
        self.content.title = title.into();
        self
    }

    fn saying(mut self, body: &str) -> Self {
        self.content.body = body.into();
        self
    }

    fn from(mut self, day: Date) -> Self {
        self.validity = Period::starting(day);
        self
    }

    fn between(mut self, from: Date, until: Date) -> Self {
        self.validity = Period::new(from, Some(until)).expect("a good period");
        self
    }

    fn in_language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    fn in_state(mut self, state: RevisionState) -> Self {
        self.state = state;
        self
    }

    fn confirmed(mut self, confirmed_on: Date, review_due_on: Date) -> Self {
        self.attestation = Some(Attestation { by: "Coffee Office".into(), confirmed_on, review_due_on });
        self
    }
}

/// A line of the tariff in English, in force since 2022.
pub fn line(code: &str, indent: u8, declarable: bool, description: &str) -> NewLine {
    NewLine {
        code: code.parse().expect("a good code"),
        suffix: Suffix::LINE,
        indent,
        declarable,
        descriptions: vec![(Language::EN, description.into())],
        validity: Period::starting(date(2022, 1, 1)),
    }
}

/// A chapter with two headings, as small as it can be.
pub fn coffee_and_tea() -> Vec<NewLine> {
    vec![
        line("0900000000", 0, false, "Coffee, tea and spices"),
        line("0901000000", 0, false, "Coffee, whether or not roasted"),
        line("0901110000", 1, true, "Not roasted, with caffeine"),
        line("0901210000", 1, true, "Roasted, with caffeine"),
        line("0902000000", 0, false, "Tea"),
        line("0902100000", 1, true, "Green tea in packings up to 3 kg"),
    ]
}
