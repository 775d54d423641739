//! The use cases of templates: write one, agree to it, fill it, reply with it.

use vocabulary::{EnquiryId, PersonId, Timestamp};

use super::{
    filling::{Filled, On, Sources},
    quote::{self, Quoted},
    store,
    template::{TEMPLATE_LANGUAGES_MAX, TEMPLATES_MAX, Template, TemplateName, WrittenTemplate},
};
use crate::{
    audit::{self, Action, Code, Entry, Object},
    enquiry::{
        Enquiries, Enquiry, Refusal,
        event::{Actor, Event},
        kind::Level,
        text::Text,
    },
    identity::reference,
    platform::{database, fault::Fault, pagination::PageSize},
};

/// How many characters a title has at most.
const TITLE_CHARS_MAX: usize = 100;
/// What kind of thing a template is in the audit log.
const TEMPLATE: Code = Code::named("enquiry-template");
/// What the audit log says was done.
const WRITE: Action = Action::named("enquiry.write-template");
const APPROVE: Action = Action::named("enquiry.approve-template");

/// The templates of replies. Cheap to clone.
#[derive(Clone)]
pub struct Templates {
    pub(super) enquiries: Enquiries,
    pub(super) sources: Sources,
}

impl Templates {
    /// Makes templates for the replies of `enquiries`, filled out of `sources`.
    pub fn new(enquiries: Enquiries, sources: Sources) -> Templates {
        Templates { enquiries, sources }
    }

    /// Lists templates by name, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, first: PageSize, after: Option<&TemplateName>) -> Result<(Vec<Template>, bool), Fault> {
        let mut found = store::list(self.enquiries.database.connection(), after, first.get() + 1).await?;
        let more = found.len() > first.get();
        found.truncate(first.get());
        Ok((found, more))
    }

    /// Keeps what an officer wrote, in place of what there was. Nobody uses it before somebody else agrees.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn write(
        &self,
        (name, if_version): (TemplateName, i64),
        written: WrittenTemplate,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<Template, Refusal>, Fault> {
        let title = written.title.trim();
        let is_titled = !title.is_empty() && title.chars().count() <= TITLE_CHARS_MAX && !title.chars().any(char::is_control);
        if !is_titled || written.texts.is_empty() {
            return Ok(Err(Refusal::TemplateInvalid));
        }
        if written.texts.len() > TEMPLATE_LANGUAGES_MAX {
            return Ok(Err(Refusal::TooMany { limit: TEMPLATE_LANGUAGES_MAX }));
        }
        let unit = self.enquiries.database.begin().await?;
        let before = store::lock(&unit, &name).await?;
        if let Err(refusal) = stands_at(before.as_ref(), if_version) {
            return Ok(Err(refusal));
        }
        if before.is_none() && store::count(&unit).await? >= TEMPLATES_MAX as u64 {
            return Ok(Err(Refusal::TooMany { limit: TEMPLATES_MAX }));
        }
        let template = Template::write(name, before.as_ref(), written, by, now);
        self.keep(unit, template, (WRITE, by), now).await.map(Ok)
    }

    /// Agrees to what somebody else wrote.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says. Faults when the database cannot keep it.
    pub async fn approve(
        &self,
        (name, if_version): (TemplateName, i64),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<Template, Refusal>, Fault> {
        let unit = self.enquiries.database.begin().await?;
        let Some(before) = store::lock(&unit, &name).await? else { return Ok(Err(Refusal::TemplateUnknown)) };
        if let Err(refusal) = stands_at(Some(&before), if_version) {
            return Ok(Err(refusal));
        }
        match before.approved(by, now) {
            Ok(template) => self.keep(unit, template, (APPROVE, by), now).await.map(Ok),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    async fn keep(
        &self,
        unit: database::Transaction,
        template: Template,
        (action, by): (Action, PersonId),
        now: Timestamp,
    ) -> Result<Template, Fault> {
        store::put(&unit, &template).await?;
        let named = template.name.as_str().parse().map_err(Fault::while_("naming a template in the audit log"))?;
        let entry = Entry::new(audit::Actor::Person(reference(by)), action, Object::new(TEMPLATE, named))
            .after(Code::named("version"), audit::Value::Number(template.version));
        self.enquiries.audit.append(&unit, entry, now).await?;
        database::commit(unit).await?;
        Ok(template)
    }

    /// Fills a template for the asker of an enquiry, in their language, with what is published today.
    ///
    /// # Errors
    /// Refuses as [`Refusal`] says: where a slot finds nothing in force. Faults when the database cannot be reached.
    pub async fn fill(&self, name: &TemplateName, id: EnquiryId, now: Timestamp) -> Result<Result<Filled, Refusal>, Fault> {
        let Some(enquiry) = self.enquiries.find(id).await? else { return Ok(Err(Refusal::Unknown)) };
        let found = store::find(self.enquiries.database.connection(), name).await?;
        let Some(template) = found else { return Ok(Err(Refusal::TemplateUnknown)) };
        match template.text(enquiry.language) {
            Ok(text) => self.sources.fill(text, &enquiry, self.on(now)).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Writes a reply with a template, which somebody else has to agree to, and keeps what it took from where.
    ///
    /// # Errors
    /// As [`Templates::fill`], and as a draft is refused.
    pub async fn draft(
        &self,
        (id, if_version): (EnquiryId, i64),
        (name, level): (&TemplateName, Level),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        let filled = match self.fill(name, id, now).await? {
            Ok(filled) => filled,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Ok(text) = filled.text.parse::<Text>() else { return Ok(Err(Refusal::Text)) };
        self.keep_draft((id, if_version), (level, &text, &filled.quoted), by, now).await
    }

    /// Writes a reply in words of the officer's own, which somebody else has to agree to, and keeps what it rests on: sources by their names.
    ///
    /// # Errors
    /// Refuses a source that nothing in force has the name of, and as a draft is refused. Faults when the database cannot keep it.
    pub async fn draft_resting_on(
        &self,
        (id, if_version): (EnquiryId, i64),
        (level, text, sources): (Level, &Text, &[String]),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        match self.sources.cite(sources, self.on(now)).await? {
            Ok(cited) => self.keep_draft((id, if_version), (level, text, &cited), by, now).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    async fn keep_draft(
        &self,
        (id, if_version): (EnquiryId, i64),
        (level, text, quoted): (Level, &Text, &[Quoted]),
        by: Actor,
        now: Timestamp,
    ) -> Result<Result<Enquiry, Refusal>, Fault> {
        let mut work = match self.enquiries.begin_own(id, if_version, by).await? {
            Ok(work) => work,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match self.enquiries.record(&mut work, (Event::Drafted { level }, Some(text)), by, now).await? {
            Ok(()) => {}
            Err(refusal) => return Ok(Err(refusal)),
        }
        store::put_quotes(&work.unit, (id, work.enquiry.version), quoted).await?;
        self.enquiries.keep(work, by, now).await.map(Ok)
    }

    /// Sends the reply that was agreed to, where every source it was filled from says what it said.
    ///
    /// # Errors
    /// Refuses what a source no longer says: it is sent back, and written anew. Refuses as [`Enquiries::reply`] does. Faults when the
    /// database cannot be reached.
    pub async fn send(&self, at: (EnquiryId, i64), by: Actor, now: Timestamp) -> Result<Result<Enquiry, Refusal>, Fault> {
        let draft = self.enquiries.find(at.0).await?.and_then(|enquiry| enquiry.draft);
        if let Some(draft) = draft {
            let quoted = store::quotes(self.enquiries.database.connection(), (at.0, draft.ordinal)).await?;
            let says = self.sources.now(&quoted, self.on(now)).await?;
            if !quote::stand(&quoted, &says) {
                return Ok(Err(Refusal::SourceChanged));
            }
        }
        self.enquiries.reply(at, by, now).await
    }

    pub(super) fn on(&self, now: Timestamp) -> On {
        On { day: now.to_zoned(self.enquiries.schedule.zone().clone()).date(), now }
    }
}

/// Says whether nobody changed a template since somebody read it.
fn stands_at(template: Option<&Template>, expected: i64) -> Result<(), Refusal> {
    let current = template.map_or(0, |template| template.version);
    if current == expected { Ok(()) } else { Err(Refusal::VersionConflict { expected, current }) }
}
