//! What the rules of the enquiry desk say no to.

use super::{state::State, text};
use crate::{identity::phone::PhoneError, platform::refusal};

/// Why something is not done with an enquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such enquiry, or reference and PIN do not fit together: which of the two is not said.
    Unknown,
    /// Too many wrong PINs.
    Locked {
        /// After how many seconds it may be tried again.
        seconds: i64,
    },
    /// Where it stands, this cannot be done, or not by the caller.
    State {
        /// Where it stands.
        state: State,
    },
    /// Somebody else did something with it since it was read.
    VersionConflict {
        /// The version that was read.
        expected: i64,
        /// The version there is.
        current: i64,
    },
    /// A text is empty or too long.
    Text,
    /// The key of the client is none.
    KeyInvalid,
    /// The key was used for something else.
    KeyReused,
    /// The text is no e-mail address.
    EmailInvalid,
    /// The number cannot be used.
    Phone(PhoneError),
    /// The text is no name.
    NameInvalid,
    /// There are as many as there may be.
    TooMany {
        /// How many that is.
        limit: usize,
    },
    /// The way is not one that this caller asks by.
    ChannelInvalid,
    /// The asker was not reminded often enough.
    RemindersMissing {
        /// How often they have to be.
        limit: u32,
        /// How often they were.
        found: u32,
    },
    /// The officer must not be the one to answer it.
    Conflict,
    /// It would be its own duplicate.
    DuplicateOfItself,
    /// Its asker said that it asks something else.
    SaidDifferent,
    /// Somebody else has to agree.
    SecondPerson,
    /// A supervisor has to agree.
    SupervisorNeeded,
    /// Another officer has it.
    NotAssigned,
    /// There is no such queue.
    QueueUnknown,
    /// The text is no name of a queue.
    QueueInvalid,
    /// The person is no officer of the desk.
    OfficerUnknown,
    /// No officer may and can take it now.
    NobodyFree,
    /// Something of an asker is left in a text for everybody.
    PersonalLeft,
    /// Nobody wrote a public text of the reply.
    PublicReplyUnknown,
    /// The public text is published, or being published, or is written in that language.
    PublicReplyState,
    /// It is not in every language it is wanted in.
    TranslationsMissing {
        /// How many are missing.
        found: usize,
    },
    /// Something else is published under the name.
    PublicationTaken,
    /// A field of a public text is none: its name, its title, the law it rests on.
    PublicTextInvalid,
    /// There is no such gap.
    GapUnknown,
    /// The gap is closed.
    GapClosed,
    /// The outcome needs a place, or has none.
    GapPlace,
    /// There is no such template.
    TemplateUnknown,
    /// A template has no name, no title or no text, or a slot that is none.
    TemplateInvalid,
    /// Nobody else agreed to the template.
    TemplateNotApproved,
    /// The template is not written in the language of the asker.
    TemplateLanguage,
    /// A slot finds nothing that is in force.
    SlotUnresolved {
        /// Which, from 1.
        place: usize,
    },
    /// A source that the reply rests on says something else now.
    SourceChanged,
    /// Nothing that is in force has the name of a source that a reply is to rest on.
    SourceUnknown {
        /// Which, from 1.
        place: usize,
    },
    /// No files are taken, because none could be looked through.
    FilesOff,
    /// As many files as a day has were taken from all.
    FilesFull,
    /// A file is empty, too large, or not as large as it was announced.
    FileSize,
    /// A file is none of the kinds that are taken, whatever its name says.
    FileInvalid,
    /// The text is no name of a file that is taken.
    FileNameInvalid,
    /// There is no such file.
    FileUnknown,
    /// Nobody said that the file is harmless.
    FileNotClean,
    /// No devices are woken, because nothing is set to.
    PushOff,
    /// The address is none of a push service that is taken.
    PushInvalid,
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "ENQUIRY_UNKNOWN",
            Self::Locked { .. } => "ENQUIRY_LOCKED",
            Self::State { .. } => "ENQUIRY_STATE",
            Self::VersionConflict { .. } => "ENQUIRY_VERSION_CONFLICT",
            Self::Text => "ENQUIRY_TEXT_INVALID",
            Self::KeyInvalid => "ENQUIRY_KEY_INVALID",
            Self::KeyReused => "ENQUIRY_KEY_REUSED",
            Self::EmailInvalid => "ENQUIRY_EMAIL_INVALID",
            Self::Phone(refusal) => refusal.code(),
            Self::NameInvalid => "ENQUIRY_NAME_INVALID",
            Self::TooMany { .. } => "ENQUIRY_TOO_MANY",
            Self::ChannelInvalid => "ENQUIRY_CHANNEL_INVALID",
            Self::RemindersMissing { .. } => "ENQUIRY_REMINDERS_MISSING",
            Self::Conflict => "ENQUIRY_CONFLICT_OF_INTEREST",
            Self::DuplicateOfItself => "ENQUIRY_DUPLICATE_INVALID",
            Self::SaidDifferent => "ENQUIRY_SAID_DIFFERENT",
            Self::SecondPerson => "ENQUIRY_SECOND_PERSON",
            Self::SupervisorNeeded => "ENQUIRY_SUPERVISOR_NEEDED",
            Self::NotAssigned => "ENQUIRY_NOT_ASSIGNED",
            Self::QueueUnknown => "ENQUIRY_QUEUE_UNKNOWN",
            Self::QueueInvalid => "ENQUIRY_QUEUE_INVALID",
            Self::OfficerUnknown => "ENQUIRY_OFFICER_UNKNOWN",
            Self::NobodyFree => "ENQUIRY_NOBODY_FREE",
            Self::PersonalLeft => "ENQUIRY_PERSONAL_LEFT",
            Self::PublicReplyUnknown => "ENQUIRY_PUBLIC_REPLY_UNKNOWN",
            Self::PublicReplyState => "ENQUIRY_PUBLIC_REPLY_STATE",
            Self::TranslationsMissing { .. } => "ENQUIRY_TRANSLATIONS_MISSING",
            Self::PublicationTaken => "ENQUIRY_PUBLICATION_TAKEN",
            Self::PublicTextInvalid => "ENQUIRY_PUBLIC_TEXT_INVALID",
            Self::GapUnknown => "ENQUIRY_GAP_UNKNOWN",
            Self::GapClosed => "ENQUIRY_GAP_CLOSED",
            Self::GapPlace => "ENQUIRY_GAP_PLACE",
            Self::TemplateUnknown => "ENQUIRY_TEMPLATE_UNKNOWN",
            Self::TemplateInvalid => "ENQUIRY_TEMPLATE_INVALID",
            Self::TemplateNotApproved => "ENQUIRY_TEMPLATE_NOT_APPROVED",
            Self::TemplateLanguage => "ENQUIRY_TEMPLATE_LANGUAGE",
            Self::SlotUnresolved { .. } => "ENQUIRY_SLOT_UNRESOLVED",
            Self::SourceChanged => "ENQUIRY_SOURCE_CHANGED",
            Self::SourceUnknown { .. } => "ENQUIRY_SOURCE_UNKNOWN",
            Self::FilesOff => "ENQUIRY_FILES_OFF",
            Self::FilesFull => "ENQUIRY_FILES_FULL",
            Self::FileSize => "ENQUIRY_FILE_SIZE",
            Self::FileInvalid => "ENQUIRY_FILE_INVALID",
            Self::FileNameInvalid => "ENQUIRY_FILE_NAME_INVALID",
            Self::FileUnknown => "ENQUIRY_FILE_UNKNOWN",
            Self::FileNotClean => "ENQUIRY_FILE_NOT_CLEAN",
            Self::PushOff => "ENQUIRY_PUSH_OFF",
            Self::PushInvalid => "ENQUIRY_PUSH_INVALID",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Locked { seconds } => vec![("seconds", seconds.to_string())],
            Self::State { state } => vec![("state", state.to_string())],
            Self::VersionConflict { expected, current } => {
                vec![("expected", expected.to_string()), ("current", current.to_string())]
            }
            Self::Text => vec![("limit", text::CHARACTERS_MAX.to_string())],
            Self::TooMany { limit } => vec![("limit", limit.to_string())],
            Self::RemindersMissing { limit, found } => vec![("limit", limit.to_string()), ("found", found.to_string())],
            Self::SlotUnresolved { place } | Self::SourceUnknown { place } => vec![("found", place.to_string())],
            Self::TranslationsMissing { found } => vec![("found", found.to_string())],
            _ => Vec::new(),
        }
    }
}

impl From<PhoneError> for Refusal {
    fn from(refusal: PhoneError) -> Refusal {
        Refusal::Phone(refusal)
    }
}
