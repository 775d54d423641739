//! What may happen next.

use crate::{
    client, janitor, network,
    protocol::Protocol,
    provider, server,
    system::{Call, EventId, System, What},
};

/// One step of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A payer hands in, or again with the same key; the answer arrives, or is lost.
    Pay { client: u8, is_answered: bool },
    /// A payer whose payment is over begins anew, with a new key.
    Again { client: u8 },
    /// A payer begins an attempt.
    Start { client: u8 },
    /// A payer cancels.
    Cancel { client: u8 },
    /// A payer looks.
    See { client: u8 },
    /// The server sends a request that was stored.
    Send(Call),
    /// A request arrives at the provider.
    Arrive(Call),
    /// A request is lost.
    Lose(Call),
    /// The server waits no longer.
    TimeOut(Call),
    /// The server takes an answer.
    Hear(Call),
    /// The payer agrees at the provider.
    Agree { charge: u8 },
    /// The payer declines at the provider, or does not answer in time.
    Decline { charge: u8 },
    /// Another sum moves than was asked for.
    TakeOdd { charge: u8 },
    /// An event of the provider arrives; it is sent again where the acknowledgement does not arrive.
    Deliver { event: EventId, is_sent_again: bool },
    /// An event of the provider is lost for good.
    LoseEvent { event: EventId },
    /// A mistaken server stores what it acknowledged.
    Store { event: EventId },
    /// A worker takes an event of the inbox.
    Process { row: u8 },
    /// A mistaken server commits what it began.
    Commit { unit: u8 },
    /// A mistaken server stores the attempt that it called the provider for.
    StoreStart { begun: u8 },
    /// The janitor asks the provider where it stands.
    Ask { payment: u8 },
    /// The janitor sends a request again, under the same key.
    Resend { payment: u8, what: What },
    /// The provider has no such request, and none can arrive any more.
    TakeForAbsent { payment: u8 },
    /// The service asks for money that is held.
    AskCapture { payment: u8 },
    /// The sweeper ends a payment whose time is over.
    Expire { payment: u8 },
    /// Two officers take what arrived for what was owed, or give it back.
    Decide { payment: u8, is_accepted: bool },
    /// The time of every payment is over.
    TimePasses,
    /// The server dies, and begins again with what is stored.
    Crash,
}

/// Lists what may happen; a step that changes nothing is none.
pub fn offered(protocol: &Protocol, system: &System, steps: &mut Vec<Step>) {
    client::offered(protocol, system, steps);
    network::offered(protocol, system, steps);
    provider::offered(system, steps);
    server::offered(system, steps);
    janitor::offered(system, steps);
    if !system.is_over {
        steps.push(Step::TimePasses);
    }
    if system.left.crashes > 0 {
        steps.push(Step::Crash);
    }
}

/// Lets it happen.
pub fn take(protocol: &Protocol, system: &mut System, step: &Step) {
    match step {
        Step::Pay { client, is_answered } => client::pay(protocol, system, *client, *is_answered),
        Step::Again { client } => client::begin_anew(system, *client),
        Step::Start { client } => client::start(protocol, system, *client),
        Step::Cancel { client } => client::cancel(protocol, system, *client),
        Step::See { client } => client::see(system, *client),
        Step::Send(call) => network::send(system, call),
        Step::Arrive(call) => provider::arrive(protocol, system, call),
        Step::Lose(call) => network::lose(system, call),
        Step::TimeOut(call) => network::time_out(protocol, system, call),
        Step::Hear(call) => server::hear_answer(protocol, system, call),
        Step::Agree { charge } => provider::agree(system, *charge),
        Step::Decline { charge } => provider::decline(system, *charge),
        Step::TakeOdd { charge } => provider::take_odd(system, *charge),
        Step::Deliver { event, is_sent_again } => network::deliver(protocol, system, *event, *is_sent_again),
        Step::LoseEvent { event } => network::lose_event(system, *event),
        Step::Store { event } => network::store(protocol, system, *event),
        Step::Process { row } => server::process(protocol, system, *row),
        Step::Commit { unit } => server::commit(protocol, system, *unit),
        Step::StoreStart { begun } => client::store_start(protocol, system, *begun),
        Step::Ask { payment } => janitor::ask(protocol, system, *payment),
        Step::Resend { payment, what } => janitor::resend(protocol, system, *payment, *what),
        Step::TakeForAbsent { payment } => janitor::take_for_absent(protocol, system, *payment),
        Step::AskCapture { payment } => janitor::ask_capture(protocol, system, *payment),
        Step::Expire { payment } => janitor::expire(protocol, system, *payment),
        Step::Decide { payment, is_accepted } => janitor::decide(protocol, system, *payment, *is_accepted),
        Step::TimePasses => system.is_over = true,
        Step::Crash => server::crash(system),
    }
}
