//! Reply times as data: one answer for everything, or none at all.

use std::collections::BTreeSet;

use desk::{
    Matter, Minutes, Policy, Urgency,
    policy::{Hours, PolicyError, PolicyForm, RULES_MAX},
};
use proptest::prelude::*;
use vocabulary::Language;

const HEAD: &str = "minutes_a_day: 480\nreasons: {usual: {en: As usual.}, complex: {en: It takes longer.}, perishable: {en: It can spoil.}}\nrules:\n";
const GENERAL: &str = "- {reason: usual, first_reply: 2 days, resolution: 10 days}\n";

fn form(rules: &str) -> PolicyForm {
    serde_norway::from_str(&format!("{HEAD}{rules}")).expect("a form")
}

fn policy(rules: &str) -> Result<Policy, PolicyError> {
    Policy::new(form(rules))
}

fn matter(complexity: &str, urgency: Urgency) -> Matter {
    Matter {
        kind: "enquiry".parse().expect("a kind"),
        topic: "origin".parse().expect("a topic"),
        complexity: complexity.parse().expect("a complexity"),
        language: Language::SW,
        urgency,
    }
}

#[test]
fn the_closest_rule_wins_and_says_why() {
    let rules = format!(
        "- {{when: {{complexity: [complex]}}, reason: complex, first_reply: 5 days, next_reply: 3 days, resolution: 30 days}}\n\
         {GENERAL}\
         - {{when: {{complexity: [complex], language: [sw, fr]}}, reason: complex, first_reply: 4 days, resolution: 30 days}}\n\
         - {{when: {{urgency: [perishable]}}, precedence: 1, reason: perishable, hours: around-the-clock, first_reply: 30 minutes, \
         resolution: 6 hours, warn_percent: 50, left_after_wait: 10 minutes}}\n"
    );
    let policy = policy(&rules).expect("a policy");
    let of = |complexity, urgency| policy.targets(&matter(complexity, urgency)).clone();
    assert_eq!(of("simple", Urgency::Normal).first_reply, Minutes(960));
    assert_eq!(of("complex", Urgency::Normal).first_reply, Minutes(1_920), "Swahili is closer");
    let english = Matter { language: Language::EN, ..matter("complex", Urgency::Normal) };
    assert_eq!((policy.targets(&english).first_reply, policy.targets(&english).next_reply), (Minutes(2_400), Minutes(1_440)));
    let urgent = of("complex", Urgency::Perishable);
    assert_eq!((urgent.first_reply, urgent.next_reply, urgent.hours), (Minutes(30), Minutes(30), Hours::AroundTheClock));
    assert_eq!((urgent.left_after_wait, urgent.warn_percent, urgent.reason.as_str()), (Minutes(10), 50, "perishable"));
    assert_eq!(policy.reason(&urgent.reason).and_then(|texts| texts.exactly(Language::EN)), Some("It can spoil."));
}

#[test]
fn a_policy_that_says_two_things_is_refused() {
    let both = "- {when: {complexity: [complex]}, reason: complex, first_reply: 5 days, resolution: 30 days}\n\
                - {when: {urgency: [perishable]}, reason: perishable, first_reply: 1 hour, resolution: 1 day}\n";
    let refused = policy(&format!("{GENERAL}{both}")).expect_err("two answers");
    let text = refused.to_string();
    assert!(text.contains("rules 2 and 3") && text.contains("{complexity: [complex], urgency: [perishable]}"), "{text}");
    let third =
        "- {when: {complexity: [complex], urgency: [perishable]}, reason: perishable, first_reply: 2 hours, resolution: 1 day}\n";
    assert!(policy(&format!("{GENERAL}{both}{third}")).is_ok(), "a third one settles it");
    let over = "- {when: {urgency: [perishable]}, precedence: 1, reason: perishable, first_reply: 1 hour, resolution: 1 day}\n";
    assert!(policy(&format!("{GENERAL}{both}{over}")).is_ok(), "so does one above both");
    assert!(matches!(policy(&GENERAL.repeat(2)), Err(PolicyError::Ambiguous { first: 1, second: 2, .. })));
}

#[test]
fn a_policy_that_leaves_something_out_is_refused() {
    let only = "- {when: {complexity: [complex]}, reason: complex, first_reply: 5 days, resolution: 30 days}\n";
    assert_eq!(policy(only), Err(PolicyError::Incomplete));
    let silent = "- {reason: mystery, first_reply: 5 days, resolution: 30 days}\n";
    assert_eq!(policy(silent), Err(PolicyError::Reason("mystery".parse().expect("a reason"))));
    let mut french = form(GENERAL);
    let texts = french.reasons.values_mut().next().expect("a reason");
    texts.0 = [(Language::FR, "Comme d'habitude.".to_owned())].into();
    assert!(matches!(Policy::new(french), Err(PolicyError::Reason(_))), "English is what everybody falls back on");
}

#[test]
fn a_rule_that_could_not_be_kept_is_refused() {
    let rule = |fields: &str| policy(&format!("- {{reason: usual, {fields}}}\n")).expect_err(fields);
    assert!(matches!(rule("first_reply: soon, resolution: 1 day"), PolicyError::Duration { rule: 1, field: "first_reply", .. }));
    assert!(matches!(rule("first_reply: 0 days, resolution: 1 day"), PolicyError::Duration { field: "first_reply", .. }));
    assert_eq!(rule("first_reply: 2 days, resolution: 1 day"), PolicyError::ResolutionFirst(1));
    assert_eq!(rule("first_reply: 1 day, resolution: 1 day, warn_percent: 0"), PolicyError::WarnPercent(1));
    let empty = PolicyError::Values { rule: 1, field: "topic" };
    assert_eq!(rule("when: {topic: []}, first_reply: 1 day, resolution: 1 day"), empty);
    let mut many = form(GENERAL);
    many.rules = vec![many.rules[0].clone(); RULES_MAX + 1];
    assert_eq!(Policy::new(many), Err(PolicyError::TooMuch));
    for unknown in
        ["- {reason: usual, first_reply: 1 day, resolution: 1 day, second_reply: 1 day}", "- {reason: Usual, first_reply: 1 day}"]
    {
        assert!(serde_norway::from_str::<PolicyForm>(&format!("{HEAD}{unknown}")).is_err(), "{unknown}");
    }
}

#[test]
fn whoever_is_waited_for_has_the_time_that_is_written_down() {
    let with = |waiting: &str| serde_norway::from_str::<Policy>(&format!("{HEAD}{GENERAL}{waiting}"));
    assert_eq!(policy(GENERAL).expect("a policy").patience(), None, "by itself nothing happens");
    let policy =
        with("waiting: {remind_after: 5 hours, remind_again_after: 2 hours, close_after: 10 hours}\n").expect("a policy");
    let patience = policy.patience().expect("patience");
    assert_eq!([0, 1, 2, 9].map(|reminders| patience.after(reminders).0), [300, 120, 600, 600]);
    for waiting in ["{remind_after: 5 hours}", "{remind_after: soon, remind_again_after: 2 hours, close_after: 10 hours}"] {
        assert!(with(&format!("waiting: {waiting}\n")).is_err(), "{waiting}");
    }
}

#[test]
fn what_was_written_is_written_again() {
    let policy = policy(GENERAL).expect("a policy");
    let text = serde_norway::to_string(&policy).expect("a text");
    assert_eq!(serde_norway::from_str::<Policy>(&text).expect("a policy"), policy);
}

proptest! {
    /// Whatever rules an administrator writes, either they are refused, or for every matter one of those that hold is within all others.
    #[test]
    fn what_is_not_refused_has_one_answer(
        drafts in proptest::collection::vec((0u8..4, 0u8..4, 0u8..8, 0u8..2), 0..7),
    ) {
        let list = |names: &[&str], bits: u8| {
            let chosen: Vec<_> = names.iter().enumerate().filter(|(index, _)| bits & (1 << index) != 0).map(|(_, name)| *name).collect();
            (!chosen.is_empty()).then(|| format!("[{}]", chosen.join(", ")))
        };
        let mut rules = GENERAL.to_owned();
        for (number, (complexity, language, urgency, precedence)) in drafts.iter().enumerate() {
            let lists = [
                ("complexity", list(&["simple", "complex"], *complexity)),
                ("language", list(&["en", "sw"], *language)),
                ("urgency", list(&["normal", "held-at-border", "perishable"], *urgency)),
            ];
            let when: Vec<_> = lists.iter().filter_map(|(name, list)| Some(format!("{name}: {}", list.as_ref()?))).collect();
            let first = number + 1;
            rules += &format!(
                "- {{when: {{{}}}, precedence: {precedence}, reason: usual, first_reply: {first} minutes, resolution: 9 days}}\n",
                when.join(", ")
            );
        }
        let Ok(policy) = policy(&rules) else { return Ok(()) };
        let form = policy.form().clone();
        for complexity in ["simple", "complex"] {
            for language in [Language::EN, Language::SW] {
                for urgency in Urgency::ALL {
                    let matter = Matter { language, ..matter(complexity, urgency) };
                    let holding: Vec<_> = form.rules.iter().filter(|rule| rule.when.holds_for(&matter)).collect();
                    let precedence = holding.iter().map(|rule| rule.precedence).max().expect("the rule for everything");
                    let highest: Vec<_> = holding.iter().filter(|rule| rule.precedence == precedence).collect();
                    let within = |inner: &Option<BTreeSet<Urgency>>, outer: &Option<BTreeSet<Urgency>>| match (inner, outer) {
                        (_, None) => true,
                        (None, Some(_)) => false,
                        (Some(inner), Some(outer)) => inner.is_subset(outer),
                    };
                    let targets = policy.targets(&matter);
                    let winner = highest.iter().find(|rule| {
                        targets.first_reply == if rule.first_reply == "2 days" { Minutes(960) } else {
                            Minutes(rule.first_reply.trim_end_matches(" minutes").parse().expect("a number"))
                        }
                    });
                    let winner = winner.expect("the winner is one of the highest that hold");
                    prop_assert!(highest.iter().all(|rule| within(&winner.when.urgency, &rule.when.urgency)));
                    prop_assert!(highest.iter().filter(|rule| rule.when == winner.when).count() == 1);
                }
            }
        }
    }
}
