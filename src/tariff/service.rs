//! The use cases: an importer records, a trader reads.

use std::collections::{BTreeSet, HashMap, HashSet};

use vocabulary::{Date, HsCode, Language, Period, Timestamp};

use super::{
    chapter::Chapter,
    held::{LinesHeld, NotesHeld},
    history::{self, Change},
    line::{NewLine, NewNote, Note, NoteKey, NoteScope, Section},
    measure::LinesKnown,
    revisions::{ChapterRevisions, LineText, Place},
    store::{self, NewDescription, NewNoteRevision, NewPlace, NoteRevisions, Scope},
};
use crate::platform::{
    database::{self, Database},
    edition::{self, Dated},
    fault::Fault,
    import::{Missing, TooMuch, WithdrawMax},
    outbox::{self, Outbox},
    recorded::Recorded,
};

/// The outbox topic of a chapter that changed; the subject is the chapter.
pub const CHANGED: &str = "tariff.changed";

/// The nomenclature of one database.
#[derive(Clone)]
pub struct Nomenclature {
    database: Database,
    outbox: Outbox,
}

impl Nomenclature {
    /// Opens the nomenclature of `database`.
    pub fn new(database: Database, outbox: Outbox) -> Nomenclature {
        Nomenclature { database, outbox }
    }

    /// Records lines with their descriptions, leaving out what is there already word for word.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_all(&self, lines: &[NewLine], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let known = store::revisions(&unit, Scope::Codes(&codes(lines)), Timestamp::MAX).await?;
        let Difference { places, descriptions, changed, recorded } = difference(known, lines);
        store::insert(&unit, places, descriptions, now).await.map_err(Fault::while_("recording tariff lines"))?;
        self.announce_and_commit(unit, changed, now).await?;
        Ok(recorded)
    }

    /// Counts what [`Nomenclature::record_all`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_all(&self, lines: &[NewLine]) -> Result<Recorded, Fault> {
        let known = store::revisions(self.database.connection(), Scope::Codes(&codes(lines)), Timestamp::MAX).await?;
        Ok(difference(known, lines).recorded)
    }

    /// Records legal notes, leaving out what is there already word for word.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_notes(&self, notes: &[NewNote], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let added = unsaid_notes(store::note_revisions(&unit, Some(&scopes(notes))).await?, notes);
        let sections = store::sections(&unit).await?;
        let changed = added.iter().flat_map(|(key, _)| chapters_of(key.scope, &sections)).collect();
        store::insert_notes(&unit, &added, now).await.map_err(Fault::while_("recording notes"))?;
        let recorded = Recorded { added: added.len(), unchanged: notes.len() - added.len() };
        self.announce_and_commit(unit, changed, now).await?;
        Ok(recorded)
    }

    /// Counts what [`Nomenclature::record_notes`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_notes(&self, notes: &[NewNote]) -> Result<Recorded, Fault> {
        let known = store::note_revisions(self.database.connection(), Some(&scopes(notes))).await?;
        let added = unsaid_notes(known, notes).len();
        Ok(Recorded { added, unchanged: notes.len() - added })
    }

    /// Counts the lines that stand on `day` or later, and those of them of which a whole file does not hold everything.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn lines_missing(&self, held: &LinesHeld, day: Date) -> Result<Missing, Fault> {
        let (connection, mut sum) = (self.database.connection(), Missing::default());
        for chapter in store::chapters(connection).await? {
            let known = store::revisions(connection, Scope::Chapter(chapter), Timestamp::MAX).await?;
            sum = sum.plus(held.taken(&known, day).missing);
        }
        Ok(sum)
    }

    /// Ends on `day` the lines and descriptions that a whole file does not hold, and returns how many lines that were; none where they
    /// are more than `max` allows.
    ///
    /// # Errors
    /// Faults when the database cannot keep it; then none of them ends.
    pub async fn take_back_lines(
        &self,
        held: &LinesHeld,
        day: Date,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        let unit = self.database.begin().await?;
        let (mut sum, mut changed) = (Missing::default(), BTreeSet::new());
        for chapter in store::chapters(&unit).await? {
            let known = store::revisions(&unit, Scope::Chapter(chapter), Timestamp::MAX).await?;
            let taken = held.taken(&known, day);
            sum = sum.plus(taken.missing);
            if taken.places.is_empty() && taken.descriptions.is_empty() {
                continue;
            }
            changed.insert(chapter);
            store::insert(&unit, taken.places, taken.descriptions, now).await.map_err(Fault::while_("ending tariff lines"))?;
        }
        let count = match max.allow(sum) {
            Ok(count) => count,
            Err(excess) => return Ok(Err(excess)),
        };
        self.announce_and_commit(unit, changed, now).await?;
        Ok(Ok(count))
    }

    /// Counts the notes that stand on `day` or later in the languages of a whole file, and those of them it does not hold.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn notes_missing(&self, held: &NotesHeld, day: Date) -> Result<Missing, Fault> {
        let known = store::note_revisions(self.database.connection(), None).await?;
        Ok(held.taken(&known, day).1)
    }

    /// Ends on `day` the notes that a whole file does not hold, and returns how many that were; none where they are more than `max`
    /// allows.
    ///
    /// # Errors
    /// Faults when the database cannot keep it; then none of them ends.
    pub async fn take_back_notes(
        &self,
        held: &NotesHeld,
        day: Date,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        let unit = self.database.begin().await?;
        let (taken, missing) = held.taken(&store::note_revisions(&unit, None).await?, day);
        let count = match max.allow(missing) {
            Ok(count) => count,
            Err(excess) => return Ok(Err(excess)),
        };
        let sections = store::sections(&unit).await?;
        let changed = taken.iter().flat_map(|(key, _)| chapters_of(key.scope, &sections)).collect();
        store::insert_notes(&unit, &taken, now).await.map_err(Fault::while_("ending notes"))?;
        self.announce_and_commit(unit, changed, now).await?;
        Ok(Ok(count))
    }

    /// Returns every note that stands as it was recorded, each with the days on which it truly speaks, in order.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn notes_known(&self) -> Result<Vec<(NewNote, Period)>, Fault> {
        let known = store::note_revisions(self.database.connection(), None).await?;
        let notes = known.into_iter().flat_map(|(NoteKey { scope, kind, language, ordinal }, revisions)| {
            let standing = edition::editions(revisions).into_iter();
            standing.map(move |(note, period)| {
                let Dated { validity, value: text, .. } = note;
                (NewNote { scope, kind, language, ordinal, text, validity }, period)
            })
        });
        Ok(notes.collect())
    }

    /// Returns every line of a chapter that stands as it was recorded, each with the days on which it truly stands, in order.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn lines_recorded(&self, chapter: &HsCode) -> Result<Vec<(NewLine, Period)>, Fault> {
        let scope = Scope::Chapter(chapter.chapter());
        Ok(store::revisions(self.database.connection(), scope, Timestamp::MAX).await?.recorded())
    }

    /// Returns the languages that lines are described in, in order.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn languages(&self) -> Result<Vec<Language>, Fault> {
        store::languages(self.database.connection()).await
    }

    /// Keeps the sections, replacing what was there.
    ///
    /// # Errors
    /// Faults when the database cannot keep them.
    pub async fn put_sections(&self, sections: &[Section]) -> Result<(), Fault> {
        store::put_sections(self.database.connection(), sections).await
    }

    /// Returns the sections, in order.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn sections(&self) -> Result<Vec<Section>, Fault> {
        store::sections(self.database.connection()).await
    }

    async fn announce_and_commit(
        &self,
        unit: database::Transaction,
        changed: BTreeSet<HsCode>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        for chapter in changed {
            outbox::append(&unit, CHANGED, chapter.as_str(), now).await?;
        }
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(())
    }

    /// Returns the chapter of `code` as it stands on `as_of` and as known at `known_at`; empty where there is none.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn chapter(&self, code: &HsCode, as_of: Date, known_at: Timestamp) -> Result<Chapter, Fault> {
        let scope = Scope::Chapter(code.chapter());
        Ok(store::revisions(self.database.connection(), scope, known_at).await?.on(as_of))
    }

    /// Returns which of `codes`, padded to ten digits, goods can be declared under on `as_of`, as known at `known_at`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn declarable(&self, codes: &[HsCode], as_of: Date, known_at: Timestamp) -> Result<HashSet<HsCode>, Fault> {
        if codes.is_empty() {
            return Ok(HashSet::new());
        }
        store::declarable(self.database.connection(), codes, as_of, known_at).await
    }

    /// Returns the last revision of a line's place that was recorded by `known_at`: while it is the last, nothing that was read then changes.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn last_recorded(&self, known_at: Timestamp) -> Result<Option<i64>, Fault> {
        store::last_recorded(self.database.connection(), known_at).await
    }

    /// Returns some headings with all lines in them, and their chapters, as they stand on `as_of` and as known at `known_at`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn headings(&self, headings: &[HsCode], as_of: Date, known_at: Timestamp) -> Result<Chapter, Fault> {
        let scope = Scope::Headings(headings);
        Ok(store::revisions(self.database.connection(), scope, known_at).await?.on(as_of))
    }

    /// Returns the words of every line of a chapter for all the days it was, is or will be in the tariff.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn texts(&self, chapter: &HsCode, today: Date) -> Result<Vec<LineText>, Fault> {
        let scope = Scope::Chapter(chapter.chapter());
        Ok(store::revisions(self.database.connection(), scope, Timestamp::MAX).await?.texts(today))
    }

    /// Returns the notes of `code`, of what stands above it and of its section, in force on `as_of` and as known at `known_at`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn notes(&self, code: &HsCode, as_of: Date, known_at: Timestamp) -> Result<Vec<Note>, Fault> {
        let chapter = code.chapter();
        let section = self.section(&chapter).await?;
        let mut scopes: Vec<NoteScope> = section.map(|section| NoteScope::Section(section.number)).into_iter().collect();
        let significant = code.significant();
        let above = [2, 4, 6, 8, 10].into_iter().filter_map(|digits| significant.get(..digits)?.parse().ok());
        scopes.extend(above.map(NoteScope::Code));
        store::notes(self.database.connection(), &scopes, as_of, known_at).await
    }

    /// Returns the notes of a chapter and of everything in it, in force on `as_of` and as known at `known_at`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn notes_within(&self, chapter: &HsCode, as_of: Date, known_at: Timestamp) -> Result<Vec<Note>, Fault> {
        store::notes_within(self.database.connection(), chapter.chapter(), as_of, known_at).await
    }

    /// Returns the section that holds `chapter`, if sections are known.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn section(&self, chapter: &HsCode) -> Result<Option<Section>, Fault> {
        let sections = store::sections(self.database.connection()).await?;
        Ok(sections.into_iter().find(|section| section.holds(*chapter)))
    }

    /// Returns the chapters that have lines, in order.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn chapters(&self) -> Result<Vec<HsCode>, Fault> {
        store::chapters(self.database.connection()).await
    }

    /// Returns the lines that measures may stand on, each with the days it is in the tariff.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn lines_known(&self) -> Result<LinesKnown, Fault> {
        let mut known = LinesKnown::default();
        for (code, days) in store::line_days(self.database.connection()).await? {
            edition::editions(days).into_iter().for_each(|(line, period)| known.add(code, period, line.value));
        }
        Ok(known)
    }

    /// Tells what happened to the line that `code` names within `span`, oldest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn history(&self, code: &HsCode, span: Period) -> Result<Vec<Change>, Fault> {
        let scope = Scope::Chapter(code.chapter());
        let mut revisions = store::revisions(self.database.connection(), scope, Timestamp::MAX).await?;
        let key = revisions.places.keys().filter(|(own, _)| own.same_place(code)).max_by_key(|(_, suffix)| *suffix).copied();
        let Some(key) = key else { return Ok(Vec::new()) };
        let places = revisions.places.remove(&key).unwrap_or_default();
        let declarable = places.into_iter().map(|place| Dated {
            version: place.version,
            validity: place.validity,
            withdrawn: place.withdrawn,
            value: place.value.declarable,
        });
        let mut descriptions: HashMap<Language, Vec<Dated<String>>> = HashMap::new();
        for ((own, language), texts) in revisions.descriptions {
            if own == key {
                descriptions.insert(language, texts);
            }
        }
        let mut descriptions: Vec<_> = descriptions.into_iter().collect();
        descriptions.sort_by_key(|(language, _)| *language);
        Ok(history::changes(declarable.collect(), descriptions, span))
    }
}

/// What has to be stored for some lines to be said.
#[derive(Default)]
struct Difference {
    places: Vec<NewPlace>,
    descriptions: Vec<NewDescription>,
    changed: BTreeSet<HsCode>,
    recorded: Recorded,
}

fn codes(lines: &[NewLine]) -> Vec<HsCode> {
    lines.iter().map(|line| line.code).collect::<BTreeSet<_>>().into_iter().collect()
}

fn scopes(notes: &[NewNote]) -> Vec<String> {
    notes.iter().map(|note| note.scope.to_string()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns what has to be stored for `lines` to be said, given what was said of their codes.
fn difference(mut known: ChapterRevisions, lines: &[NewLine]) -> Difference {
    let mut difference = Difference::default();
    for line in lines {
        let (key, validity) = ((line.code, line.suffix), line.validity);
        let before = difference.places.len() + difference.descriptions.len();
        let place = Place { indent: line.indent, declarable: line.declarable };
        let revisions = known.places.entry(key).or_default();
        if let Some(revision) = edition::say(revisions, validity, false, place) {
            difference.places.push((key, revision.clone()));
        }
        for (language, text) in &line.descriptions {
            let revisions = known.descriptions.entry((key, *language)).or_default();
            if let Some(revision) = edition::say(revisions, validity, false, text.clone()) {
                difference.descriptions.push((key, *language, revision.clone()));
            }
        }
        if difference.places.len() + difference.descriptions.len() > before {
            difference.recorded.added += 1;
            difference.changed.insert(line.code.chapter());
        } else {
            difference.recorded.unchanged += 1;
        }
    }
    difference
}

/// Returns the notes that were not said yet.
fn unsaid_notes(mut known: NoteRevisions, notes: &[NewNote]) -> Vec<NewNoteRevision> {
    let mut added = Vec::new();
    for note in notes {
        let revisions = known.entry(note.key()).or_default();
        if let Some(revision) = edition::say(revisions, note.validity, false, note.text.clone()) {
            added.push((note.key(), revision.clone()));
        }
    }
    added
}

fn chapters_of(scope: NoteScope, sections: &[Section]) -> Vec<HsCode> {
    match scope {
        NoteScope::Code(code) => vec![code.chapter()],
        NoteScope::Section(number) => {
            let section = sections.iter().find(|section| section.number == number);
            let chapters = (1..=99).filter_map(|chapter| format!("{chapter:02}").parse().ok());
            section.map(|section| chapters.filter(|chapter| section.holds(*chapter)).collect()).unwrap_or_default()
        }
    }
}
