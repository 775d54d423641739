//! Mobile money: a prompt on the payer's phone, told of by callbacks that nobody signs and that may be lost. Rows MOM-01 to MOM-14.
//!
//! Three shapes: [`Gsma`] (Mobile Money API 1.2), [`Mtn`], [`Daraja`]. What they share is here: a prompt that was taken on is not paid, a
//! callback is a hint, an unknown word is not known, and only the provider's own "no such request" is one.

mod callback;
mod daraja;
mod gsma;
mod mtn;
mod reference;
mod token;

use std::time::Duration;

use payment::{Evidence, Standing};

pub use self::{
    callback::CallbackAddress,
    daraja::{Daraja, DarajaSettings},
    gsma::{Gsma, GsmaSettings},
    mtn::{Mtn, MtnProduct, MtnSettings},
};
use crate::answer::{Answer, Handover};

/// How long a prompt is shown. Source: row MOM-06.
pub const PROMPT_LIFETIME: Duration = Duration::from_secs(300);

/// Says that the phone shows a prompt where it still may.
fn prompted(evidence: Evidence) -> Answer {
    if evidence.standing == Standing::AwaitingPayer {
        let handover = Handover::PromptSent { lifetime: PROMPT_LIFETIME };
        return Answer::Handover { evidence, handover };
    }
    Answer::Known(evidence)
}
