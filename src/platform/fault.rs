//! Accidents the trader can do nothing about: storage, network, a bug.

use std::{error::Error, sync::Arc};

use super::identifier;

/// An accident, with what we were doing when it happened.
///
/// It has no `Display` on purpose: its text belongs in the log and on the operator's terminal, never in a response.
#[derive(Clone, Debug)]
pub struct Fault {
    doing: &'static str,
    kind: FaultKind,
    source: Arc<dyn Error + Send + Sync>,
}

/// What an operator, or a client that waits, can do about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Try again later.
    Unavailable,
    /// Nothing can be stored until somebody makes room on the disk.
    StorageFull,
    /// Nothing can be stored until somebody allows writing.
    StorageReadOnly,
}

impl FaultKind {
    /// Returns the stable code of `docs/errors.md`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unavailable => "UNAVAILABLE",
            Self::StorageFull => "STORAGE_FULL",
            Self::StorageReadOnly => "STORAGE_READ_ONLY",
        }
    }
}

impl Fault {
    /// Wraps a cause with what we were doing: `.map_err(Fault::while_("reading the notice"))`.
    pub fn while_<E>(doing: &'static str) -> impl FnOnce(E) -> Fault
    where
        E: Error + Send + Sync + 'static,
    {
        move |source| {
            let kind = storage_kind(&source).unwrap_or(FaultKind::Unavailable);
            Fault { doing, kind, source: Arc::new(source) }
        }
    }

    /// Returns what can be done about it.
    pub fn kind(&self) -> FaultKind {
        self.kind
    }

    /// Returns the whole chain of causes in one line, for the log and for the operator's terminal.
    pub fn chain(&self) -> String {
        let mut line = format!("while {}: {}", self.doing, self.source);
        let mut cause = self.source.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !line.contains(&text) {
                line = format!("{line}: {text}");
            }
            cause = error.source();
        }
        line.replace(['\n', '\r'], " ")
    }
}

/// Tells a full or a read-only disk from other accidents by what the operating system and the two databases say.
fn storage_kind(source: &(dyn Error + 'static)) -> Option<FaultKind> {
    let mut cause = Some(source);
    while let Some(error) = cause {
        let by_system = error.downcast_ref::<std::io::Error>().and_then(|error| match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Some(FaultKind::StorageFull),
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => Some(FaultKind::StorageReadOnly),
            _ => None,
        });
        if by_system.is_some() {
            return by_system;
        }
        let text = error.to_string();
        if ["database or disk is full", "No space left on device"].iter().any(|sign| text.contains(sign)) {
            return Some(FaultKind::StorageFull);
        }
        if ["attempt to write a readonly database", "in a read-only transaction", "Read-only file system"]
            .iter()
            .any(|sign| text.contains(sign))
        {
            return Some(FaultKind::StorageReadOnly);
        }
        cause = error.source();
    }
    None
}

impl From<Fault> for async_graphql::Error {
    fn from(fault: Fault) -> Self {
        let reference = identifier::new_reference();
        tracing::error!(reference, code = fault.kind.code(), cause = fault.chain(), "request failed");
        let mut error = async_graphql::Error::new("temporarily unavailable, please try again later");
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", fault.kind.code());
        extensions.set("reference", reference);
        error
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_full_disk_is_told_from_other_accidents() {
        let full = Fault::while_("storing a revision")(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.kind(), FaultKind::StorageFull);
        let other = Fault::while_("storing a revision")(io::Error::other("loose cable"));
        assert_eq!(other.kind(), FaultKind::Unavailable);
        assert_eq!(other.chain(), "while storing a revision: loose cable");
    }

    #[test]
    fn a_client_never_sees_the_cause() {
        let error = async_graphql::Error::from(Fault::while_("x")(io::Error::other("secret table")));
        assert!(!format!("{error:?}").contains("secret"));
    }
}
