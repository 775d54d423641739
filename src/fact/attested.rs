//! What the audit log says of a fact that was confirmed. Rules only. Row PUB-M4; `docs/decisions/0018`.

use super::fact::{Fact, FactKey};
use crate::{
    audit::{Action, Code, Digest, Object},
    publication::{Attestation, Attested},
};

const FACT: Code = Code::named("fact");
const ATTEST: Action = Action::named("fact.attest");

/// Returns what the log has to say where a fact was confirmed that said what has this digest.
pub fn attested((kind, id): &FactKey, content: Digest, attestation: &Attestation) -> Attested {
    let id = format!("{kind}/{id}").parse().expect("a kind and the id of a fact are a word");
    Attested::new(ATTEST, Object::new(FACT, id), content, attestation)
}

impl Fact {
    /// Returns what the audit log has to say of its confirmation.
    pub fn attested(&self) -> Attested {
        attested(&self.key(), self.content_digest, &self.content.attestation)
    }
}
