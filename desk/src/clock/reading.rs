//! How moments are folded into a clock, one after another.

use std::borrow::Cow;

use vocabulary::Timestamp;

use super::{Cause, Clock, End, Holder, Metric, Moment, Pause, Promise, ReadError, Share, Standing};
use crate::{calendar::Calendar, minutes::Minutes, name::PauseReason, policy::Targets};

/// A clock that is being read.
pub struct Reading<'a> {
    calendar: &'a Calendar,
    targets: Cow<'a, Targets>,
    /// Until when it is read.
    at: Timestamp,
    metrics: Vec<Metric>,
    standing: Standing,
    /// Who has it, above those who get it back.
    holders: Vec<Holder>,
    shares: Vec<Share>,
    reopened: u32,
    merged: bool,
}

impl<'a> Reading<'a> {
    /// Begins with the asking.
    pub fn begin(calendar: &'a Calendar, targets: &'a Targets, asked: Timestamp) -> Reading<'a> {
        let mut reading = Reading {
            calendar,
            targets: Cow::Borrowed(targets),
            at: asked,
            metrics: Vec::new(),
            standing: Standing::Running,
            holders: vec![Holder::EnquiryPoint],
            shares: Vec::new(),
            reopened: 0,
            merged: false,
        };
        reading.note_holder();
        reading.promise(Promise::FirstReply);
        reading.promise(Promise::Resolution);
        reading
    }

    /// Lets time pass until `at`.
    pub fn run_until(&mut self, at: Timestamp) {
        if self.standing == Standing::Running {
            let spent = self.targets.hours.between(self.calendar, self.at, at);
            self.open_metrics().for_each(|metric| metric.run(spent, at));
            let holder = self.holder();
            if let Some(share) = self.shares.iter_mut().find(|share| share.holder == holder) {
                share.spent += spent;
            }
        }
        self.at = at;
    }

    /// Lets something happen, now that time has passed until it.
    pub fn apply(&mut self, moment: &Moment, at: Timestamp) -> Result<(), ReadError> {
        match moment {
            Moment::Asked => return Err(ReadError::AskedTwice(at)),
            Moment::Replied => self.replied(),
            Moment::AskerWrote => self.asker_wrote(),
            Moment::WaitingAsker { reason } => self.pause(Cause::Asker, reason),
            Moment::Frozen { reason } => self.pause(Cause::Other, reason),
            Moment::Resumed => self.resume(),
            Moment::Referred { to } => self.refer(Holder::Authority(to.clone())),
            Moment::Returned => self.give_back(),
            Moment::Retargeted { targets } => self.retarget(targets),
            Moment::Merged => self.merged = true,
            Moment::Split => self.merged = false,
            Moment::Closed => self.close(),
            Moment::Reopened => self.reopen(),
        }
        Ok(())
    }

    /// Says how the clock stands.
    pub fn clock(self) -> Clock {
        let mut spent = Minutes::ZERO;
        self.shares.iter().for_each(|share| spent += share.spent);
        Clock {
            holder: self.holder(),
            metrics: self.metrics,
            standing: self.standing,
            shares: self.shares,
            spent,
            reopened: self.reopened,
            merged: self.merged,
        }
    }

    fn open_metrics(&mut self) -> impl Iterator<Item = &mut Metric> {
        self.metrics.iter_mut().filter(|metric| metric.is_open())
    }

    fn is_open(&self, promise: Promise) -> bool {
        self.metrics.iter().any(|metric| metric.promise == promise && metric.is_open())
    }

    /// Makes a promise; only ever while the clock runs or stands still, never when the enquiry is closed.
    fn promise(&mut self, promise: Promise) {
        let mut metric = Metric::begin(promise, self.at, &self.targets);
        if self.standing == Standing::Running {
            metric.wind(self.calendar, &self.targets, self.at);
        }
        self.metrics.push(metric);
    }

    fn keep(&mut self, promise: Promise) {
        let at = self.at;
        self.open_metrics().filter(|metric| metric.promise == promise).for_each(|metric| metric.end = Some(End::Kept(at)));
    }

    fn replied(&mut self) {
        self.keep(Promise::FirstReply);
        self.keep(Promise::NextReply);
    }

    fn asker_wrote(&mut self) {
        let Standing::Running = self.standing else {
            return self.asker_wrote_while_still();
        };
        self.promise_next_reply();
    }

    fn asker_wrote_while_still(&mut self) {
        match &self.standing {
            Standing::Paused(pause) if pause.is_for_asker() => {
                let left_min = self.targets.left_after_wait;
                self.open_metrics().for_each(|metric| metric.grant(left_min));
                self.resume();
                self.promise_next_reply();
            }
            Standing::Paused(_) => self.promise_next_reply(),
            Standing::Running | Standing::Closed { .. } => {}
        }
    }

    fn promise_next_reply(&mut self) {
        if !self.is_open(Promise::FirstReply) && !self.is_open(Promise::NextReply) {
            self.promise(Promise::NextReply);
        }
    }

    /// Stops the clock. What was frozen does not go on because the asker is waited for as well.
    fn pause(&mut self, cause: Cause, reason: &PauseReason) {
        let stands_for_more = match &self.standing {
            Standing::Running => false,
            Standing::Paused(pause) => !pause.is_for_asker() && cause == Cause::Asker,
            Standing::Closed { .. } => true,
        };
        if !stands_for_more {
            self.standing = Standing::Paused(Pause { since: self.at, cause, reason: reason.clone() });
            self.open_metrics().for_each(Metric::stop);
        }
    }

    fn resume(&mut self) {
        if let Standing::Paused(_) = self.standing {
            self.standing = Standing::Running;
            self.wind();
        }
    }

    fn wind(&mut self) {
        let Reading { calendar, targets, at, metrics, .. } = self;
        metrics.iter_mut().filter(|metric| metric.is_open()).for_each(|metric| metric.wind(calendar, targets, *at));
    }

    fn holder(&self) -> Holder {
        self.holders.last().cloned().unwrap_or(Holder::EnquiryPoint)
    }

    fn note_holder(&mut self) {
        let holder = self.holder();
        if !self.shares.iter().any(|share| share.holder == holder) {
            self.shares.push(Share { holder, spent: Minutes::ZERO });
        }
    }

    fn refer(&mut self, to: Holder) {
        if self.holder() != to {
            self.holders.push(to);
            self.note_holder();
        }
    }

    fn give_back(&mut self) {
        if self.holders.len() > 1 {
            self.holders.pop();
        }
    }

    fn retarget(&mut self, targets: &Targets) {
        self.targets = Cow::Owned(targets.clone());
        self.open_metrics().for_each(|metric| metric.target = metric.promise.target(targets));
        if self.standing == Standing::Running {
            self.wind();
        }
    }

    fn close(&mut self) {
        if let Standing::Closed { .. } = self.standing {
            return;
        }
        let at = self.at;
        self.keep(Promise::Resolution);
        self.open_metrics().for_each(|metric| metric.end = Some(End::Dropped(at)));
        self.standing = Standing::Closed { since: at };
    }

    fn reopen(&mut self) {
        if let Standing::Closed { .. } = self.standing {
            self.standing = Standing::Running;
            self.reopened += 1;
            self.promise(Promise::NextReply);
            self.promise(Promise::Resolution);
        }
    }
}
