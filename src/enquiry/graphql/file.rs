//! What officers see of an enquiry, notes and drafts included. No asker reaches any of these types; a test walks the contract.

use async_graphql::{ID, SimpleObject};
use vocabulary::{AuthorityCode, FactId, Language, scalar::Instant};

use super::{
    seen::{EnquiryDue, EnquiryEntry, EnquiryPause, EnquiryShare, ShownFile, pauses, shares, thread},
    template::FilledSource,
    words::{
        ShownChannel, ShownComplexity, ShownKind, ShownLateness, ShownLevel, ShownOutcome, ShownState, ShownTopic, ShownUrgency,
    },
};
use crate::enquiry::{Enquiry, EnquiryFile, File, InternalNote, Officer, Queue, Reading, Route, Side, TriedSource, Turn};

/// An enquiry in a list of the desk.
#[derive(SimpleObject)]
pub struct DeskItem {
    /// Its lasting name.
    id: ID,
    /// By what its asker finds it.
    reference: String,
    /// Whether it asks or complains.
    kind: ShownKind,
    /// What it is about.
    topic: ShownTopic,
    /// How much time there is.
    urgency: ShownUrgency,
    /// How much work it takes; null until an officer has looked.
    complexity: Option<ShownComplexity>,
    /// The language to write in.
    language: Language,
    /// By which way it was asked.
    channel: ShownChannel,
    /// Whether the asker wants a person.
    prefer_human: bool,
    /// When it was asked.
    opened_at: Instant,
    /// Where it stands.
    state: ShownState,
    /// Since when it stands there.
    since: Instant,
    /// In which queue.
    queue: String,
    /// Which officer has it: a person.
    assignee_id: Option<ID>,
    /// Which other authority has it.
    authority: Option<AuthorityCode>,
    /// When the reply is due.
    due: Option<EnquiryDue>,
    /// How late it was noticed to be.
    lateness: Option<ShownLateness>,
    /// What the asker said of the reply.
    outcome: Option<ShownOutcome>,
    /// Since when something that the reply was filled with says something else.
    outdated_since: Option<Instant>,
    /// What to send as `ifVersion`.
    version: i64,
}

impl DeskItem {
    /// Shows an enquiry in a list.
    pub fn of((enquiry, clock): &(Enquiry, Reading)) -> DeskItem {
        DeskItem {
            id: ID(enquiry.id.to_string()),
            reference: enquiry.reference.to_string(),
            kind: enquiry.kind.into(),
            topic: enquiry.topic.into(),
            urgency: enquiry.urgency.into(),
            complexity: enquiry.complexity.map(Into::into),
            language: enquiry.language,
            channel: enquiry.channel.into(),
            prefer_human: enquiry.prefers_human,
            opened_at: Instant(enquiry.opened_at),
            state: enquiry.state.into(),
            since: Instant(enquiry.since),
            queue: enquiry.queue.to_string(),
            assignee_id: enquiry.assignee.map(|person| ID(person.to_string())),
            authority: enquiry.authority.clone(),
            due: EnquiryDue::of(clock),
            lateness: enquiry.lateness.map(Into::into),
            outcome: enquiry.outcome.map(Into::into),
            outdated_since: enquiry.outdated_at.map(Instant),
            version: enquiry.version,
        }
    }
}

/// An enquiry as the desk sees it.
#[derive(SimpleObject)]
pub struct DeskEnquiry {
    /// What stands in the list.
    item: DeskItem,
    /// What was written to and by the asker, the oldest first.
    thread: Vec<EnquiryEntry>,
    /// The draft that stands, or that became the reply.
    draft: Option<DeskDraft>,
    /// The files that were added to it, the oldest first.
    files: Vec<DeskFile>,
    /// What officers tell one another. No asker sees it.
    notes: Vec<DeskNote>,
    /// Why the assistant did not answer, where it was asked first.
    abstained_because: Option<String>,
    /// What the assistant and the asker said, redacted.
    transcript: Vec<DeskTurn>,
    /// What the assistant found.
    sources: Vec<DeskSource>,
    /// When and why the desk waited for the asker.
    pauses: Vec<EnquiryPause>,
    /// Who had it for how long.
    shares: Vec<EnquiryShare>,
    /// How often the asker was reminded.
    reminders: i64,
    /// The enquiry that asked the same before.
    duplicate_of_id: Option<ID>,
    /// What a complaint is about.
    about_id: Option<ID>,
}

/// A reply that is written.
#[derive(SimpleObject)]
pub struct DeskDraft {
    /// What it says; null where it was erased.
    text: Option<String>,
    /// How far it binds.
    binding_level: ShownLevel,
    /// Who wrote it: a person.
    author_id: ID,
    /// Who agreed to it: a person.
    approver_id: Option<ID>,
    /// What it rests on.
    sources: Vec<FilledSource>,
}

/// A file that belongs to an enquiry, as the desk sees it.
#[derive(SimpleObject)]
pub struct DeskFile {
    /// What its asker sees of it, where they do.
    file: ShownFile,
    /// Whether its asker sees it.
    is_for_asker: bool,
    /// Who of the desk added it: a person; null where the asker did.
    author_id: Option<ID>,
    /// What the scanner found.
    finding: Option<String>,
}

impl DeskFile {
    fn of(file: EnquiryFile) -> DeskFile {
        DeskFile {
            is_for_asker: file.is_seen_by_asker(),
            author_id: file.by.person().filter(|_| file.by.side() != Side::Asker).map(|person| ID(person.to_string())),
            finding: file.finding.clone(),
            file: ShownFile::of(file),
        }
    }
}

/// Something that an officer tells the others.
#[derive(SimpleObject)]
pub struct DeskNote {
    /// Who wrote it: a person.
    author_id: ID,
    /// What it says.
    text: String,
    /// When.
    at: Instant,
}

/// Something that was said before an enquiry was opened.
#[derive(SimpleObject)]
pub struct DeskTurn {
    /// Whether the assistant said it; else the asker.
    is_assistants: bool,
    /// What, redacted.
    text: String,
}

/// Something that the assistant found and that did not answer.
#[derive(SimpleObject)]
pub struct DeskSource {
    /// What it is, as the index names it.
    id: String,
    /// Its title.
    title: String,
    /// Which version of it was read.
    version: Option<i32>,
    /// How sure the assistant was that it answers, in thousandths.
    confidence_permille: Option<i64>,
}

impl DeskEnquiry {
    /// Shows an enquiry to the desk.
    pub fn of(file: File) -> DeskEnquiry {
        let File { seen, notes, escalation, quoted } = file;
        let language = seen.enquiry.language;
        let draft = seen.enquiry.draft.as_ref().map(|draft| DeskDraft {
            text: seen.texts.get(&draft.ordinal).cloned(),
            binding_level: draft.level.into(),
            author_id: ID(draft.by.to_string()),
            approver_id: draft.approved_by.map(|person| ID(person.to_string())),
            sources: quoted.into_iter().map(FilledSource::of).collect(),
        });
        let (transcript, sources, reason) = match escalation {
            Some(escalation) => (escalation.transcript, escalation.sources, Some(escalation.reason)),
            None => (Vec::new(), Vec::new(), None),
        };
        let thread = thread(&seen);
        let files = seen.files.into_iter().map(DeskFile::of).collect();
        let found = (seen.enquiry, seen.clock);
        DeskEnquiry {
            item: DeskItem::of(&found),
            thread,
            files,
            draft,
            notes: notes.into_iter().map(DeskNote::of).collect(),
            abstained_because: reason,
            transcript: transcript.into_iter().map(|Turn { is_assistants, text }| DeskTurn { is_assistants, text }).collect(),
            sources: sources.into_iter().map(DeskSource::of).collect(),
            pauses: pauses(&found.1, language),
            shares: shares(&found.1),
            reminders: found.0.reminders.into(),
            duplicate_of_id: found.0.duplicate_of.map(|id| ID(id.to_string())),
            about_id: found.0.about.map(|id| ID(id.to_string())),
        }
    }
}

impl DeskNote {
    /// Shows a note.
    pub fn of(note: InternalNote) -> DeskNote {
        DeskNote { author_id: ID(note.by.to_string()), text: note.text, at: Instant(note.at) }
    }
}

impl DeskSource {
    fn of(source: TriedSource) -> DeskSource {
        let TriedSource { id, title, version, confidence_permille } = source;
        DeskSource { id, title, version, confidence_permille: confidence_permille.map(Into::into) }
    }
}

/// A line in which enquiries wait.
#[derive(SimpleObject)]
pub struct EnquiryQueue {
    /// Its name.
    id: String,
    /// What officers call it.
    name: String,
    /// Whose it is, where it is one authority's.
    authority: Option<AuthorityCode>,
    /// The office it is at, where it is at one.
    office: Option<FactId>,
    /// What goes into it.
    routes: Vec<EnquiryRoute>,
}

/// What goes into a queue: what is null may be anything. The rule that says most leads: kind before urgency before topic before language.
#[derive(SimpleObject)]
pub struct EnquiryRoute {
    /// What it is about.
    topic: Option<ShownTopic>,
    /// In which language.
    language: Option<Language>,
    /// How urgent it is.
    urgency: Option<ShownUrgency>,
    /// Whether it asks or complains.
    kind: Option<ShownKind>,
}

impl EnquiryQueue {
    /// Shows a queue.
    pub fn of(queue: Queue) -> EnquiryQueue {
        let route = |route: Route| EnquiryRoute {
            topic: route.topic.map(Into::into),
            language: route.language,
            urgency: route.urgency.map(Into::into),
            kind: route.kind.map(Into::into),
        };
        EnquiryQueue {
            id: queue.id.to_string(),
            name: queue.name,
            authority: queue.authority,
            office: queue.office,
            routes: queue.routes.into_iter().map(route).collect(),
        }
    }
}

/// What an officer of the desk can do. An empty list is no limit.
#[derive(SimpleObject)]
pub struct DeskOfficer {
    /// Who it is: a person.
    person_id: ID,
    /// The languages they answer in.
    languages: Vec<Language>,
    /// The topics they know.
    topics: Vec<ShownTopic>,
    /// The queues they work for.
    queues: Vec<String>,
    /// How many enquiries they have at a time at most.
    load_max: i64,
    /// Whether they are away.
    is_away: bool,
}

impl DeskOfficer {
    /// Shows an officer.
    pub fn of(officer: Officer) -> DeskOfficer {
        DeskOfficer {
            person_id: ID(officer.person.to_string()),
            languages: officer.languages,
            topics: officer.topics.into_iter().map(Into::into).collect(),
            queues: officer.queues.iter().map(ToString::to_string).collect(),
            load_max: officer.load_max.into(),
            is_away: officer.is_away,
        }
    }
}
