//! What the public is told of reply times, and what it is not.

use desk::{
    Minutes,
    figures::{Between, Case, Figures, GROUP_MIN, Rate, Spread, figures, slower},
};
use vocabulary::Language;

fn case(language: Language, minutes: u32) -> Case {
    Case {
        topic: "origin".parse().expect("a topic"),
        complexity: "simple".parse().expect("a complexity"),
        language,
        first_reply: Some(Minutes(minutes)),
        resolution: None,
        breached: minutes > 100,
        reopened: false,
    }
}

fn cases(language: Language, count: u32, minutes: u32) -> Vec<Case> {
    (0..count).map(|number| case(language, minutes + number)).collect()
}

fn by_language(cases: &[Case]) -> Vec<(Language, Option<Figures>)> {
    figures(cases, |case| case.language).groups.into_iter().collect()
}

#[test]
fn figures_are_durations_of_the_enquiries_themselves() {
    let told = figures(&cases(Language::EN, 20, 91), |case| case.topic.clone());
    let all = told.all.expect("twenty are enough");
    let first = all.first_reply.expect("each has one");
    assert_eq!((first.count, first.median, first.p90), (20, Minutes(100), Minutes(108)));
    assert_eq!(first.median_between, Between { low: Some(Minutes(96)), high: Some(Minutes(105)) });
    assert_eq!((all.breached.count, all.breached.of, all.breached.basis_points), (10, 20, 5_000));
    assert_eq!((all.reopened.basis_points, all.reopened.between), (0, Between { low: Some(0), high: Some(1_612) }));
    assert_eq!(all.resolution, None, "none is closed");
}

#[test]
fn a_small_group_cannot_be_worked_out_from_the_rest() {
    let told = |counts: [u32; 3]| {
        let languages = [Language::EN, Language::FR, Language::SW];
        let cases: Vec<Case> = languages.iter().zip(counts).flat_map(|(language, count)| cases(*language, count, 10)).collect();
        by_language(&cases).into_iter().filter(|(_, figures)| figures.is_some()).map(|(language, _)| language).collect::<Vec<_>>()
    };
    assert_eq!(told([9, 8, 7]), [Language::EN, Language::FR, Language::SW]);
    assert_eq!(told([9, 8, 4]), [Language::EN], "the four are what all are more than the others");
    assert_eq!(told([9, 4, 4]), [Language::EN], "nobody can tell the two fours apart");
    assert_eq!(told([9, 1, 1]), [Language::EN; 0], "two together are too few");
    let few = figures(&cases(Language::EN, GROUP_MIN as u32 - 1, 10), |case| case.language);
    assert_eq!(few.all, None);
}

#[test]
fn a_share_has_its_interval() {
    let rate = Rate::of(5, 10);
    assert_eq!((rate.basis_points, rate.between), (5_000, Between { low: Some(2_365), high: Some(7_635) }));
    assert_eq!(Rate::of(2, 3).basis_points, 6_667);
    assert_eq!(Rate::of(0, 0).between, Between { low: Some(0), high: Some(10_000) });
    assert_eq!(Spread::of(vec![Minutes(1); GROUP_MIN - 1]), None);
}

/// Row DESK-N5.
#[test]
fn who_waits_longer_in_one_language_is_seen() {
    let mut asked = cases(Language::EN, 30, 100);
    asked.extend(cases(Language::SW, 30, 110));
    assert_eq!(slower(&asked, |case| case.language), [Language::EN; 0], "a difference that may be chance");
    asked.extend(cases(Language::FR, 30, 400));
    assert_eq!(slower(&asked, |case| case.language), [Language::FR]);
}
