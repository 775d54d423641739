//! Files in the contract: announcing one, and asking for one. Their bytes go by `/enquiry-file/`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use vocabulary::{EnquiryFileId, EnquiryId, scalar::Instant};

use super::{asking::EnquiryAccessInput, deciding::officer, now, refused::EnquiryRefused};
use crate::{
    enquiry::{Attachments, FileName, Link, NewFile, Refusal, Ticket},
    identity::StaffSession,
    platform::policy::{Role, may},
};

/// What is done with files.
#[derive(Default)]
pub struct AttachmentMutation;

#[Object]
impl AttachmentMutation {
    /// Announces a file that whoever asked wants to add to their enquiry: a PDF, a JPEG or a PNG of at most 10 MiB. Its bytes are then sent
    /// to the path that is told, within ten minutes. Where the desk waited for a document, the clock goes on when it arrives.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn attach_to_enquiry(&self, ctx: &Context<'_>, input: AttachToEnquiryInput) -> Result<AttachPayload> {
        let announced = match (input.access.read(ctx), input.file.read(true)) {
            (Ok(shown), Ok(file)) => attachments(ctx).announce(&shown, file, now(ctx)).await?,
            (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
        };
        Ok(AttachPayload::of(ctx, announced))
    }

    /// Announces a file that an officer wants to add to an enquiry: for the desk alone, or for its asker too.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn enclose_in_enquiry(&self, ctx: &Context<'_>, input: EncloseInEnquiryInput) -> Result<AttachPayload> {
        let by = officer(ctx).await?;
        let announced = match (input.id.parse::<EnquiryId>(), input.file.read(input.for_asker)) {
            (Ok(id), Ok(file)) => attachments(ctx).enclose(id, file, by, now(ctx)).await?,
            (Err(_), _) => Err(Refusal::Unknown),
            (_, Err(refusal)) => Err(refusal),
        };
        Ok(AttachPayload::of(ctx, announced))
    }

    /// Gives a path by which a file of the caller's enquiry is fetched, within ten minutes. Only what a scanner called clean is given.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn fetch_enquiry_file(&self, ctx: &Context<'_>, input: FetchEnquiryFileInput) -> Result<FetchFilePayload> {
        let given = match (input.access.read(ctx), input.file_id.parse::<EnquiryFileId>()) {
            (Ok(shown), Ok(file)) => attachments(ctx).link(&shown, file, now(ctx)).await?,
            (Err(refusal), _) => Err(refusal),
            (_, Err(_)) => Err(Refusal::FileUnknown),
        };
        Ok(FetchFilePayload::of(ctx, given))
    }

    /// Gives an officer a path by which a file of an enquiry is fetched, within ten minutes. The audit log has it.
    #[graphql(directive = may::apply(vec![Role::EnquiryOfficer, Role::Supervisor]), guard = "StaffSession")]
    async fn fetch_desk_file(&self, ctx: &Context<'_>, input: FetchDeskFileInput) -> Result<FetchFilePayload> {
        let by = officer(ctx).await?;
        let given = match (input.id.parse::<EnquiryId>(), input.file_id.parse::<EnquiryFileId>()) {
            (Ok(id), Ok(file)) => attachments(ctx).link_for_desk((id, file), by, now(ctx)).await?,
            (Err(_), _) => Err(Refusal::Unknown),
            (_, Err(_)) => Err(Refusal::FileUnknown),
        };
        Ok(FetchFilePayload::of(ctx, given))
    }
}

fn attachments<'a>(ctx: &Context<'a>) -> &'a Attachments {
    ctx.data_unchecked()
}

/// A file that is announced.
#[derive(InputObject)]
struct NewFileInput {
    /// What it is called; it ends in `.pdf`, `.jpg`, `.jpeg` or `.png`.
    #[graphql(secret)]
    name: String,
    /// How many bytes it has; 1 to 10,485,760.
    bytes: u64,
}

impl NewFileInput {
    fn read(&self, for_asker: bool) -> Result<NewFile, Refusal> {
        let name: FileName = self.name.parse().map_err(|_| Refusal::FileNameInvalid)?;
        Ok(NewFile { name, bytes: self.bytes, for_asker })
    }
}

/// A file that an asker announces.
#[derive(InputObject)]
struct AttachToEnquiryInput {
    /// Which enquiry.
    access: EnquiryAccessInput,
    /// The file.
    file: NewFileInput,
}

/// A file that an officer announces.
#[derive(InputObject)]
struct EncloseInEnquiryInput {
    /// The enquiry.
    id: ID,
    /// The file.
    file: NewFileInput,
    /// Whether its asker sees it; else the desk alone.
    for_asker: bool,
}

/// A file that an asker wants.
#[derive(InputObject)]
struct FetchEnquiryFileInput {
    /// Which enquiry.
    access: EnquiryAccessInput,
    /// The file.
    file_id: ID,
}

/// A file that an officer wants.
#[derive(InputObject)]
struct FetchDeskFileInput {
    /// The enquiry.
    id: ID,
    /// The file.
    file_id: ID,
}

/// What comes of announcing a file.
#[derive(Union)]
enum AttachPayload {
    /// It may be sent.
    Expected(EnquiryFileExpected),
    /// It may not.
    Refused(EnquiryRefused),
}

/// A file may be sent.
#[derive(SimpleObject)]
struct EnquiryFileExpected {
    /// Which file it will be.
    file_id: ID,
    /// Where its bytes are sent by POST as `application/octet-stream`. Whoever has the path may send: tell it to nobody.
    path: String,
    /// Until when.
    until: Instant,
}

impl AttachPayload {
    fn of(ctx: &Context<'_>, announced: Result<Ticket, Refusal>) -> AttachPayload {
        match announced {
            Ok(Ticket { id, ticket, until }) => AttachPayload::Expected(EnquiryFileExpected {
                file_id: ID(id.to_string()),
                path: path(&ticket),
                until: Instant(until),
            }),
            Err(refusal) => AttachPayload::Refused(EnquiryRefused::of(ctx, &refusal)),
        }
    }
}

/// What comes of asking for a file.
#[derive(Union)]
enum FetchFilePayload {
    /// It may be fetched.
    Link(EnquiryFileLink),
    /// It may not.
    Refused(EnquiryRefused),
}

/// A file may be fetched.
#[derive(SimpleObject)]
struct EnquiryFileLink {
    /// Where it is fetched by GET. Whoever has the path may fetch it: tell it to nobody.
    path: String,
    /// Until when.
    until: Instant,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    sha256: Option<String>,
}

impl FetchFilePayload {
    fn of(ctx: &Context<'_>, given: Result<Link, Refusal>) -> FetchFilePayload {
        match given {
            Ok(Link { file, ticket, until }) => {
                FetchFilePayload::Link(EnquiryFileLink { path: path(&ticket), until: Instant(until), sha256: file.sha256 })
            }
            Err(refusal) => FetchFilePayload::Refused(EnquiryRefused::of(ctx, &refusal)),
        }
    }
}

fn path(ticket: &str) -> String {
    format!("/enquiry-file/{ticket}")
}
