//! The use cases: a trader asks, reads again, rates, forgets, has an answer certified; staff say how much the assistant may do.

use std::sync::Arc;

use answer::status::Status;
use vocabulary::{Date, Language, PersonId, Timestamp};

use super::{
    certificate::{Certificate, Certifier, Claims, verify},
    changed::store as changed,
    composer::{Composer, Waiting},
    conversation::{Conversation, KEPT, REMEMBERED_TURNS, Rating, TURNS_MAX, Turn, remembered},
    mode::{ChatMode, ModeChange},
    pipeline::{Answering, Asked},
    refusal::Refusal,
    store,
};
use crate::{
    audit::{Action, Audit, Code, Digest, Entry, Object, Value},
    enquiry::{Enquiries, Knowledge, NewGap},
    identity::Subject,
    platform::{
        database::{self, Database},
        fault::Fault,
        short_code::ShortCode,
    },
};

/// How many conversations past their last day are taken away with each that begins.
const TAKEN_AWAY_MAX: u64 = 20;
/// How many characters a reason for a change of mode has.
const REASON_CHARACTERS_MAX: usize = 500;
/// How far back a question may be remembered, in turns.
const REMEMBERED_MAX: u64 = REMEMBERED_TURNS as u64;

/// The assistant of one database. Cheap to clone.
#[derive(Clone)]
pub struct Assistant {
    pub(super) database: Database,
    pub(super) enquiries: Enquiries,
    knowledge: Knowledge,
    audit: Audit,
    pub(super) answering: Answering,
    certifier: Certifier,
}

/// A question as it arrives.
#[derive(Clone, Debug)]
pub struct AskRequest {
    /// What was typed.
    pub text: String,
    /// The conversation it goes on with.
    pub conversation: Option<ShortCode>,
    /// The language of a new conversation.
    pub language: Language,
    /// The day whose rules are asked for, where the question does not name it.
    pub as_of: Option<Date>,
    /// Whether the answer is kept.
    pub keep: bool,
    /// How long the asker waits.
    pub waiting: Waiting,
}

/// When something is asked.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// The instant.
    pub now: Timestamp,
    /// The day in the territory.
    pub today: Date,
}

/// What is said to a question.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The code of the conversation, where it is kept.
    pub conversation: Option<ShortCode>,
    /// The question and what is said to it.
    pub turn: Turn,
}

/// A certificate that was found, and what became of what it stands on.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What it says.
    pub claims: Claims,
    /// Whether our key signed it.
    pub is_genuine: bool,
    /// What became of each of its sources.
    pub standings: Vec<Standing>,
    /// The certificate, signed.
    pub signed: String,
    /// The key that verifies it, in PEM.
    pub key: String,
}

/// What became of a source since it was quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It says the same of that day.
    Stands,
    /// It says something else, from that day on.
    Superseded {
        /// The first day of what it says instead.
        on: Date,
    },
    /// It says nothing any more.
    Withdrawn,
    /// It is worked out anew each time, and not compared.
    NotCompared,
}

impl Assistant {
    /// Opens the assistant of `database`.
    pub fn new(database: Database, audit: Audit, enquiries: Enquiries, answering: Answering, certifier: Certifier) -> Assistant {
        let knowledge = Knowledge::new(enquiries.clone(), answering.publications.clone());
        Assistant { database, enquiries, knowledge, audit, answering, certifier }
    }

    /// Tells another audit log, and hands over to another desk.
    #[must_use]
    pub fn with_audit(self, audit: Audit, enquiries: Enquiries) -> Assistant {
        let knowledge = Knowledge::new(enquiries.clone(), self.answering.publications.clone());
        Assistant { audit, enquiries, knowledge, ..self }
    }

    /// Issues certificates by another key.
    #[must_use]
    pub fn with_certifier(self, certifier: Certifier) -> Assistant {
        Assistant { certifier, ..self }
    }

    /// Lets somebody else than our rules compose answers too.
    #[must_use]
    pub fn with_model(self, model: Arc<dyn Composer>) -> Assistant {
        Assistant { answering: Answering { model: Some(model), ..self.answering }, ..self }
    }

    /// Answers a question. Where it is kept, it is stored before it is said; `drawn` is the code of a conversation that begins.
    ///
    /// # Errors
    /// Refuses a question that says nothing or too much, an unknown conversation, and a second question before the first is answered.
    /// Faults when the database cannot be reached.
    pub async fn ask(&self, request: AskRequest, drawn: ShortCode, at: At) -> Result<Result<Reply, Refusal>, Fault> {
        match request.conversation.clone() {
            Some(code) => self.ask_on(request, code, at).await,
            None => self.begin(request, drawn, at).await,
        }
    }

    async fn begin(&self, request: AskRequest, code: ShortCode, at: At) -> Result<Result<Reply, Refusal>, Fault> {
        let asked = match self.asked(&request, request.language, &[], at).await? {
            Ok(asked) => asked,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let turn = self.answered(asked, 1, at).await?;
        if !request.keep {
            self.note_gap(&turn, None, at).await;
            return Ok(Ok(Reply { conversation: None, turn }));
        }
        let conversation = Conversation {
            code: code.clone(),
            language: request.language,
            started_at: at.now,
            expires_at: at.now + KEPT,
            turns: 1,
            enquiry: None,
        };
        let unit = self.database.begin().await?;
        store::take_away(&unit, at.now, TAKEN_AWAY_MAX).await?;
        store::begin(&unit, &conversation, &turn).await?;
        database::commit(unit).await?;
        self.note_gap(&turn, Some(&turn.question), at).await;
        Ok(Ok(Reply { conversation: Some(code), turn }))
    }

    async fn ask_on(&self, request: AskRequest, code: ShortCode, at: At) -> Result<Result<Reply, Refusal>, Fault> {
        let connection = self.database.connection();
        let Some(conversation) = store::find(connection, &code, at.now).await? else {
            return Ok(Err(Refusal::ConversationUnknown));
        };
        if conversation.turns >= TURNS_MAX {
            return Ok(Err(Refusal::ConversationFull { limit: TURNS_MAX }));
        }
        let before = store::turns(connection, &code, REMEMBERED_MAX).await?;
        let asked = match self.asked(&request, conversation.language, &before, at).await? {
            Ok(asked) => asked,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if !store::claim(connection, &code, at.now).await? {
            return Ok(Err(Refusal::Pending));
        }
        // Where nobody waits for the answer any more, the question is let go after `PENDING_MAX`.
        let answered = self.answered(asked, conversation.turns + 1, at).await;
        let turn = match answered {
            Ok(turn) => turn,
            Err(fault) => {
                store::release(connection, &code, at.now).await?;
                return Err(fault);
            }
        };
        let unit = self.database.begin().await?;
        let settled = store::settle(&unit, &code, at.now, &turn).await?;
        // Whoever can be told of the answers before is told of this one too.
        if settled && (conversation.enquiry.is_some() || !changed::followers(&unit, &code).await?.is_empty()) {
            changed::watch(&unit, &code, std::slice::from_ref(&turn)).await?;
        }
        database::commit(unit).await?;
        if !settled {
            return Ok(Err(Refusal::Pending));
        }
        self.note_gap(&turn, Some(&turn.question), at).await;
        Ok(Ok(Reply { conversation: Some(code), turn }))
    }

    /// Reads a question, with what was asked before where that is not long ago.
    async fn asked(
        &self,
        request: &AskRequest,
        language: Language,
        before: &[Turn],
        at: At,
    ) -> Result<Result<Asked, Refusal>, Fault> {
        let mode = self.mode().await?.map(|change| change.mode).unwrap_or_default();
        let before = remembered(before, at.now);
        Ok(Asked::read(&request.text, language, request.as_of, before, (mode, request.waiting), at))
    }

    async fn answered(&self, asked: Asked, number: i32, at: At) -> Result<Turn, Fault> {
        let question = asked.question().to_owned();
        let (answer, stages) = self.answering.answer(asked, at).await?;
        let (status, composed_by) = (answer.status.as_str(), answer.composed_by.as_str());
        metrics::counter!("fingertip_answers_total", "status" => status, "composed_by" => composed_by).increment(1);
        Ok(Turn { number, asked_at: at.now, question, answer, stages, rating: None, changed: None })
    }

    /// Notes what nothing published answers, so that somebody publishes it (row DESK-N9): in words without personal data where the asker lets
    /// it be kept, else only that it was so. The asker has their answer whether or not it could be noted.
    async fn note_gap(&self, turn: &Turn, question: Option<&str>, at: At) {
        let status = turn.answer.status;
        // Of two sources that disagree one is wrong: somebody has to say which (row CHAT-N5).
        let is_gap = matches!(status, Status::UnanswerableNothingFound | Status::UnanswerableUnsure | Status::ConflictingSources);
        if !is_gap {
            return;
        }
        let gap = NewGap {
            enquiry: None,
            reason: status.as_str().to_ascii_lowercase().replace('_', "-"),
            language: turn.answer.language,
            article11: None,
            authority: None,
            question: question.map(str::to_owned),
        };
        if let Err(fault) = self.knowledge.note_gap(&gap, at.now).await {
            tracing::warn!(cause = fault.chain(), "could not note a gap");
        }
    }

    /// Reads a conversation and its last `count` questions.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn read(&self, code: &ShortCode, count: u64, now: Timestamp) -> Result<Option<(Conversation, Vec<Turn>)>, Fault> {
        let connection = self.database.connection();
        let Some(conversation) = store::find(connection, code, now).await? else { return Ok(None) };
        let mut turns = store::turns(connection, code, count).await?;
        let mut changes = changed::changes(connection, code).await?;
        for turn in &mut turns {
            turn.changed = changes.remove(&turn.number).map(Box::new);
        }
        Ok(Some((conversation, turns)))
    }

    /// Notes what the asker makes of an answer.
    ///
    /// # Errors
    /// Refuses an unknown conversation and an unknown answer. Faults when the database cannot be reached.
    pub async fn rate(&self, code: &ShortCode, turn: i32, rating: Rating, now: Timestamp) -> Result<Result<(), Refusal>, Fault> {
        let connection = self.database.connection();
        if store::find(connection, code, now).await?.is_none() {
            return Ok(Err(Refusal::ConversationUnknown));
        }
        let rated = store::rate(connection, code, turn, rating).await?;
        Ok(if rated { Ok(()) } else { Err(Refusal::AnswerUnknown) })
    }

    /// Takes a conversation away at once, and says whether it was there.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn forget(&self, code: &ShortCode) -> Result<bool, Fault> {
        store::forget(self.database.connection(), code).await
    }

    /// Certifies what was answered, under the code `drawn`.
    ///
    /// # Errors
    /// Refuses an unknown conversation and an unknown answer. Faults when the database cannot be reached or the key cannot be used.
    pub async fn certify(
        &self,
        code: &ShortCode,
        turn: i32,
        drawn: ShortCode,
        now: Timestamp,
    ) -> Result<Result<Certificate, Refusal>, Fault> {
        let connection = self.database.connection();
        if store::find(connection, code, now).await?.is_none() {
            return Ok(Err(Refusal::ConversationUnknown));
        }
        let Some(turn) = store::turn(connection, code, turn).await? else { return Ok(Err(Refusal::AnswerUnknown)) };
        let certificate = self.certifier.certify(drawn.clone(), &turn, now)?;
        store::insert_certificate(connection, &drawn, &certificate.signed, now).await?;
        Ok(Ok(certificate))
    }

    /// Finds a certificate by its code, and says whether it is ours and what became of its sources.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or the key cannot be used.
    pub async fn verify_certificate(&self, code: &ShortCode, at: At) -> Result<Option<Verified>, Fault> {
        let Some(signed) = store::certificate(self.database.connection(), code).await? else { return Ok(None) };
        let key = self.certifier.public_key()?;
        let believed = verify(&signed, &key).filter(|claims| claims.jti == *code);
        let is_genuine = believed.is_some();
        let Some(claims) = believed.or_else(|| Claims::unverified(&signed)) else { return Ok(None) };
        let mut standings = Vec::with_capacity(claims.sources.len());
        for source in &claims.sources {
            standings.push(self.answering.standing(&source.name, &source.sha256, claims.as_of.max(at.today), at.now).await?);
        }
        Ok(Some(Verified { claims, is_genuine, standings, signed, key: key.to_string() }))
    }

    /// Returns what was said last of how much the assistant may do.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn mode(&self) -> Result<Option<ModeChange>, Fault> {
        store::mode(self.database.connection()).await
    }

    /// Says how much the assistant may do from `now` on; the audit log is told with it.
    ///
    /// # Errors
    /// Refuses a change without a reason. Faults when the database cannot be reached.
    pub async fn set_mode(
        &self,
        mode: ChatMode,
        reason: &str,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<ModeChange, Refusal>, Fault> {
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON_CHARACTERS_MAX {
            return Ok(Err(Refusal::ReasonMissing { limit: REASON_CHARACTERS_MAX }));
        }
        const MODE: Code = Code::named("mode");
        let change = ModeChange { mode, reason: reason.to_owned(), by, at: now };
        let unit = self.database.begin().await?;
        let before = store::mode(&unit).await?.map(|change| change.mode).unwrap_or_default();
        store::set_mode(&unit, &change).await?;
        let object = Object::new(Code::named("assistant"), Code::named("chat"));
        let entry = Entry::new(Subject::Person(by).actor(), Action::named("assistant.set-mode"), object)
            .before(MODE, Value::Code(word(before)))
            .after(MODE, Value::Code(word(mode)))
            .after(Code::named("reason"), Value::Digest(Digest::of(&[reason.as_bytes()])));
        self.audit.append(&unit, entry, now).await?;
        database::commit(unit).await?;
        Ok(Ok(change))
    }
}

fn word(mode: ChatMode) -> Code {
    mode.as_str().parse().expect("the names of modes are words")
}
