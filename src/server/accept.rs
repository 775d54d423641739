//! Reads what a caller can take (`Accept`, `Accept-Encoding`, `Accept-Language`) and chooses. Pure; used by the routes.

use vocabulary::Language;

/// A media type we can answer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`, where the status tells only whether the request was understood.
    Json,
    /// `application/graphql-response+json`, where the status tells whether it was executed.
    GraphqlResponse,
    /// `text/event-stream`: the answer, or a subscription's answers, as events.
    EventStream,
}

impl Media {
    /// Returns the value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Media::Json => "application/json; charset=utf-8",
            Media::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Media::EventStream => "text/event-stream",
        }
    }

    /// Chooses the media type to answer in, or none that the caller can take.
    ///
    /// Who takes anything gets JSON; who names both gets the newer one; events are sent only to who names them.
    ///
    /// Source: GraphQL over HTTP, sections 5 and 6; RFC 9110, section 12.5.1.
    pub fn negotiate(accept: &str) -> Option<Media> {
        if accept.trim().is_empty() {
            return Some(Media::Json);
        }
        let ranges: Vec<_> = weighted(accept).collect();
        let json = Offer::among(&ranges, "json", Media::Json);
        let response = Offer::among(&ranges, "graphql-response+json", Media::GraphqlResponse);
        let events = ranges.iter().find(|(range, _)| range.eq_ignore_ascii_case("text/event-stream"));
        let events = events.map(|(_, quality)| Offer { quality: *quality, named: true, media: Media::EventStream });
        let offers = [events, json, response].into_iter().flatten().filter(|offer| offer.quality > 0);
        offers.max_by_key(Offer::rank).map(|offer| offer.media)
    }
}

/// One media type with the weight the caller gave it.
#[derive(Clone, Copy)]
struct Offer {
    quality: u16,
    named: bool,
    media: Media,
}

impl Offer {
    fn among(ranges: &[(&str, u16)], subtype: &str, media: Media) -> Option<Offer> {
        let covers = |range: &str, with: &str| {
            range
                .split_once('/')
                .is_some_and(|(kind, sub)| kind.eq_ignore_ascii_case("application") && sub.eq_ignore_ascii_case(with))
        };
        let found = |matches: &dyn Fn(&str) -> bool| ranges.iter().find(|(range, _)| matches(range)).map(|(_, quality)| *quality);
        if let Some(quality) = found(&|range| covers(range, subtype)) {
            return Some(Offer { quality, named: true, media });
        }
        let quality = found(&|range| covers(range, "*")).or_else(|| found(&|range| range == "*/*"))?;
        Some(Offer { quality, named: false, media })
    }

    fn rank(&self) -> (u16, bool, u8) {
        let taste = match (self.media, self.named) {
            (Media::EventStream, _) => 2,
            (Media::GraphqlResponse, true) | (Media::Json, false) => 1,
            (Media::Json, true) | (Media::GraphqlResponse, false) => 0,
        };
        (self.quality, self.named, taste)
    }
}

/// A content coding we can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Brotli: smallest, and every browser and phone reads it.
    Brotli,
    /// Zstandard: nearly as small, and quicker.
    Zstd,
    /// Gzip: read by everything else.
    Gzip,
}

impl Coding {
    const IN_ORDER: [Coding; 3] = [Coding::Brotli, Coding::Zstd, Coding::Gzip];

    /// Returns the value of `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Zstd => "zstd",
            Coding::Gzip => "gzip",
        }
    }

    /// Chooses a coding the caller can read; none means plain, which everybody can.
    pub fn negotiate(accept_encoding: &str) -> Option<Coding> {
        let ranges: Vec<_> = weighted(accept_encoding).collect();
        let quality = |name: &str| {
            let named = ranges.iter().find(|(range, _)| range.eq_ignore_ascii_case(name));
            named.or_else(|| ranges.iter().find(|(range, _)| *range == "*")).map_or(0, |(_, quality)| *quality)
        };
        let in_reverse = Self::IN_ORDER.into_iter().rev();
        in_reverse.filter(|coding| quality(coding.name()) > 0).max_by_key(|coding| quality(coding.name()))
    }
}

/// Chooses the language to speak: the one the caller likes best among those we speak, or `otherwise`.
pub fn language(accept_language: &str, otherwise: Language) -> Language {
    let understood = weighted(accept_language)
        .filter(|(_, quality)| *quality > 0)
        .filter_map(|(tag, quality)| Some((tag.parse::<Language>().ok()?, quality)))
        .filter(|(language, _)| Language::SPOKEN.contains(language));
    // The first of equals: `max_by_key` would take the last.
    understood.reduce(|best, next| if next.1 > best.1 { next } else { best }).map_or(otherwise, |(language, _)| language)
}

/// Splits a header of the `Accept` family into its items, each with its weight in thousandths. Other parameters are passed over.
///
/// No more than 32 items are read: browsers send fewer than ten.
fn weighted(header: &str) -> impl Iterator<Item = (&str, u16)> {
    header.split(',').take(32).filter_map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let quality = parts.find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case("q").then(|| thousandths(value.trim()))
        });
        Some((name, quality.unwrap_or(1_000)))
    })
}

/// Reads a weight from 0 to 1 with up to three digits after the point (RFC 9110, section 12.4.2); what is none weighs nothing.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit()) && fraction.len() <= 3;
    match (whole, digits) {
        ("1", true) => 1_000,
        ("0", true) => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_is_the_one_the_caller_likes_best() {
        let (json, response) = (Some(Media::Json), Some(Media::GraphqlResponse));
        for (accept, expected) in [
            ("", json),
            ("*/*", json),
            ("application/*", json),
            ("application/json", json),
            ("application/JSON; charset=utf-8", json),
            ("application/graphql-response+json", response),
            ("application/json, application/graphql-response+json", response),
            ("application/graphql-response+json;q=0.9, application/json", json),
            ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", response),
            ("text/html, application/json;q=0, */*;q=0.1", response),
            ("text/event-stream", Some(Media::EventStream)),
            ("text/event-stream, application/json;q=0.5", Some(Media::EventStream)),
            ("text/html", None),
            ("application/json;q=0", None),
            ("*/*;q=0", None),
        ] {
            assert_eq!(Media::negotiate(accept), expected, "{accept:?}");
        }
    }

    #[test]
    fn the_coding_is_the_smallest_among_those_liked_best() {
        for (header, expected) in [
            ("", None),
            ("identity", None),
            ("gzip, deflate, br, zstd", Some(Coding::Brotli)),
            ("gzip, zstd", Some(Coding::Zstd)),
            ("gzip;q=1.0, br;q=0.5", Some(Coding::Gzip)),
            ("br;q=0, *", Some(Coding::Zstd)),
            ("br;q=0", None),
        ] {
            assert_eq!(Coding::negotiate(header), expected, "{header:?}");
        }
    }

    #[test]
    fn the_language_is_the_first_of_the_best_that_we_speak() {
        for (header, expected) in [
            ("", Language::EN),
            ("sw", Language::SW),
            ("de-CH, fr-CH;q=0.9, en;q=0.8", Language::FR),
            ("fr, es", Language::FR),
            ("fr;q=0.2, es;q=0.7", Language::ES),
            ("zh-Hant-TW", Language::ZH),
            ("fr;q=0", Language::EN),
            ("*", Language::EN),
        ] {
            assert_eq!(language(header, Language::EN), expected, "{header:?}");
        }
    }

    #[test]
    fn a_weight_is_read_to_the_thousandth() {
        for (text, expected) in
            [("1", 1_000), ("1.000", 1_000), ("0.5", 500), ("0.123", 123), ("0", 0), ("2", 0), ("-1", 0), ("x", 0)]
        {
            assert_eq!(thousandths(text), expected, "{text}");
        }
    }
}
