//! The enquiry desk (WTO TFA 1.3): a question is stored before its reference is told, routed to an officer, paused only with a message to
//! its asker, replied to by two people, and judged by whoever asked. Rows DESK-*; why it is built so: `docs/decisions/0020`.
//!
//! Everything is an event ([`Event`]); where an enquiry stands ([`Enquiry`]) is what its events say, by the table in `transitions`. What
//! people wrote, and how they are reached, lies beside the events and can be erased. Another slice opens an enquiry by
//! [`Enquiries::open`]: the assistant does with what it could not answer, and forwards what it tried ([`Escalation`]).

mod access;
mod asking;
mod assignment;
mod attachment;
mod clock;
mod deciding;
#[allow(clippy::module_inception, reason = "the module is called after its main value")]
mod enquiry;
mod event;
mod following;
#[cfg(test)]
mod given;
mod graphql;
mod held;
mod kind;
mod knowledge;
mod notice;
mod office;
mod opening;
mod push;
mod queue;
mod reference;
mod refusal;
mod rows;
mod service;
mod state;
mod store;
mod template;
mod text;
mod transition;
mod triage;
mod watching;

pub use access::contact::Contact;
pub use asking::{Seen, Shown, Written};
pub use assignment::{LOAD_MAX, OFFICERS_MAX, Officer};
pub use attachment::{
    Attachments, Bucket, Clamd, EnquiryFile, FILE_BYTES_MAX, FILES_DAY_MAX, FILES_MAX, FileKind, FileName, FileNameError,
    FileSettings, Link, NewFile, PIXELS_MAX, ScanState, Scanner, Shelf, ShelfError, TICKET_LIFE, Ticket, Verdict, prepare,
};
pub use clock::{Asked, Pause, Reading, Schedule, ScheduleError, Share};
pub use deciding::File;
pub use enquiry::{Draft, Enquiry, HistoryError, REMINDERS_MIN, Reply};
pub use event::{Actor, ActorError, Event, Opening, Recorded};
pub use graphql::{
    AttachmentMutation, DeskMutation, DeskQuery, EnquiryMutation, EnquiryOpened, EnquiryQuery, EnquiryRefused,
    EnquirySubscription, FigureQuery, KnowledgeMutation, KnowledgeQuery, ShownTopic, ShownUrgency, TemplateMutation,
    TemplateQuery, contact,
};
pub use kind::{Channel, Complexity, Kind, Lateness, Level, Outcome, PauseReason, ReferReason, RejectReason, Topic, Urgency};
pub use knowledge::{
    CASES_MAX, Closing, DraftedReply, GAPS_DAY_MAX, Gap, GapMonth, GapOutcome, Knowledge, NewGap, PublicReply, PublicState,
    PublicText, Span, Statistics, Translation, WANTED_MAX, burn_down,
};
pub use notice::{
    ADDRESS_DAY_MAX, Courier, Mail, Mailer, NoMail, Notice, Security, Smtp, SmtpError, SmtpSettings, TRIES_MAX, Way, retry_after,
};
pub use office::note::{InternalNote, NOTES_MAX};
pub use opening::{Escalation, FORWARDED_MAX, NewEnquiry, OPENED_DAY_MAX, Opened, TriedSource, Turn};
pub use push::{NoPush, PushAddress, PushAddressError, Pushed, Pusher, VapidKey, WebPush, WebPushSettings};
pub use queue::{QUEUES_MAX, Queue, QueueId, QueueIdError, ROUTES_MAX, Route, Routed, route};
pub use reference::{OpenKey, OpenKeyError, Pin, PinError, Reference, ReferenceError};
pub use refusal::Refusal;
pub use service::{CHANGED, ESCALATED, Enquiries};
pub use state::State;
pub use store::{EVENTS_MAX, Filter};
pub use template::{
    Filled, Quoted, SLOTS_MAX, SlotKey, Sources, TEMPLATE_LANGUAGES_MAX, TEMPLATES_MAX, Template, TemplateName,
    TemplateNameError, TemplateText, TemplateTextError, Templates, WrittenTemplate,
};
pub use text::{CHARACTERS_MAX, Text, TextError};
pub use transition::{Need, Side, Transition, Verb, edge, transitions};
pub use triage::Finding;
pub use vocabulary::WordError;
pub use watching::{JUDGED_WITHIN, due};
