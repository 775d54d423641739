//! From replies to publications, and the ledger of gaps, in the contract. The officers' part; what anybody reads is in `figures.rs`.

use async_graphql::{
    Context, Enum, ID, InputObject, Object, Result, SimpleObject, Union,
    connection::{Connection, Edge},
};
use vocabulary::{Article11, AuthorityCode, EnquiryId, Language, PersonId, PublicationId, scalar::Instant};

use super::{now, page_of, refused::EnquiryRefused};
use crate::{
    enquiry::{
        Closing, DraftedReply, Gap, GapOutcome, Knowledge, PublicReply, PublicState, PublicText, Refusal, Text, Translation,
        WANTED_MAX,
    },
    identity::{StaffSession, signed_in_person},
    platform::{
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
    },
};

/// The longest title, the longest law that is cited and the longest place, in characters.
const LINE_CHARS_MAX: usize = 200;

/// Questions about public replies and gaps.
#[derive(Default)]
pub struct KnowledgeQuery;

/// What is done with public replies and gaps.
#[derive(Default)]
pub struct KnowledgeMutation;

#[Object]
impl KnowledgeQuery {
    /// Public texts that wait for a translation or for a second person, the oldest first.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor, Role::Publisher, Role::Approver]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * (1 + child_complexity)")]
    async fn public_replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, PublicReplyDraft>> {
        let after = after.map(|cursor| cursor.parse::<EnquiryId>()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let (found, has_next) = knowledge(ctx).drafts(first, after).await?;
        let mut page = Connection::new(after.is_some(), has_next);
        for reply in found {
            page.edges.push(Edge::new(reply.enquiry.to_string(), PublicReplyDraft::of(ctx, reply).await?));
        }
        Ok(page)
    }

    /// Gaps in what is published, the oldest first.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor, Role::Publisher, Role::Approver]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * (1 + child_complexity)")]
    async fn knowledge_gaps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are open, or only those that are closed; all where it is left out.")] open: Option<
            bool,
        >,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, KnowledgeGap>> {
        let place = after.as_deref().map(str::parse::<i64>).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let (found, has_next) = knowledge(ctx).gaps(open, first, place.unwrap_or(0)).await?;
        let mut page = Connection::new(place.is_some(), has_next);
        page.edges.extend(found.into_iter().map(|gap| Edge::new(gap.sequence.to_string(), KnowledgeGap::of(gap))));
        Ok(page)
    }
}

#[Object]
impl KnowledgeMutation {
    /// Writes for everybody what was replied to one, without anything personal in it.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn draft_public_reply(&self, ctx: &Context<'_>, input: DraftPublicReplyInput) -> Result<PublicReplyPayload> {
        let (by, _) = signed_in_person(ctx)?;
        let at = (input.enquiry_id.parse::<EnquiryId>(), input.if_version);
        let done = match (at, input.read()) {
            ((Ok(id), if_version), Ok(drafted)) => knowledge(ctx).draft((id, if_version), drafted, by, now(ctx)).await?,
            ((Err(_), _), _) => Err(Refusal::Unknown),
            (_, Err(refusal)) => Err(refusal),
        };
        PublicReplyPayload::of(ctx, done).await
    }

    /// Adds a translation of a public text.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor, Role::Publisher]), guard = "StaffSession")]
    async fn translate_public_reply(&self, ctx: &Context<'_>, input: TranslatePublicReplyInput) -> Result<PublicReplyPayload> {
        let (by, _) = signed_in_person(ctx)?;
        let text = public_text(input.language, &input.title, &input.text);
        let done = match (input.enquiry_id.parse::<EnquiryId>(), text) {
            (Ok(id), Ok(text)) => knowledge(ctx).translate((id, input.if_version), text, by, now(ctx)).await?,
            (Err(_), _) => Err(Refusal::Unknown),
            (_, Err(refusal)) => Err(refusal),
        };
        PublicReplyPayload::of(ctx, done).await
    }

    /// Agrees to a public text that others wrote and translated, publishes it, and tells everybody who asked the same.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor, Role::Approver]), guard = "StaffSession")]
    async fn approve_public_reply(&self, ctx: &Context<'_>, input: ApprovePublicReplyInput) -> Result<PublicReplyPayload> {
        let (by, _) = signed_in_person(ctx)?;
        let done = match input.enquiry_id.parse::<EnquiryId>() {
            Ok(id) => knowledge(ctx).approve((id, input.if_version), by, now(ctx)).await?,
            Err(_) => Err(Refusal::Unknown),
        };
        PublicReplyPayload::of(ctx, done).await
    }

    /// Closes a gap: with the publication that answers, with the place where the answer was all along, or with why it is not for the public.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor, Role::Publisher]), guard = "StaffSession")]
    async fn close_gap(&self, ctx: &Context<'_>, input: CloseGapInput) -> Result<CloseGapPayload> {
        let (by, _) = signed_in_person(ctx)?;
        let filed = (input.article11, input.authority.clone());
        let place = input.place.as_deref().map(line).transpose();
        let done = match (input.id.parse::<i64>(), input.because.parse::<Text>(), place) {
            (Ok(id), Ok(because), Ok(place)) => {
                let because = because.reveal().to_owned();
                let closing = Closing { outcome: input.outcome.into(), place, because, by, at: now(ctx) };
                knowledge(ctx).close_gap(id, filed, closing).await?
            }
            (Err(_), ..) => Err(Refusal::GapUnknown),
            (_, Err(_), _) => Err(Refusal::Text),
            (_, _, Err(_)) => Err(Refusal::GapPlace),
        };
        Ok(match done {
            Ok(gap) => CloseGapPayload::Closed(GapClosed { gap: KnowledgeGap::of(gap) }),
            Err(refusal) => CloseGapPayload::Refused(EnquiryRefused::of(ctx, &refusal)),
        })
    }
}

pub(super) fn knowledge<'a>(ctx: &Context<'a>) -> &'a Knowledge {
    ctx.data_unchecked()
}

/// Reads one line of at most [`LINE_CHARS_MAX`] characters.
fn line(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LINE_CHARS_MAX && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(Refusal::PublicTextInvalid) }
}

fn public_text(language: Language, title: &str, text: &str) -> Result<PublicText, Refusal> {
    let content = text.parse::<Text>().map_err(|_| Refusal::Text)?;
    Ok(PublicText { language, title: line(title)?, content: content.reveal().to_owned() })
}

/// What to write for everybody of a reply.
#[derive(InputObject)]
struct DraftPublicReplyInput {
    /// The enquiry that was replied to.
    enquiry_id: ID,
    /// The version of the public text that was read; 0 where there is none.
    if_version: i64,
    /// Under which name to publish it.
    publication_id: PublicationId,
    /// The letter of TFA Article 1.1 it answers.
    article11: Article11,
    /// Whose answer it is.
    authority: AuthorityCode,
    /// The law or page it rests on, as one would cite it; at most 200 characters.
    source_act: String,
    /// The language it is written in.
    language: Language,
    /// The title: the question, in general words; at most 200 characters.
    title: String,
    /// The answer, in Markdown; at most 4,000 characters.
    text: String,
    /// The languages it is wanted in, beside its own and those of all who asked.
    #[graphql(default)]
    languages: Vec<Language>,
}

impl DraftPublicReplyInput {
    fn read(&self) -> Result<DraftedReply, Refusal> {
        if self.languages.len() > WANTED_MAX {
            return Err(Refusal::TooMany { limit: WANTED_MAX });
        }
        let text = public_text(self.language, &self.title, &self.text)?;
        Ok(DraftedReply {
            publication: self.publication_id.clone(),
            article11: self.article11,
            authority: self.authority.clone(),
            source_act: line(&self.source_act)?,
            wanted: self.languages.iter().copied().filter(|language| *language != text.language).collect(),
            text,
        })
    }
}

/// A translation of a public text.
#[derive(InputObject)]
struct TranslatePublicReplyInput {
    /// The enquiry that was replied to.
    enquiry_id: ID,
    /// The version of the public text that was read.
    if_version: i64,
    /// Into which language.
    language: Language,
    /// The title; at most 200 characters.
    title: String,
    /// The answer, in Markdown; at most 4,000 characters.
    text: String,
}

/// A public text to agree to.
#[derive(InputObject)]
struct ApprovePublicReplyInput {
    /// The enquiry that was replied to.
    enquiry_id: ID,
    /// The version of the public text that was read.
    if_version: i64,
}

/// What was found of a gap.
#[derive(InputObject)]
struct CloseGapInput {
    /// The gap.
    id: ID,
    /// The letter of TFA Article 1.1 it falls under.
    article11: Article11,
    /// Whose answer it is.
    authority: AuthorityCode,
    /// What was found.
    outcome: ShownGapOutcome,
    /// The id of the publication that answers, or the place where the answer was; nothing where it is not for the public.
    place: Option<String>,
    /// Why; at most 4,000 characters.
    because: String,
}

/// What becomes of a public text.
#[derive(Union)]
enum PublicReplyPayload {
    /// It is done.
    Done(PublicReplyDone),
    /// It is not.
    Refused(EnquiryRefused),
}

/// The public text as it is since.
#[derive(SimpleObject)]
struct PublicReplyDone {
    /// The public text.
    public_reply: PublicReplyDraft,
}

impl PublicReplyPayload {
    async fn of(ctx: &Context<'_>, done: Result<PublicReply, Refusal>) -> Result<PublicReplyPayload> {
        Ok(match done {
            Ok(reply) => PublicReplyPayload::Done(PublicReplyDone { public_reply: PublicReplyDraft::of(ctx, reply).await? }),
            Err(refusal) => PublicReplyPayload::Refused(EnquiryRefused::of(ctx, &refusal)),
        })
    }
}

/// What becomes of a gap.
#[derive(Union)]
enum CloseGapPayload {
    /// It is closed.
    Closed(GapClosed),
    /// It is not.
    Refused(EnquiryRefused),
}

/// The gap as it is since.
#[derive(SimpleObject)]
struct GapClosed {
    /// The gap.
    gap: KnowledgeGap,
}

/// How far the public text of a reply is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PublicReplyState", remote = "PublicState")]
enum ShownPublicState {
    /// It is written, and waits for its translations and for a second person.
    Drafted,
    /// A second person agreed; it is being published. Agreeing again finishes what broke off.
    Approved,
    /// Everybody can read it.
    Published,
}

/// How a gap was closed.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "GapOutcome", remote = "GapOutcome")]
enum ShownGapOutcome {
    /// The answer was published.
    Published,
    /// The answer was published all along, where nobody found it.
    ExistsAt,
    /// The answer is not for the public.
    NotPublishable,
}

/// The public text of a reply.
#[derive(SimpleObject)]
struct PublicReplyDraft {
    /// The enquiry that was replied to.
    enquiry_id: ID,
    /// What to send as `ifVersion`.
    version: i64,
    /// How far it is.
    state: ShownPublicState,
    /// Under which name it is published.
    publication_id: PublicationId,
    /// The letter of TFA Article 1.1 it answers.
    article11: Article11,
    /// Whose answer it is.
    authority: AuthorityCode,
    /// The law or page it rests on.
    source_act: String,
    /// Its texts, the one that was written first.
    texts: Vec<PublicReplyText>,
    /// The languages it still has to be translated into before a second person can agree.
    missing_languages: Vec<Language>,
    /// How many enquiries asked the same, this one included: so many askers are told.
    asked_by: usize,
    /// Who agreed.
    approver_id: Option<ID>,
    /// When something of it changed last.
    changed_at: Instant,
}

/// A public text in one language.
#[derive(SimpleObject)]
struct PublicReplyText {
    /// The language.
    language: Language,
    /// The title.
    title: String,
    /// The answer, in Markdown.
    text: String,
    /// Who wrote or translated it.
    writer_id: ID,
}

impl PublicReplyDraft {
    async fn of(ctx: &Context<'_>, reply: PublicReply) -> Result<PublicReplyDraft> {
        let (languages, asked_by) = knowledge(ctx).asked_in(reply.enquiry).await?;
        let missing_languages = reply.missing(&languages).into_iter().collect();
        let written = |text: PublicText, by: PersonId| PublicReplyText {
            language: text.language,
            title: text.title,
            text: text.content,
            writer_id: ID(by.to_string()),
        };
        let PublicReply { enquiry, version, state, drafted, drafted_by, translations, approved_by, changed_at } = reply;
        let mut texts = vec![written(drafted.text, drafted_by)];
        texts.extend(translations.into_iter().map(|Translation { text, by }| written(text, by)));
        Ok(PublicReplyDraft {
            enquiry_id: ID(enquiry.to_string()),
            version,
            state: state.into(),
            publication_id: drafted.publication,
            article11: drafted.article11,
            authority: drafted.authority,
            source_act: drafted.source_act,
            texts,
            missing_languages,
            asked_by,
            approver_id: approved_by.map(|person| ID(person.to_string())),
            changed_at: Instant(changed_at),
        })
    }
}

/// Something that could not be answered because it is not published.
#[derive(SimpleObject)]
struct KnowledgeGap {
    /// Its place in the ledger.
    id: ID,
    /// The enquiry that came of it.
    enquiry_id: Option<ID>,
    /// Why the assistant did not answer: a word.
    reason: String,
    /// The language of the question.
    language: Language,
    /// The question, without anything personal in it; null where it was not forwarded.
    question: Option<String>,
    /// The letter of TFA Article 1.1 it falls under.
    article11: Option<Article11>,
    /// Whose answer it is.
    authority: Option<AuthorityCode>,
    /// How often it was asked in the same words.
    times: i64,
    /// When it was noted first.
    opened_at: Instant,
    /// What was found; null while it is open.
    outcome: Option<ShownGapOutcome>,
    /// The publication that answers, or the place where the answer was.
    place: Option<String>,
    /// Why.
    because: Option<String>,
    /// When it was closed.
    closed_at: Option<Instant>,
}

impl KnowledgeGap {
    fn of(gap: Gap) -> KnowledgeGap {
        let Gap { sequence, noted, times, opened_at, closing } = gap;
        let closed = closing.as_ref();
        KnowledgeGap {
            id: ID(sequence.to_string()),
            enquiry_id: noted.enquiry.map(|id| ID(id.to_string())),
            reason: noted.reason,
            language: noted.language,
            question: noted.question,
            article11: noted.article11,
            authority: noted.authority,
            times,
            opened_at: Instant(opened_at),
            outcome: closed.map(|closing| closing.outcome.into()),
            place: closed.and_then(|closing| closing.place.clone()),
            because: closed.map(|closing| closing.because.clone()),
            closed_at: closed.map(|closing| Instant(closing.at)),
        }
    }
}
