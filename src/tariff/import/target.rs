//! The nomenclature as the target of imports.

use vocabulary::Timestamp;

use crate::{
    platform::{fault::Fault, import::Target, recorded::Recorded},
    tariff::{
        line::{NewLine, NewNote, Section},
        service::Nomenclature,
    },
};

impl Target<NewLine> for Nomenclature {
    async fn apply(&self, rows: &[NewLine], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_all(rows, now).await
    }

    async fn compare(&self, rows: &[NewLine]) -> Result<Recorded, Fault> {
        self.compare_all(rows).await
    }
}

impl Target<NewNote> for Nomenclature {
    async fn apply(&self, rows: &[NewNote], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_notes(rows, now).await
    }

    async fn compare(&self, rows: &[NewNote]) -> Result<Recorded, Fault> {
        self.compare_notes(rows).await
    }
}

impl Target<Section> for Nomenclature {
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
