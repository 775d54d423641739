//! E-mail over SMTP (RFC 5321): the only place that names the library for it.

use std::time::{Duration, SystemTime};

use futures_util::future::{BoxFuture, FutureExt};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::AddressError,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};

use super::mail::{Mail, Mailer};
use crate::identity::sms::Delivery;

/// How long the relay may take for each of its answers.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// What has to be known of the relay. The password is a secret: nothing prints this.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How what is said is kept from others.
    pub security: Security,
    /// Our name and password there.
    pub credentials: Option<(String, String)>,
    /// The address that readers see.
    pub from: String,
}

/// How what is said to a relay is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after a greeting, and nothing without it.
    StartTls,
    /// Not at all: the relay is on this machine.
    Local,
}

/// A relay that cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// Its name cannot be used for TLS.
    #[error("could not prepare for the mail relay")]
    Relay(#[from] lettre::transport::smtp::Error),
    /// The address that readers see is none.
    #[error("the sender is no e-mail address")]
    From(#[from] AddressError),
}

/// Hands e-mail to a relay.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// Prepares for a relay; nothing is sent yet.
    ///
    /// # Errors
    /// Fails when its name or the sender's address cannot be used.
    pub fn new(settings: SmtpSettings) -> Result<Smtp, SmtpError> {
        type Transport = AsyncSmtpTransport<Tokio1Executor>;
        let SmtpSettings { host, port, security, credentials, from } = settings;
        let builder = match security {
            Security::Tls => Transport::relay(&host)?,
            Security::StartTls => Transport::starttls_relay(&host)?,
            Security::Local => Transport::builder_dangerous(host),
        };
        let builder = builder.port(port).timeout(Some(ANSWER_MAX));
        let builder = match credentials {
            Some((name, password)) => builder.credentials(Credentials::new(name, password)),
            None => builder,
        };
        Ok(Smtp { transport: builder.build(), from: from.parse()? })
    }

    fn message(&self, mail: &Mail) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
        let to = Mailbox::new(None, mail.to.reveal().parse()?);
        let id = format!("<{}@{}>", mail.id, self.from.email.domain());
        let builder = Message::builder().message_id(Some(id)).date(SystemTime::from(mail.written_at));
        let builder = builder.from(self.from.clone()).to(to).subject(mail.subject.clone()).header(ContentType::TEXT_PLAIN);
        Ok(builder.body(mail.text.clone())?)
    }

    async fn hand_over(&self, mail: &Mail) -> Delivery {
        let message = match self.message(mail) {
            Ok(message) => message,
            Err(error) => {
                tracing::warn!(id = mail.id, to = %mail.to, %error, "an e-mail could not be written");
                return Delivery::NotSent;
            }
        };
        // Before the relay answers to a greeting nothing can have been sent.
        if !matches!(self.transport.test_connection().await, Ok(true)) {
            tracing::warn!(id = mail.id, to = %mail.to, "the mail relay could not be reached");
            return Delivery::NotSent;
        }
        match self.transport.send(message).await {
            Ok(_) => Delivery::Taken,
            Err(error) => {
                tracing::warn!(id = mail.id, to = %mail.to, %error, "the mail relay did not take an e-mail");
                // An answer that says no is one; after silence nobody knows.
                let said_no = error.is_transient() || error.is_permanent() || error.is_client();
                if said_no { Delivery::NotSent } else { Delivery::Unclear }
            }
        }
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Delivery> {
        self.hand_over(mail).boxed()
    }
}
