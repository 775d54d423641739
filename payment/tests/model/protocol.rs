//! Who takes part and how much goes wrong: what the checker goes through.

use payment::{CaptureMode, Rail};
use stateright::{Model, Property};

use crate::{
    mutant::Mutant,
    property,
    step::{self, Step},
    system::System,
};

/// What a payer wants.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The notice, by its place.
    pub notice: u8,
    pub rail: Rail,
    pub capture: CaptureMode,
}

impl Wish {
    /// Pays by a prompt on the phone.
    pub fn prompt(notice: u8) -> Wish {
        Wish { notice, rail: Rail::MobileMoney, capture: CaptureMode::Automatic }
    }

    /// Pays by card; the money comes at once.
    pub fn card_at_once(notice: u8) -> Wish {
        Wish { notice, rail: Rail::Card, capture: CaptureMode::Automatic }
    }

    /// Pays by card; the money is held, and asked for later.
    pub fn card_later(notice: u8) -> Wish {
        Wish { notice, rail: Rail::Card, capture: CaptureMode::Manual }
    }
}

/// What may still go wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Budget {
    /// How often the server may die.
    pub crashes: u8,
    /// How many messages may be lost, or waited for too shortly.
    pub losses: u8,
    /// How many events may be delivered again.
    pub doubles: u8,
    /// How often another sum may move than was asked for.
    pub odds: u8,
    /// How often a payer may cancel.
    pub endings: u8,
}

/// The protocol, bounded.
#[derive(Clone, Debug)]
pub struct Protocol {
    pub wishes: Vec<Wish>,
    pub payments_max: usize,
    pub attempts_max: usize,
    pub budget: Budget,
    pub mutant: Option<Mutant>,
}

impl Protocol {
    /// Says whether the server has this mistake.
    pub fn has(&self, mutant: Mutant) -> bool {
        self.mutant == Some(mutant)
    }

    /// Says whether nothing can happen any more.
    pub fn is_at_rest(&self, system: &System) -> bool {
        let something_is_on_its_way = !system.network.requests.is_empty() || !system.network.events.is_empty();
        if !system.is_over || system.left.crashes > 0 || something_is_on_its_way {
            return false;
        }
        let mut steps = Vec::new();
        self.actions(system, &mut steps);
        steps.into_iter().all(|step| self.next_state(system, step).is_none())
    }
}

impl Model for Protocol {
    type State = System;
    type Action = Step;

    fn init_states(&self) -> Vec<System> {
        vec![System::begin(self)]
    }

    fn actions(&self, system: &System, steps: &mut Vec<Step>) {
        step::offered(self, system, steps);
    }

    fn next_state(&self, system: &System, step: Step) -> Option<System> {
        let mut next = system.clone();
        step::take(self, &mut next, &step);
        (next != *system).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Protocol>> {
        property::all()
    }
}
