//! Words of another script, as they are typed in Latin letters: `qahwa`, `9ahwa` and `kahwe` are قهوة, `poshlina` пошлина.
//!
//! Both spellings become *sounds*: consonants that are told apart everywhere, and the weak letters `a`, `i`, `u`, which people
//! write or leave out as they like. Words with the same consonants are compared by their weak letters.

/// A script that people also type in Latin letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Arabic, with the digits of the chat alphabet.
    Arabic,
    /// Cyrillic.
    Cyrillic,
    /// Latin letters themselves, as they are heard rather than spelt: `fone` is phone, `rouje` rouge, `btls` bottles.
    Latin,
}

/// Fewer consonants say too little: half of the words would sound like it.
const CONSONANTS_MIN: usize = 2;

/// Sources: ALA-LC and ISO 9 romanisation, and the digits of the Arabic chat alphabet; sounds that are confused share a letter.
const ARABIC: [(char, &str); 28] = [
    ('ا', "a"),
    ('ب', "b"),
    ('ت', "t"),
    ('ث', "t"),
    ('ج', "g"),
    ('ح', "h"),
    ('خ', "x"),
    ('د', "d"),
    ('ذ', "z"),
    ('ر', "r"),
    ('ز', "z"),
    ('س', "s"),
    ('ش', "c"),
    ('ص', "s"),
    ('ض', "d"),
    ('ط', "t"),
    ('ظ', "z"),
    ('ع', "a"),
    ('غ', "g"),
    ('ف', "f"),
    ('ق', "k"),
    ('ك', "k"),
    ('ل', "l"),
    ('م', "m"),
    ('ن', "n"),
    ('ه', "h"),
    ('و', "u"),
    ('ي', "i"),
];

const CYRILLIC: [(char, &str); 34] = [
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "i"),
    ('ж', "j"),
    ('з', "z"),
    ('и', "i"),
    ('й', "i"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "u"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "h"),
    ('ц', "ts"),
    ('ч', "c"),
    ('ш', "c"),
    ('щ', "c"),
    ('ъ', ""),
    ('ы', "i"),
    ('ь', ""),
    ('э', "i"),
    ('ю', "iu"),
    ('я', "ia"),
    ('і', "i"),
    ('є', "i"),
];

/// Latin spellings, longer ones first.
const CHAT: [(&str, &str); 44] = [
    ("sh", "c"),
    ("ch", "c"),
    ("kh", "x"),
    ("gh", "g"),
    ("th", "t"),
    ("dh", "z"),
    ("ph", "f"),
    ("3'", "g"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("2", ""),
    ("3", "a"),
    ("5", "x"),
    ("6", "t"),
    ("7", "h"),
    ("8", "k"),
    ("9", "k"),
    ("a", "a"),
    ("b", "b"),
    ("c", "k"),
    ("d", "d"),
    ("e", "i"),
    ("f", "f"),
    ("g", "g"),
    ("h", "h"),
    ("i", "i"),
    ("j", "g"),
    ("k", "k"),
    ("l", "l"),
    ("m", "m"),
    ("n", "n"),
    ("o", "u"),
    ("p", "b"),
    ("q", "k"),
    ("r", "r"),
    ("s", "s"),
    ("t", "t"),
    ("u", "u"),
    ("v", "f"),
    ("w", "u"),
    ("x", "ks"),
    ("y", "i"),
    ("z", "z"),
];

const TRANSLIT: [(&str, &str); 40] = [
    ("shch", "c"),
    ("sch", "c"),
    ("zh", "j"),
    ("kh", "h"),
    ("ts", "ts"),
    ("tz", "ts"),
    ("ch", "c"),
    ("sh", "c"),
    ("yu", "iu"),
    ("ju", "iu"),
    ("ya", "ia"),
    ("ja", "ia"),
    ("4", "c"),
    ("6", "c"),
    ("a", "a"),
    ("b", "b"),
    ("c", "ts"),
    ("d", "d"),
    ("e", "i"),
    ("f", "f"),
    ("g", "g"),
    ("h", "h"),
    ("i", "i"),
    ("j", "i"),
    ("k", "k"),
    ("l", "l"),
    ("m", "m"),
    ("n", "n"),
    ("o", "u"),
    ("p", "p"),
    ("q", "k"),
    ("r", "r"),
    ("s", "s"),
    ("t", "t"),
    ("u", "u"),
    ("v", "v"),
    ("w", "v"),
    ("x", "h"),
    ("y", "i"),
    ("z", "z"),
];

/// What is heard alike in English, French, Spanish, Portuguese or Swahili, longer spellings first.
const HEARD: [(&str, &str); 44] = [
    ("tch", "c"),
    ("sch", "c"),
    ("ch", "c"),
    ("sh", "c"),
    ("ph", "f"),
    ("qu", "k"),
    ("ck", "k"),
    ("gu", "g"),
    ("ce", "si"),
    ("ci", "si"),
    ("cy", "si"),
    ("ge", "ji"),
    ("gi", "ji"),
    ("dj", "j"),
    ("wh", "u"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("a", "a"),
    ("b", "b"),
    ("c", "k"),
    ("d", "d"),
    ("e", "i"),
    ("f", "f"),
    ("g", "g"),
    ("h", ""),
    ("i", "i"),
    ("j", "j"),
    ("k", "k"),
    ("l", "l"),
    ("m", "m"),
    ("n", "n"),
    ("o", "u"),
    ("p", "p"),
    ("q", "k"),
    ("r", "r"),
    ("s", "s"),
    ("t", "t"),
    ("u", "u"),
    ("v", "v"),
    ("w", "u"),
    ("x", "ks"),
    ("y", "i"),
    ("z", "s"),
];

/// The article as it is typed before a noun, also where it has taken the sound of the next letter.
const ARTICLES: [&str; 3] = ["al", "el", "il"];

impl Script {
    /// Returns the script of a folded word, if it is one that people also type in Latin letters.
    pub fn of(word: &str) -> Option<Script> {
        match word.chars().next()? {
            'ء'..='ي' => Some(Script::Arabic),
            'а'..='я' | 'і' | 'є' => Some(Script::Cyrillic),
            'a'..='z' => Some(Script::Latin),
            _ => None,
        }
    }

    /// Returns the sounds of a folded word in its own script, without the article.
    pub fn sounds(self, word: &str) -> String {
        let (table, bare): (&[(char, &str)], &str) = match self {
            Script::Arabic => (&ARABIC, word.strip_prefix("ال").filter(|bare| bare.chars().count() > 1).unwrap_or(word)),
            Script::Cyrillic => (&CYRILLIC, word),
            Script::Latin if word.is_ascii() => return self.latin(word),
            Script::Latin => return String::new(),
        };
        let mut sounds = String::new();
        for character in bare.chars() {
            if let Some((_, sound)) = table.iter().find(|(letter, _)| *letter == character) {
                push(sound, &mut sounds);
            }
        }
        self.ended(sounds)
    }

    /// Returns what a word in Latin letters may sound like: as it is, and without an article. Nothing for other letters.
    pub fn typed_sounds(self, typed: &str) -> Vec<String> {
        if !typed.is_ascii() || !typed.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return Vec::new();
        }
        let mut all = vec![self.latin(typed)];
        if self == Script::Arabic
            && let Some(bare) = ARTICLES.iter().find_map(|article| typed.strip_prefix(article))
            && bare.len() > CONSONANTS_MIN
        {
            all.push(self.latin(bare));
        }
        all.retain(|sounds| consonants(sounds).len() >= CONSONANTS_MIN);
        all
    }

    fn latin(self, typed: &str) -> String {
        let table: &[(&str, &str)] = match self {
            Script::Arabic => &CHAT,
            Script::Cyrillic => &TRANSLIT,
            Script::Latin => &HEARD,
        };
        let mut sounds = String::new();
        let mut rest = typed;
        while !rest.is_empty() {
            let spelling = table.iter().find(|(spelling, _)| rest.starts_with(spelling));
            let (spelling, sound) = spelling.copied().unwrap_or((&rest[..1], ""));
            push(sound, &mut sounds);
            rest = &rest[spelling.len()..];
        }
        self.ended(sounds)
    }

    /// The ending of Arabic feminines is written `a`, `ah`, `eh` or `e`, and heard as a vowel.
    fn ended(self, mut sounds: String) -> String {
        if self == Script::Arabic && sounds.len() > 1 && sounds.ends_with('h') {
            sounds.pop();
            if !sounds.ends_with(['a', 'i']) {
                sounds.push('a');
            }
        }
        sounds
    }
}

/// Doubled letters are heard once.
fn push(sound: &str, sounds: &mut String) {
    for letter in sound.chars() {
        if !sounds.ends_with(letter) {
            sounds.push(letter);
        }
    }
}

/// Returns the consonants of sounds: what must be the same.
pub fn consonants(sounds: &str) -> String {
    sounds.chars().filter(|letter| !matches!(letter, 'a' | 'i' | 'u')).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    fn meets(typed: &str, word: &str) -> bool {
        let folded = fold(word);
        let Some(script) = Script::of(&folded) else { return false };
        let wanted = consonants(&script.sounds(&folded));
        script.typed_sounds(typed).iter().any(|sounds| consonants(sounds) == wanted)
    }

    #[test]
    fn arabic_is_found_as_it_is_chatted() {
        for (typed, word) in [
            ("qahwa", "قهوة"),
            ("9ahwa", "القهوة"),
            ("kahweh", "قهوة"),
            ("sayara", "سيارة"),
            ("sayyarat", "السيارات"),
            ("al7aleeb", "الحليب"),
            ("7alib", "حليب"),
            ("5obz", "خبز"),
            ("khubz", "خبز"),
            ("3asal", "عسل"),
            ("sukkar", "سكر"),
            ("rusoom", "رسوم"),
            ("gomrok", "جمرك"),
            ("jumruk", "جمرك"),
            ("istirad", "استيراد"),
            ("kitab", "كتاب"),
            ("mo7arrik", "محرك"),
            ("6a7een", "طحين"),
            ("shahada", "شهادة"),
            ("talefon", "تلفون"),
        ] {
            assert!(meets(typed, word), "{typed} {word}");
        }
    }

    #[test]
    fn russian_is_found_in_transliteration() {
        for (typed, word) in [
            ("poshlina", "пошлина"),
            ("tamozhnya", "таможня"),
            ("kofe", "кофе"),
            ("avtomobil", "автомобиль"),
            ("tsement", "цемент"),
            ("cement", "цемент"),
            ("khlopok", "хлопок"),
            ("hlopok", "хлопок"),
            ("odezhda", "одежда"),
            ("obuv", "обувь"),
            ("litsenziya", "лицензия"),
            ("sahar", "сахар"),
            ("shokolad", "шоколад"),
            ("4asy", "часы"),
            ("borshch", "борщ"),
            ("produkty", "продукты"),
        ] {
            assert!(meets(typed, word), "{typed} {word}");
        }
    }

    #[test]
    fn what_is_written_as_it_is_heard_is_found() {
        for (typed, word) in [
            ("fone", "phone"),
            ("lisence", "licence"),
            ("tyles", "tiles"),
            ("btls", "bottles"),
            ("rouje", "rouge"),
            ("refrijerateur", "refrigerateur"),
            ("maizon", "maison"),
            ("kestion", "question"),
            ("ceguro", "seguro"),
            ("jeneral", "general"),
            ("kafe", "cafe"),
        ] {
            assert!(meets(typed, word), "{typed} {word}");
        }
        assert!(!meets("rouje", "route") && !meets("coffee", "cotton"));
    }

    #[test]
    fn too_few_consonants_say_nothing() {
        assert!(Script::Arabic.typed_sounds("ma2").is_empty());
        assert!(Script::Cyrillic.typed_sounds("chaj").is_empty());
        assert!(Script::Cyrillic.typed_sounds("чай").is_empty());
        assert!(!meets("qahwa", "سيارة"));
    }
}
