//! What an asker sees of an enquiry. Nothing in this file names what officers keep to themselves: it is not among the values these types
//! are made of.

use async_graphql::{Enum, ID, SimpleObject};
use vocabulary::{AuthorityCode, Language, scalar::Instant};

use super::words::{
    ShownChannel, ShownKind, ShownLevel, ShownOutcome, ShownPauseReason, ShownRejectReason, ShownScanState, ShownState,
    ShownTopic, ShownUrgency,
};
use crate::{
    enquiry::{Enquiry, EnquiryFile, Event, Reading, Recorded, Seen, Side},
    platform::message,
};

/// An enquiry, for whoever asked.
#[derive(SimpleObject)]
#[graphql(name = "Enquiry")]
pub struct ShownEnquiry {
    /// By what it is found: ten letters and digits, the last of which checks the others.
    reference: String,
    /// Whether it asks or complains.
    kind: ShownKind,
    /// What it is about.
    topic: ShownTopic,
    /// How much time there is.
    urgency: ShownUrgency,
    /// The language in which the desk writes and sends notices.
    language: Language,
    /// By which way it was asked.
    channel: ShownChannel,
    /// Whether the asker wants a person.
    prefer_human: bool,
    /// When it was asked.
    opened_at: Instant,
    /// Where it stands.
    state: ShownState,
    /// The same in a sentence, in the language of the enquiry.
    state_text: String,
    /// When the reply is due; null while the desk waits for the asker, and once nothing is due any more. Source: WTO TFA Article 1.3.
    due: Option<EnquiryDue>,
    /// When and why the desk waited for the asker; meanwhile the clock stood still.
    pauses: Vec<EnquiryPause>,
    /// Who had it for how long.
    shares: Vec<EnquiryShare>,
    /// Which authority has it, where it is another one.
    authority: Option<AuthorityCode>,
    /// What was written, the oldest first.
    thread: Vec<EnquiryEntry>,
    /// The files that were added to it, the oldest first.
    files: Vec<ShownFile>,
    /// What the asker said of the reply; null where they said nothing yet.
    outcome: Option<ShownOutcome>,
    /// Since when something that the reply was filled with says something else; null where nothing does. Ask again where it matters.
    outdated_since: Option<Instant>,
    /// Why it is not answered; null where it is, or may be yet.
    reject_reason: Option<ShownRejectReason>,
    /// The same in words, in the language of the enquiry.
    reject_text: Option<String>,
    /// Counts what happened to it, from 1. Whoever polls asks again when it has grown.
    version: i64,
}

/// Where an enquiry stands, and nothing of what it says.
#[derive(SimpleObject)]
pub struct EnquiryStatus {
    /// By what it is found.
    reference: String,
    /// When it was asked.
    opened_at: Instant,
    /// Where it stands.
    state: ShownState,
    /// The same in a sentence, in the language of the enquiry.
    state_text: String,
    /// When the reply is due; null while the desk waits for the asker, and once nothing is due any more.
    due: Option<EnquiryDue>,
    /// Counts what happened to it, from 1.
    version: i64,
}

/// Until when a reply is promised, and why then.
#[derive(SimpleObject)]
pub struct EnquiryDue {
    /// When.
    at: Instant,
    /// Why then: a word of the policy.
    reason: String,
    /// The same in words.
    reason_text: String,
}

/// A time in which the desk waited for the asker.
#[derive(SimpleObject)]
pub struct EnquiryPause {
    /// Since when.
    since: Instant,
    /// Until when; null while it lasts.
    until: Option<Instant>,
    /// Why.
    reason: ShownPauseReason,
    /// The same in words.
    text: String,
}

/// How long somebody had an enquiry.
#[derive(SimpleObject)]
pub struct EnquiryShare {
    /// Which authority; null for the enquiry point itself.
    authority: Option<AuthorityCode>,
    /// How many minutes that count, those left out in which the asker was waited for.
    minutes: i64,
}

/// Something that was written.
#[derive(SimpleObject)]
pub struct EnquiryEntry {
    /// When.
    at: Instant,
    /// What it is.
    kind: EnquiryEntryKind,
    /// Whether the desk wrote it; else the asker.
    is_from_desk: bool,
    /// What it says; null where its writer had it erased.
    text: Option<String>,
    /// How far it binds; null where it is no reply.
    binding_level: Option<ShownLevel>,
}

/// A file that belongs to an enquiry.
#[derive(SimpleObject)]
#[graphql(name = "EnquiryFile")]
pub struct ShownFile {
    /// What to ask for it by (`fetchEnquiryFile`).
    id: ID,
    /// What it is called; null where it was erased.
    name: Option<String>,
    /// Its media type.
    media_type: String,
    /// How many bytes it has, as it is kept: pictures are written anew.
    bytes: u64,
    /// The SHA-256 of the bytes that are kept, in hexadecimal digits; null where it was erased.
    sha256: Option<String>,
    /// The SHA-256 of the bytes that were sent, by which their sender knows them again.
    sent_sha256: Option<String>,
    /// How far it is. Only what is `CLEAN` can be fetched.
    state: ShownScanState,
    /// When it was announced.
    at: Instant,
    /// Whether the desk added it; else the asker.
    is_from_desk: bool,
}

impl ShownFile {
    /// Shows a file to whoever asked.
    pub fn of(file: EnquiryFile) -> ShownFile {
        ShownFile {
            id: ID(file.id.to_string()),
            media_type: file.kind.media_type().to_owned(),
            bytes: file.bytes,
            state: ShownScanState::of(file.state),
            at: Instant(file.announced_at),
            is_from_desk: file.by.side() != Side::Asker,
            name: file.name.map(|name| name.reveal().to_owned()),
            sha256: file.sha256,
            sent_sha256: file.sent_sha256,
        }
    }
}

/// What a text in an enquiry is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum EnquiryEntryKind {
    /// What was asked first.
    Question,
    /// What the asker added.
    Addition,
    /// What the desk asks of the asker.
    Request,
    /// A reply.
    Reply,
    /// Why it was asked again.
    Reopening,
    /// How it differs from what it was taken for.
    Difference,
    /// Why the asker appealed.
    Appeal,
}

fn text(language: Language, key: &str, word: &str) -> String {
    message::render(language, &format!("enquiry-{key}-{word}"), &[]).unwrap_or_else(|| word.to_owned())
}

impl EnquiryDue {
    /// Shows when a reply is due, where it is.
    pub fn of(clock: &Reading) -> Option<EnquiryDue> {
        let (reason, reason_text) = (clock.reason.clone(), clock.reason_text.clone());
        clock.due_at.map(|at| EnquiryDue { at: Instant(at), reason, reason_text })
    }
}

/// Shows when and why the desk waited.
pub fn pauses(clock: &Reading, language: Language) -> Vec<EnquiryPause> {
    let shown = clock.pauses.iter().map(|pause| EnquiryPause {
        since: Instant(pause.since),
        until: pause.until.map(Instant),
        reason: pause.reason.into(),
        text: text(language, "pause", pause.reason.as_str()),
    });
    shown.collect()
}

/// Shows who had it for how long.
pub fn shares(clock: &Reading) -> Vec<EnquiryShare> {
    let shown = clock.shares.iter();
    shown.map(|share| EnquiryShare { authority: share.authority.clone(), minutes: share.minutes }).collect()
}

/// Shows what was written. A draft is shown as the reply that it became, at the instant it was sent.
pub fn thread(seen: &Seen) -> Vec<EnquiryEntry> {
    let mut draft = None;
    let mut entries = Vec::new();
    for recorded in &seen.events {
        let Recorded { ordinal, at, by, event } = recorded;
        let (kind, text, level) = match event {
            Event::Opened(_) => (EnquiryEntryKind::Question, *ordinal, None),
            Event::Added => (EnquiryEntryKind::Addition, *ordinal, None),
            Event::Asked { .. } => (EnquiryEntryKind::Request, *ordinal, None),
            Event::Reopened => (EnquiryEntryKind::Reopening, *ordinal, None),
            Event::SplitOff => (EnquiryEntryKind::Difference, *ordinal, None),
            Event::Appealed => (EnquiryEntryKind::Appeal, *ordinal, None),
            Event::Drafted { level } => {
                draft = Some((*ordinal, *level));
                continue;
            }
            Event::Replied => match draft {
                Some((ordinal, level)) => (EnquiryEntryKind::Reply, ordinal, Some(level)),
                None => continue,
            },
            _ => continue,
        };
        // What an officer typed at a counter is what the asker said there.
        let is_from_desk = by.side() != Side::Asker && kind != EnquiryEntryKind::Question;
        let text = seen.texts.get(&text).cloned();
        entries.push(EnquiryEntry { at: Instant(*at), kind, is_from_desk, text, binding_level: level.map(Into::into) });
    }
    entries
}

impl ShownEnquiry {
    /// Shows an enquiry to whoever asked.
    pub fn of(seen: Seen) -> ShownEnquiry {
        let thread = thread(&seen);
        let Seen { enquiry, clock, files, .. } = seen;
        let language = enquiry.language;
        ShownEnquiry {
            reference: enquiry.reference.to_string(),
            kind: enquiry.kind.into(),
            topic: enquiry.topic.into(),
            urgency: enquiry.urgency.into(),
            language,
            channel: enquiry.channel.into(),
            prefer_human: enquiry.prefers_human,
            opened_at: Instant(enquiry.opened_at),
            state: enquiry.state.into(),
            state_text: state_text(&enquiry),
            due: EnquiryDue::of(&clock),
            pauses: pauses(&clock, language),
            shares: shares(&clock),
            authority: enquiry.authority,
            thread,
            files: files.into_iter().map(ShownFile::of).collect(),
            outcome: enquiry.outcome.map(Into::into),
            outdated_since: enquiry.outdated_at.map(Instant),
            reject_reason: enquiry.reject_reason.map(Into::into),
            reject_text: enquiry.reject_reason.map(|reason| text(language, "reject", reason.as_str())),
            version: enquiry.version,
        }
    }
}

impl EnquiryStatus {
    /// Shows where an enquiry stands.
    pub fn of((enquiry, clock): (Enquiry, Reading)) -> EnquiryStatus {
        EnquiryStatus {
            reference: enquiry.reference.to_string(),
            opened_at: Instant(enquiry.opened_at),
            state: enquiry.state.into(),
            state_text: state_text(&enquiry),
            due: EnquiryDue::of(&clock),
            version: enquiry.version,
        }
    }
}

fn state_text(enquiry: &Enquiry) -> String {
    enquiry.state.text(enquiry.language).unwrap_or_else(|| enquiry.state.to_string())
}
