//! Publications from files: our own format of Markdown with front matter, British guidance, Australian and Canadian laws, and
//! authorities.

mod australian_act;
mod authorities;
mod canadian_law;
mod front_matter;
mod markdown;
mod plain;
mod target;
mod texts;
mod uk_guidance;

pub use australian_act::AustralianActs;
pub use authorities::AuthoritiesFile;
pub use canadian_law::CanadianLaws;
pub use markdown::MarkdownFiles;
pub use uk_guidance::UkGuidance;

/// How long a title may be: two lines of a wide screen.
const TITLE_CHARS_MAX: usize = 500;
/// How long a text may be. The longest section of a law known to us has 60,000 characters.
const BODY_CHARS_MAX: usize = 500_000;
/// How long the name of a source may be.
const ACT_CHARS_MAX: usize = 500;
