//! What the transport says no to before anything is executed: each with a code, a status and a sentence.

use std::time::Duration;

use actix_web::http::StatusCode;
use async_graphql::{ErrorExtensionValues, ServerError, Value};
use sheet::Writing;
use thiserror::Error;

use super::document::{Excess, Unprepared};

/// A request that is not executed.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Refusal {
    /// Nothing is served at this path.
    #[error("nothing is served here")]
    NotFound,
    /// The path is served, the method is not.
    #[error("this method is not served here")]
    MethodNotAllowed {
        /// The methods that are.
        allow: &'static str,
    },
    /// An operation that changes something came by GET, where a link or a cache could repeat it.
    #[error("only queries may come by GET; send this operation by POST")]
    NotAQuery,
    /// A subscription was sent where one answer is expected.
    #[error("a subscription needs a WebSocket or an event stream")]
    NeedsStream,
    /// We write none of the media types the caller takes.
    #[error("this is answered in application/json or application/graphql-response+json")]
    NotAcceptable,
    /// The body is not declared to be JSON: other types could be sent by a form on somebody else's page.
    #[error("the body must be application/json in UTF-8, without a content encoding")]
    UnsupportedMediaType,
    /// The body is longer than we read.
    #[error("the body is longer than {bytes_max} bytes")]
    BodyTooLarge {
        /// What we read.
        bytes_max: usize,
    },
    /// The body did not arrive in time.
    #[error("the body did not arrive within {} s", wait_max.as_secs_f32())]
    BodyTooSlow {
        /// How long we wait.
        wait_max: Duration,
    },
    /// The connection broke off, or its framing was wrong.
    #[error("the body could not be read")]
    BodyUnreadable,
    /// The body or a parameter is not what the protocol asks for.
    #[error("{0}")]
    BadRequest(&'static str),
    /// Several requests came in one body; rate limits count operations, so each comes alone.
    #[error("send one operation per request")]
    Batch,
    /// The document or its variables pass a ceiling.
    #[error("{0}")]
    TooLarge(Excess),
    /// The document is not GraphQL.
    #[error("the document is not GraphQL: {}", .0.message)]
    Syntax(ServerError),
    /// The document holds no operation of that name, or several and no name was given.
    #[error("the document has no such operation, or several and none was named")]
    NoSuchOperation,
    /// The hash is none of ours. The text is the one that clients of persisted queries look for.
    #[error("PersistedQueryNotFound")]
    UnknownHash,
    /// The schema was asked for, where that is switched off.
    #[error("the schema is published with the source, not here")]
    SchemaHidden,
    /// The token is unknown or has expired.
    #[error("sign in again")]
    Unauthenticated,
    /// The caller is known and may not come in.
    #[error("not allowed")]
    Forbidden,
    /// A page of an origin that is not trusted wants to open a socket or read an answer.
    #[error("this origin is not trusted")]
    OriginNotTrusted,
    /// A socket runs as many operations as it may.
    #[error("at most {operations_max} operations run at once on a socket")]
    TooManyOperations {
        /// How many it may.
        operations_max: usize,
    },
    /// The caller asks for more than one may.
    #[error("asked too often; wait {seconds} s")]
    RateLimited {
        /// After how many seconds it is worth asking again.
        seconds: u64,
    },
    /// There is such a file, and it cannot be sent.
    #[error("this file cannot be sent{}", if *is_passing { " now; try again later" } else { ": it is larger than files may be" })]
    Unsent {
        /// The code of the slice that said so.
        code: &'static str,
        /// Whether asking again later may help.
        is_passing: bool,
    },
    /// A file that somebody sent is not kept.
    #[error("this file is not kept")]
    FileRefused {
        /// The code of the slice that said so.
        code: &'static str,
    },
    /// There is such a file, and it is past its last day.
    #[error("this file is past its last day: ask for the newest one")]
    Over {
        /// The code of the slice that said so.
        code: &'static str,
    },
    /// A paper has letters that no font here has.
    #[error(
        "no font of the {writing} script is installed, so that this paper cannot be written as PDF; without .pdf the address shows it"
    )]
    FontMissing {
        /// The script.
        writing: Writing,
    },
    /// We cannot serve this now.
    #[error("temporarily unavailable")]
    Unavailable,
    /// The operation took too long.
    #[error("took longer than {} s", time_max.as_secs_f32())]
    TimedOut {
        /// How long it may take.
        time_max: Duration,
    },
    /// Something went wrong that the caller can do nothing about.
    #[error("something went wrong; the reference helps us find it")]
    Internal,
}

impl Refusal {
    /// Returns the code that apps act on. `docs/errors.md` lists them.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotFound => "NOT_FOUND",
            Refusal::MethodNotAllowed { .. } | Refusal::NotAQuery => "METHOD_NOT_ALLOWED",
            Refusal::NeedsStream => "SUBSCRIPTION_NEEDS_STREAM",
            Refusal::NotAcceptable => "NOT_ACCEPTABLE",
            Refusal::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Refusal::BodyTooLarge { .. } => "BODY_TOO_LARGE",
            Refusal::BodyTooSlow { .. } => "BODY_TOO_SLOW",
            Refusal::BodyUnreadable | Refusal::BadRequest(_) => "BAD_REQUEST",
            Refusal::Batch => "BATCH_REFUSED",
            Refusal::TooLarge(_) => "DOCUMENT_TOO_LARGE",
            Refusal::Syntax(_) => "GRAPHQL_PARSE_FAILED",
            Refusal::NoSuchOperation => "OPERATION_NOT_FOUND",
            Refusal::UnknownHash => "PERSISTED_QUERY_NOT_FOUND",
            Refusal::SchemaHidden => "INTROSPECTION_DISABLED",
            Refusal::Unauthenticated => "UNAUTHENTICATED",
            Refusal::Forbidden => "FORBIDDEN",
            Refusal::OriginNotTrusted => "ORIGIN_NOT_TRUSTED",
            Refusal::TooManyOperations { .. } => "TOO_MANY_OPERATIONS",
            Refusal::RateLimited { .. } => "RATE_LIMITED",
            Refusal::Unsent { code, .. } | Refusal::FileRefused { code } | Refusal::Over { code } => code,
            Refusal::FontMissing { .. } => "PDF_FONT_MISSING",
            Refusal::Unavailable => "UNAVAILABLE",
            Refusal::TimedOut { .. } => "TIMEOUT",
            Refusal::Internal => "INTERNAL",
        }
    }

    /// Returns the status, but for what is wrong with the document: see [`Refusal::is_about_document`].
    pub fn status(&self) -> StatusCode {
        match self {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::MethodNotAllowed { .. } | Refusal::NotAQuery => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Refusal::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::BodyTooSlow { .. } => StatusCode::REQUEST_TIMEOUT,
            Refusal::Unauthenticated => StatusCode::UNAUTHORIZED,
            Refusal::Forbidden | Refusal::OriginNotTrusted => StatusCode::FORBIDDEN,
            Refusal::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Unavailable | Refusal::Unsent { is_passing: true, .. } => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Unsent { is_passing: false, .. } => StatusCode::INSUFFICIENT_STORAGE,
            Refusal::FileRefused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::Over { .. } => StatusCode::GONE,
            Refusal::FontMissing { .. } => StatusCode::NOT_IMPLEMENTED,
            Refusal::TimedOut { .. } => StatusCode::GATEWAY_TIMEOUT,
            Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// Returns whether the request was understood and its document was not, which `application/json` answers with 200.
    ///
    /// Source: GraphQL over HTTP, section 6.4.1.
    pub fn is_about_document(&self) -> bool {
        matches!(self, Refusal::Syntax(_) | Refusal::NoSuchOperation | Refusal::UnknownHash)
    }

    /// Returns the refusal as a GraphQL error.
    pub fn to_error(&self) -> ServerError {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.code());
        if let Refusal::TooLarge(excess) = self {
            extensions.set("limit", excess.limit.name());
            extensions.set("max", Value::from(excess.max));
            extensions.set("found", Value::from(excess.found));
        }
        if let Refusal::RateLimited { seconds } = self {
            extensions.set("seconds", Value::from(*seconds));
        }
        if let Refusal::FontMissing { writing } = self {
            extensions.set("value", writing.to_string());
        }
        let locations = if let Refusal::Syntax(error) = self { error.locations.clone() } else { Vec::new() };
        let mut error = ServerError::new(self.to_string(), None);
        error.locations = locations;
        error.extensions = Some(extensions);
        error
    }
}

impl From<Unprepared> for Refusal {
    fn from(unprepared: Unprepared) -> Self {
        match unprepared {
            Unprepared::TooLarge(excess) => Refusal::TooLarge(excess),
            Unprepared::Syntax(mut error) => {
                // The parser draws the line with an arrow; the last line says what it expected, and `locations` says where.
                let expected = error.message.lines().last().unwrap_or_default().trim().trim_start_matches("= ").to_owned();
                error.message = expected;
                Refusal::Syntax(error)
            }
        }
    }
}

impl From<Excess> for Refusal {
    fn from(excess: Excess) -> Self {
        Refusal::TooLarge(excess)
    }
}
