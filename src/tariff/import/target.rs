//! The nomenclature as the target of imports.

use vocabulary::Timestamp;

use crate::{
    platform::{
        fault::Fault,
        import::{Applied, Target},
    },
    tariff::{
        line::{NewLine, NewNote, Section},
        service::{Nomenclature, Recorded},
    },
};

impl Target<NewLine> for Nomenclature {
    async fn apply(&self, rows: &[NewLine], now: Timestamp) -> Result<Applied, Fault> {
        self.record_all(rows, now).await.map(Applied::from)
    }

    async fn compare(&self, rows: &[NewLine]) -> Result<Applied, Fault> {
        self.compare_all(rows).await.map(Applied::from)
    }
}

impl Target<NewNote> for Nomenclature {
    async fn apply(&self, rows: &[NewNote], now: Timestamp) -> Result<Applied, Fault> {
        self.record_notes(rows, now).await.map(Applied::from)
    }

    async fn compare(&self, rows: &[NewNote]) -> Result<Applied, Fault> {
        self.compare_notes(rows).await.map(Applied::from)
    }
}

impl Target<Section> for Nomenclature {
    async fn apply(&self, rows: &[Section], _now: Timestamp) -> Result<Applied, Fault> {
        let applied = self.compare(rows).await?;
        self.put_sections(rows).await?;
        Ok(applied)
    }

    async fn compare(&self, rows: &[Section]) -> Result<Applied, Fault> {
        let known = self.sections().await?;
        let unchanged = rows.iter().filter(|row| known.contains(row)).count();
        Ok(Applied { added: rows.len() - unchanged, unchanged })
    }
}

impl From<Recorded> for Applied {
    fn from(recorded: Recorded) -> Applied {
        Applied { added: recorded.added, unchanged: recorded.unchanged }
    }
}
