//! A chapter as it stands in the printed tariff: lines in order, each under the line above it with fewer dashes. Rules only.

use vocabulary::{HsCode, Language, Period};

use super::line::Suffix;

/// A line in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its code, padded to ten digits.
    pub code: HsCode,
    /// Whether it is a line or a grouping above lines.
    pub suffix: Suffix,
    /// How many dashes it is printed under.
    pub indent: u8,
    /// Whether goods can be declared under it.
    pub declarable: bool,
    /// The days it is in the tariff.
    pub validity: Period,
    /// What it covers, in each language.
    pub descriptions: Vec<(Language, String)>,
}

/// The lines of one chapter in force on one day.
#[derive(Clone, Debug, Default)]
pub struct Chapter {
    lines: Vec<Line>,
    parents: Vec<Option<usize>>,
}

impl Line {
    /// Returns what it covers in `language`, else in English, else in any language, and which language that is.
    pub fn description(&self, language: Language) -> Option<(Language, &str)> {
        [language, Language::EN]
            .iter()
            .find_map(|wanted| self.descriptions.iter().find(|(own, _)| own == wanted))
            .or(self.descriptions.first())
            .map(|(language, text)| (*language, text.as_str()))
    }

    /// Chapters and headings both stand without dashes; the code tells them apart.
    fn depth(&self) -> usize {
        match (self.indent, self.code.significant().len()) {
            (0, 2) => 0,
            (indent, _) => usize::from(indent) + 1,
        }
    }
}

impl Chapter {
    /// Puts lines in the order of the printed tariff and finds the line above each.
    pub fn new(mut lines: Vec<Line>) -> Chapter {
        lines.sort_by_key(|line| (line.code, line.suffix));
        let mut above: Vec<usize> = Vec::new();
        let mut parents = Vec::with_capacity(lines.len());
        for (place, line) in lines.iter().enumerate() {
            above.retain(|other| lines[*other].depth() < line.depth());
            parents.push(above.last().copied());
            above.push(place);
        }
        Chapter { lines, parents }
    }

    /// Returns the lines in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Returns the place of the line that `code` names, a real line before a grouping one.
    pub fn find(&self, code: &HsCode) -> Option<usize> {
        let named = |grouping: bool| {
            self.lines.iter().position(|line| line.code.same_place(code) && line.suffix.is_grouping() == grouping)
        };
        named(false).or_else(|| named(true))
    }

    /// Returns the place of the line above.
    pub fn parent(&self, place: usize) -> Option<usize> {
        self.parents[place]
    }

    /// Returns the places of the lines directly below.
    pub fn children(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        self.parents.iter().enumerate().skip(place + 1).filter(move |(_, parent)| **parent == Some(place)).map(|(at, _)| at)
    }

    /// Returns the codes of a line and of the real lines above it: what is said of any of them holds for the goods.
    pub fn path_codes(&self, place: usize) -> Vec<HsCode> {
        let path = self.ancestors(place).into_iter().chain([place]);
        path.map(|at| &self.lines[at]).filter(|line| !line.suffix.is_grouping()).map(|line| line.code).collect()
    }

    /// Returns the places of the lines above, outermost first.
    pub fn ancestors(&self, place: usize) -> Vec<usize> {
        let mut path: Vec<usize> = std::iter::successors(self.parent(place), |at| self.parent(*at)).collect();
        path.reverse();
        path
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn line(code: &str, suffix: &str, indent: u8) -> Line {
        Line {
            code: code.parse().expect("a good code"),
            suffix: suffix.parse().expect("a good suffix"),
            indent,
            declarable: false,
            validity: Period::starting(date(2022, 1, 1)),
            descriptions: vec![(Language::EN, code.to_owned())],
        }
    }

    fn horses() -> Chapter {
        Chapter::new(vec![
            line("0101300000", "80", 1),
            line("0101210000", "80", 2),
            line("0100000000", "80", 0),
            line("0101000000", "80", 0),
            line("0101210000", "10", 1),
            line("0101290000", "80", 2),
            line("0102000000", "80", 0),
        ])
    }

    fn codes(chapter: &Chapter, places: impl IntoIterator<Item = usize>) -> Vec<String> {
        places.into_iter().map(|at| format!("{}/{}", chapter.lines()[at].code, chapter.lines()[at].suffix)).collect()
    }

    #[test]
    fn a_line_stands_under_the_line_above_with_fewer_dashes() {
        let chapter = horses();
        let breeding = chapter.find(&"010121".parse().expect("a good code")).expect("there");
        assert_eq!(codes(&chapter, chapter.ancestors(breeding)), ["0100000000/80", "0101000000/80", "0101210000/10"]);
        let heading = chapter.find(&"0101".parse().expect("a good code")).expect("there");
        assert_eq!(codes(&chapter, chapter.children(heading)), ["0101210000/10", "0101300000/80"]);
        let whole = chapter.find(&"01".parse().expect("a good code")).expect("there");
        assert_eq!(codes(&chapter, chapter.children(whole)), ["0101000000/80", "0102000000/80"]);
    }

    #[test]
    fn what_is_said_of_a_line_holds_below_it_and_grouping_lines_have_nothing_of_their_own() {
        let chapter = horses();
        let breeding = chapter.find(&"010121".parse().expect("a good code")).expect("there");
        let codes: Vec<String> = chapter.path_codes(breeding).iter().map(HsCode::to_string).collect();
        assert_eq!(codes, ["0100000000", "0101000000", "0101210000"]);
    }

    #[test]
    fn a_code_names_the_real_line_before_the_grouping_one() {
        let chapter = horses();
        let place = chapter.find(&"0101210000".parse().expect("a good code")).expect("there");
        assert_eq!(chapter.lines()[place].suffix, Suffix::LINE);
        assert_eq!(chapter.find(&"0199".parse().expect("a good code")), None);
    }
}
