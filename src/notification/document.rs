//! The notification as a document: Markdown in English, a language of the WTO. Rules only.

use std::fmt::Write;

use vocabulary::Date;

use super::{
    article::Article,
    places::{Entry, EntryKind, Missing},
};

/// Writes the document. The same entries on the same day give the same text.
pub fn document(article: Article, day: Date, entries: &[Entry], missing: &[Missing]) -> String {
    let mut text = format!(
        "# Notification under Article {article} of the WTO Agreement on Trade Facilitation\n\n{}, as published on {day}.\n",
        article.subject()
    );
    for (kind, heading) in [
        (EntryKind::PlaceOfPublication, "Official places of publication and web addresses"),
        (EntryKind::EnquiryPoint, "Enquiry points"),
        (EntryKind::SingleWindow, "Single window"),
        (EntryKind::CustomsBrokers, "Customs brokers"),
        (EntryKind::ExchangeOfInformation, "Contact points"),
    ] {
        let own: Vec<&Entry> = entries.iter().filter(|entry| entry.kind == kind).collect();
        if !own.is_empty() {
            section(&mut text, heading, &own);
        }
    }
    if !missing.is_empty() {
        text.push_str("\n## Not published yet\n\n");
        for gap in missing {
            line(&mut text, "-", &gap.to_string());
        }
    }
    text
}

fn section(text: &mut String, heading: &str, entries: &[&Entry]) {
    let _ = writeln!(text, "\n## {heading}");
    for entry in entries {
        let _ = writeln!(text, "\n### {}\n", plain(&entry.name));
        let letters: Vec<&str> = entry.letters.iter().map(|letter| letter.as_str()).collect();
        if !letters.is_empty() {
            line(text, "- Article 1.1, letters:", &letters.join(", "));
            line(text, "- Publications in force:", &entry.publications.to_string());
        }
        for (label, value) in
            [("- Address:", &entry.address), ("- Telephone:", &entry.phone), ("- E-mail:", &entry.email), ("- Web:", &entry.url)]
        {
            if let Some(value) = value {
                line(text, label, value);
            }
        }
    }
}

fn line(text: &mut String, label: &str, value: &str) {
    let _ = writeln!(text, "{label} {}", plain(value));
}

/// Returns a text on one line in which nothing is taken for Markdown or HTML.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if "\\`*_[]<>|#".contains(letter) {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}

impl std::fmt::Display for Missing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Letter(letter) => write!(formatter, "nothing in force answers Article 1.1 ({letter})"),
            Self::Authority(code) => write!(formatter, "{code} publishes, and its name and addresses are not known"),
            Self::Offices { limit } => write!(formatter, "there are more than {limit} offices; the others were not looked at"),
            Self::EnquiryPoint => formatter.write_str("no office is an enquiry point"),
            Self::Service(service) => write!(formatter, "no office offers the service {service}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use vocabulary::Article11;

    use super::*;

    #[test]
    fn a_document_says_what_is_there_and_what_is_missing() {
        let desk = Entry {
            kind: EntryKind::EnquiryPoint,
            name: "Enquiry *point*\n# A".to_owned(),
            authority: "zz-enquiry".parse().expect("a code"),
            letters: Vec::new(),
            publications: 0,
            office: Some("enquiry-desk".parse().expect("an id")),
            address: Some("1 Harbour Road".to_owned()),
            phone: Some("+999 1".to_owned()),
            email: None,
            url: None,
        };
        let text = document(Article::Article1_4, date(2026, 6, 15), &[desk], &[Missing::Letter(Article11::H)]);
        assert_eq!(
            text,
            "# Notification under Article 1.4 of the WTO Agreement on Trade Facilitation\n\n\
             Places of publication, web addresses and enquiry points, as published on 2026-06-15.\n\n\
             ## Enquiry points\n\n### Enquiry \\*point\\* \\# A\n\n- Address: 1 Harbour Road\n- Telephone: +999 1\n\n\
             ## Not published yet\n\n- nothing in force answers Article 1.1 (h)\n"
        );
    }
}
