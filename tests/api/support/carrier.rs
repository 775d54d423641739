//! A carrier of messages that keeps what it was given, and does with it what a test wants.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use fingertip::identity::sms::{Delivery, Message, Sender};
use futures_util::future::{BoxFuture, FutureExt, pending, ready};

/// Keeps the messages it takes.
pub struct Carrier {
    delivery: Mutex<Delivery>,
    taken: Mutex<Vec<Message>>,
    hangs: AtomicBool,
}

impl Carrier {
    /// Makes a carrier that takes every message.
    pub fn willing() -> Arc<Carrier> {
        Arc::new(Carrier { delivery: Mutex::new(Delivery::Taken), taken: Mutex::default(), hangs: AtomicBool::default() })
    }

    /// Says what becomes of messages from now on.
    pub fn becomes(&self, delivery: Delivery) {
        *self.delivery.lock().expect("no test panics here") = delivery;
    }

    /// Says whether it never answers from now on: whoever waits dies with the message in its hands.
    pub fn hangs(&self, hangs: bool) {
        self.hangs.store(hangs, Ordering::Relaxed);
    }

    /// Returns how many messages it was given.
    pub fn count(&self) -> usize {
        self.taken.lock().expect("no test panics here").len()
    }

    /// Returns the names of the messages it was given.
    pub fn names(&self) -> Vec<String> {
        self.taken.lock().expect("no test panics here").iter().map(|message| message.id.clone()).collect()
    }

    /// Returns the text of the newest message to a number.
    pub fn newest_to(&self, phone: &str) -> String {
        let taken = self.taken.lock().expect("no test panics here");
        taken.iter().rev().find(|message| message.to.reveal() == phone).expect("a message").text.clone()
    }
}

impl Sender for Carrier {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Delivery> {
        self.taken.lock().expect("no test panics here").push(message.clone());
        if self.hangs.load(Ordering::Relaxed) {
            return pending().boxed();
        }
        ready(*self.delivery.lock().expect("no test panics here")).boxed()
    }
}
