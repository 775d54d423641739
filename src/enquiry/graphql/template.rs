//! Templates of replies in the contract. Officers alone see them.

use std::collections::BTreeMap;

use async_graphql::{
    Context, ID, InputObject, Object, Result, SimpleObject, Union,
    connection::{Connection, Edge},
};
use vocabulary::{EnquiryId, Language, scalar::Instant};

use super::{
    deciding::{DeskEnquiryPayload, done},
    now, page_of,
    refused::EnquiryRefused,
    words::{ShownLevel, ShownTopic},
};
use crate::{
    enquiry::{Filled, Refusal, TEMPLATE_LANGUAGES_MAX, Template, TemplateName, Templates, WrittenTemplate},
    identity::{StaffSession, signed_in_person},
    platform::{
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
    },
};

/// Questions about templates.
#[derive(Default)]
pub struct TemplateQuery;

/// What is done with templates.
#[derive(Default)]
pub struct TemplateMutation;

#[Object]
impl TemplateQuery {
    /// The templates of replies, by name.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * (1 + child_complexity)")]
    async fn reply_templates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, ReplyTemplate>> {
        let after = after.map(|cursor| cursor.parse::<TemplateName>()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let (found, has_next) = templates(ctx).list(first, after.as_ref()).await?;
        let mut page = Connection::new(after.is_some(), has_next);
        page.edges.extend(found.into_iter().map(|template| Edge::new(template.name.to_string(), ReplyTemplate::of(template))));
        Ok(page)
    }

    /// What a template says to the asker of an enquiry, in their language, filled with what is in force today. Where a slot finds nothing in
    /// force it is refused.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession", cache_control(private))]
    async fn filled_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The template.")] name: String,
        #[graphql(desc = "The enquiry.")] enquiry_id: ID,
    ) -> Result<FilledTemplate> {
        let name = name.parse().map_err(|_| refuse(&Refusal::TemplateUnknown))?;
        let id = enquiry_id.parse::<EnquiryId>().map_err(|_| refuse(&Refusal::Unknown))?;
        let filled = templates(ctx).fill(&name, id, now(ctx)).await?;
        Ok(FilledTemplate::of(filled.map_err(|refusal| refuse(&refusal))?))
    }
}

#[Object]
impl TemplateMutation {
    /// Writes a template of replies, in place of what there was. Nobody uses it before somebody else agrees.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn write_reply_template(&self, ctx: &Context<'_>, input: WriteReplyTemplateInput) -> Result<ReplyTemplatePayload> {
        let (by, _) = signed_in_person(ctx)?;
        let written = match input.read() {
            Ok((name, written)) => templates(ctx).write((name, input.if_version), written, by, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(ReplyTemplatePayload::of(ctx, written))
    }

    /// Agrees to a template that somebody else wrote. From then on it may be used.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn approve_reply_template(&self, ctx: &Context<'_>, input: ApproveReplyTemplateInput) -> Result<ReplyTemplatePayload> {
        let (by, _) = signed_in_person(ctx)?;
        let approved = match input.name.parse() {
            Ok(name) => templates(ctx).approve((name, input.if_version), by, now(ctx)).await?,
            Err(_) => Err(Refusal::TemplateUnknown),
        };
        Ok(ReplyTemplatePayload::of(ctx, approved))
    }

    /// Writes a reply with a template, filled with what is in force today. Somebody else has to agree to it, as to any reply; it is not sent
    /// when what it was filled with says something else by then.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn draft_from_template(&self, ctx: &Context<'_>, input: DraftFromTemplateInput) -> Result<DeskEnquiryPayload> {
        let Ok(name) = input.name.parse() else { return Ok(DeskEnquiryPayload::refused(ctx, &Refusal::TemplateUnknown)) };
        let (at, level) = ((&input.id, input.if_version), input.binding_level.into());
        done(ctx, at, async |at, by| templates(ctx).draft(at, (&name, level), by, now(ctx)).await).await
    }
}

pub(super) fn templates<'a>(ctx: &Context<'a>) -> &'a Templates {
    ctx.data_unchecked()
}

/// A text of a template.
#[derive(InputObject)]
struct ReplyTemplateTextInput {
    /// The language.
    language: Language,
    /// The text; at most 4,000 characters, with slots in braces: `{fee:ID}`, `{form:ID}`, `{office:ID}`, `{duty:CODE}`, `{reference}`.
    text: String,
}

/// A template to write.
#[derive(InputObject)]
struct WriteReplyTemplateInput {
    /// Its name: 1 to 60 small letters, digits and hyphens.
    name: String,
    /// The version that was read; 0 where there is none.
    if_version: i64,
    /// What officers call it; 1 to 100 characters.
    title: String,
    /// What enquiries it replies to; any where it is left out.
    topic: Option<ShownTopic>,
    /// The text in each language; at most 12.
    texts: Vec<ReplyTemplateTextInput>,
}

impl WriteReplyTemplateInput {
    fn read(&self) -> Result<(TemplateName, WrittenTemplate), Refusal> {
        if self.texts.len() > TEMPLATE_LANGUAGES_MAX {
            return Err(Refusal::TooMany { limit: TEMPLATE_LANGUAGES_MAX });
        }
        let name = self.name.parse().map_err(|_| Refusal::TemplateInvalid)?;
        let mut texts = BTreeMap::new();
        for ReplyTemplateTextInput { language, text } in &self.texts {
            texts.insert(*language, text.parse().map_err(|_| Refusal::TemplateInvalid)?);
        }
        Ok((name, WrittenTemplate { title: self.title.trim().to_owned(), topic: self.topic.map(Into::into), texts }))
    }
}

/// A template to agree to.
#[derive(InputObject)]
struct ApproveReplyTemplateInput {
    /// Its name.
    name: String,
    /// The version that was read.
    if_version: i64,
}

/// A reply to write with a template.
#[derive(InputObject)]
struct DraftFromTemplateInput {
    /// The enquiry.
    id: ID,
    /// The version that was read.
    if_version: i64,
    /// The template.
    name: String,
    /// How far the reply binds.
    binding_level: ShownLevel,
}

/// A template of replies.
#[derive(SimpleObject)]
struct ReplyTemplate {
    /// Its name.
    name: String,
    /// What to send as `ifVersion`.
    version: i64,
    /// What officers call it.
    title: String,
    /// What enquiries it replies to; null where any.
    topic: Option<ShownTopic>,
    /// The text in each language.
    texts: Vec<ReplyTemplateText>,
    /// Who wrote it: a person.
    writer_id: ID,
    /// Who agreed to it: a person; null where nobody did, and it may not be used.
    approver_id: Option<ID>,
    /// When something of it changed last.
    changed_at: Instant,
}

/// A text of a template.
#[derive(SimpleObject)]
struct ReplyTemplateText {
    /// The language.
    language: Language,
    /// The text, with its slots.
    text: String,
}

impl ReplyTemplate {
    fn of(template: Template) -> ReplyTemplate {
        let Template { name, version, written, written_by, approved_by, changed_at } = template;
        let text = |(language, text): (Language, crate::enquiry::TemplateText)| ReplyTemplateText {
            language,
            text: text.as_str().to_owned(),
        };
        ReplyTemplate {
            name: name.to_string(),
            version,
            title: written.title,
            topic: written.topic.map(Into::into),
            texts: written.texts.into_iter().map(text).collect(),
            writer_id: ID(written_by.to_string()),
            approver_id: approved_by.map(|person| ID(person.to_string())),
            changed_at: Instant(changed_at),
        }
    }
}

/// A template that was filled.
#[derive(SimpleObject)]
struct FilledTemplate {
    /// What it says.
    text: String,
    /// What it took from where.
    sources: Vec<FilledSource>,
}

/// What a reply was filled from, or rests on.
#[derive(SimpleObject)]
pub struct FilledSource {
    /// Which source: what a fact says in a language (`fact/fee/x-ray/en`), or all of it (`fact/fee/x-ray`), a duty (`measure/0901210000`), a
    /// text (`publication/coffee-export/en`), a passage (`publication/coffee-export/en/2/4`).
    name: String,
    /// The SHA-256 of what it said, in hexadecimal digits.
    sha256: String,
}

impl FilledSource {
    /// Shows what it said.
    pub fn of(quote: crate::enquiry::Quoted) -> FilledSource {
        FilledSource { name: quote.source, sha256: quote.digest }
    }
}

impl FilledTemplate {
    fn of(filled: Filled) -> FilledTemplate {
        FilledTemplate { text: filled.text, sources: filled.quoted.into_iter().map(FilledSource::of).collect() }
    }
}

/// What comes of writing a template, or agreeing to one.
#[derive(Union)]
enum ReplyTemplatePayload {
    /// It is done.
    Done(ReplyTemplateDone),
    /// It is not.
    Refused(EnquiryRefused),
}

/// The template as it is since.
#[derive(SimpleObject)]
struct ReplyTemplateDone {
    /// The template.
    template: ReplyTemplate,
}

impl ReplyTemplatePayload {
    fn of(ctx: &Context<'_>, done: Result<Template, Refusal>) -> ReplyTemplatePayload {
        match done {
            Ok(template) => ReplyTemplatePayload::Done(ReplyTemplateDone { template: ReplyTemplate::of(template) }),
            Err(refusal) => ReplyTemplatePayload::Refused(EnquiryRefused::of(ctx, &refusal)),
        }
    }
}
