//! The sentences of a stored text, each as a place in it.
//!
//! A sentence is never written anew: it is a [`Span`] of the text that is stored, so what is quoted is what was published, byte for
//! byte. An item of a list keeps the line that leads it in, a row of a table its header.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use vocabulary::Language;

use crate::{lexicon::Lexicon, word};

/// How long a sentence grows before it is cut at a clause: a text without stops is not shown as a whole.
const SENTENCE_BYTES_MAX: usize = 700;

/// How many sentences of a text are looked at.
pub const SENTENCES_MAX: usize = 200;

/// How far behind the line that leads it in an item may stand, in lines.
const ITEMS_MAX: usize = 40;

/// How long a row of a table without strokes is at most: longer lines are text.
const ROW_BYTES_MAX: usize = 160;

/// A place in a text, in bytes. It is made by cutting the text, and begins and ends between characters of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    start: usize,
    end: usize,
}

/// A sentence, an item or a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// What it is, and what it is not understood without.
    pub form: Form,
}

/// What a sentence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A sentence of running text that can stand alone.
    Whole,
    /// One that speaks of what the sentence before names ("It costs …").
    Referring {
        /// The sentence before.
        before: Span,
    },
    /// An item of a list.
    Item {
        /// The line that leads it in.
        lead: Span,
    },
    /// A row of a table.
    Row {
        /// The header.
        header: Span,
    },
    /// A line that leads a list in, or heads a table: it says little without what follows.
    Lead,
}

impl Span {
    /// Returns where it begins, in bytes.
    pub fn start(self) -> usize {
        self.start
    }

    /// Returns where it ends, in bytes.
    pub fn end(self) -> usize {
        self.end
    }

    /// Returns what stands there; nothing where the text is not the one it was made from, and has no such place.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// Makes a span of a place that lies between characters of a text.
    pub(crate) fn at(place: Range<usize>, text: &str) -> Option<Span> {
        text.get(place.clone()).filter(|quote| !quote.is_empty()).map(|_| Span { start: place.start, end: place.end })
    }

    /// Returns the place from where this begins to where another of the same text ends, if that lies behind.
    #[must_use]
    pub fn until(self, other: Span) -> Span {
        Span { start: self.start, end: other.end.max(self.end) }
    }
}

impl Form {
    /// Returns what the sentence is not understood without.
    pub fn companion(self) -> Option<Span> {
        match self {
            Form::Whole | Form::Lead => None,
            Form::Referring { before: span } | Form::Item { lead: span } | Form::Row { header: span } => Some(span),
        }
    }
}

/// Cuts a text into its sentences, in their order; at most [`SENTENCES_MAX`].
pub fn cut(text: &str, language: Language) -> Vec<Sentence> {
    let lexicon = Lexicon::of(language);
    let lines = lines(text);
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut before: Option<Span> = None;
    for (at, line) in lines.iter().enumerate() {
        let shape = shape(&lines, at, text);
        let place = line.place.start + marker(line.of(text))..line.place.end;
        let pieces = if matches!(shape, Shape::Row { .. } | Shape::Lead) { vec![place] } else { pieces(text, place, lexicon) };
        for (number, piece) in pieces.into_iter().enumerate() {
            let Some(span) = Span::at(trimmed(text, piece), text) else { continue };
            let form = match shape {
                Shape::Lead => Form::Lead,
                Shape::Row { header } => Form::Row { header },
                Shape::Item { lead } if number == 0 => Form::Item { lead },
                _ => match before.filter(|_| number > 0 || !line.after_blank) {
                    Some(before) if refers(text, span, lexicon) => Form::Referring { before },
                    _ => Form::Whole,
                },
            };
            sentences.push(Sentence { span, form });
            before = Some(span);
            if sentences.len() == SENTENCES_MAX {
                return sentences;
            }
        }
    }
    sentences
}

/// Returns the sentences of a text that a place lies in, in their order, each after what it is not understood without; the place itself
/// where no sentence was cut.
pub fn around(text: &str, language: Language, place: Span) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for sentence in cut(text, language) {
        if sentence.span.start >= place.end || sentence.span.end <= place.start {
            continue;
        }
        for span in sentence.form.companion().into_iter().chain([sentence.span]) {
            if !spans.contains(&span) {
                spans.push(span);
            }
        }
    }
    if spans.is_empty() { vec![place] } else { spans }
}

/// A line that is not blank.
struct Line {
    place: Range<usize>,
    after_blank: bool,
    /// Whether it is written as an item of a list.
    marked: bool,
    /// Whether it is written as a row of a table.
    row: bool,
}

#[derive(Clone, Copy)]
enum Shape {
    Prose,
    Lead,
    Item { lead: Span },
    Row { header: Span },
}

impl Line {
    fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.place.clone()]
    }
}

fn lines(text: &str) -> Vec<Line> {
    let (mut lines, mut start, mut after_blank) = (Vec::new(), 0, true);
    for line in text.split_inclusive('\n') {
        let (end, written) = (start + line.len(), line.trim_end_matches(['\n', '\r']));
        let place = trimmed(text, start..start + written.len());
        if place.is_empty() {
            after_blank = true;
        } else if text[place.clone()].contains(char::is_alphanumeric) {
            // A row of a table that was published in Markdown ends with a space, or is cut by strokes or tabs.
            let cells = written.trim().matches(['|', '\t']).count();
            let unended =
                written.ends_with(' ') && end < text.len() && !written.trim_end().ends_with(['.', ':', '。', '؟', '?', '!']);
            let row =
                cells >= 2 || (cells >= 1 && written.trim().starts_with('|')) || (unended && written.len() <= ROW_BYTES_MAX);
            let marked = marker(&text[place.clone()]) > 0;
            lines.push(Line { place, after_blank, marked, row });
            after_blank = false;
        }
        start = end;
    }
    lines
}

/// Says what a line is, by the lines around it.
fn shape(lines: &[Line], at: usize, text: &str) -> Shape {
    let is_row = |at: usize| lines.get(at).is_some_and(|line: &Line| line.row);
    // The last row lost its space when the passage was cut.
    let is_last = |at: usize| at + 1 == lines.len() && !lines[at].after_blank;
    let follows = |at: usize| at > 0 && is_row(at - 1) && (is_row(at) || is_last(at));
    if is_row(at) || follows(at) {
        let first = (0..at).rev().take_while(|at| is_row(*at)).last();
        return match first.and_then(|first| Span::at(lines[first].place.clone(), text)) {
            Some(header) => Shape::Row { header },
            None if is_row(at + 1) || follows(at + 1) => Shape::Lead,
            None => Shape::Prose,
        };
    }
    if leads(lines[at].of(text)) && at + 1 < lines.len() {
        return Shape::Lead;
    }
    let lead = (at.saturating_sub(ITEMS_MAX)..at).rev().find(|above| leads(lines[*above].of(text)));
    match lead.and_then(|lead| Some((lead, Span::at(lines[lead].place.clone(), text)?))) {
        Some((above, lead)) if is_item_of(lines, above, at, text) => Shape::Item { lead },
        _ => Shape::Prose,
    }
}

/// Says whether all lines from a lead to a line are items: marked, or short and without a blank line that ends the list.
fn is_item_of(lines: &[Line], lead: usize, at: usize, text: &str) -> bool {
    let marked = lines[lead + 1].marked;
    lines[lead + 1..=at].iter().enumerate().all(|(place, line)| {
        if marked {
            return line.marked;
        }
        let stops = line.of(text).matches(['.', '。', '؟', '!', '！']).count();
        (place == 0 || !line.after_blank) && stops <= 1 && line.place.len() <= 240
    })
}

fn leads(line: &str) -> bool {
    line.trim_end_matches(['*', '_']).ends_with([':', '：'])
}

/// Returns how many bytes of a line are the mark of an item or a heading: `- `, `* `, `3. `, `(a) `, `## `.
fn marker(line: &str) -> usize {
    let heading = line.len() - line.trim_start_matches('#').len();
    if heading > 0 && line[heading..].starts_with(' ') {
        return heading + spaces(&line[heading..]);
    }
    if let Some(rest) = ["-", "*", "•", "–", "·", "+", "▪", "●"].iter().find_map(|mark| line.strip_prefix(mark)) {
        let spaces = spaces(rest);
        return if spaces > 0 && spaces < rest.len() { line.len() - rest.len() + spaces } else { 0 };
    }
    let opened = usize::from(line.starts_with('('));
    let counted = line[opened..].find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(0);
    let closes = line[opened + counted..].starts_with(if opened == 1 { &[')'][..] } else { &['.', ')'][..] });
    let is_count = counted > 0
        && counted <= 4
        && (line[opened..opened + counted].bytes().all(|byte| byte.is_ascii_digit())
            || counted == 1
            || is_roman(&line[opened..opened + counted]));
    let until = opened + counted + 1;
    let spaces = line.get(until..).map_or(0, spaces);
    if closes && is_count && spaces > 0 { until + spaces } else { 0 }
}

fn is_roman(count: &str) -> bool {
    count.bytes().all(|letter| matches!(letter, b'i' | b'v' | b'x'))
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// Cuts running text behind its stops.
fn pieces(text: &str, place: Range<usize>, lexicon: &Lexicon) -> Vec<Range<usize>> {
    let (mut pieces, mut start) = (Vec::new(), place.start);
    let line = &text[place.clone()];
    let mut characters = line.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let behind = place.start + at + character.len_utf8();
        let ends = match character {
            '。' | '！' | '？' | '؟' | '۔' | '．' => true,
            '!' | '?' | '…' => true,
            '.' => is_stop(line, at, &text[start..place.start + at], lexicon),
            ';' | '；' | '؛' => behind - start > SENTENCE_BYTES_MAX,
            ',' | '，' | '、' | '،' => behind - start > 2 * SENTENCE_BYTES_MAX,
            _ => behind - start > 4 * SENTENCE_BYTES_MAX && character == ' ',
        };
        if !ends {
            continue;
        }
        let mut end = behind;
        while let Some((at, closing)) = characters.next_if(|(_, next)| "\"'”’»」』)）]!?！？。.".contains(*next)) {
            end = place.start + at + closing.len_utf8();
        }
        pieces.push(start..end);
        start = end;
    }
    if start < place.end {
        pieces.push(start..place.end);
    }
    pieces
}

/// Says whether a full stop ends a sentence: a space and no small letter behind it, and before it no abbreviation, no initial and no
/// number of an article.
fn is_stop(line: &str, at: usize, before: &str, lexicon: &Lexicon) -> bool {
    let behind = &line[at + 1..];
    let closed = behind.trim_start_matches(['"', '\'', '”', '’', '»', ')', ']']);
    if closed.is_empty() {
        return true;
    }
    if !closed.starts_with([' ', '\u{a0}']) {
        return false;
    }
    let next = closed.trim_start().chars().next();
    if next.is_none_or(char::is_lowercase) {
        return next.is_none();
    }
    let word =
        before.rsplit(|character: char| !(word::is_of_word(character) || matches!(character, '.' | '\''))).next().unwrap_or("");
    let letters = word.rsplit('.').next().unwrap_or(word);
    let is_initial =
        letters.chars().count() == 1 && letters.chars().all(char::is_alphabetic) && letters.chars().all(char::is_uppercase);
    let is_number = next.is_some_and(|next| next.is_ascii_digit()) && lexicon.is_in("numbered", word);
    let begins = before.trim().len() == word.len() && word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty();
    !(is_initial || is_number || begins || lexicon.is_in("abbreviations", word) && !word.is_empty())
}

/// Says whether a sentence opens by referring to the one before.
fn refers(text: &str, span: Span, lexicon: &Lexicon) -> bool {
    span.of(text).is_some_and(|sentence| {
        // The first words are enough, and a long text is not cut for them.
        let opening: String = sentence.chars().take(40).collect();
        let words = word::words(&opening);
        lexicon.list("refers").iter().any(|phrase| phrase.at(&words, 0).is_some())
    })
}

fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let of = &text[place.clone()];
    let start = place.start + (of.len() - of.trim_start().len());
    start..start + of.trim().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut_in(language: Language, text: &str) -> Vec<&str> {
        cut(text, language).iter().filter_map(|sentence| sentence.span.of(text)).collect()
    }

    #[test]
    fn sentences_end_at_their_stops() {
        for (language, text, wanted) in [
            (Language::EN, "Pay XTS 1.50 a kg. Is it due? Yes.", &["Pay XTS 1.50 a kg.", "Is it due?", "Yes."][..]),
            (
                Language::EN,
                "See art. 5 of the Act. Mr. B. Smith signs, e.g. with a seal.",
                &["See art. 5 of the Act.", "Mr. B. Smith signs, e.g. with a seal."],
            ),
            (Language::EN, "It says \"Pay.\" Then go.", &["It says \"Pay.\"", "Then go."]),
            (Language::FR, "Voir l'art. 3 et M. Diallo. Payez.", &["Voir l'art. 3 et M. Diallo.", "Payez."]),
            (Language::ES, "Según el núm. 4. ¿Cuánto cuesta?", &["Según el núm. 4.", "¿Cuánto cuesta?"]),
            (Language::AR, "ادفع الرسوم. هل يلزم ترخيص؟ نعم.", &["ادفع الرسوم.", "هل يلزم ترخيص؟", "نعم."]),
            (Language::ZH, "请缴纳关税。需要许可证吗？需要！", &["请缴纳关税。", "需要许可证吗？", "需要！"]),
            (Language::SW, "Lipa ushuru. Je, unahitaji kibali?", &["Lipa ushuru.", "Je, unahitaji kibali?"]),
        ] {
            assert_eq!(cut_in(language, text), wanted);
        }
    }

    #[test]
    fn an_item_keeps_the_line_that_leads_it_in() {
        for text in
            ["You need:\n\n- an invoice\n- a packing list\n\nSend both.", "You need:\nan invoice\na packing list\n\nSend both."]
        {
            let sentences = cut(text, Language::EN);
            assert_eq!(cut_in(Language::EN, text), ["You need:", "an invoice", "a packing list", "Send both."]);
            assert_eq!(sentences[0].form, Form::Lead);
            for item in &sentences[1..3] {
                assert_eq!(item.form.companion().and_then(|lead| lead.of(text)), Some("You need:"));
            }
            assert_eq!(sentences[3].form, Form::Whole);
        }
    }

    #[test]
    fn a_row_keeps_its_header() {
        for text in
            ["Item Amount \nLicence XTS 120 a year \nLevy 1%", "| Item | Amount |\n| Licence | XTS 120 a year. |\n| Levy | 1% |"]
        {
            let sentences = cut(text, Language::EN);
            assert_eq!(sentences.len(), 3, "{text}");
            assert_eq!(sentences[0].form, Form::Lead);
            for row in &sentences[1..] {
                assert_eq!(row.form.companion(), Some(sentences[0].span), "{text}");
            }
        }
    }

    #[test]
    fn a_pronoun_brings_what_it_stands_for() {
        for (language, text) in [
            (Language::EN, "Apply for a licence. It costs XTS 120."),
            (Language::FR, "Demandez une licence. Elle coûte 120 XTS."),
            (Language::ES, "Solicite una licencia. Esta cuesta 120 XTS."),
            (Language::PT, "Peça uma licença. Ela custa 120 XTS."),
            (Language::AR, "اطلب ترخيصا. وهو يكلف 120."),
            (Language::ZH, "请申请许可证。它需要一百二十元。"),
            (Language::SW, "Omba leseni. Hiyo inagharimu XTS 120."),
        ] {
            let sentences = cut(text, language);
            assert_eq!(sentences[1].form, Form::Referring { before: sentences[0].span }, "{text}");
        }
        let apart = "Apply for a licence.\n\nIt costs XTS 120.";
        assert_eq!(cut(apart, Language::EN)[1].form, Form::Whole);
    }

    #[test]
    fn numbers_of_articles_end_nothing() {
        assert_eq!(
            cut_in(Language::EN, "8.3 For the purposes of heading 27.07, see No. 4."),
            ["8.3 For the purposes of heading 27.07, see No. 4."]
        );
        assert_eq!(cut_in(Language::EN, "1. Goods are declared. 2. Duty is paid."), ["Goods are declared.", "2. Duty is paid."]);
    }

    proptest! {
        #[test]
        fn every_span_is_a_place_of_the_text(text in "\\PC{0,120}|[a-zA-Z0-9 .:;,?!()\\n*|#。？،-]{0,160}") {
            for language in Language::SPOKEN {
                let mut behind = 0;
                for sentence in cut(&text, language) {
                    let quote = sentence.span.of(&text);
                    prop_assert!(quote.is_some_and(|quote| !quote.is_empty() && quote.trim() == quote));
                    prop_assert!(sentence.span.start() >= behind, "in order, none over another");
                    behind = sentence.span.end();
                    if let Some(companion) = sentence.form.companion() {
                        prop_assert!(companion.of(&text).is_some() && companion.end() <= sentence.span.start());
                    }
                }
            }
        }

        #[test]
        fn nothing_but_marks_and_spaces_is_left_out(text in "[a-zA-Z .?!\\n]{0,160}") {
            let kept: String = cut(&text, Language::EN).iter().filter_map(|sentence| sentence.span.of(&text)).collect();
            let without_spaces = |text: &str| text.chars().filter(|character| character.is_alphanumeric()).collect::<String>();
            prop_assert!(without_spaces(&text).len() <= without_spaces(&kept).len() + 4 * text.lines().count());
        }
    }
}
