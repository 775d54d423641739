//! The edges between the states, read from the table beside this file. Rules only. Row DESK-M1.

use std::sync::LazyLock;

use vocabulary::words;

use super::state::State;

/// The table, one edge a line.
const TABLE: &str = include_str!("transitions");

words! {
    /// What is done with an enquiry.
    Verb, "verb" {
        /// Tells the asker that it is stored.
        Acknowledge = "acknowledge",
        /// Puts it into a queue.
        Triage = "triage",
        /// Gives it to an officer.
        Assign = "assign",
        /// Gives it back to the queue.
        GiveUp = "give-up",
        /// Adds something, as the asker.
        Add = "add",
        /// Adds a file, as the asker.
        Attach = "attach",
        /// Adds a file, as the desk.
        Enclose = "enclose",
        /// Asks the asker.
        Ask = "ask",
        /// Reminds the asker.
        Remind = "remind",
        /// Asks another authority.
        Refer = "refer",
        /// Takes it back from another authority.
        Return = "return",
        /// Writes a reply.
        Draft = "draft",
        /// Asks for another draft.
        SendBack = "send-back",
        /// Agrees to a reply.
        Approve = "approve",
        /// Sends it.
        Reply = "reply",
        /// Notes that the reply says what is no longer so.
        Outdate = "outdate",
        /// Says that the reply answers.
        AcceptReply = "accept-reply",
        /// Says that it does not.
        DoubtReply = "doubt-reply",
        /// Ends it when the asker says nothing.
        Close = "close",
        /// Asks again.
        Reopen = "reopen",
        /// Says that it is not answered.
        Reject = "reject",
        /// Points to the one that asked the same.
        MarkDuplicate = "mark-duplicate",
        /// Says that it does not ask the same.
        Split = "split",
        /// Takes it back, as the asker.
        Withdraw = "withdraw",
        /// Appeals.
        Appeal = "appeal",
        /// Notes that it is due soon.
        Warn = "warn",
        /// Notes that it is late.
        Breach = "breach",
        /// Tells the supervisor.
        Escalate = "escalate",
    }
}

words! {
    /// Who does it.
    Side, "side" {
        /// Whoever asked.
        Asker = "asker",
        /// An officer of the desk.
        Officer = "officer",
        /// A supervisor.
        Supervisor = "supervisor",
        /// The program itself.
        System = "system",
    }
}

words! {
    /// What has to come with it.
    Need, "need" {
        /// A text for the other side.
        Text = "text",
        /// A coded reason.
        Reason = "reason",
        /// The queue.
        Queue = "queue",
        /// An officer.
        Officer = "officer",
        /// An authority.
        Authority = "authority",
        /// How far the reply binds.
        Level = "level",
        /// Somebody other than whoever wrote the reply.
        AnotherPerson = "another-person",
        /// What the asker says of the reply.
        Outcome = "outcome",
        /// That the asker had time to say something.
        Waited = "waited",
        /// The enquiry that asked the same.
        OtherEnquiry = "other-enquiry",
    }
}

/// Some edges of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// What is done.
    pub verb: Verb,
    /// Where it begins.
    pub from: Vec<State>,
    /// Where it leads; nothing where it stays.
    pub to: Option<State>,
    /// Who may.
    pub by: Vec<Side>,
    /// What it needs.
    pub needs: Vec<Need>,
}

/// Returns the whole table.
pub fn transitions() -> &'static [Transition] {
    static READ: LazyLock<Vec<Transition>> = LazyLock::new(|| read(TABLE).expect("a test reads the table"));
    &READ
}

/// Returns where a verb leads from a state.
pub fn edge(from: State, verb: Verb, by: Side) -> Option<(State, &'static [Need])> {
    let found = transitions().iter().find(|edge| edge.verb == verb && edge.from.contains(&from) && edge.by.contains(&by))?;
    Some((found.to.unwrap_or(from), &found.needs))
}

/// Returns where a verb leads that somebody was allowed to do, for whoever reads what happened.
pub fn reached(from: State, verb: Verb) -> Option<State> {
    let found = transitions().iter().find(|edge| edge.verb == verb && edge.from.contains(&from))?;
    Some(found.to.unwrap_or(from))
}

/// Reads a table; says which line it cannot read.
fn read(table: &str) -> Result<Vec<Transition>, String> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| transition(line).ok_or_else(|| line.to_owned())).collect()
}

fn transition(line: &str) -> Option<Transition> {
    let mut columns = line.split('|').map(str::trim);
    let mut next = || columns.next();
    let (verb, from, to, by, needs) = (next()?, next()?, next()?, next()?, next()?);
    Some(Transition {
        verb: verb.parse().ok()?,
        from: all(from)?,
        to: if to == "same" { None } else { Some(to.parse().ok()?) },
        by: all(by)?,
        needs: all(needs)?,
    })
}

fn all<T: std::str::FromStr>(column: &str) -> Option<Vec<T>> {
    column.split_whitespace().map(|word| word.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use vocabulary::Language;

    use super::*;

    /// What each side may do where, written once more by hand and the other way round: a letter for who (asker, officer and supervisor,
    /// supervisor alone, system) and where it leads.
    const BY_STATE: &[(State, &str)] = &[
        (
            State::Received,
            "y:acknowledge>acknowledged oy:triage>triaged a:add> a:attach> o:enclose> a:withdraw>withdrawn y:warn> y:breach> y:escalate>",
        ),
        (
            State::Acknowledged,
            "oy:triage>triaged a:add> a:attach> o:enclose> a:withdraw>withdrawn o:reject>rejected o:mark-duplicate>duplicate \
             y:warn> y:breach> y:escalate>",
        ),
        (
            State::Triaged,
            "oy:triage> oy:assign>in-progress a:add> a:attach> o:enclose> a:withdraw>withdrawn o:reject>rejected o:mark-duplicate>duplicate \
             y:warn> y:breach> y:escalate>",
        ),
        (
            State::InProgress,
            "oy:assign> o:give-up>triaged a:add> a:attach> o:enclose> o:ask>waiting-asker o:refer>referred o:draft>draft-reply o:reject>rejected \
             o:mark-duplicate>duplicate a:withdraw>withdrawn y:warn> y:breach> y:escalate>",
        ),
        (
            State::WaitingAsker,
            "sy:assign> o:give-up>triaged a:add>in-progress a:attach>in-progress o:enclose> oy:remind> oy:reject>rejected a:withdraw>withdrawn",
        ),
        (
            State::Referred,
            "sy:assign> a:add> a:attach> o:enclose> o:return>in-progress a:withdraw>withdrawn y:warn> y:breach> y:escalate>",
        ),
        (
            State::DraftReply,
            "sy:assign> o:give-up>triaged a:add> a:attach> o:enclose> o:draft> o:send-back>in-progress o:approve>approved a:withdraw>withdrawn \
             y:warn> y:breach> y:escalate>",
        ),
        (
            State::Approved,
            "sy:assign> o:give-up>triaged a:add> a:attach> o:enclose> o:send-back>in-progress o:reply>replied a:withdraw>withdrawn \
             y:warn> y:breach> y:escalate>",
        ),
        (State::Replied, "y:outdate> a:accept-reply>closed a:doubt-reply> y:close>closed a:reopen>reopened a:appeal>appealed"),
        (State::Closed, "y:outdate> a:doubt-reply> a:reopen>reopened a:appeal>appealed"),
        (
            State::Reopened,
            "oy:triage>triaged oy:assign>in-progress a:add> a:attach> o:enclose> o:reject>rejected o:mark-duplicate>duplicate a:withdraw>withdrawn \
             y:warn> y:breach> y:escalate>",
        ),
        (State::Rejected, "a:reopen>reopened a:appeal>appealed"),
        (State::Duplicate, "a:reopen>reopened a:split>reopened"),
        (State::Withdrawn, ""),
        (State::Appealed, ""),
    ];

    fn by_hand() -> BTreeMap<(State, Verb, Side), State> {
        let mut all = BTreeMap::new();
        for (state, edges) in BY_STATE {
            for edge in edges.split_whitespace() {
                let (who, rest) = edge.split_once(':').expect("who: and a verb");
                let (verb, to) = rest.split_once('>').expect("a verb and where it leads");
                let to = if to.is_empty() { *state } else { to.parse().expect("a state") };
                let sides = who.chars().flat_map(|letter| match letter {
                    'a' => vec![Side::Asker],
                    'o' => vec![Side::Officer, Side::Supervisor],
                    's' => vec![Side::Supervisor],
                    _ => vec![Side::System],
                });
                all.extend(sides.map(|side| ((*state, verb.parse().expect("a verb"), side), to)));
            }
        }
        all
    }

    #[test]
    fn each_edge_there_is_passes_and_no_other_does() {
        let by_hand = by_hand();
        assert_eq!(BY_STATE.iter().map(|(state, _)| *state).collect::<BTreeSet<_>>().len(), State::ALL.len());
        let (mut passed, mut tried) = (0, 0);
        for from in State::ALL {
            for verb in Verb::ALL {
                for side in Side::ALL {
                    let found = edge(*from, *verb, *side).map(|(to, _)| to);
                    assert_eq!(found, by_hand.get(&(*from, *verb, *side)).copied(), "{from} {verb} by {side}");
                    passed += usize::from(found.is_some());
                    tried += 1;
                }
            }
        }
        assert_eq!((passed, tried), (by_hand.len(), 15 * 28 * 4));
        assert!(passed > 100, "{passed}");
    }

    #[test]
    fn the_table_is_read_to_its_last_line_and_names_an_edge_once() {
        let read = read(TABLE).expect("a table");
        assert_eq!(read.len(), TABLE.lines().filter(|line| line.contains('|') && !line.starts_with('#')).count());
        let mut seen = BTreeSet::new();
        for edge in &read {
            for from in &edge.from {
                assert!(seen.insert((edge.verb, *from)), "{} from {from} is there twice", edge.verb);
            }
        }
        assert_eq!(
            super::read("triage | received | nowhere | officer | queue"),
            Err("triage | received | nowhere | officer | queue".to_owned())
        );
    }

    #[test]
    fn only_the_asker_says_whether_a_reply_answers() {
        for edge in transitions().iter().filter(|edge| edge.needs.contains(&Need::Outcome)) {
            assert_eq!(edge.by, [Side::Asker], "{}", edge.verb);
        }
        let closes = transitions().iter().filter(|edge| edge.to == Some(State::Closed));
        assert!(closes.flat_map(|edge| &edge.by).all(|side| matches!(side, Side::Asker | Side::System)));
    }

    #[test]
    fn nothing_waits_for_the_asker_without_a_text_and_a_reason() {
        for edge in transitions().iter().filter(|edge| edge.to == Some(State::WaitingAsker)) {
            assert_eq!(edge.needs, [Need::Text, Need::Reason]);
        }
    }

    #[test]
    fn the_asker_reads_of_each_state_in_each_language() {
        for language in Language::SPOKEN {
            let texts: BTreeSet<_> = State::ALL.iter().map(|state| state.text(language).expect("a text")).collect();
            assert_eq!(texts.len(), State::ALL.len(), "{language}");
            assert!(language == Language::EN || State::Received.text(language) != State::Received.text(Language::EN));
        }
    }
}
