//! What an office shows.

use async_graphql::{ComplexObject, Enum, SimpleObject};
use vocabulary::{Date, scalar::Day};

use super::{FactHeader, Reading, exposed, text};
use crate::fact::{
    body::Body,
    office::{Office, OfficeKind},
};

/// An office. Source: WTO TFA Article 1.2.1 (c).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PublishedOffice {
    #[graphql(flatten)]
    header: FactHeader,
    /// What sort of office.
    kind: PublishedOfficeKind,
    /// Its place, in the manner of UN/LOCODE.
    locode: String,
    /// Where it is.
    address: Option<String>,
    /// Telephone number in international form.
    phone: String,
    /// E-mail address.
    email: String,
    /// Web address.
    url: Option<String>,
    /// What it does there, by the names of services.
    services: Vec<String>,
    #[graphql(skip)]
    office: Office,
    #[graphql(skip)]
    day: Date,
}

/// A slot in which an office is open.
#[derive(SimpleObject)]
struct OpeningSlot {
    /// From this time in the territory's zone (`08:30`).
    opens: String,
    /// Until this time (`16:00`); `23:59` is midnight.
    closes: String,
}

#[ComplexObject]
impl PublishedOffice {
    /// When it is open on a day, in order; empty where it is closed.
    #[graphql(complexity = "6 * (1 + child_complexity)")]
    async fn open(
        &self,
        #[graphql(desc = "The day. By default the day the office was asked for.")] on: Option<Day>,
    ) -> Vec<OpeningSlot> {
        let slots = self.office.open_on(on.map_or(self.day, |day| day.0)).into_iter().take(6);
        slots.map(|(opens, closes)| OpeningSlot { opens: opens.to_string(), closes: closes.to_string() }).collect()
    }
}

exposed!(
    /// What sort of office.
    PublishedOfficeKind = "OfficeKind" {
        /// An office of the customs administration inland.
        CustomsOffice,
        /// A post at the land border.
        BorderPost,
        /// A seaport.
        Port,
        /// An airport.
        Airport,
        /// The counter of another agency.
        AgencyCounter,
        /// A laboratory.
        Laboratory,
        /// The national enquiry point. Source: WTO TFA Article 1.3.
        EnquiryDesk
    }
);

pub(super) fn shown(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedOffice> {
    let Body::Office(office) = body else { return None };
    Some(PublishedOffice {
        header,
        kind: office.kind.into(),
        locode: office.locode.clone(),
        address: text(&office.address, read.language),
        phone: office.phone.clone(),
        email: office.email.clone(),
        url: office.url.clone(),
        services: office.services.clone(),
        office,
        day: read.as_of,
    })
}
