//! `fingertip staff`: the first account of the staff. Everybody after that is invited by colleagues.

use clap::{Args, Subcommand};
use vocabulary::Language;

use super::{CommandError, print, start};
use crate::{
    audit::{Actor, Code},
    config::Config,
    platform::{message, refusal::Refusal},
};

/// Whoever has the command line of the server.
const OPERATOR: Actor = Actor::System(Code::named("operator"));

/// The arguments of `fingertip staff`.
#[derive(Args)]
pub struct StaffCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print a token that activates the first account, once and within 24 hours. It takes the place of the one before
    FirstAdmin,
    /// Make the owner of an open account an admin beside the first: from then on two admins appoint everybody else
    SecondAdmin {
        /// The e-mail address of the account
        email: String,
    },
}

impl StaffCommand {
    /// Prints the token. It is shown here and nowhere else: of what is kept it cannot be made again.
    ///
    /// # Errors
    /// Fails when the database cannot be reached, and refuses where any account is open.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let application = start::application(&config).await?;
        let (staff, now) = (&application.identity.staff, application.clock.now());
        match self.what {
            What::FirstAdmin => match staff.first_token(OPERATOR, now).await? {
                Ok(issued) => print(&format!("{}\nholds until {}\n", issued.token, issued.expires_at)),
                Err(refusal) => Err(refused(&refusal)),
            },
            What::SecondAdmin { email } => {
                let email = email.parse().map_err(|_| CommandError::new(format!("{email} is no e-mail address")))?;
                match staff.appoint_second_admin(&email, now).await? {
                    Ok(Ok(person)) => print(&format!("admin: {person}\n")),
                    Ok(Err(refusal)) => Err(refused(&refusal)),
                    Err(refusal) => Err(refused(&refusal)),
                }
            }
        }
    }
}

fn refused(refusal: &impl Refusal) -> CommandError {
    let said = message::render(Language::EN, refusal.code(), &refusal.facts());
    CommandError::new(said.unwrap_or_else(|| refusal.code().to_owned()))
}
