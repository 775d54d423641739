//! Passages: the pieces of a text that a trader is led to, each under its headings. Rules only.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::revision::Content;

/// How long a passage grows before it ends with its paragraph. A phone shows about this much without scrolling far.
const PASSAGE_BYTES_MAX: usize = 1_500;

/// A piece of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The headings it stands under, outermost first.
    pub headings: Vec<String>,
    /// Its words without Markdown, a line for each paragraph, item or row.
    pub text: String,
}

impl Content {
    /// Returns its passages as they are searched and quoted. The first speaks for the whole: it stands under the title alone and begins
    /// with the summary.
    pub fn passages(&self) -> Vec<Passage> {
        let mut passages = passages(&self.body);
        if passages.first().is_none_or(|first| !first.headings.is_empty()) {
            passages.insert(0, Passage::default());
        }
        passages[0].text = format!("{}\n{}", self.summary, passages[0].text).trim().to_owned();
        passages
    }
}

/// Cuts a Markdown text at its headings, and long sections between paragraphs.
///
/// Headings without a text of their own stay in the path of what follows. A text without words has no passages.
pub fn passages(markdown: &str) -> Vec<Passage> {
    let mut cutter = Cutter::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        cutter.take(event);
    }
    cutter.cut();
    cutter.done
}

#[derive(Default)]
struct Cutter {
    done: Vec<Passage>,
    headings: Vec<(HeadingLevel, String)>,
    text: String,
    heading: Option<(HeadingLevel, String)>,
}

impl Cutter {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.cut();
                self.heading = Some((level, String::new()));
            }
            Event::End(TagEnd::Heading(level)) => {
                self.headings.retain(|(other, _)| *other < level);
                self.headings.extend(self.heading.take());
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow | TagEnd::CodeBlock) => {
                self.end_line();
                if self.text.len() > PASSAGE_BYTES_MAX {
                    self.cut();
                }
            }
            Event::End(TagEnd::TableCell) | Event::SoftBreak | Event::HardBreak => self.push(" "),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.push(&text),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        match &mut self.heading {
            Some((_, heading)) => heading.push_str(text),
            None => self.text.push_str(text),
        }
    }

    fn end_line(&mut self) {
        if self.heading.is_none() && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn cut(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            let headings = self.headings.iter().map(|(_, heading)| heading.trim().to_owned()).collect();
            self.done.push(Passage { headings, text: text.trim().to_owned() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(headings: &[&str], text: &str) -> Passage {
        Passage { headings: headings.iter().map(|heading| (*heading).to_owned()).collect(), text: text.to_owned() }
    }

    #[test]
    fn each_section_is_a_passage_under_its_headings() {
        let text = "Intro.\n\n# Fees\n\n## Cash\n\nPay **40**.\n\n## Card\n\n- Visa\n- Other\n\n# Time\n\nTwo days.";
        assert_eq!(
            passages(text),
            [
                passage(&[], "Intro."),
                passage(&["Fees", "Cash"], "Pay 40."),
                passage(&["Fees", "Card"], "Visa\nOther"),
                passage(&["Time"], "Two days."),
            ]
        );
    }

    #[test]
    fn a_long_section_is_cut_between_paragraphs() {
        let paragraph = "word ".repeat(200);
        let cut = passages(&format!("# Long\n\n{paragraph}\n\n{paragraph}\n\n{paragraph}"));
        assert_eq!(cut.len(), 2);
        assert!(cut.iter().all(|passage| passage.headings == ["Long"]));
    }

    #[test]
    fn a_table_keeps_its_rows_on_lines() {
        assert_eq!(passages("|a|b|\n|-|-|\n|1|2|")[0].text, "a b \n1 2");
    }

    #[test]
    fn a_text_without_words_has_no_passages() {
        assert_eq!(passages("# Title\n\n---\n"), []);
    }
}
