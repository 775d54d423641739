//! A clock that looks at every minute by itself. It shares the shape of the answer with the clock that it judges, and no arithmetic:
//! no calendar, no sums over days, no instants worked out ahead.

use std::cell::RefCell;

use desk::{
    Clock, Minutes, Moment, Targets, Timetable,
    calendar::{Closing, OfficeTimetable, Slots},
    clock::{Cause, End, Holder, Metric, Pause, Promise, Share, Standing},
    policy::Hours,
};
use jiff::{
    Timestamp,
    civil::Weekday,
    tz::{Offset, TimeZone},
};

/// How far ahead of the last moment a due instant is looked for, in minutes.
const AHEAD: usize = 120 * 24 * 60;

pub struct Oracle {
    zone: TimeZone,
    timetable: Timetable,
    holidays: Vec<Closing>,
    at_office: bool,
    /// The minute of 1970 that the list begins with.
    first: i64,
    /// Whether each minute is open, as far as anybody asked.
    open: RefCell<Vec<bool>>,
}

struct State<'a> {
    oracle: &'a Oracle,
    targets: Targets,
    clock: Clock,
    holders: Vec<Holder>,
}

fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

fn instant(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).expect("an instant")
}

impl Oracle {
    pub fn new(zone: TimeZone, timetable: Timetable, holidays: Vec<Closing>, at_office: bool, begin: Timestamp) -> Oracle {
        Oracle { zone, timetable, holidays, at_office, first: minute(begin), open: RefCell::default() }
    }

    /// Says whether a minute is open, from what the administrator wrote.
    fn is_open(&self, minute: i64) -> bool {
        let index = usize::try_from(minute - self.first).expect("nothing is before the beginning");
        let mut open = self.open.borrow_mut();
        while open.len() <= index {
            // A look at the zone costs more than the rest: none of these changes its clock within a quarter of an hour.
            let quarter = (self.first + open.len() as i64).div_euclid(15) * 15;
            let offset = self.zone.to_offset(instant(quarter));
            while open.len() as i64 + self.first < quarter + 15 {
                let next = self.look(self.first + open.len() as i64, offset);
                open.push(next);
            }
        }
        open[index]
    }

    fn look(&self, minute: i64, offset: Offset) -> bool {
        let local = offset.to_datetime(instant(minute));
        let (day, of_day) = (local.date(), local.hour() as u16 * 60 + local.minute() as u16);
        let within = |slots: &Slots| slots.list().iter().any(|slot| slot.from() <= of_day && of_day < slot.until());
        let closed = |closings: &[Closing]| {
            let covers = |closing: &Closing| closing.hours.is_none_or(|slot| slot.from() <= of_day && of_day < slot.until());
            closings.iter().any(|closing| closing.on == day && covers(closing))
        };
        let own = self.at_office.then(|| self.timetable.offices.values().next().expect("an office"));
        let week = own.and_then(|own| own.week.as_ref()).unwrap_or(&self.timetable.week);
        let mut open = within(match local.weekday() {
            Weekday::Monday => &week.monday,
            Weekday::Tuesday => &week.tuesday,
            Weekday::Wednesday => &week.wednesday,
            Weekday::Thursday => &week.thursday,
            Weekday::Friday => &week.friday,
            Weekday::Saturday => &week.saturday,
            Weekday::Sunday => &week.sunday,
        });
        if !own.is_some_and(|own| own.works_on_holidays) {
            if let Some(opening) = self.timetable.open.iter().find(|opening| opening.on == day) {
                open = within(&opening.hours);
            }
            open &= !closed(&self.timetable.closed) && !closed(&self.holidays);
        }
        if let Some(OfficeTimetable { closed: own_closed, open: own_open, .. }) = own {
            if let Some(opening) = own_open.iter().find(|opening| opening.on == day) {
                open = within(&opening.hours);
            }
            open &= !closed(own_closed);
        }
        open
    }

    pub fn simulate(&self, targets: &Targets, moments: &[(Timestamp, Moment)], now: Timestamp) -> Clock {
        let mut state = State::new(self, targets.clone());
        let mut ticking = minute(moments[0].0);
        for (at, moment) in moments {
            while ticking < minute(*at) {
                state.tick(ticking);
                ticking += 1;
            }
            state.look(*at);
            state.happens(moment, *at);
        }
        while ticking < minute(now) {
            state.tick(ticking);
            ticking += 1;
        }
        state.look(now);
        state.finish(now)
    }
}

impl<'a> State<'a> {
    fn new(oracle: &'a Oracle, targets: Targets) -> State<'a> {
        let clock = Clock {
            metrics: Vec::new(),
            standing: Standing::Running,
            holder: Holder::EnquiryPoint,
            shares: vec![Share { holder: Holder::EnquiryPoint, spent: Minutes(0) }],
            spent: Minutes(0),
            reopened: 0,
            merged: false,
        };
        State { oracle, targets, clock, holders: Vec::new() }
    }

    fn counts(&self, minute: i64) -> bool {
        self.targets.hours == Hours::AroundTheClock || self.oracle.is_open(minute)
    }

    /// A minute ends.
    fn tick(&mut self, minute: i64) {
        let ends = instant(minute + 1);
        if self.clock.standing == Standing::Running && self.counts(minute) {
            self.clock.spent.0 += 1;
            let holder = &self.clock.holder;
            self.clock.shares.iter_mut().find(|share| share.holder == *holder).expect("whoever has it has a share").spent.0 += 1;
            for metric in self.clock.metrics.iter_mut().filter(|metric| metric.end.is_none()) {
                metric.spent.0 += 1;
                if metric.spent == metric.target && !metric.breached {
                    metric.due = Some(ends);
                }
                if metric.spent.0 == warns_at(metric, &self.targets) && !metric.warned {
                    metric.warn_at = Some(ends);
                }
            }
        }
        self.look(ends);
    }

    /// Looks at a running clock at an instant.
    fn look(&mut self, at: Timestamp) {
        if self.clock.standing == Standing::Running {
            for metric in self.clock.metrics.iter_mut().filter(|metric| metric.end.is_none()) {
                metric.breached |= metric.due.is_some_and(|due| at > due);
                metric.warned |= metric.warn_at.is_some_and(|warn_at| at >= warn_at);
            }
        }
    }

    fn happens(&mut self, moment: &Moment, at: Timestamp) {
        let pause = match &self.clock.standing {
            Standing::Paused(pause) => Some(pause.cause),
            _ => None,
        };
        let closed = matches!(self.clock.standing, Standing::Closed { .. });
        match moment {
            Moment::Asked => {
                self.promise(Promise::FirstReply, at);
                self.promise(Promise::Resolution, at);
            }
            Moment::Replied => self.end(&[Promise::FirstReply, Promise::NextReply], End::Kept(at)),
            Moment::AskerWrote if closed => {}
            Moment::AskerWrote => {
                if pause == Some(Cause::Asker) {
                    for metric in self.clock.metrics.iter_mut().filter(|metric| metric.end.is_none() && !metric.breached) {
                        metric.target = metric.target.max(Minutes(metric.spent.0 + self.targets.left_after_wait.0));
                    }
                    self.go_on(at);
                }
                let waits_for_reply = |metric: &Metric| metric.promise != Promise::Resolution && metric.end.is_none();
                if !self.clock.metrics.iter().any(waits_for_reply) {
                    self.promise(Promise::NextReply, at);
                }
            }
            Moment::WaitingAsker { .. } if pause == Some(Cause::Other) => {}
            Moment::WaitingAsker { reason } | Moment::Frozen { reason } if !closed => {
                let cause = if matches!(moment, Moment::Frozen { .. }) { Cause::Other } else { Cause::Asker };
                self.clock.standing = Standing::Paused(Pause { since: at, cause, reason: reason.clone() });
                for metric in self.clock.metrics.iter_mut().filter(|metric| metric.end.is_none()) {
                    metric.due = if metric.breached { metric.due } else { None };
                    metric.warn_at = if metric.warned { metric.warn_at } else { None };
                }
            }
            Moment::Resumed if pause.is_some() => self.go_on(at),
            Moment::Referred { to } => {
                let to = Holder::Authority(to.clone());
                if self.clock.holder != to {
                    self.holders.push(std::mem::replace(&mut self.clock.holder, to.clone()));
                    if !self.clock.shares.iter().any(|share| share.holder == to) {
                        self.clock.shares.push(Share { holder: to, spent: Minutes(0) });
                    }
                }
            }
            Moment::Returned => {
                if let Some(before) = self.holders.pop() {
                    self.clock.holder = before;
                }
            }
            Moment::Retargeted { targets } => {
                self.targets = (**targets).clone();
                for metric in self.clock.metrics.iter_mut().filter(|metric| metric.end.is_none()) {
                    metric.target = metric.promise.target(targets);
                }
                if self.clock.standing == Standing::Running {
                    self.go_on(at);
                }
            }
            Moment::Merged => self.clock.merged = true,
            Moment::Split => self.clock.merged = false,
            Moment::Closed if !closed => {
                self.end(&[Promise::Resolution], End::Kept(at));
                self.end(&[Promise::FirstReply, Promise::NextReply], End::Dropped(at));
                self.clock.standing = Standing::Closed { since: at };
            }
            Moment::Reopened if closed => {
                self.clock.standing = Standing::Running;
                self.clock.reopened += 1;
                self.promise(Promise::NextReply, at);
                self.promise(Promise::Resolution, at);
            }
            _ => {}
        }
    }

    fn promise(&mut self, promise: Promise, at: Timestamp) {
        self.clock.metrics.push(Metric {
            promise,
            began: at,
            target: promise.target(&self.targets),
            spent: Minutes(0),
            warn_at: None,
            warned: false,
            due: None,
            breached: false,
            end: None,
        });
    }

    fn end(&mut self, promises: &[Promise], end: End) {
        let runs = self.clock.standing == Standing::Running;
        for index in 0..self.clock.metrics.len() {
            let metric = &self.clock.metrics[index];
            if metric.end.is_none() && promises.contains(&metric.promise) {
                let (End::Kept(at) | End::Dropped(at)) = end;
                if runs {
                    self.project(index, at);
                }
                self.clock.metrics[index].end = Some(end);
            }
        }
    }

    /// The clock runs from an instant on: what has nothing left is due then.
    fn go_on(&mut self, at: Timestamp) {
        self.clock.standing = Standing::Running;
        for metric in self.clock.metrics.iter_mut().filter(|metric| metric.end.is_none()) {
            if !metric.breached {
                metric.due = (metric.spent >= metric.target).then_some(at);
            }
            if !metric.warned {
                metric.warn_at = (metric.spent.0 >= warns_at(metric, &self.targets)).then_some(at);
            }
        }
    }

    /// Waits, minute by minute, until what is not due yet would be.
    fn project(&mut self, index: usize, at: Timestamp) {
        let metric = &self.clock.metrics[index];
        let (warns, target, mut spent) = (warns_at(metric, &self.targets), metric.target.0, metric.spent.0);
        let (mut due, mut warn_at) = (metric.due, metric.warn_at);
        let mut ticking = minute(at);
        while (due.is_none() || warn_at.is_none()) && ticking < minute(at) + AHEAD as i64 {
            spent += u32::from(self.counts(ticking));
            ticking += 1;
            due = due.or((spent >= target).then(|| instant(ticking)));
            warn_at = warn_at.or((spent >= warns).then(|| instant(ticking)));
        }
        assert!(due.is_some(), "the weeks of these scenarios are open often enough");
        (self.clock.metrics[index].due, self.clock.metrics[index].warn_at) = (due, warn_at);
    }

    fn finish(mut self, now: Timestamp) -> Clock {
        if self.clock.standing == Standing::Running {
            for index in 0..self.clock.metrics.len() {
                if self.clock.metrics[index].end.is_none() {
                    self.project(index, now);
                }
            }
        }
        self.clock
    }
}

/// After how many minutes the officers are warned.
fn warns_at(metric: &Metric, targets: &Targets) -> u32 {
    (metric.target.0 * u32::from(targets.warn_percent)).div_ceil(100)
}
