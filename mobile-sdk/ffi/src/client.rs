//! The front door.

use std::sync::Arc;

use fingertip_sdk_core::{self as core, ClientConfig, Diagnostics, FingertipError};

use crate::{
    content::Content, enquiry::Enquiries, event::Events, host::HostServices, lent, outbox::Outbox, packs::Packs,
    payment::Payments, session::Session, tariff::Tariff,
};

/// Fingertip on a phone: made once and kept. Each of its handles may be used from any thread.
#[derive(uniffi::Object)]
pub struct Fingertip(core::Fingertip);

/// Makes a client. It reads what was kept and sends nothing. Call `payments().resume_pending()` next, at every start of the app.
///
/// # Errors
/// When an address or a key of the configuration is none; when the safe or the folder cannot be opened now: try again later.
#[uniffi::export]
pub fn create_client(config: ClientConfig, host: HostServices) -> Result<Arc<Fingertip>, FingertipError> {
    let host =
        lent::host(host).map_err(|failure| FingertipError::HostCallback { place: "files".to_owned(), detail: failure.detail })?;
    Ok(Arc::new(Fingertip(core::create_client(config, host)?)))
}

#[uniffi::export]
impl Fingertip {
    /// What is published.
    pub fn content(&self) -> Arc<Content> {
        Arc::new(Content(self.0.content()))
    }

    /// The tariff, and what goods will cost.
    pub fn tariff(&self) -> Arc<Tariff> {
        Arc::new(Tariff(self.0.tariff()))
    }

    /// Questions, to the assistant and to people.
    pub fn enquiry(&self) -> Arc<Enquiries> {
        Arc::new(Enquiries(self.0.enquiry()))
    }

    /// Paying, and proving that it is paid.
    pub fn payments(&self) -> Arc<Payments> {
        Arc::new(Payments(self.0.payments()))
    }

    /// What is searched where the network does not answer.
    pub fn packs(&self) -> Arc<Packs> {
        Arc::new(Packs(self.0.packs()))
    }

    /// What waits to be sent.
    pub fn outbox(&self) -> Arc<Outbox> {
        Arc::new(Outbox(self.0.outbox()))
    }

    /// Who is signed in.
    pub fn session(&self) -> Arc<Session> {
        Arc::new(Session(self.0.session()))
    }

    /// What happened while nobody was looking.
    pub fn events(&self) -> Arc<Events> {
        Arc::new(Events(self.0.events()))
    }

    /// What support may see. It holds nothing that anybody wrote, no key, no token, no number of a phone.
    pub fn diagnostics(&self) -> Diagnostics {
        self.0.diagnostics()
    }

    /// Hands the rest of the log over. What is stored is stored already.
    pub fn shut_down(&self) {
        self.0.close();
    }
}
