//! HTML, and the words on a page. What comes from outside is escaped here and nowhere else.

use std::fmt;

use sheet::{Block, Row, Sheet};
use vocabulary::Language;

use super::super::message;

/// How a page looks, on a phone and on paper.
pub const STYLE: &str = include_str!("page.css");

/// What each language calls itself, in the order of [`Language::SPOKEN`].
const NAMES: [(Language, &str); 7] = [
    (Language::EN, "English"),
    (Language::FR, "Français"),
    (Language::ES, "Español"),
    (Language::AR, "العربية"),
    (Language::ZH, "中文"),
    (Language::PT, "Português"),
    (Language::SW, "Kiswahili"),
];

/// Text that came from outside, as it may stand in a page.
pub struct Text<'a>(pub &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            let (plain, special) = rest.split_at(at);
            formatter.write_str(plain)?;
            formatter.write_str(match special.as_bytes()[0] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &special[1..];
        }
        formatter.write_str(rest)
    }
}

/// Writes names and what they name, both markup already, as a list.
pub fn list(rows: &[(String, String)]) -> String {
    let rows = rows.iter().map(|(name, value)| format!("<dt>{name}</dt><dd>{value}</dd>\n"));
    format!("<dl>\n{}</dl>\n", rows.collect::<String>())
}

/// Text in whatever direction it runs, which does not turn what stands around it: codes, amounts, the words of an act.
pub fn apart(text: &str) -> String {
    format!("<bdi>{}</bdi>", Text(text))
}

/// The words of one language.
pub struct Words {
    /// Which one.
    pub language: Language,
}

impl Words {
    /// Speaks `language`.
    pub fn of(language: Language) -> Words {
        Words { language }
    }

    /// Writes a message without facts.
    pub fn say(&self, code: &str) -> String {
        self.tell(code, &[])
    }

    /// Writes a message with its facts, escaped as a whole.
    pub fn tell(&self, code: &str, facts: &[(&str, String)]) -> String {
        let text = message::render(self.language, code, facts).unwrap_or_else(|| code.to_owned());
        Text(&text).to_string()
    }

    fn direction(&self) -> &'static str {
        if self.language == Language::AR { "rtl" } else { "ltr" }
    }
}

/// Writes a paper as a page, with the way to the same as PDF.
pub fn sheet(sheet: &Sheet, print: &str) -> String {
    let words = Words::of(sheet.language);
    let body: String = sheet.blocks.iter().map(block).collect();
    let print = format!("<nav><a href=\"{}?lang={}\" type=\"application/pdf\">PDF</a></nav>\n", Text(print), sheet.language);
    document(&words, &Text(&sheet.title).to_string(), &(body + &print))
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("<h1>{}</h1>\n", Text(text)),
        Block::Mark(text) => format!("<p class=\"notice\">{}</p>\n", Text(text)),
        Block::Total(Row { name, value }) => {
            format!("<p class=\"total\">{}: <strong>{}</strong></p>\n", Text(name), apart(value))
        }
        Block::Facts(rows) => {
            let rows: Vec<(String, String)> = rows.iter().map(|row| (Text(&row.name).to_string(), apart(&row.value))).collect();
            list(&rows)
        }
        Block::Amounts(rows) => {
            let rows = rows.iter().map(|Row { name, value }| {
                format!("<tr><td>{}</td><td class=\"amount\">{}</td></tr>\n", Text(name), apart(value))
            });
            format!("<table>\n{}</table>\n", rows.collect::<String>())
        }
        Block::Code(code) => format!("<div role=\"img\" aria-label=\"{}\">{}</div>\n", Text(&code.says), code.qr.svg()),
        Block::Line(Row { name, value }) => format!("<p>{}: <code>{}</code></p>\n", Text(name), apart(value)),
    }
}

/// Writes a whole page; `title` and `body` are markup already.
pub fn document(words: &Words, title: &str, body: &str) -> String {
    let (language, direction) = (words.language, words.direction());
    let links = NAMES.iter().filter(|(other, _)| *other != language);
    let links = links.map(|(other, name)| format!("<a href=\"?lang={other}\" hreflang=\"{other}\" lang=\"{other}\">{name}</a>"));
    let links: Vec<String> = links.collect();
    format!(
        "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n<nav>{}</nav>\n</body>\n</html>\n",
        links.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_text_and_no_markup() {
        let hostile = "<script>alert('x')</script> & \"Søren\"";
        let shown = Text(hostile).to_string();
        assert_eq!(shown, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Søren&quot;");
    }

    #[test]
    fn every_spoken_language_has_a_name() {
        assert_eq!(NAMES.map(|(language, _)| language), Language::SPOKEN);
    }
}
