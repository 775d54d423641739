//! The nomenclature as the target of imports.

use vocabulary::{Date, Timestamp};

use crate::{
    platform::{
        fault::Fault,
        import::{Missing, Target, TooMuch, WholeTarget, WithdrawMax},
        recorded::Recorded,
    },
    tariff::{
        held::{LinesHeld, NotesHeld},
        line::{NewLine, NewNote, Section},
        service::Nomenclature,
    },
};

impl Target<NewLine> for Nomenclature {
    const DATASET: &'static str = "nomenclature";

    async fn apply(&self, rows: &[NewLine], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_all(rows, now).await
    }

    async fn compare(&self, rows: &[NewLine]) -> Result<Recorded, Fault> {
        self.compare_all(rows).await
    }
}

impl Target<NewNote> for Nomenclature {
    const DATASET: &'static str = "notes";

    async fn apply(&self, rows: &[NewNote], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_notes(rows, now).await
    }

    async fn compare(&self, rows: &[NewNote]) -> Result<Recorded, Fault> {
        self.compare_notes(rows).await
    }
}

impl WholeTarget<NewLine> for Nomenclature {
    type Held = LinesHeld;

    fn hold(held: &mut LinesHeld, row: &NewLine) {
        held.hold(row);
    }

    async fn missing(&self, held: &LinesHeld, day: Date) -> Result<Missing, Fault> {
        self.lines_missing(held, day).await
    }

    async fn take_back(
        &self,
        held: &LinesHeld,
        day: Date,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        self.take_back_lines(held, day, max, now).await
    }
}

impl WholeTarget<NewNote> for Nomenclature {
    type Held = NotesHeld;

    fn hold(held: &mut NotesHeld, row: &NewNote) {
        held.hold(row);
    }

    async fn missing(&self, held: &NotesHeld, day: Date) -> Result<Missing, Fault> {
        self.notes_missing(held, day).await
    }

    async fn take_back(
        &self,
        held: &NotesHeld,
        day: Date,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        self.take_back_notes(held, day, max, now).await
    }
}

impl Target<Section> for Nomenclature {
    const DATASET: &'static str = "sections";

    async fn apply(&self, rows: &[Section], _now: Timestamp) -> Result<Recorded, Fault> {
        let applied = self.compare(rows).await?;
        self.put_sections(rows).await?;
        Ok(applied)
    }

    async fn compare(&self, rows: &[Section]) -> Result<Recorded, Fault> {
        let known = self.sections().await?;
        let unchanged = rows.iter().filter(|row| known.contains(row)).count();
        Ok(Recorded { added: rows.len() - unchanged, unchanged })
    }
}
