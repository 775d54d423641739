//! The articles that ask for a notification. Rules only.

use std::{fmt, str::FromStr};

use clap::ValueEnum;

/// An article that asks to notify the Committee on Trade Facilitation of where something is. Source: WTO TFA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub enum Article {
    /// Where things are published, the web addresses, and the enquiry points. Article 1.4.
    #[value(name = "1.4")]
    Article1_4,
    /// The operation of the single window. Article 10.4.3.
    #[value(name = "10.4.3")]
    Article10_4_3,
    /// The measures on the use of customs brokers. Article 10.6.2.
    #[value(name = "10.6.2")]
    Article10_6_2,
    /// The contact point for the exchange of customs information. Article 12.2.2.
    #[value(name = "12.2")]
    Article12_2,
}

impl Article {
    /// Returns its number (`10.4.3`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article1_4 => "1.4",
            Self::Article10_4_3 => "10.4.3",
            Self::Article10_6_2 => "10.6.2",
            Self::Article12_2 => "12.2",
        }
    }

    /// Returns what it asks to be notified of, as a heading.
    pub fn subject(self) -> &'static str {
        match self {
            Self::Article1_4 => "Places of publication, web addresses and enquiry points",
            Self::Article10_4_3 => "Operation of the single window",
            Self::Article10_6_2 => "Use of customs brokers",
            Self::Article12_2 => "Contact point for the exchange of customs information",
        }
    }

    /// Returns the service by which the offices it asks for are known; nothing where it asks for more than an office.
    pub fn service(self) -> Option<&'static str> {
        match self {
            Self::Article1_4 => None,
            Self::Article10_4_3 => Some("single-window"),
            Self::Article10_6_2 => Some("customs-brokers"),
            Self::Article12_2 => Some("customs-cooperation"),
        }
    }
}

impl FromStr for Article {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Article, &'static str> {
        let known = Self::value_variants().iter().find(|article| article.as_str() == text);
        known.copied().ok_or("is not one of 1.4, 10.4.3, 10.6.2, 12.2")
    }
}

impl fmt::Display for Article {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
