//! What officers can do. Each change names the version that was read: of two who act at once, one is told (row DESK-N6).

use async_graphql::{
    Context, ID, Object, Result, SimpleObject, Union,
    connection::{Connection, Edge},
};
use vocabulary::{EnquiryId, PersonId};

use super::{
    asking::{EnquiryOpened, OpenEnquiryPayload},
    desk_input::{
        AskAskerInput, AssignEnquiryInput, DeskEnquiryInput, DeskOfficerInput, DraftReplyInput, EnquiryQueueInput,
        EnterEnquiryInput, GiveUpEnquiryInput, MarkDuplicateInput, NoteEnquiryInput, ReferEnquiryInput, RejectEnquiryInput,
        TriageEnquiryInput,
    },
    enquiries,
    file::{DeskEnquiry, DeskItem, DeskNote, DeskOfficer, EnquiryQueue},
    now, page_of,
    refused::EnquiryRefused,
    template::templates,
    words::ShownState,
};
use crate::{
    enquiry::{Actor, Enquiry, Filter, Finding, QueueId, Refusal, Text},
    identity::{StaffSession, signed_in_person},
    platform::{
        fault::Fault,
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
    },
};

/// Questions of the desk.
#[derive(Default)]
pub struct DeskQuery;

/// What the desk does.
#[derive(Default)]
pub struct DeskMutation;

#[Object]
impl DeskQuery {
    /// Enquiries for the desk, the oldest first.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the contract")]
    async fn enquiries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this queue.")] queue: Option<String>,
        #[graphql(desc = "Only those that stand here.")] state: Option<ShownState>,
        #[graphql(desc = "Only those that the caller has.", default)] mine: bool,
        #[graphql(desc = "Only those of which something is left to do.", default = true)] open: bool,
        #[graphql(
            desc = "Only those whose reply was filled with what says something else now: it has to be looked at, and a published one written anew.",
            default
        )]
        outdated: bool,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, DeskItem>> {
        let (person, _) = signed_in_person(ctx)?;
        let after = after.map(|cursor| cursor.parse::<EnquiryId>()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let queue = queue.map(|text| text.parse()).transpose().map_err(|_| refuse(&Refusal::QueueUnknown))?;
        // What was replied to is not open any more.
        let is_open = (open && !outdated).then_some(true);
        let filter =
            Filter { queue, state: state.map(Into::into), assignee: mine.then_some(person), is_open, is_outdated: outdated };
        let (found, has_next) = enquiries(ctx).list(&filter, first, after, now(ctx)).await?;
        let mut page = Connection::new(after.is_some(), has_next);
        page.edges.extend(found.iter().map(|found| Edge::new(found.0.id.to_string(), DeskItem::of(found))));
        Ok(page)
    }

    /// Everything about an enquiry, notes and drafts included; null where there is none.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession", cache_control(private), complexity = "1 + 50 * child_complexity")]
    async fn desk_enquiry(&self, ctx: &Context<'_>, #[graphql(desc = "The enquiry.")] id: ID) -> Result<Option<DeskEnquiry>> {
        let Ok(id) = id.parse() else { return Ok(None) };
        Ok(enquiries(ctx).file(id, now(ctx)).await?.map(DeskEnquiry::of))
    }

    /// The queues there are, and what goes into each.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor, Role::Admin]), guard = "StaffSession", cache_control(private), complexity = "50 * child_complexity")]
    async fn enquiry_queues(&self, ctx: &Context<'_>) -> Result<Vec<EnquiryQueue>> {
        Ok(enquiries(ctx).queues().await?.into_iter().map(EnquiryQueue::of).collect())
    }

    /// Who works at the desk, and what they can do.
    #[graphql(directive = may::apply(vec![Role::Supervisor, Role::Admin]), guard = "StaffSession", cache_control(private), complexity = "50 * child_complexity")]
    async fn desk_officers(&self, ctx: &Context<'_>) -> Result<Vec<DeskOfficer>> {
        Ok(enquiries(ctx).officers().await?.into_iter().map(DeskOfficer::of).collect())
    }
}

#[Object]
impl DeskMutation {
    /// Writes a queue and what goes into it. What is opened from now on follows it.
    #[graphql(directive = may::apply(vec![Role::Supervisor, Role::Admin]), guard = "StaffSession")]
    async fn set_enquiry_queue(&self, ctx: &Context<'_>, input: EnquiryQueueInput) -> Result<EnquiryQueuePayload> {
        let set = match input.read() {
            Ok(queue) => enquiries(ctx).set_queue(queue).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match set {
            Ok(queue) => EnquiryQueuePayload::Set(EnquiryQueueSet { queue: EnquiryQueue::of(queue) }),
            Err(refusal) => EnquiryQueuePayload::Refused(EnquiryRefused::of(ctx, &refusal)),
        })
    }

    /// Writes what an officer of the desk can do.
    #[graphql(directive = may::apply(vec![Role::Supervisor, Role::Admin]), guard = "StaffSession")]
    async fn set_desk_officer(&self, ctx: &Context<'_>, input: DeskOfficerInput) -> Result<DeskOfficerPayload> {
        let set = match input.read() {
            Ok(officer) => enquiries(ctx).set_officer(officer, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match set {
            Ok(officer) => DeskOfficerPayload::Set(DeskOfficerSet { officer: DeskOfficer::of(officer) }),
            Err(refusal) => DeskOfficerPayload::Refused(EnquiryRefused::of(ctx, &refusal)),
        })
    }

    /// Stores what somebody asked at a counter, by telephone or by letter. They get the reference and the PIN that the officer reads out.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn enter_enquiry(&self, ctx: &Context<'_>, input: EnterEnquiryInput) -> Result<OpenEnquiryPayload> {
        let by = officer(ctx).await?;
        let opened = match input.read(by) {
            Ok(new) => enquiries(ctx).open(new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match opened {
            Ok(opened) => OpenEnquiryPayload::Opened(EnquiryOpened::of(opened)),
            Err(refusal) => OpenEnquiryPayload::Refused(EnquiryRefused::of(ctx, &refusal)),
        })
    }

    /// Puts an enquiry into the queue it belongs to, and says what it is about and how much work it takes.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn triage_enquiry(&self, ctx: &Context<'_>, input: TriageEnquiryInput) -> Result<DeskEnquiryPayload> {
        let queue = match input.queue.as_deref().map(str::parse::<QueueId>).transpose() {
            Ok(queue) => queue,
            Err(_) => return Ok(DeskEnquiryPayload::refused(ctx, &Refusal::QueueUnknown)),
        };
        let finding =
            Finding { topic: input.topic.into(), urgency: input.urgency.into(), complexity: input.complexity.into(), queue };
        let at = (&input.id, input.if_version);
        done(ctx, at, async |at, by| enquiries(ctx).triage(at, finding, by, now(ctx)).await).await
    }

    /// Gives an enquiry to an officer. An officer takes it for themselves; a supervisor gives it to anybody; where nobody is named it goes
    /// to whoever knows its language and topic, has the least to do and no stake in it.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn assign_enquiry(&self, ctx: &Context<'_>, input: AssignEnquiryInput) -> Result<DeskEnquiryPayload> {
        let to = match input.to.as_ref().map(|id| id.parse::<PersonId>()).transpose() {
            Ok(to) => to,
            Err(_) => return Ok(DeskEnquiryPayload::refused(ctx, &Refusal::OfficerUnknown)),
        };
        let at = (&input.id, input.if_version);
        done(ctx, at, async |at, by| enquiries(ctx).assign(at, to, by, now(ctx)).await).await
    }

    /// Gives an enquiry back to its queue; because of a conflict of interest, for good.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn give_up_enquiry(&self, ctx: &Context<'_>, input: GiveUpEnquiryInput) -> Result<DeskEnquiryPayload> {
        let at = (&input.id, input.if_version);
        let conflict = input.conflict_of_interest;
        done(ctx, at, async |at, by| enquiries(ctx).give_up(at, conflict, by, now(ctx)).await).await
    }

    /// Adds a note that officers alone read.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn note_enquiry(&self, ctx: &Context<'_>, input: NoteEnquiryInput) -> Result<DeskNotePayload> {
        let by = officer(ctx).await?;
        let noted = match (input.id.parse::<EnquiryId>(), input.text.parse::<Text>()) {
            (Ok(id), Ok(text)) => enquiries(ctx).note(id, &text, by, now(ctx)).await?,
            (Err(_), _) => Err(Refusal::Unknown),
            (_, Err(_)) => Err(Refusal::Text),
        };
        Ok(match noted {
            Ok(notes) => DeskNotePayload::Noted(DeskNoted { notes: notes.into_iter().map(DeskNote::of).collect() }),
            Err(refusal) => DeskNotePayload::Refused(EnquiryRefused::of(ctx, &refusal)),
        })
    }

    /// Asks the asker, and waits. It is the only way in which the clock stands still, and the asker is told, and why.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn ask_asker(&self, ctx: &Context<'_>, input: AskAskerInput) -> Result<DeskEnquiryPayload> {
        let Ok(text) = input.text.parse::<Text>() else { return Ok(DeskEnquiryPayload::refused(ctx, &Refusal::Text)) };
        let (at, reason) = ((&input.id, input.if_version), input.reason.into());
        done(ctx, at, async |at, by| enquiries(ctx).ask(at, (reason, &text), by, now(ctx)).await).await
    }

    /// Reminds the asker of what they were asked.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn remind_asker(&self, ctx: &Context<'_>, input: DeskEnquiryInput) -> Result<DeskEnquiryPayload> {
        done(ctx, (&input.id, input.if_version), async |at, by| enquiries(ctx).remind(at, by, now(ctx)).await).await
    }

    /// Asks another authority. The asker's clock goes on: who has it is no concern of theirs.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn refer_enquiry(&self, ctx: &Context<'_>, input: ReferEnquiryInput) -> Result<DeskEnquiryPayload> {
        let (at, to) = ((&input.id, input.if_version), (input.authority, input.reason.into()));
        done(ctx, at, async |at, by| enquiries(ctx).refer(at, to, by, now(ctx)).await).await
    }

    /// Takes an enquiry back from another authority.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn return_enquiry(&self, ctx: &Context<'_>, input: DeskEnquiryInput) -> Result<DeskEnquiryPayload> {
        done(ctx, (&input.id, input.if_version), async |at, by| enquiries(ctx).take_back(at, by, now(ctx)).await).await
    }

    /// Writes a reply and says how far it binds, and what it rests on. Somebody else has to agree to it. It is not sent when a source that it
    /// rests on says something else by then, and its asker is told when one does after it was sent.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn draft_reply(&self, ctx: &Context<'_>, input: DraftReplyInput) -> Result<DeskEnquiryPayload> {
        let Ok(text) = input.text.parse::<Text>() else { return Ok(DeskEnquiryPayload::refused(ctx, &Refusal::Text)) };
        let (at, level) = ((&input.id, input.if_version), input.binding_level.into());
        let draft = (level, &text, &input.sources[..]);
        done(ctx, at, async |at, by| templates(ctx).draft_resting_on(at, draft, by, now(ctx)).await).await
    }

    /// Asks for another draft.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn send_back_draft(&self, ctx: &Context<'_>, input: DeskEnquiryInput) -> Result<DeskEnquiryPayload> {
        done(ctx, (&input.id, input.if_version), async |at, by| enquiries(ctx).send_back(at, by, now(ctx)).await).await
    }

    /// Agrees to a reply that somebody else wrote. A ruling that binds takes a supervisor.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn approve_reply(&self, ctx: &Context<'_>, input: DeskEnquiryInput) -> Result<DeskEnquiryPayload> {
        done(ctx, (&input.id, input.if_version), async |at, by| enquiries(ctx).approve(at, by, now(ctx)).await).await
    }

    /// Sends the reply that was agreed to. One that was filled from sources that say something else now is not sent: it is sent back, and
    /// written anew.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn send_reply(&self, ctx: &Context<'_>, input: DeskEnquiryInput) -> Result<DeskEnquiryPayload> {
        done(ctx, (&input.id, input.if_version), async |at, by| templates(ctx).send(at, by, now(ctx)).await).await
    }

    /// Says that an enquiry is not answered, and why. For want of information only after two reminders.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn reject_enquiry(&self, ctx: &Context<'_>, input: RejectEnquiryInput) -> Result<DeskEnquiryPayload> {
        let (at, reason) = ((&input.id, input.if_version), input.reason.into());
        done(ctx, at, async |at, by| enquiries(ctx).reject(at, reason, by, now(ctx)).await).await
    }

    /// Says that the same was asked before.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn mark_duplicate(&self, ctx: &Context<'_>, input: MarkDuplicateInput) -> Result<DeskEnquiryPayload> {
        let Ok(of) = input.of.parse() else { return Ok(DeskEnquiryPayload::refused(ctx, &Refusal::DuplicateOfItself)) };
        let at = (&input.id, input.if_version);
        done(ctx, at, async |at, by| enquiries(ctx).mark_duplicate(at, of, by, now(ctx)).await).await
    }
}

/// Returns as whom the caller acts.
pub(super) async fn officer(ctx: &Context<'_>) -> Result<Actor> {
    let (person, _) = signed_in_person(ctx)?;
    Ok(enquiries(ctx).officer(person, now(ctx)).await?)
}

pub(super) async fn done(
    ctx: &Context<'_>,
    (id, if_version): (&ID, i64),
    act: impl AsyncFnOnce((EnquiryId, i64), Actor) -> Result<Result<Enquiry, Refusal>, Fault>,
) -> Result<DeskEnquiryPayload> {
    let by = officer(ctx).await?;
    let done = match id.parse() {
        Ok(id) => act((id, if_version), by).await?,
        Err(_) => Err(Refusal::Unknown),
    };
    let refusal = match done {
        Ok(enquiry) => match enquiries(ctx).file(enquiry.id, now(ctx)).await? {
            Some(file) => return Ok(DeskEnquiryPayload::Done(DeskEnquiryDone { enquiry: DeskEnquiry::of(file) })),
            None => Refusal::Unknown,
        },
        Err(refusal) => refusal,
    };
    Ok(DeskEnquiryPayload::refused(ctx, &refusal))
}

/// What comes of an act of the desk.
#[derive(Union)]
pub enum DeskEnquiryPayload {
    /// It is done.
    Done(DeskEnquiryDone),
    /// It is not.
    Refused(EnquiryRefused),
}

impl DeskEnquiryPayload {
    pub(super) fn refused(ctx: &Context<'_>, refusal: &Refusal) -> DeskEnquiryPayload {
        DeskEnquiryPayload::Refused(EnquiryRefused::of(ctx, refusal))
    }
}

/// The enquiry as it is since.
#[derive(SimpleObject)]
pub struct DeskEnquiryDone {
    /// The enquiry.
    enquiry: DeskEnquiry,
}

/// What comes of a note.
#[derive(Union)]
enum DeskNotePayload {
    /// It is there.
    Noted(DeskNoted),
    /// It is not.
    Refused(EnquiryRefused),
}

/// The notes there are since.
#[derive(SimpleObject)]
struct DeskNoted {
    /// The notes, the oldest first.
    notes: Vec<DeskNote>,
}

/// What comes of writing a queue.
#[derive(Union)]
enum EnquiryQueuePayload {
    /// It is written.
    Set(EnquiryQueueSet),
    /// It is not.
    Refused(EnquiryRefused),
}

/// The queue as it is since.
#[derive(SimpleObject)]
struct EnquiryQueueSet {
    /// The queue.
    queue: EnquiryQueue,
}

/// What comes of writing what an officer can do.
#[derive(Union)]
enum DeskOfficerPayload {
    /// It is written.
    Set(DeskOfficerSet),
    /// It is not.
    Refused(EnquiryRefused),
}

/// The officer as they are since.
#[derive(SimpleObject)]
struct DeskOfficerSet {
    /// The officer.
    officer: DeskOfficer,
}
