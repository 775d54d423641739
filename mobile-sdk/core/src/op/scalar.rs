//! The scalars of the contract as they travel: texts. What they mean is read where it is used.

pub type Date = String;
pub type DateTime = String;
pub type Language = String;
pub type PublicationId = String;
pub type HsCode = String;
pub type AuthorityCode = String;
pub type AreaCode = String;
pub type QuotaNumber = String;
pub type AdditionalCode = String;
pub type DocumentCode = String;
pub type CountryCode = String;
pub type Currency = String;
pub type UnitCode = String;
pub type Decimal = String;
