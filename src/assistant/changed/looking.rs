//! Looks at answers whose sources change, asks their questions anew, and tells.
//!
//! They are looked at when the outbox tells of one of their sources, and once a day, because what is published today may be in force tomorrow.
//! A server that starts looks at all of them, so that nothing is missed while none ran. Questions are asked anew of the index, so nothing is
//! looked at before it has read what the outbox told; and of our own rules alone, so that the same state gives the same answer.

use jiff::SignedDuration;
use vocabulary::{Date, Timestamp};

use super::{
    rule::{cited, say_the_same},
    store::{self as changed, Place},
};
use crate::{
    assistant::{
        answer::{Answer, Notice, Source, SourceKey},
        composer::Waiting,
        conversation::{Conversation, REMEMBERED_TURNS, Turn, remembered},
        mode::ChatMode,
        pipeline::{Answering, Asked},
        service::{Assistant, At, Standing},
        store,
    },
    enquiry::{Enquiry, Reference},
    fact,
    identity::alert::{self, Alert},
    platform::{
        clock::SharedClock,
        database,
        fault::Fault,
        outbox::{Event, Outbox, Position},
    },
    publication,
    tariff::{self, book, measure},
};

/// How many answers are looked at before it is looked what else changed.
const AT_ONCE_MAX: u64 = 50;
/// How long an answer is left alone that could not be looked at.
const REST: SignedDuration = SignedDuration::from_mins(10);

impl Assistant {
    /// Looks at answers whose sources change, for as long as it is polled. Several servers may each do.
    pub async fn follow_sources(self, outbox: Outbox, clock: SharedClock) {
        let mut position = None;
        loop {
            let at = At { now: clock.now(), today: clock.today() };
            if let Err(fault) = self.step(&outbox, &mut position, at).await {
                tracing::warn!(cause = fault.chain(), "could not look at what answers rest on");
            }
            outbox.woken().await;
        }
    }

    /// Reads what changed since `position`, and looks at the answers it is about; at all of them where nothing was read yet. Returns of how
    /// many the answer is another one.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was not looked at is looked at the next time.
    pub async fn step(&self, outbox: &Outbox, position: &mut Option<Position>, at: At) -> Result<usize, Fault> {
        let connection = self.database.connection();
        match position {
            None => {
                let end = outbox.end().await?;
                changed::touch(connection, "%").await?;
                *position = Some(end);
            }
            Some(position) => loop {
                let events = outbox.after(*position).await?;
                let Some(last) = events.last() else { break };
                for event in &events {
                    if let Some(sources) = touched_by(event) {
                        changed::touch(connection, &sources).await?;
                    }
                }
                *position = last.position;
            },
        }
        // What the index does not know yet would be missing from the answer.
        let is_behind = self.answering.search.position() < *position;
        // While the assistant may not answer, nobody is told what it would say.
        let may_answer = self.mode().await?.map(|change| change.mode).unwrap_or_default() == ChatMode::Full;
        if is_behind || !may_answer { Ok(0) } else { self.look(at).await }
    }

    /// Looks at some of the answers that are due.
    async fn look(&self, at: At) -> Result<usize, Fault> {
        let connection = self.database.connection();
        let mut found = 0;
        for place in changed::due(connection, AT_ONCE_MAX, at.now).await? {
            match self.check(&place, at).await {
                Ok(is_another) => found += usize::from(is_another),
                // Whatever is wrong with one answer, the others are looked at.
                Err(fault) => {
                    tracing::warn!(turn = place.1, cause = fault.chain(), "could not look at what an answer rests on");
                    changed::look_again(connection, &place, at.now + REST).await?;
                }
            }
        }
        Ok(found)
    }

    async fn check(&self, place: &Place, at: At) -> Result<bool, Fault> {
        let connection = self.database.connection();
        let (code, number) = place;
        let conversation = store::find(connection, code, at.now).await?;
        let mut turns = store::turns_up_to(connection, code, *number, REMEMBERED_TURNS as u64 + 1).await?;
        let (Some(conversation), Some(turn)) = (conversation, turns.pop().filter(|turn| turn.number == *number)) else {
            changed::look_no_more(connection, place).await?;
            return Ok(false);
        };
        let is_told = conversation.enquiry.is_some() || !changed::followers(connection, code).await?.is_empty();
        if !is_told || changed::changes(connection, code).await?.contains_key(number) {
            changed::look_no_more(connection, place).await?;
            return Ok(false);
        }
        let anew = if self.stands(&turn, at).await? { None } else { self.asked_anew(&conversation, &turns, &turn, at).await? };
        match anew.filter(|anew| !say_the_same(&turn.answer, anew)) {
            Some(anew) => self.tell(&conversation, place, &anew, at.now).await,
            None => {
                changed::look_again(connection, place, self.enquiries.schedule().tomorrow(at.now)).await?;
                Ok(false)
            }
        }
    }

    /// Says whether everything that an answer rests on says what it said. What was worked out is not compared: it has to be worked out anew.
    async fn stands(&self, turn: &Turn, at: At) -> Result<bool, Fault> {
        let day = day_of(&turn.answer, at);
        for (source, words) in cited(&turn.answer) {
            if !self.answering.says(source, &words, day, at.now).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Asks a question anew, as it was asked: of the day that it was about, after the questions before it.
    async fn asked_anew(
        &self,
        conversation: &Conversation,
        before: &[Turn],
        turn: &Turn,
        at: At,
    ) -> Result<Option<Answer>, Fault> {
        let as_of = is_of_another_day(&turn.answer).then_some(turn.answer.as_of);
        let before = remembered(before, turn.asked_at);
        let waiting = (ChatMode::Full, Waiting::Stream);
        // It was read once, so it can be read.
        let Ok(asked) = Asked::read(&turn.question, conversation.language, as_of, before, waiting, at) else { return Ok(None) };
        let by_rules = Answering { model: None, ..self.answering.clone() };
        Ok(Some(by_rules.answer(asked, at).await?.0))
    }

    /// Keeps what is said instead, with the notices to everybody who can be told.
    async fn tell(&self, conversation: &Conversation, place: &Place, anew: &Answer, now: Timestamp) -> Result<bool, Fault> {
        let enquiry = self.enquiry_of(conversation).await?;
        let unit = self.database.begin().await?;
        changed::look_no_more(&unit, place).await?;
        let is_new = changed::put_change(&unit, place, anew, now).await?;
        if is_new {
            if let Some(enquiry) = &enquiry {
                self.enquiries.tell_answer_changed(&unit, enquiry, now).await?;
            }
            let asker = enquiry.and_then(|enquiry| enquiry.asker);
            for person in changed::followers(&unit, &place.0).await? {
                // Whose enquiry it is was told by that.
                if asker != Some(person) {
                    alert::send_once(&unit, person, Alert::AnswerChanged, now).await?;
                }
            }
        }
        database::commit(unit).await?;
        if is_new {
            metrics::counter!("fingertip_answers_changed_total").increment(1);
        }
        Ok(is_new)
    }

    async fn enquiry_of(&self, conversation: &Conversation) -> Result<Option<Enquiry>, Fault> {
        let reference = conversation.enquiry.as_ref().and_then(|reference| reference.parse::<Reference>().ok());
        let Some(reference) = reference else { return Ok(None) };
        match self.enquiries.id_of(&reference).await? {
            Some(id) => self.enquiries.find(id).await,
            None => Ok(None),
        }
    }
}

impl Answering {
    /// Says whether a source says on a day what was quoted of it: a passage the words, wherever they stand by now, a fact all that it said.
    async fn says(&self, source: &Source, words: &[&str], day: Date, now: Timestamp) -> Result<bool, Fault> {
        match &source.key {
            SourceKey::Passage { publication, language, .. } => {
                let read = self.publications.read(publication, *language, day, now).await?.map(|read| read.revision);
                let revision = read.filter(|revision| revision.language == *language);
                let passages = revision.map(|revision| revision.content.passages()).unwrap_or_default();
                Ok(words.iter().all(|words| passages.iter().any(|passage| passage.text.contains(words))))
            }
            SourceKey::Fact { .. } => {
                let standing = self.standing(&source.key.to_string(), &source.sha256, day, now).await?;
                Ok(standing == Standing::Stands)
            }
            SourceKey::Line { .. } | SourceKey::Tariff { .. } => Ok(false),
        }
    }
}

/// Says whether an answer is about a day that is not the one it was asked on.
fn is_of_another_day(answer: &Answer) -> bool {
    answer.notices.contains(&Notice::OtherDay)
}

/// Returns the day whose rules an answer is held to now: of one that was asked for today, today's.
fn day_of(answer: &Answer, at: At) -> Date {
    if is_of_another_day(answer) { answer.as_of } else { at.today }
}

/// Returns what an event of the outbox is about, as a pattern of the names that answers rest on.
fn touched_by(event: &Event) -> Option<String> {
    let subject = &event.subject;
    match event.topic.as_str() {
        publication::CHANGED => Some(format!("publication/{subject}%")),
        fact::CHANGED => Some(format!("fact/{subject}%")),
        // A chapter of the tariff.
        measure::CHANGED => Some(format!("tariff/{subject}%")),
        // Rates of exchange, taxes and codes are in all that is worked out.
        book::CHANGED | tariff::CHANGED => Some("tariff/%".to_owned()),
        _ => None,
    }
}
